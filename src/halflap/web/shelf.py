"""Knows how a page is given again, as it was made, to all who ask for the same at about the time.

When something is released every phone in the stands asks for its page again. It is made once; the
others are given its bytes, compressed, or told that they have them already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from halflap.web.access import COOKIE
from halflap.web.answers import has_it
from halflap.web.asked import asked

MOST = 256
"""So many different answers are kept, the newest."""

CHOICES = frozenset({"lang", "theme"})
"""What may stand behind the question mark of a page that is shared."""

LONGEST_QUERY = 40

OF_A_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})

Key = tuple[str, bytes, str, str, bool]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it goes out: its headers, its whole body, the ETag by which browsers name it."""

    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    etag: str

    def answers(self, request: Request) -> tuple[Message, Message]:
        """The page, or 304 to a browser that has it."""
        status, headers, body = 200, self.headers, self.body
        if has_it(request, self.etag):
            headers = [each for each in headers if each[0] not in OF_A_BODY]
            status, body = 304, b""
        return (
            {"type": "http.response.start", "status": status, "headers": [*headers]},
            {"type": "http.response.body", "body": body},
        )


class Shelf:
    """Gives them; ``is_shared`` says of which paths, and all are made anew when ``moment`` changes.

    What is asked with an official's session is made for the official alone. A page sets no cookies
    but those of the choices it was asked with.
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
        messages: Sequence[Message]
        kept = self._kept.get(key)
        if kept is None:
            kept, messages = await self._made(scope, receive)
            if kept is not None and self._of == moment:
                while len(self._kept) >= MOST:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = kept
        if kept is not None:
            messages = kept.answers(Request(scope))
        for message in messages:
            await send(message)

    def _key(self, scope: Scope) -> Key | None:
        """All that such a page depends on besides what was released; None: it is not shared."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not self._is_shared(scope["path"])
        ):
            return None
        request = Request(scope)
        query = scope["query_string"]
        if len(query) > LONGEST_QUERY or not CHOICES.issuperset(request.query_params):
            return None
        if COOKIE in request.cookies:
            return None
        wanted = asked(request)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        return scope["path"], query, wanted.language, wanted.theme, packed

    async def _made(self, scope: Scope, receive: Receive) -> tuple[Kept | None, Sequence[Message]]:
        """Let it be made whole, whatever the browser has; kept is what went well."""
        said: list[Message] = []

        async def hear(message: Message) -> None:
            said.append(message)

        headers = [each for each in scope["headers"] if each[0] != b"if-none-match"]
        await self.app({**scope, "headers": headers}, receive, hear)
        etag = dict(said[0]["headers"]).get(b"etag")
        if len(said) != 2 or said[0]["status"] != 200 or etag is None:
            return None, said
        return Kept(said[0]["headers"], said[1]["body"], etag.decode()), said
