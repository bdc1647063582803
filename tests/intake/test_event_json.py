"""The event JSON: real events load, null is not known, a wrong type is refused by its pointer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.intake.event_json import read_event
from halflap.intake.unreadable import Unreadable
from halflap.sport.published import (
    Damage,
    PublishedEvent,
    PublishedPlace,
    PublishedRecord,
    PublishedRide,
)
from halflap.sport.times import parse_time
from halflap.words.sentence import say

EVENTS = Path(__file__).parent.parent / "data" / "events"

RIDES = {
    "1976-olympics-men": 6,
    "1992-olympics-men": 16,
    "1995-worlds-men": 6,
    "1996-olympics-men": 20,
    "2000-olympics-men": 25,
    "2004-olympics-men": 28,
    "2004-olympics-women": 18,
    "2008-olympics-women": 22,
    "2008-paralympics-men-CP4": 13,
    "2008-worlds-men": 26,
    "2012-british-junior-men": 14,
    "2016-paralympics-women-C4": 12,
    "2024-paralympics-men-C2": 13,
}


def event(**members: object) -> PublishedEvent:
    return read_event(json.dumps({"id": "e", "rounds": [], **members}).encode())


def rider(**members: object) -> PublishedRide:
    heat = {"no": 3, "riders": [{"name": "A"}, members]}
    return event(rounds=[{"name": "Qualifying", "heats": [heat]}]).rounds[0].heats[0].rides[1]


def rides(found: PublishedEvent) -> list[PublishedRide]:
    return [
        ride
        for each in found.rounds
        for ride in (*each.flat, *(ride for heat in each.heats for ride in heat.rides))
    ]


class TestRealEvents:
    @pytest.mark.parametrize(("name", "count"), RIDES.items())
    def test_load_whole(self, name: str, count: int) -> None:
        found = read_event((EVENTS / f"{name}.json").read_bytes())
        assert found.id == name
        assert found.damage == ()
        assert len(rides(found)) == count
        assert all(parse_time(ride.time) for ride in rides(found) if ride.time)

    def test_athens_2004_in_full(self) -> None:
        found = read_event((EVENTS / "2004-olympics-men.json").read_bytes())
        assert [(each.name, each.kind, each.advance) for each in found.rounds] == [
            ("Qualifying", "qualifying", 8),
            ("Match round", "match", 4),
            ("Medal round", "medal", None),
        ]
        assert [heat.label for heat in found.rounds[2].heats] == ["bronze", "gold"]
        assert found.rounds[0].heats[5].rides[0] == PublishedRide(
            where="/rounds/0/heats/5/riders/0",
            name="Bradley Wiggins",
            nat="GBR",
            rank=1,
            time="4:15.165",
            note="Q OR",
            marks=("Q", "OR"),
        )
        assert found.final[0] == PublishedPlace("/final/0", 1, "Bradley Wiggins", "GBR", "gold")
        assert found.records_before[1] == PublishedRecord(
            "/records_before/1", "OR", "4:18.515", "Robert Bartko", "GER", "Sydney", "2000-09-17"
        )
        assert (found.track_length_m, found.distance_m, found.sex) == ("250", "4000", "M")

    def test_a_track_length_keeps_its_digits(self) -> None:
        found = read_event((EVENTS / "1976-olympics-men.json").read_bytes())
        assert found.track_length_m == "285.714"


class TestWhatIsNotKnown:
    def test_null_and_absent_are_the_same(self) -> None:
        sparse = event(rounds=[{"name": "Semifinals", "heats": [{"riders": [{"name": "A"}]}]}])
        null = event(
            date=None,
            track_length_m=None,
            sex=None,
            final=None,
            rounds=[
                {
                    "name": "Semifinals",
                    "kind": None,
                    "results": None,
                    "heats": [
                        {
                            "no": None,
                            "label": None,
                            "riders": [{"name": "A", "nat": None, "time": None, "status": None}],
                        }
                    ],
                }
            ],
        )
        assert sparse == null
        assert sparse.rounds[0].kind == "match"
        assert rides(sparse)[0].status is None

    def test_a_time_without_a_status_was_ridden(self) -> None:
        assert rider(name="B", time="4:15.165").status == "OK"

    def test_a_lost_name_becomes_the_place_in_square_brackets(self) -> None:
        assert rider(time="4:15.165").name == "[rider 2, heat 3, Qualifying]"

    def test_a_heat_numbered_0_has_no_number(self) -> None:
        found = event(rounds=[{"name": "Final", "heats": [{"no": 0, "riders": []}]}])
        assert found.rounds[0].heats[0].number is None

    def test_unknown_keys_are_passed_over(self) -> None:
        assert event(weather="rain", verbatim="…") == event()


class TestOptionalFields:
    def test_all_that_decide_ties_catches_and_re_rides(self) -> None:
        ride = rider(
            name="B",
            status="OVL",
            last_lap="15.302",
            excused=False,
            caught_at_m=2857.14,
            lot=2,
            ride="re-ride",
            pilot="P",
        )
        assert ride.last_lap == "15.302"
        assert ride.excused is False
        assert ride.caught_at_m == "2857.14"
        assert ride.lot == 2
        assert ride.re_ride
        assert ride.pilot == "P"

    @pytest.mark.parametrize("status", ["REL", "WO", "rel"])
    def test_statuses_of_the_tools(self, status: str) -> None:
        assert rider(name="B", status=status).status == status.upper()


class TestWrongTypesAreRefusedAtTheirPointer:
    @pytest.mark.parametrize(
        ("members", "where"),
        [
            ({"rank": "1"}, "/rounds/0/heats/0/riders/1/rank"),
            ({"rank": True}, "/rounds/0/heats/0/riders/1/rank"),
            ({"rank": 1.5}, "/rounds/0/heats/0/riders/1/rank"),
            ({"time": 255.165}, "/rounds/0/heats/0/riders/1/time"),
            ({"name": ["A"]}, "/rounds/0/heats/0/riders/1/name"),
            ({"status": "WON"}, "/rounds/0/heats/0/riders/1/status"),
            ({"excused": "yes"}, "/rounds/0/heats/0/riders/1/excused"),
            ({"ride": "second"}, "/rounds/0/heats/0/riders/1/ride"),
        ],
    )
    def test_in_a_rider(self, members: dict[str, object], where: str) -> None:
        with pytest.raises(Unreadable) as refused:
            rider(**members)
        assert refused.value.where == where
        assert f"At {where} " in str(refused.value)
        assert "leave it out" in str(refused.value)

    def test_a_round_that_is_no_object(self) -> None:
        with pytest.raises(Unreadable, match="At /rounds/1 there is a text; an object belongs"):
            event(rounds=[{"name": "Qualifying"}, "Final"])

    def test_a_kind_that_does_not_exist(self) -> None:
        with pytest.raises(Unreadable, match="“heats”; it is one of qualifying, match, medal"):
            event(rounds=[{"kind": "heats"}])


class TestWhatCannotBeIsDamage:
    def test_a_rank_of_0(self) -> None:
        heat = {"riders": [{"name": "A", "rank": 0}]}
        found = event(rounds=[{"name": "Qualifying", "heats": [heat]}])
        assert found.damage == (
            Damage("/rounds/0/heats/0/riders/0/rank", "0", say("a whole number from 1 on")),
        )
        assert rides(found)[0].rank is None

    @pytest.mark.parametrize("length", [0, -250, "about 250", "250/0", 1e30])
    def test_a_track_that_cannot_be(self, length: object) -> None:
        found = event(track_length_m=length)
        assert found.track_length_m is None
        assert [each.where for each in found.damage] == ["/track_length_m"]

    @pytest.mark.parametrize(
        ("length", "text"),
        [(250, "250"), ("2000/7", "2000/7"), ("250 m", "250"), (333.33, "333.33")],
    )
    def test_lengths_that_can(self, length: object, text: str) -> None:
        assert event(track_length_m=length).track_length_m == text


class TestBytesThatAreNoEvent:
    def test_line_and_column_of_bad_json(self) -> None:
        with pytest.raises(Unreadable, match="not JSON: line 2, column 11"):
            read_event(b'{\n "rounds" []}')

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"[]", "At / there is a list; an object belongs there"),
            (b"{}", "neither “rounds” nor “final” nor “classification”"),
            (b"", "not JSON: line 1, column 1"),
            (b'{"id": "\xff"}', "Byte 9 is not UTF-8 text"),
            (b'{"rounds": NaN}', "NaN is not a number that a result can hold"),
            (b'{"distance_m": 1e999999}', "1e999999 is not a number"),
            (b'{"rounds":' + b"[" * 100_000, "nested too deeply"),
            (b'{"rounds": ' + b"9" * 10_000 + b"}", "is not a number that a result can hold"),
        ],
    )
    def test_are_refused_in_a_sentence(self, data: bytes, sentence: str) -> None:
        with pytest.raises(Unreadable, match=sentence):
            read_event(data)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_marks_of_an_encoding_are_read(self, encoding: str) -> None:
        text = json.dumps({"event": "Poursuite — é 漢", "rounds": []}, ensure_ascii=False)
        assert read_event(text.encode(encoding)).title == "Poursuite — é 漢"

    def test_half_a_character_does_not_travel_on(self) -> None:
        assert rider(name="A\ud800").name == "A�"

    @given(st.binary(max_size=60))
    def test_no_bytes_break_the_reader(self, data: bytes) -> None:
        with pytest.raises(Unreadable):
            read_event(data)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        ["rounds", "final", "heats", "riders", "results", "name", "rank", "time"]
                    )
                    | st.sampled_from(["no", "note", "status", "medals", "gold", "distance_m"]),
                    inner,
                    max_size=5,
                )
            ),
            max_leaves=15,
        )
    )
    def test_no_json_breaks_the_reader(self, tree: object) -> None:
        try:
            found = read_event(json.dumps({"rounds": tree}).encode())
        except Unreadable:
            return
        str(found).encode()


class TestAClassificationAsAnEvent:
    def test_has_a_final_and_medals_only(self) -> None:
        found = read_event(
            json.dumps(
                {
                    "event": "2004-olympics-men",
                    "format": "olympic-2004",
                    "complete": True,
                    "missing": [],
                    "classification": [
                        {"rank": 1, "name": "Bradley Wiggins", "nat": "GBR", "why": "won gold"},
                        {"rank": None, "name": "Levi Heimans", "nat": "NED", "why": "DNS"},
                    ],
                    "medals": {"gold": "Bradley Wiggins", "silver": None, "bronze": None},
                    "medal_notes": [],
                }
            ).encode()
        )
        assert found == PublishedEvent(
            id="2004-olympics-men",
            final=(
                PublishedPlace("/classification/0", 1, "Bradley Wiggins", "GBR", "won gold"),
                PublishedPlace("/classification/1", None, "Levi Heimans", "NED", "DNS"),
            ),
            medals=(("gold", PublishedPlace("/medals/gold", None, "Bradley Wiggins")),),
        )
