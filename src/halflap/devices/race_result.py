"""Knows the race result decoder (TCP 3601, protocol 3.2): passings, commands, its own side.

A passing has 20 fields with semicolons between them and ends with CR LF; pushed, ``#P;`` stands
in front. Code 99999 is the external trigger. Channels: TRIGGER; ``L`` and the loop id where an
active transponder saw one; PASSIVE for passive transponders, which have no loop. Passings are
numbered within a file of the decoder. Source: the vendor's description of the protocol.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.devices.counting import Counting, Span, missing, restarted
from halflap.devices.device_side import Commands
from halflap.devices.framing import (
    Line,
    LineDecoder,
    format_clock,
    no_time,
    parse_clock,
    shown,
    unknown,
)
from halflap.sport.impulse import DAY_US, Impulse
from halflap.words.sentence import Sentence, say

ENCODING = "latin-1"
EPOCH = "1970-01-01"
PROTOCOL = "3.2"
TRIGGER = "TRIGGER"
TRIGGER_CODE = "99999"
PASSIVE = "PASSIVE"
_NAME = "race result"
_FIELDS = 20
_STORED = 0x40
_LOW_BATTERY = 23  # tenths of a volt
_BLOCK = 32  # passings asked for at once
_EPOCH = date(1970, 1, 1)
_WHOLE = re.compile(r"\d{1,15}", re.ASCII)
_BATTERY = re.compile(r"(\d{1,2})\.(\d)\d*", re.ASCII)
_ANSWERS = (
    *(
        "GETPROTOCOL",
        "SETPROTOCOL",
        "GETSTATUS",
        "GETCONFIG",
        "GETINTERFACES",
        "GETFILE",
        "GETTIME",
    ),
    *("SETTIME", "SETPUSHPASSINGS", "SETPUSHPREWARNS", "STARTOPERATION", "STOPOPERATION"),
    *("CLEARFILES", "PASSINGS", "ONLY", "#S"),
)


class Decoder(LineDecoder):
    """The host's side: asks for passings whose number was skipped."""

    def __init__(self) -> None:
        super().__init__()
        self._count = Counting()
        self._file = ""

    def read(self, line: Line) -> list[Event]:
        """A passing, pushed or asked for, or an answer."""
        text = line.text.decode(ENCODING).strip()
        words = text.removeprefix("#P;").split(";")
        if text.startswith("#P;") or _WHOLE.fullmatch(words[0]):
            return self._passing(line, words)
        name = words[0].split(" ")[0]
        if name == "PASSINGS" and len(words) > 1 and _WHOLE.fullmatch(words[1]):
            return self._newest(line, int(words[1]), words[2] if len(words) > 2 else self._file)
        if name in ("STARTOPERATION", "STOPOPERATION", "CLEARFILES"):
            self._count.forget()
        if name not in _ANSWERS:
            return unknown(line, _NAME)
        return _answer(line, name, words)

    def _passing(self, line: Line, words: list[str]) -> list[Event]:
        if len(words) != _FIELDS or not _WHOLE.fullmatch(words[0]):
            why = say(
                "A passing has a number and {wanted} fields: this one has {given}.",
                wanted=_FIELDS,
                given=len(words),
            )
            return [Rejected(line.number, line.raw, why)]
        clock, days = parse_clock(words[3]), _days(words[2])
        if clock is None or days is None:
            return [Rejected(line.number, line.raw, no_time(f"{words[2]} {words[3]}"))]
        impulse = _impulse(words, clock, days)
        if words[17] != self._file:
            self._file = words[17]
            self._count.forget()
        counted = self._count.seen(impulse.number or 0, impulse.us)
        if counted.again:
            impulse = replace(impulse, memory=True)
        events: list[Event] = [Received(line.number, line.raw, impulse)]
        if counted.restarted:
            events.append(Notice(line.number, b"", restarted(impulse.number or 0), trouble=True))
        if counted.gap is not None:
            events.append(Notice(line.number, b"", missing(counted.gap), trouble=True))
        self._ask(counted.ask)
        if impulse.ref and _low(words[13]):
            low = say("The battery of transponder {ref} is low: change it.", ref=shown(impulse.ref))
            events.append(Notice(line.number, b"", low, trouble=True))
        return events

    def _newest(self, line: Line, newest: int, file: str) -> list[Event]:
        """How many passings there are: after a pause of the connection some may be new."""
        if file != self._file:
            return [Notice(line.number, line.raw)]
        gap = self._count.expect(newest)
        if gap is None:
            return [Notice(line.number, line.raw)]
        self._ask((gap,))
        return [Notice(line.number, line.raw, missing(gap), trouble=True)]

    def _ask(self, spans: tuple[Span, ...]) -> None:
        for span in spans:
            for first in range(span.first, min(span.last, span.first + 64 * _BLOCK) + 1, _BLOCK):
                self.reply(passings(first, min(_BLOCK, span.last - first + 1)))


