"""Knows lists of records in force: rows of a table, or every error by row and column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from halflap.intake.entries import HEADER_WITHIN, RowError, row_as_read
from halflap.intake.entry_columns import COLUMNS, column_among
from halflap.intake.sheets import Sheet, sheets
from halflap.intake.unreadable import Unreadable
from halflap.sport.nations import nation
from halflap.sport.times import parse_time
from halflap.words.sentence import Sentence, say

RECORD_COLUMNS: dict[str, tuple[str, ...]] = {
    "record": ("record", "list", "liste", "type"),
    "time": ("time", "temps", "mark", "chrono", "performance"),
    "rider": ("holder", "detenteur", "detentrice", "titulaire", *COLUMNS["name"], "nom"),
    "nation": COLUMNS["nation"],
    "place": ("place", "venue", "town", "city", "lieu", "ville", "velodrome"),
    "date": ("date", "day", "jour", "le"),
}


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record as listed: ``time`` as printed, ``date`` as 2024-08-20 or empty."""

    record: str
    time: str
    rider: str = ""
    nation: str = ""
    place: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class RecordTable:
    """Either all its ``rows`` or all its ``errors``; ``unused`` are headers that no record has."""

    rows: tuple[RecordRow, ...] = ()
    errors: tuple[RowError, ...] = ()
    unused: tuple[str, ...] = ()


def read_records(data: bytes) -> RecordTable:
    """The records of a CSV or workbook; record and time are needed, all else may be absent.

    Raises ``Unreadable`` for bytes that are no table.
    """
    sheet, at, columns = max(
        (_header(each) for each in sheets(data)),
        key=lambda each: len(each[2]),
        default=(Sheet("", ()), 0, {}),
    )
    if sheet.broken_at is not None:
        raise Unreadable(
            say(
                "Line {line} cannot be read as a row of a table: a quote in or before it is not "
                "closed, or stands within a cell. Mend it.",
                line=sheet.broken_at,
            ),
            f"line {sheet.broken_at}",
        )
    missing = [
        RowError(
            at + 1,
            column,
            "",
            say(
                "There is no column “{column}”: the first row names the columns, with at least "
                "“record” and “time”. This one reads: {row}.",
                column=column,
                row=row_as_read(sheet.rows[at] if columns else next(filter(None, sheet.rows), ())),
            ),
        )
        for column in ("record", "time")
        if column not in columns
    ]
    if missing:
        return RecordTable(errors=tuple(missing))
    names = sheet.rows[at]
    errors: list[RowError] = []
    rows = [
        _row(number, cells, names, columns, errors)
        for number, cells in enumerate(sheet.rows[at + 1 :], start=at + 2)
        if cells
    ]
    if not rows:
        empty = say("There is no record below the header: the list is empty.")
        errors.append(RowError(at + 2, names[columns["record"]], "", empty))
    unused = tuple(
        name for index, name in enumerate(names) if name and index not in columns.values()
    )
    return RecordTable(() if errors else tuple(rows), tuple(errors), unused)


def _header(sheet: Sheet) -> tuple[Sheet, int, dict[str, int]]:
    """The row that names the most columns, the first of equals."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            column = column_among(RECORD_COLUMNS, cell)
            if column is not None:
                columns.setdefault(column, index)
        if len(columns) > len(best[1]):
            best = (at, columns)
    return (sheet, *best)


def _row(
    number: int,
    cells: tuple[str, ...],
    names: tuple[str, ...],
    columns: dict[str, int],
    errors: list[RowError],
) -> RecordRow:
    def cell(column: str, read: Callable[[str], str] = str, *, needed: bool = False) -> str:
        at = columns.get(column, len(cells))
        text = cells[at] if at < len(cells) else ""
        if not text:
            if needed:
                empty = say("The cell is empty: every record has a name and a time.")
                errors.append(RowError(number, names[columns[column]], "", empty))
            return ""
        try:
            return read(text)
        except ValueError as error:
            why = error.args[0]
            if not isinstance(why, Sentence):
                raise
            errors.append(RowError(number, names[at], text, why))
            return ""

    return RecordRow(
        record=cell("record", needed=True),
        time=cell("time", _time, needed=True),
        rider=cell("rider"),
        nation=cell("nation", lambda text: nation(text).code),
        place=cell("place"),
        date=cell("date", _day),
    )


def _time(text: str) -> str:
    try:
        parse_time(text)
    except ValueError as error:
        raise ValueError(say("“{text}” is no time: write it as 4:15.165.", text=text)) from error
    return text


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError(say("“{text}” is no date: write it as 2024-08-20.", text=text)) from error
