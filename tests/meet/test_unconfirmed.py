"""Heats that are ridden and not confirmed are named, by competition, phase and heat."""

from __future__ import annotations

from halflap.meet.commands import (
    DrawPhase,
    EnterRiders,
    OpenCompetition,
    OpenReview,
    RecordOutcomes,
)
from halflap.meet.views.unconfirmed import unconfirmed, what_waits
from halflap.rulebook.format_file import shipped_text
from halflap.words.catalogue import translate
from tests.meet_helper import MEN, Desk, entry, ride

TIMES = {1: "1 4:10.000", 2: "2 4:20.000", 3: "3 4:30.000", 4: "4 4:40.000"}


def drawn() -> Desk:
    desk = Desk(riders=4)
    desk.draw("qualifying", (4, 2), (1, 3))
    return desk


def names(desk: Desk, language: str = "en") -> list[str]:
    found = unconfirmed(desk.ledger.state)
    return [each.sentence.said(lambda english: translate(english, language)) for each in found]


def waits(desk: Desk, but: tuple[str, str, str] | None = None) -> str:
    return str(what_waits(desk.ledger.state, but))


class TestAHeat:
    def test_that_is_not_ridden_or_half_ridden_does_not_wait(self) -> None:
        desk = drawn()
        assert names(desk) == []
        desk.record("qualifying", 1, TIMES[4])
        assert names(desk) == []
        assert waits(desk) == "None"

    def test_waits_from_its_last_time_until_it_is_confirmed(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, TIMES[4], TIMES[2])
        assert names(desk) == ["Qualifying, heat 1: not confirmed"]
        assert names(desk, "fr") == ["Qualifications, série 1\u00a0: pas confirmée"]
        desk.confirm("qualifying", 1, level="provisional")
        assert names(desk) == []

    def test_under_review_is_said_to_be(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, TIMES[4], TIMES[2])
        desk.do(OpenReview(competition=MEN, phase="qualifying", heat="1", reason="film"))
        assert names(desk) == ["Qualifying, heat 1: not confirmed, under review"]

    def test_of_a_final_is_called_by_its_medal(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, TIMES[4], TIMES[2])
        desk.record("qualifying", 2, TIMES[1], TIMES[3])
        desk.confirm("qualifying")
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:30.000", "4 4:40.000")
        desk.record("finals", "gold", "1 4:10.000", "2 4:20.000")
        assert names(desk) == [
            "Finals, bronze ride: not confirmed",
            "Finals, gold ride: not confirmed",
        ]

    def test_is_named_with_its_competition_where_there_are_several(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, TIMES[4], TIMES[2])
        desk.do(
            OpenCompetition(
                competition="cup",
                title="Cup",
                category="",
                distance_m=2000,
                format_text=shipped_text("club-solo"),
            )
        )
        desk.do(EnterRiders(competition="cup", entries=(entry(1),)))
        desk.do(DrawPhase(competition="cup", phase="qualifying"))
        rides = (ride("1 2:25.000"),)
        desk.do(RecordOutcomes(competition="cup", phase="qualifying", heat="1", rides=rides))
        assert names(desk) == [
            "Cup, Qualifying, heat 1: not confirmed",
            "Men, Qualifying, heat 1: not confirmed",
        ]


class TestTheLineOfTheConsole:
    def test_names_the_first_and_counts_the_others(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, TIMES[4], TIMES[2])
        assert waits(desk) == "Waits: Qualifying, heat 1: not confirmed"
        desk.record("qualifying", 2, TIMES[1], TIMES[3])
        assert waits(desk) == "Waits: Qualifying, heat 1: not confirmed; 1 more."

    def test_leaves_out_the_heat_whose_confirmation_is_awaited_there(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, TIMES[4], TIMES[2])
        assert waits(desk, (MEN, "qualifying", "1")) == "None"
