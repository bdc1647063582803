"""Every protocol by name, and its channels however a person writes them."""

from __future__ import annotations

import pytest

from halflap.devices.protocols import PROTOCOLS
from halflap.sport.run_plan import Wiring


class TestTheTable:
    def test_has_the_names_of_the_command_line(self) -> None:
        assert list(PROTOCOLS) == ["timy", "thcom08", "chronelec", "p3", "rr", "mqtt", "jsonl"]
        assert all(name == protocol.name for name, protocol in PROTOCOLS.items())

    @pytest.mark.parametrize("name", PROTOCOLS)
    def test_wires_three_channels_in_their_own_words(self, name: str) -> None:
        protocol = PROTOCOLS[name]
        wired = (protocol.wiring.gun, protocol.wiring.home, protocol.wiring.back)
        assert len(set(wired)) == 3
        assert tuple(map(protocol.canonical, wired)) == wired

    def test_wires_a_timy_as_velodromes_do(self) -> None:
        assert PROTOCOLS["timy"].wiring == Wiring("C0", "C2", "C3")


class TestChannels:
    @pytest.mark.parametrize(
        ("name", "asked", "got"),
        [
            ("timy", "c2", "C2"),
            ("timy", "2", "C2"),
            ("timy", "C2M", "C2"),
            ("timy", " C2 ", "C2"),
            ("thcom08", "C1", "1"),
            ("thcom08", "01", "1"),
            ("thcom08", "m1", "M1"),
            ("thcom08", "17", "17"),
            ("chronelec", "sta", "STA"),
            ("chronelec", "b1", "B01"),
            ("p3", "9992", "GUN"),
            ("p3", "gun", "GUN"),
            ("p3", "ext1", "EXT1"),
            ("p3", "0x2329", "00002329"),
            ("p3", "2329", "00002329"),
            ("p3", "0000ABCD", "0000abcd"),
            ("rr", "99999", "TRIGGER"),
            ("rr", "trigger", "TRIGGER"),
            ("rr", "1", "L1"),
            ("rr", "l01", "L1"),
            ("rr", "C2", "L2"),
            ("rr", "passive", "PASSIVE"),
            ("mqtt", "c2", "C2"),
            ("mqtt", "C2", "2"),
            ("mqtt", "finish", "Finish"),
            ("jsonl", "c2", "C2"),
        ],
    )
    def test_are_the_same_however_written(self, name: str, asked: str, got: str) -> None:
        assert PROTOCOLS[name].same_channel(asked, got)

    @pytest.mark.parametrize(
        ("name", "asked", "got"),
        [
            ("timy", "C2", "C3"),
            ("thcom08", "1", "M1"),
            ("thcom08", "1", "11"),
            ("chronelec", "STA", "BOX"),
            ("p3", "GUN", "EXT1"),
            ("p3", "1", "00002329"),
            ("rr", "L1", "TRIGGER"),
            ("mqtt", "C2", "C12"),
        ],
    )
    def test_are_not_confused(self, name: str, asked: str, got: str) -> None:
        assert not PROTOCOLS[name].same_channel(asked, got)

    @pytest.mark.parametrize("name", PROTOCOLS)
    @pytest.mark.parametrize("text", ["", "é", "²", "٣", "C", "0", "x" * 500])
    def test_any_text_has_a_name(self, name: str, text: str) -> None:
        canonical = PROTOCOLS[name].canonical(text)
        assert PROTOCOLS[name].canonical(canonical) == canonical
