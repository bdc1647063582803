"""Knows how a FinishLynx result file becomes the outcomes of a heat, and why it cannot."""

from __future__ import annotations

from pathlib import Path

from halflap.cli.failure import REFUSED, Failure, Refusal, unusable
from halflap.cli.user_files import opened_in_time, up_to_longest
from halflap.intake.lif import LifResult, LifRow, read_lif
from halflap.intake.unreadable import Unreadable
from halflap.journal.facts import RideFact
from halflap.meet.results import time_fact
from halflap.meet.state import HeatState
from halflap.words.sentence import say

_CODES = {"DNS": "DNS", "DNF": "DNF", "DSQ": "DSQ"}


def rides_of_lif(name: str, heat: HeatState) -> tuple[RideFact, ...]:
    """The outcomes that the file holds for the riders of a heat, by their bibs.

    Raises ``Failure``: no such file, not finished, a rider who is not in the heat, a cell that
    cannot be read, nobody with an outcome.
    """
    result = _read(name)
    if result.problems:
        problem = result.problems[0]
        raise unusable(
            "lif",
            say(
                "{file}, line {line}: “{text}” cannot be read.",
                file=name,
                line=problem.line,
                text=problem.says,
            ),
            say("Correct it in FinishLynx and save again, or give --home and --back."),
        )
    rows = [row for row in result.rows if row.time is not None or row.status is not None]
    strangers = [row.bib for row in rows if not _is_of(row, heat)]
    if strangers or not rows:
        bibs = ", ".join(map(str, heat.bibs))
        if strangers:
            text = say('{file} has bib "{bib}".', file=name, bib=strangers[0])
        else:
            text = say("{file} has no outcome.", file=name)
        remedy = say("Heat {heat} is ridden by {bibs}.", heat=heat.key, bibs=bibs)
        raise Failure(REFUSED, [Refusal("not-in-heat", text, remedy)])
    return tuple(_ride(row) for row in rows)


def _read(name: str) -> LifResult:
    try:
        with opened_in_time(Path(name)) as file:
            return read_lif(up_to_longest(file, name))
    except OSError as error:
        raise unusable(
            "file",
            say("{file} cannot be read: {why}.", file=name, why=error.strerror or str(error)),
            say("Check the name; nothing was recorded."),
        ) from error
    except Unreadable as error:
        raise unusable("lif", error.sentence) from error


def _is_of(row: LifRow, heat: HeatState) -> bool:
    return row.bib.isascii() and row.bib.isdigit() and int(row.bib) in heat.bibs


def _ride(row: LifRow) -> RideFact:
    bib = int(row.bib)
    if row.status is not None:
        return RideFact(bib=bib, code=_CODES[row.status])  # type: ignore[arg-type]
    return RideFact(bib=bib, code="OK", time=time_fact(row.time))
