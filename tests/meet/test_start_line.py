"""A start line that the venue painted off the pursuit line, in a meet."""

from __future__ import annotations

from typing import Any

from halflap.meet.commands import RecordTimed, SetStartLine, Undo
from halflap.meet.courses import course_of
from halflap.timing.assignment import RideStatus
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


def painted(metres: str | None) -> SetStartLine:
    return SetStartLine(competition=MEN, metres=metres)


class TestAPaintedStartLine:
    """2000 m on 250 m are 16 half laps; painted half a lap back they are 17, less what is cut."""

    def test_moves_where_the_first_half_lap_ends_and_where_riders_finish(self) -> None:
        desk = TimingDesk()
        desk.do(painted("125"))
        course = course_of(desk.ledger.state, desk.ledger.state.competitions[MEN])
        assert course.half_laps == 17
        assert course.first_half_lap_m == 0
        assert [str(line) for line in desk.remarks] == [
            "2000 m are 17 half laps, and riders finish on the opposite line."
        ]

    def test_is_what_a_run_is_read_by(self) -> None:
        """2100 m: 25 m before the pursuit line is the nearest; the venue painted 100 m beyond."""
        for metres, count in ((None, 17), ("-100", 16)):
            desk = TimingDesk(distance_m=2100)
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
        desk.do(painted("125"))
        desk.do(Undo())
        assert desk.ledger.state.start_lines == ()
