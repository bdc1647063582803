"""Knows entry lists: rows of CSV or of a workbook as values, or every error by row and column.

It knows no meet: whether a bib is free there, or a category is ridden, is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from halflap.intake.entry_columns import column_of
from halflap.intake.sheets import Sheet, sheets
from halflap.intake.unreadable import Unreadable
from halflap.sport.nations import nation
from halflap.sport.rider import check_uci_id, transponders
from halflap.words.sentence import Sentence, say

SHOWN = 80  # signs of a row that is shown as it was read
HEADER_WITHIN = 20  # rows of titles and blanks that may stand before the header
FIRST_YEAR = 1900
HIGHEST_NUMBER = 99_999  # of a bib or a seed; a longer one is a UCI ID in the wrong column

T = TypeVar("T")

_YEAR = re.compile(r"(?:(\d{4})(?:[-/.]\d{1,2}){0,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}))\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as listed; ``row`` is its number in the file, 1 the first.

    ``name`` is as given, in any script; from two columns it is given name and family name.
    """

    row: int
    bib: int
    name: str
    family: str | None = None
    given: str | None = None
    nation: str | None = None
    uci_id: str | None = None
    born_year: int | None = None
    category: str | None = None
    team: str | None = None
    seed: int | None = None
    pilot: str | None = None
    pilot_uci_id: str | None = None
    transponders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one cell: ``column`` is the header as printed, ``says`` the cell."""

    row: int
    column: str
    says: str
    sentence: Sentence

    @property
    def said(self) -> Sentence:
        """Where it is and what is wrong there."""
        return say(
            "Row {row}, column “{column}”, “{cell}”: {problem}",
            row=self.row,
            column=self.column,
            cell=self.says,
            problem=self.sentence,
        )


@dataclass(frozen=True, slots=True)
class EntryList:
    """An entry list: either all its ``rows`` or all its ``errors``, never both.

    ``origin`` says what the file was taken for (an encoding, a sheet), ``unused`` are the
    headers of columns that an entry does not have.
    """

    origin: str
    rows: tuple[EntryRow, ...] = ()
    errors: tuple[RowError, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the header stands (index of its row), and the index of each column."""

    at: int
    names: tuple[str, ...]
    columns: dict[str, int]


