"""Knows the frames of the protocol P3: where one begins and ends, its CRC, its fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from halflap.devices.framing import LINE_LIMIT, wrong_checksum
from halflap.words.sentence import Sentence, say

START, END, ESCAPE, SHIFT = 0x8E, 0x8F, 0x8D, 0x20
PASSING = 0x01
OUTSIDE_LIMIT = 256  # bytes outside of a frame are rejected in pieces of this size
_HEADER = 10
_LONG_LENGTHS = 1


def _table() -> tuple[int, ...]:
    found = []
    for byte in range(256):
        value = byte << 8
        for _ in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
        found.append(value & 0xFFFF)
    return tuple(found)


_TABLE = _table()


class Frames:
    """Cuts a stream into frames, and into runs of bytes that are outside of any."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The frames and the bytes between them that ``data`` completes, in order."""
        found: list[bytes] = []
        for byte in data:
            held = self._held
            if byte == START and held:
                self._take(found)
            self._held.append(byte)
            within = self._held[0] == START
            if (within and byte == END) or len(self._held) >= (
                LINE_LIMIT if within else OUTSIDE_LIMIT
            ):
                self._take(found)
        return found

    def close(self) -> list[bytes]:
        """What is left at the end."""
        found: list[bytes] = []
        if self._held:
            self._take(found)
        return found

    def _take(self, found: list[bytes]) -> None:
        found.append(bytes(self._held))
        self._held.clear()


@dataclass(frozen=True, slots=True)
class Field:
    """A field; without a value it asks for one."""

    id: int
    value: bytes = b""

    @classmethod
    def of(cls, number: int, value: int, size: int) -> Field:
        """A whole number in ``size`` bytes; what does not fit is cut."""
        return cls(number, (value % (1 << 8 * size)).to_bytes(size, "little"))


@dataclass(frozen=True, slots=True)
class Message:
    """A frame that is whole."""

    kind: int
    fields: tuple[Field, ...]

    def number(self, field: int) -> int | None:
        """The value of a field as a whole number, None where it is absent or no number."""
        value = self._value(field)
        return int.from_bytes(value, "little") if 0 < len(value) <= 8 else None

    def text(self, field: int) -> str:
        """The value of a field as text, empty where it is absent."""
        return self._value(field).decode("utf-8", "replace").strip("\x00 ")

    def _value(self, field: int) -> bytes:
        return next((one.value for one in self.fields if one.id == field), b"")


def crc(frame: bytes) -> int:
    """The checksum over a frame without escapes whose own CRC is zero."""
    value = 0xFFFF
    for byte in frame:
        value = ((value << 8) ^ _TABLE[value >> 8] ^ byte) & 0xFFFF
    return value


def message(kind: int, fields: Iterable[Field]) -> bytes:
    """A frame as it goes over the wire."""
    body = b"".join(bytes((one.id, len(one.value))) + one.value for one in fields)
    length = (_HEADER + len(body) + 1).to_bytes(2, "little")
    head = bytes((START, 2)) + length
    rest = bytes(2) + kind.to_bytes(2, "little") + body + bytes((END,))
    plain = head + crc(head + bytes(2) + rest).to_bytes(2, "little") + rest
    return bytes((START,)) + _escaped(plain[1:-1]) + bytes((END,))


def _escaped(data: bytes) -> bytes:
    found = bytearray()
    for byte in data:
        if byte in (START, END, ESCAPE):
            found += bytes((ESCAPE, byte + SHIFT))
        else:
            found.append(byte)
    return bytes(found)


def read_frame(raw: bytes) -> Message | Sentence:
    """What a frame holds, or what is wrong with it."""
    if raw[0] != START:
        return say("These bytes are outside of any frame.")
    if raw[-1] != END or len(raw) < 2:
        return say("This frame was cut off before its end.")
    frame = _plain(raw)
    if len(frame) < _HEADER + 1:
        return say("This frame is too short.")
    sent = int.from_bytes(frame[4:6], "little")
    computed = crc(frame[:4] + bytes(2) + frame[6:])
    if sent != computed:
        return wrong_checksum(f"{sent:04x}", f"{computed:04x}")
    size = 4 if frame[6] & _LONG_LENGTHS else 1
    fields = _fields(frame[_HEADER:-1], size)
    if fields is None:
        return say("A field of this frame is longer than the frame.")
    return Message(int.from_bytes(frame[8:10], "little"), fields)


def _plain(raw: bytes) -> bytes:
    found = bytearray()
    escaped = False
    for byte in raw:
        if byte == ESCAPE and not escaped:
            escaped = True
            continue
        found.append((byte - SHIFT) & 0xFF if escaped and byte != END else byte)
        escaped = False
    return bytes(found)


def _fields(body: bytes, size: int) -> tuple[Field, ...] | None:
    found = []
    at = 0
    while at < len(body):
        start = at + 1 + size
        end = start + int.from_bytes(body[at + 1 : start], "little")
        if start > len(body) or end > len(body):
            return None
        found.append(Field(body[at], body[start:end]))
        at = end
    return tuple(found)
