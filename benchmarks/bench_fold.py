"""What a fact costs to fold at the end of a day of 100,000 facts, against the beginning."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.long_day import entries
from benchmarks.measurement import Measurement
from halflap.meet.ledger import Entry, Ledger

FACTS = 100_000
ROUNDS = 5


def measure(seed: int) -> Iterator[Measurement]:
    """Means over a thousand facts, withdrawals and their refolding included; best of five."""
    day = list(entries(seed, FACTS))
    early = late = float("inf")
    for _ in range(ROUNDS):
        ledger = Ledger().extend(day[:1000])
        early = min(early, _mean_us(ledger, day[1000:2000]))
        ledger.extend(day[2000:-1000])
        late = min(late, _mean_us(ledger, day[-1000:]))
    yield Measurement("a fact folded, facts 1,001 to 2,000, mean", early, "µs")
    yield Measurement(f"a fact folded, the last 1,000 of {FACTS:,}, mean", late, "µs")
    yield Measurement("the late ones against the early ones", late / early, "times", limit=1.5)


def _mean_us(ledger: Ledger, facts: list[Entry]) -> float:
    began = time.perf_counter()
    ledger.extend(facts)
    return (time.perf_counter() - began) * 1_000_000 / len(facts)
