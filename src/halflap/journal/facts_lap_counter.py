"""Knows the fact that a person set a lap counter by hand."""

from __future__ import annotations

from halflap.journal.facts_base import Fact
from halflap.journal.facts_timing import Straight


class LapCounterOverridden(Fact, frozen=True, kw_only=True):
    """The lap counter of a pursuit line shows ``laps`` from now on, and goes on from there.

    ``half_lap``: so many half laps its rider had ended by then. ``laps`` None: it counts by itself
    again. It holds for this run only.
    """

    competition: str
    phase: str
    heat: str
    run: int
    line: Straight
    half_lap: int
    laps: int | None = None
    reason: str = ""
