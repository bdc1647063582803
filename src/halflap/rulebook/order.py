"""Knows which ride is better: the one order of all outcomes, and the chain that separates equal
times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from halflap.rulebook.format import LoserClass, Ties
from halflap.sport.heat import Ride
from halflap.sport.outcome import (
    Catch,
    Caught,
    DidNotFinish,
    DidNotStart,
    Disqualified,
    Outcome,
    Relegated,
    Timed,
    Untimed,
    Walkover,
    time_of,
)


def order_key(outcome: Outcome | None) -> int:
    """How good an outcome is apart from its time, 0 best: by it riders without a place are listed.

    This is the one place that says what is worse than any time. (The regulations print such
    riders as text, not in a place.)
    """
    match outcome:
        case Timed() | Untimed() | Catch() | Walkover():
            return 0
        case Caught():
            return 1
        case Relegated():
            return 2
        case DidNotFinish():
            return 3
        case DidNotStart():
            return 4
        case Disqualified():
            return 5
        case None:
            return 6


def loser_class(outcome: Outcome | None) -> LoserClass | None:
    """The class in which a beaten rider is placed; None if he has no place (disqualified)."""
    match outcome:
        case Timed() | Untimed() | Catch() | Walkover():
            return "timed"
        case Caught():
            return "caught"
        case DidNotFinish():
            return "dnf"
        case Relegated():
            return "relegated"
        case DidNotStart():
            return "dns"
        case Disqualified() | None:
            return None


Separator = Literal["time", "last-lap", "lots"]


@dataclass(frozen=True, slots=True)
class Group:
    """Rides that nothing separates; ``by`` is what put them behind the group before."""

    rides: tuple[Ride, ...]
    by: Separator


def separate(rides: Iterable[Ride], ties: Ties) -> list[Group]:
    """Timed rides in order, best first; rides that nothing separates stand in one group.

    Equal times go to the better last lap (UCI 3.2.061), then to the lots, as ``ties.chain`` says.
    A link that is unknown for one of the equal riders decides nothing between them: a missing
    last lap never wins a tie.
    """
    by_time = sorted(rides, key=_time)
    groups: list[Group] = []
    for _, equal in groupby(by_time, key=_time):
        groups += _separate(tuple(equal), ties.chain, "time")
    return groups


def by_lot(rides: Iterable[Ride], ties: Ties) -> list[Group]:
    """Rides that no time orders, in the order of the lots drawn between them; else in one group."""
    drawn = tuple(link for link in ties.chain if link == "lots")
    return _separate(tuple(rides), drawn, "time")


def _time(ride: Ride) -> int:
    time = time_of(ride.outcome)
    if time is None:
        raise ValueError(f"{ride.rider} has no time")
    return time.us


def _separate(
    equal: tuple[Ride, ...], chain: Sequence[Literal["last-lap", "lots"]], by: Separator
) -> list[Group]:
    if len(equal) == 1 or not chain:
        return [Group(equal, by)]
    link, rest = chain[0], chain[1:]
    if None in [_compared(ride, link) for ride in equal]:
        return _separate(equal, rest, by)
    ordered = sorted(equal, key=lambda ride: _compared(ride, link) or 0)
    groups: list[Group] = []
    for _, same in groupby(ordered, key=lambda ride: _compared(ride, link)):
        groups += _separate(tuple(same), rest, link if groups else by)
    return groups


def _compared(ride: Ride, name: str) -> int | None:
    """What a link of the tie chain compares: the last lap in microseconds, or the lot."""
    if name == "last-lap":
        return ride.last_lap.us if ride.last_lap else None
    return ride.lot
