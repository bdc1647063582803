"""Rides written by hand: elapsed seconds by half lap, None where an impulse is missing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from halflap.sport.heat import Side
from halflap.timing.assignment import RideReading, RideStatus, Split

HOME, BACK = Side.HOME, Side.BACK


def us(seconds: float) -> int:
    """Seconds as microseconds."""
    return round(seconds * 1_000_000)


def ride(
    start: Side, elapsed: Sequence[float | None], half_lap: Fraction = Fraction(125)
) -> RideReading:
    """A ride on a track of two of these half laps; clear if the finish is known."""
    splits = tuple(
        Split(n, n * half_lap, None if seconds is None else us(seconds), confidence=1.0)
        for n, seconds in enumerate(elapsed, 1)
    )
    status = RideStatus.CLEAR if splits[-1].us is not None else RideStatus.INCOMPLETE
    return RideReading(start, splits, status)


def even(first: float, half_lap: float, count: int) -> list[float | None]:
    """An even ride: the first half lap, then all others alike."""
    return [first + half_lap * n for n in range(count)]
