"""``halflap records`` shows, sets and drops the records in force; a list takes the place of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Runner
from tests.cli.test_meet import Club


class TestRecordsInForce:
    @pytest.fixture
    def club(self, run: Runner, tmp_path: Path) -> Club:
        club = Club(run, tmp_path)
        club.open()
        return club

    def in_force(self, club: Club) -> list[tuple[str, str, str, str]]:
        found = club.does("records", "--json").json["in_force"]
        return [(each["record"], each["time"], each["rider"], each["nation"]) for each in found]

    def test_are_set_with_their_holder_and_from_a_shipped_list(self, club: Club) -> None:
        assert "No record is in force." in club.does("records").out
        club.does(
            "records", "--set", "TR=4:21.3", "--holder", "Emma Foss", "--nation", "NOR",
            "--place", "Oslo", "--date", "2025-01-02",
        )  # fmt: skip
        club.does("records", "--set", "OR=olympic-men-4000")
        track, olympic = self.in_force(club)
        assert track == ("TR", "4:21.3", "Emma Foss", "NOR")
        assert olympic[:2] == ("OR", "4:15.031")
        club.does("records", "--set", "TR=4:20.9", "--reason", "ridden last week")
        assert self.in_force(club)[0] == ("TR", "4:20.9", "", "")
        club.does("records", "--drop", "OR")
        assert len(self.in_force(club)) == 1

    def test_are_all_taken_from_a_list(self, club: Club, tmp_path: Path) -> None:
        club.does("records", "--set", "TR=4:21.3")
        file = tmp_path / "records.csv"
        file.write_text("record;temps;détenteur\nNR;4:30.100;Ana\n", "utf-8")
        club.does("records", "--from", file)
        assert self.in_force(club) == [("NR", "4:30.100", "Ana", "")]

    def test_a_bad_row_is_named_and_nothing_is_kept(self, club: Club, tmp_path: Path) -> None:
        file = tmp_path / "records.csv"
        file.write_text("record,time\nNR,quick\nTR,4:21.3\n", "utf-8")
        done = club("records", "--from", file)
        assert done.code == 2
        assert "Row 2, column “time”, “quick”: “quick” is no time" in done.err
        assert self.in_force(club) == []

    def test_what_is_not_in_force_cannot_be_dropped(self, club: Club) -> None:
        done = club("records", "--drop", "WR")
        assert (done.code, "There is no record WR in force." in done.err) == (2, True)

    def test_one_holder_is_not_that_of_two_records(self, club: Club) -> None:
        done = club("records", "--set", "TR=4:21", "--set", "NR=4:20", "--holder", "Ana")
        assert done.code == 2
