"""A source against real ends: it comes back by itself, loses nothing, and tells its health."""

from __future__ import annotations

import asyncio
import os
import socket
import tty
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.devices.codec import Received, Rejected
from halflap.devices.health_states import Limits, State
from halflap.devices.ports.address import (
    FileAddress,
    SerialAddress,
    TcpAddress,
    TcpListenAddress,
    UdpAddress,
)
from halflap.devices.ports.base import Arrival, HostMoment, Unreachable
from halflap.devices.ports.hand import HandPort
from halflap.devices.ports.replay import FilePort
from halflap.devices.ports.serial import SerialPort
from halflap.devices.ports.tcp import TcpListenPort, TcpPort
from halflap.devices.ports.udp import UdpPort
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.recording import Recorded, Recording
from halflap.devices.source import BACK_OFF_S, Chunk, Source, summary
from halflap.sport.impulse import Impulse
from halflap.words.sentence import say
from tests.devices.source_helper import (
    TIMY,
    FakeClock,
    Reader,
    line,
    lines,
    quickly,
    run,
    until,
    with_reader,
)

MOMENT = HostMoment(5, 6)


class Pieces:
    """A port that gives what it was made with, then goes away (again and again, or for good)."""

    lost = 0

    def __init__(self, *connections: list[bytes], finite: bool = True) -> None:
        self.finite = finite
        self.sent: list[bytes] = []
        self._connections = list(connections)
        self._now: list[bytes] = []

    async def open(self) -> None:
        if not self._connections:
            raise Unreachable(say("Its end was reached."), for_good=True)
        self._now = list(self._connections.pop(0))

    async def receive(self) -> Arrival | None:
        return Arrival(self._now.pop(0), MOMENT) if self._now else None

    async def send(self, data: bytes) -> None:
        self.sent += [data] if data else []

    async def close(self) -> None:
        self._now = []


def all_of(source: Source) -> Reader:
    reader = Reader(source)
    run(reader.run())
    return reader


class TestAChunk:
    def test_has_the_bytes_the_clocks_and_what_they_completed(self) -> None:
        reader = all_of(Source("a", Pieces([line(1) + line(2)[:9], line(2)[9:]]), TIMY))
        chunks = [item for item in reader.items if isinstance(item, Chunk)]
        assert [(each.source, each.connection, each.mono_us, each.utc_us) for each in chunks] == [
            ("a", 1, 5, 6),
            ("a", 1, 5, 6),
        ]
        assert [each.raw for each in chunks] == [line(1) + line(2)[:9], line(2)[9:]]
        assert [len(each.events) for each in chunks] == [1, 1]

    def test_is_given_even_where_nothing_can_be_read(self) -> None:
        reader = all_of(Source("a", Pieces([b"\xff\xfe", b"\x00"]), TIMY))
        assert reader.raw == b"\xff\xfe\x00"
        last = reader.items[-2]
        assert isinstance(last, Chunk)
        assert isinstance(last.events[0], Rejected)
        assert last.events[0].raw == b"\xff\xfe\x00"

    @given(st.lists(st.integers(1, 400), max_size=8), st.binary(max_size=60))
    def test_split_anywhere_gives_all_bytes_and_all_impulses(
        self, cuts: list[int], noise: bytes
    ) -> None:
        data = lines(1, 6) + noise + b"\r" + lines(7, 9)
        pieces = []
        rest = data
        for cut in cuts:
            pieces += [rest[:cut]] if rest[:cut] else []
            rest = rest[cut:]
        reader = all_of(Source("a", Pieces([*pieces, rest] if rest else pieces), TIMY))
        assert reader.raw == data
        assert reader.numbers == [1, 2, 3, 4, 5, 6, 7, 8, 9]

    def test_of_a_line_cut_by_the_end_of_a_connection_is_not_joined_to_the_next(self) -> None:
        port = Pieces([line(1)[:10]], [line(2)], finite=False)
        source = Source("a", port, TIMY, sleep=quickly)
        reader = all_of(source)
        assert reader.numbers == [2]
        assert reader.raw == line(1)[:10] + line(2)
        assert source.tally.rejected == 1
        assert str(summary(source)) == ("a: 39 bytes; lines 2, impulses 1, rejected 1, lost 0.")


