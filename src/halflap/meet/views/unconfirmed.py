"""Knows which heats are ridden and not confirmed, and how they are named to who sees to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from halflap.meet.among import heat_among
from halflap.meet.catches import is_ridden
from halflap.meet.state import Competition, HeatState, Meet
from halflap.rulebook.format import Phase
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A heat in which every rider has an outcome, and whose result nobody has confirmed."""

    competition: Competition
    plan: Phase
    heat: HeatState
    sentence: Sentence


def unconfirmed(meet: Meet) -> tuple[Unconfirmed, ...]:
    """The heats that wait, competition by competition in running order; rehearsals never do."""
    return tuple(found for each in meet.in_order() for found in _of(meet, each))


def _of(meet: Meet, competition: Competition) -> Iterator[Unconfirmed]:
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        for heat in phase.counting if phase is not None else ():
            if heat.level is None and is_ridden(meet, competition, plan, heat):
                name = heat_among(meet, (competition.id, plan.id, heat.key))
                said = say("{heat}: not confirmed", heat=name)
                if heat.review is not None:
                    said = say("{heat}: not confirmed, under review", heat=name)
                yield Unconfirmed(competition, plan, heat, said)


def what_waits(meet: Meet, but: tuple[str, str, str] | None = None) -> Sentence | None:
    """One line for the console; ``but`` is the heat whose confirmation it awaits itself."""
    found = [
        each
        for each in unconfirmed(meet)
        if (each.competition.id, each.plan.id, each.heat.key) != but
    ]
    if not found:
        return None
    first = found[0].sentence
    if len(found) == 1:
        return say("Waits: {heat}", heat=first)
    return say("Waits: {heat}; {n} more.", heat=first, n=len(found) - 1)
