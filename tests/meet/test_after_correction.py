"""A corrected result: what is said before it is kept, and what it leaves to be done."""

from __future__ import annotations

from halflap.meet.commands import (
    Accepted,
    Command,
    CorrectResult,
    DrawPhase,
    KeepDraw,
    LodgeProtest,
    OpenReview,
    decide,
)
from halflap.meet.lines import classification_lines
from halflap.meet.views.consequences import consequences
from halflap.meet.views.next_step import afterwards, next_step
from halflap.meet.views.status import attention
from tests.meet_helper import MEN, Desk, confirming, ride

TIMES = ("4:10.000", "4:20.000", "4:30.000", "4:40.000")


def qualified() -> Desk:
    desk = Desk(riders=4)
    desk.qualify(*TIMES)
    return desk


def correction(desk: Desk, bib: int, time: str) -> CorrectResult:
    state = desk.competition.phase("qualifying")
    assert state is not None
    heat = next(heat.key for heat in state.counting if bib in heat.bibs)
    rides = (ride(f"{bib} {time}"),)
    return CorrectResult(
        competition=MEN, phase="qualifying", heat=heat, rides=rides, reason="the film"
    )


def answered(desk: Desk, command: Command) -> Accepted:
    answer = decide(desk.ledger, command)
    assert isinstance(answer, Accepted)
    return answer


def would(desk: Desk, command: Command) -> list[str]:
    return [str(each) for each in consequences(desk.ledger.state, answered(desk, command).state)]


def then(desk: Desk, command: Command) -> list[str]:
    return [str(each) for each in afterwards(desk.ledger.state, answered(desk, command).state)]


class TestThePairingsOfALaterPhase:
    def test_that_is_not_drawn_are_another(self) -> None:
        found = would(qualified(), correction(qualified(), 3, "4:15.000"))
        assert "Finals, pairing of heat gold: 1 A v 3 C instead of 1 A v 2 B." in found

    def test_that_is_drawn_stay_as_they_are_drawn(self) -> None:
        desk = qualified()
        desk.draw("finals")
        assert (
            "Finals, pairing of heat gold: 1 A v 3 C by these results. It is drawn as 1 A v 2 B,"
            " and stays so unless you draw again."
        ) in would(desk, correction(desk, 3, "4:15.000"))

    def test_that_is_started_stay_for_good(self) -> None:
        desk = qualified()
        desk.draw("finals")
        desk.start("finals", "bronze")
        assert (
            "Finals, pairing of heat gold: 1 A v 3 C by these results. It was started as 1 A v 2 B,"
            " and that stays."
        ) in would(desk, correction(desk, 3, "4:15.000"))

    def test_that_a_second_correction_brings_back_are_as_drawn(self) -> None:
        desk = qualified()
        desk.draw("finals")
        desk.do(correction(desk, 3, "4:15.000"))
        found = would(desk, correction(desk, 3, "4:30.000"))
        assert "Finals, pairing of heat gold: 1 A v 2 B, as it is drawn." in found


class TestWhatIsLeftToDo:
    def test_is_the_ranking_and_the_draw_made_from_it(self) -> None:
        desk = qualified()
        desk.draw("finals")
        assert then(desk, correction(desk, 3, "4:15.000")) == [
            "Confirm the ranking of Qualifying again: it has changed since.",
            "Finals was drawn from results that were corrected since: draw it again, or keep the"
            " draw and say why.",
        ]

    def test_is_the_ranking_alone_where_no_pairing_hangs_on_it(self) -> None:
        desk = qualified()
        desk.draw("finals")
        assert then(desk, correction(desk, 3, "4:31.000")) == [
            "Confirm the ranking of Qualifying again: it has changed since."
        ]

    def test_is_the_classification_too_where_it_was_confirmed(self) -> None:
        desk = qualified()
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:30.000", "4 4:40.000")
        desk.record("finals", "gold", "1 4:10.000", "2 4:20.000")
        desk.confirm("finals")
        desk.confirm()
        rides = (ride("2 4:09.000"),)
        command = CorrectResult(
            competition=MEN, phase="finals", heat="gold", rides=rides, reason="the film"
        )
        assert then(desk, command) == [
            "Confirm the ranking of Finals again: it has changed since.",
            "Confirm the final classification again: results were corrected since.",
        ]

    def test_is_nothing_after_a_draw_but_to_ride(self) -> None:
        assert then(qualified(), DrawPhase(competition=MEN, phase="finals")) == []

    def test_is_nothing_of_what_was_to_be_done_before(self) -> None:
        desk = Desk(riders=4)
        desk.draw("qualifying")
        for heat in ("1", "2"):
            bibs = desk.heat("qualifying", heat).bibs
            desk.record("qualifying", heat, *(f"{bib} {TIMES[bib - 1]}" for bib in bibs))
        assert then(desk, confirming("qualifying", 1, level="provisional")) == []


