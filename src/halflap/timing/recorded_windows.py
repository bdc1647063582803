"""Knows how a recording falls into runs: which gun begins one, when one is over, a gun not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

from halflap.sport.impulse import DAY_US
from halflap.sport.run_plan import GunKind, RunPlan
from halflap.timing.assignment import Assignment, RideReading
from halflap.timing.gun_shots import RunWindow, double_shot, split_runs
from halflap.timing.recorded_lines import Epoch, Recording

AFTER_FINISH_US = 10_000_000
"""A pistol fired so soon after the last finish still means that finish."""
UNSEEN_US = 45_000_000
"""Riders of whom nothing was seen for so long do not ride any more."""
SLOWEST_MS, FASTEST_MS = 4.0, 25.0
"""A run lasts no longer than the distance at the one speed, in metres a second, and a minute; and
no rider covers it at the other.
"""
LATE_FINISH = 1.25
"""By so many half laps beyond the one that is due, a finish that was not seen has been missed."""
AGAIN_US = 8_000_000
"""A pistol that goes on firing is asked no more often than this whether the run is over."""


def longest_us(plan: RunPlan) -> int:
    """The longest that a run of the plan can take, in microseconds."""
    return round((plan.course.distance_m / SLOWEST_MS + 60) * 1e6)


def end_of(window: RunWindow, plan: RunPlan) -> int:
    """Before when an impulse has to be to belong to a run, microseconds of the clock."""
    last = window.gun + longest_us(plan)
    return last if window.until is None else min(window.until, last)


def ended_us(ride: RideReading, by_us: int | None = None) -> int | None:
    """When a rider had covered the distance, microseconds since the gun; None if he had not.

    A finish that is missing is taken as ridden, where the rider was seen within two half laps of
    it, once it is overdue ``by_us`` (None: whenever).
    """
    finish = ride.splits[-1]
    if finish.us is not None:
        return finish.us
    if finish.alternatives:
        return finish.alternatives[0]
    known = [(split.half_lap, split.us) for split in ride.splits if split.us is not None]
    if len(known) < 2 or known[-1][0] < finish.half_lap - 2:
        return None
    last, last_us = known[-1]
    paces = [(us - before_us) / (n - before) for (before, before_us), (n, us) in pairwise(known)]
    due = last_us + (finish.half_lap - last) * median(paces)
    overdue = due + (LATE_FINISH - 1) * median(paces)
    return round(due) if by_us is None or by_us >= overdue else None


def rides_of(reading: Assignment) -> list[RideReading]:
    """The rides of those who started."""
    return [ride for ride in (reading.home, reading.back) if ride is not None]


def windows_of(
    epoch: Epoch,
    guns: Sequence[int],
    gun_kind: GunKind,
    plan: RunPlan,
    read: Callable[[int, int], Assignment],
) -> list[RunWindow]:
    """The runs that the impulses of a gun begin in one epoch of the clock.

    ``read(start, end)`` is the reading of what was seen from ``start`` on and before ``end``.
    """
    longest = longest_us(plan)
    fastest = round(plan.course.distance_m / FASTEST_MS * 1e6)
    asked: dict[int, int] = {}

    def over(start: int, at: int) -> bool:
        if at - start > longest:
            return True
        unseen = at - start - epoch.last_seen_us(start, at, plan) > UNSEEN_US
        if gun_kind is GunKind.GATE:
            return _gate_over(read(start, at), at - start, unseen)
        ended: list[int | None] = [None]
        if at - start > fastest and at - asked.get(start, start) > AGAIN_US:
            asked[start] = at
            ended = [ended_us(ride, at - start) for ride in rides_of(read(start, at))]
        shots = [gun - start for gun in guns if start < gun < at]
        return unseen or _pistol_over(ended, shots, at - start)

    return split_runs(guns, gun_kind, over)


def _gate_over(reading: Assignment, at_us: int, unseen: bool) -> bool:
    ended = [ended_us(ride, at_us) for ride in rides_of(reading)]
    return all(us is not None for us in ended) or (unseen and any(us is not None for us in ended))


def _pistol_over(ended: Sequence[int | None], shots: Sequence[int], at_us: int) -> bool:
    finishes = [us for us in ended if us is not None]
    done = len(finishes) == len(ended)
    stopped = double_shot(shots, finishes)
    return (done and at_us > max(finishes) + AFTER_FINISH_US) or (
        stopped is not None and at_us > stopped + AFTER_FINISH_US
    )


def with_recovered(recording: Recording, gun_at_us: int, plan: RunPlan) -> tuple[int, int]:
    """The epoch and the clock reading of a start whose impulse the recording has not.

    ``gun_at_us`` is a time of day in microseconds. Of the days of the recording the one is taken
    where the lines saw most within a run of it.
    """
    best = (-1, 0, gun_at_us % DAY_US)
    for epoch in recording.epochs:
        first, last = epoch.stamps[0] // DAY_US, epoch.stamps[-1] // DAY_US
        for day in range(first - 1, last + 1):
            at = day * DAY_US + gun_at_us % DAY_US
            seen = len(epoch.sightings(at, at + longest_us(plan), plan))
            if seen > best[0]:
                best = (seen, epoch.number, at)
    return best[1], best[2]
