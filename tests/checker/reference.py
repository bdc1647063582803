"""Knows the classification rules a second time, written plainly to be read beside the regulations.

It shares no code with the product and imports nothing of it. An event is a published result as
JSON; the heats in it are facts, and only what follows from them is computed here. Where several
outcomes are still possible all of them are tried, and only what is the same in all is certain.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.checker.rides import (
    NOBODY,
    UNDECIDED,
    Qualified,
    Ride,
    Rider,
    Standing,
    World,
    all_rows,
    identity,
    positions,
    qualify,
    rank_losers,
    rank_winners,
    read_ride,
    same_in_all,
    winner,
    worlds,
)

FOUR_BY_QUALIFYING: dict[str, Any] = {
    "advance": 4,
    "matches": [],
    "finals": [("bronze", "Q3 Q4"), ("gold", "Q1 Q2")],
}
QUARTERFINALS = ("quarterfinals", "Q", ["4 5", "3 6", "2 7", "1 8"])
SEMIFINALS = ("semifinals", "W", ["2 3", "1 4"])
GOLD = ("gold", "W1 W2")

# "matches" are (phase, seeded by, pairs in running order). "Q1" is the best of qualifying, "W1"
# the best winner and "L1" the best loser of the round before.
FORMATS: dict[str, dict[str, Any]] = {
    "uci-2025": FOUR_BY_QUALIFYING,
    "uci-2023": FOUR_BY_QUALIFYING,
    "para": FOUR_BY_QUALIFYING,
    "masters": FOUR_BY_QUALIFYING,
    "youth-placing-finals": {
        "advance": 8,
        "matches": [],
        "finals": [("7-8", "Q7 Q8"), ("5-6", "Q5 Q6"), ("bronze", "Q3 Q4"), ("gold", "Q1 Q2")],
    },
    "olympic-2004": {
        "advance": 8,
        "matches": [("first-round", "Q", ["4 5", "3 6", "2 7", "1 8"])],
        "finals": [("bronze", "W3 W4"), GOLD],
    },
    "olympic-2000": {
        "advance": 4,
        "matches": [("semifinals", "Q", ["2 3", "1 4"])],
        "finals": [("bronze", "L1 L2"), GOLD],
    },
    "worlds-1995": {
        "advance": 8,
        "matches": [QUARTERFINALS, SEMIFINALS],
        "finals": [GOLD],
    },
    "knockout-8": {
        "advance": 8,
        "matches": [QUARTERFINALS, SEMIFINALS],
        "finals": [("bronze", "L1 L2"), GOLD],
    },
    "knockout-16": {
        "advance": 16,
        "matches": [
            ("eighth-finals", "Q", ["8 9", "7 10", "6 11", "5 12", "4 13", "3 14", "2 15", "1 16"]),
            ("quarterfinals", "W", ["4 5", "3 6", "2 7", "1 8"]),
            SEMIFINALS,
        ],
        "finals": [("bronze", "L1 L2"), GOLD],
    },
    "olympic-1992": {
        "advance": 16,
        "matches": [
            ("group-b", "Q", ["12 13", "11 14", "10 15", "9 16"]),
            ("group-a", "Q", ["4 5", "3 6", "2 7", "1 8"]),
            SEMIFINALS,
        ],
        "finals": [GOLD],
    },
    "club-solo": {"advance": 0, "matches": [], "finals": []},
}

Pair = tuple[int, int]


@dataclass(frozen=True)
class Played:
    """A match round as far as it is known: ``possible`` is empty while heats are missing.

    ``first_loser`` is the place of the best loser, ``room`` how many places the losers have.
    ``previous`` is everybody's position in the phase that seeded the round.
    """

    possible: list[World]
    first_loser: int
    room: int
    previous: dict[Rider, int]

    def losers(self, world: World) -> Standing:
        """The losers of one world in order."""
        return rank_losers(world[1], self.previous)

    def winners(self, world: World) -> Standing:
        """The winners of one world in order."""
        return rank_winners(world[0], self.previous)


def pairs_of(text: Iterable[str]) -> list[Pair]:
    """``"4 5"`` or ``"Q4 Q5"`` as numbers."""
    pairs = []
    for pair in text:
        one, other = re.findall(r"\d+", pair)
        pairs.append((int(one), int(other)))
    return pairs


Heats = list[list[Ride]]


def heats_of(event: dict[str, Any], kind: str, unit: int) -> list[tuple[dict[str, Any], Heats]]:
    """The rounds of a kind (match or medal), each with its heats as rides."""
    return [
        (round_, [[read_ride(event, row, unit=unit) for row in heat["riders"]] for heat in heats])
        for round_ in event["rounds"]
        if round_["kind"] == kind and (heats := round_.get("heats") or [])
    ]


def counting_rides(event: dict[str, Any], unit: int) -> list[Ride]:
    """One ride of qualifying for each rider: a re-ride replaces the first attempt."""
    rides: dict[Rider, Ride] = {}
    for re_ride in (False, True):
        for round_ in event["rounds"]:
            if round_["kind"] != "qualifying":
                continue
            rows = [row for heat in round_.get("heats") or [] for row in heat["riders"]]
            for row in rows + (round_.get("results") or []):
                if (row.get("ride") == "re-ride") == re_ride:
                    ride = read_ride(event, row, unit=unit, qualifying=True)
                    rides[ride.rider] = ride
    return list(rides.values())


def play_matches(
    event: dict[str, Any], format_id: str, seeds: int, qualified: dict[Rider, int], unit: int
) -> dict[str, Played]:
    """Every match round of the format, in order, up to the first that is not wholly known."""
    rounds = heats_of(event, "match", unit)
    played: dict[str, Played] = {}
    slots, existing, previous = seeds, seeds, qualified
    for phase, seeded_by, text in FORMATS[format_id]["matches"]:
        if seeded_by == "W":
            before = played[list(played)[-1]]
            if not before.possible:
                return played
            slots = before.first_loser - 1
            existing = len(before.possible[0][0])
            previous = positions(before.winners(before.possible[0]))
        pairs = pairs_of(text)
        planned = [pair for pair in pairs if min(pair) <= slots]
        held = [pair for pair in pairs if min(pair) <= existing]
        heats: list[list[Ride]] = []
        if held:
            named = [entry for entry in rounds if (phase == "group-b") == is_group_b(entry[0])]
            if named:
                rounds.remove(named[0])
                heats = named[0][1]
        # A winner's seat stays, as a hole, where both were disqualified; but a rider who was alone
        # and did not complete his bye takes it with him among the losers. Where the other seat of
        # the heat was emptied earlier it is no bye: the heat has two seats, and both stay.
        lost_byes = [
            heat
            for heat, pair in zip(heats, held, strict=False)
            if len(heat) == 1 and winner(heat) == NOBODY and max(pair) > slots
        ]
        winners_seats = len(planned) - len(lost_byes)
        seats = len([seed for pair in pairs for seed in pair if seed <= slots])
        best = min(min(pair) for pair in pairs)
        played[phase] = Played(
            possible=worlds(heats) if len(heats) == len(held) else [],
            first_loser=best + winners_seats,
            room=seats - winners_seats,
            previous=previous,
        )
    return played


def is_group_b(round_: dict[str, Any]) -> bool:
    """Whether this is the round of the riders from the ninth down (Barcelona 1992)."""
    return "group b" in round_["name"].lower()


def losers_places(played: Played) -> dict[Rider, int]:
    """The places of the losers of a round that are certain."""
    if not played.possible:
        return {}
    certain = same_in_all(
        [certain_positions(played.losers(world), played.first_loser) for world in played.possible]
    )
    return without_unknown(certain, played)


def certain_positions(standing: Standing, first: int) -> dict[Rider, int]:
    """The place of everybody; equals share one, except that no medal is shared."""
    places = positions(standing, first)
    tied = [ride.rider for group in standing if len(group) > 1 for ride in group]
    return {rider: at for rider, at in places.items() if rider not in tied or at > 3}


def without_unknown(certain: dict[Rider, int], played: Played) -> dict[Rider, int]:
    """A loser whose time is missing may stand before or after any loser with a time."""
    losers = [ride for _, losers in played.possible for ride in losers]
    if all(ride.kind != "untimed" for ride in losers):
        return certain
    doubtful = {ride.rider for ride in losers if ride.kind in {"timed", "untimed"}}
    return {rider: place for rider, place in certain.items() if rider not in doubtful}


def places_of_groups(group_a: Played, group_b: Played) -> dict[Rider, int]:
    """Barcelona 1992: a caught loser of group A gives his place up to a fastest B winner."""
    possible = []
    for world_a, world_b in itertools.product(group_a.possible, group_b.possible or [([], [])]):
        losers = group_a.losers(world_a)
        caught = [group for group in losers if group[0].kind == "OVL"]
        not_caught = [group for group in losers if group[0].kind != "OVL"]
        winners = group_b.winners(world_b)
        risen, ordinary, torn = split_standing(winners, sum(len(group) for group in caught))
        order = not_caught + risen + caught + ordinary
        # Seats of disqualified losers are vacant behind those whom group A may place.
        taken = sum(len(group) for group in losers)
        places: dict[Rider, int] = {}
        filled = 0
        for group in order:
            hole = group_a.room - taken if filled >= taken else 0
            for ride in group:
                if ride not in torn:
                    places[ride.rider] = group_a.first_loser + filled + hole
            filled += len(group)
        if not group_b.possible:
            moved = [ride.rider for group in caught for ride in group]
            places = {rider: place for rider, place in places.items() if rider not in moved}
        possible.append(places)
    if not possible:
        return {}
    return without_unknown(same_in_all(possible), group_a)


def split_standing(standing: Standing, count: int) -> tuple[Standing, Standing, list[Ride]]:
    """The first so many, the others, and any equals whom the border tears apart."""
    before: Standing = []
    after: Standing = []
    torn: list[Ride] = []
    for group in standing:
        free = max(0, count - sum(len(earlier) for earlier in before))
        before += [group[:free]]
        after += [group[free:]]
        if 0 < free < len(group):
            torn += group
    return before, after, torn


def final_places(heat: Sequence[Ride], first: int, seats: int) -> dict[Rider, int]:
    """The winner first, then the loser; the disqualified leave their places vacant."""
    decided = winner(heat)
    if decided == UNDECIDED:
        return {}
    if decided == NOBODY and (first, seats) == (1, 1):
        return {}  # the only rider left did not complete the ride for gold: nobody has won it
    places = {ride.rider: first + seats - 1 for ride in heat if ride.kind != "DSQ"}
    if decided != NOBODY:
        places[heat[decided].rider] = first
    return places


def classify(event: dict[str, Any], format_id: str) -> dict[str, Any]:
    """The classification of an event: ``complete``, ``classification`` and ``medals``."""
    plan = FORMATS[format_id]
    advance = plan["advance"]
    unit = 10 if format_id == "club-solo" else 1
    entered = list(dict.fromkeys(identity(event, row) for row in all_rows(event)))
    ranked_all = all(r.get("complete", True) for r in event["rounds"] if r["kind"] == "qualifying")

    qualified = qualify(counting_rides(event, unit), format_id)
    unplaced = {ride.rider: ride.kind for ride in qualified.unranked}
    places: dict[Rider, int] = {}
    if ranked_all:
        for rider, rank in qualified.ranks(max(advance, 3)).items():
            if rank is not None and rank > advance:
                places[rider] = rank
        places |= places_by_rides(event, format_id, qualified, unit)
    for kind in ("match", "medal"):
        for _, heats in heats_of(event, kind, unit):
            for ride in itertools.chain(*heats):
                if ride.kind == "DSQ":
                    unplaced[ride.rider] = "DSQ"
    for _, heats in heats_of(event, "medal", unit) if ranked_all else ():
        for heat in heats:
            # Alone for gold and not home: no place, but out all the same.
            if len(heat) == 1 and winner(heat) == NOBODY and heat[0].rider not in places:
                unplaced[heat[0].rider] = heat[0].kind

    lines: list[tuple[int | None, Rider]] = [
        (places[rider], rider)
        for rider in sorted(places, key=lambda r: (places[r], entered.index(r)))
    ]
    for status in ("OVL", "REL", "DNF", "DNS", "DSQ"):
        lines += [(None, rider) for rider in entered if unplaced.get(rider) == status]
    return {
        "complete": ranked_all and len(lines) == len(entered),
        "classification": [
            {"rank": rank, "name": r[0], "nat": r[1], "status": unplaced.get(r)}
            for rank, r in lines
        ],
        "medals": {
            medal: only([rider[0] for rank, rider in lines if rank == place])
            for medal, place in (("gold", 1), ("silver", 2), ("bronze", 3))
        },
    }


def only(names: Sequence[str]) -> str | None:
    """The one holder of a medal; nobody where it is vacant, undecided or shared."""
    return names[0] if len(names) == 1 else None


def places_by_rides(
    event: dict[str, Any], format_id: str, qualified: Qualified, unit: int
) -> dict[Rider, int]:
    """The places of everybody who rode on after qualifying."""
    seeds = qualified.seeds(FORMATS[format_id]["advance"])
    played = play_matches(event, format_id, seeds, positions(qualified.groups), unit)
    finals = FORMATS[format_id]["finals"]
    losers_ride_for_bronze = ("bronze", "L1 L2") in finals
    places: dict[Rider, int] = {}
    for phase, matches in played.items():
        if phase == "group-a":
            places |= places_of_groups(matches, played["group-b"])
        elif not (phase == "semifinals" and losers_ride_for_bronze):
            places |= losers_places(matches)
    if len(played) < len(FORMATS[format_id]["matches"]):
        return places
    if any(not matches.possible for matches in played.values()):
        return places
    # A block of places starts where the one before ends; the last final of the day is the first.
    first = 1
    for label, pair in reversed(finals):
        riders, seats = drawn_for(pair, qualified, seeds, played)
        for round_, heats in heats_of(event, "medal", unit):
            held = [
                heat
                for printed, heat in zip(round_["heats"], heats, strict=True)
                if printed["label"] == label
            ]
            for heat in held:
                places |= final_places(heat, first, seats)
            if not held and len(riders) == 1 and round_.get("complete", True):
                places[riders[0]] = first  # nobody was left to ride against
        first += seats
    return places


def drawn_for(
    pair: str, qualified: Qualified, advance: int, played: dict[str, Played]
) -> tuple[list[Rider], int]:
    """Who is in a final, and how many seats it has, the vacant ones included."""
    numbers = pairs_of([pair])[0]
    if pair[0] == "Q":
        order, seats = qualified.groups, qualified.seeds(advance)
    else:
        last = list(played.values())[-1]
        world = last.possible[0]
        order = last.winners(world) if pair[0] == "W" else last.losers(world)
        seats = last.first_loser - 1 if pair[0] == "W" else last.room
    riders = [ride.rider for group in order for ride in group]
    return (
        [riders[number - 1] for number in numbers if number <= min(seats, len(riders))],
        len([number for number in numbers if number <= seats]),
    )
