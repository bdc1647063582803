"""What is shown live: splits, speeds, gaps, order, rank, projection, schedule and record."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.run_plan import RunPlan
from halflap.sport.track import Course, Track
from halflap.timing.assignment import Assignment
from halflap.timing.live import LiveRide, LiveView, Mark, Yardsticks, live
from tests.timing.ridden import BACK, HOME, even, ride, us

PLAN = RunPlan(Track(Fraction(250)).course(4000))


def shown(
    home: list[float | None] | None,
    back: list[float | None] | None,
    now: float,
    marks: Yardsticks | None = None,
) -> LiveView:
    """The view after these splits of 4 km on 250 m."""
    rides = [
        None if times is None else ride(side, [*times, *[None] * (32 - len(times))])
        for side, times in ((HOME, home), (BACK, back))
    ]
    return live(Assignment(rides[0], rides[1]), PLAN, us(now), marks)


def home_of(view: LiveView) -> LiveRide:
    assert view.home is not None
    return view.home


class TestARide:
    def test_before_the_first_split(self) -> None:
        found = home_of(shown([], [], 5.0))
        assert found == LiveRide(HOME, 0, 32)

    def test_split_half_lap_and_lap(self) -> None:
        found = home_of(shown([12, 20, 27.5], [], 27.6))
        assert (found.done, found.to_go) == (3, 29)
        assert (found.split_us, found.half_lap_us, found.lap_us) == (us(27.5), us(7.5), us(15.5))
        assert found.laps_to_go == (14, True)

    def test_the_first_lap_counts_from_the_gun(self) -> None:
        assert home_of(shown([12, 20], [], 20.0)).lap_us == us(20)

    def test_speeds_in_thousandths_of_kmh(self) -> None:
        # 375 m in 27.5 s is 49.09 km/h; the last 125 m in 7.5 s are 60 km/h
        found = home_of(shown([12, 20, 27.5], [], 27.6))
        assert (found.average_mkmh, found.current_mkmh) == (49_090, 60_000)

    def test_over_a_gap_the_speed_is_that_of_all_of_it(self) -> None:
        found = home_of(shown([12, None, 27], [], 27.0))
        assert (found.half_lap_us, found.lap_us) == (None, us(15))
        assert found.current_mkmh == 60_000

    def test_a_rider_alone(self) -> None:
        view = shown([12, 20], None, 21.0)
        assert (view.back, view.order, view.gap_us, view.gap_now_us) == (None, (HOME,), None, None)

    def test_distances_are_exact_on_every_track(self) -> None:
        course = Track(Fraction(1000, 3)).course(4000)
        reading = Assignment(ride(HOME, even(15, 10, 24), course.half_lap), None)
        found = live(reading, RunPlan(course), us(300)).home
        assert found is not None
        assert found.ridden_mm == 4_000_000

    def test_a_start_line_beyond_the_pursuit_line_shortens_the_first_half_lap(self) -> None:
        course = Course(3000, Fraction(168), 18)  # 336 m: 24 m beyond
        reading = Assignment(ride(HOME, [12, *[None] * 17], course.half_lap), None)
        found = live(reading, RunPlan(course), us(12)).home
        assert found is not None
        assert found.ridden_mm == 144_000


class TestTheOrderOnTheRoad:
    def test_who_has_ridden_further(self) -> None:
        assert shown([12, 20], [12.5, 20.4], 20.5).order == (HOME, BACK)
        assert shown([12.5, 20.4], [12, 20], 20.5).order == (BACK, HOME)

    def test_nobody_is_carried_past_a_line_where_he_was_not_seen(self) -> None:
        found = home_of(shown([12, 20], [], 300.0))
        assert found.ridden_mm == 375_000


class TestTheGap:
    def test_at_the_last_common_half_lap(self) -> None:
        view = shown([12, 20, 28], [12.5, 20.413], 28.1)
        assert (view.leader, view.gap_half_lap, view.gap_us) == (HOME, 2, us(0.413))

    def test_passes_over_one_that_is_missing(self) -> None:
        view = shown([12, 20, None, 36], [11.9, 20.4, 28.4, 36.2], 36.3)
        assert (view.leader, view.gap_half_lap, view.gap_us) == (HOME, 4, us(0.2))
        view = shown([12, 20, None], [11.9, 20.4, 28.4], 28.5)
        assert (view.leader, view.gap_half_lap) == (HOME, 2)

    def test_level(self) -> None:
        view = shown([12, 20], [12.5, 20], 20.0)
        assert (view.leader, view.gap_us) == (None, 0)

    def test_now_is_the_way_between_them_at_the_speed_of_the_one_behind(self) -> None:
        # at 22 s: 250 + 2 * 15.625 = 281.25 m against 250 + 1 * 15.625 = 265.625 m
        view = shown([12, 20], [13, 21], 22.0)
        assert view.gap_now_us == pytest.approx(us(1), abs=100)

    def test_none_before_anything_is_common(self) -> None:
        view = shown([12], [], 12.1)
        assert (view.leader, view.gap_half_lap, view.gap_us) == (None, None, None)


class TestTheProjection:
    def test_not_before_the_third_half_lap(self) -> None:
        assert home_of(shown([12, 20], [], 20.0)).projected is None

    def test_the_rest_at_the_mean_of_the_last_four(self) -> None:
        found = home_of(shown([12, 20, 28.1, 36.3, 44.6, 53.0], [], 53.0)).projected
        assert found is not None
        assert found.us == us(53 + 26 * (53.0 - 20) / 4)

    def test_says_its_method_and_error(self) -> None:
        found = home_of(shown(even(12, 8, 24), [], 200.0)).projected
        assert found is not None
        assert (found.us, found.error_us) == (us(260), 1_560_000)  # 1 km to go
        assert str(found.method) == (
            "Last split and the rest at the mean of the last 4 half laps; about 1.5 s either way."
        )

    def test_over_a_gap(self) -> None:
        found = home_of(shown([12, 20, 28, None, None, None, None, 68], [], 68.0)).projected
        assert found is None
        found = home_of(shown([12, 20, 28, None, None, None, 60, 68], [], 68.0)).projected
        assert found is not None
        assert found.us == us(260)

    def test_at_the_finish_it_is_the_time(self) -> None:
        found = home_of(shown(even(12, 8, 32), [], 270.0))
        assert found.projected is not None
        assert (found.projected.us, found.projected.error_us, found.to_go) == (us(260), 0, 0)

    @given(st.floats(6, 20), st.floats(6, 20), st.integers(3, 31))
    def test_is_right_for_an_even_ride(self, first: float, half_lap: float, done: int) -> None:
        found = home_of(shown(even(first, half_lap, 32)[:done], [], 0.0)).projected
        assert found is not None
        assert found.us == pytest.approx(us(first + 31 * half_lap), abs=40)


class TestAgainstOthers:
    MARKS = Yardsticks(
        {2: (us(19.9), us(20.0), us(20.1))},
        schedules=((HOME, Mark((us(12.5), us(20.5)))),),
        record=Mark((us(11.5), us(19.25), None)),
    )

    def test_rank_at_this_split(self) -> None:
        found = home_of(shown([12, 20.05], [], 20.1, self.MARKS))
        assert (found.rank, found.ranked) == (3, 4)

    def test_equal_to_the_thousandth_is_an_equal_rank(self) -> None:
        assert home_of(shown([12, 20.0009], [], 20.1, self.MARKS)).rank == 2

    def test_the_other_rider_of_the_heat_counts_as_well(self) -> None:
        view = shown([12, 20.05], [12, 19.95], 20.1, self.MARKS)
        assert view.home is not None
        assert view.back is not None
        assert (view.home.rank, view.home.ranked) == (4, 5)
        assert (view.back.rank, view.back.ranked) == (2, 5)

    def test_first_where_nobody_has_been(self) -> None:
        found = home_of(shown([12], [], 20.1, self.MARKS))
        assert (found.rank, found.ranked) == (1, 1)

    def test_to_the_schedule_of_that_rider(self) -> None:
        view = shown([12, 20.05], [12, 20.05], 20.1, self.MARKS)
        assert home_of(view).to_schedule_us == us(-0.45)
        assert view.back is not None
        assert view.back.to_schedule_us is None

    def test_to_the_record_at_its_split(self) -> None:
        assert home_of(shown([12, 20.05], [], 20.1, self.MARKS)).to_record_us == us(0.8)

    def test_to_a_record_that_is_only_a_time(self) -> None:
        marks = Yardsticks({}, record=Mark((*[None] * 31, us(251.5))))
        assert home_of(shown(even(12, 8, 24), [], 200.0, marks)).to_record_us == us(8.5)
        assert home_of(shown([12, 20], [], 20.0, marks)).to_record_us is None


class TestWhateverIsKnown:
    @given(
        times=st.lists(st.one_of(st.none(), st.integers(5, 15)), min_size=0, max_size=32),
        other=st.lists(st.one_of(st.none(), st.integers(5, 15)), min_size=0, max_size=32),
        now=st.integers(0, 500),
    )
    def test_a_view_can_be_given(
        self, times: list[int | None], other: list[int | None], now: int
    ) -> None:
        def elapsed(steps: list[int | None]) -> list[float | None]:
            return [None if step is None else 10.0 * n + step for n, step in enumerate(steps)]

        view = shown(elapsed(times), elapsed(other), now)
        assert set(view.order) == {HOME, BACK}
        for found in (view.home, view.back):
            assert found is not None
            assert found.done + found.to_go == 32
            assert 0 <= found.ridden_mm <= 4_000_000
