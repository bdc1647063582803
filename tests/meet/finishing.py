"""Knows how patient officials bring any competition to its end, whatever happened before.

Every step is a command that must be possible: a refusal nobody can get past fails the test.
"""

from __future__ import annotations

from msgspec.structs import replace

from halflap.journal.facts import Level, RideFact, TimeFact
from halflap.meet import commands as c
from halflap.meet.commands.confirming import nobody_left
from halflap.meet.records import beaten_records
from halflap.meet.results import bib_of, heat_value, rankings, standing
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.meet.views.communique import communique, document_plan
from halflap.meet.views.next_step import next_step
from halflap.meet.views.step import Step
from halflap.rulebook.format import Phase
from halflap.rulebook.match import State, decide
from tests.meet.table import Table, texts


def finish(table: Table, competition_id: str) -> None:
    """Ride and confirm all that is left of a competition with at least one rider."""
    _close_reviews(table, competition_id)
    for plan in table.competition(competition_id).fmt.phase:
        _finish_phase(table, competition_id, plan)
    command = c.ConfirmClassification(competition=competition_id, level="provisional")
    answer = c.decide(table.ledger, command)
    if isinstance(answer, c.Refused) and {r.code for r in answer.refusals} == {"undecided"}:
        _lots_for_medals(table, competition_id)
        answer = c.decide(table.ledger, command)
    if isinstance(answer, c.Refused):
        assert {refusal.code for refusal in answer.refusals} == {"confirmed"}, texts(answer)
    else:
        table.keep(answer)


def follow(table: Table, id_: str, until: str = "") -> Step:
    """Do what the next step says until it says ``until`` or that nothing is left, once all is
    ridden.
    """
    for _ in range(100):
        step = next_step(table.meet, table.competition(id_))
        if step.does in ("", until):
            return step
        _do(table, id_, step)
    raise AssertionError(f"the next step leads nowhere: {step.awaits}")


def _do(table: Table, id_: str, step: Step) -> None:
    competition = table.competition(id_)
    match step.does:
        case "KeepDraw":
            table.act(c.KeepDraw(competition=id_, phase=step.phase, reason="it is ridden"))
        case "ConfirmRanking":
            table.act(
                c.ConfirmRanking(
                    competition=id_, phase=step.phase, level="official", acknowledge=("all",)
                )
            )
        case "ConfirmClassification":
            table.act(c.ConfirmClassification(competition=id_, level="official"))
        case "IssueDocument":
            made = communique(
                competition, step.of, document_plan(competition, f"{step.of} {step.phase}")
            )
            table.act(
                c.IssueDocument(
                    competition=id_, document=made.name, content=made.content, reason="it changed"
                )
            )
        case "ConfirmRecord":
            record = beaten_records(competition)[int(step.of) - 1]
            table.act(
                c.ConfirmRecord(
                    competition=id_,
                    record=record.record,
                    phase=record.phase,
                    bib=record.bib,
                    heat=record.heat.key,
                )
            )
        case _:
            raise AssertionError(str(step.awaits))


def _lots_for_medals(table: Table, id_: str) -> None:
    """Lots between all who are equal, in every phase; then its ranking again."""
    for plan in table.competition(id_).fmt.phase:
        for ranking in rankings(standing(table.competition(id_)), plan.id):
            equal = {bib_of(rider) for line in ranking.ranked for rider in line.equal}
            if order := tuple(sorted(equal)):
                table.act(c.DrawLots(competition=id_, phase=plan.id, order=order))
        _confirm(table, id_, plan)


def _close_reviews(table: Table, id_: str) -> None:
    for protest in table.competition(id_).protests:
        if protest.upheld is None:
            table.act(
                c.DecideProtest(
                    competition=id_, protest=protest.number, upheld=False, reason="heard"
                )
            )
    for phase_id, phase in table.competition(id_).phases:
        for heat in phase.heats:
            now = table.heat(phase_id, heat.key, id_)
            if now.review is not None:
                table.act(
                    c.CloseReview(competition=id_, phase=phase_id, heat=heat.key, reason="seen")
                )


