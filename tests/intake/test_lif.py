"""FinishLynx result files: every row is kept, whatever stands in its column of places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.intake.lif import LifProblem, LifSplit, read_lif
from halflap.intake.unreadable import Unreadable
from halflap.sport.times import RecordedTime, Source

LIF = (
    '3,1,1,"Qualifying heat 1",,,,,,4000,14:32:05.1234\r\n'
    '1,12,1,Muster,Max,GER,4:03.215,10012345656,4:03.215,,"1:03.120 (1:03.120),2:03.001 (59.881)",'
    "14:32:05.123,,,,,,,\r\n"
    'DNF,13,2,"Voorbeeld, jr",Jan,NED,,,,,,14:32:05.123,,,,,,,\r\n'
)


class TestAHeat:
    found = read_lif(LIF.encode())

    def test_its_header(self) -> None:
        assert (self.found.event, self.found.round, self.found.heat) == ("3", "1", "1")
        assert (self.found.name, self.found.distance) == ("Qualifying heat 1", "4000")
        assert self.found.start == "14:32:05.1234"

    def test_a_time_is_a_photo_finish(self) -> None:
        first = self.found.rows[0]
        assert first.time == RecordedTime(243_215_000, 3, Source.PHOTO)
        assert (first.rank, first.bib, first.lane, first.licence) == (1, "12", "1", "10012345656")
        assert first.splits == (LifSplit("1:03.120", "1:03.120"), LifSplit("2:03.001", "59.881"))

    def test_a_status_keeps_its_row(self) -> None:
        second = self.found.rows[1]
        assert (second.rank, second.status, second.time) == (None, "DNF", None)
        assert second.family == "Voorbeeld, jr"


class TestWhatLynxPrints:
    @pytest.mark.parametrize(
        ("place", "status"), [("DNS", "DNS"), ("DQ", "DSQ"), ("aufg.", "DNF"), ("", None)]
    )
    def test_places_that_are_words(self, place: str, status: str | None) -> None:
        found = read_lif(f"1,1,1,Heat\n{place},5,1,A,B,GBR\n".encode())
        assert [(row.bib, row.status) for row in found.rows] == [("5", status)]
        assert found.problems == ()

    def test_a_word_nobody_knows_is_named_and_the_row_kept(self) -> None:
        found = read_lif(b"1,1,1,Heat\nXYZ,5,1,A,B,GBR,4:0x.1\n")
        assert [row.bib for row in found.rows] == ["5"]
        assert found.problems == (LifProblem(2, "time", "4:0x.1"), LifProblem(2, "place", "XYZ"))

    def test_names_in_the_encoding_of_old_machines(self) -> None:
        assert (
            read_lif("1,1,1,Heat\n1,5,1,Müller,Zoé\n".encode("cp1252")).rows[0].family == "Müller"
        )

    def test_hundredths_stay_hundredths(self) -> None:
        time = read_lif(b"1,1,1,Heat\n1,5,1,A,B,GBR,4:03.21\n").rows[0].time
        assert time == RecordedTime(243_210_000, 2, Source.PHOTO)


class TestBytesThatAreNoResult:
    def test_a_file_still_being_written(self) -> None:
        with pytest.raises(Unreadable, match="still writing"):
            read_lif(LIF.encode()[:-20])

    @pytest.mark.parametrize("data", [b"", b"\n", b"Hello,World\n", b"1\n"])
    def test_another_file(self, data: bytes) -> None:
        with pytest.raises(Unreadable, match="no FinishLynx result"):
            read_lif(data)

    @given(st.binary(max_size=80))
    def test_nothing_breaks_the_reader(self, data: bytes) -> None:
        try:
            found = read_lif(b"1,1,1,Heat\n" + data + b"\n")
        except Unreadable:
            return
        assert found.event == "1"
