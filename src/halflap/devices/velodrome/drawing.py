"""Knows how the riders of a scene are drawn: events with their usual paces, and who stays apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from halflap.devices.velodrome.riders import SECOND, TANDEM_MM, WHEELBASE_MM, Pace, RidePlan, ride
from halflap.devices.velodrome.scenes import TEN_O_CLOCK_US, Scene
from halflap.sport.heat import Side
from halflap.sport.track import Course, Track

NOISE_US = 100_000
APART_US = 8 * SECOND // 10

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Event:
    """Who rides what: the track, and between which seconds the mean paces are drawn.

    ``first_s`` is what the standing start adds to a half lap.
    """

    length: Fraction
    distance_m: int
    half_lap_s: Range
    first_s: Range
    wheelbase_mm: int = WHEELBASE_MM

    @property
    def course(self) -> Course:
        """The course laid out."""
        return Track(self.length).course(self.distance_m)


ELITE = Event(Fraction(250), 4000, (7.3, 8.6), (4.0, 6.0))
SHORT = Event(Fraction(500, 3), 4000, (4.9, 5.8), (4.0, 6.0))
LONG = Event(Fraction(400), 3000, (11.8, 14.0), (4.0, 6.5))
CHILD = Event(Fraction(250), 2000, (13.5, 16.5), (8.5, 11.5))
TANDEM = Event(Fraction(250), 4000, (7.4, 8.4), (4.5, 7.0), TANDEM_MM)


class Draw:
    """What one scene is drawn with: its chance, the event, and how much half laps vary."""

    def __init__(self, condition: str, seed: int, noise_us: int) -> None:
        self.rng = Random(f"{condition}:{seed}")
        self.noise_us = noise_us

    def pace(self, event: Event, mean_us: int, **changes: object) -> Pace:
        """A pace of the event around ``mean_us``."""
        first_us = mean_us + self.us(event.first_s)
        return replace(Pace(first_us, mean_us, self.noise_us), **changes)  # type: ignore[arg-type]

    def us(self, seconds: Range) -> int:
        """A duration between two numbers of seconds."""
        return round(self.rng.uniform(*seconds) * SECOND)

    def side(self) -> Side:
        """One of the two sides."""
        return self.rng.choice((Side.HOME, Side.BACK))

    def before_finish(self, scene: Scene, in_a_row: int = 1) -> int:
        """A half lap that is not the finish, nor are the ``in_a_row`` - 1 after it."""
        return self.rng.randint(1, scene.course.half_laps - in_a_row)

    def apart(self, event: Event, **changes: object) -> Scene:
        """Two riders of the event who do not meet."""
        course = event.course
        while True:
            home, back = (self.pace(event, self.us(event.half_lap_s), **changes) for _ in range(2))
            rides = [
                ride(pace, course.half_laps, self.rng, event.wheelbase_mm) for pace in (home, back)
            ]
            if stay_apart(rides[0], rides[1]):
                return self.scene(course, *rides)

    def scene(self, course: Course, home: RidePlan | None, back: RidePlan | None) -> Scene:
        """The scene of these rides, with a gun at a time of its own."""
        gun_us = TEN_O_CLOCK_US + self.rng.randrange(6 * 3600 * SECOND)
        return Scene(course, home, back, self.rng.getrandbits(48), gun_us)


def stay_apart(home: RidePlan, back: RidePlan, apart_us: int = APART_US) -> bool:
    """Whether neither rider ever comes within ``apart_us`` of catching the other."""
    first, second = home.passings, back.passings
    return all(
        faster[n] - slower[n - 1] > apart_us
        for faster, slower in ((first, second), (second, first))
        for n in range(1, min(len(slower), len(faster) - 1, home.completed) + 1)
    )
