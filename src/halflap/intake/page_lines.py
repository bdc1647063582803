"""Knows lines of text that are rides: ``1. Name (NAT) 4:15.165``, ``A 4:16.304 bt B 4:20.436``."""

from __future__ import annotations

import re

from halflap.intake.page_blocks import Block, Line, Row
from halflap.intake.page_cells import time_in

LONGEST_LINE = 160
LONGEST_NAME = 8  # words, the nation among them
_ITEM = re.compile(r"(?P<item>[*:#]+\s*)?(?:(?P<rank>=?\d{1,3})(?:st|nd|rd|th)?[.):=]?\s+)?")
_BEAT = re.compile(r"(?<=\d)\s+(?:bt|beats?|d|def|defeats|defeated|v|vs|bat)\b\.?\s", re.IGNORECASE)
_CODE = re.compile(r"\b(?:DNS|DNF|DSQ|DQ|OVL|OVT|LAP|CAP|REL)\b")
_PARTICLE = {"de", "da", "di", "del", "della", "dos", "du", "la", "le", "van", "von", "der", "den",
             "ten", "ter", "y", "e", "zu", "af", "el", "al", "of", "and", "et"}  # fmt: skip


def ride_row(block: Block, *, in_heat: bool) -> Row | None:
    """The line as a row of a table: rank, rider, time, what follows; None if it is no ride.

    Without a rank or a list mark it is one only ``in_heat``, below a heat's heading.
    """
    if not isinstance(block, Line) or len(block.text) > LONGEST_LINE:
        return None
    opening = _ITEM.match(block.text)
    assert opening is not None
    rank, text = opening["rank"] or "", block.text[opening.end() :]
    if not (rank or opening["item"] or in_heat):
        return None
    halves = [_halves(part) for part in _BEAT.split(text, maxsplit=1)]
    cells = [cell for half in halves if half is not None for cell in half]
    if None in halves:
        return None
    if len(halves) == 1:
        cells = [rank, *cells]
    return Row(block.line, tuple(cells), block.text, 0, padded=False)


def _halves(text: str) -> tuple[str, ...] | None:
    """Rider, time or status, and the rest; None where the words before the time are no name."""
    span = time_in(text)
    if span is not None and len(re.findall(r"\d+", text[slice(*span)])) < 3:
        return None  # without its fraction it is the time of day
    if span is None:
        code = _CODE.search(text)
        span = code.span() if code else None
    if span is None:
        return None
    name, rest = text[: span[0]].rstrip(" ,:;–-\t("), text[span[1] :].strip()
    words = re.sub(r"\([^)]*\)", "", name).split()
    if not 1 <= len(words) <= LONGEST_NAME or time_in(rest) or not name[:1].isalpha():
        return None
    if any(word[0].islower() and word not in _PARTICLE for word in words):
        return None
    return name, text[span[0] : span[1]], rest
