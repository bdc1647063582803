"""Chronelec / TAG Heuer Protime: passings that wait for their acknowledgement, and commands."""

from __future__ import annotations

import pytest

from halflap.devices import chronelec
from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.sport.impulse import Impulse

PASSINGS = [
    (
        "<STA 000255 14:32'05\"957 01 01 1 1566>\r\n",
        Impulse("STA", 52_325_957_000, ref="255", digits=3),
    ),
    ("<BOX 000000 14:32'05\"957 00 00 0 1552>\r\n", Impulse("BOX", 52_325_957_000, digits=3)),
    (
        "<STA 000255 00:00'31\"957 01 01 1 1555>\r\n",
        Impulse("STA", 31_957_000, ref="255", digits=3),
    ),
]


def framed(data: str) -> bytes:
    return f"<{data}{chronelec.checksum(data.encode())}>\r\n".encode()


class TestAPassing:
    @pytest.mark.parametrize(("frame", "impulse"), PASSINGS)
    def test_is_read_and_acknowledged(self, frame: str, impulse: Impulse) -> None:
        decoder = chronelec.Decoder()
        assert decoder.feed(frame.encode()) == [Received(1, frame.encode(), impulse)]
        assert decoder.take_replies() == b"\x1b\x11"

    @pytest.mark.parametrize(("frame", "impulse"), PASSINGS)
    def test_is_written_as_the_decoder_does(self, frame: str, impulse: Impulse) -> None:
        assert chronelec.encode(impulse) == frame.encode()

    def test_of_a_pressed_key_is_manual(self) -> None:
        (found,) = chronelec.Decoder().feed(framed("MAN 000000 14:32'05\"957 00 00 0 "))
        assert isinstance(found, Received)
        assert found.impulse.manual
        assert found.impulse.channel == "MAN"

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("2", "The battery of transponder 255 is low: change it."),
            ("3", "The battery of transponder 255 is failing: change it now."),
        ],
    )
    def test_says_when_a_battery_is_low(self, code: str, said: str) -> None:
        found = chronelec.Decoder().feed(framed(f"STA 000255 14:32'05\"957 01 01 {code} "))
        assert [type(event) for event in found] == [Received, Notice]
        assert isinstance(found[1], Notice)
        assert (str(found[1].text), found[1].trouble, found[1].raw) == (said, True, b"")

    def test_sent_twice_comes_from_memory_the_second_time(self) -> None:
        decoder = chronelec.Decoder()
        first, second = decoder.feed(PASSINGS[0][0].encode() * 2)
        assert isinstance(first, Received)
        assert isinstance(second, Received)
        assert (first.impulse.memory, second.impulse.memory) == (False, True)

    @pytest.mark.parametrize("time", ["24:00'00\"000", "14:60'00\"000", "14:32'60\"000"])
    def test_with_an_impossible_time_is_rejected(self, time: str) -> None:
        (found,) = chronelec.Decoder().feed(framed(f"STA 000255 {time} 01 01 1 "))
        assert isinstance(found, Rejected)
        assert str(found.why) == f"“{time}” is no time of day."

    def test_after_zero_bytes_is_read(self) -> None:
        (found,) = chronelec.Decoder().feed(b"\x00\x00" + PASSINGS[0][0].encode())
        assert isinstance(found, Received)


class TestADamagedPassing:
    def test_is_asked_for_again(self) -> None:
        decoder = chronelec.Decoder()
        (found,) = decoder.feed(PASSINGS[0][0].replace("1566", "1567").encode())
        assert isinstance(found, Rejected)
        assert str(found.why) == "The checksum is wrong: 1567 was sent, the bytes give 1566."
        assert decoder.take_replies() == b"\x1b\x12"

    @pytest.mark.parametrize("line", [b"<STA 000255 14:32\r\n", b"STA 000255 14:32'05\r\n"])
    def test_is_asked_for_again_if_it_was_cut_off(self, line: bytes) -> None:
        decoder = chronelec.Decoder()
        (found,) = decoder.feed(line)
        assert isinstance(found, Rejected)
        assert decoder.take_replies() == b"\x1b\x12"

    def test_is_let_go_when_it_stays_damaged(self) -> None:
        decoder = chronelec.Decoder()
        for _ in range(4):
            decoder.feed(PASSINGS[0][0].replace("1566", "1567").encode())
        assert decoder.take_replies() == b"\x1b\x12" * 3 + b"\x1b\x11"

    def test_rubbish_is_not_acknowledged(self) -> None:
        decoder = chronelec.Decoder()
        decoder.feed(b"hello\r\n" * 10)
        assert decoder.take_replies() == b"\x1b\x12" * 3


