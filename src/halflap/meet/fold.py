"""Knows what each fact changes in the state, and which facts cannot follow which state.

This module is longer than 400 lines because the legal transitions are one table: one small
function a kind. A fact that cannot follow raises ``Illegal``; the fold of a stored
journal never does, the test of a withdrawal relies on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from halflap.journal import facts as f
from halflap.meet.pmap import PMap
from halflap.meet.state import (
    Competition,
    HeatState,
    Meet,
    PhaseState,
    Protest,
    Run,
    Session,
)
from halflap.rulebook.format import Phase
from halflap.rulebook.format_file import stored_format
from halflap.words.sentence import Sentence, say

replace = msgspec.structs.replace
CAUTIONS = ("warning", "relegate")
"""Rulings that count over a whole event (UCI 3.2.013, 3.10.003)."""


class Illegal(ValueError):
    """A fact that cannot follow the state; ``sentence`` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def apply(meet: Meet, fact: f.Fact) -> Meet:
    """The state after one fact; raises ``Illegal`` if the fact cannot follow."""
    return _APPLY[type(fact)](meet, fact)


F = TypeVar("F", bound=f.Fact)
_APPLY: dict[type[f.Fact], Callable[[Meet, Any], Meet]] = {}


def _on(kind: type[F]) -> Callable[[Callable[[Meet, F], Meet]], Callable[[Meet, F], Meet]]:
    def register(function: Callable[[Meet, F], Meet]) -> Callable[[Meet, F], Meet]:
        _APPLY[kind] = function
        return function

    return register


def _competition(meet: Meet, competition_id: str) -> Competition:
    competition = meet.competitions.get(competition_id)
    if competition is None:
        raise Illegal(say("there is no competition {id}", id=competition_id))
    return competition


def _with(meet: Meet, competition: Competition) -> Meet:
    return replace(meet, competitions=meet.competitions.with_(competition.id, competition))


def _phase(competition: Competition, phase_id: str) -> PhaseState:
    phase = competition.phase(phase_id)
    if phase is None:
        raise Illegal(say("{phase} has not been drawn", phase=phase_id))
    return phase


def _plan(competition: Competition, phase_id: str) -> Phase:
    for plan in competition.fmt.phase:
        if plan.id == phase_id:
            return plan
    raise Illegal(say("{format} has no phase {phase}", format=competition.fmt.id, phase=phase_id))


def _with_phase(meet: Meet, competition: Competition, phase_id: str, phase: PhaseState) -> Meet:
    phases = dict(competition.phases)
    phases[phase_id] = phase
    return _with(meet, replace(competition, phases=tuple(phases.items())))


class _At:
    """A heat and where it hangs, so that it can be put back changed."""

    __slots__ = ("competition", "heat", "meet", "phase", "phase_id")

    def __init__(self, meet: Meet, competition_id: str, phase_id: str, key: str) -> None:
        self.meet = meet
        self.competition = _competition(meet, competition_id)
        self.phase_id = phase_id
        self.phase = _phase(self.competition, phase_id)
        heat = self.phase.heat(key)
        if heat is None:
            raise Illegal(say("{phase} has no heat {heat}", phase=phase_id, heat=key))
        self.heat = heat

    @property
    def match(self) -> bool:
        """Whether the heat is a match, and not ranked by time alone."""
        return _plan(self.competition, self.phase_id).kind != "qualifying"

    def put(self, **fields: object) -> Meet:
        """The meet with the heat changed."""
        heat = replace(self.heat, **fields)
        heats = tuple([heat if other is self.heat else other for other in self.phase.heats])
        phase = replace(self.phase, heats=heats)
        return _with_phase(self.meet, self.competition, self.phase_id, phase)


def _at(meet: Meet, fact: Any) -> _At:
    return _At(meet, fact.competition, fact.phase, fact.heat)


