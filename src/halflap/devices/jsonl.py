"""Knows halflap's own plain form of impulses: a JSON object a line.

``{"channel": "C2", "time": "14:32:05.123456"}``, and where it is known ``ref``, ``number``,
``digits`` follows from the time, ``manual``, ``memory``, ``withdrawn``, ``date``. Keys that are not
known are passed over. The date is for the reader: the time stays a time of day.
"""

from __future__ import annotations

import json
from typing import Any

from halflap.devices.codec import Event, Received, Rejected
from halflap.devices.device_side import OneWay
from halflap.devices.framing import Line, LineDecoder, format_clock, no_time, parse_clock, shown
from halflap.devices.mqtt_message import is_day
from halflap.sport.impulse import Impulse
from halflap.words.sentence import Sentence, say

ENCODING = "utf-8"
LONGEST_TEXT = 64
_FLAGS = ("manual", "memory", "withdrawn")


class Decoder(LineDecoder):
    """Reads such lines; there is nothing to answer."""

    def read(self, line: Line) -> list[Event]:
        """One object."""
        found = _object(line.text)
        impulse = found if isinstance(found, Sentence) else _impulse(found)
        if isinstance(impulse, Sentence):
            return [Rejected(line.number, line.raw, impulse)]
        return [Received(line.number, line.raw, impulse)]


def _object(data: bytes) -> dict[str, Any] | Sentence:
    doubled: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = dict(found)
        doubled.extend([key for key, _ in found] if len(keys) < len(found) else [])
        return keys

    try:
        found = json.loads(data.decode(ENCODING), object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return say("“{text}” is no JSON object.", text=shown(data))
    if not isinstance(found, dict):
        return say("“{text}” is no JSON object.", text=shown(data))
    if doubled:
        return say("An object has a key twice: “{text}”.", text=shown(data))
    return found


def _impulse(found: dict[str, Any]) -> Impulse | Sentence:
    for key in ("channel", "time"):
        if key not in found:
            return say("The key “{key}” is missing.", key=key)
    for key in ("channel", "time", "ref", "date"):
        if not _is_text(found.get(key, "")):
            return say(
                "“{key}” is not a text of up to {most} characters.", key=key, most=LONGEST_TEXT
            )
    for key in _FLAGS:
        if not isinstance(found.get(key, False), bool):
            return say("“{key}” is neither true nor false.", key=key)
    number = found.get("number")
    if number is not None and not (type(number) is int and 0 <= number < 1 << 63):
        return say("“number” is not a whole number from 0.")
    if not found["channel"].strip():
        return say("“channel” is empty.")
    if found.get("date") and not is_day(found["date"]):
        return say("“{text}” is no date such as 2026-11-25.", text=shown(found["date"]))
    clock = parse_clock(found["time"])
    if clock is None:
        return no_time(found["time"])
    return Impulse(
        channel=found["channel"].strip(),
        us=clock[0],
        ref=found.get("ref", ""),
        number=number,
        digits=clock[1],
        manual=found.get("manual", False),
        memory=found.get("memory", False),
        withdrawn=found.get("withdrawn", False),
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and value.isprintable()


def encode(impulse: Impulse) -> bytes:
    """The line of an impulse; its time of day only, if it is dated."""
    found: dict[str, object] = {
        "channel": impulse.channel,
        "time": format_clock(impulse.us, impulse.digits),
    }
    if impulse.ref:
        found["ref"] = impulse.ref
    if impulse.number is not None:
        found["number"] = impulse.number
    for key, value in zip(_FLAGS, (impulse.manual, impulse.memory, impulse.withdrawn), strict=True):
        if value:
            found[key] = True
    return json.dumps(found, ensure_ascii=False).encode(ENCODING, "replace") + b"\n"


class Device(OneWay):
    """A program that writes impulses."""

    def __init__(self) -> None:
        super().__init__(encode)
