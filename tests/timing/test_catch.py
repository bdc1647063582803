"""The catch from half laps (UCI 3.2.051, 3.2.058), its prediction, and the first half lap."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.heat import Side
from halflap.timing.assignment import CatchReading, DoubtCode, RideReading
from halflap.timing.catch import (
    detect,
    doubts_about,
    first_half_lap_done,
    first_half_lap_us,
    level_at_us,
    predict_catch,
)
from halflap.timing.reading import together
from tests.timing.ridden import BACK, HOME, even, ride, us


def swapped(home: RideReading, back: RideReading) -> tuple[RideReading, RideReading]:
    """The same rides from the other sides."""
    return RideReading(HOME, back.splits, back.status), RideReading(BACK, home.splits, home.status)


class TestUci3_2_058LevelWithTheOther:
    """A has caught B at the first n with tA(n+1) <= tB(n)."""

    def test_first_half_lap_where_the_pursuer_has_one_more(self) -> None:
        home = ride(HOME, [12, 20, 28, 36, 44, 52])
        back = ride(BACK, [14, 24, 34, 45, 56, 67])
        # tA: 20 24 ... : n=1 20>14, n=2 28>24, n=3 36>34, n=4 44<=45
        assert detect(home, back) == CatchReading(HOME, 4, Fraction(500), doubtful=False)

    def test_the_other_way_round(self) -> None:
        home = ride(HOME, [14, 24, 34, 45, 56, 67])
        back = ride(BACK, [12, 20, 28, 36, 44, 52])
        assert detect(home, back) == CatchReading(BACK, 4, Fraction(500), doubtful=False)

    def test_metres_are_those_of_the_caught_rider(self) -> None:
        third = Fraction(500, 3)
        home = ride(HOME, [12, 20, 28, 36], third)
        back = ride(BACK, [14, 25, 37, 49], third)
        assert detect(home, back) == CatchReading(HOME, 3, Fraction(500), doubtful=False)

    def test_no_catch_between_equals(self) -> None:
        assert detect(ride(HOME, even(12, 8, 32)), ride(BACK, even(12, 8, 32))) is None

    def test_exactly_level_is_a_catch_and_doubtful(self) -> None:
        home, back = ride(HOME, [12, 20, 28]), ride(BACK, [15, 28, 40])
        assert detect(home, back) == CatchReading(HOME, 2, Fraction(250), doubtful=True)

    @pytest.mark.parametrize(("after", "doubtful"), [(0.05, True), (0.050001, False)])
    def test_doubtful_within_a_twentieth_of_a_second(self, after: float, doubtful: bool) -> None:
        home, back = ride(HOME, [12, 20, 28]), ride(BACK, [15, 28 + after, 40])
        found = detect(home, back)
        assert found is not None
        assert found.doubtful is doubtful

    def test_a_doubtful_one_says_by_how_much(self) -> None:
        home, back = ride(HOME, [12, 20, 28]), ride(BACK, [15, 28.034, 40])
        (doubt,) = doubts_about(home, back, detect(home, back))
        assert (doubt.code, doubt.half_lap) == (DoubtCode.CATCH, 2)
        assert str(doubt.text) == (
            "At half lap 2 the rider of the home line was level with the rider of the back line"
            " by only 0.034 s: let the commissaires confirm the catch."
        )

    def test_a_clear_one_is_in_no_doubt(self) -> None:
        home, back = ride(HOME, [12, 20, 28]), ride(BACK, [15, 29, 40])
        assert doubts_about(home, back, detect(home, back)) == ()

    def test_a_near_miss_is_no_catch_but_worth_a_look(self) -> None:
        home, back = ride(HOME, [12, 20, 28]), ride(BACK, [15, 27.97, 40.0])
        assert detect(home, back) is None
        (doubt,) = doubts_about(home, back, None)
        assert doubt.half_lap == 2
        assert "0.030 s short of level" in str(doubt.text)

    @given(
        home=st.lists(st.integers(6_000_000, 20_000_000), min_size=2, max_size=40),
        back=st.lists(st.integers(6_000_000, 20_000_000), min_size=2, max_size=40),
    )
    def test_is_the_definition_for_every_ride(self, home: list[int], back: list[int]) -> None:
        count = min(len(home), len(back))
        times = {
            side: [sum(took[: n + 1]) for n in range(count)]
            for side, took in ((HOME, home), (BACK, back))
        }
        ours, theirs = (ride(side, [t / 1e6 for t in times[side]]) for side in (HOME, BACK))
        expected = next(
            (
                (by, n)
                for n in range(1, count)
                for by in (HOME, BACK)
                if times[by][n] <= times[by.other][n - 1]
            ),
            None,
        )
        found = detect(ours, theirs)
        assert (None if found is None else (found.by, found.half_lap)) == expected


class TestTheCatchAtTheLine:
    """UCI 3.2.051: who finishes when the other has a half lap to go wins by either rule."""

    def test_counts_at_the_last_but_one_half_lap_of_the_caught(self) -> None:
        home, back = ride(HOME, [12, 20, 28, 36]), ride(BACK, [15, 25, 36.5, 47])
        assert detect(home, back) == CatchReading(HOME, 3, Fraction(375), doubtful=False)

    def test_a_caught_rider_who_stops_before_the_line(self) -> None:
        home, back = ride(HOME, [12, 20, 28, 36]), ride(BACK, [15, 25, None, None])
        assert detect(home, back) is None  # at his pace of 10 s he passed at 35
        back = ride(BACK, [15, 27, None, None])
        assert detect(home, back) == CatchReading(HOME, 3, Fraction(375), doubtful=True)


class TestACatchWhereAnImpulseIsMissing:
    """Doubtful, and the neighbours say whether it probably happened."""

    def test_it_happened(self) -> None:
        home = ride(HOME, [12, 20, 28, None, 44, 52])
        back = ride(BACK, [14, 24, 37, 49, 61, 73])
        assert detect(home, back) == CatchReading(HOME, 3, Fraction(375), doubtful=True)
        (doubt,) = doubts_about(home, back, detect(home, back))
        assert str(doubt.text).startswith("Probably the rider of the home line caught")

    def test_it_did_not_happen_there_but_later(self) -> None:
        home = ride(HOME, [12, 20, None, 36, 44, 52])
        back = ride(BACK, [14, 24, 34, 45, 56, 67])
        assert detect(home, back) == CatchReading(HOME, 4, Fraction(500), doubtful=False)

    def test_it_may_have_happened_half_a_lap_earlier(self) -> None:
        home = ride(HOME, [12, 20, 28, None, 44, 52])
        back = ride(BACK, [14, 24, 35.8, 46, 56, 67])
        found = detect(home, back)
        assert found == CatchReading(HOME, 4, Fraction(500), doubtful=True)
        (doubt,) = doubts_about(home, back, found)
        assert "perhaps one half lap earlier" in str(doubt.text)

    def test_what_is_still_to_come_proves_nothing(self) -> None:
        home = ride(HOME, [12, 20, 28, 36, None, None])
        back = ride(BACK, [14, 24, 34, 44.5, None, None])
        assert detect(home, back) is None

    def test_a_pursuer_seen_where_the_other_is_due(self) -> None:
        home = ride(HOME, [12, 20, 28, 36, 44, None])
        back = ride(BACK, [14, 24, 34, None, None, None])
        assert detect(home, back) == CatchReading(HOME, 4, Fraction(500), doubtful=True)

    def test_a_rider_who_left_the_track_is_not_caught(self) -> None:
        home = ride(HOME, even(12, 8, 32))
        back = ride(BACK, [*even(12, 8, 9), *[None] * 23])
        assert detect(home, back) is None

    def test_a_rider_never_seen_is_not_caught(self) -> None:
        assert detect(ride(HOME, even(12, 8, 8)), ride(BACK, [None] * 8)) is None


def unsure(one: RideReading, half_lap: int, confidence: float, other_us: int) -> RideReading:
    """The ride with a half lap that may be the other rider's impulse."""
    splits = list(one.splits)
    at = half_lap - 1
    splits[at] = replace(splits[at], confidence=confidence, alternatives=(other_us,))
    return replace(one, splits=tuple(splits))


