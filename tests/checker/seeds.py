"""Knows which seeds a run tries: new ones each time, or those from HALFLAP_SEED on."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


def seeds(count: int, capture: pytest.CaptureFixture[str]) -> Iterator[int]:
    """So many seeds, each printed past the capture before it is tried, even should it crash."""
    given = os.environ.get("HALFLAP_SEED")
    base = int(given) if given else int.from_bytes(os.urandom(4))
    with capture.disabled():
        print(f"\n{count} competitions; to repeat: HALFLAP_SEED={base}", flush=True)
    for seed in range(base, base + count):
        with capture.disabled():
            print(f"\rseed {seed} ", end="", flush=True)
        yield seed
