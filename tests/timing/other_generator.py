"""Heats from a generator that shares nothing with the simulated velodrome, to try the inference on.

Its riders are unsteady in other ways: half laps remember the ones before, noise is flat or has long
tails and changes within the ride, the wind makes the straights differ, riders attack, fade, lose
seconds, ease off after a catch or follow the other rider closely. ``HABITS`` names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from random import Random

from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.sport.track import Track
from halflap.timing.assignment import Sighting

SIDES = (Side.HOME, Side.BACK)


@dataclass
class Rider:
    """One rider as ridden: seconds of each half lap, those after the finish included."""

    lasted: list[float]
    wheelbase_m: float = 1.0

    @property
    def ends(self) -> list[float]:
        """Seconds after the gun at the end of each half lap."""
        return list(accumulate(self.lasted))


@dataclass
class OtherHeat:
    """A heat: what the inference gets, and what is true.

    ``true_us`` are the front wheel's microseconds by side and half lap of the distance;
    ``unseen`` the (side, half lap) whose front wheel left no impulse.
    """

    plan: RunPlan
    sightings: list[Sighting]
    true_us: dict[Side, list[int]]
    unseen: set[tuple[Side, int]] = field(default_factory=set)
    rear_unseen: set[tuple[Side, int]] = field(default_factory=set)

    def alone_at_finish(self, side: Side) -> bool:
        """Whether the finish has all its wheels, and nothing else fires within 0.3 s."""
        finish = self.plan.course.half_laps
        if (side, finish) in self.unseen | self.rear_unseen:
            return False
        at, line = self.true_us[side][-1], self.plan.line_of(side, finish)
        near = [s.us - at for s in self.sightings if s.line is line and abs(s.us - at) < 300_000]
        return near == [0] or (len(near) == 2 and self._rear_of(side) in near)

    def _rear_of(self, side: Side) -> int:
        return self.rears.get(side, -1)

    rears: dict[Side, int] = field(default_factory=dict)


@dataclass
class Setting:
    """Where and how a heat is ridden; habits change it before the impulses are made."""

    rng: Random
    length: Fraction = Fraction(250)
    distance_m: int = 4000
    rear: bool = False
    riders: dict[Side, Rider] = field(default_factory=dict)
    lost: set[tuple[Side, int]] = field(default_factory=set)
    lost_front: set[tuple[Side, int]] = field(default_factory=set)
    strays: int = 0
    bursts: int = 0
    bounces: float = 0.0

    @property
    def half_laps(self) -> int:
        """Half laps of the distance."""
        return Track(self.length).course(self.distance_m).half_laps


Noise = Callable[[Random, float], float]


def flat(rng: Random, _: float) -> float:
    """Anything within 0.12 s."""
    return rng.uniform(-0.12, 0.12)


def bell(spread: float) -> Noise:
    """Normal, of this many seconds."""
    return lambda rng, _: rng.gauss(0, spread)


def changing(first: float, second: float) -> Noise:
    """One spread until the middle of the ride, then another."""
    return lambda rng, share: rng.gauss(0, first if share < 0.5 else second)


def long_tailed(scale: float) -> Noise:
    """Student's t with three degrees of freedom."""

    def draw(rng: Random, _: float) -> float:
        chi = sum(rng.gauss(0, 1) ** 2 for _ in range(3))
        return float(scale * rng.gauss(0, 1) / (chi / 3) ** 0.5)

    return draw


def paced(
    setting: Setting,
    mean: float,
    noise: Noise = flat,
    shape: Callable[[float], float] = lambda share: 0.0,
    memory: float = 0.6,
) -> Rider:
    """A rider whose half laps remember the ones before (AR(1)) around ``mean`` plus ``shape``."""
    rng, count = setting.rng, setting.half_laps
    lasted, level = [], 0.0
    for n in range(count):
        share = n / (count - 1)
        level = memory * level + (1 - memory) * noise(rng, share)
        lasted.append(mean + shape(share) + level + 0.6 * noise(rng, share))
    lasted[0] += rng.uniform(3.5, 6.5)
    for _ in range(rng.randint(1, 5)):  # rolling on
        lasted.append(lasted[-1] * rng.uniform(1.02, 1.4))
    return Rider(lasted)


def meet(setting: Setting, closest: float = 0.5) -> bool:
    """Whether a rider comes within so many seconds of the other while both race."""
    home, back = (setting.riders[side].ends for side in SIDES)
    last = setting.half_laps
    return any(
        ahead[n] - behind[n - 1] < closest
        for ahead, behind in ((home, back), (back, home))
        for n in range(1, min(last + 1, len(ahead)))
        if n - 1 < len(behind)
    )


