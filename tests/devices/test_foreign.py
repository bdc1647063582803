"""A foreign implementation reads what our devices send, and our codecs read what it sends.

metarace (MIT) drives the same hardware at track meets. Its decoders are run without their threads
and ports: their parsers get our bytes, and what they write goes to our simulated devices.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from halflap.devices import chronelec, mqtt_message, p3, p3_frame, race_result, timy
from halflap.devices.codec import Received
from halflap.devices.device_side import DeviceSide
from halflap.sport.impulse import DAY_US, Impulse, time_of_day

WHY = "the foreign implementation is not installed: metarace[timing]"
foreign_timy: Any = pytest.importorskip("metarace.timy", reason=WHY)
foreign_chronelec: Any = pytest.importorskip("metarace.decoder.thbc", reason=WHY)
foreign_p3: Any = pytest.importorskip("metarace.decoder.amb", reason=WHY)
foreign_race_result: Any = pytest.importorskip("metarace.decoder.rrs", reason=WHY)
foreign_time: Any = pytest.importorskip("metarace.tod", reason=WHY)

DAYS = (date(2026, 11, 25) - date(1970, 1, 1)).days
TIMES = (0, 1_000_000, 52_325_123_400, 86_399_999_000)


class Wire:
    """A serial port or socket whose other end is one of our devices."""

    def __init__(self, device: DeviceSide) -> None:
        self._device = device
        self.arrived = b""

    def write(self, data: bytes) -> None:
        self.arrived += self._device.feed(bytes(data))

    sendall = write

    def read(self, size: int) -> bytes:
        taken, self.arrived = self.arrived[:size], self.arrived[size:]
        return taken

    recv = read


def listen(decoder: Any) -> list[Any]:
    """What the foreign decoder reports, as it comes."""
    heard: list[Any] = []
    decoder.setcb(heard.append)
    return heard


def asked(decoder: Any) -> Iterator[tuple[str, Any]]:
    """The commands that wait in the foreign decoder's queue."""
    while not decoder._cqueue.empty():
        yield decoder._cqueue.get_nowait()


def clock(us: int, digits: int) -> str:
    return time_of_day(us)[: 9 + digits]


class TestTimy:
    @pytest.mark.parametrize("us", TIMES)
    @pytest.mark.parametrize("checked", [True, False])
    @pytest.mark.parametrize("manual", [True, False])
    def test_a_line_of_ours_is_read(self, us: int, checked: bool, manual: bool) -> None:
        line = timy.encode(Impulse("C2", us, number=7, manual=manual), checked=checked)
        found = foreign_timy.timy()._parse_message(line.decode("cp437"))
        assert foreign_timy.chan2id(found.chan) == 2
        assert found.rawtime(4, zeros=True, hoursep=":") == clock(us, 4)

    def test_a_damaged_line_is_refused_by_both(self) -> None:
        line = timy.encode(Impulse("C2", 52_325_123_400, number=7)).replace(b"14:32", b"14:33")
        assert foreign_timy.timy()._parse_message(line.decode("cp437")) is None
        assert not any(isinstance(event, Received) for event in timy.Decoder().feed(line))

    def test_its_commands_set_up_our_device_which_answers_in_its_words(self) -> None:
        device, host = timy.Device(serial="4711"), foreign_timy.timy()
        host.sane()
        host.delaytime("0.5")
        host.dumpall()
        device.send(Impulse("C3", 52_325_123_400, number=7))
        heard = [
            host._parse_message(line.decode("cp437"))
            for _, command in asked(host)
            for line in device.feed(command.encode("cp437")).split(b"\r")
        ]
        assert device.checked
        assert (device.start_dead_us, device.finish_dead_us) == (500_000, 500_000)
        (recalled,) = [one for one in heard if one is not None]
        assert (recalled.chan, recalled.rawtime(4)) == ("C3", "14h32:05.1234")


class TestChronelec:
    @pytest.mark.parametrize("us", TIMES)
    def test_a_passing_of_ours_is_read(self, us: int) -> None:
        host = foreign_chronelec.thbc()
        found = host._parse_message(chronelec.encode(Impulse("STA", us, ref="255")), ack=False)
        assert (found.chan, found.refid) == ("C0", "255")
        assert found.rawtime(3, zeros=True, hoursep=":") == clock(us, 3)

    def test_it_talks_with_our_device(self) -> None:
        device, host = chronelec.Device(box="1234"), foreign_chronelec.thbc()
        wire = Wire(device)
        host._io = wire
        heard = listen(host)
        host._write(foreign_chronelec.QUECMD)
        host._write(foreign_chronelec.STATCMD)
        host._set_date()
        for number in range(1, 5):
            wire.arrived += device.send(Impulse("STA", number * 1_000_000, ref=str(number)))
        host._read(count=99)
        assert host._boxname == "1234"
        assert [one.refid for one in heard] == ["1", "2", "3", "4"]
        assert device.repeat() == b""

    def test_its_commands_are_ours(self) -> None:
        host = foreign_chronelec
        assert (host.ACKCMD, host.REPEATCMD) == (chronelec.ACKNOWLEDGE, chronelec.REPEAT)
        assert (host.STARTCMD, host.STOPCMD) == (chronelec.START, chronelec.STOP)
        assert (host.STATCMD, host.QUECMD) == (chronelec.ASK_STATUS, chronelec.ASK_CONFIGURATION)
        assert host.mcrf4xx(b"\x0a\x0a\x19\x0b\x1a") == chronelec.crc(b"\x0a\x0a\x19\x0b\x1a")


