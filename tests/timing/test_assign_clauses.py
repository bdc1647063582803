"""What a run's impulses are taken for, clause by clause, in heats short enough to be read."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from benchmarks.heats import heat
from halflap.sport.heat import Side
from halflap.sport.times import truncate
from halflap.timing.assign import assign
from halflap.timing.assignment import DoubtCode, RideStatus, Sighting
from tests.timing.heats import (
    BACK,
    BACK_KM,
    HOME,
    HOME_KM,
    KM,
    WHEELS_S,
    Crossing,
    both,
    plan_of,
    read,
    ride,
    said,
    seconds,
    sightings,
    with_rears,
    without,
)

CLEAR, DOUBTFUL, INCOMPLETE = RideStatus.CLEAR, RideStatus.DOUBTFUL, RideStatus.INCOMPLETE


class TestAHeatInWhichNothingGoesWrong:
    """1 km on 250 m: eight half laps each, roll-over at the start, rolling on after the finish."""

    def test_every_half_lap_is_given(self) -> None:
        home, back = both(read(ride(HOME, HOME_KM), ride(BACK, BACK_KM)))
        assert seconds(home) == list(HOME_KM)
        assert seconds(back) == list(BACK_KM)

    def test_both_times_are_clear_without_a_doubt(self) -> None:
        home, back = both(read(ride(HOME, HOME_KM), ride(BACK, BACK_KM)))
        assert (home.status, home.doubts, home.time_us) == (CLEAR, (), 66_788_400)
        assert (back.status, back.doubts, back.time_us) == (CLEAR, (), 68_774_600)

    def test_distances_are_those_of_the_half_laps(self) -> None:
        home, _ = both(read(ride(HOME, HOME_KM), ride(BACK, BACK_KM)))
        assert [split.distance_m for split in home.splits] == [125 * n for n in range(1, 9)]

    def test_roll_over_and_roll_on_are_left_over_and_say_so(self) -> None:
        crossings = ride(HOME, HOME_KM), ride(BACK, BACK_KM)
        why = {one.key: str(one.why) for one in read(*crossings).leftovers}
        at_start = [s.key for s in sightings(*crossings) if s.us < 4_000_000]
        after = [s.key for s in sightings(*crossings) if s.us > 68_774_600]
        assert sorted(why) == at_start + after
        assert {why[key] for key in at_start} == {
            "A wheel rolled over the rider's own line at the start."
        }
        assert {why[key] for key in after} == {"The rider rolled on after the finish."}


class TestRollOver:
    """Nought to two wheels over the rider's own line within three seconds of the gun."""

    @pytest.mark.parametrize("home", [(), (0.0,), (0.1, 1.2), (2.9,), (2.0, 3.0)])
    @pytest.mark.parametrize("back", [(), (0.3, 1.0), (1.9, 3.0)])
    def test_is_never_a_half_lap(self, home: tuple[float, ...], back: tuple[float, ...]) -> None:
        one, other = both(
            read(ride(HOME, HOME_KM, roll_over=home), ride(BACK, BACK_KM, roll_over=back))
        )
        assert (seconds(one), one.doubts) == (list(HOME_KM), ())
        assert (seconds(other), other.doubts) == (list(BACK_KM), ())


class TestRollingOn:
    """Who has finished crosses both lines again while the other still races."""

    SLOW = tuple(13.9 + 10.15 * n for n in range(8))

    @pytest.mark.parametrize("pace", [8.0, 8.4, 9.3, 12.0])
    def test_is_never_the_other_riders_half_lap(self, pace: float) -> None:
        crossings = ride(HOME, HOME_KM, roll_on=[pace] * 3)
        home, back = both(read(crossings, ride(BACK, self.SLOW)))
        assert (seconds(home), home.status) == (list(HOME_KM), CLEAR)
        assert seconds(back) == pytest.approx(self.SLOW)
        assert back.status is CLEAR


