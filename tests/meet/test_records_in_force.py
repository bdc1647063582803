"""The records in force are set and put right during a meet, and every ride is held against them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from halflap.journal.facts import RecordFact
from halflap.meet.commands import ConfirmHeat, ConfirmRecord, OpenCompetition, SetRecords, Undo
from halflap.meet.records import beaten_records
from halflap.meet.views.released import released
from halflap.meet.views.what_it_takes import records_to_beat
from halflap.rulebook.format_file import shipped_text
from tests.meet.table import Table
from tests.meet.test_records_confirmed import ridden

TRACK = RecordFact(list="TR", us=264_900_000, rider="Ana Gómez", nation="ESP", date="2026-05-02")
NATIONAL = RecordFact(list="NR", us=266_000_000, digits=1, rider="Eva Ruiz")


def put(*records: RecordFact) -> SetRecords:
    return SetRecords(competition="men", records=records, reason="as the federation has it")


def opened(*records: RecordFact) -> OpenCompetition:
    return OpenCompetition(
        competition="women",
        title="Women",
        category="WE",
        distance_m=4000,
        format_text=shipped_text("uci-2025"),
        records=records,
    )


def beaten(table: Table) -> list[tuple[str, int]]:
    return [(each.record, each.bib) for each in beaten_records(table.competition())]


class TestTheTable:
    def test_is_what_rides_are_held_against_from_then_on(self) -> None:
        table = ridden("4:25.000")
        assert beaten(table) == [("TR", 1)]
        table.act(put(TRACK, NATIONAL))
        assert beaten(table) == [("NR", 1)]

    def test_is_as_it_was_before_once_that_is_taken_back(self) -> None:
        table = ridden("4:25.000")
        table.act(put())
        assert beaten(table) == []
        table.act(Undo(seq=table.head))
        assert beaten(table) == [("TR", 1)]

    def test_is_public_and_says_what_it_takes(self) -> None:
        table = ridden("4:25.000")
        table.act(put(TRACK))
        (competition,) = released(table.meet).competitions
        assert [(each.record, each.rider) for each in competition.standing_records] == [
            ("TR", "Ana Gómez")
        ]
        assert [each.says["en"] for each in records_to_beat(table.competition())] == [
            "Faster than 4:24.900 beats the record TR."
        ]

    def test_names_whose_record_is_to_be_confirmed_and_whose_falls(self) -> None:
        table = ridden("4:25.000")
        table.act(ConfirmHeat(competition="men", phase="qualifying", heat="1", level="official"))
        table.act(ConfirmRecord(competition="men", record="TR", phase="qualifying", bib=1))
        answer = table.act(put(TRACK, NATIONAL))
        assert [str(each) for each in answer.remarks] == [
            "1 A beat the NR in Qualifying: it is to be confirmed.",
            "TR of bib 1 in Qualifying was confirmed, and is beaten no more.",
        ]

    def test_does_not_ask_to_confirm_what_was_confirmed_and_stands_again(self) -> None:
        table = ridden("4:25.000")
        table.act(ConfirmHeat(competition="men", phase="qualifying", heat="1", level="official"))
        table.act(ConfirmRecord(competition="men", record="TR", phase="qualifying", bib=1))
        table.act(put(TRACK))
        answer = table.act(put(replace(TRACK, us=266_000_000)))
        assert [each.confirmed for each in beaten_records(table.competition())] == [True]
        assert [str(each) for each in answer.remarks] == []


class TestATimeAtWhichNobodyRides:
    """1.49 for 4:21.49 is a slip of the hand: it is taken, and said."""

    SAID = "TR: 1.490 over 4000 m is 9664 km/h; check the time."

    def test_is_said_when_it_is_set(self) -> None:
        table = ridden()
        answer = table.act(put(replace(TRACK, us=1_490_000), NATIONAL))
        assert str(answer.remarks[0]) == self.SAID
        answer = table.act(put(replace(TRACK, us=1_490_000)))
        assert [str(each) for each in answer.remarks] == []  # it was said

    def test_is_said_when_the_competition_is_opened_with_it(self) -> None:
        answer = ridden().act(opened(replace(TRACK, us=1_490_000)))
        assert [str(each) for each in answer.remarks] == [self.SAID]


class TestIsRefused:
    @pytest.mark.parametrize(
        ("records", "code"),
        [((TRACK, TRACK), "record-twice"), ((replace(TRACK, us=0),), "record-time")],
    )
    def test_to_open_a_competition_too(self, records: tuple[RecordFact, ...], code: str) -> None:
        assert [each.code for each in ridden().refused(opened(*records))] == [code]

    @pytest.mark.parametrize(
        ("record", "code"),
        [
            (replace(TRACK, list=" "), "record-name"),
            (replace(TRACK, list="the record of this track"), "record-name"),
            (replace(TRACK, us=0), "record-time"),
            (replace(TRACK, us=264_900_001), "record-time"),
            (replace(TRACK, us=264_950_000, digits=1), "record-time"),
            (replace(TRACK, date="2026-13-02"), "record-date"),
            (replace(TRACK, rider="Ana\u202eGómez"), "record-text"),
        ],
    )
    def test_a_record_that_is_none(self, record: RecordFact, code: str) -> None:
        assert [each.code for each in ridden().refused(put(record))] == [code]

    def test_the_same_record_twice(self) -> None:
        (found,) = ridden().refused(put(TRACK, replace(TRACK, us=265_000_000)))
        assert str(found.text) == "The record TR is given twice."

    def test_what_is_in_force_already(self) -> None:
        table = ridden()
        table.act(put(TRACK))
        assert [each.code for each in table.refused(put(TRACK))] == ["unchanged"]


class TestAHandTime:
    """A time by hand, or coarser than the record, beats it only if somebody takes it for that."""

    def by_hand(self) -> Table:
        table = ridden("4:25.0 hand")
        table.act(
            ConfirmHeat(
                competition="men",
                phase="qualifying",
                heat="1",
                level="official",
                acknowledge=("all",),
            )
        )
        return table

    def test_is_said_with_the_record_and_as_it_is_confirmed(self) -> None:
        table = self.by_hand()
        (found,) = beaten_records(table.competition())
        assert found.doubt is not None
        answer = table.act(ConfirmRecord(competition="men", record="TR", phase="qualifying", bib=1))
        assert str(answer.remarks[0]) == str(found.doubt.sentence)
        assert "is a hand time" in str(answer.remarks[0])

    def test_is_said_where_the_record_is_set_after_the_ride(self) -> None:
        answer = self.by_hand().act(put(NATIONAL))
        assert "is a hand time" in str(answer.remarks[1])
