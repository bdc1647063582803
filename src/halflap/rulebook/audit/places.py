"""Knows how printed places differ from derived ones: exchanged, moved up, or only shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halflap.sport.published import PublishedPlace

_SHARED_FROM = 5
"""Beaten riders of one round share a place in older lists (Munich 1972: four on place 5)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``misplaced``: groups whose holders have each other's places; ``moved_up``: places that are
    right if those who are missing from the list were taken out of it.
    """

    misplaced: tuple[tuple[PublishedPlace, ...], ...] = ()
    moved_up: tuple[PublishedPlace, ...] = ()


def difference(
    printed: Mapping[str, PublishedPlace], derived: Mapping[str, int | None]
) -> Difference:
    """How a printed list (rider to place) differs from the derived ranks, as far as both go."""
    gone = [
        rank
        for rider, rank in derived.items()
        if rank is not None and (rider not in printed or printed[rider].rank is None)
    ]
    ranks = [place.rank for place in printed.values()]
    misplaced: list[tuple[PublishedPlace, int]] = []
    moved: list[PublishedPlace] = []
    for rider, place in printed.items():
        wanted = derived.get(rider)
        if wanted is None or place.rank is None or wanted == place.rank:
            continue
        sharing = ranks.count(place.rank)
        if sharing > 1 and _SHARED_FROM <= place.rank <= wanted < place.rank + sharing:
            continue
        before = sum(1 for rank in gone if rank < wanted)
        if wanted - before <= place.rank < wanted:
            moved.append(place)
        else:
            misplaced.append((place, wanted))
    return Difference(_exchanged(misplaced), tuple(moved))


def _exchanged(
    misplaced: Sequence[tuple[PublishedPlace, int]],
) -> tuple[tuple[PublishedPlace, ...], ...]:
    """Misplaced riders in groups that exchange places among themselves, best place first."""
    groups: list[tuple[set[int], list[PublishedPlace]]] = []
    for place, wanted in misplaced:
        ranks, members = {place.rank or 0, wanted}, [place]
        touching = [group for group in groups if group[0] & ranks]
        for group in touching:
            ranks |= group[0]
            members += group[1]
            groups.remove(group)
        groups.append((ranks, members))
    return tuple(tuple(sorted(group[1], key=lambda one: one.rank or 0)) for group in groups)
