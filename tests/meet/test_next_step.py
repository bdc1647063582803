"""The next thing to do, from the first entry to the last communiqué, also after a correction."""

from __future__ import annotations

import pytest

from halflap.journal.facts import RecordFact
from halflap.meet.commands import (
    CloseReview,
    ConfirmRecord,
    CorrectResult,
    DecideProtest,
    DrawLots,
    EnterRiders,
    IssueDocument,
    KeepDraw,
    LodgeProtest,
    OpenReview,
    WithdrawRider,
)
from halflap.meet.views.communique import communique, document_plan
from halflap.meet.views.next_step import next_step
from halflap.meet.views.status import attention, stale_documents
from tests.meet_helper import MEN, Desk, entry, ride

HEAT = {"competition": MEN, "phase": "qualifying", "heat": "1"}
TIMES = ("4:10.000", "4:20.000", "4:30.000", "4:40.000")


def says(desk: Desk) -> str:
    return str(next_step(desk.ledger.state, desk.competition).awaits)


def issue(desk: Desk, document: str, reason: str = "") -> None:
    kind = document.partition(" ")[0]
    made = communique(desk.competition, kind, document_plan(desk.competition, document))
    desk.do(IssueDocument(competition=MEN, document=made.name, content=made.content, reason=reason))


def correct(desk: Desk, bib: int, time: str, phase: str = "qualifying") -> None:
    state = desk.competition.phase(phase)
    assert state is not None
    heat = next(heat for heat in state.counting if bib in heat.bibs)
    rides = (ride(f"{bib} {time}"),)
    desk.do(CorrectResult(competition=MEN, phase=phase, heat=heat.key, rides=rides, reason="film"))


def finals(desk: Desk) -> None:
    desk.record("finals", "bronze", "3 4:30.000", "4 4:40.000")
    desk.record("finals", "gold", "1 4:10.000", "2 4:20.000")


def qualified(records: tuple[RecordFact, ...] = ()) -> Desk:
    desk = Desk(riders=4, records=records)
    desk.qualify(*TIMES)
    return desk


class TestFromTheEntriesToTheRecords:
    def test_every_step_is_said_when_its_turn_comes(self) -> None:
        desk = Desk(riders=0, records=(RecordFact(list="TR", us=255_000_000, rider="Z"),))
        assert says(desk) == "Enter the riders."
        desk.do(EnterRiders(competition=MEN, entries=tuple(entry(n) for n in range(1, 5))))
        assert says(desk) == "Draw Qualifying."
        desk.draw("qualifying", (4, 2), (1, 3))
        assert says(desk) == "Ride Qualifying, heat 1: 4 D - 2 B."
        desk.start("qualifying", 1)
        assert says(desk) == "Run 1 of Qualifying, heat 1 is under way: 4 D - 2 B."
        desk.record("qualifying", 1, "4 4:40.000", "2 4:20.000")
        desk.record("qualifying", 2, "1 4:10.000", "3 4:30.000")
        assert says(desk) == "Confirm the ranking of Qualifying."
        desk.confirm("qualifying")
        assert says(desk) == "Draw Finals."
        desk.draw("finals")
        assert says(desk).startswith("Ride Finals, bronze ride: ")
        finals(desk)
        assert says(desk) == "Confirm the ranking of Finals."
        desk.confirm("finals")
        assert says(desk) == "Confirm the final classification."
        desk.confirm(level="provisional")
        assert says(desk) == "Make the final classification official."
        desk.confirm()
        assert says(desk) == "Issue the communiqué of the final classification and the medals."
        issue(desk, "classification")
        assert says(desk) == "Confirm the record TR: 1 A, 4:10.000."
        desk.do(ConfirmRecord(competition=MEN, record="TR", phase="qualifying", bib=1))
        assert says(desk) == (
            "Everything is ridden, confirmed and issued. Gold: 1 A. Silver: 2 B. Bronze: 3 C."
        )
        assert next_step(desk.ledger.state, desk.competition).does == ""

    def test_a_doubtful_time_is_no_record_that_anybody_has_to_confirm(self) -> None:
        """By hand: the commissaires may take it for one, and are done if they do not."""
        desk = Desk(riders=4, records=(RecordFact(list="TR", us=255_000_000, rider="Z"),))
        desk.draw("qualifying", (4, 2), (1, 3))
        desk.record("qualifying", 1, "4 4:40.000", "2 4:20.000")
        desk.record("qualifying", 2, "1 4:10.0 hand", "3 4:30.000")
        desk.confirm("qualifying", acknowledge=("all",))
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:30.000", "4 4:40.000")
        desk.record("finals", "gold", "1 4:16.000", "2 4:20.000")
        desk.confirm("finals")
        desk.confirm()
        issue(desk, "classification")
        assert says(desk).startswith("Everything is ridden, confirmed and issued.")
        assert [str(each) for each in attention(desk.competition)] == [
            "TR is to be confirmed: 1 A, 4:10.0.",
            "4:10.0 of 1 A is a hand time: it is TR only if acknowledged.",
        ]


