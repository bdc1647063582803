"""Knows how what a clock shows becomes a reading that can be subtracted: midnight, late arrivals,
clocks that are set or restarted in the middle of everything.

A device sends a time of day. Unwrapped, its readings count on over midnight within an *epoch*; a
clock that is set or restarted begins a new epoch, and no time is taken across epochs. What tells
the cases apart is the host's monotonic clock, which nobody sets:

- on time: the reading moved on as the host did, within half a second and what two clocks drift;
- midnight: the same, once a day is added;
- late: the reading is older than the host says. Lines and memories hold impulses back, so this
  is no step; the impulse goes where its clock puts it;
- a step: three readings in a row, over at least a second of the host's clock (a burst out of a
  buffer proves nothing), agree with each other and not with the clock as it was. The new epoch
  begins with the first of them, and those already given are named again;
- a shift, by less than half a second: no new epoch, but a doubt (``clock_shift.py``).

Without a host time, only what the clock itself shows can tell: back by more than 12 hours is
midnight; back by less is late, until three in a row, each later than the one before, are a step.
For a whole file at once, ``recorded_clock.unwrap_all`` looks ahead instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from halflap.sport.impulse import DAY_US, time_of_day
from halflap.sport.times import ClockReading
from halflap.timing.clock_shift import AHEAD, Arrival, ClockShift, shifted, slow_at_times
from halflap.timing.clock_shift import KEPT as ARRIVALS
from halflap.timing.wording import seconds
from halflap.words.sentence import Sentence, say

AGREE_US = 500_000
"""Two offsets between a clock and the host's that differ by no more are the same offset."""

DRIFT_PPM = 200
"""The most that two working clocks drift apart; cheap ones drift 50."""

LATE_US = 3_000_000
"""Held back longer than this is worth a note; less is the ordinary way of a network."""

IN_A_ROW = 3
SPAN_US = 1_000_000
"""So many readings, over so long, make a new epoch."""

HALF_DAY_US = DAY_US // 2
KEPT = 16
"""So many odd readings in a row are kept while they wait to be explained."""

REFRESH_US = 600_000_000
"""The offset to the host's clock is taken anew this often, so that drift never adds up."""

RESTARTED_US = 600_000_000
"""A clock that suddenly shows less than ten minutes after 00:00:00 was switched on again."""


class NoteKind(Enum):
    """What is noticed about a clock."""

    MIDNIGHT = "midnight"
    LATE = "late"
    SUSPECT = "suspect"
    EPOCH = "epoch"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class ClockNote:
    """Something noticed about a clock. ``doubtful``: runs in progress have to be looked at.

    ``renamed``: readings already given, with what they are now taken for (a new epoch).
    ``shift``: how far the clock was set.
    """

    kind: NoteKind
    text: Sentence
    doubtful: bool = False
    renamed: tuple[tuple[ClockReading, ClockReading], ...] = ()
    shift: ClockShift | None = None


@dataclass(frozen=True, slots=True)
class Odd:
    """A reading that does not fit: as it was given, as the clock showed it, and the host then."""

    given: ClockReading
    shown_us: int
    dated: bool
    host_us: int | None


