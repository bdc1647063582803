"""Every single fault put into the complete Athens 2004 event is found, at its place, as few rows.

Each class changes the event in every way of one kind; a fault that no rule can see (a time that
keeps its order) is not asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations, permutations
from typing import Any

from halflap.intake.event_json import read_event
from halflap.rulebook.audit import Contradiction, audit_event
from tests.rulebook.audit.sources import ATHENS, DATA

EVENT = json.loads((DATA / "events" / f"{ATHENS}.json").read_text(encoding="utf-8"))
QUALIFYING, MATCHES, FINALS = "/rounds/0/", "/rounds/1/", "/rounds/2/"


def at(event: Any, where: str) -> Any:
    """What stands at a JSON Pointer."""
    for part in where.strip("/").split("/"):
        event = event[int(part)] if isinstance(event, list) else event[part]
    return event


def rows(round_: str) -> list[str]:
    """The places of a round's rides."""
    return [
        f"{round_}heats/{number}/riders/{index}"
        for number, heat in enumerate(at(EVENT, round_)["heats"])
        for index in range(len(heat["riders"]))
    ]


def audited(event: Any) -> tuple[Contradiction, ...]:
    return audit_event(read_event(json.dumps(event).encode())).contradictions


def exchanged(key: str, one: str, other: str) -> tuple[Contradiction, ...]:
    """What is found when two rows have each other's value."""
    event = deepcopy(EVENT)
    a, b = at(event, one), at(event, other)
    a[key], b[key] = b.get(key), a.get(key)
    return audited(event)


def errors_on(found: tuple[Contradiction, ...], *places: str) -> bool:
    return any(each.severity == "error" and each.where.startswith(places) for each in found)


def heat_of(where: str) -> str:
    return where.rsplit("/riders/", 1)[0]


class TestExchangedRanks:
    def test_in_qualifying(self) -> None:
        ranked = [where for where in rows(QUALIFYING) if at(EVENT, where)["rank"]]
        for one, other in combinations(ranked, 2):
            found = exchanged("rank", one, other)
            assert errors_on(found, one, other), (one, other, found)
            assert {each.kind for each in found} == {"rank"}
            assert len(found) <= 2

    def test_in_a_match_round(self) -> None:
        for one, other in combinations(rows(MATCHES), 2):
            found = exchanged("rank", one, other)
            assert errors_on(found, heat_of(one), heat_of(other)), (one, other, found)
            assert {each.kind for each in found} <= {"rank", "winner"}
            assert len(found) <= 2

    def test_in_the_finals(self) -> None:
        for one, other in combinations(rows(FINALS), 2):
            found = exchanged("rank", one, other)
            assert errors_on(found, heat_of(one), heat_of(other)), (one, other, found)
            assert {each.kind for each in found} <= {"winner", "medal"}
            assert len(found) <= 3

    def test_in_the_classification(self) -> None:
        for one, other in combinations(range(15), 2):
            found = exchanged("rank", f"/final/{one}", f"/final/{other}")
            assert errors_on(found, f"/final/{one}", f"/final/{other}"), (one, other, found)
            assert {each.kind for each in found} <= {"classification", "medal"}
            assert len(found) <= 2


QUALIFIED = [where for where in rows(QUALIFYING) if "Q" in (at(EVENT, where).get("note") or "")]
OUT = [where for where in rows(QUALIFYING) if not at(EVENT, where).get("note")]


class TestMarks:
    def test_exchanged(self) -> None:
        timed = [where for where in OUT if at(EVENT, where)["time"]]
        for one in QUALIFIED:
            for other in timed:
                found = exchanged("note", one, other)
                assert errors_on(found, one, other), (one, other, found)
                assert {each.kind for each in found} <= {"qualifier", "record"}

    def test_dropped(self) -> None:
        for where in QUALIFIED:
            event = deepcopy(EVENT)
            at(event, where)["note"] = None
            found = audited(event)
            assert errors_on(found, where, "/rounds/0"), (where, found)

    def test_one_too_many(self) -> None:
        for where in OUT:
            if at(EVENT, where)["time"]:
                event = deepcopy(EVENT)
                at(event, where)["note"] = "Q"
                assert errors_on(audited(event), where, "/rounds/0"), where

    def test_a_record_that_was_none(self) -> None:
        for where in rows(QUALIFYING):
            ride = at(EVENT, where)
            if ride["time"] and ride["time"] > "4:18.515":
                event = deepcopy(EVENT)
                at(event, where)["note"] = f"{ride.get('note') or ''} OR".strip()
                kinds = [(each.severity, each.kind, each.where) for each in audited(event)]
                assert kinds == [("error", "record", where)], where


def one_digit_changed(text: str) -> Iterator[str]:
    for index, digit in enumerate(text):
        for other in "0159":
            if digit.isdigit() and other != digit:
                yield f"{text[:index]}{other}{text[index + 1 :]}"


