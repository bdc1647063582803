"""Knows how commands listen to sources until it is time, Ctrl-C, or the sources have ended."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
from collections.abc import Callable, Sequence

from halflap.cli.failure import unusable
from halflap.devices.guarded import Guarded
from halflap.devices.health import HealthChange
from halflap.devices.ports.address import BadAddress, read_address
from halflap.devices.ports.hand import KeyboardPort
from halflap.devices.ports.opening import port_of
from halflap.devices.protocols import PROTOCOLS, Protocol
from halflap.devices.source import Chunk, Source
from halflap.words.sentence import say

Item = Chunk | HealthChange
Took = Callable[[Source, Item], None]

LAST_WORDS_S = 3.0
"""How long a source may take to give what it has already received, once it is to stop."""

_NAMED = re.compile(r"([^=@:/]+)=([a-z0-9]+)@(.+)", re.DOTALL)


def source_at(address: str, protocol: Protocol, name: str) -> Source:
    """The source at an address as people write it; a failure says what is wrong with it."""
    try:
        found = read_address(address)
    except BadAddress as bad:
        raise unusable("address", bad.text, bad.remedy) from bad
    port = port_of(found, protocol.encode, Guarded(protocol.decoder))
    return Source(name, port, protocol, where=str(found))


def sources_of(given: Sequence[str], protocol: str | None) -> list[Source]:
    """Sources as ``NAME=PROTOCOL@ADDRESS``, or as addresses that all speak ``protocol``."""
    sources: list[Source] = []
    for text in given:
        named = _NAMED.fullmatch(text)
        if named:
            sources.append(source_at(named[3], protocol_of(named[2]), named[1]))
        elif protocol:
            spoken = protocol_of(protocol)
            number = sum(source.protocol is spoken for source in sources) + 1
            name = spoken.name if number == 1 else f"{spoken.name}-{number}"
            sources.append(source_at(text, spoken, name))
        else:
            raise unusable(
                "protocol",
                say("Which protocol does “{address}” speak?", address=text),
                say("Give --protocol, or write it as NAME=PROTOCOL@ADDRESS."),
            )
    names = [source.name for source in sources]
    if twice := [name for name in names if names.count(name) > 1]:
        raise unusable(
            "name",
            say("Two sources are called {name}.", name=twice[0]),
            say("Give each its own name."),
        )
    if sum(isinstance(source.port, KeyboardPort) for source in sources) > 1:
        raise unusable(
            "keyboard",
            say("Only one source can read the keyboard."),
            say("Give one keyboard: all keys, such as keyboard:1=C0,2=C2,3=C3."),
        )
    return sources


def protocol_of(name: str) -> Protocol:
    """The protocol of that name, or a failure with all names."""
    if name not in PROTOCOLS:
        raise unusable(
            "protocol",
            say("“{protocol}” is no protocol.", protocol=name),
            say("It is one of: {protocols}.", protocols=", ".join(PROTOCOLS)),
        )
    return PROTOCOLS[name]


def listen(
    sources: Sequence[Source],
    took: Took,
    tick: Callable[[], None] = lambda: None,
    seconds: float | None = None,
    every_s: float = 0.5,
) -> None:
    """Give ``took`` everything that comes, and call ``tick`` regularly.

    ``tick`` is called a last time before the sources are left. What has been received then is
    still given. An exception of either ends it.
    """
    asyncio.run(_listen(sources, took, tick, seconds, every_s))


async def _listen(
    sources: Sequence[Source],
    took: Took,
    tick: Callable[[], None],
    seconds: float | None,
    every_s: float,
) -> None:
    reading = [asyncio.create_task(_read(source, took)) for source in sources]
    ticking = asyncio.create_task(_tick(tick, every_s))
    over = asyncio.create_task(_over(reading, seconds))
    try:
        await asyncio.wait([over, ticking], return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        # Ctrl-C is how people end it: what follows is the orderly end.
        current = asyncio.current_task()
        if current:
            current.uncancel()
    over.cancel()
    if not ticking.done():
        tick()
    for source in sources:
        await source.stop()
    _, late = await asyncio.wait(reading, timeout=LAST_WORDS_S)
    for task in (*late, ticking):
        task.cancel()
    for task in (*reading, ticking):
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _over(reading: Sequence[asyncio.Task[None]], seconds: float | None) -> None:
    """Return when it is time, the program is asked to end, or nothing more comes."""
    ended = asyncio.Event()
    with contextlib.suppress(NotImplementedError):  # Windows has no such signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    asked = asyncio.create_task(ended.wait())
    all_read = asyncio.ensure_future(asyncio.wait(reading, return_when=asyncio.FIRST_EXCEPTION))
    try:
        await asyncio.wait([asked, all_read], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
        all_read.cancel()


async def _read(source: Source, took: Took) -> None:
    async for item in source.stream():
        took(source, item)


async def _tick(tick: Callable[[], None], every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        tick()
