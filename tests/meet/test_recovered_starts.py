"""A start that is set afterwards: what it may lie in, and which impulses it takes with it."""

from __future__ import annotations

from typing import Any

from halflap.journal.facts_timing import ClockEpochOpened, ImpulsesPulled
from halflap.meet.commands import CloseRun, ReceiveImpulses, RecordTimed, RecoverStart
from halflap.timing.assignment import RideStatus
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
OF_HEAT_2: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "2"}
SLOW = splits(8.3)
"""Home rides 131 s and back 135.5 s."""


def at(seconds: float) -> RecoverStart:
    """A start of heat 2 as the clock showed it."""
    return RecoverStart(**OF_HEAT_2, us=round(seconds * 1e6), reason="read from the film")


class TestAStartInTheTimeOfAnotherHeat:
    @staticmethod
    def recorded() -> TimingDesk:
        """Heat 1 is ridden and recorded."""
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0), SLOW)
        desk.now += 20
        desk.do(RecordTimed(**OF_HEAT_1))
        return desk

    def test_that_is_confirmed_and_closed_is_refused(self) -> None:
        desk = self.recorded()
        desk.confirm("qualifying", 1)
        desk.do(CloseRun(**OF_HEAT_1))
        desk.pulse("C2", desk.now + 10)
        (refusal,) = desk.refused(at(desk.started + 0.5))
        assert refusal.code == "other-heat"
        assert str(refusal.text) == (
            "Heat 1 of Qualifying was ridden then: from 10:01:00 to 10:03:15."
        )
        assert str(refusal.remedy) == (
            "Look at the time again. If heat 1 was not ridden then, undo its outcome (halflap undo)"
            " or rule on what stopped it first."
        )

    def test_is_refused_also_where_it_is_an_impulse_and_nobody_has_closed_the_heat(self) -> None:
        desk = self.recorded()
        late = desk.pulse("C0", desk.started + 135)
        assert desk.codes(RecoverStart(**OF_HEAT_2, impulse=late.impulse)) == ["other-heat"]
        assert desk.codes(RecoverStart(**OF_HEAT_2, run=1, impulse=late.impulse)) == ["other-heat"]

    def test_is_taken_once_that_heat_has_finished_though_its_run_was_closed_later(self) -> None:
        desk = self.recorded()
        shot = desk.pulse("C0", desk.now + 10)
        desk.now += 10
        desk.ride(splits(8.1), splits(8.4))
        desk.do(CloseRun(**OF_HEAT_1))
        desk.do(RecoverStart(**OF_HEAT_2, impulse=shot.impulse))
        assert [ride.time_us for ride in desk.reading(2).rides] == [132_500_000, 137_000_000]
        assert [ride.status for ride in desk.reading(2).rides] == [RideStatus.CLEAR] * 2

    def test_is_taken_where_that_heat_has_no_result(self) -> None:
        """The gun of heat 2 stopped nobody: heat 1 was left after four half laps."""
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:4], SLOW[:4])
        shot = desk.pulse("C0", desk.now + 60)
        desk.now += 60
        desk.ride(splits(8.0), SLOW)
        desk.do(CloseRun(**OF_HEAT_1, restarted=True, waits=True))
        desk.do(RecoverStart(**OF_HEAT_2, impulse=shot.impulse))
        assert [ride.time_us for ride in desk.reading(2).rides] == [131_000_000, 135_500_000]


class TestAStartBeforeItsDeviceStartedAgain:
    def test_takes_the_impulses_that_came_before(self) -> None:
        desk = TimingDesk()
        shot = desk.pulse("C0", desk.now + 60)
        desk.now += 60
        desk.ride(splits(8.0), SLOW)
        desk.do(ReceiveImpulses(received=(ClockEpochOpened(clock="timy", epoch=1),)))
        desk.pulse("C2", 30.0, epoch=1)
        facts = desk.do(RecoverStart(**OF_HEAT_1, impulse=shot.impulse))
        (pulled,) = [fact for fact in facts if isinstance(fact, ImpulsesPulled)]
        assert len(pulled.impulses) == 33  # the gun among them
        assert [ride.time_us for ride in desk.reading().rides] == [131_000_000, 135_500_000]
        assert desk.remarks[0] != "No split changes."
