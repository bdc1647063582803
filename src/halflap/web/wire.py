"""Knows the connection of a browser: its transport for the fan-out, and the limits that keep a
stranger from exhausting the machine that keeps the score.

Built on uvicorn's protocol class, which is public and promises no stability: ``tests/web`` holds
what is relied upon, and the dependency is bounded.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 10.0
"""A request line with its headers has to come within so long."""

BODY_S = 30.0
"""A request has to be whole within so long."""

READ_S = 30.0
"""Who takes no byte of an answer for so long is cut off."""

HEAD_BYTES = 32 * 1024
SEND_BUFFER = 64 * 1024
"""The kernel holds no more than about this for a browser that does not read."""


@dataclass(slots=True)
class Gate:
    """How many connections a server holds, and how many it may."""

    most: int
    open: int = 0


class Wire(HttpToolsProtocol):
    """A connection. Handlers find it as ``request.scope["state"]["wire"]``.

    ``gate`` is that of the server: each has a class of its own.
    """

    gate: Gate

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._counted = False
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if self.gate.open >= self.gate.most:
            transport.abort()  # at once, before it costs anything
            return
        self.gate.open += 1
        self._counted = True
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        super().connection_made(transport)
        self.app_state = {**self.app_state, "wire": self}
        self._give(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        if self._unread is not None:
            self._unread.cancel()
        if self._counted:
            self.gate.open -= 1
            super().connection_lost(exc)
        self.app_state = {}

    # --- a request has its time and its size

    def data_received(self, data: bytes) -> None:
        if self._counted:
            super().data_received(data)

    def on_message_begin(self) -> None:
        self._head = 0
        self._give(HEAD_S)
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._weigh(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._weigh(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._give(BODY_S)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._forget()
        super().on_message_complete()

    def _weigh(self, size: int) -> None:
        self._head += size
        if self._head > HEAD_BYTES:
            self.transport.abort()

    def _give(self, seconds: float) -> None:
        self._forget()
        self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    # --- an answer that has no end

    def hand_over(self, left: Callable[[], None]) -> bool:
        """Leave the connection to whoever writes to its transport; ``left`` is called at its end.

        What parses requests is given up with this object: it would cost each listener ten times
        what is left. False where the browser is gone already.
        """
        if self.cycle.disconnected:
            return False
        self._forget()
        self._counted = False
        self.connections.discard(self)
        self.cycle.disconnected = True  # for uvicorn, which would miss the end of the answer
        self.transport.set_protocol(Listening(self.transport, self.gate, left, self._unread))
        return True

    # --- an answer is to be read

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(READ_S, self.transport.abort)

    def resume_writing(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()


class Listening(asyncio.Protocol):
    """All that is left of the connection of a browser that listens, many thousand times over."""

    __slots__ = ("_gate", "_left", "_transport", "_unread")

    def __init__(
        self,
        transport: asyncio.Transport,
        gate: Gate,
        left: Callable[[], None],
        unread: asyncio.TimerHandle | None,
    ) -> None:
        self._transport, self._gate, self._left, self._unread = transport, gate, left, unread

    def data_received(self, data: bytes) -> None:
        self._transport.abort()  # nothing can be asked on it any more

    def connection_lost(self, exc: Exception | None) -> None:
        self.resume_writing()
        self._gate.open -= 1
        self._left()

    def pause_writing(self) -> None:
        loop = asyncio.get_running_loop()
        self._unread = loop.call_later(READ_S, self._transport.abort)

    def resume_writing(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