@dataclass(frozen=True, slots=True)
class Unwrapper:
    """One clock so far. ``day_us`` is midnight of the day it is in, unwrapped.

    ``newest`` is the latest reading that fitted. ``offset_us`` is the clock less the host's
    monotonic clock, of the quickest recent delivery, and ``offset_host_us`` when that was.
    ``fitted`` counts readings up to three that agree, each a second or more of the host's clock
    after the one before, the last of them at ``fitted_host_us``: before that a reading that is
    ahead only shows that the ones before came late. ``arrivals`` are the latest that fitted, since
    the last shift; that was by ``shift_us``, 0 where it took back another. ``slow_us`` is how slow
    its line is known to be at times.
    """

    clock: str
    epoch: int = 0
    newest: int | None = None
    day_us: int = 0
    offset_us: int | None = None
    offset_host_us: int = 0
    fitted: int = 0
    fitted_host_us: int = 0
    odd: tuple[Odd, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    shift_us: int = 0
    slow_us: int = 0

    def step(
        self, shown_us: int, dated: bool, host_us: int | None, resent: bool = False
    ) -> tuple[Unwrapper, ClockReading, ClockNote | None]:
        """The clock showed ``shown_us``; the host's monotonic clock ``host_us`` on its arrival.

        ``dated``: counted on from a day, so that midnight is nothing special. ``resent``: out of
        the memory of the device, so that being old is no news. All in microseconds.
        """
        if not dated:
            shown_us %= DAY_US
        if self.newest is None:
            reading = ClockReading(self.clock, self.epoch, shown_us)
            return self._begun(shown_us, None if resent else host_us), reading, None
        if resent:
            return self, self._reading(self._unwrapped(shown_us, dated, self.newest)), None
        if host_us is None or self.offset_us is None:
            return self._without_host(shown_us, dated, host_us)
        return self._with_host(shown_us, dated, host_us, self.offset_us)

    def _begun(self, us: int, host_us: int | None) -> Unwrapper:
        """The first reading of an epoch."""
        return replace(
            self,
            newest=us,
            day_us=us // DAY_US * DAY_US,
            offset_us=None if host_us is None else us - host_us,
            offset_host_us=host_us or 0,
            fitted=1,
            fitted_host_us=host_us or 0,
            odd=(),
            arrivals=() if host_us is None else (Arrival(us, host_us),),
        )

    def _with_host(
        self, shown_us: int, dated: bool, host_us: int, offset_us: int
    ) -> tuple[Unwrapper, ClockReading, ClockNote | None]:
        expected = host_us + offset_us
        us = self._unwrapped(shown_us, dated, expected)
        allowed = AGREE_US + (host_us - self.offset_host_us) * DRIFT_PPM // 1_000_000
        ahead = us - expected
        settling = self.fitted < IN_A_ROW and 0 < ahead < HALF_DAY_US // 12
        if -allowed <= ahead <= allowed or settling:
            return self._fits(us, dated, host_us, ahead)
        return self._is_odd(Odd(self._reading(us), shown_us, dated, host_us), ahead)

    def _without_host(
        self, shown_us: int, dated: bool, host_us: int | None
    ) -> tuple[Unwrapper, ClockReading, ClockNote | None]:
        newest = self.newest or 0
        us = shown_us if dated else self.day_us + shown_us
        if not dated and us < newest - HALF_DAY_US:
            us += DAY_US
        elif not dated and self.day_us and us > newest + HALF_DAY_US:
            us -= DAY_US
        if us < newest:
            return self._is_odd(Odd(self._reading(us), shown_us, dated, None), us - newest)
        return self._fits(us, dated, host_us, 0)

    def _fits(
        self, us: int, dated: bool, host_us: int | None, ahead: int
    ) -> tuple[Unwrapper, ClockReading, ClockNote | None]:
        """A reading on time; the quickest delivery within the last minutes sets the offset."""
        offset, at = self.offset_us, self.offset_host_us
        if host_us is not None and (offset is None or ahead >= 0 or host_us - at > REFRESH_US):
            offset, at = us - host_us, host_us
        fitted, counted = self._fitted(host_us, ahead)
        newest = max(us, self.newest or 0)
        day = newest // DAY_US * DAY_US
        arrivals, shift = self.arrivals, None
        if host_us is not None:
            earlier = arrivals if ahead <= AGREE_US else ()  # those before all came late
            arrivals = (*earlier, Arrival(us, host_us))[-ARRIVALS:]
            shift = shifted(self.clock, arrivals, self.slow_us)
        after = replace(
            self,
            newest=newest,
            day_us=day,
            offset_us=offset,
            offset_host_us=at,
            fitted=fitted,
            fitted_host_us=counted,
            odd=(),
            arrivals=arrivals,
        )
        if shift is not None:
            shift = shift.after(self.shift_us)
            doubt = ClockNote(NoteKind.SHIFT, shift.text, True, shift=shift)
            return after._shifted(shift), self._reading(us), doubt
        note = None
        if day > self.day_us and not dated:
            text = say(
                "The clock {clock} went over midnight: its times count on.", clock=self.clock
            )
            note = ClockNote(NoteKind.MIDNIGHT, text)
        return after, self._reading(us), note

    def _shifted(self, shift: ClockShift) -> Unwrapper:
        """The clock shows otherwise now: what is late or ahead is judged by the latest arrivals."""
        since = self.arrivals[-shift.since :]
        return replace(
            self,
            arrivals=since,
            offset_us=max(each.offset_us for each in since[-AHEAD:]),
            offset_host_us=since[-1].host_us,
            shift_us=0 if shift.returns else shift.by_us,
            slow_us=slow_at_times(self.slow_us, shift),
        )

    def _fitted(self, host_us: int | None, ahead: int) -> tuple[int, int]:
        """How many readings agree with this one, and when the last of them came.

        One that is far ahead shows that all before it came late; a burst counts as one.
        """
        if host_us is None:
            return self.fitted, self.fitted_host_us
        if ahead > AGREE_US:
            return 1, host_us
        if self.fitted and host_us - self.fitted_host_us < SPAN_US:
            return self.fitted, self.fitted_host_us
        return min(IN_A_ROW, self.fitted + 1), host_us

    def _is_odd(self, odd: Odd, ahead: int) -> tuple[Unwrapper, ClockReading, ClockNote | None]:
        """A reading that does not fit: late, or one more of a clock that was set."""
        row = (*(one for one in self.odd if _agree(one, odd)), odd)[-KEPT:]
        if len(row) >= IN_A_ROW and _lasts(row):
            return self._new_epoch(row)
        return replace(self, odd=row), odd.given, _oddity(self.clock, odd, ahead)

    def _new_epoch(self, row: tuple[Odd, ...]) -> tuple[Unwrapper, ClockReading, ClockNote | None]:
        """The clock was set: what it shows now counts from the day it shows."""
        begun = replace(self, epoch=self.epoch + 1)
        last = begun._begun(row[0].shown_us, row[0].host_us)
        readings = [last._reading(row[0].shown_us)]
        for one in row[1:]:
            last, reading, _ = last.step(one.shown_us, one.dated, one.host_us)
            readings.append(reading)
        renamed = tuple(
            (one.given, reading) for one, reading in zip(row[:-1], readings[:-1], strict=True)
        )
        first = time_of_day(row[0].shown_us)
        if row[0].shown_us < RESTARTED_US:
            text = say(
                "The clock {clock} started again from 00:00:00: it shows {first} at the first"
                " impulse after that. No time is taken across it: check the device, and use the"
                " backup source for the run in progress.",
                clock=self.clock,
                first=first,
            )
        else:
            text = say(
                "The clock {clock} was set to another time: from {first} on, {count} impulses"
                " agree on it. No time is taken across it: use the backup source for the run in"
                " progress, and leave the clock alone while riders are on the track.",
                clock=self.clock,
                first=first,
                count=len(row),
            )
        return last, readings[-1], ClockNote(NoteKind.EPOCH, text, True, renamed)

    def _unwrapped(self, shown_us: int, dated: bool, near_us: int) -> int:
        """The time of day as the unwrapped reading nearest to ``near_us``."""
        if dated:
            return shown_us
        return shown_us + (near_us - shown_us + HALF_DAY_US) // DAY_US * DAY_US

    def _reading(self, us: int) -> ClockReading:
        return ClockReading(self.clock, self.epoch, us)


def order(reading: ClockReading, arrival: int) -> tuple[int, int, int]:
    """Sort key: impulses of one clock stand in the order of that clock, then of arrival."""
    return reading.epoch, reading.us, arrival


def _agree(one: Odd, other: Odd) -> bool:
    """Whether two readings that do not fit the clock as it was may be of one clock as it is now."""
    if one.host_us is None or other.host_us is None:
        return one.given.us < other.given.us
    moved = other.given.us - one.given.us
    return abs(moved - (other.host_us - one.host_us)) <= AGREE_US


def _lasts(row: tuple[Odd, ...]) -> bool:
    """Whether they came over long enough a time to be no burst out of a buffer."""
    first, last = row[0], row[-1]
    if first.host_us is not None and last.host_us is not None:
        return last.host_us - first.host_us >= SPAN_US
    return last.given.us - first.given.us >= SPAN_US


def _oddity(clock: str, odd: Odd, ahead: int) -> ClockNote | None:
    """The note about a reading that does not fit, if it is worth one."""
    shown = time_of_day(odd.shown_us)
    if ahead < 0:
        if ahead > -LATE_US and odd.host_us is not None:
            return None
        text = say(
            "An impulse of the clock {clock} came {seconds} s late: it shows {shown}. It goes"
            " where its clock puts it. If more come late, check the line to the device.",
            clock=clock,
            seconds=seconds(ahead, 1),
            shown=shown,
        )
        return ClockNote(NoteKind.LATE, text)
    text = say(
        "The clock {clock} shows {shown}, {seconds} s ahead of what was expected: misread, or the"
        " clock was set. The next impulses tell; until then doubt this one.",
        clock=clock,
        seconds=seconds(ahead, 1),
        shown=shown,
    )
    return ClockNote(NoteKind.SUSPECT, text, True)
