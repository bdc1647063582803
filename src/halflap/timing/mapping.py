"""Knows how one clock is read on another: offset, drift and what both are worth.

Two devices on the same line see the same wheels. From pairs of readings of the same passings
(clock A, clock B) follow the offset and the drift of B against A, robustly: the median of all
slopes (Theil-Sen) finds the line that wrong pairs cannot pull, what lies far off it is rejected,
and least squares over the rest give the values and their uncertainty. All results are integers:
microseconds, and parts per billion for drift.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isqrt, sqrt
from statistics import median

from halflap.words.sentence import Sentence, say

PAIRS = 120
"""The latest pairs that are used: enough for microseconds, and quick."""

RESOLUTION_US = 100
"""Devices report 1/10000 s: no mapping is better than that."""

LEAST_SCATTER_US = 300
"""Two sensors on one line differ by about this; closer pairs do not make others wrong."""

DRIFT_LIMIT_PPB = 500_000
"""No working clock drifts more; a steeper line means wrong pairs."""

UNKNOWN_DRIFT_PPB = 50_000
"""What a clock may drift while too few pairs show it."""

COVERAGE = 3
"""Uncertainty is given as this many standard deviations."""

PPB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class ClockMapping:
    """How clock A is read on clock B, as ``pairs`` passings show.

    At ``at_us`` of A, B shows ``offset_us`` more; B gains ``drift_ppb`` against A. The uncertainty
    (three standard deviations) is ``uncertainty_us`` there and grows by ``drift_uncertainty_ppb``
    away from it. ``worst_us``: the largest residual of a pair that was used; ``rejected``: pairs
    that were not.
    """

    at_us: int
    offset_us: int
    drift_ppb: int
    uncertainty_us: int
    drift_uncertainty_ppb: int
    pairs: int
    rejected: int
    worst_us: int

    def map(self, us: int) -> int:
        """A reading of clock A as clock B would have shown it."""
        return us + self.offset_us + _times_ppb(us - self.at_us, self.drift_ppb)

    def uncertainty_at(self, us: int) -> int:
        """How wrong ``map(us)`` may be, in microseconds."""
        away = _times_ppb(abs(us - self.at_us), self.drift_uncertainty_ppb)
        return isqrt(self.uncertainty_us**2 + away**2)

    @property
    def drift_us_per_hour(self) -> int:
        """Microseconds that B gains on A in an hour."""
        return _times_ppb(3_600_000_000, self.drift_ppb)

    @property
    def sentence(self) -> Sentence:
        """The mapping for people."""
        return say(
            "Offset {offset} s, drift {drift} ms an hour, good to {uncertainty} ms, from {pairs}"
            " impulses seen by both; the worst of them is {worst} ms off, {rejected} were left"
            " out.",
            offset=_decimal(self.offset_us, 1_000_000, 6),
            drift=_decimal(self.drift_us_per_hour, 1000, 3),
            uncertainty=_decimal(self.uncertainty_us, 1000, 3).lstrip("+"),
            pairs=self.pairs,
            worst=_decimal(self.worst_us, 1000, 3).lstrip("+"),
            rejected=self.rejected,
        )


def estimate(pairs: Sequence[tuple[int, int]]) -> ClockMapping | None:
    """The mapping that pairs (reading on A, reading on B) of the same passings show.

    None without pairs, or where no two of three or more agree on a line that a clock can follow.
    One or two pairs give an offset with the drift that any clock may have.
    """
    used = sorted(pairs)[-PAIRS:]
    if not used:
        return None
    at = used[len(used) // 2][0]
    points = [(a - at, b - a) for a, b in used]
    slope, level = _theil_sen(points)
    scatter = median(abs(d - level - slope * t) for t, d in points)
    allowed = max(5 * 1.4826 * scatter, 4 * LEAST_SCATTER_US)
    kept = [(t, d) for t, d in points if abs(d - level - slope * t) <= allowed]
    if len(points) > 2 and (2 * len(kept) <= len(points) or len(kept) < 2):
        return None
    return _least_squares(kept, at, len(points) - len(kept))


def voted_offset(
    a: Sequence[int], b: Sequence[int], near_us: int, within_us: int = 2_000_000
) -> int | None:
    """The offset B less A, within ``within_us`` of ``near_us``, on which most readings agree.

    For a coarse offset that may be wrong by more than riders are apart. ``a`` and ``b`` are sorted
    readings of one line. None where no two readings agree on any.
    """
    gaps = sorted(
        other - us
        for us in a[-PAIRS:]
        for other in _between(b, us + near_us - within_us, us + near_us + within_us)
    )
    width = 8 * LEAST_SCATTER_US
    best = (1, 0)
    low = 0
    for high, gap in enumerate(gaps):
        while gap - gaps[low] > width:
            low += 1
        best = max(best, (high - low + 1, (gap + gaps[low]) // 2))
    return best[1] if best[0] > 1 else None


def match(
    a: Sequence[int], b: Sequence[int], offset_us: int, within_us: int = 20_000
) -> list[tuple[int, int]]:
    """Pairs of readings of the same passings, from two sorted sequences of one line.

    A pair is the nearest of both sides, after ``offset_us`` (B less A) and within ``within_us``:
    half the time between two wheels of one bicycle at full speed, so that a rear wheel is not
    taken for a front wheel.
    """
    pairs: list[tuple[int, int]] = []
    for us in a:
        other = _nearest(b, us + offset_us)
        if other is None or abs(other - us - offset_us) > within_us:
            continue
        if _nearest(a, other - offset_us) == us:
            pairs.append((us, other))
    return pairs


def _theil_sen(points: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The median slope of all pairs of points, and the median level with it."""
    slopes = [(d2 - d1) / (t2 - t1) for (t1, d1), (t2, d2) in combinations(points, 2) if t2 != t1]
    slope = median(slopes) if len(points) > 2 and slopes else 0.0
    if abs(slope) * PPB > DRIFT_LIMIT_PPB:
        slope = 0.0
    return slope, median(d - slope * t for t, d in points)


