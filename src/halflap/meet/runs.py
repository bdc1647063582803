"""Knows how a run of the state is read: its plan, its impulses since the gun, and whose each is.

A reading is worked out once for the same inputs and then remembered; the fold never asks for one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from halflap.journal.facts_timing import ImpulseReceived, RunAt
from halflap.meet.courses import Laid, course_as
from halflap.meet.run_doubts import with_doubts
from halflap.meet.sightings import inserted, seen, seen_by
from halflap.meet.starts import shot_doubts, unruled_shots
from halflap.meet.state import Competition, HeatState, Meet, PhaseState
from halflap.meet.timing_state import TimedRun, Timing
from halflap.meet.transponders import carried, of_the_meet
from halflap.rulebook.format import Phase
from halflap.sport.heat import Side
from halflap.sport.run_plan import CatchPolicy, Limits, RunPlan
from halflap.timing.assignment import (
    Assignment,
    RideReading,
    RideStatus,
    Sighting,
)

REMEMBERED = 64
LOOK_EVERY = 16
OVER_US = 5_000_000
MANY = 4
"""With more impulses than this for each half lap, some came after the finishes: they are left out.

A run may stay open while others warm up; with their impulses it would take seconds to read.
"""
NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class RunReading:
    """A run as read: its plan, who started where, and the assignment.

    ``mapped`` are the impulses whose time came over from another clock, ``unusable`` those that no
    mapping brings over.
    """

    run: TimedRun
    plan: RunPlan
    riders: tuple[tuple[Side, int], ...]
    assignment: Assignment
    mapped: frozenset[int] = frozenset()
    unusable: tuple[int, ...] = ()

    def bib(self, side: Side) -> int | None:
        """The rider who started there."""
        return dict(self.riders).get(side)

    def ride(self, bib: int) -> RideReading | None:
        """The ride of a rider."""
        for side, rider in self.riders:
            if rider == bib:
                return self.assignment.ride(side)
        return None

    @property
    def rides(self) -> tuple[RideReading, ...]:
        """The rides there are, home first."""
        both = (self.assignment.home, self.assignment.back)
        return tuple(ride for ride in both if ride is not None)


# --- who and what is timed


def at_run(meet: Meet, at: RunAt) -> tuple[Competition, Phase, PhaseState, HeatState] | None:
    """The competition, phase and heat of a run; None where they are no longer there."""
    competition = meet.competitions.get(at[0])
    phase = competition.phase(at[1]) if competition else None
    heat = phase.heat(at[2]) if phase else None
    if competition is None or phase is None or heat is None:
        return None
    return competition, competition.fmt.phase_of(at[1]), phase, heat


def starters(heat: HeatState, run: int) -> tuple[tuple[Side, int], ...]:
    """Who starts where in a run: the riders drawn, but for those who were out before it began."""
    home, back = (heat.back, heat.home) if heat.sides_reported else (heat.home, heat.back)
    before = heat.runs[run - 1].before if run <= len(heat.runs) else heat.rides
    absent = {ride.bib for ride in before if ride.code in ("DNS", "DSQ", "WO", "DNF", "REL")}
    both = ((Side.HOME, home), (Side.BACK, back))
    return tuple((side, bib) for side, bib in both if bib is not None and bib not in absent)


def plan_of_run(
    meet: Meet,
    competition: Competition,
    phase: Phase,
    sides: tuple[Side, ...],
    run: TimedRun | None = None,
) -> RunPlan:
    """The run of those who start on ``sides``; one that had its gun, from where it was started."""
    policy = CatchPolicy.ENDS if phase.catch == "decides" else CatchPolicy.RIDE_ON
    limits = run.limits if run is not None else NO_LIMITS
    lines = run.start_lines if run is not None and run.gun is not None else meet.start_lines
    laid = (meet.track, lines, competition.distance_m)
    return _plan(laid, sides, policy, limits)


@lru_cache(maxsize=REMEMBERED)
def _plan(laid: Laid, sides: tuple[Side, ...], policy: CatchPolicy, limits: Limits) -> RunPlan:
    return RunPlan(course_as(laid), sides, policy, limits)


# --- the reading


@lru_cache(maxsize=REMEMBERED)
def _assigned(plan: RunPlan, seen: tuple[Sighting, ...]) -> Assignment:
    # Loaded late: most commands of a meet read no run, and would start a fifth slower.
    from halflap.timing.assign import assign  # noqa: PLC0415
    from halflap.timing.clock_step import with_clock_doubts  # noqa: PLC0415

    return with_clock_doubts(assign(plan, seen), seen)


class _Followed:
    """An open run with what was taken of it so far; ``basis`` is what else its reading rests on."""

    def __init__(self, meet: Meet, run: TimedRun, plan: RunPlan, basis: tuple[object, ...]) -> None:
        from halflap.timing.follow import Follower  # noqa: PLC0415 - see _assigned

        self.basis = basis
        self.follower = Follower(plan)
        self.seen = seen_by(meet, plan)
        self._taken = 0
        self._newest: ImpulseReceived | None = None
        self._half_laps = plan.course.half_laps * len(plan.starters)
        self._left_out: list[Sighting] = []
        self._until_us: int | None = None
        self._read: tuple[int, Assignment] | None = None
        self.seen.sightings += inserted(run, plan)
        for impulse in run.pulled:
            self.seen.take(meet.timing, run, impulse)
        self.taken = list(self.seen.sightings)
        self.follower.take_all(self.taken)

    def go_on(self, meet: Meet, run: TimedRun) -> bool:
        """Take what came since; False if something was taken that the run does not hold."""
        newest = self._newest
        fresh = list(run.log.since(newest.impulse if newest is not None else 0))[::-1]
        if len(run.log) != self._taken + len(fresh):
            return False
        if newest is not None and run.log.numbered(newest.impulse) is not newest:
            return False
        for impulse in fresh:
            before = len(self.seen.sightings)
            self.seen.take(meet.timing, run, impulse)
            for sighting in self.seen.sightings[before:]:
                self._follow(sighting)
            self._newest = impulse
        self._taken += len(fresh)
        return True

    def _follow(self, sighting: Sighting) -> None:
        """One more, unless it comes so long after the finishes that it is not of this run.

        That is looked at every few impulses, by their count: it must not depend on who asks when.
        """
        until_us = self._until_us
        if until_us is not None and sighting.us > until_us and sighting.rider is None:
            self._left_out.append(sighting)
            return
        self.follower.take(sighting)
        self.taken.append(sighting)
        self._read = None
        if len(self.taken) > self._half_laps and len(self.taken) % LOOK_EVERY == 0:
            self._until_us = _until(self.reading(sighting.us))
            if self._left_out and self._until_us != until_us:
                again, self._left_out = self._left_out, []
                for one in again:
                    self._follow(one)

    def reading(self, now_us: int) -> Assignment:
        """As far as the run has come; once everybody has finished, time changes nothing."""
        if self._read is None or (self._until_us is None and self._read[0] != now_us):
            self._read = now_us, self.follower.reading(now_us)
        return self._read[1]


def _until(read: Assignment) -> int | None:
    """The latest at which an impulse can be of a run in which everybody has finished.

    A finish that was read too early, by a half lap or two, is still put right by the true one.
    """
    rides = [ride for ride in (read.home, read.back) if ride is not None]
    last = 0
    for ride in rides:
        if ride.time_us is None:
            return None
        last = max(last, ride.time_us + 2 * ride.time_us // len(ride.splits))
    return last + OVER_US if rides else None


_FOLLOWED: OrderedDict[tuple[RunAt, RunPlan], _Followed] = OrderedDict()
"""The runs that are followed; a run that is not the one before, with more impulses, begins anew."""
FOLLOWED = 4


def _followed(meet: Meet, run: TimedRun, plan: RunPlan) -> _Followed:
    timing = meet.timing
    basis = (
        *(run.gun, run.attached, run.strays, run.inserted, run.taken, run.counted, run.pulled),
        *of_devices(timing),
        of_the_meet(meet),
    )
    key = (run.at, plan)
    known = _FOLLOWED.get(key)
    if known is None or known.basis != basis or not known.go_on(meet, run):
        known = _FOLLOWED[key] = _Followed(meet, run, plan, basis)
        known.go_on(meet, run)
        if len(_FOLLOWED) > FOLLOWED:
            _FOLLOWED.popitem(last=False)
    return known


def of_devices(timing: Timing) -> tuple[object, ...]:
    """What a reading rests on beside the run: the clocks, the wiring, what was taken back."""
    sources = tuple((source.attached, source.revoked) for source in timing.sources)
    return timing.clocks, timing.renamed, sources


_READ: OrderedDict[tuple[int, int | None], tuple[TimedRun, tuple[object, ...], RunReading]] = (
    OrderedDict()
)
"""Readings by the identity of the run they are of, which is held so that it stays what it is."""


def reading(meet: Meet, at: RunAt, now_us: int | None = None) -> RunReading | None:
    """How a run reads, ``now_us`` microseconds after its gun (None: it is over); None without gun.

    While it is ridden it is followed impulse by impulse; once it is over it is read as a whole.

    What was confirmed does not change it: ``views/live.py`` shows what counts.
    """
    run, found = meet.timing.runs.get(at), at_run(meet, at)
    if run is None or run.gun is None or found is None:
        return None
    competition, phase, _, heat = found
    riders = starters(heat, at[3])
    sides = tuple(side for side, _ in riders)
    refs = carried(meet, competition, riders)
    plan = plan_of_run(meet, competition, phase, sides, run)
    plan = replace(plan, refs=refs) if refs else plan
    shots = unruled_shots(meet.timing, run, heat)
    around = (plan, riders, shots, *of_devices(meet.timing), of_the_meet(meet))
    key = (id(run), now_us)
    known = _READ.get(key)
    if known is not None and known[0] is run and known[1] == around:
        _READ.move_to_end(key)
        return known[2]
    made = _read(meet, run, plan, riders, now_us, shots=shots)
    _READ[key] = (run, around, made)
    if len(_READ) > REMEMBERED:
        _READ.popitem(last=False)
    return made


def _read(
    meet: Meet,
    run: TimedRun,
    plan: RunPlan,
    riders: tuple[tuple[Side, int], ...],
    now_us: int | None,
    *,
    shots: tuple[ImpulseReceived, ...],
) -> RunReading:
    if now_us is None:
        if len(run.log) > MANY * plan.course.half_laps * len(plan.starters):
            followed = _followed(meet, run, plan)
            what, taken = followed.seen, followed.taken
        else:
            what = seen(meet, run, plan)
            taken = what.sightings
        ordered = tuple(sorted(taken, key=lambda each: (each.us, abs(each.key))))
        assignment = _assigned(plan, ordered)
    else:
        followed = _followed(meet, run, plan)
        what, assignment = followed.seen, followed.reading(now_us)
    fired = shot_doubts(meet.timing, run, shots, assignment)
    assignment = replace(
        assignment,
        home=with_doubts(meet, run, assignment.home, what, fired),
        back=with_doubts(meet, run, assignment.back, what, fired),
    )
    return RunReading(run, plan, riders, assignment, frozenset(what.mapped), tuple(what.unusable))


def newest_us(meet: Meet, run: TimedRun) -> int | None:
    """How far an open run has come, as its own clock says: its newest stamp since the gun."""
    gun = run.gun
    source = meet.timing.primary
    if gun is None or source is None or run.closed is not None:
        return None
    if source.epoch != gun.epoch or source.log.last is None or source.log.last.clock != gun.clock:
        return None
    return max(0, source.highest_us - gun.us)


def finished(found: RunReading) -> bool:
    """Whether every rider of the run has a time, doubtful or not."""
    return bool(found.rides) and all(ride.time_us is not None for ride in found.rides)


def clear(rides: Sequence[RideReading]) -> bool:
    """Whether every time is beyond doubt."""
    return bool(rides) and all(ride.status is RideStatus.CLEAR for ride in rides)
