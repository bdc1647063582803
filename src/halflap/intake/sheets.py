"""Knows tables from CSV and from workbooks: every cell a text, every row with its number."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime

from halflap.intake.decoding import decode
from halflap.intake.other_files import refuse_others
from halflap.intake.unreadable import Unreadable
from halflap.words.sentence import say

DELIMITERS = (",", ";", "\t")
MOST_ROWS = 20_000
MOST_COLUMNS = 500

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # XLSX and ODS; XLS


@dataclass(frozen=True, slots=True)
class Sheet:
    """One reading of a table: ``origin`` says what it was taken for ("cp1252", "sheet Entries").

    ``rows`` begin with row 1 of the file; an empty row is an empty tuple. ``broken_at`` is the
    line where it could be read no further.
    """

    origin: str
    rows: tuple[tuple[str, ...], ...]
    broken_at: int | None = None


def sheets(data: bytes) -> tuple[Sheet, ...]:
    """Every way to read the bytes: a CSV by each delimiter, a workbook by each of its sheets.

    Raises ``Unreadable``.
    """
    refuse_others(data)
    if data.startswith(_WORKBOOKS):
        return _workbook(data)
    text, encoding = decode(data)
    return tuple(_csv(text, encoding, delimiter) for delimiter in DELIMITERS)


def _csv(text: str, encoding: str, delimiter: str) -> Sheet:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[tuple[str, ...]] = []
    broken_at = None
    try:
        for row in reader:
            cells = tuple(_kept(cell) for cell in row)
            rows.append(cells if any(cells) else ())
    except csv.Error:
        broken_at = reader.line_num
    return Sheet(encoding, tuple(rows), broken_at)


def _workbook(data: bytes) -> tuple[Sheet, ...]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise Unreadable(
            say(
                'Reading a workbook needs the extra “xlsx”: pip install "halflap[xlsx]", or save '
                "the list as CSV."
            )
        ) from error
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = [book.get_sheet_by_name(name) for name in book.sheet_names]
        for sheet in found:
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                raise Unreadable(
                    say(
                        "Sheet {sheet} has more than {rows} rows or {columns} columns: delete what "
                        "is no entry.",
                        sheet=sheet.name,
                        rows=MOST_ROWS,
                        columns=MOST_COLUMNS,
                    )
                )
        return tuple(
            Sheet(
                f"sheet {sheet.name}",
                tuple(
                    row if any(row) else ()
                    for row in (
                        tuple(_kept(_text(cell)) for cell in cells)
                        for cells in sheet.to_python(skip_empty_area=False)
                    )
                ),
            )
            for sheet in found
        )
    except CalamineError as error:
        raise Unreadable(
            say("The workbook is damaged or locked: open it, save it again, or save it as CSV.")
        ) from error


def _kept(cell: str) -> str:
    """A text as given, without the blanks and line breaks around and within it."""
    return " ".join(part for part in cell.strip().splitlines() if part)


def _text(value: object) -> str:
    """A workbook's value as a person reads it: 12, not 12.0; a date as 1980-04-28."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
