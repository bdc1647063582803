"""Knows how a ride can end: a closed union of outcomes; how they rank is not known here."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from halflap.sport.times import RecordedTime


@dataclass(frozen=True, slots=True)
class Timed:
    """Rode the distance in ``time``."""

    time: RecordedTime


@dataclass(frozen=True, slots=True)
class Untimed:
    """Rode the distance, but the time is not known (published sources only)."""


@dataclass(frozen=True, slots=True)
class Catch:
    """Caught the opponent; ``time`` only if he rode on to the distance (UCI 3.2.057)."""

    time: RecordedTime | None = None
    at_m: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Caught:
    """Was caught; ``time`` only where the phase lets him ride on (UCI 3.2.056)."""

    time: RecordedTime | None = None
    at_m: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Walkover:
    """Was there while the opponent was not, and did not have to ride (UCI 3.2.060)."""


@dataclass(frozen=True, slots=True)
class Relegated:
    """Placed last of the round by the commissaires; a time ridden before stays known."""

    time: RecordedTime | None = None


@dataclass(frozen=True, slots=True)
class DidNotFinish:
    """Started and did not finish."""


@dataclass(frozen=True, slots=True)
class DidNotStart:
    """Did not start; ``excused`` is None when nobody ruled on the reason (UCI 3.2.060)."""

    excused: bool | None = None


@dataclass(frozen=True, slots=True)
class Disqualified:
    """Disqualified; where the format says so, his place stays vacant."""


Outcome = (
    Timed
    | Untimed
    | Catch
    | Caught
    | Walkover
    | Relegated
    | DidNotFinish
    | DidNotStart
    | Disqualified
)

CODES: dict[type[Outcome], str] = {
    Timed: "OK",
    Untimed: "OK",
    Catch: "CAP",
    Caught: "OVL",
    Walkover: "WO",
    Relegated: "REL",
    DidNotFinish: "DNF",
    DidNotStart: "DNS",
    Disqualified: "DSQ",
}


def time_of(outcome: Outcome | None) -> RecordedTime | None:
    """The time ridden, if the outcome holds one."""
    match outcome:
        case Timed(time=time) | Catch(time=time) | Caught(time=time) | Relegated(time=time):
            return time
        case _:
            return None


def code(outcome: Outcome) -> str:
    """The short code used in files and on the command line: ``OK``, ``CAP``, ``DNS`` …"""
    return CODES[type(outcome)]
