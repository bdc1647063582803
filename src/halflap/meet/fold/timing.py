"""Knows what live timing changes: what devices sent, and what people decided about a run."""

from __future__ import annotations

from typing import Any

from halflap.journal import facts_timing as t
from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.journal.facts_timing import RunAt
from halflap.meet.fold.transition import (
    Illegal,
    at_heat,
    check_open,
    check_unconfirmed,
    on,
    replace,
    standing,
)
from halflap.meet.impulse_log import ImpulseLog
from halflap.meet.state import Meet
from halflap.meet.timing_state import ClockState, SourceState, TimedRun, Timing
from halflap.sport.run_plan import Limits
from halflap.words.sentence import say


def place(fact: Any) -> RunAt:
    """The run that a fact is about."""
    return (fact.competition, fact.phase, fact.heat, fact.run)


def _with(meet: Meet, **fields: Any) -> Meet:
    return replace(meet, timing=replace(meet.timing, **fields))


def _with_run(meet: Meet, run: TimedRun, **fields: Any) -> Meet:
    return _with(meet, runs=meet.timing.runs.with_(run.at, run), **fields)


def _with_source(timing: Timing, source: SourceState) -> tuple[SourceState, ...]:
    name = source.attached.source
    if timing.source(name) is None:
        return (*timing.sources, source)
    return tuple([source if other.attached.source == name else other for other in timing.sources])


def _with_clock(timing: Timing, clock: ClockState) -> tuple[ClockState, ...]:
    others = [other for other in timing.clocks if other.name != clock.name]
    return (*others, clock)


def _run_of(meet: Meet, fact: Any) -> TimedRun:
    """The run a decision is about; it must have been started."""
    heat = at_heat(meet, fact).heat
    run = meet.timing.runs.get(place(fact))
    if run is None or not 1 <= fact.run <= len(heat.runs):
        raise Illegal(say("run {run} of heat {heat} was not timed", run=fact.run, heat=heat.key))
    return run


# --- what devices sent


@on(t.SourceAttached)
def _source_attached(meet: Meet, fact: t.SourceAttached) -> Meet:
    known = meet.timing.source(fact.source)
    source = replace(known, attached=fact) if known else SourceState(attached=fact)
    if known is not None and known.attached.gun != fact.gun:
        shots = ImpulseLog()
        for impulse in source.log:
            shots = shots.with_(impulse) if impulse.channel == fact.gun else shots
        source = replace(source, shots=shots)
    meet = _with(meet, sources=_with_source(meet.timing, source))
    primary, run = meet.timing.primary, meet.timing.run
    if primary is None or run is None or not run.counted or run.counted[-1][1] == primary.name:
        return meet
    counted = (*run.counted, (_ridden_us(run), primary.name))
    return _with_run(meet, replace(run, counted=counted))


def _ridden_us(run: TimedRun) -> int:
    """The moment after the newest impulse of a run by the source that counted, since the gun."""
    gun, name = run.gun, run.counted[-1][1]
    seen = [
        each.us - gun.us + 1
        for each in run.log
        if gun is not None
        and each.source == name
        and (each.clock, each.epoch) == (gun.clock, gun.epoch)
    ]
    return max(seen, default=run.counted[-1][0])


@on(t.ImpulseReceived)
def _impulse_received(meet: Meet, fact: t.ImpulseReceived) -> Meet:
    timing = meet.timing
    if fact.impulse != timing.count + 1:
        raise Illegal(say("impulse {number} is not the next", number=fact.impulse))
    source = timing.source(fact.source)
    if source is None:
        raise Illegal(say("there is no source {name}", name=fact.source))
    highest = source.highest_us if source.epoch == fact.epoch else -1
    # A misread stamp far ahead would make everything after it look old.
    newer = fact.us > highest and fact.epoch >= source.epoch and not fact.suspect
    inside = fact.run is not None and fact.again is None
    source = replace(
        source,
        log=source.log.with_(fact),
        shots=source.shots.with_(fact) if fact.channel == source.attached.gun else source.shots,
        epoch=fact.epoch if fact.epoch > source.epoch else source.epoch,
        highest_us=fact.us if newer else highest,
        outside=source.outside if inside else source.outside + 1,
        revoked=_revoked(source, fact),
    )
    sources = _with_source(timing, source)
    if not inside or fact.run is None:
        return replace(meet, timing=replace(timing, count=fact.impulse, sources=sources))
    run = timing.runs.get(fact.run) or TimedRun(at=fact.run)
    run = replace(run, log=run.log.with_(fact), late=run.late + fact.late)
    runs = timing.runs.with_(run.at, run)
    return replace(meet, timing=replace(timing, count=fact.impulse, sources=sources, runs=runs))


