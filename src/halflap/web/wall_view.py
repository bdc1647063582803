"""Knows which released values stand on which panel: of the competition that is on, or the next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from halflap.meet.views.latest import latest
from halflap.meet.views.released_values import (
    BracketHeat,
    Level,
    LiveNow,
    Released,
    ReleasedCompetition,
    ReleasedHeat,
    ReleasedPhase,
    ReleasedRider,
    ReleasedRow,
    Seat,
)
from halflap.web.wall_panels import (
    Bracket,
    Medal,
    Medals,
    Pairing,
    Panels,
    Rider,
    Round,
    Row,
    StartList,
    Table,
    Title,
)
from halflap.words.sentence import Sentence, say

CONFIRMED = ("provisional", "official")
_SEED = re.compile(r"(WH|LH|[RWL])(\d+)")


def panels(released: Released, live: LiveNow | None = None) -> Panels:
    """The panels as they stand now."""
    competition = _in_focus(released, live)
    if competition is None:
        return Panels()
    coming = released.next[0] if released.next else None
    place = live or coming
    phase = _phase(competition, place.phase if place is not None else None)
    coming_in = released.competition(coming.competition) if coming is not None else None
    return Panels(
        result=_latest(competition),
        next=None
        if coming is None or coming_in is None
        else Pairing(
            title=coming_in.title,
            subtitle=_named(coming_in, coming.phase),
            number=coming.number,
            label=coming.label,
            riders=tuple(map(_rider, coming.riders)),
            breaks=tuple((each.title, each.minutes) for each in coming.breaks),
        ),
        startlist=_startlist(competition, phase),
        standings=_standings(competition, phase),
        bracket=_bracket(competition),
        medals=_medals(competition),
    )


def _in_focus(released: Released, live: LiveNow | None) -> ReleasedCompetition | None:
    """The competition on the track, else the next one, else the one that was decided last."""
    if live is not None:
        return released.competition(live.competition)
    if released.next:
        return released.competition(released.next[0].competition)
    decided = [each for each in released.competitions if each.medals]
    return next(iter([*decided[::-1], *released.competitions]), None)


def _phase(competition: ReleasedCompetition, phase_id: str | None) -> ReleasedPhase | None:
    """The phase of that id; without one the last that was drawn."""
    for phase in competition.phases:
        if phase.id == phase_id:
            return phase
    return competition.phases[-1] if competition.phases else None


def _named(competition: ReleasedCompetition, phase_id: str) -> Title:
    phase = next((each for each in competition.phases if each.id == phase_id), None)
    return phase.names if phase is not None else {}


# --- a heat


def _latest(competition: ReleasedCompetition) -> Pairing | None:
    """The heat that was confirmed last."""
    found = latest(competition, lambda heat: heat.status in CONFIRMED)
    return _pairing(competition, *found) if found is not None else None


def _pairing(competition: ReleasedCompetition, phase: ReleasedPhase, heat: ReleasedHeat) -> Pairing:
    return Pairing(
        title=competition.title,
        subtitle=phase.names,
        number=heat.number,
        label=heat.label,
        riders=tuple(map(_rider, heat.riders)),
        review=heat.under_review,
    )


def _rider(rider: ReleasedRider) -> Rider:
    said = _said(rider.time, rider.code)
    return Rider(
        rider.side,
        rider.bib,
        rider.name,
        rider.nation,
        said,
        rider.won,
        rider.finish_order,
        rider.code,
    )


def _said(time: str, code: str) -> str:
    """A time or a status, or both, as printed."""
    return " ".join(part for part in (code, time) if part)


def _startlist(competition: ReleasedCompetition, phase: ReleasedPhase | None) -> StartList | None:
    if phase is None or not phase.heats:
        return None
    heats = (heat for heat in phase.heats if not heat.rehearsal)
    pairings = tuple(_pairing(competition, phase, heat) for heat in heats)
    return StartList(competition.title, phase.names, pairings)


# --- tables


def _standings(competition: ReleasedCompetition, phase: ReleasedPhase | None) -> Table | None:
    """The final classification, else the ranking of the phase, else that of the one before."""
    confirmed = competition.classification
    if confirmed is not None:
        title = say("Final classification")
        return Table(competition.title, title, tuple(_rows(confirmed.rows, confirmed.level, None)))
    until = competition.phases.index(phase) + 1 if phase is not None else 0
    for each in competition.phases[:until][::-1]:
        if each.ranking:
            rows = tuple(_rows(each.ranking, each.level, each.advance))
            return Table(competition.title, each.names, rows)
    return None


def _rows(rows: tuple[ReleasedRow, ...], level: Level | None, cut: int | None) -> Iterator[Row]:
    for place, row in enumerate(rows, start=1):
        rank = "" if row.rank is None else str(row.rank)
        said = _said(row.time, row.code)
        last = place == cut and place < len(rows)
        moved = row.level != level
        yield Row(rank, row.bib, row.name, row.nation, said, row.gap, cut=last, moved=moved)


def _medals(competition: ReleasedCompetition) -> Medals | None:
    if not competition.medals:
        return None
    rows = tuple(Medal(each.medal, each.name, each.nation) for each in competition.medals)
    return Medals(competition.title, say("Medals"), rows)


# --- the bracket


def _bracket(competition: ReleasedCompetition) -> Bracket | None:
    """A column for each phase after qualifying, once anything of it is drawn."""
    if not any(heat.heat is not None for heat in competition.bracket):
        return None
    phases = dict.fromkeys(heat.phase for heat in competition.bracket)
    rounds = tuple(
        Round(
            _named(competition, phase) or say("Next round"),
            tuple(_match(competition, heat) for heat in competition.bracket if heat.phase == phase),
        )
        for phase in phases
    )
    return Bracket(competition.title, {}, rounds)


def _match(competition: ReleasedCompetition, heat: BracketHeat) -> Pairing:
    return Pairing(
        title=competition.title,
        subtitle={},
        number=heat.number,
        label=heat.label,
        riders=tuple(map(_seat, heat.seats)),
        review=heat.under_review,
    )


def _seat(seat: Seat) -> Rider:
    if seat.bib is None:
        return Rider("", 0, say("nobody") if seat.vacant else seed_in_words(seat.seed))
    return Rider(seat.side, seat.bib, seat.name, seat.nation, _said(seat.time, seat.code), seat.won)


def seed_in_words(seed: str) -> Sentence | str:
    """Who will take a seat: ``R4`` is rank 4, ``W1`` the fastest winner, ``WH3`` that of heat 3."""
    found = _SEED.fullmatch(seed)
    if found is None:
        return seed
    kind, n = found[1], int(found[2])
    match kind:
        case "R":
            return say("Rank {n}", n=n)
        case "W":
            return say("Winner {n}, by time", n=n)
        case "L":
            return say("Beaten rider {n}, by time", n=n)
        case "WH":
            return say("Winner of heat {n}", n=n)
        case _:
            return say("Beaten rider of heat {n}", n=n)
