"""Knows the lines of the ALGE Timy (Timy, Timy2, Timy3), its commands, and its own side.

A line has 26 characters in code page 437 and ends with CR; with ``CHK1`` two more carry the sum of
the 26; without its group it has 23. Columns: flag, number (4), course, channel (2), M for a key,
blank, time of day (13, left-justified), blank, group (2). Lower-case channels, RT, TT and DT are
results that the Timy worked out, no impulses. Source: ALGE's interface description, as read by
programs in use.
"""

from __future__ import annotations

import re
from dataclasses import replace

from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.devices.device_side import Commands
from halflap.devices.framing import (
    Line,
    LineDecoder,
    format_clock,
    no_time,
    parse_clock,
    shown,
    unknown,
    wrong_checksum,
)
from halflap.sport.impulse import Impulse
from halflap.words.sentence import say

ENCODING = "cp437"
_NAME = "ALGE Timy"
_LENGTHS = (23, 26, 28)
_RECORD = re.compile(
    r"(?P<flag>[ ?mcdnsipbtC])(?P<number>\d{4})(?P<course>[ rblD])"
    r"(?P<channel>[Cc]\d|RT|TT|DT)(?P<key>[ M])[ ](?P<time>.{13})(?:[ ]\d\d)?",
    re.ASCII,
)
_NEXT = re.compile(r"[ns]\d{1,5}", re.ASCII)
_ECHO = re.compile(
    r"(TIMYINIT|CLR|NSF\?|PROG\?|RSM|PRILF|DTP.*"
    r"|(KL|CHK|PRE|RR|BE|EMU|PRINTER|PRIIGN|SL)\d+|DT[SF]\d\d\.\d\d)",
    re.ASCII,
)
_ANSWER = re.compile(r"(HW_SN|NSF|PROG:).*")
_TIMED = re.compile(r"[Cc]\d.{0,3}\d\d:\d\d:", re.ASCII)  # in a ranking: a damaged impulse
_HOLD = "PULSE HOLD:"


class Decoder(LineDecoder):
    """The host's side; it has nothing to acknowledge."""

    def __init__(self) -> None:
        super().__init__()
        self._in_ranking = False

    def read(self, line: Line) -> list[Event]:
        """One line of the Timy."""
        text = line.text.decode(ENCODING)
        record = _RECORD.fullmatch(text[:26]) if len(text) in _LENGTHS else None
        if record is None:
            return self._other(line, text)
        self._in_ranking = False
        if len(text) == 28 and text[26:] != checksum(line.text[:26]):
            why = wrong_checksum(text[26:], checksum(line.text[:26]))
            return [Rejected(line.number, line.raw, why)]
        return [_record(line, record)]

    def _other(self, line: Line, text: str) -> list[Event]:
        plain = text.strip(" \x00")
        if plain.startswith(_HOLD):
            held = say(
                "The Timy holds an input closed ({text}): check the cable and the sensor.",
                text=shown(plain.removeprefix(_HOLD)),
            )
            return [Notice(line.number, line.raw, held, trouble=True)]
        if _ECHO.fullmatch(plain) or _NEXT.fullmatch(plain):
            return [Notice(line.number, line.raw)]
        if _ANSWER.fullmatch(plain):
            answer = say("The device answers: {text}", text=shown(plain))
            return [Notice(line.number, line.raw, answer)]
        if plain.startswith("CLASSEMENT:"):
            self._in_ranking = True
        ended = plain.startswith("TIMY V")
        if (self._in_ranking and not _TIMED.search(plain)) or ended or plain == "ALGE TIMING":
            self._in_ranking = self._in_ranking and not ended
            return [Notice(line.number, line.raw)]
        return unknown(line, _NAME)


def _record(line: Line, record: re.Match[str]) -> Event:
    channel = record["channel"]
    if not channel.startswith("C"):
        result = say("A result that the Timy worked out: {text}", text=shown(record[0].strip()))
        return Notice(line.number, line.raw, result)
    clock = parse_clock(record["time"].rstrip(" "))
    if clock is None or not 1 <= clock[1] <= 4:
        return Rejected(line.number, line.raw, no_time(record["time"].strip()))
    number = int(record["number"])
    impulse = Impulse(
        channel=channel,
        us=clock[0],
        number=None if record["flag"] == "?" and number == 0 else number,
        digits=clock[1],
        manual=record["key"] == "M",
        memory=record["flag"] == "m",
        withdrawn=record["flag"] == "c",
    )
    return Received(line.number, line.raw, impulse)


