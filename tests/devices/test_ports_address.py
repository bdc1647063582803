"""Addresses: what people write, and what they are told when it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.devices.ports.address import (
    DEFAULT_KEYS,
    Address,
    BadAddress,
    FileAddress,
    KeyboardAddress,
    MqttAddress,
    ScreenAddress,
    SerialAddress,
    TcpAddress,
    TcpListenAddress,
    UdpAddress,
    read_address,
)


class TestAnAddress:
    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("serial:/dev/ttyUSB0", SerialAddress("/dev/ttyUSB0", 9600)),
            ("serial:/dev/ttyUSB0@38400", SerialAddress("/dev/ttyUSB0", 38400)),
            ("serial:COM3@38400,rtscts", SerialAddress("COM3", 38400, rtscts=True)),
            ("serial:/dev/by@id/x@19200", SerialAddress("/dev/by@id/x", 19200)),
            ("pty:/dev/pts/4", SerialAddress("/dev/pts/4")),
            ("tcp:192.168.1.50:13500", TcpAddress("192.168.1.50", 13500)),
            ("tcp:[::1]:5403", TcpAddress("::1", 5403)),
            ("tcp-listen:7000", TcpListenAddress("", 7000)),
            ("tcp-listen:127.0.0.1:0", TcpListenAddress("127.0.0.1", 0)),
            ("udp:2008", UdpAddress("", 2008)),
            ("udp:[::]:2008", UdpAddress("::", 2008)),
            ("mqtt://broker/velo/timer", MqttAddress("broker", 1883, "velo/timer")),
            ("mqtt://broker:8883/#", MqttAddress("broker", 8883, "#")),
            ("mqtt://[::1]/t", MqttAddress("::1", 1883, "t")),
            ("mqtt://me:p@ss@broker/t", MqttAddress("broker", 1883, "t", "me", "p@ss")),
            ("file:day.jsonl", FileAddress("day.jsonl")),
            ("file:a@b/day.txt@2.5", FileAddress("a@b/day.txt", 2.5)),
            ("file:day.jsonl@0", FileAddress("day.jsonl", 0)),
            ("file:me@home", FileAddress("me@home")),
            ("keyboard:", KeyboardAddress(DEFAULT_KEYS)),
            ("screen:", ScreenAddress()),
            ("keyboard:h=C2,space=C0", KeyboardAddress((("h", "C2"), (" ", "C0")))),
        ],
    )
    def test_is_read(self, text: str, address: Address) -> None:
        assert read_address(text) == address

    @pytest.mark.parametrize(
        "text",
        [
            "serial:/dev/ttyUSB0@38400,rtscts",
            "tcp:[::1]:5403",
            "tcp-listen:7000",
            "udp:127.0.0.1:2008",
            "mqtt://me@[::1]:1884/velo/+",
            "file:day.jsonl@2.5",
            "keyboard:h=C2",
            "keyboard:",
        ],
    )
    def test_is_written_as_it_is_read(self, text: str) -> None:
        assert str(read_address(text)) == text

    def test_does_not_show_its_password(self) -> None:
        assert str(read_address("mqtt://me:secret@broker/t")) == "mqtt://me@broker/t"


class TestWhatIsNoAddress:
    @pytest.mark.parametrize(
        ("text", "why", "remedy"),
        [
            ("timy", "“timy” is no address of a device.", "It looks like serial:/dev/ttyUSB0"),
            ("http:x", "“http:x” is no address of a device.", "It looks like serial:/dev/ttyUSB0"),
            (
                "serial:/dev/x@fast",
                "“serial:/dev/x@fast” is no address: “fast” is no number of bits a second.",
                "Write it as serial:PATH[@BAUD][,rtscts].",
            ),
            (
                "serial:/dev/x,even",
                "“serial:/dev/x,even” is no address: “even” is no option of a serial line.",
                "Write it as serial:PATH[@BAUD][,rtscts].",
            ),
            (
                "tcp:7000",
                "“tcp:7000” is no address: the host is missing.",
                "Write it as tcp:HOST:PORT.",
            ),
            (
                "tcp:host:70000",
                "“tcp:host:70000” is no address: “70000” is no port (1 to 65535).",
                "Write it as tcp:HOST:PORT.",
            ),
            (
                "tcp-listen:",
                "“tcp-listen:” is no address: “” is no port (1 to 65535).",
                "Write it as tcp-listen:[HOST:]PORT.",
            ),
            (
                "udp:²",
                "“udp:²” is no address: “²” is no port (1 to 65535).",
                "Write it as udp:[HOST:]PORT.",
            ),
            (
                "mqtt:broker/t",
                "“mqtt:broker/t” is no address: // must follow mqtt:.",
                "Write it as mqtt://[USER[:PASSWORD]@]HOST[:PORT]/TOPIC.",
            ),
            (
                "mqtt://broker",
                "“mqtt://broker” is no address: the topic is missing.",
                "Write it as mqtt://[USER[:PASSWORD]@]HOST[:PORT]/TOPIC.",
            ),
            (
                "file:",
                "“file:” is no address: the path is missing.",
                "Write it as file:PATH[@SPEED].",
            ),
            (
                "keyboard:hh=C2",
                "“keyboard:hh=C2” is no address: “hh=C2” is no key with its channel.",
                "Write it as keyboard:[KEY=CHANNEL,…].",
            ),
            (
                "screen:7",
                "“screen:7” is no address: “7” is too much.",
                "Write it as screen:.",
            ),
        ],
    )
    def test_is_said_with_the_form_that_was_meant(self, text: str, why: str, remedy: str) -> None:
        with pytest.raises(BadAddress) as bad:
            read_address(text)
        assert str(bad.value.text) == why
        assert str(bad.value.remedy).startswith(remedy)

    @given(st.text(max_size=30), st.sampled_from(("", "serial:", "tcp:", "udp:", "mqtt://")))
    def test_never_breaks_the_reader(self, text: str, scheme: str) -> None:
        read, said = False, ""
        try:
            read = bool(str(read_address(scheme + text)))
        except BadAddress as bad:
            said = str(bad.text)
        assert read or f"“{scheme}{text}”" in said
