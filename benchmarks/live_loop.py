"""Knows the running loop with a device on a socket, and what an impulse waits in it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.live_day import SOURCE, Sent, opening
from halflap.devices.health import HealthChange
from halflap.devices.ports.address import TcpAddress
from halflap.devices.ports.tcp import TcpPort
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk, Source
from halflap.hub.desk import Desk, Done
from halflap.hub.feed import Feed
from halflap.hub.live import Kept, Live, Told
from halflap.journal.chain import in_commit_order
from halflap.journal.fact import Draft, StoredFact
from halflap.journal.facts import KIND_OF, encode
from halflap.journal.facts_timing import ImpulseReceived
from halflap.journal.memory import MemoryJournal
from halflap.journal.store import MeetFile
from halflap.meet.ledger import Ledger

KIND = KIND_OF[ImpulseReceived]


def new_meet(path: Path, heats: int, competitions: int) -> None:
    """A meet file with everything drawn."""
    with Desk.create(path) as desk:
        for number, command in enumerate(opening(heats, competitions)):
            assert isinstance(desk.act(command, "Ana", f"command {number}"), Done)


class Watched:
    """A journal that notes when an append of impulses returned: then they are on disk.

    ``returned`` are (moment, impulses kept, bytes of their facts and lines).
    """

    def __init__(self, journal: Any) -> None:
        self._journal = journal
        self.returned: list[tuple[float, int, int]] = []

    def append(
        self, command_id: str, actor: str, drafts: Sequence[Draft], **options: Any
    ) -> tuple[StoredFact, ...]:
        """Append, and note when it was done."""
        stored: tuple[StoredFact, ...] = self._journal.append(command_id, actor, drafts, **options)
        now = time.perf_counter()
        impulses = [draft for draft in drafts if draft.kind == KIND]
        if impulses:
            size = sum(len(draft.body) for draft in impulses)
            size += sum(len(chunk.data) for chunk in options["chunks"])
            self.returned.append((now, len(impulses), size))
        return stored

    def moments(self) -> list[float]:
        """When each impulse was on disk."""
        return [moment for moment, count, _ in self.returned for _ in range(count)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)


class Device:
    """A device that waits on a socket of this machine and is told what to send."""

    def __init__(self) -> None:
        self._writer: asyncio.StreamWriter | None = None
        self._there = asyncio.Event()
        self._server: asyncio.Server | None = None

    async def open(self) -> Source:
        """The source that connects to it."""
        self._server = await asyncio.start_server(self._greet, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        protocol = PROTOCOLS["timy"]
        return Source(SOURCE, TcpPort(TcpAddress("127.0.0.1", port)), protocol)

    def _greet(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._there.set()

    async def send(self, lines: Iterable[Sent], every_s: float) -> list[float]:
        """Send the lines one by one; the moment when each was sent."""
        await self._there.wait()
        assert self._writer is not None
        moments: list[float] = []
        for line in lines:
            moments.append(time.perf_counter())
            self._writer.write(line.data)
            await asyncio.sleep(every_s)
        return moments

    def close(self) -> None:
        """Gone."""
        if self._writer is not None:
            self._writer.close()
        if self._server is not None:
            self._server.close()


class Pulse:
    """A source in this process that gives a line every few milliseconds until it is stopped.

    ``given`` are the moments, ``told`` those when the state that holds the impulse was shown.
    """

    name = SOURCE

    def __init__(self, lines: Iterator[Sent], every_s: float) -> None:
        self._lines = lines
        self._every_s = every_s
        self._over = False
        self.given: list[float] = []
        self.told: list[float] = []

    async def stream(self) -> AsyncIterator[Chunk | HealthChange]:
        """The lines, each at its moment; late ones at once."""
        due = time.perf_counter()
        while not self._over:
            due += self._every_s
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            chunk = next(self._lines).chunk()
            self.given.append(due)
            yield chunk

    def hear(self, told: Told) -> None:
        """What the loop tells."""
        if isinstance(told, Kept):
            count = sum(isinstance(entry.fact, ImpulseReceived) for entry in told.entries)
            self.told += [time.perf_counter()] * count

    def waited_ms(self, first: int, last: int | None = None) -> list[float]:
        """How long the impulses from one to another waited."""
        pairs = zip(self.given[first:last], self.told[first:last], strict=False)
        return [(told - given) * 1000 for given, told in pairs]

    def await_lines(self, awaited: bool) -> None:
        """Nothing changes."""

    async def stop(self) -> None:
        """No more."""
        self._over = True


def file_of(ledger: Ledger, path: Path) -> None:
    """A meet file that holds the history of a ledger."""
    journal = MemoryJournal()
    for first, entries in groupby(ledger.entries, key=lambda entry: entry.command):
        drafts = [Draft(*encode(entry.fact)) for entry in entries]
        journal.append(
            f"command {first}", "Ana", drafts, outcome_text="", utc_us=0, mono_us=0, boot_id="bench"
        )
    MeetFile.build(path, in_commit_order(journal))


@asynccontextmanager
async def served(live: Live, feed: Feed) -> AsyncIterator[None]:
    """The loop with a source, until the block ends."""
    serving = asyncio.create_task(live.serve([feed]))
    try:
        yield
    finally:
        await live.stop()
        await serving
