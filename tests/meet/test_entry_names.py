"""Names and bibs that a meet refuses at the entry, since every sheet would suffer from them."""

from __future__ import annotations

import pytest

from halflap.journal.facts import EntryFact, Name
from halflap.meet.commands import EnterRiders
from tests.meet_helper import MEN, Desk, entry


class TestANameThatNoSheetCanShow:
    """Any script is welcome; what would break the line of everybody is not."""

    def refused(self, rider: Name, pilot: Name | None = None) -> list[str]:
        entry = EntryFact(bib=9, rider=rider, pilot=pilot)
        command = EnterRiders(competition=MEN, entries=(entry,))
        return [str(refusal.text) for refusal in Desk(riders=0).refused(command)]

    def test_is_longer_than_a_hundred_signs(self) -> None:
        Desk(riders=0).do(
            EnterRiders(competition=MEN, entries=(EntryFact(bib=9, rider=Name(name="x" * 100)),))
        )
        assert self.refused(Name(name="x" * 101)) == [
            "A name of bib 9 has 101 signs: xxxxxxxxxxxxxxxxxxxx…"
        ]

    def test_holds_a_sign_that_steers_the_terminal_or_turns_the_line(self) -> None:
        assert self.refused(Name(name="\x1b[31mRed")) == [
            "A name of bib 9 holds a sign that is not shown, U+001B."
        ]
        assert self.refused(Name(name="Ada"), Name(name="A\u202eB")) == [
            "A name of bib 9 holds a sign that is not shown, U+202E."
        ]

    @pytest.mark.parametrize("name", ["محمد علي", "אברהם לוי", "山田太郎", "😀 Zoë", "नेहा\u200d"])
    def test_is_none_in_any_script(self, name: str) -> None:
        Desk(riders=0).do(
            EnterRiders(competition=MEN, entries=(EntryFact(bib=9, rider=Name(name=name)),))
        )


class TestABibThatIsTaken:
    def test_names_who_has_it(self) -> None:
        command = EnterRiders(competition=MEN, entries=(entry(2),))
        (refusal,) = Desk(riders=4).refused(command)
        assert (refusal.code, str(refusal.text)) == ("bib-taken", "Bib 2 is taken: 2 B.")