def _least_squares(points: Sequence[tuple[int, int]], at: int, rejected: int) -> ClockMapping:
    """The line through points (time from ``at``, B less A), given at their middle."""
    count = len(points)
    mid = sum(t for t, _ in points) // count
    level = sum(d for _, d in points) / count
    spread = float(sum((t - mid) ** 2 for t, _ in points))
    slope = sum((t - mid) * (d - level) for t, d in points) / spread if spread else 0.0
    if count < 3 or abs(slope) * PPB > DRIFT_LIMIT_PPB:
        slope = 0.0
    residuals = [d - level - slope * (t - mid) for t, d in points]
    least = LEAST_SCATTER_US if count < 3 else RESOLUTION_US
    sigma = max(sqrt(sum(r * r for r in residuals) / max(1, count - 2)), least)
    if count < 3 or not spread:
        drift_sigma = UNKNOWN_DRIFT_PPB
    else:
        drift_sigma = min(UNKNOWN_DRIFT_PPB, int(COVERAGE * PPB * sigma / sqrt(spread)) + 1)
    return ClockMapping(
        at_us=at + mid,
        offset_us=round(level),
        drift_ppb=round(slope * PPB),
        uncertainty_us=int(COVERAGE * sigma / sqrt(count)) + RESOLUTION_US,
        drift_uncertainty_ppb=drift_sigma,
        pairs=count,
        rejected=rejected,
        worst_us=round(max(abs(r) for r in residuals)),
    )


def _between(ordered: Sequence[int], low: int, high: int) -> Sequence[int]:
    """The members of a sorted sequence from ``low`` to ``high``."""
    return ordered[bisect_left(ordered, low) : bisect_left(ordered, high + 1)]


def _nearest(ordered: Sequence[int], us: int) -> int | None:
    """The member of a sorted sequence nearest to ``us``."""
    place = bisect_left(ordered, us)
    return min(ordered[max(0, place - 1) : place + 1], key=lambda one: abs(one - us), default=None)


def _times_ppb(us: int, ppb: int) -> int:
    """``us`` times parts per billion, to the nearest microsecond."""
    return (us * ppb + PPB // 2) // PPB


def _decimal(value: int, scale: int, digits: int) -> str:
    """``-1234567`` microseconds at scale 1000000 as ``-1.234567``."""
    whole, rest = divmod(abs(value), scale)
    return f"{'-' if value < 0 else '+'}{whole}.{rest:0{digits}d}"
