"""What stands on the panels of walls and overlays, of released values only."""

from __future__ import annotations

import pytest

from halflap.meet.commands import CorrectResult
from halflap.meet.views.released import released
from halflap.web.wall_example import STATES, example
from halflap.web.wall_panels import Pairing, Panels
from halflap.web.wall_view import panels, seed_in_words
from tests.meet_helper import MEN, Desk, ride

TIMES = ("4:20.000", "4:21.000", "4:22.000", "4:23.000", "4:24.000", "4:25.000")


@pytest.fixture
def desk() -> Desk:
    """Six riders; two ride for gold, two for bronze."""
    return Desk(riders=6)


def shown(desk: Desk) -> Panels:
    return panels(released(desk.ledger.state))


def said(pairing: Pairing | None) -> list[str]:
    """A heat as people see it."""
    assert pairing is not None
    return [f"{rider.side} {rider.bib} {rider.name} {rider.said}" for rider in pairing.riders]


class TestBeforeAnything:
    def test_there_is_nothing(self) -> None:
        assert shown(Desk(riders=0)) == Panels()
        assert shown(Desk(riders=6)).turns() == []


class TestQualifying:
    def test_shows_the_next_pairing_and_the_start_list(self, desk: Desk) -> None:
        desk.draw("qualifying")
        found = shown(desk)
        assert [name for name, _ in found.turns()] == ["next"]
        assert found.next is not None
        assert found.next.number == 1
        assert found.startlist is not None
        assert len(found.startlist.heats) == 3
        assert found.startlist.subtitle == {"en": "Qualifying", "fr": "Qualifications"}

    def test_shows_a_result_once_it_is_confirmed(self, desk: Desk) -> None:
        desk.draw("qualifying")
        riders = desk.heat("qualifying", 1).bibs
        desk.record("qualifying", 1, *(f"{bib} {TIMES[bib - 1]}" for bib in riders))
        assert shown(desk).result is None
        assert shown(desk).standings is None
        desk.confirm("qualifying", 1, level="provisional")
        found = shown(desk)
        assert [one.split()[-1] for one in said(found.result)] == [TIMES[bib - 1] for bib in riders]
        assert found.standings is not None
        assert [(row.rank, row.bib) for row in found.standings.rows] == [
            (str(place), bib) for place, bib in enumerate(sorted(riders), start=1)
        ]

    def test_draws_the_cut_below_the_last_who_goes_on(self, desk: Desk) -> None:
        desk.qualify(*TIMES)
        table = shown(desk).standings
        assert table is not None
        assert [row.said for row in table.rows if row.cut] == ["4:23.000"]
        assert [row.gap for row in table.rows][:2] == ["", "+1.000"]


class TestTheFinals:
    def test_show_the_bracket_and_who_rides(self, desk: Desk) -> None:
        desk.qualify(*TIMES)
        assert shown(desk).bracket is None
        desk.draw("finals")
        found = shown(desk)
        assert found.next is not None
        assert found.next.label == "bronze"
        assert found.bracket is not None
        (finals,) = found.bracket.rounds
        assert [match.label for match in finals.matches] == ["bronze", "gold"]
        assert [name for name, _ in found.turns()] == ["result", "next", "standings", "bracket"]

    def test_end_with_the_medals(self, desk: Desk) -> None:
        desk.qualify(*TIMES)
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:22.000", "4 OVL")
        desk.record("finals", "gold", "1 4:20.000", "2 4:20.500")
        desk.confirm("finals")
        assert shown(desk).medals is None
        desk.confirm()
        found = shown(desk)
        assert found.medals is not None
        assert [(row.medal, row.name) for row in found.medals.rows] == [
            ("gold", "A"),
            ("silver", "B"),
            ("bronze", "C"),
        ]
        assert [name for name, _ in found.turns()] == ["medals", "standings"]
        assert found.standings is not None
        assert [row.rank for row in found.standings.rows] == ["1", "2", "3", "4", "5", "6"]
        assert not [row for row in found.standings.rows if row.moved]

    def test_mark_the_places_that_a_correction_moves(self, desk: Desk) -> None:
        desk.qualify(*TIMES)
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:22.000", "4 OVL")
        desk.record("finals", "gold", "1 4:20.000", "2 4:20.500")
        desk.confirm("finals")
        desk.confirm()
        desk.do(
            CorrectResult(
                competition=MEN,
                phase="finals",
                heat=desk.heat("finals", "gold").key,
                rides=(ride("2 4:20.9 hand"),),
                reason="the transponder was not his",
            )
        )
        found = shown(desk).standings
        assert found is not None
        assert [(row.bib, row.said, row.moved) for row in found.rows[:3]] == [
            (1, "4:20.000", False),
            (2, "4:20.9", True),
            (3, "4:22.000", False),
        ]


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        ("R4", "Rank 4"),
        ("W1", "Winner 1, by time"),
        ("L2", "Beaten rider 2, by time"),
        ("WH3", "Winner of heat 3"),
        ("LH1", "Beaten rider of heat 1"),
        ("X", "X"),
    ],
)
def test_a_seat_that_is_not_drawn_says_who_will_take_it(seed: str, words: str) -> None:
    assert str(seed_in_words(seed)) == words


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_the_example_has_something_to_show(state: str) -> None:
    live, found = example(state)
    assert found.turns()
    assert (live is None) is (state in ("between", "medals"))
