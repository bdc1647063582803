"""Knows the words of a note: marks such as ``Q`` and ``WR``, a speed in km/h, a gap."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKS = ("Q", "q", "QG", "QB", "WR", "OR", "PR", "CR", "ER", "NR", "GR")
"""Qualified (for what, as the source says), and records: world, Olympic, Paralympic,
championship or continental, European, national, Games."""

_ENDS = r"(?=$|[\s,;/()|])"
_GAP = re.compile(r"\+\s?(?P<gap>(?:\d{1,2}:)?\d{1,3}[.,]\d{1,4})\s?s?" + _ENDS)
_SPEED = re.compile(r"(?P<speed>[2-7]\d[.,]\d{1,4})(?:\s?km/h)?" + _ENDS)
_MARK = re.compile(rf"(?P<mark>{'|'.join(sorted(MARKS, key=len, reverse=True))}){_ENDS}")
_BETWEEN = re.compile(r"[\s,;/]*")
_LATER_MARK = re.compile(rf"[,;]\s*(?P<mark>{'|'.join(MARKS)})\s*(?=$|[,;])")


@dataclass(frozen=True, slots=True)
class Note:
    """What stands first in a note: ``marks`` in their order, ``speed`` and ``gap`` as printed."""

    marks: tuple[str, ...] = ()
    speed: str | None = None
    gap: str | None = None


def read_note(text: str) -> Note:
    """The marks, speed and gap of a note: ``"Q WR 53.860"``, ``"WR; overtook …"``, ``"+0.413"``.

    Only what stands first counts, so that "not in the WR lists" is not a mark; a mark that is
    alone between commas counts as well ("WR at that moment, Q"). A speed is 20 to 80 km/h with
    decimals.
    """
    marks: list[str] = []
    speed = gap = None
    at = 0
    while True:
        at = _skip(text, at)
        if found := _MARK.match(text, at):
            marks.append(found["mark"])
        elif speed is None and (found := _SPEED.match(text, at)):
            speed = found["speed"]
        elif gap is None and (found := _GAP.match(text, at)):
            gap = "+" + found["gap"]
        else:
            break
        at = found.end()
    marks += [found["mark"] for found in _LATER_MARK.finditer(text, at)]
    return Note(tuple(dict.fromkeys(marks)), speed, gap)


def _skip(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at
