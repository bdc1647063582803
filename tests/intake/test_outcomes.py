"""A printed status and time as an outcome."""

from __future__ import annotations

from fractions import Fraction

import pytest

from halflap.intake.outcomes import ride_of
from halflap.sport.outcome import (
    Catch,
    Caught,
    DidNotFinish,
    DidNotStart,
    Disqualified,
    Outcome,
    Relegated,
    Timed,
    Untimed,
    Walkover,
)
from halflap.sport.published import Damage, PublishedRide
from halflap.sport.times import RecordedTime, Source

TIME = RecordedTime(255_165_000, 3, Source.PUBLISHED)


def printed(
    status: str | None, time: str | None = None, *, caught_at_m: str | None = None
) -> PublishedRide:
    return PublishedRide(
        "/rounds/0/results/0", "Rider", status=status, time=time, caught_at_m=caught_at_m
    )


class TestEveryStatus:
    @pytest.mark.parametrize(
        ("status", "time", "outcome"),
        [
            ("OK", "4:15.165", Timed(TIME)),
            ("OK", None, Untimed()),
            (None, "4:15.165", Timed(TIME)),
            (None, None, None),
            ("OVL", None, Caught()),
            ("OVL", "4:15.165", Caught(TIME)),
            ("CAP", None, Catch()),
            ("CAP", "4:15.165", Catch(TIME)),
            ("REL", "4:15.165", Relegated(TIME)),
            ("WO", None, Walkover()),
            ("DNF", None, DidNotFinish()),
            ("DNS", None, DidNotStart()),
            ("DSQ", "4:15.165", Disqualified()),
        ],
    )
    def test_is_one_outcome(
        self, status: str | None, time: str | None, outcome: Outcome | None
    ) -> None:
        ride, damage = ride_of(printed(status, time))
        assert ride.outcome == outcome
        assert damage == ()

    def test_where_the_catch_was_is_a_fraction(self) -> None:
        ride, _ = ride_of(printed("CAP", caught_at_m="20000/7"))
        assert ride.outcome == Catch(None, Fraction(20000, 7))

    def test_excused_is_kept(self) -> None:
        row = PublishedRide("/rounds/0/results/0", "Rider", status="DNS", excused=True)
        assert ride_of(row)[0].outcome == DidNotStart(excused=True)


class TestEveryWayTimesArePrinted:
    @pytest.mark.parametrize(
        ("text", "us", "digits"),
        [
            ("4:15.165", 255_165_000, 3),
            ("4:35,57", 275_570_000, 2),
            ("3:29:945", 209_945_000, 3),
            ("4'36\"918", 276_918_000, 3),
            ("4.18.976", 258_976_000, 3),
            ("59.120", 59_120_000, 3),
            ("4:24", 264_000_000, 0),
            ("3:48.9124", 228_912_000, 3),
        ],
    )
    def test_keeps_its_decimals_and_no_more_than_three(
        self, text: str, us: int, digits: int
    ) -> None:
        ride, damage = ride_of(printed("OK", text))
        assert ride.outcome == Timed(RecordedTime(us, digits, Source.PUBLISHED))
        assert damage == ()


class TestWhatCannotBeReadIsDamage:
    @pytest.mark.parametrize("text", ["4:75.000", "LAP", "—", "0.000", "4:1x.165"])
    def test_a_bad_time_is_named_and_never_guessed(self, text: str) -> None:
        ride, damage = ride_of(printed("OK", text))
        assert ride.outcome == Untimed()
        assert damage == (Damage("/rounds/0/results/0", text, "a time such as 4:15.165"),)

    def test_a_bad_last_lap(self) -> None:
        row = PublishedRide("/a", "Rider", time="4:15.165", last_lap="fast")
        ride, damage = ride_of(row)
        assert ride.last_lap is None
        assert damage == (Damage("/a", "fast", "a time such as 4:15.165"),)

    def test_a_time_of_a_rider_who_did_not_start(self) -> None:
        ride, damage = ride_of(printed("DNS", "4:15.165"))
        assert ride.outcome == DidNotStart()
        assert [each.says for each in damage] == ["4:15.165"]
