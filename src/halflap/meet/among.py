"""Knows how a heat is named so that none is taken for another: with the title of its competition
where the meet has several.
"""

from __future__ import annotations

from typing import Any

from halflap.meet.ledger import Entry
from halflap.meet.naming import heat_called, phase_at
from halflap.meet.state import Meet
from halflap.meet.wording import what_happened
from halflap.words.sentence import Sentence, say


def title_among(meet: Meet, competition: str) -> str | None:
    """The title of a competition where another one could be meant; None where there is no other."""
    found = meet.competitions.get(competition)
    return found.title if found is not None and len(meet.competitions) > 1 else None


def phase_among(meet: Meet, at: tuple[Any, ...]) -> Sentence | str:
    """The phase of a heat or run (competition, phase, …) as it stands in a sentence about that."""
    title, phase = title_among(meet, at[0]), phase_at(meet, at)
    return phase if title is None else say("{competition}, {heat}", competition=title, heat=phase)


def heat_among(meet: Meet, at: tuple[Any, ...]) -> Sentence:
    """A drawn heat (competition, phase, heat) by its name: ``Qualifying, heat 2``."""
    competition = meet.competitions[at[0]]
    phase = competition.phase(at[1])
    heat = phase.heat(at[2]) if phase is not None else None
    if heat is None:
        raise LookupError(f"no heat {at}")
    title, name = title_among(meet, at[0]), heat_called(competition.fmt.phase_of(at[1]), heat)
    return name if title is None else say("{competition}, {heat}", competition=title, heat=name)


def heat_known(meet: Meet, at: tuple[str, str, str]) -> Sentence | str:
    """A heat by its name; by its ids where it is drawn no more."""
    try:
        return heat_among(meet, at)
    except LookupError:
        return "/".join(at)


def said_among(meet: Meet, competition: str, what: Sentence) -> Sentence:
    """What is said of a competition, with its title before it where there are several."""
    title = title_among(meet, competition)
    return what if title is None else say("{competition}: {what}", competition=title, what=what)


def happened_among(meet: Meet, entry: Entry) -> Sentence:
    """What a fact says; of a phase or a heat with its competition."""
    what = what_happened(entry, meet)
    if not getattr(entry.fact, "phase", ""):
        return what
    return said_among(meet, getattr(entry.fact, "competition", ""), what)
