"""Knows how the public pages become files for any web host: the same pages, asked for one by one
from the first, with links that lead from file to file.

English stands at the top, every other language in a folder of its own. What needs a server is
not there: told ``published`` (see ``stamp``), the templates leave out stream, scripts, the run on
the track and the poster, and say as of when the page is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import parse_qs, quote, unquote, urlsplit

from starlette.types import ASGIApp, Message

from halflap.meet.venue_time import shown
from halflap.web.site import Site
from halflap.words.catalogue import LANGUAGES

FIRST = "en"
HOST = "localhost"

_LINK = re.compile(rb'\b(href|src|action)="([^"]*)"')
_AS_OF = re.compile(rb'<p class="as-of">[^<]*</p>')


class NotWhole(Exception):
    """A page that another one leads to could not be made; ``path`` and the status it gave."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(f"{path}: {status}")
        self.path, self.status = path, status


def stamp(site: Site) -> dict[str, object]:
    """What every page of an export is told: as of which fact it is, and when that was kept."""
    entries = site.live.desk.ledger.entries
    time = shown(site.meet, entries[-1].utc_us, "%Y-%m-%d %H:%M") if entries else "–"
    return {"published": {"seq": site.seq, "time": time}}


def content_of(place: str, body: bytes) -> bytes:
    """What makes a file another one: as of when a page is does not, but on the first pages."""
    first = {"index.html", *(f"{language}/index.html" for language in LANGUAGES)}
    return body if place in first or not place.endswith(".html") else _AS_OF.sub(b"", body, 1)


async def exported(app: ASGIApp) -> dict[str, bytes]:
    """Every public page and what it needs, by its place in the folder."""
    files: dict[str, bytes] = {}
    for language in LANGUAGES:
        waiting, seen = ["/"], {"/"}
        while waiting:
            path = waiting.pop()
            kind, body = await _asked(app, path, language)
            place = place_of(path, kind, language)
            for link in _links(body, kind):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)
            files[place] = _rewritten(body, place, language) if kind == "text/html" else body
    return files


async def _asked(app: ASGIApp, path: str, language: str) -> tuple[str, bytes]:
    """The answer to a GET, without any network."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", HOST.encode()), (b"accept-language", language.encode())],
        "client": ("127.0.0.1", 0),
        "server": (HOST, 80),
        "state": {},
    }
    await app(scope, receive, send)
    start = next(each for each in sent if each["type"] == "http.response.start")
    if start["status"] != 200:
        raise NotWhole(path, start["status"])
    kind = dict(start["headers"]).get(b"content-type", b"").decode().partition(";")[0]
    return kind, b"".join(each.get("body", b"") for each in sent)


def _links(page: bytes, kind: str) -> Iterator[str]:
    """The paths of this site that a page leads to, or needs."""
    for _, value in _LINK.findall(page) if kind == "text/html" else ():
        path = urlsplit(unescape(value.decode())).path
        if path.startswith("/") and not path.startswith("//"):
            yield path


def place_of(path: str, kind: str, language: str) -> str:
    """Where the answer to a path lies in the folder."""
    inner = unquote(path).strip("/")
    if kind != "text/html":
        return _safe(inner)
    folder = "" if language == FIRST else f"{language}/"
    return f"{folder}{_safe(inner)}/index.html" if inner else f"{folder}index.html"


def _safe(path: str) -> str:
    """No part of a path leads upwards or is one that file systems refuse."""
    parts = (re.sub(r'[<>:"|?*\\\x00-\x1f]', "_", part) for part in path.split("/"))
    return "/".join(part if part.strip(". ") else "_" for part in parts)


def _rewritten(page: bytes, place: str, language: str) -> bytes:
    """Its links as they are between files."""
    here = posixpath.dirname(place)

    def link(match: re.Match[bytes]) -> bytes:
        name, value = match[1].decode(), unescape(match[2].decode())
        parts = urlsplit(value)
        if parts.scheme or parts.netloc or (not parts.path and not parts.query):
            return match[0]
        chosen = parse_qs(parts.query)
        if not parts.path and "lang" in chosen:
            to = _in_language(place, language, chosen["lang"][0])
        elif not parts.path:
            return match[0]
        elif parts.path.startswith("/static/") or parts.path == "/qr.svg":
            to = place_of(parts.path, "", language)
        else:
            to = place_of(parts.path, "text/html", language)
        relative = quote(posixpath.relpath(to, here or "."))
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f'{name}="{escape(relative + fragment)}"'.encode()

    return _LINK.sub(link, page)


def _in_language(place: str, language: str, other: str) -> str:
    """The same page in another language."""
    inner = place if language == FIRST else place.partition("/")[2]
    return inner if other == FIRST else f"{other}/{inner}"
