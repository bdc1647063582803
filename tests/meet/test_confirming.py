"""Provisional, official, corrected: what a confirmation rests on, and what becomes of a draw."""

from __future__ import annotations

import pytest

from halflap.journal.facts import ClassificationConfirmed, RankFact, ResultCorrected, RideFact
from halflap.meet.commands import (
    ConfirmClassification,
    ConfirmHeat,
    ConfirmRanking,
    CorrectResult,
    DecideProtest,
    DrawLots,
    DrawPhase,
    IssueDocument,
    KeepDraw,
    LodgeProtest,
    OpenReview,
    Undo,
)
from halflap.meet.views.next_step import next_step
from halflap.meet.views.status import attention, superseded
from tests.meet.table import Table, timed


def qualified() -> Table:
    """Qualifying of eight ridden and confirmed: rider 1 in 4:21, rider 2 in 4:22, and so on."""
    table = Table()
    table.open()
    table.run("qualifying")
    return table


def heat_with(table: Table, bib: int, phase: str = "qualifying") -> str:
    return next(heat.key for heat in table.phase(phase).counting if bib in heat.bibs)


def correct(table: Table, bib: int, time: str, phase: str = "qualifying") -> ResultCorrected:
    answer = table.act(
        CorrectResult(
            competition="men",
            phase=phase,
            heat=heat_with(table, bib, phase),
            rides=(timed(bib, time),),
            reason="the photo says so",
        )
    )
    (fact,) = answer.facts
    assert isinstance(fact, ResultCorrected)
    return fact


def notices(table: Table, phase: str = "first-round") -> list[str]:
    competition = table.competition()
    return [str(notice) for notice in superseded(competition, competition.fmt.phase_of(phase))]


NAMES = {"qualifying": "Qualifying", "first-round": "First round", "finals": "Finals"}


class TestOfficial:
    def test_a_provisional_ranking_becomes_official_with_its_heats(self) -> None:
        table = qualified()
        table.confirm("qualifying", "official")
        phase = table.phase("qualifying")
        assert phase.ranking is not None
        assert (phase.ranking.level, phase.ranking.revision) == ("official", 1)
        assert {heat.level for heat in phase.heats} == {"official"}

    def test_a_single_heat_may_be_official_before_the_others(self) -> None:
        table = qualified()
        table.act(ConfirmHeat(competition="men", phase="qualifying", heat="1", level="official"))
        assert table.heat("qualifying", "1").level == "official"

    def test_what_is_official_is_not_confirmed_again(self) -> None:
        table = qualified()
        table.confirm("qualifying", "official")
        (refusal,) = table.refused(
            ConfirmRanking(competition="men", phase="qualifying", level="provisional")
        )
        assert refusal.code == "confirmed"

    def test_the_classification_is_official_only_on_official_rankings(self) -> None:
        table = qualified()
        for phase in ("first-round", "finals"):
            table.run(phase)
        command = ConfirmClassification(competition="men", level="official")
        assert [refusal.code for refusal in table.refused(command)] == ["provisional"] * 3
        for phase in ("qualifying", "first-round", "finals"):
            table.confirm(phase, "official")
        (fact,) = table.act(command).facts
        assert isinstance(fact, ClassificationConfirmed)
        assert fact.medals == (("gold", 1), ("silver", 2), ("bronze", 3))
        step = next_step(table.meet, table.competition())
        assert str(step.awaits) == (
            "Issue the communiqué of the final classification and the medals."
        )


class TestPhasesThatNobodyRides:
    def test_are_confirmed_as_such_so_that_the_competition_can_end(self) -> None:
        table = Table()
        table.open(riders=2)
        table.draw()
        for heat in table.phase("qualifying").heats:
            rides = [RideFact(bib=bib, code="DNF") for bib in heat.bibs]
            table.record("qualifying", heat.key, rides)
        table.confirm("qualifying")
        (refusal,) = table.refused(DrawPhase(competition="men", phase="first-round"))
        assert str(refusal.text) == "Nobody is left to ride First round."
        for phase, name in (("first-round", "First round"), ("finals", "Finals")):
            step = next_step(table.meet, table.competition())
            assert str(step.awaits) == f"Nobody is left to ride {name}: confirm that."
            table.confirm(phase)
        (fact,) = table.act(ConfirmClassification(competition="men", level="provisional")).facts
        assert isinstance(fact, ClassificationConfirmed)
        assert sorted((line.bib, line.rank, line.code) for line in fact.lines) == [
            (1, None, "DNF"),
            (2, None, "DNF"),
        ]
        assert fact.medals == ()

    def test_are_not_those_that_are_merely_not_drawn(self) -> None:
        table = qualified()
        (refusal,) = table.refused(
            ConfirmRanking(competition="men", phase="first-round", level="provisional")
        )
        assert refusal.code == "not-drawn"


