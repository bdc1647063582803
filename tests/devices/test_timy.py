"""The ALGE Timy: lines of 23, 26 and 28 characters, flags, results, commands and memory."""

from __future__ import annotations

import pytest

from halflap.devices import timy
from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.sport.impulse import Impulse

LINES = [
    (" 0007 C0  14:32:05.1234 00", "=5", Impulse("C0", 52_325_123_400, number=7)),
    (" 0007 C1M 14:36:21.5678 00", "15", Impulse("C1", 52_581_567_800, number=7, manual=True)),
    ("?0001 C3  14:32:20.0007 00", ">;", Impulse("C3", 52_340_000_700, number=1)),
    ("m0012 C2  23:59:59.9999 00", "4<", Impulse("C2", 86_399_999_900, number=12, memory=True)),
    (" 0000 C1  00:00:00.0001 00", ";7", Impulse("C1", 100, number=0)),
    (" 0012rC4  14:32:10.10   00", "?:", Impulse("C4", 52_330_100_000, number=12, digits=2)),
]


def read(*parts: bytes) -> list[Event]:
    decoder = timy.Decoder()
    return [event for part in parts for event in decoder.feed(part)] + decoder.close()


def one(text: str) -> Event:
    (event,) = read(text.encode("cp437") + b"\r")
    return event


class TestALineOfTheTimy:
    @pytest.mark.parametrize(("line", "check", "impulse"), LINES)
    def test_has_26_characters(self, line: str, check: str, impulse: Impulse) -> None:
        assert one(line) == Received(1, line.encode() + b"\r", impulse)

    @pytest.mark.parametrize(("line", "check", "impulse"), LINES)
    def test_has_28_with_its_checksum(self, line: str, check: str, impulse: Impulse) -> None:
        assert one(line + check) == Received(1, (line + check).encode() + b"\r", impulse)
        assert timy.checksum(line.encode()) == check

    @pytest.mark.parametrize(("line", "check", "impulse"), LINES)
    def test_has_23_without_its_group(self, line: str, check: str, impulse: Impulse) -> None:
        assert one(line[:23]) == Received(1, line[:23].encode() + b"\r", impulse)

    def test_with_a_wrong_checksum_is_rejected_saying_so(self) -> None:
        found = one(" 0007 C0  14:32:05.1244 00=5")
        assert isinstance(found, Rejected)
        assert str(found.why) == "The checksum is wrong: =5 was sent, the bytes give =6."

    @pytest.mark.parametrize(
        ("decimals", "digits"), [("1   ", 1), ("12  ", 2), ("123 ", 3), ("1234", 4)]
    )
    def test_has_one_to_four_decimals(self, decimals: str, digits: int) -> None:
        found = one(f" 0007 C0  14:32:05.{decimals} 00")
        assert isinstance(found, Received)
        assert found.impulse.digits == digits

    @pytest.mark.parametrize(
        "time",
        ["25:61:00.0000", "14:60:00.0000", "14:32:05     ", "14:32:05.12 4", "14:32:5.12345"],
    )
    def test_with_an_impossible_time_is_rejected(self, time: str) -> None:
        found = one(f" 0007 C0  {time} 00")
        assert isinstance(found, Rejected)
        assert str(found.why) == f"“{time.strip()}” is no time of day."

    @pytest.mark.parametrize(
        "line",
        [
            "0007 C0  14:32:05.1234 00",
            " 0007 C0  14:32:05.1234 00=",
            "x0007 C0  14:32:05.1234 00",
            " 00a7 C0  14:32:05.1234 00",
            " 0007 K0  14:32:05.1234 00",
            " 0007 C0X 14:32:05.1234 00",
            " 0007 C0  14:32:05.1234 0a",
            "hello",
        ],
    )
    def test_of_another_form_is_rejected(self, line: str) -> None:
        found = one(line)
        assert isinstance(found, Rejected)
        assert str(found.why) == f"“{line}” is no line of ALGE Timy."

    def test_cleared_takes_the_impulse_back(self) -> None:
        found = one("c0007 C0  14:32:05.1234 00")
        assert isinstance(found, Received)
        assert found.impulse.withdrawn

    @pytest.mark.parametrize("flag", " ?dnsipbtC")
    def test_with_another_flag_is_an_impulse_of_its_own(self, flag: str) -> None:
        found = one(f"{flag}0007 C0  14:32:05.1234 00")
        assert isinstance(found, Received)
        assert (found.impulse.withdrawn, found.impulse.memory) == (False, False)


