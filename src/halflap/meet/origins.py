"""Knows where the time of a split comes from, and so to how many decimals it is known."""

from __future__ import annotations

from halflap.journal.facts_timing import TimeSource
from halflap.meet.state import Meet
from halflap.meet.timing_state import TimedRun
from halflap.sport.times import PUBLISHED_DIGITS


def origin_of(meet: Meet, run: TimedRun, keys: tuple[int, ...]) -> tuple[TimeSource, int]:
    """Where a split comes from: its source and the decimals of a second it is known to."""
    key = keys[0] if keys else 0
    for inserted in run.inserted:
        if inserted.number == -key:
            return inserted.source, inserted.digits
    impulse = meet.timing.impulse(key)
    if impulse is None:
        return "electronic", PUBLISHED_DIGITS
    source = meet.timing.source(impulse.source)
    by_hand = impulse.manual or (source is not None and source.attached.role == "hand")
    return "hand" if by_hand else "electronic", min(PUBLISHED_DIGITS, impulse.digits)
