"""Knows how ``halflap simulate`` rides: heats made, truth written, the device speaking."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from halflap.cli.failure import STORAGE, Failure, Refusal, unusable
from halflap.cli.say import err, nobody_reads, out
from halflap.cli.simulate_asked import Asked, Named, scenes
from halflap.cli.simulate_reading import Target, ToFile, ToPty, ToTcp, number, seconds, target
from halflap.cli.simulate_truth import truth_line
from halflap.devices.device_side import OneWay
from halflap.devices.ports.base import Unreachable
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.velodrome.carriers import paced, to_mqtt, to_pty, to_tcp
from halflap.devices.velodrome.player import Script, heats, joined, play
from halflap.devices.velodrome.stream import RideTruth, Stream
from halflap.sport.times import format_time
from halflap.words.sentence import Sentence, say

STANDARD_OUTPUT = "-"


def ride(asked: Asked, to: str) -> None:
    """Make the heats, write the truth about them, and let the device speak."""
    place = target(to)
    gap_us = seconds("--gap", asked.gap)
    usual = 0.0 if isinstance(place, ToFile) else 1.0
    speed = usual if asked.speed is None else number("--speed", asked.speed)
    named = scenes(asked)
    streams = heats((each.scene for each in named), gap_us)
    for path in (to if isinstance(place, ToFile) else None, asked.truth):
        if path and Path(path).exists():  # said before anything is written
            raise _exists(path)
    if asked.truth is not None:
        _write_truth(asked.truth, named, streams)
    words = err if to == STANDARD_OUTPUT else out
    words(*(_heat(number_, stream) for number_, stream in enumerate(streams, 1)))
    try:
        asyncio.run(_speak(asked, place, streams, speed))
    except Unreachable as error:
        raise unusable("unreachable", error.text, error.remedy) from error


def _heat(heat: int, stream: Stream) -> Sentence:
    truth = stream.truth
    if truth.home and truth.back:
        return say(
            "Heat {heat}: home {home}, back {back}.",
            heat=heat,
            home=_time(truth.home),
            back=_time(truth.back),
        )
    alone = truth.home or truth.back
    assert alone
    return say("Heat {heat}: {time}, alone.", heat=heat, time=_time(alone))


def _time(ride_: RideTruth) -> str | Sentence:
    if ride_.finish_us is None:
        return say("stopped after {n} half laps", n=len(ride_.elapsed))
    return format_time(ride_.finish_us)


async def _speak(asked: Asked, place: Target, streams: tuple[Stream, ...], speed: float) -> None:
    protocol = PROTOCOLS[asked.protocol]
    impulses = joined(streams)
    if isinstance(place, ToFile):
        return await _to_file(place.path, play(impulses, OneWay(protocol.encode), speed))
    device = protocol.device()
    script = play(impulses, device, speed)
    match place:
        case ToPty():
            await to_pty(device, script, _pty_ready, asked.stay)
        case ToTcp():
            await to_tcp(place.port, device, script, _tcp_ready, asked.stay)
        case _:
            await to_mqtt(place, script, _mqtt_ready)
    return None


def _pty_ready(path: str) -> None:
    out(say("The device is at {path} and waits for somebody to open it.", path=path))


def _tcp_ready(port: int) -> None:
    out(say("The device is at 127.0.0.1:{port} and waits for a connection.", port=port))


def _mqtt_ready() -> None:
    out(say("The broker is there."))


def _write_truth(path: str, named: Sequence[Named], streams: Sequence[Stream]) -> None:
    lines = (
        truth_line(heat, each.condition, each.seed, each.scene, stream) + "\n"
        for heat, (each, stream) in enumerate(zip(named, streams, strict=True), 1)
    )
    with _new(path) as file:
        file.writelines(line.encode() for line in lines)


async def _to_file(path: str, script: Script) -> None:
    if path == STANDARD_OUTPUT:
        await _to_output(script)
        return
    with _new(path) as file:
        await paced(script, file.write)


async def _to_output(script: Script) -> None:
    def write(data: bytes) -> None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    try:
        await paced(script, write)
    except BrokenPipeError:  # the reader has had enough
        nobody_reads(sys.stdout)


@contextmanager
def _new(path: str) -> Iterator[BinaryIO]:
    """A new file, unbuffered: a reader that follows it sees each impulse at once."""
    try:
        with open(path, "xb", buffering=0) as file:
            yield file
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        text = say(
            "{file} could not be written ({problem}).", file=path, problem=error.strerror or "?"
        )
        raise Failure(STORAGE, [Refusal("output", text)]) from error


def _exists(path: str) -> Failure:
    return unusable(
        "exists",
        say("{file} exists already.", file=path),
        say("Name a new file, or remove that one first."),
    )
