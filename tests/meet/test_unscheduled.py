"""Heats that are drawn and in no session are named: with sessions, nothing makes them next."""

from __future__ import annotations

from halflap.journal.facts import SessionOrdered
from halflap.meet.automation import next_heat
from halflap.meet.commands import OrderSession
from halflap.meet.fold.transition import apply
from halflap.meet.views.awaiting import awaiting
from halflap.meet.views.session_plan import session_plan
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


def test_a_final_that_a_session_has_by_its_label_is_that_heat() -> None:
    """Whatever is asked of a session, bronze is heat 1 of the finals and gold is heat 2."""
    table = in_session()
    table.ride("qualifying")
    table.confirm("qualifying")
    table.draw("finals")
    finals = (("men", "finals", "bronze"), ("men", "finals", "gold"))
    table.act(OrderSession(session="Friday", heats=finals))
    assert table.meet.sessions[0].heats == (("men", "finals", "1"), ("men", "finals", "2"))
    assert says_unscheduled(table.meet) is None
    assert next_heat(table.meet) == ("men", "finals", "1")
    bronze, gold = session_plan(table.meet, {}, 0).sessions[0].heats
    assert (bronze.heat, bronze.label, bronze.state) == ("1", "bronze", "to-come")
    guns = {("men", "finals", "1"): 1_000_000}
    table.ride("finals")
    bronze, gold = session_plan(table.meet, guns, 0).sessions[0].heats
    assert (bronze.state, bronze.start_us) == ("started", 1_000_000)
    assert (gold.heat, gold.state) == ("2", "over")


def test_a_heat_named_by_its_label_and_its_number_is_there_twice() -> None:
    table = in_session()
    table.ride("qualifying")
    table.confirm("qualifying")
    table.draw("finals")
    twice = (("men", "finals", "2"), ("men", "finals", "gold"))
    (refusal,) = table.refused(OrderSession(session="Friday", heats=twice))
    assert str(refusal.text) == "Finals, gold ride is in the session twice."


def test_a_meet_file_that_has_a_label_in_its_session_reads_the_same() -> None:
    table = in_session()
    table.ride("qualifying")
    table.confirm("qualifying")
    table.draw("finals")
    kept = SessionOrdered(session="Friday", heats=(("men", "finals", "gold"),))
    meet = apply(table.meet, kept)
    assert meet.sessions[0].heats == (("men", "finals", "2"),)
