"""Knows the tables of a competition as values: start lists, results of heats, rankings,
classification.
"""

from __future__ import annotations

from dataclasses import dataclass

from halflap.journal.facts import Level
from halflap.meet.results import bib_of, classification, heat_value, standing
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.rulebook.classification import MEDALS
from halflap.rulebook.format import Phase
from halflap.rulebook.match import decide
from halflap.sport.heat import RiderId
from halflap.sport.outcome import Outcome, time_of
from halflap.sport.outcome import code as code_of
from halflap.sport.times import RecordedTime, format_gap
from halflap.words.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Row:
    """One rider's line; texts are as they are printed, empty where there is nothing."""

    bib: int
    name: str
    nation: str
    rank: int | None = None
    side: str = ""
    time: str = ""
    code: str = ""
    gap: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class HeatTable:
    """A heat: its riders, how far it is confirmed, and who won where that matters."""

    key: str
    label: str | None
    rows: tuple[Row, ...]
    level: Level | None
    rehearsal: bool
    review: str | None
    runs: int
    winner: int | None = None


@dataclass(frozen=True, slots=True)
class PhaseTable:
    """A phase: heats in running order, then its ranking as it stands."""

    phase: str
    heats: tuple[HeatTable, ...]
    ranking: tuple[Row, ...]
    level: Level | None
    missing: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ClassificationTable:
    """The final classification, the medals, and what is still missing."""

    rows: tuple[Row, ...]
    medals: tuple[tuple[str, str], ...]
    notes: tuple[Sentence, ...]
    missing: tuple[Sentence, ...]
    level: Level | None


def _row(
    competition: Competition,
    bib: int,
    outcome: Outcome | None,
    *,
    rank: int | None = None,
    side: str = "",
    code: str = "",
    gap: str = "",
    note: str = "",
) -> Row:
    entry = competition.entries[bib]
    time = time_of(outcome)
    name = entry.rider.name + (f" / {entry.pilot.name}" if entry.pilot else "")
    if outcome is not None and code_of(outcome) != "OK":
        code = code_of(outcome)
    return Row(
        bib=bib,
        name=name,
        nation=entry.rider.nation,
        rank=rank,
        side=side,
        time=str(time) if time else "",
        code=code,
        gap=gap,
        note=note,
    )


def phase_table(competition: Competition, plan: Phase) -> PhaseTable:
    """A phase as it stands: before its draw there are no heats."""
    phase = competition.phase(plan.id) or PhaseState()
    known = standing(competition)
    missing: tuple[Sentence, ...] = ()
    if plan.id in known.qualifying:
        missing = known.qualifying[plan.id].missing
    elif plan.id in known.matches:
        missing = known.matches[plan.id].winners.missing
    return PhaseTable(
        plan.id,
        tuple(heat_table(competition, plan, phase, heat) for heat in phase.heats),
        _ranking(competition, plan) if plan.kind != "medal" else (),
        phase.ranking.level if phase.ranking else None,
        missing,
    )


def heat_table(
    competition: Competition, plan: Phase, phase: PhaseState, heat: HeatState
) -> HeatTable:
    """A heat with the gap of the slower rider to the faster."""
    value = heat_value(competition, phase, heat)
    times = [time for ride in value.rides if (time := time_of(ride.outcome)) is not None]
    best = min(times, key=lambda time: time.us, default=None)
    rows = []
    for ride in value.rides:
        time = time_of(ride.outcome)
        gap = _gap(time, best)
        side = ride.side.value if ride.side else ""
        rows.append(_row(competition, bib_of(ride.rider), ride.outcome, side=side, gap=gap))
    winner: RiderId | None = None
    if plan.kind != "qualifying" and heat.ridden:
        winner = decide(value, competition.fmt.ties).winner
    return HeatTable(
        heat.key,
        heat.label,
        tuple(rows),
        heat.level,
        heat.rehearsal,
        heat.review,
        len(heat.runs),
        bib_of(winner) if winner else None,
    )


def _gap(time: RecordedTime | None, best: RecordedTime | None) -> str:
    """The difference, to no more decimals than both times are known to."""
    if time is None or best is None or time.us <= best.us:
        return ""
    return format_gap(time.us - best.us, min(time.digits, best.digits))


def _ranking(competition: Competition, plan: Phase) -> tuple[Row, ...]:
    rows: list[Row] = []
    fastest: RecordedTime | None = None
    for index, line in enumerate(standing(competition).order(plan.id)):
        if line.ride.outcome is None:
            continue
        time = time_of(line.ride.outcome)
        fastest = fastest or time
        note = "Q" if plan.advance and line.rank is not None and index < plan.advance else ""
        rows.append(
            _row(
                competition,
                bib_of(line.rider),
                line.ride.outcome,
                rank=line.rank,
                gap=_gap(time, fastest),
                note=note,
            )
        )
    return tuple(rows)


def classification_table(competition: Competition) -> ClassificationTable:
    """The final classification as far as it is decided."""
    result = classification(competition)
    medal = {rank: name for rank, name in enumerate(MEDALS, start=1)}
    rows = [
        _row(
            competition,
            bib_of(placing.rider),
            placing.ride.outcome,
            rank=placing.rank,
            note=medal.get(placing.rank or 0, ""),
        )
        for placing in result.placings
    ]
    listed = {row.bib for row in rows}
    rows += [
        _row(competition, bib, None, code="DNS", note=reason)
        for bib, reason in competition.withdrawn
        if bib not in listed
    ]
    medals = tuple(
        (name, " = ".join(result.holders(rank))) for rank, name in enumerate(MEDALS, start=1)
    )
    level = competition.classification.level if competition.classification else None
    return ClassificationTable(tuple(rows), medals, result.medal_notes, result.missing, level)


def entry_rows(competition: Competition) -> tuple[Row, ...]:
    """Everybody entered, in order of bib; withdrawn riders are noted."""
    gone = dict(competition.withdrawn)
    return tuple(
        _row(competition, bib, None, note=gone.get(bib, "")) for bib in sorted(competition.entries)
    )