def read_entries(data: bytes, year: int | None = None) -> EntryList:
    """The entries of a CSV or workbook; ``year`` is the meet's, the latest year of birth.

    The delimiter, or the sheet, is the one whose header names the most columns. Bib and name
    (or family name) are needed, all else may be absent. Raises ``Unreadable`` for bytes that
    are no table.
    """
    found = [(sheet, _header(sheet)) for sheet in sheets(data)]
    sheet, header = max(
        found, key=lambda each: len(each[1].columns), default=(Sheet("", ()), _Header(0, (), {}))
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
    errors = _missing(header, next(filter(None, sheet.rows), ()))
    if errors:
        return EntryList(sheet.origin, errors=errors)
    reader = _Reader(header, year)
    rows = [
        reader.row(number, cells)
        for number, cells in enumerate(sheet.rows[header.at + 1 :], start=header.at + 2)
        if cells
    ]
    if not rows:
        reader.errors.append(
            RowError(
                header.at + 2,
                reader.header.names[0],
                "",
                say("There is no entry below the header: the list is empty."),
            )
        )
    unused = tuple(
        name for index, name in enumerate(header.names) if index not in header.columns.values()
    )
    if reader.errors:
        return EntryList(sheet.origin, errors=tuple(reader.errors), unused=unused)
    return EntryList(sheet.origin, tuple(row for row in rows if row is not None), unused=unused)


def _header(sheet: Sheet) -> _Header:
    """The row that names the most columns, the first of equals."""
    best = _Header(0, (), {})
    for at, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            column = column_of(cell)
            if column is not None:
                columns.setdefault(column, index)
        if "given" in columns and "family" not in columns and "name" in columns:
            columns["family"] = columns.pop("name")
        elif "family" in columns and "given" not in columns and "name" not in columns:
            columns["name"] = columns.pop("family")
        if len(columns) > len(best.columns):
            best = _Header(at, cells, columns)
    return best


def _missing(header: _Header, first: tuple[str, ...]) -> tuple[RowError, ...]:
    """What the header lacks, and the columns it has twice; ``first`` is the first row with text."""
    needed = {
        "bib": "bib" in header.columns,
        "name": bool({"name", "family"} & header.columns.keys()),
    }
    missing = [
        RowError(
            header.at + 1,
            column,
            "",
            say(
                "There is no column “{column}”: the first row names the columns, with at least "
                "“bib” and “name” (or “first name” and “last name”). This one reads: {row}.",
                column=column,
                row=row_as_read(header.names or first),
            ),
        )
        for column, there in needed.items()
        if not there
    ]
    kept = {index: column for column, index in header.columns.items()}
    twice = [
        RowError(
            header.at + 1,
            name,
            name,
            say(
                "Two columns mean the same, “{first}” and “{second}”: leave one.",
                first=header.names[header.columns[column]],
                second=name,
            ),
        )
        for index, name in enumerate(header.names)
        if index not in kept and (column := column_of(name)) in header.columns
    ]
    return (*missing, *twice)


def row_as_read(cells: tuple[str, ...]) -> str:
    """The beginning of a row, for whoever has to see what was taken for the names of columns."""
    text = " | ".join(cells)
    return f"{text[:SHOWN]}…" if len(text) > SHOWN else text or "–"


def _counted(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not 1 <= int(text) <= HIGHEST_NUMBER:
        raise ValueError(
            say(
                "“{text}” is not a whole number from 1 to {highest}.",
                text=text,
                highest=HIGHEST_NUMBER,
            )
        )
    return int(text)


@dataclass(slots=True)
class _Reader:
    """The errors of a list while its rows are read, and who has which bib and UCI ID."""

    header: _Header
    year: int | None
    errors: list[RowError] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def row(self, number: int, cells: tuple[str, ...]) -> EntryRow | None:
        """One entry, or None if something in it is wrong."""
        before = len(self.errors)
        for index, cell in enumerate(cells[len(self.header.names) :], len(self.header.names) + 1):
            if cell:
                self._error(
                    number,
                    str(say("cell {number}", number=index)),
                    cell,
                    say("The row has more cells than the header: quote what holds the delimiter."),
                )
        bib = self._read(number, cells, "bib", _counted)
        family, given = self._cell(cells, "family"), self._cell(cells, "given")
        name = self._cell(cells, "name") or " ".join(filter(None, (given, family)))
        if not name:
            self._error(number, self._column("name"), "", say("The entry has no name: give one."))
        if bib is None and not self._cell(cells, "bib"):
            self._error(number, self._column("bib"), "", say("The entry has no bib: give one."))
        self._once(number, "bib", None if bib is None else str(bib))
        uci_id = self._read(number, cells, "uci_id", check_uci_id)
        self._once(number, "uci_id", uci_id)
        read = EntryRow(
            row=number,
            bib=bib or 0,
            name=name,
            family=family,
            given=given,
            nation=self._read(number, cells, "nation", lambda text: nation(text).code),
            uci_id=uci_id,
            born_year=self._read(number, cells, "born", self._born),
            category=self._cell(cells, "category"),
            team=self._cell(cells, "team"),
            seed=self._read(number, cells, "seed", _counted),
            pilot=self._cell(cells, "pilot"),
            pilot_uci_id=self._read(number, cells, "pilot_uci_id", check_uci_id),
            transponders=self._read(number, cells, "transponders", transponders) or (),
        )
        return read if len(self.errors) == before else None

    def _cell(self, cells: tuple[str, ...], column: str) -> str | None:
        at = self.header.columns.get(column)
        return None if at is None or at >= len(cells) else cells[at] or None

    def _column(self, column: str) -> str:
        if column == "name" and column not in self.header.columns:
            column = "family"
        return self.header.names[self.header.columns[column]]

    def _read(
        self, number: int, cells: tuple[str, ...], column: str, read: Callable[[str], T]
    ) -> T | None:
        """A cell by its reader; what the reader refuses is an error in its words."""
        text = self._cell(cells, column)
        if text is None:
            return None
        try:
            return read(text)
        except ValueError as error:
            refusal = error.args[0]
            if not isinstance(refusal, Sentence):
                raise
            self._error(number, self._column(column), text, refusal)
            return None

    def _once(self, number: int, column: str, value: str | None) -> None:
        if value is None:
            return
        first = self.seen.setdefault((column, value), number)
        if first != number:
            self._error(
                number,
                self._column(column),
                value,
                say(
                    "{value} stands in row {first} already: each rider needs a different one.",
                    value=value,
                    first=first,
                ),
            )

    def _born(self, text: str) -> int:
        found = _YEAR.match(text)
        year = int(found[1] or found[2]) if found else 0
        last = self.year or 2100
        if not FIRST_YEAR <= year <= last:
            raise ValueError(
                say(
                    "“{text}” is not a year of birth from {first} to {last}: write 1998 or "
                    "1998-05-23.",
                    text=text,
                    first=FIRST_YEAR,
                    last=last,
                )
            )
        return year

    def _error(self, row: int, column: str, says: str, sentence: Sentence) -> None:
        self.errors.append(RowError(row, column, says, sentence))
