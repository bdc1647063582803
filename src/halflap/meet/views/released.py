"""Knows what the public may see of a meet: what was released, and nothing else.

A result is released when its heat is confirmed; before that the public sees the ride, not what was
ruled on it. While a heat is under review what was released stays: a confirmed result is changed by
a correction only, and that ends the review (``fold/confirming.py``). Rankings, brackets, medals and
records are derived from these values by the same rules as everything else: from the meet in which
every heat is as it was released (``released_lines.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from halflap.journal.facts import EntryFact
from halflap.meet.automation import next_heats
from halflap.meet.courses import course_of
from halflap.meet.fold.transition import replace
from halflap.meet.pmap import PMap
from halflap.meet.records import record_confirmed, record_marks, record_time
from halflap.meet.results import bib_of, outcome_value
from halflap.meet.state import Competition, HeatState, Meet, PhaseState, Run
from halflap.meet.views.published import Published
from halflap.meet.views.released_lines import name_of, ranking_rows, released_classification
from halflap.meet.views.released_values import (
    BracketHeat,
    Entrant,
    Place,
    Released,
    ReleasedCompetition,
    ReleasedCorrection,
    ReleasedDocument,
    ReleasedHeat,
    ReleasedMedal,
    ReleasedMeet,
    ReleasedPhase,
    ReleasedRecord,
    ReleasedRider,
    Seat,
    Standing,
    Status,
)
from halflap.meet.views.session_breaks import breaks_before
from halflap.meet.views.tables import HeatTable, phase_table
from halflap.rulebook.format import Phase, plan
from halflap.sport.outcome import Catch, Caught, Timed, time_of
from halflap.sport.times import format_time, truncate
from halflap.sport.track import printed

NEXT = 3
"""So many heats to come are announced."""

At = tuple[str, str, str]
"""Where a heat is: competition, phase, key."""


def _heat(meet: Meet, place: At) -> HeatState | None:
    competition = meet.competitions.get(place[0])
    phase = competition.phase(place[1]) if competition is not None else None
    return phase.heat(place[2]) if phase is not None else None


def public_meet(meet: Meet) -> Meet:
    """The meet in which every heat is as it was released last."""
    competitions: PMap[str, Competition] = PMap()
    for competition in meet.in_order():
        phases = tuple(
            (id_, replace(phase, heats=tuple(map(_public_heat, phase.heats))))
            for id_, phase in competition.phases
        )
        public = replace(competition, phases=phases, protests=(), cautions=())
        competitions = competitions.with_(competition.id, public)
    return replace(meet, competitions=competitions)


def _public_heat(heat: HeatState) -> HeatState:
    """As it was confirmed; of one that is not, who rides where, and how many runs there were."""
    review = "" if heat.review is not None else None
    if heat.level is not None:
        return replace(heat, review=review)
    return HeatState(
        key=heat.key,
        number=heat.number,
        home=heat.home,
        back=heat.back,
        label=heat.label,
        rehearsal=heat.rehearsal,
        runs=tuple(Run(number=run.number) for run in heat.runs),
        review=review,
    )


def released(meet: Meet, published: Published | None = None) -> Released:
    """Everything that the public may see but the run on the track; ``published``: its history."""
    known = published or Published()
    public = public_meet(meet)
    on_track = meet.timing.current
    now = on_track[:3] if on_track is not None else None
    return Released(
        meet=ReleasedMeet(
            name=meet.name, venue=meet.venue, date=meet.date, zone=meet.zone, track=meet.track
        ),
        next=tuple(islice(_to_come(meet, public, now), NEXT)),
        competitions=tuple(
            _competition(meet, competition, now, known) for competition in public.in_order()
        ),
        documents=tuple(
            ReleasedDocument(
                number=number,
                competition=issued.competition,
                document=issued.document,
                revision=issued.revision,
                content=issued.content,
                difference=issued.difference,
                reason=issued.reason,
                utc_us=known.issued_us(number),
                corrections=known.corrected_by(public.competitions.get(issued.competition), number),
            )
            for number, issued in sorted(meet.documents.items())
        ),
    )


def _to_come(meet: Meet, public: Meet, now: At | None) -> Iterator[Place]:
    coming = tuple(next_heats(meet))
    before = breaks_before(meet, {place for place in coming if place != now})
    for place in coming:
        heat = _heat(public, place)
        if place == now or heat is None:
            continue
        competition = public.competitions[place[0]]
        yield Place(
            competition=place[0],
            phase=place[1],
            heat=heat.key,
            label=heat.label,
            number=heat.number,
            riders=tuple(
                _rider(competition.entries[bib], side)
                for side, bib in (("home", heat.home), ("back", heat.back))
                if bib is not None
            ),
            breaks=before.get(place, ()),
        )


def _rider(entry: EntryFact, side: str) -> ReleasedRider:
    return ReleasedRider(bib=entry.bib, name=name_of(entry), nation=entry.rider.nation, side=side)


# --- a competition


def _competition(
    meet: Meet, competition: Competition, now: At | None, known: Published
) -> ReleasedCompetition:
    course = course_of(meet, competition)
    phases = tuple(
        _phase(competition, each, now, known)
        for each in competition.fmt.phase
        if competition.phase(each.id) is not None
    )
    gone = {bib for bib, _ in competition.withdrawn}
    confirmed = released_classification(competition)
    return ReleasedCompetition(
        id=competition.id,
        title=competition.title,
        category=competition.category,
        distance_m=competition.distance_m,
        half_laps=course.half_laps,
        half_lap_m=printed(course.half_lap),
        riders=tuple(
            Entrant(bib=bib, name=name_of(entry), nation=entry.rider.nation, withdrawn=bib in gone)
            for bib, entry in sorted(competition.entries.items())
        ),
        phases=phases,
        bracket=tuple(_bracket(competition, {phase.id: phase for phase in phases})),
        classification=confirmed,
        medals=tuple(
            ReleasedMedal(
                medal=row.medal, bib=row.bib, name=row.name, nation=row.nation, level=row.level
            )
            for row in (confirmed.rows if confirmed is not None else ())
            if row.medal
        ),
        standing_records=tuple(
            Standing(
                record=record.list,
                time=str(record_time(record)),
                rider=record.rider,
                nation=record.nation,
                place=record.place,
                date=record.date,
            )
            for record in competition.records
        ),
        records=tuple(_records(competition)),
    )


def _phase(
    competition: Competition, each: Phase, now: At | None, known: Published
) -> ReleasedPhase:
    phase = competition.phase(each.id) or PhaseState()
    table = phase_table(competition, each)
    return ReleasedPhase(
        id=each.id,
        kind=each.kind,
        names={"en": each.name.en, "fr": each.name.fr},
        advance=each.advance or None,
        level=phase.ranking.level if phase.ranking is not None else None,
        heats=tuple(
            _heat_value(
                phase,
                heat,
                found,
                now == (competition.id, each.id, heat.key),
                known.corrections(competition, each.id, heat) if heat.revision else (),
            )
            for heat, found in zip(phase.heats, table.heats, strict=True)
        ),
        ranking=ranking_rows(competition, each, phase, table),
    )


def _heat_value(
    phase: PhaseState,
    heat: HeatState,
    known: HeatTable,
    on_track: bool,
    corrections: tuple[ReleasedCorrection, ...],
) -> ReleasedHeat:
    status: Status = heat.level or ("unconfirmed" if heat.runs else "drawn")
    if on_track and heat.level is None:
        status = "live"
    splits = {ride.bib: tuple(_cut(split.us) for split in ride.splits) for ride in heat.splits}
    times = {row.bib: row.time for row in known.rows}
    order = _finish_order(heat, known)
    shown = {bib: _as_released(found, times.get(bib, "")) for bib, found in splits.items()}
    return ReleasedHeat(
        key=heat.key,
        number=heat.number,
        label=heat.label,
        status=status,
        under_review=heat.review is not None,
        revision=heat.revision,
        rehearsal=heat.rehearsal,
        runs=len(heat.runs),
        riders=tuple(
            ReleasedRider(
                bib=row.bib,
                name=row.name,
                nation=row.nation,
                side=row.side,
                time=row.time,
                code=row.code,
                gap=row.gap,
                won=row.bib == known.winner,
                finish_order=order.get(row.bib),
                splits_us=shown.get(row.bib, ()),
            )
            for row in known.rows
        ),
        corrections=corrections,
    )


def _finish_order(heat: HeatState, known: HeatTable) -> dict[int, int]:
    """Of two riders the winner before the other; without a winner the faster one before."""
    if heat.level is None or len(heat.bibs) < 2:
        return {}
    ended = {ride.bib: outcome_value(ride) for ride in heat.rides}
    there = {bib for bib, found in ended.items() if isinstance(found, Timed | Catch | Caught)}
    if known.winner is not None:
        return {bib: 1 if bib == known.winner else 2 for bib in there}
    times = {bib: time.us for bib in there if (time := time_of(ended[bib])) is not None}
    return {bib: 1 + sum(other < us for other in times.values()) for bib, us in times.items()}


def _as_released(splits: tuple[int | None, ...], time: str) -> tuple[int | None, ...]:
    """The splits; the finish only where it is the time released: a correction leaves it behind."""
    if splits and splits[-1] is not None and format_time(splits[-1]) != time:
        return (*splits[:-1], None)
    return splits


def _cut(us: int | None) -> int | None:
    return None if us is None else truncate(us)


def _records(competition: Competition) -> Iterator[ReleasedRecord]:
    """Records that were beaten by confirmed rides; one that is doubtful waits for people."""
    for mark in record_marks(competition):
        confirmed = record_confirmed(competition, mark)
        if mark.doubt is not None and not confirmed:
            continue
        entry = competition.entries[bib_of(mark.ride.rider)]
        yield ReleasedRecord(
            record=mark.record,
            convention=mark.convention.value,
            bib=entry.bib,
            name=name_of(entry),
            nation=entry.rider.nation,
            time=str(mark.ride.time),
            before=str(mark.standing),
            phase=mark.ride.session,
            confirmed=confirmed,
        )


# --- the bracket


def _bracket(
    competition: Competition, phases: Mapping[str, ReleasedPhase]
) -> Iterator[BracketHeat]:
    """The heats of the later phases as the format pairs them; riders once they are drawn."""
    for each in competition.fmt.phase:
        state = competition.phase(each.id)
        drawn = {basis.seed: basis.bib for basis in state.basis} if state is not None else {}
        known = phases.get(each.id)
        for heat in plan(each):
            held = [drawn[seed] for seed in map(str, heat.seeds) if drawn.get(seed) is not None]
            ridden = next(
                (
                    other
                    for other in (known.heats if known is not None else ())
                    if held and {rider.bib for rider in other.riders} == set(held)
                ),
                None,
            )
            riders = {rider.bib: rider for rider in (ridden.riders if ridden is not None else ())}
            yield BracketHeat(
                phase=each.id,
                names={"en": each.name.en, "fr": each.name.fr},
                number=heat.number,
                label=heat.label,
                heat=ridden.key if ridden is not None else None,
                status=ridden.status if ridden is not None else None,
                under_review=ridden is not None and ridden.under_review,
                seats=tuple(
                    _seat(
                        competition,
                        str(seed),
                        drawn.get(str(seed)),
                        riders,
                        is_drawn=bool(drawn),
                    )
                    for seed in heat.seeds
                ),
            )


def _seat(
    competition: Competition,
    seed: str,
    bib: int | None,
    riders: Mapping[int, ReleasedRider],
    *,
    is_drawn: bool,
) -> Seat:
    entry = competition.entries.get(bib) if bib is not None else None
    if bib is None or entry is None:
        return Seat(seed=seed, vacant=is_drawn)
    rider = riders.get(bib)
    if rider is None:
        return Seat(seed=seed, bib=bib, name=name_of(entry), nation=entry.rider.nation)
    return Seat(
        seed=seed,
        bib=bib,
        name=rider.name,
        nation=rider.nation,
        side=rider.side,
        time=rider.time,
        code=rider.code,
        won=rider.won,
    )
