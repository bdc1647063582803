"""Knows the named conditions under which timing is measured, each as a scene drawn from a seed.

In all of them both wheels roll over the own line after the start, and finishers roll on. Except
where the condition is that they meet, the riders never come closer than 0.8 s to a catch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

from halflap.devices.velodrome.drawing import (
    CHILD,
    ELITE,
    LONG,
    NOISE_US,
    SHORT,
    TANDEM,
    Draw,
    stay_apart,
)
from halflap.devices.velodrome.riders import SECOND, Noise, RidePlan, ride
from halflap.devices.velodrome.scenes import (
    FalseStart,
    Miss,
    Scene,
    Sensors,
    Shots,
    Strays,
    WarmUp,
    Wheel,
)
from halflap.devices.velodrome.stream import caught
from halflap.sport.heat import Side

COINCIDENT_US = 300


def clean(draw: Draw) -> Scene:
    """Two riders, nothing goes wrong."""
    return draw.apart(ELITE)


def rear_wheels(draw: Draw) -> Scene:
    """The rear wheels make impulses as well."""
    return replace(draw.apart(ELITE), sensors=Sensors(rear_wheels=True))


def coincident(draw: Draw) -> Scene:
    """At a third of the half laps the riders are on the two lines within 0.0003 s."""
    scene = draw.apart(ELITE)
    assert scene.home
    assert scene.back
    ends = scene.home.passings[: scene.home.completed]
    own = draw.pace(ELITE, scene.home.half_laps[-1]).half_laps(len(ends), draw.rng)
    chosen = {len(ends), *draw.rng.sample(range(1, len(ends)), len(ends) // 3)}
    half_laps: list[int] = []
    begin = begin_us = 0
    for end in sorted(chosen):  # between two meetings the other rider's own half laps are stretched
        goal = ends[end - 1] + draw.rng.randint(-COINCIDENT_US // 2, COINCIDENT_US // 2)
        extra = goal - begin_us - sum(own[begin:end])
        marks = [extra * done // (end - begin) for done in range(end - begin + 1)]
        steps = (later - earlier for earlier, later in pairwise(marks))
        half_laps += [us + step for us, step in zip(own[begin:end], steps, strict=True)]
        begin, begin_us = end, goal
    back = replace(scene.back, half_laps=tuple(half_laps))
    return replace(scene, back=back, sensors=Sensors(jitter_us=COINCIDENT_US // 2))


def gun_shots(draw: Draw) -> Scene:
    """The starter's pistol, wired to the start input, is fired at both finishes."""
    return replace(draw.apart(ELITE), shots=Shots(finish=True))


def catch_shots(draw: Draw) -> Scene:
    """One rider overtakes the other; the pistol is fired at the catch and at both finishes."""
    return replace(overtaking(draw), shots=Shots(finish=True, catch=True))


def one_missed(draw: Draw) -> Scene:
    """One passing that is not a finish is missed."""
    scene = draw.apart(ELITE)
    return replace(scene, missed=(Miss(draw.side(), draw.before_finish(scene)),))


def two_missed(draw: Draw) -> Scene:
    """Two passings in a row of one rider are missed, neither a finish."""
    scene = draw.apart(ELITE)
    side, half_lap = draw.side(), draw.before_finish(scene, in_a_row=2)
    return replace(scene, missed=(Miss(side, half_lap), Miss(side, half_lap + 1)))


def front_missed(draw: Draw) -> Scene:
    """With rear wheels, one front wheel alone is missed, not at the finish."""
    scene = rear_wheels(draw)
    return replace(scene, missed=(Miss(draw.side(), draw.before_finish(scene), Wheel.FRONT),))


def short_track(draw: Draw) -> Scene:
    """4 km on 166.67 m."""
    return draw.apart(SHORT)


def three_km_400(draw: Draw) -> Scene:
    """3 km on 400 m: fifteen half laps, the finish is on the opposite line."""
    return draw.apart(LONG)


def child(draw: Draw) -> Scene:
    """2 km on 250 m by children: about 25 s for the first half lap, 15 s for the others."""
    return draw.apart(CHILD)


