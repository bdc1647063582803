"""Knows rows of a table that hold both riders of a heat, and divides them into a row for each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from halflap.intake.note import MARKS
from halflap.intake.page_blocks import Row
from halflap.intake.page_cells import is_blank, is_timed, read_rank, read_time_cell
from halflap.intake.page_titles import Title, title_of

_NAME = re.compile(r"[^\W\d_]{2,}")
_NO_NAME = re.compile(r"\(?[A-Z]{3}\)?|(?i:v\.?|vs\.?|km/h|heat|race|match)")


@dataclass(frozen=True, slots=True)
class Pair:
    """Both riders' halves of one row, and the title of their heat where the row begins with it."""

    title: Title | None
    rows: tuple[Row, Row]


def heat_title(number: int) -> Title:
    """The title of a heat that is numbered by its row."""
    return Title("heat", f"Heat {number}", number)


def divided(row: Row) -> Pair | None:
    """The halves of ``heat, rider, time, rider, time`` or ``rider, time, time, rider``.

    None where the row has not two times or statuses with a rider to each.
    """
    times = [index for index, cell in enumerate(row.cells) if _is_result(cell)]
    if len(times) != 2:
        return None
    first, second = times
    before, between, after = row.cells[:first], row.cells[first + 1 : second], row.cells[second:]
    if not _first_name(before):
        return None
    if at := _first_name(between):
        start = first + at  # ranks, flags and nations before a name are the second rider's
        while start > first + 1 and not _is_mark(row.cells[start - 1]):
            start -= 1
        left, right = row.cells[:start], row.cells[start:]
    elif _first_name(after[1:]):
        left, right = row.cells[: first + 1], (*after[1:], after[0])
    else:
        return None
    title, left = _opening(left, right)
    return Pair(title, (replace(row, cells=left), replace(row, cells=right, half=2)))


def _opening(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[Title | None, tuple[str, ...]]:
    """What a first cell says of the heat; a number is a rank where the second rider has one too."""
    head = left[0]
    title = title_of(head)
    if title.kind in ("heat", "ride"):
        return title, left[1:]
    number, rest = read_rank(head)
    if number is None or rest or any(read_rank(cell)[0] for cell in right[:1]):
        return None, left
    return heat_title(number), left[1:]


def _is_result(cell: str) -> bool:
    time = read_time_cell(cell).time
    return is_timed(cell) and (time is None or len(re.findall(r"\d+", time)) > 2)


def _is_mark(cell: str) -> bool:
    return not is_blank(cell) and all(word in MARKS for word in cell.split())


def _first_name(cells: tuple[str, ...]) -> int:
    """The place of the first cell that can be a rider's name, from 1; 0 if there is none."""
    for index, cell in enumerate(cells, start=1):
        if _NAME.search(cell) and not _NO_NAME.fullmatch(cell) and not _is_mark(cell):
            return index
    return 0
