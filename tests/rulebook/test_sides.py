"""Which straight a rider starts on (UCI 3.2.071)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from halflap.rulebook.sides import propose_later, propose_qualifying, ridden_from
from halflap.sport.heat import Side
from halflap.sport.track import Track

ON_250 = Track(Fraction(250)).course(4000)
ON_400 = Track(Fraction(400)).course(3000)


class TestQualifying:
    def test_the_better_seed_is_proposed_at_home(self) -> None:
        home, back = propose_qualifying(["Wiggins", "Roberts"])
        assert (home.rider, home.side) == ("Wiggins", Side.HOME)
        assert (back.rider, back.side) == ("Roberts", Side.BACK)
        assert home.reason.article == "3.2.071"

    def test_a_rider_alone_is_proposed_at_home(self) -> None:
        (alone,) = propose_qualifying(["Castano"])
        assert alone.side is Side.HOME
        assert "rides alone" in str(alone.reason)


class TestLaterPhases:
    def test_on_whole_laps_the_better_starts_and_finishes_at_home(self) -> None:
        better, other = propose_later(["Wiggins", "McGee"], ON_250)
        assert (better.rider, better.side) == ("Wiggins", Side.HOME)
        assert (other.rider, other.side) == ("McGee", Side.BACK)
        assert "32 half laps end where they start" in str(better.reason)

    def test_on_odd_half_laps_the_better_starts_on_the_back_to_finish_at_home(self) -> None:
        better, other = propose_later(["Ulmer", "Mactier"], ON_400)
        assert better.side is Side.BACK
        assert other.side is Side.HOME
        assert "15 half laps end on the opposite straight" in str(better.reason)

    @pytest.mark.parametrize("h", range(4, 16))
    @pytest.mark.parametrize("distance", [1000, 2000, 3000, 4000])
    def test_on_every_track_the_better_finishes_at_home(self, h: int, distance: int) -> None:
        course = Track(Fraction(2000, h)).course(distance)
        better, other = propose_later(["A", "B"], course)
        assert course.finish_side(better.side) is Side.HOME
        assert course.finish_side(other.side) is Side.BACK

    def test_a_rider_alone_is_placed_like_the_better(self) -> None:
        (alone,) = propose_later(["Ulmer"], ON_400)
        assert alone.side is Side.BACK


class TestCase27AWrongSide:
    def test_is_accepted_and_reported_after_the_start(self) -> None:
        report = ridden_from("McGee", drawn=Side.HOME, ridden=Side.BACK)
        assert str(report) == (
            "McGee started on the back straight but was drawn at home: accepted and reported."
            " [3.2.071]"
        )
        other = ridden_from("Wiggins", drawn=Side.BACK, ridden=Side.HOME)
        assert "started at home but was drawn on the back" in str(other)

    def test_is_no_matter_when_it_is_the_right_one(self) -> None:
        assert ridden_from("McGee", Side.HOME, Side.HOME) is None
