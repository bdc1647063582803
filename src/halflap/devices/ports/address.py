"""Knows how people write where a device is, as in ``serial:/dev/ttyUSB0@9600``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from halflap.words.sentence import Sentence, say

DEFAULT_BAUD = 9600
DEFAULT_MQTT_PORT = 1883

GRAMMAR = (
    "serial:PATH[@BAUD][,rtscts]",
    "pty:PATH",
    "tcp:HOST:PORT",
    "tcp-listen:[HOST:]PORT",
    "udp:[HOST:]PORT",
    "mqtt://[USER[:PASSWORD]@]HOST[:PORT]/TOPIC",
    "file:PATH[@SPEED]",
    "keyboard:[KEY=CHANNEL,…]",
    "screen:",
)
"""The forms of an address, for help and refusals."""


@dataclass(frozen=True, slots=True)
class SerialAddress:
    """A serial line (8 data bits, no parity, 1 stop bit); ``baud`` is in bits a second."""

    path: str
    baud: int = DEFAULT_BAUD
    rtscts: bool = False

    def __str__(self) -> str:
        return f"serial:{self.path}@{self.baud}{',rtscts' if self.rtscts else ''}"


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A device that waits for us."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"tcp:{_joined(self.host, self.port)}"


@dataclass(frozen=True, slots=True)
class TcpListenAddress:
    """We wait for a device; an empty host is every address of this machine, port 0 any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"tcp-listen:{_joined(self.host, self.port)}"


