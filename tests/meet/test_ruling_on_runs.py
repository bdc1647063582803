"""A ruling about a run that was started again: it is of that run, and what was ridden since stays.

2000 m on 250 m: home rides 131 s and back 135.5 s.
"""

from __future__ import annotations

from typing import Any

from halflap.journal.facts import RunStarted
from halflap.meet.commands import CloseRun, RecordTimed, RecoverStart, Undo
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN, ruled

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
SLOW = splits(8.3)


def started_again(*, ride: bool = True) -> tuple[TimingDesk, int]:
    """A first start, the second 20 s later, the first closed; the second gun is its number."""
    desk = TimingDesk()
    desk.arm()
    desk.gun()
    desk.ride(splits(8.0)[:1], SLOW[:1])
    desk.now += 20
    shot = desk.pulse("C0", desk.now)
    desk.do(CloseRun(**OF_HEAT_1, restarted=True, reason="started again"))
    if ride:
        desk.do(RecoverStart(**OF_HEAT_1, impulse=shot.impulse))
        desk.ride(splits(8.0), SLOW)
    return desk, shot.impulse


def faults(desk: TimingDesk) -> list[tuple[int, bool, list[tuple[int, ...]]]]:
    """Every run: its number, whether it is stopped, who was charged in it."""
    return [
        (run.number, run.stopped, [each.charged for each in run.incidents])
        for run in desk.heat("qualifying", 1).runs
    ]


class TestAFalseStartThatIsRuledLate:
    def test_is_of_the_run_that_was_started_again_and_what_was_ridden_since_stays(self) -> None:
        desk, _ = started_again()
        desk.do(RecordTimed(**OF_HEAT_1))
        facts = desk.do(ruled("qualifying", 1, "false-start", 2))
        assert not [fact for fact in facts if isinstance(fact, RunStarted)]
        assert faults(desk) == [(1, True, [(2,)]), (2, False, [])]
        rides = {each.bib: each.time for each in desk.heat("qualifying", 1).rides}
        assert [time.us for time in rides.values() if time] == [131_000_000, 135_500_000]
        assert desk.remarks[-1] == (
            "This is ruled on run 1, which was started again. If it was in run 2, undo this"
            " and name that run: --run 2."
        )

    def test_before_anybody_recorded_the_second_ride_leaves_it_to_be_recorded(self) -> None:
        desk, _ = started_again()
        desk.rule("qualifying", 1, "false-start", 2)
        desk.do(RecordTimed(**OF_HEAT_1))
        assert desk.heat("qualifying", 1).ridden

    def test_before_the_second_start_is_recovered_makes_no_run_of_its_own(self) -> None:
        desk, shot = started_again(ride=False)
        desk.rule("qualifying", 1, "false-start", 2)
        assert faults(desk) == [(1, True, [(2,)])]
        desk.do(RecoverStart(**OF_HEAT_1, impulse=shot))
        desk.ride(splits(8.0), SLOW)
        assert [ride.time_us for ride in desk.reading(run=2).rides] == [131_000_000, 135_500_000]

    def test_once_the_first_has_its_ruling_is_of_the_run_under_way(self) -> None:
        desk, _ = started_again()
        desk.rule("qualifying", 1, "false-start", 2)
        desk.rule("qualifying", 1, "false-start", 4)
        assert faults(desk) == [(1, True, [(2,)]), (2, True, [(4,)])]

    def test_is_undone(self) -> None:
        desk, _ = started_again()
        desk.rule("qualifying", 1, "false-start", 2)
        desk.do(Undo())
        assert faults(desk) == [(1, True, []), (2, False, [])]

    def test_does_not_grant_a_ride_again_to_somebody_who_had_it(self) -> None:
        """A mishap after the first half lap of run 1: the rider has ridden run 2 since."""
        desk, _ = started_again()
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.rule("qualifying", 1, "mishap", 2, past_first_half_lap=True)
        assert [ride.code for ride in desk.heat("qualifying", 1).rides] == ["OK", "OK"]
        assert desk.heats("qualifying") == ["1: 2-4", "2: 1-3"]


class TestARunThatIsNamed:
    def test_is_the_one_that_is_ruled_on(self) -> None:
        desk, _ = started_again()
        desk.rule("qualifying", 1, "false-start", 4, run=2)
        assert faults(desk) == [(1, True, []), (2, True, [(4,)])]
        desk.rule("qualifying", 1, "false-start", 2, run=1)
        assert faults(desk) == [(1, True, [(2,)]), (2, True, [(4,)])]

    def test_is_refused_where_it_is_not_to_be_ruled_on(self) -> None:
        desk, _ = started_again()
        desk.rule("qualifying", 1, "false-start", 4, run=2)
        (refusal,) = desk.refused(ruled("qualifying", 1, "false-start", 4, run=2))
        assert refusal.code == "run"
        assert desk.codes(ruled("qualifying", 1, "false-start", 4, run=7)) == ["run"]

    def test_is_refused_for_what_is_of_the_heat(self) -> None:
        desk, _ = started_again()
        assert desk.codes(ruled("qualifying", 1, "dsq", 2, run=1)) == ["run"]
