"""A clock and a timing device that are moved on by hand, so that nobody waits for a rider."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from halflap.devices.health import HealthChange
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk
from halflap.journal.clock import HostClock, Moment
from halflap.sport.impulse import Impulse

DAY_S = 36_000.0
"""What the device shows at the beginning: ten in the morning."""

Passings = list[tuple[float, str]]
"""The impulses of a run: seconds since its gun, and the channel."""


class SteppedClock(HostClock):
    """The host's clock, set forward at will; it also goes on by itself, as clocks do."""

    def __init__(self, ahead_us: int = 0, began_us: int | None = None) -> None:
        super().__init__()
        self.ahead_us = ahead_us
        self.began_us = super().now().mono_us if began_us is None else began_us

    def now(self) -> Moment:
        now = super().now()
        return Moment(now.utc_us + self.ahead_us, now.mono_us + self.ahead_us, now.boot_id)

    @property
    def device_s(self) -> float:
        """What the device's clock shows: seconds of the day."""
        return DAY_S + (self.now().mono_us - self.began_us) / 1_000_000

    def set_device(self, seconds: float) -> None:
        """Go on to this second of the device's day; never back."""
        self.ahead_us += max(0, round((seconds - self.device_s) * 1_000_000))


class SteppedTimy:
    """A Timy that sends when it is told to; what it sends comes at the time it shows."""

    name = "timy"

    def __init__(self, clock: SteppedClock) -> None:
        self._clock = clock
        self._decoder = PROTOCOLS["timy"].decoder()
        self._waiting: asyncio.Queue[Chunk | HealthChange | None] = asyncio.Queue()

    def pulse(self, channel: str, at: float) -> None:
        """An impulse at ``at`` seconds of the device's day, which it then is."""
        self._clock.set_device(at)
        impulse = Impulse(channel, round(at * 10_000) * 100)
        raw = PROTOCOLS["timy"].encode(impulse)
        now = self._clock.now()
        events = tuple(self._decoder.feed(raw))
        self._waiting.put_nowait(Chunk(self.name, 1, raw, now.mono_us, now.utc_us, events))

    def changes(self, change: HealthChange) -> None:
        """It is well no more, or well again."""
        self._waiting.put_nowait(change)

    async def stream(self) -> AsyncIterator[Chunk | HealthChange]:
        while (item := await self._waiting.get()) is not None:
            yield item

    def await_lines(self, awaited: bool) -> None:
        pass

    async def stop(self) -> None:
        self._waiting.put_nowait(None)


class Riding:
    """What happens on a track, moved on by hand; ``pulse`` says how an impulse is sent."""

    def __init__(self, clock: SteppedClock) -> None:
        self.clock = clock
        self._planned: Passings = []
        self._gun_s = 0.0

    def go_on(self, other: Riding) -> None:
        """The heat that rode elsewhere is ridden on here."""
        self._planned, self._gun_s = list(other._planned), other._gun_s

    def pulse(self, channel: str, at_s: float) -> None:
        """One impulse at a second of the device's day; returns when it is kept and told."""
        raise NotImplementedError

    def gun(self, home: Sequence[float] | None = None, back: Sequence[float] | None = None) -> None:
        """The gun of the armed heat, and how its riders will ride: seconds after each half lap."""
        self._planned = passings(home, back)
        self._gun_s = self.clock.device_s + 60
        self.pulse("C0", self._gun_s)

    def step(self, impulses: int = 1) -> None:
        """The next impulses of the plan come."""
        for _ in range(impulses):
            at, channel = self._planned.pop(0)
            self.pulse(channel, self._gun_s + at)

    def lose(self) -> None:
        """The next impulse of the plan never comes."""
        self._planned.pop(0)

    def finish(self) -> None:
        """All that is left of the plan."""
        self.step(len(self._planned))


def passings(home: Sequence[float] | None, back: Sequence[float] | None) -> Passings:
    """The impulses of two rides, each given as seconds since the gun after every half lap."""
    found = []
    for ride, lines in ((home, ("C3", "C2")), (back, ("C2", "C3"))):
        found += [(at, lines[n % 2]) for n, at in enumerate(ride or ())]
    return sorted(found)


def even(time_s: float, half_laps: int, first_s: float = 3.0) -> list[float]:
    """An even ride: ``first_s`` more for the first half lap, the rest all the same."""
    half_lap = (time_s - first_s) / half_laps
    return [round(first_s + n * half_lap, 4) for n in range(1, half_laps + 1)]
