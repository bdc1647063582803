"""Knows how rows become a plain table whose columns stand under each other in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """How many columns of a terminal the text takes: wide signs two, combining ones none."""
    return sum(_width_of(sign) for sign in text)


def _width_of(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> list[str]:
    """The lines of a table under its head; ``right`` has an ``r`` for each column of figures.

    ``table(("place", "rider"), rows, "r")`` sets the places to the right. Line breaks and other
    control signs of a cell become spaces, so that a row is always one line.
    """
    cells = [[_one_line(cell) for cell in row] for row in (head, *rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(head))]
    lines = []
    for row in cells:
        padded = [
            _set(cell, widths[column], right[column : column + 1] == "r")
            for column, cell in enumerate(row)
        ]
        lines.append("  ".join(padded).rstrip())
    return [lines[0], "  ".join("-" * each for each in widths), *lines[1:]]


def _one_line(cell: str) -> str:
    return "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in cell)


def _set(cell: str, to: int, right: bool) -> str:
    space = " " * (to - width(cell))
    return space + cell if right else cell + space
