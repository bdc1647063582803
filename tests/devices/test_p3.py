"""MYLAPS P3: frames with escapes and CRC, numbered passings, the re-request of lost ones."""

from __future__ import annotations

import pytest

from halflap.devices import p3
from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.devices.p3_frame import Field, Message, message, read_frame
from halflap.sport.impulse import Impulse

PASSING = bytes.fromhex(
    "8e023300a27400000100010401000000030440e20100040840e2cfeeb54006000502780006021e000802000081042923"
    "00008f"
)
GUN = bytes.fromhex(
    "8e02270079020000010001048dae8dad00000304082700000408cfe2cfeeb54006008104292300008f"
)
PASSED = Impulse("00002329", 1_760_000_000_123_456, ref="123456", number=1, digits=6, dated=True)
FIRED = Impulse("GUN", 1_760_000_000_123_599, number=36_238, digits=6, dated=True)


def read(*parts: bytes) -> list[Event]:
    decoder = p3.Decoder()
    return [event for part in parts for event in decoder.feed(part)] + decoder.close()


def impulse(number: int) -> Impulse:
    return Impulse("EXT1", number * 1_000_000, number=number, digits=6, dated=True)


class TestAPassing:
    @pytest.mark.parametrize(("frame", "found"), [(PASSING, PASSED), (GUN, FIRED)])
    def test_is_read(self, frame: bytes, found: Impulse) -> None:
        assert read(frame) == [Received(1, frame, found)]

    def test_is_written_as_the_decoder_does(self) -> None:
        assert p3.encode(PASSED) == PASSING

    def test_of_a_trigger_is_escaped(self) -> None:
        flags = bytes.fromhex("08020000")
        assert p3.encode(FIRED).count(b"\x8d\xae\x8d\xad") == 1
        assert flags in p3.encode(FIRED)
        assert read(p3.encode(FIRED)) == [Received(1, p3.encode(FIRED), FIRED)]

    @pytest.mark.parametrize("channel", ["EXT1", "GUN", "EXT2", "MARKER"])
    def test_of_each_trigger_names_it(self, channel: str) -> None:
        (found,) = read(p3.encode(Impulse(channel, 1, number=1)))
        assert isinstance(found, Received)
        assert (found.impulse.channel, found.impulse.ref) == (channel, "")

    def test_of_a_transponder_with_a_text_has_it_as_its_reference(self) -> None:
        (found,) = read(p3.encode(Impulse("", 1, ref="AB-12345", number=1)))
        assert isinstance(found, Received)
        assert (found.impulse.channel, found.impulse.ref) == ("00002329", "AB-12345")

    def test_without_a_box_has_no_channel(self) -> None:
        frame = message(1, [Field.of(0x03, 77, 4), Field.of(0x04, 5, 8)])
        assert read(frame) == [Received(1, frame, Impulse("", 5, ref="77", digits=6, dated=True))]

    @pytest.mark.parametrize("fields", [[], [Field(0x04)], [Field.of(0x04, (1 << 64) - 1, 8)]])
    def test_without_a_time_is_rejected(self, fields: list[Field]) -> None:
        (found,) = read(message(1, fields))
        assert isinstance(found, Rejected)
        assert str(found.why) == "This passing has no time."


class TestAFrame:
    def test_to_ask_for_the_time(self) -> None:
        assert p3.get_time().hex() == "8e0211004e4e000024000100040005008f"

    def test_with_long_lengths_is_read(self) -> None:
        plain = message(1, [Field.of(0x04, 5, 8)])
        body = b"\x04\x08\x00\x00\x00" + (5).to_bytes(8, "little")
        head = plain[:4] + b"\x00\x00\x01\x00" + plain[8:10]
        framed = _sealed(head + body + b"\x8f")
        found = read_frame(framed)
        assert found == Message(1, (Field.of(0x04, 5, 8),))

    def test_with_a_wrong_crc_is_rejected(self) -> None:
        (found,) = read(PASSING[:-2] + b"\x01\x8f")
        assert isinstance(found, Rejected)
        assert str(found.why).startswith("The checksum is wrong: 74a2 was sent, the bytes give ")

    def test_cut_off_by_the_next_is_rejected_and_the_next_is_read(self) -> None:
        first, second = read(PASSING[:20] + GUN)
        assert isinstance(first, Rejected)
        assert str(first.why) == "This frame was cut off before its end."
        assert second == Received(2, GUN, FIRED)

    def test_bytes_outside_are_rejected(self) -> None:
        outside, found = read(b"hello" + PASSING)
        assert isinstance(outside, Rejected)
        assert (outside.raw, str(outside.why)) == (
            b"hello",
            "These bytes are outside of any frame.",
        )
        assert isinstance(found, Received)

    def test_that_is_too_short_is_rejected(self) -> None:
        assert str(read_frame(b"\x8e\x02\x8f")) == "This frame is too short."

    def test_with_a_field_that_reaches_over_its_end_is_rejected(self) -> None:
        plain = bytearray(message(1, [Field.of(0x04, 5, 8)]))
        plain[11] = 9
        assert str(read_frame(_sealed(bytes(plain)))) == (
            "A field of this frame is longer than the frame."
        )

    @pytest.mark.parametrize("kind", [0x02, 0x18, 0x20, 0x24, 0x28, 0x30, 0x45, 0x4A])
    def test_of_another_kind_is_a_notice(self, kind: int) -> None:
        (found,) = read(message(kind, []))
        assert isinstance(found, Notice)
        assert not found.trouble

    def test_of_an_unknown_kind_says_so(self) -> None:
        (found,) = read(message(0x1234, []))
        assert isinstance(found, Notice)
        assert str(found.text) == "P3 message of an unknown kind: 1234."

    def test_of_an_error_is_trouble(self) -> None:
        (found,) = read(message(0xFFFF, []))
        assert isinstance(found, Notice)
        assert found.trouble


