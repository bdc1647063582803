"""Knows TAG Heuer's protocol THCOM08 (CP540, CP545, HL440, HL940, HL975), both its ends.

``Tx NNNN SSSS CC HH:MM:SS.FFFFF DDDDD``: number, sequence, channel, time of day, days since
2000-01-01, read by tokens since the columns may grow. On a serial line a TAB and the sum of the
data without ``#`` follow, or in an extended frame two running sums; on Ethernet nothing does.
``Ax`` answers a request, ``!x`` is a download. Source: THCOM08 version 2.03, 16 August 2012.

The document does not say whether the sequence is counted for each channel or for all together:
both are followed, and which it is shows from the numbers.
"""

from __future__ import annotations

import re
from dataclasses import replace

from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.devices.counting import Counted, Counting, Span, missing, restarted
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
from halflap.sport.impulse import DAY_US, Impulse
from halflap.words.sentence import Sentence, say

ENCODING = "latin-1"
EPOCH = "2000-01-01"
ACKNOWLEDGE = b"\x06"
_NAME = "TAG Heuer THCOM08"
_TIME = re.compile(
    r"(?P<kind>[TA!])(?P<state>[-N*+=CI])\s*(?P<number>\d+)\s+(?P<sequence>\d{1,9})\s+"
    r"(?P<channel>M?\d{1,2})\s+(?P<time>\S+)\s+(?P<days>\d{1,6})",
    re.ASCII,
)
_SPOKEN = re.compile(r"(AK [CFR]|!T |SN |VE |(?:OP|CL|DS|DE|RR|GR|IR|DR)\b|&P |SL).*", re.ASCII)
_ASK_AT_ONCE = 32  # one request for each missing impulse and channel
_SURE = 4  # so many numbers outweigh any that came before
_SEQUENCES = 10_000  # the sequence has four digits


class Decoder(LineDecoder):
    """The host's side. ``acknowledge``: the device is set to "Flow Ctrl" and waits for an ACK."""

    def __init__(self, *, acknowledge: bool = False) -> None:
        super().__init__()
        self._acknowledge = acknowledge
        self._with_tab = False
        self._count = _Sequences()

    def read(self, line: Line) -> list[Event]:
        """One line or extended frame."""
        data = line.text.strip(b"\x00")
        number = b""
        if data.startswith(b"\x05"):
            return [Notice(line.number, line.raw)]
        if data.startswith(b"\x02"):
            framed, tab, sums = data[1:].partition(b"\t")
            head, eot, body = framed.partition(b"\x04")
            if not tab or not eot:
                return unknown(line, _NAME)
            computed, number, data = running_sums(framed), head[:1], body
        else:
            data, tab, sums = data.partition(b"\t")
            computed = checksum(data)
        if sums.strip() and sums.strip().upper() != computed.encode():
            why = wrong_checksum(sums.decode(ENCODING), computed)
            return [Rejected(line.number, line.raw, why)]
        if self._with_tab and not tab:
            why = say("This line was cut off before its checksum.")
            return [Rejected(line.number, line.raw, why)]
        self._with_tab = self._with_tab or bool(sums.strip())
        if number:
            self.reply(b"\x05" + number + b"\r\n")
        elif self._acknowledge:
            self.reply(ACKNOWLEDGE)
        return self._data(line, data.decode(ENCODING))

    def _data(self, line: Line, text: str) -> list[Event]:
        found = _TIME.fullmatch(text.strip())
        if found is None:
            if not _SPOKEN.fullmatch(text.strip()):
                return unknown(line, _NAME)
            return [Notice(line.number, line.raw, _spoken(text.strip()))]
        clock = parse_clock(found["time"])
        if clock is None:
            return [Rejected(line.number, line.raw, no_time(found["time"]))]
        impulse = _impulse(found, clock)
        events: list[Event] = [Received(line.number, line.raw, impulse)]
        if impulse.memory or impulse.withdrawn or found["state"] != "N":
            self._count.recalled(impulse)
            return events
        counted, channels = self._count.seen(impulse)
        if counted.again:
            events[0] = Received(line.number, line.raw, replace(impulse, memory=True))
        if counted.restarted:
            events.append(Notice(line.number, b"", restarted(impulse.number or 0), trouble=True))
        if counted.gap is not None:
            events.append(Notice(line.number, b"", missing(counted.gap), trouble=True))
        for sequence in _numbers(counted.ask):
            for channel in channels:
                self.reply(recall(sequence, channel, serial=self._with_tab))
        return events


