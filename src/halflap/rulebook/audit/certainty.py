"""Knows which rules of a format were read in a regulation and which follow from old results."""

from __future__ import annotations

from collections.abc import Sequence

from halflap.rulebook.format import Format
from halflap.words.sentence import Sentence, say

_FROM_RESULTS = {"worlds-1995": 8, "knockout-8": 8, "knockout-16": 16, "olympic-1992": 16}
"""Formats of years whose regulations were not seen, and how far down their matches decide places.

Their re-seeding and the order of beaten riders agree with the results that are known (1980, 1992,
1995); Atlanta 1996 placed a caught rider before one with a time.
"""


def assumed(formats: Sequence[Format]) -> Sentence | None:
    """The assumption behind pairings in all of these formats, or None if one of them is certain."""
    if not formats or any(fmt.id not in _FROM_RESULTS for fmt in formats):
        return None
    return say(
        "Assumed: seeded and placed as in {formats}; the regulations of those years were not seen.",
        formats=", ".join(fmt.id for fmt in formats),
    )


def assumed_places(formats: Sequence[Format], ranks: Sequence[int]) -> Sentence | None:
    """The assumption behind places of beaten riders; the final and qualifying are certain."""
    last = max((_FROM_RESULTS.get(fmt.id, 0) for fmt in formats), default=0)
    within = all(3 <= rank <= last for rank in ranks)
    return assumed(formats) if within else None
