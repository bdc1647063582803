"""``halflap live``, ``check`` and the repairs of a timed run, from the command line."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from halflap.cli.console import Console
from halflap.devices.protocols import PROTOCOLS
from halflap.hub.desk import Desk
from halflap.hub.door import door
from halflap.hub.live import Live
from halflap.journal.facts import ResultConfirmed
from halflap.meet.commands import ArmHeat, Undo
from halflap.sport.impulse import Impulse
from halflap.words.sentence import Sentence
from tests.cli import timed_cases
from tests.cli.running import Runner
from tests.hub.live_helper import MORNING_S, heat, impulses, line, new_meet, opened, two_heats
from tests.meet.timing_table import splits
from tests.meet_helper import MEN

HALFLAP = (sys.executable, "-m", "halflap")
A_DEVICE = ("--source", "timy=timy@tcp-listen:127.0.0.1:0")
"""A device that never comes."""


@pytest.fixture
def meet(tmp_path: Path) -> Path:
    """A meet of four riders, qualifying drawn."""
    file = tmp_path / "club.halflap"
    new_meet(file)
    return file


@pytest.fixture
def heats(tmp_path: Path) -> Path:
    """Both heats as the Timy sent them."""
    file = tmp_path / "heats.txt"
    file.write_bytes(b"".join(line(channel, at) for at, channel in two_heats()))
    return file


@pytest.fixture
def timed(run: Runner, meet: Path, heats: Path) -> Path:
    """The meet with both heats timed and confirmed."""
    done = run(
        "live", meet, "--source", f"timy=timy@file:{heats}@0", "--auto", "--bypass-check", "a test"
    )
    assert done.code == 0, done.err
    return meet


class TestLive:
    def test_runs_a_recording_unattended(self, run: Runner, meet: Path, heats: Path) -> None:
        source = f"timy=timy@file:{heats}@0"
        done = run("live", meet, "--source", source, "--auto", "--bypass-check", "a test")
        assert done.code == 0, done.err
        assert "2 B: finish 2:11.000." in done.out
        assert "Qualifying heat 1 provisional: 2 2:11.000, 4 2:15.500" in done.out
        assert "Qualifying heat 2 provisional: 1 2:09.500, 3 2:12.500" in done.out
        assert "No heat is left to ride." in done.out

    def test_says_every_split_with_its_half_lap_and_gap(self, run: Runner, timed: Path) -> None:
        done = run("splits", timed, "qual", "1", "--json")
        rides = done.json["rides"]
        assert [ride["time"] for ride in rides] == ["2:11.000", "2:15.500"]
        assert [split["half_lap"] for split in rides[0]["splits"]] == list(range(1, 17))
        assert {split["confidence"] for split in rides[0]["splits"]} <= {
            split["confidence"] for split in rides[0]["splits"] if split["confidence"] > 0.9
        }

    def test_names_what_keeps_the_first_heat_waiting(
        self, run: Runner, meet: Path, heats: Path
    ) -> None:
        done = run("live", meet, "--source", f"timy=timy@file:{heats}@0", "--auto")
        assert "The session check has not passed: C0 (timy), C2 (timy), C3 (timy)." in done.out
        with Desk.open(meet) as desk:
            assert not any(isinstance(e.fact, ResultConfirmed) for e in desk.ledger.entries)
            assert desk.ledger.state.timing.count == 66

    def test_refuses_a_backup_place_that_is_not_there(self, run: Runner, meet: Path) -> None:
        done = run("live", meet, "--backup", meet.parent / "nowhere")
        assert done.code == 2
        assert "There is no folder" in done.err

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--role", "timy=boss"], "is no role of a source"),
            (["--inputs", "timy=C0,C2"], "are not three inputs"),
            (["--role", "watch=hand"], "names no source"),
            (["--gun", "C2"], "share an input"),
        ],
    )
    def test_refuses_wiring_that_cannot_be(
        self, run: Runner, meet: Path, heats: Path, options: list[str], said: str
    ) -> None:
        done = run("live", meet, "--source", f"timy=timy@file:{heats}@0", *options)
        assert done.code in (2, 3)
        assert said in done.err

    def test_makes_backups(self, run: Runner, meet: Path, heats: Path) -> None:
        stick = meet.parent / "stick"
        stick.mkdir()
        source = f"timy=timy@file:{heats}@0"
        run(
            "live",
            meet,
            "--source",
            source,
            "--auto",
            "--bypass-check",
            "a test",
            "--backup",
            stick,
        )
        assert len(list(stick.glob("club-*.halflap"))) == 2


class TestTheList:
    def test_says_which_impulses_count_for_nothing(self, run: Runner, meet: Path) -> None:
        kept, taken_back = Impulse("1", 36_000_000_000), Impulse("3", 36_002_000_000)
        sent = (kept, taken_back, replace(taken_back, withdrawn=True))
        recording = meet.parent / "tag.txt"
        recording.write_bytes(b"".join(map(PROTOCOLS["thcom08"].encode, sent)))
        run("live", meet, "--source", f"tag=thcom08@file:{recording}@0")
        listed = run("impulses", meet, "--json").json
        assert [one["revoked"] for one in listed] == [False, True, False]
        assert "taken back by its device" in run("impulses", meet).out


class TestTheRepairs:
    def test_are_seen_before_they_are_kept(self, run: Runner, timed: Path) -> None:
        done = run("undo", timed, "--with-dependents")
        assert done.code == 0, done.err
        listed = run("impulses", timed, "--of", "qualifying/2/1", "--json").json
        third = [one for one in listed if one["channel"] == "C3"][2]
        dry = run("stray", timed, "qual", "2", third["impulse"], "--dry-run")
        assert dry.code == 0, dry.err
        assert "becomes –." in dry.out
        assert "becomes –." not in run("splits", timed, "qual", "2").out

    def test_of_a_confirmed_heat_change_no_result(self, run: Runner, timed: Path) -> None:
        done = run("split", timed, "qual", "1", "home", "2:10.9", "--half-lap", "16")
        assert done.code == 0, done.err
        assert "Heat 1 is confirmed and stays as it is" in done.out
        assert "would now read" in run("splits", timed, "qual", "1").out
        assert "2:11.000" in run("result", timed, "qual").out

    def test_recover_a_start_that_was_missed(self, run: Runner, meet: Path) -> None:
        recording = meet.parent / "late.txt"
        passings = heat(MORNING_S, splits(8.0), splits(8.3))
        recording.write_bytes(b"".join(line(channel, at) for at, channel in passings))
        run("live", meet, "--source", f"timy=timy@file:{recording}@0")
        done = run("gun", meet, "qual", "1", "--impulse", "1")
        assert done.code == 0, done.err
        done = run("times", meet, "qual", "1")
        assert done.code == 0, done.err
        assert "2:11.000" in done.out
        assert run("close", meet, "qual", "1").code == 0

    def test_by_the_clock_need_a_reason(self, run: Runner, meet: Path) -> None:
        recording = meet.parent / "late.txt"
        passings = heat(MORNING_S, splits(8.0), splits(8.3))[1:]
        recording.write_bytes(b"".join(line(channel, at) for at, channel in passings))
        run("live", meet, "--source", f"timy=timy@file:{recording}@0")
        asked = ("gun", meet, "qual", "1", "--at", "10:00:00.25")
        assert run(*asked).code == 3
        done = run(*asked, "--reason", "read from the film")
        assert "2 B, finish: – becomes 2:10.750." in done.out

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (("arm", "qual", "1"), "confirmed"),
            (("attach", "qual", "1", "5", "home", "--half-lap", "4"), "other-line"),
            (("pull", "qual", "1", "5"), "not-now"),
            (("take", "qual", "1", "backup"), "no-source"),
            (("limits", "qual", "1", "--limit-first", "0"), "limit"),
            (("no-catch", "qual", "1", "--reason", "none"), "confirmed"),
            (("close", "qual", "1"), "not-open"),
            (("abort",), "not-armed"),
            (("automation", "resume"), "not-now"),
        ],
    )
    def test_that_cannot_be_are_refused_in_words(
        self, run: Runner, timed: Path, command: tuple[str, ...], code: str
    ) -> None:
        name, *rest = command
        done = run(name, timed, *rest, "--json")
        assert done.code == 3, done.out
        assert [each["code"] for each in done.json["refused"]] == [code]


class TestCheck:
    def tripped(self, meet: Path, *channels: str) -> str:
        file = meet.parent / "trips.txt"
        file.write_bytes(
            b"".join(line(channel, MORNING_S + 5 * n) for n, channel in enumerate(channels))
        )
        return f"timy=timy@file:{file}@0"

    def test_passes_when_every_input_answers_in_the_order_asked(
        self, run: Runner, meet: Path
    ) -> None:
        done = run("check", meet, "--source", self.tripped(meet, "C0", "C2", "C3"))
        assert done.code == 0, done.out
        assert "Trip the gun. Awaited: an impulse on C0 of timy." in done.out
        assert run("check", meet, "--json").json["passed"]
        assert run("arm", meet, "qual", "1").code == 0

    def test_names_a_line_that_answered_for_the_other(self, run: Runner, meet: Path) -> None:
        done = run("check", meet, "--source", self.tripped(meet, "C0", "C3"))
        assert "the input of the other line" in done.out
        with Desk.open(meet) as desk:
            failed = [step for step in desk.ledger.state.timing.check if not step.passed]
            assert [(step.step, step.channel) for step in failed] == [("home", "C2")]

    def test_that_is_not_complete_ends_with_1(self, run: Runner, meet: Path) -> None:
        done = run("check", meet, "--source", self.tripped(meet, "C0", "C2"))
        assert done.code == 1
        steps = run("check", meet, "--json").json["steps"]
        assert [step["passed"] for step in steps] == [True, True, False]

    def test_that_hears_nothing_has_not_passed_though_an_earlier_one_did(
        self, run: Runner, meet: Path
    ) -> None:
        run("check", meet, "--source", self.tripped(meet, "C0", "C2", "C3"))
        done = run("check", meet, "--source", "timy=timy@tcp:127.0.0.1:1", "--seconds", "0.3")
        assert done.code == 1
        assert "This time not every input has answered" in done.out
        assert run("check", meet).code == 0

    def test_tries_the_second_place(self, run: Runner, meet: Path) -> None:
        stick = meet.parent / "stick"
        stick.mkdir()
        source = self.tripped(meet, "C0", "C2", "C3")
        done = run("check", meet, "--source", source, "--backup", stick)
        assert "The second place works" in done.out
        assert len(list(stick.iterdir())) == 1

    def test_does_not_pass_without_the_second_place(self, run: Runner, meet: Path) -> None:
        source = self.tripped(meet, "C0", "C2", "C3")
        done = run("check", meet, "--source", source, "--backup", meet.parent / "nowhere")
        assert done.code == 2
        assert "There is no folder" in done.err

    def test_is_bypassed_by_name(self, run: Runner, meet: Path) -> None:
        run("check", meet, "--source", self.tripped(meet, "C0"))
        done = run("check", meet, "--bypass", "no spare sensor", "--actor", "Ana")
        assert done.code == 0
        assert "Session check bypassed by Ana: no spare sensor" in done.out


class TestTheKeys:
    """Each key acts through the same commands; what it does is said."""

    def pressed(self, meet: Path, *keys: str, until: int = 99) -> list[str]:
        said: list[str] = []

        def hear(sentence: Sentence) -> None:
            said.append(str(sentence))

        async def all_of_it() -> None:
            with Desk.open(meet, write=True) as desk:
                async with Live(desk) as live:
                    await opened(live)
                    console = Console(live, hear, "Ana", lambda: round(MORNING_S * 1e6))
                    for key in keys:
                        if key == "ride":
                            await live.serve([impulses(two_heats()[:until])])
                        else:
                            assert await console.press(key)
                    said.append(str(console.awaits()))

        asyncio.run(all_of_it())
        return said

    def test_a_heat_from_arming_to_the_confirmation(self, meet: Path) -> None:
        said = self.pressed(meet, "a", "ride", "o", "x", until=33)
        assert "Qualifying heat 1: run 1 armed" in said
        assert "Qualifying heat 1 provisional: 2 2:11.000, 4 2:15.500" in said
        assert said[-2:] == [
            "Qualifying heat 1: run 1 closed",
            "Next: heat 2 of Qualifying. Press a to arm it.",
        ]

    def test_a_false_start_asks_which_rider(self, meet: Path) -> None:
        said = self.pressed(meet, "a", "ride", "f", "h", until=3)
        assert "Which rider? h 2 B, b 4 D; any other key: nobody." in said
        assert "Qualifying heat 1: false start of 2" in said
        assert said[-1] == (
            "The run is stopped. Awaited: the restart, or that the run is closed."
            " Press a to arm the restart."
        )

    def test_a_question_that_is_not_answered_does_nothing(self, meet: Path) -> None:
        assert "Nothing is ruled." in self.pressed(meet, "a", "ride", "m", "z", until=3)

    def test_undo_takes_the_last_command_back(self, meet: Path) -> None:
        assert any("Taken back" in line for line in self.pressed(meet, "a", "u"))

    def test_pause_and_abort(self, meet: Path) -> None:
        said = self.pressed(meet, "p", "p", "a", "b")
        assert [line for line in said if line.startswith("Automation")] == [
            "Automation paused",
            "Automation resumed",
        ]
        assert "Qualifying heat 1: countdown aborted" in said

    def test_what_is_not_possible_is_said(self, meet: Path) -> None:
        said = self.pressed(meet, "x", "c", "t", "n")
        assert said[:-1] == ["No run is armed or open."] * 4
        said = self.pressed(meet, "g")
        assert said[0] == "No heat is armed, and no shot has come that could be a start."

    def test_an_unknown_key_shows_them_all(self, meet: Path) -> None:
        assert self.pressed(meet, "?")[0].startswith("Keys: a arm, g gun by hand")

    def test_the_gun_by_hand_is_what_the_clock_of_the_device_shows(self, meet: Path) -> None:
        """The device's clock is 0.01 s behind the host's, as its impulses arrived."""
        said: list[str] = []

        async def all_of_it() -> None:
            with Desk.open(meet, write=True) as desk:
                async with Live(desk) as live:
                    await opened(live)
                    now = round((MORNING_S + 60) * 1e6)
                    console = Console(live, lambda s: said.append(str(s)), "Ana", lambda: now)
                    await live.serve([impulses([(MORNING_S + n, "C2") for n in range(5)])])
                    await console.press("a")
                    await console.press("g")

        asyncio.run(all_of_it())
        assert "Qualifying heat 1: start of run 1 recovered at 10:00:59.990000" in said


@contextmanager
def a_running_loop(meet: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """``halflap live`` on a device that never comes, until the block ends."""
    process = subprocess.Popen(
        [*HALFLAP, "live", str(meet), *A_DEVICE, *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until = time.monotonic() + 20
        while not door(meet).exists() and time.monotonic() < until:
            time.sleep(0.01)
        assert door(meet).exists()
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
        assert process.returncode == 0, out


def typed(meet: Path, keys: dict[str, bytes], *options: str) -> list[str]:
    """What ``halflap live`` says in a terminal: each key is typed once a line begins so."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*HALFLAP, "live", str(meet), "--bypass-check", "a test", *options],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        os.close(theirs)
        assert process.stdout is not None
        late = threading.Timer(60, process.kill)
        late.start()
        said, left = [], dict(keys)
        for line in process.stdout:
            said.append(line)
            for begin in [begin for begin in left if line.startswith(begin)]:
                os.write(ours, left.pop(begin))
        code = process.wait(timeout=20)
        late.cancel()
    os.close(ours)
    assert (code, left) == (0, {}), said
    return said


