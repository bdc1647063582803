"""A fault in a decoder costs the line that it is in, and says so; the source goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.devices import chronelec
from halflap.devices.codec import Decoder, Event, Notice, Received, Rejected
from halflap.devices.framing import Line
from halflap.devices.guarded import Guarded
from halflap.devices.ports.address import FileAddress
from halflap.devices.ports.replay import FilePort
from halflap.devices.source import Source
from halflap.devices.timy import Decoder as TimyDecoder
from halflap.sport.impulse import Impulse
from tests.devices.source_helper import TIMY, line
from tests.devices.test_source import Pieces, all_of
from tests.timing.ridden import us

BAD = b"XXXXXXXXXX\r"
LINES = [line(n) for n in range(1, 7)]


class Faulty(TimyDecoder):
    """A decoder with a mistake about one line; ``fault`` is what it raises."""

    fault: type[Exception] = KeyError

    def feed(self, data: bytes) -> list[Event]:
        events = super().feed(data)
        for event in events:
            if event.raw.startswith(b"X"):
                raise self.fault("X")
        return events


def stream(*at: int) -> bytes:
    """The lines, with the bad one before those."""
    return b"".join((BAD if n in at else b"") + each for n, each in enumerate(LINES))


def received(events: list[Event]) -> int:
    return sum(isinstance(event, Received) for event in events)


class TestAFaultOfADecoder:
    @given(st.lists(st.integers(1, 40), max_size=12), st.sets(st.integers(0, 5), max_size=3))
    def test_costs_its_line_and_no_byte(self, sizes: list[int], at: set[int]) -> None:
        data, decoder = stream(*at), Guarded(Faulty)
        events: list[Event] = []
        start = 0
        for size in [*sizes, len(data)]:
            events += decoder.feed(data[start : start + size])
            start += size
        events += decoder.close()
        assert received(events) == len(LINES)
        assert b"".join(event.raw for event in events) == data
        rejected = [event for event in events if isinstance(event, Rejected)]
        assert len(rejected) == len(at)
        assert all(each.raw.startswith(b"X") for each in rejected)

    def test_is_said_once(self) -> None:
        decoder = Guarded(Faulty)
        events = decoder.feed(stream(1, 3)) + decoder.feed(stream(0))
        said = [str(e.text) for e in events if isinstance(e, Notice) and e.trouble]
        assert said == [
            "A line could not be read, by a fault of halflap (KeyError: 'X'). Its bytes are kept"
            " and the others are read: look whether an impulse is missing, and report the fault."
        ]

    @pytest.mark.parametrize("kind", [IndexError, ValueError, AttributeError, ZeroDivisionError])
    def test_of_any_kind_is_outlived(self, kind: type[Exception]) -> None:
        class Other(Faulty):
            fault = kind

        assert received(Guarded(Other).feed(stream(2))) == len(LINES)

    def test_at_the_end_of_a_connection_is_outlived(self) -> None:
        class AtTheEnd(TimyDecoder):
            def close(self) -> list[Event]:
                raise KeyError("end")

        decoder = Guarded(AtTheEnd)
        (event, said) = decoder.feed(b"0001") + decoder.close()
        assert isinstance(event, Rejected)
        assert event.raw == b"0001"
        assert isinstance(said, Notice)
        assert received(decoder.feed(LINES[0])) == 1

    def test_in_an_answer_is_outlived(self) -> None:
        class Mute(TimyDecoder):
            def take_replies(self) -> bytes:
                raise KeyError("reply")

        assert Guarded(Mute).take_replies() == b""

    @pytest.mark.parametrize("answered", [True, False])
    def test_lets_a_device_go_on_that_waits_for_a_receipt(self, answered: bool) -> None:
        """Whether the decoder had answered before its fault, or not."""

        class AtOne(chronelec.Decoder):
            def _passing(self, line: Line, text: bytes) -> list[Event]:
                if not answered and b"000666" in text:
                    raise ValueError("666")
                events = super()._passing(line, text)
                if b"000666" in text:
                    raise ValueError("666")
                return events

        device = chronelec.Device()
        wire = b""
        for number, ref in enumerate(("1", "666", "2", "3")):
            wire += device.send(Impulse("STA", us(36_000 + number), ref=ref))
        decoder, refs = Guarded(AtOne, chronelec.ACKNOWLEDGE), list[str]()
        for _ in range(6):
            events = decoder.feed(wire)
            refs += [event.impulse.ref for event in events if isinstance(event, Received)]
            wire = device.feed(decoder.take_replies())
        assert refs == ["1", "2", "3"]

    def test_takes_back_no_answer_and_gives_none_twice(self) -> None:
        class AtOne(chronelec.Decoder):
            def _passing(self, line: Line, text: bytes) -> list[Event]:
                events = super()._passing(line, text)
                if b"000666" in text:
                    raise ValueError("666")
                return events

        wire = [
            chronelec.encode(Impulse("STA", us(36_000 + n), ref=ref))
            for n, ref in enumerate(("1", "2", "666", "3"))
        ]
        decoder = Guarded(AtOne)
        decoder.feed(wire[0])
        decoder.feed(b"".join(wire[1:]))
        assert decoder.take_replies() == chronelec.ACKNOWLEDGE * 4

    def test_at_the_end_of_a_connection_takes_back_no_answer(self) -> None:
        class AtTheEnd(chronelec.Decoder):
            def close(self) -> list[Event]:
                raise KeyError("end")

        decoder = Guarded(AtTheEnd)
        decoder.feed(chronelec.encode(Impulse("STA", us(36_000), ref="1")))
        decoder.close()
        assert decoder.take_replies() == chronelec.ACKNOWLEDGE

    def test_does_not_end_its_source(self) -> None:
        def faulty() -> Decoder:
            return Faulty()

        pieces = [stream(2)[:50], stream(2)[50:], LINES[0]]
        source = Source("a", Pieces(pieces), replace(TIMY, decoder=faulty))
        reader = all_of(source)
        assert source.tally.impulses == len(LINES) + 1
        assert source.tally.rejected == 1
        assert reader.raw == b"".join(pieces)

    def test_does_not_end_a_file_that_is_played(self, tmp_path: Path) -> None:
        """Its pauses are found by a decoder as well."""
        file = tmp_path / "heat.txt"
        file.write_bytes(stream(2))
        port = FilePort(FileAddress(str(file), 0.0), decoder=Guarded(Faulty))
        reader = all_of(Source("a", port, TIMY))
        assert reader.raw == stream(2)