def _impulse(words: list[str], clock: tuple[int, int], days: int) -> Impulse:
    triggered = words[1] == TRIGGER_CODE
    loop = words[10].strip()
    flags = int(words[15]) if _WHOLE.fullmatch(words[15]) else 0
    return Impulse(
        channel=TRIGGER if triggered else f"L{loop}" if loop else PASSIVE,
        us=days * DAY_US + clock[0],
        ref="" if triggered else words[1],
        number=int(words[0]),
        digits=clock[1],
        dated=days > 0,
        memory=bool(flags & _STORED),
    )


def _days(text: str) -> int | None:
    """Days since 1970; 0 where the decoder knows no date, None where there is no such day."""
    if text in ("", "0000-00-00"):
        return 0
    try:
        return max(0, (date.fromisoformat(text) - _EPOCH).days)
    except ValueError:
        return None


def _low(battery: str) -> bool:
    volts = _BATTERY.fullmatch(battery)
    return volts is not None and int(volts[1]) * 10 + int(volts[2]) < _LOW_BATTERY


def _answer(line: Line, name: str, words: list[str]) -> list[Event]:
    text: Sentence | None = None
    trouble = False
    if name == "GETSTATUS" and len(words) > 5:
        trouble = words[5] == "0"
        text = (
            say("The decoder is not in timing mode: start it.")
            if trouble
            else say("The decoder is in timing mode.")
        )
    elif name == "GETCONFIG" and len(words) > 3:
        text = say("The device answers: {text}", text=shown(";".join(words[2:])))
    return [Notice(line.number, line.raw, text, trouble)]


def encode(impulse: Impulse, *, pushed: bool = True, file: int = 1, box: str = "D-1042") -> bytes:
    """The passing that a decoder sends; an impulse that is not dated has no date."""
    triggered = impulse.channel == TRIGGER
    days, us = divmod(impulse.us, DAY_US)
    day = (_EPOCH + timedelta(days)).isoformat() if impulse.dated else ""
    loop = impulse.channel.removeprefix("L") if impulse.channel.startswith("L") else ""
    code = TRIGGER_CODE if triggered else impulse.ref.replace(";", " ")
    words = [
        *(str(impulse.number or 0), code, day, format_clock(us, 3), "0", "1e", "4f", ""),
        *("1" if loop or triggered else "0", "1" if loop else "", loop, "0", "0", "3.0", "20"),
        *(str(_STORED if impulse.memory else 0), box, str(file), "", box),
    ]
    return (("#P;" if pushed else "") + ";".join(words)).encode(ENCODING, "replace") + b"\r\n"


def command(text: str) -> bytes:
    """A command such as ``GETSTATUS``."""
    return text.encode(ENCODING, "replace") + b"\r\n"


