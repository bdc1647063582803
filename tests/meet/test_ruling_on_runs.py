"""A ruling about a run that was started again: it is of that run, and what was ridden since stays.

2000 m on 250 m: home rides 131 s and back 135.5 s.
"""

from __future__ import annotations

from typing import Any

import pytest

from halflap.journal.facts import RunStarted
from halflap.meet.acting import Action, means, tried
from halflap.meet.commands import (
    Accepted,
    CloseRun,
    RecordTimed,
    RecoverStart,
    Refused,
    Undo,
    decide,
)
from halflap.meet.ledger import Entry
from halflap.sport.heat import Side
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

    def test_once_it_has_its_ruling_is_not_ruled_again_before_the_restart(self) -> None:
        """The same ruling sent twice: no second fault, and no run that nobody started."""
        desk, _ = started_again(ride=False)
        desk.rule("qualifying", 1, "false-start", 2)
        (refusal,) = desk.refused(ruled("qualifying", 1, "false-start", 2))
        assert str(refusal.text) == (
            "Run 1 of heat 1 is stopped and ruled on (false start of 2 B), and no run was started"
            " since."
        )
        assert str(refusal.remedy) == (
            "Start the restart first. If that ruling does not hold, undo it."
        )
        assert faults(desk) == [(1, True, [(2,)])]

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


class TestARulingThatIsSentTwice:
    """By a key pressed twice, or by two commissaires: the second is refused."""

    @staticmethod
    def under_way() -> TimingDesk:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        return desk

    @pytest.mark.parametrize("ruling", ["false-start", "mishap", "gate-failure"])
    def test_is_refused_the_second_time(self, ruling: str) -> None:
        desk, choice = self.under_way(), {"choice": "restart"} if ruling == "gate-failure" else {}
        desk.rule("qualifying", 1, ruling, 2, **choice)
        assert desk.codes(ruled("qualifying", 1, ruling, 2, **choice)) == ["run"]
        assert desk.codes(ruled("qualifying", 1, ruling, 4, **choice)) == ["run"]
        assert len(desk.heat("qualifying", 1).runs) == 1

    def test_is_refused_where_both_keys_name_the_run_that_was_under_way(self) -> None:
        desk = self.under_way()
        desk.rule("qualifying", 1, "false-start", 2, run=1)
        (refusal,) = desk.refused(ruled("qualifying", 1, "false-start", 2, run=1))
        assert str(refusal.remedy).startswith("Start the restart first")

    def test_names_who_ruled_what(self) -> None:
        """Two operators press the same key at the same time."""
        desk = self.under_way()
        answer = decide(desk.ledger, ruled("qualifying", 1, "false-start", 2, run=1))
        assert isinstance(answer, Accepted)
        first = len(desk.ledger.entries) + 1
        for seq, fact in enumerate(answer.facts, start=first):
            desk.ledger.append(Entry(seq, first, fact, actor="Ana (commissaire)"))
        (refusal,) = desk.refused(ruled("qualifying", 1, "false-start", 4, run=1))
        assert str(refusal.text) == (
            "Run 1 of heat 1 is stopped and ruled on (false start of 2 B, by Ana (commissaire)),"
            " and no run was started since."
        )
        assert "--run" not in str(refusal.remedy)

    def test_names_the_restart_only_where_that_is_armed(self) -> None:
        desk = self.under_way()
        desk.rule("qualifying", 1, "false-start", 2)
        desk.arm()
        (refusal,) = desk.refused(ruled("qualifying", 1, "false-start", 2))
        assert str(refusal.remedy) == "Run 2 is armed. If it was in that run, name it: --run 2."
        desk.rule("qualifying", 1, "false-start", 2, run=2)

    def test_relegates_once_and_counts_once_towards_a_disqualification(self) -> None:
        desk = self.under_way()
        desk.rule("qualifying", 1, "relegate", 2)
        assert desk.codes(ruled("qualifying", 1, "relegate", 2)) == ["relegated"]
        assert desk.competition.cautions == ((2, "relegate"),)

    def test_is_refused_of_the_key_of_the_console(self) -> None:
        desk = self.under_way()
        key = Action("false-start")
        first = means(desk.ledger, key, side=Side.HOME)
        desk.do(*first.commands)
        second = tried(desk.ledger, means(desk.ledger, key, side=Side.HOME).commands)
        assert isinstance(second, Refused)
        assert [refusal.code for refusal in second.refusals] == ["run"]
        assert isinstance(tried(desk.ledger, first.commands), Refused)

    def test_is_refused_of_a_run_that_was_started_again(self) -> None:
        desk, _ = started_again(ride=False)
        desk.rule("qualifying", 1, "false-start", 2, run=1)
        assert desk.codes(ruled("qualifying", 1, "false-start", 2, run=1)) == ["run"]

    def test_is_taken_of_the_restart_once_that_is_started(self) -> None:
        desk = self.under_way()
        desk.rule("qualifying", 1, "false-start", 2)
        desk.arm()
        assert desk.codes(ruled("qualifying", 1, "false-start", 2)) == ["run"]
        desk.gun()
        desk.rule("qualifying", 1, "false-start", 4)
        assert faults(desk) == [(1, True, [(2,)]), (2, True, [(4,)])]

    def test_starts_the_restart_where_a_person_names_it(self) -> None:
        desk = self.under_way()
        desk.rule("qualifying", 1, "false-start", 2)
        desk.rule("qualifying", 1, "false-start", 2, run=2)
        assert faults(desk) == [(1, True, [(2,)]), (2, True, [(2,)])]

    def test_says_that_nobody_is_left_to_start(self) -> None:
        desk = self.under_way()
        for bib, run in ((2, 1), (2, 2), (4, 3), (4, 4)):
            desk.rule("qualifying", 1, "false-start", bib, run=run)
        (refusal,) = desk.refused(ruled("qualifying", 1, "false-start", 4))
        assert str(refusal.remedy) == (
            "Nobody is left to start: confirm the heat, or undo what does not hold."
        )

    def test_of_a_mishap_that_gave_another_ride_takes_no_second_start(self) -> None:
        """UCI 3.2.074: after the first half lap nothing is stopped; the rider rides again."""
        desk = self.under_way()
        desk.rule("qualifying", 1, "mishap", 2, past_first_half_lap=True)
        again = ruled("qualifying", 1, "mishap", 2, past_first_half_lap=True)
        assert desk.codes(again) == ["rides-again"]
