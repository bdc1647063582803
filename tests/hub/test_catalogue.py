"""What went wrong in other sports' software, each failure as a test of what must happen instead.

Files of past releases, opened and derived again, are in ``tests/meet/test_releases.py``; what
screens have to do is tested with the screens.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from halflap.cli.live_view import Watched, lines_of
from halflap.devices.codec import Received
from halflap.devices.ports.address import TcpAddress
from halflap.devices.ports.tcp import TcpPort
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk, Source
from halflap.hub.desk import Desk as FileDesk
from halflap.hub.desk import Done
from halflap.journal.backup import backup
from halflap.journal.chain import Comparison, compare
from halflap.journal.errors import StorageError
from halflap.journal.facts import OutcomesRecorded, ResultConfirmed, RideFact, TimeFact
from halflap.journal.facts_timing import SourceAttached
from halflap.meet.automation import next_command
from halflap.meet.commands import (
    ArmHeat,
    AttachImpulse,
    AttachSource,
    BypassCheck,
    ConfirmHeat,
    CorrectResult,
    DrawPhase,
    InsertSplit,
    MarkStray,
    OpenMeet,
    RecordTimed,
    Undo,
)
from halflap.meet.runs import reading
from halflap.meet.views.live import live_run
from halflap.sport.impulse import Impulse
from halflap.timing.assignment import DoubtCode, RideStatus
from tests.meet.timing_table import HALF_LAPS, TimingDesk, splits
from tests.meet_helper import MEN, Desk

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


def ridden(desk: TimingDesk, *, missed: tuple[int, ...] = ()) -> None:
    """The armed heat: 2:11.000 for home, 2:15.500 for back."""
    desk.gun()
    home = [-1.0 if n in missed else at for n, at in enumerate(splits(8.0), start=1)]
    desk.ride(home, splits(8.3))


def recorded(desk: TimingDesk, *, missed: tuple[int, ...] = ()) -> None:
    """Heat 1 ridden and recorded."""
    desk.arm()
    ridden(desk, missed=missed)
    desk.do(RecordTimed(**OF_HEAT_1))


class TestTimesAttachToTheWrongHeatOrVanishAfterARerun:
    """Impulses are recorded unattached, runs are numbered, attaching is reversible."""

    def test_each_run_has_its_own_impulses_and_both_stay(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:6], splits(8.3)[:6])
        desk.rule("qualifying", 1, "false-start", 2)
        desk.arm()
        ridden(desk)
        desk.do(RecordTimed(**OF_HEAT_1))
        first, second = desk.reading(run=1), desk.reading(run=2)
        assert [len(one.run.log) for one in (first, second)] == [13, 33]
        assert {one.impulse for one in first.run.log}.isdisjoint(
            one.impulse for one in second.run.log
        )
        assert [ride.time_us for ride in first.rides] == [None, None]
        assert [ride.time_us for ride in second.rides] == [131_000_000, 135_500_000]
        assert [ride.time.us for ride in desk.heat("qualifying", 1).rides if ride.time] == [
            131_000_000,
            135_500_000,
        ]

    def test_no_time_moves_to_the_heat_that_is_drawn_anew(self) -> None:
        desk = TimingDesk()
        recorded(desk)
        desk.arm(2)
        assert not desk.heat("qualifying", 2).rides
        ridden(desk)
        assert desk.reading(1).rides != ()
        assert [bib for _, bib in desk.reading(1).riders] == [2, 4]
        assert [bib for _, bib in desk.reading(2).riders] == [1, 3]

    def test_attaching_is_taken_back_without_a_trace_in_the_reading(self) -> None:
        desk = TimingDesk()
        recorded(desk)
        before = desk.reading()
        (impulse,) = before.rides[0].splits[4].keys
        desk.do(MarkStray(**OF_HEAT_1, impulse=impulse))
        assert desk.reading().rides[0].splits[4].us is None
        desk.do(AttachImpulse(**OF_HEAT_1, impulse=impulse, rider="home", half_lap=5))
        assert desk.reading().rides[0].splits[4].us == 43_000_000
        desk.do(Undo())
        desk.do(Undo())
        assert desk.reading() == before


class TestAStatusCodedAsATime:
    """No status is a number; a code or a missing time never ranks as one."""

    def test_a_rider_who_does_not_finish_has_no_time_and_no_rank(self) -> None:
        desk = TimingDesk()
        desk.record("qualifying", 1, "2 2:11.000", "4 DNF")
        desk.record("qualifying", 2, "1 9:59.999", "3 DNS")
        assert [ride.time for ride in desk.heat("qualifying", 1).rides if ride.bib == 4] == [None]
        assert desk.ranking("qualifying") == ["1 B", "2 A", "- D", "- C"]

    def test_a_missed_finish_is_no_time_at_all(self) -> None:
        desk = TimingDesk()
        recorded(desk, missed=(HALF_LAPS,))
        home = desk.reading().assignment.home
        assert home is not None
        assert home.time_us is None
        (fact,) = desk.facts(OutcomesRecorded)
        assert isinstance(fact, OutcomesRecorded)
        assert [ride.bib for ride in fact.rides] == [4]

    @pytest.mark.parametrize("us", [0, -1])
    def test_nothing_and_less_are_refused_as_hand_times(self, us: int) -> None:
        desk = TimingDesk()
        recorded(desk, missed=(HALF_LAPS,))
        asked = InsertSplit(**OF_HEAT_1, rider="home", half_lap=HALF_LAPS, us=us)
        assert desk.codes(asked) == ["time"]


class TestAPlausibleButWrongResultUnnoticed:
    """Every result carries its reasons to doubt, each acknowledged by name."""

    def test_a_missing_split_is_marked_and_said(self) -> None:
        desk = TimingDesk()
        recorded(desk, missed=(5,))
        (doubt,) = desk.reading().rides[0].doubts
        assert (doubt.code, doubt.half_lap) == (DoubtCode.MISSING, 5)

    def test_a_finish_far_out_of_the_riders_own_series_is_doubtful(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride([*splits(8.0)[:-1], 133.5], splits(8.3))
        home = desk.reading().assignment.home
        assert home is not None
        assert home.status is RideStatus.DOUBTFUL
        assert (DoubtCode.LATE, HALF_LAPS) in [(one.code, one.half_lap) for one in home.doubts]

    def test_a_hand_time_needs_the_name_of_its_doubt(self) -> None:
        desk = TimingDesk()
        desk.arm()
        ridden(desk)
        desk.record("qualifying", 1, "2 2:10.000", "4 2:15.500")
        asked = ConfirmHeat(**OF_HEAT_1, level="provisional")
        assert desk.codes(asked) == ["doubt-differs"]
        desk.confirm("qualifying", 1, level="provisional", acknowledge=("differs",))
        (fact,) = desk.facts(ResultConfirmed)
        assert isinstance(fact, ResultConfirmed)
        assert [doubt.code for doubt in fact.doubts] == ["differs"]

    def test_nobody_confirms_a_doubtful_heat_unattended(self) -> None:
        desk = TimingDesk()
        recorded(desk, missed=(HALF_LAPS,))
        assert next_command(desk.ledger.state, unattended=True, settled=True) is None


class TestUndoOneLevelDeepDependingOnState:
    """Undo is a fact; each one says in words what it takes back, down to the first command."""

    def test_everything_that_was_decided_is_taken_back_one_after_the_other(self) -> None:
        desk = TimingDesk()
        recorded(desk, missed=(HALF_LAPS,))
        desk.do(InsertSplit(**OF_HEAT_1, rider="home", half_lap=HALF_LAPS, us=131_000_000))
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.confirm("qualifying", 1, level="provisional")
        for before in (
            "Qualifying heat 1 provisional",
            "Qualifying heat 1 recorded",
            "half lap 16 of the rider of the home line set to 2:11.00",
            "Qualifying heat 1 recorded",
            "gun",
            "armed",
        ):
            desk.do(Undo())
            assert all(remark.startswith("Taken back: ") for remark in desk.remarks)
            assert any(before in remark for remark in desk.remarks), (before, desk.remarks)
        assert desk.timing.current is None
        assert desk.timing.count == 32
        assert not desk.heat("qualifying", 1).started

    def test_an_undo_is_taken_back_as_well(self) -> None:
        desk = TimingDesk()
        recorded(desk)
        before = desk.ledger.state
        for _ in range(2):
            desk.do(Undo())
        assert desk.ledger.state != before
        for seq in (len(desk.ledger.entries), len(desk.ledger.entries) - 1):
            desk.do(Undo(seq=seq))
        assert desk.ledger.state == before


class TestAnEditAfterPublicationHasNoProcedure:
    """A correction is a revision with its reason; what was confirmed is never rewritten."""

    def test_a_confirmed_heat_is_recorded_no_more_it_is_corrected_with_a_reason(self) -> None:
        desk = TimingDesk()
        recorded(desk)
        desk.confirm("qualifying", 1, level="provisional")
        assert desk.refused(RecordTimed(**OF_HEAT_1))
        ride = RideFact(bib=2, code="OK", time=TimeFact(us=131_010_000))
        asked = CorrectResult(**OF_HEAT_1, rides=(ride,), reason=" ")
        assert desk.codes(asked) == ["no-reason"]
        desk.do(CorrectResult(**OF_HEAT_1, rides=(ride,), reason="the photo finish"))
        times = {ride.bib: ride.time.us for ride in desk.heat("qualifying", 1).rides if ride.time}
        assert times == {2: 131_010_000, 4: 135_500_000}
        (confirmed,) = desk.facts(ResultConfirmed)
        assert isinstance(confirmed, ResultConfirmed)
        assert [ride.time.us for ride in confirmed.rides if ride.time] == [131_000_000, 135_500_000]

    def test_a_draw_that_was_made_from_it_is_flagged_and_not_rewritten(self) -> None:
        desk = Desk(riders=4)
        desk.qualify("4:20.000", "4:21.000", "4:22.000", "4:23.000")
        desk.draw("finals")
        before = desk.heats("finals")
        ride = RideFact(bib=1, code="OK", time=TimeFact(us=262_500_000))
        of_heat = {"competition": MEN, "phase": "qualifying", "heat": "2"}
        desk.do(CorrectResult(**of_heat, rides=(ride,), reason="the photo finish"))
        assert desk.heats("finals") == before
        assert desk.remarks

    def test_an_impulse_that_comes_late_is_only_a_notice(self) -> None:
        desk = TimingDesk()
        recorded(desk, missed=(5,))
        desk.confirm("qualifying", 1, level="provisional")
        kept = desk.heat("qualifying", 1)
        assert desk.pulse("C3", desk.started + 43.0, memory=True).late
        assert desk.heat("qualifying", 1) == kept


@contextmanager
def calls() -> Iterator[list[int]]:
    """Counts the calls of Python functions within the block: work, whatever the clock says."""
    counted = [0]

    def count(_: FrameType, event: str, __: object) -> None:
        counted[0] += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield counted
    finally:
        sys.setprofile(before)


def work(doing: Callable[[], object]) -> int:
    """The calls that it takes."""
    with calls() as counted:
        doing()
    return counted[0]


class TestSlowTowardsTheEndOfALongDay:
    """The cost of an impulse does not grow with the day. Calls are counted, no clock is asked."""

    def warm_up(self, desk: TimingDesk, count: int) -> None:
        for _ in range(count):
            desk.now += 0.05
            desk.pulse(("C2", "C3")[int(desk.now * 20) % 2], desk.now)

    def shown(self, desk: TimingDesk, channel: str) -> None:
        """An impulse: received, folded, shown, and what would follow by itself."""
        desk.pulse(channel, desk.now)
        live_run(desk.ledger.state)
        next_command(desk.ledger.state)
        next_command(desk.ledger.state, unattended=True)

    def one(self, desk: TimingDesk) -> int:
        """The work of an impulse more."""

        def doing() -> None:
            desk.now += 0.05
            self.shown(desk, "C2")

        return min(work(doing) for _ in range(5))

    def test_in_no_run(self) -> None:
        desk = TimingDesk()
        self.warm_up(desk, 300)
        early = self.one(desk)
        self.warm_up(desk, 3000)
        assert self.one(desk) < 1.1 * early

    def test_while_a_heat_is_armed(self) -> None:
        desk = TimingDesk()
        desk.arm()
        self.warm_up(desk, 300)
        early = self.one(desk)
        self.warm_up(desk, 3000)
        assert self.one(desk) < 1.1 * early

    def test_while_a_heat_waits_for_people(self) -> None:
        desk = TimingDesk()
        recorded(desk)
        desk.now = desk.started + 200
        self.warm_up(desk, 300)
        early = self.one(desk)
        self.warm_up(desk, 3000)
        assert self.one(desk) < 1.1 * early

    def test_in_the_last_heat_as_in_the_first(self) -> None:
        desk = TimingDesk(riders=16)
        costs = []
        for heat in range(1, 9):
            desk.arm(heat)
            desk.gun()
            home, back = splits(8.0), splits(8.3)
            desk.ride(home[:8], back[:8])
            desk.now = desk.started + home[8]
            costs.append(work(partial(self.shown, desk, "C3")))
            desk.now = desk.started
            desk.ride([-1.0] * 9 + home[9:], [-1.0] * 8 + back[8:])
            desk.do(RecordTimed(competition=MEN, phase="qualifying", heat=str(heat)))
            desk.confirm("qualifying", heat, level="provisional")
            self.warm_up(desk, 200)
        assert max(costs[1:]) < 1.2 * costs[1]


class TestADeadStartButton:
    """A refusal has its reason, a remedy, and a bypass by name."""

    def test_arming_says_what_is_missing_and_what_to_do(self) -> None:
        desk = Desk(distance_m=2000)
        desk.draw("qualifying")
        (refusal,) = desk.refused(ArmHeat(**OF_HEAT_1))
        assert str(refusal.text)
        assert str(refusal.remedy)
        desk.do(AttachSource(attached=SourceAttached(source="timy", protocol="timy")))
        (refusal,) = desk.refused(ArmHeat(**OF_HEAT_1))
        assert refusal.code == "check"
        assert "C0 (timy)" in str(refusal.text)
        assert str(refusal.remedy)

    def test_the_bypass_is_a_fact_with_a_name_and_a_reason(self) -> None:
        desk = Desk(distance_m=2000)
        desk.draw("qualifying")
        desk.do(AttachSource(attached=SourceAttached(source="timy", protocol="timy")))
        (fact,) = desk.do(BypassCheck(by="Ana", reason="no spare sensor"))
        assert (getattr(fact, "by", ""), getattr(fact, "reason", "")) == ("Ana", "no spare sensor")
        desk.do(ArmHeat(**OF_HEAT_1))

    def test_every_refusal_of_a_run_has_a_remedy(self) -> None:
        desk = TimingDesk()
        asked = [
            ArmHeat(competition=MEN, phase="qualifying", heat="9"),
            RecordTimed(**OF_HEAT_1),
            ConfirmHeat(**OF_HEAT_1, level="provisional"),
            MarkStray(**OF_HEAT_1, impulse=1),
            DrawPhase(competition=MEN, phase="finals"),
        ]
        for command in asked:
            for refusal in desk.refused(command):
                assert str(refusal.text), command
                assert str(refusal.remedy), command


class TestARestoreDestroysData:
    """A copy opens beside the meet, never over it, and can be proven."""

    def made(self, path: Path) -> None:
        with FileDesk.create(path) as desk:
            assert isinstance(desk.act(OpenMeet(name="Club"), "Ana", "open"), Done)

    def test_no_copy_is_written_over_a_file(self, tmp_path: Path) -> None:
        self.made(tmp_path / "club.halflap")
        self.made(tmp_path / "other.halflap")
        before = (tmp_path / "other.halflap").read_bytes()
        with pytest.raises(StorageError):
            backup(tmp_path / "club.halflap", tmp_path / "other.halflap")
        with pytest.raises(StorageError):
            FileDesk.create(tmp_path / "other.halflap")
        assert (tmp_path / "other.halflap").read_bytes() == before

    def test_both_go_on_beside_each_other_and_are_told_apart(self, tmp_path: Path) -> None:
        self.made(tmp_path / "club.halflap")
        backup(tmp_path / "club.halflap", tmp_path / "copy.halflap")
        attach = AttachSource(attached=SourceAttached(source="timy", protocol="timy"))
        with (
            FileDesk.open(tmp_path / "club.halflap", write=True) as meet,
            FileDesk.open(tmp_path / "copy.halflap", write=True) as copy,
        ):
            assert isinstance(meet.act(attach, "Ana", "attach"), Done)
            found = compare(meet.journal.read(), copy.journal.read())
            assert found == Comparison("copy is behind", 2)
            assert isinstance(copy.act(attach, "Ben", "attach"), Done)
            found = compare(meet.journal.read(), copy.journal.read())
            assert found == Comparison("differs", 2)


class TestAClockThatDriftsUnseen:
    """Every source shows the offset of its clock and how old its last line is."""

    def test_both_stand_in_the_line_of_each_source(self) -> None:
        noon_us = 1_750_507_200_000_000  # 12:00:00 UTC
        watched = []
        for name, off_s in (("timy", 0.0), ("backup", 2.5)):
            source = Source(name, TcpPort(TcpAddress("127.0.0.1", 1)), PROTOCOLS["timy"])
            one = Watched(source)
            at_us = round((12 * 3600 + off_s) * 1_000_000)
            events = (Received(1, b"", Impulse("C2", at_us)),)
            one.took(Chunk(name, 1, b"x", 7_000_000, noon_us, events))
            watched.append(one)
        offsets = [one.json(12_000_000)["clock_offset_us"] for one in watched]
        assert offsets == [0, 2_500_000]
        assert [one.json(12_000_000)["age_s"] for one in watched] == [5, 5]
        lines = lines_of(watched, 12_000_000)
        assert all("5 s" in line for line in lines[-2:])
        assert "+2.500 s" in lines[-1]

    def test_a_source_that_is_silent_shows_a_growing_age(self) -> None:
        one = Watched(Source("timy", TcpPort(TcpAddress("127.0.0.1", 1)), PROTOCOLS["timy"]))
        assert one.age_s(5_000_000) is None
        one.took(Chunk("timy", 1, b"x", 5_000_000, 0, ()))
        ages = [one.age_s(now * 1_000_000) for now in (5, 6, 65)]
        assert ages == [0, 1, 60]

    def test_a_step_of_the_clock_in_mid_heat_is_a_doubt_on_the_run(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        home = [at if at < 60 else at + 2.0 for at in splits(8.0)]
        back = [at if at < 60 else at + 2.0 for at in splits(8.3)]
        desk.ride(home, back)
        found = reading(desk.ledger.state, (MEN, "qualifying", "1", 1))
        assert found is not None
        for ride in found.rides:
            assert ride.status is not RideStatus.CLEAR
            assert DoubtCode.CLOCK in [doubt.code for doubt in ride.doubts]
