"""How long an impulse takes, from the wire to what is shown of it, over a day of ten hours.

A day is 20,000 impulses through the meet: 80 heats of 4 km with rear wheels, warm-up in between.
It is ridden several times over; for each impulse the median counts, so that what else the machine
does is left out as far as it can be. Beside the clock on the wall stands the processor's.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import apsw

from benchmarks.bench_append import milliseconds, percentile_99
from benchmarks.live_day import (
    COMPETITIONS,
    HEAT_EVERY_US,
    HEATS,
    MORNING_US,
    Cost,
    Day,
    Riding,
    Sent,
    day,
    sent,
)
from benchmarks.live_loop import Device, Pulse, Watched, file_of, new_meet, served
from benchmarks.measurement import Measurement
from halflap.hub.desk import Desk, Done
from halflap.hub.live import Live
from halflap.hub.tidying import leave, tidy
from halflap.journal.facts import CompetitionOpened, Fact, ResultConfirmed
from halflap.meet.commands import Undo
from halflap.meet.ledger import Ledger

ROUNDS = 3
HOUR_US = 3_600_000_000
A_SECOND = 20
"""Impulses a second of a busy warm-up."""
WIRE = 1500
WIRE_EVERY_S = 0.01
PULSE_S = 0.01
UNDOS = 5
PER_IMPULSE_MS = 1.0
UNDO_MS = 500.0
DELAY_MS = 5.0


def measure(seed: int) -> Iterator[Measurement]:
    """A day in memory, a warm-up, the way to the disk, and an undo at the end of the day."""
    whole = day(seed)
    heat_ms, ledger = yield from a_day(whole)
    yield from a_warm_up(seed, heat_ms)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        yield from asyncio.run(to_disk(Path(folder), whole))
        yield from asyncio.run(undone(Path(folder), ledger))


# --- the new state and its live view


def a_day(whole: Day) -> Generator[Measurement, None, tuple[float, Ledger]]:
    """The day; gives the mean cost of an impulse of a heat, and the history."""
    rounds: list[list[Cost]] = []
    follows: list[Cost] = []
    costs: list[Cost] = []
    ledger = Ledger()
    for _ in range(ROUNDS):
        costs, follows, ledger = ride(whole)
        rounds.append(costs)
    wall = _medians([[cost.wall for cost in costs] for costs in rounds])
    cpu = _medians([[cost.cpu for cost in costs] for costs in rounds])
    ridden = [number for number, one in enumerate(whole.sent) if one.heat]
    of = f"of {len(wall):,} impulses"
    yield Measurement(f"an impulse to its live view, median {of}", statistics.median(wall), "ms")
    limit = PER_IMPULSE_MS
    yield Measurement("99 of 100 within", percentile_99(wall), "ms", limit)
    yield Measurement("99 of 100 within, processor time", percentile_99(cpu), "ms")
    in_heats = [wall[number] for number in ridden]
    yield Measurement("of those in heats, median", statistics.median(in_heats), "ms")
    yield Measurement("of those in heats, 99 of 100 within", percentile_99(in_heats), "ms")
    yield Measurement("the longest, nothing running beside", max(wall), "ms")
    first, last = _hour(whole, cpu, 0), _hour(whole, cpu, 9)
    yield Measurement("the first hour's heats, median of processor time", first, "ms")
    yield Measurement("the last hour's heats, median of processor time", last, "ms")
    yield Measurement("the last hour against the first", last / first, "times", 1.2)
    follow = [cost.wall for cost in follows]
    yield Measurement("what follows by itself, median", statistics.median(follow), "ms")
    yield Measurement("what follows by itself, the longest (a heat is read)", max(follow), "ms")
    both = [costs[number].cpu + follows[number].cpu for number in ridden]
    return statistics.fmean(both), ledger


def ride(whole: Day) -> tuple[list[Cost], list[Cost], Ledger]:
    """The day once: for each impulse its cost and that of what followed by itself."""
    riding = Riding()
    riding.automate()
    tidy()  # as the loop does when it begins
    chunks = [one.chunk() for one in whole.sent]
    costs, follows = [], []
    heat = 0
    for one, chunk in zip(whole.sent, chunks, strict=True):
        if heat and not one.heat:
            tidy()  # as the loop does when a heat is over
        heat = one.heat
        cost, after = riding.take(chunk)
        costs.append(cost)
        follows.append(after)
    leave()
    return costs, follows, riding.ledger


def _medians(rounds: Sequence[Sequence[float]]) -> list[float]:
    return [statistics.median(each) for each in zip(*rounds, strict=True)]


def _hour(whole: Day, costs: Sequence[float], hour: int) -> float:
    first = MORNING_US + hour * HOUR_US
    return statistics.median(
        cost
        for one, cost in zip(whole.sent, costs, strict=True)
        if one.heat and first <= one.us < first + HOUR_US
    )


# --- an hour of warm-up


def a_warm_up(seed: int, heat_ms: float) -> Iterator[Measurement]:
    """An hour at 20 impulses a second while a heat is armed, and while one waits for people."""
    yield Measurement("an impulse of a heat and what follows, mean", heat_ms, "ms")
    lines = list(warming(seed, MORNING_US, HOUR_US // 1_000_000 * A_SECOND))
    armed = Riding()
    armed.automate()
    yield from _warmed("an hour of warm-up while a heat is armed", armed, lines, heat_ms)
    waiting = Riding(attended=True)
    waiting.automate()
    one = day(seed, 1)
    waiting.arm()
    for each in one.sent:
        waiting.take(each.chunk())
    lines = list(warming(seed, MORNING_US + HEAT_EVERY_US, len(lines)))
    what = "an hour of warm-up while a heat waits for its confirmation"
    yield from _warmed(what, waiting, lines, heat_ms)


def warming(seed: int, first_us: int, number: int | None = None) -> Iterator[Sent]:
    """Lines of a busy warm-up, 20 a second."""
    chance = random.Random(seed)
    for each in count() if number is None else range(number):
        yield sent(chance.choice(("C2", "C3")), first_us + each * 1_000_000 // A_SECOND)


def _warmed(
    what: str, riding: Riding, lines: Sequence[Sent], heat_ms: float
) -> Iterator[Measurement]:
    costs = [sum(cost.cpu for cost in riding.take(line.chunk())) for line in lines]
    mean = statistics.fmean(costs)
    yield Measurement(f"{what}, mean", mean, "ms")
    yield Measurement(
        "its last ten minutes, mean", statistics.fmean(costs[-len(costs) // 6 :]), "ms"
    )
    yield Measurement("against an impulse of a heat", mean / heat_ms, "times", 1.0)


# --- from the wire to the disk


async def to_disk(folder: Path, whole: Day) -> Iterator[Measurement]:
    """Single lines over a socket of this machine, in turns with bare commits of their size."""
    path = folder / "wire.halflap"
    new_meet(path, HEATS, COMPETITIONS)
    bare = apsw.Connection(str(folder / "bare.db"))
    bare.execute("PRAGMA journal_mode = WAL").get  # noqa: B018 - the rows must be fetched
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE facts (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
    bare_ms: list[float] = []
    with Desk.open(path, write=True) as desk:
        journal = desk.journal = Watched(desk.journal)  # type: ignore[assignment]
        async with Live(desk, unattended=True) as live:
            device = Device()
            source = await device.open()
            async with served(live, source):
                sent_at = []
                for line in whole.sent[:WIRE]:
                    sent_at += await device.send([line], WIRE_EVERY_S)
                    size = journal.returned[-1][2] if journal.returned else 400
                    insert = partial(
                        bare.execute, "INSERT INTO facts (body) VALUES (?)", ("x" * size,)
                    )
                    bare_ms.append(milliseconds(insert))
                await asyncio.sleep(0.5)
            device.close()
    bare.close()
    kept = journal.moments()
    assert len(kept) == len(sent_at), (len(kept), len(sent_at))
    ours_ms = [(after - before) * 1000 for before, after in zip(sent_at, kept, strict=True)]
    median, ours = statistics.median(bare_ms), statistics.median(ours_ms)
    late, ours_late = percentile_99(bare_ms), percentile_99(ours_ms)
    return iter(
        (
            Measurement("a bare commit of the same size, median", median, "ms"),
            Measurement("from the byte on the wire to the fact on disk, median", ours, "ms"),
            Measurement("against the bare commit", ours / median, "times"),
            Measurement("a bare commit, 99 of 100 within", late, "ms"),
            Measurement("from the wire to the disk, 99 of 100 within", ours_late, "ms"),
            Measurement("against the bare commit", ours_late / late, "times"),
        )
    )


# --- taking the first decision of the day back at its end


async def undone(folder: Path, ledger: Ledger) -> Iterator[Measurement]:
    """The first confirmation, and the first competition with its day, while impulses come."""
    path = folder / "day.halflap"
    file_of(ledger, path)
    found: list[Measurement] = []
    with Desk.open(path, write=True) as desk:
        async with Live(desk) as live:
            pulse = Pulse(warming(1, MORNING_US + HEATS * HEAT_EVERY_US), PULSE_S)
            live.listeners.append(pulse.hear)
            async with served(live, pulse):
                await asyncio.sleep(3)
                quiet = pulse.waited_ms(50)
                found.append(Measurement("an impulse in the loop, median", _half(quiet), "ms"))
                found.append(Measurement("the longest of 3 s", max(quiet), "ms"))
                for what, kind in (
                    ("the first confirmation", ResultConfirmed),
                    ("the first competition with its day", CompetitionOpened),
                ):
                    found += await _undo(live, pulse, what, kind, max(quiet))
    return iter(found)


async def _undo(
    live: Live, pulse: Pulse, what: str, kind: type[Fact], normal_ms: float
) -> list[Measurement]:
    """Take it back and bring it back, several times over."""
    seq = next(e.seq for e in live.desk.ledger.entries if isinstance(e.fact, kind))
    took: list[float] = []
    longest: list[float] = []
    for _ in range(UNDOS):
        first = len(pulse.told)
        began = time.perf_counter()
        done = await live.act(Undo(seq=seq, with_dependents=True), "Ana")
        took.append((time.perf_counter() - began) * 1000)
        assert isinstance(done, Done), done
        await asyncio.sleep(0.3)
        longest.append(max(pulse.waited_ms(first)))
        back = await live.act(Undo(seq=done.facts[0].seq), "Ana")
        assert isinstance(back, Done), back
        await asyncio.sleep(0.3)
    delay = max(0.0, statistics.median(longest) - normal_ms)
    return [
        Measurement(f"{what} withdrawn, median of {UNDOS}", statistics.median(took), "ms", UNDO_MS),
        Measurement(
            "the longest that an impulse waited meanwhile", statistics.median(longest), "ms"
        ),
        Measurement("longer than without", delay, "ms", DELAY_MS),
    ]


def _half(values: Sequence[float]) -> float:
    return statistics.median(values)