class TestADispute:
    def test_is_ended_before_the_ranking_is_confirmed(self) -> None:
        desk = Desk(riders=4)
        desk.draw("qualifying", (4, 2), (1, 3))
        desk.record("qualifying", 1, "4 4:40.000", "2 4:20.000")
        desk.do(LodgeProtest(**HEAT, by="Team A", reason="early start"))
        assert says(desk) == "Ride Qualifying, heat 2: 1 A - 3 C."
        desk.record("qualifying", 2, "1 4:10.000", "3 4:30.000")
        assert says(desk) == "Decide protest 1 by Team A about Qualifying, heat 1."
        desk.do(DecideProtest(competition=MEN, protest=1, upheld=True, reason="film"))
        assert says(desk).startswith("Settle protest 1 about Qualifying, heat 1, which is upheld:")
        desk.do(CloseReview(**HEAT, reason="a warning"))
        assert says(desk) == "Confirm the ranking of Qualifying."
        desk.do(OpenReview(**HEAT, reason="the gate"))
        assert says(desk) == "End the review of Qualifying, heat 1: the gate"

    def test_about_the_ranking_it_is_drawn_from_is_ended_before_the_next_phase_is_drawn(
        self,
    ) -> None:
        desk = qualified()
        assert says(desk) == "Draw Finals."
        desk.do(LodgeProtest(**HEAT, by="Team A", reason="early start"))
        assert says(desk) == "Decide protest 1 by Team A about Qualifying, heat 1."
        desk.do(DecideProtest(competition=MEN, protest=1, upheld=True, reason="film"))
        assert says(desk).startswith("Settle protest 1 about Qualifying, heat 1, which is upheld:")
        desk.do(CloseReview(**HEAT, reason="a warning"))
        desk.do(OpenReview(**HEAT, reason="the gate"))
        assert says(desk) == "End the review of Qualifying, heat 1: the gate"
        desk.draw("finals")
        assert says(desk).startswith("Ride Finals, bronze ride: ")

    def test_after_everything_was_confirmed_is_the_next_thing(self) -> None:
        desk = qualified()
        desk.draw("finals")
        finals(desk)
        desk.confirm("finals")
        desk.do(LodgeProtest(competition=MEN, phase="finals", heat="gold", by="B", reason="?"))
        assert says(desk) == "Decide protest 1 by B about Finals, gold ride."


def does(desk: Desk) -> str:
    return next_step(desk.ledger.state, desk.competition).command


