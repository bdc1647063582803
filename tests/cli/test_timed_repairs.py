"""Repairs of a timed heat from the command line: ranges of impulses, and what nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Runner
from tests.hub.live_helper import MORNING_S, heat, line, new_meet, two_heats
from tests.meet.timing_table import splits

MISSED = [each for n, each in enumerate(heat(MORNING_S, splits(8.0), splits(8.3))) if n != 9]


def came(run: Runner, folder: Path, passings: list[tuple[float, str]]) -> Path:
    """A meet in which these impulses came with no heat armed."""
    meet, recording = folder / "club.halflap", folder / "day.txt"
    new_meet(meet)
    recording.write_bytes(b"".join(line(channel, at) for at, channel in passings))
    done = run("live", meet, "--source", f"timy=timy@file:{recording}@0")
    assert done.code == 0, done.err
    return meet


@pytest.fixture
def ridden(run: Runner, tmp_path: Path) -> Path:
    """A heat that was ridden, its start recovered, one impulse missed."""
    meet = came(run, tmp_path, MISSED)
    assert run("gun", meet, "qual", "1", "--impulse", "1").code == 0
    return meet


class TestPull:
    def test_takes_ranges(self, run: Runner, tmp_path: Path) -> None:
        meet = came(run, tmp_path, MISSED)
        late = ("gun", meet, "qual", "1", "--at", "10:05:00", "--reason", "a slip")
        assert run(*late).code == 0
        done = run("pull", meet, "qual", "1", "2-4", "9")
        assert done.code == 0, done.err
        assert "Qualifying heat 1: 4 impulses pulled in" in done.out
        assert "Qualifying heat 1: 1 impulse pulled in" in run("pull", meet, "qual", "1", "3-5").out
        none = run("pull", meet, "qual", "1", "2-5")
        assert none.code == 2
        assert "There is nothing to pull in 2-5." in none.err

    @pytest.mark.parametrize("text", ["x", "3-", "3-x"])
    def test_says_how_they_are_written(self, run: Runner, ridden: Path, text: str) -> None:
        done = run("pull", ridden, "qual", "1", text)
        assert done.code == 2
        assert "Write numbers or ranges: 431 433-440." in done.err


class TestAGunThatWasMissed:
    def test_pulls_what_fell_in_the_run_that_nobody_closed(
        self, run: Runner, tmp_path: Path
    ) -> None:
        meet = came(run, tmp_path, two_heats())
        assert run("gun", meet, "qual", "1", "--at", "10:00:00", "--reason", "read").code == 0
        assert run("times", meet, "qual", "1").code == 0
        assert run("close", meet, "qual", "1").code == 0
        done = run("gun", meet, "qual", "2", "--impulse", "34")
        assert done.code == 0, done.err
        assert "2:09.500" in run("times", meet, "qual", "2").out

    def test_at_a_full_second_of_the_clock(self, run: Runner, tmp_path: Path) -> None:
        """The clock of the device is no time since the gun: 10:00:00 is not ten minutes."""
        meet = came(run, tmp_path, MISSED)
        done = run("gun", meet, "qual", "1", "--at", "10:00:00", "--reason", "the display")
        assert "start of run 1 recovered at 10:00:00.000000" in done.out


class TestWhatChangesNothing:
    def test_limits_that_are_in_force_are_refused(self, run: Runner, ridden: Path) -> None:
        assert "read with these limits already" in run("limits", ridden, "qual", "1").err
        asked = ("limits", ridden, "qual", "1", "--limit-first", "25")
        assert run(*asked).code == 0
        again = run(*asked)
        assert again.code == 3
        assert "read with these limits already" in again.err

    def test_a_source_that_counts_already_is_refused(self, run: Runner, ridden: Path) -> None:
        done = run("take", ridden, "qual", "1", "timy", "--from", "20", "--until", "30")
        assert done.code == 3
        assert "In that interval timy counts already." in done.err

    def test_a_split_that_is_there_already_is_refused(self, run: Runner, ridden: Path) -> None:
        asked = ("split", ridden, "qual", "1", "home", "2:10.9", "--half-lap", "16")
        assert run(*asked).code == 0
        again = run(*asked)
        assert again.code == 3
        assert "This split is inserted already." in again.err


class TestARecordedTime:
    def test_that_an_undo_contradicts_is_said(self, run: Runner, tmp_path: Path) -> None:
        meet = came(run, tmp_path, heat(MORNING_S, splits(8.0)[:15], splits(8.3)))
        assert run("gun", meet, "qual", "1", "--impulse", "1").code == 0
        assert run("split", meet, "qual", "1", "home", "2:11.04", "--half-lap", "16").code == 0
        assert "2:11.04" in run("times", meet, "qual", "1").out
        split = next(
            fact["seq"] for fact in run("history", meet, "--json").json if "set to" in fact["says"]
        )
        done = run("undo", meet, split, "--reason", "another watch")
        assert done.code == 0, done.err
        assert "2 B: recorded is 2:11.04, the impulses read no time." in done.out
        assert (
            "To record what is read, type halflap times MEET qualifying 1 (t in halflap live); to"
            " keep what is recorded, leave it."
        ) in done.out

    def test_that_a_repair_contradicts_is_said(self, run: Runner, ridden: Path) -> None:
        assert run("times", ridden, "qual", "1").code == 0
        done = run("split", ridden, "qual", "1", "home", "2:10.9", "--half-lap", "16")
        assert "2 B: recorded is 2:11.000, the impulses read 2:10.9. To record" in done.out
        again = run("times", ridden, "qual", "1")
        assert "2:10.9" in again.out


class TestImpulses:
    def test_of_a_run_are_all_there(self, run: Runner, tmp_path: Path) -> None:
        rolling = [(MORNING_S + 150.0 + n, "C2") for n in range(30)]
        passings = [*heat(MORNING_S, splits(8.0), splits(8.3)), *rolling]
        meet = came(run, tmp_path, passings)
        assert run("gun", meet, "qual", "1", "--impulse", "1").code == 0
        listed = run("impulses", meet, "--of", "qual/1/1", "--json").json
        assert [one["impulse"] for one in listed] == list(range(1, 64))
        assert "not shown" not in run("impulses", meet, "--of", "qual/1/1").out

    def test_that_are_left_out_are_counted(self, run: Runner, ridden: Path) -> None:
        done = run("impulses", ridden, "--latest", "5")
        assert "Earlier ones that are not shown: 27. See them all with --latest 32." in done.out
