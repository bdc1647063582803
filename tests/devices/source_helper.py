"""Gives tests of ports and sources a protocol, lines of it, clocks that stand, and a reader."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from halflap.devices import timy
from halflap.devices.codec import Received
from halflap.devices.health import HealthChange
from halflap.devices.health_states import State
from halflap.devices.ports.base import HostMoment
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk, Source
from halflap.sport.impulse import Impulse

T = TypeVar("T")


TIMY = replace(PROTOCOLS["timy"], hello=b"", recover=b"")
"""A Timy that is neither greeted nor asked, so that tests need no device that listens."""


def line(number: int, channel: str = "C1") -> bytes:
    """Line ``number`` of a Timy, a tenth of a second after the one before."""
    return timy.encode(Impulse(channel, 50_000_000_000 + number * 100_000, number=number))


def lines(first: int, last: int) -> bytes:
    return b"".join(line(number) for number in range(first, last + 1))


@dataclass
class FakeClock:
    """A clock that the test turns."""

    mono_us: int = 1_000_000
    utc_us: int = 1_700_000_000_000_000

    def __call__(self) -> HostMoment:
        return HostMoment(self.mono_us, self.utc_us)

    def turn(self, seconds: float) -> None:
        self.mono_us += int(seconds * 1_000_000)
        self.utc_us += int(seconds * 1_000_000)


@dataclass
class Reader:
    """Reads the stream of a source in the background and keeps all of it."""

    source: Source
    items: list[Chunk | HealthChange] = field(default_factory=list)

    async def run(self) -> None:
        async for item in self.source.stream():
            self.items.append(item)

    @property
    def raw(self) -> bytes:
        return b"".join(item.raw for item in self.items if isinstance(item, Chunk))

    @property
    def numbers(self) -> list[int | None]:
        """The device's own numbers of the impulses that came."""
        return [
            event.impulse.number
            for item in self.items
            if isinstance(item, Chunk)
            for event in item.events
            if isinstance(event, Received)
        ]

    @property
    def changes(self) -> list[HealthChange]:
        return [item for item in self.items if isinstance(item, HealthChange)]

    @property
    def states(self) -> list[State]:
        return [change.state for change in self.changes]


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Return when it is true; fail when it is not in time."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.002)


def with_reader(source: Source, act: Callable[[Reader], Awaitable[None]]) -> Reader:
    """What a source gives while ``act`` goes on, and until it was stopped after that."""
    reader = Reader(source)

    async def both() -> None:
        running = asyncio.create_task(reader.run())
        try:
            await act(reader)
            await source.stop()
            async with asyncio.timeout(5):
                await running
        finally:
            running.cancel()

    run(both())
    return reader


def run(doing: Coroutine[Any, Any, T]) -> T:
    """Run in a fresh loop; ten seconds are a failure."""

    async def bounded() -> T:
        async with asyncio.timeout(10):
            return await doing

    return asyncio.run(bounded())


async def quickly(_: float) -> None:
    """In place of a sleep."""
    await asyncio.sleep(0.001)
