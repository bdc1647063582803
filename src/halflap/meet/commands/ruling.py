"""Knows the decisions of the commissaires: incidents, catches, relegation, re-rides, reviews,
protests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from halflap.journal.facts import (
    Fact,
    HeatFact,
    IncidentRuled,
    ReRideGranted,
    RideFact,
    RuledWinner,
    RulingMade,
)
from halflap.journal.facts_timing import RunAt
from halflap.meet.catches import catch_remarks
from halflap.meet.commands import ruled_run
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    competition_of,
    heat_of,
    plan_of,
    reasoned,
    refuse,
    rule,
    stranger,
)
from halflap.meet.commands.reviewing import settled_by_ruling
from halflap.meet.commands.riding import check_metres, check_rides, may_ride, merged, next_run
from halflap.meet.commands.ruled_choice import (
    ALONE,
    check_choice,
    check_no_re_ride,
    check_relegated_once,
    chosen,
)
from halflap.meet.courses import course_of
from halflap.meet.ledger import Ledger
from halflap.meet.results import bib_of, called
from halflap.meet.state import Competition, HeatState, Meet, PhaseState
from halflap.rulebook import incidents
from halflap.rulebook.format import Phase
from halflap.sport.heat import RiderId
from halflap.sport.outcome import (
    DidNotFinish,
    Disqualified,
    Relegated,
    Walkover,
)
from halflap.words.sentence import Sentence, say

INCIDENTS = tuple(kind.value for kind in incidents.Kind)
Code = Literal["CAP", "OVL", "WO", "REL", "DNF", "DNS", "DSQ"]
STATUSES: dict[str, Code] = {
    "relegate": "REL",
    "dsq": "DSQ",
    "dnf": "DNF",
    "dns": "DNS",
    "walkover": "WO",
}
FACT_CODES: dict[type, Literal["DNF", "REL", "DSQ", "WO"]] = {
    DidNotFinish: "DNF",
    Relegated: "REL",
    Disqualified: "DSQ",
    Walkover: "WO",
}
NOTES = ("warning", "report")
"""Rulings that change no outcome: a warning counts over the event, a report is only kept."""
RULINGS = (*INCIDENTS, "catch", *STATUSES, "winner", "no-winner", "re-ride", *NOTES)


class Rule(Command, frozen=True, kw_only=True):
    """A decision about a rider of a heat.

    ``ruling`` is an incident (false-start, mishap …), ``catch`` (``bib`` is the catcher), a status
    (relegate, dsq, dnf, dns, walkover), ``winner``, ``no-winner``, ``re-ride``, ``warning`` or
    ``report``. ``choice`` answers where the regulation leaves an incident to the commissaires, and
    is "alone" for a re-ride that joins nobody. ``at_m`` is how far the rider had come: it says by
    itself whether a first half lap was over.
    ``run`` is the run of an incident; 0: one that was started again and nobody ruled on, else the
    one under way. A run that was ruled on and stopped is not followed by another of itself.
    """

    competition: str
    phase: str
    heat: str
    ruling: str
    bib: int
    reason: str
    both: bool = False
    past_first_half_lap: bool = False
    choice: str = ""
    excused: bool = True
    at_m: str | None = None
    run: int = 0


@dataclass(frozen=True, slots=True)
class _Case:
    """What a ruling is about: the command and what it names."""

    command: Rule
    competition: Competition
    plan: Phase
    phase: PhaseState
    heat: HeatState
    run: int

    @property
    def at(self) -> RunAt:
        return (self.competition.id, self.plan.id, self.heat.key, self.run)

    @property
    def ridden_since(self) -> bool:
        """Whether a later run of the heat has begun than the one it is about."""
        return self.run < len(self.heat.runs)


@rule(Rule)
def rule_on(ledger: Ledger, command: Rule) -> Answer:
    """One ruling; what the regulations make of it becomes facts in the same command, and so does
    the end of the review where it settles an upheld protest.
    """
    competition = competition_of(ledger.state, command.competition)
    plan = plan_of(competition, command.phase)
    phase, heat = heat_of(competition, command.phase, command.heat)
    reasoned(command.reason)
    check_metres(command.at_m, competition)
    if command.bib not in heat.bibs:
        raise NotNow(stranger(heat, command.bib))
    if command.ruling not in NOTES:
        may_ride(phase, heat, command.phase)
    run = ruled_run.run_ruled_on(ledger, heat, command.ruling in INCIDENTS, command.run)
    case = _Case(command, competition, plan, phase, heat, run)
    facts, said = _decided(ledger, case)
    if command.ruling != "report":  # that is only kept, and decides nothing
        facts += settled_by_ruling(competition, plan.id, heat, run, command.reason)
    return facts, said


def _decided(ledger: Ledger, case: _Case) -> Answer:
    command = case.command
    if command.ruling not in INCIDENTS:
        check_choice(command.choice, (ALONE,) if command.ruling == "re-ride" else ())
    if command.ruling in NOTES:
        return [_made(case, command.bib, None)], _counted(case)
    if command.ruling in (*INCIDENTS, "catch"):
        made = _catch if command.ruling == "catch" else _incident
        facts, said = made(ledger.state, case)
        ended, to_do = ruled_run.disarmed(ledger.state, case.at, facts)
        return facts + ended, said + to_do
    if command.ruling == "re-ride":
        return _re_ride(case), []
    if command.ruling in ("winner", "no-winner"):
        return [_winner(case)], []
    if command.ruling in STATUSES:
        return [_status(case)], _counted(case)
    raise refuse(
        "ruling",
        say('There is no ruling "{ruling}".', ruling=command.ruling),
        say("Name one of: {names}.", names=", ".join(RULINGS)),
    )


def _counted(case: _Case) -> list[Sentence]:
    """Whether the warnings and relegations of the event add up to a disqualification."""
    kinds = [kind for bib, kind in case.competition.cautions if bib == case.command.bib]
    kinds.append(case.command.ruling)
    out = incidents.warned_out(kinds.count("warning"), kinds.count("relegate"))
    if out is None:
        return []
    return [out.sentence, say("Disqualify the rider: halflap rule … dsq.")]


def _past_first_half_lap(meet: Meet, case: _Case) -> bool:
    """UCI 3.2.074: over at the rider's own passage of the far pursuit line, if metres are given."""
    command = case.command
    if command.at_m is None:
        if not command.past_first_half_lap and command.ruling == incidents.Kind.MISHAP.value:
            ruled_run.check_not_passed(meet, case.competition, case.at, command.bib)
        return command.past_first_half_lap
    course = course_of(meet, case.competition)
    return Fraction(command.at_m) >= course.first_half_lap_m


