"""The door by which commands reach a running loop: for this user's programs, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from halflap.hub import control
from halflap.hub.control import open_to_commands
from halflap.hub.desk import Desk
from halflap.hub.door import Reply, Where, ask, door, running
from halflap.hub.live import Live
from halflap.meet.commands import ArmHeat, PauseAutomation
from halflap.meet.wording_timing import sentence_of
from tests.hub.live_helper import new_meet, opened
from tests.meet_helper import MEN

ARM = ArmHeat(competition=MEN, phase="qualifying", heat="1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A meet file of four riders, qualifying drawn."""
    file = tmp_path / "meet.halflap"
    new_meet(file)
    return file


def at_the_door(path: Path, doing: Callable[[Live, Where], Awaitable[None]]) -> None:
    """Open the door of a running loop, and do something there."""

    async def all_of_it() -> None:
        with Desk.open(path, write=True) as desk:
            async with Live(desk) as live, open_to_commands(live, path):
                await opened(live)
                where = running(path)
                assert where is not None
                await asyncio.wait_for(doing(live, where), 20)

    asyncio.run(all_of_it())


async def asked(where: Where, command: ArmHeat | PauseAutomation, actor: str = "Ana") -> Reply:
    """The answer to a command from another program."""
    reply = await asyncio.to_thread(ask, where, command, actor, "one")
    assert reply is not None
    return reply


async def sent(where: Where, *pieces: bytes) -> bytes:
    """All that comes back for some bytes, until the door is shut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", where.port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("kept", [b"", b"{", b'{"port":1,"secret":"\xff"}'])
def test_no_loop_is_where_nothing_legible_says_so(path: Path, kept: bytes) -> None:
    door(path).write_bytes(kept)
    assert running(path) is None


class TestTheDoor:
    def test_lets_a_command_in(self, path: Path) -> None:
        async def doing(live: Live, where: Where) -> None:
            assert (await asked(where, ARM)).facts
            assert live.meet.timing.run is not None

        at_the_door(path, doing)

    def test_reads_nothing_long_before_the_secret(self, path: Path) -> None:
        async def doing(live: Live, where: Where) -> None:
            body = msgspec.json.encode({"secret": where.secret}) + b"x" * 1_000_000
            assert await sent(where, body) == b""
            assert await sent(where, b"0" * 32 + b"\n" + b"x" * 1_000_000) == b""
            assert (await asked(where, ARM)).facts

        at_the_door(path, doing)

    def test_shuts_before_who_never_knocks(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(control, "KNOCK_S", 0.05)

        async def doing(live: Live, where: Where) -> None:
            assert await sent(where, b"abc") == b""

        at_the_door(path, doing)

    def test_hears_so_many_at_once_and_says_so_to_the_others(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(control, "AT_ONCE", 2)

        async def doing(live: Live, where: Where) -> None:
            waiting = [await asyncio.open_connection("127.0.0.1", where.port) for _ in range(2)]
            await asyncio.sleep(0.05)
            reply = await asked(where, ARM)
            assert [each.code for each in reply.refused] == ["busy"]
            for _, writer in waiting:
                writer.close()
            await asyncio.sleep(0.05)
            assert (await asked(where, ARM)).facts

        at_the_door(path, doing)

    @pytest.mark.parametrize("actor", ["", "  "])
    def test_keeps_no_command_of_nobody(self, path: Path, actor: str) -> None:
        async def doing(live: Live, where: Where) -> None:
            before = len(live.desk.ledger.entries)
            (refusal,) = (await asked(where, ARM, actor)).refused
            assert refusal.code == "no-actor"
            assert str(sentence_of(refusal.text)) == "A command has to be somebody's."
            assert len(live.desk.ledger.entries) == before

        at_the_door(path, doing)
