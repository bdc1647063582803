"""Knows how the demonstration waits: for something that a commit brings, or for a time of day."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from halflap.cli.demo_clock import VelodromeClock
from halflap.hub.live import Live, Told


class News:
    """What happens in a running loop, for one who waits; everybody has their own."""

    def __init__(self, live: Live, clock: VelodromeClock) -> None:
        self._clock = clock
        self._came = asyncio.Event()
        live.listeners.append(self._heard)

    def _heard(self, _: Told) -> None:
        self._came.set()

    async def until(self, holds: Callable[[], bool], until_us: int | None = None) -> bool:
        """Wait until something holds, at most until the clock shows that; whether it holds."""
        while not holds():
            left = None if until_us is None else self._clock.seconds_to(until_us)
            if left is not None and left <= 0:
                return False
            self._came.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._came.wait()
        return True
