"""What ``halflap live`` awaits where a meet has two competitions: heats have equal names there."""

from __future__ import annotations

from halflap.cli.live_awaits import awaits
from halflap.meet.views.timing_now import timing_now
from tests.meet.test_officials_view import open_women
from tests.meet.timing_table import TimingDesk
from tests.meet_helper import Desk


def test_the_next_heat_is_named_with_its_competition() -> None:
    desk = TimingDesk()
    open_women(desk)
    said = awaits(desk.ledger.state, "club.halflap")
    assert str(said) == "Next: heat 1 of Men, Qualifying. Press a to arm it."


def test_so_is_the_run_that_is_armed() -> None:
    desk = TimingDesk()
    open_women(desk)
    desk.arm()
    now = timing_now(desk.ledger.state)
    assert now is not None
    assert str(now.says) == "Men, Qualifying heat 1, run 1 is armed. Awaited: the gun."


def test_so_is_what_is_left_to_do() -> None:
    desk = Desk("uci-2025", riders=0)
    open_women(desk)
    assert str(awaits(desk.ledger.state, "club.halflap")) == (
        "No heat is left to ride. Men: Enter the riders. In another terminal:"
        " halflap enter club.halflap ENTRIES.csv --competition men"
    )