class TestP3:
    def test_it_talks_with_our_device_and_recovers_what_was_lost(self) -> None:
        device, host = p3.Device(box=0x2329), foreign_p3.amb()
        wire = Wire(device)
        host._io = wire
        heard = listen(host)
        host._sane()
        host._status()
        start = DAYS * DAY_US + 36_000_000_000
        sent = [
            Impulse("GUN", start),
            *(Impulse("", start + at * 1_000_001, ref=f"AB-{at}") for at in range(1, 6)),
            Impulse("EXT1", start + 9_000_000),
        ]
        for number, impulse in enumerate(sent):
            frame = device.send(impulse)
            wire.arrived += frame if number not in (2, 3) else b""
            while wire.arrived:
                host._readmsg()
            for command in asked(host):
                host._proccmd(command)
        assert host._boxname == "0x002329"
        assert [one.chan for one in heard] == ["C0", "C1", "C1", "C1", "C1", "C1", "C1"]
        assert sorted(one.refid for one in heard) == [
            "",
            "",
            "AB-1",
            "AB-2",
            "AB-3",
            "AB-4",
            "AB-5",
        ]
        local = datetime.fromtimestamp(start // 1_000_000)
        assert heard[1].rawtime(6, zeros=True, hoursep=":") == f"{local:%H:%M}:01.000001"

    def test_its_frames_are_read_by_our_codec(self) -> None:
        host = foreign_p3.amb()
        wire = Wire(p3.Device())
        host._io = wire
        host._sane()
        assert p3.Decoder().feed(wire.arrived)[0].raw == wire.arrived
        assert foreign_p3.ambp3crc(b"123456789") == p3_frame.crc(b"123456789")


class TestRaceResult:
    def test_it_talks_with_our_device(self) -> None:
        device, host = race_result.Device(), foreign_race_result.rrs()
        wire = Wire(device)
        host._io = wire
        heard = listen(host)
        day = DAYS * DAY_US
        host._sane()
        _serve(host, wire)
        host._lastpassing = 0
        for number in range(1, 4):
            wire.arrived += device.send(Impulse("L2", day + number * 1_234_000, ref=f"T{number}"))
        wire.arrived += device.send(Impulse("TRIGGER", day + 9_000_000))
        _serve(host, wire)
        assert [one.refid for one in heard] == ["T1", "T2", "T3", ""]
        assert [one.chan for one in heard] == ["C2", "C2", "C2", "C1"]
        assert heard[0].rawtime(3) == "1.234"

    def test_it_asks_our_device_for_what_it_has_not_seen(self) -> None:
        device, host = race_result.Device(), foreign_race_result.rrs()
        wire = Wire(device)
        host._io = wire
        heard = listen(host)
        for number in range(1, 4):
            device.send(Impulse("L2", DAYS * DAY_US + number * 1_234_000, ref=f"T{number}"))
        host._lastpassing = 0
        host._refetch()
        _serve(host, wire)
        assert [one.refid for one in heard] == ["T1", "T2", "T3"]
        assert host._fetchpending is False


def _serve(host: Any, wire: Wire) -> None:
    """Let the foreign decoder send what it has queued and read all that arrived."""
    for command in asked(host):
        host._proccmd(command)
    while wire.arrived or b"\n" in host._rdbuf:
        host._procline()


class TestMqttMessage:
    @pytest.mark.parametrize("us", TIMES)
    def test_a_message_of_ours_is_read(self, us: int) -> None:
        sent = mqtt_message.encode(Impulse("C2", us, number=7), source="bb", day="2026-11-25")
        day, found = foreign_time.fromremote(sent.decode().strip())
        assert day == date(2026, 11, 25)
        assert (found.index, found.source, found.chan, found.refid) == ("7", "bb", "C2", "")
        assert found.rawtime(4, zeros=True, hoursep=":") == clock(us, 4)

    @pytest.mark.parametrize("us", TIMES)
    def test_a_message_of_it_is_read_by_us(self, us: int) -> None:
        value = foreign_time.tod(clock(us, 4), index="7", chan="C2", refid="255", source="bb")
        sent = value.remotemsg(passdate="2026-11-25").encode() + b"\n"
        (found,) = mqtt_message.Decoder().feed(sent)
        assert isinstance(found, Received)
        assert found.impulse == Impulse("C2", us, ref="255", number=7, digits=found.impulse.digits)
