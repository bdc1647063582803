"""Knows what becomes of damage that the reader of a source reported: broken rows and cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from halflap.rulebook.audit.contradiction import Contradiction, doubt, error
from halflap.rulebook.audit.sheet import Sheet
from halflap.sport.published import Damage
from halflap.words.sentence import say

_IN_A_HEAT = 2
_EVERY_OTHER = 2
"""Rows whose first cell spans two of them: the second of each pair is short of it."""


def broken_tables(sheet: Sheet) -> Iterator[Contradiction]:
    """Every damaged row, once; rows of one table that are broken alike are one fault.

    What was read from such a row rests on a guess.
    """
    for first, *others in _alike(sheet.event.damage):
        if others:
            derived = say(
                "Expected here: {expected}. The same at {others}.",
                expected=first.expected,
                others=", ".join(one.where for one in others),
            )
        else:
            derived = say("Expected here: {expected}.", expected=first.expected)
        rule = say("Assumed: the row is read as it was most likely meant.")
        yield doubt("table", first.where, first.says, derived, rule)


def crowded_heats(sheet: Sheet) -> Iterator[Contradiction]:
    """Heats of three riders and more: rows of several heats that ran together."""
    for index in range(len(sheet.event.rounds)):
        for heat, rows in sheet.heats(index):
            if len(rows) > _IN_A_HEAT:
                says = ", ".join(row.name for row in rows)
                derived = say("{count} riders stand in one heat.", count=len(rows))
                rule = say("Two riders ride against each other (UCI 3.2.051).")
                yield error("table", heat.where, says, derived, rule)


def _alike(damage: Iterable[Damage]) -> Iterator[list[Damage]]:
    """Runs of lines, every one or every other, where the same was expected."""
    run: list[Damage] = []
    for one in damage:
        if run and not (
            one.expected == run[-1].expected and 0 < _line(one) - _line(run[-1]) <= _EVERY_OTHER
        ):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _line(damage: Damage) -> int:
    word, _, number = damage.where.partition(" ")
    return int(number) if word == "line" and number.isdigit() else 0
