"""Knows how a clock that was set during a run shows in the half laps, where its readings go on.

A clock set ahead, or back by less than the time between two impulses, leaves readings in order.
But it changes the half laps of both riders at the same moment and by the same time, or it leaves a
silence in which both should have passed. Riders do neither; a rider alone hardly loses or wins a
quarter of a half lap and rides on as before. The times across such a moment are not to be trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from statistics import median

from halflap.sport.heat import Side
from halflap.timing.assignment import (
    Assignment,
    Doubt,
    DoubtCode,
    RideReading,
    RideStatus,
    Sighting,
)
from halflap.timing.wording import seconds
from halflap.words.sentence import Sentence, say

SETTLED = 3
"""Until this half lap both riders are still gaining speed, at the same moments."""
NEAR = 4
"""The pace of a half lap is that of so many on either side of it."""
LEAST_US, TOGETHER = 300_000, 8.0
"""Both riders are out of their pace together by at least this, and by so many scatters in all."""
IN_STEP_US, IN_STEP = 10_000, 12.0
"""Riders who pass both lines at the same moments ride as one: then it takes more, in all."""
LEAST_SCATTER_US = 80_000.0
"""Nobody is known to ride more evenly than this."""
ALIKE_US = 150_000
"""So much, and the scatter of both, the same step may differ between two riders."""
UNLIKE, UNLIKE_IN_ALL = 4.0, 12.0
"""So many scatters each, and in all, are odd whatever they are: a step may mix the riders up."""
ALONE_PART = 0.25
"""This part of a half lap a rider alone neither loses nor wins without a trace around it."""
BREAK_HALF_LAPS, SOON_HALF_LAPS = 2.2, 4
"""A silence of so many half laps, and impulses enough in the half laps after it, are a break."""
SILENCE_HALF_LAPS = 1.25
"""Two riders together may leave the lines alone for a half lap, and hardly for longer."""
MISSED = 3
"""So many passings of one silence the lines do not miss by chance."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """From one passing seen to the next: ``half_laps`` between them, in microseconds since the gun.

    ``off`` is how much longer it took than the pace around it says, ``scatter`` what is usual.
    """

    side: Side
    start: int
    end: int
    half_laps: int
    pace: float
    off: float = 0.0
    scatter: float = 0.0

    @property
    def odd(self) -> float:
        """How far it is out of the rider's pace, in scatters; zero for what is not worth a look."""
        return self.off / max(self.scatter, LEAST_SCATTER_US) if abs(self.off) > LEAST_US else 0.0

    def overlaps(self, other: _Stretch) -> bool:
        """Whether a moment belongs to both, or did before a clock was set back."""
        back = max(abs(self.off), abs(other.off))
        return self.start < other.end + back and other.start < self.end + back

    def in_step(self, other: _Stretch) -> bool:
        """Whether the two riders passed at the same moments, before and after it."""
        apart = max(abs(self.start - other.start), abs(self.end - other.end))
        return apart < IN_STEP_US

    def lacks(self, start: int, end: int) -> int:
        """How many passings that were not seen are due between two moments."""
        due = (self.start + n * self.pace for n in range(1, self.half_laps))
        return sum(start < at < end for at in due)


@dataclass(frozen=True, slots=True)
class ClockStep:
    """A moment, microseconds since the gun, at which the clock seems to have been set."""

    from_us: int
    to_us: int
    text: Sentence


def with_clock_doubts(reading: Assignment, sightings: Sequence[Sighting]) -> Assignment:
    """The reading of a whole run, doubted from where its clock seems to have been set."""
    step = clock_step(reading, [one.us for one in sightings])
    return reading if step is None else doubting(reading, step.from_us, step.text)


def clock_step(reading: Assignment, seen: Sequence[int]) -> ClockStep | None:
    """The first moment of a run at which the clock seems to have been set, or None.

    ``seen`` are all impulses of the lines, microseconds since the gun, given to a rider or not.
    """
    rides = [ride for ride in (reading.home, reading.back) if ride is not None]
    stretches = {ride.start: list(_stretches(ride)) for ride in rides}
    found = [*_together(stretches), *_alone(stretches), *_silent(stretches, seen)]
    return min(found, key=lambda step: step.from_us, default=None)


def broken_off(reading: Assignment, seen: Sequence[int], until_us: int) -> ClockStep | None:
    """The moment after which nothing was seen of riders who had not finished, but others came.

    ``seen`` are the impulses of the lines and ``until_us`` is the end of what belongs to the run,
    microseconds since the gun: a clock that was set far ahead looks like this.
    """
    rides = [ride for ride in (reading.home, reading.back) if ride is not None]
    known = {
        ride.start: [split.us for split in ride.splits if split.us is not None] for ride in rides
    }
    on_the_way = [known[ride.start] for ride in rides if ride.splits[-1].us is None]
    if not on_the_way or any(len(times) < 2 for times in on_the_way):
        return None
    last = max(times[-1] for times in on_the_way)
    pace = max(times[-1] - times[-2] for times in on_the_way)
    ordered = [us for us in seen if last - 2 * pace <= us < until_us]
    for us, following in pairwise(ordered):
        soon = sum(following <= each < following + SOON_HALF_LAPS * pace for each in ordered)
        if us > last + 2 * pace:
            return None  # the riders were gone before the silence
        if following - us > BREAK_HALF_LAPS * pace and soon >= SOON_HALF_LAPS:
            text = say(
                "After {time} no line saw anything for {seconds} s, and then impulses came again: "
                "if the race went on, the clock of the device had been set. Take what is missing "
                "from another source.",
                time=_since_gun(us),
                seconds=seconds(following - us, 1),
            )
            return ClockStep(us, following, text)
    return None