def _revoked(source: SourceState, fact: t.ImpulseReceived) -> tuple[int, ...]:
    """What the device takes back is kept, and counts only if a person attaches it; what it gives
    again after that counts again.
    """
    number = fact.again or fact.impulse
    if fact.withdrawn:
        return source.revoked if number in source.revoked else (*source.revoked, number)
    if number in source.revoked:
        return tuple(other for other in source.revoked if other != number)
    return source.revoked


@on(t.LinesRejected)
def _lines_rejected(meet: Meet, fact: t.LinesRejected) -> Meet:
    source = _source(meet, fact.source)
    source = replace(source, rejected=source.rejected + fact.count)
    return _with(meet, sources=_with_source(meet.timing, source))


@on(t.BytesKept)
def _bytes_kept(meet: Meet, fact: t.BytesKept) -> Meet:
    _source(meet, fact.source)
    return meet  # the bytes stand beside it in the journal; nothing follows from them


@on(t.SourceHealthChanged)
def _source_health(meet: Meet, fact: t.SourceHealthChanged) -> Meet:
    source = _source(meet, fact.source)
    source = replace(source, health=fact, lost=source.lost + fact.lost)
    return _with(meet, sources=_with_source(meet.timing, source))


def _source(meet: Meet, name: str) -> SourceState:
    source = meet.timing.source(name)
    if source is None:
        raise Illegal(say("there is no source {name}", name=name))
    return source


@on(t.ClockEpochOpened)
def _clock_epoch(meet: Meet, fact: t.ClockEpochOpened) -> Meet:
    timing = meet.timing
    clock = timing.clock(fact.clock)
    clock = replace(clock, epoch=max(clock.epoch, fact.epoch), opened=(*clock.opened, fact))
    renamed = {number: us for number, us in fact.renamed}
    listed = tuple((number, fact.epoch, us) for number, us in renamed.items())
    meet = _with(meet, clocks=_with_clock(timing, clock), renamed=(*timing.renamed, *listed))
    run = timing.runs.get(fact.run) if fact.run is not None else None
    if run is None:
        return meet
    gun = run.gun
    if gun is not None and gun.impulse in renamed:  # the gun itself was of the new epoch
        gun = replace(gun, epoch=fact.epoch, us=renamed[gun.impulse])
    return _with_run(meet, replace(run, gun=gun, epochs=(*run.epochs, fact)))


@on(t.ClockShifted)
def _clock_shifted(meet: Meet, fact: t.ClockShifted) -> Meet:
    clock = meet.timing.clock(fact.clock)
    clock = replace(clock, shifts=(*clock.shifts, fact))
    return _with(meet, clocks=_with_clock(meet.timing, clock))


@on(t.ClocksMapped)
def _clocks_mapped(meet: Meet, fact: t.ClocksMapped) -> Meet:
    clock = meet.timing.clock(fact.clock)
    key = (fact.epoch, fact.onto, fact.onto_epoch)
    kept = tuple(m for m in clock.mapped if (m.epoch, m.onto, m.onto_epoch) != key)
    clock = replace(clock, mapped=(*kept, fact))
    return _with(meet, clocks=_with_clock(meet.timing, clock))


# --- a run


