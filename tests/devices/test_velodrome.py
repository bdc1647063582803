"""The simulated velodrome: what a scene asks for is in its stream, and the truth is the truth."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.devices.velodrome.riders import Noise, Pace, RidePlan, in_time, ride, roll_over
from halflap.devices.velodrome.scenes import (
    FalseStart,
    Miss,
    Scene,
    Sensors,
    Shots,
    Stray,
    Strays,
    WarmUp,
    Wheel,
)
from halflap.devices.velodrome.sensors import simulate
from halflap.devices.velodrome.stream import CatchTruth, Kind, Simulated, Stream, caught
from halflap.sport.heat import Side
from halflap.sport.impulse import DAY_US
from halflap.sport.run_plan import Wiring
from halflap.sport.times import format_time
from halflap.sport.track import Course, Track

SECOND = 1_000_000
COURSE = Track(Fraction(250)).course(1000)  # eight half laps
ROLL_OVER = (200_000, 1_100_000)
HOME = RidePlan((12_000_000, *[8_000_000] * 7), roll_over=ROLL_OVER, roll_on=(9_000_000,))
BACK = RidePlan((12_500_000, *[8_100_000] * 7), roll_over=ROLL_OVER, roll_on=(9_500_000,))
EXACT = Sensors(jitter_us=0, resolution_us=1)
PLAIN = Scene(COURSE, HOME, BACK, seed=1, sensors=EXACT)
REAR = replace(PLAIN, sensors=replace(EXACT, rear_wheels=True))


def of(stream: Stream, kind: Kind, side: Side | None = None) -> list[Simulated]:
    return [
        each for each in stream.impulses if each.kind is kind and (not side or each.side is side)
    ]


def seen(stream: Stream) -> list[tuple[Kind, Side | None, int | None]]:
    return [(each.kind, each.side, each.half_lap) for each in stream.impulses]


def after_gun(stream: Stream, each: Simulated) -> int:
    return each.fired_us - of(stream, Kind.GUN)[0].fired_us


class TestAPace:
    def test_without_noise_it_is_even_after_the_standing_start(self) -> None:
        pace = Pace(12_000_000, 8_000_000, noise_us=0)
        assert pace.half_laps(3, Random(1)) == (12_000_000, 8_000_000, 8_000_000)

    def test_a_fading_rider_is_slower_at_the_end(self) -> None:
        pace = Pace(12_000_000, 8_000_000, noise_us=0, fade_us=1_000_000)
        assert pace.half_laps(3, Random(1)) == (12_000_000, 8_250_000, 9_000_000)

    @pytest.mark.parametrize("noise", Noise)
    def test_noise_has_the_deviation_asked_for(self, noise: Noise) -> None:
        pace = Pace(8_000_000, 8_000_000, noise_us=100_000, noise=noise)
        found = pace.half_laps(4000, Random(1))
        spread = (sum((each - 8_000_000) ** 2 for each in found) / len(found)) ** 0.5
        assert 97_000 < spread < 103_000
        widest = max(abs(each - 8_000_000) for each in found)
        assert (widest < 174_000) is (noise is Noise.UNIFORM)

    def test_noise_changes_within_a_ride(self) -> None:
        pace = Pace(8_000_000, 8_000_000, noise_us=0, last_noise_us=200_000)
        off = [abs(each - 8_000_000) for each in pace.half_laps(4000, Random(1))]
        assert sum(off[:1000]) * 3 < sum(off[-1000:])

    def test_a_drift_wanders_slowly(self) -> None:
        pace = Pace(8_000_000, 8_000_000, noise_us=0, drift_us=50_000)
        found = pace.half_laps(400, Random(1))
        assert max(abs(one - other) for one, other in pairwise(found)) < 250_000
        assert max(found) - min(found) > 300_000

    def test_no_half_lap_is_absurdly_short(self) -> None:
        pace = Pace(8_000_000, 8_000_000, noise_us=20_000_000)
        assert min(pace.half_laps(400, Random(1))) == 4_800_000

    @given(st.integers(0, 10**6), st.sampled_from((990, 1700)))
    def test_both_wheels_roll_over_within_three_seconds(self, seed: int, wheelbase: int) -> None:
        front, rear = roll_over(Random(seed), wheelbase)
        assert 0 <= front < rear <= 3 * SECOND

    def test_who_rolls_on_slows_down(self) -> None:
        plan = ride(Pace(12 * SECOND, 8 * SECOND), 8, Random(1))
        assert len(plan.half_laps) == 8
        assert 2 <= len(plan.roll_on) <= 4
        assert all(one < other for one, other in pairwise((plan.half_laps[-1], *plan.roll_on)))

    def test_a_published_time_is_ridden_exactly(self) -> None:
        half_laps = Pace(12 * SECOND, 8 * SECOND).half_laps(32, Random(1))
        ridden = in_time(half_laps, 255_165_500)
        assert sum(ridden) == 255_165_500
        course = Track(Fraction(250)).course(4000)
        for seed in range(50):
            truth = simulate(Scene(course, RidePlan(ridden), None, seed)).truth
            assert truth.home
            assert truth.home.finish_us
            assert format_time(truth.home.finish_us) == "4:15.165"


class TestARidePlan:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"half_laps": ()},
            {"half_laps": (8, 0)},
            {"half_laps": (8,), "roll_on": (0,)},
            {"half_laps": (8,), "wheelbase_mm": 0},
            {"half_laps": (8,), "roll_over": (1, 2, 3)},
            {"half_laps": (8,), "roll_over": (-1,)},
            {"half_laps": (8,), "stop_after": 2},
        ],
    )
    def test_nobody_rides_what_cannot_be_ridden(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValueError, match=r"ride|half lap|wheel|roll"):
            RidePlan(**wrong)  # type: ignore[arg-type]

    def test_a_scene_needs_riders_of_its_course(self) -> None:
        with pytest.raises(ValueError, match="somebody"):
            Scene(COURSE, None, None, 1)
        with pytest.raises(ValueError, match="half laps of its course"):
            Scene(COURSE, RidePlan((8,)), None, 1)


class TestACleanHeat:
    STREAM = simulate(PLAIN)

    def test_the_riders_are_on_opposite_lines_and_finish_where_they_started(self) -> None:
        lines = [each.line for each in of(self.STREAM, Kind.FRONT, Side.HOME)]
        assert lines == [Side.BACK, Side.HOME] * 4
        lines = [each.line for each in of(self.STREAM, Kind.FRONT, Side.BACK)]
        assert lines == [Side.HOME, Side.BACK] * 4

    def test_both_wheels_of_both_riders_roll_over_their_own_lines(self) -> None:
        found = [
            (each.side, each.line, after_gun(self.STREAM, each))
            for each in of(self.STREAM, Kind.ROLL_OVER)
        ]
        assert sorted(found, key=str) == sorted(
            ((side, side, us) for side in Side for us in ROLL_OVER), key=str
        )

    def test_finishers_roll_on(self) -> None:
        (home,) = of(self.STREAM, Kind.ROLL_ON, Side.HOME)
        assert (home.half_lap, home.line) == (9, Side.BACK)
        assert after_gun(self.STREAM, home) == sum(HOME.half_laps) + 9_000_000

    def test_the_truth_is_what_was_ridden(self) -> None:
        assert self.STREAM.truth.home
        assert self.STREAM.truth.home.elapsed == tuple(accumulate(HOME.half_laps))
        assert self.STREAM.truth.home.finish_us == 68_000_000
        assert self.STREAM.truth.home.missed == frozenset()
        assert self.STREAM.truth.catch is None

    def test_the_device_numbers_what_it_sends(self) -> None:
        numbers = [each.impulse.number for each in simulate(PLAIN, 40).impulses]
        assert numbers == list(range(40, 40 + len(numbers)))

    def test_a_solo_rider_is_alone(self) -> None:
        stream = simulate(replace(PLAIN, home=None))
        assert {each.side for each in stream.impulses} == {None, Side.BACK}
        assert stream.truth.home is None

    def test_a_transponder_is_read(self) -> None:
        stream = simulate(replace(PLAIN, home=replace(HOME, ref="1234")))
        refs = {(each.side, each.impulse.ref) for each in stream.impulses}
        assert refs == {(Side.HOME, "1234"), (Side.BACK, ""), (None, "")}


class TestRearWheels:
    STREAM = simulate(REAR)

    def test_the_wheel_follows_by_its_distance_at_the_pace_of_the_moment(self) -> None:
        fronts = of(self.STREAM, Kind.FRONT, Side.HOME)
        rears = of(self.STREAM, Kind.REAR, Side.HOME)
        after = [rear.fired_us - front.fired_us for front, rear in zip(fronts, rears, strict=True)]
        assert after[:7] == [round(0.99 / 125 * 8_000_000)] * 7
        assert [rear.line for rear in rears] == [front.line for front in fronts]

    def test_a_tandem_is_longer(self) -> None:
        stream = simulate(replace(REAR, home=replace(HOME, wheelbase_mm=1700)))
        front, rear = of(stream, Kind.FRONT, Side.HOME)[2], of(stream, Kind.REAR, Side.HOME)[2]
        assert rear.fired_us - front.fired_us == round(1.7 / 125 * 8_000_000)

    def test_the_truth_is_of_the_front_wheels(self) -> None:
        assert self.STREAM.truth.home
        assert self.STREAM.truth.home.elapsed == tuple(accumulate(HOME.half_laps))
        assert self.STREAM.truth.home.rear_seen == frozenset(range(1, 9))

    def test_dead_time_swallows_them(self) -> None:
        deaf = replace(REAR.sensors, home_dead_us=200_000)
        stream = simulate(replace(REAR, sensors=deaf))
        assert {each.line for each in of(stream, Kind.REAR)} == {Side.BACK}
        assert len(of(stream, Kind.FRONT)) == 16
        assert len(of(stream, Kind.ROLL_OVER)) == 4  # the wheels roll over slowly


class TestDeadTime:
    def test_a_stray_can_swallow_a_passing_whose_truth_stays(self) -> None:
        sensors = replace(EXACT, back_dead_us=500_000)
        stray = Strays(given=(Stray(Side.BACK, 12_000_000 - 300_000),))
        stream = simulate(replace(PLAIN, sensors=sensors, strays=stray))
        assert (Kind.FRONT, Side.HOME, 1) not in seen(stream)
        assert stream.truth.home
        assert stream.truth.home.missed == {1}
        assert stream.truth.home.elapsed[0] == 12_000_000

    def test_an_impulse_that_was_not_reported_starts_no_dead_time(self) -> None:
        sensors = replace(EXACT, back_dead_us=100_000)
        moments = (40_000_000, 40_080_000, 40_160_000)
        given_ = Strays(given=tuple(Stray(Side.BACK, us) for us in moments))
        stream = simulate(replace(PLAIN, sensors=sensors, strays=given_))
        assert [after_gun(stream, each) for each in of(stream, Kind.STRAY)] == [
            40_000_000,
            40_160_000,
        ]


class TestMissedPassings:
    def test_a_missed_front_wheel_leaves_its_rear_wheel(self) -> None:
        stream = simulate(replace(REAR, missed=(Miss(Side.HOME, 3, Wheel.FRONT),)))
        expected = [each for each in seen(simulate(REAR)) if each != (Kind.FRONT, Side.HOME, 3)]
        assert seen(stream) == expected
        assert stream.truth.home
        assert stream.truth.home.missed == {3}
        assert 3 in stream.truth.home.rear_seen

    def test_a_missed_rear_wheel_leaves_its_front_wheel(self) -> None:
        stream = simulate(replace(REAR, missed=(Miss(Side.BACK, 8, Wheel.REAR),)))
        assert (Kind.FRONT, Side.BACK, 8) in seen(stream)
        assert (Kind.REAR, Side.BACK, 8) not in seen(stream)

    def test_a_missed_passing_has_neither_and_the_truth_it_would_have_had(self) -> None:
        stream = simulate(replace(REAR, missed=(Miss(Side.HOME, 3),)))
        assert {(Kind.FRONT, Side.HOME, 3), (Kind.REAR, Side.HOME, 3)} & {*seen(stream)} == set()
        assert stream.truth.home
        assert stream.truth.home.elapsed == tuple(accumulate(HOME.half_laps))

    def test_the_roll_over_is_half_lap_nought(self) -> None:
        stream = simulate(replace(PLAIN, missed=(Miss(Side.HOME, 0),)))
        assert {each.side for each in of(stream, Kind.ROLL_OVER)} == {Side.BACK}

    def test_by_chance(self) -> None:
        stream = simulate(replace(REAR, sensors=replace(REAR.sensors, miss_chance=0.5)))
        whole = len(simulate(REAR).impulses)
        assert whole * 0.25 < len(stream.impulses) < whole * 0.75
        assert of(stream, Kind.GUN)

    def test_a_blind_line_reports_nothing(self) -> None:
        blind = replace(EXACT, blind=frozenset({Side.BACK}))
        stream = simulate(replace(PLAIN, sensors=blind))
        assert Side.BACK not in {each.line for each in stream.impulses}
        assert stream.truth.home
        assert stream.truth.home.missed == {1, 3, 5, 7}


class TestImpulsesTooMany:
    def test_strays_are_drawn_between_the_gun_and_the_last_finish(self) -> None:
        stream = simulate(replace(PLAIN, strays=Strays(200)))
        moments = [after_gun(stream, each) for each in of(stream, Kind.STRAY)]
        assert len(moments) == 200
        assert 0 < min(moments) < 5 * SECOND
        assert sum(BACK.half_laps) - 5 * SECOND < max(moments) <= sum(BACK.half_laps)
        assert {each.line for each in of(stream, Kind.STRAY)} == {Side.HOME, Side.BACK}

    def test_a_double_follows_its_impulse_on_the_same_input_within_milliseconds(self) -> None:
        stream = simulate(replace(PLAIN, sensors=replace(EXACT, double_chance=1.0)))
        doubles = of(stream, Kind.DOUBLE)
        assert len(doubles) == len(stream.impulses) / 2
        by_channel: dict[str, list[Simulated]] = {}
        for each in stream.impulses:
            by_channel.setdefault(each.impulse.channel, []).append(each)
        for each in doubles:
            passing = (each.side, each.half_lap)
            near = [
                each.fired_us - other.fired_us
                for other in by_channel[each.impulse.channel]
                if other.kind is not Kind.DOUBLE and (other.side, other.half_lap) == passing
            ]
            assert any(2_000 <= us <= 30_000 for us in near)

    def test_warm_up_riders_come_by_the_thousand_and_never_during_the_ride(self) -> None:
        hour = 3600 * SECOND
        stream = simulate(replace(REAR, warm_up=WarmUp(10, hour, hour // 6)))
        moments = [after_gun(stream, each) for each in of(stream, Kind.WARM_UP)]
        assert len(moments) > 5000
        assert [us for us in moments if -5 * SECOND < us < sum(BACK.durations)] == []
        assert stream.truth == simulate(REAR).truth


class TestTheGun:
    def test_is_fired_at_both_finishes(self) -> None:
        stream = simulate(replace(PLAIN, shots=Shots(finish=True)))
        home, back = (after_gun(stream, each) for each in of(stream, Kind.SHOT))
        assert 0 <= home - sum(HOME.half_laps) <= 500_000
        assert 0 <= back - sum(BACK.half_laps) <= 500_000
        assert {each.impulse.channel for each in of(stream, Kind.SHOT)} == {"C0"}

    def test_is_fired_at_a_catch(self) -> None:
        fast = RidePlan((12_000_000, *[6_000_000] * 7))
        stream = simulate(replace(PLAIN, home=fast, shots=Shots(catch=True)))
        assert stream.truth.catch == CatchTruth(Side.HOME, 4)
        (shot,) = of(stream, Kind.SHOT)
        assert 0 <= after_gun(stream, shot) - sum(fast.half_laps[:5]) <= 500_000

    def test_is_fired_twice_to_stop_the_heat(self) -> None:
        stream = simulate(replace(PLAIN, shots=Shots(stop_us=30 * SECOND)))
        first, second = (after_gun(stream, each) for each in of(stream, Kind.SHOT))
        assert first == 30 * SECOND
        assert 400_000 <= second - first <= 1_500_000

    def test_a_false_start_has_its_own_gun_impulses_and_recall(self) -> None:
        start = FalseStart(60 * SECOND, 15 * SECOND, recall=True)
        stream = simulate(replace(PLAIN, false_starts=(start,)))
        false = of(stream, Kind.FALSE_START)
        assert [each.impulse.channel for each in false].count("C0") == 3
        assert after_gun(stream, false[0]) == -60 * SECOND
        assert all(after_gun(stream, each) < -40 * SECOND for each in false)
        assert [each.side for each in false].count(Side.HOME) == 3  # two wheels and a half lap
        assert stream.truth == simulate(PLAIN).truth


class TestStopping:
    def test_a_rider_who_stops_is_seen_no_more(self) -> None:
        stream = simulate(replace(PLAIN, home=replace(HOME, stop_after=3, roll_on=())))
        assert len(of(stream, Kind.FRONT, Side.HOME)) == 3
        assert stream.truth.home
        assert stream.truth.home.finish_us is None
        assert len(stream.truth.home.elapsed) == 3
        assert len(of(stream, Kind.FRONT, Side.BACK)) == 8

    def test_a_rider_who_never_leaves(self) -> None:
        plan = replace(HOME, stop_after=0, roll_on=(), roll_over=())
        stream = simulate(Scene(COURSE, plan, None, 1))
        assert [each.kind for each in stream.impulses] == [Kind.GUN]


class TestCatching:
    def test_the_riders_change_places_on_the_track(self) -> None:
        fast = RidePlan((12_000_000, *[6_000_000] * 7))
        stream = simulate(replace(PLAIN, home=fast))
        on_one_line = [
            (each.side, each.half_lap)
            for each in stream.impulses
            if each.kind is Kind.FRONT and each.line is Side.HOME
        ]
        # Before the catch the other rider is at the line first, after it the faster one.
        assert on_one_line[:2] == [(Side.BACK, 1), (Side.HOME, 2)]
        after = on_one_line.index((Side.HOME, 6))
        assert on_one_line[after + 1] == (Side.BACK, 5)

    def test_the_first_half_lap_where_it_holds_is_the_catch(self) -> None:
        assert caught((10, 20, 30), (11, 22, 33)) is None
        assert caught((10, 20, 30), (21, 29, 40)) == CatchTruth(Side.HOME, 1)
        assert caught((20, 29, 40), (10, 20, 29)) == CatchTruth(Side.BACK, 1)
        assert caught((10, 20, 30), (19, 30, 41)) == CatchTruth(Side.HOME, 2)  # level is caught
        assert caught((), (10, 20)) is None


class TestTheClock:
    def test_readings_are_cut_to_its_step(self) -> None:
        for step, digits in ((100, 4), (1000, 3), (10, 5), (1, 6)):
            scene = replace(PLAIN, sensors=Sensors(resolution_us=step))
            for each in simulate(scene).impulses:
                assert each.impulse.us % step == 0
                assert each.impulse.digits == digits

    def test_a_step_divides_the_second(self) -> None:
        with pytest.raises(ValueError, match="step"):
            Sensors(resolution_us=300)

    def test_it_starts_again_at_midnight(self) -> None:
        stream = simulate(replace(PLAIN, gun_us=DAY_US - 10 * SECOND))
        assert stream.truth.home == simulate(PLAIN).truth.home
        readings = [each.impulse.us for each in stream.impulses]
        assert max(readings) < DAY_US
        assert readings[-1] < readings[0]

    def test_a_dated_one_goes_on(self) -> None:
        sensors = replace(EXACT, day=100)
        stream = simulate(replace(PLAIN, gun_us=DAY_US - 10 * SECOND, sensors=sensors))
        readings = [each.impulse.us for each in stream.impulses]
        assert readings == sorted(readings)
        assert readings[0] == 101 * DAY_US - 10 * SECOND
        assert {each.impulse.dated for each in stream.impulses} == {True}

    def test_coincident_impulses_of_two_inputs_come_in_either_order(self) -> None:
        level = replace(PLAIN, back=replace(HOME))
        orders = set()
        for seed in range(20):
            stream = simulate(replace(level, seed=seed))
            pair = [each for each in stream.impulses if each.half_lap == 4]
            assert abs(pair[0].fired_us - pair[1].fired_us) <= 300
            orders.add(pair[0].side)
        assert orders == {Side.HOME, Side.BACK}

    def test_both_lines_on_one_input(self) -> None:
        one = replace(EXACT, wiring=Wiring("C0", "C1", "C1"))
        stream = simulate(replace(PLAIN, sensors=one))
        assert {each.impulse.channel for each in stream.impulses} == {"C0", "C1"}

    def test_late_impulses_come_from_memory_out_of_order(self) -> None:
        late = replace(EXACT, late_chance=0.3, late_us=20 * SECOND)
        stream = simulate(replace(PLAIN, sensors=late))
        readings = [each.impulse.us for each in stream.impulses]
        assert readings != sorted(readings)
        for each in stream.impulses:
            assert each.impulse.memory or each.sent_us - each.fired_us < 10_000


class TestAStartLineOfItsOwn:
    """4 km on 336 m is 11.905 laps: the start lies before or beyond the pursuit line."""

    @staticmethod
    def rolled_over(course: Course) -> list[int]:
        plan = RidePlan((12_000_000,) * course.half_laps, roll_over=ROLL_OVER)
        stream = simulate(Scene(course, plan, None, 1, sensors=EXACT))
        return [after_gun(stream, each) for each in of(stream, Kind.ROLL_OVER)]

    def test_beyond_the_line_nobody_rolls_over_it(self) -> None:
        course = Course(4000, Fraction(168), 24)
        assert course.start_offset == 32
        assert self.rolled_over(course) == []

    def test_between_the_wheels_the_rear_one_does(self) -> None:
        course = Course(1000, Fraction(2001, 16), 8)
        assert course.start_offset == Fraction(1, 2)
        assert self.rolled_over(course) == [ROLL_OVER[1]]

    def test_before_the_line_it_takes_longer(self) -> None:
        course = Course(4000, Fraction(168), 23)
        assert course.start_offset < 0
        front, rear = self.rolled_over(course)
        assert front > 8 * SECOND
        assert rear > front


PLANS = st.builds(
    lambda first, mean, noise, seed, stop: replace(
        ride(Pace(first, mean, noise), 8, Random(seed)), stop_after=stop
    ),
    st.integers(5 * SECOND, 30 * SECOND),
    st.integers(4 * SECOND, 20 * SECOND),
    st.integers(0, SECOND),
    st.integers(0, 10**6),
    st.none() | st.integers(0, 8),
)
CHANCES = st.sampled_from((0.0, 0.1, 0.9))
SCENES = st.builds(
    Scene,
    course=st.just(COURSE),
    home=PLANS,
    back=st.none() | PLANS,
    seed=st.integers(0, 10**9),
    gun_us=st.integers(0, DAY_US - 1),
    sensors=st.builds(
        Sensors,
        rear_wheels=st.booleans(),
        home_dead_us=st.sampled_from((0, 300_000)),
        back_dead_us=st.sampled_from((0, 300_000)),
        jitter_us=st.sampled_from((0, 300, 1000)),
        resolution_us=st.sampled_from((1, 100, 1000)),
        miss_chance=CHANCES,
        double_chance=CHANCES,
        late_chance=CHANCES,
    ),
    strays=st.builds(Strays, st.integers(0, 5)),
    shots=st.builds(Shots, st.booleans(), st.booleans()),
)


class TestAnyScene:
    @given(SCENES)
    def test_is_the_same_every_time_and_other_with_another_seed(self, scene: Scene) -> None:
        assert simulate(scene) == simulate(scene)
        again = simulate(replace(scene, seed=scene.seed + 1))
        moments = [(each.sent_us, each.fired_us) for each in simulate(scene).impulses]
        assert [(each.sent_us, each.fired_us) for each in again.impulses] != moments

    @given(SCENES)
    def test_is_sent_in_order_with_readings_of_a_day(self, scene: Scene) -> None:
        stream = simulate(scene)
        sent = [each.sent_us for each in stream.impulses]
        assert sent == sorted(sent)
        assert all(0 <= each.impulse.us < DAY_US for each in stream.impulses)
        assert all(each.sent_us > each.fired_us - 1000 for each in stream.impulses)

    @given(SCENES)
    def test_has_a_truth_that_grows_and_agrees_with_the_stream(self, scene: Scene) -> None:
        stream = simulate(scene)
        for side, plan in scene.rides:
            truth = stream.truth.ride(side)
            assert truth
            assert len(truth.elapsed) == plan.completed
            assert all(one < other for one, other in pairwise((0, *truth.elapsed)))
            slack = scene.sensors.jitter_us + scene.sensors.resolution_us
            for ridden, elapsed in zip(plan.passings, truth.elapsed, strict=False):
                assert abs(ridden - elapsed) <= slack
            gun = stream.truth.gun_us
            fronts = {
                each.half_lap: (each.impulse.us - gun) % DAY_US
                for each in of(stream, Kind.FRONT, side)
            }
            assert fronts == {
                n: us for n, us in enumerate(truth.elapsed, 1) if n not in truth.missed
            }
            assert all(us % 1000 == 0 for us in truth.times)

    @given(SCENES, st.integers(1, 8))
    def test_missing_a_passing_changes_nothing_else(self, scene: Scene, half_lap: int) -> None:
        sensors = replace(
            scene.sensors, miss_chance=0.0, double_chance=0.0, home_dead_us=0, back_dead_us=0
        )
        whole = replace(scene, sensors=sensors)
        lacking = replace(whole, missed=(Miss(Side.HOME, half_lap),))
        gone = (Side.HOME, half_lap)
        left = sorted(
            (each.fired_us, each.kind.value)
            for each in simulate(whole).impulses
            if (each.side, each.half_lap) != gone
        )
        assert (
            sorted((each.fired_us, each.kind.value) for each in simulate(lacking).impulses) == left
        )
