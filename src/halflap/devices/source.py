"""Knows one source of impulses: its port, its protocol and its health, as one ordered stream.

It reconnects by itself, greets the device again, asks for what was lost meanwhile, and answers
what the protocol wants answered. Every byte that came is in one ``Chunk``, decoded or not, in the
order in which it came; only what a source sends while it is cut off (``health``) is counted
instead. Nothing runs ahead of the reader: who is slow makes the device wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from halflap.devices.codec import Event, Received, Rejected
from halflap.devices.guarded import Guarded
from halflap.devices.health import Counts, Health, HealthChange
from halflap.devices.health_states import Limits, State
from halflap.devices.ports.base import Arrival, Clock, Port, Unreachable, host_clock
from halflap.devices.ports.hand import HandPort
from halflap.devices.protocols import Protocol
from halflap.words.sentence import Sentence, say

T = TypeVar("T")

Sleep = Callable[[float], Awaitable[None]]

BACK_OFF_S = (0.25, 0.5, 1.0, 2.0, 4.0, 5.0)
"""Pauses between attempts; the last one is repeated for ever."""

STEADY_US = 10_000_000
"""A connection that held so long is a good one: the next attempt after it comes quickly again."""

TICK_S = 0.5

ENDLESS = Limits(flood_lines=1 << 62, flood_bytes=1 << 62)
"""What ends by itself cannot flood: a file may come all at once."""

BY_HAND = Limits(silent_us=1 << 62)
"""A button is no device that falls silent: people press it when there is something to press."""

CUT_OFF_PAUSE_S = 0.01
"""Between two pieces that are only counted, so that a flood leaves time for everybody else."""

PIECE_BYTES = 16 * 1024
"""The most that a chunk holds, so that the quota of a flood is kept to that."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes that came together, the host's clocks (microseconds), and what they completed.

    ``connection`` counts the connections of the source from 1. A chunk without bytes carries what
    was still waiting when its connection ended.
    """

    source: str
    connection: int
    raw: bytes
    mono_us: int
    utc_us: int
    events: tuple[Event, ...]


@dataclass(slots=True)
class Tally:
    """What came since the beginning."""

    size: int = 0
    lines: int = 0
    impulses: int = 0
    rejected: int = 0
    lost: int = 0


def _limits(port: Port) -> Limits:
    if port.finite:
        return ENDLESS
    return BY_HAND if isinstance(port, HandPort) else Limits()


class Source:
    """One source; ``stream`` is read by one task.

    ``given_up`` says why a device could never be reached, where trying again cannot help.
    """

    def __init__(
        self,
        name: str,
        port: Port,
        protocol: Protocol,
        *,
        where: str = "",
        limits: Limits | None = None,
        clock: Clock = host_clock,
        sleep: Sleep = asyncio.sleep,
        tick_s: float = TICK_S,
    ) -> None:
        self.name = name
        self.protocol = protocol
        self.where = where
        self.health = Health(name, limits or _limits(port))
        self.tally = Tally()
        self.port = port
        self._decoder = Guarded(protocol.decoder, protocol.receipt)
        self._clock = clock
        self._sleep = sleep
        self._tick_s = tick_s
        self._connection = 0
        self._opened_us = 0
        self._attempt = 0
        self._dropped_by_port = 0
        self._passed_over = 0
        self._changes: list[HealthChange] = []
        self._over = False
        self.given_up: Unreachable | None = None
        self._stopped = asyncio.Event()

    async def stop(self) -> None:
        """Take nothing more in; ``stream`` gives what has come and ends."""
        self._stopped.set()
        await self.port.close()

    def await_lines(self, awaited: bool) -> None:
        """Lines are awaited from now on (a run is on), or no longer: silence is then no trouble."""
        self._note(self.health.await_lines(self._clock().mono_us, awaited))

    async def send(self, data: bytes) -> None:
        """A command for the device. Raises Unreachable where it is not there."""
        await self.port.send(data)

    async def stream(self) -> AsyncIterator[Chunk | HealthChange]:
        """Everything that comes, until ``stop``, the end of a finite port, or a fault for good."""
        self._note(self.health.begun(self._clock().mono_us, self.where))
        try:
            while not self._stopped.is_set():
                for change in self._taken_changes():
                    yield change
                if await self._unless_stopped(self._opened()):
                    async for item in self._connected():
                        yield item
                for change in self._taken_changes():
                    yield change
                if self._over:
                    break
                await self._unless_stopped(self._sleep(self._pause_s()))
            for change in self._taken_changes():
                yield change
        finally:
            await self.port.close()

    async def _unless_stopped(self, doing: Awaitable[T]) -> T | None:
        """The result, or None where ``stop`` came first."""
        task = asyncio.ensure_future(doing)
        stopped = asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            stopped.cancel()
            await asyncio.wait([task, stopped])

    def _pause_s(self) -> float:
        """The pause before the next attempt."""
        return BACK_OFF_S[min(self._attempt, len(BACK_OFF_S)) - 1]

    async def _opened(self) -> bool:
        """Try to reach the device and greet it; whether it is there."""
        try:
            await self.port.open()
            self._connection += 1
            self._opened_us = self._clock().mono_us
            self._note(self.health.opened(self._opened_us))
            await self.port.send(self.protocol.hello)
            if self._connection > 1:
                await self.port.send(self.protocol.recover)
        except Unreachable as why:
            self._gone(why)
            return False
        return True

    def _gone(self, why: Unreachable) -> None:
        now_us = self._clock().mono_us
        self._over = why.for_good
        if why.for_good and not self._stopped.is_set() and self._connection == 0:
            self.given_up = why
        steady = self._connection > 0 and now_us - self._opened_us >= STEADY_US
        self._attempt = 1 if steady and self.health.state is not State.GONE else self._attempt + 1
        retry_us = None if why.for_good else now_us + int(self._pause_s() * 1_000_000)
        moved = self.health.lost(now_us, why.text, why.remedy, retry_us)
        if self._stopped.is_set() and not self.health.lost_lines:
            self.health = moved[0]  # leaving is no news
        else:
            self._note(moved)

    async def _connected(self) -> AsyncIterator[Chunk | HealthChange]:
        """What comes until the connection ends."""
        why: Unreachable | None = None
        receiving: asyncio.Task[Arrival | None] | None = None
        try:
            while True:
                for change in self._taken_changes():
                    yield change
                receiving = receiving or asyncio.ensure_future(self.port.receive())
                done, _ = await asyncio.wait([receiving], timeout=self._tick_s)
                if not done and why is not None:
                    break  # it takes nothing any more, and gives nothing
                if not done:
                    self._note(self.health.tick(self._clock().mono_us))
                    continue
                arrival, receiving = receiving.result(), None
                if arrival is None:
                    break
                for chunk in self._chunks(arrival):
                    yield chunk
                    for change in self._taken_changes():
                        yield change
                try:
                    await self._answer()
                except Unreachable as error:
                    why = error  # what has arrived all the same is taken before it is let go
                if self._passed_over >= PIECE_BYTES:
                    self._passed_over = 0
                    await self._sleep(CUT_OFF_PAUSE_S)
        except Unreachable as error:
            why = error
        finally:
            if receiving is not None:
                receiving.cancel()
        if events := self._decoder.close():
            at = self._clock()
            yield self._chunk(b"", at.mono_us, at.utc_us, events)
        self._gone(why or self._ended())

    def _ended(self) -> Unreachable:
        if self._stopped.is_set():
            return Unreachable(say("It was closed here."), for_good=True)
        if self.port.finite:
            return Unreachable(say("Its end was reached."), for_good=True)
        return Unreachable(
            say("The connection was closed."), say("Check the cable and that the device is on.")
        )

    async def _answer(self) -> None:
        if replies := self._decoder.take_replies():
            await self.port.send(replies)

    def _chunks(self, arrival: Arrival) -> Iterator[Chunk]:
        """The arrival in pieces, each judged by the health that the one before left."""
        at = arrival.at
        self._count_drops(at.mono_us)
        for start in range(0, len(arrival.data), PIECE_BYTES):
            piece = arrival.data[start : start + PIECE_BYTES]
            if not self.health.keeps:
                self._drop(piece, at.mono_us)
                continue
            events = self._decoder.feed(piece)
            self._note(self.health.heard(at.mono_us, _counts(events, len(piece))))
            yield self._chunk(piece, at.mono_us, at.utc_us, events)
            if rest := self._broken_off():
                yield self._chunk(b"", at.mono_us, at.utc_us, rest)

    def _broken_off(self) -> list[Event]:
        """Where the last piece had the source cut off: the line that will not go on."""
        return [] if self.health.keeps else self._decoder.close()

    def _chunk(self, raw: bytes, mono_us: int, utc_us: int, events: list[Event]) -> Chunk:
        counts = _counts(events, len(raw))
        self.tally.size += len(raw)
        self.tally.lines += counts.lines
        self.tally.rejected += counts.bad
        self.tally.impulses += sum(isinstance(event, Received) for event in events)
        return Chunk(self.name, self._connection, raw, mono_us, utc_us, tuple(events))

    def _drop(self, piece: bytes, mono_us: int) -> None:
        lines = max(1, piece.count(b"\n"), piece.count(b"\r"))
        self.tally.lost += lines
        self._passed_over += len(piece)
        self._note(self.health.dropped(mono_us, lines, len(piece)))

    def _count_drops(self, mono_us: int) -> None:
        if (dropped := self.port.lost - self._dropped_by_port) > 0:
            self._dropped_by_port += dropped
            self.tally.lost += dropped
            self._note(self.health.overrun(mono_us, dropped))

    def _note(self, moved: tuple[Health, HealthChange | None]) -> None:
        self.health, change = moved
        if change is not None:
            self._changes.append(change)

    def _taken_changes(self) -> list[HealthChange]:
        changes, self._changes = self._changes, []
        return changes


def _counts(events: list[Event], size: int) -> Counts:
    """What counts as readable: impulses, and notices that say something."""
    bad = sum(isinstance(event, Rejected) for event in events)
    good = sum(
        isinstance(event, Received) or (not isinstance(event, Rejected) and event.text is not None)
        for event in events
    )
    return Counts(good=good, bad=bad, neutral=len(events) - good - bad, size=size)


def summary(source: Source) -> Sentence:
    """What came of a source, in a sentence."""
    tally = source.tally
    return say(
        "{source}: {bytes} bytes; lines {lines}, impulses {impulses}, rejected {rejected}, "
        "lost {lost}.",
        source=source.name,
        bytes=tally.size,
        lines=tally.lines,
        impulses=tally.impulses,
        rejected=tally.rejected,
        lost=tally.lost,
    )