class TestACorrection:
    """UCI 3.1.007: every change of a result is reported, here as a revision with its difference."""

    def test_is_the_next_revision_and_says_what_is_different(self) -> None:
        table = qualified()
        table.confirm("qualifying", "official")
        first = correct(table, 3, "4:20.999")
        assert (first.revision, first.difference) == (
            1,
            ("3 Rider 3: 4:23.000 -> 4:20.999",),
        )
        second = correct(table, 3, "4:21.500")
        assert (second.revision, second.difference) == (
            2,
            ("3 Rider 3: 4:20.999 -> 4:21.500",),
        )
        assert table.heat("qualifying", heat_with(table, 3)).level == "official"

    def test_of_nothing_is_refused(self) -> None:
        table = qualified()
        command = CorrectResult(
            competition="men",
            phase="qualifying",
            heat=heat_with(table, 3),
            rides=(timed(3, "4:23.000"),),
            reason="-",
        )
        assert [refusal.code for refusal in table.refused(command)] == ["no-change"]

    def test_leaves_the_ranking_as_confirmed_and_says_that_it_has_changed(self) -> None:
        table = qualified()
        correct(table, 3, "4:10.000")
        ranking = table.phase("qualifying").ranking
        assert ranking is not None
        assert ranking.lines[0].bib == 1
        assert "The ranking of Qualifying has changed since it was confirmed." in [
            str(sentence) for sentence in attention(table.competition())
        ]
        table.confirm("qualifying")
        again = table.phase("qualifying").ranking
        assert again is not None
        assert (again.revision, again.lines[0].bib) == (2, 3)

    def test_takes_a_draw_only_from_a_ranking_confirmed_again(self) -> None:
        table = qualified()
        correct(table, 3, "4:10.000")
        command = DrawPhase(competition="men", phase="first-round")
        assert [refusal.code for refusal in table.refused(command)] == ["superseded"]
        table.confirm("qualifying")
        table.act(command)
        assert set(table.heat("first-round", "4").bibs) == {3, 8}

    def test_may_take_a_ruled_winner_away_only_by_deciding_itself(self) -> None:
        table = qualified()
        table.draw("first-round")
        home, back = table.heat("first-round", "1").bibs
        table.record("first-round", "1", [timed(home, 250), timed(back, 250)])
        table.rule("1", "winner", home, "first-round")
        table.ride("first-round")
        table.confirm("first-round")
        correct(table, back, "4:09.999", "first-round")
        assert table.values()["first-round/heat/1/winner"] == f"{back} Rider {back}"


class TestADrawFromSupersededTimes:
    def superseded(self) -> Table:
        table = qualified()
        table.draw("first-round")
        correct(table, 6, "4:20.500")
        table.confirm("qualifying")
        return table

    def test_is_said_pairing_by_pairing_and_nothing_is_redrawn(self) -> None:
        table = self.superseded()
        assert notices(table)[0] == (
            "First round was drawn from superseded times: R4 v R5 would be 3 Rider 3 - 4 Rider 4. "
            "Keep the draw (halflap keep) or draw again."
        )
        assert set(table.heat("first-round", "1").bibs) == {4, 5}

    def test_can_be_kept_with_a_reason(self) -> None:
        table = self.superseded()
        table.act(KeepDraw(competition="men", phase="first-round", reason="heat 1 is warming up"))
        assert notices(table) == []
        table.ride("first-round")
        table.confirm("first-round")
        assert notices(table) == []

    def test_once_kept_is_looked_at_again_after_the_next_correction(self) -> None:
        table = self.superseded()
        table.act(KeepDraw(competition="men", phase="first-round", reason="heat 1 is warming up"))
        correct(table, 8, "4:19.000")
        assert notices(table) != []

    def test_of_qualifying_there_is_nothing_to_keep(self) -> None:
        table = self.superseded()
        keep = KeepDraw(competition="men", phase="qualifying", reason="late")
        assert [refusal.code for refusal in table.refused(keep)] == ["no-basis"]

    def test_can_be_drawn_again_while_no_run_has_started(self) -> None:
        table = self.superseded()
        table.draw("first-round", again=True)
        assert set(table.heat("first-round", "1").bibs) == {3, 4}
        assert notices(table) == []

    def test_cannot_be_drawn_again_once_a_run_has_started(self) -> None:
        table = self.superseded()
        bib = table.heat("first-round", "2").bibs[0]
        table.record("first-round", "2", [timed(bib, 262)])
        command = DrawPhase(competition="men", phase="first-round", again=True)
        assert [refusal.code for refusal in table.refused(command)] == ["started"]


