"""Knows what was heard of each clock before a restart, so that it is judged as if there were none.

When an impulse came stands with the bytes it came in, by the host's monotonic clock; that can be
compared for as long as the machine has not been started again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from halflap.hub.desk import Desk
from halflap.journal.clock import HostClock
from halflap.journal.fact import StoredChunk, StoredFact
from halflap.journal.facts_timing import ImpulseReceived
from halflap.journal.protocol import Journal

LATEST = 400
"""So many of the latest impulses are looked at: those of a heat, of every source, and more."""

Heard = tuple[ImpulseReceived, int]
"""An impulse, and the host's monotonic clock when it came, in microseconds."""


def heard(desk: Desk) -> list[Heard]:
    """The latest impulses of the journal whose arrival is known, in the order they came."""
    received = {
        entry.seq: (entry.command, entry.fact)
        for entry in islice(
            (e for e in reversed(desk.ledger.entries) if isinstance(e.fact, ImpulseReceived)),
            LATEST,
        )
    }
    if not received:
        return []
    first = min(command for command, _ in received.values())
    boot_id = HostClock().now().boot_id
    facts = {fact.seq: fact for fact in desk.journal.read(first - 1)}
    found: list[Heard] = []
    for impulses, chunks in _together(desk.journal, first, received, facts, boot_id):
        found += _paired(impulses, chunks)
    return found


def _together(
    journal: Journal,
    first: int,
    received: Mapping[int, tuple[int, object]],
    facts: Mapping[int, StoredFact],
    boot_id: str,
) -> Iterator[tuple[list[ImpulseReceived], list[StoredChunk]]]:
    """The impulses and the bytes of each commit since that fact."""
    chunks: dict[int, StoredChunk] | None = None
    for command in journal.commands(first - 1):
        if facts[command.first_seq].boot_id != boot_id or command.last_chunk < command.first_chunk:
            continue
        if chunks is None:
            chunks = {chunk.number: chunk for chunk in journal.chunks(command.first_chunk - 1)}
        impulses = [
            fact
            for seq in range(command.first_seq, command.last_seq + 1)
            if isinstance(fact := received.get(seq, (0, None))[1], ImpulseReceived)
        ]
        numbers = range(command.first_chunk, command.last_chunk + 1)
        yield impulses, [chunks[number] for number in numbers]


def _paired(impulses: list[ImpulseReceived], chunks: list[StoredChunk]) -> list[Heard]:
    """When each impulse came, where the bytes leave no doubt: one each, or all in one piece."""
    found: list[Heard] = []
    for source in {impulse.source for impulse in impulses}:
        ours = [impulse for impulse in impulses if impulse.source == source]
        came = [chunk.mono_us for chunk in chunks if chunk.source == source]
        if len(came) == len(ours):
            found += zip(ours, came, strict=True)
        elif len(came) == 1 or (came and len(ours) == 1):
            found += [(impulse, came[-1]) for impulse in ours]
    return sorted(found, key=lambda each: each[0].impulse)
