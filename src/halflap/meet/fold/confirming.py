"""Knows what confirmations, corrections and communiqués change, and what they rest on."""

from __future__ import annotations

from halflap.journal import facts as f
from halflap.meet.fold.transition import (
    Illegal,
    at_heat,
    check_open,
    check_rides,
    competition_of,
    on,
    phase_of,
    plan_of,
    replace,
    settle,
    with_competition,
    with_phase,
)
from halflap.meet.state import Meet, PhaseState
from halflap.words.sentence import say


@on(f.ResultConfirmed)
def _result_confirmed(meet: Meet, fact: f.ResultConfirmed) -> Meet:
    at = at_heat(meet, fact)
    if at.heat.level is None:  # a provisional heat becomes official with its ranking
        check_open(at)
    if not at.heat.ridden:
        raise Illegal(
            say("heat {heat} of {phase} is not ridden", heat=at.heat.key, phase=at.phase_id)
        )
    grounds = (at.heat.winner, at.phase.lots_between(at.heat) if at.match else ())
    if set(fact.rides) != set(at.heat.rides) or (fact.ruled, fact.lots) != grounds:
        raise Illegal(
            say(
                "heat {heat} of {phase} was confirmed as something else",
                heat=at.heat.key,
                phase=at.phase_id,
            )
        )
    if at.heat.level == "official":
        raise Illegal(say("heat {heat} is already official", heat=at.heat.key))
    return at.put(level=fact.level, confirmed=fact, splits=fact.splits)


@on(f.ResultCorrected)
def _result_corrected(meet: Meet, fact: f.ResultCorrected) -> Meet:
    at = at_heat(meet, fact)
    if at.heat.level is None or fact.revision != at.heat.revision + 1:
        raise Illegal(say("heat {heat} has nothing to correct", heat=at.heat.key))
    check_rides(at, fact.rides)
    corrected = at.put(
        rides=fact.rides,
        winner=fact.winner,
        confirmed=fact,
        revision=fact.revision,
        review=None,
        review_protest=None,
    )
    corrected = settle(corrected, fact)
    # A draw kept after one correction has to be looked at again after the next.
    competition = competition_of(corrected, fact.competition)
    phases = tuple(
        (id_, replace(phase, kept=False) if phase.kept and id_ != fact.phase else phase)
        for id_, phase in competition.phases
    )
    return with_competition(corrected, replace(competition, phases=phases))


@on(f.RankingConfirmed)
def _ranking_confirmed(meet: Meet, fact: f.RankingConfirmed) -> Meet:
    competition = competition_of(meet, fact.competition)
    source = plan_of(competition, fact.phase).source
    if source and phase_of(competition, source).ranking is None:
        raise Illegal(say("the ranking of {phase} is not confirmed", phase=source))
    phase = competition.phase(fact.phase) or PhaseState()  # nobody may be left to ride it
    waiting = [heat.key for heat in phase.counting if not _as_far(heat.level, fact.level)]
    if waiting:
        raise Illegal(
            say("heat {heat} of {phase} is not confirmed", heat=waiting[0], phase=fact.phase)
        )
    riders = {bib for heat in phase.counting for bib in heat.bibs}
    if {line.bib for line in fact.lines} != riders:
        raise Illegal(say("the ranking of {phase} names other riders", phase=fact.phase))
    if (fact.lots, fact.corrections) != (phase.lots, phase.corrections):
        raise Illegal(
            say("the ranking of {phase} rests on other lots or results", phase=fact.phase)
        )
    return with_phase(meet, competition, fact.phase, replace(phase, ranking=fact))


def _as_far(level: f.Level | None, wanted: f.Level) -> bool:
    """Whether something confirmed to ``level`` is confirmed as far as ``wanted``."""
    return level in ("official", wanted)


@on(f.ClassificationConfirmed)
def _classification_confirmed(meet: Meet, fact: f.ClassificationConfirmed) -> Meet:
    competition = competition_of(meet, fact.competition)
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        if phase is None or phase.ranking is None or not _as_far(phase.ranking.level, fact.level):
            raise Illegal(say("the ranking of {phase} is not confirmed", phase=plan.id))
        if phase.ranking.corrections != phase.corrections:
            raise Illegal(say("{phase} was corrected since its ranking", phase=plan.id))
    if fact.corrections != competition.corrections:
        raise Illegal(say("the classification rests on other results"))
    return with_competition(meet, replace(competition, classification=fact))


@on(f.DrawKept)
def _draw_kept(meet: Meet, fact: f.DrawKept) -> Meet:
    competition = competition_of(meet, fact.competition)
    phase = replace(phase_of(competition, fact.phase), kept=True)
    return with_phase(meet, competition, fact.phase, phase)


@on(f.RecordConfirmed)
def _record_confirmed(meet: Meet, fact: f.RecordConfirmed) -> Meet:
    at = at_heat(meet, fact)
    ride = at.heat.ride(fact.bib)
    if at.heat.level is None or ride is None or ride.time is None or ride.time.us != fact.us:
        raise Illegal(
            say("the time of bib {bib} in {phase} is not confirmed", bib=fact.bib, phase=fact.phase)
        )
    confirmed = (*at.competition.records_confirmed, fact)
    return with_competition(meet, replace(at.competition, records_confirmed=confirmed))


@on(f.DocumentIssued)
def _document_issued(meet: Meet, fact: f.DocumentIssued) -> Meet:
    if fact.number in meet.documents:
        raise Illegal(say("communiqué {number} is already issued", number=fact.number))
    return replace(meet, documents=meet.documents.with_(fact.number, fact))


@on(f.CommandWithdrawn)
def _command_withdrawn(meet: Meet, _: f.CommandWithdrawn) -> Meet:
    return meet  # What it withdraws is left out of the fold by the ledger.