def _finish_phase(table: Table, id_: str, plan: Phase) -> None:
    competition = table.competition(id_)
    if not nobody_left(competition, plan):
        drawn = competition.phase(plan.id)
        if drawn is None or not drawn.counting:
            table.act(c.DrawPhase(competition=id_, phase=plan.id))
        elif not plan.source:
            _place_late_entries(table, competition, drawn)
        for heat in table.phase(plan.id, id_).counting:
            _finish_heat(table, id_, plan, heat)
    _confirm(table, id_, plan)


def _place_late_entries(table: Table, competition: Competition, phase: PhaseState) -> None:
    drawn = {bib for heat in phase.counting for bib in heat.bibs}
    for bib in competition.bibs:
        if bib not in drawn:
            table.act(c.WithdrawRider(competition=competition.id, bib=bib, reason="too late"))


def _finish_heat(table: Table, id_: str, plan: Phase, heat: HeatState) -> None:
    time = TimeFact(us=200_000_000 + heat.number * 1_000_000)
    slow = TimeFact(us=300_000_000 + heat.number * 1_000_000)
    # No rank follows from a walkover or a catch without a time, nor an order among the relegated.
    untimed = {"WO": "OK", "CAP": "CAP", "REL": "REL"} if plan.kind == "qualifying" else {}
    codes = {ride.code for ride in heat.rides}
    rides: tuple[RideFact, ...] = ()
    for bib in heat.bibs:
        ride = heat.ride(bib)
        timed = RideFact(bib=bib, code="OK", time=time if bib == heat.home else slow)
        if ride is None and "CAP" in codes:
            rides += (RideFact(bib=bib, code="OVL"),)
        elif ride is None:
            rides += (replace(timed, code="CAP" if "OVL" in codes else "OK"),)
        elif ride.code in untimed and ride.time is None:
            rides += (replace(timed, code=untimed[ride.code]),)
    if rides and heat.level is None:
        table.act(c.RecordOutcomes(competition=id_, phase=plan.id, heat=heat.key, rides=rides))
    elif rides:
        table.act(
            c.CorrectResult(
                competition=id_, phase=plan.id, heat=heat.key, rides=rides, reason="the photo"
            )
        )
    if plan.kind != "qualifying":
        _decide(table, id_, plan, table.heat(plan.id, heat.key, id_))


def _decide(table: Table, id_: str, plan: Phase, heat: HeatState) -> None:
    competition = table.competition(id_)
    value = heat_value(competition, table.phase(plan.id, id_), heat)
    if decide(value, competition.fmt.ties).state is not State.UNDECIDED:
        return
    if heat.level is None:
        table.act(
            c.Rule(
                competition=id_,
                phase=plan.id,
                heat=heat.key,
                ruling="winner",
                bib=heat.bibs[0],
                reason="the panel",
            )
        )
    elif {ride.code for ride in heat.rides} == {"OK"}:
        table.act(c.DrawLots(competition=id_, phase=plan.id, order=heat.bibs))
    else:
        bib = heat.bibs[0]
        ride = RideFact(bib=bib, code="OK", time=TimeFact(us=350_000_000))
        table.act(
            c.CorrectResult(
                competition=id_, phase=plan.id, heat=heat.key, rides=(ride,), reason="the panel"
            )
        )
        other = heat.bibs[1]
        if table.heat(plan.id, heat.key, id_).ride(other) != RideFact(bib=other, code="DNF"):
            table.act(
                c.CorrectResult(
                    competition=id_,
                    phase=plan.id,
                    heat=heat.key,
                    rides=(RideFact(bib=other, code="DNF"),),
                    reason="the panel",
                )
            )


def _confirm(table: Table, id_: str, plan: Phase) -> None:
    phase = table.competition(id_).phase(plan.id)
    level: Level = phase.ranking.level if phase and phase.ranking else "provisional"
    command = c.ConfirmRanking(competition=id_, phase=plan.id, level=level, acknowledge=("all",))
    answer = c.decide(table.ledger, command)
    if isinstance(answer, c.Refused) and {r.code for r in answer.refusals} == {"undecided"}:
        for ranking in rankings(standing(table.competition(id_)), plan.id):
            equal = sorted({bib_of(rider) for line in ranking.ranked for rider in line.equal})
            if equal:
                table.act(c.DrawLots(competition=id_, phase=plan.id, order=tuple(equal)))
        answer = c.decide(table.ledger, command)
    if isinstance(answer, c.Refused):
        assert {refusal.code for refusal in answer.refusals} == {"confirmed"}, texts(answer)
    else:
        table.keep(answer)
