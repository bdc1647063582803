"""Knows how the rows of a result table become rides, and how to read a row that is broken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from halflap.intake.note import read_note
from halflap.intake.page_blocks import Row
from halflap.intake.page_cells import (
    columns_of,
    is_blank,
    is_timed,
    read_nation,
    read_rank,
    read_rider,
    read_time_cell,
)
from halflap.intake.page_pairs import divided, heat_title
from halflap.intake.page_titles import Title, title_of
from halflap.sport.published import Damage, PublishedRide
from halflap.words.sentence import Sentence, say

_GAP = re.compile(r"\+?\s?((?:\d{1,2}:)?\d{1,3}[.,]\d{1,4})\s?s?\Z")
_SPEED = re.compile(r"(\d{2}[.,]\d{1,4})(?:\s?km/h)?\Z", re.IGNORECASE)
_DASH = re.compile(r"[-–—−]")
_STATUS = re.compile(r"\(?(?:DNS|DNF|DSQ|DQ|OVL|OVT|LAP|CAP|REL|W/?O)\)?")
_AGAIN = re.compile(r"\bre-?(?:ride|run)\b|\bnouvelle course\b|\brecourue?\b", re.IGNORECASE)
_NATION = re.compile(r"\(?([A-Z]{3})\)?\Z")


@dataclass(frozen=True, slots=True)
class RideRow:
    """A ride as its row tells it; ``heat`` is the number in its column of heats, if it has one.

    ``ride.name`` is empty where the page lost it.
    """

    ride: PublishedRide
    heat: int | None
    line: int


@dataclass(frozen=True, slots=True)
class SubTitle:
    """A row that is a heading of the rows below it: ``Gold medal race``."""

    line: int
    title: Title


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row below a header: ``shift`` is how far its cells stand from their columns."""

    row: Row
    columns: dict[str, int]
    width: int
    shift: int

    def cell(self, column: str) -> str:
        at = self.columns.get(column)
        if at is None or not 0 <= at + self.shift < len(self.row.cells):
            return ""
        return self.row.cells[at + self.shift]

    @property
    def broken(self) -> bool:
        count = len(self.row.cells)
        return bool(self.shift) or count > self.width or (self.row.padded and count != self.width)


def read_rides(rows: list[Row], in_heat: bool) -> tuple[list[RideRow | SubTitle], list[Damage]]:
    """The rides of one table in its order, and its broken rows.

    Below a header, a row whose time stands in another column is shifted: it is read as far to
    the side as its time stands, and named as damage. Without a header a row is read by what its
    cells look like, and named as damage if its time stands elsewhere than in most rows; one
    without any time is a ride only where the table stands ``in_heat``, below a heat's heading.
    """
    columns: dict[str, int] | None = None
    width = 0
    found: list[RideRow | SubTitle] = []
    placed: list[_Placed] = []
    loose: list[Row] = []
    pairs = 0
    in_one_heat = in_heat
    for row in rows:
        if pair := divided(row):
            pairs += 1
            if not in_one_heat:
                found.append(SubTitle(row.line, pair.title or heat_title(pairs)))
            found += [_by_content(half) for half in pair.rows]
        elif sub_title := _sub_title(row):
            found.append(sub_title)
        elif header := columns_of(row.cells):
            columns, width = header, len(row.cells)
            in_heat = in_heat or "time" in header
        elif columns is None:
            if in_heat or _time_at(row) is not None:
                loose.append(row)
                found.append(_by_content(row))
        elif not all(is_blank(cell) for cell in row.cells):
            cells = _Placed(row, columns, width, _shift(row, columns))
            ride = _by_columns(cells)
            if in_heat or ride.ride.status:
                placed.append(cells)
                found.append(ride)
    return found, [*_shifted(placed), *_uneven(loose)]


def _sub_title(row: Row) -> SubTitle | None:
    filled = [cell for cell in row.cells if not is_blank(cell)]
    if len(filled) != 1:
        return None
    title = title_of(filled[0])
    return SubTitle(row.line, title) if title.kind in ("heat", "ride", "round") else None


def _shift(row: Row, columns: dict[str, int]) -> int:
    """How far right of its column a row's time stands; 0 where it is in place or has none."""
    at = columns.get("time")
    if at is None or (at < len(row.cells) and is_timed(row.cells[at])):
        return 0
    heat_at = columns.get("heat", len(row.cells))
    heat = row.cells[heat_at] if heat_at < len(row.cells) else ""
    if re.fullmatch(r"[^\d]*[^\W\d][^\d]*", heat) and not is_timed(heat):
        return -1  # a name in the column of heats: the cell that spanned the heat's rows is lost
    if 0 < at < len(row.cells) and read_rank(row.cells[at])[0] and _DASH.match(row.cells[at - 1]):
        return -1  # a rank for a time, and the dash of a missing time before it
    strangers = {columns[key] for key in ("heat", "rank", "name", "nat") if key in columns}
    strangers |= set(range(len(row.cells))) - set(columns.values())
    offsets = [
        index - at
        for index, cell in enumerate(row.cells)
        if index in strangers and is_timed(cell) and not is_blank(cell)
    ]
    return min(offsets, key=abs, default=0)