def apart(setting: Setting, draw: Callable[[], Rider]) -> None:
    """Both riders drawn until they do not meet."""
    while True:
        setting.riders = {side: draw() for side in SIDES}
        if not meet(setting):
            return


def usual(setting: Setting) -> float:
    """A mean half lap for this track: 14 to 17 m/s over it."""
    return float(setting.length) / 2 / setting.rng.uniform(14.4, 16.8)


def impulses(setting: Setting) -> OtherHeat:
    """What the sensors make of a setting."""
    rng = setting.rng
    course = Track(setting.length).course(setting.distance_m)
    plan = RunPlan(course, tuple(setting.riders))
    fired: list[tuple[int, Side]] = []
    heat = OtherHeat(plan, [], {}, set(setting.lost | setting.lost_front), set(setting.lost))
    for side, rider in setting.riders.items():
        fired += _over_own_line(rng, side)
        true = heat.true_us[side] = []
        for n, at in enumerate(rider.ends, 1):
            us = round(at * 10_000) * 100
            if n <= course.half_laps:
                true.append(us)
            line = plan.line_of(side, n)
            if (side, n) not in heat.unseen:
                fired.append((us, line))
            if rng.random() < setting.bounces:
                fired.append((us + rng.randint(20, 250) * 100, line))
            if setting.rear and (side, n) not in setting.lost:
                speed = float(course.half_lap) / rider.lasted[max(1, n - 1)]
                rear = round(rider.wheelbase_m / speed * 10_000) * 100
                fired.append((us + rear, line))
                if n == course.half_laps:
                    heat.rears[side] = rear
    last = max(us for us, _ in fired)
    fired += [(rng.randrange(last), rng.choice(SIDES)) for _ in range(setting.strays)]
    for _ in range(setting.bursts):  # somebody walks over the strip
        at, line = rng.randrange(last), rng.choice(SIDES)
        fired += [(at + rng.randrange(2_000_000), line) for _ in range(6)]
    fired.sort(key=lambda each: each[0])
    heat.sightings = [Sighting(key, line, us) for key, (us, line) in enumerate(fired)]
    return heat


def _over_own_line(rng: Random, side: Side) -> Iterator[tuple[int, Side]]:
    """No, one or two wheels roll over the own line within three seconds."""
    for _ in range(rng.randint(0, 2)):
        yield rng.randint(0, 30_000) * 100, side


# --- habits: each draws the riders of a setting ---


def steady(setting: Setting) -> None:
    """Half laps that remember, flat noise."""
    apart(setting, lambda: paced(setting, usual(setting)))


def rougher(setting: Setting) -> None:
    """Noise that doubles within the ride."""
    apart(setting, lambda: paced(setting, usual(setting), changing(0.06, 0.15)))


def calmer(setting: Setting) -> None:
    """Noise that halves within the ride."""
    apart(setting, lambda: paced(setting, usual(setting), changing(0.15, 0.06)))


def metronome(setting: Setting) -> None:
    """Hardly any noise."""
    apart(setting, lambda: paced(setting, usual(setting), bell(0.015)))


def long_tails(setting: Setting) -> None:
    """Now and then a half lap far from the others."""
    apart(setting, lambda: paced(setting, usual(setting), long_tailed(0.08)))


def trend(setting: Setting) -> None:
    """Slower or faster from half lap to half lap, up to 2 s over the ride."""
    rng = setting.rng

    def draw() -> Rider:
        slope = rng.uniform(-1.0, 2.0)
        return paced(setting, usual(setting), shape=lambda share: slope * share)

    apart(setting, draw)


def negative_split(setting: Setting) -> None:
    """The second half is ridden faster, at once or towards the end."""
    rng = setting.rng

    def draw() -> Rider:
        gain, start = rng.uniform(0.15, 0.5), rng.uniform(0.4, 0.7)
        return paced(setting, usual(setting), shape=lambda s: -gain if s > start else 0.0)

    apart(setting, draw)


def sprint(setting: Setting) -> None:
    """The last two laps are ridden faster by up to 0.8 s a half lap."""
    rng = setting.rng

    def draw() -> Rider:
        gain = rng.uniform(0.3, 0.8)
        return paced(setting, usual(setting), shape=lambda s: -gain * max(0.0, (s - 0.87) / 0.13))

    apart(setting, draw)


