"""Knows how a timed run is armed, how its countdown is aborted, and how it is closed."""

from __future__ import annotations

from halflap.journal.facts import Fact
from halflap.journal.facts_timing import (
    CountdownAborted,
    HeatArmed,
    RunAt,
    RunClosed,
)
from halflap.meet.catches import time_follows
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    Refusal,
    refuse,
    rule,
)
from halflap.meet.commands.riding import may_ride
from halflap.meet.commands.timing_base import Case, OfRun, case_of
from halflap.meet.commands.timing_checking import check_open
from halflap.meet.fold.transition import standing
from halflap.meet.ledger import Ledger
from halflap.meet.run_machine import machine
from halflap.meet.runs import at_run, reading
from halflap.meet.state import HeatState, Meet
from halflap.meet.timing_state import TimedRun, Timing
from halflap.meet.wording import rides_in_words
from halflap.rulebook.format import Phase
from halflap.timing.assignment import DoubtCode
from halflap.timing.run import step
from halflap.timing.run_values import Illegal, RunEvent, What
from halflap.words.sentence import Sentence, say

COUNTDOWN_S = 50  # UCI 3.2.016


class ArmHeat(OfRun, frozen=True, kw_only=True):
    """The riders are locked in: the countdown runs, and the next gun starts the run."""

    countdown_s: int = COUNTDOWN_S


class AbortCountdown(Command, frozen=True, kw_only=True):
    """Stop the countdown; the heat can be armed again."""

    reason: str = ""


class CloseRun(OfRun, frozen=True, kw_only=True):
    """Later impulses belong to no rider of the run any more.

    ``restarted``: the gun was fired again before anybody finished, which closes it as well and
    makes the heat's next run of what is ridden now. ``waits``: that gun was of another heat, and
    what this run came to waits for people.
    """

    restarted: bool = False
    waits: bool = False
    reason: str = ""


# --- before the gun


@rule(ArmHeat)
def arm_heat(ledger: Ledger, command: ArmHeat) -> Answer:
    """The run before has to be over; it is closed with this."""
    meet = ledger.state
    case = case_of(meet, command)
    heat, timing = case.heat, meet.timing
    may_ride(case.phase, heat, case.plan.id)
    if heat.ridden:
        raise refuse(
            "ridden",
            say("Heat {heat} of {phase} is ridden.", heat=heat.key, phase=case.plan.id),
            say("Confirm it, or rule that it has to be started again."),
        )
    facts = _over(meet, case)
    if timing.primary is None and timing.sources:
        raise refuse(
            "no-source",
            say("Of the timing devices none is the primary source, whose times count."),
            say("Start again with --role {source}=primary.", source=timing.sources[0].name),
        )
    if timing.primary is None:
        raise refuse(
            "no-source",
            say("No timing device is attached."),
            say("Attach one: halflap live MEET --source NAME=PROTOCOL@ADDRESS."),
        )
    unchecked = check_open(meet)
    if unchecked is not None:
        raise NotNow(unchecked)
    number = len(heat.runs) if heat.running is not None else len(heat.runs) + 1
    if heat.running is not None:
        raise refuse(
            "running",
            say("Run {run} of heat {heat} is under way.", run=number, heat=heat.key),
            say("Recover its start (halflap gun), record its outcome, or rule on what stopped it."),
        )
    armed = HeatArmed(
        competition=case.competition.id,
        phase=case.plan.id,
        heat=heat.key,
        run=number,
        countdown_s=command.countdown_s,
    )
    return [*facts, armed], []


def _over(meet: Meet, case: Case) -> list[Fact]:
    """The close of the run before; refused while somebody still rides it."""
    run = meet.timing.run
    if run is None:
        return []
    found = at_run(meet, run.at)
    heat = found[3] if found is not None else None
    if run.gun is None:
        if heat is not None and heat.started and heat.ridden:
            return [aborting(run)]
        raise refuse(
            "armed",
            say("Heat {heat} of {phase} is armed.", heat=run.at[2], phase=run.at[1]),
            say("Wait for its gun, or abort the countdown first: halflap abort MEET."),
        )
    if found is not None and _has_no_result(found[1], found[3]):
        raise refuse(
            "open",
            say(
                "Run {run} of heat {heat} of {phase} is open.",
                run=run.at[3],
                heat=run.at[2],
                competition=run.at[0],
                phase=run.at[1],
            ),
            say(
                "Record its times (halflap times), rule on it, or close it: halflap close MEET"
                " {phase} {heat}.",
                competition=run.at[0],
                phase=run.at[1],
                heat=run.at[2],
            ),
        )
    return [closing(meet.timing, run)]


def _has_no_result(plan: Phase, heat: HeatState) -> bool:
    """Whether the last run of a heat is open, or a catch is all that is known of its catcher."""
    noted = [ride for ride in heat.rides if ride.code == "CAP" and heat.level is None]
    return heat.running is not None or any(time_follows(plan, ride) for ride in noted)


