"""Knows the next thing to do in a competition, from its first entry to its last communiqué and
record; once there is nothing left it says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from halflap.meet.catches import is_ridden, time_follows
from halflap.meet.commands.confirming import nobody_left
from halflap.meet.left_out import left_out, still_in
from halflap.meet.lines import classification_lines, outdated
from halflap.meet.naming import document_called, heat_called
from halflap.meet.records import BeatenRecord, beaten_records
from halflap.meet.results import called, classification, standing
from halflap.meet.state import Competition, HeatState, Meet
from halflap.meet.views.communique import CLASSIFICATION, out_of_date
from halflap.meet.views.hindrances import (
    disputes,
    late_entries,
    open_places,
    undecided_heats,
    unknown_times,
)
from halflap.meet.views.status import superseded
from halflap.meet.views.step import Step
from halflap.rulebook.format import Phase
from halflap.rulebook.progression import undecided_seeds
from halflap.words.sentence import Sentence, say


def next_step(meet: Meet, competition: Competition) -> Step:
    """The next thing to do in a competition of a meet."""
    return next(_steps(meet, competition))


AFTERWARDS = frozenset(
    {
        "DrawLots",
        "ConfirmRanking",
        "KeepDraw",
        "ConfirmClassification",
        "DecideProtest",
        "CloseReview",
    }
)
"""What a decision may leave to be done about what was decided before it."""


def afterwards(before: Meet, after: Meet) -> tuple[Sentence, ...]:
    """What a decision that leads from one state to the other leaves to be done, in order."""
    found: list[Sentence] = []
    for competition in after.in_order():
        old = before.competitions.get(competition.id)
        known = set(_steps(before, old)) if old is not None else set()
        found += [
            step.awaits
            for step in _steps(after, competition)
            if step.does in AFTERWARDS
            and step not in known
            and (step.phase or step.of or competition.classification is not None)
        ]
    return tuple(dict.fromkeys(found))


def _steps(meet: Meet, competition: Competition) -> Iterator[Step]:
    """What is left to do, in order; the last is that nothing is."""
    if not competition.bibs:
        yield Step(say("Enter the riders."), "halflap enter MEET ENTRIES.csv", "EnterRiders")
    for plan in competition.fmt.phase:
        yield from _of_phase(meet, competition, plan)
    for plan in competition.fmt.phase:
        yield from disputes(competition, plan)
    yield from _classify(competition)
    yield from _issue(meet, competition)
    yield from _records(competition)
    yield _done(competition)


def _of_phase(meet: Meet, competition: Competition, plan: Phase) -> Iterator[Step]:
    name, phase = plan.called, competition.phase(plan.id)
    if nobody_left(competition, plan):
        if phase is None or phase.ranking is None:
            yield Step(
                say("Nobody is left to ride {phase}: confirm that.", phase=name),
                f"halflap confirm MEET {plan.id} --as provisional",
                "ConfirmRanking",
                plan.id,
            )
        return
    if phase is None or not phase.counting:
        # It may be drawn all the same; what is decided may change who rides.
        for source in competition.fmt.phase:
            if source.id == plan.source:
                yield from disputes(competition, source)
        draws = f"halflap draw MEET {plan.id}"
        yield Step(say("Draw {phase}.", phase=name), draws, "DrawPhase", plan.id)
        return
    if superseded(competition, plan):
        started = any(heat.started for heat in phase.counting)
        left = (*left_out(competition, plan), *still_in(competition, plan))
        yield _superseded(plan, started, left)
    late = tuple(late_entries(competition, plan, phase))
    if not any(heat.started for heat in phase.counting):
        yield from late
    unridden = [each for each in phase.counting if not is_ridden(meet, competition, plan, each)]
    for heat in unridden:
        yield _ride(competition, plan, heat)
    if not unridden and (phase.ranking is None or outdated(competition, plan.id)):
        yield from disputes(competition, plan)
        # The confirmation is refused until all of this is done.
        yield from late
        yield from undecided_heats(competition, plan, phase)
        yield from unknown_times(competition, plan, phase)
        for undecided in undecided_seeds(competition.fmt, plan.id, standing(competition))[:1]:
            lots = f"halflap lots MEET {plan.id} --order BIB,BIB"
            yield Step(undecided, lots, "DrawLots", plan.id)
        again = phase.ranking is not None
        level = phase.ranking.level if phase.ranking else "provisional"
        yield Step(
            say("Confirm the ranking of {phase} again: it has changed since.", phase=name)
            if again
            else say("Confirm the ranking of {phase}.", phase=name),
            f"halflap confirm MEET {plan.id} --as {level}",
            "ConfirmRanking",
            plan.id,
        )


def _superseded(plan: Phase, started: bool, left: tuple[Sentence, ...]) -> Step:
    """A draw that would be another one today: people keep it, or draw again if nobody started;
    ``left`` says for whom it is wrong.
    """
    name = plan.called
    keeps = f"halflap keep MEET {plan.id} --reason REASON"
    waits = say(
        "{phase} was drawn from results that were corrected since: draw it again, or keep the draw"
        " and say why.",
        phase=name,
    )
    if started:
        waits = say(
            "{phase} was drawn from results that were corrected since, and has been started: keep"
            " the draw and say why.",
            phase=name,
        )
    if left:
        waits = say("{awaits} {left}", awaits=waits, left=left)
    return Step(waits, keeps, "KeepDraw", plan.id)


def _ride(competition: Competition, plan: Phase, heat: HeatState) -> Step:
    name = f"{plan.id} {heat.label or heat.key}"
    waiting = [
        bib
        for bib in heat.bibs
        if (ride := heat.ride(bib)) is None or time_follows(plan, ride)  # UCI 3.2.056
    ]
    riders = " - ".join(f"{called(competition, bib)}" for bib in waiting)
    waits = say("Ride {heat}: {riders}.", heat=heat_called(plan, heat), riders=riders)
    if heat.running is not None or heat.ridden:
        waits = say(
            "Run {run} of {heat} is under way: {riders}.",
            run=heat.runs[-1].number,
            heat=heat_called(plan, heat),
            riders=riders,
        )
    # Who has no opponent in a match has won it, ridden or not.
    outcome = "TIME|WO" if plan.kind != "qualifying" and len(heat.bibs) == 1 else "TIME"
    sides = [
        f"--{side} {outcome}"
        for side, bib in (("home", heat.home), ("back", heat.back))
        if bib in waiting
    ]
    records = f"halflap record MEET {name} {' '.join(sides)}"
    return Step(waits, records, "RecordOutcomes", plan.id, heat.key)


def _classify(competition: Competition) -> Iterator[Step]:
    """The classification, and before it the rankings that are not official yet."""
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        if phase is not None and phase.ranking is not None and phase.ranking.level != "official":
            yield Step(
                say("Make the ranking of {phase} official.", phase=plan.called),
                f"halflap confirm MEET {plan.id} --as official",
                "ConfirmRanking",
                plan.id,
            )
    confirmed, does = competition.classification, "ConfirmClassification"
    command = "halflap confirm MEET --as official"
    yield from open_places(competition)
    for missing in classification(competition).missing:
        yield Step(say("The final classification is open: {why}", why=missing), command, does)
    if confirmed is None:
        yield Step(say("Confirm the final classification."), command, does)
    elif confirmed.lines != classification_lines(competition):
        again = say("Confirm the final classification again: results were corrected since.")
        yield Step(again, command, does)
    elif confirmed.level != "official":
        yield Step(say("Make the final classification official."), command, does)


def _issue(meet: Meet, competition: Competition) -> Iterator[Step]:
    """Communiqués whose content has changed since, then the one that ends the competition."""
    for fact in out_of_date(meet, competition):
        kind, _, phase = fact.document.partition(" ")
        yield Step(
            say(
                "Issue communiqué {number} ({document}) again: what it says has changed.",
                number=fact.number,
                document=document_called(competition, fact.document),
            ),
            f"halflap issue MEET {fact.document} --reason REASON",
            "IssueDocument",
            phase,
            of=kind,
        )
    issued = {(fact.competition, fact.document) for fact in meet.documents.values()}
    if (competition.id, CLASSIFICATION) not in issued:
        yield Step(
            say("Issue the communiqué of the final classification and the medals."),
            f"halflap issue MEET {CLASSIFICATION}",
            "IssueDocument",
            of=CLASSIFICATION,
        )


def _records(competition: Competition) -> Iterator[Step]:
    """Records to confirm. A doubtful time (by hand, to fewer decimals) may be taken for one, and
    need not be: that is nothing left to do.
    """
    beaten = beaten_records(competition)
    for number, each in enumerate(beaten, 1):
        if not each.confirmed and each.doubt is None:
            same = [one for one in beaten if _of_one_rider(one, each) and not one.confirmed]
            heat = f" --heat {each.heat.key}" if len(same) > 1 else ""
            yield Step(
                say(
                    "Confirm the record {record}: {name}, {time}.",
                    record=each.record,
                    name=each.name,
                    time=str(each.time),
                ),
                f"halflap records MEET --confirm {each.record} --phase {each.phase}"
                f" --rider {each.bib}{heat}",
                "ConfirmRecord",
                of=str(number),
            )


def _of_one_rider(one: BeatenRecord, other: BeatenRecord) -> bool:
    """Whether both are the same record, beaten by one rider in one phase."""
    return (one.record, one.phase, one.bib) == (other.record, other.phase, other.bib)


def _done(competition: Competition) -> Step:
    medals = competition.classification.medals if competition.classification is not None else ()
    said = tuple(_medal(medal, called(competition, bib)) for medal, bib in medals)
    if not said:
        return Step(say("Everything is ridden, confirmed and issued."))
    return Step(say("Everything is ridden, confirmed and issued. {medals}", medals=said))


def _medal(medal: str, name: str) -> Sentence:
    if medal == "gold":
        return say("Gold: {name}.", name=name)
    if medal == "silver":
        return say("Silver: {name}.", name=name)
    return say("Bronze: {name}.", name=name)