class TestWhatAConfirmationRestsOn:
    """Taking back the ground of a confirmation is refused, and names the confirmation."""

    def depending(self, table: Table, seq: int) -> list[str]:
        return [str(refusal.text) for refusal in table.refused(Undo(seq=seq))]

    def test_lots(self) -> None:
        table = Table()
        table.open()
        table.draw()
        for heat in table.phase("qualifying").heats:
            rides = [timed(bib, 262 if bib in (2, 3) else 260 + bib) for bib in heat.bibs]
            table.record("qualifying", heat.key, rides)
        table.act(DrawLots(competition="men", phase="qualifying", order=(3, 2)))
        lots = table.head
        table.confirm("qualifying")
        assert [line.bib for line in _lines(table)][:3] == [1, 3, 2]
        (reason,) = self.depending(table, lots)
        assert "the ranking of Qualifying rests on other lots or results" in reason

    def test_lots_that_left_riders_equal_are_drawn_once_more(self) -> None:
        """Bibs 1 to 3 are equal for the medals; lots between two of them separate nobody."""
        table = Table()
        table.open("club-solo", riders=3)
        table.draw()
        for heat in table.phase("qualifying").heats:
            table.record("qualifying", heat.key, [timed(bib, 262) for bib in heat.bibs])
        table.act(DrawLots(competition="men", phase="qualifying", order=(3, 2)))
        table.confirm("qualifying")
        lots = DrawLots(competition="men", phase="qualifying", order=(3, 1, 2))
        table.act(lots)
        table.confirm("qualifying")
        assert [line.bib for line in _lines(table)] == [3, 1, 2]
        assert [refusal.code for refusal in table.refused(lots)] == ["confirmed"]

    def test_a_ruling_on_the_winner(self) -> None:
        table = qualified()
        table.draw("first-round")
        home, back = table.heat("first-round", "1").bibs
        table.record("first-round", "1", [timed(home, 262), timed(back, 262)])
        table.rule("1", "winner", home, "first-round")
        ruling = table.head
        table.act(
            ConfirmHeat(competition="men", phase="first-round", heat="1", level="provisional")
        )
        (reason,) = self.depending(table, ruling)
        assert "heat 1 of First round was confirmed as something else" in reason

    def test_lots_between_two_riders_of_a_confirmed_match_are_final(self) -> None:
        table = qualified()
        table.draw("first-round")
        home, back = table.heat("first-round", "1").bibs
        table.record("first-round", "1", [timed(home, 262), timed(back, 262)])
        table.act(DrawLots(competition="men", phase="first-round", order=(home, back)))
        table.act(
            ConfirmHeat(competition="men", phase="first-round", heat="1", level="provisional")
        )
        again = DrawLots(competition="men", phase="first-round", order=(back, home))
        (refusal,) = table.refused(again)
        assert str(refusal.text) == "heat 1 of First round is confirmed"

    def test_a_correction_that_the_ranking_was_confirmed_after(self) -> None:
        table = qualified()
        correct(table, 3, "4:10.000")
        correction = table.head
        table.confirm("qualifying")
        (reason,) = self.depending(table, correction)
        assert "the ranking of Qualifying rests on other lots or results" in reason

    def test_the_official_rankings_of_an_official_classification(self) -> None:
        table = qualified()
        for phase in ("first-round", "finals"):
            table.run(phase)
        for phase in ("qualifying", "first-round", "finals"):
            table.confirm(phase, "official")
        finals = table.head
        table.act(ConfirmClassification(competition="men", level="official"))
        (reason,) = self.depending(table, finals)
        assert "the ranking of Finals is not confirmed" in reason


