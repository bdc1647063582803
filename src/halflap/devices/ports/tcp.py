"""Knows TCP both ways: a device that waits for us, and a device that we wait for."""

from __future__ import annotations

import asyncio
import socket
from collections import deque

from halflap.devices.ports.address import TcpAddress, TcpListenAddress
from halflap.devices.ports.base import Arrival, Clock, Unreachable, host_clock, why_not
from halflap.devices.ports.inbox import Inbox
from halflap.words.sentence import say

CONNECT_S = 5.0
"""A device on the venue's network that has not answered by then is not there."""


class TcpPort:
    """We connect to the device."""

    finite = False
    lost = 0

    def __init__(self, address: TcpAddress, clock: Clock = host_clock) -> None:
        self._address = address
        self._clock = clock
        self._inbox: Inbox | None = None

    async def open(self) -> None:
        await self.close()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_S):
                transport, inbox = await loop.create_connection(
                    lambda: Inbox(self._clock), self._address.host, self._address.port
                )
        except OSError as error:  # asyncio's own TimeoutError is one
            raise why_not(str(self._address), error) from error
        _notice_a_dead_peer(transport)
        self._inbox = inbox

    async def receive(self) -> Arrival | None:
        return await received(self._inbox, str(self._address))

    async def send(self, data: bytes) -> None:
        await sent(self._inbox, data, str(self._address))

    async def close(self) -> None:
        await closed(self._inbox)


class TcpListenPort:
    """The device connects to us, one at a time.

    A new connection takes the place of the one before: a device that lost its power comes back
    long before its old connection is noticed to be dead.
    """

    finite = False
    lost = 0

    def __init__(self, address: TcpListenAddress, clock: Clock = host_clock) -> None:
        self._address = address
        self._clock = clock
        self._opening = asyncio.Lock()
        self._server: asyncio.Server | None = None
        self._callers: deque[Inbox] = deque()
        self._called = asyncio.Event()
        self._inbox: Inbox | None = None

    async def listen(self) -> int:
        """Begin to wait for the device; the port waited at (chosen by the system for port 0)."""
        async with self._opening:
            try:
                if self._server is None:
                    self._server = await self._new_server()
                await self._server.start_serving()
            except OSError as error:
                raise why_not(str(self._address), error) from error
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _new_server(self) -> asyncio.Server:
        """It serves only once it is ours to close: whoever stops us in between leaves no socket."""
        return await asyncio.get_running_loop().create_server(
            lambda: Inbox(self._clock, self._accept),
            self._address.host or None,
            self._address.port,
            start_serving=False,
        )

    def _accept(self, caller: Inbox) -> None:
        if caller.transport:
            _notice_a_dead_peer(caller.transport)
        for before in (self._inbox, *self._callers):
            if before is not None:
                before.hang_up()
        self._callers.append(caller)
        self._called.set()

    async def open(self) -> None:
        await self.listen()
        while not self._callers:
            self._called.clear()
            await self._called.wait()
        self._inbox = self._callers.popleft()

    async def receive(self) -> Arrival | None:
        return await received(self._inbox, str(self._address))

    async def send(self, data: bytes) -> None:
        await sent(self._inbox, data, str(self._address))

    async def close(self) -> None:
        server, self._server = self._server, None
        if server:
            server.close()
        for caller in (self._inbox, *self._callers):
            await closed(caller)


def _notice_a_dead_peer(transport: asyncio.Transport) -> None:
    """A pulled network cable ends the connection after about 11 s instead of two hours."""
    sock: socket.socket = transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


async def received(inbox: Inbox | None, where: str) -> Arrival | None:
    """The next bytes of an inbox; its end with a reason becomes ``Unreachable``."""
    if inbox is None:
        return None
    arrival = await inbox.receive()
    if arrival is None and inbox.why is not None:
        error = inbox.why
        raise why_not(where, error) if isinstance(error, OSError) else _lost(where) from error
    return arrival


async def sent(inbox: Inbox | None, data: bytes, where: str) -> None:
    """Send through an inbox; a connection that is no longer there becomes ``Unreachable``."""
    try:
        if inbox is None:
            raise ConnectionResetError
        await inbox.send(data)
    except OSError as error:
        raise _lost(where) from error


async def closed(inbox: Inbox | None) -> None:
    """Close the connection of an inbox once what was written has left, at most a second later."""
    if inbox is None:
        return
    try:
        async with asyncio.timeout(1):
            await inbox.flush()
    except TimeoutError:
        inbox.cut()  # the device reads no longer: what was written cannot reach it
    else:
        inbox.hang_up()


def _lost(where: str) -> Unreachable:
    return Unreachable(
        say("The connection to {where} is gone.", where=where),
        say("Check the cable and that the device is on."),
    )
