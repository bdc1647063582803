"""Meets with a Timy on the other end of a script: what a day of heats looks like to the loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from halflap.devices.health import HealthChange
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk
from halflap.hub.desk import Desk, Done
from halflap.hub.live import Live
from halflap.journal.facts_timing import SourceAttached
from halflap.meet.commands import AttachSource, BypassCheck
from halflap.sport.impulse import Impulse
from tests.meet.timing_table import TimingDesk, splits

MORNING_S = 36_000
TIMY = SourceAttached(source="timy", protocol="timy")


def line(channel: str, at: float, *, memory: bool = False) -> bytes:
    """A line of the Timy: an impulse at ``at`` seconds of the day."""
    impulse = Impulse(channel, round(at * 10_000) * 100, memory=memory)
    return PROTOCOLS["timy"].encode(impulse)


def heat(
    gun: float, home: Sequence[float] | None, back: Sequence[float] | None
) -> list[tuple[float, str]]:
    """The impulses of a heat: (seconds of the day, channel), the gun first."""
    passings = [(gun, "C0")]
    for ride, lines in ((home, ("C3", "C2")), (back, ("C2", "C3"))):
        passings += [(gun + at, lines[n % 2]) for n, at in enumerate(ride or ()) if at > 0]
    return sorted(passings)


def two_heats() -> list[tuple[float, str]]:
    """Both qualifying heats of four riders, five minutes apart."""
    return [
        *heat(MORNING_S, splits(8.0), splits(8.3)),
        *heat(MORNING_S + 300, splits(7.9), splits(8.1)),
    ]


class Script:
    """A source that gives what is written; ``pause_s`` between two pieces, 0 gives way only."""

    def __init__(
        self,
        pieces: Iterable[bytes | HealthChange],
        name: str = "timy",
        protocol: str = "timy",
        pause_s: float = 0.0,
        host: Iterable[float] | None = None,
    ) -> None:
        self.name = name
        self._pieces = list(pieces)
        self._host = list(host) if host is not None else None
        self._decoder = PROTOCOLS[protocol].decoder()
        self._pause_s = pause_s
        self._stopped = False
        self.awaited: list[bool] = []

    async def stream(self) -> AsyncIterator[Chunk | HealthChange]:
        for number, piece in enumerate(self._pieces):
            await asyncio.sleep(self._pause_s)
            if self._stopped:
                return
            if isinstance(piece, HealthChange):
                yield piece
                continue
            host = self._host[number] if self._host is not None else MORNING_S + number
            us = round(host * 1_000_000)
            yield Chunk(self.name, 1, piece, us, us, tuple(self._decoder.feed(piece)))

    def await_lines(self, awaited: bool) -> None:
        self.awaited.append(awaited)

    async def stop(self) -> None:
        self._stopped = True


def impulses(passings: Sequence[tuple[float, str]], **options: float) -> Script:
    """A source that sends these, one line at a time, the host's clock going with them."""
    return Script(
        [line(channel, at) for at, channel in passings],
        host=[at + 0.01 for at, _ in passings],
        **options,  # type: ignore[arg-type]
    )


def new_meet(path: Path) -> None:
    """A meet file of four riders with its qualifying drawn, and no device yet."""
    path.write_bytes(_new_meet())


@cache
def _new_meet() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.halflap"
        _make(path)
        return path.read_bytes()


def _make(path: Path) -> None:
    table = TimingDesk()
    with Desk.create(path) as desk:
        for number, command in enumerate(table.commands):
            if isinstance(command, AttachSource | BypassCheck):
                continue
            done = desk.act(command, "secretary", f"command {number}")
            assert isinstance(done, Done), done


async def opened(live: Live, *attached: SourceAttached) -> None:
    """Attach the devices and answer for the check."""
    for each in attached or (TIMY,):
        assert await live.attach(AttachSource(attached=each), "Ana") is None
    if live.meet.timing.bypass is None:
        await live.act(BypassCheck(by="Ana", reason="a test"), "Ana")
