"""Shots within a run: what nobody has said of them stays doubtful, and starts nothing by itself."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.journal.facts_timing import ImpulseReceived, SourceAttached
from halflap.meet.automation import next_command
from halflap.meet.commands import (
    AttachSource,
    CloseRun,
    ConfirmHeat,
    MarkStray,
    ReceiveImpulses,
    RecordTimed,
    RecoverStart,
    TakeGun,
)
from halflap.meet.run_machine import machine
from halflap.meet.state import Meet
from halflap.meet.views import news as news_module
from halflap.meet.views.news import News
from halflap.meet.views.shots import late_start, said_of
from halflap.timing.assignment import DoubtCode, RideReading, RideStatus
from halflap.timing.run_values import State
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN, ruled

HEAT: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


@pytest.fixture
def desk() -> TimingDesk:
    return TimingDesk()


def pistol() -> TimingDesk:
    desk = TimingDesk()
    attached = SourceAttached(source="timy", protocol="timy", gun_kind="pistol")
    desk.do(AttachSource(attached=attached))
    return desk


def started_again(desk: TimingDesk, gap: float = 25.0) -> int:
    """A start called back before a line was reached, and the ride that began ``gap`` s later."""
    desk.arm()
    first = desk.gun()
    shot = desk.pulse("C0", first + gap)
    desk.now = first + gap
    desk.ride(splits(8.0), splits(8.3))
    desk.pulse("C2", desk.now + 8)
    return shot.impulse


def shots(ride: RideReading) -> list[str]:
    return [str(doubt.text) for doubt in ride.doubts if doubt.code is DoubtCode.SHOT]


def about_shots(desk: TimingDesk, run: int = 1) -> list[str]:
    """What is doubtful of the rides of a run because of shots; the same of both."""
    home, back = desk.reading(run=run).rides
    assert shots(home) == shots(back)
    return shots(home)


class TestAGateThatFiredAgainWithinARun:
    @pytest.mark.parametrize("gap", [15.0, 25.0, 40.0])
    def test_makes_every_time_doubtful(self, desk: TimingDesk, gap: float) -> None:
        shot = started_again(desk, gap)
        assert [ride.status for ride in desk.reading().rides] == [RideStatus.DOUBTFUL] * 2
        assert about_shots(desk) == [
            f"The gun came again at {gap:.1f} of the run (impulse {shot}). If the heat was started"
            " again, these times count from the wrong gun: halflap close MEET qualifying 1"
            f" --restarted, then halflap gun MEET qualifying 1 --impulse {shot}. If not: halflap"
            f" stray MEET qualifying 1 {shot}."
        ]

    @pytest.mark.parametrize("unattended", [False, True])
    def test_nothing_is_recorded_by_itself(self, desk: TimingDesk, unattended: bool) -> None:
        started_again(desk)
        asked = next_command(desk.ledger.state, settled=True, unattended=unattended)
        assert asked is None

    def test_it_is_confirmed_only_by_its_name(self, desk: TimingDesk) -> None:
        started_again(desk)
        desk.do(RecordTimed(**HEAT))
        codes = desk.codes(ConfirmHeat(**HEAT, level="official"))
        assert sorted(codes) == ["doubt-late"] * 2 + ["doubt-shot"] * 2
        desk.do(ConfirmHeat(**HEAT, level="official", acknowledge=("shot", "late")))
        assert desk.heat("qualifying", 1).level == "official"

    def test_marked_stray_the_times_are_clear(self, desk: TimingDesk) -> None:
        desk.arm()
        shot = desk.pulse("C0", desk.gun() + 9)
        desk.ride(splits(8.0), splits(8.3))
        desk.do(MarkStray(**HEAT, impulse=shot.impulse))
        assert about_shots(desk) == []
        asked = RecordTimed(**HEAT, run=1)
        assert next_command(desk.ledger.state, settled=True) == asked

    def test_marked_stray_though_it_was_the_start_the_first_half_laps_are_too_slow(
        self, desk: TimingDesk
    ) -> None:
        desk.do(MarkStray(**HEAT, impulse=started_again(desk)))
        for ride in desk.reading().rides:
            assert [doubt.code for doubt in ride.doubts] == [DoubtCode.LATE]
            assert "By this count the first half lap took" in str(ride.doubts[0].text)

    def test_moved_to_that_shot_the_run_reads_as_it_was_ridden(self, desk: TimingDesk) -> None:
        shot = started_again(desk)
        desk.do(RecoverStart(**HEAT, run=1, impulse=shot, reason="called back"))
        assert [ride.time_us for ride in desk.reading().rides] == [131_000_000, 135_500_000]
        assert about_shots(desk) == []

    def test_a_ruling_on_the_run_settles_it(self, desk: TimingDesk) -> None:
        shot = started_again(desk)
        desk.do(ruled("qualifying", 1, "false-start", 2))
        assert about_shots(desk) == []
        desk.do(RecoverStart(**HEAT, impulse=shot, reason="called back"))
        assert [ride.time_us for ride in desk.reading(run=2).rides] == [131_000_000, 135_500_000]
        assert about_shots(desk, 2) == []

    def test_it_is_closed_as_restarted_though_all_seem_to_have_finished(
        self, desk: TimingDesk
    ) -> None:
        shot = started_again(desk)
        (refusal,) = desk.refused(RecoverStart(**HEAT, impulse=shot, reason="called back"))
        assert "halflap close MEET qualifying 1 --restarted" in str(refusal.remedy)
        desk.do(CloseRun(**HEAT, restarted=True, reason="called back"))
        over = machine(desk.ledger.state, (MEN, "qualifying", "1", 1))
        assert over is not None
        assert (over.state, over.restarted) == (State.CLOSED, True)
        assert about_shots(desk) == []
        desk.do(RecoverStart(**HEAT, impulse=shot, reason="called back"))
        assert [ride.time_us for ride in desk.reading(run=2).rides] == [131_000_000, 135_500_000]

    def test_a_finished_run_without_such_a_shot_is_not_and_hears_another_remedy(
        self, desk: TimingDesk
    ) -> None:
        desk.arm()
        first = desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        desk.pulse("C0", first + 150)
        (refusal,) = desk.refused(CloseRun(**HEAT, restarted=True, reason="x"))
        assert refusal.code == "riding"
        assert str(refusal.remedy) == (
            "Record its times (halflap times MEET qualifying 1) or rule on it; or close it as it"
            " is, without --restarted."
        )

    def test_of_a_closed_run_the_remedy_is_to_move_its_start(self, desk: TimingDesk) -> None:
        shot = started_again(desk)
        desk.do(CloseRun(**HEAT))
        (text,) = about_shots(desk)
        assert f"halflap gun MEET qualifying 1 --run 1 --impulse {shot}." in text

    def test_the_same_start_reported_again_is_no_doubt(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.pulse("C0", desk.gun() + 1.9)
        desk.ride(splits(8.0), splits(8.3))
        assert about_shots(desk) == []

    def test_a_shot_after_the_last_finish_is_no_doubt(self, desk: TimingDesk) -> None:
        desk.arm()
        first = desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        desk.pulse("C0", first + 136)
        assert about_shots(desk) == []

    def test_a_shot_between_the_finishes_is_one(self, desk: TimingDesk) -> None:
        desk.arm()
        first = desk.gun()
        desk.ride(splits(8.0), splits(8.3)[:-1])
        desk.pulse("C0", first + 133)
        assert about_shots(desk) == []
        desk.pulse("C3", first + 135.5)
        assert len(about_shots(desk)) == 1

    def test_a_shot_that_its_device_took_back_is_none(self, desk: TimingDesk) -> None:
        started_again(desk)
        desk.pulse("C0", desk.started + 25, withdrawn=True)
        assert about_shots(desk) == []

    def test_a_shot_on_another_clock_is_none(self, desk: TimingDesk) -> None:
        backup = SourceAttached(source="second", protocol="timy", role="backup")
        desk.do(AttachSource(attached=backup))
        desk.arm()
        first = desk.gun()
        desk.pulse("C0", first + 25, source="second", clock="second")
        desk.ride(splits(8.0), splits(8.3))
        assert about_shots(desk) == []


class TestAPistolWithinARun:
    def test_the_shots_of_the_finishes_are_no_doubt(self) -> None:
        desk = pistol()
        desk.arm()
        first = desk.gun()
        desk.ride(splits(8.0), splits(8.3)[:-1])
        desk.pulse("C0", first + 131.2)
        desk.pulse("C3", first + 135.5)
        desk.pulse("C0", first + 135.7)
        assert [ride.status for ride in desk.reading().rides] == [RideStatus.CLEAR] * 2

    def test_a_shot_that_marks_nothing_is_one(self) -> None:
        desk = pistol()
        started_again(desk)
        assert len(about_shots(desk)) == 1
        assert next_command(desk.ledger.state, settled=True, unattended=True) is None


class TestAShotWhoseStampIsSuspect:
    SAID = (
        "A gun impulse came at 11:01:40.000000 (impulse 2), ahead of what its clock can show: it"
        " was misread, or the clock was set. It starts nothing unless the next impulses show that"
        " the clock was set."
    )

    @staticmethod
    def fire(desk: TimingDesk) -> ImpulseReceived:
        one = ImpulseReceived(
            impulse=0,
            source="timy",
            channel="C0",
            clock="timy",
            epoch=0,
            us=39_700_000_000,
            suspect=True,
        )
        (kept,) = desk.do(ReceiveImpulses(received=(one,)))
        assert isinstance(kept, ImpulseReceived)
        return kept

    def test_is_said_as_that_where_no_heat_is_armed(self, desk: TimingDesk) -> None:
        desk.pulse("C2", 36_001)
        shot = self.fire(desk)
        said = said_of(desk.ledger.state, shot, waited=True)
        assert [str(one) for one in said or ()] == [self.SAID]
        assert late_start(desk.ledger.state) is None

    def test_is_said_with_what_to_do_where_one_is(self, desk: TimingDesk) -> None:
        desk.pulse("C2", 36_001)
        desk.arm()
        said = said_of(desk.ledger.state, self.fire(desk), waited=True)
        assert [str(one) for one in said or ()] == [
            self.SAID + " If it was the start of heat 1: halflap gun MEET qualifying 1 --at"
            " HH:MM:SS.ffff, with what the clock of the device showed."
        ]

    def test_is_not_taken_and_not_denied(self, desk: TimingDesk) -> None:
        desk.pulse("C2", 36_001)
        desk.arm()
        shot = self.fire(desk)
        for asked in (TakeGun(), TakeGun(impulse=2), RecoverStart(**HEAT, impulse=2, reason="x")):
            (refusal,) = desk.refused(asked)
            assert (refusal.code, str(refusal.text)) == ("suspect-shot", self.SAID)
        desk.pulse("C0", 39_700, withdrawn=True)
        assert said_of(desk.ledger.state, shot, waited=True) == []
        assert desk.codes(TakeGun()) == ["no-shot"]


class TestAShotThatItsDeviceTookBack:
    def test_is_no_start_that_came_too_early(self, desk: TimingDesk) -> None:
        desk.pulse("C2", 36_001)
        shot = desk.pulse("C0", 36_010)
        found = late_start(desk.ledger.state)
        assert found is not None
        assert found[0] == shot
        desk.pulse("C0", 36_010, withdrawn=True)
        assert late_start(desk.ledger.state) is None


class TestAStartThatNobodyArmed:
    def test_is_looked_for_only_where_something_came_after_the_confirmation(
        self, desk: TimingDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It goes through every run of the day: not at every impulse."""
        asked: list[Meet] = []

        def counting(meet: Meet) -> None:
            asked.append(meet)

        monkeypatch.setattr(news_module, "late_start", counting)
        desk.arm()
        desk.gun()
        news = News(desk.ledger.state)
        desk.ride(splits(8.0), splits(8.3))
        news.of([], desk.ledger.state)
        assert asked == []
        desk.do(RecordTimed(**HEAT))
        desk.do(ConfirmHeat(**HEAT, level="official"))
        news.of([], desk.ledger.state)
        assert asked == []
        desk.pulse("C2", desk.now + 8)
        news.of([], desk.ledger.state)
        assert len(asked) == 1