def closing(
    timing: Timing,
    run: TimedRun,
    reason: str = "",
    *,
    restarted: bool = False,
    ends: bool = False,
) -> RunClosed:
    """The fact that closes a run at the newest stamp of the clock of its gun."""
    source = timing.primary
    gun = run.gun
    us = None
    if source is not None and gun is not None and source.epoch == gun.epoch:
        last = source.log.last
        if last is not None and last.clock == gun.clock and source.highest_us >= gun.us:
            us = source.highest_us + 1
    competition, phase, heat, number = run.at
    return RunClosed(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        us=us,
        restarted=restarted,
        ends=ends,
        reason=reason,
    )


def aborting(run: TimedRun, reason: str = "") -> CountdownAborted:
    """The fact that a run is armed no more: a gun that comes now belongs to no run."""
    competition, phase, heat, number = run.at
    return CountdownAborted(
        competition=competition, phase=phase, heat=heat, run=number, reason=reason
    )


@rule(AbortCountdown)
def abort_countdown(ledger: Ledger, command: AbortCountdown) -> Answer:
    """Before the gun only; afterwards it is a false start or a stop, which the starter rules."""
    run = ledger.state.timing.run
    if run is None or run.gun is not None:
        raise refuse(
            "not-armed",
            say("No countdown runs."),
            say("After the gun only a ruling stops a run: halflap rule … false-start."),
        )
    return [aborting(run, command.reason)], [arm_again(run.at)]


def arm_again(at: RunAt) -> Sentence:
    """What is to be done about a heat whose countdown was stopped."""
    return say("Arm heat {heat} again when the riders are ready.", heat=at[2])


# --- the end


@rule(CloseRun)
def close_run(ledger: Ledger, command: CloseRun) -> Answer:
    """A run is closed when nobody rides it any more, or when the gun was fired again."""
    meet = ledger.state
    run = meet.timing.run
    if run is None or run.gun is None:
        raise refuse(
            "not-open",
            say("No run is open."),
            say("There is nothing to close."),
        )
    case = case_of(meet, command)
    if run.at[:3] != case.at[:3]:
        raise refuse(
            "other-run",
            say("The open run is of heat {heat} of {phase}.", heat=run.at[2], phase=run.at[1]),
            say("Close that one."),
        )
    what = What.RESTART if command.restarted else What.CLOSE
    state = machine(meet, run.at)
    after_it = step(state, RunEvent(what)) if state is not None else None
    if isinstance(after_it, Illegal) and not (command.restarted and _fired_within(meet, run)):
        raise NotNow(still_ridden(after_it, case, command))
    ends = command.restarted and not command.waits
    closed = closing(meet.timing, run, command.reason, restarted=command.restarted, ends=ends)
    return [closed], _left_to_do(case, run.at[3], ends=ends)


def _fired_within(meet: Meet, run: TimedRun) -> bool:
    """Whether the gun came again before the finishes that are read: they count from the wrong gun,
    so they do not say that the run is over.
    """
    read = reading(meet, run.at)
    doubts = (doubt for ride in read.rides for doubt in ride.doubts) if read is not None else ()
    return any(doubt.code is DoubtCode.SHOT for doubt in doubts)


def still_ridden(why: Illegal, case: Case, command: CloseRun) -> Refusal:
    """The refusal to close a run that somebody rides."""
    return Refusal("riding", why.why, _instead(case, command))


def _instead(case: Case, command: CloseRun) -> Sentence:
    """What to do where a run cannot be closed like that."""
    if command.restarted:
        return say(
            "Record its times (halflap times MEET {phase} {heat}) or rule on it; or close it as it"
            " is, without --restarted.",
            phase=case.plan.id,
            heat=case.heat.key,
        )
    return say(
        "Record how each ride ended (halflap record), rule on it, or close it as restarted: halflap"
        " close MEET {phase} {heat} --restarted.",
        phase=case.plan.id,
        heat=case.heat.key,
    )


def _left_to_do(case: Case, run: int, *, ends: bool) -> list[Sentence]:
    """What people have to do about a heat whose run is closed."""
    heat = case.heat
    if ends and run == len(heat.runs):
        return [
            *_set_aside(heat),
            say(
                "Run {run} of heat {heat} has no result; its next run is run {next}. If its gun was"
                " fired already, recover that start: halflap gun MEET {phase} {heat}.",
                run=run,
                heat=heat.key,
                next=run + 1,
                phase=case.plan.id,
            ),
        ]
    if not heat.ridden and not heat.runs[-1].stopped:
        return [say("Heat {heat} has no outcome yet: record it or rule on it.", heat=heat.key)]
    return []


def _set_aside(heat: HeatState) -> list[Sentence]:
    """The outcomes of the last run, which go with it."""
    stand = standing(heat)
    gone = tuple(ride for ride in heat.rides if ride not in stand)
    if not gone:
        return []
    return [
        say(
            "Set aside with run {run}: {rides}. Record or rule again what holds all the same.",
            run=len(heat.runs),
            rides=rides_in_words(gone),
        )
    ]