class TestWhatNobodyCanConfirmYet:
    def test_a_dead_heat_is_decided_by_lots_first(self) -> None:
        desk = qualified()
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:30.000", "4 4:30.000")
        desk.record("finals", "gold", "1 4:10.000", "2 4:20.000")
        assert says(desk) == (
            "Finals, bronze ride: Both rode 4:30.000 and nothing separates them: undecided until"
            " lots or a ruling."
        )
        assert does(desk) == "halflap lots MEET finals --order BIB,BIB"
        desk.do(DrawLots(competition=MEN, phase="finals", order=(4, 3)))
        assert says(desk) == "Confirm the ranking of Finals."

    def test_two_who_did_not_finish_are_ruled_on_first(self) -> None:
        desk = qualified()
        desk.draw("finals")
        desk.record("finals", "bronze", "3 DNF", "4 DNF")
        desk.record("finals", "gold", "1 4:10.000", "2 4:20.000")
        assert says(desk).startswith("Finals, bronze ride: ")
        assert does(desk) == "halflap rule MEET finals 1 winner --rider BIB --reason REASON"
        desk.rule("finals", "bronze", "winner", 4)
        assert says(desk) == "Confirm the ranking of Finals."

    def test_an_unknown_time_is_recorded_first(self) -> None:
        desk = Desk(riders=4)
        desk.draw("qualifying", (4, 2), (1, 3))
        desk.record("qualifying", 1, "4 4:40.000", "2 WO")
        desk.record("qualifying", 2, "1 4:10.000", "3 4:30.000")
        assert says(desk) == "Qualifying: the time of 2 B is not known"
        assert does(desk) == "halflap record MEET qualifying 1 --back TIME"
        desk.record("qualifying", 1, "2 4:20.000")
        assert says(desk) == "Confirm the ranking of Qualifying."

    def test_a_late_entry_is_drawn_or_withdrawn_first(self) -> None:
        desk = Desk(riders=4)
        desk.draw("qualifying", (4, 2), (1, 3))
        desk.do(EnterRiders(competition=MEN, entries=(entry(5),)))
        assert says(desk) == "5 E is entered but in no heat."
        assert does(desk) == "halflap draw MEET qualifying --again"
        desk.record("qualifying", 1, "4 4:40.000", "2 4:20.000")
        assert says(desk) == "Ride Qualifying, heat 2: 1 A - 3 C."
        desk.record("qualifying", 2, "1 4:10.000", "3 4:30.000")
        assert says(desk) == "5 E is entered but in no heat."
        assert does(desk) == "halflap withdraw MEET --rider 5 --reason REASON"
        desk.do(WithdrawRider(competition=MEN, bib=5, reason="too late"))
        assert says(desk) == "Confirm the ranking of Qualifying."


class TestAfterACorrectionOfQualifying:
    """3 C comes before 2 B: the finals would be 1 A - 3 C and 2 B - 4 D."""

    def test_that_nobody_drew_from_the_ranking_is_confirmed_again(self) -> None:
        desk = qualified()
        correct(desk, 3, "4:15.000")
        assert says(desk) == "Confirm the ranking of Qualifying again: it has changed since."
        desk.confirm("qualifying")
        assert says(desk) == "Draw Finals."

    def test_after_the_draw_of_the_finals_they_are_drawn_again_or_kept(self) -> None:
        desk = qualified()
        desk.draw("finals")
        correct(desk, 3, "4:15.000")
        desk.confirm("qualifying")
        assert says(desk) == (
            "Finals was drawn from results that were corrected since: draw it again, or keep the"
            " draw and say why."
        )
        desk.draw("finals", again=True)
        assert says(desk).startswith("Ride Finals, bronze ride: ")

    def test_after_the_finals_the_draw_is_kept_and_everything_confirmed_and_issued_again(
        self,
    ) -> None:
        desk = qualified()
        issue(desk, "result qualifying")
        desk.draw("finals")
        finals(desk)
        desk.confirm("finals")
        desk.confirm()
        issue(desk, "classification")
        correct(desk, 3, "4:15.000")
        assert says(desk) == "Confirm the ranking of Qualifying again: it has changed since."
        desk.confirm("qualifying")
        assert says(desk) == (
            "Finals was drawn from results that were corrected since, and has been started: keep"
            " the draw and say why."
        )
        desk.do(KeepDraw(competition=MEN, phase="finals", reason="they have been ridden"))
        assert says(desk) == (
            "Issue communiqué 1 (Result, Qualifying) again: what it says has changed."
        )
        assert [str(each) for each in stale_documents(desk.ledger.state, desk.competition)] == [
            "Communiqué 1 (Result, Qualifying) is out of date: issue its next revision."
        ]
        issue(desk, "result qualifying", "film")
        assert says(desk).startswith("Everything is ridden, confirmed and issued.")

    @pytest.mark.parametrize("official", [True, False])
    def test_of_a_final_the_classification_is_confirmed_again(self, official: bool) -> None:
        desk = qualified()
        desk.draw("finals")
        finals(desk)
        desk.confirm("finals")
        desk.confirm(level="official" if official else "provisional")
        correct(desk, 2, "4:09.000", "finals")
        desk.confirm("finals")
        assert says(desk) == (
            "Confirm the final classification again: results were corrected since."
        )
        desk.confirm()
        issue(desk, "classification")
        assert "Gold: 2 B. Silver: 1 A." in says(desk)