class TestAMissingImpulse:
    """It leaves a gap that is marked, never a wrong time."""

    @pytest.mark.parametrize("n", range(1, 8))
    def test_one(self, n: int) -> None:
        home, back = both(read(ride(HOME, without(HOME_KM, n)), ride(BACK, BACK_KM)))
        assert seconds(home) == without(HOME_KM, n)
        assert said(home) == [("missing", n)]
        assert home.status is CLEAR
        assert (seconds(back), back.status, back.doubts) == (list(BACK_KM), CLEAR, ())

    @pytest.mark.parametrize("n", range(2, 7))
    def test_two_in_a_row(self, n: int) -> None:
        home, back = both(read(ride(HOME, without(HOME_KM, n, n + 1)), ride(BACK, BACK_KM)))
        assert seconds(home) == without(HOME_KM, n, n + 1)
        assert ("missing", n) in said(home)
        assert ("missing", n + 1) in said(home)
        assert (seconds(back), back.status) == (list(BACK_KM), CLEAR)

    def test_of_both_riders_at_one_moment(self) -> None:
        """A sensor that is out for two seconds misses the passing of each."""
        home, back = both(read(ride(HOME, without(HOME_KM, 4)), ride(BACK, without(BACK_KM, 4))))
        assert (seconds(home), said(home)) == (without(HOME_KM, 4), [("missing", 4)])
        assert (seconds(back), said(back)) == (without(BACK_KM, 4), [("missing", 4)])

    def test_says_which_line_and_what_to_do(self) -> None:
        home, _ = both(read(ride(HOME, without(HOME_KM, 3)), ride(BACK, BACK_KM)))
        assert str(home.doubts[0].text) == (
            "No impulse of half lap 3 at the back line: insert a hand time or take it from"
            " another source."
        )


class TestAMissedFinish:
    """It never gives a time that needs no acknowledgement, and the other rider is unaffected."""

    @pytest.mark.parametrize("roll_on", [(), (9.3,), (9.3, 11.8), (8.0, 8.1, 8.2)])
    def test_is_doubtful_or_incomplete(self, roll_on: tuple[float, ...]) -> None:
        crossings = ride(HOME, HOME_KM, roll_on=roll_on)
        crossings.remove(Crossing(HOME, HOME_KM[-1]))
        home, back = both(read(crossings, ride(BACK, BACK_KM)))
        assert home.status in {DOUBTFUL, INCOMPLETE}
        assert home.time_us is None
        assert seconds(home)[:7] == list(HOME_KM[:7])
        assert ("missing", 8) in said(home)
        assert (seconds(back), back.status, back.doubts) == (list(BACK_KM), CLEAR, ())

    def test_of_both(self) -> None:
        home, back = both(read(ride(HOME, without(HOME_KM, 8)), ride(BACK, without(BACK_KM, 8))))
        assert (home.time_us, back.time_us) == (None, None)
        assert CLEAR not in {home.status, back.status}

    def test_names_the_remedies(self) -> None:
        home, _ = both(read(ride(HOME, without(HOME_KM, 8)), ride(BACK, BACK_KM)))
        assert [str(doubt.text) for doubt in home.doubts] == [
            "No impulse of the finish: take the time from the backup source, a hand time or the"
            " photo finish."
        ]


