"""Knows how a running loop takes commands from other programs (``door.py``)."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from halflap.hub.door import ANSWER_S, Reply, Request, SaidRefusal, Where, door
from halflap.hub.live import Live
from halflap.journal.errors import StorageError
from halflap.meet import commands
from halflap.meet.commands import Command, ReceiveImpulses, Refused
from halflap.meet.wording_timing import says_of

LONGEST = 16 * 1024 * 1024
"""A communiqué with everything in it is far smaller."""

KINDS: dict[str, type[Command]] = {
    name: kind
    for name in commands.__all__
    if isinstance(kind := getattr(commands, name), type)
    and issubclass(kind, Command)
    and kind not in (Command, ReceiveImpulses)
}
"""The commands that may come this way: all that people give."""


@contextlib.asynccontextmanager
async def open_to_commands(live: Live, meet: Path) -> AsyncIterator[None]:
    """Let other programs of this user give commands while it runs."""
    secret = secrets.token_hex(16)
    tasks: set[asyncio.Task[None]] = set()

    def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(_serve(live, secret, reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(greet, "127.0.0.1", 0, limit=LONGEST)
    where = Where(server.sockets[0].getsockname()[1], secret)
    path = door(meet)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(where))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        server.close()
        if tasks:
            await asyncio.wait(tasks)


async def _serve(
    live: Live, secret: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        async with asyncio.timeout(ANSWER_S):
            line = await reader.readline()
        reply = await _answer(live, secret, line)  # a command that is kept is never given up
        async with asyncio.timeout(ANSWER_S):
            writer.write(msgspec.json.encode(reply) + b"\n")
            await writer.drain()
    except (OSError, TimeoutError, ValueError, msgspec.DecodeError):
        return  # whoever that was speaks another language, or is gone
    finally:
        writer.close()


async def _answer(live: Live, secret: str, line: bytes) -> Reply:
    request = msgspec.json.decode(line, type=Request)
    if not hmac.compare_digest(request.secret.encode(), secret.encode()):
        raise ValueError("another secret")
    if request.kind not in KINDS:
        raise ValueError("a command that this halflap does not know")
    command = msgspec.json.decode(request.body, type=KINDS[request.kind])
    try:
        done = await live.act(command, request.actor, request.command_id)
    except StorageError as error:
        refusal = SaidRefusal(error.code, says_of(error.text), says_of(error.remedy))
        return Reply(refused=(refusal,), storage=True)
    if isinstance(done, Refused):
        return Reply(
            refused=tuple(
                SaidRefusal(each.code, says_of(each.text), says_of(each.remedy))
                for each in done.refusals
            )
        )
    remarks = done.accepted.remarks if done.accepted is not None else ()
    return Reply(
        facts=tuple(fact.seq for fact in done.facts),
        again=done.accepted is None,
        remarks=tuple(says_of(remark) for remark in remarks),
    )
