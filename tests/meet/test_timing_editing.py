"""What an operator does about impulses that are wrong: at any time, seen before, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.journal.facts_timing import ClocksMapped, SourceAttached
from halflap.meet.commands import (
    AttachImpulse,
    AttachSource,
    ChangeSettings,
    InsertSplit,
    MarkStray,
    PullImpulses,
    ReceiveImpulses,
    RecordTimed,
    TakeFromSource,
    Undo,
)
from halflap.timing.assignment import DoubtCode, RideReading, RideStatus
from tests.meet.timing_table import HALF_LAPS, TimingDesk, splits
from tests.meet_helper import MEN

OF: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


def desk_with(*missed: int) -> TimingDesk:
    """Heat 1 ridden, the home rider's impulses of some half laps missing."""
    desk = TimingDesk()
    desk.arm()
    desk.gun()
    home = [-1.0 if n in missed else at for n, at in enumerate(splits(8.0), start=1)]
    desk.ride(home, splits(8.3))
    return desk


def home(desk: TimingDesk) -> RideReading:
    """The home rider's ride."""
    ride = desk.reading().assignment.home
    assert ride is not None
    return ride


class TestAHandTime:
    def test_fills_the_gap_of_a_missed_finish(self) -> None:
        desk = desk_with(HALF_LAPS)
        assert home(desk).time_us is None
        desk.do(InsertSplit(**OF, rider="home", half_lap=HALF_LAPS, us=131_040_000, digits=2))
        assert home(desk).time_us == 131_040_000
        assert desk.remarks == ["2 B, finish: – becomes 2:11.040."]

    def test_is_recorded_as_what_it_is_and_never_padded(self) -> None:
        desk = desk_with(HALF_LAPS)
        desk.do(InsertSplit(**OF, rider="home", half_lap=HALF_LAPS, us=131_040_000, digits=2))
        desk.do(RecordTimed(**OF))
        time = desk.heat("qualifying", 1).rides[0].time
        assert time is not None
        assert (time.source, time.digits, str(time.us)) == ("hand", 2, "131040000")

    def test_of_the_photo_finish_is_said_so(self) -> None:
        desk = desk_with(HALF_LAPS)
        desk.do(
            InsertSplit(
                **OF, rider="home", half_lap=HALF_LAPS, us=131_041_000, digits=3, source="photo"
            )
        )
        desk.do(RecordTimed(**OF))
        time = desk.heat("qualifying", 1).rides[0].time
        assert time is not None
        assert (time.source, time.digits) == ("photo", 3)

    def test_takes_the_place_of_one_inserted_there_before(self) -> None:
        desk = desk_with(5)
        for us in (43_100_000, 43_050_000):
            desk.do(InsertSplit(**OF, rider="home", half_lap=5, us=us))
        assert home(desk).splits[4].us == 43_050_000
        assert len(desk.run.inserted) == 1

    @pytest.mark.parametrize(
        ("half_lap", "us", "code"),
        [
            (0, 43_000_000, "half-lap"),
            (17, 143_000_000, "half-lap"),
            (5, 0, "time"),
            (5, 30_000_000, "order"),
            (5, 60_000_000, "order"),
        ],
    )
    def test_that_cannot_be_is_refused(self, half_lap: int, us: int, code: str) -> None:
        desk = desk_with(5)
        assert desk.codes(InsertSplit(**OF, rider="home", half_lap=half_lap, us=us)) == [code]

    def test_is_taken_back_like_everything_else(self) -> None:
        desk = desk_with(5)
        before = home(desk)
        desk.do(InsertSplit(**OF, rider="home", half_lap=5, us=43_000_000))
        desk.do(Undo())
        assert home(desk) == before


class TestAnAttachedImpulse:
    def test_is_the_riders_half_lap_whatever_the_inference_says(self) -> None:
        desk = desk_with(5)
        odd = desk.pulse("C3", desk.started + 45.4)
        desk.do(AttachImpulse(**OF, impulse=odd.impulse, rider="home", half_lap=5))
        assert home(desk).splits[4].us == 45_400_000

    def test_has_to_be_of_the_line_where_that_half_lap_ends(self) -> None:
        desk = desk_with(5)
        odd = desk.pulse("C3", desk.started + 45.4)
        asked = AttachImpulse(**OF, impulse=odd.impulse, rider="home", half_lap=6)
        assert desk.codes(asked) == ["other-line"]

    def test_has_to_be_in_the_run(self) -> None:
        desk = TimingDesk()
        outside = desk.pulse("C2", 36_001)
        desk.arm()
        desk.gun()
        asked = AttachImpulse(**OF, impulse=outside.impulse, rider="home")
        assert desk.codes(asked) == ["not-in-run"]

    def test_of_nobodys_side_is_refused(self) -> None:
        desk = TimingDesk(riders=1)
        desk.arm()
        desk.gun()
        one = desk.pulse("C2", desk.now + 20)
        side = "back" if desk.heat("qualifying", 1).home else "home"
        asked = AttachImpulse(**OF, impulse=one.impulse, rider=side)  # type: ignore[arg-type]
        assert desk.codes(asked) == ["nobody"]


