"""Knows how a stream of bytes is cut into lines, and what all protocols of lines share.

Every byte fed is in the ``raw`` of one line, in order, however the stream is split.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

from halflap.devices.codec import Event, Notice, Rejected
from halflap.sport.impulse import DAY_US
from halflap.words.sentence import Sentence, say

LINE_LIMIT = 4096
REPLY_LIMIT = 1 << 16  # nobody takes the replies where a file is read

_LINE_END = re.compile(rb"\r\n?|\n")
_BOM = b"\xef\xbb\xbf"
_CLOCK = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """A line: ``number`` counts from 1, ``raw`` with its end, ``text`` without.

    A line over the limit comes in pieces of the same number: the first ``too_long``, the others
    ``rest``.
    """

    number: int
    raw: bytes
    text: bytes
    too_long: bool = False
    rest: bool = False


class Lines:
    """Cuts a stream into lines that end with CR, LF or CR LF.

    A line is given at its CR, without waiting for a LF; a LF that comes later is put in front of
    the next line and begins no line of its own. A line that starts with ``block`` is binary and
    ends only at CR LF.
    """

    def __init__(self, limit: int = LINE_LIMIT, block: bytes = b"") -> None:
        self._limit = limit
        self._block = block
        self._held = b""  # the line that has no end yet
        self._late = b""  # the LF of a line that was given at its CR
        self._after_cr = False
        self._within = False  # a part of the line was given: it is too long
        self._number = 1

    def feed(self, data: bytes) -> list[Line]:
        """The lines and too long pieces that ``data`` completes."""
        if not data:
            return []
        if self._after_cr:
            self._after_cr = False
            if data.startswith(b"\n"):
                self._late, data = b"\n", data[1:]
        found: list[Line] = []
        start = 0
        text = self._held + data
        while (end := self._end(text, start)) is not None:
            self._whole(text[start:end], found)
            start = end
        rest = text[start:]
        self._held = self._pieces(rest, len(rest), found)
        self._after_cr = start == len(text) and text.endswith(b"\r")
        return found

    def close(self) -> list[Line]:
        """The last line, if it has no end, and a LF that came alone."""
        found: list[Line] = []
        self._after_cr = False
        if self._held:
            self._whole(self._held, found)
        elif self._late:
            found.append(Line(self._number - 1, self._late, b"", rest=True))
            self._late = b""
        return found

    def _end(self, text: bytes, start: int) -> int | None:
        if self._block and not self._within and text.startswith(self._block, start):
            pair = text.find(b"\r\n", start)
            return pair + 2 if pair >= 0 else None
        match = _LINE_END.search(text, start)
        return match.end() if match else None

    def _whole(self, raw: bytes, found: list[Line]) -> None:
        last = self._pieces(raw, len(raw.rstrip(b"\r\n")), found)
        text = last.rstrip(b"\r\n")
        if self._number == 1 and not self._within:
            text = text.removeprefix(_BOM)
        found.append(Line(self._number, self._late + last, text, rest=self._within))
        self._held = self._late = b""
        self._within = False
        self._number += 1

    def _pieces(self, raw: bytes, size: int, found: list[Line]) -> bytes:
        """Give pieces of the limit while ``size`` bytes are more than that; give back the rest."""
        start = 0
        while size - start > self._limit:
            piece = raw[start : start + self._limit]
            first = not self._within
            found.append(
                Line(self._number, self._late + piece, piece, too_long=first, rest=not first)
            )
            self._late = b""
            self._within = True
            start += self._limit
        return raw[start:]


class LineDecoder(ABC):
    """A decoder of a protocol of lines; a protocol says in ``read`` what a line is.

    It may be fed again after ``close``, as on a new connection to the same device: lines are
    counted on.
    """

    def __init__(self, limit: int = LINE_LIMIT, block: bytes = b"") -> None:
        self._lines = Lines(limit, block)
        self._limit = limit
        self._replies = bytearray()

    def feed(self, data: bytes) -> list[Event]:
        """Take in bytes, split anywhere; give the lines they complete, in order."""
        return [event for line in self._lines.feed(data) for event in self._events(line)]

    def close(self) -> list[Event]:
        """The stream ended: the last line, where it had no end."""
        return [event for line in self._lines.close() for event in self._events(line)]

    def take_replies(self) -> bytes:
        """What the host should send now."""
        replies = bytes(self._replies)
        self._replies.clear()
        return replies

    def reply(self, data: bytes) -> None:
        """Have ``data`` sent to the device."""
        if len(self._replies) + len(data) <= REPLY_LIMIT:
            self._replies += data

    @abstractmethod
    def read(self, line: Line) -> list[Event]:
        """What one line that is not empty means; the first event holds all of ``line.raw``."""

    def _events(self, line: Line) -> list[Event]:
        if line.too_long:
            why = say("This line goes on for more than {limit} bytes.", limit=self._limit)
            return [Rejected(line.number, line.raw, why)]
        if line.rest or not line.text.strip(b" \t\x00"):
            return [Notice(line.number, line.raw)]
        return self.read(line)


def shown(data: bytes | str, most: int = 40) -> str:
    """Bytes or text of a device as a person can read them, cut to ``most`` characters."""
    text = data.decode("latin-1") if isinstance(data, bytes) else data
    plain = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def unknown(line: Line, device: str) -> list[Event]:
    """A line that the protocol of ``device`` does not have."""
    why = say("“{text}” is no line of {device}.", text=shown(line.text), device=device)
    return [Rejected(line.number, line.raw, why)]


def wrong_checksum(sent: str, computed: str) -> Sentence:
    """The line was damaged on its way."""
    return say(
        "The checksum is wrong: {sent} was sent, the bytes give {computed}.",
        sent=shown(sent),
        computed=shown(computed),
    )


def no_time(text: str) -> Sentence:
    """What stands where a time of day should."""
    return say("“{text}” is no time of day.", text=shown(text))


def parse_clock(text: str) -> tuple[int, int] | None:
    """``HH:MM:SS.ffff`` as (microseconds of the day, decimals given, at most 6), or None.

    Decimals beyond the sixth are cut.
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    return clock_us(int(match[1]), int(match[2]), int(match[3]), match[4] or "")


def clock_us(hours: int, minutes: int, seconds: int, fraction: str) -> tuple[int, int] | None:
    """The parts of a time of day as (microseconds, decimals), or None where there is no such."""
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    whole = (hours * 60 + minutes) * 60 + seconds
    return whole * 1_000_000 + int(fraction[:6].ljust(6, "0")), min(len(fraction), 6)


def format_clock(us: int, digits: int) -> str:
    """Microseconds as ``HH:MM:SS.ffff`` of their day, cut to ``digits`` decimals (0 to 6)."""
    seconds, fraction = divmod(us % DAY_US, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    tail = f".{fraction:06d}"[: digits + 1] if digits else ""
    return f"{hour:02d}:{minute:02d}:{second:02d}{tail}"
