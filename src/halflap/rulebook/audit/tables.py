"""Knows what becomes of damage that the reader of a source reported: broken rows and cells."""

from __future__ import annotations

from collections.abc import Iterator

from halflap.rulebook.audit.contradiction import Contradiction, doubt
from halflap.rulebook.audit.sheet import Sheet
from halflap.words.sentence import say


def broken_tables(sheet: Sheet) -> Iterator[Contradiction]:
    """Every damaged row, once: what was read from it rests on a guess."""
    for damage in sheet.event.damage:
        derived = say("Expected here: {expected}", expected=damage.expected)
        rule = say("Assumed: the row is read as it was most likely meant.")
        yield doubt("table", damage.where, damage.says, derived, rule)
