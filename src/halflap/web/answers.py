"""Knows how a value is answered: bytes with their ETag, 304 where the browser has them already."""

from __future__ import annotations

from hashlib import blake2b

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from halflap.words.on_screen import text
from halflap.words.sentence import Sentence

HTML = "text/html; charset=utf-8"
JSON = "application/json"


def etag_of(body: bytes) -> str:
    """A weak one, for the same body goes out compressed or not."""
    return f'W/"{blake2b(body, digest_size=12).hexdigest()}"'


def has_it(request: Request, etag: str) -> bool:
    """Whether the browser has this already."""
    known = request.headers.get("if-none-match", "")
    return any(each.strip() in (etag, "*") for each in known.split(","))


def answer(
    request: Request, body: bytes, media_type: str, *, status: int = 200, etag: str = ""
) -> Response:
    """The bytes, or 304 if they are what the browser has."""
    etag = etag or etag_of(body)
    headers = {"etag": etag} if status == 200 else {}
    if status == 200 and has_it(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type)


def json_answer(request: Request, value: object, *, status: int = 200) -> Response:
    """A value as JSON."""
    return answer(request, msgspec.json.encode(value), JSON, status=status)


def refusal(request: Request, status: int, code: str, says: Sentence, remedy: Sentence) -> Response:
    """Why not, for a program: every language, since who asked may speak any."""
    reason = {"code": code, "text": text(says), "remedy": text(remedy)}
    return json_answer(request, {"refused": [reason]}, status=status)
