"""How long after its fact a split reaches ten thousand spectators, and what the console feels.

A meet is served by one process; two impulses a second make two messages a second, and another
process holds the browsers. Meanwhile an official gives commands over HTTP and waits until the
officials' stream shows what followed. Beside it, in the same run, stands a bare asyncio writer that
does nothing but write a message of the same size to every connection. At the end something is
released, all spectators ask for the first page again, and the official goes on.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from benchmarks.measurement import Measurement
from benchmarks.spectators import at
from halflap.hub.desk import Desk, Done
from halflap.hub.live import Kept, Live, Told
from halflap.journal.facts_timing import SourceAttached
from halflap.meet.commands import ArmHeat, AttachSource, BypassCheck, OpenCompetition
from halflap.rulebook.format_file import shipped_text
from halflap.web.access import COOKIE
from halflap.web.app import of_site
from halflap.web.roles import Role
from halflap.web.server import bound, connections_allowed, serving
from halflap.web.site import Site
from tests.hub.live_helper import MORNING_S, heat, impulses, new_meet
from tests.meet.timing_table import splits

COUNT = int(os.environ.get("HALFLAP_SPECTATORS", "10000"))
SECONDS = 30.0
EVERY_S = 0.5
TIMES_BARE = 2.0
CONSOLE_MS = 100.0
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
PAGE = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Found:
    """What one server did: for spectators, in memory, and for the console."""

    heard: dict[str, int]
    sent: int
    per_client_kb: float
    console_ms: tuple[float, ...] = ()
    size: int = 0
    asked: dict[str, float] = field(default_factory=dict)
    console_asked_ms: tuple[float, ...] = ()


def measure(seed: int) -> Iterator[Measurement]:
    """Ours and the bare one, each in a process of its own."""
    ours = _apart(_ours, 0)
    bare = _apart(_bare, ours.size)
    of_all = f"{COUNT:,} spectators"
    ms = {"ours": ours.heard["p99_us"] / 1000, "bare": bare.heard["p99_us"] / 1000}
    yield Measurement(f"{of_all}: turned away or dropped", _lost(ours), "spectators", 0)
    each = ours.heard["messages"] / COUNT
    yield Measurement("splits and the like told to each", each, "messages")
    yield Measurement("fact to spectator, median", ours.heard["p50_us"] / 1000, "ms")
    yield Measurement("fact to spectator, 99 of 100", ms["ours"], "ms")
    yield Measurement("a bare writer, median", bare.heard["p50_us"] / 1000, "ms")
    yield Measurement("a bare writer, 99 of 100", ms["bare"], "ms")
    yield Measurement("ours in terms of the bare writer", ms["ours"] / ms["bare"], "x", TIMES_BARE)
    yield Measurement("memory for each spectator", ours.per_client_kb, "kB")
    yield Measurement("memory for each, bare writer", bare.per_client_kb, "kB")
    kb = ours.per_client_kb / bare.per_client_kb
    yield Measurement("ours in terms of the bare writer", kb, "x", TIMES_BARE)
    yield from _console_of("", ours.console_ms)
    lost = COUNT - ours.asked["pages"]
    yield Measurement("asking for the page after a release: in vain", lost, "spectators", 0)
    yield Measurement("a page when all ask, median", ours.asked["p50_ms"], "ms")
    yield Measurement("a page when all ask, 99 of 100", ours.asked["p99_ms"], "ms")
    yield from _console_of(" of that", ours.console_asked_ms)


def _console_of(when: str, found: Sequence[float]) -> Iterator[Measurement]:
    of = sorted(found)
    yield Measurement(f"key to screen meanwhile{when}, median", statistics.median(of), "ms")
    worst = at(0.99, of)
    yield Measurement(f"key to screen meanwhile{when}, 99 of 100", worst, "ms", CONSOLE_MS)


def _lost(found: Found) -> int:
    return COUNT - found.heard["opened"] + found.heard["ended"]


def _apart(server: Callable[[int], Awaitable[Found]], size: int) -> Found:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_run, server, size).result()


def _run(server: Callable[[int], Awaitable[Found]], size: int) -> Found:
    async def whole() -> Found:
        return await server(size)

    return asyncio.run(whole())


def _resident_kb() -> float:
    return int(PAGE.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


@asynccontextmanager
async def spectators(port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """The other process, once all its browsers are there."""
    command = (sys.executable, "-m", "benchmarks.spectators", str(port), str(COUNT), str(SECONDS))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=2**20)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"listening\n"
    yield process


async def _said(process: asyncio.subprocess.Process, made: dict[int, int]) -> dict[str, int]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(made).encode() + b"\n")
    await process.stdin.drain()
    heard: dict[str, int] = json.loads(await process.stdout.readline())
    return heard


async def _ours(_: int) -> Found:
    made: dict[int, int] = {}

    def told(what: Told) -> None:
        if isinstance(what, Kept):
            made[what.entries[-1].seq] = time.monotonic_ns() // 1000

    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        path = Path(folder) / "day.halflap"
        new_meet(path)
        with Desk.open(path, write=True) as desk:
            async with Live(desk) as live:
                site = Site(live)
                sock = bound("127.0.0.1", 0)
                async with serving(of_site(site), sock, most=connections_allowed()) as place:
                    live.listeners.insert(0, told)
                    return await _meet(site, place.port, made)


async def _meet(site: Site, port: int, made: dict[int, int]) -> Found:
    live = site.live
    source = SourceAttached(source="timy", protocol="timy")
    await live.attach(AttachSource(attached=source), "Ana")
    await live.act(BypassCheck(by="Ana", reason="a bench"), "Ana")
    word = await _signed_in(site)
    before = _resident_kb()
    async with spectators(port) as process:
        grown = _resident_kb() - before
        await live.act(ArmHeat(competition="men", phase="qualifying", heat="1"), "Ana")
        made.clear()
        console = asyncio.create_task(_console(site, port, word, 0.3))
        passings = heat(MORNING_S, splits(half_laps=16), splits(8.3, half_laps=16))
        passings = passings[: int(SECONDS / EVERY_S) - 4]
        await live.serve([impulses(passings, pause_s=EVERY_S)])
        console.cancel()
        heard = await _said(process, made)
        size = len(site.streams["public"].live_data())
        keys = tuple(await console)
        asked, keys_then = await _asked(site, port, process, word)
    return Found(heard, len(passings), grown / COUNT, keys, size, asked, keys_then)


async def _asked(
    site: Site, port: int, process: asyncio.subprocess.Process, word: str
) -> tuple[dict[str, float], tuple[float, ...]]:
    """Another competition is released, and all ask for the first page."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"ask\n")
    assert await process.stdout.readline() == b"asking\n"
    console = asyncio.create_task(_console(site, port, word, 0.02))
    women = OpenCompetition(
        competition="women",
        title="Women",
        category="women",
        distance_m=3000,
        format_text=shipped_text("olympic-2004"),
    )
    assert isinstance(await site.live.act(women, "Ana"), Done)
    asked: dict[str, float] = json.loads(await process.stdout.readline())
    console.cancel()
    await process.wait()
    return asked, tuple(await console)


