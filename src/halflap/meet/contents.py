"""Knows what changed between two contents of a communiqué, value by value, and what is no content.

It must not know what a document holds: a content is any JSON of objects and rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class _Heat(msgspec.Struct):
    riders: tuple[dict[str, Any], ...] = ()


class _Content(msgspec.Struct):
    """The tables of a content, by their rows."""

    heats: tuple[_Heat, ...] = ()
    ranking: tuple[dict[str, Any], ...] = ()
    classification: tuple[dict[str, Any], ...] = ()


def is_content(text: str) -> bool:
    """Whether it is an object whose tables, where it has them, have rows."""
    try:
        msgspec.json.decode(text, type=_Content)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


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