class TestOneWheel:
    """Where the stream shows rear wheels, one wheel alone is not known to be the front one."""

    def heat(self, *lost: Crossing) -> tuple[list[Sighting], list[Crossing]]:
        crossings = with_rears(ride(HOME, HOME_KM)) + with_rears(ride(BACK, BACK_KM))
        for one in lost:
            crossings.remove(one)
        return sightings(crossings), crossings

    def test_two_wheels_each_time_raise_no_doubt(self) -> None:
        home, back = both(assign(KM, self.heat()[0]))
        assert (seconds(home), home.doubts) == (list(HOME_KM), ())
        assert (seconds(back), back.doubts) == (list(BACK_KM), ())

    def test_the_front_wheels_key_comes_first(self) -> None:
        seen, _ = self.heat()
        at = {one.key: one.us for one in seen}
        home, _ = both(assign(KM, seen))
        assert [tuple(at[key] for key in split.keys) for split in home.splits] == [
            (round(s * 1e6), round((s + WHEELS_S) * 1e6)) for s in HOME_KM
        ]

    @pytest.mark.parametrize("rear_lost", [True, False])
    def test_at_the_finish_both_readings_are_given(self, rear_lost: bool) -> None:
        lost = Crossing(HOME, HOME_KM[-1] + (WHEELS_S if rear_lost else 0.0))
        home, back = both(assign(KM, self.heat(lost)[0]))
        assert home.status is DOUBTFUL
        assert said(home) == [("one_wheel", 8)]
        finish = home.splits[-1]
        readings = sorted({*finish.alternatives, *([finish.us] if finish.us else [])})
        came = HOME_KM[-1] + (0.0 if rear_lost else WHEELS_S)
        as_rear, as_front = readings
        assert as_front == round(came * 1e6)
        # The wheel interval is learnt from the other passings, to a few milliseconds.
        assert (as_front - as_rear) / 1e6 == pytest.approx(WHEELS_S, abs=0.006)
        assert (seconds(back), back.status, back.doubts) == (list(BACK_KM), CLEAR, ())

    def test_the_doubt_says_both_times_and_the_interval(self) -> None:
        home, _ = both(assign(KM, self.heat(Crossing(HOME, HOME_KM[-1]))[0]))
        text = str(home.doubts[0].text)
        assert text.startswith("Only one wheel left an impulse, where two come 0.06")
        assert "the time is 1:06.852 if it was the front wheel" in text

    @pytest.mark.parametrize("n", range(2, 8))
    def test_elsewhere_a_missed_front_wheel_is_never_a_wrong_split(self, n: int) -> None:
        home, back = both(assign(KM, self.heat(Crossing(KM.line_of(HOME, n), HOME_KM[n - 1]))[0]))
        expected = list(HOME_KM)
        assert [s for s in seconds(home) if s is not None] == [
            s for at, s in enumerate(expected, 1) if at != n
        ]
        assert said(home) == [("one_wheel", n)]
        assert home.status is CLEAR
        assert seconds(back) == list(BACK_KM)


class TestAStray:
    """It fits neither rider: kept, named, and no split."""

    @pytest.mark.parametrize("line", [HOME, BACK])
    @pytest.mark.parametrize("at", [6.0, 16.6, 24.3, 31.9, 48.0, 63.3])
    def test_between_the_passings(self, line: object, at: float) -> None:
        stray = Crossing(HOME if line is HOME else BACK, at)
        crossings = ride(HOME, HOME_KM), ride(BACK, BACK_KM), [stray]
        key = next(s.key for s in sightings(*crossings) if s.us == round(at * 1e6))
        reading = read(*crossings)
        home, back = both(reading)
        assert (seconds(home), home.status) == (list(HOME_KM), CLEAR)
        assert (seconds(back), back.status) == (list(BACK_KM), CLEAR)
        assert [str(one.why) for one in reading.leftovers if one.key == key] == [
            "Fits neither rider."
        ]

    def test_at_a_missed_passing_is_not_taken_for_it(self) -> None:
        """1.2 s late is out of the rider's series: the gap stays."""
        stray = [Crossing(KM.line_of(HOME, 5), HOME_KM[4] + 1.2)]
        home, _ = both(read(ride(HOME, without(HOME_KM, 5)), ride(BACK, BACK_KM), stray))
        assert seconds(home)[4] is None or "late" in {code for code, _ in said(home)}

    def test_hard_by_a_finish_makes_it_doubtful(self) -> None:
        """Nobody can tell two impulses 40 ms apart: both are shown."""
        stray = [Crossing(HOME, HOME_KM[-1] - 0.040)]
        home, back = both(read(ride(HOME, HOME_KM), ride(BACK, BACK_KM), stray))
        assert home.status is DOUBTFUL
        finish = home.splits[-1]
        assert {finish.us, *finish.alternatives} == {66_788_400, 66_748_400}
        assert back.status is CLEAR


