"""Knows what the rides of one round say: who beat whom, in what order, and what is not certain.

The lower half of the independent reference: plain, slow, sharing no code with the product.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

CAUGHT_IN_QUALIFYING_IS_OUT = {"olympic-1992", "worlds-1995", "knockout-8", "knockout-16"}

Rider = tuple[str, str]
"""Name and nation."""


@dataclass(frozen=True)
class Ride:
    """One ride: ``kind`` is timed, untimed, CAP, OVL, WO, REL, DNF, DNS or DSQ.

    ``time`` and ``last_lap`` are integers in thousandths of a second (time in hundredths where the
    format times so).
    """

    rider: Rider
    kind: str
    time: int | None
    last_lap: int | None
    lot: int | None


def all_rows(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every row of every round, in the order of the source."""
    for round_ in event["rounds"]:
        for heat in round_.get("heats") or []:
            yield from heat["riders"]
        yield from round_.get("results") or []


def thousandths(text: str | None) -> int | None:
    """``4:15.1659`` is 255165: what is printed beyond the thousandth is cut off, never rounded."""
    if text is None:
        return None
    match = re.fullmatch(r"(?:(\d+):)?(\d+)(?:\.(\d+))?", text)
    assert match is not None, text
    minutes, seconds, decimals = match.groups()
    return (int(minutes or 0) * 60 + int(seconds)) * 1000 + int((decimals or "").ljust(3, "0")[:3])


def identity(event: dict[str, Any], row: dict[str, Any]) -> Rider:
    """Name and nation; a nation absent here is the one this name has elsewhere."""
    nations = [r["nat"] for r in all_rows(event) if r["name"] == row["name"] and r.get("nat")]
    return row["name"], row.get("nat") or (nations[0] if nations else "")


def read_ride(
    event: dict[str, Any], row: dict[str, Any], *, unit: int, qualifying: bool = False
) -> Ride:
    """A row as a ride; ``unit`` is the resolution in thousandths."""
    time = thousandths(row.get("time"))
    kind = row.get("status") or "OK"
    if kind == "OK":
        kind = "untimed" if time is None else "timed"
    if kind == "DNS" and row.get("excused") is False and not qualifying:
        kind = "DSQ"
    return Ride(
        rider=identity(event, row),
        kind=kind,
        time=None if time is None else time // unit,
        last_lap=thousandths(row.get("last_lap")),
        lot=row.get("lot"),
    )


# Ranking by time -------------------------------------------------------------------------------


def tie_chain(rides: Sequence[Ride]) -> list[list[Ride]]:
    """Rides with a time in order; those in one inner list are still equal after the tie chain."""
    groups: list[list[Ride]] = []
    for equal_time in equals(rides, lambda r: r.time):
        if any(ride.last_lap is None for ride in equal_time):
            equal_laps = [equal_time]
        else:
            equal_laps = equals(equal_time, lambda r: r.last_lap)
        for still_equal in equal_laps:
            if any(ride.lot is None for ride in still_equal):
                groups.append(still_equal)
            else:
                groups.extend(equals(still_equal, lambda r: r.lot))
    return groups


def equals(rides: Iterable[Ride], key: Callable[[Ride], Any]) -> list[list[Ride]]:
    """Lists of rides with the same key, the smallest key first."""
    rides = list(rides)
    return [[r for r in rides if key(r) == value] for value in sorted({key(r) for r in rides})]


@dataclass(frozen=True)
class Qualified:
    """A qualifying round ranked: ``groups`` in order, several riders in one are equal.

    ``unknown`` is true where a time is missing, so that nobody ranked by time has a sure rank.
    """

    groups: list[list[Ride]]
    unranked: list[Ride]
    relegated: int
    unknown: bool

    def seeds(self, advance: int) -> int:
        """How many go on."""
        return min(advance, sum(len(group) for group in self.groups))

    def ranks(self, advance: int) -> dict[Rider, int | None]:
        """Everybody's rank, None where it is not certain; equals share one below the cut."""
        ranks: dict[Rider, int | None] = {}
        before = 0
        everybody = sum(len(group) for group in self.groups)
        for group in self.groups:
            by_time = before < everybody - self.relegated
            certain = not (by_time and self.unknown) and (len(group) == 1 or before >= advance)
            for ride in group:
                ranks[ride.rider] = before + 1 if certain else None
            before += len(group)
        return ranks


