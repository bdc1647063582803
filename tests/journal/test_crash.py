"""Whatever happens to a process, what was acknowledged is kept, and one writes at a time."""

from __future__ import annotations

import os
import random
import secrets
import signal
import threading
import time
from pathlib import Path

import pytest

from halflap.journal import lock
from halflap.journal.chain import ChainWhole, verify
from halflap.journal.errors import StorageError
from halflap.journal.lock import WriterLock
from halflap.journal.store import MeetFile
from tests.journal.samples import append, filled, names, run, start

# Appends for ever, two facts and a chunk a command, and prints each number once it is acknowledged.
WRITING = """
import pathlib, sys
from halflap.journal.store import MeetFile
from tests.journal.samples import append, impulse_bytes
with MeetFile.open(pathlib.Path(sys.argv[1]), write=True) as meet:
    while True:
        number = meet.head().seq
        body = '{"text":"%s"}' % ("x" * (number % 977))
        facts = append(meet, f"after {number}", body, "[]", chunks=(impulse_bytes(b"12"),))
        print(facts[-1].seq, flush=True)
"""

CREATING = """
import itertools, pathlib, sys
from halflap.journal.store import MeetFile
for number in itertools.count():
    MeetFile.create(pathlib.Path(sys.argv[1]) / f"{number}.halflap").close()
    print(number, flush=True)
"""

APPENDING_ONCE = """
import pathlib, sys
from halflap.journal.store import MeetFile
from tests.journal.samples import append
print("ready", flush=True)
with MeetFile.open(pathlib.Path(sys.argv[1]), write=True, wait_s=30) as meet:
    facts = append(meet, sys.argv[2], '{"bib":1}')
    print(facts[0].seq, facts[0].hash)
"""


def kill_after(lines: int, delay_s: float, script: str, argument: Path) -> list[int]:
    """Kills the script a moment after that many lines; the numbers that it printed until then."""
    process = start(script, argument)
    assert process.stdout is not None
    assert process.stderr is not None
    printed = [int(process.stdout.readline()) for _ in range(lines)]
    time.sleep(delay_s)
    os.kill(process.pid, signal.SIGKILL)
    with process.stdout, process.stderr:
        rest = process.stdout.read()  # what was read ahead too, which ``communicate`` leaves out
    process.wait(timeout=30)
    printed += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL
    return printed


