"""Knows how long half laps take: what to expect of the next one, and how surprising one is.

Times here are seconds as floats: they weigh explanations and never become a result. The first half
lap is ridden from a standstill, so that it has an expectation of its own; after it a rider holds a
pace that drifts. The pace is followed as the mean and the scatter of the half laps so far, older
ones counting less, and the next one is expected as Student's t around it (the predictive
distribution of a normal series whose mean and variance are not known: Gelman et al., Bayesian Data
Analysis, section 3.2). Nothing here is a constant of one category: only ratios to the length of the
half lap and to the rider's own series are.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log, pi, sqrt

from halflap.sport.run_plan import Limits

FASTEST_MS = 21.0
"""Metres a second that nobody holds over a half lap (the hour is ridden at 16, a kilo at 18)."""
SLOWEST_MS = 2.5
"""Metres a second below which a rider does not ride any more."""

NO_LIMITS = Limits()

_LOG_2PI = log(2 * pi)
_LEAST_LOG = -60.0

_CHANGES = (0.0006, 1.03, 0.1), (0.0007, 1.15, 0.35)
"""How often a rider changes his pace at once, to which part of it, and how much that varies: an
attack or a wobble; trouble, a fall and on.
"""
_SLOW_START = 0.05
"""How often a rider is slow from the gate."""
_STOP = 0.0005
"""How often a rider stops or falls in a half lap, and rides on."""
_SHORTEST_STOP_S = 3.0
_STOP_RANGE = 3.7
"""Stops of every length are as likely on a scale of logarithms, from 3 s to two minutes."""
_FORGET = 0.86
"""How much an older half lap counts beside the next: about seven are remembered."""
_PRIOR_SCATTER = 0.013
"""Scatter of half laps before any is known, as a part of the half lap (0.1 s in 7.6 s)."""
_PRIOR_WEIGHT = 2.0


def _log_normal(x: float, mean: float, spread: float) -> float:
    """Log of the density of ``x`` seconds where log x is normal around log ``mean``."""
    if x <= 0:
        return _LEAST_LOG
    z = (log(x) - log(mean)) / spread
    return -0.5 * z * z - log(x * spread) - 0.5 * _LOG_2PI


def _log_skewed(x: float, mean: float, below: float, above: float) -> float:
    """The same with another spread on either side of the mean."""
    return _log_normal(x, mean, below if x < mean else above)


def _log_unusual(seconds: float, half_laps: int, mean: float) -> float:
    """Log density of half laps that are out of the series: another pace at once, or a stop."""
    each = seconds / half_laps
    small, large = (
        log(often) + _log_normal(each, part * mean, spread) - log(half_laps)
        for often, part, spread in _CHANGES
    )
    changed = log_sum(small, large)
    stood = seconds - half_laps * mean
    if stood < _SHORTEST_STOP_S:
        return changed
    return log_sum(changed, log(_STOP) - log(stood * _STOP_RANGE))


_T_NORM: dict[int, float] = {}


def log_t(z: float, freedom: int) -> float:
    """Log of the density of Student's t at ``z`` (scale 1)."""
    norm = _T_NORM.get(freedom)
    if norm is None:
        norm = lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - 0.5 * log(freedom * pi)
        _T_NORM[freedom] = norm
    return norm - 0.5 * (freedom + 1) * log(1 + z * z / freedom)


def log_sum(one: float, other: float) -> float:
    """Log of the sum of two probabilities given as logs."""
    if one < other:
        one, other = other, one
    return one if one - other > 40 else one + log(1 + exp(other - one))


@dataclass(frozen=True, slots=True)
class Ground:
    """What the course says before anybody rides: metres of a half lap, and what can be believed."""

    half_m: float
    first_m: float
    limits: Limits = NO_LIMITS

    @property
    def first_s(self) -> float:
        """The middle of what a first half lap from a standstill takes."""
        return self.first_m / 12.5 + 4.5

    @property
    def lengthened(self) -> float:
        """A flying half lap as a part of the first: the longer it is, the less the start counts."""
        return min(0.85, max(0.5, 0.62 + (self.half_m - 125) / 900))

    def believes(self, half_laps: int, seconds: float, *, first: bool) -> bool:
        """Whether so many half laps (the first of them from a standstill) can take so long."""
        least = half_laps * self.half_m / FASTEST_MS
        longest_half, longest_first = self.longest(first=False), self.longest(first=True)
        rest = half_laps - 1 if first else half_laps
        most = rest * longest_half + (longest_first if first else 0.0)
        return least <= seconds <= most

    def longest(self, *, first: bool) -> float:
        """The longest believed half lap, in seconds: as limited, or walking pace."""
        limit = self.limits.first_us if first else self.limits.half_lap_us
        if limit is not None:
            return limit / 1e6
        return self.half_m / SLOWEST_MS + (10.0 if first else 0.0)


