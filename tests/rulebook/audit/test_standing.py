"""The printed classification and the medals against what the rides give."""

from __future__ import annotations

from dataclasses import replace

from halflap.sport.published import PublishedPlace
from tests.rulebook.audit.sources import ATHENS, changed, event, found, heat, only, real, round_of


class TestClassification:
    """Athens 2004: losers of the match round 5th to 8th by time, 9th and below by qualifying."""

    def test_exchanged_places_are_one_contradiction(self) -> None:
        made = changed(real(ATHENS), "/final/4", rank=6)
        made = changed(made, "/final/5", rank=5)
        one = only(made)
        assert (one.severity, one.kind, one.where) == ("error", "classification", "/final/5")
        assert one.says == "5. Fabien Sanchez; 6. Luke Roberts"
        assert "Luke Roberts: place 5." in str(one.derived)

    def test_medals_exchanged_are_a_contradiction_of_medals(self) -> None:
        made = changed(real(ATHENS), "/final/0", rank=2)
        assert [one.split()[1] for one in found(changed(made, "/final/1", rank=1))] == ["medal"]

    def test_a_place_for_who_did_not_start_is_a_doubt(self) -> None:
        made = changed(real(ATHENS), "/final/15", rank=16)
        assert found(made) == ["doubt classification /final/15"]

    def test_a_list_that_ends_early_contradicts_nothing(self) -> None:
        made = real(ATHENS)
        assert found(replace(made, final=made.final[:4])) == []

    def test_unknown_times_decide_no_place(self) -> None:
        qualifying = round_of("qualifying", "1 A 4:15.0", "2 B 4:16.0", "- C ?", "- D ?", "- E ?")
        assert found(event(qualifying, final=["1 A", "2 B", "3 D", "4 E", "5 C"]), "uci-2023") == []


class TestBelowTheCut:
    """Who does not advance is placed by qualifying, even where times are missing."""

    QUALIFYING = round_of("qualifying", *(f"{n} R{n} ?" for n in range(1, 9)), complete=False)

    def test_places_follow_the_qualifying_ranks(self) -> None:
        final = ["1 R3", "2 R1", "5 R5", "6 R6", "7 R7", "8 R8"]
        assert found(event(self.QUALIFYING, final=final), "uci-2023") == []

    def test_places_that_do_not(self) -> None:
        made = event(self.QUALIFYING, final=["5 R5", "6 R8", "7 R7", "8 R6"])
        one = only(made, "uci-2023")
        assert (one.severity, one.kind, one.where) == ("error", "classification", "/final/1")
        assert str(one.derived) == "In qualifying: 8. R8, 6. R6."

    def test_who_may_have_advanced_in_some_format_may_be_anywhere(self) -> None:
        made = event(self.QUALIFYING, final=["5 R8", "6 R7", "7 R6", "8 R5"])
        assert found(made, "olympic-2004") == []


class TestBeatenWithoutATime:
    """Beijing 2008, women: 5 and 6 with times, 7 caught, 8 did not finish."""

    MATCHES = (heat("1 A 4:27.0", "5 B 4:34.0"), heat("2 C 4:28.0", "6 D 4:36.0"))

    def test_after_those_with_a_time(self) -> None:
        match = round_of(
            "match", *self.MATCHES, heat("3 E 4:29.0", "7 F OVL"), heat("4 G 4:30.0", "8 H DNF")
        )
        assert found(event(match), "olympic-2004") == []

    def test_not_before_them(self) -> None:
        heats = (heat("1 A 4:27.0", "5 B 4:34.0"), heat("2 C 4:28.0", "7 D 4:36.0"))
        match = round_of(
            "match", *heats, heat("3 E 4:29.0", "6 F OVL"), heat("4 G 4:30.0", "8 H DNF")
        )
        assert found(event(match), "olympic-2004") == ["error rank /0/2/1"]

    def test_old_formats_did_otherwise(self) -> None:
        heats = (heat("1 A 4:27.0", "4 B 4:34.0"), heat("2 C 4:28.0", "3 D OVL"))
        assert found(event(round_of("match", *heats, complete=False)), "worlds-1995") == []


class TestLists:
    """How lists print places, and what becomes of them after the event."""

    def test_beaten_riders_may_share_a_place(self) -> None:
        """Munich 1972: the four losers of the quarterfinals are all on place 5."""
        made = real(ATHENS)
        for index in (5, 6, 7):
            made = changed(made, f"/final/{index}", rank=5)
        assert found(made) == []

    def test_medallists_share_none(self) -> None:
        made = changed(real(ATHENS), "/final/1", rank=1)
        assert "error medal /final/1" in found(made)

    def test_who_is_taken_out_of_the_list_lets_the_others_move_up(self) -> None:
        made = real(ATHENS)
        final = [made.final[0], made.final[1]]
        final += [replace(one, rank=(one.rank or 0) - 1) for one in made.final[3:-1]]
        assert found(replace(made, final=tuple(final))) == ["doubt classification /final/3"]

    def test_a_shared_place_leaves_the_next_ones_vacant(self) -> None:
        assert found(event(final=["1 A", "2 B", "2 C", "4 D"]), "uci-2023") == []
        assert found(event(final=["1 A", "2 B", "2 C", "3 D"]), "uci-2023") == [
            "error classification /final/3"
        ]

    def test_a_vacant_place_is_a_hole(self) -> None:
        assert found(event(final=["1 A", "2 B", "4 D", "- C"]), "uci-2023") == []


class TestMedals:
    """Medals follow the matches."""

    GOLD = heat("1 A ?", "2 B ?", label="gold")

    def test_the_winner_of_the_gold_ride_is_first_even_without_times(self) -> None:
        final = round_of("medal", self.GOLD, complete=False)
        assert found(event(final, final=["1 A", "2 B"]), "uci-2023") == []
        assert found(event(final, final=["1 B", "2 A"]), "uci-2023") == ["error medal /final/0"]

    def test_a_medal_beside_another_rank(self) -> None:
        made = event(final=["1 A gold", "2 B silver", "3 C gold"])
        assert found(made, "uci-2023") == ["error medal /final/2"]

    def test_a_medal_table_against_the_list(self) -> None:
        made = event(final=["1 A", "2 B", "3 C"])
        right = replace(made, medals=(("gold", PublishedPlace("/medals/gold", None, "A")),))
        wrong = replace(made, medals=(("gold", PublishedPlace("/medals/gold", None, "B")),))
        assert found(right, "uci-2023") == []
        assert found(wrong, "uci-2023") == ["error medal /medals/gold"]
