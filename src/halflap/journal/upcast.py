"""Knows how the bodies of facts that older releases wrote become bodies of the version now in use.

It must not know what a fact means beyond the names and shapes of its fields.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes the body of one version into that of the next; it returns a new one."""

UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""By the kind and the version that a body was written in; each leads to the version after it.

Empty as long as no kind of fact has ever changed.
"""


def upcast(kind: str, version: int, body: str, now: int) -> str:
    """The body as version ``now`` would have written it, step by step from ``version``.

    A kind that did not change between two versions has no upcaster for that step. The bytes in
    the file, over which the hashes are, stay as they are. Raises ``msgspec.DecodeError`` if the
    body is no JSON object.
    """
    steps = [UPCASTERS[kind, old] for old in range(version, now) if (kind, old) in UPCASTERS]
    if not steps:
        return body
    fields = msgspec.json.decode(body, type=dict[str, Any])
    for step in steps:
        fields = step(fields)
    return msgspec.json.encode(fields, order="sorted").decode()