class TestWhatIsNoImpulse:
    @pytest.mark.parametrize("channel", ["RT", "TT", "DT", "c1", "c4"])
    def test_a_result_of_the_timy_is_a_notice(self, channel: str) -> None:
        found = one(f" 0007 {channel}  00:04:16.4444 00")
        assert isinstance(found, Notice)
        assert str(found.text) == (
            f"A result that the Timy worked out: 0007 {channel}  00:04:16.4444 00"
        )

    @pytest.mark.parametrize(
        "line", ["CLR", "n0012", "s0013", "TIMYINIT", "DTS02.00", "PRIIGN1", ""]
    )
    def test_an_echo_says_nothing(self, line: str) -> None:
        assert one(line) == Notice(1, line.encode() + b"\r")

    @pytest.mark.parametrize("line", ["HW_SN 12345", "NSFV0982", "PROG: Backup"])
    def test_an_answer_is_shown(self, line: str) -> None:
        found = one(line)
        assert isinstance(found, Notice)
        assert str(found.text) == f"The device answers: {line}"

    def test_an_input_that_is_held_is_trouble(self) -> None:
        found = one("PULSE HOLD:[ ][C1][ ]")
        assert isinstance(found, Notice)
        assert found.trouble

    def test_a_ranking_is_passed_over_and_impulses_within_are_read(self) -> None:
        block = (
            b"CLASSEMENT:\r 1.  0007   4:16.444\r 2.  0008   4:17.000\rALGE TIMING\rTIMY V 1982\r"
            b" 1.  0009\r"
        )
        kinds = [type(event) for event in read(block)]
        assert kinds == [Notice, Notice, Notice, Notice, Notice, Rejected]
        within = read(b"CLASSEMENT:\r 0007 C0  14:32:05.1234 00=5\r 1.  0009\r")
        assert [type(event) for event in within] == [Notice, Received, Rejected]

    def test_a_damaged_impulse_within_a_ranking_is_no_line_of_it(self) -> None:
        found = read(b"CLASSEMENT:\r 0007 C0  14:32:05.12\r")
        assert [type(event) for event in found] == [Notice, Rejected]


class TestTheDevice:
    def test_sends_the_lines_of_a_timy(self) -> None:
        device = timy.Device()
        assert device.send(Impulse("C0", 52_325_123_400, number=7)) == (
            b" 0007 C0  14:32:05.1234 00\r"
        )
        assert device.feed(b"CHK1\r") == b"CHK1\r"
        assert device.send(Impulse("C1", 52_581_567_899, number=7, manual=True)) == (
            b" 0007 C1M 14:36:21.5678 0015\r"
        )

    def test_sends_23_characters_without_a_group(self) -> None:
        line = timy.encode(Impulse("C0", 52_325_123_400, number=7), group=None)
        assert line == b" 0007 C0  14:32:05.1234\r"

    def test_answers_who_it_is(self) -> None:
        assert timy.Device(serial="4711").feed(b"NSF?\rPR") == b"NSFV0982\rHW_SN 4711\r"

    def test_takes_commands_split_anywhere(self) -> None:
        device = timy.Device()
        answers = b"".join(device.feed(bytes((byte,))) for byte in timy.set_up())
        assert answers.startswith(b"TIMYINIT\rNSFV0982\rHW_SN 0815\rPROG: Backup\rKL0\rCHK1\r")
        assert device.checked
        assert device.start_dead_us == device.finish_dead_us == 10_000
        assert all(isinstance(event, Notice) for event in read(answers))

    def test_sends_its_memory_again_with_the_flag_m(self) -> None:
        device = timy.Device(checked=True)
        device.send(Impulse("C0", 52_325_123_400, number=7))
        device.send(Impulse("C2", 52_345_000_000, number=8))
        (first, second) = read(device.feed(timy.recall()))
        assert first == Received(
            1,
            b"m0007 C0  14:32:05.1234 0022\r",
            Impulse("C0", 52_325_123_400, number=7, memory=True),
        )
        assert isinstance(second, Received)
        assert second.impulse.memory
        assert device.feed(timy.clear()) == b"CLR\r"
        assert device.feed(timy.recall()) == b""

    def test_is_deaf_for_its_dead_time_on_one_input_only(self) -> None:
        device = timy.Device()
        device.feed(timy.dead_time(200))
        assert device.send(Impulse("C2", 10_000_000))
        assert device.send(Impulse("C2", 11_999_999)) == b""
        assert device.send(Impulse("C3", 11_999_999))
        assert device.send(Impulse("C2", 12_000_000))

    def test_start_and_finish_have_their_own_dead_time(self) -> None:
        device = timy.Device()
        device.feed(b"DTS00.50\r")
        device.feed(b"DTF00.10\r")
        assert (device.start_dead_us, device.finish_dead_us) == (500_000, 100_000)

    def test_gives_back_after_a_broken_cable_what_was_lost(self) -> None:
        device, decoder = timy.Device(), timy.Decoder()
        sent = [Impulse("C2", number * 10_000_000, number=number) for number in range(1, 7)]
        lines = [device.send(impulse) for impulse in sent]
        found = decoder.feed(lines[0] + lines[1][:11])
        found += decoder.close()
        found += decoder.feed(device.feed(timy.recall()))
        times = {event.impulse.us for event in found if isinstance(event, Received)}
        assert times == {impulse.us for impulse in sent}
        assert sum(isinstance(event, Rejected) for event in found) == 1


class TestCommands:
    def test_print_32_characters(self) -> None:
        assert timy.print_line("x" * 40) == b"DTP" + b"x" * 32 + b"\r"

    def test_a_dead_time_is_kept_within_its_digits(self) -> None:
        assert timy.dead_time(100_000) == b"DTS99.99\rDTF99.99\r"
