"""Knows UDP: datagrams that devices send us, kept by the kernel until they are read."""

from __future__ import annotations

import asyncio
import socket

from halflap.devices.ports.address import UdpAddress
from halflap.devices.ports.base import Arrival, Clock, Unreachable, host_clock, why_not
from halflap.devices.ports.inbox import Inbox
from halflap.words.sentence import say

KERNEL_BUFFER_BYTES = 4 * 1024 * 1024
"""Asked of the kernel, which may give less. UDP cannot make a sender wait, and nobody is told how
many datagrams a full buffer dropped: a device that can should send over TCP or a serial line."""

LARGEST_DATAGRAM = 65535


class UdpPort:
    """Datagrams from anybody who sends them here; answers go to who sent last."""

    finite = False
    lost = 0

    def __init__(self, address: UdpAddress, clock: Clock = host_clock) -> None:
        self._address = address
        self._clock = clock
        self._socket: socket.socket | None = None
        self._inbox = Inbox(clock)
        self._reading: asyncio.Task[None] | None = None
        self._peer: tuple[str, int] | None = None

    async def listen(self) -> int:
        """Begin to receive; the port received at (chosen by the system for port 0)."""
        if self._socket is None:
            address = self._address
            family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
            try:
                sock = socket.socket(family, socket.SOCK_DGRAM)
                sock.setblocking(False)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BUFFER_BYTES)
                sock.bind((address.host, address.port))
            except OSError as error:
                raise why_not(str(address), error) from error
            self._socket = sock
            self._inbox = Inbox(self._clock)
            self._reading = asyncio.create_task(self._read(sock, self._inbox))
        port: int = self._socket.getsockname()[1]
        return port

    async def open(self) -> None:
        await self.listen()

    async def _read(self, sock: socket.socket, inbox: Inbox) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await inbox.room()
            try:
                data, self._peer = await loop.sock_recvfrom(sock, LARGEST_DATAGRAM)
            except ConnectionError:
                continue  # Windows says so after an answer that nobody took
            except OSError as error:
                inbox.end(error)
                return
            if data:
                inbox.take_in(data)

    async def receive(self) -> Arrival | None:
        arrival = await self._inbox.receive()
        if arrival is None and isinstance(self._inbox.why, OSError):
            raise why_not(str(self._address), self._inbox.why)
        return arrival

    async def send(self, data: bytes) -> None:
        if self._socket is None or self._peer is None:
            return  # nobody is known to answer to: a device that only sends needs nothing
        try:
            await asyncio.get_running_loop().sock_sendto(self._socket, data, self._peer)
        except OSError as error:
            raise Unreachable(
                say("{where} takes no answer.", where=str(self._address)),
                say("Check the network cable, that the device is on, and its address."),
            ) from error

    async def close(self) -> None:
        reading, self._reading = self._reading, None
        if reading:
            reading.cancel()
            await asyncio.wait([reading])
        sock, self._socket = self._socket, None
        if sock:
            sock.close()
        self._inbox.end()


class UdpSender:
    """Datagrams from us to a device or program; what comes back is not read."""

    finite = False
    lost = 0

    def __init__(self, address: UdpAddress) -> None:
        self._address = address
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self) -> None:
        try:
            self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                asyncio.DatagramProtocol, remote_addr=(self._address.host, self._address.port)
            )
        except OSError as error:
            raise why_not(str(self._address), error) from error

    async def receive(self) -> Arrival | None:
        return None

    async def send(self, data: bytes) -> None:
        if self._transport:
            self._transport.sendto(data)

    async def close(self) -> None:
        if self._transport:
            self._transport.close()
