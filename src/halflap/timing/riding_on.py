"""Knows whether riders went on at race pace after the finish: then it was hardly the finish.

A rider who has finished eases off at once. Where one crosses line after line as in the race, the
distance or the track that the run was read with is probably another.
"""

from __future__ import annotations

from collections.abc import Sequence

from halflap.sport.run_plan import RunPlan
from halflap.timing.assignment import RideReading, Sighting

PACE_HALF_LAPS = 4
"""The pace of the race is that of so many half laps before the finish."""

ON = 4
"""Who crosses so many lines in a row at race pace has not finished."""

PART = 0.04
"""This part of a half lap it may differ each time."""


def rode_on(ride: RideReading, sightings: Sequence[Sighting], plan: RunPlan) -> bool:
    """Whether a rider crossed the lines after the finish as before it."""
    finish = len(ride.splits)
    before = ride.splits[finish - 1 - PACE_HALF_LAPS].us if finish > PACE_HALF_LAPS else None
    at = ride.time_us
    if at is None or before is None:
        return False
    each = (at - before) / PACE_HALF_LAPS
    for n in range(finish + 1, finish + ON + 1):
        line, due = plan.line_of(ride.start, n), at + each
        near = [one.us for one in sightings if one.line is line and one.us > at]
        nearest = min(near, key=lambda us: abs(us - due), default=None)
        if nearest is None or abs(nearest - due) > PART * each:
            return False
        at = nearest
    return True