@dataclass(frozen=True, slots=True)
class Pace:
    """A rider's pace after ``ridden`` half laps: mean, its weight, scatter (variance) and weight.

    ``mean`` is None until a flying half lap is known; ``first`` is the first half lap if known.
    """

    ground: Ground
    mean: float | None = None
    weight: float = 0.0
    variance: float = 0.0
    freedom: float = _PRIOR_WEIGHT
    first: float | None = None

    def surprise(self, half_laps: int, seconds: float, *, from_start: bool) -> float:
        """Log density of covering so many half laps in so many seconds; the higher the likelier.

        ``from_start``: the first of them was ridden from a standstill.
        """
        if not self.ground.believes(half_laps, seconds, first=from_start):
            return _LEAST_LOG
        if from_start:
            return self._from_start(half_laps, seconds)
        if self.mean is None:
            return self._first_flying(half_laps, seconds)
        variance = self.variance * (half_laps + half_laps * half_laps / self.weight)
        scale = sqrt(variance)
        expected = half_laps * self.mean
        steady = log_t((seconds - expected) / scale, 3 + int(self.freedom)) - log(scale)
        return log_sum(steady, _log_unusual(seconds, half_laps, self.mean))

    def _from_start(self, half_laps: int, seconds: float) -> float:
        first = self.ground.first_s
        if half_laps == 1:
            return _log_normal(seconds, first, 0.33)
        return _log_normal(seconds, first + (half_laps - 1) * first * self.ground.lengthened, 0.28)

    def _first_flying(self, half_laps: int, seconds: float) -> float:
        """The second half lap: from the first, else from the length alone."""
        first = self.first if self.first is not None else self.ground.first_s
        below, above = (0.45, 0.14) if self.first is not None else (0.3, 0.3)
        each = seconds / half_laps
        expected = first * self.ground.lengthened
        return _log_skewed(each, expected, below, above) - log(half_laps)

    def after(self, half_laps: int, seconds: float, *, from_start: bool) -> Pace:
        """The pace once these half laps are known."""
        if from_start:
            if half_laps == 1:
                return Pace(self.ground, first=seconds)
            return Pace(self.ground, first=None)
        each = seconds / half_laps
        if self.mean is None:
            scatter = (2.2 * _PRIOR_SCATTER * each) ** 2
            return Pace(self.ground, each, 0.6 * half_laps, scatter, _PRIOR_WEIGHT, self.first)
        return self._updated(half_laps, each)

    def _updated(self, half_laps: int, each: float) -> Pace:
        mean = self.mean
        assert mean is not None
        weight = self.weight * _FORGET + half_laps
        off = each - mean
        gain = half_laps / weight
        spread = off * off * half_laps / (1 + half_laps / self.weight)
        ceiling = 12 * self.variance
        if spread > ceiling:  # one outlier tells of trouble, not of a scattered ride
            spread = ceiling
            if off * off > 40 * self.variance:  # a stop, or another pace: the next one tells
                gain = min(gain, 3 * sqrt(self.variance) / abs(off))
                weight = min(weight, 1.0)
        prior = (_PRIOR_SCATTER * mean) ** 2
        freedom = self.freedom * 0.94 + 1
        variance = (self.variance * self.freedom * 0.94 + spread) / freedom
        variance = max(variance, 0.04 * prior)
        return Pace(self.ground, mean + gain * off, weight, variance, freedom, self.first)


@dataclass(frozen=True, slots=True)
class Curve:
    """A whole ride's pace seen from both sides: expected seconds and scatter of each half lap.

    Index n - 1 is half lap n; ``freedom`` is of Student's t. A first half lap that is slow from the
    gate scatters ``slower`` times as much; ``changes`` counts the changes of pace at once. Given
    once a first reading of the run is there, it makes the weighing of a half lap independent of how
    the ones before were read.
    """

    ground: Ground
    expected: tuple[float, ...]
    scatter: tuple[float, ...]
    freedom: int = 9
    slower: float = 2.2
    changes: int = 0

    @property
    def first_spread(self) -> float:
        """How much the first half lap varies, as a part of it."""
        return self.scatter[0] / self.expected[0]

    def surprise(self, after: int, half_laps: int, seconds: float) -> float:
        """Log density of riding that many half laps after half lap ``after`` in that time."""
        if not self.ground.believes(half_laps, seconds, first=after == 0):
            return _LEAST_LOG
        if after == 0:
            rest = sum(self.expected[1:half_laps])
            return self._started(seconds - rest)
        if half_laps == 1:
            mean, scale = self.expected[after], self.scatter[after]
        else:
            part = slice(after, after + half_laps)
            mean = sum(self.expected[part])
            scale = sqrt(sum(one * one for one in self.scatter[part]) * (1 + 0.15 * half_laps))
        steady = log_t((seconds - mean) / scale, self.freedom) - log(scale)
        return log_sum(steady, _log_unusual(seconds, half_laps, mean / half_laps))

    def _started(self, seconds: float) -> float:
        """Log density of the first half lap: about as expected, rarely much slower."""
        first, spread = self.expected[0], self.first_spread
        usual = _log_normal(seconds, first, spread)
        slow = log(_SLOW_START) + _log_normal(seconds, 1.3 * first, self.slower * spread)
        return log_sum(usual, slow)

    def off(self, after: int, half_laps: int, seconds: float) -> float:
        """How many scatters the time is from what is expected; the sign is that of lateness."""
        part = slice(after, after + half_laps)
        scale = sqrt(sum(one * one for one in self.scatter[part]))
        return (seconds - sum(self.expected[part])) / scale