class TestAnswers:
    def test_a_status_is_shown(self) -> None:
        (found,) = chronelec.Decoder().feed(b"[14:32:05 01 01 10 10]\r\n")
        assert isinstance(found, Notice)
        assert str(found.text) == "The device answers: [14:32:05 01 01 10 10]"

    def test_the_configuration_may_hold_line_ends(self) -> None:
        device, decoder = chronelec.Device(box="1234"), chronelec.Decoder()
        answer = device.feed(chronelec.ASK_CONFIGURATION)
        address = bytes((192, 168, 95, 252))
        assert address in answer
        (found,) = decoder.feed(answer.replace(address, bytes((10, 0, 13, 1))))
        assert isinstance(found, Notice)
        assert str(found.text) == "Connected to decoder 1234."
        (passing,) = decoder.feed(PASSINGS[0][0].encode())
        assert passing.line == 2


class TestTheDevice:
    def test_sends_one_passing_at_a_time(self) -> None:
        device = chronelec.Device()
        assert device.send(PASSINGS[0][1]) == PASSINGS[0][0].encode()
        assert device.send(PASSINGS[1][1]) == b""
        assert device.feed(chronelec.REPEAT) == PASSINGS[0][0].encode()
        assert device.repeat() == PASSINGS[0][0].encode()
        assert device.feed(chronelec.ACKNOWLEDGE) == PASSINGS[1][0].encode()
        assert device.feed(chronelec.ACKNOWLEDGE) == b""
        assert device.feed(chronelec.REPEAT) == PASSINGS[1][0].encode()

    def test_a_passing_that_was_damaged_on_its_way_is_recovered(self) -> None:
        device, decoder = chronelec.Device(), chronelec.Decoder()
        sent = [Impulse("STA", number * 10_000_000, ref="7", digits=3) for number in range(5)]
        found: list[Event] = []
        for number, impulse in enumerate(sent):
            wire = device.send(impulse)
            if number == 2:
                wire = wire.replace(b"STA", b"STB")
            while wire:
                found += decoder.feed(wire)
                wire = device.feed(decoder.take_replies())
        assert [one.impulse for one in found if isinstance(one, Received)] == sent
        assert sum(isinstance(one, Rejected) for one in found) == 1

    def test_starts_and_stops(self) -> None:
        device = chronelec.Device()
        assert device.feed(chronelec.STOP) == b"[STOP]\r\n"
        assert device.send(PASSINGS[0][1]) == b""
        assert device.feed(chronelec.START) == b"[DEPART]\r\n"
        assert device.feed(chronelec.START) == b""
        assert device.send(PASSINGS[0][1])

    def test_takes_commands_split_anywhere(self) -> None:
        device = chronelec.Device()
        asked = (
            chronelec.set_time(14, 32, 5)
            + chronelec.set_date(2026, 11, 25)
            + chronelec.set_level(30)
            + b"xx"
            + chronelec.ASK_STATUS
        )
        answers = b"".join(device.feed(bytes((byte,))) for byte in asked)
        assert answers == b"[00:00:00 01 01 10 10]\r\n"


class TestCommands:
    def test_of_version_3_end_with_their_crc(self) -> None:
        assert chronelec.crc(b"123456789") == 0x6F91
        assert chronelec.version_3(b"123456789") == b"\x1b123456789\x6f\x91>"

    def test_set_the_clock(self) -> None:
        assert chronelec.set_time(14, 32, 5) == b"\x1bH\x0e\x20\x05t"
        assert chronelec.set_date(2026, 11, 25)[:6] == b"\x1b\x0a\x0a\x19\x0b\x1a"
        assert chronelec.set_level(7) == b"\x1b\x1e07\x1b\x1f07"
