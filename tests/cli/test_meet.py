"""A meet run by commands: what each answers, to people and to programs, and how it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import click
import pytest

from halflap.cli.commands import COMMANDS, Commands
from halflap.hub.desk import Desk
from tests.cli import timed_cases
from tests.cli.running import Done, Runner

ENTRIES = """bib,name,nation,seed
1,Emma Foss,NOR,1
2,Ida Holm,DEN,2
3,Nora Lind,SWE,3
4,周雅菲,CHN,4
5,Maja Berg,NOR,
"""
TIMES = ("3:30.10", "3:31.20", "3:32.30", "3:33.40", "3:34.50")


class Club:
    """A meet file of the test and the commands given to it."""

    def __init__(self, run: Runner, folder: Path) -> None:
        self.run = run
        self.folder = folder
        self.path = folder / "club.halflap"

    def __call__(self, command: str, *args: object) -> Done:
        return self.run(command, self.path, *args)

    def does(self, command: str, *args: object) -> Done:
        """A command that is expected to be done."""
        done = self(command, *args)
        assert (done.code, done.err) == (0, "")
        return done

    def export(self) -> str:
        return self.does("export").out

    def refused(self, command: str, *args: object) -> list[str]:
        """The codes of the refusals of a command that a rule forbids; nothing has changed."""
        before = self.export()
        done = self(command, *args, "--json")
        assert done.code == 3
        assert self.export() == before
        assert all(each["text"] and each["remedy"] for each in done.json["refused"])
        return [each["code"] for each in done.json["refused"]]

    def open(self, *args: object) -> None:
        self.does(
            "new", "--date", "2026-05-12", "--format", "uci-2025", "--category", "WE",
            "--distance", 3000, *args,
        )  # fmt: skip

    def enter(self) -> None:
        entries = self.folder / "entries.csv"
        entries.write_text(ENTRIES, "utf-8")
        self.does("enter", entries)

    def qualify(self) -> None:
        """Every rider alone, in the order of bibs, slower from heat to heat."""
        self.does("draw", "qualifying", "--heats", "1- 2- 3- 4- 5-")
        for heat, time in enumerate(TIMES, start=1):
            self.does("record", "qualifying", heat, "--home", time)


@pytest.fixture
def club(run: Runner, tmp_path: Path) -> Club:
    return Club(run, tmp_path)


@pytest.fixture
def entered(club: Club) -> Club:
    club.open()
    club.enter()
    return club


@pytest.fixture
def ridden(entered: Club) -> Club:
    entered.qualify()
    return entered


class TestNew:
    def test_makes_a_file_and_says_where_it_was_kept(self, club: Club) -> None:
        done = club.does("new", "--name", "Tuesday cup", "--track", "333.33")
        assert done.out.startswith(
            "Meet Tuesday cup opened\n"
            "  333.33 m is taken as 1000/3 m exactly, 6 half laps to the kilometre.\n"
            "Kept as fact 1 (head 1:"
        )
        assert club.does("status", "--json").json["track"] == "1000/3"

    def test_takes_the_distance_from_the_category_and_the_year(self, club: Club) -> None:
        club.does("new", "--date", "2024-08-01", "--format", "uci-2023", "--category", "WE")
        club.does("competition", "men", "--format", "uci-2023", "--category", "ME")
        found = club.does("status", "--json").json["competitions"]
        assert [(each["competition"], each["distance_m"]) for each in found] == [
            ("men", 4000),
            ("pursuit", 3000),
        ]

    def test_says_of_a_record_at_which_nobody_rides_that_it_is_odd(self, club: Club) -> None:
        done = club.does(
            *("new", "--format", "uci-2025", "--category", "ME", "--records", "TR=1.490")
        )
        assert "TR: 1.490 over 4000 m is 9664 km/h; check the time." in done.out

    def test_keeps_the_records_as_they_stood_that_day(self, club: Club) -> None:
        club.does(
            "new", "--date", "2004-08-20", "--format", "olympic-2004", "--category", "ME",
            "--records", "OR=olympic-men-4000", "--records", "TR=4:21.300",
        )  # fmt: skip
        with Desk.open(club.path) as desk:
            (competition,) = desk.ledger.state.in_order()
            olympic, track = competition.records
        assert (olympic.list, olympic.us, olympic.rider) == ("OR", 258_515_000, "Robert Bartko")
        assert (track.list, track.us) == ("TR", 261_300_000)

    @pytest.mark.parametrize(
        ("args", "code", "says"),
        [
            (["--format", "uci-2025"], 2, "Neither the distance nor the category is given."),
            (["--format", "uci-2025", "--category", "XX"], 2, "“XX” is not a category"),
            (["--format", "nope", "--distance", "3000"], 2, "no format “nope”"),
            (["--date", "20 May"], 2, "“20 May” is not a date."),
            (["--zone", "Mars/Base"], 3, "“Mars/Base” is not a time zone"),
            (["--track", "long"], 2, "“long” is not the length of a track"),
            (["--name", " "], 3, "A meet needs a name."),
        ],
    )
    def test_leaves_no_file_when_something_is_wrong(
        self, club: Club, args: list[str], code: int, says: str
    ) -> None:
        done = club("new", *args)
        assert (done.code, club.path.exists()) == (code, False)
        assert says in done.err

    def test_dry_makes_no_file(self, club: Club) -> None:
        done = club.does("new", "--dry-run")
        assert done.out.startswith("Nothing is changed. This would happen:\nMeet club opened\n")
        assert not club.path.exists()

    def test_never_writes_over_a_file(self, club: Club) -> None:
        club.open()
        for args in ([], ["--dry-run"]):
            done = club("new", *args)
            assert (done.code, "exists already" in done.err) == (4, True)

    def test_dry_says_that_its_folder_is_missing(self, run: Runner, tmp_path: Path) -> None:
        done = run("new", tmp_path / "no" / "club.halflap", "--dry-run", "--json")
        assert (done.code, done.json["refused"][0]["code"]) == (4, "missing")

    def test_repeated_with_its_id_gives_the_same_answer(self, club: Club) -> None:
        first = club.does("new", "--command-id", "a", "--date", "2026-05-12", "--json").json
        again = club.does("new", "--command-id", "a", "--date", "2026-05-12", "--json").json
        assert (again["facts"], again["head"]) == (first["facts"], first["head"])


class TestEnter:
    def test_takes_a_whole_list(self, entered: Club) -> None:
        assert entered.does("status", "--json").json["competitions"][0]["entries"] == 5

    def test_names_everything_wrong_and_enters_nothing(self, club: Club) -> None:
        club.open()
        bad = club.folder / "bad.csv"
        bad.write_text("bib,name,nation\n1,Emma Foss,NOR\n1,,NOX\nx,Ida Holm,DEN\n", "utf-8")
        done = club("enter", bad, "--json")
        assert done.code == 2
        texts = [each["text"] for each in done.json["refused"]]
        assert any(text.startswith("Row 3, column “name”") for text in texts)
        assert any(text.startswith("Row 3, column “nation”, “NOX”") for text in texts)
        assert any(text.startswith("Row 4, column “bib”, “x”") for text in texts)
        assert club.does("status", "--json").json["competitions"][0]["entries"] == 0

    def test_refuses_a_bib_that_is_taken(self, entered: Club) -> None:
        assert entered.refused("enter", "--bib", 1, "--name", "Liv Aas") == ["bib-taken"]

    def test_takes_one_rider_by_options(self, entered: Club) -> None:
        done = entered.does("enter", "--bib", 9, "--name", "Liv Aas", "--nation", "NOR")
        assert done.out.startswith("9 Liv Aas entered\n")

    def test_refuses_a_wrong_nation_with_the_one_that_is_meant(self, entered: Club) -> None:
        done = entered("enter", "--bib", 9, "--name", "Anna Bauer", "--nation", "DEU")
        assert (done.code, "GER" in done.err) == (2, True)

    def test_puts_right_only_what_is_given(self, entered: Club) -> None:
        entered.does("enter", "--correct", "--bib", 4, "--team", "Sund CK")
        with Desk.open(entered.path) as desk:
            (competition,) = desk.ledger.state.in_order()
            entry = competition.entries[4]
        assert (entry.rider.name, entry.rider.team, entry.seed) == ("周雅菲", "Sund CK", 4)

    def test_keeps_transponders_and_puts_them_right(self, club: Club) -> None:
        club.open()
        listed = club.folder / "listed.csv"
        listed.write_text("bib,name,chip\n1,Emma Foss,0012 34\n", "utf-8")
        assert "1 Emma Foss (0012, 34) entered" in club.does("enter", listed).out
        done = club.does("enter", "--bib", 2, "--name", "Liv Aas", "--transponder", "56")
        assert "2 Liv Aas (56) entered" in done.out
        club.does("enter", "--correct", "--bib", 2, "--team", "Sund CK")
        club.does("enter", "--correct", "--bib", 1, "--transponder", "78")
        with Desk.open(club.path) as desk:
            (competition,) = desk.ledger.state.in_order()
            entries = competition.entries
        assert [entries[bib].transponders for bib in (1, 2)] == [("78",), ("56",)]
        assert club.refused("enter", "--correct", "--bib", 1, "--transponder", "56") == [
            "transponder-taken"
        ]

    def test_says_where_the_start_line_is_painted(self, entered: Club) -> None:
        metres = "1/25"
        done = entered.does("start-line", "--offset", metres)
        assert f"m lies {metres} m beyond the pursuit line" in done.out
        assert "where it is computed to be" in entered.does("start-line", "--none").out
        assert entered.refused("start-line", "--offset", "7") == ["start-line"]
        assert entered("start-line").code == entered("start-line", "--offset", "x").code == 2

    def test_sets_schedules(self, entered: Club) -> None:
        done = entered.does("schedule", 4, "20.1", "15.0")
        assert "by the schedule, the last lap in 15.000." in done.out
        assert "a schedule of" in entered.does("schedule", 4, "20.1", "--total", "3:30").out
        assert "no schedule any more" in entered.does("schedule", 4, "--none").out
        assert entered.refused("schedule", 4, "--none") == ["no-schedule"]
        assert entered("schedule", 4).code == 2
        assert entered("schedule", 4, "20.1", "--none").code == 2

    def test_chooses_a_category_of_a_list_and_says_how_many_it_left(self, club: Club) -> None:
        club.open()
        both = club.folder / "both.csv"
        both.write_text("bib,name,category\n1,Emma Foss,WE\n2,Tom Foss,ME\n", "utf-8")
        done = club("enter", both, "--category", "we")
        assert done.code == 0
        assert "1 rows have the category we, 1 have another." in done.err
        assert "2 Tom Foss" not in done.out

    @pytest.mark.parametrize(
        "args", [["x.csv", "--bib", 1], ["--category", "WE"], ["--name", "Liv Aas"]]
    )
    def test_refuses_what_cannot_be_meant(self, entered: Club, args: list[object]) -> None:
        assert entered("enter", *args).code == 2

    def test_refuses_a_name_in_bytes_that_are_no_text(self, entered: Club) -> None:
        done = entered("enter", "--bib", 9, "--name", "Fo\udcff", "--json")
        assert (done.code, done.json["refused"][0]["code"]) == (2, "not-text")
        assert entered.run("new", entered.path.with_name("x"), "--name", "\udcff").code == 2

    def test_withdraws_and_substitutes(self, entered: Club) -> None:
        entered.does("withdraw", "--rider", 5, "--reason", "ill")
        entered.does("substitute", "--rider", 4, "--bib", 14, "--name", "Liv Aas")
        shown = entered.does("draw", "qualifying").out
        assert " 14  Liv Aas" in shown
        assert "Maja Berg" not in shown


class TestDraw:
    def test_shows_the_heats_in_columns_of_any_script(self, entered: Club) -> None:
        shown = entered.does("draw", "qual", "--heats", "1-2 3-4 5-").out
        assert "1     home    1  Emma Foss  NOR\n" in shown
        assert "      back    4  周雅菲     CHN\n" in shown

    def test_dry_shows_who_would_meet_whom_and_changes_nothing(self, entered: Club) -> None:
        before = entered.export()
        done = entered.does("draw", "qualifying", "--dry-run")
        assert done.out.startswith("Nothing is changed. This would happen:\nQualifying drawn:")
        assert "Kept as fact" not in done.out
        assert entered.export() == before

    @pytest.mark.parametrize("heats", ["1-2-3", "one-two", "-"])
    def test_refuses_heats_that_are_none(self, entered: Club, heats: str) -> None:
        assert entered("draw", "qualifying", "--heats", heats).code == 2

    def test_refuses_a_rider_drawn_twice_or_not_at_all(self, entered: Club) -> None:
        codes = entered.refused("draw", "qualifying", "--heats", "1-2 3-1")
        assert codes == ["not-once", "not-once", "not-once"]

    def test_an_unknown_phase_is_refused_with_those_there_are(self, entered: Club) -> None:
        done = entered("draw", "semi")
        assert (done.code, "Name one of: qualifying, finals." in done.err) == (3, True)

    def test_heats_are_swapped_reordered_and_scratched(self, entered: Club) -> None:
        entered.does("draw", "qual", "--heats", "1-2 3-4 5-")
        entered.does("swap", "qual", 1)
        entered.does("reorder", "qual", "2,1,3")
        entered.does("scratch", "qual", 2, "--rider", 4)
        table = entered.does("result", "qual", "--json").json
        first, second, _ = table["heats"]
        assert [row["bib"] for row in second["riders"]] == [2, 1]
        assert first["heat"] == "2"
        assert [row["code"] for row in first["riders"]] == ["", "DNS"]

    def test_a_rehearsal_is_marked(self, entered: Club) -> None:
        entered.does("draw", "qual", "--heats", "1-2 3-4 5-")
        entered.does("rehearse", "qual", "--home", 5, "--back", 1)
        assert "rehearsal, counts nowhere" in entered.does("result", "qual").out

    def test_a_session_is_ordered_and_shown(self, entered: Club) -> None:
        entered.does("draw", "qual", "--heats", "1-2 3-4 5-")
        entered.does("session", "evening", "pursuit/qualifying/3", "pursuit/qualifying/1")
        shown = entered.does("session", "evening", "--json").json
        assert shown["heats"] == ["pursuit/qualifying/3", "pursuit/qualifying/1"]
        assert entered("session", "morning").code == 2
        assert entered("session", "evening", "qualifying/3").code == 2
        assert "Session evening: next is pursuit/qualifying/3" in entered.does("status").out

    def test_a_session_that_is_over_is_all_ridden(self, entered: Club) -> None:
        entered.does("draw", "qual", "--heats", "1-2 3-4 5-")
        entered.does("session", "evening", "pursuit/qualifying/3")
        entered.does("record", "qual", 3, "--home", "4:20.000")
        assert "Session evening: all is ridden.\n" in entered.does("status").out

    def test_a_session_has_a_planned_start_and_says_when_each_heat_is_expected(
        self, entered: Club
    ) -> None:
        entered.does("draw", "qual", "--heats", "1-2 3-4 5-")
        heats = [f"pursuit/qualifying/{n}" for n in (1, 2)]
        entered.does("session", "evening", *heats, "--start", "2099-08-21 19:30")
        shown = entered.does("session", "evening", "--plan").out
        assert "19:30" in shown
        assert "From gun to gun over" in shown
        planned = entered.does("session", "evening", "--plan", "--json").json["session"]
        first, second = (each["start_us"] for each in planned["heats"])
        assert second - first > 60_000_000
        entered.does("session", "evening", *reversed(heats))
        again = entered.does("session", "evening", "--json").json
        assert (again["heats"][0], again["starts_us"]) == (heats[1], first)
        assert entered("session", "evening", "--start", "soon").code == 2
        assert entered("session", "morning", "--start", "19:30").code == 2


class TestRecord:
    @pytest.fixture(autouse=True)
    def _drawn(self, entered: Club) -> None:
        entered.does("draw", "qualifying", "--heats", "1-2 3-4 5-")

    def rides(self, club: Club, heat: int) -> list[tuple[int, str, str]]:
        heats = club.does("result", "qualifying", "--json").json["heats"]
        return [(row["bib"], row["time"], row["code"]) for row in heats[heat - 1]["riders"]]

    def test_keeps_times_as_typed_never_padded(self, entered: Club) -> None:
        entered.does("record", "qual", 1, "--home", "3:30.1", "--back", "3:31,25")
        assert self.rides(entered, 1) == [(1, "3:30.1", ""), (2, "3:31.25", "")]

    def test_keeps_a_time_for_a_caught_rider_who_rode_on(self, entered: Club) -> None:
        entered.does("record", "qual", 1, "--home", "cap:3:30.10", "--back", "OVL:3:50.10")
        assert self.rides(entered, 1) == [(1, "3:30.10", "CAP"), (2, "3:50.10", "OVL")]

    def test_of_three_watches_the_middle_one_counts_and_all_are_kept(self, entered: Club) -> None:
        entered.does("record", "qual", 3, "--home", "3:30.1/3:30.4/3:30.2")
        assert self.rides(entered, 3) == [(5, "3:30.2", "")]
        with Desk.open(entered.path) as desk:
            (competition,) = desk.ledger.state.in_order()
            phase = competition.phase("qualifying")
            assert phase
            (ride,) = phase.heats[2].rides
            assert ride.time
        assert ride.time.readings == (210_100_000, 210_400_000, 210_200_000)
        assert ride.time.source == "hand"

    def test_watches_that_show_no_time_are_refused(self, entered: Club) -> None:
        told = entered("record", "qual", 3, "--home", "0.5/0.7/1")
        assert told.code == 2
        assert "“0.5/0.7/1” is neither a time nor a status." in told.err

    def test_a_time_is_cut_to_thousandths_and_its_reading_is_kept(self, entered: Club) -> None:
        entered.does("record", "qual", 3, "--home", "3:30.19999", "--source", "electronic")
        assert self.rides(entered, 3) == [(5, "3:30.199", "")]
        assert "It was read as 3:30.19999." in entered.does("why", "heat/3/ride/5").out

    def test_the_last_lap_is_kept_with_its_side(self, entered: Club) -> None:
        entered.does("record", "qual", 3, "--home", "3:30.10", "--last-lap", "home=15.12")
        with Desk.open(entered.path) as desk:
            (competition,) = desk.ledger.state.in_order()
            phase = competition.phase("qualifying")
            assert phase
            (ride,) = phase.heats[2].rides
            assert ride.last_lap
        assert ride.last_lap.us == 15_120_000

    @pytest.mark.parametrize(
        ("args", "code"),
        [
            (["--home", "fast"], 2),
            (["--home", "0"], 2),
            (["--home", "3:30.1/3:30.2", "--source", "photo"], 2),
            (["--home", "3:30.1", "--last-lap", "15.1"], 2),
            (["--home", "3:30.1", "--last-lap", "back=15.1"], 2),
            (["--back", "3:30.1"], 3),
            (["--home", "DNF:3:30.1"], 3),
            ([], 3),
        ],
    )
    def test_refuses_what_cannot_be(self, entered: Club, args: list[str], code: int) -> None:
        before = entered.export()
        done = entered("record", "qual", 3, *args)
        assert (done.code, entered.export()) == (code, before)
        assert done.err.startswith("halflap: ")

    def test_a_missing_time_is_told_apart_from_its_remedy(self, entered: Club) -> None:
        entered.does("record", "qual", 1, "--home", "CAP", "--back", "OVL")
        entered.does("record", "qual", 2, "--home", "DNS", "--back", "DNS")
        entered.does("record", "qual", 3, "--home", "DNS")
        done = entered("confirm", "qual")
        assert done.code == 3
        assert " is not known. Correct or record what is missing, or rule on it.\n" in done.err

    def test_a_heat_that_is_not_there_is_refused(self, entered: Club) -> None:
        assert entered.refused("record", "qual", 7, "--home", "3:30.1") == ["no-heat"]


class TestDecisions:
    def test_a_false_start_restarts_the_heat_and_says_so_before(self, entered: Club) -> None:
        entered.does("draw", "qualifying", "--heats", "1-2 3-4 5-")
        entered.does("start", "qual", 1)
        args = ("rule", "qual", 1, "false-start", "--rider", 2, "--reason", "early")
        before = entered.export()
        dry = entered.does(*args, "--dry-run", "--json").json
        assert entered.export() == before
        assert "The heat is stopped and started again at once." in dry["remarks"]
        done = entered.does(*args, "--json").json
        assert (done["says"], done["remarks"]) == (dry["says"], dry["remarks"])
        assert entered.does("result", "qual", "--json").json["heats"][0]["runs"] == 1

    def test_an_unknown_ruling_is_a_wrong_command_line(self, ridden: Club) -> None:
        done = ridden("rule", "qual", 1, "hang", "--rider", 1, "--reason", "x")
        assert (done.code, "false-start" in done.err) == (2, True)

    def test_a_review_and_a_protest_stop_the_confirmation(self, ridden: Club) -> None:
        ridden.does("review", "qual", 1, "--reason", "film")
        assert ridden.refused("confirm", "qual", "--as", "official") == ["review"]
        ridden.does("review", "qual", 1, "--end", "--reason", "stands")
        ridden.does("protest", "qual", 2, "--by", "Team A", "--reason", "early start")
        assert "review" in ridden.refused("confirm", "qual", 2, "--as", "official")
        ridden.does("protest", "--decide", 1, "--rejected", "--reason", "film seen")
        ridden.does("confirm", "qual", "--as", "official")

    @pytest.mark.parametrize(
        "args",
        [
            ["qual", 1],
            ["--decide", 1],
            ["qual", 1, "--by", "A", "--reason", "x", "--upheld"],
            ["qual", "--by", "A", "--reason", "x"],
        ],
    )
    def test_half_a_protest_is_a_wrong_command_line(self, ridden: Club, args: list[object]) -> None:
        assert ridden("protest", *args).code == 2

    def test_confirms_heat_ranking_and_classification(self, ridden: Club) -> None:
        ridden.does("confirm", "qual", 1, "--as", "provisional")
        ridden.does("confirm", "qual", "--as", "official")
        ridden.does("draw", "finals")
        ridden.does("record", "finals", "bronze", "--home", "3:31.00", "--back", "3:30.50")
        ridden.does("record", "finals", "gold", "--home", "CAP", "--back", "OVL")
        ridden.does("confirm", "finals", "--as", "official")
        shown = ridden.does("confirm", "--as", "official").out
        assert "Final classification · official" in shown
        assert ridden.does("result", "--json").json["level"] == "official"
        assert (
            "  Next: Issue the communiqué of the final classification and the medals."
            in ridden.does("status").out
        )
        ridden.does("issue", "classification")
        assert "  Next: Everything is ridden, confirmed and issued. Gold:" in (
            ridden.does("status").out
        )

    def test_doubts_are_not_acknowledged_for_the_classification(self, ridden: Club) -> None:
        assert ridden("confirm", "--as", "official", "--acknowledge", "all").code == 2

    def test_a_correction_shows_what_changes(self, ridden: Club) -> None:
        ridden.does("confirm", "qual", "--as", "official")
        done = ridden.does("correct", "qual", 5, "--home", "3:29.00", "--reason", "watch misread")
        assert "pursuit/qualifying/rank/1: 1 Emma Foss -> 5 Maja Berg" in done.out

    def test_a_communique_is_numbered_and_its_revision_says_the_difference(
        self, ridden: Club
    ) -> None:
        ridden.does("issue", "start-list", "qual")
        assert ridden.refused("issue", "result", "qual") == ["not-confirmed"]
        assert ridden.refused("issue", "classification") == ["not-confirmed"]
        ridden.does("confirm", "qual", "--acknowledge", "all")
        ridden.does("issue", "result", "qual")
        assert ridden.refused("issue", "result", "qual") == ["issued"]
        ridden.does("correct", "qual", 5, "--home", "3:35.00", "--reason", "watch misread")
        assert ridden.refused("issue", "result", "qual") == ["not-confirmed"]
        ridden.does("confirm", "qual", "--acknowledge", "all")
        assert ridden.refused("issue", "result", "qual") == ["no-reason"]
        ridden.does("issue", "result", "qual", "--reason", "watch misread")
        shown = ridden.does("history", "--communique", 3).json
        assert (shown["document"], shown["revision"]) == ("result qualifying", 2)
        assert shown["content"]["phase"] == "qualifying"
        assert ridden("history", "--communique", 9).code == 2
        with Desk.open(ridden.path) as desk:
            last = desk.ledger.state.documents[3]
        assert (last.document, last.revision) == ("result qualifying", 2)
        assert "heats/5/riders/5/time: 3:34.50 -> 3:35.00" in last.difference

    @pytest.mark.parametrize("args", [["result"], ["classification", "qual"], ["poster"]])
    def test_a_document_is_of_a_phase_or_is_the_classification(
        self, ridden: Club, args: list[str]
    ) -> None:
        assert ridden("issue", *args).code == 2

    def test_lots_are_kept_in_their_order(self, entered: Club) -> None:
        entered.does("draw", "qualifying", "--heats", "1- 2- 3- 4- 5-")
        for heat in range(1, 6):
            entered.does("record", "qual", heat, "--home", "3:30.10")
        assert "undecided" in entered.refused("confirm", "qual", "--as", "official")
        entered.does("lots", "qual", "--order", "5,4,3,2,1")
        entered.does("confirm", "qual", "--as", "official")
        shown = entered.does("result", "qual", "--json").json["ranking"]
        assert [row["bib"] for row in shown] == [5, 4, 3, 2, 1]
        assert entered("lots", "qual", "--order", "5;4").code == 2


class TestUndo:
    def test_takes_back_the_last_command(self, ridden: Club) -> None:
        done = ridden.does("undo")
        assert "Taken back: Qualifying heat 5: run 1 started" in done.out
        assert "(taken back)" in ridden.does("history").out

    def test_names_what_depends_on_it(self, ridden: Club) -> None:
        assert set(ridden.refused("undo", 3)) == {"dependent"}
        dry = ridden.does("undo", 3, "--with-dependents", "--dry-run", "--json").json
        assert dry["facts"] == []
        assert len(dry["remarks"]) > 5
        ridden.does("undo", 3, "--with-dependents")
        assert ridden.does("status", "--json").json["competitions"][0]["entries"] == 0


class TestLooking:
    def test_status_says_the_next_command_as_it_can_be_typed(self, entered: Club) -> None:
        (found,) = entered.does("status", "--json").json["competitions"]
        assert found["awaits"] == "Draw Qualifying."
        assert found["command"] == f"halflap draw {entered.path} qualifying"

    def test_status_names_every_heat_that_is_ridden_and_not_confirmed(self, ridden: Club) -> None:
        assert "  ! Qualifying, heat 2: not confirmed" in ridden.does("status").out
        assert "  ! Qualifications, série 2 : pas confirmée" in ridden.does(
            "status", "--lang", "fr"
        ).out.replace("\u00a0", " ")
        (found,) = ridden.does("status", "--json").json["competitions"]
        assert found["unconfirmed"][1] == {
            "phase": "qualifying",
            "heat": "2",
            "says": "Qualifying, heat 2: not confirmed",
        }

    def test_history_says_who_did_what(self, entered: Club) -> None:
        entered.does("draw", "qual", "--actor", "Ann Ryde")
        last = entered.does("history", "--json").json[-1]
        assert (last["actor"], last["says"]) == ("Ann Ryde", "Qualifying drawn: 3 heats")

    def test_why_gives_article_and_arithmetic(self, ridden: Club) -> None:
        found = ridden.does("why", "qualifying/rank/2", "--json").json
        assert found["value"] == "2 Ida Holm"
        assert found["reasons"][0]["article"] == "3.2.053"
        assert "1 in qualifying faster, so number 2" in found["reasons"][0]["says"]

    def test_why_takes_the_beginning_of_a_path(self, ridden: Club) -> None:
        numbers = ridden.does("why", "qualifying/rank", "--json").json["numbers"]
        assert next(iter(numbers.values())) == "1 Emma Foss"
        assert ridden.does("why", "pursuit/qualifying/rank/2").out.startswith("qualifying/rank/2 =")
        assert ridden("why", "qualifying/rank/77").code == 2

    def test_why_takes_the_competition_from_the_path(self, ridden: Club) -> None:
        ridden.does("competition", "men", "--format", "uci-2023", "--category", "ME")
        found = ridden.does("why", "pursuit/qualifying/rank/2", "--json").json
        assert found["value"] == "2 Ida Holm"
        assert next(iter(ridden.does("why", "pursuit", "--json").json["numbers"]))
        assert "--competition: men, pursuit" in ridden("why", "qualifying/rank/2").err
        assert ridden("why", "pursuit/rank/2", "--competition", "men").code == 2

    def test_result_says_what_is_missing(self, entered: Club) -> None:
        assert "Not drawn yet." in entered.does("result", "qualifying").out
        assert "Qualifying has not been ridden" in entered.does("result").out

    def test_everything_is_said_in_french(self, ridden: Club) -> None:
        for args in (["status"], ["result", "qual"], ["history"], ["why"], ["verify"]):
            assert ridden.does(*args, "--lang", "fr").out != ridden.does(*args).out


class TestSeveralCompetitions:
    def test_one_has_to_be_named(self, entered: Club) -> None:
        entered.does("competition", "men", "--format", "uci-2025", "--category", "ME")
        done = entered("draw", "qualifying")
        assert (done.code, "--competition: men, pursuit" in done.err) == (2, True)
        entered.does("draw", "qualifying", "--competition", "pursuit")
        assert entered("draw", "qualifying", "--competition", "boys").code == 3

    def test_none_is_refused_with_how_to_open_one(self, club: Club) -> None:
        club.does("new")
        assert club.refused("draw", "qualifying") == ["no-competition"]
        assert "No competition yet: halflap competition" in club.does("status").out


class TestStatus:
    def test_names_the_heats_of_no_session(self, entered: Club) -> None:
        entered.does("draw", "qualifying", "--heats", "1-2 3-4 5-")
        assert entered.does("status", "--json").json["in_no_session"] == []
        entered.does("session", "friday", "pursuit/qualifying/1", "10 min Anthem")
        assert "Anthem (10 min)" in entered.does("session", "friday").out
        left = ["pursuit/qualifying/2", "pursuit/qualifying/3"]
        assert entered.does("status", "--json").json["in_no_session"] == left
        assert "In no session, so that they never come next" in entered.does("status").out


class TestRecords:
    CUP = ("--competition", "cup")

    def beaten(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.club.does("records", *self.CUP, "--json").json["records"]
        return found

    @pytest.fixture(autouse=True)
    def _beaten(self, entered: Club) -> None:
        self.club = entered
        for line in TestDryRun.BEATEN:
            entered.does(*line.split())

    def test_are_listed_and_confirmed(self) -> None:
        assert "to be confirmed" in self.club.does("records", *self.CUP).out
        self.club.does("records", *self.CUP, "--confirm", "TR", "--phase", "qual", "--rider", 1)
        assert [each["confirmed"] for each in self.beaten()] == [True]

    def test_that_a_correction_took_away_stand_no_more(self) -> None:
        self.club.does("records", *self.CUP, "--confirm", "TR", "--phase", "qual", "--rider", 1)
        self.club.does("correct", "qual", 1, "--home", "2:31.000", "--reason", "film", *self.CUP)
        assert self.beaten() == []
        assert "does not stand" in self.club.does("records", *self.CUP).out

    def test_are_confirmed_by_name_phase_and_rider(self) -> None:
        assert self.club("records", *self.CUP, "--confirm", "TR").code == 2
        of_another = ("--confirm", "WR", "--phase", "qual", "--rider", 1)
        assert self.club.refused("records", *self.CUP, *of_another) == ["no-record"]


class TestRetry:
    def test_the_same_id_acts_once_and_answers_again(self, entered: Club) -> None:
        args = ("draw", "qualifying", "--command-id", "d1", "--json")
        first, again = entered.does(*args).json, entered.does(*args).json
        assert (again["facts"], again["head"]) == (first["facts"], first["head"])
        assert again["remarks"] == ["This command was done before; it was not done again."]

    def test_of_a_revision_is_answered_as_the_first(self, ridden: Club) -> None:
        ridden.does("issue", "start-list", "qual")
        ridden.does("undo", 8, "--with-dependents")
        ridden.does("draw", "qual")
        args = ("issue", "start-list", "qual", "--reason", "drawn", "--command-id", "i", "--json")
        first, again = ridden.does(*args).json, ridden.does(*args).json
        assert (again["facts"], again["head"]) == (first["facts"], first["head"])

    def test_the_same_id_for_another_command_is_refused(self, entered: Club) -> None:
        entered.does("draw", "qualifying", "--command-id", "d1")
        done = entered("withdraw", "--rider", 1, "--command-id", "d1")
        assert (done.code, "used for another command" in done.err) == (3, True)


class TestDryRun:
    DRAWN = "draw qual --heats 1-2|3-4|5-"
    RIDDEN = (
        "draw qual --heats 1-|2-|3-|4-|5-",
        *(f"record qual {heat} --home {time}" for heat, time in enumerate(TIMES, start=1)),
    )
    OFFICIAL = (*RIDDEN, "confirm qual --as official")
    BEATEN = (
        "competition cup --format club-solo --distance 2000 --records TR=2:30.000",
        "enter --competition cup --bib 1 --name Liv",
        "draw qual --competition cup",
        "record qual 1 --home 2:25.000 --competition cup",
        "confirm qual 1 --as official --acknowledge record-hand --competition cup",
    )
    CASES: ClassVar = [
        ("competition men --format para --distance 3000", ()),
        ("enter --bib 9 --name Liv", ()),
        ("withdraw --rider 1", ()),
        ("start-line --offset 0", ()),
        ("schedule 1 20.1 15", ()),
        ("substitute --rider 1 --bib 9 --name Liv", ()),
        (DRAWN, ()),
        ("swap qual 1", (DRAWN,)),
        ("reorder qual 3,2,1", (DRAWN,)),
        ("scratch qual 1 --rider 1", (DRAWN,)),
        ("rehearse qual --home 1", (DRAWN,)),
        ("session evening pursuit/qualifying/1", (DRAWN,)),
        ("lots qual --order 2,1", (DRAWN,)),
        ("start qual 1", (DRAWN,)),
        ("record qual 5 --home 3:40.00", RIDDEN),
        ("rule qual 5 dsq --rider 5 --reason position", RIDDEN),
        ("review qual 1 --reason film", RIDDEN),
        ("protest qual 1 --by Oslo --reason film", RIDDEN),
        ("confirm qual --as official", RIDDEN),
        ("issue result qual", OFFICIAL),
        ("undo", RIDDEN),
        ("correct qual 1 --home 3:40.00 --reason film", OFFICIAL),
        ("keep finals --reason late", (*OFFICIAL, "draw finals")),
        ("records --competition cup --confirm TR --phase qual --rider 1", BEATEN),
    ]

    @pytest.mark.parametrize(("line", "before"), CASES)
    def test_tells_what_the_command_does_and_changes_nothing(
        self, entered: Club, line: str, before: tuple[str, ...]
    ) -> None:
        for each in before:
            entered.does(*self.typed(each))
        stood = entered.export()
        told = entered.does(*self.typed(line), "--dry-run", "--json").json
        assert entered.export() == stood
        assert told["dry_run"] is True
        assert (told["facts"], told["head"]) == ([], None)
        done = entered.does(*self.typed(line), "--json").json
        for part in ("says", "remarks", "changes"):
            assert told[part] == done[part]

    def typed(self, line: str) -> list[str]:
        return [word.replace("|", " ") for word in line.split()]

    def test_is_tried_here_for_every_command_that_has_it(self) -> None:
        group = Commands("halflap")
        acting = {
            name
            for name in COMMANDS
            if (command := group.get_command(click.Context(group), name))
            and any("--dry-run" in param.opts for param in command.params)
        }
        tried = {line.split()[0] for line, _ in (*self.CASES, *timed_cases.CASES)}
        assert tried | {"new"} == acting

    @pytest.mark.parametrize(
        "args", [["enter", "--bib", 9, "--name", "Liv"], ["withdraw", "--rider", 1]]
    )
    def test_is_refused_as_the_command_would_be(self, ridden: Club, args: list[object]) -> None:
        told = ridden.refused(*map(str, args), "--dry-run")
        assert told == ridden.refused(*map(str, args))

    def test_tells_every_number_that_would_change(self, ridden: Club) -> None:
        args = ["rule", "qual", 1, "dsq", "--rider", 1, "--reason", "position", "--dry-run"]
        found = ridden.does(*map(str, args), "--json").json["changes"]
        assert {
            "path": "pursuit/qualifying/rank/1",
            "before": "1 Emma Foss",
            "after": "2 Ida Holm",
        } in found
