"""Knows how a whole recording of one device becomes runs: guns, windows, re-sends, clock, readings.

Pure: the lines of the recording come as values, whatever protocol they were in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from halflap.sport.heat import Side
from halflap.sport.impulse import DAY_US, Impulse
from halflap.sport.run_plan import GunKind, RunPlan
from halflap.sport.times import ClockReading
from halflap.timing.assign import assign
from halflap.timing.assignment import (
    Assignment,
    Doubt,
    DoubtCode,
    RideReading,
    RideStatus,
    Sighting,
)
from halflap.timing.gun_shots import RunWindow, Shot, double_shot, meanings, split_runs
from halflap.timing.recorded_clock import Shown, unwrap_all
from halflap.words.sentence import Sentence, say

AFTER_FINISH_US = 10_000_000
"""A pistol fired so soon after the last finish still means that finish."""
UNSEEN_US = 45_000_000
"""Riders of whom nothing was seen for so long do not ride any more."""
SLOWEST_MS = 4.0
"""A run lasts no longer than the distance at this speed, in metres a second, and a minute."""
AT_START_US = 4_000_000


class Input(Enum):
    """Which input of the wiring a channel is."""

    GUN = "gun"
    HOME = "home"
    BACK = "back"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """One impulse of the recording: where it stands, and which input fired."""

    line: int
    input: Input
    impulse: Impulse


class RunEnd(Enum):
    """How a run ended, as far as the recording shows."""

    FINISHED = "finished"
    CAUGHT = "caught"
    STOPPED = "stopped"
    RESTARTED = "restarted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Unassigned:
    """An impulse of a run that is nobody's split, and why."""

    line: int
    channel: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One run of a recording. ``gun_us`` is the time of day of the gun."""

    gun_us: int
    end: RunEnd
    reading: Assignment
    unassigned: tuple[Unassigned, ...]
    shots: tuple[Shot, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stamped:
    """An impulse with its unwrapped reading, and why it is not to be timed with, if so."""

    source: Line
    at: ClockReading
    why: Sentence | None = None


def time_recording(
    lines: Sequence[Line],
    plan: RunPlan,
    gun_kind: GunKind = GunKind.GATE,
    gun_at_us: int | None = None,
) -> list[RecordedRun]:
    """The runs of a recording, in the order of the clock.

    ``plan`` may name both starters: who was not there is found out. ``gun_at_us`` is the time of
    day of a start that the recording has not, in microseconds.
    """
    stamped = _stamped(lines)
    runs: list[RecordedRun] = []
    epochs = sorted({one.at.epoch for one in stamped}) or [0]
    for epoch in epochs:
        guns = [
            one.at.us
            for one in stamped
            if one.source.input is Input.GUN and one.at.epoch == epoch and one.why is None
        ]
        if gun_at_us is not None and epoch == epochs[0]:
            guns.append(_recovered(stamped, epoch, gun_at_us))
        for window in _windows(stamped, epoch, guns, gun_kind, plan):
            runs.append(_run(stamped, epoch, window, gun_kind, plan))
    return runs


def _stamped(lines: Sequence[Line]) -> list[_Stamped]:
    """Unwrapped; with re-sends and what the device took back marked."""
    shown = [Shown(one.impulse.us, one.impulse.dated, one.impulse.memory) for one in lines]
    readings = [reading for reading, _ in unwrap_all(shown)]
    first: dict[tuple[object, ...], int] = {}
    found: list[_Stamped] = []
    for one, at in zip(lines, readings, strict=True):
        impulse = one.impulse
        same = (impulse.channel, at.epoch, at.us, impulse.ref, impulse.manual)
        if impulse.withdrawn:
            if same in first:
                taken = found[first[same]]
                found[first[same]] = replace(taken, why=_TAKEN_BACK)
            found.append(_Stamped(one, at, _TAKES_BACK))
        elif same in first:
            line = found[first[same]].source.line
            again = say("The same impulse as in line {line}, sent again.", line=line)
            found.append(_Stamped(one, at, again))
        else:
            first[same] = len(found)
            found.append(_Stamped(one, at))
    return found


_TAKEN_BACK = say("The device took this time back.")
_TAKES_BACK = say("The device says here that it takes a time back.")
_OTHER_CLOCK = say(
    "The clock of the device was set or restarted: this reading cannot be compared with the gun."
)
_OTHER_RIDER = say("The transponder of somebody who is not in this run.")


def _recovered(stamped: Sequence[_Stamped], epoch: int, gun_at_us: int) -> int:
    """The time of day of a start on the clock of an epoch: before its first impulse of a line."""
    first = next((one.at.us for one in stamped if one.at.epoch == epoch), gun_at_us)
    at = first - first % DAY_US + gun_at_us % DAY_US
    return at - DAY_US if at - first > DAY_US // 2 else at


def _longest_us(plan: RunPlan) -> int:
    return round((plan.course.distance_m / SLOWEST_MS + 60) * 1e6)


def _windows(
    stamped: Sequence[_Stamped],
    epoch: int,
    guns: Sequence[int],
    gun_kind: GunKind,
    plan: RunPlan,
) -> list[RunWindow]:
    longest = _longest_us(plan)

    def over(start: int, at: int) -> bool:
        if at - start > longest:
            return True
        within = [one for one in _sightings(stamped, epoch, start, at, plan)]
        last = max((one.us for one in within), default=0)
        reading = assign(plan, within)
        ended = [_ended_us(ride) for ride in (reading.home, reading.back) if ride is not None]
        unseen = at - start - last > UNSEEN_US
        if gun_kind is GunKind.PISTOL:
            shots = [gun - start for gun in guns if start < gun < at]
            stopped = double_shot(shots, [us for us in ended if us is not None])
            done = all(us is not None for us in ended)
            latest = max((us for us in ended if us is not None), default=0)
            return (
                (done and at - start > latest + AFTER_FINISH_US)
                or (stopped is not None and at - start > stopped + AFTER_FINISH_US)
                or unseen
            )
        return all(us is not None for us in ended) or (
            unseen and any(us is not None for us in ended)
        )

    return split_runs(guns, gun_kind, over)


def _ended_us(ride: RideReading) -> int | None:
    """When a rider had covered the distance, or nearly so where the finish itself is missing."""
    finish = ride.splits[-1]
    if finish.us is not None:
        return finish.us
    if finish.alternatives:
        return finish.alternatives[0]
    before = [split.us for split in ride.splits[-3:-1] if split.us is not None]
    return before[-1] if before else None


def _sightings(
    stamped: Sequence[_Stamped], epoch: int, start: int, until: int | None, plan: RunPlan
) -> list[Sighting]:
    last = start + _longest_us(plan) if until is None else min(until, start + _longest_us(plan))
    refs = {ref: side for side, ref in plan.refs}
    found = []
    for one in stamped:
        if one.why is not None or one.at.epoch != epoch or not start <= one.at.us < last:
            continue
        line = _LINES.get(one.source.input)
        ref = one.source.impulse.ref
        if line is None or (refs and ref and ref not in refs):
            continue
        found.append(
            Sighting(
                one.source.line,
                line,
                one.at.us - start,
                refs.get(ref) if ref else None,
                manual=one.source.impulse.manual,
            )
        )
    return found


_LINES = {Input.HOME: Side.HOME, Input.BACK: Side.BACK}


def _run(
    stamped: Sequence[_Stamped],
    epoch: int,
    window: RunWindow,
    gun_kind: GunKind,
    plan: RunPlan,
) -> RecordedRun:
    until = window.until
    sightings = _sightings(stamped, epoch, window.gun, until, plan)
    reading = _of_those_there(plan, sightings)
    shots = tuple(meanings(window, gun_kind, reading))
    ends = [_ended_us(ride) for ride in (reading.home, reading.back) if ride is not None]
    stopped = None
    if gun_kind is GunKind.PISTOL:
        finishes = [us for us in ends if us is not None]
        stopped = double_shot([shot - window.gun for shot in window.shots], finishes)
    if stopped is not None:
        sightings = [one for one in sightings if one.us <= stopped]
        reading = _of_those_there(plan, sightings, now_us=stopped)
    lost = _of_another_clock(stamped, epoch, window)
    if lost:
        reading = _doubting_clock(reading)
    end = _end(reading, ends, window, stopped, plan)
    return RecordedRun(
        window.gun % DAY_US,
        end,
        reading,
        _unassigned(_Read(stamped, epoch, window, plan, reading, shots, lost, stopped)),
        shots,
    )


def _of_those_there(
    plan: RunPlan, sightings: Sequence[Sighting], now_us: int | None = None
) -> Assignment:
    """The reading of the riders who started; a straight where nobody did has no ride."""
    reading = assign(plan, sightings, now_us=now_us)
    there = tuple(side for side in plan.starters if _was_there(reading.ride(side), sightings, side))
    if not there or there == plan.starters:
        return reading
    return assign(replace(plan, starters=there), sightings, now_us=now_us)


def _was_there(ride: RideReading | None, sightings: Sequence[Sighting], side: Side) -> bool:
    if ride is None:
        return False
    rolled = any(one.line is side and one.us < AT_START_US for one in sightings)
    known = [split for split in ride.splits if split.us is not None or split.keys]
    return rolled or len(known) > 1 or any(split.confidence > 0.9 for split in known)


def _end(
    reading: Assignment,
    ends: Sequence[int | None],
    window: RunWindow,
    stopped: int | None,
    plan: RunPlan,
) -> RunEnd:
    if stopped is not None:
        return RunEnd.STOPPED
    if ends and all(us is not None for us in ends):
        return RunEnd.FINISHED
    if reading.catch is not None and not reading.catch.doubtful:
        return RunEnd.CAUGHT
    if window.restarted or (
        window.until is not None
        and window.until - window.gun <= _longest_us(plan)
        and all(us is None for us in ends)
    ):
        return RunEnd.RESTARTED
    return RunEnd.OPEN if window.until is None else RunEnd.STOPPED


def _of_another_clock(stamped: Sequence[_Stamped], epoch: int, window: RunWindow) -> list[_Stamped]:
    """Impulses that came during the run, on a clock that was set in between."""
    if window.until is not None:
        return []
    last = max((n for n, one in enumerate(stamped) if one.at.epoch == epoch), default=-1)
    found = []
    for one in stamped[last + 1 :]:
        if one.source.input is Input.GUN:
            break
        if one.source.input in _LINES:
            found.append(one)
    return found


def _doubting_clock(reading: Assignment) -> Assignment:
    doubt = Doubt(
        DoubtCode.CLOCK,
        None,
        say(
            "The clock of the device was set or restarted during the run: take what is missing "
            "from another source."
        ),
    )

    def doubting(ride: RideReading | None) -> RideReading | None:
        if ride is None:
            return None
        status = RideStatus.INCOMPLETE if ride.time_us is None else RideStatus.DOUBTFUL
        return replace(ride, doubts=(*ride.doubts, doubt), status=status)

    return replace(reading, home=doubting(reading.home), back=doubting(reading.back))


@dataclass(frozen=True, slots=True)
class _Read:
    """A run as it was read, with everything of the recording."""

    stamped: Sequence[_Stamped]
    epoch: int
    window: RunWindow
    plan: RunPlan
    reading: Assignment
    shots: Sequence[Shot]
    lost: Sequence[_Stamped]
    stopped: int | None


def _unassigned(run: _Read) -> tuple[Unassigned, ...]:
    """What is nobody's split in a run, in the order of the recording."""
    window, plan, stopped = run.window, run.plan, run.stopped
    whys = {left.key: left.why for left in run.reading.leftovers}
    refs = {ref for _, ref in plan.refs}
    meant = {shot.us: shot.text for shot in run.shots if shot.us in window.shots}
    last = window.until if window.until is not None else window.gun + _longest_us(plan)
    found = []
    for one in run.stamped:
        source = one.source
        why = one.why
        if one in run.lost:
            why = _OTHER_CLOCK
        elif one.at.epoch != run.epoch or not window.gun <= one.at.us < last:
            continue
        elif why is None and source.input in _LINES:
            why = whys.get(source.line)
            if refs and source.impulse.ref and source.impulse.ref not in refs:
                why = _OTHER_RIDER
            elif stopped is not None and one.at.us - window.gun > stopped:
                why = say("Came after the run was stopped.")
        elif why is None and source.input is Input.OTHER:
            why = say("An input that is neither the gun nor a pursuit line.")
        elif why is None and source.input is Input.GUN and one.at.us in meant:
            why = meant[one.at.us]
        if why is not None:
            found.append(Unassigned(source.line, source.impulse.channel, why))
    return tuple(found)