class TestACatchWhereItIsNotCertainWhichImpulseIsWhose:
    """Two riders at one line within tenths of a second: the times may be the other way round."""

    @pytest.mark.parametrize(("confidence", "doubtful"), [(0.97, True), (0.99, False)])
    def test_is_doubtful_there(self, confidence: float, doubtful: bool) -> None:
        home = unsure(ride(HOME, [12, 20, 28, 36]), 3, confidence, us(28.3))
        back = unsure(ride(BACK, [14, 28.3, 39, 50]), 2, confidence, us(28))
        found = detect(home, back)
        assert found == CatchReading(HOME, 2, Fraction(250), doubtful=doubtful)
        if doubtful:
            (doubt,) = doubts_about(home, back, found)
            assert str(doubt.text).startswith("Probably the rider of the home line caught")

    def test_may_have_been_half_a_lap_earlier(self) -> None:
        home = unsure(ride(HOME, [12, 20, 28.4, 36]), 3, 0.9, us(28.0))
        back = unsure(ride(BACK, [14, 28.0, 39, 50]), 2, 0.9, us(28.4))
        found = detect(home, back)
        assert found == CatchReading(HOME, 3, Fraction(375), doubtful=True)
        (doubt,) = doubts_about(home, back, found)
        assert "perhaps one half lap earlier" in str(doubt.text)

    def test_is_asked_for_where_none_is_proposed(self) -> None:
        home = unsure(ride(HOME, [12, 20, 28.4, 39]), 3, 0.9, us(28.0))
        back = unsure(ride(BACK, [14, 28.0, 38, 47]), 2, 0.9, us(28.4))
        assert detect(home, back) is None
        (doubt,) = doubts_about(home, back, None)
        assert (doubt.code, doubt.half_lap) == (DoubtCode.CATCH, 2)
        assert str(doubt.text) == (
            "At half lap 2 it is not certain which impulse is whose: the rider of the home line may"
            " have caught the rider of the back line there. Ask the commissaires whether there was"
            " a catch."
        )


