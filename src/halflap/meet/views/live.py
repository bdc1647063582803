"""Knows what is to be seen of a run while it is ridden, and what one commit changed about it."""

from __future__ import annotations

from bisect import insort
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import is_

from halflap.journal.facts_timing import RunAt
from halflap.meet.ledger import Entry
from halflap.meet.results import called
from halflap.meet.run_machine import machine
from halflap.meet.runs import RunReading, at_run, newest_us, of_devices, reading
from halflap.meet.state import Competition, HeatState, Meet, PhaseState
from halflap.meet.timing_state import TimedRun
from halflap.sport.heat import Side
from halflap.sport.times import format_gap, format_time, truncate
from halflap.sport.track import printed
from halflap.timing.assignment import RideReading
from halflap.timing.catch import CatchPrediction, predict_catch
from halflap.timing.live import LiveView, Mark, Yardsticks, live
from halflap.timing.run import awaited
from halflap.timing.run_values import Run, State
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
        return awaited(self.machine)

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
    home, back = read.assignment.home, read.assignment.back
    closing = predict_catch(home, back) if home is not None and back is not None else None
    return LiveRun(at, run, state, riders, read, view, closing)


def _drawn(home: int | None, back: int | None) -> tuple[tuple[Side, int], ...]:
    both = ((Side.HOME, home), (Side.BACK, back))
    return tuple((side, bib) for side, bib in both if bib is not None)


# --- what rides are measured against

_TABLES: OrderedDict[tuple[int, str], tuple[_Basis, Mapping[int, Sequence[int]]]] = OrderedDict()
REMEMBERED = 16


class _Basis:
    """What a table was made from: the phase, the runs that were read for it, and the devices."""

    __slots__ = ("devices", "phase", "runs")

    def __init__(self, meet: Meet, at: RunAt, phase: PhaseState) -> None:
        self.phase = phase
        places = ((at[0], at[1], heat.key, len(heat.runs)) for heat in _as_they_read(at, phase))
        self.runs = tuple(meet.timing.runs.get(place) for place in places)
        self.devices = of_devices(meet.timing) if self.runs else ()

    def same(self, other: _Basis) -> bool:
        """Whether nothing was changed: states that are shared stay the same objects."""
        same_runs = len(self.runs) == len(other.runs) and all(map(is_, self.runs, other.runs))
        return self.phase is other.phase and same_runs and self.devices == other.devices


def _as_they_read(at: RunAt, phase: PhaseState) -> Iterator[HeatState]:
    """The other heats that are ridden and not confirmed: their times are those read now."""
    for heat in phase.counting:
        if heat.key != at[2] and heat.ridden and not heat.splits:
            yield heat


def yardsticks(
    meet: Meet, competition: Competition, phase: PhaseState, read: RunReading
) -> Yardsticks:
    """The times of everybody else in the phase so far, the riders' schedules, the best record."""
    at, half_laps = read.run.at, read.plan.course.half_laps
    key, basis = (id(phase), at[2]), _Basis(meet, at, phase)
    known = _TABLES.get(key)
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


# --- what changed


def news(before: Meet, entries: Iterable[Entry], after: Meet) -> list[Sentence]:
    """What one commit changed about the run that is or was open, for people, in order."""
    places = dict.fromkeys(
        place
        for place in (before.timing.current, after.timing.current, *_named(entries))
        if place is not None
    )
    said: list[Sentence] = []
    for at in places:
        now = run_view(after, at)
        if now is not None and now.reading is not None:
            said += _ridden(run_view(before, at), now)
            said += _noticed(before, after, at)
    return said


def _named(entries: Iterable[Entry]) -> list[RunAt]:
    """The runs that decisions of this commit are about."""
    found: list[RunAt] = []
    for entry in entries:
        fact = entry.fact
        at = tuple(getattr(fact, name, None) for name in ("competition", "phase", "heat", "run"))
        if None not in at:
            found.append(at)  # type: ignore[arg-type]
    return found


