"""A simulated device of each protocol loses its connection and measures on: nothing is missing."""

from __future__ import annotations

import asyncio
import socket

import pytest

from halflap.devices.codec import Received
from halflap.devices.device_side import DeviceSide
from halflap.devices.health_states import State
from halflap.devices.ports.address import TcpAddress
from halflap.devices.ports.tcp import TcpPort
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk, Source
from halflap.sport.impulse import DAY_US, Impulse
from tests.devices.source_helper import Reader, quickly, until, with_reader

CHANNELS = {
    "timy": "C2",
    "thcom08": "2",
    "chronelec": "STA",
    "p3": "EXT1",
    "rr": "L1",
}


class Cable:
    """A device at a TCP port, and the cable that can be pulled from it."""

    def __init__(self, device: DeviceSide) -> None:
        self._device = device
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            self.port: int = sock.getsockname()[1]

    async def plug_in(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        while data := await reader.read(4096):
            writer.write(self._device.feed(data))
        writer.close()

    def pull(self) -> None:
        assert self._server
        assert self._writer
        self._server.close()
        self._writer.close()
        self._writer = None

    def measure(self, impulse: Impulse) -> None:
        """What the device sends goes nowhere while the cable is pulled."""
        sent = self._device.send(impulse)
        if self._writer:
            self._writer.write(sent)


@pytest.mark.parametrize("name", CHANNELS)
def test_what_was_measured_while_the_cable_was_pulled_comes_afterwards(name: str) -> None:
    protocol = PROTOCOLS[name]
    cable = Cable(protocol.device())
    first_us = 9_500 * DAY_US + 50_000_000_000
    measured = 0

    async def measure(count: int) -> None:
        nonlocal measured
        for _ in range(count):
            measured += 1
            dated = bool(protocol.epoch)
            us = first_us + measured * 1_000_000
            cable.measure(
                Impulse(
                    CHANNELS[name],
                    us if dated else us % DAY_US,
                    ref="000255" if name == "chronelec" else "",
                    number=measured if name in ("timy", "thcom08") else None,
                    dated=dated,
                )
            )
            await asyncio.sleep(0.005)

    def came(reader: Reader) -> set[int]:
        return {
            (event.impulse.us - first_us) % DAY_US // 1_000_000
            for item in reader.items
            if isinstance(item, Chunk)
            for event in item.events
            if isinstance(event, Received)
        }

    async def race(reader: Reader) -> None:
        await cable.plug_in()
        await until(lambda: source.health.state is State.CONNECTED)
        await asyncio.sleep(0.05)  # the device has read how it was greeted
        await measure(5)
        await until(lambda: came(reader) == set(range(1, 6)))
        cable.pull()
        await measure(5)
        await until(lambda: source.health.state is State.GONE)
        await cable.plug_in()
        await until(lambda: source.health.state is State.CONNECTED)
        await asyncio.sleep(0.05)
        await measure(5)
        await until(lambda: came(reader) == set(range(1, 16)))
        cable.pull()

    source = Source(name, TcpPort(TcpAddress("127.0.0.1", cable.port)), protocol, sleep=quickly)
    assert came(with_reader(source, race)) == set(range(1, 16))
