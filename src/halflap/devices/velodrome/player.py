"""Knows how a stream is played: the bytes a device sends and how long it waits before each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from halflap.devices.device_side import DeviceSide
from halflap.devices.velodrome.scenes import Scene
from halflap.devices.velodrome.sensors import simulate
from halflap.devices.velodrome.stream import Simulated, Stream

SECOND = 1_000_000
BEFORE_US = 2 * SECOND  # how long a device has been there when the first sensor fires

Script = Iterator[tuple[float, bytes]]
"""Seconds to wait, then bytes to send; no bytes where the device keeps an impulse to itself."""


def play(impulses: Iterable[Simulated], device: DeviceSide, speed: float) -> Script:
    """The impulses as ``device`` sends them, ``speed`` times as fast as they happen; 0: at once.

    The device is asked only when its turn has come, so that what the host told it until then
    counts.
    """
    before: int | None = None
    for each in impulses:
        waited = BEFORE_US if before is None else each.sent_us - before
        before = each.sent_us
        yield max(waited, 0) / SECOND / speed if speed else 0.0, b""
        yield 0.0, device.send(each.impulse)


def heats(scenes: Iterable[Scene], gap_us: int) -> tuple[Stream, ...]:
    """One heat after the other on one device, which goes on counting.

    The gun of the first is at the time of its scene; each one after it starts (warm-up and false
    starts included) ``gap_us`` after the last impulse of the heat before.
    """
    found: list[Stream] = []
    number = 1
    for scene in scenes:
        stream = simulate(scene, number)
        if found:
            later = found[-1].impulses[-1].sent_us + gap_us - stream.impulses[0].sent_us
            stream = simulate(replace(scene, gun_us=scene.gun_us + later), number)
        number += len(stream.impulses)
        found.append(stream)
    return tuple(found)


def joined(streams: Sequence[Stream]) -> tuple[Simulated, ...]:
    """All impulses of several heats."""
    return tuple(each for stream in streams for each in stream.impulses)
