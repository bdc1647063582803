"""Which ride is better: the one order of all outcomes, and what separates equal times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.rulebook.format import Ties
from halflap.rulebook.order import loser_class, order_key, separate
from halflap.sport.heat import Ride
from halflap.sport.outcome import Timed, time_of
from halflap.sport.times import RecordedTime
from tests.rulebook.riding import ride


def groups(ties: Ties, *rides: str) -> list[str]:
    """The riders from best to worst; those whom nothing separates together."""
    return [
        "=".join(each.rider for each in group.rides)
        for group in separate((ride(text) for text in rides), ties)
    ]


class TestTheOneOrderOfAllOutcomes:
    """Whoever rode, then caught, relegated, DNF, DNS, DSQ, and who is still to ride."""

    BEST_TO_WORST = ("4:15.000", "OVL", "REL", "DNF", "DNS", "DSQ", "")

    def test_is_kept_whatever_order_they_come_in(self) -> None:
        turned = sorted(
            reversed(self.BEST_TO_WORST), key=lambda text: order_key(ride(f"A {text}").outcome)
        )
        assert tuple(turned) == self.BEST_TO_WORST

    @pytest.mark.parametrize("text", ["CAP", "CAP 4:15", "WO", "?"])
    def test_whoever_rode_or_won_without_a_time_is_no_worse_than_one_with_it(
        self, text: str
    ) -> None:
        assert order_key(ride(f"A {text}").outcome) == order_key(ride("B 4:15").outcome)

    def test_no_time_makes_a_status_better(self) -> None:
        for status in ("OVL", "REL"):
            known = order_key(ride(f"A {status} 4:10").outcome)
            assert known == order_key(ride(f"B {status}").outcome)


class TestTheClassOfABeatenRider:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("A 4:15", "timed"),
            ("A ?", "timed"),
            ("A CAP", "timed"),
            ("A OVL", "caught"),
            ("A OVL 4:40", "caught"),
            ("A DNF", "dnf"),
            ("A REL 4:15", "relegated"),
            ("A DNS-excused", "dns"),
            ("A DSQ", None),
            ("A", None),
        ],
    )
    def test_follows_from_how_the_ride_ended(self, text: str, found: str | None) -> None:
        assert loser_class(ride(text).outcome) == found


class TestUci3_2_061TheBetterLastLap:
    def test_decides_between_equal_times_only(self) -> None:
        assert groups(Ties(), "A 4:15.001 last=14.0", "B 4:15.000 last=16.0") == ["B", "A"]
        assert groups(Ties(), "A 4:15.000 last=15.2", "B 4:15.000 last=15.1") == ["B", "A"]

    def test_then_lots_among_those_still_equal(self) -> None:
        rides = (
            "A 4:15 last=15.1 lot=2",
            "B 4:15 last=15.1 lot=1",
            "C 4:15 last=15.0 lot=3",
        )
        assert groups(Ties(), *rides) == ["C", "B", "A"]

    def test_a_missing_last_lap_never_wins_nor_loses_a_tie(self) -> None:
        assert groups(Ties(), "A 4:15 last=15.1", "B 4:15") == ["A=B"]
        assert groups(Ties(), "A 4:15 last=15.1 lot=2", "B 4:15 lot=1") == ["B", "A"]

    def test_each_group_says_what_put_it_behind_the_one_before(self) -> None:
        rides = (
            "A 4:15 last=15.1 lot=1",
            "B 4:15 last=15.1 lot=2",
            "C 4:15 last=15.2 lot=3",
            "D 4:16 last=15.0",
        )
        found = separate((ride(text) for text in rides), Ties())
        assert [group.by for group in found] == ["time", "lots", "last-lap", "time"]

    def test_equal_as_far_as_known_stay_together(self) -> None:
        assert groups(Ties(), "A 4:15", "B 4:15", "C 4:16") == ["A=B", "C"]

    def test_a_hand_time_equal_in_microseconds_is_equal(self) -> None:
        assert groups(Ties(), "A 4:15.1", "B 4:15.100") == ["A=B"]


RIDES = st.lists(
    st.builds(
        Ride,
        st.uuids().map(str),
        st.sampled_from([255_000_000, 255_001_000, 256_000_000]).map(RecordedTime).map(Timed),
        st.none(),
        st.none() | st.sampled_from([15_000_000, 15_001_000]).map(RecordedTime),
        st.none() | st.integers(1, 3),
    ),
    max_size=8,
    unique_by=lambda each: each.rider,
)


class TestWhatAlwaysHolds:
    @given(RIDES)
    def test_nobody_is_lost_and_no_better_time_stands_behind(self, rides: list[Ride]) -> None:
        found = [each for group in separate(rides, Ties()) for each in group.rides]
        assert sorted(each.rider for each in found) == sorted(each.rider for each in rides)
        times = [time.us for each in found if (time := time_of(each.outcome)) is not None]
        assert times == sorted(times)

    @given(RIDES)
    def test_the_order_of_arrival_decides_nothing(self, rides: list[Ride]) -> None:
        turned = list(reversed(rides))
        assert [
            ({each.rider for each in group.rides}, group.by) for group in separate(rides, Ties())
        ] == [
            ({each.rider for each in group.rides}, group.by) for group in separate(turned, Ties())
        ]
