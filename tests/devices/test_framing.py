"""A stream is cut into lines that end with CR, LF or CR LF, wherever the bytes are split."""

from __future__ import annotations

import pytest

from halflap.devices.framing import Line, Lines, format_clock, parse_clock, shown


def cut(*parts: bytes) -> list[tuple[int, bytes, bytes]]:
    lines = Lines()
    found = [line for part in parts for line in lines.feed(part)] + lines.close()
    return [(line.number, line.raw, line.text) for line in found]


class TestLines:
    def test_end_with_cr_lf_or_both(self) -> None:
        assert cut(b"a\rb\nc\r\nd") == [
            (1, b"a\r", b"a"),
            (2, b"b\n", b"b"),
            (3, b"c\r\n", b"c"),
            (4, b"d", b"d"),
        ]

    def test_an_empty_line_counts(self) -> None:
        assert cut(b"\n\r\r\n\na") == [
            (1, b"\n", b""),
            (2, b"\r", b""),
            (3, b"\r\n", b""),
            (4, b"\n", b""),
            (5, b"a", b"a"),
        ]

    def test_a_line_is_given_at_its_cr(self) -> None:
        lines = Lines()
        assert lines.feed(b"a\r") == [Line(1, b"a\r", b"a")]

    def test_a_lf_that_comes_later_ends_no_second_line(self) -> None:
        assert cut(b"a\r", b"\nb\r", b"\n") == [
            (1, b"a\r", b"a"),
            (2, b"\nb\r", b"b"),
            (2, b"\n", b""),
        ]

    def test_a_cr_after_a_cr_is_an_empty_line(self) -> None:
        assert cut(b"a\r", b"\r", b"b\r") == [(1, b"a\r", b"a"), (2, b"\r", b""), (3, b"b\r", b"b")]

    def test_no_bytes_do_not_part_a_cr_from_its_lf(self) -> None:
        assert cut(b"a\r", b"", b"\nb\n") == [(1, b"a\r", b"a"), (2, b"\nb\n", b"b")]

    def test_a_binary_line_ends_at_cr_lf_only(self) -> None:
        lines = Lines(block=b"+++")
        assert lines.feed(b"+++\x01\n\x02\r") == []
        assert lines.feed(b"\na\r") == [
            Line(1, b"+++\x01\n\x02\r\n", b"+++\x01\n\x02"),
            Line(2, b"a\r", b"a"),
        ]

    def test_a_long_line_comes_in_pieces_of_one_number(self) -> None:
        lines = Lines(limit=4)
        found = lines.feed(b"123456789\nab\n")
        assert [(one.number, one.raw, one.too_long, one.rest) for one in found] == [
            (1, b"1234", True, False),
            (1, b"5678", False, True),
            (1, b"9\n", False, True),
            (2, b"ab\n", False, False),
        ]


class TestClock:
    @pytest.mark.parametrize(
        ("text", "clock"),
        [
            ("14:32:05.1234", (52_325_123_400, 4)),
            ("00:00:00", (0, 0)),
            ("23:59:59.999999", (86_399_999_999, 6)),
            ("9:05:07,5", (32_707_500_000, 1)),
            ("14:32:05.12345678", (52_325_123_456, 6)),
        ],
    )
    def test_is_read_in_whole_microseconds(self, text: str, clock: tuple[int, int]) -> None:
        assert parse_clock(text) == clock

    @pytest.mark.parametrize(
        "text",
        [
            "25:00:00",
            "24:00:00",
            "12:60:00",
            "12:00:60",
            "12:00",
            "1:2:3",
            "",
            "a",
            "-1:00:00",
            "٣:٠٠:٠٠",
        ],
    )
    def test_is_refused_where_no_day_has_it(self, text: str) -> None:
        assert parse_clock(text) is None

    def test_is_written_with_the_decimals_asked_for(self) -> None:
        assert format_clock(52_325_123_456, 4) == "14:32:05.1234"
        assert format_clock(52_325_123_456, 0) == "14:32:05"


class TestShown:
    def test_signs_that_cannot_be_printed_are_written_out(self) -> None:
        assert shown(b"a\x00\x1bb") == "a\\x00\\x1bb"

    def test_a_long_text_is_cut(self) -> None:
        assert shown("x" * 50) == "x" * 39 + "…"