def _impulse(found: re.Match[str], clock: tuple[int, int]) -> Impulse:
    """``-`` and ``C`` take an impulse back; ``+`` and ``I`` were put in by a person."""
    channel, state = found["channel"], found["state"]
    manual = channel.startswith("M")
    return Impulse(
        channel=f"M{int(channel[1:])}" if manual else str(int(channel)),
        us=int(found["days"]) * DAY_US + clock[0],
        number=int(found["sequence"]),
        digits=clock[1],
        dated=True,
        manual=manual or state in "+I",
        memory=found["kind"] in "A!" or state == "=",
        withdrawn=state in "-C",
    )


def _spoken(text: str) -> Sentence | None:
    if text.startswith("AK F"):
        return say("The device refuses the last command.")
    if text.startswith("AK R"):
        return say("The device does not know the last command.")
    if text.startswith("SN "):
        return say("The device answers: {text}", text=shown(text))
    return None


def _numbers(spans: tuple[Span, ...]) -> list[int]:
    found: list[int] = []
    for span in spans:
        room = _ASK_AT_ONCE - len(found)
        found.extend(range(span.first, min(span.last, span.first + room - 1) + 1))
    return found


class _Sequences:
    """Follows the sequence, for all channels together and for each one.

    Numbers that fit only one of the two ways speak for it. While neither is ahead, a number that
    fits one of them is no gap.
    """

    def __init__(self) -> None:
        self._all = Counting()
        self._each: dict[str, Counting] = {}
        self._apart = 0  # above 0: each channel has its own sequence; below: all have one

    def seen(self, impulse: Impulse) -> tuple[Counted, tuple[str, ...]]:
        """What the number of a new impulse says, and the channels where to ask for what lacks."""
        number, channel = impulse.number or 0, impulse.channel
        each = self._each.setdefault(channel, Counting())
        if number <= 1 and _SEQUENCES - 1 in (each.last, self._all.last):
            self._all.forget()
            each.forget()
        together, apart = _follows(self._all.last, number), _follows(each.last, number)
        if together != apart:
            self._speak(1 if apart else -1)
        elif (self._all.last or 0) >= number and (each.last is None or number > each.last):
            self._speak(1)
        of_all, of_each = self._all.seen(number, impulse.us), each.seen(number, impulse.us)
        if self._apart < 0:
            return of_all, tuple(self._each)
        if self._apart == 0 and of_all.gap is None:
            return of_all, (channel,)
        return of_each, (channel,)

    def _speak(self, for_apart: int) -> None:
        self._apart = max(-_SURE, min(self._apart + for_apart, _SURE))

    def recalled(self, impulse: Impulse) -> None:
        """One that was asked for has come."""
        for count in (self._all, self._each.get(impulse.channel)):
            if count is not None and count.last is not None and (impulse.number or 0) <= count.last:
                count.seen(impulse.number or 0, 0)


def _follows(last: int | None, number: int) -> bool:
    return last is not None and number == last + 1


def checksum(data: bytes) -> str:
    """CS16: the sum of the data bytes without ``#``, four hexadecimal digits."""
    return f"{sum(data.replace(b'#', b'')) & 0xFFFF:04X}"


def running_sums(data: bytes) -> str:
    """CKA and CKB of an extended frame: running sums modulo 256, two digits each."""
    first = second = 0
    for byte in data:
        first = (first + byte) & 0xFF
        second = (second + first) & 0xFF
    return f"{first:02X}{second:02X}"


