"""Whole heats of the simulated velodrome, condition by condition, nobody touching anything.

The same counting as in ``benchmarks/bench_heats.py``, which takes thousands of heats a condition.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest

from benchmarks.heats import Heat, RideVerdict, Verdict, heat, judge, read
from benchmarks.oracle import oracle
from halflap.devices.velodrome.conditions import CONDITIONS
from halflap.sport.heat import Side
from halflap.timing.assign import assign
from halflap.timing.assignment import DoubtCode, RideStatus
from halflap.timing.follow import Follower

UNTOUCHED = ("clean", "rear-wheels", "coincident", "gun-shots")
"""Nothing is missing and nothing is stray: all heats right, no doubt raised."""
KNOWABLE = (
    *("late", "false-start", "midnight", "tandem", "dead-time", "drifting", "doubled"),
    *("one-missed", "two-missed", "front-missed", "short-track", "three-km-400", "child", "solo"),
    *("fading", "stopped", "finish-one-wheel", "busy-track"),
)
"""The stream says it all: everything that is given is right."""
OPEN = ("one-stray", "five-strays", "stray-missed-rear", "overtaking", "overtaking-rear")
"""Nobody can always tell: measured against an oracle that knows all but the doubtful impulses."""
FEW, MANY = 10, 100
HEATS = {"clean": MANY, "one-missed": MANY, "finish-missed": MANY, "busy-track": 3, "tandem": 6}
LONG = 100


def verdicts(condition: str, heats: int) -> list[Verdict]:
    """The first heats of a condition, judged."""
    return [judge(one, read(one)) for one in _heats(condition, heats)]


def _heats(condition: str, heats: int) -> list[Heat]:
    return [heat(condition, seed) for seed in range(heats)]


def rides(found: list[Verdict]) -> list[RideVerdict]:
    """All their rides."""
    return [ride for one in found for ride in one.rides]


def seeds_not_right(found: list[Verdict]) -> list[int]:
    """The seeds of the heats in which something given is not true."""
    return [one.seed for one in found if not one.right]


class TestNothingWrong:
    """Clean, rear wheels, coincident channels, gun shots."""

    @pytest.mark.parametrize("condition", UNTOUCHED)
    def test_every_heat_is_right_and_no_doubt_is_raised(self, condition: str) -> None:
        found = verdicts(condition, HEATS.get(condition, FEW))
        assert seeds_not_right(found) == []
        assert [one.seed for one in found if one.doubts] == []
        assert all(ride.clear and ride.given == ride.givable for ride in rides(found))

    @pytest.mark.parametrize(
        ("condition", "seed"),
        [
            ("clean", 31417185),
            ("rear-wheels", 31416155),
            ("gun-shots", 31416316),
            ("gun-shots", 31416377),
        ],
    )
    def test_the_other_rider_rolling_on_is_no_rival(self, condition: str, seed: int) -> None:
        """He crosses the line soon after this finish; to be it he would have sped up after his."""
        one = heat(condition, seed)
        assert judge(one, assign(one.plan, one.sightings)).doubts == 0


class TestTheStreamSaysItAll:
    """One or two missed, a front wheel missed, other tracks and riders: nothing given is wrong."""

    @pytest.mark.parametrize("condition", KNOWABLE)
    def test_every_heat_is_right(self, condition: str) -> None:
        found = verdicts(condition, HEATS.get(condition, FEW))
        assert seeds_not_right(found) == []
        assert not any(ride.silent_time for ride in rides(found))

    def test_who_finished_alone_has_a_clear_time(self) -> None:
        """In at least 98 of 100 rides."""
        found = [
            ride
            for condition in ("two-missed", "fading", "drifting", "short-track", "child")
            for ride in rides(verdicts(condition, FEW))
            if ride.finish_alone
        ]
        assert sum(not ride.clear for ride in found) <= 0.02 * len(found)


class TestNobodyCanAlwaysTell:
    """Strays and overtaking: close to the oracle, and what is wrong is said to be doubtful."""

    @pytest.mark.parametrize("condition", OPEN)
    def test_no_wrong_time_in_silence(self, condition: str) -> None:
        found = verdicts(condition, FEW)
        assert not any(ride.silent_time for ride in rides(found))

    @pytest.mark.parametrize("condition", OPEN)
    def test_as_many_heats_right_as_the_oracle_but_for_chance(self, condition: str) -> None:
        ours = len(seeds_not_right(verdicts(condition, FEW)))
        limit = len([one for one in _heats(condition, FEW) if not judge(one, oracle(one)).right])
        assert ours <= limit + 2


class TestAFinishThatNothingFollows:
    """The operator is asked at once, and not when the riders have rolled on over the lines."""

    def test_is_as_clear_as_any(self) -> None:
        for one in _heats("clean", 2 * FEW):
            truth = one.stream.truth.home
            assert truth is not None
            finish_us = truth.elapsed[-1]
            seen = [each for each in one.sightings if each.us <= finish_us]
            follower = Follower(one.plan)
            follower.take_all(seen)
            for found in (assign(one.plan, seen), follower.reading(finish_us + 3_000_000)):
                assert found.home is not None
                assert found.home.status is RideStatus.CLEAR, one.seed
                assert found.home.time_us == finish_us


class TestTheClock:
    """Nobody touched it, so nothing is put down to it; not even where the riders meet."""

    @pytest.mark.parametrize("condition", ["clean", "overtaking", "overtaking-rear", "two-missed"])
    def test_is_not_blamed(self, condition: str) -> None:
        for one in _heats(condition, 2 * FEW):
            found = read(one)
            for ride in (found.home, found.back):
                assert ride is not None
                assert DoubtCode.CLOCK not in [doubt.code for doubt in ride.doubts], one.seed


class TestAMissedFinish:
    """That rider is doubtful or incomplete in every heat, the other one is right."""

    def test_is_never_clear_and_the_other_is_right(self) -> None:
        found = verdicts("finish-missed", MANY)
        lost = [ride for ride in rides(found) if not ride.finish_seen]
        others = [ride for ride in rides(found) if ride.finish_seen]
        assert len(lost) == len(others) == MANY
        assert not any(ride.clear for ride in lost)
        assert all(ride.right and ride.time_right for ride in others)

    def test_one_wheel_of_a_finish_is_doubtful(self) -> None:
        for one in _heats("finish-one-wheel", FEW):
            reading = read(one)
            side = one.scene.missed[0].side
            ride, other = reading.ride(side), reading.ride(side.other)
            assert ride is not None
            assert other is not None
            assert ride.status is RideStatus.DOUBTFUL
            assert other.status is RideStatus.CLEAR


@pytest.mark.long
class TestManyHeats:
    """The oracle less one point, which needs more heats than a quick run has."""

    @pytest.mark.parametrize("condition", sorted(set(CONDITIONS) - {"busy-track"}))
    def test_promises(self, condition: str) -> None:
        found = verdicts(condition, LONG)
        assert [one.seed for one in found if any(r.silent_time for r in one.rides)] == []
        limit = [judge(one, oracle(one)) for one in _heats(condition, LONG)]
        pairs = [(ours.right, most.right) for ours, most in zip(found, limit, strict=True)]
        worse, better = pairs.count((False, True)), pairs.count((True, False))
        chance = 3 * sqrt(worse + better)  # where both guess, they guess differently
        assert worse - better <= 0.01 * LONG + chance


class TestTheJudge:
    """A judge who finds nothing wrong proves nothing: he is shown what is wrong."""

    def wrong(self, silent: bool) -> Verdict:
        """A clean heat whose home time is given a millisecond late, with or without a doubt."""
        one = heat("clean" if silent else "finish-missed", 3)
        reading = read(one)
        side = Side.HOME if silent else one.scene.missed[0].side
        ride = reading.ride(side)
        assert ride is not None
        truth = one.stream.truth.ride(side)
        assert truth is not None
        late = replace(ride.splits[-1], us=truth.elapsed[-1] + 1000)
        wrong = replace(ride, splits=(*ride.splits[:-1], late))
        home = wrong if side is Side.HOME else reading.home
        back = wrong if side is Side.BACK else reading.back
        return judge(one, replace(reading, home=home, back=back))

    def test_sees_a_wrong_time_in_silence(self) -> None:
        verdict = self.wrong(silent=True)
        assert not verdict.right
        assert [ride.silent_time for ride in verdict.rides] == [True, False]
        assert [(split.side, split.half_lap) for split in verdict.silent_splits] == [
            (Side.HOME, 32)
        ]

    def test_sees_that_a_doubt_was_raised(self) -> None:
        verdict = self.wrong(silent=False)
        assert not verdict.right
        assert not any(ride.silent_time for ride in verdict.rides)
        assert verdict.silent_splits == ()
