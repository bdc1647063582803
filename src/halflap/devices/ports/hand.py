"""Knows impulses given by hand: a button on a screen, and the keys of this terminal.

They are stamped by the host's UTC clock and take the same way as all others: as bytes of a wire
protocol, which the caller chooses by its ``encode``.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TextIO

from halflap.devices.ports.address import KeyboardAddress
from halflap.devices.ports.base import Arrival, Clock, HostMoment, Unreachable, host_clock
from halflap.devices.ports.inbox import Inbox
from halflap.sport.impulse import DAY_US, Impulse
from halflap.words.sentence import say

Encode = Callable[[Impulse], bytes]


class HandPort:
    """Impulses of ``press``; the button on the screen calls it."""

    finite = False
    lost = 0

    def __init__(self, encode: Encode, clock: Clock = host_clock) -> None:
        self._encode = encode
        self._clock = clock
        self._inbox = Inbox(clock)
        self._pressed = 0

    def press(self, channel: str, at: HostMoment | None = None) -> None:
        """A person saw the sensor's moment, now or at ``at``."""
        self._pressed += 1
        utc_us = (at or self._clock()).utc_us
        impulse = Impulse(channel, utc_us % DAY_US, number=self._pressed, digits=6, manual=True)
        self._inbox.take_in(self._encode(impulse))

    async def open(self) -> None:
        if self._inbox.ended:
            self._inbox = Inbox(self._clock)

    async def receive(self) -> Arrival | None:
        return await self._inbox.receive()

    async def send(self, data: bytes) -> None:
        """Nobody listens."""

    async def close(self) -> None:
        self._inbox.end()


class KeyboardPort(HandPort):
    """Keys of the terminal (or characters of a pipe, whose end ends the port).

    ``other_key`` gets every key that is no impulse: only one can read a terminal.
    """

    finite = True

    def __init__(
        self,
        address: KeyboardAddress,
        encode: Encode,
        clock: Clock = host_clock,
        keys: TextIO | None = None,
    ) -> None:
        super().__init__(encode, clock)
        self._channels = dict(address.keys)
        self.other_key: Callable[[str], None] = _ignored
        self._keys = keys or sys.stdin
        self._opened = contextlib.ExitStack()

    @property
    def keys(self) -> frozenset[str]:
        """The keys that are impulses."""
        return frozenset(self._channels)

    async def open(self) -> None:
        await super().open()
        self._opened.close()
        loop = asyncio.get_running_loop()
        try:
            if sys.platform == "win32":
                self._opened.callback(_windows_keys(loop, self._typed))
            else:
                self._opened.enter_context(_unbuffered(self._keys))
                self._opened.callback(_posix_keys(loop, self._keys, self._typed))
        except (OSError, ValueError) as error:
            raise Unreachable(
                say("There is no keyboard to read."),
                say("Run this in a terminal, or give it its keys through a pipe."),
                for_good=True,
            ) from error

    def _typed(self, text: str) -> None:
        at = self._clock()
        if not text:
            self._inbox.end()
        for key in text:
            if channel := self._channels.get(key):
                self.press(channel, at)
            else:
                self.other_key(key)

    async def close(self) -> None:
        self._opened.close()
        await super().close()


def _ignored(key: str) -> None:
    """A key that is no impulse, and nobody else's."""


if sys.platform == "win32":
    import msvcrt

    def _windows_keys(
        loop: asyncio.AbstractEventLoop, typed: Callable[[str], None]
    ) -> Callable[[], None]:
        """Windows has keys only for a thread that waits for them."""
        over = threading.Event()

        def read() -> None:
            while not over.wait(0.002):
                while msvcrt.kbhit():
                    loop.call_soon_threadsafe(typed, msvcrt.getwch())

        threading.Thread(target=read, daemon=True).start()
        return over.set

else:
    import os
    import termios
    import tty

    def _posix_keys(
        loop: asyncio.AbstractEventLoop, keys: TextIO, typed: Callable[[str], None]
    ) -> Callable[[], None]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")

        def ready() -> None:
            try:
                data = os.read(keys.fileno(), 1024)
            except OSError:
                data = b""  # the terminal is gone
            if not data:
                loop.remove_reader(keys)
                typed("")
            elif text := decoder.decode(data):
                typed(text)

        loop.add_reader(keys, ready)
        return lambda: _stop(loop, keys)

    def _stop(loop: asyncio.AbstractEventLoop, keys: TextIO) -> None:
        loop.remove_reader(keys)

    @contextlib.contextmanager
    def _unbuffered(keys: TextIO) -> Iterator[None]:
        """A terminal gives each key at once and does not show it."""
        if not keys.isatty():
            yield
            return
        before = termios.tcgetattr(keys)
        tty.setcbreak(keys)
        try:
            yield
        finally:
            termios.tcsetattr(keys, termios.TCSADRAIN, before)
