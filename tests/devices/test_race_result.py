"""race result: 20 fields, pushed or asked for; triggers, loops, and the re-request of lost ones."""

from __future__ import annotations

from datetime import date

import pytest

from halflap.devices import race_result
from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.sport.impulse import DAY_US, Impulse

DAYS = (date(2026, 11, 25) - date(1970, 1, 1)).days
PASSING = "17;110167;2026-11-25;14:32:05.123;0;1e;4f;;1;1;2;0;0;3.0;20;0;D-1042;1;;D-1042"
PASSED = Impulse(
    "L2", DAYS * DAY_US + 52_325_123_000, ref="110167", number=17, digits=3, dated=True
)


def read(*parts: bytes) -> list[Event]:
    decoder = race_result.Decoder()
    return [event for part in parts for event in decoder.feed(part)] + decoder.close()


def with_field(at: int, value: str) -> bytes:
    words = PASSING.split(";")
    words[at] = value
    return ";".join(words).encode() + b"\r\n"


class TestAPassing:
    @pytest.mark.parametrize("start", ["", "#P;"])
    def test_is_read_pushed_or_asked_for(self, start: str) -> None:
        line = f"{start}{PASSING}\r\n".encode()
        assert read(line) == [Received(1, line, PASSED)]

    def test_is_written_as_the_decoder_does(self) -> None:
        assert race_result.encode(PASSED) == f"#P;{PASSING}\r\n".encode()
        assert race_result.encode(PASSED, pushed=False) == f"{PASSING}\r\n".encode()

    def test_of_the_code_99999_is_the_external_trigger(self) -> None:
        (found,) = read(with_field(1, "99999"))
        assert isinstance(found, Received)
        assert (found.impulse.channel, found.impulse.ref) == ("TRIGGER", "")

    def test_without_a_loop_is_passive(self) -> None:
        (found,) = read(with_field(10, ""))
        assert isinstance(found, Received)
        assert found.impulse.channel == "PASSIVE"

    @pytest.mark.parametrize("day", ["", "0000-00-00"])
    def test_without_a_date_is_a_time_of_day(self, day: str) -> None:
        (found,) = read(with_field(2, day))
        assert isinstance(found, Received)
        assert (found.impulse.us, found.impulse.dated) == (52_325_123_000, False)

    def test_with_the_flag_stored_comes_from_memory(self) -> None:
        (found,) = read(with_field(15, "64"))
        assert isinstance(found, Received)
        assert found.impulse.memory

    @pytest.mark.parametrize(
        ("at", "value", "why"),
        [
            (3, "25:00:00.000", "“2026-11-25 25:00:00.000” is no time of day."),
            (2, "2026-02-30", "“2026-02-30 14:32:05.123” is no time of day."),
            (0, "x", "“x;110167;2026-11-25;14:32:05.123;0;1e;4…” is no line of race result."),
            (4, "0;0", "A passing has a number and 20 fields: this one has 21."),
        ],
    )
    def test_of_another_form_is_rejected(self, at: int, value: str, why: str) -> None:
        (found,) = read(with_field(at, value))
        assert isinstance(found, Rejected)
        assert str(found.why) == why

    @pytest.mark.parametrize(("volts", "low"), [("2.2", True), ("2.3", False), ("", False)])
    def test_says_when_a_battery_is_low(self, volts: str, low: bool) -> None:
        found = read(with_field(13, volts))
        assert [type(event) for event in found] == ([Received, Notice] if low else [Received])


class TestAnswers:
    @pytest.mark.parametrize("line", ["SETPROTOCOL;3.2", "PASSINGS;17;1", "ONLY 17", ""])
    def test_are_notices(self, line: str) -> None:
        assert read(line.encode() + b"\r\n") == [Notice(1, line.encode() + b"\r\n")]

    @pytest.mark.parametrize(("running", "trouble"), [("0", True), ("1", False)])
    def test_a_decoder_that_does_not_time_is_trouble(self, running: str, trouble: bool) -> None:
        (found,) = read(f"GETSTATUS;2026-11-25;14:32:05.123;1;0;{running};1\r\n".encode())
        assert isinstance(found, Notice)
        assert found.trouble is trouble