def wind(setting: Setting) -> None:
    """The straights differ by up to 0.8 s: wind, or lines that are not half a lap apart."""
    rng = setting.rng
    more = rng.uniform(-0.4, 0.4)

    def draw() -> Rider:
        return paced(setting, usual(setting))

    while True:
        setting.riders = {side: draw() for side in SIDES}
        for side, rider in setting.riders.items():
            for n in range(len(rider.lasted)):
                towards_home = (n % 2 == 1) == (side is Side.HOME)
                rider.lasted[n] += more if towards_home else -more
        if not meet(setting):
            return


def attack(setting: Setting) -> None:
    """A burst of two laps, then slower than before."""
    rng = setting.rng

    def draw() -> Rider:
        at, gain = rng.uniform(0.2, 0.7), rng.uniform(0.3, 0.6)
        return paced(
            setting,
            usual(setting),
            shape=lambda s: -gain if at < s < at + 0.12 else 0.5 * gain if s > at else 0.0,
        )

    apart(setting, draw)


def mishap(setting: Setting) -> None:
    """One rider loses 1.5 to 6 s in one half lap and goes on; not in the last one."""
    rng = setting.rng
    while True:
        setting.riders = {side: paced(setting, usual(setting)) for side in SIDES}
        rider = setting.riders[rng.choice(SIDES)]
        rider.lasted[rng.randrange(2, setting.half_laps - 1)] += rng.uniform(1.5, 6)
        if not meet(setting):
            return


def slow_start(setting: Setting) -> None:
    """One rider is slow from the gate: up to 25 s for the first half lap."""
    rng = setting.rng
    while True:
        setting.riders = {side: paced(setting, usual(setting)) for side in SIDES}
        setting.riders[rng.choice(SIDES)].lasted[0] += rng.uniform(3, 10)
        if not meet(setting):
            return


def unequal(setting: Setting) -> None:
    """One rider is so much slower that he is overtaken, perhaps more than once."""
    rng = setting.rng
    fast = usual(setting)
    slower = rng.choice(SIDES)
    setting.riders = {
        side: paced(setting, fast * (rng.uniform(1.1, 1.5) if side is slower else 1.0))
        for side in SIDES
    }


def _catching(setting: Setting) -> tuple[Side, int]:
    """A catch in the middle of the ride: by whom, and the caught rider's half lap."""
    rng = setting.rng
    while True:
        fast = usual(setting)
        hunter = rng.choice(SIDES)
        setting.riders = {
            side: paced(setting, fast * (1.0 if side is hunter else rng.uniform(1.03, 1.1)))
            for side in SIDES
        }
        ahead, behind = (setting.riders[side].ends for side in (hunter, hunter.other))
        for n in range(3, setting.half_laps - 4):
            if ahead[n] <= behind[n - 1]:
                return hunter, n


def easing(setting: Setting) -> None:
    """The caught rider eases off at once, by 5 to 20 %."""
    hunter, n = _catching(setting)
    share = setting.rng.uniform(1.05, 1.2)
    rider = setting.riders[hunter.other]
    rider.lasted[n:] = [one * share for one in rider.lasted[n:]]


def following(setting: Setting) -> None:
    """The caught rider follows the other closely for some laps, then lets go."""
    rng = setting.rng
    hunter, n = _catching(setting)
    caught = setting.riders[hunter.other]
    ahead = setting.riders[hunter].ends
    count = min(rng.randint(4, 12), setting.half_laps - n - 2)
    ends = caught.ends
    tail = caught.lasted[n + count :]
    new = ends[: n - 1]
    for k in range(n - 1, n + count):
        behind = max(rng.gauss(0.35, 0.08), 0.12)
        new.append(max(ahead[k + 1] + behind, new[-1] + 5))
    caught.lasted = [b - a for a, b in zip([0.0, *new], new, strict=False)] + tail


def level_finish(setting: Setting) -> None:
    """Both finish within a thousandth or two, on opposite lines."""
    rng = setting.rng
    apart(setting, lambda: paced(setting, usual(setting)))
    home, back = (setting.riders[side] for side in SIDES)
    last = setting.half_laps
    off = (home.ends[last - 1] + rng.uniform(-0.002, 0.002)) - back.ends[last - 1]
    for n in range(1, last):
        back.lasted[n] += off / (last - 1)


def racing_on(setting: Setting) -> None:
    """Who finishes first rides on at nearly his pace while the other still races."""
    rng = setting.rng
    fast = usual(setting)
    setting.riders = {
        Side.HOME: paced(setting, fast),
        Side.BACK: paced(setting, fast + rng.uniform(0.1, 0.22)),
    }
    last = setting.half_laps
    for rider in setting.riders.values():
        mean = sum(rider.lasted[1:last]) / (last - 1)
        rider.lasted[last:] = [mean * rng.uniform(0.99, 1.06) for _ in range(6)]


