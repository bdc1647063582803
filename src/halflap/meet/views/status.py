"""Knows what somebody has to look at in a competition, and which heat of a session is next."""

from __future__ import annotations

from collections.abc import Iterator

from halflap.meet.catches import is_ridden, times_follow
from halflap.meet.doubts import heat_doubts, ranking_doubts
from halflap.meet.left_out import left_out, still_in
from halflap.meet.lines import outdated
from halflap.meet.naming import document_called, heat_called
from halflap.meet.records import beaten_records
from halflap.meet.results import bib_of, called, proposal_of
from halflap.meet.state import Competition, HeatState, Meet, Protest
from halflap.meet.views.communique import out_of_date
from halflap.rulebook.format import Phase
from halflap.words.sentence import Sentence, say


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
        found += (*superseded(competition, plan), *left_out(competition, plan))
        if not phase.kept:
            found += still_in(competition, plan)
        for heat in phase.heats:
            if heat.review is not None:
                found.append(
                    say(
                        "{heat} is under review: {why}",
                        heat=heat_called(plan, heat),
                        why=heat.review,
                    )
                )
            if heat.level is None and heat.ridden:
                found += [doubt.sentence for doubt in heat_doubts(competition, plan, phase, heat)]
        over = all(_times_known(plan, heat) for heat in phase.counting)
        if phase.ranking is None and phase.counting and over:
            found += [doubt.sentence for doubt in ranking_doubts(competition, plan)]
        elif outdated(competition, plan.id):
            found.append(
                say("The ranking of {phase} has changed since it was confirmed.", phase=plan.called)
            )
    for protest in competition.protests:
        if protest.upheld is None:
            found.append(
                say(
                    "Protest {number} by {by} about {heat} is open: {why}",
                    number=protest.number,
                    by=protest.by,
                    heat=_about(competition, protest),
                    why=protest.reason,
                )
            )
        elif protest.waits:
            found.append(
                say(
                    "Protest {number} by {by} about {heat} is upheld and not settled: rule on the"
                    " heat or correct it, or end the review and say what became of it.",
                    number=protest.number,
                    by=protest.by,
                    heat=_about(competition, protest),
                )
            )
    if competition.classification is not None:
        found += _unconfirmed_records(competition)
    return tuple(found)


def _times_known(plan: Phase, heat: HeatState) -> bool:
    """Whether every rider has an outcome, and nobody whose catch is noted is to have a time yet."""
    return heat.ridden and (heat.level is not None or not times_follow(plan, heat))


def _about(competition: Competition, protest: Protest) -> Sentence:
    """The heat of a protest; it may have been drawn away since."""
    plan, phase = competition.fmt.phase_of(protest.phase), competition.phase(protest.phase)
    heat = phase.heat(protest.heat) if phase is not None else None
    if heat is not None:
        return heat_called(plan, heat)
    return say("{phase}, heat {heat}", phase=plan.called, heat=protest.heat)


def _unconfirmed_records(competition: Competition) -> Iterator[Sentence]:
    for each in beaten_records(competition):
        if not each.confirmed:
            yield say(
                "{record} is to be confirmed: {name}, {time}.",
                record=each.record,
                name=called(competition, each.bib),
                time=str(each.time),
            )
            if each.doubt is not None:
                yield each.doubt.sentence


def stale_documents(meet: Meet, competition: Competition) -> tuple[Sentence, ...]:
    """The communiqués that would say something else today."""
    return tuple(
        say(
            "Communiqué {number} ({document}) is out of date: issue its next revision.",
            number=fact.number,
            document=document_called(competition, fact.document),
        )
        for fact in out_of_date(meet, competition)
    )


def superseded(competition: Competition, plan: Phase) -> tuple[Sentence, ...]:
    """Where a draw would be another today, because results it was drawn from were corrected."""
    phase = competition.phase(plan.id)
    if phase is None or not phase.basis or phase.kept:
        return ()
    proposal = proposal_of(competition, plan)
    if proposal.missing:
        return (say("{phase} was drawn from a ranking that is open again.", phase=plan.called),)
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
                    phase=plan.called,
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
                if competition is None or heat is None:
                    continue
                if not is_ridden(meet, competition, competition.fmt.phase_of(place[1]), heat):
                    return place
    return None