def _made(
    case: _Case,
    bib: int,
    ride: RideFact | None,
    winner: RuledWinner | None = None,
    ruling: str = "",
) -> RulingMade:
    return RulingMade(
        competition=case.competition.id,
        phase=case.plan.id,
        heat=case.heat.key,
        ruling=ruling or case.command.ruling,
        bib=bib,
        ride=ride,
        winner=winner,
        reason=case.command.reason,
    )


def _winner(case: _Case) -> RulingMade:
    if case.plan.kind == "qualifying":
        raise refuse(
            "no-match",
            say("{phase} has no winners of heats: it is ranked by time.", phase=case.plan.id),
            say("Draw lots where riders are equal: halflap lots."),
        )
    nobody = case.command.ruling == "no-winner"
    return _made(case, case.command.bib, None, winner="nobody" if nobody else case.command.bib)


def _status(case: _Case) -> RulingMade:
    command = case.command
    status = STATUSES[command.ruling]
    if status == "REL":
        check_relegated_once(case.competition, case.heat, command.bib)
        ride = _ended(command.bib, status, case.heat.ride(command.bib))
    else:
        excused = command.excused if status == "DNS" else None
        ride = RideFact(bib=command.bib, code=status, excused=excused)
    check_rides(case.competition, case.plan, case.heat, merged(case.heat, (ride,)))
    return _made(case, command.bib, ride)


def _new_run(case: _Case) -> list[Fact]:
    """The run that a ruling is about, if nobody started it by command."""
    if case.run <= len(case.heat.runs):
        return []
    return [next_run(case.competition, case.plan.id, case.heat)]


def _catch(meet: Meet, case: _Case) -> Answer:
    """UCI 3.2.057: the rider named caught the other; a time ridden on to the distance is kept."""
    command, heat = case.command, case.heat
    ruled_run.check_started(meet, heat, case.at)
    others = [bib for bib in heat.bibs if bib != command.bib]
    if not others:
        name = called(case.competition, command.bib)
        raise refuse(
            "alone",
            say("{name} rides alone: there is no catch.", name=name),
            say("Record the time or the status of the ride."),
        )
    ours, theirs = heat.ride(command.bib), heat.ride(others[0])
    stopped = case.plan.catch == "decides" and case.plan.caught_stops
    catcher = _ended(command.bib, "CAP", ours, command.at_m)
    caught = _ended(others[0], "OVL", None if stopped else theirs, command.at_m)
    made: list[Fact] = [_made(case, command.bib, catcher), _made(case, others[0], caught)]
    said = catch_remarks(meet, case.competition, case.plan.id, heat, command.bib)
    return _new_run(case) + made, said


def _ended(bib: int, code: Code, ridden: RideFact | None, at_m: str | None = None) -> RideFact:
    """How a ride ended, with the time and last lap of what was ridden."""
    time, last_lap = (ridden.time, ridden.last_lap) if ridden else (None, None)
    return RideFact(bib=bib, code=code, time=time, last_lap=last_lap, at_m=at_m)


