"""Knows how a clock that was set by a fraction of a second shows: in when its impulses arrive.

Every impulse arrives a little after it was made, sooner or later as the line to the device allows.
A clock that is set moves all of its readings at once against the host's clock, which nobody sets.
So where the latest arrivals all lie on one side of those before, by more than those differ among
themselves, the clock was set in between, or the line to the device became slower at that moment.
Only people can tell which; until they do, times across that moment are doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from halflap.sport.impulse import time_of_day
from halflap.timing.wording import seconds
from halflap.words.sentence import Sentence, say

BEFORE, AFTER = 8, 4
"""So many arrivals show how the clock was, and so many that it is otherwise now."""

KEPT = BEFORE + AFTER

LASTS_US = 2_000_000
"""The latest arrivals come over at least this long: a burst out of a buffer proves nothing."""

LEAST_US = 20_000
"""A shorter step than this cannot be told from the ways of an operating system."""

DRIFT_PPM = 100
"""Two clocks part by so much while nothing is heard; cheap ones by half of it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A reading of a clock, and the host's monotonic clock when it came; microseconds."""

    us: int
    host_us: int

    @property
    def offset_us(self) -> int:
        """The clock less the host's."""
        return self.us - self.host_us


@dataclass(frozen=True, slots=True)
class ClockShift:
    """The clock gained ``by_us`` (lost, if negative) between two of its readings, microseconds."""

    clock: str
    from_us: int
    to_us: int
    by_us: int

    @property
    def text(self) -> Sentence:
        """The shift for people, with the remedy."""
        ahead = say(
            "Between {start} and {end} the clock {clock} was set ahead by about {seconds} s: its"
            " impulses come sooner than they can. Times across that moment are doubtful: compare"
            " them with another source or a hand time, and leave the clock alone while riders are"
            " on the track.",
            start=_to_the_second(self.from_us),
            end=_to_the_second(self.to_us),
            clock=self.clock,
            seconds=seconds(self.by_us, 3),
        )
        back = say(
            "From {end} on, impulses of the clock {clock} come about {seconds} s later than"
            " before {start}: it was set back, or the line to the device became slower. Times"
            " across that moment are doubtful: compare them with another source or a hand time.",
            start=_to_the_second(self.from_us),
            end=_to_the_second(self.to_us),
            clock=self.clock,
            seconds=seconds(self.by_us, 3),
        )
        return ahead if self.by_us > 0 else back


def shifted(clock: str, arrivals: tuple[Arrival, ...]) -> ClockShift | None:
    """The shift that the latest arrivals of a clock show, in the order they came; or None."""
    if len(arrivals) < KEPT:
        return None
    before, after = arrivals[-KEPT:-AFTER], arrivals[-AFTER:]
    if after[-1].host_us - after[0].host_us < LASTS_US:
        return None
    was = sorted(arrival.offset_us for arrival in before)
    now = sorted(arrival.offset_us for arrival in after)
    apart = max(now[0] - was[-1], was[0] - now[-1])
    silence = after[0].host_us - before[0].host_us
    usual = max(was[-1] - was[0], now[-1] - now[0])
    if apart <= LEAST_US + usual + silence * DRIFT_PPM // 1_000_000:
        return None
    return ClockShift(clock, before[-1].us, after[0].us, round(median(now) - median(was)))


def _to_the_second(us: int) -> str:
    return time_of_day(us)[:8]
