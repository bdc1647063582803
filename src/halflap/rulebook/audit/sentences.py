"""Knows the sentences of a page's running text: one at a time, with the round they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from halflap.rulebook.audit.sheet import Sheet

RIDERS = (
    r"(?:riders?|cyclists?|competitors?|athletes?|pursuiters?|men|women|starters?|coureurs?|"
    r"coureuses?|cyclistes?|concurrente?s?|participante?s?|athlètes?|pistards?)"
)
"""A pattern for those who ride, in English and French."""
OF_THE_FORMAT = "/format"
"""Where an event JSON describes its format: words about rules, which its tables cannot belie."""
_END = re.compile(r"(?<=[.!?])[\"”»)]?\s+(?=[\"“«(]?[A-ZÀ-Ý0-9])")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: its text, its place, and the index of the round it stands in, if any."""

    text: str
    where: str
    round: int | None


def sentences(sheet: Sheet) -> Iterator[Said]:
    """All sentences of the prose in order."""
    rounds = {each.where: index for index, each in enumerate(sheet.event.rounds)}
    for prose in sheet.event.prose:
        if prose.where == OF_THE_FORMAT:
            continue
        index = rounds.get(prose.round) if prose.round is not None else None
        for text in _END.split(prose.text.strip()):
            if text:
                yield Said(text, prose.where, index)
