"""What every decoder owes: nothing raises, nothing is lost, and it is the same however it arrives.

The protocols differ in their own tests; here all are asked the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.devices.codec import Decoder, Event, Notice, Received, Rejected
from halflap.devices.framing import LINE_LIMIT, REPLY_LIMIT
from halflap.devices.mqtt_message import MESSAGE_LIMIT
from halflap.devices.protocols import PROTOCOLS
from halflap.sport.impulse import DAY_US, Impulse

NAMES = tuple(PROTOCOLS)
TEXT = tuple(name for name in NAMES if name != "p3")
CHECKED = ("timy", "thcom08", "chronelec", "p3")
SENT = {
    "timy": ("C0", "C2", "C3"),
    "thcom08": ("1", "2", "17"),
    "chronelec": ("STA", "BOX", "B01"),
    "p3": ("GUN", "EXT1", "00002329"),
    "rr": ("TRIGGER", "L1", "L2"),
    "mqtt": ("C0", "C2", "C3"),
    "jsonl": ("C0", "C2", "C3"),
}
DIGITS = {"timy": 4, "thcom08": 5, "chronelec": 3, "p3": 6, "rr": 3, "mqtt": 6, "jsonl": 6}
DATED = ("thcom08", "p3", "rr")
WITH_REF = ("chronelec", "rr", "mqtt", "jsonl")

Key = tuple[str, int, str]


@dataclass(frozen=True)
class Stream:
    """What a device sends: the impulses, and the bytes of each."""

    name: str
    impulses: tuple[Impulse, ...]

    @property
    def lines(self) -> list[bytes]:
        return [PROTOCOLS[self.name].encode(impulse) for impulse in self.impulses]

    @property
    def data(self) -> bytes:
        return b"".join(self.lines)


@st.composite
def impulses(draw: st.DrawFn, name: str, number: int) -> Impulse:
    step = 10 ** (6 - DIGITS[name])
    us = draw(st.integers(0, (DAY_US - 1) // step)) * step
    days = draw(st.integers(9000, 9999)) if name in DATED else 0
    channel = draw(st.sampled_from(SENT[name]))
    ref = ""
    if name in WITH_REF and channel not in ("TRIGGER", "C0"):
        ref = draw(st.sampled_from(("", "255", "110167")))
    if name == "p3" and channel == "00002329":
        ref = str(draw(st.integers(10_000, 99_999_999)))
    return Impulse(
        channel=channel,
        us=days * DAY_US + us,
        ref=ref,
        number=None if name == "chronelec" else number,
        digits=DIGITS[name],
        dated=name in DATED,
    )


@st.composite
def streams(draw: st.DrawFn, name: str, least: int = 1) -> Stream:
    count = draw(st.integers(least, 6))
    return Stream(name, tuple(draw(impulses(name, number + 1)) for number in range(count)))


any_stream = st.sampled_from(NAMES).flatmap(streams)


def read(decoder: Decoder, parts: Iterable[bytes]) -> list[Event]:
    events = [event for part in parts for event in decoder.feed(part)]
    return events + decoder.close()


def raw(events: list[Event]) -> bytes:
    return b"".join(event.raw for event in events)


def received(events: list[Event]) -> list[Impulse]:
    return [event.impulse for event in events if isinstance(event, Received)]


def keys(found: Iterable[Impulse]) -> list[Key]:
    return [(one.channel, one.us, one.ref) for one in found]


def meaning(events: list[Event]) -> list[object]:
    """Events but for their raw bytes; an empty line and a late LF say nothing."""
    found: list[object] = []
    for event in events:
        match event:
            case Received(line=line, impulse=impulse):
                found.append((line, impulse))
            case Rejected(line=line, why=why):
                found.append((line, str(why)))
            case Notice(line=line, text=text, trouble=trouble) if text is not None:
                found.append((line, str(text), trouble))
    return found


@st.composite
def cut(draw: st.DrawFn, data: bytes) -> list[bytes]:
    places = sorted(draw(st.lists(st.integers(0, len(data)), max_size=12)))
    bounds = [0, *places, len(data)]
    return [data[start:end] for start, end in pairwise(bounds)]


rubbish = st.binary(max_size=60) | st.sampled_from(
    (b"\r", b"\n", b"\r\n", b"\x00", b"\x8d", b"\x8e", b"\x8f", b"<", b"+++", b"#P;", b"{", b"\\n")
)


@st.composite
def dirty(draw: st.DrawFn) -> tuple[str, bytes]:
    """A stream with anything at all between its lines."""
    stream = draw(any_stream)
    parts = [part for line in stream.lines for part in (draw(rubbish), line)]
    return stream.name, b"".join((*parts, draw(rubbish)))


class TestNothingIsLost:
    @given(data=st.data(), stream=dirty())
    def test_every_byte_is_in_one_event(
        self, data: st.DataObject, stream: tuple[str, bytes]
    ) -> None:
        name, sent = stream
        assert raw(read(PROTOCOLS[name].decoder(), data.draw(cut(sent)))) == sent

    @pytest.mark.parametrize("name", NAMES)
    @given(sent=st.binary(max_size=300))
    def test_no_bytes_raise(self, name: str, sent: bytes) -> None:
        assert raw(read(PROTOCOLS[name].decoder(), [sent])) == sent

    @pytest.mark.parametrize("name", NAMES)
    def test_a_device_of_another_protocol_is_not_taken_for_this_one(self, name: str) -> None:
        for other in NAMES:
            line = PROTOCOLS[other].encode(Impulse(SENT[other][1], 52_325_123_000, number=7))
            found = read(PROTOCOLS[name].decoder(), [line])
            assert len(received(found)) == (1 if other == name else 0)


class TestSplitAnywhere:
    @given(data=st.data(), stream=dirty())
    def test_gives_the_same(self, data: st.DataObject, stream: tuple[str, bytes]) -> None:
        name, sent = stream
        whole = read(PROTOCOLS[name].decoder(), [sent])
        assert meaning(read(PROTOCOLS[name].decoder(), data.draw(cut(sent)))) == meaning(whole)

    @given(stream=dirty())
    def test_one_byte_at_a_time_gives_the_same(self, stream: tuple[str, bytes]) -> None:
        name, sent = stream
        single = [sent[at : at + 1] for at in range(len(sent))]
        whole, bytewise = PROTOCOLS[name].decoder(), PROTOCOLS[name].decoder()
        assert meaning(read(bytewise, single)) == meaning(read(whole, [sent]))
        assert bytewise.take_replies() == whole.take_replies()

    @given(stream=any_stream)
    def test_an_impulse_does_not_wait_for_the_byte_after_its_line(self, stream: Stream) -> None:
        decoder = PROTOCOLS[stream.name].decoder()
        for line, impulse in zip(stream.lines, stream.impulses, strict=True):
            assert keys(received(decoder.feed(line.removesuffix(b"\n")))) == keys([impulse]) or (
                stream.name in ("mqtt", "jsonl") and keys(received(decoder.feed(b"\n")))
            )


@st.composite
def damaged(draw: st.DrawFn, name: str) -> tuple[Stream, bytes, set[int]]:
    """A stream with one byte changed, lost or too many, and the impulses that this may touch."""
    stream = draw(streams(name, 3))
    line = draw(st.integers(1, len(stream.lines) - 1))
    place = draw(st.integers(0, len(stream.lines[line]) - 1))
    hurt = bytearray(stream.lines[line])
    match draw(st.sampled_from(("change", "lose", "add"))):
        case "change":
            hurt[place] ^= draw(st.integers(1, 255))
        case "lose":
            del hurt[place]
        case "add":
            hurt.insert(place, draw(st.integers(0, 255)))
    lines = [*stream.lines[:line], bytes(hurt), *stream.lines[line + 1 :]]
    return stream, b"".join(lines), {line - 1, line, line + 1} if place == 0 else {line, line + 1}


class TestDamage:
    @pytest.mark.parametrize("name", NAMES)
    @given(data=st.data())
    def test_lines_that_are_not_touched_are_read(self, name: str, data: st.DataObject) -> None:
        stream, sent, touched = data.draw(damaged(name))
        found = read(PROTOCOLS[name].decoder(), [sent])
        assert raw(found) == sent
        left = keys(received(found))
        for at, key in enumerate(keys(stream.impulses)):
            assert at in touched or key in left

    @pytest.mark.parametrize("name", CHECKED)
    @given(data=st.data())
    def test_a_checksum_lets_no_damaged_time_through(self, name: str, data: st.DataObject) -> None:
        stream, sent, _ = data.draw(damaged(name))
        found = keys(received(read(PROTOCOLS[name].decoder(), [sent])))
        assert set(found) <= set(keys(stream.impulses))

    @pytest.mark.parametrize("name", CHECKED)
    def test_a_damaged_line_is_rejected_with_its_reason(self, name: str) -> None:
        line = PROTOCOLS[name].encode(Impulse(SENT[name][1], 52_325_123_000, number=7))
        at = line.find(b"14:3") + 1 or 30  # in the time: every bit of it counts
        hurt = line[:at] + bytes((line[at] ^ 1,)) + line[at + 1 :]
        (event,) = read(PROTOCOLS[name].decoder(), [hurt])
        assert isinstance(event, Rejected)
        assert "The checksum is wrong" in str(event.why)


class TestRoundTrip:
    @given(stream=any_stream)
    def test_what_is_sent_is_read(self, stream: Stream) -> None:
        found = received(read(PROTOCOLS[stream.name].decoder(), [stream.data]))
        assert keys(found) == keys(stream.impulses)
        assert [one.number for one in found] == [one.number for one in stream.impulses]
        assert [one.dated for one in found] == [one.dated for one in stream.impulses]
        assert {one.digits for one in found} == {DIGITS[stream.name]}

    @pytest.mark.parametrize("name", NAMES)
    @given(data=st.data())
    def test_the_device_sends_the_same(self, name: str, data: st.DataObject) -> None:
        stream = data.draw(streams(name))
        device, decoder = PROTOCOLS[name].device(), PROTOCOLS[name].decoder()
        hello = b"" if name == "timy" else PROTOCOLS[name].hello  # which sets a dead time
        found = received(decoder.feed(device.feed(hello)))
        for impulse in stream.impulses:
            wire = device.send(impulse)
            while wire:
                found += received(decoder.feed(wire))
                wire = device.feed(decoder.take_replies())
        assert set(keys(found)) == set(keys(stream.impulses))


class TestLines:
    @pytest.mark.parametrize("name", TEXT)
    @given(data=st.data())
    def test_are_counted_as_in_a_text_file(self, name: str, data: st.DataObject) -> None:
        lines = [line.rstrip(b"\r\n") for line in data.draw(streams(name)).lines]
        texts = data.draw(st.lists(st.sampled_from((*lines, b"", b"rubbish", b" ")), max_size=12))
        ends = st.sampled_from((b"\r", b"\n", b"\r\n"))
        file = b"".join(text + data.draw(ends) for text in texts)
        expected = [
            number for number, text in enumerate(re.split(rb"\r\n|\r|\n", file), 1) if text in lines
        ]
        events = read(PROTOCOLS[name].decoder(), data.draw(cut(file)))
        assert [event.line for event in events if isinstance(event, Received)] == expected

    @pytest.mark.parametrize("name", TEXT)
    def test_a_last_line_without_an_end_is_read(self, name: str) -> None:
        line = PROTOCOLS[name].encode(Impulse(SENT[name][1], 52_325_123_000, number=7))
        decoder = PROTOCOLS[name].decoder()
        assert received(decoder.feed(line.rstrip(b"\r\n"))) == []
        assert keys(received(decoder.close())) == [(SENT[name][1], 52_325_123_000, "")]

    @pytest.mark.parametrize("name", TEXT)
    def test_a_byte_order_mark_is_no_part_of_the_first_line(self, name: str) -> None:
        line = PROTOCOLS[name].encode(Impulse(SENT[name][1], 52_325_123_000, number=7))
        found = read(PROTOCOLS[name].decoder(), [b"\xef\xbb\xbf" + line])
        assert len(received(found)) == 1

    @pytest.mark.parametrize("name", NAMES)
    def test_are_counted_on_after_the_stream_was_closed(self, name: str) -> None:
        line = PROTOCOLS[name].encode(Impulse(SENT[name][1], 52_325_123_000, number=7))
        decoder = PROTOCOLS[name].decoder()
        decoder.feed(line + b"half")
        decoder.close()
        events = decoder.feed(line)
        assert [event.line for event in events if isinstance(event, Received)] == [3]


class TestBounds:
    @pytest.mark.parametrize("name", TEXT)
    def test_a_line_without_an_end_is_rejected_and_not_kept(self, name: str) -> None:
        limit = MESSAGE_LIMIT if name == "mqtt" else LINE_LIMIT
        line = PROTOCOLS[name].encode(Impulse(SENT[name][1], 52_325_123_000, number=7))
        decoder = PROTOCOLS[name].decoder()
        sent = b"x" * (3 * limit)
        events = decoder.feed(sent)
        assert len(raw(events)) >= len(sent) - limit
        events += decoder.feed(b"\r\n" + line)
        assert [type(event) for event in events if not isinstance(event, Notice)] == [
            Rejected,
            Received,
        ]
        assert isinstance(events[0], Rejected)
        assert str(events[0].why) == f"This line goes on for more than {limit} bytes."
        assert [event.line for event in events] == [1, 1, 1, 2]
        assert raw(events) == sent + b"\r\n" + line

    @given(start=st.integers(0, 3), size=st.integers(1, 700))
    def test_it_is_cut_at_the_same_places_however_it_arrives(self, start: int, size: int) -> None:
        sent = b"y" * start + b"z" * (2 * LINE_LIMIT) + b"\n"
        parts = [sent[at : at + size] for at in range(0, len(sent), size)]
        whole = read(PROTOCOLS["timy"].decoder(), [sent])
        assert read(PROTOCOLS["timy"].decoder(), parts) == whole

    def test_a_frame_without_an_end_is_rejected_and_not_kept(self) -> None:
        decoder = PROTOCOLS["p3"].decoder()
        events = decoder.feed(b"\x8e" + b"x" * 10_000)
        assert len(raw(events)) > 10_000 - LINE_LIMIT
        assert {type(event) for event in events} == {Rejected}

    @pytest.mark.parametrize("name", NAMES)
    def test_replies_that_nobody_takes_do_not_grow_for_ever(self, name: str) -> None:
        decoder = PROTOCOLS[name].decoder()
        line = PROTOCOLS[name].encode
        for number in range(1, 20_000, 7):
            decoder.feed(line(Impulse(SENT[name][1], number * 1_000_000, number=number)))
        assert len(decoder.take_replies()) <= REPLY_LIMIT
        assert decoder.take_replies() == b""
