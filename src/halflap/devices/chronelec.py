"""Knows the Chronelec decoder, sold as TAG Heuer Protime: passings, commands, its own side.

A passing is ``<``, 32 characters of data, their sum as four decimal digits, ``>``, CR LF. The data
are source (STA, BOX, MAN, B01, B02), transponder, ``hh:mm'ss"mmm``, level, hits, battery. The
decoder waits for an acknowledgement before it sends the next passing. Sources: the protocol as
read by programs in use; CRC-16/MCRF4XX for the commands of version 3.
"""

from __future__ import annotations

import re
from dataclasses import replace

from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.devices.framing import (
    Line,
    LineDecoder,
    clock_us,
    format_clock,
    no_time,
    shown,
    unknown,
    wrong_checksum,
)
from halflap.sport.impulse import Impulse
from halflap.words.sentence import Sentence, say

ENCODING = "latin-1"
ESCAPE = b"\x1b"
ACKNOWLEDGE = ESCAPE + b"\x11"
REPEAT = ESCAPE + b"\x12"
START = ESCAPE + b"\x07"
STOP = ESCAPE + b"\x13\x5c"
ASK_STATUS = ESCAPE + b"\x05"
ASK_CONFIGURATION = ESCAPE + b"\x10"
CONFIGURATION = b"+++"
_NAME = "Chronelec"
_DATA = 32
_FRAME = re.compile(rb"<(.{32})(\d{4})>", re.DOTALL)
_TIME = re.compile(r"(\d\d):(\d\d)'(\d\d)\"(\d{3})", re.ASCII)
_PATIENCE = 3  # damaged passings in a row, after which the decoder is let go on


class Decoder(LineDecoder):
    """The host's side: acknowledges each passing, asks again for a damaged one."""

    def __init__(self) -> None:
        super().__init__(block=CONFIGURATION)
        self._last = b""
        self._damaged = 0

    def read(self, line: Line) -> list[Event]:
        """A passing, a status, the configuration, or an answer in brackets."""
        text = line.text.lstrip(b"\x00")
        if text.startswith(b"<"):
            return self._passing(line, text)
        if text.startswith(CONFIGURATION) and len(text) >= 52:
            box = "".join(chr((byte + 0x30) & 0x7F) for byte in text[46:50])
            said = say("Connected to decoder {box}.", box=shown(box))
            return [Notice(line.number, line.raw, said)]
        if text.startswith(b"[") and text.endswith(b"]"):
            said = say("The device answers: {text}", text=shown(text))
            return [Notice(line.number, line.raw, said)]
        self._damaged += 1
        if self._damaged <= _PATIENCE:
            self.reply(REPEAT)  # it may have been a passing
        return unknown(line, _NAME)

    def _passing(self, line: Line, text: bytes) -> list[Event]:
        frame = _FRAME.fullmatch(text)
        if frame is None:
            return self._again(line, say("This passing is cut off or has bytes too many."))
        data, sent = frame[1], frame[2].decode()
        if sent != checksum(data):
            return self._again(line, wrong_checksum(sent, checksum(data)))
        words = data.decode(ENCODING).split()
        self._damaged = 0
        self.reply(ACKNOWLEDGE)
        time = _TIME.fullmatch(words[2]) if len(words) > 5 else None
        if time is None:
            return unknown(line, _NAME)
        clock = clock_us(int(time[1]), int(time[2]), int(time[3]), time[4])
        if clock is None:
            return [Rejected(line.number, line.raw, no_time(time[0]))]
        ref = words[1].lstrip("0")
        repeated = data == self._last
        self._last = data
        impulse = Impulse(
            channel=words[0],
            us=clock[0],
            ref=ref,
            digits=3,
            manual=words[0] == "MAN",
            memory=repeated,
        )
        events: list[Event] = [Received(line.number, line.raw, impulse)]
        battery = _battery(ref, words[5])
        if battery is not None and not repeated:
            events.append(Notice(line.number, b"", battery, trouble=True))
        return events

    def _again(self, line: Line, why: Sentence) -> list[Event]:
        """Ask for it again; after some times let the decoder go on, or it would wait for ever."""
        self._damaged += 1
        self.reply(REPEAT if self._damaged <= _PATIENCE else ACKNOWLEDGE)
        return [Rejected(line.number, line.raw, why)]


def _battery(ref: str, code: str) -> Sentence | None:
    if code == "2":
        return say("The battery of transponder {ref} is low: change it.", ref=shown(ref))
    if code == "3":
        return say("The battery of transponder {ref} is failing: change it now.", ref=shown(ref))
    return None