class TestTheRankingThatHasToBeConfirmedAgain:
    def test_keeps_what_was_drawn_from_it_only_where_something_was(self) -> None:
        desk = qualified()
        again = "The ranking of Qualifying has to be confirmed again."
        assert [str(each) for each in answered(desk, correction(desk, 3, "4:15.000")).remarks] == [
            again
        ]
        desk.draw("finals")
        assert [str(each) for each in answered(desk, correction(desk, 3, "4:15.000")).remarks] == [
            "The ranking of Qualifying has to be confirmed again; what was drawn from it stays"
            " until you keep it or draw again."
        ]


class TestAReview:
    def test_ends_with_the_correction_which_says_so(self) -> None:
        desk = qualified()
        command = correction(desk, 3, "4:15.000")
        desk.do(OpenReview(competition=MEN, phase="qualifying", heat=command.heat, reason="film"))
        said = [str(each) for each in answered(desk, command).remarks]
        assert "The review of the heat ends with the correction." in said

    def test_lasts_for_a_protest_that_is_open(self) -> None:
        desk = qualified()
        command = correction(desk, 3, "4:15.000")
        desk.do(
            LodgeProtest(
                competition=MEN, phase="qualifying", heat=command.heat, by="A", reason="why"
            )
        )
        said = [str(each) for each in answered(desk, command).remarks]
        assert "The review of the heat ends with the correction." not in said
        desk.do(command)
        assert desk.heat("qualifying", command.heat).review == "why"


