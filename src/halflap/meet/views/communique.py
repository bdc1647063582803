"""Knows what a communiqué holds: a table as canonical JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from halflap.journal.canonical import encode
from halflap.meet.state import Competition
from halflap.meet.views.tables import (
    ClassificationTable,
    HeatTable,
    PhaseTable,
    classification_table,
    phase_table,
)
from halflap.rulebook.format import Phase
from halflap.words.sentence import Sentence

Say = Callable[[Sentence], str]
Json = Any

CLASSIFICATION = "classification"
START_LIST = "start-list"
DOCUMENTS = (START_LIST, "result", CLASSIFICATION)


@dataclass(frozen=True, slots=True)
class Communique:
    """A document as it would be issued."""

    name: str
    content: str


def communique(competition: Competition, document: str, plan: Phase | None) -> Communique:
    """The document of a competition as it stands; its texts are English in every language."""
    if plan is None:
        name, table = document, classification_json(classification_table(competition), str)
    elif document == START_LIST:
        name, table = f"{document} {plan.id}", _start_list(competition, plan)
    else:
        name, table = f"{document} {plan.id}", phase_json(phase_table(competition, plan), str)
    content = encode({"competition": competition.id, "title": competition.title, **table})
    return Communique(name, content)


def _start_list(competition: Competition, plan: Phase) -> dict[str, Json]:
    """Who starts in which heat on which straight, in running order."""
    return {
        "phase": plan.id,
        "heats": [
            {
                "heat": heat.key,
                "label": heat.label,
                "riders": [
                    {"side": row.side, "bib": row.bib, "name": row.name, "nation": row.nation}
                    for row in heat.rows
                ],
            }
            for heat in phase_table(competition, plan).heats
            if not heat.rehearsal
        ],
    }


def phase_json(found: PhaseTable, speak: Say = str) -> dict[str, Json]:
    """A phase for programs; ``speak`` says its sentences."""
    return {
        "phase": found.phase,
        "level": found.level,
        "heats": [_heat_json(heat) for heat in found.heats],
        "ranking": [asdict(row) for row in found.ranking],
        "missing": [speak(each) for each in found.missing],
    }


def _heat_json(heat: HeatTable) -> dict[str, Json]:
    return {
        "heat": heat.key,
        "label": heat.label,
        "level": heat.level,
        "rehearsal": heat.rehearsal,
        "review": heat.review,
        "runs": heat.runs,
        "winner": heat.winner,
        "riders": [asdict(row) for row in heat.rows],
    }


def classification_json(found: ClassificationTable, speak: Say = str) -> dict[str, Json]:
    """The classification for programs; ``speak`` says its sentences."""
    return {
        "level": found.level,
        "classification": [asdict(row) for row in found.rows],
        "medals": {medal: holder or None for medal, holder in found.medals},
        "medal_notes": [speak(each) for each in found.notes],
        "missing": [speak(each) for each in found.missing],
    }