class TestInATerminal:
    def test_keys_act_at_once_and_q_ends_it(self, meet: Path) -> None:
        keys = {"Keys: a arm": b"a", "Awaited: the gun.": b"q"}
        assert "Qualifying heat 1: run 1 armed\n" in typed(meet, keys, *A_DEVICE)

    def test_keys_of_a_keyboard_are_impulses_and_all_others_commands(self, meet: Path) -> None:
        keys = {
            "hand is connected.": b"a",
            "Awaited: the gun.": b"0",
            "Awaited: the finish of both": b"q",
        }
        said = typed(meet, keys, "--source", "hand=timy@keyboard:")
        assert any("gun of run 1 at" in line for line in said), said

    def test_a_key_is_no_impulse_and_command_at_once(self, meet: Path) -> None:
        ours, theirs = pty.openpty()
        done = subprocess.run(
            [*HALFLAP, "live", str(meet), "--source", "hand=timy@keyboard:g=C0,b=C2,3=C3"],
            stdin=theirs,
            capture_output=True,
            text=True,
            check=False,
        )
        os.close(ours)
        os.close(theirs)
        assert done.returncode == 2
        assert "The keys b, g are commands of halflap live." in done.stderr

    def test_one_source_reads_the_keyboard(self, run: Runner, meet: Path) -> None:
        sources = ("--source", "one=timy@keyboard:", "--source", "two=timy@keyboard:5=C2")
        done = run("live", meet, *sources)
        assert done.code == 2
        assert "Only one source can read the keyboard." in done.err


