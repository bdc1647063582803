"""What a time is: read as printed, cut and never rounded (UCI 3.2.015), measured by one clock."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.times import (
    ClockReading,
    RecordedTime,
    Source,
    format_gap,
    format_time,
    parse_time,
    recorded,
    truncate,
)

DIGITS = st.integers(0, 3)
MICROSECONDS = st.integers(0, 2 * 3600 * 1_000_000)


class TestEveryWayTimesArePrinted:
    @pytest.mark.parametrize(
        ("printed", "us", "digits"),
        [
            ("4:15.165", 255_165_000, 3),
            ("4:35,57", 275_570_000, 2),
            ("3:29:945", 209_945_000, 3),
            ("4'36\"918", 276_918_000, 3),
            ("4′36″918", 276_918_000, 3),
            ("4’36”918", 276_918_000, 3),
            ("4'36''918", 276_918_000, 3),
            ("4’36’’918", 276_918_000, 3),
            ("4´36´´918", 276_918_000, 3),
            ("4’36", 276_000_000, 0),
            ("4'5\"2", 245_200_000, 1),
            ("4m36s918", 276_918_000, 3),
            ("4.18.976", 258_976_000, 3),
            ("59.120", 59_120_000, 3),
            ("255.165", 255_165_000, 3),
            ("59", 59_000_000, 0),
            ("4:24", 264_000_000, 0),
            ("4'24", 264_000_000, 0),
            ("4:48.7", 288_700_000, 1),
            ("0:04:15.165", 255_165_000, 3),
            ("0:04:15:165", 255_165_000, 3),
            ("1h04:15.165", 3_855_165_000, 3),
            ("4:15.165s", 255_165_000, 3),
            ("  4:15.165\n", 255_165_000, 3),
            ("4:15.16543", 255_165_430, 5),
        ],
    )
    def test_is_read_with_the_decimals_it_shows(self, printed: str, us: int, digits: int) -> None:
        assert parse_time(printed) == (us, digits)

    def test_two_colons_are_minutes_seconds_and_a_fraction(self) -> None:
        assert str(recorded("1:02:03")) == "1:02.03"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "DNF",
            "4:15.",
            "-4:15.165",
            "4:15 165",
            "4:15.165.2",
            "4:1.5",
            "4:5",
            "4:15²",
            "4:1:5",
        ],
    )
    def test_anything_else_is_refused_in_a_sentence(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a time such as"):
            parse_time(text)

    @pytest.mark.parametrize("text", ["4:60.000", "4'75\"1", "1h60:00.0", "4.61.000"])
    def test_seconds_and_minutes_end_at_59(self, text: str) -> None:
        with pytest.raises(ValueError, match="seconds and minutes end at 59"):
            parse_time(text)

    @given(MICROSECONDS, DIGITS)
    def test_what_is_printed_is_read_back_as_it_was(self, us: int, digits: int) -> None:
        cut = truncate(us, digits)
        assert parse_time(format_time(cut, digits)) == (cut, digits)


class TestUci3_2_015TimesAreTruncatedNeverRounded:
    def test_the_last_microsecond_before_the_next_thousandth_is_cut(self) -> None:
        assert truncate(255_165_999) == 255_165_000
        assert truncate(255_165_999, 2) == 255_160_000
        assert truncate(255_999_999, 0) == 255_000_000

    def test_printing_cuts_as_well(self) -> None:
        assert format_time(255_999_999) == "4:15.999"
        assert format_time(59_999_999, 1) == "59.9"
        assert format_time(59_999_999, 0) == "59"

    def test_more_decimals_than_three_are_cut_when_a_time_is_recorded(self) -> None:
        assert recorded("4:15.1659") == RecordedTime(255_165_000, 3, Source.PUBLISHED)

    def test_fewer_decimals_are_never_padded(self) -> None:
        assert str(recorded("4:15.1")) == "4:15.1"
        assert str(recorded("4:24", Source.HAND)) == "4:24"

    @given(MICROSECONDS, DIGITS)
    def test_never_makes_a_time_longer_nor_loses_a_whole_unit(self, us: int, digits: int) -> None:
        assert 0 <= us - truncate(us, digits) < 10 ** (6 - digits)

    @given(MICROSECONDS, DIGITS)
    def test_cutting_twice_is_cutting_once(self, us: int, digits: int) -> None:
        assert truncate(truncate(us, digits), digits) == truncate(us, digits)

    @given(MICROSECONDS, MICROSECONDS, DIGITS)
    def test_never_turns_an_order_round(self, a: int, b: int, digits: int) -> None:
        assert truncate(min(a, b), digits) <= truncate(max(a, b), digits)

    def test_difference_first_then_the_cut(self) -> None:
        start, finish = ClockReading("tower", 1, 999_900), ClockReading("tower", 1, 255_164_899)
        assert truncate(finish.since(start)) == 254_164_000
        assert truncate(finish.us) - truncate(start.us) == 254_165_000  # what must not be done


class TestARecordedTimeIsWhatItSays:
    def test_is_more_than_zero(self) -> None:
        with pytest.raises(ValueError, match="more than zero"):
            RecordedTime(0)
        with pytest.raises(ValueError, match="it is zero"):
            recorded("0:00.000")
        with pytest.raises(ValueError, match="it is zero"):
            recorded("0.0004")

    def test_has_no_digits_that_its_resolution_does_not_have(self) -> None:
        with pytest.raises(ValueError, match="truncated to its decimals"):
            RecordedTime(255_165_000, 2)

    def test_has_at_most_thousandths(self) -> None:
        with pytest.raises(ValueError, match="0 to 3 decimals"):
            RecordedTime(255_165_100, 4)

    def test_a_hand_time_keeps_its_watches(self) -> None:
        watches = (255_100_000, 255_300_000)
        assert RecordedTime(255_300_000, 1, Source.HAND, watches).readings == watches


class TestClockReadings:
    def test_of_one_clock_in_one_epoch_make_an_elapsed_time(self) -> None:
        assert ClockReading("tower", 1, 255_165_999).since(ClockReading("tower", 1, 0)) == (
            255_165_999
        )

    @pytest.mark.parametrize(
        "other", [ClockReading("tower", 2, 255_000_000), ClockReading("back", 1, 255_000_000)]
    )
    def test_of_two_epochs_or_clocks_make_none(self, other: ClockReading) -> None:
        with pytest.raises(ValueError, match="one clock in one epoch"):
            other.since(ClockReading("tower", 1, 0))


class TestAGapHasASign:
    @pytest.mark.parametrize(
        ("us", "text"),
        [(413_000, "+0.413"), (-1_020_999, "-1.020"), (0, "+0.000"), (61_000_000, "+1:01.000")],
    )
    def test_and_is_cut_towards_nothing(self, us: int, text: str) -> None:
        assert format_gap(us) == text
