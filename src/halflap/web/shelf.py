"""Knows how a page is given again, as it was made, to all who ask for the same at about the time.

When something is released every phone in the stands asks for its page again. It is made once; the
others are given its bytes, compressed, before anything else looks at the request.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from halflap.web.access import COOKIE
from halflap.web.answers import has_it
from halflap.web.asked import asked

MOST = 1024
"""So many different answers are kept; nobody's address fills the memory."""

OF_A_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})

Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: its head, its whole body, and the ETag by which a browser names it."""

    start: Message
    body: Message
    etag: str

    def unchanged(self) -> Message:
        """The head that says so to a browser that has the body."""
        left = [each for each in self.start["headers"] if each[0] not in OF_A_BODY]
        return {**self.start, "status": 304, "headers": left}


class Shelf:
    """Gives them; ``is_shared`` says of which paths, and all are made anew when ``moment`` changes.

    What is asked with an official's session is made for the official alone.
    """

    def __init__(
        self, app: ASGIApp, is_shared: Callable[[str], bool], moment: Callable[[], object]
    ) -> None:
        self.app = app
        self._is_shared, self._moment = is_shared, moment
        self._of: object = None
        self._kept: dict[Key, Kept] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        moment = self._moment()
        if moment != self._of:
            self._of, self._kept = moment, {}
        kept = self._kept.get(key)
        if kept is None:
            await self._make(key, moment, scope, receive, send)
        elif has_it(Request(scope), kept.etag):
            await send(kept.unchanged())
            await send({"type": "http.response.body", "body": b""})
        else:
            await send(kept.start)
            await send(kept.body)

    def _key(self, scope: Scope) -> Key | None:
        """All that such a page depends on besides what was released; None: it is not shared."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not self._is_shared(scope["path"])
        ):
            return None
        request = Request(scope)
        if COOKIE in request.cookies:
            return None
        wanted = asked(request)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        host = request.headers.get("host", "")
        address = (scope["scheme"], host, scope["path"], scope["query_string"])
        return (*address, wanted.language, wanted.theme, packed)

    async def _make(
        self, key: Key, moment: object, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let it be made, and keep what goes out whole and is nobody's own."""
        said: list[Message] = []

        async def sending(message: Message) -> None:
            said.append(message)
            await send(message)

        await self.app(scope, receive, sending)
        if len(said) != 2 or said[0]["status"] != 200 or len(self._kept) >= MOST:
            return
        headers = dict(said[0]["headers"])
        if self._of == moment and b"set-cookie" not in headers and b"etag" in headers:
            self._kept[key] = Kept(said[0], said[1], headers[b"etag"].decode())
