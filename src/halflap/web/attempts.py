"""Knows how often somebody may try: so many at once, then one every so many seconds.

What is remembered is bounded: whoever has not tried for long is forgotten first.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

REMEMBERED = 4096


@dataclass(slots=True)
class _Bucket:
    left: float
    at_s: float


class Attempts:
    """Token buckets by name; the moment comes from outside, in seconds that only grow."""

    def __init__(self, at_once: int, every_s: float) -> None:
        self._at_once, self._every_s = at_once, every_s
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_s(self, name: str, now_s: float) -> float:
        """Seconds until this one may try; 0 counts as a try."""
        bucket = self._buckets.pop(name, None) or _Bucket(self._at_once, now_s)
        bucket.left = min(self._at_once, bucket.left + (now_s - bucket.at_s) / self._every_s)
        bucket.at_s = now_s
        self._buckets[name] = bucket
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            return (1 - bucket.left) * self._every_s
        bucket.left -= 1
        return 0.0

    def forgive(self, name: str) -> None:
        """Who has got in has used nothing up."""
        self._buckets.pop(name, None)
