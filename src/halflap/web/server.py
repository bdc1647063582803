"""Knows how an application is served inside the loop that runs the meet, on sockets of our own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from halflap.web.site import Site
from halflap.web.wire import Gate, Wire

BACKLOG = 2048
ENDING_S = 3
"""Answers that are on their way may take so long when the server ends."""

OWN_FILES = 512
"""So many open files are for the meet itself and for its officials."""

MOST = 16_384


@dataclass(frozen=True, slots=True)
class Place:
    """Where browsers reach a server."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """As it is typed into a browser on this machine."""
        host = "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens; raises ``OSError`` if the place is taken or is none of ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or the loop leaves Nagle's algorithm on: each answer would wait for 40 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except BaseException:
        sock.close()
        raise
    sock.setblocking(False)
    return sock


def place_of(sock: socket.socket) -> Place:
    """Where a socket listens."""
    host, port = sock.getsockname()[:2]
    return Place(host, port)


def connections_allowed() -> int:
    """As many as this system lets a process have, with room for the meet itself.

    The system's soft limit is raised to its hard one.
    """
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return MOST
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or hard > MOST + OWN_FILES:
        wanted = max(soft, MOST + OWN_FILES)
    else:
        wanted = hard
    if wanted > soft:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return max(64, min(MOST, soft - OWN_FILES))


class _Server(uvicorn.Server):
    """One that leaves the signals to whoever runs the meet."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(app: Starlette, sock: socket.socket, *, most: int) -> AsyncIterator[Place]:
    """Serve it while the block runs; answers under way are ended with it.

    ``app`` is one of ``web.app``, whose site tells its streams meanwhile.
    """
    site: Site = app.state.site
    place, gate = place_of(sock), Gate(most)

    class OfThisServer(Wire):
        pass

    OfThisServer.gate = gate
    config = uvicorn.Config(
        app,
        http=OfThisServer,
        ws="none",
        lifespan="off",
        loop="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=ENDING_S,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0)
        site.start()
        yield place
    finally:
        await site.end()
        server.should_exit = True
        await running
        for each in tuple(server.server_state.connections):  # who came while it ended
            each.transport.abort()
        await asyncio.sleep(0)