class TestReviewsAndProtests:
    def test_a_heat_under_review_is_not_confirmed(self) -> None:
        table = Table()
        table.open()
        table.draw()
        table.ride("qualifying")
        table.act(OpenReview(competition="men", phase="qualifying", heat="1", reason="the photo"))
        command = ConfirmRanking(
            competition="men", phase="qualifying", level="provisional", acknowledge=("all",)
        )
        assert [refusal.code for refusal in table.refused(command)] == ["review"]

    def test_the_review_ends_with_the_last_protest(self) -> None:
        table = qualified()
        for by in ("AUS", "GBR"):
            table.act(
                LodgeProtest(
                    competition="men", phase="qualifying", heat="1", by=by, reason="drafting"
                )
            )
        for number in (1, 2):
            assert table.heat("qualifying", "1").review == "drafting"
            table.act(DecideProtest(competition="men", protest=number, upheld=False, reason="no"))
        assert table.heat("qualifying", "1").review is None

    def test_a_review_for_another_reason_outlasts_the_protest(self) -> None:
        table = qualified()
        heat = {"competition": "men", "phase": "qualifying", "heat": "1"}
        table.act(OpenReview(**heat, reason="the photo"))
        table.act(LodgeProtest(**heat, by="AUS", reason="drafting"))
        table.act(DecideProtest(competition="men", protest=1, upheld=False, reason="no"))
        assert table.heat("qualifying", "1").review == "the photo"

    def test_an_open_protest_holds_official_back(self) -> None:
        table = qualified()
        table.act(
            LodgeProtest(competition="men", phase="qualifying", heat="1", by="AUS", reason="?")
        )
        command = ConfirmRanking(competition="men", phase="qualifying", level="official")
        assert {refusal.code for refusal in table.refused(command)} == {"review", "protest"}

    def test_no_medal_is_official_while_its_final_is_disputed(self) -> None:
        table = qualified()
        for phase in ("first-round", "finals"):
            table.run(phase)
        for phase in ("qualifying", "first-round", "finals"):
            table.confirm(phase, "official")
        table.act(
            LodgeProtest(competition="men", phase="finals", heat="gold", by="AUS", reason="?")
        )
        command = ConfirmClassification(competition="men", level="official")
        assert [refusal.code for refusal in table.refused(command)] == ["review", "protest"]

    def test_a_correction_ends_the_review(self) -> None:
        table = qualified()
        table.act(OpenReview(competition="men", phase="qualifying", heat="1", reason="the photo"))
        correct(table, 8, "4:28.001")
        assert table.heat("qualifying", "1").review is None


class TestCommuniques:
    @pytest.mark.parametrize(
        "content", ["", "the result", "[]", '{"heats":["1"]}', '{"ranking":{}}', "[" * 100_000]
    )
    def test_hold_what_a_page_can_show(self, content: str) -> None:
        command = IssueDocument(competition="men", document="result", content=content)
        assert [refusal.code for refusal in qualified().refused(command)] == ["content"]

    def test_the_same_document_again_is_the_next_revision_with_its_reason(self) -> None:
        table = qualified()
        table.act(IssueDocument(competition="men", document="result", content="{}"))
        same = IssueDocument(competition="men", document="result", content="{}", reason="x")
        assert [refusal.code for refusal in table.refused(same)] == ["issued"]
        changed = IssueDocument(competition="men", document="result", content='{"a":1}')
        assert [refusal.code for refusal in table.refused(changed)] == ["no-reason"]
        table.act(
            IssueDocument(
                competition="men", document="result", content='{"a":1}', reason="corrected"
            )
        )
        documents = table.meet.documents
        assert [(n, documents[n].revision) for n in sorted(documents)] == [(1, 1), (2, 2)]

    def test_a_start_list_has_no_number_before_its_phase_is_drawn(self) -> None:
        table = qualified()
        early = IssueDocument(competition="men", document="start-list finals", content="{}")
        (refusal,) = table.refused(early)
        assert (refusal.code, str(refusal.text)) == ("not-drawn", "Finals has not been drawn.")
        drawn = IssueDocument(competition="men", document="start-list qualifying", content="{}")
        table.act(drawn)
        assert list(table.meet.documents) == [1]

    def test_cannot_be_taken_back(self) -> None:
        table = qualified()
        table.act(IssueDocument(competition="men", document="result", content="{}"))
        (refusal,) = table.refused(Undo(seq=table.head))
        assert refusal.code == "permanent"


def _lines(table: Table) -> tuple[RankFact, ...]:
    ranking = table.phase("qualifying").ranking
    assert ranking is not None
    return ranking.lines
