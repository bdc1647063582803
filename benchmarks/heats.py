"""Knows simulated heats as they are timed, and what is right and wrong in a reading of one.

Right means that every split and time that is given equals the truth to the thousandth. A wrong one
is silent if nothing says at that half lap, or of the whole ride, that it is doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from halflap.devices.velodrome.conditions import scene
from halflap.devices.velodrome.drawing import NOISE_US
from halflap.devices.velodrome.scenes import Scene, Wheel
from halflap.devices.velodrome.sensors import simulate
from halflap.devices.velodrome.stream import Kind, RideTruth, Simulated, Stream
from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.sport.times import truncate
from halflap.timing.assign import assign
from halflap.timing.assignment import Assignment, RideReading, RideStatus, Sighting
from halflap.timing.clock_step import with_clock_doubts

RIVAL_US = 300_000
"""A finish is alone if no other impulse fired its line within this time."""
SURE = 0.999
"""Splits given with more confidence are only counted."""


@dataclass(frozen=True, slots=True)
class Heat:
    """One simulated heat: what the inference is given, and the truth to judge it by.

    The key of a sighting is its index in ``stream.impulses``.
    """

    condition: str
    seed: int
    noise_us: int
    scene: Scene
    stream: Stream
    plan: RunPlan
    sightings: tuple[Sighting, ...]

    def made(self, sighting: Sighting) -> Simulated:
        """What made an impulse."""
        return self.stream.impulses[sighting.key]


def heat(condition: str, seed: int, noise_us: int = NOISE_US) -> Heat:
    """The heat of a condition and seed. A run that was stopped by shots ends at the first."""
    drawn = scene(condition, seed, noise_us)
    stream = simulate(drawn)
    gun_us = next(one.fired_us for one in stream.impulses if one.kind is Kind.GUN)
    end_us = None if drawn.shots.stop_us is None else gun_us + drawn.shots.stop_us
    sightings = tuple(
        Sighting(key, one.line, one.fired_us - gun_us)
        for key, one in enumerate(stream.impulses)
        if one.line is not None
        and one.fired_us >= gun_us
        and (end_us is None or one.fired_us <= end_us)
    )
    starters = tuple(side for side, _ in drawn.rides)
    plan = RunPlan(drawn.course, starters)
    return Heat(condition, seed, noise_us, drawn, stream, plan, sightings)


@dataclass(frozen=True, slots=True)
class WrongSplit:
    """A split or time that was given and is not true; ``true_us`` is None if it was not ridden."""

    side: Side
    half_lap: int
    us: int
    true_us: int | None
    confidence: float
    silent: bool


@dataclass(frozen=True, slots=True)
class RideVerdict:
    """What is right and wrong with the reading of one ride.

    ``given`` of ``givable`` splits were given (those whose front wheel left an impulse).
    ``finish_seen``: the front wheel's impulse of the finish is in the stream; ``finish_alone``:
    so are all that were due there, with no rival near. ``silent_time``: a time that needs no
    acknowledgement, and is wrong. ``unsure``: confidences under ``SURE`` of what was given, with
    whether it was right; ``sure``: how many were given with more, and how many of these are right.
    """

    wrong: tuple[WrongSplit, ...]
    given: int
    givable: int
    finished: bool
    finish_seen: bool
    finish_alone: bool
    clear: bool
    time_right: bool
    silent_time: bool
    unsure: tuple[tuple[float, bool], ...]
    sure: tuple[int, int]

    @property
    def right(self) -> bool:
        """Whether everything that is given is true."""
        return not self.wrong


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is right and wrong with the reading of a heat; ``doubts`` counts those raised."""

    seed: int
    rides: tuple[RideVerdict, ...]
    doubts: int

    @property
    def right(self) -> bool:
        """Whether everything that is given is true."""
        return all(ride.right for ride in self.rides)

    @property
    def silent_splits(self) -> tuple[WrongSplit, ...]:
        """The wrong splits about which nothing was said."""
        wrong = chain.from_iterable(ride.wrong for ride in self.rides)
        return tuple(one for one in wrong if one.silent)


def read(one: Heat) -> Assignment:
    """The reading as people get it: nobody says who started, or that the clock is sound."""
    plan = replace(one.plan, starters=(Side.HOME, Side.BACK))
    return with_clock_doubts(assign(plan, one.sightings), one.sightings)


def judge(one: Heat, reading: Assignment) -> Verdict:
    """The reading against the truth; whoever was not there and is read all the same is wrong."""
    rides = []
    doubts = 0
    for side in (Side.HOME, Side.BACK):
        truth, ride = one.stream.truth.ride(side), reading.ride(side)
        if truth is None:
            if ride is None or all(split.us is None for split in ride.splits):
                continue
            truth = RideTruth((), frozenset(), frozenset(), one.plan.course.half_laps)
        assert ride is not None
        doubts += len(ride.doubts)
        rides.append(_judge_ride(one, side, truth, ride))
    return Verdict(one.seed, tuple(rides), doubts)


def _judge_ride(one: Heat, side: Side, truth: RideTruth, ride: RideReading) -> RideVerdict:
    doubted = {doubt.half_lap for doubt in ride.doubts}
    wrong: list[WrongSplit] = []
    unsure: list[tuple[float, bool]] = []
    sure: list[bool] = []
    for split in ride.splits:
        if split.us is None:
            continue
        n = split.half_lap
        true_us = truth.times[n - 1] if n <= len(truth.times) else None
        right = truncate(split.us) == true_us
        if split.confidence < SURE:
            unsure.append((split.confidence, right))
        else:
            sure.append(right)
        if not right:
            silent = n not in doubted and None not in doubted
            wrong.append(WrongSplit(side, n, split.us, true_us, split.confidence, silent))
    finish = len(ride.splits)
    ridden = range(1, min(finish, len(truth.elapsed)) + 1)
    givable = [n for n in ridden if n not in truth.missed]
    clear = ride.status is RideStatus.CLEAR
    finished = len(truth.elapsed) >= finish
    seen = finished and finish not in truth.missed
    time_us = ride.time_us
    time_right = finished and time_us is not None and truncate(time_us) == truth.times[finish - 1]
    return RideVerdict(
        wrong=tuple(wrong),
        given=sum(1 for n in givable if ride.splits[n - 1].us is not None),
        givable=len(givable),
        finished=finished,
        finish_seen=seen,
        finish_alone=seen and _alone(one, side, truth, finish),
        clear=clear,
        time_right=time_right,
        silent_time=clear and not time_right,
        unsure=tuple(unsure),
        sure=(len(sure), sum(sure)),
    )


def _alone(one: Heat, side: Side, truth: RideTruth, finish: int) -> bool:
    """Whether the finish has all its wheels and no rival within ``RIVAL_US``."""
    if any(
        (miss.side, miss.half_lap) == (side, finish) and miss.wheel is not Wheel.BOTH
        for miss in one.scene.missed
    ):
        return False
    line = one.plan.line_of(side, finish)
    at = truth.elapsed[finish - 1]
    near = (each for each in one.sightings if each.line is line and abs(each.us - at) < RIVAL_US)
    return all((one.made(each).side, one.made(each).half_lap) == (side, finish) for each in near)
