"""TAG Heuer THCOM08: serial, Ethernet and extended framing, re-requests of what was lost."""

from __future__ import annotations

import pytest

from halflap.devices import thcom08
from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.sport.impulse import DAY_US, Impulse

DAY = 9417 * DAY_US
FIRST = Impulse("1", DAY + 52_325_123_450, number=3, digits=5, dated=True)
LINE = "TN    7    3  1 14:32:05.12345  9417"
LINES = [
    (LINE, "0682", FIRST),
    (
        "T-    7    3  1 14:32:05.12345  9417",
        "0661",
        Impulse("1", FIRST.us, number=3, digits=5, dated=True, withdrawn=True),
    ),
    (
        "TN    0    4 M1 14:32:09.00000  9417",
        "069E",
        Impulse("M1", DAY + 52_329_000_000, number=4, digits=5, dated=True, manual=True),
    ),
]


def read(*parts: bytes) -> list[Event]:
    decoder = thcom08.Decoder()
    return [event for part in parts for event in decoder.feed(part)] + decoder.close()


def impulse(sequence: int, channel: str = "1") -> Impulse:
    return Impulse(channel, DAY + sequence * 1_000_000, number=sequence, digits=5, dated=True)


class TestALine:
    @pytest.mark.parametrize(("data", "check", "found"), LINES)
    def test_has_a_checksum_on_a_serial_line(self, data: str, check: str, found: Impulse) -> None:
        line = f"{data}\t{check}\r\n".encode()
        assert read(line) == [Received(1, line, found)]

    @pytest.mark.parametrize(("data", "check", "found"), LINES)
    def test_has_none_on_ethernet(self, data: str, check: str, found: Impulse) -> None:
        line = f"{data}\r\n".encode()
        assert read(line) == [Received(1, line, found)]

    def test_may_leave_it_out(self) -> None:
        assert read(f"{LINE}\t\r\n".encode()) == [Received(1, f"{LINE}\t\r\n".encode(), FIRST)]

    def test_with_a_wrong_checksum_is_rejected(self) -> None:
        (found,) = read(f"{LINE}\t0683\r\n".encode())
        assert isinstance(found, Rejected)
        assert str(found.why) == "The checksum is wrong: 0683 was sent, the bytes give 0682."

    def test_cut_off_before_its_checksum_is_rejected(self) -> None:
        _, found, rest = read(f"{LINE}\t0682\r\n{LINE[:-2]}\r\n17\t0682\r\n".encode())
        assert isinstance(found, Rejected)
        assert str(found.why) == "This line was cut off before its checksum."
        assert isinstance(rest, Rejected)

    def test_is_read_by_tokens(self) -> None:
        (found,) = read(b"TN 12345 10003 11 14:32:05.123456 12345\r\n")
        assert isinstance(found, Received)
        assert (found.impulse.channel, found.impulse.number) == ("11", 10003)

    @pytest.mark.parametrize(
        ("state", "manual", "memory", "withdrawn"),
        [
            ("N", False, False, False),
            ("-", False, False, True),
            ("*", False, False, False),
            ("+", True, False, False),
            ("=", False, True, False),
            ("C", False, False, True),
            ("I", True, False, False),
        ],
    )
    def test_says_what_became_of_the_impulse(
        self, state: str, manual: bool, memory: bool, withdrawn: bool
    ) -> None:
        (found,) = read(f"T{state}    7    3  1 14:32:05.12345  9417\r\n".encode())
        assert isinstance(found, Received)
        got = found.impulse
        assert (got.manual, got.memory, got.withdrawn) == (manual, memory, withdrawn)

    @pytest.mark.parametrize("kind", ["A", "!"])
    def test_answered_or_downloaded_comes_from_memory(self, kind: str) -> None:
        (found,) = read(f"{kind}{LINE[1:]}\r\n".encode())
        assert isinstance(found, Received)
        assert found.impulse.memory

    def test_with_an_impossible_time_is_rejected(self) -> None:
        (found,) = read(b"TN    7    3  1 24:32:05.12345  9417\r\n")
        assert isinstance(found, Rejected)
        assert str(found.why) == "“24:32:05.12345” is no time of day."

    @pytest.mark.parametrize(
        "line",
        ["OP 12 x", "CL 12", "!T 14:32:05 16/08/12", "SN 01162 CP540 VE07", "AK C", "VE 1 2 3 4"],
    )
    def test_of_another_kind_is_a_notice(self, line: str) -> None:
        (found,) = read(line.encode() + b"\r\n")
        assert isinstance(found, Notice)

    def test_that_refuses_a_command_says_so(self) -> None:
        (found,) = read(b"AK F\t00F2\r\n")
        assert isinstance(found, Notice)
        assert str(found.text) == "The device refuses the last command."


class TestAnExtendedFrame:
    def test_is_summed_between_its_start_and_the_tab(self) -> None:
        assert thcom08.running_sums(b"1231P240514050\x04#PL Hello") == "B38C"

    def test_is_read_and_acknowledged(self) -> None:
        framed = b"1231P240514050\x04" + LINE.encode()
        line = b"\x02" + framed + b"\t" + thcom08.running_sums(framed).encode() + b"\r\n"
        decoder = thcom08.Decoder()
        assert decoder.feed(line) == [Received(1, line, FIRST)]
        assert decoder.take_replies() == b"\x051\r\n"

    def test_that_is_damaged_is_rejected_and_not_acknowledged(self) -> None:
        decoder = thcom08.Decoder()
        (found,) = decoder.feed(b"\x021231P240514050\x04" + LINE.encode() + b"\tB38C\r\n")
        assert isinstance(found, Rejected)
        assert decoder.take_replies() == b""