@on(t.HeatArmed)
def _heat_armed(meet: Meet, fact: t.HeatArmed) -> Meet:
    at = at_heat(meet, fact)
    if meet.timing.current is not None:
        raise Illegal(say("another run is armed or open"))
    if at.heat.level is not None or at.heat.ridden or fact.run != len(at.heat.runs) + 1:
        raise Illegal(say("heat {heat} cannot be armed", heat=at.heat.key))
    before = meet.timing.runs.get(place(fact))
    run = replace(before, armed=fact) if before else TimedRun(at=place(fact), armed=fact)
    aborted = tuple(other for other in meet.timing.aborted if other[:3] != run.at[:3])
    return _with_run(meet, run, current=run.at, armed_after=meet.timing.count, aborted=aborted)


@on(t.CountdownAborted)
def _countdown_aborted(meet: Meet, fact: t.CountdownAborted) -> Meet:
    run = meet.timing.runs.get(place(fact))
    if run is None or run.gun is not None or meet.timing.current != run.at:
        raise Illegal(say("no countdown runs"))
    aborted = (*meet.timing.aborted, run.at)
    return _with_run(meet, replace(run, armed=None, counters=()), current=None, aborted=aborted)


@on(t.RunGunned)
def _run_gunned(meet: Meet, fact: t.RunGunned) -> Meet:
    heat = at_heat(meet, fact).heat
    if not 1 <= fact.run <= len(heat.runs):
        raise Illegal(say("run {run} of heat {heat} has not begun", run=fact.run, heat=heat.key))
    at, timing = place(fact), meet.timing
    if timing.current not in (None, at) and not fact.recovered:
        raise Illegal(say("another run is armed or open"))
    run = timing.runs.get(at) or TimedRun(at=at)
    current = at if run.closed is None and timing.current in (None, at) else timing.current
    if run.gun is None:
        primary = timing.primary
        counted = ((0, primary.name),) if primary is not None else ()
        run = replace(run, start_lines=meet.start_lines, counted=counted)
    return _with_run(meet, replace(run, gun=fact), current=current)


@on(t.RunClosed)
def _run_closed(meet: Meet, fact: t.RunClosed) -> Meet:
    run = _run_of(meet, fact)
    if run.closed is not None:
        raise Illegal(say("run {run} of heat {heat} is closed", run=fact.run, heat=fact.heat))
    current = None if meet.timing.current == run.at else meet.timing.current
    meet = _with_run(meet, replace(run, closed=fact), current=current)
    return _ended(meet, fact) if fact.ends else meet


def _ended(meet: Meet, fact: t.RunClosed) -> Meet:
    """The heat was started again: the run is over for it, without a result."""
    at = at_heat(meet, fact)
    if fact.run != len(at.heat.runs):
        return meet  # its next run has begun, so it is over already
    check_open(at)
    check_unconfirmed(at)
    last = replace(at.heat.runs[-1], restarted=True)
    runs = (*at.heat.runs[:-1], last)
    return at.put(runs=runs, rides=standing(at.heat), winner=None)


# --- what people made of impulses


def _impulse_of(meet: Meet, run: TimedRun, number: int) -> t.ImpulseReceived:
    found = run.log.numbered(number) or next(
        (each for each in run.pulled if each.impulse == number), None
    )
    if found is None:
        raise Illegal(say("impulse {number} is not in this run", number=number))
    return found


@on(t.ImpulseAttached)
def _impulse_attached(meet: Meet, fact: t.ImpulseAttached) -> Meet:
    run = _run_of(meet, fact)
    _impulse_of(meet, run, fact.impulse)
    attached = tuple(each for each in run.attached if each.impulse != fact.impulse)
    strays = tuple(number for number in run.strays if number != fact.impulse)
    return _with_run(meet, replace(run, attached=(*attached, fact), strays=strays))


