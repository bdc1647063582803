"""Knows the values of a coach's table, as they travel: msgspec structs, JSON as they are.

A difference is positive where the rider is slower, and is that at the end of its half lap.
"""

from __future__ import annotations

from typing import Literal

from halflap.meet.views.released_values import Entrant, RunState, Value

Side = Literal["home", "back", ""]


class CoachRow(Value, frozen=True, kw_only=True):
    """The end of a half lap, ``distance_m`` metres ridden: the time since the gun, what half lap
    and whole lap took, the differences. None where a time that it needs is missing.
    """

    half_lap: int
    distance_m: str
    us: int | None = None
    half_lap_us: int | None = None
    lap_us: int | None = None
    to_opponent_us: int | None = None
    to_compared_us: int | None = None


class Difference(Value, frozen=True, kw_only=True):
    """How much slower (negative: faster) at the last half lap that both have ridden."""

    half_lap: int
    us: int


class Opponent(Value, frozen=True, kw_only=True):
    """Who rides on the other straight."""

    bib: int
    name: str
    nation: str
    splits_us: tuple[int | None, ...] = ()


class CoachRide(Value, frozen=True, kw_only=True):
    """A ride of the rider: on the track (``state``), or as it was released (None).

    ``rows`` end with half lap ``done``; ``finished`` without ``finish_us``: it is being checked.
    """

    phase: str
    names: dict[str, str]
    heat: str
    label: str | None
    run: int
    state: RunState | None
    side: Side
    done: int
    to_go: int
    finished: bool = False
    finish_us: int | None = None
    projected_us: int | None = None
    opponent: Opponent | None = None
    to_opponent: Difference | None = None
    rows: tuple[CoachRow, ...] = ()


class Coming(Value, frozen=True, kw_only=True):
    """The next heat of the rider; so many heats are ``before`` it, that on the track included."""

    phase: str
    names: dict[str, str]
    heat: str
    label: str | None
    side: Side
    before: int
    opponent: Opponent | None = None


class OtherRide(Value, frozen=True, kw_only=True):
    """A released ride to compare with; ``id`` is ``phase/heat/bib``, ``time`` as printed."""

    id: str
    phase: str
    names: dict[str, str]
    heat: str
    label: str | None
    bib: int
    name: str
    time: str


class Compared(OtherRide, frozen=True, kw_only=True):
    """The ride that was chosen, with its times."""

    splits_us: tuple[int | None, ...] = ()


class CoachTable(Value, frozen=True, kw_only=True):
    """A rider half lap by half lap; ``metres`` are those at the end of each half lap.

    ``rides`` are those that can be compared with: the rider's own first, then the quickest first.
    """

    competition: str
    title: str
    distance_m: int
    half_laps: int
    metres: tuple[str, ...]
    rider: Entrant
    coming: Coming | None = None
    ride: CoachRide | None = None
    compared: Compared | None = None
    rides: tuple[OtherRide, ...] = ()