def checksum(data: bytes) -> str:
    """The two characters that ``CHK1`` adds: the sum modulo 256, a nibble each from ``0`` on."""
    total = sum(data) & 0xFF
    return chr(0x30 + (total >> 4)) + chr(0x30 + (total & 15))


def encode(impulse: Impulse, *, checked: bool = True, group: int | None = 0) -> bytes:
    """The line a Timy sends for this impulse; without a ``group`` in the 23-character form.

    It has four decimals at most and no date.
    """
    flag = "?" if impulse.number is None else " "
    flag = "c" if impulse.withdrawn else "m" if impulse.memory else flag
    number = (impulse.number or 0) % 10_000
    time = format_clock(impulse.us, max(1, min(impulse.digits, 4)))
    key = "M" if impulse.manual else " "
    text = f"{flag}{number:04d} {impulse.channel:2.2}{key} {time:13}"
    if group is not None:
        text += f" {group:02d}"
    line = text.encode(ENCODING, "replace")
    tail = checksum(line).encode("ascii") if checked and group is not None else b""
    return line + tail + b"\r"


def command(text: str) -> bytes:
    """A command such as ``NSF?``."""
    return text.encode(ENCODING, "replace") + b"\r"


def set_up(dead_time_cs: int = 1) -> bytes:
    """Commands that make a Timy send what halflap reads: checksums, four decimals, cut times.

    ``dead_time_cs``: hundredths of a second for which an input is deaf after an impulse. A second
    rider may follow closely, so it is short.
    """
    setup = ("TIMYINIT", "NSF?", "PROG?", "KL0", "CHK1", "PRE4", "RR0", "BE1", "EMU0", "PRIIGN1")
    return b"".join(map(command, setup)) + dead_time(dead_time_cs)


def dead_time(hundredths: int) -> bytes:
    """Set the dead time of the start input and of all others (0 to 9999 hundredths)."""
    seconds, rest = divmod(max(0, min(hundredths, 9999)), 100)
    return command(f"DTS{seconds:02d}.{rest:02d}") + command(f"DTF{seconds:02d}.{rest:02d}")


def recall() -> bytes:
    """Ask for everything in memory, as after a cable came loose."""
    return command("RSM")


def clear() -> bytes:
    """Clear the memory."""
    return command("CLR")


def print_line(text: str) -> bytes:
    """Print up to 32 characters on the tape."""
    return command("DTP" + text[:32])


class Device:
    """The Timy itself: answers commands, keeps its impulses, is deaf for its dead time."""

    def __init__(self, *, checked: bool = False, serial: str = "0815") -> None:
        self.checked = checked
        self.start_dead_us = self.finish_dead_us = 0
        self._serial = serial
        self._memory: list[Impulse] = []
        self._heard: dict[str, int] = {}
        self._commands = Commands()

    def feed(self, data: bytes) -> bytes:
        """Answer the commands of the host; each is echoed."""
        return b"".join(
            self._answer(one.decode(ENCODING).upper()) for one in self._commands.feed(data)
        )

    def send(self, impulse: Impulse) -> bytes:
        """The line of an impulse; nothing within the dead time of its input."""
        dead = self.start_dead_us if impulse.channel == "C0" else self.finish_dead_us
        heard = self._heard.get(impulse.channel)
        if not impulse.manual and heard is not None and 0 <= impulse.us - heard < dead:
            return b""
        self._heard[impulse.channel] = impulse.us
        self._memory.append(impulse)
        return encode(impulse, checked=self.checked)

    def _answer(self, text: str) -> bytes:
        if text == "NSF?":
            return command("NSFV0982") + command(f"HW_SN {self._serial}")
        if text == "PROG?":
            return command("PROG: Backup")
        if text == "RSM":
            return b"".join(
                encode(replace(one, memory=True), checked=self.checked) for one in self._memory
            )
        if text == "CLR":
            self._memory.clear()
        elif text in ("CHK0", "CHK1"):
            self.checked = text == "CHK1"
        elif re.fullmatch(r"DT[SF]\d\d\.\d\d", text, re.ASCII):
            dead = int(text[3:5] + text[6:8]) * 10_000
            if text[2] == "S":
                self.start_dead_us = dead
            else:
                self.finish_dead_us = dead
        return command(text) if _ECHO.fullmatch(text) else b""