def solo(draw: Draw) -> Scene:
    """One rider alone, on either side."""
    pace = draw.pace(ELITE, draw.us(ELITE.half_lap_s))
    alone = ride(pace, ELITE.course.half_laps, draw.rng)
    at_home = draw.side() is Side.HOME
    return draw.scene(ELITE.course, alone if at_home else None, None if at_home else alone)


def fading(draw: Draw) -> Scene:
    """One or both riders lose 1 to 2.5 s a half lap until the finish."""
    both = draw.rng.random() < 0.5
    weak = draw.side()
    while True:
        mean_us = draw.us(ELITE.half_lap_s)
        rides = []
        for side in Side:
            fade_us = draw.us((1.0, 2.5)) if both or side is weak else 0
            pace = draw.pace(ELITE, mean_us + draw.us((-0.15, 0.15)), fade_us=fade_us)
            rides.append(ride(pace, ELITE.course.half_laps, draw.rng))
        if stay_apart(rides[0], rides[1]):
            return draw.scene(ELITE.course, rides[0], rides[1])


def one_stray(draw: Draw) -> Scene:
    """One impulse that nobody made, at any moment, on either line."""
    return replace(draw.apart(ELITE), strays=Strays(1))


def five_strays(draw: Draw) -> Scene:
    """Five impulses that nobody made."""
    return replace(draw.apart(ELITE), strays=Strays(5))


def overtaking(draw: Draw) -> Scene:
    """One rider catches the other between 35 % and 85 % of the distance; both ride on."""
    course = ELITE.course
    while True:
        fast_us = draw.us((7.2, 8.0))
        after = draw.rng.uniform(0.35, 0.85) * course.half_laps
        paces = (
            draw.pace(ELITE, fast_us),
            draw.pace(ELITE, fast_us + round(fast_us / after)),
        )
        fast, slow = (ride(pace, course.half_laps, draw.rng) for pace in paces)
        catch = caught(fast.passings[: course.half_laps], slow.passings[: course.half_laps])
        if catch and catch.by is Side.HOME and catch.half_lap <= course.half_laps - 3:
            at_home = draw.side() is Side.HOME
            return draw.scene(course, fast if at_home else slow, slow if at_home else fast)


def overtaking_rear(draw: Draw) -> Scene:
    """One rider overtakes the other, with rear wheels."""
    return replace(overtaking(draw), sensors=Sensors(rear_wheels=True))


def stray_missed_rear(draw: Draw) -> Scene:
    """With rear wheels, one impulse that nobody made and one missed passing, not a finish."""
    return replace(one_missed(draw), sensors=Sensors(rear_wheels=True), strays=Strays(1))


def finish_missed(draw: Draw) -> Scene:
    """The finish of one rider is missed."""
    scene = draw.apart(ELITE)
    return replace(scene, missed=(Miss(draw.side(), scene.course.half_laps),))


def finish_one_wheel(draw: Draw) -> Scene:
    """With rear wheels, one wheel of one finish is missed: the front or the rear one."""
    scene = rear_wheels(draw)
    wheel = draw.rng.choice((Wheel.FRONT, Wheel.REAR))
    return replace(scene, missed=(Miss(draw.side(), scene.course.half_laps, wheel),))


def dead_time(draw: Draw) -> Scene:
    """Rear wheels that fall into the dead time of the lines."""
    dead_us = draw.us((0.15, 0.5))
    sensors = Sensors(rear_wheels=True, home_dead_us=dead_us, back_dead_us=dead_us)
    return replace(draw.apart(ELITE), sensors=sensors)


def drifting(draw: Draw) -> Scene:
    """Half laps that drift around each rider's mean, with noise that changes within the ride."""
    grows = draw.rng.random() < 0.5
    low, high = draw.noise_us // 2, draw.noise_us * 3 // 2
    return draw.apart(
        ELITE,
        drift_us=draw.noise_us // 3,
        noise=draw.rng.choice((Noise.GAUSSIAN, Noise.UNIFORM)),
        noise_us=low if grows else high,
        last_noise_us=high if grows else low,
    )


