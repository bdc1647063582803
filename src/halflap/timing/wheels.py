"""Knows whether a line shows rear wheels, and how long after the front wheel one comes.

A contact strip or light barrier gives an impulse for each wheel unless its dead time swallows the
second. Which of the two it does shows in the stream: impulses then come in pairs, a wheelbase
apart. Times are seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log, pi
from statistics import median

SHORTEST_S = 0.035
LONGEST_S = 0.45
"""Two impulses of one line nearer than this are taken as two wheels when pairs are counted."""
_WHEELBASE_M = 1.0
_SPREAD = 0.16
"""How much wheelbases and speeds differ from what is expected: 0.95 to 1.1 m, tandems 1.7."""


_FEW = 4
_HARDLY_EVER = 0.0001
"""How often a line that shows no rear wheels gives one all the same."""


@dataclass(frozen=True, slots=True)
class Wheels:
    """What is known of one line: ``pairs`` and ``bounces`` among ``groups`` of impulses.

    ``last`` is when it last fired, ``metres`` the wheelbase that the pairs show, ``half_m`` the
    length of a half lap.
    """

    half_m: float = 125.0
    pairs: int = 0
    bounces: int = 0
    groups: int = 0
    last: float | None = None
    paired: bool = False
    metres: float = _WHEELBASE_M

    def with_impulse(self, at: float) -> Wheels:
        """Counted with one more impulse, in the order of the clock; the start counts nowhere."""
        if at < 4.0:
            return self
        gap = None if self.last is None else at - self.last
        if gap is not None and gap < SHORTEST_S:
            return replace(self, bounces=self.bounces + 1)
        if gap is not None and gap < LONGEST_S and not self.paired:
            return replace(self, pairs=self.pairs + 1, last=at, paired=True)
        return replace(self, groups=self.groups + 1, last=at, paired=False)

    def learnt(self, ratios: Sequence[float]) -> Wheels:
        """With the wheelbase that pairs show: ``ratios`` are their gaps to the half laps."""
        if len(ratios) < 4:
            return self
        return replace(self, metres=median(ratios) * self.half_m)

    @property
    def rate(self) -> float:
        """The probability that a passing shows its rear wheel.

        A line shows nearly all of them or none: a few pairs are two riders, or a stray.
        """
        if self.groups < _FEW:
            return 0.3 if self.pairs else 0.1
        share = self.pairs / self.groups
        if share < 0.25:
            return _HARDLY_EVER
        return min(0.985, share)

    @property
    def shown(self) -> bool:
        """Whether a rear wheel is to be expected."""
        return self.rate > 0.5

    @property
    def alone(self) -> float:
        """Log of the probability that a front wheel is not followed by its rear wheel."""
        return log(1 - self.rate)

    @property
    def bounce(self) -> float:
        """Log of how likely the contact bounces at a moment after a wheel: as often as elsewhere.

        The bounce in question is itself among those counted, and says nothing about them.
        """
        often = (max(0, self.bounces - 1) + 0.01) / (self.groups + 1)
        return log(min(0.9, often) / SHORTEST_S)

    def gap(self, half_lap_s: float) -> float:
        """Seconds from the front to the rear wheel at this speed."""
        return half_lap_s * self.metres / self.half_m

    def follows(self, gap: float, half_lap_s: float) -> float | None:
        """Log of how much likelier it is that the rear wheel came now than that it never comes.

        None: so long after the front wheel it cannot be the rear one.
        """
        expected = self.gap(half_lap_s)
        if not 0.4 * expected < gap < 2.6 * expected:
            return None
        z = log(gap / expected) / _SPREAD
        density = -0.5 * z * z - log(gap * _SPREAD) - 0.5 * log(2 * pi)
        return log(self.rate) - log(1 - self.rate) + density