def _check_open(at: _At) -> None:
    """Nothing is recorded in a heat whose phase ranking is confirmed: that is a correction."""
    if at.phase.ranking is not None and not at.heat.rehearsal:
        raise Illegal(say("the ranking of {phase} is confirmed", phase=at.phase_id))


def _check_unconfirmed(at: _At) -> None:
    if at.heat.level is not None:
        raise Illegal(
            say("heat {heat} of {phase} is confirmed", heat=at.heat.key, phase=at.phase_id)
        )


@_on(f.MeetOpened)
def _meet_opened(meet: Meet, fact: f.MeetOpened) -> Meet:
    if meet.opened:
        raise Illegal(say("the meet is already open"))
    return replace(
        meet, name=fact.name, venue=fact.venue, date=fact.date, zone=fact.zone, track=fact.track
    )


@_on(f.CompetitionOpened)
def _competition_opened(meet: Meet, fact: f.CompetitionOpened) -> Meet:
    if not meet.opened:
        raise Illegal(say("there is no meet yet"))
    if fact.competition in meet.competitions:
        raise Illegal(say("there is already a competition {id}", id=fact.competition))
    competition = Competition(
        id=fact.competition,
        title=fact.title,
        category=fact.category,
        distance_m=fact.distance_m,
        fmt=stored_format(fact.format_text),
        categories_text=fact.categories_text,
        records=fact.records,
        entries=PMap(),
    )
    return _with(meet, competition)


@_on(f.RiderEntered)
def _rider_entered(meet: Meet, fact: f.RiderEntered) -> Meet:
    competition = _competition(meet, fact.competition)
    if fact.entry.bib in competition.entries:
        raise Illegal(say("bib {bib} is already entered", bib=fact.entry.bib))
    entries = competition.entries.with_(fact.entry.bib, fact.entry)
    return _with(meet, replace(competition, entries=entries))


def _entered(competition: Competition, bib: int) -> f.EntryFact:
    entry = competition.entries.get(bib)
    if entry is None:
        raise Illegal(say("bib {bib} is not entered", bib=bib))
    return entry


@_on(f.EntryCorrected)
def _entry_corrected(meet: Meet, fact: f.EntryCorrected) -> Meet:
    competition = _competition(meet, fact.competition)
    _entered(competition, fact.entry.bib)
    entries = competition.entries.with_(fact.entry.bib, fact.entry)
    return _with(meet, replace(competition, entries=entries))


@_on(f.RiderWithdrawn)
def _rider_withdrawn(meet: Meet, fact: f.RiderWithdrawn) -> Meet:
    competition = _competition(meet, fact.competition)
    _entered(competition, fact.bib)
    if any(fact.bib in heat.bibs for _, phase in competition.phases for heat in phase.counting):
        raise Illegal(say("bib {bib} is drawn in a heat", bib=fact.bib))
    if fact.bib in dict(competition.withdrawn):
        raise Illegal(say("bib {bib} is already withdrawn", bib=fact.bib))
    withdrawn = (*competition.withdrawn, (fact.bib, fact.reason))
    return _with(meet, replace(competition, withdrawn=withdrawn))


@_on(f.RiderSubstituted)
def _rider_substituted(meet: Meet, fact: f.RiderSubstituted) -> Meet:
    competition = _competition(meet, fact.competition)
    _entered(competition, fact.bib)
    if fact.entry.bib in competition.entries:
        raise Illegal(say("bib {bib} is already entered", bib=fact.entry.bib))
    phases = tuple((id_, _swap_bib(phase, fact)) for id_, phase in competition.phases)
    return _with(
        meet,
        replace(
            competition,
            entries=competition.entries.with_(fact.entry.bib, fact.entry),
            withdrawn=(*competition.withdrawn, (fact.bib, fact.reason)),
            phases=phases,
        ),
    )


