"""Knows when one rider's odd finish makes the other one's doubtful: they were near each other
shortly before it, and may have been taken for each other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from halflap.timing.assignment import Doubt, DoubtCode, RideReading, RideStatus
from halflap.words.sentence import say

SHORTLY = 6
"""Half laps before the finish in which a meeting counts."""
NEAR = 0.25
"""Riders who come this near at one line, as a part of a half lap, met."""


def with_others_doubt(ride: RideReading, other: RideReading, named: Collection[int]) -> RideReading:
    """``ride`` with a doubt about its finish where that of ``other`` is out of his series.

    ``named`` are the impulses whose rider a transponder or a person says: they are no other's.
    """
    finish = len(ride.splits)
    odd = any(one.code is DoubtCode.LATE and one.half_lap == finish for one in other.doubts)
    if not odd or ride.status is not RideStatus.CLEAR or ride.splits[-1].keys[0] in named:
        return ride
    met = _met(ride, other)
    if met is None:
        return ride
    text = say(
        "The riders were near each other at half lap {n}, and the other one's finish is out of his"
        " series: they may have been taken for each other. Compare with another source.",
        n=met,
    )
    doubt = Doubt(DoubtCode.CLOSE, finish, text)
    return replace(ride, status=RideStatus.DOUBTFUL, doubts=(*ride.doubts, doubt))


def _met(ride: RideReading, other: RideReading) -> int | None:
    """The half lap of ``ride``, shortly before the finish, at which the other one was near."""
    finish = len(ride.splits)
    if ride.time_us is None:
        return None
    near_us = NEAR * ride.time_us / finish
    theirs = {one.half_lap: one.us for one in other.splits if one.us is not None}
    for mine in ride.splits[-SHORTLY:]:
        for n, us in theirs.items():
            at_one_line = (n + mine.half_lap) % 2 == 1  # from opposite sides of the track
            if at_one_line and mine.us is not None and abs(mine.us - us) <= near_us:
                return mine.half_lap
    return None
