"""Knows serial lines and pseudo terminals, through serialx (the extra ``serial``)."""

from __future__ import annotations

import asyncio

from halflap.devices.ports.address import SerialAddress
from halflap.devices.ports.base import Arrival, Clock, Unreachable, host_clock, why_not
from halflap.devices.ports.inbox import Inbox
from halflap.devices.ports.tcp import closed, received, sent
from halflap.words.sentence import say


class SerialPort:
    """A serial line of 8 data bits, no parity, 1 stop bit, used by this program alone."""

    finite = False
    lost = 0

    def __init__(self, address: SerialAddress, clock: Clock = host_clock) -> None:
        self._address = address
        self._clock = clock
        self._inbox: Inbox | None = None

    async def open(self) -> None:
        # Loaded late: it costs a tenth of a second, and is there only with its extra.
        try:
            import serialx  # noqa: PLC0415
        except ImportError as error:
            raise missing_extra("serialx", "serial") from error
        await self.close()
        address = self._address
        inbox = Inbox(self._clock)
        try:
            await serialx.create_serial_connection(
                asyncio.get_running_loop(),
                lambda: inbox,
                address.path,
                baudrate=address.baud,
                rtscts=address.rtscts,
            )
        except OSError as error:
            raise why_not(address.path, error) from error
        except serialx.SerialException as error:
            raise Unreachable(
                say("{where}: {problem}.", where=address.path, problem=str(error)),
                say("Check the baud rate and the options of the address."),
            ) from error
        self._inbox = inbox

    async def receive(self) -> Arrival | None:
        return await received(self._inbox, self._address.path)

    async def send(self, data: bytes) -> None:
        await sent(self._inbox, data, self._address.path)

    async def close(self) -> None:
        await closed(self._inbox)
        if self._inbox:  # the next opening of the line would otherwise find it in use
            await self._inbox.gone()


def missing_extra(library: str, extra: str) -> Unreachable:
    """A port whose library is not installed."""
    return Unreachable(
        say("This port needs {library}, which is not installed.", library=library),
        say("Install it with: pip install 'halflap[{extra}]'", extra=extra),
        for_good=True,
    )