def _swap_bib(phase: PhaseState, fact: f.RiderSubstituted) -> PhaseState:
    heats = []
    for heat in phase.heats:
        if heat.rehearsal and heat.started:  # it was ridden by whom it was ridden
            heats.append(heat)
            continue
        if fact.bib in heat.bibs and heat.started:
            raise Illegal(say("bib {bib} has already started", bib=fact.bib))
        home = fact.entry.bib if heat.home == fact.bib else heat.home
        back = fact.entry.bib if heat.back == fact.bib else heat.back
        heats.append(replace(heat, home=home, back=back))
    return replace(phase, heats=tuple(heats))


def _drawn(heat: f.HeatFact, *, rehearsal: bool = False, joined: tuple[int, ...] = ()) -> HeatState:
    return HeatState(
        key=f"R{heat.number}" if rehearsal else str(heat.number),
        number=heat.number,
        home=heat.home,
        back=heat.back,
        label=heat.label,
        rehearsal=rehearsal,
        joined=joined,
    )


def _check_entered(competition: Competition, *heats: f.HeatFact) -> None:
    known = set(competition.bibs)
    for heat in heats:
        for bib in (heat.home, heat.back):
            if bib is not None and bib not in known:
                raise Illegal(say("bib {bib} is not entered", bib=bib))


@_on(f.PhaseDrawn)
def _phase_drawn(meet: Meet, fact: f.PhaseDrawn) -> Meet:
    competition = _competition(meet, fact.competition)
    before = competition.phase(fact.phase)
    if before is not None and any(heat.started for heat in before.counting):
        raise Illegal(say("a run of {phase} has started", phase=fact.phase))
    plan = _plan(competition, fact.phase)
    if plan.source:
        source = _phase(competition, plan.source)
        if source.ranking is None:
            raise Illegal(say("the ranking of {phase} is not confirmed", phase=plan.source))
    _check_entered(competition, *fact.heats)
    rehearsals = tuple(heat for heat in before.heats if heat.rehearsal) if before else ()
    heats = tuple(_drawn(heat) for heat in fact.heats)
    phase = PhaseState(heats=(*rehearsals, *heats), basis=fact.basis)
    return _with_phase(meet, competition, fact.phase, phase)


@_on(f.HeatsReordered)
def _heats_reordered(meet: Meet, fact: f.HeatsReordered) -> Meet:
    competition = _competition(meet, fact.competition)
    phase = _phase(competition, fact.phase)
    by_number = {heat.number: heat for heat in phase.counting}
    if sorted(by_number) != sorted(fact.order):
        raise Illegal(say("the order does not name every heat of {phase} once", phase=fact.phase))
    rehearsals = tuple(heat for heat in phase.heats if heat.rehearsal)
    heats = (*rehearsals, *(by_number[number] for number in fact.order))
    return _with_phase(meet, competition, fact.phase, replace(phase, heats=heats))


@_on(f.SidesSwapped)
def _sides_swapped(meet: Meet, fact: f.SidesSwapped) -> Meet:
    at = _at(meet, fact)
    if at.heat.started:
        raise Illegal(say("heat {heat} has started", heat=at.heat.key))
    return at.put(home=at.heat.back, back=at.heat.home)


@_on(f.SidesReported)
def _sides_reported(meet: Meet, fact: f.SidesReported) -> Meet:
    at = _at(meet, fact)
    if not at.heat.started or at.heat.sides_reported:
        raise Illegal(say("heat {heat} has no wrong sides to report", heat=at.heat.key))
    return at.put(sides_reported=True)


@_on(f.RiderScratched)
def _rider_scratched(meet: Meet, fact: f.RiderScratched) -> Meet:
    at = _at(meet, fact)
    _check_open(at)
    _check_unconfirmed(at)
    if fact.bib not in at.heat.bibs or at.heat.ride(fact.bib) is not None:
        raise Illegal(
            say("bib {bib} is not waiting in heat {heat}", bib=fact.bib, heat=at.heat.key)
        )
    ride = f.RideFact(bib=fact.bib, code="DNS", excused=fact.excused)
    return at.put(
        rides=(*at.heat.rides, ride), scratched=(*at.heat.scratched, (fact.bib, fact.excused))
    )


