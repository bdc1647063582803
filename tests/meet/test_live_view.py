"""What is to be seen of a run while it is ridden, as the facts give it."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.meet.commands import InsertSplit, RecordTimed
from halflap.meet.views.live import run_view
from halflap.timing.live import LiveRide
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


@pytest.fixture
def desk() -> TimingDesk:
    return TimingDesk()


def home_ride(desk: TimingDesk, heat: str = "2") -> LiveRide:
    """The rider of the home line in the first run of a heat, as seen now."""
    found = run_view(desk.ledger.state, (MEN, "qualifying", heat, 1))
    assert found is not None
    assert found.view is not None
    assert found.view.home is not None
    return found.view.home


class TestTheRankAtASplit:
    def test_counts_a_hand_time_that_was_inserted_meanwhile(self, desk: TimingDesk) -> None:
        """Heat 1 is ridden and not confirmed; its missed split is put in while heat 2 rides."""
        desk.arm()
        desk.gun()
        home = splits(8.0)
        home[4] = -1.0
        desk.ride(home, splits(8.3))
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.arm(2)
        desk.gun()
        desk.ride(splits(8.1)[:5], splits(8.2)[:5])
        assert home_ride(desk).rank == 1
        desk.do(InsertSplit(**OF_HEAT_1, rider="home", half_lap=5, us=43_000_000))
        assert home_ride(desk).rank == 2
