"""Heats that are drawn and in no session are named: with sessions, nothing makes them next."""

from __future__ import annotations

from halflap.meet.automation import next_heat
from halflap.meet.commands import OrderSession
from halflap.meet.views.awaiting import awaiting
from halflap.meet.views.unscheduled import says_unscheduled, unscheduled
from tests.meet.table import Table


def in_session(*numbers: int) -> Table:
    """Six riders in three heats, of which these are in a session."""
    table = Table()
    table.open("uci-2025", riders=6)
    table.draw()
    heats = tuple(("men", "qualifying", str(n)) for n in numbers)
    if heats:
        table.act(OrderSession(session="Friday", heats=heats))
    return table


def test_without_sessions_every_heat_comes_by_the_draw() -> None:
    assert unscheduled(in_session().meet) == ()


def test_in_sessions_all_of_them_nothing_is_said() -> None:
    assert says_unscheduled(in_session(1, 2, 3).meet) is None


def test_a_heat_that_was_left_out_is_named() -> None:
    assert str(says_unscheduled(in_session(1, 3).meet)) == (
        "In no session, so that they never come next: Qualifying, heat 2. Put them into one."
    )


def test_the_finals_drawn_after_the_session_was_ordered_are_named() -> None:
    table = in_session(1, 2, 3)
    table.ride("qualifying")
    table.confirm("qualifying")
    table.draw("finals")
    assert next_heat(table.meet) is None
    assert str(awaiting(table.meet).text) == (
        "In no session, so that they never come next: Finals, bronze ride; Finals, gold ride."
        " Put them into one."
    )
    assert unscheduled(table.meet) == (("men", "finals", "1"), ("men", "finals", "2"))


def test_what_was_ridden_in_no_session_is_not_to_come() -> None:
    table = in_session(1, 3)
    table.ride("qualifying")
    assert unscheduled(table.meet) == ()
