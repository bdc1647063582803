"""Knows the MYLAPS (AMB) protocol P3: frames, passings, requests, and the decoder's own side.

A frame is 8E, version 2, length, CRC, flags and type (little-endian, two bytes each), fields, 8F;
between the first and the last byte 8D, 8E and 8F are sent as 8D and the byte + 20 (hexadecimal).
A field is id, length (one byte, four where flag 1 is set) and value. Passings are numbered.
Channels are EXT1, GUN, EXT2 and MARKER for the triggers 9991, 9992, 9993 and 9995; for
transponders the id of the box, eight hexadecimal digits. Source: the protocol as read by programs
in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.devices.counting import Counting, Span, missing, restarted
from halflap.devices.framing import REPLY_LIMIT
from halflap.devices.p3_frame import (
    PASSING,
    Field,
    Frames,
    Message,
    message,
    read_frame,
)
from halflap.sport.impulse import Impulse
from halflap.words.sentence import Sentence, say

EPOCH = "1970-01-01"
STATUS, VERSION, RESEND, CLEAR, WATCHDOG, PING = 0x02, 0x03, 0x04, 0x05, 0x18, 0x20
GET_TIME, SETTINGS, ERROR = 0x24, 0x28, 0xFFFF
NUMBER, TRANSPONDER, RTC, STRENGTH, HITS, FLAGS, TEXT = 0x01, 0x03, 0x04, 0x05, 0x06, 0x08, 0x0A
BOX = 0x81
TRIGGERS = {9991: "EXT1", 9992: "GUN", 9993: "EXT2", 9995: "MARKER"}
_TRIGGER_IDS = {channel: number for number, channel in TRIGGERS.items()}
_YEAR_10000_US = 253_402_300_800 * 1_000_000
_KNOWN = {0x00, 0x02, 0x03, 0x04, 0x05, 0x13, 0x14, 0x15, 0x18, 0x20, 0x24, 0x28, 0x2D, 0x2F, 0x30}
_KNOWN |= {0x45, 0x4A}


class Decoder:
    """The host's side: asks for passings whose number was skipped."""

    def __init__(self) -> None:
        self._frames = Frames()
        self._count = Counting()
        self._replies = bytearray()
        self._line = 0

    def feed(self, data: bytes) -> list[Event]:
        """Take in bytes, split anywhere; give the frames they complete, in order."""
        return [event for raw in self._frames.feed(data) for event in self._read(raw)]

    def close(self) -> list[Event]:
        """The stream ended: a frame that was still open is cut off."""
        return [event for raw in self._frames.close() for event in self._read(raw)]

    def take_replies(self) -> bytes:
        """What the host should send now."""
        replies = bytes(self._replies)
        self._replies.clear()
        return replies

    def _read(self, raw: bytes) -> Iterator[Event]:
        self._line += 1
        found = read_frame(raw)
        if isinstance(found, Sentence):
            yield Rejected(self._line, raw, found)
        elif found.kind == PASSING:
            yield from self._passing(raw, found)
        elif found.kind == ERROR:
            yield Notice(self._line, raw, say("The decoder reports an error."), trouble=True)
        elif found.kind in _KNOWN:
            yield Notice(self._line, raw, _told(found))
        else:
            why = say("P3 message of an unknown kind: {kind:04x}.", kind=found.kind)
            yield Notice(self._line, raw, why)

    def _passing(self, raw: bytes, found: Message) -> Iterator[Event]:
        us = found.number(RTC)
        if us is None or us >= _YEAR_10000_US:
            yield Rejected(self._line, raw, say("This passing has no time."))
            return
        number = found.number(NUMBER)
        transponder = found.number(TRANSPONDER)
        text = found.text(TEXT)
        trigger = None if text or transponder is None else TRIGGERS.get(transponder)
        box = found.number(BOX)
        ref = text or ("" if transponder is None else str(transponder))
        impulse = Impulse(
            channel=trigger or ("" if box is None else f"{box:08x}"),
            us=us,
            ref="" if trigger else ref,
            number=number,
            digits=6,
            dated=True,
        )
        if number is None:
            yield Received(self._line, raw, impulse)
            return
        counted = self._count.seen(number, us)
        yield Received(self._line, raw, replace(impulse, memory=counted.again))
        if counted.restarted:
            yield Notice(self._line, b"", restarted(number), trouble=True)
        if counted.gap is not None:
            yield Notice(self._line, b"", missing(counted.gap), trouble=True)
        for span in counted.ask:
            self._reply(resend(span.first, span.last))

    def _reply(self, data: bytes) -> None:
        if len(self._replies) + len(data) <= REPLY_LIMIT:
            self._replies += data