def doubting(reading: Assignment, from_us: int, text: Sentence) -> Assignment:
    """The reading with a doubt about the clock in every ride that goes on after a moment."""

    def doubted(ride: RideReading | None) -> RideReading | None:
        if ride is None or (ride.time_us is not None and ride.time_us <= from_us):
            return ride
        doubts = (*ride.doubts, Doubt(DoubtCode.CLOCK, None, text))
        status = ride.status if ride.time_us is None else RideStatus.DOUBTFUL
        return replace(ride, doubts=doubts, status=status)

    return replace(reading, home=doubted(reading.home), back=doubted(reading.back))


def _stretches(ride: RideReading) -> Iterator[_Stretch]:
    known = [
        (split.half_lap, split.us)
        for split in ride.splits
        if split.us is not None and split.half_lap >= SETTLED
    ]
    plain = [
        _Stretch(ride.start, us, next_us, later - n, (next_us - us) / (later - n))
        for (n, us), (later, next_us) in pairwise(known)
    ]
    if len(plain) < NEAR:
        return
    compared = [replace(one, off=_off(plain, at)) for at, one in enumerate(plain)]
    for at, one in enumerate(compared):
        near = compared[max(0, at - 2 * NEAR) : at] + compared[at + 1 : at + 1 + 2 * NEAR]
        yield replace(one, scatter=_scatter(near))


def _scatter(near: Sequence[_Stretch]) -> float:
    """The usual distance from the pace, also of a rider who loses half a second now and then."""
    offs = sorted(abs(each.off) for each in near)
    return max(offs[len(offs) // 2] / 0.6745, offs[len(offs) * 9 // 10] / 1.645)


def _off(plain: Sequence[_Stretch], at: int) -> float:
    """How much longer a stretch took than the pace around it, which may rise or fall evenly."""
    first = min(max(0, at - NEAR), max(0, len(plain) - 2 * NEAR - 1))
    near = [n for n in range(first, min(len(plain), first + 2 * NEAR + 1)) if n != at]
    slope = median((plain[n].pace - plain[m].pace) / (n - m) for m, n in combinations(near, 2))
    pace = median(plain[n].pace - slope * (n - at) for n in near)
    return plain[at].half_laps * (plain[at].pace - pace)


def _together(stretches: dict[Side, list[_Stretch]]) -> Iterator[ClockStep]:
    for one in stretches.get(Side.HOME, ()):
        if not one.odd:
            continue
        for other in stretches.get(Side.BACK, ()):
            if not other.odd or not one.overlaps(other):
                continue
            alike = abs(one.off - other.off) <= ALIKE_US + one.scatter + other.scatter
            least = IN_STEP if one.in_step(other) else TOGETHER
            if alike and abs(one.odd + other.odd) > least:
                yield _set(one, round((one.off + other.off) / 2))
            elif min(odds := (abs(one.odd), abs(other.odd))) > UNLIKE and sum(odds) > UNLIKE_IN_ALL:
                yield _set(one, round(one.off))


def _alone(stretches: dict[Side, list[_Stretch]]) -> Iterator[ClockStep]:
    for side, own in stretches.items():
        for before, one, after in zip(own, own[1:], own[2:], strict=False):
            if abs(one.off) < ALONE_PART * one.pace or max(abs(before.odd), abs(after.odd)) > 4:
                continue
            other = stretches.get(side.other, ())
            if not any(one.overlaps(each) for each in other):
                yield _set(one, round(one.off))


def _silent(stretches: dict[Side, list[_Stretch]], seen: Sequence[int]) -> Iterator[ClockStep]:
    every = [one for own in stretches.values() for one in own]
    for start, end in pairwise(sorted(set(seen))):
        riding = [one for one in every if one.start <= start and end <= one.end]
        lacks = [one.lacks(start, end) for one in riding]
        if not lacks or not all(lacks) or sum(lacks) < MISSED:
            continue
        if end - start < SILENCE_HALF_LAPS * max(one.pace for one in riding):
            continue
        text = say(
            "No line saw anything for {seconds} s while the race went on: if the clock of the "
            "device was set then, the times after it are wrong. Compare them with another source.",
            seconds=seconds(end - start, 1),
        )
        yield ClockStep(start, end, text)


def _set(one: _Stretch, by: int) -> ClockStep:
    text = say(
        "The half laps are out of their pace by {seconds} s at {time}, as if the clock of the "
        "device had been set: the times after it may be wrong by that. Compare them with another "
        "source.",
        seconds=("-" if by < 0 else "+") + seconds(by),
        time=_since_gun(one.end),
    )
    return ClockStep(one.start, one.end, text)


def _since_gun(us: int) -> str:
    minutes, rest = divmod(us // 1_000_000, 60)
    return f"{minutes}:{rest:02d}"
