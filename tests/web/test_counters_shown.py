"""No lap counter goes backwards, whatever the impulses are later taken for."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.meet.commands import MarkStray, OverrideLapCounter
from halflap.meet.views.released_live import live_now
from halflap.web.counters_shown import Shown
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


@pytest.fixture
def desk() -> TimingDesk:
    """The first heat, three laps ridden of eight."""
    desk = TimingDesk()
    desk.arm()
    desk.gun()
    desk.ride(splits()[:7], splits(8.3)[:6])
    return desk


def home(desk: TimingDesk, shown: Shown) -> int | None:
    """What the counter of the home line shows at the newest impulse."""
    live = live_now(desk.ledger.state, lambda us: us)
    assert live is not None
    return shown.of(live, round(desk.now * 1e6)).counters[0].laps


def test_an_impulse_that_was_none_gives_no_lap_back(desk: TimingDesk) -> None:
    shown = Shown()
    assert home(desk, shown) == 4
    last = desk.timing.count
    desk.do(MarkStray(**OF_HEAT_1, impulse=last))
    assert home(desk, Shown()) == 5
    assert home(desk, shown) == 4


def test_a_person_gives_it_back(desk: TimingDesk) -> None:
    shown = Shown()
    assert home(desk, shown) == 4
    desk.do(OverrideLapCounter(**OF_HEAT_1, line="home", laps=5))
    assert home(desk, shown) == 5


def test_the_next_run_begins_anew(desk: TimingDesk) -> None:
    shown = Shown()
    assert home(desk, shown) == 4
    desk.rule("qualifying", 1, "false-start", 2)
    desk.arm()
    assert home(desk, shown) == 8
