"""``halflap formats``: what there is, what each asks for in words, whether one's own is good."""

from __future__ import annotations

from pathlib import Path

import pytest

from halflap.rulebook.explain import explain
from halflap.rulebook.format_file import SHIPPED, read_format, shipped, shipped_text
from tests.cli.running import Runner


def lines_of(text: str, title: str) -> list[str]:
    """The lines of one chapter of an explanation."""
    (chapter,) = [each for each in explain(read_format(text), "en") if str(each.title) == title]
    return [str(line) for line in chapter.lines]


class TestTheList:
    def test_names_every_shipped_format_with_its_summary(self, run: Runner) -> None:
        rows = run("formats", "--json").json
        assert [row["id"] for row in rows] == list(SHIPPED)
        assert rows[2]["name"] == "Olympic individual pursuit 2004 and 2008"
        assert rows[2]["summary"].startswith("Eight by time into a match round 4v5, 3v6, 2v7, 1v8")

    def test_is_in_the_language_asked_for(self, run: Runner) -> None:
        assert "Poursuite individuelle olympique 2004 et 2008" in run("formats", "--lang", "fr").out


class TestShow:
    """The format of Athens 2004, said in words."""

    def test_says_the_heats_with_their_seeds_in_running_order(self) -> None:
        lines = lines_of(shipped_text("olympic-2004"), "First round")
        assert lines[:5] == [
            "Riders come from: Qualifying. Heats in running order:",
            "heat 1: rank 4 – rank 5",
            "heat 2: rank 3 – rank 6",
            "heat 3: rank 2 – rank 7",
            "heat 4: rank 1 – rank 8",
        ]

    def test_says_which_places_a_final_decides(self) -> None:
        lines = lines_of(shipped_text("olympic-2004"), "Finals")
        assert lines[1:3] == [
            "heat 1, bronze, for places 3 and 4: winner 3 by time – winner 4 by time",
            "heat 2, gold, for places 1 and 2: winner 1 by time – winner 2 by time",
        ]

    def test_says_where_each_block_of_places_comes_from(self) -> None:
        assert lines_of(shipped_text("olympic-2004"), "Final classification")[1:5] == [
            "Places 1 to 2: Finals, gold: winner and beaten rider.",
            "Places 3 to 4: Finals, bronze: winner and beaten rider.",
            "Places 5 to 8: First round: the beaten riders.",
            "From place 9: Qualifying: those who did not go on, in its order.",
        ]

    def test_says_what_a_catch_means_in_each_phase(self) -> None:
        text = shipped_text("olympic-2004")
        assert "Catch: it decides nothing; both ride on and have their times (UCI 3.2.056)." in (
            lines_of(text, "Qualifying")
        )
        assert "Catch: the match is decided and the catcher has won (UCI 3.2.057)." in (
            lines_of(text, "Finals")
        )

    def test_says_what_barcelona_did_with_a_caught_rider(self) -> None:
        lines = lines_of(shipped_text("olympic-1992"), "Final classification")
        assert any("gives the place up to one of the fastest" in line for line in lines)

    @pytest.mark.parametrize(
        ("line", "instead", "chapter", "says"),
        [
            ("decimals = 2", "decimals = 3", 0, "Times count to 1/1000 s"),
            ("riders_per_heat = 1", "riders_per_heat = 2", 1, "Everybody rides, two at a time"),
            ("starts = 2", "starts = 3", 1, "Starts of each rider in this phase: 3"),
            (
                'riders_per_heat = 1\ncatch = "ride-on"',
                'riders_per_heat = 2\ncatch = "unranked"',
                1,
                "Catch: the caught rider has no rank",
            ),
            (
                "decimals = 2",
                "decimals = 2\nties = { chain = [], shared_medals = true }",
                0,
                "Nothing separates equal times.",
            ),
            (
                "decimals = 2",
                'decimals = 2\nhand_times = { two = "mean" }',
                0,
                "Of three hand watches the middle one counts, of two their mean",
            ),
            (
                "decimals = 2",
                'decimals = 2\nrecords = { same_day = "last", after_catch = false }',
                0,
                "A record beaten on the same day is none",
            ),
            ("decimals = 2", "decimals = 2\nminimum_entries = 4", 0, "At least 4 riders"),
        ],
    )
    def test_a_changed_switch_is_said_differently(
        self, line: str, instead: str, chapter: int, says: str
    ) -> None:
        text = shipped_text("club-solo")
        before = [str(each) for each in explain(read_format(text), "en")[chapter].lines]
        changed = read_format(text.replace(line, instead))
        after = [str(each) for each in explain(changed, "en")[chapter].lines]
        assert not any(each.startswith(says) for each in before)
        assert any(each.startswith(says) for each in after)

    @pytest.mark.parametrize("format_id", SHIPPED)
    def test_every_phase_and_place_of_every_shipped_format_is_said(
        self, run: Runner, format_id: str
    ) -> None:
        shown = run("formats", "show", format_id).out
        fmt = shipped(format_id)
        assert [phase.name.en for phase in fmt.phase if f"\n{phase.name.en}\n" not in shown] == []
        heats = sum(len(phase.heats) for phase in fmt.phase)
        assert shown.count("\n  heat ") == heats

    def test_shows_the_file_itself_to_copy(self, run: Runner) -> None:
        assert run("formats", "show", "para", "--toml").out == shipped_text("para")

    def test_of_a_file_shows_that_file(self, run: Runner, tmp_path: Path) -> None:
        own = tmp_path / "own.toml"
        own.write_text("decimals = 2\n" + shipped_text("para"), "utf-8")
        assert "1/100 s" in run("formats", "show", own).out


class TestCheck:
    def test_a_good_one_can_be_used(self, run: Runner, tmp_path: Path) -> None:
        own = tmp_path / "own.toml"
        own.write_text(shipped_text("masters"), "utf-8")
        done = run("formats", "check", own)
        assert (done.code, "can be used" in done.out) == (0, True)

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("advance = 4", "advance = 3", "phase[1].heats[0]: seed R4 does not exist"),
            ("advance = 4", "advanse = 4", "unknown field `advanse`"),
            ("advance = 4", "advance = ", "line "),
        ],
    )
    def test_a_bad_one_is_refused_with_its_place(
        self, run: Runner, tmp_path: Path, old: str, new: str, says: str
    ) -> None:
        own = tmp_path / "own.toml"
        own.write_text(shipped_text("masters").replace(old, new), "utf-8")
        done = run("formats", "check", own)
        assert done.code == 2
        assert says in done.err

    def test_a_file_that_is_no_text_is_refused(self, run: Runner, tmp_path: Path) -> None:
        own = tmp_path / "own.toml"
        own.write_bytes(b'id = "\xff"')
        done = run("formats", "check", own)
        assert (done.code, "is not UTF-8 text (byte 7)" in done.err) == (2, True)
