"""Knows how simulated riders ride: a pace that varies, the start roll-over, stopping, rolling on.

Riders are anonymous. All durations are microseconds, and every draw comes from the given
``random.Random``, so that the same seed gives the same ride.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from math import sqrt
from random import Random

SECOND = 1_000_000
WHEELBASE_MM, TANDEM_MM = 990, 1700
SLOWEST_ROLL_OVER_US = 3 * SECOND

_LEAST_SHARE = 0.6  # no half lap is shorter than this share of the mean, whatever the noise


class Noise(Enum):
    """How the noise of the half laps is spread around the mean."""

    GAUSSIAN = "gaussian"
    UNIFORM = "uniform"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a rider goes: ``first_us`` from standing, then ``half_lap_us`` on average.

    ``noise_us`` is the standard deviation of a half lap; ``last_noise_us``, where given, the one
    at the finish, reached evenly. ``drift_us`` is the standard deviation of the step of a level
    that wanders around the mean, of which ``drift_memory`` (0..1) is kept each half lap.
    ``fade_us`` is how much slower the last half lap is than the second, growing with the square of
    the distance.
    """

    first_us: int
    half_lap_us: int
    noise_us: int = 100_000
    noise: Noise = Noise.GAUSSIAN
    last_noise_us: int | None = None
    drift_us: int = 0
    drift_memory: float = 0.9
    fade_us: int = 0

    def half_laps(self, count: int, rng: Random) -> tuple[int, ...]:
        """The durations of ``count`` half laps."""
        found = []
        level = 0.0
        for number in range(count):
            share = number / max(count - 1, 1)
            level = level * self.drift_memory + rng.gauss(0, self.drift_us)
            mean = self.half_lap_us + self.fade_us * share * share if number else self.first_us
            ridden = mean + level + self._noise(share, rng)
            found.append(round(max(ridden, mean * _LEAST_SHARE)))
        return tuple(found)

    def _noise(self, share: float, rng: Random) -> float:
        last = self.noise_us if self.last_noise_us is None else self.last_noise_us
        deviation = self.noise_us + (last - self.noise_us) * share
        if self.noise is Noise.GAUSSIAN:
            return rng.gauss(0, deviation)
        return rng.uniform(-deviation, deviation) * sqrt(3)


@dataclass(frozen=True, slots=True)
class RidePlan:
    """One anonymous ride: the durations of its half laps, the first from the gun.

    ``roll_over`` are the moments after the gun when the front and the rear wheel cross the rider's
    own line (none: the line is not crossed). ``stop_after``: the rider completes this many half
    laps and no more (0: none). ``roll_on`` are the half laps ridden after the last one, slowing.
    ``ref`` is a transponder. Raises ``ValueError`` for a ride that nobody can ride.
    """

    half_laps: tuple[int, ...]
    wheelbase_mm: int = WHEELBASE_MM
    roll_over: tuple[int, ...] = ()
    stop_after: int | None = None
    roll_on: tuple[int, ...] = ()
    ref: str = ""

    def __post_init__(self) -> None:
        if not self.half_laps or min((*self.half_laps, *self.roll_on)) <= 0:
            raise ValueError("a ride has half laps, and each takes longer than nothing")
        if self.wheelbase_mm <= 0:
            raise ValueError("a wheelbase is longer than nothing")
        if len(self.roll_over) > 2 or any(us < 0 for us in self.roll_over):
            raise ValueError("a roll-over is of one or two wheels, after the gun")
        if self.stop_after is not None and not 0 <= self.stop_after <= len(self.half_laps):
            raise ValueError("a rider stops at a half lap of the ride")

    @property
    def completed(self) -> int:
        """How many half laps of the distance the rider completes."""
        return len(self.half_laps) if self.stop_after is None else self.stop_after

    @property
    def durations(self) -> tuple[int, ...]:
        """The half laps that are ridden, those after the end of the ride included."""
        return (*self.half_laps[: self.completed], *self.roll_on)

    @property
    def passings(self) -> tuple[int, ...]:
        """Microseconds from the gun to the end of every half lap that is ridden."""
        return tuple(accumulate(self.durations))


def ride(pace: Pace, count: int, rng: Random, wheelbase_mm: int = WHEELBASE_MM) -> RidePlan:
    """A whole ride of ``count`` half laps, with its start roll-over and rolling on at the end."""
    half_laps = pace.half_laps(count, rng)
    return RidePlan(
        half_laps,
        wheelbase_mm,
        roll_over=roll_over(rng, wheelbase_mm),
        roll_on=rolling_on(half_laps[-1], rng.randint(2, 4), rng),
    )


def roll_over(rng: Random, wheelbase_mm: int = WHEELBASE_MM) -> tuple[int, int]:
    """When both wheels cross the own line after a standing start, within three seconds.

    The bicycle gains 0.8 to 2.5 m/s a second and its front wheel stands up to 30 cm before the
    line, so that the wheels are about a second apart.
    """
    gain = rng.uniform(0.8, 2.5)
    before = rng.uniform(0.0, 0.3)
    late = rng.uniform(0.0, 0.3)
    front, rear = (
        round((late + sqrt(2 * metres / gain)) * SECOND)
        for metres in (before, before + wheelbase_mm / 1000)
    )
    return front, min(rear, SLOWEST_ROLL_OVER_US)


def rolling_on(last_us: int, count: int, rng: Random) -> tuple[int, ...]:
    """``count`` half laps after the finish, each slower than the one before."""
    found = []
    for _ in range(count):
        last_us = round(last_us * rng.uniform(1.05, 1.5))
        found.append(last_us)
    return tuple(found)


def in_time(half_laps: tuple[int, ...], time_us: int) -> tuple[int, ...]:
    """The half laps stretched evenly so that they last ``time_us`` together, exactly.

    A published time is cut to 1/1000 s: give it with half a thousandth added, and the clock of the
    device, cut and jittering, still shows it.
    """
    total = sum(half_laps)
    marks = [mark * time_us // total for mark in accumulate(half_laps)]
    return tuple(later - earlier for earlier, later in zip([0, *marks[:-1]], marks, strict=True))
