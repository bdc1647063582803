"""Heats of another generator: the promises hold for riders and faults it was not made with."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from halflap.sport.heat import Side
from halflap.sport.times import truncate
from halflap.timing.assign import assign
from halflap.timing.assignment import Assignment, RideStatus
from halflap.timing.clock_step import with_clock_doubts
from tests.timing.other_generator import FAULTS, HABITS, TRACKS, OtherHeat, other_heat

ALONE = (
    *("steady", "rougher", "calmer", "metronome", "long_tails", "trend", "negative_split"),
    *("wind", "attack", "mishap", "level_finish"),
)
"""Habits in which the riders do not meet: with sound sensors nothing is in doubt."""
FEW, MANY = 8, 20


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not kept: with this seed, by this rider."""

    promise: str
    seed: int
    side: Side
    half_lap: int


def broken(one: OtherHeat, seed: int) -> list[Broken]:
    """What the reading of a heat breaks: wrong times in silence, missed finishes that are clear."""
    reading = with_clock_doubts(assign(one.plan, one.sightings), one.sightings)
    found = []
    for side, true in one.true_us.items():
        ride = reading.ride(side)
        assert ride is not None
        finish = len(ride.splits)
        if ride.status is RideStatus.CLEAR:
            time_us = ride.time_us
            if time_us is None or truncate(time_us) != truncate(true[finish - 1]):
                found.append(Broken("wrong time in silence", seed, side, finish))
            if (side, finish) in one.unseen:
                found.append(Broken("missed finish is clear", seed, side, finish))
    return found


def wrong_splits(one: OtherHeat, reading: Assignment) -> list[tuple[Side, int]]:
    """The splits given that are not true."""
    return [
        (side, split.half_lap)
        for side, true in one.true_us.items()
        if (ride := reading.ride(side)) is not None
        for split in ride.splits
        if split.us is not None and truncate(split.us) != truncate(true[split.half_lap - 1])
    ]


class TestSoundSensors:
    """However the half laps vary: every split is right, and the time is clear."""

    @pytest.mark.parametrize("habit", ALONE)
    def test_nothing_given_is_wrong(self, habit: str) -> None:
        for seed in range(FEW):
            one = other_heat(habit, "nothing", seed)
            assert wrong_splits(one, assign(one.plan, one.sightings)) == []

    def test_no_crying_wolf(self) -> None:
        """At most one time in fifty that finished alone is not clear."""
        clear = []
        for habit in ALONE:
            for seed in range(FEW):
                one = other_heat(habit, "nothing", seed)
                reading = with_clock_doubts(assign(one.plan, one.sightings), one.sightings)
                for side in one.plan.starters:
                    ride = reading.ride(side)
                    assert ride is not None
                    if one.alone_at_finish(side):
                        clear.append(ride.status is RideStatus.CLEAR)
        assert len(clear) > 100
        assert clear.count(False) <= 0.02 * len(clear)

    @pytest.mark.parametrize("track", sorted(TRACKS))
    def test_on_every_track(self, track: str) -> None:
        for seed in range(FEW // 2):
            one = other_heat("steady", "nothing", seed, track)
            assert wrong_splits(one, assign(one.plan, one.sightings)) == []

    def test_tandems(self) -> None:
        for seed in range(FEW // 2):
            one = other_heat("steady", "rear", seed, wheelbase_m=1.7)
            assert wrong_splits(one, assign(one.plan, one.sightings)) == []


class TestFaultySensors:
    """Whatever is missed or stray: no wrong time in silence, no missed finish that is clear."""

    @pytest.mark.parametrize("fault", sorted(FAULTS))
    def test_no_wrong_time_in_silence(self, fault: str) -> None:
        for seed in range(FEW):
            assert broken(other_heat("steady", fault, seed), seed) == []

    @pytest.mark.parametrize(
        ("habit", "fault", "seed"),
        [
            ("attack", "finish_missed", 57),
            ("attack", "some_missed", 19),
            ("attack", "three_in_a_row", 9),
            ("wind", "bad_day", 0),
            ("sprint", "rear", 7026),
            ("sprint", "rear_fronts_missed", 7014),
        ],
    )
    def test_riders_are_not_taken_for_each_other(self, habit: str, fault: str, seed: int) -> None:
        """They come near each other as one attacks, or nobody sees them start."""
        assert broken(other_heat(habit, fault, seed), seed) == []

    @pytest.mark.long
    @pytest.mark.parametrize("fault", sorted(FAULTS))
    @pytest.mark.parametrize("habit", sorted(ALONE))
    def test_nor_for_any_habit(self, habit: str, fault: str) -> None:
        wrong = [seed for seed in range(MANY) if broken(other_heat(habit, fault, seed), seed)]
        assert wrong == []


def test_all_habits_are_drawn() -> None:
    """Each gives heats in which somebody finishes."""
    for habit in HABITS:
        one = other_heat(habit, "nothing", 1)
        assert all(len(true) == 32 for true in one.true_us.values())
        assert len(one.sightings) >= 64
