"""A draw as the commissaires set it: whoever is not to be drawn is named first."""

from __future__ import annotations

from halflap.meet.commands import DrawPhase, WithdrawRider
from tests.meet.table import Table

Heats = tuple[tuple[int | None, int | None], ...]


def said(table: Table, heats: Heats, phase: str = "qualifying") -> list[str]:
    """The reasons why these heats cannot be drawn."""
    refusals = table.refused(DrawPhase(competition="men", phase=phase, heats=heats))
    return [str(each.text) for each in refusals]


def test_a_bib_that_nobody_has_is_named_before_whom_it_leaves_out() -> None:
    table = Table()
    table.open("uci-2025", riders=4)
    assert said(table, ((1, 2), (33, 4))) == [
        "Bib 33 is not entered in Men.",
        "3 Rider 3 is drawn 0 times.",
    ]


def test_a_rider_who_was_withdrawn_is_not_entered() -> None:
    table = Table()
    table.open("uci-2025", riders=5)
    table.act(WithdrawRider(competition="men", bib=3))
    assert said(table, ((1, 2), (3, 4), (5, None))) == ["Bib 3 is not entered in Men."]


def test_a_rider_who_is_not_in_the_phase_is_named_with_those_who_are() -> None:
    table = Table()
    table.open("uci-2025", riders=6)
    table.run("qualifying")
    refusals = table.refused(DrawPhase(competition="men", phase="finals", heats=((6, 3), (1, 2))))
    assert [(str(each.text), str(each.remedy)) for each in refusals] == [
        ("6 Rider 6 does not ride Finals.", "Draw the riders of Finals: 1, 2, 3, 4."),
        ("4 Rider 4 is drawn 0 times.", "Every rider of the phase is drawn exactly once."),
    ]