class TestTheDevice:
    def test_is_greeted_and_after_a_loss_asked_for_its_memory(self) -> None:
        timy = replace(TIMY, hello=b"HELLO\r", recover=b"RSM\r")
        port = Pieces([], [], finite=False)
        all_of(Source("a", port, timy, sleep=quickly))
        assert port.sent == [b"HELLO\r", b"HELLO\r", b"RSM\r"]

    def test_gets_the_answers_that_its_protocol_wants(self) -> None:
        protocol = replace(PROTOCOLS["chronelec"], hello=b"")
        port = Pieces([b"<STA 000255 14:32'05\"957 01 01 1 1566>\r\n"])
        reader = all_of(Source("a", port, protocol))
        assert any(
            isinstance(event, Received)
            for item in reader.items
            if isinstance(item, Chunk)
            for event in item.events
        )
        assert port.sent == [b"\x1b\x11"]

    def test_that_no_longer_takes_answers_is_heard_to_its_end(self) -> None:
        """It closed after its last passing; what lies in the line is still its own."""
        passings = [
            PROTOCOLS["chronelec"].encode(Impulse("STA", n * 1_000_000, ref="255"))
            for n in range(1, 11)
        ]

        class Deaf(Pieces):
            async def send(self, data: bytes) -> None:
                if data:
                    raise Unreachable(say("The connection was closed."))

        port = Deaf(passings)
        reader = all_of(Source("a", port, replace(PROTOCOLS["chronelec"], hello=b"")))
        assert reader.raw == b"".join(passings)
        assert reader.states[-1] is State.GONE

    def test_gets_commands(self) -> None:
        port = Pieces([])
        run(Source("a", port, TIMY).send(b"CLR\r"))
        assert port.sent == [b"CLR\r"]


