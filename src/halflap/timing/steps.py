"""Knows at which half laps a rider changed his pace at once: an attack, and the end of one.

The half laps are cut into stretches of steady pace where that makes the scatter around their means
so much less that chance does not explain it (optimal partitioning: Jackson et al. 2005).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from statistics import median

SHORTEST = 3
"""Half laps of a stretch: fewer are outliers, not a pace."""
PENALTY = 25.0
"""What a change has to save, in squares of the scatter; half laps that remember the ones before
wander by a few.
"""
STEEP = 0.008
"""How much a stretch may become slower or faster from half lap to half lap, as a part of it."""
OUTLYING = 4.0
LEAST, MOST = 0.003, 0.013
"""Bounds of the scatter within a stretch, as a part of the half lap."""


def stretches(lasted: Mapping[int, float], half_laps: int) -> list[int]:
    """Which stretch each half lap is in, from index 0 on, for half laps up to ``half_laps``.

    ``lasted`` are the seconds of the half laps that are known.
    """
    known = sorted(n for n in lasted if n > 2)
    if len(known) < 2 * SHORTEST:
        return [0] * (half_laps + 1)
    values = [lasted[n] for n in known]
    usual = median(values)
    steps = [abs(b - a) for a, b in pairwise(values)]
    scatter = min(max(1.05 * median(steps), LEAST * usual), MOST * usual)
    cuts = {known[cut] for cut in _cuts(_tamed(values, OUTLYING * scatter), scatter, usual)}
    found, stretch = [], 0
    for n in range(half_laps + 1):
        stretch += n in cuts
        found.append(stretch)
    return found


def _tamed(values: Sequence[float], far: float) -> list[float]:
    """Single outliers drawn in to their neighbours."""
    found = []
    for place, value in enumerate(values):
        near = median(values[max(0, place - 2) : place + 3])
        found.append(min(max(value, near - far), near + far))
    return found


def _cuts(values: Sequence[float], scatter: float, usual: float) -> list[int]:
    """The indexes at which another stretch begins."""
    cost = _Costs(values, scatter, usual)
    best = [-PENALTY]
    came = [0]
    for end in range(1, len(values) + 1):
        least, since = float("inf"), 0
        for begin in range(end - SHORTEST + 1):
            total = best[begin] + PENALTY + cost.of(begin, end)
            if total < least:
                least, since = total, begin
        best.append(least)
        came.append(since)
    found, end = [], len(values)
    while came[end] > 0:
        end = came[end]
        found.append(end)
    return found


class _Costs:
    """What is left of the squares of a stretch beside a line through it that is not steep."""

    def __init__(self, values: Sequence[float], scatter: float, usual: float) -> None:
        self._ridge = (scatter / (STEEP * usual)) ** 2
        off = [(value - values[0]) / scatter for value in values]
        self._y = [0.0, *accumulate(off)]
        self._yy = [0.0, *accumulate(one * one for one in off)]
        self._xy = [0.0, *accumulate(x * one for x, one in enumerate(off))]

    def of(self, begin: int, end: int) -> float:
        """Of the half laps with these indexes."""
        count = end - begin
        y = self._y[end] - self._y[begin]
        middle = (begin + end - 1) / 2
        xy = self._xy[end] - self._xy[begin] - middle * y
        xx = count * (count * count - 1) / 12
        return self._yy[end] - self._yy[begin] - y * y / count - xy * xy / (xx + self._ridge)
