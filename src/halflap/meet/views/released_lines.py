"""Knows the lines of rankings and of the classification as the public sees them.

What people confirmed stands until they confirm it again: ranks, places, medals. A correction is
released at once with its time (UCI 3.1.007: every change of a result is reported). The lines that
it moves are provisional until then; a line that it does not move stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from halflap.journal.facts import EntryFact, RankFact, RideFact
from halflap.meet.lines import classification_lines, medal_lines, ranking_lines
from halflap.meet.results import outcome_value
from halflap.meet.state import Competition, PhaseState
from halflap.meet.views.released_values import Level, ReleasedClassification, ReleasedRow
from halflap.meet.views.tables import PhaseTable, Row
from halflap.rulebook.format import Phase
from halflap.sport.outcome import code as code_of
from halflap.sport.outcome import time_of


def name_of(entry: EntryFact) -> str:
    """How a rider is called, with the pilot where there is one."""
    return entry.rider.name + (f" / {entry.pilot.name}" if entry.pilot else "")


def moved(competition: Competition, phase_id: str) -> frozenset[int]:
    """Whose lines of a confirmed ranking would not be confirmed like that now."""
    phase = competition.phase(phase_id)
    if phase is None or phase.ranking is None:
        return frozenset()
    return _moved(phase.ranking.lines, ranking_lines(competition, phase_id))


def places_moved(competition: Competition) -> frozenset[int]:
    """Whose places and medals, once confirmed, would not be confirmed like that now."""
    confirmed = competition.classification
    if confirmed is None:
        return frozenset()
    medals = set(confirmed.medals) ^ set(medal_lines(competition))
    lines = _moved(confirmed.lines, classification_lines(competition))
    return lines | {bib for _, bib in medals}


def _moved(confirmed: tuple[RankFact, ...], now: tuple[RankFact, ...]) -> frozenset[int]:
    return frozenset(line.bib for line in set(confirmed) ^ set(now))


def ranking_rows(
    competition: Competition, plan: Phase, phase: PhaseState, table: PhaseTable
) -> tuple[ReleasedRow, ...]:
    """The ranking of a phase; ``table``: as it derives from what was released. A final has none."""
    if plan.kind == "medal":
        return ()
    if phase.ranking is None:
        return tuple(_as_derived(row) for row in table.ranking)
    lines = phase.ranking.lines
    rows = {row.bib: row for heat in table.heats if not heat.rehearsal for row in heat.rows}
    gaps = {row.bib: row.gap for row in table.ranking}
    open_ = moved(competition, plan.id)
    return tuple(
        _as_confirmed(
            competition,
            line,
            phase.ranking.level,
            open_,
            time=rows[line.bib].time if line.bib in rows else "",
            code=rows[line.bib].code if line.bib in rows else "",
            gap=gaps.get(line.bib, ""),
            qualified=bool(plan.advance) and line.rank is not None and index < plan.advance,
        )
        for index, line in enumerate(lines)
    )


def released_classification(competition: Competition) -> ReleasedClassification | None:
    """The classification as it was confirmed, every place with the time of its ride."""
    confirmed = competition.classification
    if confirmed is None:
        return None
    medals = {bib: medal for medal, bib in confirmed.medals}
    open_ = places_moved(competition)
    return ReleasedClassification(
        level=confirmed.level,
        rows=tuple(
            _as_confirmed(
                competition,
                line,
                confirmed.level,
                open_,
                time=time,
                code=code,
                medal=medals.get(line.bib, ""),
            )
            for line in confirmed.lines
            for time, code in (_printed(line, _ride_of(competition, line)),)
        ),
    )


def _as_derived(row: Row) -> ReleasedRow:
    return ReleasedRow(
        rank=row.rank,
        bib=row.bib,
        name=row.name,
        nation=row.nation,
        time=row.time,
        code=row.code,
        gap=row.gap,
        qualified=row.note == "Q",
    )


def _as_confirmed(
    competition: Competition,
    line: RankFact,
    level: Level,
    moved: frozenset[int],
    *,
    time: str,
    code: str,
    gap: str = "",
    qualified: bool = False,
    medal: str = "",
) -> ReleasedRow:
    entry = competition.entries[line.bib]
    return ReleasedRow(
        rank=line.rank,
        bib=line.bib,
        name=name_of(entry),
        nation=entry.rider.nation,
        time=time,
        code=code,
        gap=gap,
        qualified=qualified,
        medal=medal,
        level="provisional" if line.bib in moved else level,
    )


def _printed(line: RankFact, ride: RideFact | None) -> tuple[str, str]:
    """Time and code as printed: of the ride as it was released; without one the code confirmed."""
    if ride is None:
        return "", "" if line.code == "OK" else line.code
    outcome = outcome_value(ride)
    time, found = time_of(outcome), code_of(outcome)
    return str(time) if time else "", "" if found == "OK" else found


def _ride_of(competition: Competition, line: RankFact) -> RideFact | None:
    """The ride that a place was given for: as it was confirmed, else the one corrected since."""
    rides = list(_rides(competition, line.bib))
    same = (ride for ride, _ in rides if _line_of(ride) == (line.code, line.us))
    corrected = (ride for ride, revision in rides if revision)
    return next(same, None) or next(corrected, None)


def _rides(competition: Competition, bib: int) -> Iterator[tuple[RideFact, int]]:
    """The rides of a rider, the last first, with how often each was corrected."""
    for _, phase in reversed(competition.phases):
        for heat in reversed(phase.counting):
            if (ride := heat.ride(bib)) is not None:
                yield ride, heat.revision


def _line_of(ride: RideFact) -> tuple[str, int | None]:
    outcome = outcome_value(ride)
    time = time_of(outcome)
    return code_of(outcome), time.us if time is not None else None
