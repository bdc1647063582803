"""Knows what lots, reviews and protests change."""

from __future__ import annotations

from halflap.journal import facts as f
from halflap.meet.fold.transition import (
    At,
    Illegal,
    at_heat,
    competition_of,
    on,
    phase_of,
    plan_of,
    replace,
    settle,
    with_competition,
    with_phase,
)
from halflap.meet.state import Meet, Protest
from halflap.words.sentence import say


@on(f.LotsDrawn)
def _lots_drawn(meet: Meet, fact: f.LotsDrawn) -> Meet:
    competition = competition_of(meet, fact.competition)
    phase = phase_of(competition, fact.phase)
    if phase.lots_confirmed(fact.order):
        raise Illegal(say("the lots of {phase} are confirmed with it", phase=fact.phase))
    kept = tuple(bib for bib in phase.lots if bib not in fact.order)
    drawn = replace(phase, lots=(*kept, *fact.order))
    if plan_of(competition, fact.phase).kind != "qualifying":
        for heat in phase.counting:
            confirmed = heat.level is not None and heat.revision == 0
            before = phase.lots_between(heat)
            if confirmed and len(before) == 2 and before != drawn.lots_between(heat):
                raise Illegal(
                    say("heat {heat} of {phase} is confirmed", heat=heat.key, phase=fact.phase)
                )
    return with_phase(meet, competition, fact.phase, drawn)


@on(f.ReviewOpened)
def _review_opened(meet: Meet, fact: f.ReviewOpened) -> Meet:
    at = at_heat(meet, fact)
    if at.heat.review is not None:
        raise Illegal(say("heat {heat} is already under review", heat=at.heat.key))
    return at.put(review=fact.reason, review_protest=fact.protest or _opener(at, fact.reason))


def _opener(at: At, reason: str) -> int | None:
    """The protest that opened a review, for journals whose reviews hold no number: the open one
    that was lodged in the same words.
    """
    about = at.competition.about(at.phase_id, at.heat.key)
    return next((p.number for p in about if p.upheld is None and p.reason == reason), None)


@on(f.ReviewClosed)
def _review_closed(meet: Meet, fact: f.ReviewClosed) -> Meet:
    at = at_heat(meet, fact)
    waiting = any(p.waits for p in at.competition.about(at.phase_id, at.heat.key))
    if at.heat.review is None and not waiting:
        raise Illegal(say("heat {heat} is not under review", heat=at.heat.key))
    return settle(at.put(review=None, review_protest=None), fact)


@on(f.ProtestLodged)
def _protest_lodged(meet: Meet, fact: f.ProtestLodged) -> Meet:
    competition = competition_of(meet, fact.competition)
    at_heat(meet, fact)
    if fact.protest != len(competition.protests) + 1:
        raise Illegal(say("protest {number} is not the next", number=fact.protest))
    protest = Protest(
        number=fact.protest, phase=fact.phase, heat=fact.heat, by=fact.by, reason=fact.reason
    )
    return with_competition(meet, replace(competition, protests=(*competition.protests, protest)))


@on(f.ProtestDecided)
def _protest_decided(meet: Meet, fact: f.ProtestDecided) -> Meet:
    competition = competition_of(meet, fact.competition)
    open_ = [p for p in competition.protests if p.number == fact.protest and p.upheld is None]
    if not open_:
        raise Illegal(say("there is no open protest {number}", number=fact.protest))
    phase = competition.phase(open_[0].phase)
    heat = phase.heat(open_[0].heat) if phase is not None else None
    decided = replace(
        open_[0],
        upheld=fact.upheld,
        decision=fact.reason,
        runs=len(heat.runs) if heat is not None else 0,
        settled=heat is None,  # it was drawn away meanwhile: nothing of it is left to put right
    )
    protests = tuple(decided if p is open_[0] else p for p in competition.protests)
    return with_competition(meet, replace(competition, protests=protests))
