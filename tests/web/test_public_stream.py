"""What strangers hear, byte by byte: what is released, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from halflap.hub.desk import Done
from halflap.journal.facts import RideFact, TimeFact
from halflap.meet.commands import (
    ArmHeat,
    Command,
    ConfirmHeat,
    CorrectResult,
    LodgeProtest,
    OpenReview,
    RecordOutcomes,
    StartRun,
)
from halflap.web.fanout import Fanout
from halflap.web.site import Settings
from tests.hub.live_helper import MORNING_S, impulses, opened
from tests.web.serving import PATIENCE_S, Served, ask, served

HEAT: dict[str, Any] = {"competition": "men", "phase": "qualifying", "heat": "1"}


class Ear:
    """Everything that came over one connection, as it came."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self.raw = b""
        self._reader = reader

    async def more(self) -> None:
        """Hear what comes next; the connection may not end before."""
        piece = await self._reader.read(65536)
        assert piece, "the stream ended"
        self.raw += piece

    async def until(self, wanted: bytes) -> None:
        """Hear until this came."""
        async with asyncio.timeout(PATIENCE_S):
            while wanted not in self.raw:
                await self.more()

    async def to_the_end(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            self.raw += await self._reader.read()

    @property
    def last_id(self) -> str:
        return self.raw.rpartition(b"\nid: ")[2].partition(b"\n")[0].decode()


@contextlib.asynccontextmanager
async def listening(meet: Served, headers: Mapping[str, str] | None = None) -> AsyncIterator[Ear]:
    """Somebody listens while the block runs."""
    place = meet.place
    reader, writer = await asyncio.open_connection(place.host, place.port)
    more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    host = f"{place.host}:{place.port}"
    writer.write(f"GET /events/public HTTP/1.1\r\nhost: {host}\r\n{more}\r\n".encode())
    try:
        yield Ear(reader)
    finally:
        writer.close()


def run(
    tmp_path: Path, doing: Callable[[Served], Awaitable[None]], settings: Settings | None = None
) -> None:
    async def whole() -> None:
        async with served(tmp_path / "club.halflap", settings=settings) as meet:
            await doing(meet)

    asyncio.run(whole())


async def do(meet: Served, command: Command) -> None:
    done = await meet.live.act(command, "Ana Secret-Actor")
    assert isinstance(done, Done), done


def ride(bib: int, us: int) -> RideFact:
    return RideFact(bib=bib, code="OK", time=TimeFact(us=us))


async def beat(ear: Ear) -> None:
    """Whatever was to be told has been told: a beat goes out only when nothing is due."""
    before = ear.raw.count(b"event: beat")
    async with asyncio.timeout(PATIENCE_S):
        while ear.raw.count(b"event: beat") < before + 2:
            await ear.more()


class TestWhatIsHeard:
    def test_nothing_of_a_review_or_of_what_was_only_recorded(self, tmp_path: Path) -> None:
        async def doing(meet: Served) -> None:
            async with listening(meet) as ear:
                await ear.until(b"event: snapshot")
                times = (ride(2, 131_111_000), ride(4, 135_222_000))
                await do(meet, StartRun(**HEAT))
                await do(meet, RecordOutcomes(**HEAT, rides=times))
                await beat(ear)
                assert b"2:11.111" not in ear.raw
                await do(meet, ConfirmHeat(**HEAT, level="provisional"))
                await ear.until(b"2:11.111")
                await do(meet, OpenReview(**HEAT, reason="the secret reason"))
                await ear.until(b'"under_review":true')
                lodged = LodgeProtest(**HEAT, by="The Secret Club", reason="a secret wheel")
                await do(meet, lodged)
                await beat(ear)
                heard = ear.raw.lower()
                for secret in (b"secret", b"doubt", b"protest", b"ruling", b"reason"):
                    assert secret not in heard, secret
                new = (ride(2, 131_999_000), ride(4, 135_222_000))
                assert b"2:11.999" not in ear.raw
                await do(meet, CorrectResult(**HEAT, rides=new, reason="the photo finish"))
                await ear.until(b"2:11.999")
                await ear.until(b'"reason":"the photo finish"')
                assert b"secret" not in ear.raw.lower()

        run(tmp_path, doing)

    def test_a_split_at_once(self, tmp_path: Path) -> None:
        async def doing(meet: Served) -> None:
            await opened(meet.live)
            async with listening(meet) as ear:
                await ear.until(b"event: snapshot")
                await do(meet, ArmHeat(**HEAT))
                await ear.until(b'"state":"armed"')
                passings = [(MORNING_S, "C0"), (MORNING_S + 11.0, "C3")]
                await meet.live.serve([impulses(passings)])
                await ear.until(b'"state":"running"')
                await ear.until(b'"splits_us":[11000000')

        run(tmp_path, doing)


class TestComingAndGoing:
    def test_who_comes_back_gets_what_it_missed(self, tmp_path: Path) -> None:
        async def doing(meet: Served) -> None:
            async with listening(meet) as ear:
                await ear.until(b"event: snapshot")
                await beat(ear)
            meet.site.streams["public"].part("displays", {"revision": 7})
            async with listening(meet, {"last-event-id": ear.last_id}) as again:
                await again.until(b'"part":"displays","view":{"revision":7}')
                assert b"event: snapshot" not in again.raw

        run(tmp_path, doing)

    def test_a_server_that_ends_ends_the_answer_in_order(self, tmp_path: Path) -> None:
        async def whole() -> None:
            async with contextlib.AsyncExitStack() as stack:
                async with served(tmp_path / "club.halflap") as meet:
                    ear = await stack.enter_async_context(listening(meet))
                    await ear.until(b"event: snapshot")
                await ear.to_the_end()
                assert ear.raw.endswith(b"0\r\n\r\n")

        asyncio.run(whole())

    def test_who_is_one_too_many_is_told_to_ask_instead(self, tmp_path: Path) -> None:
        async def doing(meet: Served) -> None:
            async with listening(meet) as ear:
                await ear.until(b"event: snapshot")
                answer = await meet.get("/events/public")
                assert answer.status == 503
                assert answer.headers["retry-after"]
                assert (await meet.get("/api/v1/public")).status == 200
            fanout: Fanout = meet.site.streams["public"].fanout
            async with asyncio.timeout(PATIENCE_S):
                while fanout.count:
                    await asyncio.sleep(0)

        run(tmp_path, doing, Settings(streams=1))

    def test_who_leaves_makes_room(self, tmp_path: Path) -> None:
        async def whole() -> None:
            async with served(tmp_path / "club.halflap", most=1) as meet:
                fanout: Fanout = meet.site.streams["public"].fanout
                for _ in range(3):
                    async with listening(meet) as ear:
                        await ear.until(b"event: snapshot")
                    async with asyncio.timeout(PATIENCE_S):
                        while fanout.count:
                            await asyncio.sleep(0)
                assert (await meet.get("/")).status == 200

        asyncio.run(whole())

    def test_nothing_can_be_asked_where_a_stream_is_heard(self, tmp_path: Path) -> None:
        async def doing(meet: Served) -> None:
            place = meet.place
            reader, writer = await asyncio.open_connection(place.host, place.port)
            host = f"host: {place.host}:{place.port}"
            writer.write(f"GET /events/public HTTP/1.1\r\n{host}\r\n\r\n".encode())
            async with asyncio.timeout(PATIENCE_S):
                await reader.readuntil(b"event: snapshot")
                writer.write(f"GET /api/v1/public HTTP/1.1\r\n{host}\r\n\r\n".encode())
                with contextlib.suppress(ConnectionResetError):
                    assert b"HTTP/1.1 200" not in await reader.read()
            writer.close()
            assert (await meet.get("/")).status == 200

        run(tmp_path, doing)

    def test_head_says_what_it_would_be(self, tmp_path: Path) -> None:
        async def doing(meet: Served) -> None:
            answer = await ask(meet.place, "HEAD", "/events/public")
            assert answer.status == 200
            assert answer.headers["content-type"].startswith("text/event-stream")

        run(tmp_path, doing)

    def test_each_piece_goes_out_at_once(self, tmp_path: Path) -> None:
        """With Nagle's algorithm whatever follows another piece would wait for 40 ms."""

        async def doing(meet: Served) -> None:
            async with listening(meet) as ear:
                await ear.until(b"event: snapshot")
                (listener,) = meet.site.streams["public"].fanout._listeners.values()
                sock = listener.transport.get_extra_info("socket")  # type: ignore[attr-defined]
                assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

        run(tmp_path, doing)

    def test_what_is_asked_for_is_not_sent_twice(self, tmp_path: Path) -> None:
        async def doing(meet: Served) -> None:
            first = await meet.get("/api/v1/public")
            again = await meet.get("/api/v1/public", if_none_match=first.headers["etag"])
            assert (first.status, again.status, again.body) == (200, 304, b"")
            assert int(again.headers["x-halflap-now"]) > 0

        run(tmp_path, doing)
