"""Knows how the rides of Athens 2004 are simulated: the half laps of each, and what sensors miss.

The sources print no half laps. These are made up, always the same ones, so that each ride ends
exactly in its published time and looks like a pursuit: a standing first half lap, a second one
that still gains speed, then a steady pace that fades a little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from halflap.devices.velodrome.riders import Pace, RidePlan, in_time, roll_over, rolling_on
from halflap.devices.velodrome.scenes import Miss, Scene, Sensors, Stray, Strays, Wheel
from halflap.sport.heat import Side
from halflap.sport.track import Course

FIRST_US = (11_500_000, 12_200_000)
SECOND_US = (200_000, 350_000)
"""So much longer than the pace the second half lap is."""

FADE_US = (100_000, 350_000)
NOISE_US = 60_000
PRINTED_US = 500
"""Half a thousandth on top: cut and jittering, the clock still shows the thousandth printed."""

ROLLED_ON = 3
SEED = 2004


@dataclass(frozen=True, slots=True)
class Shape:
    """What is not left to chance about a ride: its fade in microseconds, and which draw it is."""

    fade_us: int | None = None
    draw: int = 0


SHAPES: Mapping[tuple[str, str], Shape] = {
    ("Qualifying", "Christian Lademann"): Shape(fade_us=150_000, draw=4),
    ("Match round", "Robert Bartko"): Shape(fade_us=550_000, draw=11),
}
"""By round and rider. Where the published gap is about a half lap, whether it is a catch hangs on
the half laps: Lademann is caught half a lap before the line, Bartko fades and is just not caught.
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """What the sensors of one heat get wrong."""

    missed: tuple[Miss, ...] = ()
    strays: tuple[Stray, ...] = ()


FAULTS: Mapping[tuple[str, str], Fault] = {
    ("qualifying", "2"): Fault(missed=(Miss(Side.HOME, 17),)),
    ("qualifying", "7"): Fault(strays=(Stray(Side.HOME, 101_300_000),)),
    ("first-round", "3"): Fault(missed=(Miss(Side.BACK, 22, Wheel.FRONT),)),
}
"""By phase and heat; all of it is of a kind that the times survive."""


def ride_plan(round_name: str, rider: str, time_us: int, half_laps: int) -> RidePlan:
    """The ride of a rider in a round, which lasts ``time_us`` as it is printed."""
    shape = SHAPES.get((round_name, rider), Shape())
    rng = Random(f"{round_name}/{rider}/{shape.draw}")
    first_us, second_us = rng.randint(*FIRST_US), rng.randint(*SECOND_US)
    fade_us = rng.randint(*FADE_US)
    fade_us = fade_us if shape.fade_us is None else shape.fade_us
    # The fade grows with the square of the distance, so on average a third of it is lost.
    pace_us = (time_us - first_us - second_us) // max(1, half_laps - 1) - fade_us // 3
    pace = Pace(first_us, pace_us, noise_us=NOISE_US, fade_us=fade_us)
    first, second, *others = pace.half_laps(half_laps, rng)
    ridden = in_time((first, second + second_us, *others), time_us + PRINTED_US)
    return RidePlan(
        ridden, roll_over=roll_over(rng), roll_on=rolling_on(ridden[-1], ROLLED_ON, rng)
    )


def scene(
    phase: str,
    heat: str,
    course: Course,
    rides: Mapping[Side, RidePlan],
    gun_us: int,
) -> Scene:
    """The run of a heat: rear wheels seen, and what goes wrong in it."""
    fault = FAULTS.get((phase, heat), Fault())
    return Scene(
        course,
        rides.get(Side.HOME),
        rides.get(Side.BACK),
        SEED,
        gun_us,
        sensors=Sensors(rear_wheels=True),
        missed=fault.missed,
        strays=Strays(given=fault.strays),
    )
