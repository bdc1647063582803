"""Who rides the next phase and against whom, or why nobody can say so yet."""

from __future__ import annotations

import pytest

from halflap.rulebook.format import From
from halflap.rulebook.format_file import read_format, shipped, shipped_text
from halflap.rulebook.progression import destinations, propose, undecided_seeds
from halflap.rulebook.standings import standings
from tests.rulebook.riding import event, paired, waits

UCI = shipped("uci-2025")
OLYMPIC = shipped("olympic-2004")
EIGHT = tuple(f"{rider} 4:{seconds}" for seconds, rider in enumerate("ABCDEFGH", start=15))


class TestASmallField:
    @pytest.mark.parametrize(
        ("riders", "heats"),
        [
            (8, ["D v E", "C v F", "B v G", "A v H"]),
            (7, ["D v E", "C v F", "B v G", "A v -"]),
            (5, ["D v E", "C v -", "B v -", "A v -"]),
            (3, ["- v -", "C v -", "B v -", "A v -"]),
        ],
    )
    def test_lets_the_best_ride_alone(self, riders: int, heats: list[str]) -> None:
        assert paired(OLYMPIC, event(qualifying=EIGHT[:riders]), "first-round") == heats

    def test_says_who_is_missing_and_why(self) -> None:
        known = standings(OLYMPIC, event(qualifying=EIGHT[:7]))
        proposal = propose(OLYMPIC, OLYMPIC.phase_of("first-round"), known)
        assert [str(sentence) for sentence in proposal.shortage] == [
            "First round: nobody for R8, because too few riders of Qualifying have a rank; "
            "their opponents ride alone"
        ]

    def test_without_a_rank_nobody_goes_on(self) -> None:
        results = event(qualifying=["A 4:15 - B DNF", "C DNS - D DSQ"])
        assert paired(UCI, results, "finals") == ["bronze: - v -", "gold: A v -"]


class TestASeatThatADisqualificationEmpties:
    def test_stays_empty_and_nobody_moves_up(self) -> None:
        # UCI 3.2.060: no replacement
        results = event(
            qualifying=EIGHT,
            first_round=["D DSQ - E DSQ", "C 4:17 - F 4:18", "B 4:16 - G 4:20", "A 4:15 - H 4:30"],
        )
        assert paired(OLYMPIC, results, "finals") == ["bronze: C v -", "gold: A v B"]
        proposal = propose(OLYMPIC, OLYMPIC.phase_of("finals"), standings(OLYMPIC, results))
        assert [seat.vacant for seat in proposal.heats[0].seeded] == [False, True]


class TestNotYet:
    def test_a_phase_without_its_source_is_not_paired(self) -> None:
        assert waits(UCI, {}, "finals") == ["Qualifying has not been ridden"]

    def test_an_undecided_match_holds_up_the_finals(self) -> None:
        results = event(first_round=["A DNF - B DNF", "C 4:15 - D 4:16"])
        assert waits(OLYMPIC, results, "finals") == [
            "First round heat 1 (A - B): A (DNF) and B (DNF): the regulation names no winner; "
            "the commissaires have to rule."
        ]


class TestATie:
    def test_across_the_cut_waits_for_lots(self) -> None:
        results = event(qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18", "E 4:18", "F 4:18"])
        assert waits(UCI, results, "finals") == [
            "Qualifying: D, E, F are equal on ranks 4 to 6, and the seeding hangs on it: "
            "lots have to be drawn"
        ]
        known = standings(UCI, results)
        assert [str(sentence) for sentence in undecided_seeds(UCI, "qualifying", known)] == waits(
            UCI, results, "finals"
        )

    def test_inside_one_heat_does_not(self) -> None:
        results = event(qualifying=["A 4:15", "B 4:15", "C 4:17", "D 4:18"])
        assert paired(UCI, results, "finals") == ["bronze: C v D", "gold: A v B"]

    def test_below_the_cut_does_not(self) -> None:
        results = event(qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18", "E 4:19", "F 4:19"])
        assert waits(UCI, results, "finals") == []

    def test_of_winners_between_gold_and_bronze_waits_for_lots(self) -> None:
        results = event(
            qualifying=EIGHT,
            first_round=[
                "D 4:14 - E 4:19",
                "C 4:17 - F 4:18",
                "B 4:17 - G 4:20",
                "A 4:18 - H 4:30",
            ],
        )
        assert waits(OLYMPIC, results, "finals") == [
            "First round: C, B are equal on ranks 2 to 3, and the seeding hangs on it: "
            "lots have to be drawn"
        ]


class TestASeedSaysWhere:
    def test_each_goes_to_its_heat(self) -> None:
        assert destinations(UCI, "qualifying") == {
            (From.RANK, 3): ("finals", 1),
            (From.RANK, 4): ("finals", 1),
            (From.RANK, 1): ("finals", 2),
            (From.RANK, 2): ("finals", 2),
        }

    def test_and_from_where(self) -> None:
        known = standings(UCI, event(qualifying=EIGHT))
        heat = propose(UCI, UCI.phase_of("finals"), known).heats[1]
        assert [str(seat.reason) for seat in heat.seeded] == [
            "A is R1: rank 1 of Qualifying. [3.2.053]",
            "B is R2: rank 2 of Qualifying. [3.2.053]",
        ]

    def test_also_a_winner_and_a_loser(self) -> None:
        fmt = shipped("olympic-2000")
        results = event(semifinals=["B 4:16 - C 4:17", "A 4:15 - D 4:18"])
        proposal = propose(fmt, fmt.phase_of("finals"), standings(fmt, results))
        assert [str(seat.reason) for heat in proposal.heats for seat in heat.seeded] == [
            "C is L1: beaten rider number 1 of Semifinals. [3.2.053]",
            "D is L2: beaten rider number 2 of Semifinals. [3.2.053]",
            "A is W1: winner number 1 of Semifinals by time. [3.2.053]",
            "B is W2: winner number 2 of Semifinals by time. [3.2.053]",
        ]


class TestSeedsByHeat:
    FMT = read_format(
        shipped_text("olympic-2000").replace("L1 v L2", "LH1 v LH2").replace("W1 v W2", "WH1 v WH2")
    )

    def test_winners_and_losers_of_the_heats_meet(self) -> None:
        results = event(semifinals=["B 4:10 - C 4:19", "A 4:15 - D 4:11"])
        assert paired(self.FMT, results, "finals") == ["bronze: C v A", "gold: B v D"]

    def test_a_heat_won_by_nobody_leaves_its_seats_vacant(self) -> None:
        results = event(semifinals=["B DSQ - C DSQ", "A 4:15 - D 4:18"])
        assert paired(self.FMT, results, "finals") == ["bronze: - v D", "gold: - v A"]
