"""Knows how a file is played again as if its device were there: a recording, or raw bytes.

A recording is played with the pauses it had. Raw bytes have no moments of their own: with a
decoder they get the pauses between their impulses, without one they come at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from halflap.devices.codec import Decoder, Received
from halflap.devices.ports.address import FileAddress
from halflap.devices.ports.base import Arrival, Clock, Unreachable, host_clock, why_not
from halflap.devices.recording import BadRecording, Recorded, is_recording, recorded
from halflap.sport.impulse import DAY_US
from halflap.words.sentence import Sentence, say

Sleep = Callable[[float], Awaitable[None]]

PIECE_BYTES = 64 * 1024

LONGEST_PAUSE_US = 12 * 60 * 60 * 1_000_000
"""Between two impulses of raw bytes: the clock went back, so no pause is known."""


@dataclass(frozen=True, slots=True)
class Played:
    """Bytes that come ``at_us`` microseconds after the first; None: a line cannot be read.

    ``connection`` counts the connections of the recording from 1.
    """

    at_us: int
    data: bytes
    source: str = ""
    protocol: str = ""
    connection: int = 1
    damage: Sentence | None = None


def played(path: Path, decoder: Decoder | None = None) -> Iterator[Played]:
    """What the file gives and when, read as it is needed.

    Raises:
        OSError: it cannot be read.
        BadRecording: it is a recording of a later halflap.
    """
    if is_recording(path):
        return _of_recording(path)
    return _of_raw(path, decoder)


def _of_recording(path: Path) -> Iterator[Played]:
    last_mono_us: int | None = None
    at_us = 0
    for piece in recorded(path):
        if not isinstance(piece, Recorded):
            yield Played(at_us, b"", damage=piece)
            continue
        if last_mono_us is not None:  # a steady clock that went back: another start of the machine
            at_us += max(0, piece.mono_us - last_mono_us)
        last_mono_us = piece.mono_us
        yield Played(at_us, piece.data, piece.source, piece.protocol, piece.connection)


def _of_raw(path: Path, decoder: Decoder | None) -> Iterator[Played]:
    with path.open("rb") as file:
        if decoder is None:
            while data := file.read(PIECE_BYTES):
                yield Played(0, data)
            return
        at_us = 0
        last_us: int | None = None
        while True:
            data = file.read(PIECE_BYTES)
            for event in decoder.feed(data) if data else decoder.close():
                if isinstance(event, Received):
                    us = event.impulse.us
                    if last_us is not None:
                        at_us += _pause(last_us, us, event.impulse.dated)
                    last_us = us
                yield Played(at_us, event.raw)
            if not data:
                return


def _pause(last_us: int, us: int, dated: bool) -> int:
    pause_us = us - last_us if dated else (us - last_us) % DAY_US
    return pause_us if 0 <= pause_us < LONGEST_PAUSE_US else 0


class Pace:
    """Waits until a moment of the file has come, at a speed; 0 never waits.

    The schedule is absolute: a slow reader does not make the whole longer.
    """

    def __init__(
        self,
        speed: float,
        sleep: Sleep = asyncio.sleep,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._speed = speed
        self._sleep = sleep
        self._steady = steady
        self._began: float | None = None

    async def until(self, at_us: int) -> None:
        """Return when it is time for what comes ``at_us`` after the first."""
        if self._speed == 0:
            await asyncio.sleep(0)  # others go on meanwhile
            return
        now = self._steady()
        if self._began is None:
            self._began = now
        wait_s = self._began + at_us / 1_000_000 / self._speed - now
        await self._sleep(max(0.0, wait_s))


class FilePort:
    """A file in place of a device. Bytes get the host's clocks of now, as from a device.

    Where a connection of the recording ended, this one ends too, and can be opened again.
    """

    lost = 0

    def __init__(
        self,
        address: FileAddress,
        clock: Clock = host_clock,
        decoder: Decoder | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._path = Path(address.path)
        self._clock = clock
        self._decoder = decoder
        self._pace = Pace(address.speed, sleep)
        self._pieces: Iterator[Played] | None = None
        self._next: Played | None = None
        self._first: Played | None = None

    @property
    def finite(self) -> bool:
        """All of the file was given; until then the end of a connection is none of the file."""
        return self._next is None

    async def open(self) -> None:
        self._first = self._next
        if self._pieces is None:
            try:
                self._pieces = played(self._path, self._decoder)
            except OSError as error:
                raise _unreadable(why_not(str(self._path), error)) from error

    async def receive(self) -> Arrival | None:
        piece = self._next or self._following()
        if piece is None:
            return None
        self._next = piece  # kept while waiting, so that nothing is lost when this is cancelled
        self._first = self._first or piece
        if piece.source != self._first.source:
            raise Unreachable(
                say("The recording has more than one source."),
                say("Play one of them with halflap replay --source."),
                for_good=True,
            )
        if piece.connection != self._first.connection:
            return None
        await self._pace.until(piece.at_us)
        self._next = None
        return Arrival(piece.data, self._clock())

    def _following(self) -> Played | None:
        if self._pieces is None:
            return None
        try:
            return next((piece for piece in self._pieces if piece.data), None)
        except BadRecording as bad:
            raise Unreachable(bad.text, bad.remedy, for_good=True) from bad
        except OSError as error:
            raise _unreadable(why_not(str(self._path), error)) from error

    async def send(self, data: bytes) -> None:
        """A file takes no commands: they are passed over."""

    async def close(self) -> None:
        self._pieces = iter(())
        self._next = None


def _unreadable(why: Unreachable) -> Unreachable:
    return Unreachable(why.text, why.remedy, for_good=True)