class TestAStray:
    def test_counts_for_nothing_and_stays(self) -> None:
        desk = desk_with()
        number = home(desk).splits[4].keys[0]
        desk.do(MarkStray(**OF, impulse=number))
        assert home(desk).splits[4].us is None
        assert "2 B, half lap 5: 43.000 becomes –." in desk.remarks
        assert desk.run.log.numbered(number) is not None

    def test_can_be_attached_again(self) -> None:
        desk = desk_with()
        number = home(desk).splits[4].keys[0]
        desk.do(MarkStray(**OF, impulse=number))
        desk.do(AttachImpulse(**OF, impulse=number, rider="home", half_lap=5))
        assert home(desk).splits[4].us == 43_000_000

    def test_is_marked_once(self) -> None:
        desk = desk_with()
        number = home(desk).splits[4].keys[0]
        desk.do(MarkStray(**OF, impulse=number))
        assert desk.codes(MarkStray(**OF, impulse=number)) == ["not-now"]


class TestPullingIn:
    def test_brings_an_impulse_that_fell_outside(self) -> None:
        desk = desk_with(HALF_LAPS)
        desk.do(RecordTimed(**OF))
        desk.record("qualifying", 1, "2 DNF")
        desk.arm(2)
        late = desk.pulse("C2", desk.started + 500)
        assert late.run is not None
        desk.do(PullImpulses(**OF, impulses=(late.impulse,)))
        assert [each.impulse for each in desk.timing.runs[(MEN, "qualifying", "1", 1)].pulled] == [
            late.impulse
        ]

    def test_needs_an_impulse_that_there_is(self) -> None:
        desk = desk_with()
        assert desk.codes(PullImpulses(**OF, impulses=())) == ["nothing"]
        assert desk.codes(PullImpulses(**OF, impulses=(999,))) == ["not-now"]


class TestAnotherSource:
    """The backup has a clock of its own, 12.5 s ahead of the Timy's."""

    def ridden(self) -> TimingDesk:
        desk = TimingDesk()
        backup = SourceAttached(source="backup", protocol="timy", role="backup", clock="b")
        desk.do(AttachSource(attached=backup))
        desk.do(
            ReceiveImpulses(
                received=(
                    ClocksMapped(
                        clock="b",
                        epoch=0,
                        onto="timy",
                        onto_epoch=0,
                        at_us=36_000_000_000,
                        offset_us=-12_500_000,
                        uncertainty_us=300,
                    ),
                )
            )
        )
        desk.arm()
        gun = desk.gun()
        for n, at in enumerate(splits(8.0), start=1):
            channel = ("C2", "C3")[n % 2]
            if n != HALF_LAPS:
                desk.pulse(channel, gun + at)
            desk.pulse(channel, gun + at + 12.5, source="backup", clock="b")
        return desk

    def test_does_not_count_beside_the_primary_one(self) -> None:
        desk = self.ridden()
        assert [split.us for split in home(desk).splits[:15]] == [
            round(at * 1e6) for at in splits(8.0)[:15]
        ]
        assert home(desk).time_us is None

    def test_gives_an_interval_that_is_doubtful_until_it_is_accepted(self) -> None:
        desk = self.ridden()
        desk.do(TakeFromSource(**OF, source="backup", from_us=125_000_000, until_us=140_000_000))
        ride = home(desk)
        assert ride.time_us == 131_000_000
        assert ride.status is RideStatus.DOUBTFUL
        assert DoubtCode.CLOCK in {doubt.code for doubt in ride.doubts}
        assert any("another clock" in remark for remark in desk.remarks)

    def test_that_is_not_attached_is_refused(self) -> None:
        desk = self.ridden()
        assert desk.codes(TakeFromSource(**OF, source="video")) == ["no-source"]
        asked = TakeFromSource(**OF, source="backup", from_us=2, until_us=1)
        assert desk.codes(asked) == ["interval"]


class TestOtherLimits:
    def test_are_tried_and_the_difference_is_said(self) -> None:
        desk = desk_with()
        desk.do(ChangeSettings(**OF, first_us=25_000_000))
        assert desk.remarks == ["No split changes."]
        assert desk.reading().plan.limits.first_us == 25_000_000

    def test_are_more_than_zero(self) -> None:
        assert desk_with().codes(ChangeSettings(**OF, first_us=0)) == ["limit"]


class TestAfterTheConfirmation:
    def test_a_repair_changes_the_reading_and_not_the_result(self) -> None:
        desk = desk_with(5)
        desk.do(RecordTimed(**OF))
        desk.confirm("qualifying", 1, level="provisional")
        before = desk.heat("qualifying", 1)
        desk.do(InsertSplit(**OF, rider="home", half_lap=5, us=43_010_000))
        assert desk.heat("qualifying", 1) == before
        assert desk.remarks == [
            "2 B, half lap 5: – becomes 43.010.",
            "Heat 1 is confirmed and stays as it is: to change the result, correct it"
            " (halflap correct).",
        ]
