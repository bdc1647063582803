"""Knows how to go on where a decoder has a fault: no line of a device may end its source."""

from __future__ import annotations

import struct
from collections.abc import Callable

from halflap.devices.codec import Decoder, Event, Notice, Rejected
from halflap.devices.framing import REPLY_LIMIT
from halflap.words.sentence import say

FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)
"""What a mistake in a decoder raises on bytes that nobody thought of.

A decoder never raises by its contract. Where one does, the race goes on without that line: its
bytes are kept, and it is said.
"""


class Guarded:
    """A decoder that outlives a fault of its own; ``new`` makes one.

    ``receipt``: what the device waits for after every line. It gets it for a line at fault as well,
    whose bytes are kept, or it would send that line for ever.
    """

    def __init__(self, new: Callable[[], Decoder], receipt: bytes = b"") -> None:
        self._new = new
        self._receipt = receipt
        self._owed = b""
        self._decoder = new()
        self._waiting = b""
        self._lines = 0
        self._said: set[str] = set()

    def feed(self, data: bytes) -> list[Event]:
        """As a decoder; after a fault the same bytes are read again, one at a time."""
        data = self._waiting + data
        self._owe(self._replies())
        try:
            events = self._decoder.feed(data[len(self._waiting) :])
        except FAULTS:
            return self._once_more(data)
        used = sum(len(event.raw) for event in events)
        self._lines += len(events)
        self._waiting = data[used:]
        return events

    def close(self) -> list[Event]:
        """As a decoder."""
        waiting, self._waiting = self._waiting, b""
        try:
            return self._decoder.close()
        except FAULTS as fault:
            self._replace()
            return self._failed(waiting, fault)

    def take_replies(self) -> bytes:
        """As a decoder."""
        replies, self._owed = self._owed + self._replies(), b""
        return replies

    def _replies(self) -> bytes:
        try:
            return self._decoder.take_replies()
        except FAULTS:
            return b""  # the device asks again for what it wants answered

    def _owe(self, replies: bytes) -> None:
        if len(self._owed) < REPLY_LIMIT:
            self._owed += replies

    def _replace(self) -> None:
        """Go on with a new decoder; what the old one has to answer is answered."""
        self._owe(self._replies())
        self._decoder = self._new()

    def _once_more(self, data: bytes) -> list[Event]:
        """Read everything but the line at fault; the answers are made again as well."""
        self._decoder, begun = self._new(), 0
        found: list[Event] = []
        for at in range(len(data)):
            try:
                events = self._decoder.feed(data[at : at + 1])
            except FAULTS as fault:
                found += self._failed(data[begun : at + 1], fault)
                replies = self._replies()
                self._owe(replies if self._receipt in replies else self._receipt)
                self._decoder, begun = self._new(), at + 1
                continue
            self._owe(self._replies())
            found += events
            begun += sum(len(event.raw) for event in events)
            self._lines += len(events)
        self._waiting = data[begun:]
        return found

    def _failed(self, raw: bytes, fault: Exception) -> list[Event]:
        """The line as rejected; what the fault was is said once."""
        self._lines += 1
        what = f"{type(fault).__name__}: {fault}"
        why = say("halflap could not read this line, by a fault of its own ({what}).", what=what)
        found: list[Event] = [Rejected(self._lines, raw, why)]
        if what not in self._said:
            self._said.add(what)
            text = say(
                "A line could not be read, by a fault of halflap ({what}). Its bytes are kept and"
                " the others are read: look whether an impulse is missing, and report the fault.",
                what=what,
            )
            found.append(Notice(self._lines, b"", text, trouble=True))
        return found