class TestWritten:
    def test_as_the_device_does(self) -> None:
        assert thcom08.encode(FIRST, bib=7) == f"{LINE}\t0682\r\n".encode()
        assert thcom08.encode(FIRST, bib=7, serial=False) == f"{LINE}\r\n".encode()

    def test_commands(self) -> None:
        assert thcom08.print_line("Hello") == b"#PL Hello\t02B0\r\n"
        assert thcom08.print_line("Hello", serial=False) == b"#PL Hello\r\n"
        assert thcom08.recall(72, "5") == b"#RT 0072 05\t0214\r\n"
        assert thcom08.download(3, serial=False) == b"#DL 03\r\n"
        assert thcom08.next_number(12, serial=False) == b"#SLA 0012\r\n"


class TestALostImpulse:
    @pytest.mark.parametrize("serial", [True, False])
    def test_is_asked_for_and_comes(self, serial: bool) -> None:
        device, decoder = thcom08.Device(serial=serial), thcom08.Decoder()
        sent = [impulse(one, "2" if one % 2 else "3") for one in range(1, 10)]
        found: list[Event] = []
        for one in sent:
            wire = device.send(one)
            if one.number in (4, 5):
                continue
            found += decoder.feed(wire)
            found += decoder.feed(device.feed(decoder.take_replies()))
        got = {
            event.impulse.number: event.impulse for event in found if isinstance(event, Received)
        }
        assert sorted(number or 0 for number in got) == list(range(1, 10))
        assert [number for number, one in got.items() if one.memory] == [4, 5]
        said = [str(event.text) for event in found if isinstance(event, Notice) and event.trouble]
        assert said == ["Impulses 4 to 5 did not arrive: asked for again."]

    def test_is_seen_where_each_channel_has_its_own_sequence(self) -> None:
        decoder = thcom08.Decoder()
        found: list[Event] = []
        for channel, sequence in (("2", 1), ("3", 1), ("2", 2), ("3", 2), ("2", 3), ("3", 4)):
            us = DAY + len(found) * 1_000_000
            one = Impulse(channel, us, number=sequence, digits=5, dated=True)
            found += decoder.feed(thcom08.encode(one, serial=False))
        said = [str(event.text) for event in found if isinstance(event, Notice)]
        assert said == ["Impulse 3 did not arrive: asked for again."]
        assert decoder.take_replies() == b"#RT 0003 03\r\n"

    def test_is_not_claimed_where_nothing_was_lost(self) -> None:
        decoder = thcom08.Decoder()
        found: list[Event] = []
        order = [("1", 1), ("2", 1), ("3", 1)] + [(c, n) for n in range(2, 40) for c in ("2", "3")]
        for at, (channel, sequence) in enumerate(order):
            one = Impulse(channel, DAY + at * 1_000_000, number=sequence, digits=5, dated=True)
            found += decoder.feed(thcom08.encode(one))
        assert [event for event in found if not isinstance(event, Received)] == []
        assert decoder.take_replies() == b""

    def test_is_not_claimed_when_the_sequence_begins_again_after_9999(self) -> None:
        decoder = thcom08.Decoder()
        found: list[Event] = []
        for at, sequence in enumerate((9998, 9999, 0, 1)):
            one = Impulse("2", DAY + at * 1_000_000, number=sequence, digits=5, dated=True)
            found += decoder.feed(thcom08.encode(one))
        assert all(isinstance(event, Received) for event in found)

    def test_of_a_restarted_device_is_said(self) -> None:
        found = read(*(thcom08.encode(impulse(one)) for one in (57, 58)), thcom08.encode(FIRST))
        (said,) = [event for event in found if isinstance(event, Notice)]
        assert said.trouble
        assert str(said.text).startswith("The device counts from 3 again")


class TestFlowControl:
    def test_the_device_waits_for_each_acknowledgement(self) -> None:
        device, decoder = thcom08.Device(acknowledged=True), thcom08.Decoder(acknowledge=True)
        wire = b"".join(device.send(impulse(one)) for one in (1, 2, 3))
        assert wire.count(b"\r\n") == 1
        found: list[Event] = []
        while wire:
            found += decoder.feed(wire)
            wire = device.feed(decoder.take_replies())
        assert [event.impulse.number for event in found if isinstance(event, Received)] == [1, 2, 3]

    def test_a_damaged_line_is_not_acknowledged(self) -> None:
        decoder = thcom08.Decoder(acknowledge=True)
        decoder.feed(f"{LINE}\t0683\r\n".encode())
        assert decoder.take_replies() == b""


class TestTheDevice:
    def test_numbers_its_impulses(self) -> None:
        device = thcom08.Device(serial=False)
        device.send(FIRST)
        assert device.send(Impulse("2", DAY)).split()[2] == b"2"

    def test_downloads_a_run(self) -> None:
        device = thcom08.Device(serial=False)
        device.send(FIRST)
        assert device.feed(b"#DL 01\r\n") == (
            b"DS 01\r\n!N    0    3  1 14:32:05.12345  9417\r\nDE 01\r\n"
        )

    def test_refuses_what_it_does_not_have_and_what_it_does_not_know(self) -> None:
        device = thcom08.Device(serial=False)
        assert device.feed(b"#RT 0003 01\r\n#XX\r\n#ID\r\n#PL a\r\n") == (
            b"AK F\r\nAK R\r\nSN 01162 CP540 VE07\r\nAK C\r\n"
        )

    def test_refuses_a_command_with_a_wrong_checksum(self) -> None:
        assert thcom08.Device().feed(b"#PL Hello\t02B1\r\n").startswith(b"AK F")
