"""What follows by itself: a function of the state; what has to be judged is left to people."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from halflap.journal.facts_timing import ImpulseReceived, SourceAttached
from halflap.meet.automation import next_command, next_heat
from halflap.meet.commands import (
    AbortCountdown,
    ArmHeat,
    AttachSource,
    CloseRun,
    ConfirmHeat,
    DismissCatch,
    DrawPhase,
    OrderSession,
    PauseAutomation,
    RecordTimed,
    ResumeAutomation,
    TakeGun,
)
from tests.meet.timing_table import HALF_LAPS, TimingDesk, splits
from tests.meet_helper import MEN


@pytest.fixture
def desk() -> TimingDesk:
    return TimingDesk()


def of_heat(heat: str) -> dict[str, Any]:
    return {"competition": MEN, "phase": "qualifying", "heat": heat}


def ridden(desk: TimingDesk, *missed: int) -> None:
    desk.arm()
    desk.gun()
    home = [-1.0 if n in missed else at for n, at in enumerate(splits(8.0), start=1)]
    desk.ride(home, splits(8.3))


class TestAttended:
    def test_nothing_is_armed_by_itself(self, desk: TimingDesk) -> None:
        assert next_command(desk.ledger.state) is None

    def test_the_gun_of_an_armed_heat_is_taken(self, desk: TimingDesk) -> None:
        desk.arm()
        assert next_command(desk.ledger.state) is None
        shot = desk.pulse("C0", 36_100)
        assert next_command(desk.ledger.state) == TakeGun(impulse=shot.impulse)

    def test_the_first_shot_is_the_start(self, desk: TimingDesk) -> None:
        desk.arm()
        first = desk.pulse("C0", 36_100)
        desk.pulse("C0", 36_100.5)
        assert next_command(desk.ledger.state) == TakeGun(impulse=first.impulse)

    @pytest.mark.parametrize("after_s", [0.5, 7.0, 9.9, 30.0])
    def test_the_gun_of_a_restart_is_taken_however_soon(
        self, desk: TimingDesk, after_s: float
    ) -> None:
        """Nobody has finished: the shot marks no finish."""
        desk.arm()
        first = desk.gun()
        desk.rule("qualifying", 1, "false-start", desk.heat("qualifying", 1).bibs[0])
        desk.arm()
        shot = desk.pulse("C0", first + after_s)
        assert next_command(desk.ledger.state) == TakeGun(impulse=shot.impulse)

    def test_clear_times_are_recorded_once_nothing_more_can_come(self, desk: TimingDesk) -> None:
        ridden(desk)
        assert next_command(desk.ledger.state) is None
        asked = RecordTimed(**of_heat("1"), run=1)
        assert next_command(desk.ledger.state, settled=True) == asked
        desk.pulse("C2", desk.now + 7)  # the home rider rolls on
        assert desk.go_on() == [asked]

    def test_the_result_is_confirmed_by_people(self, desk: TimingDesk) -> None:
        ridden(desk)
        desk.pulse("C2", desk.now + 7)
        desk.go_on()
        assert next_command(desk.ledger.state, settled=True) is None

    def test_a_missed_finish_is_left_to_people(self, desk: TimingDesk) -> None:
        ridden(desk, HALF_LAPS)
        assert next_command(desk.ledger.state, settled=True) is None
        assert next_command(desk.ledger.state, settled=True, unattended=True) is None


class TestACatchInAFinal:
    """UCI 3.2.057: it ends the race; until it is ruled, nothing is recorded."""

    @pytest.fixture
    def final(self) -> TimingDesk:
        desk = TimingDesk()
        desk.qualify("2:11.0", "2:12.0", "2:13.0", "2:14.0")
        desk.do(DrawPhase(competition=MEN, phase="finals"))
        desk.arm("gold", "finals")
        desk.gun()
        desk.ride(splits(7.2), splits(8.8))
        return desk

    def test_that_is_shown_waits_for_people(self, final: TimingDesk) -> None:
        read = final.reading("2", phase="finals")
        assert read.assignment.catch is not None
        assert next_command(final.ledger.state, settled=True) is None

    def test_that_was_dismissed_lets_the_times_be_recorded(self, final: TimingDesk) -> None:
        of: dict[str, Any] = {"competition": MEN, "phase": "finals", "heat": "2"}
        final.do(DismissCatch(**of, reason="the video shows it"))
        asked = RecordTimed(**of, run=1)
        assert next_command(final.ledger.state, settled=True) == asked
        final.do(asked)


class TestUnattended:
    def test_a_clear_heat_is_confirmed_and_the_next_one_armed(self, desk: TimingDesk) -> None:
        assert desk.go_on(unattended=True) == [ArmHeat(**of_heat("1"))]
        desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        desk.pulse("C2", desk.now + 7)
        assert desk.go_on(unattended=True) == [
            RecordTimed(**of_heat("1"), run=1),
            ConfirmHeat(**of_heat("1"), level="provisional"),
            ArmHeat(**of_heat("2")),
        ]

    def test_the_last_run_is_closed(self, desk: TimingDesk) -> None:
        for _ in range(2):
            desk.go_on(unattended=True)
            desk.gun()
            desk.ride(splits(8.0), splits(8.3))
            desk.pulse("C2", desk.now + 7)
        assert desk.go_on(unattended=True)[-1] == CloseRun(**of_heat("2"), run=1)
        assert desk.timing.current is None

    def test_a_doubtful_heat_is_never_confirmed(self, desk: TimingDesk) -> None:
        ridden(desk, HALF_LAPS)
        desk.record("qualifying", 1, "2 2:11.0 hand", "4 2:15.500")
        assert next_command(desk.ledger.state, settled=True, unattended=True) is None

    def test_a_gate_fired_again_closes_a_run_that_waits_for_people(self, desk: TimingDesk) -> None:
        ridden(desk, HALF_LAPS)
        shot = desk.pulse("C0", desk.now + 200)
        command = next_command(desk.ledger.state, unattended=True, shot=shot)
        assert isinstance(command, CloseRun)
        assert command.restarted

    def test_a_gate_fired_again_closes_a_run_whose_finishes_are_doubtful(
        self, desk: TimingDesk
    ) -> None:
        """The next heat is not lost because people have not looked at this one yet."""
        desk.arm()
        again = desk.pulse("C0", desk.gun() + 25)
        desk.now = again.us / 1_000_000
        desk.ride(splits(8.0), splits(8.3))
        shot = msgspec.structs.replace(again, impulse=0, us=again.us + 300_000_000)
        command = next_command(desk.ledger.state, unattended=True, shot=shot)
        assert isinstance(command, CloseRun)
        desk.do(command)
        assert not desk.heat("qualifying", 1).runs[0].stopped
        assert next_command(desk.ledger.state, unattended=True) == ArmHeat(**of_heat("2"))

    @pytest.mark.parametrize(
        "odd", [{"suspect": True}, {"memory": True}, {"withdrawn": True}, {"again": 1}]
    )
    def test_a_shot_that_can_be_no_start_closes_nothing(
        self, desk: TimingDesk, odd: dict[str, Any]
    ) -> None:
        """A misread stamp, far ahead: one has finished, and the other seems unseen for long."""
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0), splits(8.6)[:-1])
        shot = ImpulseReceived(
            impulse=0,
            source="timy",
            channel="C0",
            clock="timy",
            epoch=0,
            us=round((desk.now + 600) * 1_000_000),
        )
        asked = next_command(desk.ledger.state, unattended=True, shot=shot)
        assert isinstance(asked, CloseRun)
        shot = msgspec.structs.replace(shot, **odd)
        assert next_command(desk.ledger.state, unattended=True, shot=shot) is None

    @pytest.mark.parametrize("after_s", [2.1, 30, 60])
    def test_a_gate_fired_again_in_mid_ride_is_left_to_people(
        self, desk: TimingDesk, after_s: float
    ) -> None:
        """A restart of the same heat, or a stray: never the start of the next heat."""
        desk.arm()
        started = desk.gun()
        rides = [at for at in splits(8.0) if at < after_s]
        desk.ride(rides, [at + 0.3 for at in rides])
        shot = desk.pulse("C0", started + after_s)
        assert next_command(desk.ledger.state, unattended=True, shot=shot) is None

    def test_a_gate_fired_again_after_a_false_start_is_left_to_people(
        self, desk: TimingDesk
    ) -> None:
        desk.arm()
        started = desk.gun()
        desk.pulse("C2", started + 1.0)
        shot = desk.pulse("C0", started + 120)
        assert next_command(desk.ledger.state, unattended=True, shot=shot) is None

    def test_the_gun_on_the_line_of_a_backup_starts_and_closes_nothing(
        self, desk: TimingDesk
    ) -> None:
        spare = SourceAttached(source="spare", protocol="timy", role="backup")
        desk.do(AttachSource(attached=spare))
        desk.arm()
        other = desk.pulse("C0", 36_100.005, source="spare", clock="spare")
        assert next_command(desk.ledger.state, unattended=True) is None
        mine = desk.pulse("C0", 36_100)
        assert next_command(desk.ledger.state, unattended=True) == TakeGun(impulse=mine.impulse)
        desk.do(TakeGun(impulse=mine.impulse))
        assert next_command(desk.ledger.state, unattended=True, shot=other) is None

    def test_a_shot_at_the_finish_starts_nothing(self, desk: TimingDesk) -> None:
        ridden(desk)
        desk.pulse("C2", desk.now + 7)
        desk.go_on(unattended=True)
        desk.pulse("C0", desk.started + 137)
        assert next_command(desk.ledger.state, unattended=True) is None


class TestACountdownThatWasStopped:
    def test_is_not_begun_again_by_itself(self, desk: TimingDesk) -> None:
        desk.go_on(unattended=True)
        desk.do(AbortCountdown(reason="a rider is not ready"))
        assert [str(line) for line in desk.remarks] == [
            "Arm heat 1 again when the riders are ready."
        ]
        assert next_command(desk.ledger.state, unattended=True) is None
        desk.arm()
        desk.pulse("C0", 36_100)
        assert isinstance(next_command(desk.ledger.state, unattended=True), TakeGun)

    def test_is_begun_again_when_the_automation_is_resumed(self, desk: TimingDesk) -> None:
        desk.go_on(unattended=True)
        desk.do(AbortCountdown())
        desk.do(ResumeAutomation())
        assert next_command(desk.ledger.state, unattended=True) == ArmHeat(**of_heat("1"))

    def test_leaves_another_heat_that_is_next_by_then(self, desk: TimingDesk) -> None:
        desk.go_on(unattended=True)
        desk.do(AbortCountdown())
        heats = ((MEN, "qualifying", "2"), (MEN, "qualifying", "1"))
        desk.do(OrderSession(session="evening", heats=heats))
        assert next_command(desk.ledger.state, unattended=True) == ArmHeat(**of_heat("2"))

    def test_is_not_begun_again_once_another_heat_was_ridden(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.do(AbortCountdown(reason="a puncture"))
        desk.arm(2)
        desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        desk.now += 20
        desk.pulse("C2", desk.now)
        done = desk.go_on(unattended=True)
        assert desk.heat("qualifying", 2).level == "provisional"
        assert not [command for command in done if isinstance(command, ArmHeat)]
        desk.arm()
        assert desk.timing.aborted == ()


class TestPaused:
    def test_nothing_follows(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.pulse("C0", 36_100)
        desk.do(PauseAutomation())
        assert next_command(desk.ledger.state, unattended=True) is None


class TestTheNextHeat:
    def test_is_the_first_that_is_not_ridden(self, desk: TimingDesk) -> None:
        assert next_heat(desk.ledger.state) == (MEN, "qualifying", "1")
        desk.record("qualifying", 1, "2 2:11.0", "4 2:12.0")
        assert next_heat(desk.ledger.state) == (MEN, "qualifying", "2")

    def test_follows_the_order_of_the_session(self, desk: TimingDesk) -> None:
        heats = ((MEN, "qualifying", "2"), (MEN, "qualifying", "1"))
        desk.do(OrderSession(session="evening", heats=heats))
        assert next_heat(desk.ledger.state) == heats[0]

    def test_is_none_when_all_are_ridden(self, desk: TimingDesk) -> None:
        desk.record("qualifying", 1, "2 2:11.0", "4 2:12.0")
        desk.record("qualifying", 2, "1 2:11.0", "3 2:12.0")
        assert next_heat(desk.ledger.state) is None