class TestGone:
    def test_a_tcp_device_that_closes_and_opens_again_is_found_again(self) -> None:
        address = TcpAddress("127.0.0.1", free_port())

        async def restart(reader: Reader) -> None:
            for number in range(3):
                power = asyncio.Event()
                server = await asyncio.start_server(
                    device_of(line(number), power), address.host, address.port
                )
                await until(lambda n=number: len(reader.numbers) == n + 1)  # type: ignore[misc]
                server.close()
                power.set()
                await until(lambda: reader.states[-1] is State.GONE)

        def device_of(
            data: bytes, power: asyncio.Event
        ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
            async def device(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                writer.write(data)
                await power.wait()
                writer.close()

            return device

        source = Source("a", TcpPort(address), TIMY, sleep=quickly)
        reader = with_reader(source, restart)
        assert reader.numbers == [0, 1, 2]
        there = [State.CONNECTED, State.GONE]
        assert reader.states[-6:] == there * 3
        assert [change.recovered for change in reader.changes[-6:]][2:] == [True, False] * 2

    def test_a_serial_cable_pulled_and_plugged_in_again_is_one_loss_and_one_recovery(
        self, tmp_path: Path
    ) -> None:
        name = tmp_path / "ttyTEST"

        async def pull(reader: Reader) -> None:
            for number in range(2):
                device, line_end = os.openpty()
                tty.setraw(line_end)
                name.symlink_to(os.ttyname(line_end))
                os.close(line_end)
                await until(lambda n=number: reader.states.count(State.CONNECTED) > n)  # type: ignore[misc]
                os.write(device, line(number))
                await until(lambda n=number: len(reader.numbers) == n + 1)  # type: ignore[misc]
                name.unlink()
                os.close(device)
                await until(lambda: reader.states[-1] is State.GONE)
                await asyncio.sleep(0.03)  # several attempts fail meanwhile

        source = Source("a", SerialPort(SerialAddress(str(name))), TIMY, sleep=quickly)
        reader = with_reader(source, pull)
        assert reader.numbers == [0, 1]
        assert [state for state in reader.states if state is not State.CONNECTING] in (
            [State.CONNECTED, State.GONE, State.CONNECTED, State.GONE],
            [State.GONE, State.CONNECTED, State.GONE, State.CONNECTED, State.GONE],
        )

    def test_attempts_come_less_and_less_often_up_to_a_bound(self) -> None:
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            if len(slept) == 9:
                await source.stop()

        address = TcpAddress("127.0.0.1", free_port())
        source = Source("a", TcpPort(address), TIMY, sleep=sleep)
        reader = all_of(source)
        assert slept == [*BACK_OFF_S, 5.0, 5.0, 5.0]
        assert reader.states == [State.CONNECTING, State.GONE]
        assert reader.changes[1].retry_us is not None

    def test_after_a_steady_connection_the_first_attempt_comes_quickly(self) -> None:
        slept: list[float] = []
        clock = FakeClock()

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            clock.turn(11)

        class Steady(Pieces):
            async def receive(self) -> Arrival | None:
                clock.turn(11)
                return await super().receive()

        port = Steady([], [], [], finite=False)
        all_of(Source("a", port, TIMY, sleep=sleep, clock=clock))
        assert slept == [0.25, 0.25, 0.25]

    def test_that_trying_again_cannot_help_ends_it(self, tmp_path: Path) -> None:
        port = FilePort(FileAddress(str(tmp_path / "none")))
        reader = all_of(Source("a", port, TIMY))
        assert reader.states == [State.CONNECTING, State.GONE]
        assert str(reader.changes[1].text) == f"a is gone. There is no {tmp_path / 'none'}."


class TestARecording:
    def recording(self, path: Path, *pieces: tuple[str, int, bytes]) -> FilePort:
        recording = Recording(path)
        for source, connection, data in pieces:
            recording.write(Recorded(source, "timy", connection, 0, 0, data))
        recording.close()
        return FilePort(FileAddress(str(path), 0))

    def test_is_played_with_the_connections_that_it_had(self, tmp_path: Path) -> None:
        port = self.recording(
            tmp_path / "x", ("a", 1, line(1)[:9]), ("a", 2, line(2)), ("a", 2, line(3))
        )
        reader = all_of(Source("a", port, TIMY, sleep=quickly))
        assert reader.numbers == [2, 3]
        assert reader.raw == line(1)[:9] + line(2) + line(3)
        assert reader.states[1:] == [State.CONNECTED, State.GONE] * 2

    def test_of_two_sources_is_no_device(self, tmp_path: Path) -> None:
        port = self.recording(tmp_path / "x", ("a", 1, line(1)), ("b", 1, line(2)))
        reader = all_of(Source("a", port, TIMY))
        assert reader.numbers == [1]
        assert str(reader.changes[-1].text) == (
            "a is gone. The recording has more than one source."
        )


class TestSilence:
    def test_is_told_within_a_run_and_over_with_the_next_line(self) -> None:
        clock = FakeClock()
        port = UdpPort(UdpAddress("127.0.0.1", 0), clock)
        source = Source("a", port, TIMY, clock=clock, tick_s=0.005)

        async def stall(reader: Reader) -> None:
            number = await port.listen()
            await until(lambda: State.CONNECTED in reader.states)
            clock.turn(100)
            await asyncio.sleep(0.03)
            assert State.SILENT not in reader.states
            source.await_lines(True)
            clock.turn(21)
            await until(lambda: State.SILENT in reader.states)
            await asyncio.sleep(0.03)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
                device.sendto(line(1), ("127.0.0.1", number))
            await until(lambda: reader.numbers == [1])

        reader = with_reader(source, stall)
        assert reader.states[:4] == [
            State.CONNECTING,
            State.CONNECTED,
            State.SILENT,
            State.CONNECTED,
        ]

    def test_of_buttons_is_no_trouble(self) -> None:
        """Nobody has to press one: as a backup it would go red in every ride."""
        source = Source("hand", HandPort(TIMY.encode), TIMY)
        awaited, _ = source.health.opened(0)[0].await_lines(0, True)
        still, change = awaited.tick(600_000_000)
        assert still.state is State.CONNECTED
        assert change is None


class TestRubbish:
    def test_is_told_once_and_all_of_it_is_kept(self) -> None:
        rubbish = b"\xf3\x1c\x99\r" * 40
        reader = all_of(Source("a", Pieces([rubbish, rubbish, lines(1, 6)]), TIMY))
        assert reader.raw == rubbish * 2 + lines(1, 6)
        assert reader.states == [
            State.CONNECTING,
            State.CONNECTED,
            State.RUBBISH,
            State.CONNECTED,
            State.GONE,
        ]


class TestAFlood:
    LIMITS = Limits(quota_lines=3000)

    @staticmethod
    async def flooded(data: bytes, port: TcpListenPort) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", await port.listen())
        writer.write(data)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    def test_of_ten_thousand_lines_is_kept_to_its_quota_and_the_loss_is_counted(self) -> None:
        port = TcpListenPort(TcpListenAddress("127.0.0.1", 0))
        source = Source("a", port, TIMY, limits=self.LIMITS, sleep=quickly)

        async def flood(reader: Reader) -> None:
            await self.flooded(lines(1, 9_999) + line(1), port)
            await until(lambda: State.GONE in reader.states)

        reader = with_reader(source, flood)
        kept = len(reader.numbers)
        assert 3000 < kept < 3000 + 2 * 16 * 1024 // 29
        assert reader.raw == (lines(1, 9_999) + line(1))[: len(reader.raw)]
        assert reader.states == [
            State.CONNECTING,
            State.CONNECTED,
            State.FLOODING,
            State.CUT_OFF,
            State.GONE,
        ]
        lost = reader.changes[-1].lost_lines
        # The line that the cut went through is kept in part, and counted as lost.
        assert kept + lost in (10_000, 10_001)
        assert f"Lines of a that were lost: {lost}." in str(reader.changes[-1].text)
        assert source.tally.lost == lost

    def test_within_its_quota_loses_nothing(self) -> None:
        port = TcpListenPort(TcpListenAddress("127.0.0.1", 0))
        source = Source("a", port, TIMY, sleep=quickly)

        async def flood(reader: Reader) -> None:
            await self.flooded(lines(1, 9_999), port)
            await until(lambda: State.GONE in reader.states)

        reader = with_reader(source, flood)
        assert reader.raw == lines(1, 9_999)
        assert State.FLOODING in reader.states
        assert State.CUT_OFF not in reader.states

    def test_that_ends_is_followed_by_whole_lines_again(self) -> None:
        clock = FakeClock()
        port = TcpListenPort(TcpListenAddress("127.0.0.1", 0), clock)
        source = Source("a", port, TIMY, limits=self.LIMITS, clock=clock, tick_s=0.005)

        async def flood(reader: Reader) -> None:
            _, writer = await asyncio.open_connection("127.0.0.1", await port.listen())
            writer.write(lines(1, 9_999))
            await until(lambda: source.tally.lost > 6000)
            await asyncio.sleep(0.05)
            clock.turn(6)
            await until(lambda: reader.states[-1] is State.CONNECTED)
            writer.write(line(77))
            await until(lambda: reader.numbers[-1] == 77)
            writer.close()

        reader = with_reader(source, flood)
        calm = reader.changes[4]
        assert (calm.before, calm.state) == (State.CUT_OFF, State.CONNECTED)
        assert calm.lost_lines == source.tally.lost > 6000

    def test_at_the_port_is_counted(self) -> None:
        class Overrun(Pieces):
            lost = 12

        source = Source("a", Overrun([line(1)]), TIMY)
        reader = all_of(source)
        assert State.FLOODING in reader.states
        assert source.tally.lost == 12
        assert reader.changes[-1].lost_lines == 12


class TestASlowReader:
    def test_loses_nothing(self) -> None:
        """Ten times what the port holds, taken by a reader that pauses."""
        data = lines(1, 9_999) * 9
        port = TcpListenPort(TcpListenAddress("127.0.0.1", 0))
        unbounded = Limits(flood_lines=1 << 60, flood_bytes=1 << 60)
        source = Source("a", port, TIMY, limits=unbounded, sleep=quickly)
        found = bytearray()

        async def read_slowly() -> None:
            device = asyncio.create_task(TestAFlood.flooded(data, port))
            async for item in source.stream():
                if isinstance(item, Chunk):
                    found.extend(item.raw)
                    await asyncio.sleep(0.001)
                elif item.state is State.GONE:
                    break
            await device
            await source.stop()

        run(read_slowly())
        assert bytes(found) == data


class TestStopping:
    @pytest.mark.parametrize("pause", [0.0, 0.02])
    def test_while_a_device_is_waited_for_ends_the_stream(self, pause: float) -> None:
        source = Source("a", TcpListenPort(TcpListenAddress("127.0.0.1", 0)), TIMY)
        reader = with_reader(source, lambda _: asyncio.sleep(pause))
        assert State.CONNECTED not in reader.states

    def test_gives_what_has_come(self) -> None:
        port = UdpPort(UdpAddress("127.0.0.1", 0))
        source = Source("a", port, TIMY)
        held: list[bytes] = []

        async def read() -> None:
            number = await port.listen()
            stopped = False
            async for item in source.stream():
                if isinstance(item, Chunk):
                    held.append(item.raw)
                elif item.state is State.CONNECTED and not stopped:
                    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
                        for each in range(100):
                            device.sendto(line(each), ("127.0.0.1", number))
                    await asyncio.sleep(0.1)
                    await source.stop()
                    stopped = True

        run(read())
        assert b"".join(held) == lines(0, 99)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
