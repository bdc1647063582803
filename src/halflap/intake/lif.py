"""Knows FinishLynx result files (``.lif``): the photo finish as a second opinion on a heat.

It does not know whose result counts, nor what a word in the column of places rules.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from halflap.intake.decoding import decode
from halflap.intake.unreadable import Unreadable
from halflap.sport.times import RecordedTime, Source, recorded
from halflap.words.sentence import say

STATUSES: dict[str, str] = {
    "DNS": "DNS", "DNF": "DNF", "DQ": "DSQ", "DSQ": "DSQ", "AUFG": "DNF", "AB": "DNF",
    "N.A": "DNS", "NP": "DNS", "DISQ": "DSQ",
}  # fmt: skip
"""Words that Lynx prints in the column of places, in capitals and without a last dot: English,
German (``aufg.``, ``n.a.``), French (``NP``, ``AB``)."""


@dataclass(frozen=True, slots=True)
class LifSplit:
    """A split as printed: ``cumulative`` from the start and, in brackets, the ``lap``."""

    cumulative: str
    lap: str | None


@dataclass(frozen=True, slots=True)
class LifRow:
    """One rider's row. ``place`` is the text of its first cell, empty if never captured.

    ``status`` is what that text means, where it is a word halflap knows; ``time`` is a photo
    finish, with the decimals printed.
    """

    line: int
    place: str
    bib: str
    lane: str
    family: str
    given: str
    affiliation: str
    time: RecordedTime | None = None
    status: str | None = None
    licence: str = ""
    splits: tuple[LifSplit, ...] = ()

    @property
    def rank(self) -> int | None:
        """The place as a number, or None."""
        return int(self.place) if re.fullmatch(r"\d{1,4}", self.place, re.ASCII) else None


@dataclass(frozen=True, slots=True)
class LifProblem:
    """A cell that could not be read: the row is kept without it."""

    line: int
    column: str
    says: str


@dataclass(frozen=True, slots=True)
class LifResult:
    """A whole file: one heat. ``start`` is the time of day of the start as printed."""

    event: str
    round: str
    heat: str
    name: str
    distance: str
    start: str
    rows: tuple[LifRow, ...]
    problems: tuple[LifProblem, ...] = ()


def read_lif(data: bytes) -> LifResult:
    """The heat in a ``.lif``: UTF-8, UTF-16 or cp1252, however many columns Lynx was set to write.

    No row is dropped because its place is a word. Raises ``Unreadable`` for bytes that are no
    such file, or one that Lynx has not finished writing (no line end at its end).
    """
    text, _ = decode(data)
    if text and not text.endswith("\n"):
        raise Unreadable(
            say(
                "The file does not end with a line end: FinishLynx is still writing; read it again."
            )
        )
    try:
        lines = list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise Unreadable(
            say("The file is no FinishLynx result: its quotes do not close.")
        ) from error
    if not lines or len(lines[0]) < 4 or not lines[0][0].strip().isdigit():
        raise Unreadable(
            say(
                "The file is no FinishLynx result: its first line is not event, round, heat and "
                "name."
            )
        )
    header = _Cells(lines[0])
    problems: list[LifProblem] = []
    rows = tuple(
        _row(number, _Cells(cells), problems)
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    )
    return LifResult(
        event=header.at(0),
        round=header.at(1),
        heat=header.at(2),
        name=header.at(3),
        distance=header.at(9),
        start=header.at(10),
        rows=rows,
        problems=tuple(problems),
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a line; those that were not written are empty."""

    cells: list[str]

    def at(self, index: int) -> str:
        return self.cells[index].strip() if index < len(self.cells) else ""


def _row(line: int, cells: _Cells, problems: list[LifProblem]) -> LifRow:
    place, printed = cells.at(0), cells.at(6)
    status = STATUSES.get(place.upper().rstrip("."))
    time = None
    if printed:
        try:
            time = recorded(printed, Source.PHOTO)
        except ValueError:
            problems.append(LifProblem(line, "time", printed))
    if place and status is None and not place.isdecimal():
        problems.append(LifProblem(line, "place", place))
    return LifRow(
        line=line,
        place=place,
        bib=cells.at(1),
        lane=cells.at(2),
        family=cells.at(3),
        given=cells.at(4),
        affiliation=cells.at(5),
        time=time,
        status=status,
        licence=cells.at(7),
        splits=tuple(
            LifSplit(found[1], found[2])
            for found in re.finditer(r"([\d:.]+)(?:\s*\(([\d:.]+)\))?", cells.at(10))
        ),
    )
