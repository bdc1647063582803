"""Knows what is simulated: the riders of a heat, the sensors, and everything that goes wrong.

A scene is complete: the same scene always gives the same impulses. Times are microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from halflap.devices.velodrome.riders import SECOND, RidePlan
from halflap.sport.heat import Side
from halflap.sport.run_plan import Wiring
from halflap.sport.track import Course

TEN_O_CLOCK_US = 10 * 3600 * SECOND
USUAL_WIRING = Wiring()


class Wheel(Enum):
    """Which wheel of a passing."""

    FRONT = "front"
    REAR = "rear"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Miss:
    """A passing that no sensor reports: of the rider who started on ``side``, at ``half_lap``.

    Half lap 0 is the roll-over of the own line after the start.
    """

    side: Side
    half_lap: int
    wheel: Wheel = Wheel.BOTH


@dataclass(frozen=True, slots=True)
class Stray:
    """An impulse that nobody made, ``us`` after the gun."""

    line: Side
    us: int


@dataclass(frozen=True, slots=True)
class Strays:
    """Impulses that nobody made: ``count`` of them at random between gun and last finish, and
    ``given`` ones.
    """

    count: int = 0
    given: tuple[Stray, ...] = ()


@dataclass(frozen=True, slots=True)
class FalseStart:
    """A start that was called back: its gun ``before_us`` before the gun that counts.

    The riders ride for ``ridden_us`` and stop; ``recall``: two shots tell them so.
    """

    before_us: int
    ridden_us: int
    recall: bool = False


@dataclass(frozen=True, slots=True)
class Shots:
    """When the starter's pistol, wired to the start input, is fired again during the ride.

    ``reaction_us`` is the longest that the shot comes after what it marks; ``stop_us``: two shots
    stop the heat that long after the gun.
    """

    finish: bool = False
    catch: bool = False
    stop_us: int | None = None
    reaction_us: int = SECOND // 2


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Riders on the track before the start and after the last finish, all through those times."""

    riders: int = 0
    before_us: int = 0
    after_us: int = 0
    half_lap_us: int = 12 * SECOND


@dataclass(frozen=True, slots=True)
class Sensors:
    """What the lines and the timing device do to the passings.

    ``rear_wheels``: the rear wheel makes an impulse as well. A line reports nothing within its
    dead time after an impulse it reported. ``jitter_us`` is the most by which an input of the
    device is late, ``resolution_us`` the step of its clock, to which readings are cut. Chances are
    per impulse: missed, doubled by contact bounce, or sent late (up to ``late_us``) and marked as
    from memory. ``blind`` lines report nothing. Two lines on one input: give both the same one.
    ``day``: the day of the gun in a device that sends the date, counted from where it counts.
    """

    rear_wheels: bool = False
    home_dead_us: int = 0
    back_dead_us: int = 0
    jitter_us: int = 300
    resolution_us: int = 100
    miss_chance: float = 0.0
    double_chance: float = 0.0
    late_chance: float = 0.0
    late_us: int = 5 * SECOND
    blind: frozenset[Side] = frozenset()
    wiring: Wiring = USUAL_WIRING
    day: int | None = None

    def __post_init__(self) -> None:
        if self.resolution_us < 1 or SECOND % self.resolution_us:
            raise ValueError("the clock's step divides a second")
        if min(self.home_dead_us, self.back_dead_us, self.jitter_us) < 0:
            raise ValueError("dead times and jitter are not below zero")

    @property
    def digits(self) -> int:
        """The decimals of a second that the clock needs."""
        step, digits = SECOND, 0
        while step > 1 and self.resolution_us % step:
            step, digits = step // 10, digits + 1
        return digits

    def channel(self, line: Side) -> str:
        """The input of a line."""
        return self.wiring.home if line is Side.HOME else self.wiring.back

    def dead_us(self, line: Side) -> int:
        """The dead time of a line."""
        return self.home_dead_us if line is Side.HOME else self.back_dead_us


@dataclass(frozen=True, slots=True)
class Scene:
    """One run of a heat as it happens on the track; ``home`` or ``back`` is None for a solo ride.

    ``gun_us`` is the time of day of the gun that counts; ``seed`` draws what is left to chance
    (jitter, random strays, reaction times). Raises ``ValueError`` if nobody rides or a plan has
    not the half laps of the course.
    """

    course: Course
    home: RidePlan | None
    back: RidePlan | None
    seed: int
    gun_us: int = TEN_O_CLOCK_US
    sensors: Sensors = Sensors()
    missed: tuple[Miss, ...] = ()
    strays: Strays = Strays()
    false_starts: tuple[FalseStart, ...] = ()
    shots: Shots = Shots()
    warm_up: WarmUp = WarmUp()

    def __post_init__(self) -> None:
        rides = [plan for _, plan in self.rides]
        if not rides:
            raise ValueError("somebody has to ride")
        if any(len(plan.half_laps) != self.course.half_laps for plan in rides):
            raise ValueError("a ride has the half laps of its course")

    @property
    def rides(self) -> tuple[tuple[Side, RidePlan], ...]:
        """The rides by the side where they start."""
        both = ((Side.HOME, self.home), (Side.BACK, self.back))
        return tuple((side, plan) for side, plan in both if plan)

    @property
    def last_us(self) -> int:
        """Microseconds from the gun to the last passing of a half lap of the distance."""
        ends = [sum(plan.half_laps[: plan.completed]) for _, plan in self.rides]
        return max(ends) or max(plan.half_laps[0] for _, plan in self.rides)
