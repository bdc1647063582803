"""The named conditions: fifty seeds of each have what the name says, and no two are alike."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from functools import cache

import pytest

from halflap.devices.velodrome.conditions import CONDITIONS, scene
from halflap.devices.velodrome.drawing import Draw
from halflap.devices.velodrome.scenes import Scene
from halflap.devices.velodrome.sensors import simulate
from halflap.devices.velodrome.staging import Effects, RiderWishes, Wishes, own_scene, staged
from halflap.devices.velodrome.stream import Kind, RideTruth, Simulated, Stream
from halflap.sport.heat import Side
from halflap.sport.impulse import DAY_US

SECOND = 1_000_000
SEEDS = range(50)
TOGETHER = ("overtaking", "overtaking-rear", "catch-shots")
SHORTENED = ("stopped", "recalled")
MISSING = {
    "one-missed": 1,
    "two-missed": 2,
    "front-missed": 1,
    "stray-missed-rear": 1,
    "finish-missed": 1,
}
WITH_REAR = (
    "rear-wheels",
    "front-missed",
    "overtaking-rear",
    "stray-missed-rear",
    "finish-one-wheel",
    "tandem",
)


@cache
def drawn(condition: str) -> tuple[tuple[Scene, Stream], ...]:
    return tuple((made, simulate(made)) for made in (scene(condition, seed) for seed in SEEDS))


def rides(stream: Stream) -> list[RideTruth]:
    return [ride for ride in (stream.truth.home, stream.truth.back) if ride]


def kinds(stream: Stream, kind: Kind) -> list[Simulated]:
    return [each for each in stream.impulses if each.kind is kind]


def missed(stream: Stream) -> list[int]:
    return [half_lap for ride in rides(stream) for half_lap in sorted(ride.missed)]


@pytest.mark.parametrize("condition", CONDITIONS)
class TestEveryCondition:
    def test_has_start_roll_over_and_finishers_who_roll_on(self, condition: str) -> None:
        for made, stream in drawn(condition):
            assert len(kinds(stream, Kind.ROLL_OVER)) == 2 * len(made.rides)
            if condition != "stopped":
                assert {each.side for each in kinds(stream, Kind.ROLL_ON)} == {
                    side for side, _ in made.rides
                }

    def test_is_drawn_from_the_seed_alone(self, condition: str) -> None:
        assert scene(condition, 7) == scene(condition, 7)
        assert len({stream.truth for _, stream in drawn(condition)}) == len(SEEDS)

    def test_has_rear_wheels_only_where_it_says_so(self, condition: str) -> None:
        for _, stream in drawn(condition):
            assert bool(kinds(stream, Kind.REAR)) is (condition in WITH_REAR)

    def test_has_a_catch_only_where_it_says_so(self, condition: str) -> None:
        for _, stream in drawn(condition):
            assert (stream.truth.catch is not None) is (condition in TOGETHER)

    def test_misses_what_it_says(self, condition: str) -> None:
        if condition == "finish-one-wheel":
            return  # below
        for _, stream in drawn(condition):
            assert len(missed(stream)) == MISSING.get(condition, 0)

    def test_everybody_finishes_unless_it_says_otherwise(self, condition: str) -> None:
        for _, stream in drawn(condition):
            finished = [ride.finish_us is not None for ride in rides(stream)]
            assert all(finished) is (condition not in SHORTENED)


class TestTheDraw:
    def test_is_the_same_on_every_machine(self) -> None:
        found = hashlib.sha256()
        for condition in CONDITIONS:
            stream = simulate(scene(condition, 2004))
            found.update(repr([each.impulse.us for each in stream.impulses]).encode())
        assert found.hexdigest()[:16] == "45ccedde3085d7d2"

    def test_half_laps_have_the_noise_asked_for(self) -> None:
        for noise_us in (0, 50_000, 200_000):
            spread = [
                (us - mean) ** 2
                for seed in range(30)
                for _, plan in scene("clean", seed, noise_us).rides
                for mean in [sum(plan.half_laps[1:]) / 31]
                for us in plan.half_laps[1:]
            ]
            found = (sum(spread) / len(spread)) ** 0.5
            assert found == pytest.approx(noise_us, rel=0.06, abs=1)

    def test_riders_of_a_clean_heat_are_never_near_each_other_on_a_line(self) -> None:
        for _, stream in drawn("clean"):
            passings = [
                each
                for each in stream.impulses
                if each.side and each.kind in (Kind.FRONT, Kind.ROLL_ON)
            ]
            near = [
                (one, other)
                for number, one in enumerate(passings)
                for other in passings[number + 1 : number + 4]
                if one.line is other.line
                and one.side is not other.side
                and other.fired_us - one.fired_us < 700_000
                and Kind.FRONT in (one.kind, other.kind)
            ]
            assert near == []

    def test_an_unknown_condition_is_refused(self) -> None:
        with pytest.raises(KeyError):
            scene("foggy", 1)

    @pytest.mark.long
    @pytest.mark.parametrize("condition", CONDITIONS)
    def test_five_hundred_heats_are_all_different(self, condition: str) -> None:
        assert len({simulate(scene(condition, seed)).truth for seed in range(500)}) == 500


class TestOneByOne:
    def test_clean(self) -> None:
        for made, stream in drawn("clean"):
            assert made.course.half_laps == 32
            for ride in rides(stream):
                mean = (ride.elapsed[-1] - ride.elapsed[0]) / 31
                assert 7.2 * SECOND < mean < 8.7 * SECOND
                assert 3.5 * SECOND < ride.elapsed[0] - mean < 6.5 * SECOND

    def test_coincident(self) -> None:
        for _, stream in drawn("coincident"):
            home, back = rides(stream)
            near = [abs(a - b) <= 300 for a, b in zip(home.elapsed, back.elapsed, strict=True)]
            assert near.count(True) >= 10
            assert near[-1]

    def test_gun_shots(self) -> None:
        assert {len(kinds(stream, Kind.SHOT)) for _, stream in drawn("gun-shots")} == {2}

    def test_catch_shots(self) -> None:
        assert {len(kinds(stream, Kind.SHOT)) for _, stream in drawn("catch-shots")} == {3}

    def test_one_missed_is_not_the_finish(self) -> None:
        assert all(missed(stream)[0] < 32 for _, stream in drawn("one-missed"))

    def test_two_missed_are_in_a_row_and_of_one_rider(self) -> None:
        for _, stream in drawn("two-missed"):
            one, other = missed(stream)
            assert (other - one, other < 32) == (1, True)

    def test_front_missed_leaves_the_rear_wheel(self) -> None:
        for _, stream in drawn("front-missed"):
            (ride,) = [ride for ride in rides(stream) if ride.missed]
            assert ride.missed <= ride.rear_seen
            assert 32 not in ride.missed

    @pytest.mark.parametrize(
        ("condition", "half_lap_m", "half_laps", "pace", "first"),
        [
            ("short-track", Fraction(250, 3), 48, (4.8, 5.9), (8.5, 12.2)),
            ("three-km-400", Fraction(200), 15, (11.6, 14.2), (15.5, 21)),
            ("child", Fraction(125), 16, (13.4, 16.6), (21.5, 28.5)),
        ],
    )
    def test_other_tracks_and_riders(
        self,
        condition: str,
        half_lap_m: Fraction,
        half_laps: int,
        pace: tuple[float, float],
        first: tuple[float, float],
    ) -> None:
        for made, stream in drawn(condition):
            assert (made.course.half_lap, made.course.half_laps) == (half_lap_m, half_laps)
            for ride in rides(stream):
                mean = (ride.elapsed[-1] - ride.elapsed[0]) / (half_laps - 1) / SECOND
                assert pace[0] < mean < pace[1]
                assert first[0] < ride.elapsed[0] / SECOND < first[1]

    def test_solo_is_on_either_side(self) -> None:
        assert {len(rides(stream)) for _, stream in drawn("solo")} == {1}
        assert {made.rides[0][0] for made, _ in drawn("solo")} == {Side.HOME, Side.BACK}

    def test_fading(self) -> None:
        both = 0
        for made, _ in drawn("fading"):
            lost = [sum(plan.half_laps[-4:]) - sum(plan.half_laps[1:5]) for _, plan in made.rides]
            assert max(lost) > 2.4 * SECOND
            both += min(lost) > 2.4 * SECOND
        assert 10 < both < 40

    def test_strays(self) -> None:
        assert {len(kinds(stream, Kind.STRAY)) for _, stream in drawn("one-stray")} == {1}
        assert {len(kinds(stream, Kind.STRAY)) for _, stream in drawn("five-strays")} == {5}
        assert {len(kinds(stream, Kind.STRAY)) for _, stream in drawn("stray-missed-rear")} == {1}

    def test_overtaking_by_either_rider_within_the_distance(self) -> None:
        found = set()
        for _, stream in drawn("overtaking"):
            catch = stream.truth.catch
            assert catch
            found.add(catch.by)
            assert 8 <= catch.half_lap <= 29
            home, back = rides(stream)
            fast, slow = (home, back) if catch.by is Side.HOME else (back, home)
            n = catch.half_lap
            assert fast.elapsed[n] <= slow.elapsed[n - 1]
            assert fast.elapsed[n - 1] > slow.elapsed[n - 2]
        assert found == {Side.HOME, Side.BACK}

    def test_finish_missed(self) -> None:
        assert all(missed(stream) == [32] for _, stream in drawn("finish-missed"))

    def test_finish_one_wheel_is_the_front_or_the_rear_one(self) -> None:
        found = set()
        for _, stream in drawn("finish-one-wheel"):
            wheels = [(32 not in ride.missed, 32 in ride.rear_seen) for ride in rides(stream)]
            assert (True, True) in wheels
            found |= set(wheels)
        assert found == {(True, True), (False, True), (True, False)}

    def test_dead_time_swallows_every_rear_wheel_and_no_front_wheel(self) -> None:
        for made, stream in drawn("dead-time"):
            assert made.sensors.rear_wheels
            assert missed(stream) == []

    def test_drifting_has_noise_that_grows_or_shrinks(self) -> None:
        grows = 0
        for made, _ in drawn("drifting"):
            (_, plan), _ = made.rides
            steps = [
                abs(b - a) for a, b in zip(plan.half_laps[1:], plan.half_laps[2:], strict=False)
            ]
            grows += sum(steps[15:]) > sum(steps[:15])
        assert 10 < grows < 40

    def test_doubled_and_late(self) -> None:
        assert all(len(kinds(stream, Kind.DOUBLE)) > 3 for _, stream in drawn("doubled"))
        late = [sum(each.impulse.memory for each in s.impulses) for _, s in drawn("late")]
        assert min(late) >= 1
        assert 5 < sum(late) / len(late) < 10

    def test_false_start(self) -> None:
        for _, stream in drawn("false-start"):
            false = kinds(stream, Kind.FALSE_START)
            assert [each.line for each in false].count(None) == 3
            assert len(false) > 3

    def test_stopped_leaves_the_other_rider_alone(self) -> None:
        for _, stream in drawn("stopped"):
            finished = [ride.finish_us is not None for ride in rides(stream)]
            assert sorted(finished) == [False, True]

    def test_recalled_has_two_shots_and_nobody_finishes(self) -> None:
        for _, stream in drawn("recalled"):
            assert len(kinds(stream, Kind.SHOT)) == 2
            assert [ride.finish_us for ride in rides(stream)] == [None, None]

    def test_busy_track(self) -> None:
        assert all(len(kinds(s, Kind.WARM_UP)) > 300 for _, s in drawn("busy-track"))

    def test_midnight(self) -> None:
        for _, stream in drawn("midnight"):
            first, last = stream.impulses[0].impulse.us, stream.impulses[-1].impulse.us
            assert first > last
            assert first < DAY_US


class TestAHeatOfOnesOwn:
    WISHES = Wishes(
        Fraction(500, 3),
        2000,
        RiderWishes(half_lap_us=5_200_000, first_us=9_000_000),
        RiderWishes(half_lap_us=5_300_000),
        noise_us=0,
    )

    def test_is_ridden_at_the_paces_asked_for(self) -> None:
        made = own_scene(self.WISHES, 1)
        assert made.home
        assert made.back
        assert made.home.half_laps == (9_000_000, *[5_200_000] * 23)
        assert made.back.half_laps[1:] == (5_300_000,) * 23

    def test_riders_meet_if_their_paces_say_so(self) -> None:
        slow = RiderWishes(half_lap_us=6_000_000, first_us=9_000_000)
        made = own_scene(Wishes(Fraction(500, 3), 2000, self.WISHES.home, slow), 1)
        assert simulate(made).truth.catch

    def test_riders_whose_paces_are_drawn_do_not_meet(self) -> None:
        wishes = Wishes(Fraction(250), 4000)
        assert [s for s in SEEDS if simulate(own_scene(wishes, s)).truth.catch] == []

    def test_effects_are_added_to_a_condition(self) -> None:
        made = staged(
            scene("one-missed", 3),
            Effects(
                rear_wheels=True,
                dead_us=0,
                strays=2,
                finish_shots=True,
                stops=((Side.HOME, 4),),
                false_start=True,
                warm_up_riders=2,
            ),
        )
        stream = simulate(made)
        assert kinds(stream, Kind.REAR)
        assert len(kinds(stream, Kind.STRAY)) == 2
        assert len(kinds(stream, Kind.SHOT)) == 1  # who stopped does not finish
        assert kinds(stream, Kind.FALSE_START)
        assert kinds(stream, Kind.WARM_UP)
        assert stream.truth.home
        assert len(stream.truth.home.elapsed) == 4
        assert made.missed == scene("one-missed", 3).missed

    def test_a_draw_never_repeats_another_condition(self) -> None:
        assert Draw("clean", 1, 0).rng.random() != Draw("solo", 1, 0).rng.random()