class TestABounce:
    """The contact fires again within 30 ms: the first impulse counts."""

    def test_is_the_same_wheel(self) -> None:
        bounces = [
            Crossing(KM.line_of(side, n), at + 0.0113)
            for side, elapsed in ((HOME, HOME_KM), (BACK, BACK_KM))
            for n, at in enumerate(elapsed, 1)
            if n % 3 == 2 or n == 8
        ]
        home, back = both(read(ride(HOME, HOME_KM), ride(BACK, BACK_KM), bounces))
        assert seconds(home) == list(HOME_KM)
        assert seconds(back) == list(BACK_KM)


class TestCoincident:
    """Two channels within 0.0003 s: each line has its own rider, so nothing is in doubt."""

    @pytest.mark.parametrize("apart", [0.0, 0.0001, -0.0003, 0.0003])
    def test_both_are_clear(self, apart: float) -> None:
        back_km = [*HOME_KM[:3], *(s + apart for s in HOME_KM[3:])]
        home, back = both(read(ride(HOME, HOME_KM), ride(BACK, back_km)))
        assert (seconds(home), home.status, home.doubts) == (list(HOME_KM), CLEAR, ())
        assert seconds(back) == pytest.approx(back_km)
        assert (back.status, back.doubts) == (CLEAR, ())


class TestOneRiderAlone:
    """The other side did not start: its line still sees the rider at every other half lap."""

    @pytest.mark.parametrize("side", [HOME, BACK])
    def test_solo(self, side: object) -> None:
        start = HOME if side is HOME else BACK
        plan = plan_of(250, 1000, start)
        reading = read(ride(start, HOME_KM), plan=plan)
        alone = reading.ride(start)
        assert alone is not None
        assert (seconds(alone), alone.status, alone.doubts) == (list(HOME_KM), CLEAR, ())
        assert reading.ride(start.other) is None

    def test_one_of_two_never_came(self) -> None:
        home, back = both(read(ride(HOME, HOME_KM)))
        assert (seconds(home), home.status) == (list(HOME_KM), CLEAR)
        assert (seconds(back), back.status) == ([None] * 8, INCOMPLETE)

    def test_nobody_came(self) -> None:
        home, back = both(read())
        assert (home.status, back.status) == (INCOMPLETE, INCOMPLETE)


class TestARiderWhoStops:
    """After half lap 4 nothing more: no split is invented, and the other is unaffected."""

    def test_is_incomplete(self) -> None:
        stopped = ride(HOME, HOME_KM[:4], roll_on=())
        home, back = both(read(stopped, ride(BACK, BACK_KM)))
        assert seconds(home) == [*HOME_KM[:4], None, None, None, None]
        assert home.status is INCOMPLETE
        assert said(home)[-1] == ("missing", 5)
        assert (seconds(back), back.status, back.doubts) == (list(BACK_KM), CLEAR, ())

    def test_who_stood_still_for_20_s_and_went_on_is_not_given_wrong_times(self) -> None:
        """A puncture in half lap 4 of sixteen: the long half lap is his, or it is a gap."""
        plan = plan_of(250, 2000)
        steady = [12.5 + 7.81 * n for n in range(16)]
        held_up = [s if n < 4 else s + 20.3 for n, s in enumerate(steady, 1)]
        home, back = both(read(ride(HOME, held_up, plan), ride(BACK, steady, plan), plan=plan))
        pairs = zip(seconds(home), held_up, strict=True)
        assert all(got is None or got == pytest.approx(true) for got, true in pairs)
        assert seconds(back) == pytest.approx(steady)


