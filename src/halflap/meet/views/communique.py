"""Knows what a communiqué holds: a table as canonical JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from halflap.journal.canonical import encode
from halflap.journal.facts import DocumentIssued
from halflap.meet.lines import classification_lines, outdated
from halflap.meet.state import Competition, Meet
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
        name, table = f"{document} {plan.id}", _result(phase_table(competition, plan))
    content = encode({"competition": competition.id, "title": competition.title, **table})
    return Communique(name, content)


def document_plan(competition: Competition, document: str) -> Phase | None:
    """The phase that a document is of: ``result qualifying``; None: of the competition."""
    phase_id = document.partition(" ")[2]
    return next((plan for plan in competition.fmt.phase if plan.id == phase_id), None)


def out_of_date(meet: Meet, competition: Competition) -> tuple[DocumentIssued, ...]:
    """The communiqués, each as issued last, that would say something else today and may be issued:
    not while a ranking waits to be confirmed again or a heat is under review.
    """
    last = {
        fact.document: fact
        for _, fact in sorted(meet.documents.items())
        if fact.competition == competition.id
    }
    return tuple(
        fact
        for document, fact in last.items()
        if _releasable(competition, document)
        and communique(
            competition, document.partition(" ")[0], document_plan(competition, document)
        ).content
        != fact.content
    )


def _releasable(competition: Competition, document: str) -> bool:
    plan = document_plan(competition, document)
    phase = competition.phase(plan.id) if plan is not None else None
    if document == CLASSIFICATION:
        confirmed = competition.classification
        return confirmed is not None and confirmed.lines == classification_lines(competition)
    if plan is None or phase is None or any(heat.review is not None for heat in phase.counting):
        return False
    if document.startswith(START_LIST):
        return bool(phase.counting)
    return phase.ranking is not None and not outdated(competition, plan.id)


def _result(found: PhaseTable) -> dict[str, Json]:
    """A phase as everybody may read it: that a heat is reviewed, and not why."""
    table = phase_json(found, str)
    for heat in table["heats"]:
        heat["review"] = None if heat["review"] is None else True
    return table


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
