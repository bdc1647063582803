"""Knows in which line of a format's TOML text a key path stands, for whoever has to mend it."""

from __future__ import annotations

import re

_STEP = re.compile(r"([\w-]+)|\[(\d+)\]")
_HEADER = re.compile(r"\s*\[")


def line_of(text: str, path: str) -> int | None:
    """The line, 1 the first, of ``phase[1].incidents.starts``, or of the nearest key above it.

    None where nothing of the path is written: what is missing has no line.
    """
    lines = text.splitlines()
    at: int | None = None
    first, table = 0, ""
    steps = [(name, int(number) if number else 0) for name, number in _STEP.findall(path)]
    for here, (name, index) in enumerate(steps):
        if not name:  # an element of a list: a line each where the list is written so
            if at is not None and lines[at].rstrip().endswith("["):
                at += 1 + index
            continue
        found = _key(lines, first, name)
        if found is None and table == "":
            number = steps[here + 1][1] if here + 1 < len(steps) and not steps[here + 1][0] else 0
            headers = [n for n, line in enumerate(lines) if _is(line, f"[[{name}]]")]
            found = headers[number] if number < len(headers) else None
        elif found is None:
            found = next(
                (
                    n
                    for n in range(first, len(lines))
                    if _is(lines[n], f"[{table}.{name}]")
                    and not any(_is(line, f"[[{table}]]") for line in lines[first:n])
                ),
                None,
            )
        if found is None:
            break
        at = found
        if _HEADER.match(lines[found]):
            table = f"{table}.{name}" if table else name
            first = found + 1
    return None if at is None else at + 1


def _key(lines: list[str], first: int, name: str) -> int | None:
    """The line of a key of the table that begins at ``first``."""
    for n in range(first, len(lines)):
        if _HEADER.match(lines[n]):
            return None
        if re.match(rf"\s*{re.escape(name)}\s*=", lines[n]):
            return n
    return None


def _is(line: str, header: str) -> bool:
    return line.partition("#")[0].replace(" ", "").strip() == header