@dataclass(frozen=True, slots=True)
class UdpAddress:
    """Datagrams to us; an empty host is every address of this machine, port 0 any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"udp:{_joined(self.host, self.port)}"


@dataclass(frozen=True, slots=True)
class MqttAddress:
    """A topic (or a filter with ``+`` and ``#``) of a broker. The text form hides the password."""

    host: str
    port: int
    topic: str
    user: str = ""
    password: str = ""

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        port = "" if self.port == DEFAULT_MQTT_PORT else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"mqtt://{user}{host}{port}/{self.topic}"


@dataclass(frozen=True, slots=True)
class FileAddress:
    """A recording or raw bytes in a file, ``speed`` times as fast as it was; 0 is at once."""

    path: str
    speed: float = 1.0

    def __str__(self) -> str:
        return f"file:{self.path}" + ("" if self.speed == 1 else f"@{self.speed:g}")


@dataclass(frozen=True, slots=True)
class KeyboardAddress:
    """The keys of this terminal: pairs of a key and the channel of its impulses."""

    keys: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        if self.keys == DEFAULT_KEYS:
            return "keyboard:"
        return "keyboard:" + ",".join(f"{key}={channel}" for key, channel in self.keys)


@dataclass(frozen=True, slots=True)
class ScreenAddress:
    """The button on the screen of the console."""

    def __str__(self) -> str:
        return "screen:"


DEFAULT_KEYS = tuple((str(number), f"C{number}") for number in range(10))
"""Each digit is the channel of that number."""

Address = (
    SerialAddress
    | TcpAddress
    | TcpListenAddress
    | UdpAddress
    | MqttAddress
    | FileAddress
    | KeyboardAddress
    | ScreenAddress
)


class BadAddress(ValueError):
    """The text is no address: what is wrong, and what an address looks like."""

    def __init__(self, text: Sentence, remedy: Sentence) -> None:
        self.text = text
        self.remedy = remedy
        super().__init__(str(text))


def read_address(text: str) -> Address:
    """The address that a person wrote; the forms are those of ``GRAMMAR``.

    Raises:
        BadAddress: it is none, with the form that was probably meant.
    """
    scheme, colon, rest = text.partition(":")
    reader = _READERS.get(scheme)
    if reader is None or not colon:
        raise BadAddress(
            say("“{address}” is no address of a device.", address=text),
            say(
                "It looks like serial:/dev/ttyUSB0@9600 or tcp:192.168.1.50:7000. The forms are:"
                " {forms}.",
                forms="  ".join(GRAMMAR),
            ),
        )
    return reader(text, rest)


def _serial(text: str, rest: str) -> Address:
    rest, *options = rest.split(",")
    path, at, baud = rest.rpartition("@")
    if not at:
        path, baud = rest, str(DEFAULT_BAUD)
    if unknown := [option for option in options if option != "rtscts"]:
        raise _bad(text, say("“{option}” is no option of a serial line", option=unknown[0]), 0)
    if not path:
        raise _bad(text, say("the serial port is missing"), 0)
    if not baud.isascii() or not baud.isdecimal() or not 0 < int(baud) <= 10_000_000:
        raise _bad(text, say("“{baud}” is no number of bits a second", baud=baud), 0)
    return SerialAddress(path, int(baud), rtscts=bool(options))


def _pty(text: str, rest: str) -> Address:
    if not rest:
        raise _bad(text, say("the path is missing"), 1)
    return SerialAddress(rest)


def _tcp(text: str, rest: str) -> Address:
    host, port = _host_port(text, rest, 2)
    if not host:
        raise _bad(text, say("the host is missing"), 2)
    return TcpAddress(host, port)


def _tcp_listen(text: str, rest: str) -> Address:
    return TcpListenAddress(*_host_port(text, rest, 3, lowest=0))


def _udp(text: str, rest: str) -> Address:
    return UdpAddress(*_host_port(text, rest, 4, lowest=0))


def _mqtt(text: str, rest: str) -> Address:
    if not rest.startswith("//"):
        raise _bad(text, say("// must follow mqtt:"), 5)
    place, _, topic = rest[2:].partition("/")
    login, _, place = place.rpartition("@")
    user, _, password = login.partition(":")
    if not topic:
        raise _bad(text, say("the topic is missing"), 5)
    if re.fullmatch(r"\[[^]]*\]|[^:\[\]]+", place):
        host, port = place.strip("[]"), DEFAULT_MQTT_PORT
    else:
        host, port = _host_port(text, place, 5)
    if not host:
        raise _bad(text, say("the host is missing"), 5)
    return MqttAddress(host, port, topic, user, password)


def _file(text: str, rest: str) -> Address:
    found = re.fullmatch(r"(.+)@(\d+(?:\.\d+)?)", rest, re.DOTALL | re.ASCII)
    if not rest:
        raise _bad(text, say("the path is missing"), 6)
    return FileAddress(found[1], float(found[2])) if found else FileAddress(rest)


def _keyboard(text: str, rest: str) -> Address:
    if not rest:
        return KeyboardAddress(DEFAULT_KEYS)
    keys = []
    for pair in rest.split(","):
        key, equals, channel = pair.partition("=")
        key = " " if key == "space" else key
        if not equals or len(key) != 1 or not re.fullmatch(r"[0-9A-Za-z]{1,8}", channel):
            raise _bad(text, say("“{pair}” is no key with its channel", pair=pair), 7)
        keys.append((key, channel))
    return KeyboardAddress(tuple(keys))


def _screen(text: str, rest: str) -> Address:
    if rest:
        raise _bad(text, say("“{rest}” is too much", rest=rest), 8)
    return ScreenAddress()


_READERS: Mapping[str, Callable[[str, str], Address]] = {
    "serial": _serial,
    "pty": _pty,
    "tcp": _tcp,
    "tcp-listen": _tcp_listen,
    "udp": _udp,
    "mqtt": _mqtt,
    "file": _file,
    "keyboard": _keyboard,
    "screen": _screen,
}


def _host_port(text: str, rest: str, form: int, lowest: int = 1) -> tuple[str, int]:
    """``HOST:PORT``, ``[V6HOST]:PORT`` or ``PORT``; the host may then be empty."""
    host, _, port = rest.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not port.isascii() or not port.isdecimal() or not lowest <= int(port) <= 65535:
        raise _bad(text, say("“{port}” is no port (1 to 65535)", port=port), form)
    return host, int(port)


def _joined(host: str, port: int) -> str:
    if not host:
        return str(port)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _bad(text: str, why: Sentence, form: int) -> BadAddress:
    return BadAddress(
        say("“{address}” is no address: {why}.", address=text, why=why),
        say("Write it as {form}.", form=GRAMMAR[form]),
    )