class TestAStartThatTookTooLong:
    """A first half lap that does not go with the pace after it: was the count or the gun right?"""

    def test_every_time_is_doubtful(self) -> None:
        """The gun is 12 s before the start: the second shot of a false start was missed."""
        late = [[seconds + 12 for seconds in ride] for ride in (HOME_KM, BACK_KM)]
        for one in both(read(ride(HOME, late[0]), ride(BACK, late[1]))):
            assert one.status is DOUBTFUL
            assert (DoubtCode.LATE, None) in [(each.code, each.half_lap) for each in one.doubts]

    def test_says_how_long_it_took_and_what_would_go_with_the_pace(self) -> None:
        home, _ = both(read(ride(HOME, [s + 12 for s in HOME_KM]), ride(BACK, BACK_KM)))
        assert str(home.doubts[0].text) == (
            "By this count the first half lap took 24.4 s where about 12.5 s go with the pace after"
            " it: compare the count with the lap counter and the other sources."
        )


class TestLimitsFollowFromTheRide:
    """Nothing is a constant: children, short and long tracks, tandems."""

    def test_a_child(self) -> None:
        """25 s for the first half lap, 16 s for the others."""
        child = [25.4, 41.3, 57.5, 73.2, 89.4, 105.3, 121.6, 137.1]
        other = [23.1, 38.0, 53.3, 68.1, 83.6, 98.4, 113.7, 128.6]
        after = (18.2, 21.0)
        home, back = both(read(ride(HOME, child, roll_on=after), ride(BACK, other, roll_on=after)))
        assert (seconds(home), home.status, home.doubts) == (child, CLEAR, ())
        assert (seconds(back), back.status, back.doubts) == (other, CLEAR, ())

    def test_a_child_against_a_grown_up(self) -> None:
        """Overtaken more than once, on the finishing straight too."""
        child = [25.4, 41.3, 57.5, 73.2, 89.4, 105.3, 121.6, 137.1]
        home, back = both(read(ride(HOME, child), ride(BACK, BACK_KM, roll_on=(9.0, 14.0))))
        assert seconds(home) == child
        assert seconds(back) == list(BACK_KM)

    def test_133_m(self) -> None:
        """2 km in thirty half laps of 66.67 m, some 4.3 s each."""
        plan = plan_of(Fraction(400, 3), 2000)
        rides = {
            side: [first + each * n + 0.03 * (n % 3) for n in range(30)]
            for side, first, each in ((HOME, 8.71, 4.312), (BACK, 8.43, 4.347))
        }
        home, back = both(
            read(ride(HOME, rides[HOME], plan), ride(BACK, rides[BACK], plan), plan=plan)
        )
        assert seconds(home) == pytest.approx(rides[HOME])
        assert seconds(back) == pytest.approx(rides[BACK])
        assert (home.status, home.doubts, back.status, back.doubts) == (CLEAR, (), CLEAR, ())

    def test_3_km_on_400_m_finishes_on_the_opposite_line(self) -> None:
        plan = plan_of(400, 3000)
        home_3 = [17.2 + 12.61 * n + 0.05 * (n % 2) for n in range(15)]
        back_3 = [17.9 + 12.92 * n + 0.05 * (n % 3) for n in range(15)]
        seen = sightings(ride(HOME, home_3, plan), ride(BACK, back_3, plan))
        home, back = both(assign(plan, seen))
        lines = {one.key: one.line for one in seen}
        assert lines[home.splits[-1].keys[0]] is BACK
        assert lines[back.splits[-1].keys[0]] is HOME
        assert home.time_us == round(home_3[-1] * 1e6)
        assert back.time_us == round(back_3[-1] * 1e6)
        assert (home.status, back.status) == (CLEAR, CLEAR)

    def test_tandems_have_a_longer_wheelbase(self) -> None:
        rides = (ride(HOME, HOME_KM), ride(BACK, BACK_KM))
        home, back = both(read(*(with_rears(one, 0.109) for one in rides)))
        assert (seconds(home), home.doubts) == (list(HOME_KM), ())
        assert (seconds(back), back.doubts) == (list(BACK_KM), ())


