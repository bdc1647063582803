"""Knows which transponders the riders of a run carry, and which others carry."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from halflap.meet.pmap import PMap
from halflap.meet.state import Competition, Meet
from halflap.sport.heat import Side
from halflap.sport.rider import bare_transponder


def carried(
    competition: Competition, riders: Iterable[tuple[Side, int]]
) -> tuple[tuple[Side, str], ...]:
    """The transponders of the riders of a run, by the side where each starts."""
    return tuple(
        (side, bare_transponder(ref))
        for side, bib in riders
        for ref in competition.entries[bib].transponders
    )


_KNOWN: OrderedDict[int, tuple[PMap[str, Competition], frozenset[str]]] = OrderedDict()
"""By the identity of the competitions, which are held so that they stay what they are."""
REMEMBERED = 8


def of_the_meet(meet: Meet) -> frozenset[str]:
    """Every transponder that somebody carries; it is asked for at every impulse."""
    competitions = meet.competitions
    known = _KNOWN.get(id(competitions))
    if known is None:
        found = (
            bare_transponder(ref)
            for each in competitions.values()
            for entry in each.entries.values()
            for ref in entry.transponders
        )
        known = _KNOWN[id(competitions)] = (competitions, frozenset(found))
        if len(_KNOWN) > REMEMBERED:
            _KNOWN.popitem(last=False)
    return known[1]