class TestALostPassing:
    def test_is_asked_for_and_comes(self) -> None:
        device, decoder = race_result.Device(pushing=True), race_result.Decoder()
        found: list[Event] = []
        for number in range(1, 8):
            wire = device.send(Impulse("L1", number * 1_000_000, ref="5"))
            if number in (3, 4):
                continue
            found += decoder.feed(wire)
            found += decoder.feed(device.feed(decoder.take_replies()))
        got = [event.impulse for event in found if isinstance(event, Received)]
        assert [one.number for one in got] == [1, 2, 5, 3, 4, 6, 7]
        assert [one.number for one in got if one.memory] == [3, 4]
        said = [str(event.text) for event in found if isinstance(event, Notice) and event.text]
        assert said == ["Impulses 3 to 4 did not arrive: asked for again."]

    def test_is_asked_for_in_blocks(self) -> None:
        decoder = race_result.Decoder()
        decoder.feed(with_field(0, "17") + with_field(0, "60"))
        assert decoder.take_replies() == b"18:32\r\n50:10\r\n"

    def test_at_the_end_is_found_when_the_connection_is_back(self) -> None:
        device, decoder = race_result.Device(pushing=True), race_result.Decoder()
        found = decoder.feed(device.send(Impulse("L1", 1_000_000)))
        for number in (2, 3):
            device.send(Impulse("L1", number * 1_000_000))
        found += decoder.close()
        found += decoder.feed(device.feed(race_result.command("PASSINGS")))
        found += decoder.feed(device.feed(decoder.take_replies()))
        numbers = [event.impulse.number for event in found if isinstance(event, Received)]
        assert numbers == [1, 2, 3]

    def test_is_none_in_a_new_file(self) -> None:
        found = read(with_field(0, "17"), with_field(0, "1").replace(b"D-1042;1;", b"D-1042;2;"))
        assert [type(event) for event in found] == [Received, Received]

    @pytest.mark.parametrize("command", ["STARTOPERATION", "STOPOPERATION", "CLEARFILES"])
    def test_is_none_after_a_command_that_begins_a_new_count(self, command: str) -> None:
        late = with_field(0, "1").replace(b"14:32", b"14:33")
        found = read(with_field(0, "17"), command.encode() + b"\r\n", late)
        assert [type(event) for event in found] == [Received, Notice, Received]


class TestTheDevice:
    def test_answers_a_new_host_split_anywhere(self) -> None:
        device = race_result.Device()
        asked = race_result.set_up() + race_result.set_time(2026, 11, 25, "14:32:05.000")
        answers = b"".join(device.feed(bytes((byte,))) for byte in asked)
        lines = answers.decode().split("\r\n")
        assert lines[:5] == [
            "GETPROTOCOL;3.2;1.0;3.2",
            "SETPROTOCOL;3.2",
            "SETPUSHPREWARNS;0",
            "SETPUSHPASSINGS;1;0",
            "GETCONFIG;GENERAL;BOXNAME;D-1042;D-1042",
        ]
        assert len(lines[5].split(";")) == 26
        assert lines[6:] == ["PASSINGS;0;1", "SETTIME;2026-11-25;14:32:05.000", ""]
        assert all(isinstance(event, Notice) for event in read(answers))

    def test_sends_nothing_unasked_until_it_is_told_to(self) -> None:
        device = race_result.Device()
        assert device.send(PASSED) == b""
        assert device.feed(b"1:32\r\n").startswith(b"1;110167;2026-11-25;14:32:05.123;")
        device.feed(b"SETPUSHPASSINGS;1;0\r\n")
        assert device.send(PASSED).startswith(b"#P;2;110167;")

    def test_says_how_many_there_are_when_asked_for_more(self) -> None:
        assert race_result.Device().feed(b"1:32\r\n") == b"ONLY 0\r\n"

    def test_begins_a_new_file_when_it_is_cleared(self) -> None:
        device = race_result.Device()
        device.send(PASSED)
        assert device.feed(b"CLEARFILES\r\nPASSINGS\r\n") == b"CLEARFILES\r\nPASSINGS;0;2\r\n"

    def test_is_told_to_start_and_stop(self) -> None:
        device = race_result.Device()
        device.feed(b"STOPOPERATION\r\n")
        assert device.feed(b"GETSTATUS\r\n").split(b";")[5] == b"0"
        device.feed(b"STARTOPERATION\r\n")
        assert device.feed(b"GETSTATUS\r\n").split(b";")[5] == b"1"
