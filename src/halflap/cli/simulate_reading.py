"""Knows how the options of ``halflap simulate`` are read: numbers, missed passings, where to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from halflap.cli.failure import Failure, unusable
from halflap.devices.ports.address import BadAddress, MqttAddress, read_address
from halflap.devices.velodrome.riders import SECOND
from halflap.devices.velodrome.scenes import Miss, Scene, Wheel
from halflap.devices.velodrome.staging import Effects
from halflap.sport.heat import Side
from halflap.sport.impulse import DAY_US
from halflap.words.sentence import say

_MISSED = re.compile(r"(home|back):(\d{1,3})(?::(front|rear|both))?", re.ASCII)
_STOP = re.compile(r"(home|back):(\d{1,3})", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,6}))?", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ToPty:
    """A serial line without hardware."""


@dataclass(frozen=True, slots=True)
class ToTcp:
    """A port of this machine, 0 for any free one."""

    port: int


@dataclass(frozen=True, slots=True)
class ToFile:
    """A file; ``-`` is standard output."""

    path: str


Target = ToPty | ToTcp | ToFile | MqttAddress


def target(text: str) -> Target:
    """Where the device speaks to: ``pty``, ``tcp:PORT``, ``mqtt://…``, or else a file."""
    if text == "pty":
        return ToPty()
    if text.startswith("tcp:"):
        port = text.removeprefix("tcp:")
        if not re.fullmatch(r"\d{1,5}", port, re.ASCII) or int(port) > 65535:
            raise unusable(
                "to",
                say("“{text}” is not a port of this machine.", text=text),
                say("Write it as tcp:7000; tcp:0 takes any free one."),
            )
        return ToTcp(int(port))
    if text.startswith("mqtt:"):
        try:
            address = read_address(text)
        except BadAddress as error:
            raise unusable("to", error.text, error.remedy) from error
        assert isinstance(address, MqttAddress)
        return address
    return ToFile(text)


def number(option: str, text: str, most: float | None = None) -> float:
    """A number that is not below zero, nor above ``most``."""
    if not _NUMBER.fullmatch(text) or (most is not None and float(text) > most):
        if most is None:
            remedy = say("Write it as 12 or 7.85.")
        else:
            remedy = say("Write it as 0.5; it is {most} at most.", most=f"{most:g}")
        raise unusable(
            "number",
            say("“{text}” is not a number for {option}.", text=text, option=option),
            remedy,
        )
    return float(text)


def seconds(option: str, text: str) -> int:
    """A number of seconds, in microseconds."""
    return round(number(option, text) * SECOND)


def pace(option: str, text: str | None) -> int | None:
    """A number of seconds that is more than zero, in microseconds."""
    found = None if text is None else seconds(option, text)
    if found == 0:
        raise unusable("number", say("{option} is more than zero.", option=option))
    return found


def time_of_day(text: str) -> int:
    """``10:15:00`` or ``10:15:00.25`` in microseconds since midnight."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise unusable(
            "gun-at",
            say("“{text}” is not a time of day.", text=text),
            say("Write it as 10:15:00 or 10:15:00.25."),
        )
    hours, minutes, whole = (int(part) for part in match.groups()[:3])
    fraction = int((match[4] or "").ljust(6, "0"))
    return (((hours * 60 + minutes) * 60 + whole) * SECOND + fraction) % DAY_US


def missed(texts: Sequence[str]) -> tuple[Miss, ...]:
    """Missed passings: ``home:5`` or ``back:12:front``."""
    found = []
    for text in texts:
        match = _MISSED.fullmatch(text)
        if match is None:
            raise _bad_passing(text)
        found.append(Miss(Side(match[1]), int(match[2]), Wheel(match[3] or "both")))
    return tuple(found)


def stops(texts: Sequence[str]) -> tuple[tuple[Side, int], ...]:
    """Where riders stop: ``back:12`` is after twelve half laps."""
    found = []
    for text in texts:
        match = _STOP.fullmatch(text)
        if match is None:
            raise _bad_passing(text)
        found.append((Side(match[1]), int(match[2])))
    return tuple(found)


def _bad_passing(text: str) -> Failure:
    return unusable(
        "passing",
        say("“{text}” is no rider and half lap.", text=text),
        say(
            "Write the side where the rider started and the half lap: home:5, or for one wheel "
            "of a missed passing back:12:front."
        ),
    )


def must_be_ridden(scene: Scene, effects: Effects) -> None:
    """Refuse a passing of a rider who does not start, or beyond the finish."""
    starting = {side for side, _ in scene.rides}
    last = scene.course.half_laps
    asked = (*((miss.side, miss.half_lap) for miss in effects.missed), *effects.stops)
    for side, half_lap in asked:
        if side not in starting:
            raise unusable("passing", say("Nobody starts at {side}.", side=side.value))
        if half_lap > last:
            raise unusable(
                "passing",
                say(
                    "There is no half lap {half_lap}: {last} is the last.",
                    half_lap=half_lap,
                    last=last,
                ),
            )


def at_least(option: str, given: int, least: int) -> None:
    """Refuse a count that is too small."""
    if given < least:
        raise unusable("number", say("{option} is at least {least}.", option=option, least=least))
