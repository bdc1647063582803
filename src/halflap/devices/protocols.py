"""Knows all wire protocols by name: how each is read, written, set up, wired, and simulated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from halflap.devices import chronelec, jsonl, mqtt_message, p3, race_result, thcom08, timy
from halflap.devices.codec import Decoder, Received
from halflap.devices.device_side import DeviceSide
from halflap.sport.impulse import Impulse
from halflap.sport.run_plan import Wiring


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol.

    ``hello``: what the host sends on a new connection; ``recover``: what it sends on a connection
    that was lost and is back, to get what was measured meanwhile (empty: the protocol numbers its
    impulses, so that what is missing shows from the next one, or it cannot be asked).
    ``receipt``: what the device waits for after every line before it sends the next.
    ``canonical`` gives the one name of a channel however a person writes it. ``epoch`` is the day
    that dated impulses count from. ``bauds`` and ``port`` are what the device comes with.
    """

    name: str
    title: str
    wiring: Wiring
    decoder: Callable[[], Decoder]
    encode: Callable[[Impulse], bytes]
    device: Callable[[], DeviceSide]
    canonical: Callable[[str], str]
    hello: bytes = b""
    recover: bytes = b""
    receipt: bytes = b""
    epoch: str = ""
    bauds: tuple[int, ...] = ()
    port: int | None = None

    def same_channel(self, asked: str, got: str) -> bool:
        """Whether a person who wrote ``asked`` means the channel that the device calls ``got``."""
        return self.canonical(asked) == self.canonical(got)

    def tells_transponder(self, channel: str, ref: str) -> bool:
        """Whether an impulse of that channel says the transponder when it is read again."""
        sent = self.encode(Impulse(channel, 0, ref=ref, number=1))
        read = (one for one in self.decoder().feed(sent) if isinstance(one, Received))
        return any(one.impulse.ref for one in read)


_TIMY = re.compile(r"C?(\d)M?", re.ASCII)
_NUMBERED = re.compile(r"[CM]?0*(\d{1,2})", re.ASCII)
_BOX = re.compile(r"B0*(\d)", re.ASCII)
_HEX = re.compile(r"(?:0X)?([0-9A-F]{1,8})", re.ASCII)
_LOOP = re.compile(r"[LC]?0*(\d{1,3})", re.ASCII)


def _timy(channel: str) -> str:
    """``2``, ``c2`` and ``C2M`` are ``C2``."""
    plain = channel.strip().upper()
    match = _TIMY.fullmatch(plain)
    return f"C{match[1]}" if match else plain


def _thcom08(channel: str) -> str:
    """``C1`` and ``01`` are ``1``; ``m1`` is ``M1``."""
    plain = channel.strip().upper()
    match = _NUMBERED.fullmatch(plain)
    if match is None:
        return plain
    return f"M{match[1]}" if plain.startswith("M") else match[1]


def _chronelec(channel: str) -> str:
    """``b1`` is ``B01``."""
    plain = channel.strip().upper()
    match = _BOX.fullmatch(plain)
    return f"B0{match[1]}" if match else plain


def _p3(channel: str) -> str:
    """``9992`` and ``gun`` are ``GUN``; ``0x2329`` is ``00002329``."""
    plain = channel.strip().upper()
    if plain.isascii() and plain.isdecimal() and int(plain) in p3.TRIGGERS:
        return p3.TRIGGERS[int(plain)]
    match = _HEX.fullmatch(plain)
    return match[1].lower().zfill(8) if match else plain


def _race_result(channel: str) -> str:
    """``99999`` is ``TRIGGER``; ``1`` and ``C1`` are ``L1``."""
    plain = channel.strip().upper()
    if plain == race_result.TRIGGER_CODE:
        return race_result.TRIGGER
    match = _LOOP.fullmatch(plain)
    return f"L{match[1]}" if match else plain


_KNOWN = (
    Protocol(
        name="timy",
        title="ALGE Timy",
        wiring=Wiring(gun="C0", home="C2", back="C3"),
        decoder=timy.Decoder,
        encode=timy.encode,
        device=timy.Device,
        canonical=_timy,
        hello=timy.set_up(),
        recover=timy.recall(),
        bauds=(38400, 9600, 19200),
    ),
    Protocol(
        name="thcom08",
        title="TAG Heuer THCOM08",
        wiring=Wiring(gun="1", home="2", back="3"),
        decoder=thcom08.Decoder,
        encode=thcom08.encode,
        device=thcom08.Device,
        canonical=_thcom08,
        epoch=thcom08.EPOCH,
        bauds=(9600, 38400, 57600, 2400),
        port=13500,
    ),
    Protocol(
        name="chronelec",
        title="Chronelec / TAG Heuer Protime",
        wiring=Wiring(gun="BOX", home="STA", back="B01"),
        decoder=chronelec.Decoder,
        encode=chronelec.encode,
        device=chronelec.Device,
        canonical=_chronelec,
        hello=chronelec.ASK_CONFIGURATION + chronelec.START + chronelec.REPEAT,
        recover=chronelec.REPEAT,
        receipt=chronelec.ACKNOWLEDGE,
        bauds=(19200,),
        port=2008,
    ),
    Protocol(
        name="p3",
        title="MYLAPS P3",
        wiring=Wiring(gun="GUN", home="EXT1", back="EXT2"),
        decoder=p3.Decoder,
        encode=p3.encode,
        device=p3.Device,
        canonical=_p3,
        hello=p3.get_version() + p3.get_status(),
        epoch=p3.EPOCH,
        port=5403,
    ),
    Protocol(
        name="rr",
        title="race result",
        wiring=Wiring(gun="TRIGGER", home="L1", back="L2"),
        decoder=race_result.Decoder,
        encode=race_result.encode,
        device=race_result.Device,
        canonical=_race_result,
        hello=race_result.set_up(),
        recover=race_result.command("PASSINGS"),
        epoch=race_result.EPOCH,
        port=3601,
    ),
    Protocol(
        name="mqtt",
        title="MQTT timing message",
        wiring=Wiring(),
        decoder=mqtt_message.Decoder,
        encode=mqtt_message.encode,
        device=mqtt_message.Device,
        canonical=_timy,
        epoch=mqtt_message.EPOCH,
        port=1883,
    ),
    Protocol(
        name="jsonl",
        title="JSON lines",
        wiring=Wiring(),
        decoder=jsonl.Decoder,
        encode=jsonl.encode,
        device=jsonl.Device,
        canonical=_timy,
    ),
)
PROTOCOLS: dict[str, Protocol] = {protocol.name: protocol for protocol in _KNOWN}