def qualify(rides: Sequence[Ride], format_id: str) -> Qualified:
    """Rank one ride for each rider: by time, then the relegated, the others not at all."""
    ranked_kinds = {"timed", "CAP"}
    if format_id not in CAUGHT_IN_QUALIFYING_IS_OUT:
        ranked_kinds.add("OVL")
    by_time = [r for r in rides if r.kind in ranked_kinds and r.time is not None]
    # He who caught another and whose time is not known has ridden: his time is missing.
    missing = [r for r in rides if r.kind == "untimed" or (r.kind == "CAP" and r.time is None)]
    relegated = [r for r in rides if r.kind == "REL"]
    timed_relegated = [r for r in relegated if r.time is not None]
    other_relegated = [r for r in relegated if r.time is None]
    groups = tie_chain(by_time) + [[ride] for ride in missing] + tie_chain(timed_relegated)
    if other_relegated and all(ride.lot is not None for ride in other_relegated):
        groups += equals(other_relegated, lambda r: r.lot)
    elif other_relegated:
        groups.append(other_relegated)
    named = {ride.rider for group in groups for ride in group}
    return Qualified(
        groups=groups,
        unranked=[ride for ride in rides if ride.rider not in named],
        relegated=len(relegated),
        unknown=bool(missing),
    )


# Matches ---------------------------------------------------------------------------------------

NOBODY = -1
UNDECIDED = -2


def winner(heat: Sequence[Ride]) -> int:
    """The index of the winner in the heat, or NOBODY, or UNDECIDED."""
    if len(heat) == 1:
        return 0 if heat[0].kind in {"timed", "untimed", "CAP", "WO"} else NOBODY
    first, second = heat
    if first.kind == second.kind == "DSQ":
        return NOBODY
    if first.kind == second.kind == "timed":
        return UNDECIDED if len(tie_chain(heat)) == 1 else heat.index(tie_chain(heat)[0][0])
    if beats(first.kind, second.kind):
        return 0
    if beats(second.kind, first.kind):
        return 1
    return UNDECIDED


def beats(kind: str, other: str) -> bool:
    """Whether the kinds of the two rides alone decide the match for the first."""
    if "DSQ" in (kind, other):
        return kind != "DSQ"
    if "CAP" in (kind, other):
        return kind == "CAP" and other != "CAP"
    if kind in {"timed", "untimed"}:
        return other in {"OVL", "REL", "DNF", "DNS"}
    if kind == "WO":
        return other in {"REL", "DNF", "DNS"}
    if kind == "OVL":  # the one who caught him was put last, or cannot have been there
        return other in {"REL", "DNS"}
    return kind == "DNF" and other == "OVL"  # caught him, and then stopped


World = tuple[list[Ride], list[Ride]]
"""Winners and losers of a round, as they are or might be."""


def worlds(heats: Sequence[Sequence[Ride]]) -> list[World]:
    """Every way in which the undecided heats might still be decided."""
    choices = []
    for heat in heats:
        decided = winner(heat)
        choices.append([0, 1] if decided == UNDECIDED else [decided])
    result = []
    for choice in itertools.product(*choices):
        winners = [heat[i] for heat, i in zip(heats, choice, strict=True) if i != NOBODY]
        losers = [ride for heat in heats for ride in heat if ride not in winners]
        result.append((winners, losers))
    return result


Standing = list[list[Ride]]
"""Rides in order; those in one inner list are equal."""


def by_previous(rides: Iterable[Ride], previous: dict[Rider, int]) -> Standing:
    """Rides in the order of the phase before."""
    return equals(rides, lambda ride: previous[ride.rider])


def rank_winners(winners: Sequence[Ride], previous: dict[Rider, int]) -> Standing:
    """By time; those without one after them, as they were in the phase before."""
    timed = [ride for ride in winners if ride.time is not None]
    return tie_chain(timed) + by_previous((r for r in winners if r.time is None), previous)


def rank_losers(losers: Sequence[Ride], previous: dict[Rider, int]) -> Standing:
    """Timed, caught, not finished, relegated, not started; the disqualified are not ranked."""
    standing = tie_chain([ride for ride in losers if ride.kind == "timed"])
    # Whose time is missing stands somewhere among these; nobody's place here is then certain.
    standing += [[ride] for ride in losers if ride.kind == "untimed"]
    for kind in ("OVL", "DNF", "REL", "DNS"):
        standing += by_previous((ride for ride in losers if ride.kind == kind), previous)
    return standing


def positions(standing: Standing, first: int = 1) -> dict[Rider, int]:
    """The place of everybody; equals have the same."""
    places = {}
    for group in standing:
        for ride in group:
            places[ride.rider] = first
        first += len(group)
    return places


def same_in_all(possible: Sequence[dict[Rider, int]]) -> dict[Rider, int]:
    """What is certain: the places that are the same in every world."""
    return {
        rider: place
        for rider, place in possible[0].items()
        if all(world.get(rider) == place for world in possible)
    }