def _incident(meet: Meet, case: _Case) -> Answer:
    """What the policy of the phase makes of an incident (rulebook/incidents.py)."""
    command, heat = case.command, case.heat
    past_first_half_lap = _past_first_half_lap(meet, case)
    if not case.ridden_since:
        check_no_re_ride(case.competition, case.phase, heat, command.bib)
    others = [bib for bib in heat.bibs if bib != command.bib and _rides(heat, bib)]
    incident = incidents.Incident(
        incidents.Kind(command.ruling),
        case.plan.kind,
        called(case.competition, command.bib),
        called(case.competition, others[0]) if others else None,
        command.both,
        past_first_half_lap,
        _faults(case.competition, case.phase),
    )
    found = incidents.rule(incident, case.plan.incidents)
    ruling = chosen(found, command.choice)
    facts: list[Fact] = _new_run(case)
    facts.append(_ruled(case, ruling, past_first_half_lap))
    for rider, what in ruling.consequences:
        if case.ridden_since and not isinstance(what, incidents.Finished):
            continue  # who started again since has had what was due to him
        facts += _follows(case, bib_of(rider), what, facts)
    said = [reason.sentence for reason in ruling.reasons]
    if case.ridden_since and not command.run:
        said.append(ruled_run.which_run(case.run, len(heat.runs)))
    return facts, said


def _rides(heat: HeatState, bib: int) -> bool:
    """Whether a rider takes part in the run: not absent, not out; perhaps home already."""
    ride = heat.ride(bib)
    return ride is None or ride.code in ("OK", "CAP", "OVL")


def _faults(competition: Competition, phase: PhaseState) -> dict[RiderId, int]:
    faults: dict[RiderId, int] = {}
    for heat in phase.counting:
        for run in heat.runs:
            for incident in run.incidents:
                for bib in incident.charged:
                    rider = called(competition, bib)
                    faults[rider] = faults.get(rider, 0) + 1
    return faults


def _ruled(case: _Case, ruling: incidents.Ruling, past_first_half_lap: bool) -> IncidentRuled:
    command = case.command
    return IncidentRuled(
        competition=case.competition.id,
        phase=case.plan.id,
        heat=case.heat.key,
        run=case.run,
        incident=command.ruling,
        bib=command.bib,
        both=command.both,
        past_first_half_lap=past_first_half_lap,
        stopped=ruling.stopped,
        charged=tuple(bib_of(rider) for rider in ruling.charged),
        choice=command.choice,
        consequences=tuple(
            (bib_of(rider), type(what).__name__) for rider, what in ruling.consequences
        ),
        reason=command.reason,
    )


def _follows(
    case: _Case, bib: int, what: incidents.Consequence, before: Sequence[Fact]
) -> list[Fact]:
    """The facts of one consequence, after those ``before`` it in the same ruling."""
    match what:
        case incidents.Finished(outcome=outcome):
            return [_made(case, bib, RideFact(bib=bib, code=FACT_CODES[type(outcome)]))]
        case incidents.Beaten():
            others = [other for other in case.heat.bibs if other != bib]
            winner = next((other for other in others if _rides(case.heat, other)), None)
            return [_made(case, bib, None, winner=winner)] if winner is not None else []
        case incidents.RidesAgain(paired=paired):
            return _again(case, bib, paired, before)
        case _:
            return []


def _again(case: _Case, bib: int, paired: bool, before: Sequence[Fact] = ()) -> list[Fact]:
    """The first attempt ends as DNF; the second joins a lone re-rider or makes a new last heat."""
    check_no_re_ride(case.competition, case.phase, case.heat, bib)
    lone = [
        HeatFact(number=heat.number, home=heat.home, back=heat.back)
        for heat in _later(case)
        if heat.joined and len(heat.bibs) == 1 and not heat.started
    ]
    lone += [fact.heat for fact in before if isinstance(fact, ReRideGranted) and not fact.joins]
    joins = paired and bool(lone)
    if not joins:
        numbers = [heat.number for heat in case.phase.counting] + [heat.number for heat in lone]
        drawn = HeatFact(number=max(numbers) + 1, home=bib)
    elif lone[0].home is None:
        drawn = HeatFact(number=lone[0].number, home=bib, back=lone[0].back)
    else:
        drawn = HeatFact(number=lone[0].number, home=lone[0].home, back=bib)
    return [
        _made(case, bib, RideFact(bib=bib, code="DNF"), ruling="re-ride"),
        ReRideGranted(
            competition=case.competition.id,
            phase=case.plan.id,
            heat=drawn,
            bib=bib,
            joins=joins,
            reason=case.command.reason,
        ),
    ]


def _later(case: _Case) -> list[HeatState]:
    return [heat for heat in case.phase.counting if heat.number > case.heat.number]


def _re_ride(case: _Case) -> list[Fact]:
    if case.plan.kind != "qualifying":
        raise refuse(
            "no-re-ride",
            say("{phase} has no re-rides: its heats are matches.", phase=case.plan.id),
            say("Rule a restart of the heat instead."),
        )
    paired = case.plan.incidents.re_rides == "paired" and case.command.choice != ALONE
    return _again(case, case.command.bib, paired)
