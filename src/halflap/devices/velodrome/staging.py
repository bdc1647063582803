"""Knows how a scene is put together from single wishes: the track, the riders, what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from halflap.devices.protocols import Protocol
from halflap.devices.velodrome.drawing import NOISE_US, Draw, Event, stay_apart
from halflap.devices.velodrome.riders import SECOND, WHEELBASE_MM, RidePlan, ride
from halflap.devices.velodrome.scenes import (
    FalseStart,
    Miss,
    Scene,
    Strays,
    WarmUp,
)
from halflap.sport.heat import Side
from halflap.sport.run_plan import Wiring

SPEEDS = (14.5, 17.0)  # metres a second, between which a pace is drawn that was not asked for
STANDING_S = (4.0, 6.0)  # what a standing start adds to the first half lap, if not asked for
WARM_UP_US = 300 * SECOND
TRIES = 100
RECALL_US = 90 * SECOND
A_DAY = date(2025, 6, 21)  # on which a device that sends the date is simulated
DATED = frozenset(("thcom08", "p3", "rr"))


@dataclass(frozen=True, slots=True)
class RiderWishes:
    """How one rider shall ride, in microseconds; None is drawn."""

    half_lap_us: int | None = None
    first_us: int | None = None
    fade_us: int = 0


@dataclass(frozen=True, slots=True)
class Wishes:
    """A heat of one's own; ``home`` or ``back`` is None where nobody starts there."""

    length: Fraction
    distance_m: int
    home: RiderWishes | None = RiderWishes()
    back: RiderWishes | None = RiderWishes()
    noise_us: int = NOISE_US
    drift_us: int = 0
    wheelbase_mm: int = WHEELBASE_MM


@dataclass(frozen=True, slots=True)
class Effects:
    """What shall happen to a scene besides what it has already.

    ``stops`` are pairs of a side and the half laps after which that rider stops for good; chances
    are between 0 and 1.
    """

    rear_wheels: bool = False
    dead_us: int | None = None
    missed: tuple[Miss, ...] = ()
    strays: int = 0
    miss_chance: float = 0.0
    double_chance: float = 0.0
    finish_shots: bool = False
    catch_shot: bool = False
    stops: tuple[tuple[Side, int], ...] = ()
    false_start: bool = False
    warm_up_riders: int = 0


STEPS_US: Mapping[str, int] = {"thcom08": 10, "chronelec": 1000, "p3": 1, "rr": 1000}
"""The step of the clock by the name of the protocol, which sends no finer; otherwise 100."""


def measured_by(scene: Scene, protocol: Protocol, wiring: Wiring) -> Scene:
    """The scene with the clock of a device of this protocol, wired like this."""
    day = (A_DAY - date.fromisoformat(protocol.epoch)).days if protocol.name in DATED else None
    sensors = replace(
        scene.sensors,
        wiring=wiring,
        resolution_us=STEPS_US.get(protocol.name, scene.sensors.resolution_us),
        day=day,
    )
    return replace(scene, sensors=sensors)


def own_scene(wishes: Wishes, seed: int) -> Scene:
    """The scene of a heat of one's own.

    Raises ``ValueError`` with a sentence where the distance does not fit the track.
    """
    half_lap_m = float(wishes.length / 2)
    paces = half_lap_m / SPEEDS[1], half_lap_m / SPEEDS[0]
    event = Event(wishes.length, wishes.distance_m, paces, STANDING_S, wishes.wheelbase_mm)
    draw = Draw("own", seed, wishes.noise_us)
    drawn = [each for each in (wishes.home, wishes.back) if each and not each.half_lap_us]
    for _ in range(TRIES if len(drawn) == 2 else 1):  # riders meet only if their paces say so
        home, back = (
            _plan(wishes, each, event, draw) if each else None
            for each in (wishes.home, wishes.back)
        )
        if home and back and stay_apart(home, back):
            break
    return draw.scene(event.course, home, back)


def _plan(wishes: Wishes, rider: RiderWishes, event: Event, draw: Draw) -> RidePlan:
    mean_us = rider.half_lap_us or draw.us(event.half_lap_s)
    pace = draw.pace(event, mean_us, fade_us=rider.fade_us, drift_us=wishes.drift_us)
    if rider.first_us:
        pace = replace(pace, first_us=rider.first_us)
    return ride(pace, event.course.half_laps, draw.rng, event.wheelbase_mm)


def staged(scene: Scene, effects: Effects) -> Scene:
    """The scene with the effects added to it; what is not asked for stays as it was."""
    sensors = replace(
        scene.sensors,
        rear_wheels=scene.sensors.rear_wheels or effects.rear_wheels,
        miss_chance=effects.miss_chance or scene.sensors.miss_chance,
        double_chance=effects.double_chance or scene.sensors.double_chance,
    )
    if effects.dead_us is not None:
        sensors = replace(sensors, home_dead_us=effects.dead_us, back_dead_us=effects.dead_us)
    strays = Strays(scene.strays.count + effects.strays, scene.strays.given)
    shots = replace(
        scene.shots,
        finish=scene.shots.finish or effects.finish_shots,
        catch=scene.shots.catch or effects.catch_shot,
    )
    return replace(
        _stopped(scene, effects.stops),
        sensors=sensors,
        missed=(*scene.missed, *effects.missed),
        strays=strays,
        shots=shots,
        false_starts=_false_starts(scene, effects.false_start),
        warm_up=_warm_up(scene, effects.warm_up_riders),
    )


def _stopped(scene: Scene, stops: tuple[tuple[Side, int], ...]) -> Scene:
    plans = {Side.HOME: scene.home, Side.BACK: scene.back}
    for side, half_laps in stops:
        plan = plans[side]
        if plan:
            plans[side] = replace(plan, stop_after=half_laps, roll_on=())
    return replace(scene, home=plans[Side.HOME], back=plans[Side.BACK])


def _false_starts(scene: Scene, wanted: bool) -> tuple[FalseStart, ...]:
    if not wanted:
        return scene.false_starts
    ridden_us = scene.rides[0][1].half_laps[0] // 2
    return (*scene.false_starts, FalseStart(RECALL_US, ridden_us, recall=True))


def _warm_up(scene: Scene, riders: int) -> WarmUp:
    return WarmUp(riders, WARM_UP_US, WARM_UP_US) if riders else scene.warm_up
