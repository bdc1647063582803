"""Knows what a run of a heat needs to be timed: lines, distance, who starts, catch, limits.

It is how policies of the rulebook reach ``timing``: as values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from halflap.sport.heat import Side
from halflap.sport.track import Course


class CatchPolicy(Enum):
    """What a catch means in a phase."""

    RIDE_ON = "ride-on"  # UCI 3.2.056: qualifying, only the time counts
    ENDS = "ends"  # UCI 3.2.057: the race is over at the catch


class GunKind(Enum):
    """What fires the start: a gate only starts; a pistol is also fired at catch, finish, stop."""

    GATE = "gate"
    PISTOL = "pistol"


@dataclass(frozen=True, slots=True)
class Wiring:
    """Which input of a device is which: the start, and the two pursuit lines."""

    gun: str = "C0"
    home: str = "C2"
    back: str = "C3"


@dataclass(frozen=True, slots=True)
class Limits:
    """The shortest and longest that a half lap can take, in microseconds; first one apart.

    None: follows from the length of the half lap and the rider's own series.
    """

    first_us: int | None = None
    half_lap_us: int | None = None


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A run as it is planned: the course, who starts where, and what a catch means.

    ``refs`` are the transponders of the riders by the side where they start, where they carry any.
    ``limits``: the longest first half lap and the longest half lap that are believed.
    """

    course: Course
    starters: tuple[Side, ...] = (Side.HOME, Side.BACK)
    catch: CatchPolicy = CatchPolicy.RIDE_ON
    limits: Limits = Limits()
    refs: tuple[tuple[Side, str], ...] = ()

    def line_of(self, start: Side, half_lap: int) -> Side:
        """The pursuit line where the rider who started on ``start`` ends this half lap."""
        return start.other if half_lap % 2 else start