class TestAKilledWriter:
    def kill_often(self, path: Path, rounds: int) -> None:
        seed = secrets.randbelow(2**32)
        print(f"seed {seed}")
        chance = random.Random(seed)
        MeetFile.create(path).close()
        for _ in range(rounds):
            acknowledged = kill_after(chance.randint(1, 60), chance.random() / 200, WRITING, path)[
                -1
            ]
            with MeetFile.open(path) as meet:
                head = meet.head()
                # A commit may have been whole on disk before it could be acknowledged.
                assert head.seq in {acknowledged, acknowledged + 2}
                assert verify(meet) == ChainWhole(head)
                answer = meet.outcome_of(f"after {acknowledged - 2}")
                assert answer is not None
                assert answer.facts[-1].seq == acknowledged
            with MeetFile.open(path, write=True, wait_s=0) as meet:
                assert append(meet, f"repair after {head.seq}", "[]", "[]")[1].seq == head.seq + 2
        assert names(path.parent) == [path.name]

    def test_loses_nothing_acknowledged(self, tmp_path: Path) -> None:
        self.kill_often(tmp_path / "athens.halflap", rounds=8)

    @pytest.mark.long
    def test_loses_nothing_acknowledged_however_often(self, tmp_path: Path) -> None:
        self.kill_often(tmp_path / "athens.halflap", rounds=80)

    def test_leaves_no_half_made_meet(self, tmp_path: Path) -> None:
        for round_number in range(4):
            folder = tmp_path / str(round_number)
            folder.mkdir()
            made = kill_after(3 + round_number, round_number / 1000, CREATING, folder)
            for path in folder.glob("*.halflap"):
                with MeetFile.open(path) as meet:
                    assert meet.head().seq == 0
            MeetFile.create(folder / f"{made[-1] + 2}.halflap").close()

    def test_holds_nobody_up(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        MeetFile.create(path).close()
        kill_after(1, 0, WRITING, path)
        assert "athens.halflap-lock" in names(tmp_path)
        MeetFile.open(path, write=True, wait_s=0).close()
        assert names(tmp_path) == ["athens.halflap"]


class TestASecondWriter:
    def test_is_refused_in_words_and_readers_are_not(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path) as meet:
            with pytest.raises(StorageError) as caught:
                MeetFile.open(path, write=True, wait_s=0.05)
            assert caught.value.code == "in-use"
            assert str(caught.value) == (
                f"{path} is being written by another program (process {os.getpid()}). "
                "Close the other program, or wait until it has finished; "
                "reading is always possible."
            )
            with MeetFile.open(path) as reader:
                assert reader.head() == meet.head()

    def test_waits_as_long_as_it_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        first = MeetFile.create(path)
        timer = threading.Timer(0.1, first.close)
        timer.start()
        with MeetFile.open(path, write=True, wait_s=10) as second:
            assert append(second, "a")[0].seq == 1
        timer.join()

    def test_cannot_come_in_while_the_first_one_leaves(self, tmp_path: Path) -> None:
        inside = tmp_path / "inside"
        together = []

        def come_and_go() -> None:
            for _ in range(10):
                with WriterLock(tmp_path / "athens.halflap", wait_s=30):
                    try:
                        inside.open("x").close()
                    except FileExistsError:
                        together.append(threading.current_thread().name)
                    inside.unlink()

        threads = [threading.Thread(target=come_and_go) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert together == []
        assert names(tmp_path) == []

    def test_takes_no_lock_on_a_file_that_the_first_one_has_removed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, real = tmp_path / "athens.halflap", lock._try_lock
        left: list[bool] = []

        def leave_first(handle: int) -> bool:
            if not left:
                left.append(True)
                (tmp_path / "athens.halflap-lock").unlink()
            return real(handle)

        monkeypatch.setattr(lock, "_try_lock", leave_first)
        with WriterLock(path, wait_s=1):
            with pytest.raises(StorageError) as caught:
                WriterLock(path, wait_s=0)
            assert caught.value.code == "in-use"


class TestTwoProcesses:
    def test_with_the_same_command_get_the_same_answer(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        MeetFile.create(path).close()
        both = [start(APPENDING_ONCE, path, "draw-1") for _ in range(2)]
        answers = {process.communicate(timeout=60)[0] for process in both}
        assert len(answers) == 1
        with MeetFile.open(path) as meet:
            (fact,) = meet.read()
        assert answers == {f"ready\n1 {fact.hash}\n"}

    def test_with_different_commands_are_both_served(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        MeetFile.create(path).close()
        both = [start(APPENDING_ONCE, path, f"draw-{number}") for number in (1, 2)]
        assert [process.communicate(timeout=60)[1] for process in both] == ["", ""]
        with MeetFile.open(path) as meet:
            assert sorted(fact.command_id for fact in meet.read()) == ["draw-1", "draw-2"]
            assert verify(meet) == ChainWhole(meet.head())


class TestTheHostClock:
    def test_gives_two_processes_the_same_boot_id_and_a_time_that_goes_on(self) -> None:
        script = """
from halflap.journal.clock import HostClock
moment = HostClock().now()
print(moment.utc_us, moment.mono_us, moment.boot_id)
"""
        first, second = run(script).split(), run(script).split()
        assert int(second[0]) > int(first[0]) > 1_700_000_000_000_000
        assert int(second[1]) > int(first[1]) > 0
        assert second[2] == first[2]
