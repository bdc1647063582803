"""Knows how a run of a heat begins and how its outcomes are recorded by hand."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from halflap.journal.facts import Fact, OutcomesRecorded, RideFact, RunStarted, TimeFact
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    Refusal,
    competition_of,
    heat_of,
    plan_of,
    refuse,
    rule,
    stranger,
)
from halflap.meet.ledger import Ledger
from halflap.meet.results import called
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.rulebook.format import Phase
from halflap.sport.times import truncate
from halflap.words.sentence import Sentence, say

SHORTEST_US = 1_000_000
"""A second: less is nobody's time, and would be nothing when cut to whole seconds."""


class StartRun(Command, frozen=True, kw_only=True):
    """A run of the heat begins."""

    competition: str
    phase: str
    heat: str


class RecordOutcomes(Command, frozen=True, kw_only=True):
    """How the riders of a heat ended, by hand; riders not named keep what is known of them."""

    competition: str
    phase: str
    heat: str
    rides: tuple[RideFact, ...]


@rule(StartRun)
def start_run(ledger: Ledger, command: StartRun) -> Answer:
    """The next run of the heat: a restart is the next run, never the same one again."""
    competition = competition_of(ledger.state, command.competition)
    phase, heat = heat_of(competition, command.phase, command.heat)
    may_ride(phase, heat, command.phase)
    if heat.running is not None:
        raise refuse(
            "running",
            say("Run {run} of heat {heat} is under way.", run=heat.running.number, heat=heat.key),
            say("Record its outcome, or rule on what stopped it."),
        )
    if heat.ridden:
        raise refuse(
            "ridden",
            say("Heat {heat} of {phase} is ridden.", heat=heat.key, phase=command.phase),
            say("Confirm it, or rule that it has to be started again."),
        )
    return [next_run(competition, command.phase, heat)], []


def next_run(competition: Competition, phase_id: str, heat: HeatState) -> RunStarted:
    """The fact that the next run of a heat began."""
    return RunStarted(
        competition=competition.id, phase=phase_id, heat=heat.key, run=len(heat.runs) + 1
    )


def may_ride(phase: PhaseState, heat: HeatState, phase_id: str) -> None:
    """Refuse to touch a heat that is confirmed: that is a correction, with its reason."""
    if heat.level is not None or (phase.ranking is not None and not heat.rehearsal):
        raise refuse(
            "confirmed",
            say("Heat {heat} of {phase} is confirmed.", heat=heat.key, phase=phase_id),
            say(
                "Correct it with a reason: halflap correct MEET {phase} {heat}, "
                "or undo the confirmation.",
                phase=phase_id,
                heat=heat.key,
            ),
        )


@rule(RecordOutcomes)
def record_outcomes(ledger: Ledger, command: RecordOutcomes) -> Answer:
    """Outcomes by hand; a run that nobody started by command is taken as started."""
    competition = competition_of(ledger.state, command.competition)
    plan = plan_of(competition, command.phase)
    phase, heat = heat_of(competition, command.phase, command.heat)
    may_ride(phase, heat, command.phase)
    given = tuple(cut(ride, competition) for ride in command.rides)
    rides = merged(heat, given)
    check_rides(competition, plan, heat, rides)
    facts: list[Fact] = []
    run = len(heat.runs)
    if not heat.ridden and (not heat.runs or heat.runs[-1].stopped):
        facts.append(next_run(competition, command.phase, heat))
        run += 1
    facts.append(
        OutcomesRecorded(
            competition=competition.id,
            phase=command.phase,
            heat=heat.key,
            run=run,
            rides=rides,
        )
    )
    return facts, _remarks(competition, heat, given)


def merged(heat: HeatState, given: tuple[RideFact, ...]) -> tuple[RideFact, ...]:
    """The outcomes of a heat with the given ones put in, home first."""
    by_bib = {ride.bib: ride for ride in (*heat.rides, *given)}
    strangers = [bib for bib in by_bib if bib not in heat.bibs]
    return tuple(by_bib[bib] for bib in (*heat.bibs, *strangers) if bib in by_bib)