def set_up() -> bytes:
    """Commands for a new connection: protocol 3.2, passings pushed, state, how many there are."""
    wanted = (
        "GETPROTOCOL",
        f"SETPROTOCOL;{PROTOCOL}",
        "SETPUSHPREWARNS;0",
        "SETPUSHPASSINGS;1;0",
        "GETCONFIG;GENERAL;BOXNAME",
        "GETSTATUS",
        "PASSINGS",
    )
    return b"".join(map(command, wanted))


def passings(first: int, count: int) -> bytes:
    """Ask for ``count`` passings from this number on."""
    return command(f"{first}:{count}")


def set_time(year: int, month: int, day: int, clock: str) -> bytes:
    """Set the clock to ``HH:MM:SS.mmm`` of a day."""
    return command(f"SETTIME;{year:04d}-{month:02d}-{day:02d};{clock}")


class Device:
    """The decoder itself: keeps its passings, pushes them when asked to, answers requests."""

    def __init__(self, *, pushing: bool = False, box: str = "D-1042") -> None:
        self.now_us = 0
        self._pushing = pushing
        self._running = True
        self._protocol = PROTOCOL
        self._box = box
        self._file = 1
        self._memory: list[Impulse] = []
        self._commands = Commands()

    def send(self, impulse: Impulse) -> bytes:
        """The passing, if passings are pushed; else it waits to be asked for."""
        self.now_us = max(self.now_us, impulse.us)
        self._memory.append(replace(impulse, number=len(self._memory) + 1, memory=False))
        return self._passing(len(self._memory), pushed=True) if self._pushing else b""

    def feed(self, data: bytes) -> bytes:
        """Answer the requests of the host."""
        return b"".join(self._answer(one.decode(ENCODING)) for one in self._commands.feed(data))

    def _passing(self, number: int, *, pushed: bool) -> bytes:
        return encode(self._memory[number - 1], pushed=pushed, file=self._file, box=self._box)

    def _answer(self, text: str) -> bytes:
        words = text.split(";")
        asked = re.fullmatch(r"(\d{1,9}):(\d{1,9})", text, re.ASCII)
        if asked:
            return self._asked(int(asked[1]), int(asked[2]))
        match words:
            case ["GETPROTOCOL"]:
                return command(f"GETPROTOCOL;{self._protocol};1.0;{PROTOCOL}")
            case ["SETPROTOCOL", wanted]:
                self._protocol = wanted
                return command(text)
            case ["GETSTATUS"]:
                return command(f"GETSTATUS;{self._status()}")
            case ["PASSINGS"]:
                return command(f"PASSINGS;{len(self._memory)};{self._file}")
            case ["SETPUSHPASSINGS", wanted, *_]:
                self._pushing = wanted == "1"
                return command(text)
            case ["GETCONFIG", "GENERAL", "BOXNAME"]:
                return command(f"{text};{self._box};{self._box}")
            case ["STARTOPERATION" | "STOPOPERATION" | "CLEARFILES"]:
                self._running = {"STARTOPERATION": True, "STOPOPERATION": False}.get(
                    text, self._running
                )
                if text == "CLEARFILES":
                    self._file += 1
                    self._memory.clear()
                return command(text)
            case ["SETTIME" | "SETPUSHPREWARNS", *_]:
                return command(text)
        return b""

    def _asked(self, first: int, count: int) -> bytes:
        last = min(len(self._memory), first + count - 1)
        if first < 1 or last < first:
            return command(f"ONLY {len(self._memory)}")
        block = (self._passing(number, pushed=False) for number in range(first, last + 1))
        return b"".join(block) + b"\r\n"

    def _status(self) -> str:
        day = (_EPOCH + timedelta(self.now_us // DAY_US)).isoformat()
        running = "1" if self._running else "0"
        head = [day, format_clock(self.now_us, 3), "1", "00000000", running, str(self._file), "0"]
        return ";".join([*head, "", "1", "100", *[""] * 13, "0", ""])
