"""Knows how bytes wait for their reader: stamped when they came, and never without bound."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from halflap.devices.ports.base import Arrival, Clock

ROOM_BYTES = 256 * 1024
ROOM_PIECES = 4096
"""Above either, the sender has to wait. Pieces of one byte each would cost a hundred times it."""


class Inbox(asyncio.Protocol):
    """The reading end of one connection of asyncio.

    When it is full the transport stops reading; the kernel's buffer then fills, and TCP (or the
    flow control of a serial line) makes the device wait. No byte is dropped.
    """

    def __init__(self, clock: Clock, on_made: Callable[[Inbox], None] | None = None) -> None:
        self._clock = clock
        self._on_made = on_made
        self._pieces: deque[tuple[Arrival, asyncio.Future[None] | None]] = deque()
        self._size = 0
        self._taken: asyncio.Future[None] | None = None
        self._came = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._gone = asyncio.Event()
        self._may_write = asyncio.Event()
        self._may_write.set()
        self.transport: asyncio.Transport | None = None
        self.ended = False
        self.why: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Serial transports have the methods of asyncio's, but not its type.
        self.transport = transport  # type: ignore[assignment]
        if self._on_made:
            self._on_made(self)

    def data_received(self, data: bytes) -> None:
        self.take_in(data)
        if not self._room.is_set() and self.transport:
            self.transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self.end(exc)

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    def take_in(self, data: bytes, safe: asyncio.Future[None] | None = None) -> None:
        """Keep bytes with the host's clocks; ``safe`` is done when their reader comes for more."""
        self._pieces.append((Arrival(data, self._clock()), safe))
        self._size += len(data)
        if self._size >= ROOM_BYTES or len(self._pieces) >= ROOM_PIECES:
            self._room.clear()
        self._came.set()

    def end(self, why: Exception | None = None) -> None:
        """No more bytes will come; those that wait are still given."""
        self.ended = True
        self.why = self.why or why
        self._gone.set()
        self._came.set()
        self._room.set()
        self._may_write.set()

    def settle(self) -> None:
        """Nobody waits any longer for the bytes to be safe: the connection is gone."""
        for safe in [self._taken, *(safe for _, safe in self._pieces)]:
            if safe and not safe.done():
                safe.set_result(None)

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return self._size

    async def room(self) -> None:
        """Return when there is room for more, for senders that are read on demand."""
        await self._room.wait()

    async def receive(self) -> Arrival | None:
        """The next bytes; None after the end. Bytes given before now count as safe."""
        if self._taken and not self._taken.done():
            self._taken.set_result(None)
        while not self._pieces:
            if self.ended:
                return None
            self._came.clear()
            await self._came.wait()
        arrival, self._taken = self._pieces.popleft()
        self._size -= len(arrival.data)
        few = self._size < ROOM_BYTES // 2 and len(self._pieces) < ROOM_PIECES // 2
        if few and not self._room.is_set():
            self._make_room()
        return arrival

    def _make_room(self) -> None:
        self._room.set()
        if self.transport and not self.ended:
            self.transport.resume_reading()

    async def send(self, data: bytes) -> None:
        """Write, and wait while the other end is slow. Raises ConnectionError after the end."""
        if self.ended or self.transport is None:
            raise ConnectionResetError
        self.transport.write(data)
        await self._may_write.wait()

    async def flush(self) -> None:
        """Return when all that was written has left this program, or the connection ended."""
        transport = self.transport
        if transport is None:
            return
        transport.set_write_buffer_limits(high=0)
        await self._may_write.wait()

    def hang_up(self) -> None:
        """Close the connection; what waits is still given."""
        if self.transport:
            self.transport.close()

    def cut(self) -> None:
        """Close the connection and forget what was written and has not left."""
        if self.transport:
            self.transport.abort()

    async def gone(self) -> None:
        """Return when the connection is closed."""
        await self._gone.wait()