class TestTheNewWinnerOfAQuarterFinalWhoseSemiFinalsAreKept:
    """The regulations know no such rider: he has no place, and everybody is told before."""

    SAID = (
        "7 G goes on by a corrected result and is in no heat of Semifinals: while that draw stands,"
        " no place follows."
    )

    def drawn(self) -> Desk:
        """1, 2, 3 and 4 win their quarter-finals, and the semi-finals are drawn."""
        desk = Desk("knockout-8", riders=8)
        desk.qualify(*(f"4:{20 + bib}.000" for bib in range(8)))
        desk.draw("quarterfinals")
        for heat, (one, other) in enumerate(((4, 5), (3, 6), (2, 7), (1, 8)), start=1):
            desk.record("quarterfinals", heat, f"{one} 4:2{one}.000", f"{other} 4:3{other}.000")
        desk.confirm("quarterfinals")
        desk.draw("semifinals")
        return desk

    def command(self) -> CorrectResult:
        rides = (ride("2 4:39.000"),)
        return CorrectResult(
            competition=MEN, phase="quarterfinals", heat="3", rides=rides, reason="the film"
        )

    def keep(self) -> KeepDraw:
        return KeepDraw(competition=MEN, phase="semifinals", reason="they have warmed up")

    def test_is_named_by_the_preview_of_the_correction(self) -> None:
        found = then(self.drawn(), self.command())
        assert any(each.endswith(self.SAID) for each in found)

    def test_is_named_by_the_next_step_and_the_status_until_it_is_drawn_again(self) -> None:
        desk = self.drawn()
        desk.do(self.command())
        desk.confirm("quarterfinals")
        assert str(next_step(desk.ledger.state, desk.competition).awaits).endswith(self.SAID)
        assert self.SAID in [str(each) for each in attention(desk.competition)]
        desk.draw("semifinals", again=True)
        assert self.SAID not in [str(each) for each in attention(desk.competition)]

    def test_is_named_when_the_draw_is_kept_and_after_it(self) -> None:
        desk = self.drawn()
        desk.do(self.command())
        desk.confirm("quarterfinals")
        desk.do(self.keep())
        assert desk.remarks == [self.SAID]
        assert [str(each) for each in attention(desk.competition)] == [self.SAID]

    def test_is_named_no_more_once_the_classification_without_him_is_confirmed(self) -> None:
        desk = self.drawn()
        desk.do(self.command())
        desk.confirm("quarterfinals")
        desk.do(self.keep())
        for heat, (one, other) in enumerate(((2, 3), (1, 4)), start=1):
            desk.record("semifinals", heat, f"{one} 4:2{one}.000", f"{other} 4:3{other}.000")
        desk.confirm("semifinals")
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:22.000", "4 4:23.000")
        desk.record("finals", "gold", "1 4:20.000", "2 4:21.000")
        desk.confirm("finals")
        assert self.SAID in [str(each) for each in attention(desk.competition)]
        desk.confirm()
        (line,) = (each for each in classification_lines(desk.competition) if each.bib == 7)
        assert line.rank is None
        assert attention(desk.competition) == ()

    def test_is_no_rider_who_is_placed_without_it(self) -> None:
        """Who came into the first four of qualifying later keeps the place of his time."""
        desk = qualified_of_five()
        desk.draw("finals")
        desk.do(correction(desk, 5, "4:15.000"))
        assert not any("no place follows" in str(each) for each in attention(desk.competition))


class TestWhoIsDisqualifiedInAnEarlierPhase:
    """Whether that is from the event (UCI 3.2.056) only the commissaires can say."""

    SAID = (
        "2 B is disqualified in Qualifying and keeps the place in Finals: if it is from the event,"
        " disqualify the rider there as well."
    )

    def ridden(self) -> Desk:
        desk = qualified_of_five()
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:30.000", "4 4:40.000")
        desk.record("finals", "gold", "1 4:10.000", "2 4:20.000")
        desk.confirm("finals")
        desk.confirm()
        return desk

    def disqualified(self, phase: str, heat: str) -> CorrectResult:
        rides = (ride("2 DSQ"),)
        return CorrectResult(competition=MEN, phase=phase, heat=heat, rides=rides, reason="draft")

    def test_is_named_before_the_medal_is_kept(self) -> None:
        desk = self.ridden()
        heat = next(key for key in ("1", "2", "3") if 2 in desk.heat("qualifying", key).bibs)
        command = self.disqualified("qualifying", heat)
        assert any(each.endswith(self.SAID) for each in then(desk, command))
        desk.do(command)
        assert self.SAID in [str(each) for each in attention(desk.competition)]
        desk.do(KeepDraw(competition=MEN, phase="finals", reason="the race jury"))
        assert desk.remarks == [self.SAID]
        assert self.SAID not in [str(each) for each in attention(desk.competition)]

    def test_is_named_no_more_once_the_rider_is_out_there_as_well(self) -> None:
        desk = self.ridden()
        heat = next(key for key in ("1", "2", "3") if 2 in desk.heat("qualifying", key).bibs)
        desk.do(self.disqualified("qualifying", heat))
        assert self.SAID in [str(each) for each in attention(desk.competition)]
        desk.do(self.disqualified("finals", desk.heat("finals", "gold").key))
        assert self.SAID not in [str(each) for each in attention(desk.competition)]


def qualified_of_five() -> Desk:
    desk = Desk(riders=5)
    desk.qualify(*TIMES, "4:50.000")
    return desk
