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


@dataclass(frozen=True, slots=True)
class Table:
    """What is better read as a table than as single figures: a line about it, head and rows."""

    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[str]:
        """The table as Markdown."""
        rule = "---|" * len(self.head)
        body = [f"| {' | '.join(row)} |" for row in (self.head, *self.rows)]
        return [self.about, "", body[0], f"|{rule}", *body[1:]]


def shortest(times: int, action: Callable[[], object]) -> float:
    """Seconds of the fastest of `times` calls: what the work costs when nothing disturbs it."""
    durations = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        durations.append(time.perf_counter() - began)
    return min(durations)
