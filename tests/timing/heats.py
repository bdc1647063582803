"""Heats written by hand: who crossed which line when, and what the inference makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.sport.track import Track
from halflap.timing.assign import assign
from halflap.timing.assignment import Assignment, Doubt, RideReading, Sighting

HOME, BACK = Side.HOME, Side.BACK


def plan_of(length: Fraction | int, distance_m: int, *starters: Side) -> RunPlan:
    """A run over a distance on a track; of both riders if nobody is named."""
    return RunPlan(Track(Fraction(length)).course(distance_m), starters or (HOME, BACK))


KM = plan_of(250, 1000)
"""One kilometre on 250 m: eight half laps, short enough to be read."""

HOME_KM = (12.4120, 20.1055, 27.9117, 35.6342, 43.4801, 51.2026, 59.0139, 66.7884)
BACK_KM = (12.9583, 20.9111, 28.9442, 36.8807, 44.9150, 52.8333, 60.8619, 68.7746)
ROLL_ON_S = (9.3, 11.8)
"""How long the two half laps after the finish take."""
WHEELS_S = 0.0641
"""From the front to the rear wheel: 0.99 m at 15.4 m/s."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A line fires, ``seconds`` after the gun."""

    line: Side
    seconds: float


def ride(
    start: Side,
    elapsed: Sequence[float | None],
    plan: RunPlan = KM,
    *,
    roll_over: Sequence[float] = (0.4, 1.3),
    roll_on: Sequence[float] = ROLL_ON_S,
) -> list[Crossing]:
    """What a rider's front wheel fires; None: the line misses it."""
    found = [Crossing(start, seconds) for seconds in roll_over]
    for n, seconds in enumerate(elapsed, 1):
        if seconds is not None:
            found.append(Crossing(plan.line_of(start, n), seconds))
    at = elapsed[-1] or 0.0
    for n, lasted in enumerate(roll_on if at else (), len(elapsed) + 1):
        at += lasted
        found.append(Crossing(plan.line_of(start, n), at))
    return found


def without(elapsed: Sequence[float | None], *half_laps: int) -> list[float | None]:
    """A ride some of whose half laps no line saw."""
    return [None if n in half_laps else seconds for n, seconds in enumerate(elapsed, 1)]


def with_rears(crossings: Iterable[Crossing], later: float = WHEELS_S) -> list[Crossing]:
    """Each crossing after the start followed by the rear wheel's."""
    found = []
    for one in crossings:
        found.append(one)
        if one.seconds > 4:
            found.append(replace(one, seconds=one.seconds + later))
    return found


def sightings(*rides: Iterable[Crossing]) -> list[Sighting]:
    """In the order of the clock; the key of each is its place, from 1 on."""
    ordered = sorted((one for ride in rides for one in ride), key=lambda one: one.seconds)
    return [
        Sighting(key, one.line, round(one.seconds * 1_000_000))
        for key, one in enumerate(ordered, 1)
    ]


def read(*rides: Iterable[Crossing], plan: RunPlan = KM) -> Assignment:
    """The reading of these crossings."""
    return assign(plan, sightings(*rides))


def both(reading: Assignment) -> tuple[RideReading, RideReading]:
    """The two rides of a heat of two."""
    assert reading.home is not None
    assert reading.back is not None
    return reading.home, reading.back


def seconds(ride: RideReading) -> list[float | None]:
    """The splits of a ride in seconds."""
    return [None if split.us is None else split.us / 1e6 for split in ride.splits]


def said(ride: RideReading) -> list[tuple[str, int | None]]:
    """The doubts of a ride: code and half lap."""
    return [_said(doubt) for doubt in ride.doubts]


def _said(doubt: Doubt) -> tuple[str, int | None]:
    return doubt.code.value, doubt.half_lap
