"""Knows the timing message ``INDEX;SOURCE;CHANNEL;REFID;TIME;DATE`` that programs exchange by MQTT.

The date may be left out. Several messages of one payload are joined by a backslash and an n; in a
file there is one a line. The time is a time of day: decimal seconds (also ``36040.8075S``), an ISO
duration (``PT10H0M40.8075S``), or hours, minutes and seconds (``10:00:40.8``, ``10h00:40.8``,
``10-00-40.8``, ``10:00'40"8``). From 86400 on it is seconds since 1970, beyond the year 9999
microseconds since 1970, and dated. An empty REFID is an impulse. Source: metarace's documentation.
"""

from __future__ import annotations

import re
from datetime import date

from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.devices.device_side import OneWay
from halflap.devices.framing import Line, LineDecoder, clock_us, format_clock, no_time, shown
from halflap.sport.impulse import DAY_US, Impulse
from halflap.words.sentence import Sentence, say

EPOCH = "1970-01-01"
ENCODING = "utf-8"
MESSAGE_LIMIT = 1 << 16
_JOIN = b"\\n"
_YEAR_10000 = 253_402_300_800
_DECIMAL = re.compile(r"(\d{1,18})(?:[.,](\d{1,30}))?[sS]?", re.ASCII)
_DURATION = re.compile(
    r"PT(?:(\d{1,2})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:[.,](\d{1,30}))?S)?", re.ASCII
)
_CLOCK = re.compile(r"(?:(\d{1,2})[hH:-])?(\d{1,2})[:'-](\d{1,2})(?:[.,\"](\d{1,30}))?", re.ASCII)
_CHANNEL = re.compile(r"(C\d{1,2})M", re.ASCII)


class Decoder(LineDecoder):
    """The receiver of messages; it answers nothing.

    Feed it a payload and then a line end.
    """

    def __init__(self) -> None:
        super().__init__(limit=MESSAGE_LIMIT)

    def read(self, line: Line) -> list[Event]:
        """The messages of a line."""
        texts = line.text.split(_JOIN)
        raws = line.raw.split(_JOIN)
        raws = [raw + _JOIN for raw in raws[:-1]] + raws[-1:]
        return [_read(line.number, raw, text) for raw, text in zip(raws, texts, strict=True) if raw]


def _read(number: int, raw: bytes, data: bytes) -> Event:
    if not data.strip():
        return Notice(number, raw)
    try:
        text = data.decode(ENCODING)
    except UnicodeDecodeError:
        return Rejected(number, raw, say("“{text}” is not UTF-8.", text=shown(data)))
    found = _message(text)
    return (
        Rejected(number, raw, found)
        if isinstance(found, Sentence)
        else Received(number, raw, found)
    )


def _message(text: str) -> Impulse | Sentence:
    words = [word.strip() for word in text.split(";")]
    if len(words) not in (5, 6):
        return say(
            "A message has 5 or 6 fields (INDEX;SOURCE;CHANNEL;REFID;TIME;DATE): “{text}” "
            "has {given}.",
            text=shown(text),
            given=len(words),
        )
    index, _, channel, ref, time, *day = words
    if not channel or not (channel + ref).isprintable():
        return say("“{text}” names no channel.", text=shown(text))
    found = parse_time(time)
    if found is None:
        return no_time(time)
    if day and day[0] and not is_day(day[0]):
        return say("“{text}” is no date such as 2026-11-25.", text=shown(day[0]))
    us, digits = found
    key = _CHANNEL.fullmatch(channel)
    counted = index.isascii() and index.isdecimal() and len(index) <= 18
    return Impulse(
        channel=key[1] if key else channel,
        us=us,
        ref=ref,
        number=int(index) if counted else None,
        digits=digits,
        dated=us >= DAY_US,
        manual=key is not None,
    )


def is_day(text: str) -> bool:
    """Whether this is a date such as 2026-11-25."""
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def parse_time(text: str) -> tuple[int, int] | None:
    """A time in any of the forms as (microseconds, decimals, at most 6), or None."""
    if match := _DECIMAL.fullmatch(text):
        return _seconds(int(match[1]), match[2] or "")
    if match := _CLOCK.fullmatch(text):
        return clock_us(int(match[1] or 0), int(match[2]), int(match[3]), match[4] or "")
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    whole = int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + int(match[3] or 0)
    return _seconds(whole, match[4] or "")


def _seconds(whole: int, fraction: str) -> tuple[int, int] | None:
    if whole >= _YEAR_10000:
        return (whole, 6) if whole < _YEAR_10000 * 1_000_000 else None
    return whole * 1_000_000 + int(fraction[:6].ljust(6, "0")), min(len(fraction), 6)


def encode(impulse: Impulse, *, source: str = "halflap", day: str = "") -> bytes:
    """The message of an impulse, with a line end; its time of day only, if it is dated."""
    channel = impulse.channel + (
        "M" if impulse.manual and _CHANNEL.fullmatch(impulse.channel + "M") else ""
    )
    number = "" if impulse.number is None else str(impulse.number)
    words = (number, source, channel, impulse.ref, format_clock(impulse.us, impulse.digits), day)
    return (";".join(word.replace(";", " ") for word in words) + "\n").encode(ENCODING, "replace")


class Device(OneWay):
    """A program that publishes impulses."""

    def __init__(self) -> None:
        super().__init__(encode)
