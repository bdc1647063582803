"""What a protest does to its heat: under review from the day it is lodged until it is settled."""

from __future__ import annotations

from halflap.journal.facts import (
    Fact,
    ProtestDecided,
    ProtestLodged,
    ReviewClosed,
    decode,
)
from halflap.meet.commands import (
    CloseReview,
    CorrectResult,
    DecideProtest,
    LodgeProtest,
    OpenReview,
    Undo,
)
from halflap.meet.ledger import Entry
from halflap.meet.views.released import released
from halflap.meet.views.status import attention
from tests.meet_helper import MEN, Desk, confirming, ride

HEAT = {"competition": MEN, "phase": "qualifying", "heat": "1"}


def ridden() -> Desk:
    """Heat 1 of qualifying is ridden by 2 and 4, heat 2 is not."""
    desk = Desk(riders=4)
    desk.draw("qualifying", (4, 2), (1, 3))
    desk.record("qualifying", 1, "4 4:40.000", "2 4:20.000")
    return desk


def lodged(desk: Desk, reason: str = "early start", by: str = "Team A") -> tuple[Fact, ...]:
    return desk.do(LodgeProtest(**HEAT, by=by, reason=reason))


def decided(desk: Desk, number: int = 1, *, upheld: bool, why: str = "film seen") -> None:
    desk.do(DecideProtest(competition=MEN, protest=number, upheld=upheld, reason=why))


def review(desk: Desk) -> str | None:
    return desk.heat("qualifying", 1).review


def looked_at(desk: Desk) -> list[str]:
    return [str(each) for each in attention(desk.competition)]


class TestARejectedProtest:
    def test_ends_the_review_that_it_opened(self) -> None:
        desk = ridden()
        facts = lodged(desk)
        assert [getattr(fact, "protest", None) for fact in facts] == [1, 1]
        decided(desk, upheld=False)
        assert review(desk) is None

    def test_leaves_the_review_that_somebody_opened_in_the_same_words(self) -> None:
        desk = ridden()
        desk.do(OpenReview(**HEAT, reason="early start"))
        lodged(desk, "early start")
        decided(desk, upheld=False)
        assert review(desk) == "early start"


class TestAnUpheldProtest:
    """Upholding says that the result is wrong, not what it is: until then nothing is released."""

    def test_keeps_its_heat_under_review(self) -> None:
        desk = ridden()
        lodged(desk)
        decided(desk, upheld=True)
        assert review(desk) == "early start"
        (refusal, *_) = desk.refused(confirming("qualifying", 1))
        assert refusal.code == "review"
        assert str(refusal.remedy) == (
            "Protest 1 is upheld: rule on the heat or correct it, or end the review and say what "
            "became of it."
        )

    def test_is_named_until_it_is_settled(self) -> None:
        desk = ridden()
        lodged(desk)
        decided(desk, upheld=True)
        said = (
            "Protest 1 by Team A about Qualifying, heat 1 is upheld and not settled: rule on the "
            "heat or correct it, or end the review and say what became of it."
        )
        assert said in looked_at(desk)
        desk.rule("qualifying", 1, "dsq", 4)
        assert looked_at(desk) == []

    def test_names_the_gold_ride_as_the_next_step_does(self) -> None:
        desk = Desk(riders=4)
        desk.qualify("4:20.000", "4:21.000", "4:22.000", "4:23.000")
        desk.draw("finals")
        gold = desk.heat("finals", "gold").key
        desk.do(LodgeProtest(competition=MEN, phase="finals", heat=gold, by="A", reason="sides"))
        assert looked_at(desk) == [
            "Finals, gold ride is under review: sides",
            "Protest 1 by A about Finals, gold ride is open: sides",
        ]

    def test_is_settled_by_a_ruling_on_the_heat(self) -> None:
        desk = ridden()
        lodged(desk)
        decided(desk, upheld=True)
        desk.rule("qualifying", 1, "relegate", 2, reason="rode on the blue band")
        closed = desk.ledger.entries[-1].fact
        assert isinstance(closed, ReviewClosed)
        assert (closed.protest, closed.reason) == (1, "rode on the blue band")
        assert review(desk) is None
        desk.confirm("qualifying", 1)

    def test_is_settled_by_no_report_which_decides_nothing(self) -> None:
        desk = ridden()
        lodged(desk)
        decided(desk, upheld=True)
        desk.rule("qualifying", 1, "report", 4, reason="the number was torn")
        assert review(desk) == "early start"

    def test_is_settled_by_a_correction(self) -> None:
        desk = ridden()
        desk.confirm("qualifying", 1)
        lodged(desk)
        decided(desk, upheld=True)
        desk.do(CorrectResult(**HEAT, rides=(ride("2 4:20.100"),), reason="film"))
        assert review(desk) is None
        assert looked_at(desk) == []

    def test_is_settled_by_the_end_of_the_review_that_says_what_became_of_it(self) -> None:
        desk = ridden()
        lodged(desk)
        decided(desk, upheld=True)
        desk.do(CloseReview(**HEAT, reason="the time stands, the team manager is warned"))
        assert review(desk) is None
        assert looked_at(desk) == []

    def test_is_settled_by_no_ruling_on_a_run_that_was_started_since(self) -> None:
        desk = Desk(riders=4)
        desk.draw("qualifying", (4, 2), (1, 3))
        desk.start("qualifying", 1)
        desk.rule("qualifying", 1, "false-start", 2)
        lodged(desk)
        decided(desk, upheld=True)
        desk.start("qualifying", 1)
        desk.rule("qualifying", 1, "false-start", 4)
        assert review(desk) == "early start"
        desk.do(CloseReview(**HEAT, reason="the start was given again"))
        assert looked_at(desk) == []

    def test_is_settled_by_a_ruling_before_the_heat_is_started_again(self) -> None:
        desk = Desk(riders=4)
        desk.draw("qualifying", (4, 2), (1, 3))
        desk.start("qualifying", 1)
        desk.rule("qualifying", 1, "false-start", 2)
        lodged(desk)
        decided(desk, upheld=True)
        desk.rule("qualifying", 1, "dsq", 2)
        assert review(desk) is None

    def test_puts_the_heat_under_review_again_if_somebody_ended_that(self) -> None:
        desk = ridden()
        lodged(desk)
        desk.do(CloseReview(**HEAT, reason="by mistake"))
        decided(desk, upheld=True)
        assert review(desk) == "early start"

    def test_outlasts_another_that_is_rejected(self) -> None:
        desk = ridden()
        lodged(desk)
        lodged(desk, "drafting", by="Team B")
        decided(desk, 1, upheld=True)
        decided(desk, 2, upheld=False)
        assert review(desk) == "early start"

    def test_settled_does_not_lift_the_review_of_one_that_is_open(self) -> None:
        desk = ridden()
        desk.confirm("qualifying", 1)
        lodged(desk)
        lodged(desk, "drafting", by="Team B")
        decided(desk, 1, upheld=True)
        desk.do(CorrectResult(**HEAT, rides=(ride("2 4:20.100"),), reason="film"))
        assert review(desk) == "drafting"
        decided(desk, 2, upheld=False)
        assert review(desk) is None

    def test_taken_back_is_open_again(self) -> None:
        desk = ridden()
        lodged(desk)
        decided(desk, upheld=True)
        desk.do(Undo(seq=desk.ledger.entries[-1].command, reason="the wrong box"))
        assert desk.competition.protests[0].upheld is None
        assert review(desk) == "early start"

    def test_shows_the_public_the_words_and_nothing_more(self) -> None:
        desk = ridden()
        desk.confirm("qualifying", 1)
        lodged(desk)
        decided(desk, upheld=True, why="the film shows it")
        public = released(desk.ledger.state)
        heat = public.competitions[0].phases[0].heats[0]
        assert heat.under_review
        assert [rider.time for rider in heat.riders] == ["4:40.000", "4:20.000"]
        for word in ("film", "early", "Team A", "upheld"):
            assert word not in repr(public)