class TestWhileItRuns:
    def test_commands_of_another_terminal_go_to_it(self, run: Runner, meet: Path) -> None:
        with a_running_loop(meet, "--bypass-check", "a test"):
            done = run("arm", meet, "qual", "1", "--command-id", "arm-1")
            assert done.code == 0, done.err
            assert "Qualifying heat 1: run 1 armed" in done.out
            assert "Kept as fact" in done.out
            again = run("arm", meet, "qual", "1", "--command-id", "arm-1")
            assert "it was not done again" in again.out
            refused = run("arm", meet, "qual", "2", "--json")
            assert refused.code == 3
            assert refused.json["refused"][0]["code"] == "armed"
            dry = run("abort", meet, "--dry-run")
            assert dry.code == 0
        assert not door(meet).exists()
        with Desk.open(meet) as desk:
            assert desk.ledger.state.timing.current == (MEN, "qualifying", "1", 1)

    def test_the_check_is_answered_for_from_another_terminal(self, run: Runner, meet: Path) -> None:
        with a_running_loop(meet):
            assert run("check", meet).code == 1
            done = run("check", meet, "--bypass", "no time", "--actor", "Ana")
            assert done.code == 0, done.err
            assert run("arm", meet, "qual", "1").code == 0

    def test_only_its_user_can_read_how_it_is_reached(self, meet: Path) -> None:
        with a_running_loop(meet):
            assert os.stat(door(meet)).st_mode & 0o077 == 0
            where = json.loads(door(meet).read_text("utf-8"))
            assert len(where["secret"]) == 32

    def test_another_secret_is_not_answered(self, run: Runner, meet: Path) -> None:
        with a_running_loop(meet):
            where = json.loads(door(meet).read_text("utf-8"))
            door(meet).write_text(json.dumps({**where, "secret": "0" * 32}), "utf-8")
            done = run("arm", meet, "qual", "1")
            assert done.code == 4
            assert "does not answer" in done.err

    def test_what_a_killed_loop_left_behind_is_no_hindrance(self, run: Runner, meet: Path) -> None:
        door(meet).write_text('{"port":1,"secret":"x"}', "utf-8")
        assert run("scratch", meet, "qual", "1", "--rider", "2").code == 0


