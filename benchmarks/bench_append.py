"""How long a fact takes to be kept for good, against a bare commit of SQLite on the same disk."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import apsw

from benchmarks.measurement import Measurement, shortest
from halflap.journal.chain import in_commit_order, verify
from halflap.journal.clock import HostClock
from halflap.journal.fact import Draft
from halflap.journal.memory import MemoryJournal
from halflap.journal.protocol import Journal
from halflap.journal.store import MeetFile

ROUNDS = 2000
CLOCK = HostClock()


def milliseconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def measure(seed: int) -> Iterator[Measurement]:
    """Single commits of some 500 bytes, taken in turns so that a busy disk disturbs both alike."""
    chance = random.Random(seed)
    texts = ("".join(chance.choices("abcdefghij", k=480)) for _ in range(ROUNDS))
    bodies = [f'{{"text":"{text}"}}' for text in texts]
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        bare_ms, append_ms = single_commits(Path(folder), bodies)
        bare, ours = statistics.median(bare_ms), statistics.median(append_ms)
        yield Measurement("a bare commit, median", bare, "ms")
        yield Measurement("a bare commit, 99 of 100 within", percentile_99(bare_ms), "ms")
        yield Measurement("a fact appended, median", ours, "ms")
        yield Measurement("a fact appended, 99 of 100 within", percentile_99(append_ms), "ms")
        yield Measurement("a fact against a bare commit", ours / bare, "times", limit=2)
        yield from long_day(Path(folder), bodies[0])


def single_commits(folder: Path, bodies: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of each bare commit and of each append."""
    bare = apsw.Connection(str(folder / "bare.db"))
    bare.execute("PRAGMA journal_mode = WAL").get  # noqa: B018 - the rows must be fetched
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE facts (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
    bare_ms, append_ms = [], []
    with MeetFile.create(folder / "meet.halflap") as meet:
        for number, body in enumerate(bodies):
            insert = partial(bare.execute, "INSERT INTO facts (body) VALUES (?)", (body,))
            bare_ms.append(milliseconds(insert))
            appending = partial(append, meet, f"command {number}", [Draft("half-lap", 1, body)])
            append_ms.append(milliseconds(appending))
    bare.close()
    return bare_ms, append_ms


def append(journal: Journal, command_id: str, drafts: list[Draft]) -> None:
    now = CLOCK.now()
    journal.append(
        command_id,
        "timekeeper",
        drafts,
        outcome_text="Kept.",
        utc_us=now.utc_us,
        mono_us=now.mono_us,
        boot_id=now.boot_id,
    )


def long_day(folder: Path, body: str) -> Iterator[Measurement]:
    """A journal of 100,000 commands with a fact each, in turns with a new one."""
    journal = MemoryJournal()
    for number in range(100_000):
        append(journal, f"earlier {number}", [Draft("half-lap", 1, body)])
    MeetFile.build(folder / "long.halflap", in_commit_order(journal))
    with (
        MeetFile.open(folder / "long.halflap", write=True) as meet,
        MeetFile.create(folder / "new.halflap") as new,
    ):
        new_ms, late_ms = [], []
        for number in range(500):
            drafts = [Draft("half-lap", 1, body)]
            new_ms.append(milliseconds(partial(append, new, f"new {number}", drafts)))
            late_ms.append(milliseconds(partial(append, meet, f"late {number}", drafts)))
        late = statistics.median(late_ms)
        yield Measurement("a fact appended after 100,000, median", late, "ms")
        yield Measurement(
            "against a fact of a new meet", late / statistics.median(new_ms), "times", 1.5
        )
        yield Measurement("100,500 facts read", shortest(3, partial(read_all, meet)), "s")
        yield Measurement("all hashes of them verified", shortest(3, partial(verify, meet)), "s")


def read_all(journal: Journal) -> None:
    for _ in journal.read():
        pass


def percentile_99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]
