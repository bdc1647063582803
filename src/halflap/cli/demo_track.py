"""Knows the simulated velodrome of the demonstration: its Timy, its clock, and what it sends when.

The bytes are those of the device, and its own protocol reads them. The clock of the host is
simulated with it: it runs as that of the device does, whatever the speed of the show.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from halflap.cli.demo_clock import VelodromeClock
from halflap.devices.codec import Received
from halflap.devices.health import Health, HealthChange
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk
from halflap.devices.velodrome.scenes import Scene
from halflap.devices.velodrome.sensors import simulate
from halflap.devices.velodrome.stream import Kind, Stream
from halflap.journal.facts_timing import SourceAttached
from halflap.sport.impulse import DAY_US, Impulse

SECOND = 1_000_000
MINUTE = 60 * SECOND
TIMY = SourceAttached(source="timy", protocol="timy", address="simulated velodrome")
SUMMER = timezone(timedelta(hours=3))
"""Athens in August."""

MORNING_US = 9 * 60 * MINUTE
"""When the office opens."""

AFTERNOON_US = (16 * 60 + 30) * MINUTE
"""When a session begins whose hour was not published."""

CHECK_US = 30 * MINUTE
"""The sensors are checked so long before the first heat."""

LOCK_IN_US = 1 * MINUTE
"""The first riders of a session are locked in so long before their gun."""

TRIP_US = 5 * SECOND
HEAT_GAP_US = 2 * MINUTE
PHASE_GAP_US = 30 * MINUTE
ON_THE_WAY_US = 1_000
"""How long an impulse of the check takes to come."""


class Line:
    """A source of which somebody plays what comes; it ends when it is told to."""

    def __init__(self) -> None:
        self.name = TIMY.source
        self._waiting: asyncio.Queue[Chunk | HealthChange | None] = asyncio.Queue()

    def send(self, *items: Chunk | HealthChange) -> None:
        """Let these come."""
        for item in items:
            self._waiting.put_nowait(item)

    def end(self) -> None:
        """Nothing more comes."""
        self._waiting.put_nowait(None)

    async def stream(self) -> AsyncIterator[Chunk | HealthChange]:
        """What comes, in order."""
        while (item := await self._waiting.get()) is not None:
            yield item

    def await_lines(self, awaited: bool) -> None:
        """It has no silence that would be a trouble."""

    async def stop(self) -> None:
        """Take nothing more in."""
        self.end()


@dataclass(frozen=True, slots=True)
class Due:
    """What comes ``us`` microseconds after the gun; most often one line of the device."""

    us: int
    chunk: Chunk


class Velodrome:
    """The device all through the meet: it goes on counting, and its clock runs through the night.

    ``now_us``, when the next gun is, counts from the midnight before ``first_day``, as ``clock``
    does; ``speed`` is how fast that goes (0: at once).
    """

    def __init__(self, first_day: date, speed: int = 0) -> None:
        self._first_day = first_day
        midnight = datetime(first_day.year, first_day.month, first_day.day, tzinfo=SUMMER)
        self._utc_us = int(midnight.timestamp()) * SECOND
        self.clock = VelodromeClock(self._utc_us, speed)
        self.clock.skip_to(MORNING_US)
        protocol = PROTOCOLS[TIMY.protocol]
        self._hello = protocol.hello
        self._device, self._decoder = protocol.device(), protocol.decoder()
        self._number = 1
        self.now_us = 0

    def session(self, when: str | None) -> None:
        """A session begins: at its published hour, in the afternoon, or after a pause."""
        begins_us = 0
        if when is not None:
            at = datetime.fromisoformat(when)
            hour_us = (at.hour * 60 + at.minute) * MINUTE
            begins_us = (at.date() - self._first_day).days * DAY_US + (hour_us or AFTERNOON_US)
        self.now_us = max(self.now_us, self.clock.us)
        self.now_us = begins_us if self.now_us <= begins_us else self.now_us + PHASE_GAP_US

    def lock_in(self) -> None:
        """It is time for the first riders of the session."""
        self.clock.skip_to(self.now_us - LOCK_IN_US)

    def check(self) -> Iterator[Chunk | HealthChange]:
        """The device is found and greeted, and one input after the other is tripped."""
        at_us = self.now_us - CHECK_US
        self.clock.skip_to(at_us)
        health, connecting = Health(TIMY.source).begun(at_us, TIMY.address)
        _, connected = health.opened(at_us)
        yield from filter(None, (connecting, connected))
        answers = self._device.feed(self._hello)
        if answers:
            yield self._chunk(answers, at_us)
        for channel in (TIMY.gun, TIMY.home, TIMY.back):
            at_us += TRIP_US
            impulse = Impulse(channel, at_us % DAY_US, number=self._number)
            self._number += 1
            self.clock.skip_to(at_us + ON_THE_WAY_US)
            yield self._chunk(self._device.send(impulse), at_us + ON_THE_WAY_US)

    def stream(self, scene: Scene) -> Stream:
        """What the device sends of a heat whose gun is now, and the truth about it."""
        stream = simulate(scene, self._number)
        self._number += len(stream.impulses)
        over_us = stream.impulses[-1].sent_us
        self.now_us = -(-(over_us + HEAT_GAP_US) // MINUTE) * MINUTE
        return stream

    def due(self, scene: Scene, stream: Stream, *, by_hand: bool = False) -> Iterator[Due]:
        """A heat as it comes, line by line; the device keeps some impulses to itself.

        Whoever stops asking stops the riders: nothing more is measured. ``by_hand``: the start was
        taken by hand, and no gate opens.
        """
        for each in stream.impulses:
            if by_hand and each.kind is Kind.GUN:
                continue
            self._number = each.impulse.number + 1 if each.impulse.number else self._number
            sent = self._device.send(each.impulse)
            if sent:
                yield Due(each.sent_us - scene.gun_us, self._chunk(sent, each.sent_us))

    def _chunk(self, raw: bytes, at_us: int) -> Chunk:
        events = tuple(self._decoder.feed(raw))
        return Chunk(TIMY.source, 1, raw, at_us, self._utc_us + at_us, events)


def impulses_in(chunk: Chunk) -> int:
    """How many impulses came with it."""
    return sum(isinstance(event, Received) for event in chunk.events)