HABITS: Mapping[str, Callable[[Setting], None]] = {
    habit.__name__: habit
    for habit in (
        steady,
        rougher,
        calmer,
        metronome,
        long_tails,
        trend,
        negative_split,
        sprint,
        wind,
        attack,
        mishap,
        slow_start,
        unequal,
        easing,
        following,
        level_finish,
        racing_on,
    )
}


# --- what goes wrong with the sensors ---


def _some(setting: Setting, count: int, before: int) -> Sequence[tuple[Side, int]]:
    places = [(side, n) for side in setting.riders for n in range(1, before + 1)]
    return setting.rng.sample(places, count)


def nothing(setting: Setting) -> None:
    """All sensors work."""


def some_missed(setting: Setting) -> None:
    """One to four passings are missed, no finish."""
    count = setting.rng.randint(1, 4)
    setting.lost |= set(_some(setting, count, setting.half_laps - 1))


def three_in_a_row(setting: Setting) -> None:
    """Three passings of one rider are missed in a row, no finish."""
    side, n = _some(setting, 1, setting.half_laps - 3)[0]
    setting.lost |= {(side, n), (side, n + 1), (side, n + 2)}


def finish_missed(setting: Setting) -> None:
    """One finish is missed."""
    setting.lost.add((setting.rng.choice(SIDES), setting.half_laps))


def last_two_missed(setting: Setting) -> None:
    """The last two passings of one rider are missed, the finish among them."""
    side = setting.rng.choice(SIDES)
    setting.lost |= {(side, setting.half_laps), (side, setting.half_laps - 1)}


def line_dies(setting: Setting) -> None:
    """One line reports nothing more from some moment on."""
    line = setting.rng.choice(SIDES)
    course = Track(setting.length).course(setting.distance_m)
    plan = RunPlan(course)
    since = setting.rng.uniform(60, 200)
    for side, rider in setting.riders.items():
        for n, at in enumerate(rider.ends, 1):
            if at > since and plan.line_of(side, n) is line:
                setting.lost.add((side, n))


def strays(setting: Setting) -> None:
    """One to six impulses that nobody made."""
    setting.strays = setting.rng.randint(1, 6)


def walkers(setting: Setting) -> None:
    """Somebody walks over a line: six impulses within two seconds."""
    setting.bursts = 1


def bad_day(setting: Setting) -> None:
    """Strays, and missed passings, perhaps of a finish."""
    setting.strays = 3
    setting.lost |= set(_some(setting, 3, setting.half_laps))


def rear(setting: Setting) -> None:
    """Rear wheels make impulses as well."""
    setting.rear = True


def rear_and_bounces(setting: Setting) -> None:
    """Rear wheels, and contacts that bounce."""
    setting.rear = True
    setting.bounces = 0.15


def rear_fronts_missed(setting: Setting) -> None:
    """Rear wheels; two front wheels are missed, perhaps of a finish."""
    setting.rear = True
    setting.lost_front |= set(_some(setting, 2, setting.half_laps))


FAULTS: Mapping[str, Callable[[Setting], None]] = {
    fault.__name__: fault
    for fault in (
        nothing,
        some_missed,
        three_in_a_row,
        finish_missed,
        last_two_missed,
        line_dies,
        strays,
        walkers,
        bad_day,
        rear,
        rear_and_bounces,
        rear_fronts_missed,
    )
}

TRACKS: Mapping[str, tuple[Fraction, int]] = {
    "250": (Fraction(250), 4000),
    "250, 3 km": (Fraction(250), 3000),
    "166.67": (Fraction(500, 3), 4000),
    "333.33": (Fraction(1000, 3), 4000),
    "400": (Fraction(400), 4000),
    "400, 3 km": (Fraction(400), 3000),
}


def other_heat(
    habit: str, fault: str, seed: int, track: str = "250", wheelbase_m: float = 1.0
) -> OtherHeat:
    """The heat of a habit and a fault drawn from a seed."""
    length, distance_m = TRACKS[track]
    setting = Setting(Random(f"{habit}, {fault}, {track}, {seed}"), length, distance_m)
    HABITS[habit](setting)
    for rider in setting.riders.values():
        rider.wheelbase_m = wheelbase_m
    FAULTS[fault](setting)
    return impulses(setting)
