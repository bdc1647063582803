"""Knows a whole ride's pace from both sides, once a first reading of it is there.

The pace around a half lap is a line fitted to the half laps near it, itself and its two neighbours
left out (they share the passing that is in question), near ones counting more and a steep line held
to be improbable. The scatter is that of the half laps around such lines. So a reading is weighed by
what the rest of the ride says, and not by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from statistics import median

from halflap.timing.pace import Curve, Ground
from halflap.timing.steps import stretches

_EVENLY, _STEADILY, _FADING = (30.0, 0.0003), (5.0, 0.004), (5.0, 0.025)
"""Ways to ride: half laps after which a neighbour counts a third, and how much the pace changes
from one to the next, as a part of it.
"""
_SCATTER_REACH = 8.0
_CLEARLY = 0.9
"""A fading ride is believed if it leaves less than this part of the scatter of a steady one."""
_USUAL_SCATTER = 0.013
_LEAST_SCATTER = 0.0022
_SECOND_M = 0.02
"""How much more the second half lap scatters, as a part of it: the rider is still accelerating."""
_OUTLIER = 3.0
EVEN, UNEVEN = 60, 9
"""Degrees of freedom of the half laps of a rider without an outlier, and of one who had some."""
FAR, MANY = 3.8, 12
"""An outlier is so many scatters off; of so many half laps it can be said that there is none."""
_OTHER_PACE = 0.03
"""How much a half lap counts for one beyond a change of pace."""
_FIRST, _FIRST_LIKE_OTHER = 0.17, 0.13
"""How much the first half lap differs from what the pace after it lets expect, as a part of it;
and from what it was for the other rider.
"""


def start_ratio(passings: Mapping[int, float]) -> float | None:
    """The first half lap as a multiple of the rider's usual one; None while one is not known."""
    lasted = _lasted(passings)
    flying = [seconds for n, (seconds, _) in lasted.items() if n > 1]
    return lasted[1][0] / median(flying) if 1 in lasted and len(flying) >= 4 else None


def curve_of(
    passings: Mapping[int, float], half_laps: int, ground: Ground, ratio: float | None = None
) -> Curve | None:
    """The curve of one rider from the passings read so far (half lap to seconds since the gun).

    ``ratio`` is how slow the other rider's first half lap was beside his usual one: both start
    from the same kind of gate, after the same training. None where fewer than four flying half
    laps are known: then there is nothing to smooth.
    """
    lasted = _lasted(passings)
    flying = {n: (seconds, weight) for n, (seconds, weight) in lasted.items() if n > 1}
    if len(flying) < 4:
        return None
    usual = median(seconds for seconds, _ in flying.values())
    paces = stretches({n: seconds for n, (seconds, _) in flying.items()}, half_laps)
    fit = _fitting(flying, usual, paces)
    around, trust, off = fit.around, fit.trust, fit.off
    spread = _spread(fit.typical, usual)
    expected, scatter = [], []
    for n in range(1, half_laps + 1):
        own = _scatter(n, off, spread, usual)
        if n == 1:
            first = usual / ground.lengthened if ratio is None else usual * ratio
            expected.append(first)
            scatter.append((_FIRST if ratio is None else _FIRST_LIKE_OTHER) * first)
            continue
        if n == 2:
            own = sqrt(own * own + (_SECOND_M * usual) ** 2)
        expected.append(around[n])
        scatter.append(own * sqrt(1 + 0.5 * trust[n]))
    slower = 2.2 if ratio is None else 1.5
    return Curve(
        ground,
        tuple(expected),
        tuple(scatter),
        freedom=_freedom(off, scatter),
        slower=slower,
        changes=paces[-1],
    )


def _freedom(off: Mapping[int, float], scatter: Sequence[float]) -> int:
    """How seldom half laps are far off: a rider who had none of them will hardly begin with it."""
    farthest = max((abs(one) / scatter[n - 1] for n, one in off.items() if n > 2), default=0.0)
    return EVEN if len(off) >= MANY and farthest < FAR else UNEVEN


@dataclass(frozen=True, slots=True)
class _Fit:
    """The pace around each half lap, its variance, and how far the half laps are off it."""

    around: dict[int, float]
    trust: dict[int, float]
    off: dict[int, float]
    typical: float

    def scatter(self, most: float) -> float:
        """How far the half laps are off, none counted for more than ``most``."""
        off = [min(abs(one), most) for n, one in self.off.items() if n > 2]
        return sqrt(sum(one * one for one in off))


