"""Printed speeds and gaps: arithmetic from the times, cut or rounded to the digits printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.published import PublishedEvent
from halflap.sport.times import format_time
from tests.rulebook.audit.sources import event, found, heat, only, ride, round_of


def at(time: str, speed: str, distance: str = "4000") -> PublishedEvent:
    """One ride with a printed speed."""
    made = round_of("qualifying", ride(f"1 A {time}", speed=speed), complete=False)
    return event(made, distance_m=distance)


class TestSpeed:
    """Barcelona 1992 and Beijing 2008, as printed."""

    @pytest.mark.parametrize(
        ("time", "speed"),
        [
            ("4:27.357", "53.860"),
            ("4:30.054", "53.322"),
            ("4:32.253", "52.891"),
            ("4:32.253", "52.89"),
        ],
    )
    def test_a_speed_may_be_cut_or_rounded(self, time: str, speed: str) -> None:
        assert found(at(time, speed)) == []

    def test_times_in_hundredths_may_be_rounded(self) -> None:
        """4:22.358 printed as 4:22.36 with the speed of the thousandths."""
        assert found(at("4:22.36", "54.8868")) == []

    def test_a_digit_lost_from_a_speed(self) -> None:
        one = only(at("4:31.033", "53.30"))
        assert (one.severity, one.kind, one.where) == ("error", "speed", "/0/0")
        assert str(one.derived) == "4000 m in 4:31.033 are 53.130 km/h."

    def test_without_a_distance_there_is_nothing_to_check(self) -> None:
        assert (
            found(
                event(round_of("qualifying", ride("1 A 4:31.033", speed="53.30")), distance_m=None)
            )
            == []
        )

    def test_speeds_that_all_fit_another_distance_are_one_contradiction(self) -> None:
        rides = [
            ride("1 A 3:28.321", speed="51.843"),
            ride("2 B 3:30.395", speed="51.332"),
            ride("3 C 3:31.413", speed="51.084"),
        ]
        one = only(event(round_of("qualifying", *rides), distance_m="3500"))
        assert (one.kind, one.where) == ("speed", "/0/0")
        assert "3000 m" in str(one.derived)

    @given(st.integers(225_000, 330_000), st.integers(1, 3), st.booleans())
    def test_every_true_speed_is_believed(self, ms: int, decimals: int, rounded: bool) -> None:
        exact = 4000 * 3600 * 10**decimals
        digits = (exact + (ms // 2 if rounded else 0)) // ms
        speed = f"{digits // 10**decimals}.{digits % 10**decimals:0{decimals}d}"
        assert found(at(format_time(ms * 1000), speed)) == []


class TestGap:
    """A gap is to the opponent, the leader or the rider before."""

    def test_the_gap_to_the_leader(self) -> None:
        rides = (
            ride("1 A 4:03.215"),
            ride("2 B 4:04.001", gap="+0.786"),
            ride("3 C 4:05.102", gap="+1.887"),
        )
        assert found(event(round_of("qualifying", *rides))) == []

    def test_the_gap_to_the_rider_before(self) -> None:
        rides = (
            ride("1 A 4:03.215"),
            ride("2 B 4:04.001", gap="+0.786"),
            ride("3 C 4:05.102", gap="+1.101"),
        )
        assert found(event(round_of("qualifying", *rides))) == []

    def test_the_gap_to_the_fastest_so_far(self) -> None:
        heats = (
            heat("- A 4:05.000", "- B 4:08.000"),
            heat(ride("- C 4:06.500", gap="+1.500"), "- D 4:07.000"),
            heat("- E 4:03.000", "- F 4:09.000"),
        )
        assert found(event(round_of("qualifying", *heats))) == []

    def test_a_gap_that_is_no_difference(self) -> None:
        made = heat("3 A 4:05.000", ride("4 B 4:05.413", gap="+0.431"), label="bronze")
        one = only(event(round_of("medal", made, complete=False)))
        assert (one.severity, one.kind, one.where) == ("error", "gap", "/0/0/1")
        assert str(one.derived) == "4:05.413 against 4:05.000 of A is a gap of 0.413."

    def test_times_cut_to_hundredths_move_a_gap_by_a_hundredth(self) -> None:
        made = heat("3 A 4:05.00", ride("4 B 4:05.41", gap="+0.42"), label="bronze")
        assert found(event(round_of("medal", made, complete=False))) == []

    def test_the_leader_may_be_missing_from_a_fragment(self) -> None:
        rides = (ride("3 C 4:05.102", gap="+1.887"), ride("4 D 4:06.500", gap="+3.285"))
        assert found(event(round_of("qualifying", *rides, complete=False))) == []
