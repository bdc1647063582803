"""A race on the move: drawn from splits that came, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from halflap.cli.demo_race import Racer, Seen, frame, moments
from halflap.cli.demo_stage import cut
from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.sport.track import Track
from halflap.timing.assignment import Assignment, CatchReading, RideReading, RideStatus, Split
from halflap.timing.live import live

RACERS = (
    Racer(Side.HOME, "home", "Wiggins", "GBR"),
    Racer(Side.BACK, "back", "Roberts", "AUS"),
)
PLAN = RunPlan(Track(Fraction(250)).course(1000))


def ride(start: Side, *seconds: float | None) -> RideReading:
    """A ride over eight half laps: the end of each in seconds, None where it is missing."""
    known = [*seconds, *(None,) * (8 - len(seconds))]
    splits = tuple(
        Split(n, Fraction(125 * n), None if each is None else round(each * 1e6))
        for n, each in enumerate(known, start=1)
    )
    return RideReading(start, splits, RideStatus.CLEAR)


def seen(home: RideReading, back: RideReading | None) -> Seen:
    """What is shown of those two."""
    rides = [each for each in (home, back) if each is not None]
    view = live(Assignment(home, back), PLAN, 0)
    return Seen(tuple((each.start, each.splits) for each in rides), view)


class TestAFrame:
    def test_begins_at_the_gun(self) -> None:
        assert frame(RACERS, Seen(), 0, 8) == [
            f"  home  Wiggins  GBR  {'─' * 8}  lap 1/4",
            f"  back  Roberts  AUS  {'─' * 8}  lap 1/4",
            "     0.0",
        ]

    def test_shows_half_laps_done_the_split_and_the_gap_where_both_have_been(self) -> None:
        now = seen(ride(Side.HOME, 12, 20, 28), ride(Side.BACK, 12.1, 20.25))
        assert frame(RACERS, now, 28_300_000, 8) == [
            "  home  Wiggins  GBR  ━━━─────  lap 2/4    28.000",
            "  back  Roberts  AUS  ━━──────  lap 2/4    20.250",
            "    28.3  Wiggins +0.250 s at 250 m",
        ]

    def test_the_other_rider_may_lead(self) -> None:
        now = seen(ride(Side.HOME, 12.5), ride(Side.BACK, 12.1))
        assert frame(RACERS, now, 13_000_000, 8)[-1] == "    13.0  Roberts +0.400 s at 125 m"

    def test_marks_a_half_lap_that_was_not_seen(self) -> None:
        now = seen(ride(Side.HOME, 12, None, 28), ride(Side.BACK))
        assert "━╌━─────  lap 2/4    28.000" in frame(RACERS, now, 28_300_000, 8)[0]

    def test_shows_the_first_time_while_the_other_still_rides(self) -> None:
        now = seen(
            ride(Side.HOME, 12, 20, 28, 36, 44, 52, 60, 68.123),
            ride(Side.BACK, 12, 20, 28, 36, 44, 52, 60.5),
        )
        home, back, _ = frame(RACERS, now, 68_500_000, 8)
        assert home.endswith("━━━━━━━━  1:08.123")
        assert back.endswith("━━━━━━━─  lap 4/4  1:00.500")

    def test_says_who_has_caught_whom(self) -> None:
        now = seen(ride(Side.HOME, 12, 20, 28), ride(Side.BACK, 20, 29))
        now = replace(now, catch=CatchReading(Side.HOME, 2, Fraction(250), False))
        assert frame(RACERS, now, 30_000_000, 8)[-1] == (
            "    30.0  Wiggins +9.000 s at 250 m  ·  Wiggins has caught Roberts"
        )

    def test_a_rider_alone_has_no_gap(self) -> None:
        now = seen(ride(Side.HOME, 12, 20), None)
        assert frame(RACERS[:1], now, 21_000_000, 8) == [
            "  home  Wiggins  GBR  ━━──────  lap 2/4    20.000",
            "    21.0",
        ]


class TestTheScreen:
    def test_at_the_pace_of_the_clock_there_are_twenty_frames_a_second(self) -> None:
        assert list(moments(200_001, speed=1)) == [0, 50_000, 100_000, 150_000, 200_000, 200_001]

    def test_a_line_is_cut_before_it_wraps(self) -> None:
        assert cut("寺崎 浩平", 5) == "寺崎 "