def _told(found: Message) -> Sentence | None:
    box = found.number(BOX)
    if found.kind == VERSION and box is not None:
        return say("Connected to decoder {box}.", box=f"{box:08x}")
    return None


def encode(impulse: Impulse, *, box: int = 0x2329, strength: int = 120, hits: int = 30) -> bytes:
    """The passing that a decoder sends. ``box``: its id where the channel does not say it."""
    trigger = _TRIGGER_IDS.get(impulse.channel)
    fields = []
    if impulse.number is not None:
        fields.append(Field.of(NUMBER, impulse.number, 4))
    if trigger is not None:
        fields.append(Field.of(TRANSPONDER, trigger, 4))
    elif impulse.ref.isascii() and impulse.ref.isdecimal() and int(impulse.ref) < 1 << 32:
        fields.append(Field.of(TRANSPONDER, int(impulse.ref), 4))
    elif impulse.ref:
        fields.append(Field(TEXT, impulse.ref.encode()[:255]))
    fields.append(Field.of(RTC, impulse.us, 8))
    if trigger is None:
        fields += [Field.of(STRENGTH, strength, 2), Field.of(HITS, hits, 2)]
    fields.append(Field.of(FLAGS, 0, 2))
    fields.append(Field.of(BOX, _box(impulse.channel, box), 4))
    return message(PASSING, fields)


def _box(channel: str, otherwise: int) -> int:
    hexadecimal = len(channel) == 8 and all(sign in "0123456789abcdef" for sign in channel)
    return int(channel, 16) if hexadecimal else otherwise


def resend(first: int, last: int) -> bytes:
    """Ask for the passings from one number to another, both included."""
    return message(RESEND, [Field.of(0x01, first, 4), Field.of(0x02, last, 4)])


def get_time() -> bytes:
    """Ask for the clock."""
    return message(GET_TIME, [Field(0x01), Field(0x04), Field(0x05)])


def get_version() -> bytes:
    """Ask who the decoder is."""
    return message(VERSION, [Field(0x01), Field(0x02), Field(0x03), Field(0x04), Field(0x08)])


def get_status() -> bytes:
    """Ask for noise, temperature and voltage."""
    return message(STATUS, [Field(0x01), Field(0x06), Field(0x07), Field(0x0C)])


def watchdog() -> bytes:
    """The sign of life that either side may send."""
    return message(WATCHDOG, [])


class Device:
    """The decoder itself: numbers its passings, resends them, answers requests."""

    def __init__(self, *, box: int = 0x2329) -> None:
        self.now_us = 0
        self._box = box
        self._last = 0
        self._passings: dict[int, bytes] = {}
        self._frames = Frames()

    def send(self, impulse: Impulse) -> bytes:
        """The passing, with the next number where it has none."""
        number = self._last + 1 if impulse.number is None else impulse.number
        self._last = max(self._last, number)
        self.now_us = max(self.now_us, impulse.us)
        self._passings[number] = encode(replace(impulse, number=number), box=self._box)
        return self._passings[number]

    def feed(self, data: bytes) -> bytes:
        """Answer the requests of the host."""
        found = (read_frame(raw) for raw in self._frames.feed(data))
        return b"".join(self._answer(one) for one in found if isinstance(one, Message))

    def _answer(self, asked: Message) -> bytes:
        box = Field.of(BOX, self._box, 4)
        match asked.kind:
            case 0x04:  # resend
                span = Span(asked.number(0x01) or 0, asked.number(0x02) or self._last)
                held = sorted(self._passings.items())
                return b"".join(passing for number, passing in held if number in span)
            case 0x05:  # clear
                self._last = 0
                self._passings.clear()
                return message(CLEAR, [box])
            case 0x24:  # get time
                return message(GET_TIME, [Field.of(0x01, self.now_us, 8), box])
            case 0x03:  # version
                about = [Field.of(0x01, 0x10, 1), Field(0x02, b"TranX"), Field(0x03, b"4.5")]
                return message(VERSION, [*about, box])
            case 0x02:  # status
                return message(STATUS, [Field.of(0x01, 20, 2), Field.of(0x0C, 120, 1), box])
            case 0x18 | 0x20 | 0x28:  # watchdog, ping, settings
                return message(asked.kind, [box])
        return b""
