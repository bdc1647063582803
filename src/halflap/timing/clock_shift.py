"""Knows how a clock that was set by a fraction of a second shows: in when its impulses arrive.

Every impulse arrives a little after it was made, sooner or later as the line to the device allows.
A clock that is set moves all of its readings at once against the host's clock, which nobody sets.

- Set ahead: impulses seem to come sooner than the quickest before, which no line can do; a few
  prove it.
- Set back: they all come later than before. A line that is slow for a while does the same, so it
  proves nothing unless it lasts, and is more than the line was ever late by before.

What comes back to where it was is told as a shift the other way: the two cancel for a ride that
began before and ended after. Where that happened, the line is known to be so slow at times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from halflap.sport.impulse import time_of_day
from halflap.timing.wording import seconds
from halflap.words.sentence import Sentence, say

BEFORE = 3
"""So many arrivals show how the clock was: a heat may be the first that is heard of it."""

AHEAD, AHEAD_LASTS_US = 4, 2_000_000
BACK, BACK_LASTS_US = 12, 15_000_000
"""So many arrivals, over at least so long, show that it is otherwise: a burst proves nothing."""

LARGE, LARGE_LASTS_US, LARGE_US = 6, 8_000_000, 100_000
"""So few show that they come later by so much, or a finish soon after would count before it."""

KEPT = 64
"""So many arrivals are looked at: about those of a heat."""

LONE = 16
"""Of so many arrivals before, one may have been held up alone: it says nothing of the line."""

LEAST_US = 20_000
"""A shorter step than this cannot be told from the ways of an operating system."""

FEW, FEW_LEAST_US = 8, 60_000
"""So few before may all have waited for something: acknowledgements are held back for 40 ms."""

DRIFT_PPM = 100
"""Two clocks part by so much while nothing is heard; cheap ones by half of it."""


SLOW_MOST_US = 100_000
"""A line is believed to be no slower than this at times; what is more is told every time."""


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
    """The clock gained ``by_us`` (lost, if negative) between two of its readings, microseconds.

    ``since`` is how many of the arrivals it was found in came after it; ``returns``: it takes back
    the shift before it.
    """

    clock: str
    from_us: int
    to_us: int
    by_us: int
    since: int = 0
    returns: bool = False

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
        again = say(
            "From {end} on, impulses of the clock {clock} come as they did at first: the line was"
            " slow for a while, or the clock was set twice. Only finishes in between stay"
            " doubtful.",
            end=_to_the_second(self.to_us),
            clock=self.clock,
        )
        if self.returns:
            return again
        return ahead if self.by_us > 0 else back

    def after(self, last_us: int) -> ClockShift:
        """The shift, where the one before it was by ``last_us``."""
        return replace(self, returns=abs(last_us + self.by_us) <= LEAST_US)


def shifted(clock: str, arrivals: tuple[Arrival, ...], slow_us: int = 0) -> ClockShift | None:
    """The shift that the arrivals of a clock show, in the order they came; or None.

    ``slow_us``: its line is known to be so much slower at times. Every moment between two of the
    arrivals is tried, the latest first.
    """
    if len(arrivals) < BEFORE + AHEAD:
        return None
    if not _may_be_shifted(arrivals):
        return None
    last = arrivals[-1]
    # As they would read now had the clock drifted as far as it may, ahead or back.
    apart = [(last.host_us - each.host_us) * DRIFT_PPM // 1_000_000 for each in arrivals]
    high = [each.offset_us + drift for each, drift in zip(arrivals, apart, strict=True)]
    low = [each.offset_us - drift for each, drift in zip(arrivals, apart, strict=True)]
    quickest = list(accumulate(high, max))
    lowest, highest = last.offset_us, last.offset_us
    for at in range(len(arrivals) - 1, BEFORE - 1, -1):
        offset = arrivals[at].offset_us
        lowest, highest = min(lowest, offset), max(highest, offset)
        count, lasted = len(arrivals) - at, last.host_us - arrivals[at].host_us
        if count < AHEAD or lasted < AHEAD_LASTS_US:
            continue
        sooner = lowest > quickest[at - 1] + LEAST_US  # else there is no need to sort
        if sooner and _is_ahead(high[:at], lowest, highest - lowest, slow_us):
            return _shift(clock, arrivals, at)
        if count >= BACK and lasted >= BACK_LASTS_US:
            least = _least(low[:at])
        elif count >= LARGE and lasted >= LARGE_LASTS_US:
            least = LARGE_US
        else:
            continue
        if _is_back(low[:at], highest, least, slow_us):
            return _shift(clock, arrivals, at)
    return None


def _may_be_shifted(arrivals: tuple[Arrival, ...]) -> bool:
    """A cheap look, after every impulse: what was not sooner or later of late, was not shifted."""
    offsets = [each.us - each.host_us for each in arrivals]
    if min(offsets[-AHEAD:]) > max(offsets[:BEFORE]) + LEAST_US:
        return True
    return max(offsets[-LARGE:]) < max(offsets) - LEAST_US


def _is_ahead(before: list[int], lowest: int, spread: int, slow_us: int) -> bool:
    """Whether arrivals come sooner than can be; a line that was slow all the time is no limit.

    ``spread`` is how far they differ: with few before, that counts as well.
    """
    ordered = sorted(before)
    quickest, middle = ordered[-1], ordered[len(ordered) // 2]
    limit = max(quickest, ordered[0] + slow_us)
    usual = max(quickest - middle, spread) if len(before) < LONE else 0
    return lowest > limit + usual + _least(before)


def _is_back(before: list[int], highest: int, least_us: int, slow_us: int) -> bool:
    """Whether arrivals come later by so much than the line was late before, but for lone ones."""
    ordered = sorted(before)
    latest = min(ordered[len(ordered) // LONE], ordered[-1] - slow_us)
    return highest < latest - least_us


def _least(before: list[int]) -> int:
    """The shortest step that so many before it can show."""
    return FEW_LEAST_US if len(before) < FEW else LEAST_US


def _shift(clock: str, arrivals: tuple[Arrival, ...], at: int) -> ClockShift:
    """What the clock gained there, by the quickest arrivals of both sides."""
    was = max(each.offset_us for each in arrivals[:at])
    now = max(each.offset_us for each in arrivals[at:])
    return ClockShift(
        clock, arrivals[at - 1].us, arrivals[at].us, now - was, since=len(arrivals) - at
    )


def slow_at_times(slow_us: int, shift: ClockShift) -> int:
    """How slow a line is at times: where a shift takes back the one before, it was slow."""
    by = abs(shift.by_us)
    return max(slow_us, by) if shift.returns and by <= SLOW_MOST_US else slow_us


def _to_the_second(us: int) -> str:
    return time_of_day(us)[:8]
