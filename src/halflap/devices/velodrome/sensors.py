"""Knows what sensors and a timing device make of what happens on the track: ``simulate``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from halflap.devices.velodrome.scenes import Scene, Sensors, Wheel
from halflap.devices.velodrome.stream import (
    Kind,
    RideTruth,
    Simulated,
    Stream,
    Truth,
    caught,
)
from halflap.devices.velodrome.track import Firing, firings
from halflap.sport.heat import Side
from halflap.sport.impulse import DAY_US, Impulse

SHORTEST_WAY_US, LONGEST_WAY_US = 500, 1500  # from the sensor to the device's output
BOUNCE_US = (2_000, 30_000)


@dataclass(frozen=True, slots=True)
class _Stamped:
    """A firing with the device's reading of it, both in microseconds since midnight."""

    firing: Firing
    us: int
    fired_us: int


def simulate(scene: Scene, first_number: int = 1) -> Stream:
    """What the device sends of a scene, and the truth; the device counts from ``first_number``."""
    rng = Random(scene.seed)
    stamped = [_stamp(each, scene, rng) for each in firings(scene, rng)]
    stamped.sort(key=lambda each: each.us)
    reported = _reported(stamped, scene, rng)
    return Stream(_sent(reported, scene, rng, first_number), _truth(stamped, reported, scene))


def _stamp(firing: Firing, scene: Scene, rng: Random) -> _Stamped:
    us = scene.gun_us + firing.us
    late = us + rng.randint(0, scene.sensors.jitter_us)
    return _Stamped(firing, us, late - late % scene.sensors.resolution_us)


def _reported(stamped: list[_Stamped], scene: Scene, rng: Random) -> list[_Stamped]:
    """What the lines report: not what they missed or what fell into their dead time."""
    sensors = scene.sensors
    missed = _missed(scene)
    firing = [each for each in stamped if not _lost(each.firing, missed, sensors, rng)]
    if sensors.double_chance:
        bounced = [each for each in firing if rng.random() < sensors.double_chance]
        firing += [_bounce(each, scene, rng) for each in bounced]
        firing.sort(key=lambda each: each.us)
    last: dict[str, int] = {}
    found = []
    for each in firing:
        line = each.firing.line
        if line is not None:
            channel = sensors.channel(line)
            if channel in last and each.us - last[channel] < sensors.dead_us(line):
                continue
            last[channel] = each.us
        found.append(each)
    return found


def _missed(scene: Scene) -> frozenset[tuple[Side | None, int | None, Wheel]]:
    return frozenset(
        (miss.side, miss.half_lap, wheel)
        for miss in scene.missed
        for wheel in (Wheel.FRONT, Wheel.REAR)
        if miss.wheel in (wheel, Wheel.BOTH)
    )


def _lost(
    firing: Firing,
    missed: frozenset[tuple[Side | None, int | None, Wheel]],
    sensors: Sensors,
    rng: Random,
) -> bool:
    if firing.line is None:
        return False
    if firing.line in sensors.blind:
        return True
    if (firing.side, firing.half_lap, firing.wheel) in missed:
        return True
    by_chance = bool(sensors.miss_chance) and firing.kind is not Kind.STRAY
    return by_chance and rng.random() < sensors.miss_chance


def _bounce(each: _Stamped, scene: Scene, rng: Random) -> _Stamped:
    was = each.firing
    us = was.us + rng.randint(*BOUNCE_US)
    return _stamp(replace(was, us=us, kind=Kind.DOUBLE), scene, rng)


def _sent(
    reported: list[_Stamped], scene: Scene, rng: Random, first_number: int
) -> tuple[Simulated, ...]:
    """The impulses in the order sent.

    Inputs are read one after the other, so what came together may be sent in either order; one
    input keeps its own.
    """
    sensors = scene.sensors
    last: dict[str, int] = {}
    found = []
    for order, each in enumerate(reported):
        channel = _channel(each.firing, sensors)
        sent = each.us + rng.randint(SHORTEST_WAY_US, LONGEST_WAY_US)
        sent = last[channel] = max(sent, last.get(channel, sent - 1) + 1)
        late = bool(sensors.late_chance) and rng.random() < sensors.late_chance
        found.append((sent + (rng.randint(1, sensors.late_us) if late else 0), order, late))
    found.sort()
    return tuple(
        _simulated(reported[order], sensors, first_number + count, (sent, late))
        for count, (sent, order, late) in enumerate(found)
    )


def _channel(firing: Firing, sensors: Sensors) -> str:
    return sensors.wiring.gun if firing.line is None else sensors.channel(firing.line)


def _simulated(each: _Stamped, sensors: Sensors, number: int, sent: tuple[int, bool]) -> Simulated:
    firing = each.firing
    sent_us, late = sent
    day = sensors.day
    impulse = Impulse(
        _channel(firing, sensors),
        each.fired_us % DAY_US if day is None else each.fired_us + day * DAY_US,
        firing.ref,
        number=number,
        digits=sensors.digits,
        dated=day is not None,
        memory=late,
    )
    return Simulated(
        impulse, firing.kind, firing.side, firing.half_lap, firing.line, each.fired_us, sent_us
    )


def _truth(stamped: list[_Stamped], reported: list[_Stamped], scene: Scene) -> Truth:
    gun = next(each for each in stamped if each.firing.kind is Kind.GUN)
    rides = {
        side: _ride_truth(side, stamped, reported, gun.fired_us, len(plan.half_laps))
        for side, plan in scene.rides
    }
    home, back = rides.get(Side.HOME), rides.get(Side.BACK)
    catch = caught(home.elapsed, back.elapsed) if home and back else None
    return Truth(gun.fired_us % DAY_US, home, back, catch)


def _ride_truth(
    side: Side, stamped: list[_Stamped], reported: list[_Stamped], gun_us: int, half_laps: int
) -> RideTruth:
    fronts = [
        each for each in stamped if each.firing.kind is Kind.FRONT and each.firing.side is side
    ]
    seen = {
        kind: {
            each.firing.half_lap
            for each in reported
            if each.firing.kind is kind and each.firing.side is side
        }
        for kind in (Kind.FRONT, Kind.REAR)
    }
    numbers = range(1, len(fronts) + 1)
    return RideTruth(
        tuple(each.fired_us - gun_us for each in fronts),
        frozenset(n for n in numbers if n not in seen[Kind.FRONT]),
        frozenset(n for n in numbers if n in seen[Kind.REAR]),
        half_laps,
    )
