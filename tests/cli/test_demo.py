"""``halflap demo``: Athens 2004 is shown heat by heat, and its outcome is the published one."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from halflap.cli import demo, demo_show
from halflap.cli.demo_browser import has_screen
from halflap.cli.demo_meet import as_typed
from halflap.cli.demo_proof import Proof, prove
from halflap.hub.desk import Desk
from halflap.journal.facts_timing import LinesRejected, SourceHealthChanged
from halflap.meet.views.derives import differences
from halflap.sport.published import PublishedEvent, PublishedRide
from tests.cli.demo_terminal import DemoTerminal
from tests.cli.running import Runner

SOURCE = Path(__file__).parents[2] / "src"
VERDICT = "The outcome equals the published one: 16 of 16 places, 3 medals."


@dataclass(frozen=True, slots=True)
class Ridden:
    """A demonstration that ran to its end as a program, and the file it left."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def lines(self) -> list[str]:
        """What it said."""
        return self.out.splitlines()


STARTED = f"{shlex.quote(sys.executable)} -m halflap"
"""As these tests start it, where nothing is found by its name."""


@pytest.fixture(scope="module")
def ridden(tmp_path_factory: pytest.TempPathFactory) -> Ridden:
    """The demonstration without a terminal, once for every test that only looks at it."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {key: value for key, value in os.environ.items() if key != "HALFLAP_LANG"}
    done = subprocess.run(
        [sys.executable, "-m", "halflap", "demo"],
        cwd=folder,
        env={**environment, "LC_ALL": "C", "PYTHONPATH": str(SOURCE), "PATH": str(folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ridden(done.returncode, done.stdout, done.stderr, folder)


@pytest.fixture
def kept(ridden: Ridden) -> Iterator[Desk]:
    """The meet file it left."""
    with Desk.open(ridden.folder / "athens-2004.halflap") as desk:
        yield desk


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestAsAProgram:
    def test_runs_plain_to_the_end_and_proves_the_outcome(self, ridden: Ridden) -> None:
        assert (ridden.code, ridden.err) == (0, "")
        assert VERDICT in ridden.lines
        assert "\x1b" not in ridden.out
        assert [path.name for path in ridden.folder.glob("*.halflap")] == ["athens-2004.halflap"]


class TestWhatASpectatorSees:
    @pytest.fixture
    def lines(self, ridden: Ridden) -> list[str]:
        return ridden.lines

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

    def test_the_session_check(self, lines: list[str]) -> None:
        assert self.after(lines, "Session check", 4) == [
            "  Trip the gun. Awaited: an impulse on C0 of timy.",
            "  Trip the home line. Awaited: an impulse on C2 of timy.",
            "  Trip the back line. Awaited: an impulse on C3 of timy.",
            "  Every input answered as it should: the check has passed.",
        ]

    def test_what_is_simulated(self, lines: list[str]) -> None:
        said = " ".join(lines)
        assert "half laps are simulated so that they end in the published times." in said

    def test_the_catches_and_the_one_that_was_none(self, lines: list[str]) -> None:
        assert [line for line in lines if "caught" in line or "No catch" in line] == [
            "  Yuriy Yuda caught Hossein Askari at 3625 m; both rode on: only times count."
            " [3.2.056]",
            "  Volodymyr Dyudya caught Christian Lademann at 3750 m; both rode on: only times"
            " count. [3.2.056]",
            "  No catch: at 3875 m Brad McGee was 0.410 s short of level with Robert Bartko."
            " [3.2.058]",
        ]

    def test_what_sensors_got_wrong(self, lines: list[str]) -> None:
        assert self.after(lines, "Qualifying, heat 2 of 8", 5)[3:] == [
            "  No impulse of half lap 17 at the back line: the split of Linas Balciunas is marked"
            " missing, the",
            "  time stands.",
        ]
        assert self.after(lines, "Qualifying, heat 7 of 8", 6)[5:] == [
            "  A stray impulse on C2, 1:41.299 after the gun: it is nobody's, and every split"
            " stands."
        ]
        assert self.after(lines, "First round, heat 3 of 4", 5)[3:] == [
            "  Only one wheel of half lap 22 at the back line: the split of Luke Roberts is marked"
            " missing, the",
            "  time stands.",
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
        assert "Finales\u00a0: or" in done.out.splitlines()
        assert (
            "L'issue est celle qui fut publiée\u00a0: 16 places sur 16, 3 médailles."
            in done.out.splitlines()
        )


class TestTheMeetFile:
    def test_takes_the_next_free_name(self, here: Path) -> None:
        names = []
        for _ in range(3):
            names.append(demo.free_path(here).name)
            (here / names[-1]).touch()
        assert names == ["athens-2004.halflap", "athens-2004-2.halflap", "athens-2004-3.halflap"]

    def test_is_never_written_over(self, run: Runner, here: Path) -> None:
        (here / "mine.halflap").write_text("mine")
        done = run("demo", "--file", "mine.halflap")
        assert done.code == 4
        assert "mine.halflap exists already." in done.err
        assert (here / "mine.halflap").read_text() == "mine"

    def test_holds_the_whole_meet(self, kept: Desk) -> None:
        confirmed = kept.ledger.state.competitions["men"].classification
        assert confirmed is not None
        assert confirmed.medals == (("gold", 11), ("silver", 16), ("bronze", 15))
        assert differences(kept.ledger.entries) == ()

    def test_its_times_are_electronic_and_keep_what_the_clock_read(self, kept: Desk) -> None:
        times = [
            ride.time
            for _, phase in kept.ledger.state.competitions["men"].phases
            for heat in phase.counting
            for ride in heat.rides
            if ride.time is not None
        ]
        assert len(times) == 27
        assert {time.source for time in times} == {"electronic"}
        assert all(0 < time.readings[0] - time.us < 1000 for time in times)

    def test_the_device_ran_through_the_night_and_was_no_trouble(self, kept: Desk) -> None:
        facts = [entry.fact for entry in kept.ledger.entries]
        assert [fact for fact in facts if isinstance(fact, LinesRejected)] == []
        changed = [fact for fact in facts if isinstance(fact, SourceHealthChanged)]
        assert [fact.says.template for fact in changed if fact.says] == [
            "Connecting to {source} ({where}).",
            "{source} is connected.",
            "The clock {clock} went over midnight: its times count on.",
        ]

    def test_everything_in_it_is_of_those_two_days(self, kept: Desk) -> None:
        at = [datetime.fromtimestamp(entry.utc_us / 1e6, UTC) for entry in kept.ledger.entries]
        assert at == sorted(at)
        assert {moment.date().isoformat() for moment in at} == {"2004-08-20", "2004-08-21"}

    def test_nobody_touched_a_time(self, kept: Desk) -> None:
        runs = list(kept.ledger.state.timing.gunned())
        assert len(runs) == 14
        assert [run for run in runs if run.attached or run.strays or run.inserted] == []
        assert [run.at for run in runs if run.closed is None or run.closed.restarted] == []

    def test_is_named_with_its_head_and_what_to_try(self, ridden: Ridden, kept: Desk) -> None:
        head = kept.journal.head()
        seal = f"{head.seq}:{head.hash[:12]}"
        assert ridden.lines[-6:] == [
            f"The meet is kept in athens-2004.halflap: {head.seq} facts, head {seal}.",
            "Look around in it:",
            f"  {STARTED} status athens-2004.halflap",
            f"  {STARTED} why athens-2004.halflap place/5",
            f"  {STARTED} history athens-2004.halflap",
            f"  {STARTED} verify athens-2004.halflap --head {seal}",
        ]

    def test_as_they_can_be_typed_here(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(here))
        assert as_typed(".venv/bin/halflap") == ".venv/bin/halflap"
        assert as_typed("my tools/halflap") == "'my tools/halflap'"
        assert as_typed("/lib/halflap/__main__.py") == STARTED
        found = here / "halflap"
        found.touch(0o755)
        assert as_typed("/lib/halflap/__main__.py") == "halflap"


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


def proven(kept: Desk, event: PublishedEvent) -> Proof:
    """What the meet that was ridden proves against that event."""
    meet = kept.ledger.state
    return prove(meet, meet.competitions["men"], event)


class TestAWrongPublishedDatum:
    """One datum is changed in the published event: the demonstration finds it."""

    def lines(self, kept: Desk, event: PublishedEvent) -> list[str]:
        found = proven(kept, event)
        return [*demo_show.proof(found), str(demo_show.verdict(found))]

    def test_a_place(self, kept: Desk) -> None:
        event = demo.published()
        final = tuple(
            replace(place, rank=6) if place.name == "Luke Roberts" else place
            for place in event.final
        )
        lines = self.lines(kept, replace(event, final=final))
        assert "Luke Roberts: here 5, published 6." in lines
        assert (
            "The outcome does not equal the published one: 15 of 16 places, 3 medals; "
            "differences: 1." in lines
        )

    def test_a_medal(self, kept: Desk) -> None:
        event = demo.published()
        gold, silver, *others = event.final
        final = (replace(gold, note="silver"), replace(silver, note="gold"), *others)
        lines = self.lines(kept, replace(event, final=final))
        assert "gold: here Bradley Wiggins, published Brad McGee." in lines
        assert "silver: here Brad McGee, published Bradley Wiggins." in lines

    def test_a_rider_missing_from_the_classification(self, kept: Desk) -> None:
        event = demo.published()
        lines = self.lines(kept, replace(event, final=event.final[:-1]))
        assert "Levi Heimans: here DNS, published –." in lines

    def test_a_rank_of_a_round(self, kept: Desk) -> None:
        event = ride_changed(demo.published(), 0, "Yuriy Yuda", rank=13)
        assert "Qualifying, Yuriy Yuda: here 14, published 13." in self.lines(kept, event)

    def test_a_record_mark(self, kept: Desk) -> None:
        event = ride_changed(demo.published(), 0, "Bradley Wiggins", marks=("Q",))
        assert "OR, Bradley Wiggins: here OR, published –." in self.lines(kept, event)


class TestAWrongPublishedTime:
    """The riders ride the published times, so that a wrong one changes the meet: it ends with 1."""

    def outcome(
        self, run: Runner, monkeypatch: pytest.MonkeyPatch, event: PublishedEvent
    ) -> list[str]:
        monkeypatch.setattr(demo, "published", lambda: event)
        done = run("demo")
        assert done.code == 1
        assert VERDICT not in done.out
        assert "The meet is kept in athens-2004.halflap" in done.out
        return done.out.splitlines()

    def test_of_a_final(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        event = ride_changed(demo.published(), 2, "Rob Hayles", time="4:12.291")
        lines = self.outcome(run, monkeypatch, event)
        assert "bronze: here Rob Hayles, published Sergi Escobar." in lines
        assert (
            "Medal round, heat 1: here bronze: Rob Hayles - Sergi Escobar, "
            "published bronze: Sergi Escobar - Rob Hayles." in lines
        )

    def test_that_lets_another_rider_through(
        self, run: Runner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event = ride_changed(demo.published(), 0, "Carlos Castano", time="4:17.871")
        lines = self.outcome(run, monkeypatch, event)
        assert (
            "The outcome does not equal the published one: here Carlos Castano rides First round, "
            "there no such ride." in lines
        )


@dataclass(frozen=True, slots=True)
class Watched:
    """What was on a terminal, and how it ended."""

    code: int
    screen: str
    lines: list[str]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """The demonstration to its end on a terminal, once, interrupted after the medals."""
    folder = tmp_path_factory.mktemp("watched")
    with DemoTerminal(folder, "--speed", "1200") as demo:
        demo.until("It is still served; Ctrl-C ends it.")
        assert demo.process.poll() is None
        return Watched(demo.ctrl_c(), demo.screen, demo.lines)


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
class TestTheTerminal:
    def test_goes_on_being_served_after_the_medals_until_ctrl_c(self, watched: Watched) -> None:
        assert watched.code == 0
        assert watched.lines[-1] == "It is still served; Ctrl-C ends it."

    def test_says_where_to_look_and_how_to_take_it_over(self, watched: Watched) -> None:
        first = "\n".join(watched.lines[:5])
        assert re.fullmatch(
            r"Look at (http://127\.0\.0\.1:\d+) in a browser; Ctrl-C ends it\.\n"
            r"PIN of the timekeeper: \d{4} \d{4}\n"
            r"PIN of the commissaire: \d{4} \d{4}\n"
            r"Take it over at any moment: sign in at \1/console as the timekeeper, and press p\.\n"
            r"No browser can be opened here\. To look from another machine, start it with"
            r" --http 0\.0\.0\.0:8020\.",
            first,
        )

    def test_leaves_on_the_screen_what_plain_output_says(
        self, ridden: Ridden, watched: Watched
    ) -> None:
        assert watched.screen.count("\x1b[J") >= 14
        assert watched.lines[5:-8] == ridden.lines[:-6]

    def test_draws_the_last_frame_with_both_times(self, watched: Watched) -> None:
        frames = re.findall(r"((?:\x1b\[K[^\n]*\n)+)(?=\x1b\[\dF\x1b\[J)", watched.screen)
        gold = frames[-1].replace("\x1b[K", "").splitlines()
        assert gold == [
            f"  home  Bradley Wiggins  GBR  {'━' * 32}  4:16.304",
            f"  back  Brad McGee       AUS  {'━' * 32}  4:20.436",
            "  4:20.6  Bradley Wiggins +4.132 s at 4000 m",
        ]

    @pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
    def test_stays_plain_where_that_is_asked_for(self, here: Path, name: str, value: str) -> None:
        with DemoTerminal(here, **{name: value}) as demo:
            assert demo.ended() == 0
        assert "\x1b" not in demo.screen
        assert "http://" not in demo.screen
        assert VERDICT in demo.lines

    def test_ends_at_ctrl_c_in_mid_race_with_one_sentence(self, here: Path) -> None:
        with DemoTerminal(here, "--speed", "60") as demo:
            demo.until("lap  2/16")
            assert demo.ctrl_c() == 130
            assert demo.lines[-1] == (
                "Interrupted; what was ridden until now is kept in athens-2004.halflap."
            )
        with Desk.open(here / "athens-2004.halflap") as desk:
            assert len(desk.ledger.state.competitions["men"].entries) == 16
            assert desk.ledger.state.timing.count > 6

    def test_killed_it_leaves_a_meet_that_can_go_on(self, here: Path, run: Runner) -> None:
        with DemoTerminal(here, "--speed", "60") as demo:
            demo.until("lap  2/16")
            demo.process.kill()
            demo.process.wait(20)
        with Desk.open(here / "athens-2004.halflap", write=True) as desk:
            current = desk.ledger.state.timing.current
            assert current == ("men", "qualifying", "1", 1)
        assert run("verify", "athens-2004.halflap").code == 0

    def test_whoever_takes_over_may_make_another_outcome(self, here: Path, run: Runner) -> None:
        meet = "athens-2004.halflap"
        with DemoTerminal(here, "--speed", "1200") as demo:
            demo.until("Qualifying, heat 1 of 8")
            assert run("automation", meet, "pause", "--actor", "Vera").code == 0
            demo.until("Vera has taken over: the automation is paused.")
            scratched = run(
                *("scratch", meet, "qualifying", "8", "--rider", "15"),
                *("--reason", "ill", "--actor", "Vera"),
            )
            assert scratched.code == 0
            assert run("automation", meet, "resume", "--actor", "Vera").code == 0
            demo.until("The automation goes on.")
            demo.until("It is still served")
            assert "Vera had a hand in it: it need not be the published one." in demo.lines
            assert "Sergi Escobar: here DNS, published 3." in demo.lines
            assert demo.ctrl_c() == 0

    def test_a_place_that_is_taken_is_refused_with_a_remedy(self, here: Path, run: Runner) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = run("demo", "--http", f"127.0.0.1:{port}")
        assert done.code == 4
        assert f"Nothing can be served at 127.0.0.1:{port}" in done.err
        assert "port 0 takes one that is free" in done.err
        assert list(here.iterdir()) == []

    def test_has_a_screen_or_not(self) -> None:
        assert has_screen({"DISPLAY": ":0"}, "linux")
        assert has_screen({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
        assert not has_screen({}, "linux")
        assert has_screen({}, "darwin")
        assert not has_screen({"SSH_CONNECTION": "10.0.0.1"}, "darwin")

    def test_a_speed_below_one_is_refused(self, run: Runner, here: Path) -> None:
        done = run("demo", "--speed", "0")
        assert done.code == 2
        assert "--speed is at least 1." in done.err
        assert list(here.iterdir()) == []
