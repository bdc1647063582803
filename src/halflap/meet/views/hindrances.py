"""Knows what has to be done before a confirmation is possible, each as the step that does it."""

from __future__ import annotations

from collections.abc import Iterator

from halflap.meet.commands.confirming import not_in_a_heat, undecided_match
from halflap.meet.naming import heat_called
from halflap.meet.results import called, classification, rankings, standing
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.meet.views.step import Step
from halflap.rulebook.format import Phase
from halflap.words.sentence import say


def disputes(competition: Competition, plan: Phase) -> Iterator[Step]:
    """What has to be decided before anything of the phase is confirmed."""
    phase = competition.phase(plan.id)
    for heat in phase.counting if phase is not None else ():
        ends = f"halflap review MEET {plan.id} {heat.key} --end --reason REASON"
        name = heat_called(plan, heat)
        for protest in competition.about(plan.id, heat.key):
            number = str(protest.number)
            if protest.upheld is None:
                yield Step(
                    say(
                        "Decide protest {number} by {by} about {heat}.",
                        number=number,
                        by=protest.by,
                        heat=name,
                    ),
                    f"halflap protest MEET --decide {number} --upheld|--rejected --reason REASON",
                    "DecideProtest",
                    of=number,
                )
            elif protest.waits:
                yield Step(
                    say(
                        "Settle protest {number} about {heat}, which is upheld: rule on the heat or"
                        " correct it, or end the review and say what became of it.",
                        number=number,
                        heat=name,
                    ),
                    ends,
                    "CloseReview",
                    plan.id,
                    heat.key,
                )
        if heat.review is not None:
            yield Step(
                say("End the review of {heat}: {why}", heat=name, why=heat.review),
                ends,
                "CloseReview",
                plan.id,
                heat.key,
            )


def late_entries(competition: Competition, plan: Phase, phase: PhaseState) -> Iterator[Step]:
    """Who was entered after the draw: drawn again until somebody has started, then withdrawn."""
    started = any(heat.started for heat in phase.counting)
    for bib in not_in_a_heat(competition, plan, phase):
        awaits = say("{name} is entered but in no heat.", name=called(competition, bib))
        if started:
            withdraws = f"halflap withdraw MEET --rider {bib} --reason REASON"
            yield Step(awaits, withdraws, "WithdrawRider", of=str(bib))
        else:
            yield Step(awaits, f"halflap draw MEET {plan.id} --again", "DrawPhase", plan.id)


def undecided_heats(competition: Competition, plan: Phase, phase: PhaseState) -> Iterator[Step]:
    """Matches without a winner: equal riders draw lots, of others the commissaires decide."""
    for heat in phase.counting:
        match = undecided_match(competition, plan, phase, heat)
        if match is None:
            continue
        awaits = say("{heat}: {why}", heat=heat_called(plan, heat), why=match.reasons[0].sentence)
        if match.equal:
            lots = f"halflap lots MEET {plan.id} --order BIB,BIB"
            yield Step(awaits, lots, "DrawLots", plan.id)
        elif heat.level is None:
            rules = f"halflap rule MEET {plan.id} {heat.key} winner --rider BIB --reason REASON"
            yield Step(awaits, rules, "Rule", plan.id, heat.key)
        else:
            yield Step(awaits, _corrects(plan, heat), "CorrectResult", plan.id, heat.key)


def unknown_times(competition: Competition, plan: Phase, phase: PhaseState) -> Iterator[Step]:
    """Rides whose time is not known, so that no ranking follows: it is recorded or corrected."""
    missing = {
        dict(sentence.values).get("name"): sentence
        for ranking in rankings(standing(competition), plan.id)
        for sentence in ranking.missing
    }
    for heat in phase.counting:
        for bib in heat.bibs:
            awaits = missing.get(called(competition, bib))
            if awaits is None:
                continue
            if heat.level is None:
                side = "home" if bib == heat.home else "back"
                records = f"halflap record MEET {plan.id} {heat.key} --{side} TIME"
                yield Step(awaits, records, "RecordOutcomes", plan.id, heat.key)
            else:
                yield Step(awaits, _corrects(plan, heat), "CorrectResult", plan.id, heat.key)


def _corrects(plan: Phase, heat: HeatState) -> str:
    return f"halflap correct MEET {plan.id} {heat.key} --home TIME --back TIME --reason REASON"


def open_places(competition: Competition) -> Iterator[Step]:
    """Medals that equal riders leave open: lots decide in the phase where they are equal."""
    result = classification(competition)
    placed = {placing.rider for placing in result.placings}
    for missing in result.missing:
        for plan in reversed(competition.fmt.phase):
            if any(
                line.equal and line.rider not in placed
                for ranking in rankings(standing(competition), plan.id)
                for line in ranking.ranked
            ):
                lots = f"halflap lots MEET {plan.id} --order BIB,BIB"
                awaits = say("The final classification is open: {why}", why=missing)
                yield Step(awaits, lots, "DrawLots", plan.id)
                break
