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
from halflap.words.sentence import Sentence, say

LONGEST = 16 * 1024 * 1024
"""A request has so many bytes at most: a communiqué with everything in it is far smaller."""

SECRET = 32
"""The secret has so many characters; nothing else is read before it has come."""

KNOCK_S = 2.0
"""So many seconds at most between the connection and the secret."""

AT_ONCE = 32
"""So many programs are heard at once."""

KINDS: dict[str, type[Command]] = {
    name: kind
    for name in commands.__all__
    if isinstance(kind := getattr(commands, name), type)
    and issubclass(kind, Command)
    and kind not in (Command, ReceiveImpulses)
}
"""The commands that may come this way: all that people give."""


_NOBODY = say("A command has to be somebody's.")
_BUSY = say("Too many programs give commands at once.")


@contextlib.asynccontextmanager
async def open_to_commands(live: Live, meet: Path) -> AsyncIterator[None]:
    """Let other programs of this user give commands while it runs."""
    secret = secrets.token_hex(SECRET // 2)
    tasks: set[asyncio.Task[None]] = set()

    def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard = len(tasks) < AT_ONCE
        work = _serve(live, secret, reader, writer) if heard else _turn_away(writer)
        task = asyncio.ensure_future(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(greet, "127.0.0.1", 0, limit=LONGEST)
    where = Where(server.sockets[0].getsockname()[1], secret)
    path = door(meet)
    beside = path.with_name(f"{path.name}.new")  # whoever finds the door finds all of it
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(where))
    beside.replace(path)
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
        async with asyncio.timeout(KNOCK_S):
            knock = await reader.readexactly(SECRET + 1)
        if not hmac.compare_digest(knock, secret.encode() + b"\n"):
            return
        async with asyncio.timeout(ANSWER_S):
            line = await reader.readline()
        reply = await _answer(live, line)  # a command that is kept is never given up
        await _say(writer, reply)
    except (OSError, TimeoutError, ValueError, EOFError, msgspec.DecodeError):
        return  # whoever that was speaks another language, or is gone
    finally:
        writer.close()


async def _turn_away(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, TimeoutError):
        await _say(writer, _refused("busy", _BUSY, say("Give it again in a moment.")))
    writer.close()


async def _say(writer: asyncio.StreamWriter, reply: Reply) -> None:
    async with asyncio.timeout(ANSWER_S):
        writer.write(msgspec.json.encode(reply) + b"\n")
        await writer.drain()


def _refused(code: str, text: Sentence, remedy: Sentence) -> Reply:
    return Reply(refused=(SaidRefusal(code, says_of(text), says_of(remedy)),))


async def _answer(live: Live, line: bytes) -> Reply:
    request = msgspec.json.decode(line, type=Request)
    if not request.actor.strip():
        return _refused("no-actor", _NOBODY, say("Name who gives it: --actor NAME."))
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
