"""Knows what is said of a run once its impulses are read: splits, doubts, catch, what is left over.

These are the values that the inference (``assign.py``) gives and everybody else reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from halflap.sport.heat import Side
from halflap.words.sentence import Sentence

ALGORITHM = "timing/1"
"""Which inference read the impulses; a confirmation keeps the name of the one it rests on."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An impulse of a pursuit line within a run, ``us`` microseconds after the gun.

    ``key`` is how the caller knows it again (a line of a file, a fact of a meet). ``rider`` is set
    where a transponder or a person says whose it is; ``half_lap`` where a person says which.
    """

    key: int
    line: Side
    us: int
    rider: Side | None = None
    half_lap: int | None = None
    manual: bool = False


class DoubtCode(Enum):
    """Why something about a ride is not certain."""

    MISSING = "missing"
    RIVAL = "rival"
    LATE = "late"
    CLOCK = "clock"
    CLOSE = "close"
    ONE_WHEEL = "one_wheel"
    CATCH = "catch"
    SHOT = "shot"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to doubt, at a half lap or about the whole ride (None); it says what to do."""

    code: DoubtCode
    half_lap: int | None
    text: Sentence


@dataclass(frozen=True, slots=True)
class Split:
    """The end of one half lap: ``us`` since the gun (not truncated), or None where it is missing.

    ``keys`` are the impulses behind it, the front wheel's first. ``confidence`` is the probability
    that ``us`` is this rider's front wheel at this half lap; ``alternatives`` are the other
    readings, in microseconds, the most probable first.
    """

    half_lap: int
    distance_m: Fraction
    us: int | None
    keys: tuple[int, ...] = ()
    confidence: float = 0.0
    alternatives: tuple[int, ...] = ()


class RideStatus(Enum):
    """What has to be done about the time of a ride."""

    CLEAR = "clear"
    DOUBTFUL = "doubtful"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class RideReading:
    """One rider's ride as read: every half lap, the last one the finish.

    ``status`` is about the time at the finish: clear, doubtful (a person has to look), or
    incomplete (there is none).
    """

    start: Side
    splits: tuple[Split, ...]
    status: RideStatus
    doubts: tuple[Doubt, ...] = ()

    @property
    def time_us(self) -> int | None:
        """Microseconds from the gun to the finish, or None."""
        return self.splits[-1].us


@dataclass(frozen=True, slots=True)
class CatchReading:
    """The rider who started at ``by`` caught the other one at the end of ``half_lap``.

    ``half_lap`` is n of the caught rider: the first with tA(n+1) <= tB(n); ``distance_m`` are the
    metres that the caught rider had then ridden.
    """

    by: Side
    half_lap: int
    distance_m: Fraction
    doubtful: bool


class LeftoverKind(Enum):
    """What an impulse that is nobody's split is taken to be."""

    STRAY = "stray"
    BOUNCE = "bounce"
    START = "start"  # a wheel over the rider's own line after the start
    ROLL_ON = "roll-on"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Leftover:
    """An impulse of the run that is nobody's split, and what it is taken to be."""

    key: int
    kind: LeftoverKind
    why: Sentence


@dataclass(frozen=True, slots=True)
class Assignment:
    """A whole run as read from its impulses."""

    home: RideReading | None
    back: RideReading | None
    catch: CatchReading | None = None
    leftovers: tuple[Leftover, ...] = ()

    def ride(self, start: Side) -> RideReading | None:
        """The ride of the rider who started on that side."""
        return self.home if start is Side.HOME else self.back
