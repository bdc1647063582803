"""Who won a heat: the catch, or else the better time, and the finals decide their own places."""

from __future__ import annotations

import pytest

from tests.rulebook.audit.sources import ATHENS, changed, event, found, heat, only, real, round_of


class TestBetterTime:
    """UCI 3.2.051."""

    def test_the_slower_rider_cannot_have_won(self) -> None:
        one = only(event(round_of("match", heat("1 A 4:20.336", "2 B 4:19.581"), complete=False)))
        assert (one.severity, one.kind, one.where) == ("error", "winner", "/0/0/0")
        assert str(one.derived) == "B was 0.755 s faster: 4:19.581 against 4:20.336."

    def test_equal_times_are_won_by_the_last_lap(self) -> None:
        assert (
            found(event(round_of("match", heat("1 A 3:42.052", "2 B 3:42.052"), complete=False)))
            == []
        )

    def test_an_unknown_time_contradicts_nothing(self) -> None:
        assert found(event(round_of("match", heat("1 A ?", "2 B 4:19.581"), complete=False))) == []


class TestStatus:
    """UCI 3.2.057 and 3.2.060."""

    @pytest.mark.parametrize("winner", ["OVL", "DNF", "DNS", "DSQ", "REL"])
    def test_who_was_caught_or_did_not_finish_cannot_have_won(self, winner: str) -> None:
        made = event(round_of("match", heat(f"1 A {winner}", "2 B 4:19.581"), complete=False))
        assert found(made) == ["error winner /0/0/0"]

    def test_the_catcher_wins_without_a_time(self) -> None:
        gold = heat("1 Boardman CAP", "2 Lehmann OVL", label="gold")
        assert found(event(round_of("medal", gold, complete=False))) == []

    def test_two_absent_riders_are_a_ruling(self) -> None:
        assert found(event(round_of("match", heat("1 A DNF", "2 B DNS"), complete=False))) == []

    def test_in_qualifying_a_caught_rider_may_be_before_his_catcher(self) -> None:
        heats = (heat("1 A 4:20.000 OVL", "2 B 4:21.000 CAP"), heat("1 C 4:22.000", "2 D 4:23.000"))
        assert found(event(round_of("qualifying", *heats))) == []


class TestMedalRides:
    """The gold ride decides places 1 and 2, the bronze ride 3 and 4."""

    def test_the_gold_ride_has_no_third(self) -> None:
        gold = heat("3 A 4:18.000", "4 B 4:19.000", label="gold")
        assert found(event(round_of("medal", gold, complete=False))) == ["error medal /0/0/0"]

    def test_ranks_of_the_heat_are_right_as_well(self) -> None:
        bronze = heat("1 A 4:18.000", "2 B 4:19.000", label="bronze")
        assert found(event(round_of("medal", bronze, complete=False))) == []

    def test_athens_with_the_times_of_the_gold_ride_exchanged(self) -> None:
        made = changed(real(ATHENS), "/rounds/2/heats/1/riders/0", time="4:21.304")
        assert found(made) == ["error winner /rounds/2/heats/1/riders/0"]
