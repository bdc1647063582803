"""Knows why the time of a run may be wrong though its impulses read well: its clock, its gun."""

from __future__ import annotations

from dataclasses import replace

from halflap.journal.facts_timing import ClockShifted, RunGunned
from halflap.meet.sightings import Seen
from halflap.meet.state import Meet
from halflap.meet.timing_state import TimedRun, Timing
from halflap.sport.times import format_gap, format_time
from halflap.timing.assignment import Doubt, DoubtCode, RideReading, RideStatus
from halflap.timing.clock_shift import LEAST_US
from halflap.words.sentence import say


def with_doubts(
    meet: Meet, run: TimedRun, ride: RideReading | None, what: Seen, fired: list[Doubt]
) -> RideReading | None:
    """A time over from another clock, or perhaps from the wrong gun, is doubtful until somebody
    accepts it by name (law 2).
    """
    if ride is None:
        return None
    found: list[Doubt] = [
        Doubt(
            DoubtCode.CLOCK,
            split.half_lap,
            say(
                "Half lap {n} was read on another clock: accept it, or take the time from a hand"
                " time or the photo finish.",
                n=split.half_lap,
            ),
        )
        for split in ride.splits
        if split.us is not None and what.mapped.intersection(split.keys)
    ]
    found += _shift(meet.timing, run.gun, ride)
    jumped = run.gun is not None and any(each.epoch > run.gun.epoch for each in run.epochs)
    if (jumped or what.unusable) and ride.status is not RideStatus.CLEAR:
        found.append(
            Doubt(
                DoubtCode.CLOCK,
                None,
                say(
                    "The clock jumped or its device started again during the run: take the times"
                    " from another source, or insert hand times."
                ),
            )
        )
    found += fired
    if not found:
        return ride
    last = len(ride.splits)
    touches = any(doubt.half_lap in (None, last) for doubt in found)
    status = RideStatus.DOUBTFUL if touches and ride.time_us is not None else ride.status
    return replace(ride, doubts=(*ride.doubts, *found), status=status)


def _shift(timing: Timing, gun: RunGunned | None, ride: RideReading) -> list[Doubt]:
    """The doubt about a clock that was set by a fraction of a second between gun and finish.

    It is asked for when the run is read: what was a run is often said only afterwards. A line that
    was slow for a while looks like a clock set back and then ahead: from gun to finish that is
    nothing, and only a finish in between is doubtful.
    """
    if gun is None:
        return []
    shifts = [each for each in timing.clock(gun.clock).shifts if _within(gun, each, ride)]
    if abs(sum(shift.by_us for shift in shifts)) <= LEAST_US:
        return []
    return [
        Doubt(
            DoubtCode.CLOCK,
            None,
            say(
                "The clock {clock} seems to have been set by {seconds} s at {time} of the run: the"
                " times after it may be wrong by that. Compare them with another source.",
                clock=shift.clock,
                seconds=format_gap(shift.by_us),
                time=format_time(shift.from_us - gun.us, 1),
            ),
        )
        for shift in shifts
    ]


def _within(gun: RunGunned, shift: ClockShifted, ride: RideReading) -> bool:
    """Whether the clock of the run was set between the gun and the finish of a ride."""
    past = shift.from_us - gun.us
    if shift.epoch != gun.epoch or past < 0:
        return False
    return ride.time_us is None or past < ride.time_us
