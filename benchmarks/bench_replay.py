"""What it costs to open a meet of 100,000 facts, against merely decoding the same JSON."""

from __future__ import annotations

import json
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import starmap
from pathlib import Path

from benchmarks.long_day import entries
from benchmarks.measurement import Measurement, shortest
from halflap.hub.desk import entries as replayed
from halflap.journal.chain import in_commit_order
from halflap.journal.fact import Draft
from halflap.journal.facts import decode, encode
from halflap.journal.memory import MemoryJournal
from halflap.journal.store import MeetFile
from halflap.meet.ledger import Ledger

FACTS = 100_000
ROUNDS = 5


def measure(seed: int) -> Iterator[Measurement]:
    """Replay is reading, decoding and folding; the limit is against json.loads of each body.

    Facts are decoded by msgspec, several times faster than that: the second ratio has no limit.
    """
    facts = [encode(entry.fact) for entry in entries(seed, FACTS)]
    bodies = [body for _, _, body in facts]
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        path = Path(folder) / "day.halflap"
        MeetFile.build(path, in_commit_order(_journal(facts)))
        with MeetFile.open(path) as meet:
            loads = typed = replay = float("inf")
            for _ in range(ROUNDS):  # in turns, so that a busy machine disturbs all alike
                loads = min(loads, shortest(1, lambda: _done(map(json.loads, bodies))))
                typed = min(typed, shortest(1, lambda: _done(starmap(decode, facts))))
                replay = min(replay, shortest(1, lambda: Ledger().extend(replayed(meet))))
    yield Measurement(f"{FACTS:,} facts decoded by json.loads", loads, "s")
    yield Measurement(f"{FACTS:,} facts decoded as facts", typed, "s")
    yield Measurement(f"{FACTS:,} facts replayed", replay, "s")
    yield Measurement("replay against json.loads", replay / loads, "times", limit=10)
    yield Measurement("replay against decoding as facts", replay / typed, "times")


def _done(work: Iterable[object]) -> None:
    """Does it all and keeps nothing."""
    deque(work, maxlen=0)


def _journal(facts: list[tuple[str, int, str]]) -> MemoryJournal:
    journal = MemoryJournal()
    for number, fact in enumerate(facts):
        journal.append(
            f"command {number}",
            "secretary",
            [Draft(*fact)],
            outcome_text="Kept.",
            utc_us=1_093_089_600_000_000 + number,
            mono_us=number,
            boot_id="a boot",
        )
    return journal