async def _signed_in(site: Site) -> str:
    assert site.access.new is not None
    pin = site.access.new.pins[Role.TIMEKEEPER]
    return await site.access.sign_in("Ana", Role.TIMEKEEPER, pin, "127.0.0.1")


async def _console(site: Site, port: int, word: str, pause_s: float) -> list[float]:
    """An official pauses the automation and resumes it, and waits each time until he sees it."""
    head = f"host: 127.0.0.1:{port}\r\ncookie: {COOKIE}={word}\r\nx-halflap: 1\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /events/officials HTTP/1.1\r\n{head}\r\n".encode())
    await reader.readuntil(b"event: snapshot")
    asking, giving = await asyncio.open_connection("127.0.0.1", port)
    found: list[float] = []
    try:
        for number in itertools.count():
            name = "ResumeAutomation" if site.meet.timing.paused else "PauseAutomation"
            body = json.dumps({"id": f"bench {time.monotonic_ns()}", "command": {}})
            began = time.perf_counter()
            post = f"POST /api/v1/commands/{name} HTTP/1.1\r\n{head}content-length: {len(body)}"
            giving.write(f"{post}\r\n\r\n{body}".encode())
            answer = await asking.readuntil(b"}")
            assert b" 200 " in answer, answer
            await reader.readuntil(b'"part":"console"')
            found.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(pause_s + (number * 7 % 5) * pause_s / 6)
    except asyncio.CancelledError:
        pass
    finally:
        writer.close()
        giving.close()
    return found


# --- the bare writer


class _BareClient(asyncio.Protocol):
    """A connection that is answered with a stream whatever it asks."""

    everybody: ClassVar[set[asyncio.Transport]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.everybody.add(transport)

    def data_received(self, data: bytes) -> None:
        self.transport.write(HEAD)

    def connection_lost(self, exc: Exception | None) -> None:
        self.everybody.discard(self.transport)


async def _bare(size: int) -> Found:
    connections_allowed()
    loop = asyncio.get_running_loop()
    sock = bound("127.0.0.1", 0)
    server = await loop.create_server(_BareClient, sock=sock, backlog=2048)
    made: dict[int, int] = {}
    before = _resident_kb()
    async with spectators(sock.getsockname()[1]) as process:
        grown = _resident_kb() - before
        rounds = int(SECONDS / EVERY_S) - 4
        for seq in range(1, rounds + 1):
            await asyncio.sleep(EVERY_S)
            made[seq] = time.monotonic_ns() // 1000
            text = f'id: x\nevent: live\ndata: {{"seq":{seq},"live":"'.encode()
            message = text + b"x" * max(0, size - len(text)) + b'"}\n\n'
            for transport in tuple(_BareClient.everybody):
                transport.write(message)
        heard = await _said(process, made)
        await process.communicate()
    server.close()
    return Found(heard, rounds, grown / COUNT)
