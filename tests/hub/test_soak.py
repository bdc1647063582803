"""A meet of five hours as a soak: 10,000 impulses through the running loop, as fast as they go."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from benchmarks.live_day import MORNING_US, SOURCE, Day, day
from benchmarks.live_loop import new_meet
from halflap.devices.health import HealthChange
from halflap.devices.source import Chunk
from halflap.hub.desk import Desk
from halflap.hub.live import Live, Told
from halflap.hub.session_check import SessionCheck
from halflap.journal.facts import ResultConfirmed
from halflap.meet.views.live import live_run
from tests.hub.live_helper import heat, impulses, opened
from tests.hub.live_helper import new_meet as small_meet
from tests.meet.timing_table import splits

HEATS, COMPETITIONS = 40, 2
HOUR_US = 3_600_000_000


class Playing:
    """The day as a source; ``each_hour`` is called at the end of every hour of it."""

    name = SOURCE

    def __init__(
        self, whole: Day, kept: Callable[[], int], each_hour: Callable[[int], None]
    ) -> None:
        self._whole = whole
        self._kept = kept
        self._each_hour = each_hour

    async def stream(self) -> AsyncIterator[Chunk | HealthChange]:
        hour = 0
        for number, line in enumerate(self._whole.sent):
            if not line.heat:  # after a heat nothing hurries: each has come when the next one comes
                while self._kept() < number:
                    await asyncio.sleep(0.001)  # the thread that commits has the interpreter
            if line.us >= MORNING_US + (hour + 1) * HOUR_US:
                hour += 1
                self._each_hour(hour)
            yield line.chunk()
            await asyncio.sleep(0)
        self._each_hour(hour + 1)

    def await_lines(self, awaited: bool) -> None:
        pass

    async def stop(self) -> None:
        pass


class Soak:
    """What a day of the loop leaves behind, hour by hour."""

    def __init__(self, path: Path, whole: Day) -> None:
        self.memory: list[int] = []
        self.tasks: list[int] = []
        self.facts: list[int] = []
        new_meet(path, HEATS, COMPETITIONS)
        with Desk.open(path, write=True) as self.desk:
            asyncio.run(self._run(whole))

    async def _run(self, whole: Day) -> None:
        async with Live(self.desk, unattended=True) as self.live:
            self.live.listeners.append(self._shown)
            await self.live.serve([Playing(whole, lambda: self.live.meet.timing.count, self._hour)])
            self.left = len(asyncio.all_tasks()) - 1

    def _shown(self, _: Told) -> None:
        live_run(self.live.meet)

    def _hour(self, _: int) -> None:
        gc.unfreeze()
        gc.collect()
        self.memory.append(tracemalloc.get_traced_memory()[0])
        self.tasks.append(len(asyncio.all_tasks()))
        self.facts.append(len(self.desk.ledger.entries))


@pytest.fixture(scope="module")
def whole() -> Day:
    """The day."""
    return day(1, HEATS)


@pytest.fixture(scope="module")
def soak(tmp_path_factory: pytest.TempPathFactory, whole: Day) -> Soak:
    """The day ridden, its memory traced."""
    tracemalloc.start()
    try:
        return Soak(tmp_path_factory.mktemp("soak") / "day.halflap", whole)
    finally:
        tracemalloc.stop()


@pytest.mark.long
class TestFiveHours:
    def test_time_every_heat_right(self, soak: Soak, whole: Day) -> None:
        confirmed = [
            entry.fact
            for entry in soak.desk.ledger.entries
            if isinstance(entry.fact, ResultConfirmed)
        ]
        assert [int(fact.heat) for fact in confirmed] == [*range(1, 21)] * COMPETITIONS
        for fact, truth in zip(confirmed, whole.truths, strict=True):
            assert truth.home is not None
            assert truth.back is not None
            times = {ride.bib % 2: ride.time.us for ride in fact.rides if ride.time}
            starts = {kept.bib % 2: kept.start for kept in fact.splits}
            expected = {"home": truth.home.finish_us, "back": truth.back.finish_us}
            assert {starts[bib]: us for bib, us in times.items()} == expected
            for kept in fact.splits:
                ride = truth.home if kept.start == "home" else truth.back
                given = [split.us // 1000 * 1000 for split in kept.splits if split.us is not None]
                assert given == list(ride.times)

    def test_keep_every_impulse(self, soak: Soak, whole: Day) -> None:
        assert soak.live.meet.timing.count == len(whole.sent) == 10_000

    def test_take_memory_for_what_is_kept_and_for_nothing_else(self, soak: Soak) -> None:
        """A fact of the last three hours takes no more than one of the second, and 3 kB."""
        early = (soak.memory[1] - soak.memory[0]) / (soak.facts[1] - soak.facts[0])
        late = (soak.memory[4] - soak.memory[1]) / (soak.facts[4] - soak.facts[1])
        assert late < 1.2 * early
        assert late < 3_000

    def test_leave_no_task_behind(self, soak: Soak) -> None:
        assert max(soak.tasks) - min(soak.tasks) <= 1
        assert soak.left == 0

    def test_leave_nothing_waiting(self, soak: Soak) -> None:
        assert not soak.live._inbox
        assert len(soak.live.listeners) == 1


class TestASessionCheckThatHasEnded:
    def test_hears_nothing_any_more(self, tmp_path: Path) -> None:
        path = tmp_path / "meet.halflap"
        small_meet(path)

        async def doing() -> None:
            with Desk.open(path, write=True) as desk:
                async with Live(desk) as live:
                    await opened(live)
                    check = SessionCheck(live, lambda _: None, "Ana")
                    trying = asyncio.create_task(check.run())
                    check.end()
                    await trying
                    assert live.listeners == []
                    await live.serve([impulses(heat(36_000, splits(8.0), splits(8.3)))])
                    assert check._came.empty()

        asyncio.run(doing())
