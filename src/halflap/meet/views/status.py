"""Knows what is awaited in a competition: the next step, and what needs attention."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.meet.commands.confirming import nobody_left
from halflap.meet.doubts import heat_doubts, ranking_doubts
from halflap.meet.lines import outdated
from halflap.meet.records import beaten_records
from halflap.meet.results import bib_of, called, standing
from halflap.meet.state import Competition, HeatState, Meet
from halflap.rulebook.format import Phase
from halflap.rulebook.progression import propose, undecided_seeds
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Step:
    """What is awaited, and the command that does it (``MEET`` stands for the file)."""

    awaits: Sentence
    command: str = ""


def next_step(competition: Competition) -> Step:
    """The next thing to do in a competition."""
    if not competition.bibs:
        return Step(say("Enter the riders."), "halflap enter MEET ENTRIES.csv")
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        if nobody_left(competition, plan):
            if phase is None or phase.ranking is None:
                return Step(
                    say("Nobody is left to ride {phase}: confirm that.", phase=plan.id),
                    f"halflap confirm MEET {plan.id} --as provisional",
                )
            continue
        if phase is None or not phase.counting:
            return Step(say("Draw {phase}.", phase=plan.id), f"halflap draw MEET {plan.id}")
        for heat in phase.counting:
            if not heat.ridden:
                return _ride(competition, plan, heat)
        if phase.ranking is None or outdated(competition, plan.id):
            undecided = undecided_seeds(competition.fmt, plan.id, standing(competition))
            if undecided:  # the confirmation is refused until lots separate them
                return Step(undecided[0], f"halflap lots MEET {plan.id} --order BIB,BIB")
            level = phase.ranking.level if phase.ranking else "provisional"
            return Step(
                say("Confirm the ranking of {phase}.", phase=plan.id),
                f"halflap confirm MEET {plan.id} --as {level}",
            )
    if competition.classification is None:
        return _classify(competition)
    return Step(say("Everything is ridden and confirmed."))


def _classify(competition: Competition) -> Step:
    """The classification, and before it the rankings that are not official yet."""
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        if phase is not None and phase.ranking is not None and phase.ranking.level != "official":
            return Step(
                say("Make the ranking of {phase} official.", phase=plan.id),
                f"halflap confirm MEET {plan.id} --as official",
            )
    return Step(say("Confirm the final classification."), "halflap confirm MEET --as official")


def _ride(competition: Competition, plan: Phase, heat: HeatState) -> Step:
    name = f"{plan.id} {heat.label or heat.key}"
    riders = " - ".join(
        f"{called(competition, bib)}" for bib in heat.bibs if heat.ride(bib) is None
    )
    waits = say("Heat {heat} is next: {riders}.", heat=name, riders=riders)
    if heat.running is not None:
        waits = say(
            "Run {run} of heat {heat} is under way: {riders}.",
            run=heat.running.number,
            heat=name,
            riders=riders,
        )
    # Who has no opponent in a match has won it, ridden or not.
    outcome = "TIME|WO" if plan.kind != "qualifying" and len(heat.bibs) == 1 else "TIME"
    sides = [
        f"--{side} {outcome}"
        for side, bib in (("home", heat.home), ("back", heat.back))
        if bib is not None and heat.ride(bib) is None
    ]
    return Step(waits, f"halflap record MEET {name} {' '.join(sides)}")


def attention(competition: Competition) -> tuple[Sentence, ...]:
    """What somebody has to look at: superseded draws, reviews, protests, doubts, stale rankings."""
    found: list[Sentence] = []
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        if phase is None:
            continue
        if not plan.source and phase.counting:
            drawn = {bib for heat in phase.counting for bib in heat.bibs}
            found += [
                say("{name} is entered but in no heat.", name=called(competition, bib))
                for bib in competition.bibs
                if bib not in drawn
            ]
        found += superseded(competition, plan)
        for heat in phase.heats:
            if heat.review is not None:
                found.append(
                    say(
                        "{phase} heat {heat} is under review: {why}",
                        phase=plan.id,
                        heat=heat.key,
                        why=heat.review,
                    )
                )
            if heat.level is None and heat.ridden:
                found += [doubt.sentence for doubt in heat_doubts(competition, plan, phase, heat)]
        if phase.ranking is None and phase.counting and all(heat.ridden for heat in phase.counting):
            found += [doubt.sentence for doubt in ranking_doubts(competition, plan)]
        elif outdated(competition, plan.id):
            found.append(
                say("The ranking of {phase} has changed since it was confirmed.", phase=plan.id)
            )
    for protest in competition.protests:
        if protest.upheld is None:
            found.append(
                say(
                    "Protest {number} by {by} about {phase} heat {heat} is open: {why}",
                    number=protest.number,
                    by=protest.by,
                    phase=protest.phase,
                    heat=protest.heat,
                    why=protest.reason,
                )
            )
    if competition.classification is not None:
        found += [
            say(
                "{record} is to be confirmed: {name}, {time}.",
                record=each.record,
                name=called(competition, each.bib),
                time=str(each.time),
            )
            for each in beaten_records(competition)
            if not each.confirmed
        ]
    return tuple(found)


def superseded(competition: Competition, plan: Phase) -> tuple[Sentence, ...]:
    """Where a draw would be another today, because results it was drawn from were corrected."""
    phase = competition.phase(plan.id)
    if phase is None or not phase.basis or phase.kept:
        return ()
    proposal = propose(competition.fmt, plan, standing(competition))
    if proposal.missing:
        return (say("{phase} was drawn from a ranking that is open again.", phase=plan.id),)
    drawn = {basis.seed: basis.bib for basis in phase.basis}
    remedy = say("Keep the draw (halflap keep) or draw again.")
    if any(heat.started for heat in phase.counting):
        remedy = say("It has been ridden: keep the draw (halflap keep).")
    found: list[Sentence] = []
    for heat in proposal.heats:
        now = {str(seat.seed): bib_of(seat.rider) for seat in heat.seeded if seat.rider is not None}
        if any(drawn.get(seed) != bib for seed, bib in now.items()):
            found.append(
                say(
                    "{phase} was drawn from superseded times: {seeds} would be {riders}. {remedy}",
                    phase=plan.id,
                    seeds=" v ".join(str(seed) for seed in heat.plan.seeds),
                    riders=" - ".join(heat.riders),
                    remedy=remedy,
                )
            )
    return tuple(found)


def next_in_session(meet: Meet, session: str) -> tuple[str, str, str] | None:
    """The first heat of a session that is not ridden: (competition, phase, heat)."""
    for other in meet.sessions:
        if other.name == session:
            for place in other.heats:
                competition = meet.competitions.get(place[0])
                phase = competition.phase(place[1]) if competition else None
                heat = phase.heat(place[2]) if phase else None
                if heat is not None and not heat.ridden:
                    return place
    return None