class TestADryRun:
    @pytest.mark.parametrize(("line", "state"), timed_cases.CASES)
    def test_tells_what_the_command_does_and_changes_nothing(
        self, run: Runner, meet: Path, line: str, state: str
    ) -> None:
        self.come(run, meet, state)
        name, *rest = line.split()
        with Desk.open(meet) as desk:
            head = desk.journal.head()
        told = run(name, meet, *rest, "--dry-run", "--json")
        assert told.code == 0, told.out
        with Desk.open(meet) as desk:
            assert desk.journal.head() == head
        done = run(name, meet, *rest, "--json").json
        for part in ("says", "remarks", "changes"):
            assert told.json[part] == done[part]

    def come(self, run: Runner, meet: Path, state: str) -> None:
        """Bring the run that far."""
        passings = [
            *((MORNING_S - 60.0 + n, channel) for n, channel in enumerate(("C0", "C2", "C3"))),
            *heat(MORNING_S, splits(7.2), splits(8.8)),
        ]
        recording, empty = meet.parent / "heat.txt", meet.parent / "none.txt"
        recording.write_bytes(b"".join(line(channel, at) for at, channel in passings))
        empty.write_bytes(b"")
        sources = [f"timy=timy@file:{recording}@0", f"backup=timy@file:{empty}@0"]
        asked = [word for source in sources for word in ("--source", source)]
        done = run("live", meet, *asked, "--bypass-check", "a test")
        assert done.code == 0, done.err
        if state == "armed":
            assert run("arm", meet, "qual", "1").code == 0
        if state == "ridden":
            assert run("gun", meet, "qual", "1", "--impulse", "4").code == 0


