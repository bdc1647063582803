"""What holds for every list of impulses, however absurd."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.heat import Side
from halflap.sport.run_plan import Limits, RunPlan
from halflap.sport.track import HALF_LAPS_PER_KM, Track
from halflap.timing.assign import assign
from halflap.timing.assignment import Assignment, RideStatus, Sighting
from tests.timing.heats import BACK, BACK_KM, HOME, HOME_KM, KM, ride, sightings

SIDES = st.sampled_from(Side)
STARTERS = st.sampled_from([(HOME, BACK), (HOME,), (BACK,)])


@st.composite
def plans(draw: st.DrawFn) -> RunPlan:
    """A kilometre on any track of the regulation."""
    h = draw(st.sampled_from(HALF_LAPS_PER_KM))
    course = Track(Fraction(2000, h)).course(1000)
    limits = draw(st.sampled_from([Limits(), Limits(first_us=30_000_000, half_lap_us=25_000_000)]))
    return RunPlan(course, draw(STARTERS), limits=limits)


@st.composite
def streams(draw: st.DrawFn, most_us: int = 120_000_000, words: bool = False) -> list[Sighting]:
    """Impulses of any line at any time, in any order, some of them at one time."""
    times = draw(st.lists(st.integers(-2_000_000, most_us), max_size=40))
    times += times[: draw(st.integers(0, len(times)))]
    found = []
    for key, us in enumerate(times):
        rider = draw(st.none() | SIDES) if words else None
        half_lap = draw(st.none() | st.integers(1, 10)) if words and rider else None
        found.append(Sighting(key, draw(SIDES), us, rider, half_lap))
    return found


def check(reading: Assignment, seen: list[Sighting], plan: RunPlan) -> None:
    """What must hold for every reading."""
    at = {one.key: one for one in seen}
    used: list[int] = [one.key for one in reading.leftovers]
    for side in Side:
        one = reading.ride(side)
        assert (one is not None) == (side in plan.starters)
        if one is None:
            continue
        assert [split.half_lap for split in one.splits] == [
            n for n in range(1, plan.course.half_laps + 1)
        ]
        given_us = [split.us for split in one.splits if split.us is not None]
        assert all(earlier < later for earlier, later in pairwise(given_us))
        assert (one.status is RideStatus.CLEAR) <= (one.time_us is not None)
        for split in one.splits:
            assert 0.0 <= split.confidence <= 1.0
            assert split.us not in split.alternatives
            if split.us is not None:
                assert split.keys
            line = plan.line_of(side, split.half_lap)
            assert all(at[key].line is line for key in split.keys)
            used += split.keys
    assert len(used) == len(set(used))
    assert set(used) == {one.key for one in seen if one.us >= 0}


class TestEveryStream:
    """No list of impulses raises an exception, and every impulse is accounted for once."""

    @given(plans(), streams())
    def test_on_any_track(self, plan: RunPlan, seen: list[Sighting]) -> None:
        check(assign(plan, seen), seen, plan)

    @given(streams(words=True), STARTERS)
    def test_with_riders_and_half_laps_said(
        self, seen: list[Sighting], starters: tuple[Side, ...]
    ) -> None:
        """People and transponders may contradict each other and the laws of motion."""
        plan = replace(KM, starters=starters)
        check(assign(plan, seen), seen, plan)

    @given(streams(), st.integers(0, 200_000_000))
    def test_while_the_run_lasts(self, seen: list[Sighting], now_us: int) -> None:
        seen = [one for one in seen if one.us <= now_us]
        check(assign(KM, seen, now_us=now_us), seen, KM)

    def test_hundreds_within_a_minute(self) -> None:
        """A line that flaps: the reading is rubbish, and comes."""
        chance = random.Random(4)
        seen = [
            Sighting(key, chance.choice((HOME, BACK)), chance.randrange(80_000_000))
            for key in range(400)
        ]
        check(assign(KM, seen), seen, KM)

    def test_hundreds_at_one_moment(self) -> None:
        seen = [Sighting(key, HOME, 20_000_000) for key in range(400)]
        check(assign(KM, seen), seen, KM)

    def test_at_the_end_of_time(self) -> None:
        seen = [Sighting(1, HOME, 10**15), Sighting(2, BACK, 0), Sighting(3, BACK, 1)]
        check(assign(KM, seen), seen, KM)


class TestTheOrderOfArrival:
    """It says nothing: impulses are taken by their clock."""

    @given(st.randoms(use_true_random=False))
    def test_of_a_whole_heat(self, chance: random.Random) -> None:
        seen = sightings(ride(HOME, HOME_KM), ride(BACK, BACK_KM))
        shuffled = list(seen)
        chance.shuffle(shuffled)
        assert assign(KM, shuffled) == assign(KM, seen)

    @given(streams(), st.randoms(use_true_random=False))
    def test_of_any_stream(self, seen: list[Sighting], chance: random.Random) -> None:
        shuffled = list(seen)
        chance.shuffle(shuffled)
        assert assign(KM, shuffled) == assign(KM, seen)


class TestOneMoreStray:
    """An impulse far from every passing changes no split of a heat that is in order."""

    @given(SIDES, st.integers(0, 62))
    def test_changes_nothing(self, line: Side, second: int) -> None:
        seen = sightings(ride(HOME, HOME_KM), ride(BACK, BACK_KM))
        us = second * 1_000_000 + 350_000
        if us < 10_000_000 or any(
            one.line is line and abs(one.us - us) < 1_500_000 for one in seen
        ):
            return
        reading = assign(KM, [*seen, Sighting(99, line, us)])
        for side, true in ((HOME, HOME_KM), (BACK, BACK_KM)):
            one = reading.ride(side)
            assert one is not None
            assert [split.us for split in one.splits] == [round(at * 1e6) for at in true]
            assert one.status is RideStatus.CLEAR
