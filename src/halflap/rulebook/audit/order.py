"""Knows which rows have to be wrong for the others to be in order, and what ranks count over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from halflap.rulebook.audit.sheet import Sheet

T = TypeVar("T")


def fewest_out_of_order(items: Sequence[T], agree: Callable[[T, T], bool]) -> list[T]:
    """The fewest items whose removal leaves every neighbouring pair in agreement.

    ``agree(a, b)`` must be transitive over items in the given order. One wrong time among many
    right ones is thus one item, not a quarrel with every other.
    """
    best: list[int] = []
    previous: list[int | None] = []
    for index, item in enumerate(items):
        options = [other for other in range(index) if agree(items[other], item)]
        longest = max(options, key=lambda other: best[other], default=None)
        previous.append(longest)
        best.append(1 + (best[longest] if longest is not None else 0))
    kept: set[int] = set()
    at = max(range(len(items)), key=lambda index: best[index], default=None)
    while at is not None:
        kept.add(at)
        at = previous[at]
    return [item for index, item in enumerate(items) if index not in kept]


def scope(sheet: Sheet, index: int) -> Literal["round", "heat"]:
    """What printed ranks count over: the heat if they begin again in each, else the round."""
    heats = [[row.ride.rank for row in rows] for _, rows in sheet.heats(index)]
    ranked = [[rank for rank in ranks if rank is not None] for ranks in heats]
    within = all(rank <= len(ranks) for ranks in heats for rank in ranks if rank is not None)
    if sum(1 for ranks in ranked if ranks) > 1 and within:
        return "heat"
    said = sheet.round(index).rank_scope or ""
    return "heat" if said == "heat" and within else "round"
