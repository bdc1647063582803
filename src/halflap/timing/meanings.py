"""Knows what an impulse can be, how often sensors are wrong, and what is known of both riders."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import log

from halflap.sport.heat import Side
from halflap.timing.pace import Pace, log_sum

SIDES = (Side.HOME, Side.BACK)
NEVER = float("-inf")
_AGAIN = log(0.06)
"""A passing is missed after one that was missed: the sensor is out, or the rider off the strip."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How often the sensors are wrong: the chance that a passing is missed, and how many strays a
    line gives in a second.
    """

    missed: float = 0.01
    strays: float = 0.003

    def misses(self, count: int) -> float:
        """Log of the chance that so many passings in a row are missed."""
        return log(self.missed) + (count - 1) * _AGAIN if count > 0 else 0.0


class Kind(IntEnum):
    """What an impulse can be; whole numbers, because they are looked up for every impulse."""

    FRONT = 0
    REAR = 1
    LONE = 2  # the rear wheel of a passing whose front wheel left no impulse
    ROLL = 3
    BOUNCE = 4
    STRAY = 5


Label = tuple[Kind, int, int]
"""What an impulse is: its kind, whose (an index of ``SIDES``), which half lap.

Of nobody's impulse the rider is -1 and the half lap 0.
"""

STRAY_LABEL: Label = (Kind.STRAY, -1, 0)
BOUNCE_LABEL: Label = (Kind.BOUNCE, -1, 0)


class Track:
    """Where one rider was last seen: ``n`` half laps done at ``at`` seconds; 0 is the start.

    ``open``: the rear wheel of that passing may still come. ``seen`` names the last passings, so
    that explanations which differ there stay apart.
    """

    __slots__ = ("at", "n", "open", "pace", "seen")

    def __init__(
        self, n: int, at: float, pace: Pace | None, open_: bool, seen: tuple[int, ...]
    ) -> None:
        self.n, self.at, self.pace, self.open, self.seen = n, at, pace, open_, seen


class Node:
    """A state of both riders: ``total`` and ``best`` are logs, of all paths to it and of one."""

    __slots__ = ("best", "beta", "came", "edges", "total", "tracks")

    def __init__(self, tracks: tuple[Track, Track]) -> None:
        self.tracks = tracks
        self.total = self.best = 0.0
        self.edges: list[tuple[Node, float, Label]] = []
        self.came: tuple[Node, Label] | None = None
        self.beta = NEVER

    def reach(self, parent: Node, cost: float, label: Label) -> None:
        total, best = parent.total + cost, parent.best + cost
        if not self.edges:
            self.total, self.best, self.came = total, best, (parent, label)
        else:
            self.total = log_sum(self.total, total)
            if best > self.best:
                self.best, self.came = best, (parent, label)
        self.edges.append((parent, cost, label))