class TestTheCommandsOfALoop:
    def test_are_all_that_people_give(self) -> None:
        from halflap.hub.control import KINDS  # noqa: PLC0415 - the loop's side of it

        assert {ArmHeat, Undo} <= set(KINDS.values())
        assert "ReceiveImpulses" not in KINDS


class TestWithoutADevice:
    def test_live_names_how_one_is_given(self, run: Runner, meet: Path) -> None:
        done = run("live", meet)
        assert done.code == 2
        assert "No timing device is named. Name it, such as --source timy=timy@" in done.err

    def test_those_of_before_are_named(self, run: Runner, timed: Path) -> None:
        assert "Name it as before: --source timy=timy@file:" in run("live", timed).err

    def test_the_check_says_so(self, run: Runner, meet: Path) -> None:
        done = run("check", meet)
        assert done.code == 1
        assert done.out.startswith(
            "The session check has not passed: no timing device is attached."
        )


class TestStatus:
    def test_knows_the_armed_heat(self, run: Runner, meet: Path, heats: Path) -> None:
        heats.write_bytes(b"")
        run("live", meet, "--source", f"timy=timy@file:{heats}@0", "--bypass-check", "a test")
        assert run("arm", meet, "qual", "1").code == 0
        assert (
            "Timing: Qualifying heat 1, run 1 is armed. Awaited: the gun."
            in run("status", meet).out
        )
        assert run("status", meet, "--json").json["timing"]["state"] == "counting down"

    def test_knows_the_open_run_and_its_doubts(self, run: Runner, meet: Path, heats: Path) -> None:
        passings = [one for n, one in enumerate(two_heats()[:33]) if n != 9]
        heats.write_bytes(b"".join(line(channel, at) for at, channel in passings))
        run("live", meet, "--source", f"timy=timy@file:{heats}@0", "--bypass-check", "a test")
        assert "Timing: No heat is armed or open." in run("status", meet).out
        assert run("gun", meet, "qual", "1", "--impulse", "1").code == 0
        said = run("status", meet).out
        assert "Timing: Qualifying heat 1, run 1 is open. Nobody rides any more." in said
        assert "  ! 2 B: No impulse of half lap 5 at the back line" in said


