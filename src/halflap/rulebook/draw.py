"""Knows how qualifying is drawn: who meets whom, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halflap.sport.heat import RiderId
from halflap.sport.reason import Reason
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class DrawnHeat:
    """The riders of a heat (one or two), better seed first, and why they meet."""

    riders: tuple[RiderId, ...]
    reason: Reason


def draw_qualifying(
    seeds: Sequence[RiderId], riders_per_heat: int, best_two_apart: bool = True
) -> tuple[DrawnHeat, ...]:
    """The heats in running order from ``seeds``, best first; the best ride last.

    Neighbours of the seeding meet, being presumed of equal worth, but never the two best (UCI
    3.2.055): 1 meets 3 and 2 meets 4. In an odd field the lowest seed opens alone; of three, 2
    meets 3 and the best follows alone; of two, each rides alone. ``riders_per_heat`` is 1 or 2;
    ``best_two_apart`` False lets 1 meet 2.
    """
    ranks = {rider: number for number, rider in enumerate(seeds, start=1)}
    groups = _pairs(list(seeds), best_two_apart) if riders_per_heat == 2 else _alone(seeds)
    return tuple(
        DrawnHeat(heat, Reason(_why(heat, ranks, best_two_apart), "3.2.055"))
        for heat in reversed(groups)
    )


def _alone(riders: Sequence[RiderId]) -> list[tuple[RiderId, ...]]:
    return [(rider,) for rider in riders]


def _pairs(seeds: list[RiderId], apart: bool) -> list[tuple[RiderId, ...]]:
    """Heats from the best to the weakest."""
    if apart and len(seeds) < 3:
        return _alone(seeds)
    if apart and len(seeds) == 3:
        return [(seeds[0],), (seeds[1], seeds[2])]
    if apart:
        seeds[1], seeds[2] = seeds[2], seeds[1]  # 1 v 3, 2 v 4
    return [tuple(seeds[i : i + 2]) for i in range(0, len(seeds), 2)]


def _why(heat: tuple[RiderId, ...], ranks: dict[RiderId, int], apart: bool) -> Sentence:
    if len(heat) == 1:
        return say("Seed {a} ({name_a}) rides alone.", a=ranks[heat[0]], name_a=heat[0])
    return say(
        "Seeds {a} ({name_a}) and {b} ({name_b}) meet: presumed of equal worth, not the two best."
        if apart
        else "Seeds {a} ({name_a}) and {b} ({name_b}) meet: presumed of equal worth.",
        a=ranks[heat[0]],
        name_a=heat[0],
        b=ranks[heat[1]],
        name_b=heat[1],
    )
