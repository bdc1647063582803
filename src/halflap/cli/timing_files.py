"""Knows how a file of ``halflap time`` is read: raw traffic as it came, or a recording of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from halflap.cli.failure import unusable
from halflap.cli.user_files import (
    LONGEST_TRAFFIC,
    TRAFFIC_IN_PARTS,
    opened_in_time,
    too_much_traffic,
    whole_traffic,
)
from halflap.devices.codec import Event, Received, Rejected
from halflap.devices.guarded import Guarded
from halflap.devices.protocols import PROTOCOLS, Protocol
from halflap.devices.recording import BadRecording, Recorded, is_recording, recorded
from halflap.words.sentence import Sentence, say

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a file holds of one source: ``connections`` are the bytes of each, ``damage`` what of a
    recording could not be read.
    """

    file: str
    connections: tuple[bytes, ...]
    damage: tuple[Sentence, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing but white space."""
        return not any(data.strip() for data in self.connections)

    def events(self, protocol: Protocol) -> list[Event]:
        """Everything in order; the lines are counted through all connections."""
        found: list[Event] = []
        for data in self.connections:
            decoder = Guarded(protocol.decoder)
            before = found[-1].line if found else 0
            events = (*decoder.feed(data), *decoder.close())
            found += [replace(event, line=before + event.line) for event in events]
        last = found[-1].line if found else 0
        return [*found, *(Rejected(last, b"", why) for why in self.damage)]

    def like(self) -> list[str]:
        """The names of the protocols that read an impulse in it."""
        return [
            protocol.name
            for protocol in PROTOCOLS.values()
            if any(isinstance(event, Received) for event in self.events(protocol))
        ]


def traffic_of(name: str, protocol: Protocol) -> Traffic:
    """The traffic in a file; raises ``Failure`` if it cannot be read."""
    try:
        if name == STANDARD_INPUT:
            return Traffic(name, (whole_traffic(sys.stdin.buffer, name),))
        path = Path(name)
        if path.is_file() and is_recording(path):  # a pipe can be read only once
            if path.stat().st_size > LONGEST_TRAFFIC:
                raise unusable("too-long", too_much_traffic(name), TRAFFIC_IN_PARTS)
            return _of_recording(name, protocol, recorded(path))
        with opened_in_time(path) as file:
            return Traffic(name, (whole_traffic(file, name),))
    except OSError as error:
        raise unusable(
            "file",
            say("{file} cannot be read ({problem}).", file=name, problem=error.strerror or "?"),
        ) from error
    except BadRecording as error:
        raise unusable("recording", error.text, error.remedy) from error


def _of_recording(name: str, protocol: Protocol, pieces: Iterable[Recorded | Sentence]) -> Traffic:
    """What a recording holds of the protocol; raises ``Failure`` if it is of several sources."""
    sources: dict[str, dict[int, bytearray]] = {}
    others: set[str] = set()
    damage: list[Sentence] = []
    for piece in pieces:
        if isinstance(piece, Sentence):
            damage.append(piece)
        elif piece.protocol == protocol.name:
            connections = sources.setdefault(piece.source, {})
            connections.setdefault(piece.connection, bytearray()).extend(piece.data)
        else:
            others.add(piece.protocol)
    if others and not sources:
        raise unusable(
            "no-impulse",
            say("{file} holds nothing that {protocol} wrote.", file=name, protocol=protocol.title),
            say("It can be read with --protocol {protocols}.", protocols=", ".join(sorted(others))),
        )
    if len(sources) > 1:
        raise unusable(
            "sources",
            say(
                "{file} is a recording of several sources, each with its own clock: {sources}.",
                file=name,
                sources=", ".join(sorted(sources)),
            ),
            say("Record each source in a file of its own, and time that of the primary one."),
        )
    found = tuple(bytes(data) for connections in sources.values() for data in connections.values())
    return Traffic(name, found, tuple(damage))
