"""Knows which requests are turned away before anybody looks at them: those that another site made a
browser send, and those for a name that is not this machine's.

A page of another site can point its own name at this address (DNS rebinding); so a name has to be
known. It can make a browser post here; so what changes something has to come from a page of ours
(``Origin``, ``Sec-Fetch-Site``), or from no browser at all.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from halflap.web.answers import refusal
from halflap.words.sentence import Sentence, say

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def own_names() -> frozenset[str]:
    """What this machine is called on a network without a name server."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return frozenset({"localhost", name, short, f"{short}.local"})


class Guard:
    """Turns them away; ``names`` are those that this server answers to, besides addresses."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app = app
        self._names = frozenset(map(str.lower, names))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        wrong = self._wrong(request)
        if wrong is None:
            await self.app(scope, receive, send)
            return
        status, code, text, remedy = wrong
        await refusal(request, status, code, text, remedy)(scope, receive, send)

    def _wrong(self, request: Request) -> tuple[int, str, Sentence, Sentence] | None:
        host = request.headers.get("host", "")
        if not self._is_ours(host):
            return (
                421,
                "host",
                say("This server does not answer to the name “{name}”.", name=host[:80]),
                say("Use its address, or start it with --address {name}.", name="NAME"),
            )
        if request.method not in READING and not _is_from_here(request, host):
            return (
                403,
                "origin",
                say("Another site sent this: nothing was done."),
                say("Open the page of this meet and do it there."),
            )
        return None

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def _is_from_here(request: Request, host: str) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == host
    except ValueError:
        return False
