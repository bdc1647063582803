"""Ports against real ends: pseudo terminals, sockets of this machine, an MQTT broker, files."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from halflap.devices.ports.address import (
    FileAddress,
    KeyboardAddress,
    MqttAddress,
    SerialAddress,
    TcpAddress,
    TcpListenAddress,
    UdpAddress,
    read_address,
)
from halflap.devices.ports.base import Port, Unreachable, arrivals
from halflap.devices.ports.hand import HandPort, KeyboardPort
from halflap.devices.ports.inbox import ROOM_BYTES
from halflap.devices.ports.mqtt import MqttPort
from halflap.devices.ports.opening import port_of
from halflap.devices.ports.replay import FilePort
from halflap.devices.ports.serial import SerialPort
from halflap.devices.ports.tcp import TcpListenPort, TcpPort
from halflap.devices.ports.udp import UdpPort
from halflap.devices.recording import Recorded, Recording
from halflap.devices.timy import Decoder, encode
from tests.devices.source_helper import FakeClock, line, lines, run, until


async def read(port: Port, size: int) -> bytes:
    """At least ``size`` bytes of a port."""
    data = b""
    async with asyncio.timeout(5):
        while len(data) < size:
            arrival = await port.receive()
            assert arrival is not None
            data += arrival.data
    return data


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def why(port: Port) -> str:
    """What a port says that cannot be opened."""

    async def open_it() -> None:
        try:
            await port.open()
        finally:
            await port.close()

    with pytest.raises(Unreachable) as unreachable:
        run(open_it())
    return f"{unreachable.value.text} {unreachable.value.remedy}"


class TestSerial:
    def test_bytes_go_both_ways(self) -> None:
        async def both() -> None:
            device, line_end = os.openpty()
            tty.setraw(line_end)
            port = SerialPort(SerialAddress(os.ttyname(line_end)), FakeClock(7, 8))
            await port.open()
            os.write(device, b"\x00 0001 C1\r")
            arrival = await port.receive()
            assert arrival is not None
            assert arrival.data == b"\x00 0001 C1\r"
            assert (arrival.at.mono_us, arrival.at.utc_us) == (7, 8)
            await port.send(b"NSF?\r")
            assert os.read(device, 100) == b"NSF?\r"
            await port.close()
            await port.close()
            os.close(device)
            os.close(line_end)

        run(both())

    def test_unplugged_is_said_and_a_new_line_under_the_name_is_opened(
        self, tmp_path: Path
    ) -> None:
        async def unplug() -> None:
            name = tmp_path / "ttyTEST"
            port = SerialPort(SerialAddress(str(name)))
            for number in range(2):
                device, line_end = os.openpty()
                tty.setraw(line_end)
                name.symlink_to(os.ttyname(line_end))
                os.close(line_end)
                await port.open()
                os.write(device, line(number))
                assert await read(port, 29) == line(number)
                os.close(device)
                name.unlink()
                with pytest.raises(Unreachable) as unreachable:
                    await port.receive()
                assert "ttyTEST" in str(unreachable.value.text)
            await port.close()

        run(unplug())

    def test_that_is_not_there_is_named(self) -> None:
        assert why(SerialPort(SerialAddress("/dev/ttyNONE9"))) == (
            "There is no /dev/ttyNONE9. Plug the device in, and check the name: an address looks"
            " like serial:/dev/ttyUSB0@9600, serial:COM3@9600, tcp:192.168.1.50:7000 or"
            " file:day.jsonl; halflap devices lists the serial ports."
        )

    def test_in_use_is_said(self) -> None:
        async def twice() -> str:
            device, line_end = os.openpty()
            first, second = (SerialPort(SerialAddress(os.ttyname(line_end))) for _ in range(2))
            await first.open()
            try:
                await second.open()
            except Unreachable as unreachable:
                return str(unreachable.remedy)
            finally:
                await first.close()
                os.close(device)
                os.close(line_end)
            return ""

        assert "no other program uses it" in run(twice())

    def test_without_its_extra_names_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "serialx", None)
        assert why(SerialPort(SerialAddress("/dev/ttyS0"))) == (
            "This port needs serialx, which is not installed. "
            "Install it with: pip install 'halflap[serial]'"
        )


class TestTcp:
    def test_connects_to_a_device_and_comes_back_to_it(self) -> None:
        async def there_and_back() -> None:
            taken: list[bytes] = []

            async def device(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                writer.write(line(len(taken)))
                taken.append(await reader.read(100))
                writer.close()

            server = await asyncio.start_server(device, "127.0.0.1", 0)
            port = TcpPort(TcpAddress("127.0.0.1", server.sockets[0].getsockname()[1]))
            for number in range(2):
                await port.open()
                assert await read(port, 29) == line(number)
                await port.send(b"hello")
                assert await port.receive() is None
            await port.close()
            server.close()
            assert taken == [b"hello", b"hello"]

        run(there_and_back())

    def test_where_nobody_listens_is_said(self) -> None:
        number = free_port()
        assert why(TcpPort(TcpAddress("127.0.0.1", number))) == (
            f"Nobody answers at tcp:127.0.0.1:{number}. "
            "Check that the device is on, and its address and port."
        )

    def test_a_slow_reader_makes_the_device_wait_and_loses_nothing(self) -> None:
        async def slow() -> None:
            sent = 0
            data = bytes(range(256)) * 256

            async def device(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                nonlocal sent
                for _number in range(400):
                    writer.write(data)
                    await writer.drain()
                    sent += len(data)
                writer.close()

            server = await asyncio.start_server(device, "127.0.0.1", 0)
            port = TcpPort(TcpAddress("127.0.0.1", server.sockets[0].getsockname()[1]))
            await port.open()
            before = -1
            while sent != before:
                before = sent
                await asyncio.sleep(0.1)
            assert sent < 400 * len(data)  # it has to wait
            held = [arrival.data async for arrival in arrivals(port)]
            assert b"".join(held) == data * 400
            assert max(map(len, held)) <= ROOM_BYTES
            await port.close()
            server.close()

        run(slow())


class TestTcpListen:
    def test_waits_for_a_device_again_and_again(self) -> None:
        async def wait() -> None:
            port = TcpListenPort(TcpListenAddress("127.0.0.1", 0))
            number = await port.listen()
            for each in range(3):
                opening = asyncio.create_task(port.open())
                await asyncio.sleep(0)
                reader, writer = await asyncio.open_connection("127.0.0.1", number)
                await opening
                writer.write(line(each))
                assert await read(port, 29) == line(each)
                await port.send(b"ack")
                assert await reader.read(3) == b"ack"
                writer.close()
                assert await port.receive() is None
            await port.close()

        run(wait())

    def test_a_new_connection_takes_the_place_of_a_dead_one_and_no_byte_is_lost(self) -> None:
        async def restart() -> None:
            port = TcpListenPort(TcpListenAddress("127.0.0.1", 0))
            number = await port.listen()
            _, dead = await asyncio.open_connection("127.0.0.1", number)
            await port.open()
            dead.write(line(1))
            await asyncio.sleep(0.05)
            _, alive = await asyncio.open_connection("127.0.0.1", number)
            alive.write(line(2))
            assert await read(port, 29) == line(1)
            assert await port.receive() is None
            await port.open()
            assert await read(port, 29) == line(2)
            dead.close()
            alive.close()
            await port.close()

        run(restart())

    def test_a_port_in_use_is_said(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            number = taken.getsockname()[1]
            said = why(TcpListenPort(TcpListenAddress("127.0.0.1", number)))
        assert said.startswith(f"tcp-listen:127.0.0.1:{number}: ")
        assert said.endswith("that no other program uses it.")

    @pytest.mark.parametrize("turns", range(12))
    def test_stopped_while_it_opens_leaves_the_port_free(self, turns: int) -> None:
        async def check() -> None:
            with socket.create_server(("127.0.0.1", 0)) as free:
                number = int(free.getsockname()[1])
            port = TcpListenPort(TcpListenAddress("127.0.0.1", number))
            opening = asyncio.create_task(port.open())
            for _ in range(turns):
                await asyncio.sleep(0)
            opening.cancel()
            await asyncio.wait([opening])
            await port.close()
            with socket.create_server(("127.0.0.1", number)):
                pass

        run(check())


class TestUdp:
    def test_takes_datagrams_and_answers_who_sent_last(self) -> None:
        async def both() -> None:
            port = UdpPort(UdpAddress("127.0.0.1", 0))
            number = await port.listen()
            await port.open()
            await port.send(b"into the void")
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
                device.settimeout(2)
                for each in range(200):
                    device.sendto(line(each), ("127.0.0.1", number))
                assert await read(port, 200 * 29) == lines(0, 199)
                await port.send(b"\x1b\x11")
                assert device.recv(10) == b"\x1b\x11"
            await port.close()
            assert await port.receive() is None

        run(both())

    def test_what_comes_while_nobody_reads_waits(self) -> None:
        async def late() -> None:
            port = UdpPort(UdpAddress("127.0.0.1", 0))
            number = await port.listen()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
                for each in range(1000):
                    device.sendto(line(each), ("127.0.0.1", number))
            assert await read(port, 1000 * 29) == lines(0, 999)
            await port.close()

        run(late())


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a real broker."""
    program = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        pytest.skip("mosquitto is not installed")
    number = free_port()
    settings = tmp_path_factory.mktemp("broker") / "mosquitto.conf"
    settings.write_text(f"listener {number} 127.0.0.1\nallow_anonymous true\n")
    with subprocess.Popen([program, "-c", settings], stderr=subprocess.DEVNULL) as process:
        for _ in range(200):
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", number)) == 0:
                    break
            run(asyncio.sleep(0.01))
        yield number
        process.terminate()


