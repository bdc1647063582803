"""Knows how one message reaches ten thousand browsers: framed once, written to each transport.

Who has not taken what came before is passed over, and later brought forward by what is newest, so
that nothing is ever buffered without end; who takes nothing for long is cut off. Between slices of
listeners everything else has its turn. Nothing here knows what the messages say.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

SLICE = 100
"""After so many listeners the loop does whatever else waits."""

SLOW_S = 15.0
"""Who has taken nothing for so long is cut off; the browser comes back by itself."""

BEAT_S = 1.0
RING = 512
"""So many messages are remembered for browsers that come back."""

FRESH_S = 0.05
"""So long one snapshot is given to all who come: the moment that it names is no older."""

RETRY_MS = (1000, 4000)
"""Browsers come back after a time between these, not all at once."""

LAST_CHUNK = b"0\r\n\r\n"


class Transport(Protocol):
    """What is used of an asyncio transport."""

    def write(self, data: bytes) -> None: ...
    def get_write_buffer_size(self) -> int: ...
    def is_closing(self) -> bool: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Message:
    """``number`` counts from 1; a newer message of the same ``key`` says all that an older did."""

    number: int
    key: str
    text: bytes
    chunk: bytes


class Listener:
    """A browser: ``number`` is the last message that it was sent."""

    __slots__ = ("number", "slow_since", "transport")

    def __init__(self, transport: Transport, number: int) -> None:
        self.transport = transport
        self.number = number
        self.slow_since: float | None = None


class Fanout:
    """A stream to everybody who listens; ``run`` sends, ``publish`` never waits.

    ``snapshot`` gives the data of a message that says everything, ``beat`` that of one that says
    only that all is well. ``fault`` gives that of one that says that something is wrong (None: all
    is well): it follows a snapshot, and stands in its place where there is none (None).
    """

    def __init__(
        self,
        snapshot: Callable[[], bytes | None],
        beat: Callable[[], bytes],
        fault: Callable[[], bytes | None] = lambda: None,
        *,
        most: int,
        slow_s: float = SLOW_S,
        fresh_s: float = FRESH_S,
    ) -> None:
        self.boot = secrets.token_hex(4)
        self.most = most
        self._snapshot, self._beat, self._fault = snapshot, beat, fault
        self._slow_s = slow_s
        self._fresh_s = fresh_s
        self._number = 0
        self._ring: deque[Message] = deque(maxlen=RING)
        self._due: deque[Message] = deque()
        self._wake = asyncio.Event()
        self._listeners: dict[int, Listener] = {}
        self._whole: tuple[int, float, bytes] | None = None
        self._ended = False

    @property
    def full(self) -> bool:
        """Whether nobody more can listen."""
        return len(self._listeners) >= self.most

    @property
    def count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    # --- what is said

    def publish(self, event: str, data: bytes, key: str = "") -> None:
        """Say something to everybody; ``key`` is the event where nothing else is said."""
        self._number += 1
        text = _framed(event, data, f"{self.boot}-{self._number}")
        message = Message(self._number, key or event, text, _chunked(text))
        self._ring.append(message)
        self._due.append(message)
        self._wake.set()

    async def run(self) -> None:
        """Send what is published, and a beat when nothing was for a second; until cancelled."""
        self._ended = False
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BEAT_S):
                    await self._wake.wait()
            self._wake.clear()
            if not self._due:
                await self._send(None, _chunked(_framed("beat", self._beat())))
            while self._due:
                message = self._due.popleft()
                await self._send(message, message.chunk)

    async def _send(self, message: Message | None, chunk: bytes) -> None:
        now = asyncio.get_running_loop().time()
        for place, listener in enumerate(tuple(self._listeners.values())):
            if place % SLICE == 0:
                await asyncio.sleep(0)
            if listener.transport.is_closing():
                continue
            if listener.transport.get_write_buffer_size():
                self._wait(listener, now)
                continue
            listener.slow_since = None
            before = message.number - 1 if message is not None else self._number
            if listener.number == before:
                listener.number += message is not None
                listener.transport.write(chunk)
            elif listener.number < before:
                missed = self._missed(listener.number)
                listener.number = self._number
                listener.transport.write(_chunked(missed))

    def _wait(self, listener: Listener, now: float) -> None:
        """It has not taken the last: nothing is added to that."""
        if listener.slow_since is None:
            listener.slow_since = now
        elif now - listener.slow_since > self._slow_s:
            listener.transport.abort()

    # --- who comes and goes

    def join(self, transport: Transport, last: str = "") -> Listener:
        """A browser that heard ``last`` (a message's id, or nothing) gets what it lacks."""
        listener = Listener(transport, self._number)
        self._listeners[id(listener)] = listener
        retry = f"retry: {random.randint(*RETRY_MS)}\n\n".encode()
        transport.write(_chunked(retry + self._missed(self._heard(last))))
        if self._ended:
            _close(transport)
        return listener

    def leave(self, listener: Listener) -> None:
        """The browser is gone."""
        self._listeners.pop(id(listener), None)

    def end(self) -> None:
        """End every answer in order, so that browsers come back to whoever serves next; whoever
        comes while the server ends is sent away as well.
        """
        self._ended = True
        for listener in self._listeners.values():
            _close(listener.transport)

    def _heard(self, last: str) -> int | None:
        """The number of a message's id; None if it is none of ours."""
        boot, _, number = last.partition("-")
        if boot != self.boot or not (number.isascii() and number.isdecimal()):
            return None
        return int(number) if len(number) < 19 and int(number) <= self._number else None

    def _missed(self, number: int | None) -> bytes:
        """What came after a message, the newest of each key; everything where that is shorter."""
        whole = self._everything()
        fault = self._fault()  # asked last: to make everything may have failed
        everything = whole + (_framed("fault", fault) if fault is not None else b"")
        if number is None or (self._ring and number < self._ring[0].number - 1):
            return everything
        newest = {each.key: each for each in self._ring if each.number > number}
        missed = b"".join(each.text for each in sorted(newest.values(), key=_by_number))
        if not missed:
            return _framed("beat", self._beat())
        return min(missed, everything, key=len) if whole else missed

    def _everything(self) -> bytes:
        """The snapshot, made once for all who need it at about the same time; empty: none."""
        now = asyncio.get_running_loop().time()
        if self._whole is not None:
            number, made, text = self._whole
            if number == self._number and now - made < self._fresh_s:
                return text
        whole = self._snapshot()
        if whole is None:
            return b""
        text = _framed("snapshot", whole, f"{self.boot}-{self._number}")
        self._whole = (self._number, now, text)
        return text


def _close(transport: Transport) -> None:
    """End an answer; a browser that has not taken what came before is not waited for."""
    if transport.is_closing():
        return
    if not transport.get_write_buffer_size():
        transport.write(LAST_CHUNK)
        transport.close()
    if transport.get_write_buffer_size():
        transport.abort()


def _by_number(message: Message) -> int:
    return message.number


def _framed(event: str, data: bytes, id_: str = "") -> bytes:
    """A server-sent event; JSON as msgspec writes it has no line breaks."""
    named = f"id: {id_}\n" if id_ else ""
    return f"{named}event: {event}\ndata: ".encode() + data + b"\n\n"


def _chunked(text: bytes) -> bytes:
    """A chunk of an HTTP/1.1 answer."""
    return b"%x\r\n%b\r\n" % (len(text), text)
