"""Knows how a run starts: by the gun that came, or by a start that is recovered afterwards."""

from __future__ import annotations

from halflap.journal.facts import Fact
from halflap.journal.facts_timing import (
    ImpulseReceived,
    ImpulsesPulled,
    RunAt,
    RunGunned,
)
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    reasoned,
    refuse,
    rule,
)
from halflap.meet.commands.riding import may_ride, next_run
from halflap.meet.commands.timing_base import Case, OfRun, case_of, difference
from halflap.meet.ledger import Ledger
from halflap.meet.runs import at_run, reading
from halflap.meet.sightings import read_on
from halflap.meet.starts import may_start, stands, suspect_shot
from halflap.meet.state import HeatState, Meet
from halflap.meet.timing_state import TimedRun, Timing
from halflap.sport.impulse import time_of_day
from halflap.sport.times import format_time
from halflap.timing.gun_shots import REPEAT_US
from halflap.words.sentence import say


class TakeGun(Command, frozen=True, kw_only=True):
    """The armed run starts with that impulse of the gun (0: the last one since it was armed)."""

    impulse: int = 0


class RecoverStart(OfRun, frozen=True, kw_only=True):
    """A start that was missed: by an impulse, or by a reading ``us`` of the primary clock."""

    impulse: int | None = None
    us: int | None = None
    reason: str = ""


def gun_impulses(timing: Timing, after: int) -> list[ImpulseReceived]:
    """The impulses of the gun after that number that may be a start, the latest first."""
    found: list[ImpulseReceived] = []
    for source in timing.sources:
        if source.attached.role == "hand":
            continue
        found += [shot for shot in source.shots.since(after) if may_start(timing, shot)]
    primary = timing.primary
    name = primary.name if primary is not None else ""
    return sorted(found, key=lambda one: (one.source != name, -one.impulse))


@rule(TakeGun)
def take_gun(ledger: Ledger, command: TakeGun) -> Answer:
    """The gun of the armed run; a false start is ruled afterwards."""
    meet = ledger.state
    timing, run = meet.timing, meet.timing.run
    found = at_run(meet, run.at) if run is not None else None
    if run is None or run.gun is not None or found is None:
        raise refuse(
            "not-armed",
            say("No heat is armed."),
            say("Arm it first, or recover a start that was missed: halflap gun MEET PHASE HEAT."),
        )
    shots = gun_impulses(timing, timing.armed_after)
    if command.impulse:
        shots = [shot for shot in shots if shot.impulse == command.impulse]
    if not shots:
        waiting = _suspect_waiting(timing)
        if waiting is not None:
            raise _suspect(waiting, run.at)
        raise refuse(
            "no-shot",
            say("No impulse of the gun came since the heat was armed."),
            say(
                "Check the start sensor; a start by hand is recovered with its time: halflap gun"
                " MEET {phase} {heat} --at HH:MM:SS.ffff.",
                competition=run.at[0],
                phase=run.at[1],
                heat=run.at[2],
            ),
        )
    competition, _, _, heat = found
    facts: list[Fact] = []
    if heat.running is None:
        facts.append(next_run(competition, run.at[1], heat))
    facts.append(_gun(timing, run.at, shots[0]))
    return facts, []


def _suspect_waiting(timing: Timing) -> ImpulseReceived | None:
    """The latest shot of the primary source since the run was armed whose stamp is suspect."""
    primary = timing.primary
    for shot in primary.shots.since(timing.armed_after) if primary is not None else ():
        if stands(timing, shot) and timing.doubted(shot):
            return shot
    return None


def _suspect(shot: ImpulseReceived, at: RunAt) -> NotNow:
    """A start is never counted from a stamp that was misread."""
    return refuse(
        "suspect-shot",
        suspect_shot(shot),
        say(
            "Recover the start with what the clock of the device showed: halflap gun MEET {phase}"
            " {heat} --at HH:MM:SS.ffff.",
            competition=at[0],
            phase=at[1],
            heat=at[2],
        ),
    )


