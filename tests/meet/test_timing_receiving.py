"""What devices send: numbered, recognised when sent again, cheap all day, and never taken back."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.journal.facts import decode, encode
from halflap.journal.facts_timing import (
    ClockEpochOpened,
    ImpulseReceived,
    LinesRejected,
    Says,
    SourceHealthChanged,
)
from halflap.meet.automation import next_command
from halflap.meet.commands import (
    AttachImpulse,
    CloseRun,
    ReceiveImpulses,
    RecordTimed,
    RecoverStart,
    TakeGun,
    Undo,
    decide,
)
from halflap.meet.commands.undoing import preparing
from halflap.meet.impulse_log import BLOCK, ImpulseLog
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.runs import newest_us
from halflap.timing.assignment import DoubtCode, RideStatus
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN


@pytest.fixture
def desk() -> TimingDesk:
    return TimingDesk()


def impulse(number: int, us: int) -> ImpulseReceived:
    return ImpulseReceived(
        impulse=number, source="timy", channel="C2", clock="timy", epoch=0, us=us
    )


class TestTheLog:
    @given(st.lists(st.integers(0, 1000), max_size=3 * BLOCK))
    def test_is_a_list(self, stamps: list[int]) -> None:
        log, kept = ImpulseLog(), []
        for number, us in enumerate(stamps, start=1):
            kept.append(impulse(number, us))
            log = log.with_(kept[-1])
        assert list(log) == kept
        assert list(reversed(log)) == kept[::-1]
        assert len(log) == len(kept)
        assert log.last == (kept[-1] if kept else None)
        assert [log.numbered(n + 1) for n in range(len(kept))] == kept
        assert log.numbered(0) is log.numbered(len(kept) + 1) is None
        assert list(log.between(200, 400)) == [one for one in kept if 200 <= one.us <= 400]
        assert list(log.since(len(kept) - 2)) == kept[::-1][:2]

    def test_shares_what_it_had(self) -> None:
        first = ImpulseLog().with_(impulse(1, 5))
        second = first.with_(impulse(2, 6))
        assert (len(first), len(second)) == (1, 2)
        assert first != second
        assert first == ImpulseLog().with_(impulse(1, 5))


class TestAnImpulse:
    def test_is_numbered_over_the_meet(self, desk: TimingDesk) -> None:
        assert [desk.pulse("C2", 36_000 + n).impulse for n in range(3)] == [1, 2, 3]

    def test_sent_again_counts_once(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        first = desk.pulse("C3", desk.now + 11)
        again = desk.pulse("C3", desk.now + 11, memory=True)
        assert again.again == first.impulse
        assert len(desk.run.log) == 2

    def test_out_of_the_memory_in_a_new_epoch_is_known_again(self, desk: TimingDesk) -> None:
        first = desk.pulse("C3", 36_011)
        desk.do(ReceiveImpulses(received=(ClockEpochOpened(clock="timy", epoch=1),)))
        assert desk.pulse("C3", 36_011, epoch=1, memory=True).again == first.impulse

    def test_of_a_new_epoch_at_the_same_reading_is_another_one(self, desk: TimingDesk) -> None:
        desk.pulse("C3", 36_011)
        desk.do(ReceiveImpulses(received=(ClockEpochOpened(clock="timy", epoch=1),)))
        assert desk.pulse("C3", 36_011, epoch=1).again is None

    def test_of_another_number_is_another_one(self, desk: TimingDesk) -> None:
        """Two riders at the same ten-thousandth on one line."""
        desk.pulse("C3", 36_011, number=7)
        assert desk.pulse("C3", 36_011, number=8).again is None
        assert desk.pulse("C3", 36_011, number=8).again == 2

    def test_that_its_device_takes_back_counts_no_more(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        desk.pulse("C2", desk.started + 131, withdrawn=True)
        assert desk.reading().rides[0].time_us is None

    def test_that_its_device_takes_back_and_gives_again_counts(self, desk: TimingDesk) -> None:
        """THCOM08 sends T- and T* with the same time when a number is corrected."""
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        desk.pulse("C2", desk.started + 131, withdrawn=True)
        assert desk.reading().rides[0].time_us is None
        again = desk.pulse("C2", desk.started + 131)
        assert again.again is not None
        assert desk.reading().rides[0].time_us == 131_000_000
        desk.pulse("C2", desk.started + 131, withdrawn=True)
        assert desk.reading().rides[0].time_us is None

    def test_that_was_taken_back_first_and_then_given_counts(self, desk: TimingDesk) -> None:
        """The first line of it was lost."""
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:-1], splits(8.3))
        desk.pulse("C2", desk.started + 131, withdrawn=True)
        assert desk.reading().rides[0].time_us is None
        desk.pulse("C2", desk.started + 131)
        assert desk.reading().rides[0].time_us == 131_000_000

    def test_of_the_gun_that_its_device_takes_back_starts_nothing(self, desk: TimingDesk) -> None:
        desk.arm()
        shot = desk.pulse("C0", 36_100)
        desk.pulse("C0", 36_100, withdrawn=True)
        assert next_command(desk.ledger.state) is None
        desk.pulse("C0", 36_100)
        assert next_command(desk.ledger.state) == TakeGun(impulse=shot.impulse)

    def test_outside_a_run_that_its_device_takes_back_is_no_rider_when_pulled_in(
        self, desk: TimingDesk
    ) -> None:
        desk.pulse("C0", 36_100)
        early = desk.pulse("C3", 36_111)
        desk.pulse("C3", 36_111, withdrawn=True)
        desk.do(RecoverStart(competition=MEN, phase="qualifying", heat="1", impulse=1))
        home = desk.reading().assignment.home
        assert home is not None
        assert early.run is None
        assert home.splits[0].us is None

    def test_of_a_file_that_knows_nothing_of_suspects_is_none(self) -> None:
        body = '{"channel":"C2","clock":"timy","epoch":0,"impulse":1,"source":"timy","us":5}'
        old = decode("impulse.received", 1, body)
        assert isinstance(old, ImpulseReceived)
        assert not old.suspect

    def test_goes_through_the_journal_as_it_is(self) -> None:
        one = ImpulseReceived(
            impulse=4,
            source="timy",
            channel="C2",
            clock="timy",
            epoch=1,
            us=36_000_000_100,
            number=12,
            run=(MEN, "qualifying", "1", 1),
        )
        assert decode(*encode(one)) == one


class TestAClockThatWasSetBetweenTwoHeats:
    def ridden(self, desk: TimingDesk, gun_s: float) -> None:
        """Both rides on the clock as it is now."""
        for at, channel in sorted(
            (at, lines[n % 2])
            for ride, lines in ((splits(8.0), ("C3", "C2")), (splits(8.3), ("C2", "C3")))
            for n, at in enumerate(ride)
        ):
            desk.pulse(channel, gun_s + at, epoch=1)

    def test_is_no_doubt_of_the_heat_that_starts_on_it(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.pulse("C2", 36_010)  # somebody warms up on the clock as it was
        opened = ClockEpochOpened(clock="timy", epoch=1, run=desk.run.at)
        desk.do(ReceiveImpulses(received=(opened,)))
        shot = desk.pulse("C0", 48_000, epoch=1)
        desk.do(TakeGun(impulse=shot.impulse))
        self.ridden(desk, 48_000)
        read = desk.reading()
        assert [ride.status for ride in read.rides] == [RideStatus.CLEAR] * 2
        assert [ride.doubts for ride in read.rides] == [(), ()]
        assert read.unusable == ()

    def test_leaves_to_the_next_heat_what_fell_in_the_last(self, desk: TimingDesk) -> None:
        """Nobody had armed it, and nobody had closed the one before."""
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        desk.go_on()
        opened = ClockEpochOpened(clock="timy", epoch=1, run=desk.run.at)
        desk.do(ReceiveImpulses(received=(opened,)))
        shot = desk.pulse("C0", 48_000, epoch=1)
        self.ridden(desk, 48_000)
        desk.do(RecoverStart(competition=MEN, phase="qualifying", heat="2", impulse=shot.impulse))
        times = [ride.time_us for ride in desk.reading(2).rides]
        assert times == [131_000_000, 135_500_000]


class TestASuspectStamp:
    """Far ahead of its clock: misread, or the clock was set, which only what follows can tell."""

    @staticmethod
    def far_ahead(desk: TimingDesk, channel: str = "C2") -> ImpulseReceived:
        us = round((desk.now + 7_200) * 1e6)
        one = msgspec.structs.replace(impulse(0, us), channel=channel, suspect=True)
        (kept,) = desk.do(ReceiveImpulses(received=(one,)))
        assert isinstance(kept, ImpulseReceived)
        return kept

    def test_is_kept_and_is_not_the_newest(self, desk: TimingDesk) -> None:
        desk.pulse("C2", 36_001)
        kept = self.far_ahead(desk)
        source = desk.timing.source("timy")
        assert source is not None
        assert desk.timing.impulse(kept.impulse) == kept
        assert source.highest_us == 36_001_000_000

    def test_closes_no_run_in_the_future(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        self.far_ahead(desk)
        at = (MEN, "qualifying", "1", 1)
        assert newest_us(desk.ledger.state, desk.run) == 135_500_000
        desk.do(CloseRun(competition=MEN, phase="qualifying", heat="1"))
        assert desk.timing.runs[at].closed is not None
        assert desk.pulse("C2", desk.now + 60).run is None

    def test_is_no_rider_unless_a_person_says_so(self, desk: TimingDesk) -> None:
        """Half a second ahead it would be a slow half lap."""
        desk.arm()
        desk.gun()
        rides = splits(8.0)
        desk.ride(rides[:4], splits(8.3)[:4])
        us = round((desk.started + rides[4] + 0.6) * 1e6)
        one = msgspec.structs.replace(impulse(0, us), channel="C3", suspect=True)
        (kept,) = desk.do(ReceiveImpulses(received=(one,)))
        assert isinstance(kept, ImpulseReceived)
        home = desk.reading().assignment.home
        assert home is not None
        assert home.splits[4].us is None
        desk.do(
            AttachImpulse(
                competition=MEN,
                phase="qualifying",
                heat="1",
                impulse=kept.impulse,
                rider="home",
                half_lap=5,
            )
        )
        home = desk.reading().assignment.home
        assert home is not None
        assert home.splits[4].us == 43_600_000

    def test_of_the_gun_is_not_taken(self, desk: TimingDesk) -> None:
        desk.arm()
        self.far_ahead(desk, "C0")
        assert next_command(desk.ledger.state) is None

    def test_is_what_it_says_once_its_clock_proved_to_have_been_set(self, desk: TimingDesk) -> None:
        kept = self.far_ahead(desk)
        assert desk.timing.doubted(kept)
        opened = ClockEpochOpened(clock="timy", epoch=1, renamed=((kept.impulse, kept.us),))
        desk.do(ReceiveImpulses(received=(opened,)))
        assert not desk.timing.doubted(kept)

    def test_sent_again_counts_once(self, desk: TimingDesk) -> None:
        desk.pulse("C2", 36_001)
        one = msgspec.structs.replace(impulse(0, 43_000_000_000), suspect=True)
        (first,) = desk.do(ReceiveImpulses(received=(one,)))
        (second,) = desk.do(ReceiveImpulses(received=(one,)))
        assert isinstance(first, ImpulseReceived)
        assert isinstance(second, ImpulseReceived)
        assert (first.again, second.again) == (None, first.impulse)


class TestWhatElseComes:
    def test_is_counted_and_said(self, desk: TimingDesk) -> None:
        why = Says(template="A line is too short.")
        desk.do(
            ReceiveImpulses(
                received=(
                    LinesRejected(source="timy", count=3, why=why),
                    SourceHealthChanged(source="timy", state="gone", lost=4),
                )
            )
        )
        source = desk.timing.source("timy")
        assert source is not None
        assert (source.rejected, source.lost, source.well) == (3, 4, False)

    def test_of_a_clock_that_jumped_puts_a_doubt_on_the_run(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:8], splits(8.3)[:8])
        opened = ClockEpochOpened(clock="timy", epoch=1, run=desk.run.at)
        desk.do(ReceiveImpulses(received=(opened,)))
        for n, at in enumerate(splits(8.0)[8:], start=9):
            desk.pulse(("C2", "C3")[n % 2], at, epoch=1)
        found = desk.reading()
        assert len(found.unusable) == 8
        home = found.rides[0]
        assert home.time_us is None
        assert DoubtCode.CLOCK in {doubt.code for doubt in home.doubts}

    def test_of_a_clock_names_impulses_anew_that_were_kept_under_the_old_epoch(
        self, desk: TimingDesk
    ) -> None:
        desk.arm()
        gun = desk.gun()
        desk.ride(splits(8.0)[:8])
        wrong = desk.pulse("C3", gun + 75)
        assert wrong.run == desk.run.at
        assert desk.reading().rides[0].splits[8].us == 75_000_000
        renamed = ((wrong.impulse, 100_000_000),)
        opened = ClockEpochOpened(clock="timy", epoch=1, run=desk.run.at, renamed=renamed)
        desk.do(ReceiveImpulses(received=(opened,)))
        assert desk.timing.renamed == ((wrong.impulse, 1, renamed[0][1]),)
        assert desk.reading().unusable == (wrong.impulse,)
        assert desk.reading().rides[0].splits[8].us is None


def long_day(impulses: int) -> TimingDesk:
    """A desk, a heat of the morning, and then warm-up riders for hours."""
    desk = TimingDesk()
    desk.arm()
    desk.gun()
    desk.ride(splits(8.0), splits(8.3))
    desk.do(RecordTimed(competition=MEN, phase="qualifying", heat="1"))
    ledger, seq = desk.ledger, len(desk.ledger.entries)
    for n in range(impulses):
        seq += 1
        number = ledger.state.timing.count + 1
        ledger.append(Entry(seq, seq, impulse(number, 37_000_000_000 + n * 1_500_000)))
    return desk


class TestALongDay:
    def test_an_undo_of_the_morning_takes_less_than_half_a_second(self) -> None:
        desk = long_day(20_000)
        recorded = next(
            entry.seq
            for entry in desk.ledger.entries
            if type(entry.fact).__name__ == "OutcomesRecorded"
        )
        began = time.perf_counter()
        desk.do(Undo(seq=recorded))
        assert time.perf_counter() - began < 0.5
        assert not desk.heat("qualifying", 1).ridden
        assert desk.timing.count == 20_033

    def test_an_undo_is_prepared_while_impulses_go_on(self) -> None:
        desk = long_day(2_000)
        recorded = next(
            entry.seq
            for entry in desk.ledger.entries
            if type(entry.fact).__name__ == "OutcomesRecorded"
        )
        asked, slices = Undo(seq=recorded), 0
        for _ in preparing(desk.ledger, asked):
            slices += 1
            desk.pulse("C2", 50_000 + slices)
        assert slices > 5
        desk.do(asked)
        assert desk.timing.count == 2_033 + slices
        again = Ledger().extend(desk.ledger.entries)
        assert again.state == desk.ledger.state

    def test_decides_an_impulse_late_in_the_day_as_fast_as_in_the_morning(self) -> None:
        early, late = long_day(500), long_day(20_000)

        def cost(desk: TimingDesk) -> float:
            one = ReceiveImpulses(received=(impulse(0, 99_000_000_000),))
            best = float("inf")
            for _ in range(20):
                began = time.perf_counter()
                for _ in range(20):
                    decide(desk.ledger, one)
                best = min(best, time.perf_counter() - began)
            return best

        cost(early)
        assert cost(late) < 2 * cost(early)