class TestACatch:
    def test_that_is_ruled_says_who_caught_whom_and_why(self, run: Runner, meet: Path) -> None:
        recording = meet.parent / "catch.txt"
        passings = heat(MORNING_S, splits(7.2), splits(8.8))
        recording.write_bytes(b"".join(line(channel, at) for at, channel in passings))
        run("live", meet, "--source", f"timy=timy@file:{recording}@0")
        assert run("gun", meet, "qual", "1", "--impulse", "1").code == 0
        assert run("times", meet, "qual", "1").code == 0
        done = run("rule", meet, "qual", "1", "catch", "--rider", "2", "--reason", "seen")
        assert done.code == 0, done.err
        assert "Qualifying heat 1: 2 has caught the other rider" in done.out
        assert "2 B has caught 4 D at half lap 6." in done.out
        why = run("why", meet, "qualifying/heat/1/ride/4").out
        assert (
            "They started half a lap apart: 2 B had ended half lap 7 at 54.200, no later than 4 D"
            " half lap 6 at 55.000 (54.200 <= 55.000). [3.2.058]"
        ) in why
        assert "Recorded by electronic timing to a thousandth of a second" in why


class TestTheHistory:
    def test_has_lines_that_cannot_be_read_as_one(
        self, run: Runner, meet: Path, heats: Path
    ) -> None:
        heats.write_bytes(b"?#~!?#~!\r" * 3 + heats.read_bytes())
        run("live", meet, "--source", f"timy=timy@file:{heats}@0")
        said = run("history", meet).out
        assert said.count("rejected") == 1
        assert "timy: 3 lines rejected, " in said
