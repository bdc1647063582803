"""What a benchmark hands back, and how a duration is taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured quantity; `limit` is the most it may be, `None` where nothing is promised."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.limit is None or self.value <= self.limit


def shortest(times: int, action: Callable[[], object]) -> float:
    """Seconds of the fastest of `times` calls: what the work costs when nothing disturbs it."""
    durations = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        durations.append(time.perf_counter() - began)
    return min(durations)