class TestOvertaking:
    """Riders swap places on the track, and the assignment stays right through it."""

    PLAN = plan_of(250, 3000)
    FAST = tuple(12.3 + 7.34 * n for n in range(24))
    SLOW = tuple(13.1 + 8.02 * n for n in range(24))

    def test_through_the_catch_and_after_it(self) -> None:
        plan = self.PLAN
        reading = read(ride(HOME, self.FAST, plan), ride(BACK, self.SLOW, plan), plan=plan)
        home, back = both(reading)
        assert seconds(home) == pytest.approx(self.FAST)
        assert seconds(back) == pytest.approx(self.SLOW)
        assert (home.status, back.status) == (CLEAR, CLEAR)

    def test_the_catch_is_found(self) -> None:
        """tA(n+1) = 19.64 + 7.34 (n-1) <= tB(n) = 13.1 + 8.02 (n-1) first at n = 11."""
        plan = self.PLAN
        reading = read(ride(HOME, self.FAST, plan), ride(BACK, self.SLOW, plan), plan=plan)
        assert reading.catch is not None
        assert (reading.catch.by, reading.catch.half_lap) == (HOME, 11)
        assert reading.catch.distance_m == 1375


class TestOrderedByTheClock:
    """Not by arrival: any order of the same impulses gives the same reading."""

    def test_shuffled(self) -> None:
        seen = sightings(ride(HOME, HOME_KM), ride(BACK, BACK_KM))
        shuffled = list(seen)
        random.Random(7).shuffle(shuffled)
        assert shuffled != seen
        assert assign(KM, shuffled) == assign(KM, seen)


class TestAPersonSays:
    """A person's word about an impulse is obeyed."""

    def crossings(self) -> list[Sighting]:
        """A stray 60 ms before the home rider's half lap 5."""
        stray = [Crossing(KM.line_of(HOME, 5), HOME_KM[4] - 0.060)]
        return sightings(ride(HOME, HOME_KM), ride(BACK, BACK_KM), stray)

    @pytest.mark.parametrize("us", [43_480_100, 43_420_100])
    def test_whose_and_which_half_lap(self, us: int) -> None:
        seen = [
            replace(one, rider=HOME, half_lap=5) if one.us == us else one
            for one in self.crossings()
        ]
        home, back = both(assign(KM, seen))
        assert home.splits[4].us == us
        assert home.splits[4].keys[0] == next(one.key for one in seen if one.us == us)
        assert 5 not in {doubt.half_lap for doubt in home.doubts}
        assert seconds(back) == list(BACK_KM)

    def test_even_where_it_is_improbable(self) -> None:
        """A stray 3 s early is attached to the half lap: the true impulse is left over."""
        early = Crossing(KM.line_of(HOME, 5), 40.5)
        seen = [
            replace(one, rider=HOME, half_lap=5) if one.us == 40_500_000 else one
            for one in sightings(ride(HOME, HOME_KM), ride(BACK, BACK_KM), [early])
        ]
        home, back = both(assign(KM, seen))
        assert home.splits[4].us == 40_500_000
        assert seconds(back) == list(BACK_KM)

    def test_a_hand_time_fills_a_missed_finish(self) -> None:
        seen = sightings(ride(HOME, without(HOME_KM, 8)), ride(BACK, BACK_KM))
        hand = Sighting(99, HOME, 66_800_000, rider=HOME, half_lap=8, manual=True)
        home, back = both(assign(KM, [*seen, hand]))
        assert home.time_us == 66_800_000
        assert home.splits[-1].keys == (99,)
        assert (seconds(back), back.status) == (list(BACK_KM), CLEAR)