def cut(ride: RideFact, competition: Competition) -> RideFact:
    """The ride with its times cut to the decimals of the format; the full reading is kept.

    Refuses what is no time and no place on the track at all.
    """
    for time in (ride.time, ride.last_lap):
        if time is not None and (time.us < SHORTEST_US or time.digits < 0):
            raise refuse(
                "time",
                say("The time of bib {bib} is no time of a ride.", bib=ride.bib),
                say("Give minutes and seconds, such as 4:15.165."),
            )
    check_metres(ride.at_m, competition)
    return RideFact(
        bib=ride.bib,
        code=ride.code,
        time=_cut(ride.time, competition.fmt.decimals),
        last_lap=_cut(ride.last_lap, competition.fmt.decimals),
        at_m=ride.at_m,
        excused=ride.excused,
    )


def check_metres(at_m: str | None, competition: Competition) -> None:
    """Refuse a place of a catch that is not on the way to the finish."""
    try:
        ridden = at_m is None or 0 < Fraction(at_m) <= competition.distance_m
    except (ValueError, ZeroDivisionError):
        ridden = False
    if not ridden:
        raise refuse(
            "metres",
            say('"{text}" are no metres of this distance.', text=at_m or ""),
            say("Give up to {distance} metres.", distance=competition.distance_m),
        )


def _cut(time: TimeFact | None, decimals: int) -> TimeFact | None:
    if time is None:
        return None
    digits = min(time.digits, decimals)
    us = truncate(time.us, digits)
    if us == time.us:
        return msgspec.structs.replace(time, digits=digits)
    return TimeFact(us=us, digits=digits, source=time.source, readings=time.readings or (time.us,))


def check_rides(
    competition: Competition, plan: Phase, heat: HeatState, rides: tuple[RideFact, ...]
) -> None:
    """Refuse outcomes that cannot be: a rider of another heat, a catch without a caught rider."""
    refusals: list[Refusal] = []
    if not rides:
        refusals.append(
            Refusal("nothing", say("There is no outcome to record."), say("Give --home or --back."))
        )
    for ride in rides:
        if ride.bib not in heat.bibs:
            refusals.append(stranger(heat, ride.bib))
        refusals += _check_ride(plan, ride)
    codes = {ride.bib: ride.code for ride in rides}
    caught = [bib for bib, code in codes.items() if code == "OVL"]
    catcher = [bib for bib, code in codes.items() if code == "CAP"]
    # Whoever was caught may be out by a ruling since; the catch stands.
    fell_out = [bib for bib, code in codes.items() if code in ("REL", "DNF", "DSQ")]
    nobody_caught = bool(catcher) and not caught and not fell_out
    if len(rides) == 2 and (len(caught) > 1 or nobody_caught or len(catcher) > 1):
        refusals.append(
            Refusal(
                "catch",
                say("A catch has one catcher (CAP) and one caught rider (OVL)."),
                say("Give CAP to the one and OVL to the other."),
            )
        )
    if (caught or catcher) and len(heat.bibs) == 1:
        refusals.append(
            Refusal(
                "alone",
                say(
                    "{name} rides alone: there is no catch.", name=called(competition, rides[0].bib)
                ),
                say("Give the time or the status of the ride."),
            )
        )
    if refusals:
        raise NotNow(*refusals)


def _check_ride(plan: Phase, ride: RideFact) -> list[Refusal]:
    if ride.code == "OK" and ride.time is None:
        return [
            Refusal(
                "no-time",
                say("Bib {bib} has neither a time nor a status.", bib=ride.bib),
                say("Give a time such as 4:15.165, or DNF, DNS, DSQ, OVL, CAP, WO, REL."),
            )
        ]
    stopped = plan.catch == "decides" and plan.caught_stops
    if ride.code == "OVL" and ride.time is not None and stopped:
        return [
            Refusal(
                "caught-time",
                say("In {phase} a caught rider is stopped and has no time.", phase=plan.id),
                say("Give OVL without a time."),
            )
        ]
    if ride.code in ("DNF", "DNS", "DSQ", "WO") and ride.time is not None:
        return [
            Refusal(
                "time",
                say("{code} has no time.", code=ride.code),
                say("Give the time alone, or the status alone."),
            )
        ]
    return []


def _remarks(
    competition: Competition, heat: HeatState, given: tuple[RideFact, ...]
) -> list[Sentence]:
    found: list[Sentence] = []
    for ride in given:
        before = heat.ride(ride.bib)
        if before is not None and before != ride:
            name = called(competition, ride.bib)
            found.append(say("{name} had an outcome before; it is replaced.", name=name))
    waiting = [bib for bib in heat.bibs if bib not in {ride.bib for ride in merged(heat, given)}]
    found += [say("{name} has no outcome yet.", name=called(competition, bib)) for bib in waiting]
    return found