def _sealed(plain: bytes) -> bytes:
    """A frame without bytes to escape, with its right CRC."""
    value = 0xFFFF
    for byte in plain[:4] + bytes(2) + plain[6:]:
        top = value >> 8 << 8
        for _ in range(8):
            top = (top << 1) ^ 0x1021 if top & 0x8000 else top << 1
        value = ((value << 8) ^ (top & 0xFFFF) ^ byte) & 0xFFFF
    return plain[:4] + value.to_bytes(2, "little") + plain[6:]


class TestALostPassing:
    def test_is_asked_for_and_comes(self) -> None:
        device, decoder = p3.Device(), p3.Decoder()
        found: list[Event] = []
        for number in range(1, 8):
            wire = device.send(impulse(number))
            if number in (3, 4):
                continue
            found += decoder.feed(wire)
            found += decoder.feed(device.feed(decoder.take_replies()))
        got = [event.impulse for event in found if isinstance(event, Received)]
        assert [one.number for one in got] == [1, 2, 5, 3, 4, 6, 7]
        assert [one.number for one in got if one.memory] == [3, 4]
        said = [str(event.text) for event in found if isinstance(event, Notice)]
        assert said == ["Impulses 3 to 4 did not arrive: asked for again."]

    def test_is_asked_for_by_its_number(self) -> None:
        decoder = p3.Decoder()
        decoder.feed(p3.encode(impulse(1)) + p3.encode(impulse(5)))
        found = read_frame(decoder.take_replies())
        assert isinstance(found, Message)
        assert (found.kind, found.number(1), found.number(2)) == (4, 2, 4)

    def test_of_a_decoder_that_was_cleared_is_no_gap(self) -> None:
        late = Impulse("EXT1", 99_000_000, number=1, digits=6, dated=True)
        found = read(p3.encode(impulse(57)), p3.encode(late))
        (said,) = [event for event in found if isinstance(event, Notice)]
        assert str(said.text).startswith("The device counts from 1 again")


class TestTheDevice:
    def test_numbers_its_passings(self) -> None:
        device = p3.Device()
        frames = [device.send(Impulse("GUN", at)) for at in (5, 6)]
        assert [event.impulse.number for event in read(*frames) if isinstance(event, Received)] == [
            1,
            2,
        ]

    def test_tells_the_time(self) -> None:
        device = p3.Device()
        device.send(FIRED)
        found = read_frame(device.feed(p3.get_time()))
        assert isinstance(found, Message)
        assert (found.kind, found.number(1)) == (0x24, FIRED.us)

    def test_says_who_it_is(self) -> None:
        (found,) = read(p3.Device(box=0xABCDEF).feed(p3.get_version()))
        assert isinstance(found, Notice)
        assert str(found.text) == "Connected to decoder 00abcdef."

    def test_answers_signs_of_life_and_status_split_anywhere(self) -> None:
        device = p3.Device()
        asked = p3.watchdog() + p3.get_status() + b"rubbish" + message(0x20, [])
        answers = b"".join(device.feed(bytes((byte,))) for byte in asked)
        assert len(read(answers)) == 3

    def test_forgets_when_it_is_cleared(self) -> None:
        device = p3.Device()
        device.send(impulse(1))
        device.feed(message(5, []))
        assert device.feed(p3.resend(1, 9)) == b""
