"""Knows what happens to a heat while it is ridden: runs, incidents, outcomes, rulings, re-rides."""

from __future__ import annotations

from halflap.journal import facts as f
from halflap.meet.fold.transition import (
    CAUTIONS,
    At,
    Illegal,
    at_heat,
    check_open,
    check_rides,
    check_unconfirmed,
    competition_of,
    drawn_heat,
    on,
    phase_of,
    replace,
    standing,
    with_competition,
    with_phase,
)
from halflap.meet.state import Meet, Run
from halflap.words.sentence import say


@on(f.RunStarted)
def _run_started(meet: Meet, fact: f.RunStarted) -> Meet:
    at = at_heat(meet, fact)
    check_open(at)
    check_unconfirmed(at)
    if at.heat.running is not None or at.heat.ridden:
        raise Illegal(say("heat {heat} is running or ridden", heat=at.heat.key))
    if fact.run != len(at.heat.runs) + 1:
        raise Illegal(
            say("run {run} is not the next of heat {heat}", run=fact.run, heat=at.heat.key)
        )
    return at.put(runs=(*at.heat.runs, Run(number=fact.run, before=at.heat.rides)))


@on(f.IncidentRuled)
def _incident_ruled(meet: Meet, fact: f.IncidentRuled) -> Meet:
    at = at_heat(meet, fact)
    check_open(at)
    check_unconfirmed(at)
    run = next((each for each in at.heat.runs if each.number == fact.run), None)
    under_way = run is not None and run is at.heat.runs[-1] and not run.stopped
    if run is None or not (under_way or run.restarted):
        raise Illegal(say("run {run} of heat {heat} is over", run=fact.run, heat=at.heat.key))
    ruled = replace(run, incidents=(*run.incidents, fact))
    runs = tuple([ruled if each is run else each for each in at.heat.runs])
    if not (fact.stopped and under_way):
        return at.put(runs=runs)
    return at.put(runs=runs, rides=standing(at.heat), winner=None)


@on(f.OutcomesRecorded)
def _outcomes_recorded(meet: Meet, fact: f.OutcomesRecorded) -> Meet:
    at = at_heat(meet, fact)
    check_open(at)
    check_unconfirmed(at)
    check_rides(at, fact.rides)
    if fact.run != len(at.heat.runs):
        raise Illegal(
            say("run {run} of heat {heat} is not the last", run=fact.run, heat=at.heat.key)
        )
    return at.put(rides=fact.rides)


@on(f.RulingMade)
def _ruling_made(meet: Meet, fact: f.RulingMade) -> Meet:
    at = at_heat(meet, fact)
    if fact.ruling in CAUTIONS:
        cautions = (*at.competition.cautions, (fact.bib, fact.ruling))
        meet = with_competition(meet, replace(at.competition, cautions=cautions))
        at = at_heat(meet, fact)
    if fact.ride is None and fact.winner is None:
        return meet  # said and kept, without consequence for the heat
    check_open(at)
    check_unconfirmed(at)
    rides = at.heat.rides
    if fact.ride is not None:
        check_rides(at, (fact.ride,))
        kept = tuple(ride for ride in rides if ride.bib != fact.ride.bib)
        rides = (*kept, fact.ride)
    if isinstance(fact.winner, int) and fact.winner not in at.heat.bibs:
        raise Illegal(
            say("bib {bib} is not drawn in heat {heat}", bib=fact.winner, heat=at.heat.key)
        )
    return at.put(rides=rides, winner=fact.winner if fact.winner is not None else at.heat.winner)


@on(f.ReRideGranted)
def _re_ride_granted(meet: Meet, fact: f.ReRideGranted) -> Meet:
    competition = competition_of(meet, fact.competition)
    phase = phase_of(competition, fact.phase)
    if phase.ranking is not None:
        raise Illegal(say("the ranking of {phase} is confirmed", phase=fact.phase))
    if fact.joins:
        at = At(meet, fact.competition, fact.phase, str(fact.heat.number))
        if at.heat.started or not {fact.heat.home, fact.heat.back} >= set(at.heat.bibs):
            raise Illegal(say("heat {heat} has no place left", heat=at.heat.key))
        return at.put(home=fact.heat.home, back=fact.heat.back, joined=(*at.heat.joined, fact.bib))
    if phase.heat(str(fact.heat.number)) is not None:
        raise Illegal(say("there is already a heat {heat}", heat=fact.heat.number))
    heat = drawn_heat(fact.heat, joined=(fact.bib,))
    phase = replace(phase, heats=(*phase.heats, heat))
    return with_phase(meet, competition, fact.phase, phase)
