"""A meet served on a port of its own, and a browser of few words that asks it."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette

from halflap.hub.desk import Desk
from halflap.hub.live import Live
from halflap.web.app import of_site
from halflap.web.server import Place, bound, serving
from halflap.web.site import Settings, Site
from tests.hub.live_helper import new_meet

PATIENCE_S = 20.0
MOST = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``body`` is unpacked where it came compressed."""

    status: int
    headers: dict[str, str]
    body: bytes
    raw: bytes = b""

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """A meet that is served, and where."""

    live: Live
    site: Site
    place: Place
    _waiting: list[asyncio.Task[None]] = field(default_factory=list)

    async def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page; ``accept_language="fr"`` and the like are headers."""
        return await ask(self.place, "GET", path, headers)


@contextlib.asynccontextmanager
async def served(
    path: Path,
    *,
    settings: Settings | None = None,
    app: Callable[[Site], Starlette] = of_site,
    most: int = MOST,
) -> AsyncIterator[Served]:
    """A meet file, made with four riders drawn if it is not there, served while the block runs."""
    if not path.exists():
        new_meet(path)
    with Desk.open(path, write=True) as desk:
        async with Live(desk) as live:
            site = Site(live, settings)
            async with serving(app(site), bound("127.0.0.1", 0), most=most) as place:
                yield Served(live, site, place)


async def ask(
    place: Place,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Answer:
    """One request on a connection of its own."""
    sent = {"host": f"{place.host}:{place.port}", "connection": "close"}
    sent |= {name.replace("_", "-"): value for name, value in (headers or {}).items()}
    if body:
        sent["content-length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    async with asyncio.timeout(PATIENCE_S):
        reader, writer = await asyncio.open_connection(place.host, place.port)
        try:
            writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            answer = await reader.read()
        finally:
            writer.close()
    return read(answer)


def read(answer: bytes) -> Answer:
    """An answer as it came on the wire."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(chunks(body))
    unpacked = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
    return Answer(int(first.split()[1]), headers, unpacked, answer)


def chunks(body: bytes) -> list[bytes]:
    """The pieces of a chunked body."""
    found = []
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        found.append(body[:length])
        body = body[length + 2 :]
    return found
