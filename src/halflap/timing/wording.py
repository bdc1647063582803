"""Knows how the sides are named within a sentence of timing: the riders and the lines."""

from __future__ import annotations

from halflap.sport.heat import Side
from halflap.sport.times import MICROSECONDS
from halflap.words.sentence import Sentence, say


def rider(side: Side) -> Sentence:
    """The rider who started on that side."""
    return say("the rider of the home line" if side is Side.HOME else "the rider of the back line")


def line(side: Side) -> Sentence:
    """The pursuit line of that side."""
    return say("the home line" if side is Side.HOME else "the back line")


def seconds(us: int, digits: int = 3) -> str:
    """A difference in seconds without its sign: ``0.034``; cut, not rounded."""
    whole, rest = divmod(abs(us), MICROSECONDS)
    return f"{whole}.{rest // 10 ** (6 - digits):0{digits}d}" if digits else str(whole)