class TestWhenTheyWereLevel:
    def test_between_the_half_lap_before_and_that_of_the_catch(self) -> None:
        home, back = ride(HOME, [12, 20, 28, 36]), ride(BACK, [14, 24, 38, 50])
        found = detect(home, back)
        assert found is not None
        # 4 s short at 24, 2 s past at 38: two thirds of the way
        assert found.half_lap == 3
        assert level_at_us(home, back, found) == 33_333_333

    @pytest.mark.parametrize("by", [HOME, BACK])
    def test_lies_within_the_half_lap_of_the_catch(self, by: Side) -> None:
        rides = (ride(HOME, even(12, 8, 24)), ride(BACK, even(12, 9, 24)))
        home, back = rides if by is HOME else swapped(*rides)
        found = detect(home, back)
        assert found is not None
        assert found.by is by
        level = level_at_us(home, back, found)
        caught = back if by is HOME else home
        before, end = caught.splits[found.half_lap - 2].us, caught.splits[found.half_lap - 1].us
        assert before is not None
        assert end is not None
        assert level is not None
        assert before <= level <= end


class TestPrediction:
    def test_closing_speed_place_and_time(self) -> None:
        # 125 m in 8 s is 15.625 m/s, in 10 s 12.5 m/s: closing 3.125 m/s; 125 m take 40 s
        home = ride(HOME, [12, 20, 28, *[None] * 9])
        back = ride(BACK, [12, 22, 32, *[None] * 9])
        found = predict_catch(together(home, back, ()))
        assert found is not None
        assert (found.by, found.closing_mm_s) == (HOME, 3125)
        # level at 12 + 40 = 52 s, when the other has ridden 125 + 40 * 12.5 = 625 m
        assert found.at_us == us(52)
        assert found.distance_m == 625
        assert found.half_lap == 5
        assert found.before_finish
        assert str(found.sentence) == (
            "Closing at 3.12 m/s, the rider of the home line is level at about 52.0,"
            " when the rider of the back line has ridden 625 m."
        )

    def test_the_gap_left_is_at_the_last_impulse(self) -> None:
        home = ride(HOME, [12, 20, 28, *[None] * 9])
        back = ride(BACK, [12, 22, 32, *[None] * 9])
        found = predict_catch(together(home, back, ()))
        assert found is not None
        assert found.gap_mm == 62_500  # at 32 s: 125 - (437.5 - 375)

    def test_not_before_the_finish(self) -> None:
        home = ride(HOME, [12, 20, 28, 36, None, None])
        back = ride(BACK, [12, 20.5, 29, 37.5, None, None])
        found = predict_catch(together(home, back, ()))
        assert found is not None
        assert not found.before_finish
        assert str(found.sentence).endswith("is not level before the finish.")

    def test_of_nobody_once_one_has_finished(self) -> None:
        home = ride(HOME, [12, 20, 28, 36, 44, 52])
        back = ride(BACK, [12, 20.5, 29, 37.5, 46, None])
        assert predict_catch(together(home, back, ())) is None

    @pytest.mark.parametrize(
        "half_laps", [[None] * 6, [12, *[None] * 5], [12, 20, 28, None, None, None]]
    )
    def test_nothing_to_say(self, half_laps: list[float | None]) -> None:
        assert predict_catch(together(ride(HOME, half_laps), ride(BACK, half_laps), ())) is None

    def test_nothing_once_it_has_happened(self) -> None:
        home, back = ride(HOME, [12, 20, 28, None]), ride(BACK, [15, 29, 40, None])
        assert predict_catch(together(home, back, ())) is None

    def test_comes_true_at_an_even_pace(self) -> None:
        home, back = even(12, 8, 32), even(12.2, 8.7, 32)
        so_far = ride(HOME, [*home[:9], *[None] * 23]), ride(BACK, [*back[:9], *[None] * 23])
        found = predict_catch(together(*so_far, ()))
        happened = detect(ride(HOME, home), ride(BACK, back))
        assert found is not None
        assert happened is not None
        assert (found.by, found.half_lap) == (happened.by, happened.half_lap)


class TestUci3_2_074TheFirstHalfLap:
    """A mishap stops the heat until the rider has passed the opposite line."""

    def test_not_yet(self) -> None:
        assert not first_half_lap_done(ride(HOME, [None] * 4))
        assert first_half_lap_us(ride(HOME, [None] * 4)) is None

    def test_exactly_at_the_impulse(self) -> None:
        assert first_half_lap_done(ride(HOME, [12.3456, None, None, None]))
        assert first_half_lap_us(ride(HOME, [12.3456, None, None, None])) == 12_345_600

    def test_proved_by_a_later_one(self) -> None:
        assert first_half_lap_done(ride(HOME, [None, 20, None, None]))