@on(t.ImpulseMarkedStray)
def _impulse_stray(meet: Meet, fact: t.ImpulseMarkedStray) -> Meet:
    run = _run_of(meet, fact)
    _impulse_of(meet, run, fact.impulse)
    if fact.impulse in run.strays:
        raise Illegal(say("impulse {number} is a stray already", number=fact.impulse))
    attached = tuple(each for each in run.attached if each.impulse != fact.impulse)
    return _with_run(meet, replace(run, attached=attached, strays=(*run.strays, fact.impulse)))


@on(t.ImpulsesPulled)
def _impulses_pulled(meet: Meet, fact: t.ImpulsesPulled) -> Meet:
    run = _run_of(meet, fact)
    pulled = list(run.pulled)
    inside = {each.impulse for each in (*run.log, *run.pulled)}
    for number in fact.impulses:
        impulse = meet.timing.impulse(number)
        if impulse is None:
            raise Illegal(say("there is no impulse {number}", number=number))
        if number in inside:
            raise Illegal(say("impulse {number} is in this run already", number=number))
        pulled.append(impulse)
    return _with_run(meet, replace(run, pulled=tuple(pulled)))


@on(t.SplitInserted)
def _split_inserted(meet: Meet, fact: t.SplitInserted) -> Meet:
    run = _run_of(meet, fact)
    if any(each.number == fact.number for each in run.inserted):
        raise Illegal(say("there is already an inserted split {number}", number=fact.number))
    kept = tuple(
        each for each in run.inserted if (each.rider, each.half_lap) != (fact.rider, fact.half_lap)
    )
    return _with_run(meet, replace(run, inserted=(*kept, fact)))


@on(t.IntervalTaken)
def _interval_taken(meet: Meet, fact: t.IntervalTaken) -> Meet:
    run = _run_of(meet, fact)
    _source(meet, fact.source)
    return _with_run(meet, replace(run, taken=(*run.taken, fact)))


@on(t.AssignmentSet)
def _assignment_set(meet: Meet, fact: t.AssignmentSet) -> Meet:
    run = _run_of(meet, fact)
    return _with_run(meet, replace(run, limits=Limits(fact.first_us, fact.half_lap_us)))


@on(t.CatchDismissed)
def _catch_dismissed(meet: Meet, fact: t.CatchDismissed) -> Meet:
    return _with_run(meet, replace(_run_of(meet, fact), dismissed=fact))


@on(LapCounterOverridden)
def _counter_overridden(meet: Meet, fact: LapCounterOverridden) -> Meet:
    run = meet.timing.runs.get(place(fact))
    if run is None or run.closed is not None or meet.timing.current != run.at:
        raise Illegal(say("run {run} of heat {heat} is not ridden", run=fact.run, heat=fact.heat))
    others = tuple(each for each in run.counters if each.line != fact.line)
    counters = others if fact.laps is None else (*others, fact)
    return _with_run(meet, replace(run, counters=counters))


# --- around it


@on(t.CheckStepDone)
def _check_step(meet: Meet, fact: t.CheckStepDone) -> Meet:
    key = (fact.source, fact.channel)
    kept = tuple(each for each in meet.timing.check if (each.source, each.channel) != key)
    return _with(meet, check=(*kept, fact))


@on(t.CheckBypassed)
def _check_bypassed(meet: Meet, fact: t.CheckBypassed) -> Meet:
    return _with(meet, bypass=fact)


@on(t.AutomationPaused)
def _paused(meet: Meet, _: t.AutomationPaused) -> Meet:
    if meet.timing.paused:
        raise Illegal(say("the automation is paused already"))
    return _with(meet, paused=True)


@on(t.AutomationResumed)
def _resumed(meet: Meet, _: t.AutomationResumed) -> Meet:
    return _with(meet, paused=False, aborted=())


@on(t.BackupMade)
def _backup_made(meet: Meet, fact: t.BackupMade) -> Meet:
    return _with(meet, backup=fact)


@on(t.BackupFailed)
def _backup_failed(meet: Meet, fact: t.BackupFailed) -> Meet:
    return _with(meet, backup=fact)


@on(t.DiskLow)
def _disk_low(meet: Meet, fact: t.DiskLow) -> Meet:
    return _with(meet, disk=fact)
