"""Knows the live values of a run: what a scoreboard, a coach and an announcer read after every
impulse.

Everything follows from the reading of the run and the moment ``now_us``; nothing is kept between
two impulses. Distances are in millimetres and speeds in thousandths of km/h, as integers: this is
computed after every impulse.

The projected finish is the last split plus the remaining half laps at the mean of the last four
(two laps; after the standing start the pace is near even). Riders fade, so it is early rather than
late; against real rides it errs by about 1.6 s with one kilometre to go, in proportion to the way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.sport.times import truncate
from halflap.sport.track import Course
from halflap.timing.assignment import Assignment, RideReading
from halflap.words.sentence import Sentence, say

PROJECTED_FROM = 3
"""Half laps before a finish is projected: the first two are the standing start."""

PACE_HALF_LAPS = 4
"""The pace is the mean of so many half laps."""

ERROR_US_PER_M = 1_560
"""How far the projection is off, root mean square, for each metre still to ride."""

MKMH = 3_600_000
"""Millimetres a microsecond as thousandths of km/h."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A time to compare with: elapsed microseconds by half lap (1 first, None unknown), the last
    one the finish. A coach's schedule, or a record.
    """

    splits: tuple[int | None, ...]

    def at(self, half_lap: int) -> int | None:
        """Its time at the end of that half lap."""
        return self.splits[half_lap - 1] if 0 < half_lap <= len(self.splits) else None


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """What rides are measured against.

    ``table``: by half lap the sorted times of everybody so far, cut to thousandths. ``schedules``
    by the side where the rider started.
    """

    table: Mapping[int, Sequence[int]]
    schedules: tuple[tuple[Side, Mark], ...] = ()
    record: Mark | None = None

    def schedule(self, side: Side) -> Mark | None:
        """The schedule of the rider who started there."""
        return next((mark for start, mark in self.schedules if start is side), None)


@dataclass(frozen=True, slots=True)
class Projection:
    """A finish as expected: microseconds since the gun, and how far it may be off."""

    us: int
    error_us: int

    @property
    def method(self) -> Sentence:
        """How it was computed."""
        return say(
            "Last split and the rest at the mean of the last {count} half laps;"
            " about {error} s either way.",
            count=PACE_HALF_LAPS,
            error=f"{self.error_us // 1_000_000}.{self.error_us // 100_000 % 10}",
        )


@dataclass(frozen=True, slots=True)
class LiveRide:
    """One ride now. Times in microseconds, speeds in thousandths of km/h; None: not known yet.

    ``split_us`` is the elapsed time at half lap ``done``. ``current_mkmh``: over the last half lap
    (over several where one is missing). ``ridden_mm`` is where the rider should be now.
    ``to_schedule_us`` and ``to_record_us`` are positive when slower, at this split; where a record
    has no split here, its finish against the projected one. ``rank`` among everybody so far.
    """

    start: Side
    done: int
    to_go: int
    split_us: int | None = None
    half_lap_us: int | None = None
    lap_us: int | None = None
    average_mkmh: int | None = None
    current_mkmh: int | None = None
    ridden_mm: int = 0
    projected: Projection | None = None
    rank: int | None = None
    ranked: int = 0
    to_schedule_us: int | None = None
    to_record_us: int | None = None

    @property
    def laps_to_go(self) -> tuple[int, bool]:
        """Whole laps still to ride, and whether half a lap comes on top."""
        return self.to_go // 2, self.to_go % 2 == 1


@dataclass(frozen=True, slots=True)
class LiveView:
    """A run now. ``order`` is the order on the road: who has ridden further stands first.

    ``gap_us`` is at ``gap_half_lap``, the last that both have ended: positive, ``leader`` is ahead
    by so much (None: level, or nothing common yet). ``gap_now_us`` is the time between both now,
    by where they should be.
    """

    home: LiveRide | None
    back: LiveRide | None
    order: tuple[Side, ...]
    leader: Side | None = None
    gap_half_lap: int | None = None
    gap_us: int | None = None
    gap_now_us: int | None = None


def live(
    reading: Assignment, plan: RunPlan, now_us: int, yardsticks: Yardsticks | None = None
) -> LiveView:
    """The live values ``now_us`` microseconds after the gun."""
    marks = yardsticks if yardsticks is not None else Yardsticks({})
    metres = _laid(plan.course)
    home = _ride(reading.home, reading.back, metres, now_us, marks)
    back = _ride(reading.back, reading.home, metres, now_us, marks)
    rides = sorted(
        (ride for ride in (home, back) if ride is not None),
        key=lambda ride: (-ride.ridden_mm, ride.split_us or 0),
    )
    order = tuple(ride.start for ride in rides)
    if reading.home is None or reading.back is None or home is None or back is None:
        return LiveView(home, back, order)
    return _compared(reading.home, reading.back, home, back, order)


@lru_cache(maxsize=64)
def _laid(course: Course) -> tuple[int, ...]:
    """Millimetres ridden at the end of every half lap, the start (0) first."""
    offset = course.start_offset
    return 0, *(int((n * course.half_lap - offset) * 1000) for n in range(1, course.half_laps + 1))


def _ride(
    ride: RideReading | None,
    other: RideReading | None,
    metres: Sequence[int],
    now_us: int,
    marks: Yardsticks,
) -> LiveRide | None:
    """One ride up to its last known split, ranked with the other one of the run as well."""
    if ride is None:
        return None
    times = [split.us for split in ride.splits]
    total = len(times)
    done = next((n for n in range(total, 0, -1) if times[n - 1] is not None), 0)
    split = times[done - 1] if done else None
    if split is None or split <= 0:
        return LiveRide(ride.start, 0, total)
    before, before_us = _last_before(times, done)
    took = split - before_us
    speed = (metres[done] - metres[before]) * MKMH // took if took > 0 else None
    projected = _projected(times, metres, done, split)
    rank, ranked = _ranked(marks.table.get(done, ()), split)
    theirs = other.splits[done - 1].us if other is not None else None
    if theirs is not None:
        rank, ranked = rank + (truncate(theirs) < truncate(split)), ranked + 1
    schedule = marks.schedule(ride.start)
    return LiveRide(
        start=ride.start,
        done=done,
        to_go=total - done,
        split_us=split,
        half_lap_us=_between(before_us, split) if before == done - 1 else None,
        lap_us=_lap(times, done, split),
        average_mkmh=metres[done] * MKMH // split,
        current_mkmh=speed,
        ridden_mm=_ridden(metres, done, split, speed, now_us),
        projected=projected,
        rank=rank,
        ranked=ranked,
        to_schedule_us=_against(schedule, done, split),
        to_record_us=_against_record(marks.record, done, split, projected),
    )


def _last_before(times: Sequence[int | None], done: int) -> tuple[int, int]:
    """The last known half lap before ``done`` and its time; the start where there is none."""
    for n in range(done - 1, 0, -1):
        us = times[n - 1]
        if us is not None:
            return n, us
    return 0, 0


def _lap(times: Sequence[int | None], done: int, split: int) -> int | None:
    """The time of the last whole lap."""
    if done == 2:
        return split
    start = times[done - 3] if done > 2 else None
    return None if start is None else _between(start, split)


def _between(start: int, end: int) -> int:
    """From one time to another as whoever reads both can work it out: they are shown cut."""
    return truncate(end) - truncate(start)


def _ridden(metres: Sequence[int], done: int, split: int, speed: int | None, now_us: int) -> int:
    """Where the rider should be: never past the next line, for he was not seen there yet."""
    if done == len(metres) - 1 or speed is None:
        return metres[done]
    carried = metres[done] + speed * max(0, now_us - split) // MKMH
    return min(carried, metres[done + 1])


def _projected(
    times: Sequence[int | None], metres: Sequence[int], done: int, split: int
) -> Projection | None:
    """The finish at the mean of the last half laps; exact once it is known."""
    left = len(times) - done
    if not left:
        return Projection(split, 0)
    if done < PROJECTED_FROM:
        return None
    for n in range(max(1, done - PACE_HALF_LAPS), done):
        start = times[n - 1]
        if start is not None:
            pace = (split - start) * left // (done - n)
            return Projection(split + pace, (metres[-1] - metres[done]) * ERROR_US_PER_M // 1000)
    return None


def _ranked(times: Sequence[int], split: int) -> tuple[int, int]:
    """The rank among sorted times and this one, and how many that makes; equal times share it."""
    return bisect_left(times, truncate(split)) + 1, len(times) + 1


def _against(mark: Mark | None, done: int, split: int) -> int | None:
    """How much later than the mark at this split."""
    there = mark.at(done) if mark is not None else None
    return None if there is None else split - there


def _against_record(
    record: Mark | None, done: int, split: int, projected: Projection | None
) -> int | None:
    """How much slower than the record, here or else as projected for the finish."""
    here = _against(record, done, split)
    if here is not None or record is None or projected is None or not record.splits:
        return here
    finish = record.splits[-1]
    return None if finish is None else projected.us - finish


def _compared(
    home: RideReading,
    back: RideReading,
    at_home: LiveRide,
    at_back: LiveRide,
    order: tuple[Side, ...],
) -> LiveView:
    """Both rides against each other."""
    gap_half_lap = gap = None
    for n in range(min(at_home.done, at_back.done), 0, -1):
        ours, theirs = home.splits[n - 1].us, back.splits[n - 1].us
        if ours is not None and theirs is not None:
            gap_half_lap, gap = n, _between(theirs, ours)
            break
    leader = None
    if gap:
        leader = Side.HOME if gap < 0 else Side.BACK
    return LiveView(
        at_home,
        at_back,
        order,
        leader,
        gap_half_lap,
        None if gap is None else abs(gap),
        _gap_now(at_home, at_back),
    )


def _gap_now(home: LiveRide, back: LiveRide) -> int | None:
    """The way between both now, as time at the speed of the one behind; None once one has
    finished.
    """
    behind = home if home.ridden_mm < back.ridden_mm else back
    if not (home.to_go and back.to_go) or not behind.current_mkmh:
        return None
    return abs(home.ridden_mm - back.ridden_mm) * MKMH // behind.current_mkmh
