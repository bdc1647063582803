"""One rider's finish is odd: the other one's is doubtful if they met shortly before."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from halflap.sport.heat import Side
from halflap.timing.assignment import Doubt, DoubtCode, RideReading, RideStatus, Split
from halflap.timing.odd_finish import with_others_doubt
from halflap.words.sentence import say

HOME_S = (12.0, 20.0, 28.0, 36.0, 44.0, 52.0, 60.0, 68.0)
MET_AT_6 = (13.0, 21.6, 30.2, 38.8, 52.4, 61.0, 69.6, 78.2)
"""The fifth half lap ends at the home line 0.4 s after home's sixth does."""
FAR_APART = (12.5, 20.6, 28.7, 36.8, 44.9, 53.0, 61.1, 69.2)


def ride(start: Side, seconds: Sequence[float], *doubts: tuple[DoubtCode, int]) -> RideReading:
    splits = tuple(
        Split(n, Fraction(125 * n), round(1e6 * at), (n,), 1.0) for n, at in enumerate(seconds, 1)
    )
    found = tuple(Doubt(code, n, say("Odd.")) for code, n in doubts)
    return RideReading(start, splits, RideStatus.CLEAR, found)


class TestTheOthersOddFinish:
    HOME = ride(Side.HOME, HOME_S)

    def test_makes_the_finish_doubtful_after_a_meeting(self) -> None:
        other = ride(Side.BACK, MET_AT_6, (DoubtCode.LATE, 8))
        found = with_others_doubt(self.HOME, other, ())
        assert found.status is RideStatus.DOUBTFUL
        assert [(one.code, one.half_lap) for one in found.doubts] == [(DoubtCode.CLOSE, 8)]
        assert "The riders were near each other at half lap 6" in str(found.doubts[0].text)
        assert found.time_us == 68_000_000

    def test_says_nothing_where_the_riders_did_not_meet(self) -> None:
        other = ride(Side.BACK, FAR_APART, (DoubtCode.LATE, 8))
        assert with_others_doubt(self.HOME, other, ()) == self.HOME

    def test_says_nothing_where_a_transponder_or_a_person_says_whose_it_is(self) -> None:
        other = ride(Side.BACK, MET_AT_6, (DoubtCode.LATE, 8))
        assert with_others_doubt(self.HOME, other, {8}) == self.HOME

    def test_says_nothing_of_another_half_lap_or_another_doubt(self) -> None:
        for doubt in ((DoubtCode.LATE, 5), (DoubtCode.MISSING, 8)):
            assert with_others_doubt(self.HOME, ride(Side.BACK, MET_AT_6, doubt), ()) == self.HOME
