"""Taking back: by command, with dependents named, never in silence, and itself taken back."""

from __future__ import annotations

import pytest

from halflap.journal.facts import CommandWithdrawn, Fact
from halflap.meet import ledger as ledgers
from halflap.meet.commands import (
    IssueDocument,
    OpenCompetition,
    OrderSession,
    Refused,
    Rehearse,
    Undo,
    decide,
)
from halflap.meet.fold import apply
from halflap.meet.ledger import Entry
from halflap.meet.state import Meet
from halflap.rulebook.format_file import shipped_text
from tests.meet.table import Table, timed


def said(table: Table, command: Undo) -> list[str]:
    """The refusals of an undo in words."""
    return [str(refusal.text) for refusal in table.refused(command)]


def ridden() -> Table:
    """Facts 1-2 open, 3-6 enter four, 7 draws; 8-9 and 10-11 record the heats."""
    table = Table()
    table.open("uci-2025", riders=4)
    table.draw()
    table.ride("qualifying")
    return table


class TestTheUnitIsACommand:
    def test_any_fact_of_it_names_it(self) -> None:
        for seq in (10, 11):
            table = ridden()
            answer = table.act(Undo(seq=seq))
            assert [str(remark) for remark in answer.remarks] == [
                "Taken back: Qualifying heat 2: run 1 started",
                "Taken back: Qualifying heat 2 recorded: 1 4:21.000, 3 4:23.000",
            ]
            assert not table.heat("qualifying", "2").started

    def test_without_a_number_it_is_the_last_that_stands(self) -> None:
        table = ridden()
        for heat in ("2", "1"):
            table.act(Undo())
            assert not table.heat("qualifying", heat).started
        table.act(Undo())
        assert table.competition().phase("qualifying") is None

    def test_a_number_that_is_none_is_refused(self) -> None:
        assert said(ridden(), Undo(seq=99)) == ["There is no command to take back."]

    def test_twice_is_refused(self) -> None:
        table = ridden()
        table.act(Undo(seq=11))
        assert said(table, Undo(seq=11)) == [
            "Qualifying heat 2: run 1 started is already taken back."
        ]


class TestDependents:
    def test_are_named_one_sentence_each(self) -> None:
        table = ridden()
        table.confirm("qualifying")
        assert said(table, Undo(seq=7)) == [
            "Fact 8 depends on it: Qualifying heat 1: run 1 started "
            "(Qualifying has not been drawn).",
            "Fact 10 depends on it: Qualifying heat 2: run 1 started "
            "(Qualifying has not been drawn).",
            "Fact 12 depends on it: Qualifying heat 1 provisional: 2 4:22.000, 4 4:24.000 "
            "(Qualifying has not been drawn).",
        ]

    def test_are_named_by_the_fact_that_cannot_stand(self) -> None:
        table = ridden()
        table.confirm("qualifying")
        table.draw("finals")
        confirmation = table.ledger.command(12)
        assert said(table, Undo(seq=12)) == [
            f"Fact {confirmation[-1].seq + 1} depends on it: Finals drawn: 2 heats "
            "(the ranking of Qualifying is not confirmed)."
        ]

    def test_go_with_it_when_asked(self) -> None:
        table = ridden()
        table.confirm("qualifying")
        table.act(Undo(seq=7, with_dependents=True))
        assert table.ledger.withdrawn == {7, 8, 10, 12}
        assert table.competition().phases == ()
        assert table.competition().bibs == (1, 2, 3, 4)

    def test_that_are_none_of_its_business_stay(self) -> None:
        table = ridden()
        table.act(Undo(seq=9))
        assert table.heat("qualifying", "2").ridden
        assert not table.heat("qualifying", "1").started


