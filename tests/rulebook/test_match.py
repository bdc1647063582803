"""Who wins a heat between two (UCI 3.2.051): the catch, or else the better time."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.rulebook.format import Ties
from halflap.rulebook.match import State, decide
from halflap.sport.heat import Heat
from tests.rulebook.riding import heat

STATUSES = (
    "4:15.000",
    "4:16.000",
    "?",
    "CAP",
    "CAP 4:15.000",
    "OVL",
    "OVL 4:40.000",
    "WO",
    "REL",
    "REL 4:10.000",
    "DNF",
    "DNS",
    "DNS-excused",
    "DSQ",
)


def result(text: str) -> str:
    """``A beats B``, ``A wins`` alone, or the state."""
    match = decide(heat(text), Ties())
    if match.state is not State.DECIDED:
        return str(match.state.value)
    return f"{match.winner} beats {match.loser}" if match.loser else f"{match.winner} wins"


def article(text: str) -> str:
    """The article that the decision rests on."""
    return decide(heat(text), Ties()).reasons[0].article


class TestUci3_2_051TheBetterTime:
    def test_by_a_thousandth(self) -> None:
        assert result("A 4:15.001 - B 4:15.000") == "B beats A"
        assert article("A 4:15.001 - B 4:15.000") == "3.2.051"

    def test_says_the_arithmetic(self) -> None:
        (reason,) = decide(heat("A 4:15.165 - B 4:16.3"), Ties()).reasons
        assert str(reason) == "A 4:15.165 against B 4:16.3: 1.1 s faster. [3.2.051]"

    def test_an_unknown_time_decides_nothing(self) -> None:
        assert result("A 4:15.001 - B ?") == "undecided"


class TestUci3_2_057TheCatch:
    @pytest.mark.parametrize(
        "text",
        [
            "A CAP - B OVL",
            "A CAP 4:50 - B OVL 4:40",
            "A CAP 4:50 - B 4:40",
            "A 4:50 - B OVL 4:40",
            "A ? - B OVL",
            "A CAP - B DNF",
            "A CAP - B DSQ",
            "A CAP - B DNS",
            "A DNF - B OVL",
            "A DNF - B OVL 4:40",
        ],
    )
    def test_wins_whatever_the_times(self, text: str) -> None:
        assert result(text) == "A beats B"

    def test_two_catchers_or_two_caught_are_for_the_commissaires(self) -> None:
        assert result("A CAP - B CAP") == "undecided"
        assert result("A OVL - B OVL") == "undecided"


class TestUci3_2_060WhoIsOutLoses:
    @pytest.mark.parametrize("status", ["DNF", "DNS", "DNS-excused", "REL", "REL 4:00", "DSQ"])
    @pytest.mark.parametrize("other", ["4:15", "?", "WO"])
    def test_to_whoever_rode_or_was_there(self, status: str, other: str) -> None:
        assert result(f"A {other} - B {status}") == "A beats B"

    @pytest.mark.parametrize("status", ["DNS", "REL", "DSQ"])
    def test_even_to_a_caught_rider_unless_by_stopping_after_the_catch(self, status: str) -> None:
        assert result(f"A OVL - B {status}") == "A beats B"

    def test_a_disqualification_loses_to_every_other_way_of_being_out(self) -> None:
        for status in ("DNF", "DNS", "REL"):
            assert result(f"A {status} - B DSQ") == "A beats B"

    def test_two_disqualified_are_beaten_by_nobody(self) -> None:
        assert result("A DSQ - B DSQ") == "nobody"

    @pytest.mark.parametrize(("a", "b"), [("DNF", "DNF"), ("DNS", "DNF"), ("REL", "DNS")])
    def test_two_out_otherwise_are_for_the_commissaires(self, a: str, b: str) -> None:
        assert result(f"A {a} - B {b}") == "undecided"


class TestUci3_2_061EqualTimes:
    def test_the_better_last_lap_wins(self) -> None:
        assert result("A 4:15 last=15.1 - B 4:15 last=15.0") == "B beats A"
        assert article("A 4:15 last=15.1 - B 4:15 last=15.0") == "3.2.061"

    def test_then_the_lots_by_the_format(self) -> None:
        assert result("A 4:15 lot=2 - B 4:15 lot=1") == "B beats A"
        assert article("A 4:15 lot=2 - B 4:15 lot=1") == "format: ties"

    def test_lots_alone_where_the_format_knows_no_last_lap(self) -> None:
        ties = Ties(chain=("lots",))
        (reason,) = decide(heat("A 4:15 last=15.2 lot=1 - B 4:15 last=15.1 lot=2"), ties).reasons
        assert str(reason) == "Both rode 4:15; the lots put A before B. [format: ties]"

    def test_else_it_is_undecided(self) -> None:
        assert result("A 4:15 - B 4:15") == "undecided"


class TestAlone:
    @pytest.mark.parametrize("status", ["4:15", "WO", "?"])
    def test_who_rides_or_need_not_goes_on(self, status: str) -> None:
        assert result(f"A {status}") == "A wins"

    @pytest.mark.parametrize("status", ["DNF", "DNS", "DSQ", "REL"])
    def test_who_does_not_finish_leaves_no_winner(self, status: str) -> None:
        assert result(f"A {status}") == "nobody"


class TestARulingOfTheCommissaires:
    @pytest.mark.parametrize("other", ["4:00", "CAP", "DSQ", "DNF"])
    def test_comes_before_everything(self, other: str) -> None:
        match = decide(replace(heat(f"A DNF - B {other}"), winner="A"), Ties())
        assert (match.winner, match.loser) == ("A", "B")
        assert str(match.reasons[0]) == "The commissaires ruled A the winner. [3.2.051]"

    def test_does_not_make_a_disqualified_rider_the_winner(self) -> None:
        ruled = replace(heat("A DSQ - B 4:15"), winner="A")
        assert decide(ruled, Ties()).winner == "B"
        both = replace(heat("A DSQ - B DSQ"), winner="A")
        assert decide(both, Ties()).state is State.NOBODY


class TestNotYet:
    def test_a_heat_with_a_rider_still_to_ride_is_open(self) -> None:
        assert result("A 4:15 - B") == "open"
        assert result("A") == "open"
        assert decide(Heat(1, ()), Ties()).state is State.OPEN

    def test_riders_that_a_source_does_not_pair_make_no_match(self) -> None:
        match = decide(replace(heat("A 4:15 - B 4:16"), paired=False), Ties())
        assert (match.state, match.winner) == (State.UNDECIDED, None)


class TestWhatAlwaysHolds:
    @given(st.sampled_from(list(product(STATUSES, STATUSES))))
    def test_sides_do_not_decide(self, statuses: tuple[str, str]) -> None:
        a, b = statuses
        here, there = decide(heat(f"A {a} - B {b}"), Ties()), decide(heat(f"B {b} - A {a}"), Ties())
        assert (here.state, here.winner, here.loser) == (there.state, there.winner, there.loser)

    @pytest.mark.parametrize("statuses", list(product(STATUSES, STATUSES)), ids=" - ".join)
    def test_every_pair_of_outcomes_has_an_answer_with_a_reason(
        self, statuses: tuple[str, str]
    ) -> None:
        match = decide(heat(f"A {statuses[0]} - B {statuses[1]}"), Ties())
        assert match.reasons
        assert (match.winner is not None) is (match.state is State.DECIDED)
        assert match.winner != match.loser or match.winner is None
