"""The rides of the demonstration: what they are, and that timing finds them again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from halflap.cli import demo, demo_rides, main
from halflap.cli.demo_rides import Fault, ride_plan, scene
from halflap.cli.demo_track import Velodrome
from halflap.devices.velodrome.scenes import Miss, Scene
from halflap.devices.velodrome.sensors import simulate
from halflap.devices.velodrome.stream import CatchTruth, Kind, Stream
from halflap.hub.desk import Desk
from halflap.meet.state import Meet
from halflap.sport.heat import Side
from halflap.sport.times import recorded, truncate
from halflap.sport.track import Track
from tests.cli.running import Runner

COURSE = Track(Fraction(250)).course(4000)
RIDES = [
    (round_.name, ride.name, recorded(ride.time).us)
    for round_ in demo.published().rounds
    for heat in round_.heats
    for ride in heat.rides
    if ride.time is not None
]
PHASES = {"Qualifying": "qualifying", "Match round": "first-round", "Medal round": "finals"}


def scenes() -> Iterator[tuple[str, int, Scene]]:
    """Every heat as it was published, the winner at home."""
    for round_ in demo.published().rounds:
        for number, heat in enumerate(round_.heats, start=1):
            rides = {
                side: ride_plan(round_.name, ride.name, recorded(ride.time).us, 32)
                for side, ride in zip(Side, heat.rides, strict=False)
                if ride.time is not None
            }
            phase = PHASES[round_.name]
            yield phase, number, scene(phase, str(number), COURSE, rides, 0)


class TestTheHalfLaps:
    @pytest.mark.parametrize(("round_", "name", "us"), RIDES)
    def test_end_in_the_published_time_and_look_like_a_pursuit(
        self, round_: str, name: str, us: int
    ) -> None:
        first, second, *others = ride_plan(round_, name, us, 32).half_laps
        assert truncate(first + second + sum(others)) == us
        assert 11_300_000 < first < 12_500_000
        mean = sum(others) / 30
        assert -100_000 < second - mean < 600_000
        assert all(abs(each - mean) < 500_000 for each in others)
        assert sum(others[:8]) < sum(others[-8:])

    def test_are_always_the_same(self) -> None:
        ride = ("Qualifying", "Bradley Wiggins", 255_165_000, 32)
        assert ride_plan(*ride) == ride_plan(*ride)
        assert ride_plan(*ride) != ride_plan("Match round", *ride[1:])

    def test_every_rider_rolls_over_the_line_and_on_after_the_finish(self) -> None:
        for _, _, each in scenes():
            assert each.sensors.rear_wheels
            for _, ride in each.rides:
                assert len(ride.roll_over) == 2
                assert len(ride.roll_on) == 3


class TestTheCatches:
    def test_are_in_qualifying_heats_1_and_4_and_nowhere_else(self) -> None:
        caught = {
            (phase, number): truth.catch
            for phase, number, each in scenes()
            if (truth := simulate(each).truth).catch is not None
        }
        assert caught == {
            ("qualifying", 1): CatchTruth(Side.HOME, 29),
            ("qualifying", 4): CatchTruth(Side.HOME, 30),
        }

    def test_nearest_to_one_is_match_heat_2_at_the_line(self) -> None:
        short: dict[tuple[str, int, int], int] = {}
        for phase, number, each in scenes():
            truth = simulate(each).truth
            if truth.home is None or truth.back is None or truth.catch is not None:
                continue
            for n in range(1, 32):
                left = truth.home.elapsed[n] - truth.back.elapsed[n - 1]
                short[phase, number, n] = left
        assert min(short.values()) == short["first-round", 2, 31]
        assert 50_000 < short["first-round", 2, 31] < 500_000


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Stream], Meet]:
    """A whole demonstration, with the truth of each heat."""
    path = tmp_path_factory.mktemp("rides") / "a.halflap"
    streams: list[Stream] = []
    honest = Velodrome.stream

    def remembered(self: Velodrome, scene: Scene) -> Stream:
        streams.append(honest(self, scene))
        return streams[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Velodrome, "stream", remembered)
        assert main(["demo", "--file", str(path)]) == 0
    with Desk.open(path) as desk:
        return streams, desk.ledger.state


class TestTheTimingOfThem:
    def test_every_split_is_the_truth_but_for_two_that_sensors_missed(
        self, timed: tuple[list[Stream], Meet]
    ) -> None:
        streams, meet = timed
        heats = [heat for _, phase in meet.competitions["men"].phases for heat in phase.counting]
        missing = []
        for heat, stream in zip(heats, streams, strict=True):
            for ride in heat.splits:
                truth = stream.truth.ride(Side(ride.start))
                assert truth is not None
                for split, us in zip(ride.splits, truth.elapsed, strict=True):
                    if split.us is None:
                        missing.append((ride.bib, split.half_lap))
                    else:
                        assert split.us == us
        assert missing == [(3, 17), (12, 22)]

    def test_every_impulse_is_kept(self, timed: tuple[list[Stream], Meet]) -> None:
        streams, meet = timed
        made = [each for stream in streams for each in stream.impulses]
        assert meet.timing.count == len(made) + 3
        assert sum(each.kind is Kind.STRAY for each in made) == 1
        (source,) = meet.timing.sources
        assert (source.epoch, source.rejected, source.lost) == (0, 0, 0)


class TestAFinishThatIsMissed:
    def test_is_left_to_people(
        self, run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)
        faults = {("qualifying", "2"): Fault(missed=(Miss(Side.HOME, 32),))}
        monkeypatch.setattr(demo_rides, "FAULTS", faults)
        done = run("demo")
        assert done.code == 1
        assert (
            "  The times are in doubt, and nobody is here to look at them:\n"
            "Linas Balciunas: No impulse of the finish: take the time from the backup source, a "
            "hand time or the photo finish.\n" in done.out
        )
        assert "Qualifying, heat 3" not in done.out
