"""What the status of a meet says next, and what somebody has to look at."""

from __future__ import annotations

from halflap.meet.commands import DrawLots, DrawPhase, EnterRiders
from halflap.meet.views.next_step import next_step
from halflap.meet.views.status import attention
from tests.meet.table import Table
from tests.meet_helper import MEN, Desk, confirming, entry, ride

TIMES = ("4:20.000", "4:21.000", "4:22.000", "4:23.000")


def needs(desk: Desk) -> list[str]:
    return [str(sentence) for sentence in attention(desk.competition)]


NAMES = {"qualifying": "Qualifying", "first-round": "First round", "finals": "Finals"}


class TestALateEntry:
    def test_without_a_heat_is_named_until_it_has_one(self) -> None:
        desk = Desk(riders=4)
        desk.draw("qualifying")
        desk.do(EnterRiders(competition=MEN, entries=(entry(5),)))
        assert needs(desk) == ["5 E is entered but in no heat."]
        desk.draw("qualifying", again=True)
        assert needs(desk) == []

    def test_is_not_sent_to_a_new_draw_that_the_first_start_forbids(self) -> None:
        desk = Desk(riders=4)
        desk.draw("qualifying")
        desk.do(EnterRiders(competition=MEN, entries=(entry(5),)))
        first = desk.refused(confirming("qualifying"))[0]
        assert str(first.remedy) == "Draw again, withdraw the rider, or undo the entry."
        desk.start("qualifying", 1)
        first = desk.refused(confirming("qualifying"))[0]
        assert str(first.remedy) == "A run has started, so the draw stands: withdraw the rider."


class TestTheNextStep:
    def test_of_a_rider_without_an_opponent_in_a_final_may_be_a_walkover(self) -> None:
        desk = Desk("masters", riders=3)
        desk.qualify(*TIMES)
        desk.draw("finals")
        assert next_step(desk.ledger.state, desk.competition).command == (
            "halflap record MEET finals bronze --home TIME|WO"
        )

    def test_of_a_rider_alone_in_qualifying_is_a_time(self) -> None:
        desk = Desk("club-solo", riders=3)
        desk.draw("qualifying")
        assert next_step(desk.ledger.state, desk.competition).command == (
            "halflap record MEET qualifying 1 --home TIME"
        )

    def test_is_to_draw_lots_where_equal_riders_would_hold_up_the_ranking(self) -> None:
        """4:24.0 and 4:24.000 by hand, and one place to go on: UCI 3.2.061, then lots."""
        table = Table()
        table.open("uci-2025", riders=5)
        heats = tuple((bib, None) for bib in range(1, 6))
        table.act(DrawPhase(competition="men", phase="qualifying", heats=heats))
        for bib, time in enumerate(("4:21.000", "4:22.000", "4:23.000", "4:24.000", "4:24.0"), 1):
            table.record("qualifying", str(bib), [ride(f"{bib} {time} hand")])
        step = next_step(table.meet, table.competition())
        assert "4 Rider 4, 5 Rider 5 are equal on ranks 4 to 5" in str(step.awaits)
        assert step.command == "halflap lots MEET qualifying --order BIB,BIB"
        table.act(DrawLots(competition="men", phase="qualifying", order=(5, 4)))
        assert (
            str(next_step(table.meet, table.competition()).awaits)
            == "Confirm the ranking of Qualifying."
        )

    def test_is_to_draw_lots_where_the_cut_is_among_the_relegated(self) -> None:
        """Three are relegated without a time, and one place to go on is left: nothing but lots."""
        desk = Desk(riders=6)
        desk.draw("qualifying", (1, 2), (3, 4), (5, 6))
        desk.record("qualifying", 1, "1 4:20.000", "2 4:21.000")
        desk.record("qualifying", 2, "3 4:22.000", "4 REL")
        desk.record("qualifying", 3, "5 REL", "6 REL")
        said = (
            "Qualifying: 4 D, 5 E, 6 F are equal on ranks 4 to 6, and the seeding hangs on it:"
            " lots have to be drawn"
        )
        assert str(next_step(desk.ledger.state, desk.competition).awaits) == said
        assert [str(each.text) for each in desk.refused(confirming("qualifying"))] == [said]
        desk.do(DrawLots(competition=MEN, phase="qualifying", order=(6, 4, 5)))
        desk.confirm("qualifying")
        desk.draw("finals")
        assert desk.heat("finals", "bronze").bibs == (3, 6)

    def test_before_an_official_classification_makes_every_ranking_official(self) -> None:
        desk = Desk(riders=4)
        desk.draw("qualifying")
        for heat in ("1", "2"):
            bibs = desk.heat("qualifying", heat).bibs
            desk.record("qualifying", heat, *(f"{bib} {TIMES[bib - 1]}" for bib in bibs))
        desk.confirm("qualifying", level="provisional")
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:20.000", "4 4:21.000")
        desk.record("finals", "gold", "1 4:20.000", "2 4:21.000")
        desk.confirm("finals", level="provisional")
        for phase, name in (("qualifying", "Qualifying"), ("finals", "Finals")):
            step = next_step(desk.ledger.state, desk.competition)
            assert str(step.awaits) == f"Make the ranking of {name} official."
            assert step.command == f"halflap confirm MEET {phase} --as official"
            desk.confirm(phase)
        assert (
            next_step(desk.ledger.state, desk.competition).command
            == "halflap confirm MEET --as official"
        )
        desk.confirm()
        step = next_step(desk.ledger.state, desk.competition)
        assert step.command == "halflap issue MEET classification"


class TestAWinnerRuledAgainstWhatIsRecorded:
    """A ruling decides a match (UCI 3.2.051), but two that contradict each other are a slip."""

    def final(self) -> Desk:
        desk = Desk(riders=4)
        desk.qualify(*TIMES)
        desk.draw("finals")
        desk.start("finals", "gold")
        desk.rule("finals", "gold", "mishap", 1, past_first_half_lap=True)
        return desk

    def test_is_a_doubt_that_has_to_be_acknowledged(self) -> None:
        desk = self.final()
        desk.rule("finals", "gold", "catch", 1)
        sentence = (
            "2 B is ruled the winner of heat gold, but 1 A won it by what is recorded: "
            "rule again, or acknowledge the ruling."
        )
        assert sentence in needs(desk)
        (refusal,) = desk.refused(confirming("finals", "gold"))
        assert (refusal.code, str(refusal.text)) == ("doubt-winner", sentence)
        desk.confirm("finals", "gold", acknowledge=("winner",))

    def test_is_none_where_both_say_the_same(self) -> None:
        desk = self.final()
        desk.record("finals", "gold", "1 DNF", "2 4:21.000")
        assert needs(desk) == []
        desk.confirm("finals", "gold")

    def test_is_none_where_only_the_ruling_decides(self) -> None:
        desk = self.final()
        desk.record("finals", "gold", "1 DNF", "2 DNF")
        desk.rule("finals", "gold", "winner", 2)
        assert needs(desk) == []
        desk.confirm("finals", "gold")