@_on(f.RehearsalDrawn)
def _rehearsal_drawn(meet: Meet, fact: f.RehearsalDrawn) -> Meet:
    competition = _competition(meet, fact.competition)
    _plan(competition, fact.phase)
    _check_entered(competition, fact.heat)
    phase = competition.phase(fact.phase) or PhaseState()
    heat = _drawn(fact.heat, rehearsal=True)
    if phase.heat(heat.key) is not None:
        raise Illegal(say("there is already a rehearsal {heat}", heat=heat.key))
    phase = replace(phase, heats=(*phase.heats, heat))
    return _with_phase(meet, competition, fact.phase, phase)


@_on(f.SessionOrdered)
def _session_ordered(meet: Meet, fact: f.SessionOrdered) -> Meet:
    for competition_id, phase_id, key in fact.heats:
        _At(meet, competition_id, phase_id, key)
    session = Session(name=fact.session, heats=fact.heats)
    names = [other.name for other in meet.sessions]
    if fact.session in names:
        sessions = tuple(session if o.name == fact.session else o for o in meet.sessions)
    else:
        sessions = (*meet.sessions, session)
    return replace(meet, sessions=sessions)


@_on(f.RunStarted)
def _run_started(meet: Meet, fact: f.RunStarted) -> Meet:
    at = _at(meet, fact)
    _check_open(at)
    _check_unconfirmed(at)
    if at.heat.running is not None or at.heat.ridden:
        raise Illegal(say("heat {heat} is running or ridden", heat=at.heat.key))
    if fact.run != len(at.heat.runs) + 1:
        raise Illegal(
            say("run {run} is not the next of heat {heat}", run=fact.run, heat=at.heat.key)
        )
    return at.put(runs=(*at.heat.runs, Run(number=fact.run, before=at.heat.rides)))


@_on(f.IncidentRuled)
def _incident_ruled(meet: Meet, fact: f.IncidentRuled) -> Meet:
    at = _at(meet, fact)
    _check_open(at)
    _check_unconfirmed(at)
    if not at.heat.runs or at.heat.runs[-1].number != fact.run or at.heat.runs[-1].stopped:
        raise Illegal(say("run {run} of heat {heat} is over", run=fact.run, heat=at.heat.key))
    last = replace(at.heat.runs[-1], incidents=(*at.heat.runs[-1].incidents, fact))
    runs = (*at.heat.runs[:-1], last)
    if not fact.stopped:
        return at.put(runs=runs)
    # What was ridden in this run is void; what was ruled before it, or bars a rider, stands.
    absent = dict(at.heat.scratched)
    stands = {ride.bib: ride for ride in last.before}
    stands |= {r.bib: r for r in at.heat.rides if r.bib in absent or r.code == "DSQ"}
    return at.put(runs=runs, rides=tuple(stands.values()), winner=None)


def _check_rides(at: _At, rides: tuple[f.RideFact, ...]) -> None:
    if {ride.bib for ride in rides} - set(at.heat.bibs):
        raise Illegal(say("a rider recorded in heat {heat} is not drawn there", heat=at.heat.key))


@_on(f.OutcomesRecorded)
def _outcomes_recorded(meet: Meet, fact: f.OutcomesRecorded) -> Meet:
    at = _at(meet, fact)
    _check_open(at)
    _check_unconfirmed(at)
    _check_rides(at, fact.rides)
    if fact.run != len(at.heat.runs):
        raise Illegal(
            say("run {run} of heat {heat} is not the last", run=fact.run, heat=at.heat.key)
        )
    return at.put(rides=fact.rides)