def _ridden(before: LiveRun | None, now: LiveRun) -> list[Sentence]:
    """New and changed splits, the catch, doubts, finishes."""
    said: list[Sentence] = []
    assert now.reading is not None
    for side, _, name in now.riders:
        ride = now.reading.assignment.ride(side)
        old = before.reading.assignment.ride(side) if before and before.reading else None
        if ride is not None:
            said += _splits(name, old, ride, now)
    catch = now.reading.assignment.catch
    old_catch = before.reading.assignment.catch if before and before.reading else None
    if catch is not None and catch != old_catch:
        said.append(
            say(
                "Catch proposed: {hunter} has caught {prey} at half lap {n} ({metres} m).",
                hunter=now.name(catch.by),
                prey=now.name(catch.by.other),
                n=catch.half_lap,
                metres=printed(catch.distance_m),
            )
        )
    moved = before is not None and before.machine.state is not now.machine.state
    if moved and now.machine.state not in (State.CLOSED, State.RUNNING):
        said.append(now.awaits)
    return said


def _splits(
    name: str, before: RideReading | None, now: RideReading, run: LiveRun
) -> list[Sentence]:
    said: list[Sentence] = []
    old = [split.us for split in before.splits] if before is not None else []
    for index, split in enumerate(now.splits):
        was = old[index] if index < len(old) else None
        if split.us is None or split.us == was:
            if split.us is None and was is not None:
                said.append(say("{name}: half lap {n} is open again.", name=name, n=split.half_lap))
            continue
        if was is not None:
            said.append(
                say(
                    "{name}: half lap {n} is {after}, and not {before}.",
                    name=name,
                    n=split.half_lap,
                    after=format_time(split.us),
                    before=format_time(was),
                )
            )
        elif split.half_lap == len(now.splits):
            said.append(say("{name}: finish {time}.", name=name, time=format_time(split.us)))
        else:
            said.append(_split(name, run, now, index))
        said += _on_schedule(name, run, now, index)
    known = set(before.doubts) if before is not None else set()
    said += [
        say("{name}: {doubt}", name=name, doubt=doubt.text)
        for doubt in now.doubts
        if doubt not in known
    ]
    return said


def _on_schedule(name: str, run: LiveRun, ride: RideReading, index: int) -> list[Sentence]:
    """How the newest split is against what the rider wants to ride."""
    view = run.view
    seen = (view.home if ride.start is Side.HOME else view.back) if view is not None else None
    if seen is None or seen.done != index + 1 or seen.to_schedule_us is None:
        return []
    gap = format_gap(seen.to_schedule_us)
    return [say("{name}: {gap} against the schedule", name=name, gap=gap)]


def _split(name: str, run: LiveRun, ride: RideReading, index: int) -> Sentence:
    """A new split: its distance, time, last half lap, and the gap where both have it."""
    split = ride.splits[index]
    us = split.us or 0
    start = ride.splits[index - 1].us if index else 0
    values = {
        "name": name,
        "metres": printed(split.distance_m),
        "time": format_time(us),
        "half_lap": "–" if start is None else format_time(us - start),
    }
    other = run.reading.assignment.ride(ride.start.other) if run.reading is not None else None
    theirs = other.splits[index].us if other is not None else None
    if theirs is None:
        return say("{name}: {metres} m {time} ({half_lap})", **values)
    return say(
        "{name}: {metres} m {time} ({half_lap}) {gap}", gap=format_gap(us - theirs), **values
    )


def _noticed(before: Meet, after: Meet, at: RunAt) -> list[Sentence]:
    """What came after the confirmation, and what it would change now."""
    run, old = after.timing.runs.get(at), before.timing.runs.get(at)
    if run is None or run.late == (old.late if old is not None else 0):
        return []
    said = [
        say(
            "An impulse came for heat {heat} of {phase}, which is confirmed: it stays as it is.",
            heat=at[2],
            phase=at[1],
        )
    ]
    return said + would_now_read(after, at)


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
