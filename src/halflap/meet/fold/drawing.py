"""Knows what a draw changes: heats, sides, order, scratchings, rehearsals, sessions."""

from __future__ import annotations

from halflap.journal import facts as f
from halflap.meet.fold.transition import (
    At,
    Illegal,
    at_heat,
    check_open,
    check_unconfirmed,
    competition_of,
    drawn_heat,
    on,
    phase_of,
    plan_of,
    replace,
    settled,
    with_phase,
)
from halflap.meet.state import Competition, Meet, PhaseState, Session
from halflap.words.sentence import say


def _check_entered(competition: Competition, *heats: f.HeatFact) -> None:
    known = set(competition.bibs)
    for heat in heats:
        for bib in (heat.home, heat.back):
            if bib is not None and bib not in known:
                raise Illegal(say("bib {bib} is not entered", bib=bib))


@on(f.PhaseDrawn)
def _phase_drawn(meet: Meet, fact: f.PhaseDrawn) -> Meet:
    competition = competition_of(meet, fact.competition)
    before = competition.phase(fact.phase)
    if before is not None and any(heat.started for heat in before.counting):
        raise Illegal(say("a run of {phase} has started", phase=fact.phase))
    plan = plan_of(competition, fact.phase)
    if plan.source:
        source = phase_of(competition, plan.source)
        if source.ranking is None:
            raise Illegal(say("the ranking of {phase} is not confirmed", phase=plan.source))
    _check_entered(competition, *fact.heats)
    rehearsals = tuple(heat for heat in before.heats if heat.rehearsal) if before else ()
    heats = tuple(drawn_heat(heat) for heat in fact.heats)
    phase = PhaseState(heats=(*rehearsals, *heats), basis=fact.basis)
    # What was upheld about the draw before is settled by the new one.
    about = tuple(protest for protest in competition.protests if protest.phase == fact.phase)
    return with_phase(meet, settled(competition, about), fact.phase, phase)


@on(f.HeatsReordered)
def _heats_reordered(meet: Meet, fact: f.HeatsReordered) -> Meet:
    competition = competition_of(meet, fact.competition)
    phase = phase_of(competition, fact.phase)
    by_number = {heat.number: heat for heat in phase.counting}
    if sorted(by_number) != sorted(fact.order):
        raise Illegal(say("the order does not name every heat of {phase} once", phase=fact.phase))
    rehearsals = tuple(heat for heat in phase.heats if heat.rehearsal)
    heats = (*rehearsals, *(by_number[number] for number in fact.order))
    return with_phase(meet, competition, fact.phase, replace(phase, heats=heats))


@on(f.SidesSwapped)
def _sides_swapped(meet: Meet, fact: f.SidesSwapped) -> Meet:
    at = at_heat(meet, fact)
    if at.heat.started:
        raise Illegal(say("heat {heat} has started", heat=at.heat.key))
    return at.put(home=at.heat.back, back=at.heat.home)


@on(f.SidesReported)
def _sides_reported(meet: Meet, fact: f.SidesReported) -> Meet:
    at = at_heat(meet, fact)
    if not at.heat.started or at.heat.sides_reported:
        raise Illegal(say("heat {heat} has no wrong sides to report", heat=at.heat.key))
    return at.put(sides_reported=True)


@on(f.RiderScratched)
def _rider_scratched(meet: Meet, fact: f.RiderScratched) -> Meet:
    at = at_heat(meet, fact)
    check_open(at)
    check_unconfirmed(at)
    if fact.bib not in at.heat.bibs or at.heat.ride(fact.bib) is not None:
        raise Illegal(
            say("bib {bib} is not waiting in heat {heat}", bib=fact.bib, heat=at.heat.key)
        )
    ride = f.RideFact(bib=fact.bib, code="DNS", excused=fact.excused)
    return at.put(
        rides=(*at.heat.rides, ride), scratched=(*at.heat.scratched, (fact.bib, fact.excused))
    )


@on(f.RehearsalDrawn)
def _rehearsal_drawn(meet: Meet, fact: f.RehearsalDrawn) -> Meet:
    competition = competition_of(meet, fact.competition)
    plan_of(competition, fact.phase)
    _check_entered(competition, fact.heat)
    phase = competition.phase(fact.phase) or PhaseState()
    heat = drawn_heat(fact.heat, rehearsal=True)
    if phase.heat(heat.key) is not None:
        raise Illegal(say("there is already a rehearsal {heat}", heat=heat.key))
    phase = replace(phase, heats=(*phase.heats, heat))
    return with_phase(meet, competition, fact.phase, phase)


@on(f.SessionOrdered)
def _session_ordered(meet: Meet, fact: f.SessionOrdered) -> Meet:
    # A final may be named by its label; what is kept is its key, as everywhere else.
    heats = tuple((place[0], place[1], At(meet, *place).heat.key) for place in fact.heats)
    session = Session(name=fact.session, heats=heats, starts_us=fact.starts_us, breaks=fact.breaks)
    names = [other.name for other in meet.sessions]
    if fact.session in names:
        sessions = tuple(session if o.name == fact.session else o for o in meet.sessions)
    else:
        sessions = (*meet.sessions, session)
    return replace(meet, sessions=sessions)
