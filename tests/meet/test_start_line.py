"""A start line that the venue painted off the pursuit line, in a meet."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.meet.commands import (
    CloseRun,
    RecordTimed,
    SetSchedule,
    SetStartLine,
    TakeGun,
    Undo,
)
from halflap.meet.courses import course_of
from halflap.timing.assignment import RideStatus
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


def painted(metres: str | None) -> SetStartLine:
    return SetStartLine(competition=MEN, metres=metres)


class TestAPaintedStartLine:
    """2100 m on 250 m are 17 half laps from 25 m beyond the line, and 16 from 100 m before it."""

    def test_moves_where_the_first_half_lap_ends_and_where_riders_finish(self) -> None:
        desk = TimingDesk(distance_m=2100)
        assert course_of(desk.ledger.state, desk.competition).first_half_lap_m == 100
        desk.do(painted("-100"))
        course = course_of(desk.ledger.state, desk.competition)
        assert course.half_laps == 16
        assert course.first_half_lap_m == 225
        assert [str(line) for line in desk.remarks] == [
            "2100 m are 16 half laps, and riders finish on their own line."
        ]

    @pytest.mark.parametrize("metres", ["125", "-125", "250", "1000", "-1500"])
    def test_on_the_other_straight_is_refused(self, metres: str) -> None:
        desk = TimingDesk()
        (refusal,) = desk.refused(painted(metres))
        assert refusal.code == "start-line"
        assert str(refusal.text) == (
            f"A start line {metres.lstrip('-')} m from the pursuit line is not on the straight"
            " where the rider starts: half a lap is 125 m."
        )

    def test_that_is_there_already_is_refused(self) -> None:
        desk = TimingDesk(distance_m=2100)
        assert desk.codes(painted(None)) == ["unchanged"]
        desk.do(painted("-100"))
        assert desk.codes(painted("-100.0")) == ["unchanged"]
        desk.do(painted(None))
        assert desk.ledger.state.start_lines == ()

    def test_takes_away_the_schedules_of_other_half_laps(self) -> None:
        desk = TimingDesk(distance_m=2100)
        for bib in (2, 3):
            desk.do(SetSchedule(competition=MEN, bib=bib, given_us=(19_000_000, 16_000_000)))
        desk.do(painted("25"))
        assert [kept.bib for kept in desk.competition.schedules] == [2, 3]
        desk.do(painted("-100"))
        assert not desk.competition.schedules
        assert [str(line) for line in desk.remarks[1:]] == [
            "The schedule of 2 B was for 17 half laps and is taken away: set it again.",
            "The schedule of 3 C was for 17 half laps and is taken away: set it again.",
        ]

    def test_is_what_a_run_is_read_by(self) -> None:
        """2100 m: 25 m before the pursuit line is the nearest; the venue painted 100 m beyond."""
        for metres, count in ((None, 17), ("-100", 16)):
            desk = TimingDesk(distance_m=2100)
            if metres is not None:
                desk.do(painted(metres))
            desk.arm()
            desk.gun()
            desk.ride(splits(8.0, half_laps=count), splits(8.3, half_laps=count))
            rides = desk.reading().rides
            assert [len(ride.splits) for ride in rides] == [count, count]
            assert [ride.status for ride in rides] == [RideStatus.CLEAR] * 2
            desk.do(RecordTimed(**OF_HEAT_1))
            assert desk.heat("qualifying", 1).ridden

    def test_that_leads_to_no_pursuit_line_is_refused_with_the_one_that_does(self) -> None:
        desk = TimingDesk()
        (refusal,) = desk.refused(painted("7"))
        assert "the nearest that does is 0 m" in str(refusal.text)
        assert desk.codes(painted("x")) == desk.codes(painted("1/0")) == ["start-line"]

    def test_is_undone(self) -> None:
        desk = TimingDesk()
        desk.do(painted("0"))
        desk.do(Undo())
        assert desk.ledger.state.start_lines == ()


class TestARunThatWasStarted:
    """2100 m from 25 m beyond the pursuit line: 17 half laps."""

    @staticmethod
    def gunned() -> TimingDesk:
        desk = TimingDesk(distance_m=2100)
        desk.arm()
        desk.gun()
        return desk

    def test_keeps_others_from_moving_its_line_until_it_is_confirmed(self) -> None:
        desk = self.gunned()
        (refusal,) = desk.refused(painted("-100"))
        assert refusal.code == "timed"
        assert str(refusal.text) == (
            "Heat 1 of Qualifying was started from the line as it is, and has no confirmed result"
            " yet."
        )
        desk.ride(splits(8.0, half_laps=17), splits(8.3, half_laps=17))
        desk.do(RecordTimed(**OF_HEAT_1))
        assert desk.codes(painted("-100")) == ["timed"]
        desk.do(CloseRun(**OF_HEAT_1))
        assert desk.codes(painted("-100")) == ["timed"]
        desk.confirm("qualifying", 1)
        desk.do(painted("-100"))

    def test_is_read_from_the_line_it_was_started_from(self) -> None:
        desk = self.gunned()
        desk.ride(splits(8.0, half_laps=17), splits(8.3, half_laps=17))
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.confirm("qualifying", 1)
        desk.do(CloseRun(**OF_HEAT_1))
        before = desk.reading()
        desk.do(painted("-100"))
        assert [len(ride.splits) for ride in desk.reading().rides] == [17, 17]
        assert desk.reading().assignment == before.assignment

    def test_is_read_from_the_right_line_once_its_start_is_taken_back_and_recovered(self) -> None:
        desk = self.gunned()
        desk.ride(splits(8.0), splits(8.3))
        desk.do(Undo())
        desk.do(painted("-100"))
        desk.do(TakeGun())
        assert [ride.time_us for ride in desk.reading().rides] == [131_000_000, 135_500_000]

    def test_that_was_stopped_lets_the_line_be_moved(self) -> None:
        desk = self.gunned()
        desk.rule("qualifying", 1, "false-start", 2)
        desk.do(CloseRun(**OF_HEAT_1))
        desk.do(painted("-100"))
