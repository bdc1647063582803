"""How many impulses a second are timed offline: whole heats, each read once when it is over."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from benchmarks.heats import Heat, heat
from benchmarks.measurement import Measurement
from halflap.timing.assign import assign

HEATS = 60
ROUNDS = 3
CONDITIONS = ("clean", "rear-wheels", "five-strays", "overtaking-rear", "busy-track")


def measure(seed: int) -> Iterator[Measurement]:
    """The best of three rounds over the same heats, on one processor."""
    for condition in CONDITIONS:
        heats = [heat(condition, seed + number) for number in range(HEATS)]
        impulses = sum(len(one.sightings) for one in heats)
        fastest = min(_seconds(heats) for _ in range(ROUNDS))
        yield Measurement(f"{condition}: impulses timed", impulses / fastest, "a second")
        yield Measurement(f"{condition}: a heat timed, mean", 1000 * fastest / HEATS, "ms")


def _seconds(heats: Sequence[Heat]) -> float:
    began = time.perf_counter()
    for one in heats:
        assign(one.plan, one.sightings)
    return time.perf_counter() - began
