"""INDEX;SOURCE;CHANNEL;REFID;TIME;DATE: every form of time, several messages in one payload."""

from __future__ import annotations

import pytest

from halflap.devices import mqtt_message
from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.devices.mqtt_message import parse_time
from halflap.sport.impulse import Impulse


def read(payload: str | bytes) -> list[Event]:
    data = payload.encode() if isinstance(payload, str) else payload
    decoder = mqtt_message.Decoder()
    return decoder.feed(data + b"\n") + decoder.close()


class TestAMessage:
    @pytest.mark.parametrize(
        ("text", "impulse"),
        [
            ("1;bb;C2;;10:00:23.0739;", Impulse("C2", 36_023_073_900, number=1)),
            ("1;bb;C2;;10:00:23.0739", Impulse("C2", 36_023_073_900, number=1)),
            ("1;src;C2;;PT36040.8075S;", Impulse("C2", 36_040_807_500, number=1)),
            (
                "37:01:1;Finish;C1;110167;PT18H53M44.876S;2026-08-15",
                Impulse("C1", 68_024_876_000, ref="110167", digits=3),
            ),
            (";;3;;36040.8075S;2026-11-25", Impulse("3", 36_040_807_500)),
            ("1;bb;C1M;;10:00:23.0739;", Impulse("C1", 36_023_073_900, number=1, manual=True)),
        ],
    )
    def test_is_read(self, text: str, impulse: Impulse) -> None:
        assert read(text) == [Received(1, text.encode() + b"\n", impulse)]

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("1;bb;C2;", "has 4."),
            ("1;bb;C2;;10:00:23;;", "has 7."),
            ("1;bb;;;10:00:23;", "names no channel."),
            ("1;bb;C2\x00;;10:00:23;", "names no channel."),
            ("1;bb;C2;;;", "“” is no time of day."),
            ("1;bb;C2;;now;", "“now” is no time of day."),
            ("1;bb;C2;;-10:00:23;", "“-10:00:23” is no time of day."),
            ("1;bb;C2;;10:00:23;25.11.2026", "“25.11.2026” is no date such as 2026-11-25."),
            ("1;bb;C2;;10:00:23;2026-02-30", "“2026-02-30” is no date such as 2026-11-25."),
            (b"\xff;bb;C2;;10:00:23;", "is not UTF-8."),
        ],
    )
    def test_of_another_form_is_rejected(self, text: str | bytes, why: str) -> None:
        (found,) = read(text)
        assert isinstance(found, Rejected)
        assert str(found.why).endswith(why)

    def test_may_be_joined_to_others(self) -> None:
        found = read("1;bb;C2;;1.5;\\n2;bb;C3;;2.5;\\nrubbish\\n")
        assert [type(event) for event in found] == [Received, Received, Rejected, Notice]
        assert [event.line for event in found] == [1, 1, 1, 1]
        assert found[0].raw == b"1;bb;C2;;1.5;\\n"

    def test_is_written(self) -> None:
        sent = Impulse("C1", 36_023_073_900, ref="a;b", number=7, manual=True)
        assert mqtt_message.encode(sent, source="bb", day="2026-11-25") == (
            b"7;bb;C1M;a b;10:00:23.0739;2026-11-25\n"
        )

    def test_is_all_that_its_device_sends(self) -> None:
        device = mqtt_message.Device()
        assert device.send(Impulse("C2", 1_000_000)) == b";halflap;C2;;00:00:01.0000;\n"
        assert device.feed(b"hello") == b""


class TestTime:
    @pytest.mark.parametrize(
        ("text", "us", "digits"),
        [
            ("36040.8075", 36_040_807_500, 4),
            ("36040,8075", 36_040_807_500, 4),
            ("36040.8075S", 36_040_807_500, 4),
            ("36040", 36_040_000_000, 0),
            ("PT36040.8075S", 36_040_807_500, 4),
            ("PT10H0M40.8075S", 36_040_807_500, 4),
            ("PT10H", 36_000_000_000, 0),
            ("PT10H5M", 36_300_000_000, 0),
            ("10:00:40.8075", 36_040_807_500, 4),
            ("10h00:40.8075", 36_040_807_500, 4),
            ("10-00-40.8075", 36_040_807_500, 4),
            ("10:00'40\"8075", 36_040_807_500, 4),
            ("00:40.8075", 40_807_500, 4),
            ("0.1234567891", 123_456, 6),
            ("86399.9999999", 86_399_999_999, 6),
            ("1795616325.1234", 1_795_616_325_123_400, 4),
            ("1795616325123456", 1_795_616_325_123_456, 6),
        ],
    )
    def test_is_read_in_whole_numbers(self, text: str, us: int, digits: int) -> None:
        assert parse_time(text) == (us, digits)

    @pytest.mark.parametrize(
        "text",
        [
            *("", "PT", "PTS", "10:60:00", "10:00:60", "24:00:00", "1e3", "NaN", "inf", "0x10"),
            *("9" * 18, "9" * 40, "10:00:40.", "S", "١٢"),
        ],
    )
    def test_is_refused(self, text: str) -> None:
        assert parse_time(text) is None

    def test_beyond_a_day_is_dated(self) -> None:
        (found,) = read("1;bb;C2;;1795616325.1234;")
        assert isinstance(found, Received)
        assert found.impulse.dated
