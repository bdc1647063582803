"""``halflap demo``: Athens 2004 is shown heat by heat, and its outcome is the published one."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

from halflap.cli import demo, main
from halflap.cli.demo_stage import Racer, cut, frame, moments
from halflap.hub.desk import Desk
from halflap.meet.views.derives import differences
from halflap.sport.published import PublishedEvent, PublishedRide
from tests.cli.running import Runner

SOURCE = Path(__file__).parents[2] / "src"
VERDICT = "The outcome equals the published one: 16 of 16 places, 3 medals."
LAPS_16 = Fraction(32)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestAsAProgram:
    def test_runs_plain_to_the_end_and_proves_the_outcome(self, here: Path) -> None:
        environment = {key: value for key, value in os.environ.items() if key != "HALFLAP_LANG"}
        done = subprocess.run(
            [sys.executable, "-m", "halflap", "demo"],
            cwd=here,
            env={**environment, "LC_ALL": "C", "PYTHONPATH": str(SOURCE)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert VERDICT in done.stdout.splitlines()
        assert "\x1b" not in done.stdout
        assert [path.name for path in here.glob("*.halflap")] == ["athens-2004.halflap"]


class TestWhatASpectatorSees:
    @pytest.fixture
    def lines(self, run: Runner) -> list[str]:
        done = run("demo")
        assert (done.code, done.err) == (0, "")
        return done.out.splitlines()

    def after(self, lines: list[str], title: str, count: int) -> list[str]:
        start = lines.index(title) + 1
        return lines[start : start + count]

    def test_a_heat_with_times_gap_rank_and_who_falls_out(self, lines: list[str]) -> None:
        assert self.after(lines, "Qualifying, heat 6 of 8", 7) == [
            "  home  11  Bradley Wiggins  GBR  4:15.165          rank 1  in",
            "  back  12  Luke Roberts     AUS  4:19.353  +4.188  rank 3  in",
            "  New Olympic record! 11 Bradley Wiggins, 4:15.165: 3.004 s better than the OR as it"
            " stood when",
            "  the ride ended, 4:18.169. [3.5.002]",
            "  To go on: faster than 4:27.871 (Carlos Castano).",
            "  Now out: Vasil Kiryienka, 4:29.005.",
            "  Now out: Yuriy Yuda, 4:29.676.",
        ]

    def test_a_rider_who_does_not_start(self, lines: list[str]) -> None:
        assert self.after(lines, "Qualifying, heat 3 of 8", 4) == [
            "  Levi Heimans does not start; the other rider is alone.",
            "  home  5  Carlos Castano  ESP  4:27.871    rank 2  in",
            "  back  6  Levi Heimans    NED  DNS",
            "  5 of 8 places taken.",
        ]

    def test_two_olympic_records_as_they_fall_and_no_more(self, lines: list[str]) -> None:
        assert [line.split(",")[0] for line in lines if "New " in line] == [
            "  New Olympic record! 7 Volodymyr Dyudya",
            "  New Olympic record! 11 Bradley Wiggins",
        ]

    def test_the_match_round_in_its_running_order(self, lines: list[str]) -> None:
        assert [line for line in lines if " = " in line] == [
            "  1: R4 v R5 = 13 Rob Hayles v 7 Volodymyr Dyudya",
            "  2: R3 v R6 = 16 Brad McGee v 14 Robert Bartko",
            "  3: R2 v R7 = 15 Sergi Escobar v 12 Luke Roberts",
            "  4: R1 v R8 = 11 Bradley Wiggins v 9 Fabien Sanchez",
            "  bronze: W3 v W4 = 13 Rob Hayles v 15 Sergi Escobar",
            "  gold: W1 v W2 = 11 Bradley Wiggins v 16 Brad McGee",
        ]

    def test_who_would_ride_for_gold(self, lines: list[str]) -> None:
        assert self.after(lines, "First round, heat 3 of 4", 3) == [
            "  home  15  Sergi Escobar  ESP  4:19.581          to the finals",
            "  back  12  Luke Roberts   AUS  4:20.336  +0.755",
            "  For gold as it stands: Brad McGee - Rob Hayles; for bronze: Sergi Escobar.",
        ]

    def test_the_finals(self, lines: list[str]) -> None:
        assert self.after(lines, "Finals: bronze", 2) == [
            "  home  13  Rob Hayles     GBR  4:22.291  +4.344  place 4",
            "  back  15  Sergi Escobar  ESP  4:17.947          bronze",
        ]
        assert self.after(lines, "Finals: gold", 2) == [
            "  home  11  Bradley Wiggins  GBR  4:16.304          gold",
            "  back  16  Brad McGee       AUS  4:20.436  +4.132  silver",
        ]

    def test_records_under_both_conventions(self, lines: list[str]) -> None:
        assert self.after(lines, "Records", 7) == [
            "  WR  4:11.114  Christopher Boardman GBR, Manchester 1996-08-29",
            "  OR  4:18.515  Robert Bartko GER, Sydney 2000-09-17",
            "  As ridden, each against the record as it then stood:",
            "    OR  4:18.169  7 Volodymyr Dyudya",
            "    OR  4:15.165  11 Bradley Wiggins",
            "  Best of each session only:",
            "    OR  4:15.165  11 Bradley Wiggins",
        ]

    def test_in_french(self, run: Runner) -> None:
        done = run("demo", "--lang", "fr")
        assert done.code == 0
        assert "Finales : or" in done.out.splitlines()
        assert (
            "L'issue est celle qui fut publiée : 16 places sur 16, 3 médailles."
            in done.out.splitlines()
        )


class TestTheMeetFile:
    def test_takes_the_next_free_name(self, run: Runner, here: Path) -> None:
        for _ in range(3):
            assert run("demo").code == 0
        assert sorted(path.name for path in here.glob("*.halflap")) == [
            "athens-2004-2.halflap",
            "athens-2004-3.halflap",
            "athens-2004.halflap",
        ]

    def test_is_never_written_over(self, run: Runner, here: Path) -> None:
        (here / "mine.halflap").write_text("mine")
        done = run("demo", "--file", "mine.halflap")
        assert done.code == 4
        assert "mine.halflap exists already." in done.err
        assert (here / "mine.halflap").read_text() == "mine"

    def test_holds_the_whole_meet(self, run: Runner, here: Path) -> None:
        run("demo", "--file", "a.halflap")
        with Desk.open(here / "a.halflap") as desk:
            confirmed = desk.ledger.state.competitions["men"].classification
            assert confirmed is not None
            assert confirmed.medals == (("gold", 11), ("silver", 16), ("bronze", 15))
            assert differences(desk.ledger.entries) == ()

    def test_is_named_with_its_head_and_what_to_try(self, run: Runner, here: Path) -> None:
        last = run("demo", "--file", "a.halflap").out.splitlines()[-6:]
        with Desk.open(here / "a.halflap") as desk:
            head = desk.journal.head()
        seal = f"{head.seq}:{head.hash[:12]}"
        assert last == [
            f"The meet is kept in a.halflap: {head.seq} facts, head {seal}.",
            "Look around in it:",
            "  halflap status a.halflap",
            "  halflap why a.halflap place/5",
            "  halflap history a.halflap",
            f"  halflap verify a.halflap --head {seal}",
        ]


def ride_changed(event: PublishedEvent, round_: int, name: str, **fields: object) -> PublishedEvent:
    """The event with one published ride changed."""

    def changed(ride: PublishedRide) -> PublishedRide:
        return replace(ride, **fields) if ride.name == name else ride  # type: ignore[arg-type]

    rounds = list(event.rounds)
    rounds[round_] = replace(
        rounds[round_],
        heats=tuple(
            replace(heat, rides=tuple(changed(ride) for ride in heat.rides))
            for heat in rounds[round_].heats
        ),
    )
    return replace(event, rounds=tuple(rounds))


class TestAWrongPublishedDatum:
    """One datum is changed in the published event: the demonstration finds it and ends with 1."""

    def outcome(
        self, run: Runner, monkeypatch: pytest.MonkeyPatch, event: PublishedEvent
    ) -> list[str]:
        monkeypatch.setattr(demo, "published", lambda: event)
        done = run("demo")
        assert done.code == 1
        assert VERDICT not in done.out
        assert "The meet is kept in athens-2004.halflap" in done.out
        return done.out.splitlines()

    def test_a_place(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        event = demo.published()
        final = tuple(
            replace(place, rank=6) if place.name == "Luke Roberts" else place
            for place in event.final
        )
        lines = self.outcome(run, monkeypatch, replace(event, final=final))
        assert "Luke Roberts: here 5, published 6." in lines
        assert (
            "The outcome does not equal the published one: 15 of 16 places, 3 medals; "
            "differences: 1." in lines
        )

    def test_a_medal(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        event = demo.published()
        gold, silver, *others = event.final
        final = (replace(gold, note="silver"), replace(silver, note="gold"), *others)
        lines = self.outcome(run, monkeypatch, replace(event, final=final))
        assert "gold: here Bradley Wiggins, published Brad McGee." in lines
        assert "silver: here Brad McGee, published Bradley Wiggins." in lines

    def test_a_rider_missing_from_the_classification(
        self, run: Runner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event = demo.published()
        lines = self.outcome(run, monkeypatch, replace(event, final=event.final[:-1]))
        assert "Levi Heimans: here DNS, published –." in lines

    def test_a_rank_of_a_round(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        event = ride_changed(demo.published(), 0, "Yuriy Yuda", rank=13)
        lines = self.outcome(run, monkeypatch, event)
        assert "Qualifying, Yuriy Yuda: here 14, published 13." in lines

    def test_a_time_of_a_final(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        event = ride_changed(demo.published(), 2, "Rob Hayles", time="4:12.291")
        lines = self.outcome(run, monkeypatch, event)
        assert "bronze: here Rob Hayles, published Sergi Escobar." in lines
        assert (
            "Medal round, heat 1: here bronze: Rob Hayles - Sergi Escobar, "
            "published bronze: Sergi Escobar - Rob Hayles." in lines
        )

    def test_a_record_mark(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        event = ride_changed(demo.published(), 0, "Bradley Wiggins", marks=("Q",))
        lines = self.outcome(run, monkeypatch, event)
        assert "OR, Bradley Wiggins: here OR, published –." in lines

    def test_a_time_that_lets_another_rider_through(
        self, run: Runner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event = ride_changed(demo.published(), 0, "Linas Balciunas", time="4:16.392")
        lines = self.outcome(run, monkeypatch, event)
        assert (
            "The outcome does not equal the published one: here Linas Balciunas rides First round, "
            "there no such ride." in lines
        )


class TestTheRaceOnTheMove:
    RACERS = (
        Racer("home", "Wiggins", "GBR", 255_165_000),
        Racer("back", "Roberts", "AUS", 259_353_000),
    )

    def test_begins_at_the_gun(self) -> None:
        assert frame(self.RACERS, 0, LAPS_16) == [
            f"  home  Wiggins  GBR  {'─' * 32}  lap 1/16",
            f"  back  Roberts  AUS  {'─' * 32}  lap 1/16",
            "     0.0  ",
        ]

    def test_shows_half_laps_done_the_clock_and_the_gap(self) -> None:
        assert frame(self.RACERS, 130_000_000, LAPS_16) == [
            f"  home  Wiggins  GBR  {'━' * 16}{'─' * 16}  lap 9/16",
            f"  back  Roberts  AUS  {'━' * 16}{'─' * 16}  lap 9/16",
            "  2:10.0  Wiggins +2.0 s",
        ]

    def test_shows_the_first_time_while_the_other_still_rides(self) -> None:
        home, back, _ = frame(self.RACERS, 256_000_000, LAPS_16)
        assert home.endswith(f"{'━' * 32}  4:15.165")
        assert back.endswith("━─  lap 16/16")

    def test_ends_with_both_times_and_their_gap(self) -> None:
        assert frame(self.RACERS, 259_353_000, LAPS_16) == [
            f"  home  Wiggins  GBR  {'━' * 32}  4:15.165",
            f"  back  Roberts  AUS  {'━' * 32}  4:19.353",
            "  4:19.3  Wiggins +4.1 s",
        ]

    def test_a_rider_alone_has_no_gap(self) -> None:
        assert frame(self.RACERS[:1], 60_000_000, LAPS_16)[-1] == "  1:00.0  "

    def test_at_the_pace_of_the_clock_there_are_twenty_frames_a_second(self) -> None:
        assert list(moments(200_001, speed=1)) == [0, 50_000, 100_000, 150_000, 200_000, 200_001]

    def test_a_line_is_cut_before_it_wraps(self) -> None:
        assert cut("寺崎 浩平", 5) == "寺崎 "


class Terminal(io.StringIO):
    """Standard output that somebody watches."""

    def isatty(self) -> bool:
        return True


@dataclass(slots=True)
class Watched:
    """Runs ``halflap demo`` on a terminal whose waiting is only counted."""

    monkeypatch: pytest.MonkeyPatch
    slept: list[float]

    def __call__(self, *args: str) -> tuple[int, str]:
        with self.monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", screen := Terminal())
            return main(["demo", *args]), screen.getvalue()


class TestTheTerminal:
    @pytest.fixture
    def watched(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> Watched:
        watched = Watched(monkeypatch, [])
        monkeypatch.setattr(time, "sleep", watched.slept.append)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        return watched

    def test_shows_fourteen_races_in_about_a_minute(self, watched: Watched) -> None:
        code, screen = watched()
        assert code == 0
        assert screen.count("\x1b[J") == 14
        assert 50 < sum(watched.slept) < 75

    def test_leaves_on_the_screen_what_plain_output_says(
        self, run: Runner, watched: Watched
    ) -> None:
        _, screen = watched("--file", "a.halflap")
        drawn = re.sub(r"(\x1b\[K[^\n]*\n)+(\x1b\[\dF\x1b\[J)?|\x1b\[\d*[mF]", "", screen)
        plain = run("demo", "--file", "b.halflap").out
        assert drawn.splitlines()[:-6] == plain.splitlines()[:-6]

    def test_is_faster_at_a_higher_speed(self, watched: Watched) -> None:
        watched("--speed", "1200")
        assert 5 < sum(watched.slept) < 10

    @pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
    def test_stays_plain_where_that_is_asked_for(
        self, watched: Watched, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        monkeypatch.setenv(name, value)
        code, screen = watched()
        assert code == 0
        assert "\x1b" not in screen
        assert watched.slept == []

    def test_ends_at_ctrl_c_with_one_sentence(
        self, watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def interrupt(_: float) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(time, "sleep", interrupt)
        assert watched()[0] == 130
        assert capsys.readouterr().err == (
            "Interrupted; what was ridden until now is kept in athens-2004.halflap.\n"
        )
        with Desk.open(Path("athens-2004.halflap")) as desk:
            assert len(desk.ledger.state.competitions["men"].entries) == 16

    def test_a_speed_below_one_is_refused(self, run: Runner, here: Path) -> None:
        done = run("demo", "--speed", "0")
        assert done.code == 2
        assert "--speed is at least 1." in done.err
        assert list(here.iterdir()) == []