def checksum(data: bytes) -> str:
    """The sum of the bytes, four decimal digits."""
    return f"{sum(data) % 10_000:04d}"


def crc(data: bytes) -> int:
    """CRC-16/MCRF4XX (polynomial 0x1021 reflected, first value 0xFFFF)."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0x8408 if value & 1 else value >> 1
    return value


def encode(impulse: Impulse, *, level: int = 1, hits: int = 1, battery: int = 1) -> bytes:
    """The passing that a decoder sends; without a transponder level, hits and battery are 0."""
    if not impulse.ref:
        level = hits = battery = 0
    clock = format_clock(impulse.us, 3)
    data = (
        f"{impulse.channel:3.3} {impulse.ref:0>6.6} {clock[:5]}'{clock[6:8]}\"{clock[9:]} "
        f"{level:02d} {hits:02d} {battery} "
    ).encode(ENCODING, "replace")
    return b"<" + data + checksum(data).encode() + b">\r\n"


def version_3(body: bytes) -> bytes:
    """A command with its CRC, high byte first."""
    return ESCAPE + body + crc(body).to_bytes(2, "big") + b">"


def set_time(hours: int, minutes: int, seconds: int) -> bytes:
    """Set the clock; it counts on when the command has arrived."""
    return ESCAPE + b"\x48" + bytes((hours, minutes, seconds)) + b"\x74"


def set_date(year: int, month: int, day: int) -> bytes:
    """Set the date (years from 2000)."""
    return version_3(b"\x0a\x0a" + bytes((day, month, year - 2000)))


def set_level(level: int) -> bytes:
    """Set how strong a signal must be on STA and BOX (0 to 99)."""
    text = f"{max(0, min(level, 99)):02d}".encode()
    return ESCAPE + b"\x1e" + text + ESCAPE + b"\x1f" + text


class Device:
    """The decoder itself: one passing at a time, the next when this one is acknowledged."""

    def __init__(self, *, box: str = "0042") -> None:
        self.running = True
        self.now_us = 0
        self._box = box
        self._waiting: list[bytes] = []
        self._last = b""
        self._held = b""

    def send(self, impulse: Impulse) -> bytes:
        """The passing, if the one before was acknowledged; else it waits its turn."""
        self.now_us = max(self.now_us, impulse.us)
        if not self.running:
            return b""
        self._waiting.append(encode(replace(impulse, memory=False)))
        return self._waiting[0] if len(self._waiting) == 1 else b""

    def repeat(self) -> bytes:
        """The passing that still waits for its acknowledgement, as sent again now and then."""
        return self._waiting[0] if self._waiting else b""

    def feed(self, data: bytes) -> bytes:
        """Carry out the commands of the host."""
        sent = b""
        self._held += data
        while (size := _command_size(self._held)) is not None:
            command, self._held = self._held[:size], self._held[size:]
            sent += self._answer(command)
        return sent

    def _answer(self, command: bytes) -> bytes:
        if command == ACKNOWLEDGE:
            if self._waiting:
                self._last = self._waiting.pop(0)
            return self.repeat()
        if command == REPEAT:
            return self.repeat() or self._last
        if command == START:
            started = b"" if self.running else b"[DEPART]\r\n"
            self.running = True
            return started
        if command == STOP:
            self.running = False
            return b"[STOP]\r\n"
        if command == ASK_STATUS:
            return f"[{format_clock(self.now_us, 0)} 01 01 10 10]\r\n".encode()
        if command == ASK_CONFIGURATION:
            box = bytes(ord(sign) - 0x30 for sign in f"{self._box:0>4.4}")
            network = bytes((192, 168, 95, 252, 255, 255, 255, 0, 0, 0, 0, 0, 192, 168, 95, 1))
            return CONFIGURATION + bytes(27) + network + box + b"\x31\x00\r\n"
        return b""


_SIZES = {0x13: 3, 0x48: 6, 0x1E: 4, 0x1F: 4, 0x08: 33, 0x09: 22, 0x0A: 9}


def _command_size(data: bytes) -> int | None:
    """How many bytes the first command has (what is no command is one byte), None: not whole."""
    if not data:
        return None
    if not data.startswith(ESCAPE):
        return 1
    if len(data) == 1:
        return None
    size = _SIZES.get(data[1], 2)
    return size if len(data) >= size else None
