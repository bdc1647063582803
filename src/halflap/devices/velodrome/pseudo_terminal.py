"""Knows a serial line without hardware: the device's end of a pseudo-terminal (not on Windows)."""

from __future__ import annotations

import asyncio
import fcntl
import os
import select
import struct
import termios
import tty

from halflap.devices.device_side import DeviceSide

LOOK_S = 0.01
CHUNK = 4096


class PseudoTerminal:
    """One end is ours; hosts open ``path`` as they would a serial port.

    The line is raw: what is sent is what is read, and nothing is echoed.
    """

    def __init__(self, device: DeviceSide) -> None:
        self._device = device
        self._ours, theirs = os.openpty()
        self.path = os.ttyname(theirs)
        tty.setraw(theirs)
        os.close(theirs)  # only then does the system tell us whether a host has it open
        os.set_blocking(self._ours, False)
        self._poll = select.poll()
        self._poll.register(self._ours, select.POLLIN)
        self.opened = asyncio.Event()
        self.heard_at = 0.0
        self._sending = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        """Whether a host has the line open now."""
        return not any(event & select.POLLHUP for _, event in self._poll.poll(0))

    async def watch(self) -> None:
        """Notice a host who comes, and answer what it says, until cancelled."""
        while True:
            if self.is_open:
                self.opened.set()
                if data := self._heard():
                    self.heard_at = asyncio.get_running_loop().time()
                    await self.send(self._device.feed(data))
                    continue
            await asyncio.sleep(LOOK_S)

    def _heard(self) -> bytes:
        try:
            return os.read(self._ours, CHUNK)
        except OSError:  # nothing yet, or the host has closed the line between two looks
            return b""

    async def send(self, data: bytes) -> None:
        """Send to whoever has the line open, waiting while he does not read."""
        async with self._sending:  # an answer never comes between the halves of a line
            while data and self.is_open:
                try:
                    data = data[os.write(self._ours, data) :]
                except BlockingIOError:
                    await asyncio.sleep(LOOK_S)

    async def left(self) -> None:
        """Wait until no host has the line open."""
        while self.is_open:
            await asyncio.sleep(LOOK_S)

    async def read_out(self) -> None:
        """Wait until the host has read everything, or has gone."""
        while self.is_open and self._unread():
            await asyncio.sleep(LOOK_S)
        await asyncio.sleep(LOOK_S)

    def _unread(self) -> int:
        """Bytes sent that no host has read; the line is looked at through its other end."""
        theirs = os.open(self.path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            answer = fcntl.ioctl(theirs, termios.FIONREAD, struct.pack("i", 0))
        finally:
            os.close(theirs)
        return int(struct.unpack("i", answer)[0])

    def close(self) -> None:
        """Unplug the device."""
        os.close(self._ours)
