"""Knows what time it is at the simulated velodrome: its clock runs as fast as the show.

Facts, devices and screens go by it, so that half laps, countdowns and running clocks belong
together at any speed; what is real (who is signed in, whether a screen hears the hub) does not.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from halflap.journal.clock import HostClock, Moment


class VelodromeClock(HostClock):
    """A host's clock of which ``rate`` seconds pass in one; 0: it goes on only by ``skip_to``.

    ``us`` counts from the midnight that is ``utc_us``. It belongs to no start of this machine:
    whoever opens the file later compares nothing with it.
    """

    def __init__(
        self, utc_us: int, rate: int = 0, steady: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self.rate = rate
        self._utc_us, self._steady = utc_us, steady
        self._boot = str(uuid.uuid4())
        self._skipped_us, self._began_ns = 0, steady()

    @property
    def us(self) -> int:
        """Microseconds since the midnight before the first day."""
        return self._skipped_us + (self._steady() - self._began_ns) * self.rate // 1000

    def skip_to(self, us: int) -> None:
        """Nobody waits for the hours between: it is that time now, if it was not later."""
        self._skipped_us += max(0, us - self.us)

    def seconds_to(self, us: int) -> float:
        """How long somebody in front of the screen waits until then."""
        return (us - self.us) / 1_000_000 / self.rate

    def now(self) -> Moment:
        us = self.us
        return Moment(self._utc_us + us, us, self._boot)
