"""A stream outlives a fault of its view: it says that it is not current, and mends by itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
import pytest
from starlette.requests import Request
from starlette.responses import Response

from halflap.hub.live import Told
from halflap.web.assets import assets
from halflap.web.telling import AT_ONCE_MS, Stream
from halflap.words.sentence import Sentence, say
from tests.web.test_fanout import Phone

PATIENCE_S = 10.0
LOST = say("What is shown is not current.")


class Faulty(Exception):
    """A mistake of ours, with a secret in it: rider 11 is under review."""


class Clock:
    now_us, seq, rate = 1_000_000, 7, 1.0


class Moody:
    """A view whose questions fail while they are in ``fails``."""

    ticks = False

    def __init__(self, fault: Sentence | None = None) -> None:
        self.fault = fault
        self.fails: set[str] = set()
        self.value = 1
        self._told = 1

    def whole(self) -> object:
        return {"value": self._of("whole")}

    def live(self) -> object:
        return {"live": self._of("live")}

    def parts(self) -> Mapping[str, object]:
        value = self._of("parts")
        before, self._told = self._told, value
        return {"value": value} if value != before else {}

    def touches(self, told: Told) -> bool:
        return True

    def _of(self, question: str) -> int:
        if question in self.fails:
            raise Faulty("rider 11 is under review")
        return self.value


class Heard:
    """What a phone was told, and what was logged."""

    def __init__(self, stream: Stream, phone: Phone) -> None:
        self.stream, self.phone = stream, phone
        self.logged: list[dict[str, Any]] = []

    @property
    def events(self) -> list[str]:
        return [event for event, _ in self.phone.events if event != "beat"]

    def last(self, event: str) -> dict[str, Any]:
        found = [data for name, data in self.phone.events if name == event]
        return msgspec.json.decode(found[-1], type=dict[str, Any])

    def happened(self) -> None:
        """Something was kept."""
        self.stream.told(())  # type: ignore[arg-type]

    async def until(self, *events: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.events[-len(events) :] != list(events):
                await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def listening(view: Moody) -> AsyncIterator[Heard]:
    stream, phone = Stream(Clock(), view, most=9), Phone()
    told = Heard(stream, phone)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: told.logged.append(context))
    running = asyncio.create_task(stream.run())
    stream.fanout.join(phone)
    try:
        yield told
        assert not running.done()
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        loop.set_exception_handler(None)


class TestAFaultOfTheView:
    def test_of_its_parts_is_said_once_and_mended_by_everything(self) -> None:
        async def doing() -> None:
            view = Moody()
            async with listening(view) as told:
                await told.until("snapshot")
                view.fails, view.value = {"parts"}, 2
                told.happened()
                await told.until("live", "fault")
                told.happened()
                view.fails, view.value = set(), 3
                await told.until("snapshot")
                assert told.events.count("fault") == 1
                assert told.last("snapshot")["view"] == {"value": 3}

        asyncio.run(doing())

    def test_of_the_ride_leaves_the_rest_to_be_told(self) -> None:
        async def doing() -> None:
            view = Moody()
            async with listening(view) as told:
                view.fails, view.value = {"live"}, 2
                told.happened()
                await told.until("fault", "part")
                view.fails = set()
                await told.until("live", "snapshot")

        asyncio.run(doing())

    def test_is_told_who_comes_while_it_lasts(self) -> None:
        async def doing() -> None:
            view = Moody()
            async with listening(view) as told:
                view.fails = {"whole", "parts", "live"}
                told.happened()
                await told.until("fault")
                late = Phone()
                await asyncio.sleep(0.06)  # the snapshot of before is given no longer
                told.stream.fanout.join(late)
                assert [event for event, _ in late.events] == ["fault"]
                view.fails = set()
                await told.until("snapshot")
                assert [event for event, _ in late.events if event != "beat"][-1] == "snapshot"

        asyncio.run(doing())

    def test_is_told_who_gets_everything_and_would_hear_nothing_new(self) -> None:
        async def doing() -> None:
            view = Moody()
            async with listening(view) as told:
                view.fails, view.value = {"parts"}, 2
                told.happened()
                await told.until("live", "fault")
                late = Phone()
                told.stream.fanout.join(late)
                assert [event for event, _ in late.events] == ["snapshot", "fault"]
                view.fails = set()
                await told.until("snapshot")
                after = Phone()
                told.stream.fanout.join(after)
                assert [event for event, _ in after.events] == ["snapshot"]

        asyncio.run(doing())

    def test_of_everything_is_no_end_for_who_has_to_be_brought_forward(self) -> None:
        async def doing() -> None:
            view = Moody()
            async with listening(view) as told:
                told.phone.full = True
                view.value = 2
                told.happened()
                await asyncio.sleep(0.3)
                view.fails = {"whole"}
                told.phone.full = False
                told.stream.fanout.publish("part", b'{"part":"other"}', "part other")
                await told.until("snapshot", "live", "part", "part", "fault")
                view.fails = set()
                await told.until("fault", "snapshot")

        asyncio.run(doing())

    def test_is_logged_once_with_what_it_was(self) -> None:
        async def doing() -> None:
            view = Moody()
            async with listening(view) as told:
                view.fails, view.value = {"parts"}, 2
                told.happened()
                await told.until("live", "fault")
                told.happened()
                await asyncio.sleep(0.5)
                (logged,) = told.logged
                assert isinstance(logged["exception"], Faulty)

        asyncio.run(doing())

    def test_tells_the_public_nothing_of_what_it_was(self) -> None:
        async def doing() -> None:
            view = Moody()
            async with listening(view) as told:
                view.fails = {"parts", "live", "whole"}
                told.happened()
                await told.until("fault")
                assert told.last("fault") == {"now_us": 1_000_000, "seq": 7}

        asyncio.run(doing())

    def test_tells_officials_a_sentence(self) -> None:
        async def doing() -> None:
            view = Moody(LOST)
            async with listening(view) as told:
                view.fails = {"parts"}
                told.happened()
                await told.until("live", "fault")
                assert told.last("fault")["says"]["en"] == "What is shown is not current."
                assert b"under review" not in told.phone.sent

        asyncio.run(doing())


class TestWhoAsks:
    def asked(self, stream: Stream, tag: str = "") -> Response:
        headers = [(b"if-none-match", tag.encode())] if tag else []
        scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
        return stream.whole_answer(Request(scope))

    def test_hears_how_fast_a_demonstration_goes_also_where_nothing_is_new(self) -> None:
        """Who is told otherwise would take its clock for one of another speed."""
        clock = Clock()
        clock.rate = 10.0
        stream = Stream(clock, Moody(), most=9)
        first = self.asked(stream)
        again = self.asked(stream, first.headers["etag"])
        assert (first.status_code, again.status_code) == (200, 304)
        assert msgspec.json.decode(first.body)["rate"] == 10
        assert first.headers["x-halflap-rate"] == again.headers["x-halflap-rate"] == "10.0"

    def test_waits_where_nothing_is_said_as_long_as_our_pages_do(self) -> None:
        script = assets()["feed.js"].body.decode()
        assert f"const SPREAD_MS = {AT_ONCE_MS};" in script

    def test_hears_nothing_of_it_where_the_clock_goes_as_all_do(self) -> None:
        assert "x-halflap-rate" not in self.asked(Stream(Clock(), Moody(), most=9)).headers

    @pytest.mark.parametrize(("listening", "spread_ms"), [(0, None), (300, None), (10_000, 10_000)])
    def test_does_so_no_more_than_a_thousand_times_a_second(
        self, listening: int, spread_ms: int | None
    ) -> None:
        """Of a full stand nobody's phone comes before the timekeeper's next key."""

        async def run() -> bytes:
            stream = Stream(Clock(), Moody(), most=20_000)
            phones = [stream.fanout.join(Phone()) for _ in range(listening)]
            assert len(phones) == listening
            return stream.snapshot()

        assert msgspec.json.decode(asyncio.run(run())).get("spread_ms") == spread_ms