def publish_without_acknowledgement(broker: int, topic: bytes, messages: list[bytes]) -> None:
    """MQTT 3.1.1, quality 0, byte for byte."""

    def packet(kind: int, body: bytes) -> bytes:
        return bytes((kind, len(body))) + body

    def text(of: bytes) -> bytes:
        return len(of).to_bytes(2, "big") + of

    with socket.create_connection(("127.0.0.1", broker)) as sock:
        sock.sendall(packet(0x10, text(b"MQTT") + b"\x04\x02\x00\x3c" + text(b"zero")))
        assert sock.recv(4) == b"\x20\x02\x00\x00"
        sock.sendall(b"".join(packet(0x30, text(topic) + message) for message in messages))
        sock.sendall(packet(0xE0, b""))


class TestMqtt:
    def test_each_message_is_a_line(self, broker: int) -> None:
        async def listen() -> None:
            port = MqttPort(MqttAddress("127.0.0.1", broker, "velo/timer"))
            device = MqttPort(MqttAddress("127.0.0.1", broker, "velo/timer"), listen=False)
            await port.open()
            await device.open()
            await device.send(b"12;timer;C1;;14:32:05.1234;2026-11-25")
            await device.send(b"13;timer;C1;;14:32:06.1234;2026-11-25\r\n")
            assert await read(port, 77) == (
                b"12;timer;C1;;14:32:05.1234;2026-11-25\n13;timer;C1;;14:32:06.1234;2026-11-25\r\n"
            )
            await device.close()
            await port.close()

        run(listen())

    def test_what_was_not_kept_comes_again_after_a_reconnection(self, broker: int) -> None:
        async def reconnect() -> None:
            port = MqttPort(MqttAddress("127.0.0.1", broker, "velo/again"))
            device = MqttPort(MqttAddress("127.0.0.1", broker, "velo/again"), listen=False)
            await port.open()
            await device.open()
            for number in range(3):
                await device.send(b"%d" % number)
            assert await read(port, 2) == b"0\n"  # taken, but nobody came for more
            await asyncio.sleep(0.05)
            await port.open()
            for number in range(3, 6):
                await device.send(b"%d" % number)
            assert await read(port, 12) == b"0\n1\n2\n3\n4\n5\n"
            await device.close()
            await port.close()

        run(reconnect())

    def test_hundreds_reach_a_slow_reader_in_order(self, broker: int) -> None:
        async def flood() -> None:
            port = MqttPort(MqttAddress("127.0.0.1", broker, "velo/many"))
            await port.open()
            device = MqttPort(MqttAddress("127.0.0.1", broker, "velo/many"), listen=False)
            await device.open()
            expected = b""
            for number in range(900):
                await device.send(b"%09d" % number)
                expected += b"%09d\n" % number
            assert await read(port, 9000) == expected
            await device.close()
            await port.close()

        run(flood())

    def test_what_is_sent_without_acknowledgement_is_dropped_above_a_bound_and_counted(
        self, broker: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("halflap.devices.ports.mqtt.UNACKNOWLEDGED_BYTES", 100)

        async def overrun() -> None:
            port = MqttPort(MqttAddress("127.0.0.1", broker, "velo/zero"))
            await port.open()
            publish_without_acknowledgement(broker, b"velo/zero", [b"%09d" % n for n in range(20)])
            await until(lambda: port.lost > 0)
            kept = await read(port, 110)
            assert kept == b"".join(b"%09d\n" % n for n in range(11))
            await until(lambda: port.lost == 9)
            await port.close()

        run(overrun())

    def test_a_broker_that_is_not_there_is_said(self) -> None:
        number = free_port()
        assert why(MqttPort(MqttAddress("127.0.0.1", number, "t"))).startswith(
            f"Nobody answers at mqtt://127.0.0.1:{number}/t."
        )

    def test_a_broker_that_goes_away_ends_the_connection(self, tmp_path: Path) -> None:
        async def lose() -> None:
            async def broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await reader.read(1000)
                writer.write(b"\x20\x03\x00\x00\x00")  # accepted
                subscribe = await reader.read(1000)
                writer.write(b"\x90\x04" + subscribe[2:4] + b"\x00\x01")
                await writer.drain()
                await asyncio.sleep(0.05)
                writer.close()

            server = await asyncio.start_server(broker, "127.0.0.1", 0)
            port = MqttPort(MqttAddress("127.0.0.1", server.sockets[0].getsockname()[1], "t"))
            await port.open()
            assert await port.receive() is None
            with pytest.raises(Unreachable):
                await port.send(b"x")
            await port.close()
            server.close()

        run(lose())

    def test_without_its_extra_names_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "gmqtt", None)
        assert why(MqttPort(MqttAddress("127.0.0.1", 1, "t"))) == (
            "This port needs gmqtt, which is not installed. "
            "Install it with: pip install 'halflap[mqtt]'"
        )


