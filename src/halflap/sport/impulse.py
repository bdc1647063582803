"""Knows what an impulse is: a sensor fired, said in the words of the device that reported it.

Which rider made it is not known here; that is inferred in ``timing``.
"""

from __future__ import annotations

from dataclasses import dataclass

DAY_US = 24 * 60 * 60 * 1_000_000


@dataclass(frozen=True, slots=True)
class Impulse:
    """One line of a timing device that says when a sensor fired.

    ``channel`` is the input as the device names it (``C2``, ``M1``, ``STA``); ``us`` its clock in
    microseconds, a time of day unless ``dated`` (then since a day that the protocol names).
    ``ref`` is a transponder, ``number`` the device's own count of the impulse where it keeps one,
    ``digits`` the decimals of a second it sent. ``manual``: a key was pressed, no sensor fired.
    ``memory``: sent again from the device's memory. ``withdrawn``: the device takes it back.
    """

    channel: str
    us: int
    ref: str = ""
    number: int | None = None
    digits: int = 4
    dated: bool = False
    manual: bool = False
    memory: bool = False
    withdrawn: bool = False


def time_of_day(us: int) -> str:
    """Microseconds of a clock as ``HH:MM:SS.ffffff`` of its day."""
    seconds, fraction = divmod(us % DAY_US, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}.{fraction:06d}"
