"""Knows the files that pages bring along: styles, scripts and pictures, as they go on the wire.

They are read once. Under ``/static/<version>/`` a file never changes and is kept by the browser;
under ``/static/`` it is asked for again each time. Scripts name each other relatively (``./x.js``),
so that one page never holds two copies of a module.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from halflap.web.answers import etag_of, has_it

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "json": "application/json",
    "wav": "audio/wav",
}
FOR_EVER = "public, max-age=31536000, immutable"
WORTH_IT = 200
"""Smaller files are not compressed."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file: ``packed`` is it compressed, if that is worth it."""

    body: bytes
    packed: bytes | None
    etag: str
    type: str


@cache
def assets() -> Mapping[str, Asset]:
    """All of them, by their paths below ``static``."""
    return dict(_read(files("halflap.web") / "static", ""))


@cache
def version() -> str:
    """What the addresses of the files hold, so that a new version of any is fetched anew."""
    digest = blake2b(digest_size=6)
    for path, asset in sorted(assets().items()):
        digest.update(f"{path} {asset.etag}\n".encode())
    return digest.hexdigest()


def address(path: str) -> str:
    """Where a page finds a file; raises ``KeyError`` if there is none."""
    assets()[path]
    return f"/static/{version()}/{path}"


def _read(folder: Traversable, under: str) -> Iterator[tuple[str, Asset]]:
    for file in folder.iterdir():
        path = f"{under}{file.name}"
        if file.is_dir():
            yield from _read(file, f"{path}/")
            continue
        kind = file.name.rpartition(".")[2]
        if kind in TYPES:
            body = file.read_bytes()
            packed = gzip.compress(body, 9, mtime=0) if len(body) >= WORTH_IT else None
            yield path, Asset(body, packed, etag_of(body), TYPES[kind])


async def _static(request: Request) -> Response:
    path: str = request.path_params["path"]
    first, _, rest = path.partition("/")
    lasting = first == version()
    asset = assets().get(rest if lasting else path)
    if asset is None:
        raise HTTPException(404)
    headers = {"etag": asset.etag, "cache-control": FOR_EVER if lasting else "no-cache"}
    if asset.packed is not None:
        headers["vary"] = "Accept-Encoding"
    if has_it(request, asset.etag):
        return Response(status_code=304, headers=headers)
    if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(asset.packed, headers=headers, media_type=asset.type)
    return Response(asset.body, headers=headers, media_type=asset.type)


def routes() -> list[Route]:
    """Where the files are."""
    return [Route("/static/{path:path}", _static)]
