"""What a heat is: riders drawn together, the straights, and which attempt counts."""

from __future__ import annotations

from halflap.sport.heat import Heat, PhaseResults, Ride, Side
from halflap.sport.outcome import DidNotFinish, Timed
from halflap.sport.times import recorded

FIRST = Timed(recorded("4:20.000"))
SECOND = Timed(recorded("4:19.000"))


class TestTheStraights:
    def test_home_is_opposite_back(self) -> None:
        assert Side.HOME.other is Side.BACK
        assert Side.BACK.other is Side.HOME


class TestTheOpponent:
    def test_is_the_other_rider_of_the_heat(self) -> None:
        heat = Heat(1, (Ride("Wiggins"), Ride("McGee")))
        assert heat.opponent("Wiggins") == Ride("McGee")
        assert heat.opponent("McGee") == Ride("Wiggins")

    def test_is_nobody_for_who_rides_alone(self) -> None:
        assert Heat(1, (Ride("Castano"),)).opponent("Castano") is None


class TestUci3_2_074AReRideReplacesTheFirstAttempt:
    def test_wherever_it_stands_among_the_heats(self) -> None:
        fell = Heat(1, (Ride("A", DidNotFinish()), Ride("B", FIRST)))
        again = Heat(9, (Ride("A", SECOND, re_ride=True),))
        for heats in ((fell, again), (again, fell)):
            rides = PhaseResults("qualifying", heats).rides
            assert {ride.rider: ride.outcome for ride in rides} == {"A": SECOND, "B": FIRST}

    def test_even_before_it_is_ridden(self) -> None:
        fell = Heat(1, (Ride("A", DidNotFinish()),))
        waiting = Heat(2, (Ride("A", re_ride=True),))
        (ride,) = PhaseResults("qualifying", (fell, waiting)).rides
        assert ride.outcome is None

    def test_a_second_re_ride_replaces_the_first(self) -> None:
        heats = (
            Heat(1, (Ride("A", DidNotFinish()),)),
            Heat(2, (Ride("A", FIRST, re_ride=True),)),
            Heat(3, (Ride("A", SECOND, re_ride=True),)),
        )
        (ride,) = PhaseResults("qualifying", heats).rides
        assert ride.outcome == SECOND

    def test_every_rider_counts_once(self) -> None:
        heats = (Heat(1, (Ride("A", FIRST), Ride("B", FIRST))), Heat(2, (Ride("C", SECOND),)))
        assert [ride.rider for ride in PhaseResults("qualifying", heats).rides] == ["A", "B", "C"]
