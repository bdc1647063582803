"""Knows what follows by itself: a pure function of the state that gives the next command, or none.

What a person has to judge is left to people: nothing doubtful is ever confirmed here, a catch is
not ruled, a run is not stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

from halflap.journal.facts_timing import ImpulseReceived
from halflap.meet.catches import time_follows
from halflap.meet.commands.base import Command
from halflap.meet.commands.confirming import ConfirmHeat
from halflap.meet.commands.timing_checking import check_open
from halflap.meet.commands.timing_recording import RecordTimed
from halflap.meet.commands.timing_running import ArmHeat, CloseRun
from halflap.meet.commands.timing_starting import TakeGun, gun_impulses
from halflap.meet.doubts import heat_doubts
from halflap.meet.run_machine import machine
from halflap.meet.runs import (
    RunReading,
    at_run,
    clear,
    finished,
    newest_us,
    plan_of_run,
    reading,
    starters,
)
from halflap.meet.starts import may_start
from halflap.meet.state import HeatState, Meet
from halflap.meet.timing_state import TimedRun
from halflap.rulebook.format import Phase
from halflap.sport.run_plan import CatchPolicy
from halflap.timing.assignment import RideReading
from halflap.timing.gun_shots import REPEAT_US
from halflap.timing.run_values import State

AFTER_FINISH_US = 10_000_000
"""No heat starts this soon after the last finish: such a shot of the pistol marks that finish."""

UNSEEN_US = 45_000_000
"""A rider of whom nothing was seen for so long does not ride any more."""

SETTLED_US = 3_000_000
"""So long after a finish its other wheel has passed, and what was held back has come."""


def next_command(
    meet: Meet,
    *,
    unattended: bool = False,
    settled: bool = False,
    shot: ImpulseReceived | None = None,
    passed_over: frozenset[int] = frozenset(),
) -> Command | None:
    """What is to be done now without anybody asking; None: a person, or an impulse, is awaited.

    Attended, the gun of an armed heat is taken and clear times are recorded. ``unattended``, heats
    are also armed, confirmed when nothing is doubtful, and closed. ``settled``: nothing came for
    some seconds, so a finish has all its impulses. ``shot`` is an impulse of the gun that has come
    and is not in the state yet: what has to be done before it. ``passed_over`` are impulses of the
    gun that a person said were no start.
    """
    if meet.timing.paused:
        return None
    run = meet.timing.run
    if run is None:
        return _arm(meet) if unattended else None
    if run.gun is None:
        return _gun(meet, run, passed_over)
    if shot is not None and (shot.withdrawn or not may_start(meet.timing, shot)):
        shot = None
    settled = settled or (shot is not None and _is_over_by(meet, run, shot))
    return _open(meet, run, unattended, settled) or _restarted(meet, run, unattended, shot)


def next_heat(meet: Meet) -> tuple[str, str, str] | None:
    """The heat that is next."""
    return next(next_heats(meet), None)


def next_heats(meet: Meet) -> Iterator[tuple[str, str, str]]:
    """The heats to come, of the sessions or of the drawn phases: those that are not ridden.

    A heat whose run was closed without a result waits for people and is passed over.
    """
    for competition_id, phase_id, key in running_order(meet):
        competition = meet.competitions.get(competition_id)
        phase = competition.phase(phase_id) if competition else None
        heat = phase.heat(key) if phase else None
        if phase is None or heat is None or heat.ridden or heat.level is not None:
            continue
        if phase.ranking is None and _waits_for_nothing(heat):
            yield competition_id, phase_id, key


def running_order(meet: Meet) -> Iterator[tuple[str, str, str]]:
    """Every heat that counts, as the sessions have them, else phase by phase as drawn."""
    if meet.sessions:
        for session in meet.sessions:
            yield from session.heats
        return
    for competition in meet.in_order():
        for phase_id, phase in competition.phases:
            for heat in phase.counting:
                yield competition.id, phase_id, heat.key


def _waits_for_nothing(heat: HeatState) -> bool:
    return heat.running is None and bool(heat.bibs)


def _arm(meet: Meet) -> Command | None:
    place = next_heat(meet)
    if place is None or meet.timing.primary is None or check_open(meet) is not None:
        return None
    if any(run[:3] == place for run in meet.timing.aborted):
        return None  # whoever stopped its countdown says when it goes on
    return ArmHeat(competition=place[0], phase=place[1], heat=place[2])


def _gun(meet: Meet, run: TimedRun, passed_over: frozenset[int]) -> Command | None:
    """The first shot since the heat was armed that can be a start."""
    shots = [
        shot
        for shot in gun_impulses(meet.timing, meet.timing.armed_after)
        if shot.impulse not in passed_over and not _marks_a_finish(meet, shot)
    ]
    # The same gun reaches a backup as well, perhaps sooner, on a clock that the splits are not on.
    primary = meet.timing.primary
    counting = [shot for shot in shots if primary is not None and shot.source == primary.name]
    first = min(counting, key=lambda shot: shot.impulse, default=None)
    return TakeGun(impulse=first.impulse) if first is not None else None


def _marks_a_finish(meet: Meet, shot: ImpulseReceived) -> bool:
    """Whether a shot came so soon after a finish that it can only mark that."""
    for other in meet.timing.gunned():
        gun = other.gun
        if gun is None or (gun.clock, gun.epoch) != (shot.clock, shot.epoch):
            continue
        if not 0 <= shot.us - gun.us < 3_600_000_000:
            continue
        read = reading(meet, other.at)
        rides = read.rides if read is not None else ()
        times = [ride.time_us for ride in rides if ride.time_us is not None]
        if times and 0 <= shot.us - gun.us - max(times) < AFTER_FINISH_US:
            return True
    return False


def _open(meet: Meet, run: TimedRun, unattended: bool, settled: bool) -> Command | None:
    competition, phase, heat, number = run.at
    at = at_run(meet, run.at)
    if at is None:
        return None
    _, plan, _, state = at
    if state.level is not None:
        return _after_confirming(meet, run, unattended)
    if not _may_be_over(meet, run):
        return None
    newest = newest_us(meet, run)
    followed = reading(meet, run.at, newest)
    if followed is None or not (settled or _done(meet, followed, plan, state, unattended)):
        return None
    if not (unattended or _unrecorded(followed, plan, state)):
        return None  # what is left to do is left to people
    read = reading(meet, run.at)  # as a whole, once there is reason to
    if read is None:
        return None
    if to_record(read, plan, state):
        return RecordTimed(competition=competition, phase=phase, heat=heat, run=number)
    if unattended and state.ridden and _beyond_doubt(meet, read, state):
        return ConfirmHeat(competition=competition, phase=phase, heat=heat, level="provisional")
    return None


def _done(
    meet: Meet,
    read: RunReading,
    plan: Phase,
    heat: HeatState,
    unattended: bool,
) -> bool:
    """Whether a run that is followed shows that it can be recorded or confirmed now.

    Where it shows a doubt, the whole run is read when nothing comes any more, not between
    impulses.
    """
    if not _all_has_come(read, newest_us(meet, read.run)):
        return False
    return to_record(read, plan, heat) or (
        unattended and heat.ridden and _beyond_doubt(meet, read, heat)
    )


def _all_has_come(read: RunReading, newest: int | None) -> bool:
    """Whether the clock is so far past the last finish that nothing can belong to it any more."""
    last = max((ride.time_us or 0 for ride in read.rides), default=0)
    return newest is None or newest - last >= SETTLED_US


def _may_be_over(meet: Meet, run: TimedRun) -> bool:
    """A cheap look before the run is read: with half of its impulses missing it is not clear."""
    at = at_run(meet, run.at)
    if at is None:
        return False
    competition, phase, _, heat = at
    sides = tuple(side for side, _ in starters(heat, run.at[3]))
    half_laps = plan_of_run(meet, competition, phase, sides, run).course.half_laps
    return 2 * (len(run.log) + len(run.pulled) + len(run.inserted)) >= half_laps * len(sides)


def to_record(read: RunReading, plan: Phase, heat: HeatState) -> bool:
    """Whether everybody has a time beyond doubt that is not recorded yet."""
    if not finished(read) or not clear(read.rides):
        return False
    caught = read.assignment.catch is not None and read.run.dismissed is None
    if caught and read.plan.catch is CatchPolicy.ENDS:
        return False
    return _unrecorded(read, plan, heat)


def _unrecorded(read: RunReading, plan: Phase, heat: HeatState) -> bool:
    """Whether anybody has no outcome yet, or a catch is noted whose times are to follow."""
    rides = [heat.ride(bib) for _, bib in read.riders]
    return any(ride is None or time_follows(plan, ride) for ride in rides)


def _beyond_doubt(meet: Meet, read: RunReading, heat: HeatState) -> bool:
    """Whether a heat can be confirmed without anybody looking at it."""
    at = at_run(meet, read.run.at)
    if at is None or not clear(read.rides) or heat.review is not None:
        return False
    competition, plan, phase, _ = at
    return not heat_doubts(competition, plan, phase, heat)


def _after_confirming(meet: Meet, run: TimedRun, unattended: bool) -> Command | None:
    """The next heat is armed, which closes this run; after the last one it is only closed."""
    if not unattended:
        return None
    following = _arm(meet)
    if following is not None:
        return following
    state = machine(meet, run.at)
    if state is None or state.state not in (State.BOTH_FINISHED, State.STOPPED):
        return None
    return CloseRun(competition=run.at[0], phase=run.at[1], heat=run.at[2], run=run.at[3])


def _is_over_by(meet: Meet, run: TimedRun, shot: ImpulseReceived) -> bool:
    """Whether the riders of a run were done when the gun fired again: somebody has finished, and
    everybody has, or was not seen for long. A shot on another clock tells nothing of that.
    """
    gun = run.gun
    if gun is None or (shot.clock, shot.epoch) != (gun.clock, gun.epoch):
        return False
    since = shot.us - gun.us
    read = reading(meet, run.at, since) if since >= REPEAT_US else None
    if read is None or not any(ride.time_us is not None for ride in read.rides):
        return False
    return all(since - _last_us(ride) >= _quiet_us(ride) for ride in read.rides)


def _last_us(ride: RideReading) -> int:
    """When a rider was last seen, at the finish at the latest."""
    return max((split.us or 0 for split in ride.splits), default=0)


def _quiet_us(ride: RideReading) -> int:
    return SETTLED_US if ride.time_us is not None else UNSEEN_US


def _restarted(
    meet: Meet, run: TimedRun, unattended: bool, shot: ImpulseReceived | None
) -> Command | None:
    """A gate that starts again closes what it started before, once nobody rides there any more.

    In the middle of a ride it is a restart of the same heat, or a stray: people say which. With a
    pistol they say so always.
    """
    if shot is None or not unattended:
        return None
    source = meet.timing.source(shot.source)
    if source is None or source.attached.gun_kind != "gate" or not _is_over_by(meet, run, shot):
        return None
    state = machine(meet, run.at)
    rides = state is None or state.state is not State.BOTH_FINISHED
    return CloseRun(
        competition=run.at[0],
        phase=run.at[1],
        heat=run.at[2],
        run=run.at[3],
        restarted=rides,
        waits=rides,
        reason="the gate started again",
    )
