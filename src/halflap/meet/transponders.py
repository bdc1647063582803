"""Knows which transponders the riders of a run carry, and which others carry."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from halflap.journal.facts import EntryFact
from halflap.meet.pmap import PMap
from halflap.meet.state import Competition, Meet
from halflap.sport.heat import Side
from halflap.sport.rider import bare_transponder

Person = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Carried:
    """Every transponder that somebody carries, and those of each person in any competition."""

    every: frozenset[str]
    by_person: Mapping[Person, tuple[str, ...]]


def carried(
    meet: Meet, competition: Competition, riders: Iterable[tuple[Side, int]]
) -> tuple[tuple[Side, str], ...]:
    """The transponders of the riders of a run, by the side where each starts; also those that
    were listed only where the same rider is entered for another competition.
    """
    known = of_the_meet(meet).by_person
    return tuple(
        (side, ref)
        for side, bib in riders
        for ref in known.get(_person(competition.entries[bib]), ())
    )


_KNOWN: OrderedDict[int, tuple[PMap[str, Competition], Carried]] = OrderedDict()
"""By the identity of the competitions, which are held so that they stay what they are."""
REMEMBERED = 8


def of_the_meet(meet: Meet) -> Carried:
    """What everybody carries; it is asked for at every impulse."""
    competitions = meet.competitions
    known = _KNOWN.get(id(competitions))
    if known is None:
        known = _KNOWN[id(competitions)] = (competitions, _all(meet))
        if len(_KNOWN) > REMEMBERED:
            _KNOWN.popitem(last=False)
    return known[1]


def _all(meet: Meet) -> Carried:
    by_person: dict[Person, tuple[str, ...]] = {}
    for competition in meet.in_order():
        for entry in competition.entries.values():
            before = by_person.get(_person(entry), ())
            refs = (*before, *map(bare_transponder, entry.transponders))
            if refs:
                by_person[_person(entry)] = tuple(dict.fromkeys(refs))
    return Carried(frozenset(ref for refs in by_person.values() for ref in refs), by_person)


def _person(entry: EntryFact) -> Person:
    """Who it is in whatever competition."""
    return entry.rider.name.casefold(), entry.rider.nation
