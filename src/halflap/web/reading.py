"""Knows how the body of a request is read: no further than it may be long."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request


async def body_of(request: Request, longest: int) -> bytes:
    """The body; raises 413 as soon as more than ``longest`` bytes have come."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > longest:
            raise HTTPException(413)
    return bytes(body)
