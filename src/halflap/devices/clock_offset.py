"""Knows how far the clock of a device stands from the host's, as its impulses show it.

An impulse reaches the host a little after its sensor fired, never before. So of the last
impulses the one that came quickest says it best: that with the largest difference of device and
host.
"""

from __future__ import annotations

from collections import deque

from halflap.sport.impulse import DAY_US, Impulse

KEPT = 50


class ClockOffset:
    """Follows one clock; only times of day are compared, so dates do not matter."""

    def __init__(self) -> None:
        self._last: deque[int] = deque(maxlen=KEPT)

    def came(self, impulse: Impulse, utc_us: int) -> None:
        """An impulse came at the host's UTC ``utc_us``; one out of a memory says nothing."""
        if not impulse.memory:
            self._last.append(_wrapped(impulse.us - utc_us))

    @property
    def utc_us(self) -> int | None:
        """Device minus UTC in microseconds, at most half a day either way; None: not known yet."""
        if not self._last:
            return None
        # The newest is the reference, so that a clock at the edge of half a day does not jump.
        newest = self._last[-1]
        return _wrapped(newest + max(_wrapped(each - newest) for each in self._last))

    def local_us(self, zone_s: int) -> int | None:
        """Device minus the local time of a zone that is ``zone_s`` seconds ahead of UTC."""
        utc_us = self.utc_us
        return None if utc_us is None else _wrapped(utc_us - zone_s * 1_000_000)


def _wrapped(us: int) -> int:
    return (us + DAY_US // 2) % DAY_US - DAY_US // 2
