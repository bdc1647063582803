"""Knows how a whole recording of one device becomes runs: how each is read, and how it ended.

Pure: the lines of the recording come as values, whatever protocol they were in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from halflap.sport.heat import Side
from halflap.sport.impulse import DAY_US
from halflap.sport.run_plan import GunKind, RunPlan
from halflap.timing.assign import assign
from halflap.timing.assignment import Assignment, LeftoverKind, RideReading, Sighting
from halflap.timing.clock_step import ClockStep, broken_off, clock_step, doubting
from halflap.timing.gun_shots import RunWindow, Shot, double_shot, meanings
from halflap.timing.recorded_lines import (
    Epoch,
    Input,
    Line,
    Stamped,
    is_stranger,
    recording_of,
)
from halflap.timing.recorded_windows import (
    end_of,
    ended_us,
    longest_us,
    rides_of,
    windows_of,
    with_recovered,
)
from halflap.timing.riding_on import rode_on
from halflap.words.sentence import Sentence, say

AT_START_US = 4_000_000
"""Wheels that roll over a line so soon after the gun are those of somebody who started there."""


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
    """One run of a recording. ``gun_us`` is the time of day of the gun, in microseconds.

    ``rode_on``: somebody went on at race pace after the finish.
    """

    gun_us: int
    end: RunEnd
    reading: Assignment
    unassigned: tuple[Unassigned, ...]
    shots: tuple[Shot, ...] = ()
    rode_on: bool = False


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
    recording = recording_of(lines)
    recovered = None if gun_at_us is None else with_recovered(recording, gun_at_us, plan)
    runs: list[RecordedRun] = []
    for epoch in recording.epochs:
        guns = epoch.guns
        if recovered is not None and recovered[0] == epoch.number:
            guns.append(recovered[1])
        readings = _Readings(epoch, plan)
        windows = windows_of(epoch, guns, gun_kind, plan, readings.read)
        for window in windows:
            after = recording.after(epoch) if window is windows[-1] else ()
            runs.append(_Timed(epoch, window, gun_kind, plan, readings, after).run())
    return runs


@dataclass(frozen=True, slots=True)
class _Readings:
    """Readings of parts of an epoch; the one that a run was last asked for is kept."""

    epoch: Epoch
    plan: RunPlan
    kept: dict[int, tuple[int, Assignment]] = field(default_factory=dict)

    def read(self, start: int, end: int) -> Assignment:
        """The reading of what was seen from ``start`` on and before ``end``."""
        kept_end, reading = self.kept.get(start, (None, None))
        if reading is None or kept_end != end:
            reading = assign(self.plan, self.epoch.sightings(start, end, self.plan))
            self.kept[start] = (end, reading)
        return reading


@dataclass(frozen=True, slots=True)
class _Timed:
    """A run to be read; ``after`` is what follows its epoch in the file, up to the next gun."""

    epoch: Epoch
    window: RunWindow
    gun_kind: GunKind
    plan: RunPlan
    readings: _Readings
    after: Sequence[Stamped]

    def run(self) -> RecordedRun:
        """The run as it was read."""
        window, end = self.window, end_of(self.window, self.plan)
        sightings = self.epoch.sightings(window.gun, end, self.plan)
        reading = _of_those_there(self.plan, sightings, self.readings.read(window.gun, end))
        shots = tuple(meanings(window, self.gun_kind, reading))
        stopped = self._stopped_us(reading)
        if stopped is not None:
            sightings = [one for one in sightings if one.us <= stopped]
            reading = assign(self.plan, sightings, now_us=stopped)
            reading = _of_those_there(self.plan, sightings, reading, now_us=stopped)
        lost = self._lost(reading, stopped)
        return RecordedRun(
            window.gun % DAY_US,
            self._end(reading, stopped),
            self._doubting_clock(reading, lost, stopped),
            self._unassigned(reading, shots, lost, stopped),
            shots,
            any(rode_on(ride, sightings, self.plan) for ride in rides_of(reading)),
        )

    def _stopped_us(self, reading: Assignment) -> int | None:
        """When a pistol stopped the run, microseconds since the gun."""
        if self.gun_kind is not GunKind.PISTOL:
            return None
        finishes = [us for ride in rides_of(reading) if (us := ended_us(ride)) is not None]
        return double_shot([shot - self.window.gun for shot in self.window.shots], finishes)

    def _lost(self, reading: Assignment, stopped: int | None) -> list[Stamped]:
        """Impulses that came while somebody rode, on a clock that was set in between."""
        done = all(ride.time_us is not None for ride in rides_of(reading))
        lost = [one for one in self.after if one.source.input.line is not None]
        if done or stopped is not None or not lost:
            return []
        return [one for one in lost if one.us - lost[0].us < longest_us(self.plan)]

    def _doubting_clock(
        self, reading: Assignment, lost: Sequence[Stamped], stopped: int | None
    ) -> Assignment:
        """The reading with a doubt where the clock was, or seems to have been, set in the run."""
        if lost:
            text = say(
                "The clock of the device was set or restarted during the run: take what is missing "
                "from another source."
            )
            last = max((ride.time_us or 0 for ride in rides_of(reading)), default=0)
            return doubting(reading, last, text)
        step = clock_step(reading, self._seen()) or self._set_back(reading)
        if step is None and stopped is None:
            step = self._broken_off(reading)
        return reading if step is None else doubting(reading, step.from_us, step.text)

    def _set_back(self, reading: Assignment) -> ClockStep | None:
        """The first impulse that stands too late in the file and has no place in any ride."""
        finishes = [us for ride in rides_of(reading) if (us := ended_us(ride)) is not None]
        left = {one.key for one in reading.leftovers if one.kind is LeftoverKind.STRAY}
        start = self.window.gun
        for one in self.epoch.between(start + AT_START_US, start + min(finishes, default=0)):
            if one.back and one.why is None and one.source.line in left:
                text = say(
                    "Line {line} is earlier than the lines before it and fits neither rider: the "
                    "clock of the device may have been set back. Compare the times after it with "
                    "another source.",
                    line=one.source.line,
                )
                return ClockStep(one.us - start, one.us - start, text)
        return None

    def _seen(self) -> list[int]:
        """When the lines saw anything in the run, microseconds since the gun."""
        start = self.window.gun
        return [
            one.us - start
            for one in self.epoch.between(start, self._until())
            if one.why is None and one.source.input.line is not None
        ]

    def _until(self) -> int:
        until = self.window.until
        return self.window.gun + DAY_US if until is None else until

    def _broken_off(self, reading: Assignment) -> ClockStep | None:
        return broken_off(reading, self._seen(), self._until() - self.window.gun)

    def _end(self, reading: Assignment, stopped: int | None) -> RunEnd:
        if stopped is not None:
            return RunEnd.STOPPED
        window = self.window
        by_us = None if window.until is None else window.until - window.gun
        ends = [ended_us(ride, by_us) for ride in rides_of(reading)]
        if ends and all(us is not None for us in ends):
            return RunEnd.FINISHED
        if reading.catch is not None and not reading.catch.doubtful:
            return RunEnd.CAUGHT
        within = by_us is not None and by_us <= longest_us(self.plan)
        if window.restarted or (within and all(us is None for us in ends)):
            return RunEnd.RESTARTED
        return RunEnd.OPEN if window.until is None else RunEnd.STOPPED

    def _unassigned(
        self,
        reading: Assignment,
        shots: Sequence[Shot],
        lost: Sequence[Stamped],
        stopped: int | None,
    ) -> tuple[Unassigned, ...]:
        """What is nobody's split in the run, in the order of the recording."""
        window = self.window
        whys = {left.key: left.why for left in reading.leftovers}
        meant = {shot.us: shot.text for shot in shots if shot.us in window.shots}
        refs = {ref for _, ref in self.plan.refs}
        found = []
        for one in self.epoch.between(window.gun, end_of(window, self.plan)):
            source, why = one.source, one.why
            if why is not None:
                pass
            elif source.input is Input.OTHER:
                why = say("An input that is neither the gun nor a pursuit line.")
            elif source.input is Input.GUN:
                why = meant.get(one.us)
            elif is_stranger(source.impulse, refs):
                why = say("The transponder of somebody who is not in this run.")
            elif stopped is not None and one.us - window.gun > stopped:
                why = say("Came after the run was stopped.")
            else:
                why = whys.get(source.line)
            if why is not None:
                found.append(Unassigned(source.line, source.impulse.channel, why))
        found += [Unassigned(one.source.line, one.source.impulse.channel, _LOST) for one in lost]
        return tuple(sorted(found, key=lambda one: one.line))


_LOST = say(
    "The clock of the device was set or restarted: this reading cannot be compared with the gun."
)


def _of_those_there(
    plan: RunPlan,
    sightings: Sequence[Sighting],
    reading: Assignment,
    now_us: int | None = None,
) -> Assignment:
    """The reading of the riders who started; a straight where nobody did has no ride."""
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