class TestAProtestAboutTheDraw:
    """A new draw is what an upheld one asks for; the heat it was about may be there no more."""

    def alone(self) -> Desk:
        """Three heats are drawn, of which the third is protested against."""
        desk = Desk(riders=4)
        desk.draw("qualifying", (1, None), (2, None), (3, 4))
        heat = {**HEAT, "heat": "3"}
        desk.do(LodgeProtest(**heat, by="Team A", reason="three heats"))
        return desk

    def test_is_decided_when_its_heat_was_drawn_away(self) -> None:
        desk = self.alone()
        desk.draw("qualifying", (1, 3), (2, 4), again=True)
        decided(desk, upheld=True)
        assert looked_at(desk) == []
        assert review(desk) is None

    def test_is_settled_by_the_new_draw_once_it_is_upheld(self) -> None:
        desk = self.alone()
        decided(desk, upheld=True)
        desk.draw("qualifying", (1, None), (3, None), (2, 4), again=True)
        assert looked_at(desk) == []
        assert desk.heat("qualifying", 3).review is None


class TestAJournalOfBefore:
    """It holds no number of the protest; then it was the reason that said which opened it."""

    def told(self, *facts: Fact) -> Desk:
        desk = ridden()
        for fact in facts:
            seq = len(desk.ledger.entries) + 1
            desk.ledger.append(Entry(seq, seq, fact))
        return desk

    def protest(self) -> tuple[Fact, ...]:
        opened = '{"competition":"men","heat":"1","phase":"qualifying","reason":"early start"}'
        return (
            ProtestLodged(**HEAT, protest=1, by="Team A", reason="early start"),
            decode("review.opened", 1, opened),
        )

    def test_reads_as_it_was_meant(self) -> None:
        desk = self.told(*self.protest())
        decided(desk, upheld=False)
        assert review(desk) is None

    def test_ends_where_upholding_ended_it(self) -> None:
        upheld = ProtestDecided(competition=MEN, protest=1, upheld=True, reason="yes")
        closed = '{"competition":"men","heat":"1","phase":"qualifying","reason":"yes"}'
        desk = self.told(*self.protest(), upheld, decode("review.closed", 1, closed))
        assert review(desk) is None
        assert looked_at(desk) == []

    def test_reads_where_the_heat_was_drawn_away_before_the_decision(self) -> None:
        desk = TestAProtestAboutTheDraw().alone()
        desk.draw("qualifying", (1, 3), (2, 4), again=True)
        decision = ProtestDecided(competition=MEN, protest=1, upheld=False, reason="drawn anew")
        desk.ledger.append(Entry(9, 9, decision))
        assert desk.competition.protests[0].upheld is False

    def test_lets_what_was_upheld_without_a_review_be_settled(self) -> None:
        upheld = ProtestDecided(competition=MEN, protest=1, upheld=True, reason="yes")
        closed = '{"competition":"men","heat":"1","phase":"qualifying","reason":"by mistake"}'
        desk = self.told(*self.protest(), decode("review.closed", 1, closed), upheld)
        assert len(looked_at(desk)) == 1
        desk.do(CloseReview(**HEAT, reason="the time stands"))
        assert looked_at(desk) == []
