"""Knows on which straight a rider starts: a proposal before the start, a report after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halflap.sport.heat import RiderId, Side
from halflap.sport.reason import Reason
from halflap.sport.track import Course, Line
from halflap.words.sentence import say


@dataclass(frozen=True, slots=True)
class Placed:
    """A rider, the straight where he starts, and why."""

    rider: RiderId
    side: Side
    reason: Reason


def propose_qualifying(riders: Sequence[RiderId]) -> tuple[Placed, ...]:
    """Sides of a qualifying heat, ``riders`` (one or two) better seed first.

    The commissaires set them (UCI 3.2.071); the better seed at home is a proposal.
    """
    says = (
        "{rider} is the better seed of the heat: proposed on the home straight.",
        "{rider} is the lower seed of the heat: proposed on the back straight.",
    )
    if len(riders) == 1:
        says = ("{rider} rides alone: proposed on the home straight.", "")
    return tuple(
        Placed(rider, side, Reason(say(text, rider=rider), "3.2.071"))
        for rider, side, text in zip(riders, (Side.HOME, Side.BACK), says, strict=False)
    )


def propose_later(riders: Sequence[RiderId], course: Course) -> tuple[Placed, ...]:
    """Sides of a heat after qualifying, ``riders`` (one or two) better previous time first.

    The better of the previous phase *finishes* in front of the main stand (UCI 3.2.071), so he
    starts on the back straight when the half laps are odd. A rider left alone is placed the same.
    """
    start = Side.HOME if course.finish is Line.OWN else Side.BACK
    if course.finish is Line.OWN:
        text = (
            "{rider} was better in the previous phase and finishes at the home line:"
            " {half_laps} half laps end where they start, so that start is at home."
        )
    else:
        text = (
            "{rider} was better in the previous phase and finishes at the home line:"
            " {half_laps} half laps end on the opposite straight, so that start is on the back."
        )
    better = riders[0]
    placed = [
        Placed(
            better, start, Reason(say(text, rider=better, half_laps=course.half_laps), "3.2.071")
        )
    ]
    for other in riders[1:2]:
        why = say("{rider} starts on the straight opposite {better}.", rider=other, better=better)
        placed.append(Placed(other, start.other, Reason(why, "3.2.051")))
    return tuple(placed)


def ridden_from(rider: RiderId, drawn: Side, ridden: Side) -> Reason | None:
    """What to report when a rider started on another straight than drawn; None if he did not.

    Before the start sides are changed; afterwards the ride counts and is only reported.
    """
    if drawn is ridden:
        return None
    text = (
        "{rider} started on the back straight but was drawn at home: accepted and reported."
        if ridden is Side.BACK
        else "{rider} started at home but was drawn on the back straight: accepted and reported."
    )
    return Reason(say(text, rider=rider), "3.2.071")