@_on(f.RulingMade)
def _ruling_made(meet: Meet, fact: f.RulingMade) -> Meet:
    at = _at(meet, fact)
    if fact.ruling in CAUTIONS:
        cautions = (*at.competition.cautions, (fact.bib, fact.ruling))
        meet = _with(meet, replace(at.competition, cautions=cautions))
        at = _at(meet, fact)
    if fact.ride is None and fact.winner is None:
        return meet  # said and kept, without consequence for the heat
    _check_open(at)
    _check_unconfirmed(at)
    rides = at.heat.rides
    if fact.ride is not None:
        _check_rides(at, (fact.ride,))
        kept = tuple(ride for ride in rides if ride.bib != fact.ride.bib)
        rides = (*kept, fact.ride)
    if isinstance(fact.winner, int) and fact.winner not in at.heat.bibs:
        raise Illegal(
            say("bib {bib} is not drawn in heat {heat}", bib=fact.winner, heat=at.heat.key)
        )
    return at.put(rides=rides, winner=fact.winner if fact.winner is not None else at.heat.winner)


@_on(f.ReRideGranted)
def _re_ride_granted(meet: Meet, fact: f.ReRideGranted) -> Meet:
    competition = _competition(meet, fact.competition)
    phase = _phase(competition, fact.phase)
    if phase.ranking is not None:
        raise Illegal(say("the ranking of {phase} is confirmed", phase=fact.phase))
    if fact.joins:
        at = _At(meet, fact.competition, fact.phase, str(fact.heat.number))
        if at.heat.started or not {fact.heat.home, fact.heat.back} >= set(at.heat.bibs):
            raise Illegal(say("heat {heat} has no place left", heat=at.heat.key))
        return at.put(home=fact.heat.home, back=fact.heat.back, joined=(*at.heat.joined, fact.bib))
    if phase.heat(str(fact.heat.number)) is not None:
        raise Illegal(say("there is already a heat {heat}", heat=fact.heat.number))
    heat = _drawn(fact.heat, joined=(fact.bib,))
    phase = replace(phase, heats=(*phase.heats, heat))
    return _with_phase(meet, competition, fact.phase, phase)


@_on(f.LotsDrawn)
def _lots_drawn(meet: Meet, fact: f.LotsDrawn) -> Meet:
    competition = _competition(meet, fact.competition)
    phase = _phase(competition, fact.phase)
    if phase.settled and set(phase.lots) & set(fact.order):
        raise Illegal(say("the lots of {phase} are confirmed with it", phase=fact.phase))
    kept = tuple(bib for bib in phase.lots if bib not in fact.order)
    drawn = replace(phase, lots=(*kept, *fact.order))
    if _plan(competition, fact.phase).kind != "qualifying":
        for heat in phase.counting:
            confirmed = heat.level is not None and heat.revision == 0
            before = phase.lots_between(heat)
            if confirmed and len(before) == 2 and before != drawn.lots_between(heat):
                raise Illegal(
                    say("heat {heat} of {phase} is confirmed", heat=heat.key, phase=fact.phase)
                )
    return _with_phase(meet, competition, fact.phase, drawn)


@_on(f.ReviewOpened)
def _review_opened(meet: Meet, fact: f.ReviewOpened) -> Meet:
    at = _at(meet, fact)
    if at.heat.review is not None:
        raise Illegal(say("heat {heat} is already under review", heat=at.heat.key))
    return at.put(review=fact.reason)


@_on(f.ReviewClosed)
def _review_closed(meet: Meet, fact: f.ReviewClosed) -> Meet:
    at = _at(meet, fact)
    if at.heat.review is None:
        raise Illegal(say("heat {heat} is not under review", heat=at.heat.key))
    return at.put(review=None)


@_on(f.ProtestLodged)
def _protest_lodged(meet: Meet, fact: f.ProtestLodged) -> Meet:
    competition = _competition(meet, fact.competition)
    _At(meet, fact.competition, fact.phase, fact.heat)
    if fact.protest != len(competition.protests) + 1:
        raise Illegal(say("protest {number} is not the next", number=fact.protest))
    protest = Protest(
        number=fact.protest, phase=fact.phase, heat=fact.heat, by=fact.by, reason=fact.reason
    )
    return _with(meet, replace(competition, protests=(*competition.protests, protest)))


