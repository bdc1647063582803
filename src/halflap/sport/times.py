"""Knows what a time is: clock readings, elapsed times, recorded times with source and resolution,
and how they are printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

MICROSECONDS = 1_000_000
PUBLISHED_DIGITS = 3  # UCI 3.2.015: times to 1/1000 s


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What one clock showed: microseconds, unwrapped within an epoch of that clock."""

    clock: str
    epoch: int
    us: int

    def since(self, start: ClockReading) -> int:
        """Microseconds from ``start`` to this reading.

        Raises ``ValueError`` if the two are not of the same clock and epoch: such a difference
        needs a recorded mapping with its uncertainty.
        """
        if (self.clock, self.epoch) != (start.clock, start.epoch):
            raise ValueError("elapsed time needs two readings of one clock in one epoch")
        return self.us - start.us


class Source(Enum):
    """Where a time comes from; a published time says nothing of its device."""

    ELECTRONIC = "electronic"
    PHOTO = "photo"
    HAND = "hand"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class RecordedTime:
    """A time that counts: ``us`` microseconds, already truncated to ``digits`` decimals of a
    second.

    ``readings`` keeps the single watches (microseconds) behind a hand time.
    """

    us: int
    digits: int = PUBLISHED_DIGITS
    source: Source = Source.ELECTRONIC
    readings: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.us <= 0:
            raise ValueError("a time is more than zero")
        if not 0 <= self.digits <= PUBLISHED_DIGITS:
            raise ValueError("a recorded time has 0 to 3 decimals")
        if self.us != truncate(self.us, self.digits):
            raise ValueError("a recorded time is truncated to its decimals")

    def __str__(self) -> str:
        return format_time(self.us, self.digits)


def truncate(us: int, digits: int = PUBLISHED_DIGITS) -> int:
    """``us`` microseconds cut (never rounded) to ``digits`` decimals of a second.

    The one place where precision is dropped: differences first, then this (UCI 3.2.015).
    """
    step: int = MICROSECONDS // 10**digits
    return us // step * step


_PRINTERS = str.maketrans({"’": "'", "′": "'", "´": "'", "”": '"', "″": '"'})
_SEPARATED = re.compile(
    r"""^\s*
    (?:(?P<hours>\d{1,2})[:hH](?=\d{1,2}[:'m]))?
    (?:(?P<minutes>\d{1,3})\s*(?::\s*(?=\d\d)|['m]\s*))?
    (?P<seconds>\d{1,2})
    (?:\s*(?:[.,"s]|(?(minutes):|(?!)))\s*(?P<fraction>\d{1,6}))?
    \s*["s]?\s*$""",
    re.VERBOSE,
)
_TWO_DOTS = re.compile(r"^\s*(\d{1,3})[.:](\d{2})[.,:](\d{1,6})\s*$")
_SECONDS = re.compile(r"^\s*(\d{1,4})[.,](\d{1,6})\s*$")
_WHOLE = re.compile(r"^\s*(\d{1,3})[:'](\d{2})\s*$")


def parse_time(text: str) -> tuple[int, int]:
    """A printed time as (microseconds, decimals printed).

    Reads ``4:15.165``, ``4:35,57``, ``3:29:945``, ``4'36"918``, ``4.18.976``, ``59.120``,
    ``4:24`` and ``0:04:15.165``. Two colons are minutes, seconds and the fraction, as pursuit
    sheets print them, unless a fraction follows as well. A figure too few (``4:1.5``) is refused:
    it may be missing anywhere. Raises ``ValueError`` with a sentence.
    """
    minutes = hours = 0
    plain = text.translate(_PRINTERS).replace("''", '"')
    if match := _TWO_DOTS.match(plain):
        minutes, seconds, fraction = int(match[1]), int(match[2]), match[3]
    elif match := _WHOLE.match(plain):
        minutes, seconds, fraction = int(match[1]), int(match[2]), ""
    elif match := _SECONDS.match(plain):
        seconds, fraction = int(match[1]), match[2]
    elif match := _SEPARATED.match(plain):
        hours, minutes = int(match["hours"] or 0), int(match["minutes"] or 0)
        seconds, fraction = int(match["seconds"]), match["fraction"] or ""
    else:
        raise ValueError(f"{text!r} is not a time such as 4:15.165")
    if ((minutes or hours) and seconds >= 60) or (hours and minutes >= 60):
        raise ValueError(f"{text!r} is not a time: seconds and minutes end at 59")
    us = ((hours * 60 + minutes) * 60 + seconds) * MICROSECONDS
    us += int(fraction.ljust(6, "0")) if fraction else 0
    return us, len(fraction)


def recorded(text: str, source: Source = Source.PUBLISHED) -> RecordedTime:
    """A printed time as a recorded one; decimals beyond 1/1000 s are cut, missing ones not
    invented.
    """
    us, printed = parse_time(text)
    digits = min(printed, PUBLISHED_DIGITS)
    us = truncate(us, digits)
    if us <= 0:
        raise ValueError(f"{text!r} is not a time: it is zero")
    return RecordedTime(us, digits, source)


def format_time(us: int, digits: int = PUBLISHED_DIGITS) -> str:
    """``255165000`` microseconds as ``4:15.165``; under a minute as ``59.120``; cut, never
    rounded.
    """
    us = truncate(us, digits)
    whole, rest = divmod(us, MICROSECONDS)
    minutes, seconds = divmod(whole, 60)
    tail = f".{rest // 10 ** (6 - digits):0{digits}d}" if digits else ""
    return f"{minutes}:{seconds:02d}{tail}" if minutes else f"{seconds}{tail}"


def format_gap(us: int, digits: int = PUBLISHED_DIGITS) -> str:
    """A difference with its sign: ``+0.413``, ``-1.020``."""
    return ("-" if us < 0 else "+") + format_time(abs(us), digits)
