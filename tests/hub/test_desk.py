"""A meet file open for work: what is answered is kept, once, whatever happens to the process."""

from __future__ import annotations

import os
import random
import secrets
import signal
import time
from pathlib import Path

import pytest

from halflap.hub.desk import Desk, Done
from halflap.journal.chain import ChainWhole, verify
from halflap.journal.errors import StorageError
from halflap.meet.commands import EnterRiders, OpenMeet, Refused, Undo
from halflap.meet.views.numbers import numbers
from tests.journal.samples import start
from tests.meet.generator import Chance
from tests.meet.table import Table, entry

# Runs a generated meet for ever and prints each fact's number once its command is acknowledged.
RUNNING = """
import itertools, pathlib, sys
from halflap.hub.desk import Desk, Done
from tests.meet.generator import Chance
path, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2])
with Desk.open(path, write=True) as desk:
    chance, head = Chance(seed), desk.journal.head().seq
    commands = (
        chance.commands(desk.ledger, 1_000_000) if not head
        else (chance.command(desk.ledger) for _ in itertools.count())
    )
    for number, command in enumerate(commands):
        done = desk.act(command, "secretary", f"{head}/{number}")
        if isinstance(done, Done):
            print(done.facts[-1].seq, flush=True)
"""

ACTING = """
import pathlib, sys
from halflap.hub.desk import Desk, Done
from halflap.journal.errors import StorageError
from halflap.meet.commands import EnterRiders
from tests.meet.table import entry
try:
    with Desk.open(pathlib.Path(sys.argv[1]), write=True) as desk:
        done = desk.act(EnterRiders(competition="men", entries=(entry(9),)), "secretary", "enter-9")
        print([fact.seq for fact in done.facts])
except StorageError as error:
    print(error.code)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A meet file with one competition and eight riders, closed."""
    file, table = tmp_path / "athens.halflap", Table()
    table.open()
    with Desk.create(file) as desk:
        for number, command in enumerate(table.done):
            desk.act(command, "secretary", f"command {number}")
        assert desk.ledger.state == table.meet
    return file


class TestACommand:
    def test_is_on_disk_when_it_is_answered(self, path: Path) -> None:
        with Desk.open(path, write=True) as desk:
            done = desk.act(
                EnterRiders(competition="men", entries=(entry(9),)), "secretary", "enter-9"
            )
            assert isinstance(done, Done)
            with Desk.open(path) as reader:
                assert reader.ledger.state == desk.ledger.state
                assert reader.journal.head().seq == done.facts[-1].seq

    def test_that_is_refused_is_not_kept(self, path: Path) -> None:
        with Desk.open(path, write=True) as desk:
            head, state = desk.journal.head(), desk.ledger.state
            assert isinstance(desk.act(OpenMeet(name="Again"), "secretary", "again"), Refused)
            assert desk.journal.head() == head
            assert desk.ledger.state is state

    def test_that_was_only_tried_is_not_kept(self, path: Path) -> None:
        with Desk.open(path, write=True) as desk:
            head, state = desk.journal.head(), desk.ledger.state
            desk.preview(EnterRiders(competition="men", entries=(entry(9),)))
            assert desk.journal.head() == head
            assert desk.ledger.state is state