class TestOneDigitOfATime:
    def test_in_qualifying_is_found_wherever_the_order_changes(self) -> None:
        ranked = {where: at(EVENT, where) for where in rows(QUALIFYING) if at(EVENT, where)["time"]}
        for where, ride in ranked.items():
            for text in one_digit_changed(ride["time"]):
                event = deepcopy(EVENT)
                at(event, where)["time"] = text
                found = audited(event)
                others = [each for place, each in ranked.items() if place != where]
                kept = all((text < one["time"]) == (ride["rank"] < one["rank"]) for one in others)
                places = [each.where for each in found if each.severity == "error"]
                assert kept or places, (where, text)
                assert len(found) <= 2, (where, text, found)

    def test_in_a_final_is_found_where_it_would_turn_it(self) -> None:
        for where in rows(FINALS):
            ride = at(EVENT, where)
            (other,) = (
                each for each in rows(FINALS) if each != where and heat_of(each) == heat_of(where)
            )
            for text in one_digit_changed(ride["time"]):
                event = deepcopy(EVENT)
                at(event, where)["time"] = text
                found = audited(event)
                theirs = at(EVENT, other)["time"]
                turned = (text < theirs) != (ride["time"] < theirs)
                assert not turned or errors_on(found, heat_of(where)), (where, text, found)
                assert len(found) <= 2, (where, text, found)


class TestRiders:
    def test_exchanged_between_heats_of_a_later_round(self) -> None:
        for round_ in (MATCHES, FINALS):
            for one, other in combinations(rows(round_), 2):
                if heat_of(one) == heat_of(other):
                    continue
                event = deepcopy(EVENT)
                a, b = at(event, one), at(event, other)
                for key in ("name", "nat"):
                    a[key], b[key] = b[key], a[key]
                found = audited(event)
                assert errors_on(found, heat_of(one), heat_of(other)), (one, other, found)
                assert {"pairing", "seeding"} & {each.kind for each in found}

    def test_dropped_from_qualifying(self) -> None:
        for where in rows(QUALIFYING):
            heat, _, index = where.rpartition("/")
            event = deepcopy(EVENT)
            dropped = at(event, heat).pop(int(index))
            found = audited(event)
            assert [each.kind for each in found] == ["identity"], (where, found)
            assert found[0].says == dropped["name"]

    def test_dropped_from_the_matches(self) -> None:
        for where in rows(MATCHES):
            heat, _, index = where.rpartition("/")
            event = deepcopy(EVENT)
            at(event, heat).pop(int(index))
            found = audited(event)
            assert any(each.severity == "error" for each in found), where
            assert len(found) <= 2, (where, found)

    def test_misspelt(self) -> None:
        for where in (*rows(MATCHES), *rows(FINALS)):
            event = deepcopy(EVENT)
            name = at(event, where)["name"]
            at(event, where)["name"] = f"{name[:-2]}x{name[-1]}"
            found = audited(event)
            assert [each.kind for each in found] == ["identity"], (where, found)

    def test_replaced_by_a_stranger(self) -> None:
        for where in (*rows(MATCHES), *rows(FINALS)):
            event = deepcopy(EVENT)
            at(event, where)["name"] = "Nobody Knownhere"
            found = audited(event)
            assert errors_on(found, where), (where, found)


class TestMedals:
    def test_named_otherwise_than_the_rides(self) -> None:
        names = [at(EVENT, f"/final/{index}")["name"] for index in range(3)]
        for holders in permutations(names):
            event = deepcopy(EVENT)
            event["medals"] = dict(zip(("gold", "silver", "bronze"), holders, strict=True))
            found = audited(event)
            wrong = [
                f"/medals/{medal}"
                for medal, one, right in zip(event["medals"], holders, names, strict=True)
                if one != right
            ]
            assert sorted(each.where for each in found) == sorted(wrong)
            assert all((each.severity, each.kind) == ("error", "medal") for each in found)


class TestPrintedSpeedsAndGaps:
    def test_a_wrong_speed(self) -> None:
        event = deepcopy(EVENT)
        at(event, f"{QUALIFYING}heats/5/riders/0")["note"] = "Q OR 56.443"  # 4 km in 4:15.165: .434
        (found,) = audited(event)
        assert (found.severity, found.kind) == ("error", "speed")
        assert found.where == "/rounds/0/heats/5/riders/0"

    def test_a_wrong_gap(self) -> None:
        event = deepcopy(EVENT)
        at(event, f"{FINALS}heats/0/riders/1")["note"] = "+4.443"  # 4:22.291 - 4:17.947 = 4.344
        (found,) = audited(event)
        assert (found.severity, found.kind) == ("error", "gap")
        assert found.where == "/rounds/2/heats/0/riders/1"

    def test_how_many_advance(self) -> None:
        for number in (4, 7, 9, 16):
            event = deepcopy(EVENT)
            event["rounds"][0]["advance"] = number
            (found,) = audited(event)
            assert (found.severity, found.kind, found.where) == ("error", "count", "/rounds/0")
