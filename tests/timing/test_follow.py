"""A run followed impulse by impulse: what is settled is kept, and costs nothing more."""

from __future__ import annotations

from random import Random

from benchmarks.heats import heat
from halflap.sport.heat import Side
from halflap.timing.assignment import Assignment, Sighting
from halflap.timing.follow import Follower
from halflap.timing.lattice import LONGEST

RIDDEN_US = 120_000_000
WARM_UP = 400


def splits(reading: Assignment) -> list[list[int | None]]:
    """Microseconds of all splits, home then back."""
    rides = (reading.home, reading.back)
    return [[split.us for split in ride.splits] for ride in rides if ride is not None]


class TestFollower:
    """The last reading of a run is as good as if it had been read but once."""

    def test_reading_in_between_changes_nothing(self) -> None:
        for condition in ("clean", "two-missed", "overtaking-rear"):
            one = heat(condition, 7)
            often, once = Follower(one.plan), Follower(one.plan)
            for sighting in one.sightings:
                often.take(sighting)
                often.reading(sighting.us)
            once.take_all(one.sightings)
            last_us = one.sightings[-1].us
            assert splits(often.reading(last_us)) == splits(once.reading(last_us))

    def test_every_impulse_is_a_split_or_left_over(self) -> None:
        """Also in a warm-up that follows a run which nobody closed; the splits stay."""
        one, chance = heat("clean", 5), Random(1)
        ridden = [each for each in one.sightings if each.us < RIDDEN_US]
        follower = Follower(one.plan)
        for each in ridden:
            follower.take(each)
        before = splits(follower.reading(RIDDEN_US))
        for number in range(WARM_UP):
            line = chance.choice((Side.HOME, Side.BACK))
            follower.take(Sighting(1000 + number, line, RIDDEN_US + 40_000_000 + number * 50_000))
            reading = follower.reading(RIDDEN_US + 40_000_000 + number * 50_000)
        known = [[us for us in ride if us is not None and us < RIDDEN_US] for ride in before]
        after = [
            [us for us in ride if us is not None and us < RIDDEN_US] for ride in splits(reading)
        ]
        assert after == known
        rides = [ride for ride in (reading.home, reading.back) if ride is not None]
        used = {key for ride in rides for split in ride.splits for key in split.keys}
        left = [one.key for one in reading.leftovers]
        assert len(left) == len(set(left))
        offered = len(ridden) + WARM_UP - len(used | set(left))
        assert used.isdisjoint(left)
        assert offered <= 2 * LONGEST