def _shifted(placed: list[_Placed]) -> list[Damage]:
    return [
        Damage(f"line {each.row.line}", each.row.source, _expected(each))
        for each in placed
        if each.broken
    ]


def _expected(placed: _Placed) -> Sentence:
    count = len(placed.row.cells)
    if not placed.shift:
        return say(
            "{width} cells, as the header of the table has; there are {count}",
            width=placed.width,
            count=count,
        )
    at = placed.columns["time"]
    return say(
        "the time in cell {time}, where the header of the table has it; it stands in cell {found} "
        "of {count}",
        time=at + 1,
        found=at + placed.shift + 1,
        count=count,
    )


def _uneven(rows: list[Row]) -> list[Damage]:
    places = {row.line: at for row in rows if (at := _time_at(row)) is not None}
    if not places:
        return []
    usual = Counter(places.values()).most_common(1)[0][0]
    return [
        Damage(
            f"line {row.line}",
            row.source,
            say("the time in cell {time}, as in the other rows", time=usual + 1),
        )
        for row in rows
        if places.get(row.line, usual) != usual
    ]


def _time_at(row: Row) -> int | None:
    """The cell of a row without a header that holds a status, or a time with its fraction.

    Without the fraction it could be the time of day in a timetable.
    """
    for index, cell in enumerate(row.cells):
        time = read_time_cell(cell).time
        if is_timed(cell) and (time is None or len(re.findall(r"\d+", time)) > 2):
            return index
    return None


def _by_columns(placed: _Placed) -> RideRow:
    time = read_time_cell(placed.cell("time"))
    printed, rest = time.time, time.rest
    if printed is None and re.search(r"\d", rest) and ":" in rest:
        printed, rest = rest, ""  # meant as a time, but none can be read from it
    rank, beside_rank = read_rank(placed.cell("rank"))
    ranked = read_time_cell(beside_rank)
    name, nation = read_rider(placed.cell("name"))
    heat, _ = read_rank(placed.cell("heat"))
    noted = read_time_cell(placed.cell("note"))
    ride = _ride(
        placed.row,
        name=name,
        nat=read_nation(placed.cell("nat")) or nation,
        rank=rank,
        time=printed,
        status=time.status or ranked.status or noted.status,
        notes=(rest, ranked.rest, placed.cell("note")),
        speed=placed.cell("speed"),
        gap=placed.cell("gap"),
    )
    return RideRow(ride, heat, placed.row.line)


def _by_content(row: Row) -> RideRow:
    """A row without a header: what stands before the time is the rider, behind it the rank."""
    at = _time_at(row)
    if at is None:
        dashes = (index for index, cell in enumerate(row.cells) if _DASH.match(cell))
        at = next(dashes, len(row.cells))
    time = read_time_cell(row.cells[at] if at < len(row.cells) else "")
    rank: int | None = None
    names: list[str] = []
    notes = [time.rest]
    status = time.status
    nat = gap = speed = ""
    for index, cell in enumerate(row.cells):
        if index == at or is_blank(cell):
            continue
        number, rest = read_rank(cell)
        if _STATUS.fullmatch(cell):
            status = status or read_time_cell(cell).status
        elif number is not None and rank is None:
            rank = number
            notes.append(rest)
        elif _GAP.match(cell) and cell.startswith("+"):
            gap = cell
        elif _SPEED.match(cell):
            speed = cell
        elif nation := _NATION.match(cell):
            nat = nation[1]
        elif index < at:
            names.append(cell)
        else:
            notes.append(cell)
    name, nation_beside = read_rider(names[0] if names else "")
    nat = nat or nation_beside or read_nation(names[1] if len(names) > 1 else "")
    ride = _ride(
        row,
        name=name,
        nat=nat,
        rank=rank,
        time=time.time,
        status=status,
        notes=notes,
        speed=speed,
        gap=gap,
    )
    return RideRow(ride, None, row.line)


def _ride(
    row: Row,
    *,
    name: str,
    nat: str,
    rank: int | None,
    time: str | None,
    status: str | None,
    notes: Iterable[str],
    speed: str,
    gap: str,
) -> PublishedRide:
    pieces = [piece for piece in (note.strip(" ()") for note in notes) if not is_blank(piece)]
    read = [read_note(piece) for piece in pieces]
    speed_found, gap_found = _SPEED.match(speed.strip()), _GAP.match(gap.strip())
    return PublishedRide(
        where=row.where,
        name=name,
        nat=nat,
        rank=rank,
        time=time,
        status=status or ("OK" if time else None),
        note="; ".join([*pieces, *([gap] if gap and not gap_found and not is_blank(gap) else [])]),
        marks=tuple(dict.fromkeys(mark for note in read for mark in note.marks)),
        speed=speed_found[1] if speed_found else _first(note.speed for note in read),
        gap=f"+{gap_found[1]}" if gap_found else _first(note.gap for note in read),
        re_ride=any(_AGAIN.search(piece) for piece in pieces),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)
