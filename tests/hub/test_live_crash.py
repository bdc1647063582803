"""kill -9 in mid-heat at any point: nothing acknowledged is lost and the heats finish right."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import signal
import time
from pathlib import Path

import pytest

from halflap.hub.desk import Desk
from halflap.hub.live import Live
from halflap.journal.chain import ChainWhole, verify
from halflap.journal.facts import ResultConfirmed
from halflap.journal.facts_timing import ImpulseReceived
from tests.hub.live_helper import impulses, new_meet, opened, two_heats
from tests.journal.samples import start

# Times heats until it is killed; the number of impulses is printed once they are kept.
RUNNING = """
import asyncio, pathlib, sys
from halflap.hub.desk import Desk
from halflap.hub.live import Kept, Live
from tests.hub.live_helper import impulses, opened, two_heats

async def main():
    with Desk.open(pathlib.Path(sys.argv[1]), write=True) as desk:
        async with Live(desk, unattended=True) as live:
            def told(news):
                if isinstance(news, Kept):
                    print(news.state.timing.count, news.entries[-1].seq, flush=True)
            live.listeners.append(told)
            await opened(live)
            await live.serve([impulses(two_heats()[live.meet.timing.count:], pause_s=0.002)])
            print("all", flush=True)

asyncio.run(main())
"""


async def finish(path: Path) -> None:
    """The rest of the heats, in the process of the test."""
    with Desk.open(path, write=True) as desk:
        async with Live(desk, unattended=True) as live:
            await opened(live)
            await live.serve([impulses(two_heats()[live.meet.timing.count :])])


def expected(path: Path) -> list[object]:
    """What was confirmed, as values."""
    with Desk.open(path) as desk:
        assert verify(desk.journal) == ChainWhole(desk.journal.head())
        return [
            [(ride.bib, ride.time) for ride in entry.fact.rides]
            + [[split.us for split in kept.splits] for kept in entry.fact.splits]
            for entry in desk.ledger.entries
            if isinstance(entry.fact, ResultConfirmed)
        ]


class TestAKilledLoop:
    def kill_often(self, tmp_path: Path, rounds: int) -> None:
        seed = secrets.randbelow(2**32)
        print(f"seed {seed}")
        chance = random.Random(seed)
        undisturbed = tmp_path / "undisturbed.halflap"
        new_meet(undisturbed)
        asyncio.run(finish(undisturbed))
        path = tmp_path / "meet.halflap"
        new_meet(path)
        for _ in range(rounds):
            if self.kill_once(path, chance):
                break
        asyncio.run(finish(path))
        assert expected(path) == expected(undisturbed)

    def kill_once(self, path: Path, chance: random.Random) -> bool:
        """Kill the loop somewhere; whether it had come to its end."""
        process = start(RUNNING, path)
        assert process.stdout is not None
        printed = [process.stdout.readline() for _ in range(chance.randint(1, 12))]
        time.sleep(chance.random() / 200)
        os.kill(process.pid, signal.SIGKILL)
        rest, complaints = process.communicate(timeout=30)
        lines = [row for row in [*printed, *rest.splitlines(keepends=True)] if row.endswith("\n")]
        numbers = [row.split() for row in lines if row[:1].isdigit()]
        if not numbers:  # killed before it had said anything
            assert complaints == ""
            return False
        with Desk.open(path) as desk:
            assert desk.ledger.state.timing.count >= int(numbers[-1][0])
            assert desk.journal.head().seq >= int(numbers[-1][1])
            kept = [e.fact for e in desk.ledger.entries if isinstance(e.fact, ImpulseReceived)]
            assert [one.impulse for one in kept] == list(range(1, len(kept) + 1))
            assert verify(desk.journal) == ChainWhole(desk.journal.head())
        return "all\n" in lines

    def test_loses_nothing_and_finishes_right(self, tmp_path: Path) -> None:
        self.kill_often(tmp_path, rounds=10)

    @pytest.mark.long
    def test_loses_nothing_and_finishes_right_however_often(self, tmp_path: Path) -> None:
        for number in range(5):
            folder = tmp_path / str(number)
            folder.mkdir()
            self.kill_often(folder, rounds=12)
