"""The ranking of one phase: qualifying by time (UCI 3.2.053), a match round as winners, losers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from halflap.rulebook.format import Format
from halflap.rulebook.format_file import shipped
from halflap.rulebook.ranking import Line, Ranking, rank_qualifying
from halflap.rulebook.standings import standings
from tests.rulebook.riding import event, phase, ranked

UCI = shipped("uci-2025")
OLYMPIC = shipped("olympic-2004")


def qualifying(*heats: str, fmt: Format = UCI) -> Ranking:
    return rank_qualifying(phase("qualifying", *heats), fmt.phase[0], fmt)


def lines(found: Ranking) -> list[str]:
    return [f"{line.rank or '-'} {line.rider}" for line in found.lines]


def line_of(found: Ranking, rider: str) -> Line:
    line = found.line(rider)
    assert line is not None
    return line


def reasons(found: Ranking, rider: str) -> list[str]:
    return [str(reason) for reason in line_of(found, rider).reasons]


class TestUci3_2_053QualifyingIsByTime:
    def test_whoever_met_whom(self) -> None:
        assert lines(qualifying("A 4:16 - B 4:15", "C 4:15.5 - D 4:20")) == [
            *("1 B", "2 C", "3 A", "4 D"),
        ]

    def test_a_rank_says_its_arithmetic(self) -> None:
        found = qualifying("A 4:16 - B 4:15", "C 4:15.5")
        assert reasons(found, "A") == [
            "A rode 4:16: 2 in qualifying faster, so number 3. [3.2.053]"
        ]

    def test_a_walkover_and_an_unknown_time_rank_nobody_but_leave_a_seat(self) -> None:
        found = qualifying("A ? - B 4:15", "C WO", "D CAP - E OVL")
        assert lines(found) == ["1 B", "- E"]
        assert found.unknown == ("A", "C", "D")
        assert found.seats == 4
        assert [str(sentence) for sentence in found.missing] == [
            "Qualifying: the time of A is not known",
            "Qualifying: the time of C is not known",
            "Qualifying: the time of D is not known",
        ]

    def test_is_open_while_somebody_has_not_ridden(self) -> None:
        found = qualifying("A 4:15 - B")
        assert found.open
        assert [str(sentence) for sentence in found.missing] == ["Qualifying: B has not ridden yet"]

    def test_is_open_where_a_source_holds_some_heats_only(self) -> None:
        results = replace(phase("qualifying", "A 4:15"), complete=False)
        found = rank_qualifying(results, UCI.phase[0], UCI)
        assert found.open
        assert [str(sentence) for sentence in found.missing] == [
            "Qualifying: not every heat is known"
        ]


class TestUci3_2_061EqualTimes:
    def test_equal_riders_share_a_rank_and_the_next_is_left_out(self) -> None:
        found = qualifying("A 4:15 - B 4:15", "C 4:16")
        assert lines(found) == ["1 A", "1 B", "3 C"]
        assert line_of(found, "A").equal == ("B",)
        assert reasons(found, "B")[-1] == (
            "Equal with A in time, and neither last laps nor lots separate them. [3.2.061]"
        )

    def test_a_last_lap_says_that_it_decided(self) -> None:
        found = qualifying("A 4:15 last=15.2 - B 4:15 last=15.1")
        assert reasons(found, "A")[-1] == (
            "Both rode 4:15; B had the better last lap, 15.1 against 15.2. [3.2.061]"
        )

    def test_lots_say_that_they_decided_where_one_last_lap_is_missing(self) -> None:
        found = qualifying("A 4:15 last=15.2 lot=1 - B 4:15 last=15.1 lot=2", "C 4:15 lot=3")
        assert lines(found) == ["1 A", "2 B", "3 C"]
        assert reasons(found, "B") == [
            "B rode 4:15, as did the one before: number 2 in qualifying. [3.2.053]",
            "Both rode 4:15; the lots put A before B. [format: ties]",
        ]

    def test_two_equal_behind_a_better_last_lap_say_both(self) -> None:
        found = qualifying("A 4:15 last=15.1 - B 4:15 last=15.2", "C 4:15 last=15.2")
        assert lines(found) == ["1 A", "2 B", "2 C"]
        assert reasons(found, "C")[1:] == [
            "Both rode 4:15; A had the better last lap, 15.1 against 15.2. [3.2.061]",
            "Equal with B in time, and neither last laps nor lots separate them. [3.2.061]",
        ]

    def test_lots_say_that_they_decided(self) -> None:
        found = qualifying("A 4:15 lot=2 - B 4:15 lot=1")
        assert reasons(found, "A")[-1] == "Both rode 4:15; the lots put B before A. [format: ties]"


class TestWithoutARank:
    def test_are_listed_caught_dnf_dns_dsq(self) -> None:
        found = qualifying("A DSQ - B DNS", "C DNF - D 4:15", "E CAP 4:16 - F OVL")
        assert lines(found) == ["1 D", "2 E", "- F", "- C", "- B", "- A"]

    @pytest.mark.parametrize(
        ("status", "says"),
        [
            ("DNF", "B is DNF in Qualifying and has no rank. [3.2.021ter]"),
            ("OVL", "B was caught in Qualifying and has no rank. [3.2.056]"),
        ],
    )
    def test_each_is_told_why(self, status: str, says: str) -> None:
        assert reasons(qualifying(f"A 4:15 - B {status}"), "B") == [says]

    def test_an_unexcused_absence_from_qualifying_is_only_an_absence(self) -> None:
        # UCI 3.2.004 and 3.2.060 speak of the phases after it
        assert reasons(qualifying("A 4:15 - B DNS-unexcused"), "B") == [
            "B is DNS in Qualifying and has no rank. [3.2.021ter]"
        ]


class TestTheRelegated:
    def test_come_after_all_with_a_time_by_their_times(self) -> None:
        found = qualifying("A REL 4:10 - B 4:15", "C REL 4:09 - D 4:20", "E REL - F REL")
        assert lines(found) == ["1 B", "2 D", "3 C", "4 A", "5 E", "5 F"]

    def test_without_a_time_come_in_the_order_of_their_lots(self) -> None:
        found = qualifying("A 4:15 - B REL lot=3", "C REL lot=1 - D REL lot=2")
        assert lines(found) == ["1 A", "2 C", "3 D", "4 B"]
        assert reasons(found, "D") == [
            "D is relegated: placed after all with a time. [3.10.003]",
            "Neither has a time; the lots put C before D. [format: ties]",
        ]

    def test_without_a_time_stay_equal_where_one_of_them_has_no_lot(self) -> None:
        found = qualifying("A 4:15 - B REL", "C REL lot=1 - D REL lot=2")
        assert lines(found) == ["1 A", "2 B", "2 C", "2 D"]

    def test_come_after_who_rode_in_an_unknown_time(self) -> None:
        assert lines(qualifying("A REL 4:10 - B ?", "C 4:15")) == ["1 C", "3 A"]


class TestAMatchRound:
    def test_winners_are_seeded_by_the_time_of_the_round(self) -> None:
        results = event(first_round=["A 4:20 - B 4:21", "C 4:10 - D 4:11"])
        assert ranked(OLYMPIC, results, "first-round")[:2] == ["1 C", "2 A"]

    def test_a_catcher_who_stopped_is_seeded_after_all_winners_with_a_time(self) -> None:
        results = event(
            qualifying=["A 4:10 - B 4:11", "C 4:12 - D 4:13", "E 4:14 - F 4:15"],
            first_round=["C CAP - F OVL", "B CAP - E OVL", "A 4:50 - D 4:51"],
        )
        assert ranked(OLYMPIC, results, "first-round")[:3] == ["1 A", "2 B", "3 C"]

    def test_a_catcher_who_rode_on_is_seeded_by_his_time(self) -> None:
        results = event(first_round=["A 4:16 - D OVL", "C CAP 4:15 - F OVL"])
        assert ranked(OLYMPIC, results, "first-round")[:2] == ["1 C", "2 A"]

    def test_a_heat_that_nobody_won_leaves_a_seat_for_each(self) -> None:
        results = event(first_round=["A DSQ - B DSQ", "C 4:15 - D 4:16"])
        known = standings(OLYMPIC, results).matches["first-round"]
        assert (known.winners.seats, known.losers.seats) == (4, 4)
        assert [line.rider for line in known.winners.ranked] == ["C"]

    def test_a_heat_still_to_ride_is_waited_for_by_name(self) -> None:
        results = event(first_round=["A 4:15 - B", "C 4:15 - D 4:16"])
        known = standings(OLYMPIC, results).matches["first-round"]
        assert known.winners.open
        assert [str(sentence) for sentence in known.winners.missing] == [
            "First round heat 1 (A - B): Not every rider of the heat has ridden."
        ]