def _fitting(flying: Mapping[int, tuple[float, float]], usual: float, paces: Sequence[int]) -> _Fit:
    """By the way to ride that the half laps show: a fading ride where it is clearly that, an even
    one where it is off by no more than a steady one. Each half lap is compared with what the others
    let expect of it, so that a closer fit is not a better one by itself.
    """
    ways = _EVENLY, _STEADILY, _FADING
    even, steady, fading = (_fitted(flying, usual, paces, way) for way in ways)
    if fading.typical < _CLEARLY * steady.typical:
        return fading
    most = _OUTLIER * _spread(steady.typical, usual)
    return even if even.scatter(most) <= steady.scatter(most) else steady


def _spread(typical: float, usual: float) -> float:
    """The scatter of most half laps, and no less than a metronome's."""
    return max(typical, 0.25 * _USUAL_SCATTER * usual)


def _fitted(
    flying: Mapping[int, tuple[float, float]],
    usual: float,
    paces: Sequence[int],
    way: tuple[float, float],
) -> _Fit:
    """Fitted twice: half laps that are far off the first time count less the second."""
    outlying: dict[int, float] = {}
    for last in (False, True):
        around, trust = _levels(flying, usual, paces, way, outlying)
        off = {n: flying[n][0] - around[n] for n in flying}
        typical = _typical(one for n, one in off.items() if n > 2)
        if last:
            break
        far = _OUTLIER * _spread(typical, usual)
        outlying = {n: 1 / (1 + (one / far) ** 2) for n, one in off.items()}
    return _Fit(around, trust, off, typical)


def _lasted(passings: Mapping[int, float]) -> dict[int, tuple[float, float]]:
    """What each half lap took, and how far that is known: over a gap, each took its equal part."""
    found: dict[int, tuple[float, float]] = {}
    before, at = 0, 0.0
    for n in sorted(passings):
        steps = n - before
        if before or steps == 1:
            for one in range(before + 1, n + 1):
                found[one] = ((passings[n] - at) / steps, 1.0 / steps)
        before, at = n, passings[n]
    return found


def _levels(
    flying: Mapping[int, tuple[float, float]],
    usual: float,
    paces: Sequence[int],
    way: tuple[float, float],
    outlying: Mapping[int, float],
) -> tuple[dict[int, float], dict[int, float]]:
    """The pace around each half lap, and the variance of that pace in units of the scatter's."""
    reach, slope = way
    ridge = (_USUAL_SCATTER / slope) ** 2
    levels: dict[int, float] = {}
    trust: dict[int, float] = {}
    for n in range(2, len(paces)):
        s0 = s1 = s2 = t0 = t1 = 0.0
        for k, (seconds, known) in flying.items():
            if abs(k - n) <= 1:
                continue
            x = k - n
            w = exp(-abs(x) / reach) * known * outlying.get(k, 1.0) * (0.35 if k == 2 else 1.0)
            if paces[k] != paces[n]:
                w *= _OTHER_PACE
            s0 += w
            s1 += w * x
            s2 += w * x * x
            t0 += w * (seconds - usual)
            t1 += w * x * (seconds - usual)
        s0 += 0.02
        s2 += ridge
        determinant = s0 * s2 - s1 * s1
        level = usual + (t0 * s2 - t1 * s1) / determinant
        levels[n] = min(
            max(level, 0.4 * usual), 3.0 * usual
        )  # a line fitted to nonsense leads anywhere
        trust[n] = min(4.0, s2 / determinant)
    return levels, trust


def _typical(off: Iterable[float]) -> float:
    """The scatter of most: from the median of the absolute values."""
    values = sorted(abs(one) for one in off)
    return 1.4826 * values[len(values) // 2] if values else 0.0


def _scatter(n: int, off: Mapping[int, float], spread: float, usual: float) -> float:
    prior = (_USUAL_SCATTER * usual) ** 2
    weights, squares = 1.5, 1.5 * min(prior, 4 * spread * spread)
    for k, one in off.items():
        if k in (n, 2):
            continue
        w = exp(-abs(k - n) / _SCATTER_REACH)
        weights += w
        squares += w * min(one * one, (_OUTLIER * spread) ** 2)
    return max(sqrt(squares / weights), _LEAST_SCATTER * usual)


def guessed_curve(
    passings: Mapping[int, float], half_laps: int, ground: Ground, like: Curve | None
) -> Curve:
    """A wide curve for a rider of whom too little is known: by his own half laps, else ``like``."""
    lasted = _lasted(passings)
    flying = [seconds for n, (seconds, _) in lasted.items() if n > 1]
    if flying:
        usual = median(flying)
    elif 1 in lasted:
        usual = ground.lengthened * lasted[1][0]
    else:
        usual = like.expected[-1] if like is not None else ground.lengthened * ground.first_s
    first = usual / ground.lengthened
    rest = half_laps - 1
    return Curve(
        ground,
        (first, *([usual] * rest)),
        (0.3 * first, *([0.06 * usual] * rest)),
        freedom=4,
    )
