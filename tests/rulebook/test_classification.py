"""The final classification: medals by match, holes where a place is vacant, nobody lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from halflap.rulebook.classification import Classification, classify
from halflap.rulebook.format_file import shipped
from halflap.sport.heat import PhaseResults
from tests.rulebook.riding import event, placed

UCI = shipped("uci-2025")
OLYMPIC = shipped("olympic-2004")

QUALIFYING = ("A 4:15 - B 4:16", "C 4:17 - D 4:18", "E 4:19 - F DNF", "G DNS - H DSQ")
BRONZE = "bronze: C 4:17 - D 4:18"
GOLD = "gold: A 4:15 - B 4:16"


def classified(*finals: str) -> Classification:
    return classify(UCI, event(qualifying=QUALIFYING, finals=finals))


def notes(found: Classification) -> list[str]:
    return [str(note) for note in found.medal_notes]


class TestMedalsAreWonByMatch:
    def test_a_slower_silver_stays_before_a_faster_bronze(self) -> None:
        found = classified("bronze: C 4:09 - D 4:10", "gold: A 4:20 - B 4:30")
        assert placed(found)[:4] == ["1 A", "2 B", "3 C", "4 D"]

    def test_a_place_says_the_final_and_the_block(self) -> None:
        found = classified(BRONZE, GOLD)
        assert [str(reason) for reason in found.placings[1].reasons] == [
            "A 4:15 against B 4:16: 1 s faster. [3.2.051]",
            "Place 2: number 2 of the block “Finals, gold: winner and beaten rider”, "
            "which begins at place 1. [3.2.053]",
        ]

    def test_each_has_one_holder(self) -> None:
        found = classified(BRONZE, GOLD)
        assert [found.holders(rank) for rank in (1, 2, 3)] == [("A",), ("B",), ("C",)]
        assert found.complete
        assert notes(found) == []


class TestNobodyIsLost:
    def test_who_has_no_place_is_listed_dnf_dns_dsq(self) -> None:
        assert placed(classified(BRONZE, GOLD)) == [
            *("1 A", "2 B", "3 C", "4 D", "5 E"),
            *("- F", "- G", "- H"),
        ]

    def test_even_if_nobody_has_a_place(self) -> None:
        found = classify(UCI, event(qualifying=["A DSQ - B DNF", "C DNS - D OVL"]))
        assert placed(found) == ["- D", "- B", "- C", "- A"]
        assert found.complete
        assert notes(found) == [
            "gold: vacant, nobody holds place 1",
            "silver: vacant, nobody holds place 2",
            "bronze: vacant, nobody holds place 3",
        ]

    def test_equal_riders_share_a_place_below_the_medals(self) -> None:
        found = classify(
            UCI,
            event(qualifying=(*QUALIFYING, "I 4:19", "J 4:20"), finals=[BRONZE, GOLD]),
        )
        assert placed(found)[4:7] == ["5 E", "5 I", "7 J"]
        assert [placing.shared for placing in found.placings[4:7]] == [True, True, False]

    def test_a_tie_that_the_cut_divided_is_shared_no_more(self) -> None:
        # lots sent D to the bronze ride, so E is 5th alone
        found = classify(
            UCI,
            event(
                qualifying=["A 4:15 - B 4:16", "C 4:17 - D 4:18 lot=1", "E 4:18 lot=2"],
                finals=[BRONZE, GOLD],
            ),
        )
        assert placed(found)[3:] == ["4 D", "5 E"]


class TestUci3_2_060VacantPlaces:
    def test_a_disqualified_finalist_leaves_the_second_place_of_his_final(self) -> None:
        found = classified("bronze: C 4:17 - D DSQ", "gold: A DSQ - B 4:16")
        assert placed(found) == ["1 B", "3 C", "5 E", "- F", "- G", "- H", "- D", "- A"]
        assert notes(found) == ["silver: vacant, nobody holds place 2"]

    def test_two_disqualified_finalists_leave_both(self) -> None:
        found = classified(BRONZE, "gold: A DSQ - B DSQ")
        assert placed(found)[:3] == ["3 C", "4 D", "5 E"]
        assert notes(found) == [
            "gold: vacant, nobody holds place 1",
            "silver: vacant, nobody holds place 2",
        ]

    def test_a_disqualified_loser_of_the_round_leaves_its_last_place(self) -> None:
        results = event(
            qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18", "E 4:19", "F 4:20", "G 4:21"],
            first_round=["D 4:18 - E DSQ", "C 4:17 - F 4:20", "B 4:16 - G 4:21", "A 4:15"],
            finals=["bronze: C 4:17 - D 4:18", "gold: A 4:15 - B 4:16"],
        )
        assert placed(classify(OLYMPIC, results)) == [
            *("1 A", "2 B", "3 C", "4 D", "5 F", "6 G", "- E"),
        ]


class TestASmallField:
    def test_of_three_the_third_has_bronze_without_a_ride(self) -> None:
        found = classify(UCI, event(qualifying=["A 4:15 - B 4:16", "C 4:17"], finals=[GOLD]))
        assert placed(found) == ["1 A", "2 B", "3 C"]
        assert str(found.placings[2].reasons[0]) == "C had no opponent for bronze. [3.2.060]"

    def test_of_two_nobody_has_bronze(self) -> None:
        found = classify(UCI, event(qualifying=["A 4:15 - B 4:16"], finals=[GOLD]))
        assert placed(found) == ["1 A", "2 B"]
        assert notes(found) == ["bronze: vacant, nobody holds place 3"]

    def test_places_follow_each_other_without_a_hole(self) -> None:
        results = event(
            qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18", "E 4:19"],
            first_round=["D 4:18 - E 4:19", "C 4:17", "B 4:16", "A 4:15"],
            finals=[BRONZE, GOLD],
        )
        assert placed(classify(OLYMPIC, results)) == ["1 A", "2 B", "3 C", "4 D", "5 E"]


class TestWhatIsNotDecided:
    def test_is_named_and_the_rest_stands(self) -> None:
        found = classified(BRONZE)
        assert placed(found)[:2] == ["3 C", "4 D"]
        assert [str(sentence) for sentence in found.missing] == ["Finals, gold: not ridden yet"]
        assert notes(found) == ["gold: not decided", "silver: not decided"]

    def test_before_the_finals_only_who_did_not_go_on_has_a_place(self) -> None:
        assert placed(classify(UCI, event(qualifying=QUALIFYING)))[0] == "5 E"

    def test_before_anything_nobody(self) -> None:
        found = classify(UCI, {})
        assert found.placings == ()
        assert not found.complete

    def test_an_equal_final_waits_for_lots(self) -> None:
        found = classified(BRONZE, "gold: A 4:15 - B 4:15")
        assert placed(found)[:2] == ["3 C", "4 D"]
        found = classified(BRONZE, "gold: A 4:15 lot=2 - B 4:15 lot=1")
        assert placed(found)[:2] == ["1 B", "2 A"]

    def test_a_tie_for_a_medal_by_time_waits_for_lots_too(self) -> None:
        fmt = shipped("worlds-1995")
        results = event(semifinals=["B 4:16 - C 4:17", "A 4:15 - D 4:17"], finals=[GOLD])
        assert placed(classify(fmt, results)) == ["1 A", "2 B"]
        assert "places from 3: C, D are equal for a medal; lots or a ruling decide" in [
            str(sentence) for sentence in classify(fmt, results).missing
        ]

    def test_a_fragment_of_qualifying_places_nobody_below_the_finals(self) -> None:
        results = event(qualifying=QUALIFYING, finals=[BRONZE, GOLD])
        results["qualifying"] = replace(results["qualifying"], complete=False)
        found = classify(UCI, results)
        assert placed(found)[:4] == ["1 A", "2 B", "3 C", "4 D"]
        assert [str(sentence) for sentence in found.missing] == [
            "Qualifying: not every heat is known"
        ]

    @pytest.mark.parametrize("final", ["gold: A 4:15 - B", "gold: A DNF - B DNF"])
    def test_a_final_in_progress_or_unruled_holds_its_medals(self, final: str) -> None:
        assert classified(BRONZE, final).holders(1) == ()


class TestTheResultOfAHeatOfAnotherPhaseChangesNothingHere:
    def test_a_qualifying_time_never_moves_a_finalist(self) -> None:
        slow = event(qualifying=QUALIFYING, finals=[BRONZE, GOLD])
        fast: dict[str, PhaseResults] = slow | event(
            qualifying=("A 4:00 - B 4:59", "C 4:17 - D 4:01", *QUALIFYING[2:])
        )
        assert placed(classify(UCI, slow))[:4] == placed(classify(UCI, fast))[:4]
