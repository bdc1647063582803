"""Ranks against times: the better time has the better rank; one wrong row, one contradiction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halflap.rulebook.audit.order import fewest_out_of_order
from tests.rulebook.audit.sources import ATHENS, changed, event, found, heat, only, real, round_of


class TestQualifying:
    """UCI 3.2.053: the rank follows the time, over all heats."""

    def test_ranks_that_follow_the_times_are_right(self) -> None:
        assert (
            found(event(round_of("qualifying", "1 A 4:15.165", "2 B 4:16.862", "3 C 4:17.5"))) == []
        )

    def test_one_wrong_time_is_one_contradiction_on_its_row(self) -> None:
        rides = ("9 A 3:40.862", "10 B 3:41.175", "11 C 3:34.480", "12 D 3:45.691", "13 E 3:56.849")
        one = only(event(round_of("qualifying", *rides, complete=False), distance_m="3000"))
        assert (one.severity, one.kind, one.where) == ("error", "rank", "/0/2")
        assert str(one.derived) == (
            "3:34.480 is faster than 3:41.175 of B, who has the better rank 10."
        )

    def test_a_time_too_slow_for_its_rank(self) -> None:
        one = only(event(round_of("qualifying", "1 A 4:19.000", "2 B 4:16.000", "3 C 4:17.000")))
        assert one.where == "/0/0"
        assert str(one.derived) == "4:19.000 is slower than 4:16.000 of B, who has only rank 2."

    def test_equal_times_may_share_a_rank_or_not(self) -> None:
        assert (
            found(event(round_of("qualifying", "1 A 4:16.000", "1 B 4:16.000", "3 C 4:17.000")))
            == []
        )
        assert (
            found(event(round_of("qualifying", "1 A 4:16.000", "2 B 4:16.000", "3 C 4:17.000")))
            == []
        )

    def test_different_times_do_not_share_a_rank(self) -> None:
        rides = ("1 A 4:16.000", "1 B 4:16.001", "3 C 4:17.000")
        assert found(event(round_of("qualifying", *rides))) == ["error rank /0/1"]

    def test_times_of_different_resolution_are_compared_as_far_as_both_go(self) -> None:
        assert (
            found(event(round_of("qualifying", "1 A 4:16.34", "2 B 4:16.341", "3 C 4:17.0"))) == []
        )
        assert (
            found(event(round_of("qualifying", "1 A 4:16.349", "2 B 4:16.34", "3 C 4:17.0"))) == []
        )

    def test_a_caught_rider_with_a_rank_has_it_by_his_time(self) -> None:
        rides = ("1 A 4:16.000", "2 B 4:20.000 OVL", "3 C 4:18.000", "4 D 4:19.000")
        assert found(event(round_of("qualifying", *rides))) == ["error rank /0/1"]

    def test_a_caught_rider_without_a_rank_is_older_rules(self) -> None:
        assert found(event(round_of("qualifying", "1 A 4:16.000", "- B 4:15.000 OVL"))) == []

    def test_who_did_not_start_stands_before_nobody(self) -> None:
        rides = ("1 A 4:16.000", "2 B DNS", "3 C 4:18.000")
        assert found(event(round_of("qualifying", *rides))) == ["error rank /0/1"]

    def test_a_caught_rider_without_a_time_stands_before_nobody(self) -> None:
        rides = ("1 A 4:16.000", "2 B OVL", "3 C 4:18.000")
        assert found(event(round_of("qualifying", *rides))) == ["error rank /0/1"]

    def test_a_number_beside_the_last_who_did_not_finish_is_a_habit(self) -> None:
        assert found(event(round_of("qualifying", "1 A 4:16.000", "2 B DNF"))) == []

    def test_a_rank_nobody_holds_is_a_doubt_in_a_complete_round_only(self) -> None:
        rides = ("1 A 4:16.000", "2 B 4:17.000", "4 C 4:18.000")
        assert found(event(round_of("qualifying", *rides))) == ["doubt rank /0/2"]
        assert found(event(round_of("qualifying", *rides, complete=False))) == []

    def test_ranks_that_begin_again_in_every_heat_are_of_the_heat(self) -> None:
        first = heat("1 A 4:52.82", "2 B 4:53.33")
        assert found(event(round_of("qualifying", first, heat("1 C 4:49.84", "2 D 4:54.94")))) == []
        wrong = heat("1 C 4:54.94", "2 D 4:49.84")
        assert found(event(round_of("qualifying", first, wrong))) == ["error rank /0/1/0"]


class TestMatchRound:
    """Winners among themselves and losers among themselves, never one against the other."""

    def test_losers_may_be_faster_than_winners(self) -> None:
        heats = (heat("1 A 4:16.000", "3 B 4:17.000"), heat("2 C 4:18.000", "4 D 4:19.000"))
        assert found(event(round_of("match", *heats))) == []

    def test_winners_are_ranked_by_time(self) -> None:
        made = changed(real(ATHENS), "/rounds/1/heats/0/riders/0", time="4:17.100")
        assert found(made) == ["error rank /rounds/1/heats/0/riders/0"]

    def test_losers_are_ranked_by_time(self) -> None:
        made = changed(real(ATHENS), "/rounds/1/heats/3/riders/1", time="4:27.235")
        assert found(made) == ["error rank /rounds/1/heats/3/riders/1"]

    def test_a_gold_rider_may_be_slower_than_a_bronze_rider(self) -> None:
        gold = heat("1 A 3:59.407", "2 B 4:04.794", label="gold")
        bronze = heat("3 C 4:04.081", "4 D 4:04.437", label="bronze")
        assert found(event(round_of("medal", bronze, gold))) == []


class TestFewestOutOfOrder:
    """The fewest rows that have to be wrong."""

    @given(st.lists(st.integers(0, 50), max_size=12))
    def test_what_is_left_is_in_order_and_sorted_lists_lose_nothing(self, items: list[int]) -> None:
        pairs = list(enumerate(items))
        wrong = fewest_out_of_order(pairs, lambda a, b: a[1] <= b[1])
        left = [value for index, value in pairs if (index, value) not in wrong]
        assert left == sorted(left)
        assert fewest_out_of_order(sorted(items), lambda a, b: a <= b) == []

    @given(st.lists(st.integers(0, 50), min_size=3, max_size=12, unique=True), st.data())
    def test_one_item_moved_is_one_item_found(self, items: list[int], data: st.DataObject) -> None:
        items.sort()
        at = data.draw(st.integers(1, len(items) - 2))
        assert len(fewest_out_of_order([*items[:at], 99, *items[at:]], lambda a, b: a <= b)) == 1
