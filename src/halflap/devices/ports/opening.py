"""Knows which port an address means."""

from __future__ import annotations

from halflap.devices.codec import Decoder
from halflap.devices.ports.address import (
    Address,
    FileAddress,
    KeyboardAddress,
    MqttAddress,
    ScreenAddress,
    SerialAddress,
    TcpAddress,
    TcpListenAddress,
    UdpAddress,
)
from halflap.devices.ports.base import Clock, Port, host_clock
from halflap.devices.ports.hand import Encode, HandPort, KeyboardPort
from halflap.devices.ports.mqtt import MqttPort
from halflap.devices.ports.replay import FilePort
from halflap.devices.ports.serial import SerialPort
from halflap.devices.ports.tcp import TcpListenPort, TcpPort
from halflap.devices.ports.udp import UdpPort


def port_of(
    address: Address,
    encode: Encode,
    decoder: Decoder | None = None,
    clock: Clock = host_clock,
) -> Port:
    """The port of an address, not yet open.

    ``encode`` writes the keys of a keyboard in the protocol of the source; ``decoder``, one of
    its own, finds the pauses in a file of raw bytes.
    """
    match address:
        case SerialAddress():
            return SerialPort(address, clock)
        case TcpAddress():
            return TcpPort(address, clock)
        case TcpListenAddress():
            return TcpListenPort(address, clock)
        case UdpAddress():
            return UdpPort(address, clock)
        case MqttAddress():
            return MqttPort(address, clock)
        case FileAddress():
            return FilePort(address, clock, decoder)
        case KeyboardAddress():
            return KeyboardPort(address, encode, clock)
        case ScreenAddress():
            return HandPort(encode, clock)
