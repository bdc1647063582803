"""Knows what changed between two contents of a communiqué, value by value.

It must not know what a document holds: a content is any JSON of objects and rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping


def difference(before: str, after: str) -> tuple[str, ...]:
    """What changed between two contents, value by value; rows are followed by heat and bib."""
    old, new = dict(_values("", json.loads(before))), dict(_values("", json.loads(after)))
    return tuple(
        f"{path}: {old.get(path, '-')} -> {new.get(path, '-')}"
        for path in dict.fromkeys([*old, *new])
        if old.get(path, "-") != new.get(path, "-")
    )


def _values(path: str, value: object) -> Iterator[tuple[str, str]]:
    """Every value that says something, by its path."""
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _values(f"{path}/{key}" if path else key, inner)
        case list():
            for index, inner in enumerate(value):
                row = inner if isinstance(inner, Mapping) else {}
                name = row.get("heat") or row.get("bib") or index
                yield from _values(f"{path}/{name}", inner)
        case None | "":
            return
        case _:
            yield path, str(value)