class Sleeper:
    """Keeps how long it was asked to sleep."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def all_of(port: Port) -> list[bytes]:
    async def take() -> list[bytes]:
        await port.open()
        found = [arrival.data async for arrival in arrivals(port)]
        await port.close()
        return found

    return run(take())


class TestAFile:
    def recording(self, folder: Path) -> Path:
        path = folder / "day.jsonl"
        recording = Recording(path)
        for mono_us, data in ((5_000_000, b"one\r"), (7_000_000, b"two\r"), (9_000_000, b"three")):
            recording.write(Recorded("a", "timy", 1, mono_us, 0, data))
        recording.close()
        return path

    def test_that_is_a_recording_is_played_with_its_pauses(self, tmp_path: Path) -> None:
        sleep = Sleeper()
        path = self.recording(tmp_path)
        assert all_of(FilePort(FileAddress(str(path), 4), sleep=sleep)) == [
            b"one\r",
            b"two\r",
            b"three",
        ]
        assert [round(each, 1) for each in sleep.slept] == [0, 0.5, 1]

    def test_of_raw_bytes_has_the_pauses_of_its_impulses(self, tmp_path: Path) -> None:
        path = tmp_path / "raw.txt"
        path.write_bytes(line(0) + b"NSFV0982\r" + line(20))
        sleep = Sleeper()
        port = FilePort(FileAddress(str(path)), decoder=Decoder(), sleep=sleep)
        assert all_of(port) == [line(0), b"NSFV0982\r", line(20)]
        assert [round(each, 1) for each in sleep.slept] == [0, 0, 2]

    def test_at_speed_0_comes_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "raw.txt"
        path.write_bytes(lines(1, 5000))
        assert b"".join(all_of(FilePort(FileAddress(str(path), 0)))) == lines(1, 5000)

    def test_that_is_not_there_is_given_up(self, tmp_path: Path) -> None:
        async def open_it() -> None:
            await FilePort(FileAddress(str(tmp_path / "none"))).open()

        with pytest.raises(Unreachable) as unreachable:
            run(open_it())
        assert unreachable.value.for_good


class TestByHand:
    def test_a_press_is_an_impulse_of_the_host_clock(self) -> None:
        async def press() -> None:
            clock = FakeClock(utc_us=1_700_000_000_123_456)
            port = HandPort(encode, clock)
            await port.open()
            port.press("C2")
            arrival = await port.receive()
            assert arrival is not None
            assert arrival.data == b" 0001 C2M 22:13:20.1234 00?9\r"
            await port.close()
            assert await port.receive() is None

        run(press())

    def test_keys_of_a_pipe_are_channels_and_other_keys_nothing(self) -> None:
        async def type_them() -> None:
            read_end, write_end = os.pipe()
            with open(read_end, encoding="utf-8") as keys:
                address = read_address("keyboard:h=C2,space=C0")
                assert isinstance(address, KeyboardAddress)
                port = KeyboardPort(address, encode, FakeClock(), keys)
                await port.open()
                os.write(write_end, "h\né x".encode())
                os.close(write_end)
                data = [arrival.data async for arrival in arrivals(port)]
                assert [each[6:9] for each in data] == [b"C2M", b"C0M"]
                await port.close()

        run(type_them())

    def test_a_terminal_gives_each_key_at_once_and_is_left_as_it_was(self) -> None:
        async def type_one() -> None:
            import termios  # noqa: PLC0415 - POSIX only, as this test

            master, terminal = os.openpty()
            with open(terminal, encoding="utf-8") as keys:
                before = termios.tcgetattr(keys)
                port = KeyboardPort(KeyboardAddress((("1", "C1"),)), encode, FakeClock(), keys)
                await port.open()
                os.write(master, b"1")
                arrival = await port.receive()
                assert arrival is not None
                assert arrival.data[6:9] == b"C1M"
                await port.close()
                assert termios.tcgetattr(keys) == before
            os.close(master)

        run(type_one())


class TestPortOf:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("serial:/dev/ttyS0", SerialPort),
            ("pty:/dev/pts/1", SerialPort),
            ("tcp:h:1", TcpPort),
            ("tcp-listen:1", TcpListenPort),
            ("udp:1", UdpPort),
            ("mqtt://h/t", MqttPort),
            ("file:x", FilePort),
            ("keyboard:", KeyboardPort),
            ("screen:", HandPort),
        ],
    )
    def test_is_the_port_of_the_address(self, text: str, kind: type[Port]) -> None:
        assert isinstance(port_of(read_address(text), encode), kind)