def _gun(
    timing: Timing,
    at: tuple[str, str, str, int],
    impulse: ImpulseReceived,
    *,
    recovered: bool = False,
    reason: str = "",
) -> RunGunned:
    epoch, us = timing.stamp(impulse)
    return RunGunned(
        competition=at[0],
        phase=at[1],
        heat=at[2],
        run=at[3],
        clock=impulse.clock,
        epoch=epoch,
        us=us,
        impulse=impulse.impulse,
        recovered=recovered,
        reason=reason,
    )


@rule(RecoverStart)
def recover_start(ledger: Ledger, command: RecoverStart) -> Answer:
    """The gun is set afterwards, and the impulses since then are pulled into the run."""
    meet = ledger.state
    case = case_of(meet, command)
    heat = case.heat
    may_ride(case.phase, heat, case.plan.id)
    number = command.run or _run_to_recover(heat)
    at = (*case.at[:3], number)
    if not command.run:
        _check_not_over(meet.timing, at)
    facts: list[Fact] = []
    if number > len(heat.runs):
        if heat.ridden:
            raise refuse(
                "ridden",
                say("Heat {heat} of {phase} is ridden.", heat=heat.key, phase=case.plan.id),
                say("Name the run whose start is to be recovered: --run 1."),
            )
        facts.append(next_run(case.competition, case.plan.id, heat))
    gun = _recovered(meet.timing, at, command)
    if not command.run:
        _check_same_start(meet.timing, gun)
    _check_nobody_rode(meet, gun)
    facts.append(gun)
    pulled = _since_gun(meet.timing, meet.timing.runs.get(at), gun)
    if pulled:
        facts.append(
            ImpulsesPulled(
                competition=at[0],
                phase=at[1],
                heat=at[2],
                run=number,
                impulses=pulled,
                reason=command.reason,
            )
        )
    timed = Case(case.competition, case.plan, case.phase, heat, at)
    return facts, difference(meet, timed, facts)


def _run_to_recover(heat: HeatState) -> int:
    """The run that is under way or was ridden last; the next where the last one was stopped."""
    if heat.runs and not heat.runs[-1].stopped:
        return len(heat.runs)
    return len(heat.runs) + 1


def _check_not_over(timing: Timing, at: RunAt) -> None:
    """Refuse to move the start of a run that had one and is closed, unless it is named."""
    run = timing.runs.get(at)
    if run is None or run.gun is None or run.closed is None:
        return
    raise refuse(
        "closed",
        say("Run {run} of heat {heat} has had its start and is closed.", run=at[3], heat=at[2]),
        say(
            "To set that start anew, name the run: --run {run}. If the heat was started again, rule"
            " on what stopped it first (halflap rule), so that this is the start of its next run.",
            run=at[3],
        ),
    )


def _check_same_start(timing: Timing, gun: RunGunned) -> None:
    """Refuse a start that comes so long after the one a run has that it is another one."""
    run = timing.runs.get((gun.competition, gun.phase, gun.heat, gun.run))
    before = run.gun if run is not None else None
    if before is None or (before.clock, before.epoch) != (gun.clock, gun.epoch):
        return
    if gun.us - before.us <= REPEAT_US:
        return
    raise refuse(
        "started",
        say(
            "Run {run} of heat {heat} was started {seconds} s before that.",
            run=gun.run,
            heat=gun.heat,
            seconds=format_time(gun.us - before.us, 1),
        ),
        say(
            "If the heat was started again, say so first (halflap close MEET {phase} {heat}"
            " --restarted), so that this is the start of its next run. To move the start of this"
            " one, name it: --run {run}.",
            phase=gun.phase,
            heat=gun.heat,
            run=gun.run,
        ),
    )


