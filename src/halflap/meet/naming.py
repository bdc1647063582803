"""Knows how competitions, phases and heats are called: by their names, in the language of the
reader, never by their ids.

A sentence about one holds the id where it is made from a fact or a command, which know no name.
``named`` puts the name in its place; what is typed in a command stays an id (see
``words/sentence.py``), with that of its competition where the meet has several.
"""

from __future__ import annotations

from typing import Any

from halflap.meet.state import Competition, HeatState, Meet
from halflap.rulebook.format import Phase
from halflap.words.sentence import NAME, Sentence, id_of, say

PHASE = "phase"
"""The value of a sentence that is the id of a phase."""

COMPETITION = "competition"
"""The value of a sentence that is the id of a competition: its phases and commands are of that."""

DOCUMENT = "document"
"""The value of a sentence that is a document as it is kept: ``result first-round``."""

_DOCUMENTS = {
    "start-list": say("Start list"),
    "result": say("Result"),
    "classification": say("Final classification"),
}

Value = str | int | Sentence | tuple[Sentence, ...]


def phase_called(competition: Competition, phase_id: str) -> Sentence | str:
    """The phase within a sentence; an id that the format does not have stays as it is."""
    for phase in competition.fmt.phase:
        if phase.id == phase_id:
            return phase.called
    return phase_id


def heat_called(plan: Phase, heat: HeatState) -> Sentence:
    """``Qualifying, heat 2``, ``Finals, gold ride``."""
    phase = plan.called
    if heat.label == "gold":
        return say("{phase}, gold ride", phase=phase)
    if heat.label == "bronze":
        return say("{phase}, bronze ride", phase=phase)
    return say("{phase}, heat {heat}", phase=phase, heat=heat.label or heat.key)


HEAT = "{phase} heat {heat}"
"""The template of a heat as facts know it: one that has a name is said by that."""


def heat_at(phase: str, heat: str) -> Sentence:
    """The heat of a fact within a sentence; ``named`` gives it its name."""
    return say("{phase} heat {heat}", phase=phase, heat=heat)


def phase_at(meet: Meet, place: tuple[Any, ...]) -> Sentence | str:
    """The phase of a heat or a run: (competition, phase, …)."""
    return phase_called(meet.competitions[place[0]], place[1])


def document_called(competition: Competition | None, document: str) -> Sentence | str:
    """A document within a sentence: ``Result, First round``; another one stays as it is. None: its
    competition was taken back, and the communiqué stands.
    """
    kind, _, phase_id = document.partition(" ")
    called = _DOCUMENTS.get(kind)
    if called is None or not phase_id:
        return called or document
    if competition is None:
        return say("{document}, {phase}", document=called, phase=phase_id)
    return say("{document}, {phase}", document=called, phase=phase_called(competition, phase_id))


def named(sentence: Sentence, meet: Meet, competition_id: str = "") -> Sentence:
    """The sentence, and all within it, with the names of its competition and phases.

    Where no competition is given, the first one that has a phase of that id says its name, but no
    heat is named by it, and no command is of it.
    """
    if competition_id:
        known = meet.competitions.get(competition_id)
        return _named(sentence, meet, (known,) if known is not None else ())
    return _named(sentence, meet, tuple(meet.in_order()))


def _named(sentence: Sentence, meet: Meet, competitions: tuple[Competition, ...]) -> Sentence:
    own = dict(sentence.values).get(COMPETITION)
    if isinstance(own, str) and own in meet.competitions:
        competitions = (meet.competitions[own],)
    if sentence.template == HEAT and (called := _heat(dict(sentence.values), competitions)):
        return called
    values = tuple(
        (name, _value(name, value, meet, competitions)) for name, value in sentence.values
    )
    return sentence if values == sentence.values else Sentence(sentence.template, values)


def _heat(values: dict[str, Value], competitions: tuple[Competition, ...]) -> Sentence | None:
    """The heat by its name, such as the gold ride; None where it has none but its number."""
    if len(competitions) != 1:
        return None
    phase = competitions[0].phase(str(values[PHASE]))
    heat = phase.heat(str(values["heat"])) if phase is not None else None
    if heat is None or not heat.label:
        return None
    return heat_called(competitions[0].fmt.phase_of(str(values[PHASE])), heat)


def _value(name: str, value: Value, meet: Meet, competitions: tuple[Competition, ...]) -> Value:
    if isinstance(value, Sentence):
        return _named(value, meet, competitions)
    if isinstance(value, tuple):
        return tuple(_named(part, meet, competitions) for part in value)
    if name == PHASE and isinstance(value, str):
        for competition in competitions:
            if (called := phase_called(competition, value)) != value:
                return _typed(called, meet, competition) if len(competitions) == 1 else called
    if name == COMPETITION:
        return next((each.title for each in competitions if each.id == value), value)
    if name == DOCUMENT and isinstance(value, str) and competitions:
        return document_called(competitions[0], value)
    return value


def _typed(called: Sentence | str, meet: Meet, competition: Competition) -> Sentence | str:
    """The phase so that a command which names it is of its competition also among several."""
    id_ = id_of(called)
    if id_ is None or not isinstance(called, Sentence) or len(meet.competitions) < 2:
        return called
    return Sentence(NAME, (("id", f"{id_} --competition {competition.id}"), *called.values[1:]))
