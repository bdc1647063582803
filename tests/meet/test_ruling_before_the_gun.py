"""A ruling on a run that is armed and whose gun has not come: it ends the arming.

2000 m on 250 m: home rides 131 s and back 135.5 s.
"""

from __future__ import annotations

from typing import Any

import pytest

from halflap.journal.facts import RunStarted
from halflap.journal.facts_timing import CountdownAborted, RunGunned
from halflap.meet.acting import Action, means
from halflap.meet.commands import AbortCountdown, ConfirmHeat, RecordTimed, TakeGun, Undo
from halflap.meet.views.officials import OfficialsView
from halflap.sport.heat import Side
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN, ruled

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


def press(desk: TimingDesk, action: str, side: Side | None = None) -> None:
    """A key of the console, with the rider it asks for."""
    desk.do(*means(desk.ledger, Action(action), side=side).commands)


def next_key(desk: TimingDesk) -> str | None:
    """The action that the console names as the next."""
    return OfficialsView().snapshot(desk.ledger, None).console.action


def stopped_and_armed(ruling: str) -> TimingDesk:
    """Run 1 was started and stopped; run 2 is armed, and its gun has not come."""
    desk = TimingDesk()
    desk.arm()
    desk.gun()
    press(desk, ruling, Side.HOME)
    press(desk, "arm")
    return desk


@pytest.mark.parametrize("ruling", ["false-start", "mishap"])
class TestARulingBeforeTheGunOfARestart:
    def test_leaves_the_heat_to_be_armed_and_ridden_to_its_confirmation(self, ruling: str) -> None:
        desk = stopped_and_armed(ruling)
        press(desk, ruling, Side.BACK)
        assert desk.timing.run is None
        assert desk.remarks[-1] == "Arm heat 1 again when the riders are ready."
        assert next_key(desk) == "arm"
        desk.now += 20
        desk.pulse("C0", desk.now)  # the starter had not seen it
        assert desk.codes(TakeGun()) == ["not-armed"]
        assert [run.number for run in desk.heat("qualifying", 1).runs] == [1, 2]
        press(desk, "arm")
        desk.gun()
        started = [fact.run for fact in desk.facts(RunStarted) if isinstance(fact, RunStarted)]
        gunned = [fact.run for fact in desk.facts(RunGunned) if isinstance(fact, RunGunned)]
        assert (started, gunned, desk.run.at[3]) == ([1, 2, 3], [1, 3], 3)
        desk.ride(splits(8.0), splits(8.3))
        desk.do(RecordTimed(**OF_HEAT_1))
        times = [each.time.us for each in desk.heat("qualifying", 1).rides if each.time]
        assert times == [131_000_000, 135_500_000]
        desk.do(ConfirmHeat(**OF_HEAT_1, level="provisional", acknowledge=("all",)))

    def test_leaves_a_gun_that_came_to_the_key_of_the_late_gun(self, ruling: str) -> None:
        desk = stopped_and_armed(ruling)
        press(desk, ruling, Side.BACK)
        desk.now += 20
        desk.pulse("C0", desk.now)
        press(desk, "gun")
        assert desk.run.at[3] == len(desk.heat("qualifying", 1).runs) == 3

    def test_is_one_command_with_the_end_of_the_arming(self, ruling: str) -> None:
        desk = stopped_and_armed(ruling)
        press(desk, ruling, Side.BACK)
        desk.do(Undo())
        assert desk.run.at[3] == 2
        desk.gun()
        assert len(desk.heat("qualifying", 1).runs) == 2

    def test_ends_the_arming_of_the_first_run_as_well(self, ruling: str) -> None:
        desk = TimingDesk()
        desk.arm()
        press(desk, ruling, Side.HOME)
        assert next_key(desk) == "arm"
        press(desk, "arm")
        desk.gun()
        assert desk.run.at[3] == len(desk.heat("qualifying", 1).runs) == 2

    def test_ends_the_arming_of_a_run_that_was_started_by_command(self, ruling: str) -> None:
        desk = stopped_and_armed(ruling)
        desk.start("qualifying", 1)
        press(desk, ruling, Side.BACK)
        assert desk.timing.run is None


class TestARulingThatIsNotOfTheArmedRun:
    def test_leaves_it_armed(self) -> None:
        """A rider who does not come to the start: the other rides."""
        desk = TimingDesk()
        desk.arm()
        desk.rule("qualifying", 1, "dns", 2)
        assert desk.run.at[3] == 1
        assert not desk.facts(CountdownAborted)

    def test_in_another_heat_leaves_it_armed(self) -> None:
        desk = TimingDesk()
        desk.arm(2)
        desk.do(ruled("qualifying", 1, "false-start", 2))
        assert desk.run.at[2] == "2"


class TestACatchBeforeTheGun:
    """Nobody rides yet, so nobody has caught anybody (UCI 3.2.058)."""

    def test_is_refused_and_leaves_the_heat_armed(self) -> None:
        desk = TimingDesk()
        desk.arm()
        (refusal,) = desk.refused(ruled("qualifying", 1, "catch", 2))
        assert refusal.code == "no-gun"
        assert str(refusal.text) == "Heat 1 is armed and its gun has not come: nobody rides yet."
        assert desk.run.at[3] == 1
        assert not desk.heat("qualifying", 1).started

    def test_is_refused_to_the_key_for_both_riders(self) -> None:
        desk = TimingDesk()
        desk.arm()
        catch = OfficialsView().snapshot(desk.ledger, None).console.actions["catch"]
        assert [each.code for each in catch.refused] == ["no-gun"]

    def test_is_refused_before_the_gun_of_a_restart(self) -> None:
        desk = stopped_and_armed("mishap")
        assert desk.codes(ruled("qualifying", 1, "catch", 2)) == ["no-gun"]

    def test_is_ruled_once_the_gun_has_come(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.rule("qualifying", 1, "catch", 2)
        assert [ride.code for ride in desk.heat("qualifying", 1).rides] == ["CAP", "OVL"]

    def test_is_ruled_where_the_heat_is_timed_by_hand_after_all(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.do(AbortCountdown(reason="the gate has no signal"))
        desk.rule("qualifying", 1, "catch", 2)
        assert desk.heat("qualifying", 1).ridden

    def test_in_a_run_that_was_started_by_command_ends_the_arming(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.start("qualifying", 1)
        desk.rule("qualifying", 1, "catch", 2)
        assert desk.heat("qualifying", 1).ridden
        assert desk.timing.run is None
