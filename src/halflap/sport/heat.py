"""Knows what a heat is: the riders drawn together, their sides and how each ride ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from halflap.sport.outcome import Outcome
from halflap.sport.times import RecordedTime

RiderId = str
"""A rider within one competition: the bib in a meet, the printed name in a published result."""


class Side(Enum):
    """The straight where a rider starts: home = main stand (red), back = green (UCI 3.2.064)."""

    HOME = "home"
    BACK = "back"

    # There is one of each, so being the same is being equal; the hash of Enum itself, which is
    # asked for hundreds of times an impulse, is written in Python.
    __hash__ = object.__hash__

    @property
    def other(self) -> Side:
        """The opposite straight."""
        return Side.BACK if self is Side.HOME else Side.HOME


@dataclass(frozen=True, slots=True)
class Ride:
    """One rider's performance in a heat; ``outcome`` is None until there is one.

    ``last_lap`` breaks ties (UCI 3.2.061); ``lot`` is the lot drawn, 1 first; ``re_ride`` marks
    a second attempt at the end of qualifying (UCI 3.2.074), which replaces the first.
    """

    rider: RiderId
    outcome: Outcome | None = None
    side: Side | None = None
    last_lap: RecordedTime | None = None
    lot: int | None = None
    re_ride: bool = False


@dataclass(frozen=True, slots=True)
class Heat:
    """Riders drawn together: one or two rides.

    ``label`` names a final ("gold", "bronze", "5-6"); ``winner`` and ``no_winner`` are set only by
    a ruling of the commissaires and then decide the match. ``paired`` is False where a source
    lists rides without saying who met whom.
    """

    number: int
    rides: tuple[Ride, ...]
    label: str | None = None
    winner: RiderId | None = None
    no_winner: bool = False
    paired: bool = True

    def opponent(self, rider: RiderId) -> Ride | None:
        """The other rider's ride, or None if ``rider`` rode alone."""
        others = [ride for ride in self.rides if ride.rider != rider]
        return others[0] if len(others) == 1 else None


@dataclass(frozen=True, slots=True)
class PhaseResults:
    """All heats of one phase as far as they are known.

    ``complete`` is False where a source holds only some of the heats; ``rides`` can then say
    nothing of those who are missing. ``over`` says that no other heat of it will be ridden.
    """

    phase: str
    heats: tuple[Heat, ...]
    complete: bool = True
    over: bool = False

    @property
    def rides(self) -> tuple[Ride, ...]:
        """Every rider's ride that counts: a re-ride replaces the first attempt."""
        last: dict[RiderId, Ride] = {}
        for heat in self.heats:
            for ride in heat.rides:
                before = last.get(ride.rider)
                if before is None or ride.re_ride or not before.re_ride:
                    last[ride.rider] = ride
        return tuple(last.values())
