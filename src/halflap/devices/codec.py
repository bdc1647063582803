"""Knows what every wire protocol gives: impulses, notices, and what could not be read, in order.

A decoder does no I/O, never raises, and drops nothing in silence: every byte fed ends up in one
received event (``raw``), or waits for the rest of its line or frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from halflap.sport.impulse import Impulse
from halflap.words.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Received:
    """An impulse; ``line`` counts the lines or frames of the stream from 1."""

    line: int
    raw: bytes
    impulse: Impulse


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are no line of the protocol, or a damaged one; ``why`` says what is wrong."""

    line: int
    raw: bytes
    why: Sentence


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that is no impulse: an answer, a heading, a battery, an empty line.

    ``text`` is None where it tells a person nothing; ``trouble`` where somebody should look.
    """

    line: int
    raw: bytes
    text: Sentence | None = None
    trouble: bool = False


Event = Received | Rejected | Notice


class Decoder(Protocol):
    """The host's end of one connection."""

    def feed(self, data: bytes) -> list[Event]:
        """Take in bytes, split anywhere; give the lines or frames they complete, in order."""
        ...

    def close(self) -> list[Event]:
        """The stream ended: what was still waiting, read if it is whole and else rejected."""
        ...

    def take_replies(self) -> bytes:
        """Bytes that the protocol asks the host to send now (acknowledgements, re-requests)."""
        ...
