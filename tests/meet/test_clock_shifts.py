"""A clock set by a fraction of a second in a ride leaves no time of it clear (the second law)."""

from __future__ import annotations

from halflap.journal.facts_timing import ClockShifted
from halflap.meet.commands import ArmHeat, CloseRun, ReceiveImpulses, RecoverStart
from halflap.timing.assignment import DoubtCode, RideStatus
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

CLEAR, DOUBTFUL = RideStatus.CLEAR, RideStatus.DOUBTFUL


def shift(desk: TimingDesk, at: float, by: float = -0.3, *, clock: str = "timy") -> None:
    """The clock was set ``at`` seconds after the gun."""
    us = round((desk.started + at) * 1_000_000)
    fact = ClockShifted(clock=clock, epoch=0, from_us=us, by_us=round(by * 1_000_000))
    desk.do(ReceiveImpulses(received=(fact,)))


def statuses(desk: TimingDesk, run: int = 1) -> list[RideStatus]:
    return [ride.status for ride in desk.reading(run=run).rides]


def ridden() -> TimingDesk:
    """A heat of 131.0 and 135.5 s whose gun was taken."""
    desk = TimingDesk()
    desk.arm()
    desk.gun()
    desk.ride(splits(8.0), splits(8.3))
    return desk


class TestARideAcrossIt:
    def test_is_doubtful_and_says_when(self) -> None:
        desk = ridden()
        assert statuses(desk) == [CLEAR, CLEAR]
        shift(desk, 59.0)
        assert statuses(desk) == [DOUBTFUL, DOUBTFUL]
        (doubt,) = desk.reading().rides[0].doubts
        assert doubt.code is DoubtCode.CLOCK
        assert "-0.300 s at 59.0 of the run" in str(doubt.text)

    def test_is_only_the_ride_that_was_not_over(self) -> None:
        desk = ridden()
        shift(desk, 133.0)
        assert statuses(desk) == [CLEAR, DOUBTFUL]

    def test_is_none_before_the_gun_after_the_finish_or_on_another_clock(self) -> None:
        desk = ridden()
        shift(desk, -0.1)
        shift(desk, 135.5)
        shift(desk, 59.0, clock="b")
        assert statuses(desk) == [CLEAR, CLEAR]


class TestALineThatWasSlowForAWhile:
    def test_leaves_what_ended_after_it_clear(self) -> None:
        """Its return cancels the doubt; a finish in between stays doubtful."""
        desk = ridden()
        shift(desk, 59.0, -0.3)
        shift(desk, 133.0, 0.295)
        assert statuses(desk) == [DOUBTFUL, CLEAR]

    def test_is_not_believed_where_the_clock_does_not_come_back(self) -> None:
        desk = ridden()
        shift(desk, 59.0, -0.3)
        shift(desk, 90.0, 0.25)
        assert statuses(desk) == [DOUBTFUL, DOUBTFUL]


class TestAStartSaidAfterwards:
    def test_of_a_ride_that_nobody_had_armed(self) -> None:
        desk = TimingDesk()
        desk.now = desk.started = desk.now + 60
        shot = desk.pulse("C0", desk.now)
        desk.ride(splits(8.0), splits(8.3))
        shift(desk, 59.0)
        desk.do(
            RecoverStart(
                competition=MEN, phase="qualifying", heat="1", impulse=shot.impulse, reason="late"
            )
        )
        assert statuses(desk) == [DOUBTFUL, DOUBTFUL]

    def test_of_a_heat_that_was_started_again(self) -> None:
        desk = TimingDesk()
        desk.do(ArmHeat(competition=MEN, phase="qualifying", heat="1"))
        desk.gun()
        desk.now = desk.started = desk.now + 60
        shot = desk.pulse("C0", desk.now)
        desk.ride(splits(8.0), splits(8.3))
        shift(desk, 59.0)
        desk.do(
            CloseRun(competition=MEN, phase="qualifying", heat="1", restarted=True, reason="again")
        )
        desk.do(
            RecoverStart(
                competition=MEN, phase="qualifying", heat="1", impulse=shot.impulse, reason="late"
            )
        )
        assert statuses(desk, run=2) == [DOUBTFUL, DOUBTFUL]
