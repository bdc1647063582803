"""Knows what a communiqué holds: a table as canonical JSON."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.cli.output import Json
from halflap.cli.sheets import classification_json, phase_json
from halflap.journal.canonical import encode
from halflap.meet.state import Competition
from halflap.meet.views.tables import classification_table, phase_table
from halflap.rulebook.format import Phase

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
