"""Knows how single keys of a terminal are read without waiting for the return key."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from typing import TextIO


async def keys_of(terminal: TextIO) -> AsyncIterator[str]:
    """Every key pressed, one character at a time, until the terminal ends."""
    loop = asyncio.get_running_loop()
    pressed: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        while key := terminal.read(1):
            loop.call_soon_threadsafe(pressed.put_nowait, key)
        loop.call_soon_threadsafe(pressed.put_nowait, "")

    with single_keys(terminal):
        # A thread, because no other way reads a terminal on every system; it dies with us.
        threading.Thread(target=read, daemon=True).start()
        while key := await pressed.get():
            if not key.isspace():
                yield key


@contextlib.contextmanager
def single_keys(terminal: TextIO) -> Iterator[None]:
    """The terminal gives every key at once, and is put back afterwards."""
    try:
        import termios  # noqa: PLC0415 - Windows has none
        import tty  # noqa: PLC0415
    except ImportError:
        yield  # there keys come with the return key
        return
    handle = terminal.fileno()
    before = termios.tcgetattr(handle)
    tty.setcbreak(handle, termios.TCSANOW)  # what was typed already counts
    try:
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
