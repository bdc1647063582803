"""A command that is named to be typed names its competition where the meet has several."""

from __future__ import annotations

import pytest

from halflap.meet.commands import OrderSession, TakeGun
from halflap.meet.naming import named
from halflap.meet.views.shots import said_of
from halflap.words.sentence import say
from tests.meet.test_officials_view import open_women
from tests.meet.timing_table import TimingDesk


@pytest.fixture
def desk() -> TimingDesk:
    desk = TimingDesk()
    open_women(desk)
    return desk


def test_in_a_refusal(desk: TimingDesk) -> None:
    desk.arm()
    (refusal,) = desk.refused(TakeGun())
    assert str(refusal.remedy).endswith(
        ": halflap gun MEET qualifying --competition men 1 --at HH:MM:SS.ffff."
    )


def test_in_what_is_said_of_a_shot(desk: TimingDesk) -> None:
    desk.arm()
    desk.gun()
    again = desk.pulse("C0", desk.now + 30)
    meet = desk.ledger.state
    said = said_of(meet, again, waited=True)
    assert said is not None
    assert str(named(said[0], meet)).endswith(
        f" type halflap stray MEET qualifying --competition men 1 {again.impulse}."
    )


def test_of_the_competition_that_the_sentence_is_about(desk: TimingDesk) -> None:
    said = say("{phase}: halflap draw MEET {phase}", competition="women", phase="qualifying")
    assert str(named(said, desk.ledger.state)) == (
        "Qualifying: halflap draw MEET qualifying --competition women"
    )


def test_of_the_heat_that_a_session_is_to_have(desk: TimingDesk) -> None:
    heats = (("women", "qualifying", "1"),)
    (refusal,) = desk.refused(OrderSession(session="evening", heats=heats))
    assert str(refusal.remedy) == (
        "Draw it first: halflap draw MEET qualifying --competition women."
    )


def test_of_none_where_none_is_meant(desk: TimingDesk) -> None:
    said = say("{phase}: halflap draw MEET {phase}", phase="qualifying")
    assert str(named(said, desk.ledger.state)) == "Qualifying: halflap draw MEET qualifying"
    assert str(named(said, desk.ledger.state, "taken-back")) == (
        "qualifying: halflap draw MEET qualifying"
    )


def test_and_not_where_there_is_one() -> None:
    said = say("halflap draw MEET {phase}", phase="qualifying")
    assert str(named(said, TimingDesk().ledger.state)) == "halflap draw MEET qualifying"
