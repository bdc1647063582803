"""Knows a day of racing as a Timy sends it, and rides it through the meet without disk or network.

Ten hours, a heat of 4 km with rear wheels every seven and a half minutes, riders who warm up in
between: 20,000 impulses.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk
from halflap.devices.velodrome.conditions import scene
from halflap.devices.velodrome.drawing import NOISE_US
from halflap.devices.velodrome.scenes import Scene
from halflap.devices.velodrome.sensors import simulate
from halflap.devices.velodrome.stream import Truth
from halflap.hub.incoming import Incoming
from halflap.journal.facts import EntryFact, Name
from halflap.journal.facts_timing import ImpulseReceived, SourceAttached
from halflap.meet.automation import next_command
from halflap.meet.commands import (
    Accepted,
    ArmHeat,
    AttachSource,
    BypassCheck,
    Command,
    DrawPhase,
    EnterRiders,
    OpenCompetition,
    OpenMeet,
    ReceiveImpulses,
    decide,
)
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.timing_state import Timing
from halflap.meet.views.live import LiveRun, live_run
from halflap.rulebook.format_file import shipped_text
from halflap.sport.impulse import Impulse

SOURCE = "timy"
MORNING_US = 9 * 3_600_000_000
HEATS = 80
COMPETITIONS = 4
HEAT_EVERY_US = 450_000_000
HEAT_TAKES_US = 320_000_000
IMPULSES = 20_000
ARRIVES_US = 10_000
"""From the line to us, on the host's clock."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the device, the moment of its impulse, and the heat it was in (0: none)."""

    data: bytes
    us: int
    heat: int

    def chunk(self) -> Chunk:
        """The line as it comes from a port, decoded."""
        host = self.us + ARRIVES_US
        events = tuple(PROTOCOLS["timy"].decoder().feed(self.data))
        return Chunk(SOURCE, 1, self.data, host, host, events)


@dataclass(frozen=True, slots=True)
class Day:
    """Everything the device sends, and what a perfect reading of each heat is."""

    sent: tuple[Sent, ...]
    truths: tuple[Truth, ...]


def sent(channel: str, us: int, heat: int = 0) -> Sent:
    """An impulse as the device sends it."""
    return Sent(PROTOCOLS["timy"].encode(Impulse(channel, us // 100 * 100)), us, heat)


def day(seed: int, heats: int = HEATS) -> Day:
    """A day; it has 250 impulses a heat, those of the warm-up among them."""
    chance = random.Random(seed)
    everything: list[Sent] = []
    truths: list[Truth] = []
    for number in range(1, heats + 1):
        begin = MORNING_US + (number - 1) * HEAT_EVERY_US
        drawn = scene("rear-wheels", seed + number, NOISE_US)
        ridden, truth = heat(replace(drawn, gun_us=begin), number)
        truths.append(truth)
        everything += ridden
        count = IMPULSES // HEATS - len(ridden)
        first, last = begin + HEAT_TAKES_US, begin + HEAT_EVERY_US - 5_000_000
        everything += warm_up(chance, first, last, count)
    return Day(tuple(everything), tuple(truths))


def heat(drawn: Scene, number: int) -> tuple[list[Sent], Truth]:
    """What the device sends of a heat, and the truth."""
    stream = simulate(drawn)
    lines = [
        Sent(PROTOCOLS["timy"].encode(one.impulse), one.sent_us, number) for one in stream.impulses
    ]
    return lines, stream.truth


def warm_up(chance: random.Random, first_us: int, last_us: int, count: int) -> list[Sent]:
    """So many impulses of nobody in particular on both lines, evenly spread by chance."""
    moments = sorted(chance.randrange(first_us, last_us) for _ in range(count))
    return [sent(chance.choice(("C2", "C3")), us) for us in moments]


class Riding:
    """A meet without disk; impulses and commands go through it as through the running loop."""

    def __init__(
        self, heats: int = HEATS, competitions: int = COMPETITIONS, *, attended: bool = False
    ) -> None:
        self.ledger = Ledger()
        self.attended = attended
        for command in opening(heats, competitions):
            self.do(command)
        self.incoming = Incoming(self.ledger.state.timing)
        self.seen: LiveRun | None = None

    def do(self, command: Command) -> None:
        """A command that has to be accepted."""
        answer = decide(self.ledger, command)
        assert isinstance(answer, Accepted), answer
        first = len(self.ledger.entries) + 1
        for seq, fact in enumerate(answer.facts, start=first):
            self.ledger.append(Entry(seq, first, fact))

    def take(self, chunk: Chunk) -> tuple[Cost, Cost]:
        """One line: the cost of its impulse with the live view, and of what follows by itself."""
        follows = Cost(0.0, 0.0)
        began = _clocks()
        for parcel in self.incoming.parcels([chunk], self._timing, not self.attended):
            if parcel.shot is not None:
                before = _clocks()
                self.automate(parcel.shot)
                follows = _since(before)
            self.do(ReceiveImpulses(received=parcel.facts))
        self.seen = live_run(self.ledger.state)
        cost = _since(began).less(follows)
        began = _clocks()
        self.automate()
        return cost, follows.and_(_since(began))

    def arm(self) -> None:
        """The first heat is armed."""
        self.do(ArmHeat(competition="c1", phase="qualifying", heat="1"))

    def _timing(self) -> Timing:
        return self.ledger.state.timing

    def automate(self, shot: ImpulseReceived | None = None, *, settled: bool = False) -> None:
        """Do what follows by itself."""
        while (
            command := next_command(
                self.ledger.state, unattended=not self.attended, shot=shot, settled=settled
            )
        ) is not None:
            self.do(command)


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds by the clock on the wall, and of the processor."""

    wall: float
    cpu: float

    def less(self, other: Cost) -> Cost:
        """Without the other."""
        return Cost(self.wall - other.wall, self.cpu - other.cpu)

    def and_(self, other: Cost) -> Cost:
        """Both together."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu)


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.thread_time()


def _since(began: tuple[float, float]) -> Cost:
    return Cost((time.perf_counter() - began[0]) * 1e3, (time.thread_time() - began[1]) * 1e3)


def opening(heats: int, competitions: int, distance_m: int = 4000) -> Iterator[Command]:
    """The commands that open the meet: competitions drawn, the device attached."""
    yield OpenMeet(name="A long day", track="250")
    riders = 2 * heats // competitions
    for number in range(1, competitions + 1):
        yield OpenCompetition(
            competition=f"c{number}",
            title=f"Competition {number}",
            category="ME",
            distance_m=distance_m,
            format_text=shipped_text("uci-2025"),
        )
        entries = tuple(
            EntryFact(bib=bib, rider=Name(name=f"Rider {bib}"), seed=bib)
            for bib in range(1, riders + 1)
        )
        yield EnterRiders(competition=f"c{number}", entries=entries)
        yield DrawPhase(competition=f"c{number}", phase="qualifying", heats=_pairs(riders))
    yield AttachSource(attached=SourceAttached(source=SOURCE, protocol="timy"))
    yield BypassCheck(by="Ana", reason="a measurement")


def _pairs(riders: int) -> tuple[tuple[int | None, int | None], ...]:
    return tuple((bib, bib + 1) for bib in range(1, riders + 1, 2))
