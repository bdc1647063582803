"""Knows how what the loop keeps becomes the messages of a stream, whoever the stream is for.

A split goes out at once (``live``), the rest soon after it (``part``); what did not change is not
said again. What there is to say is known by the view. Where the view fails, that is said
(``fault``), also to who comes later, and asked again every second; everything (``snapshot``) then
ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from halflap.hub.live import Kept, Told
from halflap.journal.facts_timing import RECEIVED
from halflap.meet.ledger import Entry
from halflap.web.answers import JSON, answer, etag_of, refusal
from halflap.web.fanout import Fanout
from halflap.web.wire import Wire
from halflap.words.on_screen import text
from halflap.words.sentence import Sentence, say

SOON_S = 0.2
"""Parts are looked at so long after the first impulse that touched them; what people decided is
told at once, since they wait for it.
"""

TICK_S = 1.0
RETRY_S = "3"

ASK_A_SECOND = 1000
"""No more than so many of the listeners ask for a page again within a second of a message."""

AT_ONCE_MS = 300
"""So long all of them wait at most where they are few: nothing is said of it."""


class View(Protocol):
    """What a stream tells.

    ``ticks``: its parts may change although nothing happened. ``fault``: what its listeners are
    told when it fails, nothing of why.
    """

    ticks: bool
    fault: Sentence | None

    def whole(self) -> object:
        """Everything."""
        ...

    def live(self) -> object | None:
        """The run that is on, as it stands."""
        ...

    def parts(self) -> Mapping[str, object]:
        """The parts that changed since this was asked last, by name."""
        ...

    def touches(self, told: Told) -> bool:
        """Whether what happened may have changed a part."""
        ...


class Clock(Protocol):
    """What every message says of the moment."""

    @property
    def now_us(self) -> int: ...
    @property
    def seq(self) -> int: ...
    @property
    def rate(self) -> float: ...


class Stream:
    """A stream of events, its snapshot by request, and its answers to browsers."""

    def __init__(self, clock: Clock, view: View, *, most: int) -> None:
        self.view = view
        self.fanout = Fanout(self._whole_or_none, self._beat, self._stands, most=most)
        self._clock = clock
        self._live: bytes | None = None
        self._live_due, self._parts_due = asyncio.Event(), asyncio.Event()
        self._hurry = asyncio.Event()
        self._broken: set[str] = set()
        self._said = False

    # --- what is told

    def told(self, told: Told) -> None:
        """The loop kept something, or could not."""
        self._live_due.set()
        if self.view.touches(told):
            self._parts_due.set()
            if isinstance(told, Kept) and any(_decided(entry) for entry in told.entries):
                self._hurry.set()

    def look(self) -> None:
        """Something that nobody decided may have changed a part: look at once."""
        self._parts_due.set()
        self._hurry.set()

    def part(self, name: str, view: object) -> None:
        """Tell a part at once."""
        data = self._data(part=name, view=view)
        self.fanout.publish("part", data, f"part {name}")

    async def run(self) -> None:
        """Tell what there is, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.fanout.run())
            tasks.create_task(self._tell_live())
            tasks.create_task(self._tell_parts())

    async def _tell_live(self) -> None:
        while True:
            await self._live_due.wait()
            self._say_live()

    async def _tell_parts(self) -> None:
        while True:
            try:
                async with asyncio.timeout(TICK_S if self.view.ticks or self._said else None):
                    await self._parts_due.wait()
                async with asyncio.timeout(SOON_S):
                    await self._hurry.wait()
            except TimeoutError:
                pass
            self._parts_due.clear()
            self._hurry.clear()
            if self._live_due.is_set() or "live" in self._broken:
                self._say_live()
            with self._or_fault("parts"):
                for name, view in self.view.parts().items():
                    self.part(name, view)
            if self._said and self._broken <= {"whole"}:
                self._mend()

    def _say_live(self) -> None:
        self._live_due.clear()
        with self._or_fault("live"):
            live = msgspec.json.encode(self.view.live())
            if live != self._live:
                self._live = live
                self.fanout.publish("live", self._data(live=msgspec.Raw(live)))

    # --- what is a fault of ours, and how it ends

    @contextlib.contextmanager
    def _or_fault(self, asked: str) -> Iterator[None]:
        """What is asked of the view; where it fails, the stream goes on."""
        try:
            yield
        except Exception as fault:
            if asked not in self._broken:
                told = {"message": f"a stream of events: “{asked}” failed", "exception": fault}
                asyncio.get_running_loop().call_exception_handler(told)
            self._broken.add(asked)
            if not self._said:
                self._said = True
                self.fanout.publish("fault", self._fault())
                self._parts_due.set()
        else:
            self._broken.discard(asked)

    def _mend(self) -> None:
        """Everything is told anew, since nobody knows what was lost."""
        whole = self._whole_or_none()
        if whole is not None:
            self._said = False
            self.fanout.publish("snapshot", whole)

    def _whole_or_none(self) -> bytes | None:
        """Everything, for who comes or was away; None where the view fails."""
        whole: bytes | None = None
        with self._or_fault("whole"):
            whole = self.snapshot()
        return whole

    def _stands(self) -> bytes | None:
        """The fault that is not mended yet: who comes hears of nothing new, like all the others."""
        return self._fault() if self._said else None

    def _fault(self) -> bytes:
        says = self.view.fault
        return self._data(**({"says": text(says)} if says is not None else {}))

    # --- what a message holds

    def snapshot(self) -> bytes:
        """Everything, as the data of a message."""
        return self._data(view=self.view.whole())

    def live_data(self) -> bytes:
        """The run that is on, as the data of a message."""
        return self._data(live=self.view.live())

    def _beat(self) -> bytes:
        return self._data()

    def _data(self, **values: object) -> bytes:
        stamp: dict[str, object] = {"now_us": self._clock.now_us, "seq": self._clock.seq}
        if self._clock.rate != 1:
            stamp["rate"] = self._clock.rate
        spread_ms = 1000 * self.fanout.count // ASK_A_SECOND
        if spread_ms > AT_ONCE_MS:
            stamp["spread_ms"] = spread_ms
        return msgspec.json.encode(stamp | values)

    # --- what browsers get

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The stream as an ASGI endpoint, for a server whose connections are ``Wire``."""
        await self.listened(scope, receive, send)

    async def listened(
        self, scope: Scope, receive: Receive, send: Send, left: Callable[[], None] | None = None
    ) -> bool:
        """Begin the answer, which then goes on by itself; ``left`` is called when it is over.

        False, and no call, where it is no stream that was answered.
        """
        request = Request(scope, receive)
        if self.fanout.full:
            await _full(request)(scope, receive, send)
            return False
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"text/event-stream; charset=utf-8"),
                    (b"cache-control", b"no-store"),
                    (b"x-accel-buffering", b"no"),
                ],
            }
        )
        more = scope["method"] != "HEAD"
        # Without a first piece, empty as it is, the compressing layer would keep the head back.
        await send({"type": "http.response.body", "body": b"", "more_body": more})
        if not more:
            return False
        last = request.headers.get("last-event-id") or request.query_params.get("last", "")
        wire: Wire = scope["state"]["wire"]
        listener = self.fanout.join(wire.transport, last)

        def gone() -> None:
            self.fanout.leave(listener)
            if left is not None:
                left()

        if wire.hand_over(gone):
            return True
        self.fanout.leave(listener)
        return False

    def whole_answer(self, request: Request) -> Response:
        """The snapshot by request, for a browser that cannot listen: 304 while it is the same."""
        value = msgspec.json.encode(self.view.whole())
        return self._polled(request, value, view=msgspec.Raw(value))

    def live_answer(self, request: Request) -> Response:
        """The run that is on by request."""
        value = msgspec.json.encode(self.view.live())
        return self._polled(request, value, live=msgspec.Raw(value))

    def _polled(self, request: Request, value: bytes, **values: object) -> Response:
        """The ETag is that of the value alone: the stamp changes always, and goes as headers."""
        found = answer(request, self._data(**values), JSON, etag=etag_of(value))
        found.headers["x-halflap-now"] = str(self._clock.now_us)
        if self._clock.rate != 1:
            found.headers["x-halflap-rate"] = str(self._clock.rate)
        return found


def _full(request: Request) -> Response:
    found = refusal(
        request,
        503,
        "full",
        say("So many are listening that nobody more can be told at once."),
        say("Ask for the newest every few seconds instead."),
    )
    found.headers["retry-after"] = RETRY_S
    return found


def _decided(entry: Entry) -> bool:
    return not isinstance(entry.fact, RECEIVED)
