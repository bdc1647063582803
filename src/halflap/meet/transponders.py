"""Knows which transponders the riders of a run carry, and which others carry."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from halflap.journal.facts import EntryFact
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


_Entries = tuple[PMap[int, EntryFact], ...]
_KNOWN: OrderedDict[tuple[int, ...], tuple[_Entries, frozenset[str]]] = OrderedDict()
"""By the identity of the entries, which are held so that they stay what they are."""
REMEMBERED = 8


def of_the_meet(meet: Meet) -> frozenset[str]:
    """Every transponder that somebody carries; the same object while no entry changes."""
    entries = tuple(each.entries for each in meet.in_order())
    key = tuple(id(each) for each in entries)
    known = _KNOWN.get(key)
    if known is None:
        refs = (ref for each in entries for entry in each.values() for ref in entry.transponders)
        known = _KNOWN[key] = (entries, frozenset(map(bare_transponder, refs)))
        if len(_KNOWN) > REMEMBERED:
            _KNOWN.popitem(last=False)
    return known[1]