def _check_nobody_rode(meet: Meet, gun: RunGunned) -> None:
    """Refuse a start in the ride of another heat that has its outcome: it would take its times."""
    for other in meet.timing.gunned():
        before = other.gun
        if other.at[:3] == (gun.competition, gun.phase, gun.heat) or before is None:
            continue
        if (before.clock, before.epoch) != (gun.clock, gun.epoch) or gun.us < before.us:
            continue
        over_us = _over_us(meet, other)
        if over_us is None or gun.us - before.us >= over_us:
            continue
        raise refuse(
            "other-heat",
            say(
                "Heat {heat} of {phase} was ridden then: from {start} to {end}.",
                heat=other.at[2],
                phase=other.at[1],
                start=time_of_day(before.us)[:8],
                end=time_of_day(before.us + over_us)[:8],
            ),
            say(
                "Look at the time again. If heat {heat} was not ridden then, undo its outcome"
                " (halflap undo) or rule on what stopped it first.",
                heat=other.at[2],
            ),
        )


def _over_us(meet: Meet, run: TimedRun) -> int | None:
    """When the last rider who rode a run to its outcome was home, after its gun; None: nobody.

    The run may be closed much later than that, with the start of the next heat in it.
    """
    found = at_run(meet, run.at)
    heat = found[3] if found is not None else None
    if heat is None or not heat.ridden or run.at[3] != len(heat.runs) or heat.runs[-1].stopped:
        return None
    read = reading(meet, run.at)
    if read is None:
        return None
    rode = {ride.bib for ride in heat.rides if ride.code in ("OK", "CAP", "OVL")}
    ends = [
        split.us
        for side, bib in read.riders
        if bib in rode and (ride := read.assignment.ride(side)) is not None
        for split in ride.splits
        if split.us is not None
    ]
    return max(ends, default=None)


def _recovered(timing: Timing, at: tuple[str, str, str, int], command: RecoverStart) -> RunGunned:
    if command.impulse is not None:
        impulse = timing.impulse(command.impulse)
        if impulse is None:
            raise refuse(
                "no-impulse",
                say("There is no impulse {number}.", number=command.impulse),
                say("halflap impulses MEET lists them."),
            )
        if timing.doubted(impulse):
            raise _suspect(impulse, at)
        return _gun(timing, at, impulse, recovered=True, reason=command.reason)
    source = timing.primary
    last = source.log.last if source is not None else None
    if command.us is None or source is None or last is None:
        raise refuse(
            "no-time",
            say("Nothing says when the start was."),
            say("Give an impulse (--impulse N) or what the clock showed (--at HH:MM:SS.ffff)."),
        )
    reasoned(command.reason)
    return RunGunned(
        competition=at[0],
        phase=at[1],
        heat=at[2],
        run=at[3],
        clock=last.clock,
        epoch=source.epoch,
        us=command.us,
        recovered=True,
        reason=command.reason,
    )


def _since_gun(timing: Timing, run: TimedRun | None, gun: RunGunned) -> tuple[int, ...]:
    """The impulses that were stamped since the gun, up to the next one: those outside all runs, and
    those that fell in a run whose gun came before, because nobody had closed it.
    """
    inside = {each.impulse for each in (*run.log, *run.pulled)} if run is not None else set()
    until = min(
        (
            other.gun.us
            for other in timing.gunned()
            if other.gun is not None
            and (other.gun.clock, other.gun.epoch) == (gun.clock, gun.epoch)
            and other.gun.us > gun.us
        ),
        default=None,
    )
    found: list[int] = []
    for source in timing.sources:
        for impulse in source.log:
            if impulse.again is not None or impulse.impulse in inside or timing.doubted(impulse):
                continue
            if impulse.run is not None and not _began_before(timing, impulse.run, gun):
                continue
            us = read_on(timing, impulse, gun.clock, gun.epoch)
            if us is not None and us >= gun.us and (until is None or us < until):
                found.append(impulse.impulse)
    return tuple(sorted(found))


def _began_before(timing: Timing, at: RunAt, gun: RunGunned) -> bool:
    """Whether a run began before that gun, on the same clock, and was not closed by then."""
    run = timing.runs.get(at)
    before = run.gun if run is not None else None
    if run is None or before is None or before.clock != gun.clock or before.epoch > gun.epoch:
        return False
    if before.epoch < gun.epoch:  # the clock was set since: nothing of that run is compared
        return run.closed is None
    closed_us = run.closed.us if run.closed is not None else None
    return before.us < gun.us and (closed_us is None or gun.us < closed_us)
