"""Knows where replayed bytes go: a device's end of a line, and standard output.

Most sinks are ports used the other way round; a pseudo terminal and standard output exist only
here.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from halflap.devices.ports.address import (
    BadAddress,
    FileAddress,
    KeyboardAddress,
    MqttAddress,
    TcpListenAddress,
    UdpAddress,
    read_address,
)
from halflap.devices.ports.base import Port, Unreachable, why_not
from halflap.devices.ports.mqtt import MqttPort
from halflap.devices.ports.opening import port_of
from halflap.devices.ports.tcp import TcpListenPort
from halflap.devices.ports.udp import UdpSender
from halflap.sport.impulse import Impulse
from halflap.words.sentence import Sentence, say

FORMS = (
    "tcp-listen:[HOST:]PORT",
    "tcp:HOST:PORT",
    "pty[:PATH]",
    "serial:PATH[@BAUD]",
    "udp:HOST:PORT",
    "mqtt://HOST[:PORT]/TOPIC",
    "-",
)
"""The forms of a sink, for help and refusals."""

OPENING_S = 0.2
"""Programs throw away what waits on a serial line when they open it."""

Tell = Callable[[Sentence], None]


class Sink(Protocol):
    """Takes bytes."""

    async def send(self, data: bytes) -> None:
        """Returns when they are on their way. Raises Unreachable where nobody takes them."""
        ...


class _Stdout:
    """Standard output as it is, without an end of line of its own."""

    async def send(self, data: bytes) -> None:
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError as error:
            raise Unreachable(say("Nobody reads the output any longer.")) from error


@asynccontextmanager
async def sink_of(text: str, tell: Tell) -> AsyncIterator[Sink]:
    """The sink that a person wrote, ready to take bytes; ``tell`` hears where it can be reached.

    Raises:
        BadAddress: the text is no sink.
        Unreachable: nobody is there.
    """
    if text == "-":
        yield _Stdout()
    elif text == "pty" or text.startswith("pty:"):
        async with _terminal(text.removeprefix("pty").removeprefix(":"), tell) as sink:
            yield sink
    else:
        port = _port(text)
        try:
            if isinstance(port, TcpListenPort):
                number = await port.listen()
                tell(say("Waiting for a connection at port {port}.", port=number))
            await port.open()
            passing_over = asyncio.create_task(_pass_over(port))
            try:
                yield port
            finally:
                passing_over.cancel()
        finally:
            await port.close()


def _port(text: str) -> Port:
    address = read_address(text)
    match address:
        case UdpAddress(host=host) if host:
            return UdpSender(address)
        case MqttAddress():
            return MqttPort(address, listen=False)
        case TcpListenAddress():
            return TcpListenPort(address)
        case UdpAddress() | FileAddress() | KeyboardAddress():
            raise BadAddress(
                say("Nothing can be sent to “{address}”.", address=text),
                say("Write one of: {forms}.", forms="  ".join(FORMS)),
            )
        case _:
            return port_of(address, _no_keys)


def _no_keys(_: Impulse) -> bytes:
    return b""


async def _pass_over(port: Port) -> None:
    """What the other end sends (commands) must not stop it from sending more."""
    try:
        while await port.receive() is not None:
            pass
    except Unreachable:
        return  # sending will say so


@asynccontextmanager
async def _terminal(link: str, tell: Tell) -> AsyncIterator[Sink]:
    """A new pseudo terminal, under the name ``link`` too where one is given."""
    if sys.platform == "win32":
        raise Unreachable(
            say("Windows has no pseudo terminals."),
            say("Write one of: {forms}.", forms="  ".join(FORMS)),
            for_good=True,
        )
    import tty  # noqa: PLC0415 - not on Windows

    master, line_end = os.openpty()
    open_ends = [master]
    try:
        tty.setraw(line_end)
        os.set_blocking(master, False)
        name = os.ttyname(line_end)
        os.close(line_end)
        if link:
            _point(Path(link), name)
        tell(say("The device is at {path}.", path=link or name))
        terminal = _Terminal(master)
        await terminal.somebody()
        line_end = os.open(name, os.O_RDWR | os.O_NOCTTY)
        open_ends.append(line_end)
        asyncio.get_running_loop().add_reader(master, terminal.pass_over)
        try:
            yield terminal
            await terminal.taken(line_end)
        finally:
            asyncio.get_running_loop().remove_reader(master)
    except OSError as error:
        raise why_not(link or "pty", error) from error
    finally:
        if link and Path(link).is_symlink():
            Path(link).unlink()
        for end in open_ends:
            os.close(end)


def _point(link: Path, name: str) -> None:
    """Let ``link`` lead to the terminal; one that an earlier run left is replaced."""
    if link.is_symlink():
        link.unlink()
    link.symlink_to(name)


class _Terminal:
    """The device's end of a pseudo terminal."""

    def __init__(self, master: int) -> None:
        self._master = master

    async def somebody(self) -> None:
        """Return when the line end was opened, and what its opener throws away is thrown away."""
        import select  # noqa: PLC0415 - poll is not on Windows

        poll = select.poll()
        poll.register(self._master, 0)
        while any(event & select.POLLHUP for _, event in poll.poll(0)):
            await asyncio.sleep(0.02)
        await asyncio.sleep(OPENING_S)

    async def send(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        left = memoryview(data)
        while left:
            try:
                left = left[os.write(self._master, left) :]
            except BlockingIOError:
                writable = asyncio.Event()
                loop.add_writer(self._master, writable.set)
                await writable.wait()
                loop.remove_writer(self._master)

    def pass_over(self) -> None:
        """Commands of the other end are not answered."""
        try:
            os.read(self._master, 4096)
        except BlockingIOError:
            return

    async def taken(self, line_end: int) -> None:
        """Return when the other end has read everything, or after two seconds without reading.

        The kernel holds more than it tells of at once, so nothing must wait five times in a row.
        """
        import fcntl  # noqa: PLC0415 - not on Windows
        import struct  # noqa: PLC0415
        import termios  # noqa: PLC0415

        waiting, unread, empty = 0, 0, 0
        while unread < 100 and empty < 5:
            before = waiting
            answer = fcntl.ioctl(line_end, termios.FIONREAD, struct.pack("i", 0))
            waiting = struct.unpack("i", answer)[0]
            empty = 0 if waiting else empty + 1
            unread = unread + 1 if waiting and waiting >= before else 0
            await asyncio.sleep(0.02)
