"""Knows how the body of a request is read: no further than it may be long."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request


class TooLong(HTTPException):
    """More than ``longest`` bytes came; nothing was made of them."""

    def __init__(self, longest: int) -> None:
        super().__init__(413)
        self.longest = longest


async def body_of(request: Request, longest: int, heard: int = 0) -> bytes:
    """The body; raises ``TooLong`` as soon as more than ``longest`` bytes have come.

    Up to ``heard`` bytes are then still taken and thrown away: a browser reads no answer before it
    has sent the whole of a file.
    """
    body, come = bytearray(), 0
    async for part in request.stream():
        come += len(part)
        if come <= longest:
            body += part
        elif come > heard:
            raise TooLong(longest)
    if come > longest:
        raise TooLong(longest)
    return bytes(body)


def fields_of(body: bytes) -> dict[str, list[str]]:
    """The fields of a small form; raises 400 for more than any of ours has."""
    try:
        return parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise HTTPException(400) from error
