"""How long the command takes to answer, against an interpreter that does nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from benchmarks.measurement import Measurement, shortest


def measure(seed: int) -> Iterator[Measurement]:
    """Whole processes, fastest of fifteen; nothing here is random, so `seed` is not used."""
    del seed
    run = partial(subprocess.run, check=True, capture_output=True)
    bare = shortest(15, partial(run, [sys.executable, "-c", "pass"]))
    version = shortest(15, partial(run, [sys.executable, "-m", "halflap", "--version"]))
    yield Measurement("python -c pass", bare * 1000, "ms")
    yield Measurement("halflap --version", version * 1000, "ms")
    yield Measurement("halflap --version against python -c pass", version / bare, "times", limit=5)
