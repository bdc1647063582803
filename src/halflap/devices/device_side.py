"""Knows what the device's own end of a connection does, so that one can be simulated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from halflap.sport.impulse import Impulse


class DeviceSide(Protocol):
    """A device that answers its host and remembers what it measured."""

    def feed(self, data: bytes) -> bytes:
        """Take in bytes from the host, split anywhere; give the answers."""
        ...

    def send(self, impulse: Impulse) -> bytes:
        """A sensor fired: what goes out now, which may be nothing (still recalled later)."""
        ...


class OneWay:
    """A device that only sends."""

    def __init__(self, encode: Callable[[Impulse], bytes]) -> None:
        self._encode = encode

    def feed(self, data: bytes) -> bytes:
        """Nobody listens."""
        return b""

    def send(self, impulse: Impulse) -> bytes:
        """The impulse as a message."""
        return self._encode(impulse)


class Commands:
    """Cuts what a host sends into commands that end with CR, LF or both."""

    def __init__(self, limit: int = 1024) -> None:
        self._held = b""
        self._limit = limit

    def feed(self, data: bytes) -> list[bytes]:
        """The commands that ``data`` completes, without their ends and without empty ones."""
        *whole, self._held = (self._held + data).replace(b"\r", b"\n").split(b"\n")
        self._held = self._held[-self._limit :]
        return [command.strip() for command in whole if command.strip()]
