"""Knows what is to be seen of a run while it is ridden; ``news.py`` tells what changed about it."""

from __future__ import annotations

from bisect import insort
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import is_

from halflap.journal.facts_timing import RunAt
from halflap.meet.results import called
from halflap.meet.run_machine import machine
from halflap.meet.runs import RunReading, at_run, newest_us, of_devices, reading
from halflap.meet.state import Competition, Meet, PhaseState
from halflap.meet.timing_state import TimedRun
from halflap.sport.heat import Side
from halflap.sport.times import format_time, truncate
from halflap.timing.catch import CatchPrediction, predict_catch
from halflap.timing.live import LiveView, Mark, Yardsticks, live
from halflap.timing.run import awaited
from halflap.timing.run_values import Run, State
from halflap.timing.wording import rider
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class LiveRun:
    """A run as it stands: its heat, its state and what is awaited, its reading and live values.

    ``riders`` are (side, bib, name). ``closing``: where the one will be level with the other.
    """

    at: RunAt
    run: TimedRun
    machine: Run
    riders: tuple[tuple[Side, int, str], ...]
    reading: RunReading | None = None
    view: LiveView | None = None
    closing: CatchPrediction | None = None

    @property
    def awaits(self) -> Sentence:
        """The one sentence that says what is awaited."""
        machine = self.machine
        if machine.state in (State.RUNNING, State.ONE_FINISHED) and len(machine.riding) == 1:
            return say("Awaited: the finish of {name}.", name=self.name(machine.riding[0]))
        return awaited(machine)

    def named(self, sentence: Sentence) -> Sentence:
        """A sentence of timing with the names of the riders where it says which line is theirs."""
        names = {str(rider(side)): self.name(side) for side, _, _ in self.riders}
        return Sentence(
            sentence.template,
            tuple(
                (key, names.get(str(value), value) if isinstance(value, Sentence) else value)
                for key, value in sentence.values
            ),
        )

    def name(self, side: Side) -> str:
        """Bib and name of the rider who started there."""
        return next((name for start, _, name in self.riders if start is side), "-")


def live_run(meet: Meet, now_us: int | None = None) -> LiveRun | None:
    """The run that is armed or open; ``now_us`` is since its gun (None: as its clock says)."""
    run = meet.timing.run
    return run_view(meet, run.at, now_us) if run is not None else None


def run_view(meet: Meet, at: RunAt, now_us: int | None = None) -> LiveRun | None:
    """Any run as it stands; one that is closed is over."""
    run, found = meet.timing.runs.get(at), at_run(meet, at)
    if run is None or found is None:
        return None
    competition, _, phase, heat = found
    if now_us is None:
        now_us = newest_us(meet, run)
    state = machine(meet, at, now_us)
    if state is None:
        return None
    read = reading(meet, at, now_us)
    bibs = read.riders if read is not None else _drawn(heat.home, heat.back)
    riders = tuple((side, bib, called(competition, bib)) for side, bib in bibs)
    if read is None:
        return LiveRun(at, run, state, riders)
    marks = yardsticks(meet, competition, phase, read)
    view = live(read.assignment, read.plan, now_us or 0, marks)
    closing = predict_catch(read.assignment)
    return LiveRun(at, run, state, riders, read, view, closing)


def _drawn(home: int | None, back: int | None) -> tuple[tuple[Side, int], ...]:
    both = ((Side.HOME, home), (Side.BACK, back))
    return tuple((side, bib) for side, bib in both if bib is not None)


# --- what rides are measured against

_TABLES: OrderedDict[tuple[int, str], tuple[_Basis, Mapping[int, Sequence[int]]]] = OrderedDict()
REMEMBERED = 16


class _Basis:
    """What a table was made from: the phase, the runs that were read for it, and the devices."""

    __slots__ = ("devices", "phase", "places", "runs")

    def __init__(self, meet: Meet, at: RunAt, phase: PhaseState, before: _Basis | None) -> None:
        self.phase = phase
        ridden = before.places if before is not None and before.phase is phase else None
        self.places: tuple[RunAt, ...] = _as_they_read(at, phase) if ridden is None else ridden
        self.runs = tuple(meet.timing.runs.get(place) for place in self.places)
        self.devices = of_devices(meet.timing) if self.runs else ()

    def same(self, other: _Basis) -> bool:
        """Whether nothing was changed: states that are shared stay the same objects."""
        same_runs = len(self.runs) == len(other.runs) and all(map(is_, self.runs, other.runs))
        return self.phase is other.phase and same_runs and self.devices == other.devices


def _as_they_read(at: RunAt, phase: PhaseState) -> tuple[RunAt, ...]:
    """The runs of other heats that are ridden and not confirmed: their times are those read now."""
    return tuple(
        (at[0], at[1], heat.key, len(heat.runs))
        for heat in phase.counting
        if heat.key != at[2] and heat.ridden and not heat.splits
    )


def yardsticks(
    meet: Meet, competition: Competition, phase: PhaseState, read: RunReading
) -> Yardsticks:
    """The times of everybody else in the phase so far, the riders' schedules, the best record."""
    at, half_laps = read.run.at, read.plan.course.half_laps
    key = id(phase), at[2]
    known = _TABLES.get(key)
    basis = _Basis(meet, at, phase, known[0] if known is not None else None)
    if known is None or not known[0].same(basis):
        known = (basis, _table(meet, at, phase))
        _TABLES[key] = known
        if len(_TABLES) > REMEMBERED:
            _TABLES.popitem(last=False)
    best = min((record.us for record in competition.records), default=None)
    record = Mark((*(None,) * (half_laps - 1), best)) if best is not None else None
    return Yardsticks(known[1], tuple(_schedules(competition, read)), record)


def _schedules(competition: Competition, read: RunReading) -> Iterator[tuple[Side, Mark]]:
    for side, bib in read.riders:
        if (schedule := competition.schedule(bib)) is not None:
            yield side, Mark(schedule.splits_us)


def _table(meet: Meet, at: RunAt, phase: PhaseState) -> dict[int, list[int]]:
    """By half lap the sorted times of the other heats: as confirmed, else as they read."""
    table: dict[int, list[int]] = {}
    for heat in phase.counting:
        if heat.key == at[2] or not heat.ridden:
            continue
        if heat.splits:
            rides = [[(s.half_lap, s.us) for s in ride.splits] for ride in heat.splits]
        else:
            read = reading(meet, (at[0], at[1], heat.key, len(heat.runs)))
            found = read.rides if read is not None else ()
            rides = [[(s.half_lap, s.us) for s in ride.splits] for ride in found]
        for ride in rides:
            for half_lap, us in ride:
                if us is not None:
                    insort(table.setdefault(half_lap, []), truncate(us))
    return table


# --- a heat that is confirmed


def would_now_read(meet: Meet, at: RunAt) -> list[Sentence]:
    """Where a confirmed heat would now read otherwise than it was confirmed; nothing is changed."""
    found, read = at_run(meet, at), reading(meet, at)
    if found is None or read is None:
        return []
    competition, _, _, heat = found
    said: list[Sentence] = []
    for kept in heat.splits:
        ride = read.assignment.ride(Side(kept.start))
        if kept.run != at[3] or ride is None:
            continue
        for before, now in zip(kept.splits, ride.splits, strict=False):
            if before.us != now.us:
                said.append(
                    say(
                        "{name}, half lap {n}: confirmed {before}, would now read {after}.",
                        name=called(competition, kept.bib),
                        n=before.half_lap,
                        before="–" if before.us is None else format_time(before.us),
                        after="–" if now.us is None else format_time(now.us),
                    )
                )
    return said
