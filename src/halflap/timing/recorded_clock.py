"""Knows how the readings of a whole recorded file are unwrapped, where the next ones are known too.

A recording has no host times. A reading that goes back is *late* if the ones after it go on where
the clock was, and a *step* into a new epoch if they go on from where it went back to. A reading
that jumps ahead of the next two is out of order or misread, and moves nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from halflap.sport.impulse import DAY_US, time_of_day
from halflap.sport.times import ClockReading
from halflap.timing.clocks import HALF_DAY_US, IN_A_ROW, RESTARTED_US, ClockNote, NoteKind
from halflap.timing.wording import seconds
from halflap.words.sentence import say

LEAP_US = 10_000_000
"""Two impulses of one run are hardly further apart; what comes back over a wider gap was late."""

BATCH = 12
"""More readings than these, in order, are no batch that a buffer held back."""

FAR = 200
"""A clock that has not come back after so many readings went on from where it is."""

AFTER_MIDNIGHT_US = 3_600_000_000
"""So long after midnight a reading of the day before may still come late."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one line of a file says of the clock, in microseconds, a time of day unless ``dated``.

    ``resent``: out of the memory of the device.
    """

    us: int
    dated: bool = False
    resent: bool = False


def unwrap_all(
    shown: Sequence[Shown], clock: str = ""
) -> list[tuple[ClockReading, ClockNote | None]]:
    """Every reading of a file, in the order of the file, with what was noticed at it."""
    walk = _Walk(shown, clock)
    return [walk.take(index) for index in range(len(shown))]


class _Walk:
    """The file as far as it is read: the epoch, its newest reading, and all its readings sorted."""

    def __init__(self, shown: Sequence[Shown], clock: str) -> None:
        self.shown = shown
        self.clock = clock
        self.epoch = 0
        self.newest: int | None = None
        self.first_day = 0
        self.seen: list[int] = []
        self.known: set[int] = set()

    def take(self, index: int) -> tuple[ClockReading, ClockNote | None]:
        one = self.shown[index]
        newest = self.newest
        us = self._unwrapped(one)
        if newest is None:
            self.first_day = us // DAY_US
            return self._on_time(us, None)
        if us < newest:
            if not one.resent and self._lasts(index, newest):
                return self._new_epoch(one)
            return self._late(us, newest, one)
        following = self._following(index)
        if us // DAY_US > newest // DAY_US and not one.dated:
            back = [newest // DAY_US * DAY_US + next_us % DAY_US for next_us in following]
            if len(back) == 2 and all(newest <= at < newest + AFTER_MIDNIGHT_US for at in back):
                return self._late(us - DAY_US, newest, one)
            text = say(
                "The clock {clock} went over midnight: its times count on.", clock=self.clock
            )
            return self._on_time(us, ClockNote(NoteKind.MIDNIGHT, text))
        if len(following) == 2 and all(newest <= next_us < us for next_us in following):
            return self._ahead(us, newest)
        return self._on_time(us, None)

    def _following(self, index: int) -> list[int]:
        """The next two readings, unwrapped as those of the day that the clock is in."""
        return [self._unwrapped(one) for one in self.shown[index + 1 : index + 3] if not one.resent]

    def _unwrapped(self, one: Shown) -> int:
        """The reading on the day that the clock is in, or the next where it went back half a
        day.
        """
        if one.dated:
            return one.us
        us = one.us % DAY_US
        if self.newest is None:
            return us
        day = self.newest // DAY_US
        us += day * DAY_US
        if us < self.newest - HALF_DAY_US:
            return us + DAY_US
        before = us - DAY_US
        if day > self.first_day and before > self.newest - AFTER_MIDNIGHT_US:
            return before
        return us

    def _lasts(self, index: int, newest: int) -> bool:
        """Whether the clock goes on from where it went back to: a step, and no late impulse."""
        row: list[int] = []
        comes_back = False
        for one in self.shown[index : index + FAR]:
            us = self._unwrapped(one)
            if one.resent or us in self.known:
                continue
            if us >= newest:
                comes_back = True
                break
            row.append(us)
        if len(row) < IN_A_ROW:
            return False
        backward = sum(low > high for low, high in pairwise(row))
        if backward * 4 > len(row):
            return False
        if not comes_back or len(row) > BATCH:
            return True
        return newest - row[-1] <= LEAP_US and not self._fills_one_gap(row)

    def _fills_one_gap(self, row: Sequence[int]) -> bool:
        """Whether all of them stand between two readings that came one after the other."""
        return bisect_right(self.seen, min(row)) == bisect_right(self.seen, max(row))

    def _on_time(self, us: int, note: ClockNote | None) -> tuple[ClockReading, ClockNote | None]:
        self.newest = us
        self._keep(us)
        return ClockReading(self.clock, self.epoch, us), note

    def _ahead(self, us: int, newest: int) -> tuple[ClockReading, ClockNote | None]:
        """A reading that the next ones do not follow."""
        self._keep(us)
        reading = ClockReading(self.clock, self.epoch, us)
        if us - newest < LEAP_US:
            return reading, None
        text = say(
            "An impulse stands {seconds} s ahead of the ones around it in the file, at {shown}:"
            " out of order, or misread. Compare it with the backup source.",
            seconds=seconds(us - newest, 1),
            shown=time_of_day(us),
        )
        return reading, ClockNote(NoteKind.SUSPECT, text, True)

    def _keep(self, us: int) -> None:
        """Remember a reading in its place."""
        self.known.add(us)
        self.seen.insert(bisect_right(self.seen, us), us)

    def _late(self, us: int, newest: int, one: Shown) -> tuple[ClockReading, ClockNote | None]:
        reading = ClockReading(self.clock, self.epoch, us)
        if one.resent:
            return reading, None
        self._keep(us)
        text = say(
            "An impulse stands {seconds} s late in the file, at {shown}: it goes where its clock"
            " puts it.",
            seconds=seconds(newest - us, 1),
            shown=time_of_day(us),
        )
        return reading, ClockNote(NoteKind.LATE, text)

    def _new_epoch(self, one: Shown) -> tuple[ClockReading, ClockNote | None]:
        before = self.newest or 0
        self.epoch += 1
        us = one.us if one.dated else one.us % DAY_US
        self.seen, self.known = [], set()
        self.first_day = us // DAY_US
        restarted = us < RESTARTED_US
        text = (
            say(
                "The clock started again from 00:00:00: it shows {shown} after {before}. No time is"
                " taken across it: use a backup source for the run in progress.",
                shown=time_of_day(us),
                before=time_of_day(before),
            )
            if restarted
            else say(
                "The clock was set back: it shows {shown} after {before}, and goes on from there."
                " No time is taken across it: use a backup source for the run in progress.",
                shown=time_of_day(us),
                before=time_of_day(before),
            )
        )
        return self._on_time(us, ClockNote(NoteKind.EPOCH, text, True))