def frame(data: str, *, serial: bool = True) -> bytes:
    """Data as it goes over a serial line (with its checksum) or over Ethernet (without)."""
    body = data.encode(ENCODING, "replace")
    return body + (b"\t" + checksum(body).encode() if serial else b"") + b"\r\n"


def encode(impulse: Impulse, *, serial: bool = True, kind: str = "", bib: int = 0) -> bytes:
    """The line a chronoprinter sends; ``kind`` A or ! for answers and downloads."""
    state = "C" if impulse.withdrawn else "N"
    kind = kind or ("A" if impulse.memory else "T")
    days, us = divmod(impulse.us, DAY_US)
    data = (
        f"{kind}{state} {bib:4d} {(impulse.number or 0) % _SEQUENCES:4d} {impulse.channel:>2} "
        f"{format_clock(us, 5)} {days:5d}"
    )
    return frame(data, serial=serial)


def recall(sequence: int, channel: str, *, serial: bool = True) -> bytes:
    """Ask for one impulse again."""
    return frame(f"#RT {sequence:04d} {channel:>02}", serial=serial)


def download(run: int, *, serial: bool = True) -> bytes:
    """Ask for all impulses of a run."""
    return frame(f"#DL {run:02d}", serial=serial)


def print_line(text: str, *, serial: bool = True) -> bytes:
    """Print up to 24 characters."""
    return frame(f"#PL {text[:24]}", serial=serial)


def next_number(number: int, *, serial: bool = True) -> bytes:
    """Set the start list to begin with this number."""
    return frame(f"#SLA {number:04d}", serial=serial)


class Device:
    """The chronoprinter itself. ``acknowledged``: it waits for an ACK after each frame."""

    def __init__(self, *, serial: bool = True, acknowledged: bool = False) -> None:
        self._serial = serial
        self._acknowledged = acknowledged
        self._waiting: list[bytes] = []
        self._memory: list[Impulse] = []
        self._commands = Commands()

    def feed(self, data: bytes) -> bytes:
        """Answer the host: acknowledgements, ``#RT``, ``#DL`` and what else it may ask."""
        sent = b""
        for _ in range(data.count(ACKNOWLEDGE)):
            del self._waiting[:1]
            sent += self._waiting[0] if self._waiting else b""
        for one in self._commands.feed(data.replace(ACKNOWLEDGE, b"")):
            sent += self._answer(one)
        return sent

    def send(self, impulse: Impulse) -> bytes:
        """The line of an impulse; without a number it gets the next of the run."""
        if impulse.number is None:
            impulse = replace(impulse, number=len(self._memory) + 1)
        self._memory.append(impulse)
        line = encode(impulse, serial=self._serial)
        if not self._acknowledged:
            return line
        self._waiting.append(line)
        return line if len(self._waiting) == 1 else b""

    def _answer(self, command: bytes) -> bytes:
        data, tab, sent = command.partition(b"\t")
        if tab and sent.strip() and sent.strip().decode(ENCODING) != checksum(data):
            return self._say("AK F")
        words = data.decode(ENCODING).split()
        match words:
            case ["#RT", sequence, channel]:
                found = [
                    one
                    for one in self._memory
                    if str(one.number) == (sequence.lstrip("0") or "0")
                    and one.channel == channel.lstrip("0")
                ]
                return self._recall(found) if found else self._say("AK F")
            case ["#DL", run]:
                downloaded = [encode(one, serial=self._serial, kind="!") for one in self._memory]
                return self._say(f"DS {run}") + b"".join(downloaded) + self._say(f"DE {run}")
            case ["#ID"]:
                return self._say("SN 01162 CP540 VE07")
            case ["#PL" | "#RP" | "#SLA", *_]:
                return self._say("AK C")
        return self._say("AK R")

    def _recall(self, found: list[Impulse]) -> bytes:
        return b"".join(encode(one, serial=self._serial, kind="A") for one in found)

    def _say(self, data: str) -> bytes:
        return frame(data, serial=self._serial)