class TestARetry:
    def test_gets_the_first_answer_and_does_nothing(self, path: Path) -> None:
        command = EnterRiders(competition="men", entries=(entry(9),))
        with Desk.open(path, write=True) as desk:
            first = desk.act(command, "secretary", "enter-9")
            again = desk.act(command, "secretary", "enter-9")
            assert isinstance(first, Done)
            assert isinstance(again, Done)
            assert (again.facts, again.accepted) == (first.facts, None)

    def test_after_the_file_was_closed_does_nothing_either(self, path: Path) -> None:
        command = Undo(seq=None)
        with Desk.open(path, write=True) as desk:
            first = desk.act(command, "secretary", "undo-1")
        with Desk.open(path, write=True) as desk:
            again = desk.act(command, "secretary", "undo-1")
            assert isinstance(first, Done)
            assert isinstance(again, Done)
            assert again.facts == first.facts
            assert desk.ledger.state.competitions["men"].bibs == ()

    def test_of_a_refused_command_is_decided_anew(self, path: Path) -> None:
        command = EnterRiders(competition="men", entries=(entry(8),))
        with Desk.open(path, write=True) as desk:
            assert isinstance(desk.act(command, "secretary", "enter-8"), Refused)
            desk.act(Undo(), "secretary", "undo")
            assert isinstance(desk.act(command, "secretary", "enter-8"), Done)

    def test_with_other_contents_is_refused_and_changes_nothing(self, path: Path) -> None:
        with Desk.open(path, write=True) as desk:
            desk.act(EnterRiders(competition="men", entries=(entry(9),)), "secretary", "enter")
            head = desk.journal.head()
            with pytest.raises(StorageError) as caught:
                desk.act(EnterRiders(competition="men", entries=(entry(10),)), "secretary", "enter")
            assert caught.value.code == "command-reused"
            assert desk.journal.head() == head

    def test_from_two_processes_acts_once(self, path: Path) -> None:
        both = [start(ACTING, path) for _ in range(2)]
        answers = [process.communicate(timeout=60)[0].strip() for process in both]
        with Desk.open(path) as desk:
            assert desk.ledger.state.competitions["men"].bibs == (*range(1, 9), 9)
            seq = desk.journal.head().seq
        assert set(answers) <= {f"[{seq}]", "in-use"}
        assert f"[{seq}]" in answers


class TestAFile:
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_opened_again_is_the_meet_that_was_closed(self, seed: int, tmp_path: Path) -> None:
        with Desk.create(tmp_path / "generated.halflap") as live:
            for number, command in enumerate(Chance(seed).commands(live.ledger, 120)):
                live.act(command, "secretary", str(number))
        with Desk.open(tmp_path / "generated.halflap") as again:
            assert again.ledger.state == live.ledger.state
            assert again.ledger.entries == live.ledger.entries
            assert again.ledger.withdrawn == live.ledger.withdrawn
            for competition in again.ledger.state.in_order():
                same = live.ledger.state.competitions[competition.id]
                assert numbers(again.ledger.state, competition) == numbers(live.ledger.state, same)


class TestAKilledDesk:
    """Nothing that was acknowledged is lost by kill -9, and the next desk goes on."""

    def kill_often(self, path: Path, rounds: int) -> None:
        seed = secrets.randbelow(2**32)
        print(f"seed {seed}")
        chance = random.Random(seed)
        Desk.create(path).close()
        for number in range(rounds):
            process = start(RUNNING, path, str(seed + number))
            assert process.stdout is not None
            printed = [int(process.stdout.readline()) for _ in range(chance.randint(1, 25))]
            time.sleep(chance.random() / 100)
            os.kill(process.pid, signal.SIGKILL)
            rest, _ = process.communicate(timeout=30)
            printed += [int(line) for line in rest.splitlines(keepends=True) if line[-1] == "\n"]
            assert process.returncode == -signal.SIGKILL
            with Desk.open(path) as desk:
                assert desk.journal.head().seq >= printed[-1]
                assert {entry.seq for entry in desk.ledger.entries} >= set(printed)
                assert verify(desk.journal) == ChainWhole(desk.journal.head())
                self.check_whole_commands(desk)

    def check_whole_commands(self, desk: Desk) -> None:
        """The file holds commands as wholes: the facts that the last answer says, and no less."""
        *_, last = desk.journal.commands()
        answer = desk.journal.outcome_of(last.command_id)
        assert answer is not None
        assert answer.facts[-1].seq == desk.journal.head().seq

    def test_loses_nothing_acknowledged(self, tmp_path: Path) -> None:
        self.kill_often(tmp_path / "athens.halflap", rounds=30)

    @pytest.mark.long
    def test_loses_nothing_acknowledged_however_often(self, tmp_path: Path) -> None:
        for number in range(4):  # a day's meet, not one that never ends
            self.kill_often(tmp_path / f"{number}.halflap", rounds=30)
