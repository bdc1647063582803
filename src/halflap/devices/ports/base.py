"""Knows what every port can do, whatever the bytes travel over, and how it says that it cannot."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class HostMoment:
    """What the host's clocks said: steady and UTC, in microseconds.

    ``mono_us`` counts from an unknown start and never jumps; ``utc_us`` is since 1970 and may.
    """

    mono_us: int
    utc_us: int


Clock = Callable[[], HostMoment]


def host_clock() -> HostMoment:
    """The clocks of this machine."""
    return HostMoment(mono_us=time.monotonic_ns() // 1000, utc_us=time.time_ns() // 1000)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes as they came, cut anywhere, and the host's clocks when they reached this program."""

    data: bytes
    at: HostMoment


class Unreachable(Exception):
    """The device cannot be reached or was lost: why, and what to do.

    ``for_good``: trying again cannot help (a part is missing, a file is not what it should be).
    """

    def __init__(
        self, text: Sentence, remedy: Sentence | None = None, *, for_good: bool = False
    ) -> None:
        self.text = text
        self.remedy = remedy
        self.for_good = for_good
        super().__init__(str(text))


class Port(Protocol):
    """One way to one device. One task at a time uses it."""

    @property
    def finite(self) -> bool:
        """The bytes end by themselves (a file); the end is then no loss."""
        ...

    @property
    def lost(self) -> int:
        """Messages that had to be dropped so far, because the way cannot make a sender wait."""
        ...

    async def open(self) -> None:
        """Return when the device is there; may be called again after it went away.

        Raises:
            Unreachable: it is not there.
        """
        ...

    async def receive(self) -> Arrival | None:
        """The next bytes, or None when the device went away or the file ended.

        Asking for more says that what was given before is safe: only then is it acknowledged
        where the way has acknowledgements (MQTT). Nothing is lost when the call is cancelled.

        Raises:
            Unreachable: it went away for a reason that can be said.
        """
        ...

    async def send(self, data: bytes) -> None:
        """Give the device bytes; returns when they are on their way.

        Raises:
            Unreachable: it is no longer there.
        """
        ...

    async def close(self) -> None:
        """Leave for good. Closing twice is no fault."""
        ...


async def arrivals(port: Port) -> AsyncIterator[Arrival]:
    """Everything that an open port gives until the device goes away."""
    while (arrival := await port.receive()) is not None:
        yield arrival


def why_not(where: str, error: OSError) -> Unreachable:
    """The operating system's refusal as a sentence with a remedy."""
    if isinstance(error, FileNotFoundError):
        return Unreachable(
            say("There is no {where}.", where=where),
            say(
                "Plug the device in, and check the name: an address looks like"
                " serial:/dev/ttyUSB0@9600, serial:COM3@9600, tcp:192.168.1.50:7000 or"
                " file:day.jsonl; halflap devices lists the serial ports."
            ),
        )
    if isinstance(error, PermissionError):
        return Unreachable(
            say("{where} may not be used by this user.", where=where),
            say("Give this user the right (on Linux, the group dialout for serial ports)."),
        )
    if isinstance(error, ConnectionRefusedError):
        return Unreachable(
            say("Nobody answers at {where}.", where=where),
            say("Check that the device is on, and its address and port."),
        )
    if isinstance(error, TimeoutError):
        return Unreachable(
            say("{where} does not answer.", where=where),
            say("Check the network cable, that the device is on, and its address."),
        )
    return Unreachable(
        say("{where}: {problem}.", where=where, problem=error.strerror or str(error)),
        say("Check the cable, that the device is on, and that no other program uses it."),
    )
