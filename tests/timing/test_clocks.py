"""What a clock shows, unwrapped (the second law of the house): midnight, late arrivals, steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.impulse import DAY_US
from halflap.sport.times import ClockReading
from halflap.timing.clocks import ClockNote, NoteKind, Unwrapper, order
from halflap.timing.recorded_clock import Shown, unwrap_all
from tests.timing.ridden import us

BOOT = us(5_000)  # what the host's monotonic clock showed at noon
NOON = us(12 * 3600)


def at(text: str) -> int:
    """``13:00:04.5`` as a time of day."""
    hours, minutes, seconds = text.split(":")
    return us(int(hours) * 3600 + int(minutes) * 60 + float(seconds))


class Fed:
    """An unwrapper fed with (shown, seconds of the host after noon)."""

    def __init__(self) -> None:
        self.clock = Unwrapper("timy")
        self.readings: list[ClockReading] = []
        self.notes: list[ClockNote] = []

    def feed(
        self, shown: str | int, host: float | None, *, resent: bool = False, dated: bool = False
    ) -> ClockReading:
        host_us = None if host is None else BOOT + us(host)
        shown_us = at(shown) if isinstance(shown, str) else shown
        self.clock, reading, note = self.clock.step(shown_us, dated, host_us, resent)
        self.readings.append(reading)
        if note is not None:
            self.notes.append(note)
        return reading

    @property
    def kinds(self) -> list[NoteKind]:
        return [note.kind for note in self.notes]


def settled(start: str = "12:00:00", begin: float = 0.0) -> Fed:
    """A clock that has shown the right time for a while."""
    fed = Fed()
    for second in (0, 5, 10):
        fed.feed(at(start) + us(second), begin + second + 0.02)
    assert fed.kinds == []
    return fed


class TestOnTime:
    def test_readings_are_kept_as_they_are(self) -> None:
        fed = settled()
        assert fed.readings[-1] == ClockReading("timy", 0, at("12:00:10"))

    def test_delays_of_a_network_are_no_news(self) -> None:
        fed = settled()
        for second, delay in ((20, 0.3), (25, 0.0), (31, 0.45), (37, 0.1)):
            fed.feed(NOON + us(second), second + delay)
        assert fed.kinds == []

    def test_drift_never_adds_up_to_a_step(self) -> None:
        fed = settled()
        for minute in range(1, 600, 3):  # 50 parts in a million: 1.8 s in ten hours
            fed.feed(NOON + us(minute * 60 * 1.00005), minute * 60 + 0.02)
        assert fed.kinds == []

    def test_a_long_pause_is_no_news(self) -> None:
        fed = settled("08:00:00", -4 * 3600)
        fed.feed("19:30:00", 7.5 * 3600)
        assert fed.kinds == []

    @given(
        gaps=st.lists(st.integers(0, 3_600_000_000), min_size=1, max_size=40),
        delays=st.lists(st.integers(0, 400_000), min_size=41, max_size=41),
        start=st.integers(0, DAY_US - 1),
    )
    def test_unwrapping_gives_the_true_time_whatever_the_hour(
        self, gaps: list[int], delays: list[int], start: int
    ) -> None:
        clock, true = Unwrapper("timy"), start
        for gap, delay in zip((0, *gaps), delays, strict=False):
            true += gap
            clock, reading, note = clock.step(true % DAY_US, False, true - start + delay)
            assert reading == ClockReading("timy", 0, true)
            assert note is None or note.kind is NoteKind.MIDNIGHT


class TestMidnight:
    def test_counts_on_within_the_epoch(self) -> None:
        fed = settled("23:59:45")
        reading = fed.feed("00:00:03.25", 18.3)
        assert reading == ClockReading("timy", 0, DAY_US + us(3.25))
        assert reading.since(fed.readings[0]) == us(18.25)
        assert fed.kinds == [NoteKind.MIDNIGHT]

    def test_what_was_held_back_over_midnight_stays_on_its_day(self) -> None:
        fed = settled("23:59:45")
        fed.feed("00:00:03", 18.02)
        assert fed.feed("23:59:58", 19.0).us == at("23:59:58")
        assert fed.feed("00:00:07", 22.02).us == DAY_US + us(7)

    def test_without_a_host_a_jump_back_of_more_than_twelve_hours(self) -> None:
        fed = Fed()
        fed.feed("23:59:58", None)
        assert fed.feed("00:00:02", None) == ClockReading("timy", 0, DAY_US + us(2))
        assert fed.feed("23:59:59", None).us == at("23:59:59")
        assert fed.kinds == [NoteKind.MIDNIGHT, NoteKind.LATE]

    def test_a_dated_reading_needs_none(self) -> None:
        fed = Fed()
        fed.feed(DAY_US * 3 - us(1), 0.0, dated=True)
        assert fed.feed(DAY_US * 3 + us(1), 2.0, dated=True).us == DAY_US * 3 + us(1)
        assert fed.kinds == []


class TestALateArrivalIsNoStep:
    def test_goes_where_its_clock_puts_it(self) -> None:
        fed = settled()
        assert fed.feed("12:00:06", 40.0) == ClockReading("timy", 0, at("12:00:06"))
        assert fed.kinds == [NoteKind.LATE]
        assert str(fed.notes[0].text).startswith(
            "An impulse of the clock timy came 33.9 s late: it shows 12:00:06.000000."
        )
        assert not fed.notes[0].doubtful
        assert fed.feed("12:00:42", 42.02).epoch == 0

    def test_a_burst_out_of_a_buffer(self) -> None:
        fed = settled()
        for number in range(12):
            fed.feed(NOON + us(20 + number * 0.05), 60.0 + number * 0.001)
        assert {reading.epoch for reading in fed.readings} == {0}
        assert NoteKind.EPOCH not in fed.kinds

    def test_a_memory_read_out_says_nothing(self) -> None:
        fed = settled()
        for number in range(12):
            fed.feed(NOON + us(number), 100 + number, resent=True)
        assert fed.kinds == []
        assert {reading.epoch for reading in fed.readings} == {0}

    def test_impulses_stand_in_the_order_of_their_clock(self) -> None:
        fed = settled()
        fed.feed("12:00:06", 40.0)
        ordered = sorted(
            range(len(fed.readings)), key=lambda number: order(fed.readings[number], number)
        )
        assert ordered == [0, 1, 3, 2]


class TestAStepOpensAnEpoch:
    def test_after_three_that_agree(self) -> None:
        fed = settled()
        given = [fed.feed(NOON + us(second - 60), second + 0.02) for second in (20, 28)]
        assert [reading.epoch for reading in given] == [0, 0]
        third = fed.feed(NOON + us(36 - 60), 36.02)
        assert third == ClockReading("timy", 1, at("11:59:36"))
        assert fed.kinds == [NoteKind.LATE, NoteKind.LATE, NoteKind.EPOCH]

    def test_names_the_readings_it_began_with_again(self) -> None:
        fed = settled()
        for second in (20, 28, 36):
            fed.feed(NOON + us(second - 60), second + 0.02)
        note = fed.notes[-1]
        assert note.doubtful
        assert note.renamed == (
            (ClockReading("timy", 0, at("11:59:20")), ClockReading("timy", 1, at("11:59:20"))),
            (ClockReading("timy", 0, at("11:59:28")), ClockReading("timy", 1, at("11:59:28"))),
        )

    def test_goes_on_in_the_new_epoch(self) -> None:
        fed = settled()
        for second in (20, 28, 36, 44, 52):
            fed.feed(NOON + us(second - 60), second + 0.02)
        assert [reading.epoch for reading in fed.readings] == [0, 0, 0, 0, 0, 1, 1, 1]
        with pytest.raises(ValueError, match="one epoch"):
            fed.readings[-1].since(fed.readings[0])

    @pytest.mark.parametrize("step", [3600.0, 120.0, 2.0, 0.8, -0.8, -2.0, -120.0, -3600.0])
    def test_forward_as_backward(self, step: float) -> None:
        fed = settled()
        for second in (20, 28, 36):
            fed.feed(NOON + us(second + step), second + 0.02)
        assert fed.readings[-1].epoch == 1
        assert fed.kinds[-1] is NoteKind.EPOCH
        assert "was set to another time" in str(fed.notes[-1].text)

    def test_a_step_within_half_a_second_cannot_be_told_from_delay(self) -> None:
        fed = settled()
        for second in (20, 28, 36, 44):
            fed.feed(NOON + us(second - 0.3), second + 0.02)
        assert {reading.epoch for reading in fed.readings} == {0}

    def test_one_that_is_ahead_alone_is_doubted_and_no_step(self) -> None:
        fed = settled()
        fed.feed("12:01:20", 20.02)
        fed.feed("12:00:28", 28.02)
        fed.feed("12:00:36", 36.02)
        assert fed.kinds == [NoteKind.SUSPECT]
        assert fed.notes[0].doubtful
        assert {reading.epoch for reading in fed.readings} == {0}

    def test_restarted_from_zero(self) -> None:
        fed = settled()
        for second in (20, 28, 36):
            fed.feed(us(second - 15), second + 0.02)
        assert fed.readings[-1] == ClockReading("timy", 1, us(21))
        assert fed.notes[-1].renamed[0][1] == ClockReading("timy", 1, us(5))
        assert "started again from 00:00:00" in str(fed.notes[-1].text)

    def test_restarted_and_then_midnight_of_its_own(self) -> None:
        fed = settled()
        for second in (20, 28, 36):
            fed.feed(us(second - 15), second + 0.02)
        later = fed.feed(us(7), 24 * 3600 + 22.02)
        assert later == ClockReading("timy", 1, DAY_US + us(7))

    def test_without_a_host_three_in_a_row(self) -> None:
        fed = Fed()
        for text in ("12:00:00", "12:00:05", "11:00:10", "11:00:15", "11:00:20"):
            fed.feed(text, None)
        assert [reading.epoch for reading in fed.readings] == [0, 0, 0, 0, 1]

    def test_without_a_host_one_alone_is_late(self) -> None:
        fed = Fed()
        for text in ("12:00:00", "12:00:09", "12:00:05", "12:00:13", "12:00:11", "12:00:17"):
            fed.feed(text, None)
        assert {reading.epoch for reading in fed.readings} == {0}
        assert fed.kinds == [NoteKind.LATE, NoteKind.LATE]


class TestTheHostRestarted:
    def test_the_same_epoch_goes_on(self) -> None:
        fed = settled()
        fed.clock = Unwrapper("timy", newest=fed.clock.newest, day_us=fed.clock.day_us)
        reading = fed.feed("12:05:00", -BOOT / 1e6 + 3.0)  # its monotonic clock began again
        assert reading == ClockReading("timy", 0, at("12:05:00"))
        assert fed.feed("12:05:08", -BOOT / 1e6 + 11.0).epoch == 0
        assert fed.kinds == []

    def test_the_first_impulses_of_all_came_late(self) -> None:
        fed = Fed()
        fed.feed("12:00:00", 30.0)
        fed.feed("12:00:31", 31.0)
        fed.feed("12:00:38", 38.0)
        assert fed.kinds == []
        assert {reading.epoch for reading in fed.readings} == {0}

    def test_a_burst_of_impulses_that_were_held_back_proves_nothing(self) -> None:
        """The line comes back and gives at once what it kept: fronts, rears, both riders."""
        fed = Fed()
        for tenth in range(9):
            fed.feed(f"12:00:00.{tenth}", 21.0)
        for second in (24, 24.06, 32, 32.06, 40, 48):
            fed.feed(f"12:00:{second}", float(second))
        assert fed.kinds == []
        assert {reading.epoch for reading in fed.readings} == {0}


def file(*texts: str) -> list[tuple[ClockReading, ClockNote | None]]:
    return unwrap_all([Shown(at(text)) for text in texts], "timy")


def epochs(found: list[tuple[ClockReading, ClockNote | None]]) -> list[int]:
    return [reading.epoch for reading, _ in found]


def kinds(found: list[tuple[ClockReading, ClockNote | None]]) -> list[NoteKind]:
    return [note.kind for _, note in found if note is not None]


class TestARecordedFile:
    def test_over_midnight(self) -> None:
        found = file("23:59:50", "23:59:58", "00:00:06", "23:59:59", "00:00:14")
        assert [reading.us for reading, _ in found] == [
            at("23:59:50"),
            at("23:59:58"),
            DAY_US + us(6),
            at("23:59:59"),
            DAY_US + us(14),
        ]
        assert kinds(found) == [NoteKind.MIDNIGHT, NoteKind.LATE]

    def test_one_that_goes_back_alone_is_late(self) -> None:
        found = file("12:00:00", "12:00:16", "12:00:08", "12:00:24", "12:00:32")
        assert epochs(found) == [0] * 5
        assert NoteKind.EPOCH not in kinds(found)

    def test_a_batch_out_of_a_buffer_is_late(self) -> None:
        found = file(
            "12:00:00", "12:00:08", "12:00:40", "12:00:16", "12:00:24", "12:00:32", "12:00:48"
        )
        assert epochs(found) == [0] * 7

    def test_re_sent_impulses_are_late(self) -> None:
        texts = ["12:00:00", "12:00:08", "12:00:16", "12:00:24", "12:00:32"]
        found = file(*texts, *texts, "12:00:40")
        assert epochs(found) == [0] * 11

    def test_marked_as_memory(self) -> None:
        shown = [Shown(at("12:00:00")), Shown(at("12:00:08"))]
        shown += [Shown(NOON - us(100 - n * 8), resent=True) for n in range(5)]
        assert epochs(unwrap_all(shown)) == [0] * 7

    def test_a_clock_set_back_in_the_middle(self) -> None:
        found = file(
            *(f"12:00:{second:02d}" for second in range(0, 56, 8)),
            *(f"11:59:{second:02d}" for second in range(2, 58, 8)),
        )
        assert epochs(found) == [0] * 7 + [1] * 7
        assert kinds(found) == [NoteKind.EPOCH]

    def test_a_clock_set_back_that_catches_up_with_itself(self) -> None:
        before = range(0, 160, 8)
        again = range(60, 240, 8)
        found = unwrap_all([Shown(NOON + us(second)) for second in (*before, *again)])
        assert epochs(found) == [0] * len(before) + [1] * len(again)

    def test_restarted_from_zero_in_the_morning(self) -> None:
        found = file("10:00:00", "10:00:08", "00:00:05", "00:00:13", "00:00:21", "00:00:29")
        assert epochs(found) == [0, 0, 1, 1, 1, 1]
        note = found[2][1]
        assert note is not None
        assert note.doubtful
        assert "started again from 00:00:00" in str(note.text)

    def test_one_far_ahead_moves_nothing(self) -> None:
        found = file("12:00:00", "12:00:08", "18:00:16", "12:00:24", "12:00:32", "12:00:40")
        assert epochs(found) == [0] * 6
        assert kinds(found) == [NoteKind.SUSPECT]

    def test_one_misread_as_after_midnight_moves_nothing(self) -> None:
        found = file("14:00:00", "14:00:08", "00:00:16", "14:00:24", "14:00:32")
        assert [reading.us for reading, _ in found[3:]] == [at("14:00:24"), at("14:00:32")]
        assert epochs(found) == [0] * 5

    def test_a_whole_day_of_sessions(self) -> None:
        found = file("08:00:00", "09:00:00", "21:30:00", "21:30:08")
        assert epochs(found) == [0] * 4
        assert kinds(found) == []

    @given(
        gaps=st.lists(st.integers(1, 3_600_000_000), min_size=1, max_size=60),
        start=st.integers(0, DAY_US - 1),
    )
    def test_in_order_it_is_the_true_time(self, gaps: list[int], start: int) -> None:
        true = [start]
        for gap in gaps:
            true.append(true[-1] + gap)
        found = unwrap_all([Shown(us % DAY_US) for us in true])
        assert [reading.us for reading, _ in found] == true

    @given(
        seed=st.lists(st.integers(0, 3), min_size=40, max_size=40),
        gap=st.integers(4_000_000, 9_000_000),
    )
    def test_lines_a_few_places_late_make_no_epoch(self, seed: list[int], gap: int) -> None:
        true = [NOON + n * gap for n in range(40)]
        arrival = sorted(range(40), key=lambda n: n + seed[n] * 0.75)
        found = unwrap_all([Shown(true[n]) for n in arrival])
        assert [reading for reading, _ in found] == [ClockReading("", 0, true[n]) for n in arrival]

    def test_an_empty_file(self) -> None:
        assert unwrap_all([]) == []