def doubled(draw: Draw) -> Scene:
    """One impulse in five bounces a few milliseconds later."""
    return replace(draw.apart(ELITE), sensors=Sensors(double_chance=0.2))


def late(draw: Draw) -> Scene:
    """One impulse in ten is sent up to five seconds late, from memory."""
    return replace(draw.apart(ELITE), sensors=Sensors(late_chance=0.1))


def false_start_(draw: Draw) -> Scene:
    """A start is called back with two shots; a minute or two later the riders start again."""
    start = FalseStart(draw.us((60, 150)), draw.us((2.5, 16)), recall=True)
    return replace(draw.apart(ELITE), false_starts=(start,))


def stopped(draw: Draw) -> Scene:
    """One rider stops for good (a fall, a mechanical); the other rides on."""
    scene = draw.apart(ELITE)
    stop_after = draw.before_finish(scene)
    if draw.side() is Side.HOME:
        return replace(scene, home=_stopped(scene.home, stop_after))
    return replace(scene, back=_stopped(scene.back, stop_after))


def _stopped(plan: RidePlan | None, stop_after: int) -> RidePlan:
    assert plan
    return replace(plan, stop_after=stop_after, roll_on=())


def recalled(draw: Draw) -> Scene:
    """Two shots stop the heat in mid-ride; both riders roll on and slow down."""
    scene = draw.apart(ELITE)
    assert scene.home
    assert scene.back
    stop_us = draw.rng.randint(5 * SECOND, scene.last_us - 20 * SECOND)
    rides = [_called_back(plan, stop_us) for plan in (scene.home, scene.back)]
    return replace(scene, home=rides[0], back=rides[1], shots=Shots(stop_us=stop_us))


def _called_back(plan: RidePlan, stop_us: int) -> RidePlan:
    """Who slows down needs at least as long to the next line as he would have needed."""
    done = sum(1 for end in plan.passings[: len(plan.half_laps)] if end < stop_us)
    rolling = (max(plan.roll_on[0], plan.half_laps[done]), *plan.roll_on[1:])
    return replace(plan, stop_after=done, roll_on=rolling)


def busy_track(draw: Draw) -> Scene:
    """Ten riders warm up for five minutes before the start and after the finish."""
    minutes = 300 * SECOND
    return replace(draw.apart(ELITE), warm_up=WarmUp(10, minutes, minutes))


def tandem(draw: Draw) -> Scene:
    """Tandems, whose wheels are 1.7 m apart, with rear wheels."""
    return replace(draw.apart(TANDEM), sensors=Sensors(rear_wheels=True))


def midnight(draw: Draw) -> Scene:
    """The heat runs across midnight."""
    scene = draw.apart(ELITE)
    return replace(scene, gun_us=24 * 3600 * SECOND - draw.us((1, 230)))


CONDITIONS: Mapping[str, Callable[[Draw], Scene]] = {
    "clean": clean,
    "rear-wheels": rear_wheels,
    "coincident": coincident,
    "gun-shots": gun_shots,
    "catch-shots": catch_shots,
    "one-missed": one_missed,
    "two-missed": two_missed,
    "front-missed": front_missed,
    "short-track": short_track,
    "three-km-400": three_km_400,
    "child": child,
    "solo": solo,
    "fading": fading,
    "one-stray": one_stray,
    "five-strays": five_strays,
    "overtaking": overtaking,
    "overtaking-rear": overtaking_rear,
    "stray-missed-rear": stray_missed_rear,
    "finish-missed": finish_missed,
    "finish-one-wheel": finish_one_wheel,
    "dead-time": dead_time,
    "drifting": drifting,
    "doubled": doubled,
    "late": late,
    "false-start": false_start_,
    "stopped": stopped,
    "recalled": recalled,
    "busy-track": busy_track,
    "tandem": tandem,
    "midnight": midnight,
}


def scene(condition: str, seed: int, noise_us: int = NOISE_US) -> Scene:
    """The scene of a condition drawn from a seed.

    ``noise_us`` is the standard deviation of a half lap. Raises ``KeyError`` for a condition that
    is not in ``CONDITIONS``.
    """
    return CONDITIONS[condition](Draw(condition, seed, noise_us))
