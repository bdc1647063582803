"""Knows what a communiqué holds: a table as canonical JSON, and its difference to the last one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from halflap.cli.output import Json
from halflap.cli.sheets import classification_json, phase_json
from halflap.journal.canonical import encode
from halflap.meet.state import Competition, Meet
from halflap.meet.views.tables import classification_table, phase_table
from halflap.rulebook.format import Phase

CLASSIFICATION = "classification"
START_LIST = "start-list"
DOCUMENTS = (START_LIST, "result", CLASSIFICATION)


@dataclass(frozen=True, slots=True)
class Communique:
    """A document as it would be issued; ``difference`` is against the last issued of its name."""

    name: str
    content: str
    difference: tuple[str, ...]


def communique(
    meet: Meet, competition: Competition, document: str, plan: Phase | None
) -> Communique:
    """The document of a competition as it stands; its texts are English in every language."""
    if plan is None:
        name, table = document, classification_json(classification_table(competition), str)
    elif document == START_LIST:
        name, table = f"{document} {plan.id}", _start_list(competition, plan)
    else:
        name, table = f"{document} {plan.id}", phase_json(phase_table(competition, plan), str)
    content = encode({"competition": competition.id, "title": competition.title, **table})
    before = [
        fact.content
        for _, fact in sorted(meet.documents.items())
        if (fact.competition, fact.document) == (competition.id, name)
    ]
    return Communique(name, content, difference(before[-1], content) if before else ())


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


def difference(before: str, after: str) -> tuple[str, ...]:
    """What changed between two contents, value by value; rows are followed by heat and bib."""
    old, new = dict(_values("", json.loads(before))), dict(_values("", json.loads(after)))
    return tuple(
        f"{path}: {old.get(path, '-')} -> {new.get(path, '-')}"
        for path in dict.fromkeys([*old, *new])
        if old.get(path, "-") != new.get(path, "-")
    )


def _values(path: str, value: Json) -> Iterator[tuple[str, str]]:
    """Every value that says something, by its path."""
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _values(f"{path}/{key}" if path else key, inner)
        case list():
            for index, inner in enumerate(value):
                row = inner if isinstance(inner, Mapping) else {}
                name = row.get("heat") or row.get("bib") or index
                yield from _values(f"{path}/{name}", inner)
        case None | "":
            return
        case _:
            yield path, str(value)
