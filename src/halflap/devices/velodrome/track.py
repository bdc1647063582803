"""Knows what happens on the simulated track: who fires which sensor when, before any device."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from random import Random

from halflap.devices.velodrome.riders import SECOND, RidePlan
from halflap.devices.velodrome.scenes import FalseStart, Scene, WarmUp, Wheel
from halflap.devices.velodrome.stream import Kind, caught
from halflap.sport.heat import Side

ROLLING_GAIN = 1.2  # m/s a second: how a bicycle that stands before its own line reaches it
CLEAR_US = 5 * SECOND  # how long before the start and after the last finish nobody warms up


@dataclass(frozen=True, slots=True)
class Firing:
    """A sensor is fired at ``us`` after the gun; ``line`` is None for the start input."""

    us: int
    kind: Kind
    line: Side | None = None
    side: Side | None = None
    half_lap: int | None = None
    wheel: Wheel = Wheel.FRONT
    ref: str = ""


def firings(scene: Scene, rng: Random) -> list[Firing]:
    """Everything that fires a sensor, missed or not, in no order."""
    found = [Firing(0, Kind.GUN)]
    for side, plan in scene.rides:
        found += roll_overs(scene, side, plan)
        found += passings(scene, side, plan)
    found += shots(scene, rng)
    found += strays(scene, rng)
    for start in scene.false_starts:
        found += false_start(scene, start, rng)
    found += warm_up(scene.warm_up, scene, rng)
    return found


def roll_overs(scene: Scene, side: Side, plan: RidePlan) -> Iterator[Firing]:
    """Both wheels over the rider's own line just after the start.

    Where the start line lies beyond the own line, a wheel that stands beyond it as well crosses
    nothing; where it lies before it, the wheels get there later.
    """
    offset = float(scene.course.start_offset)
    for number, us in enumerate(plan.roll_over):
        before = number * plan.wheelbase_mm / 1000 - offset  # metres from this wheel to the line
        if before < 0:
            continue
        later = round(sqrt(2 * max(-offset, 0.0) / ROLLING_GAIN) * SECOND)
        wheel = Wheel.REAR if number else Wheel.FRONT
        yield Firing(us + later, Kind.ROLL_OVER, side, side, 0, wheel, plan.ref)


def passings(scene: Scene, side: Side, plan: RidePlan) -> Iterator[Firing]:
    """The wheels at the end of every half lap, and of those after the finish."""
    half_lap_mm = float(scene.course.half_lap) * 1000
    durations, ends = plan.durations, plan.passings
    completed, rear_wheels = plan.completed, scene.sensors.rear_wheels
    for number, us in enumerate(ends, 1):
        line = side.other if number % 2 else side
        beyond = number > completed
        yield Firing(
            us, Kind.ROLL_ON if beyond else Kind.FRONT, line, side, number, Wheel.FRONT, plan.ref
        )
        if not rear_wheels:
            continue
        # The first half lap is ridden from standing, so its mean says nothing of its end.
        near = [each for each in durations[max(number - 1, 1) : number + 1] if each]
        pace = sum(near) / len(near) if near else durations[number - 1]
        rear = us + round(plan.wheelbase_mm * pace / half_lap_mm)
        yield Firing(
            rear, Kind.ROLL_ON if beyond else Kind.REAR, line, side, number, Wheel.REAR, plan.ref
        )


def shots(scene: Scene, rng: Random) -> Iterator[Firing]:
    """The pistol during the ride: at the finishes, at a catch, twice to stop the heat."""
    plan = scene.shots
    ends = {side: ride.passings[: ride.completed] for side, ride in scene.rides}
    if plan.finish:
        for side, ride in scene.rides:
            if ride.completed == len(ride.half_laps):
                yield _shot(ends[side][-1], plan.reaction_us, rng)
    if plan.catch:
        catch = caught(ends.get(Side.HOME, ()), ends.get(Side.BACK, ()))
        if catch:
            yield _shot(ends[catch.by][catch.half_lap], plan.reaction_us, rng)
    if plan.stop_us is not None:
        yield from _double_shot(plan.stop_us, rng)


def _shot(us: int, reaction_us: int, rng: Random) -> Firing:
    return Firing(us + rng.randint(0, reaction_us), Kind.SHOT)


def _double_shot(us: int, rng: Random) -> Iterator[Firing]:
    yield Firing(us, Kind.SHOT)
    yield Firing(us + rng.randint(400_000, 1_500_000), Kind.SHOT)


def strays(scene: Scene, rng: Random) -> Iterator[Firing]:
    """Impulses that nobody made."""
    for stray in scene.strays.given:
        yield Firing(stray.us, Kind.STRAY, stray.line)
    for _ in range(scene.strays.count):
        line = rng.choice((Side.HOME, Side.BACK))
        yield Firing(rng.randint(1, scene.last_us), Kind.STRAY, line)


def false_start(scene: Scene, start: FalseStart, rng: Random) -> Iterator[Firing]:
    """The gun, what the riders fire until they stop, and the shots that call them back."""
    yield Firing(-start.before_us, Kind.FALSE_START)
    for side, plan in scene.rides:
        for each in (*roll_overs(scene, side, plan), *passings(scene, side, plan)):
            if each.us < start.ridden_us:
                us = each.us - start.before_us
                yield Firing(us, Kind.FALSE_START, each.line, side, None, each.wheel, each.ref)
    if start.recall:
        for shot in _double_shot(start.ridden_us, rng):
            yield Firing(shot.us - start.before_us, Kind.FALSE_START)


def warm_up(plan: WarmUp, scene: Scene, rng: Random) -> Iterator[Firing]:
    """Riders who go round before the start and after the end, each at a pace of his own."""
    first = max((start.before_us for start in scene.false_starts), default=0)
    ends = [sum(ride.durations) for _, ride in scene.rides]
    spans = (
        (-first - CLEAR_US - plan.before_us, -first - CLEAR_US, plan.before_us),
        (max(ends) + CLEAR_US, max(ends) + CLEAR_US + plan.after_us, plan.after_us),
    )
    half_lap_mm = float(scene.course.half_lap) * 1000
    for begin, end, length in spans:
        for _ in range(plan.riders if length else 0):
            pace = plan.half_lap_us * rng.uniform(0.8, 1.3)
            us = begin + rng.uniform(0, pace)
            line = rng.choice((Side.HOME, Side.BACK))
            while us < end:
                yield Firing(round(us), Kind.WARM_UP, line)
                if scene.sensors.rear_wheels:
                    yield Firing(round(us + 990 * pace / half_lap_mm), Kind.WARM_UP, line)
                us += pace * rng.uniform(0.95, 1.05)
                line = line.other
