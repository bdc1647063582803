"""Knows where a timed run is in its state machine, as its facts and its reading tell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from halflap.journal.facts_timing import RunAt
from halflap.meet.runs import REMEMBERED, RunReading, at_run, plan_of_run, reading, starters
from halflap.meet.state import HeatState, Meet
from halflap.meet.timing_state import TimedRun
from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.timing.run import step
from halflap.timing.run_values import Illegal, Run, RunEvent, What

STOPS = {"false-start": What.FALSE_START, "mishap": What.MISHAP}
OUT = ("DNF", "DSQ", "REL")


def machine(meet: Meet, at: RunAt, now_us: int | None = None) -> Run | None:
    """The run as far as it has come; None where its heat is no longer there.

    An event that cannot be in the state it is in (a finish recorded after the run was stopped)
    changes nothing, as in the machine itself.
    """
    found = at_run(meet, at)
    if found is None:
        return None
    competition, phase, _, heat = found
    riders = starters(heat, at[3])
    timed = meet.timing.runs.get(at)
    sides = tuple(side for side, _ in riders)
    plan = plan_of_run(meet, competition, phase, sides, timed)
    read = reading(meet, at, now_us)
    return _after(plan, tuple(_events(heat, at[3], timed, read, riders)))


@lru_cache(maxsize=REMEMBERED)
def _after(plan: RunPlan, events: tuple[RunEvent, ...]) -> Run:
    """The run after what happened; most impulses bring nothing that the machine has to hear."""
    run = Run.of(plan)
    for event in events:
        after = step(run, event)
        run = run if isinstance(after, Illegal) else after
    return run


def _events(
    heat: HeatState,
    number: int,
    timed: TimedRun | None,
    read: RunReading | None,
    riders: tuple[tuple[Side, int], ...],
) -> Iterator[RunEvent]:
    """What happened, in the order in which the machine has to hear of it."""
    if timed is not None and timed.armed is not None:
        yield RunEvent(What.LOCK_IN)
    if timed is not None and timed.gun is not None:
        what = What.START_RECOVERED if timed.gun.recovered else What.GUN
        yield RunEvent(what, us=timed.gun.us)
    ended = timed is not None and timed.closed is not None and timed.closed.ends
    stopped = number <= len(heat.runs) and heat.runs[number - 1].stopped
    yield from _ridden(read, finishes=not (ended or stopped))
    last = number == len(heat.runs)
    if number <= len(heat.runs):
        yield from _stops(heat, number, riders)
    if last:
        yield from _ruled(heat, riders)
    if timed is not None and timed.closed is not None:
        yield RunEvent(What.RESTART if timed.closed.restarted else What.CLOSE)


def _ridden(read: RunReading | None, *, finishes: bool) -> Iterator[RunEvent]:
    """What the impulses tell; without ``finishes`` where those count from the wrong gun, or are of
    what was ridden after the run was stopped.
    """
    if read is None:
        return
    for ride in read.rides:
        if any(split.us is not None for split in ride.splits):
            yield RunEvent(What.FIRST_HALF_LAP, ride.start)
    if not finishes:
        return
    times = [(ride.time_us, ride.start) for ride in read.rides if ride.time_us is not None]
    for _, side in sorted(times, key=lambda each: each[0]):
        yield RunEvent(What.FINISHED, side)


def _stops(
    heat: HeatState, number: int, riders: tuple[tuple[Side, int], ...]
) -> Iterator[RunEvent]:
    sides = {bib: side for side, bib in riders}
    for incident in heat.runs[number - 1].incidents:
        if incident.stopped:
            what = STOPS.get(incident.incident, What.STOP)
            yield RunEvent(what, sides.get(incident.bib))


def _ruled(heat: HeatState, riders: tuple[tuple[Side, int], ...]) -> Iterator[RunEvent]:
    """What was recorded or ruled, whatever the impulses say."""
    for side, bib in riders:
        ride = heat.ride(bib)
        if ride is None:
            continue
        if ride.code == "CAP":
            yield RunEvent(What.CATCH, side)
        if ride.code in OUT:
            yield RunEvent(What.OUT, side)
        elif ride.code == "DNS":
            yield RunEvent(What.NOT_STARTING, side)
        elif ride.time is not None:
            yield RunEvent(What.FINISHED, side)
