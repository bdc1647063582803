"""Knows what a simulation gives: the impulses as the device sends them, and the truth about them.

The truth rests on the readings of the device's clock: a perfect reader of the stream finds exactly
these splits, and one that finds others is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from halflap.sport.heat import Side
from halflap.sport.impulse import Impulse
from halflap.sport.times import truncate


class Kind(Enum):
    """What made an impulse."""

    GUN = "gun"
    FRONT = "front"
    REAR = "rear"
    ROLL_OVER = "rollover"
    ROLL_ON = "roll-on"
    STRAY = "stray"
    DOUBLE = "double"
    SHOT = "shot"
    FALSE_START = "false-start"
    WARM_UP = "warm-up"


@dataclass(frozen=True, slots=True)
class Simulated:
    """An impulse, and what made it: the rider who started on ``side`` at the end of ``half_lap``.

    ``line`` is None for the start input. ``sent_us`` is when the device sends it and ``fired_us``
    what its clock read, both in microseconds since the midnight before the gun, beyond the day if
    need be.
    """

    impulse: Impulse
    kind: Kind
    side: Side | None
    half_lap: int | None
    line: Side | None
    fired_us: int
    sent_us: int


@dataclass(frozen=True, slots=True)
class RideTruth:
    """What a perfect reading of one ride is.

    ``elapsed``: microseconds from the gun to the front wheel at the end of each half lap ridden, as
    the device's clock has or would have stamped both. ``missed`` are the half laps without a
    front-wheel impulse in the stream, ``rear_seen`` those with one of the rear wheel.
    """

    elapsed: tuple[int, ...]
    missed: frozenset[int]
    rear_seen: frozenset[int]
    half_laps: int

    @property
    def times(self) -> tuple[int, ...]:
        """The elapsed times cut to 1/1000 s, in microseconds."""
        return tuple(truncate(us) for us in self.elapsed)

    @property
    def finish_us(self) -> int | None:
        """The time of the whole distance cut to 1/1000 s, or None if it was not completed."""
        return self.times[-1] if len(self.elapsed) == self.half_laps else None


@dataclass(frozen=True, slots=True)
class CatchTruth:
    """Who caught the other, and at the end of which half lap of the caught rider."""

    by: Side
    half_lap: int


@dataclass(frozen=True, slots=True)
class Truth:
    """What a perfect reading of the run is; ``gun_us`` is the time of day of its gun, stamped."""

    gun_us: int
    home: RideTruth | None
    back: RideTruth | None
    catch: CatchTruth | None

    def ride(self, side: Side) -> RideTruth | None:
        """The ride of the rider who started on that side."""
        return self.home if side is Side.HOME else self.back


@dataclass(frozen=True, slots=True)
class Stream:
    """Everything a device sends of one run, in the order sent, and the truth."""

    impulses: tuple[Simulated, ...]
    truth: Truth


def caught(home: tuple[int, ...], back: tuple[int, ...]) -> CatchTruth | None:
    """The first catch by elapsed times: n of the caught B is the first with tA(n+1) <= tB(n)."""
    found = [
        (slower[n - 1], CatchTruth(by, n))
        for by, faster, slower in ((Side.HOME, home, back), (Side.BACK, back, home))
        for n in range(1, min(len(slower), len(faster) - 1) + 1)
        if faster[n] <= slower[n - 1]
    ]
    return min(found, key=lambda each: each[0])[1] if found else None