class TestAWithdrawal:
    def test_can_be_taken_back_and_all_is_as_before(self) -> None:
        table = ridden()
        table.confirm("qualifying")
        before = table.meet
        table.act(Undo(seq=7, with_dependents=True))
        table.act(Undo(seq=table.head))
        assert table.meet == before
        assert {7, 8, 10, 12}.isdisjoint(table.ledger.withdrawn)

    def test_can_be_taken_back_and_that_again(self) -> None:
        table = ridden()
        table.act(Undo(seq=11))
        gone = table.meet
        table.act(Undo(seq=table.head))
        table.act(Undo(seq=table.head))
        assert table.meet == gone

    def test_does_not_come_back_over_what_was_done_since(self) -> None:
        table = ridden()
        table.act(Undo(seq=11))
        withdrawal = table.head
        table.record("qualifying", "2", [timed(1, 250), timed(3, 251)])
        (reason,) = said(table, Undo(seq=withdrawal))
        assert "heat 2 is running or ridden" in reason
        table.act(Undo(seq=withdrawal, with_dependents=True))
        assert table.heat("qualifying", "2").ride(1) == timed(1, 261)

    def test_of_a_competition_does_not_meet_the_heats_of_another_format(self) -> None:
        table = ridden()
        table.confirm("qualifying")
        table.draw("finals")
        draw = table.head
        table.act(Undo(seq=draw))
        undrawn = table.head
        table.act(Undo(seq=2, with_dependents=True))
        table.act(
            OpenCompetition(
                competition="men",
                title="Men",
                category="elite men",
                distance_m=3000,
                format_text=shipped_text("club-solo"),
            )
        )
        assert isinstance(decide(table.ledger, Undo(seq=undrawn)), Refused)


class TestWhatStandsForGood:
    def test_is_the_opening_of_the_meet(self) -> None:
        assert said(ridden(), Undo(seq=1)) == ["Meet Athens opened cannot be taken back."]

    def test_is_a_communique_and_it_outlives_its_competition(self) -> None:
        table = ridden()
        table.act(IssueDocument(competition="men", document="start list", content="{}"))
        assert said(table, Undo(seq=12)) == [
            "Communiqué 1 issued: start list, revision 1 cannot be taken back."
        ]
        table.act(Undo(seq=2, with_dependents=True))
        assert len(table.meet.competitions) == 0
        assert list(table.meet.documents) == [1]


class TestSessions:
    """A heat is in one session at most, also by what is taken back."""

    @pytest.fixture
    def table(self) -> Table:
        """Heat 2 was moved from the session Friday (8) to Saturday (10)."""
        table = Table()
        table.open("uci-2025", riders=4)
        table.draw()
        heats = tuple(("men", "qualifying", key) for key in ("1", "2"))
        table.act(OrderSession(session="Friday", heats=heats))
        table.act(OrderSession(session="Friday", heats=heats[:1]))
        table.act(OrderSession(session="Saturday", heats=heats[1:]))
        return table

    def test_a_heat_does_not_come_back_into_a_session_that_it_left_for_another(
        self, table: Table
    ) -> None:
        (refusal,) = table.refused(Undo(seq=9))
        assert str(refusal.text) == (
            "Qualifying, heat 2 would be in two sessions: Friday and Saturday."
        )
        assert str(refusal.remedy) == (
            "First order one of them anew without it, or take that order back as well."
        )

    def test_it_comes_back_once_it_has_left_the_other(self, table: Table) -> None:
        table.act(Undo(seq=10))
        table.act(Undo(seq=9))
        (friday,) = table.meet.sessions
        assert [key for _, _, key in friday.heats] == ["1", "2"]

    def test_what_a_file_has_twice_already_is_in_the_way_of_no_undo(self, table: Table) -> None:
        withdrawn = CommandWithdrawn(commands=(9,))
        table.ledger.append(Entry(11, 11, withdrawn))
        table.ride("qualifying")
        table.act(Undo())
        assert not table.heat("qualifying", "2").started


class TestRehearsals:
    def test_do_not_outlive_the_entries_of_their_riders(self) -> None:
        table = Table()
        table.open(riders=2)
        table.act(Rehearse(competition="men", phase="qualifying", home=1))
        (reason,) = said(table, Undo(seq=3))
        assert "bib 1 is not entered" in reason


class TestCheckpoints:
    def test_are_there_again_after_an_early_command_was_taken_back(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ledgers, "CHECKPOINT_EVERY", 4)
        table = ridden()
        table.open("club-solo", riders=0, competition="women")
        women = table.head
        for number in range(6):
            table.open("club-solo", riders=0, competition=f"c{number}")
        table.act(Undo(seq=women))
        folded: list[Fact] = []

        def counting(meet: Meet, fact: Fact) -> Meet:
            folded.append(fact)
            return apply(meet, fact)

        monkeypatch.setattr(ledgers, "apply", counting)
        assert not isinstance(decide(table.ledger, Undo(seq=None)), Refused)
        assert len(folded) <= 2 * 4
