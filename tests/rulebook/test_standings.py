"""How all phases stand: each is ranked in the light of the one its riders came from."""

from __future__ import annotations

from halflap.rulebook.format_file import shipped
from halflap.rulebook.standings import standings
from tests.rulebook.riding import event

OLYMPIC = shipped("olympic-2004")
EIGHT = tuple(f"{rider} 4:{seconds}" for seconds, rider in enumerate("ABCDEFGH", start=15))


class TestStandings:
    def test_of_nothing_are_nothing(self) -> None:
        known = standings(OLYMPIC, {})
        assert (known.qualifying, known.matches) == ({}, {})
        assert known.order("qualifying") == ()

    def test_positions_count_every_line_once(self) -> None:
        known = standings(OLYMPIC, event(qualifying=["A 4:15 - B 4:15", "C DNF"]))
        assert known.positions("qualifying") == {"A": 1, "B": 2, "C": 3}

    def test_riders_without_times_keep_the_order_of_the_phase_before(self) -> None:
        results = event(qualifying=EIGHT, first_round=["A CAP - H OVL", "B CAP - G OVL"])
        order = [line.rider for line in standings(OLYMPIC, results).order("first-round")]
        assert order == ["A", "B", "G", "H"]

    def test_of_a_fragment_take_the_nearest_phase_that_ranked_anybody(self) -> None:
        fmt = shipped("knockout-8")
        results = event(qualifying=EIGHT, semifinals=["B CAP - C OVL", "A CAP - D OVL"])
        order = [line.rider for line in standings(fmt, results).order("semifinals")]
        assert order == ["A", "B", "C", "D"]

    def test_the_seats_of_a_phase_follow_the_field(self) -> None:
        known = standings(OLYMPIC, event(qualifying=EIGHT[:5]))
        assert known.seats["first-round"] == (2, 1, 1, 1)
        assert known.label_seats(OLYMPIC.phase_of("finals"), "gold") == 2