@_on(f.ProtestDecided)
def _protest_decided(meet: Meet, fact: f.ProtestDecided) -> Meet:
    competition = _competition(meet, fact.competition)
    if not any(p.number == fact.protest and p.upheld is None for p in competition.protests):
        raise Illegal(say("there is no open protest {number}", number=fact.protest))
    protests = tuple(
        replace(p, upheld=fact.upheld, decision=fact.reason) if p.number == fact.protest else p
        for p in competition.protests
    )
    return _with(meet, replace(competition, protests=protests))


@_on(f.ResultConfirmed)
def _result_confirmed(meet: Meet, fact: f.ResultConfirmed) -> Meet:
    at = _at(meet, fact)
    if at.heat.level is None:  # a provisional heat becomes official with its ranking
        _check_open(at)
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
    return at.put(level=fact.level, confirmed=fact)


@_on(f.ResultCorrected)
def _result_corrected(meet: Meet, fact: f.ResultCorrected) -> Meet:
    at = _at(meet, fact)
    if at.heat.level is None or fact.revision != at.heat.revision + 1:
        raise Illegal(say("heat {heat} has nothing to correct", heat=at.heat.key))
    _check_rides(at, fact.rides)
    corrected = at.put(
        rides=fact.rides, winner=fact.winner, confirmed=fact, revision=fact.revision, review=None
    )
    # A draw kept after one correction has to be looked at again after the next.
    competition = _competition(corrected, fact.competition)
    phases = tuple(
        (id_, replace(phase, kept=False) if phase.kept and id_ != fact.phase else phase)
        for id_, phase in competition.phases
    )
    return _with(corrected, replace(competition, phases=phases))


@_on(f.RankingConfirmed)
def _ranking_confirmed(meet: Meet, fact: f.RankingConfirmed) -> Meet:
    competition = _competition(meet, fact.competition)
    source = _plan(competition, fact.phase).source
    if source and _phase(competition, source).ranking is None:
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
    return _with_phase(meet, competition, fact.phase, replace(phase, ranking=fact))


def _as_far(level: f.Level | None, wanted: f.Level) -> bool:
    """Whether something confirmed to ``level`` is confirmed as far as ``wanted``."""
    return level in ("official", wanted)


@_on(f.ClassificationConfirmed)
def _classification_confirmed(meet: Meet, fact: f.ClassificationConfirmed) -> Meet:
    competition = _competition(meet, fact.competition)
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        if phase is None or phase.ranking is None or not _as_far(phase.ranking.level, fact.level):
            raise Illegal(say("the ranking of {phase} is not confirmed", phase=plan.id))
        if phase.ranking.corrections != phase.corrections:
            raise Illegal(say("{phase} was corrected since its ranking", phase=plan.id))
    if fact.corrections != competition.corrections:
        raise Illegal(say("the classification rests on other results"))
    return _with(meet, replace(competition, classification=fact))


@_on(f.DrawKept)
def _draw_kept(meet: Meet, fact: f.DrawKept) -> Meet:
    competition = _competition(meet, fact.competition)
    phase = replace(_phase(competition, fact.phase), kept=True)
    return _with_phase(meet, competition, fact.phase, phase)


@_on(f.DocumentIssued)
def _document_issued(meet: Meet, fact: f.DocumentIssued) -> Meet:
    if fact.number in meet.documents:
        raise Illegal(say("communiqué {number} is already issued", number=fact.number))
    return replace(meet, documents=meet.documents.with_(fact.number, fact))


@_on(f.CommandWithdrawn)
def _command_withdrawn(meet: Meet, _: f.CommandWithdrawn) -> Meet:
    return meet  # What it withdraws is left out of the fold by the ledger.