class TestAPersonContradictsTheStream:
    """A word that is seconds off is obeyed and doubted; the other rider's ride stays as it was."""

    @pytest.mark.parametrize("off_us", [-6_000_000, -4_000_000, 6_000_000, 9_000_000])
    @pytest.mark.parametrize(("seed", "side", "n"), [(4, HOME, 10), (12, BACK, 10), (0, BACK, 20)])
    def test_the_other_ride_stays(self, seed: int, side: Side, n: int, off_us: int) -> None:
        one = heat("clean", seed)
        before = assign(one.plan, one.sightings)
        ride, other = before.ride(side), before.ride(side.other)
        assert ride is not None
        us = ride.splits[n - 1].us
        assert us is not None
        hand = Sighting(5000, one.plan.line_of(side, n), us + off_us, side, n, manual=True)
        after = assign(one.plan, [*one.sightings, hand])
        stayed = after.ride(side.other)
        assert other is not None
        assert stayed is not None
        assert [split.us for split in stayed.splits] == [split.us for split in other.splits]
        assert (stayed.status, stayed.doubts) == (other.status, other.doubts)
        said_so = after.ride(side)
        assert said_so is not None
        assert said_so.splits[n - 1].us == us + off_us
        assert said_so.doubts


class TestTransponders:
    """Where a transponder says whose the impulse is, the other rider is not considered."""

    def test_each_impulse_goes_to_its_rider(self) -> None:
        """Level all the way: without transponders nobody could tell which of two is whose."""
        fast = ride(HOME, TestOvertaking.FAST, TestOvertaking.PLAN, roll_over=())
        slow = ride(BACK, TestOvertaking.SLOW, TestOvertaking.PLAN, roll_over=())
        owner = {round(one.seconds * 1e6): HOME for one in fast}
        owner |= {round(one.seconds * 1e6): BACK for one in slow}
        seen = [replace(one, rider=owner[one.us]) for one in sightings(fast, slow)]
        home, back = both(assign(TestOvertaking.PLAN, seen))
        assert seconds(home) == pytest.approx(TestOvertaking.FAST)
        assert seconds(back) == pytest.approx(TestOvertaking.SLOW)
        assert {split.confidence > 0.999 for split in (*home.splits, *back.splits)} == {True}


class TestWhileTheRunLasts:
    """What may still come is not missing."""

    def test_nothing_is_missing_yet(self) -> None:
        seen = [one for one in sightings(ride(HOME, HOME_KM), ride(BACK, BACK_KM)) if one.us < 40e6]
        home, back = both(assign(KM, seen, now_us=40_000_000))
        assert seconds(home) == [*HOME_KM[:4], None, None, None, None]
        assert (home.doubts, back.doubts) == ((), ())

    def test_overdue_is_missing(self) -> None:
        seen = [one for one in sightings(ride(HOME, HOME_KM), ride(BACK, BACK_KM)) if one.us < 40e6]
        home, _ = both(assign(KM, seen, now_us=60_000_000))
        assert said(home) == [("missing", 5)]


class TestElapsedTimes:
    """Microseconds of the stamps; nothing is rounded on the way (UCI 3.2.015: cut at the end)."""

    def test_are_those_of_the_impulses(self) -> None:
        seen = sightings(ride(HOME, HOME_KM), ride(BACK, BACK_KM))
        at = {one.key: one.us for one in seen}
        for one in both(assign(KM, seen)):
            assert all(split.us == at[split.keys[0]] for split in one.splits)

    def test_are_cut_to_the_thousandth(self) -> None:
        home, _ = both(read(ride(HOME, HOME_KM), ride(BACK, BACK_KM)))
        assert home.time_us is not None
        assert truncate(home.time_us) == 66_788_000
