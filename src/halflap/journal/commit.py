"""Knows how one command becomes the rows of one commit, and when a command is a mere repetition.

Every store makes its rows here, so that the same appends give the same hashes everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from halflap.journal.errors import StorageError
from halflap.journal.fact import (
    Answer,
    Chunk,
    Draft,
    Head,
    StoredChunk,
    StoredCommand,
    StoredFact,
    digest,
)
from halflap.words.sentence import say


@dataclass(frozen=True, slots=True)
class Tip:
    """Where the next commit goes on: after this fact and this chunk."""

    head: Head
    chunk: int
    chunk_head: str


@dataclass(frozen=True, slots=True)
class Commit:
    """The rows of one command, to be stored together or not at all."""

    chunks: tuple[StoredChunk, ...]
    command: StoredCommand
    facts: tuple[StoredFact, ...]


def make_commit(
    tip: Tip,
    command_id: str,
    actor: str,
    drafts: Sequence[Draft],
    chunks: Sequence[Chunk],
    *,
    epoch: int,
    outcome_text: str,
    utc_us: int,
    mono_us: int,
    boot_id: str,
) -> Commit:
    """The rows that follow ``tip``; times in microseconds.

    Raises ``ValueError`` without drafts: a command that changes nothing is not kept.
    """
    if not drafts:
        raise ValueError("a commit holds at least one fact")
    stored_chunks = _chained_chunks(tip, chunks)
    command = StoredCommand(
        first_seq=tip.head.seq + 1,
        last_seq=tip.head.seq + len(drafts),
        first_chunk=tip.chunk + 1,
        last_chunk=tip.chunk + len(chunks),
        chunk_head=stored_chunks[-1].hash if stored_chunks else tip.chunk_head,
        command_id=command_id,
        outcome=outcome_text,
    )
    seal = command.seal()
    facts: list[StoredFact] = []
    prev = tip.head.hash
    for seq, draft in enumerate(drafts, command.first_seq):
        unhashed = StoredFact(
            seq=seq,
            epoch=epoch,
            kind=draft.kind,
            version=draft.version,
            utc_us=utc_us,
            mono_us=mono_us,
            boot_id=boot_id,
            actor=actor,
            command_id=command_id,
            seal=seal,
            body=draft.body,
            prev=prev,
            hash="",
        )
        prev = digest(unhashed.hashed_text())
        facts.append(replace(unhashed, hash=prev))
    return Commit(stored_chunks, command, tuple(facts))


def _chained_chunks(tip: Tip, chunks: Iterable[Chunk]) -> tuple[StoredChunk, ...]:
    stored: list[StoredChunk] = []
    prev = tip.chunk_head
    for number, chunk in enumerate(chunks, tip.chunk + 1):
        unhashed = StoredChunk(
            number, chunk.source, chunk.utc_us, chunk.mono_us, chunk.data, prev, ""
        )
        prev = digest(unhashed.hashed_text())
        stored.append(replace(unhashed, hash=prev))
    return tuple(stored)


def check_texts(*texts: str, drafts: Iterable[Draft] = (), chunks: Iterable[Chunk] = ()) -> None:
    """Refuses what cannot be written as UTF-8, such as an argument in another encoding."""
    kinds, sources = (draft.kind for draft in drafts), (chunk.source for chunk in chunks)
    for text in chain(texts, kinds, sources):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise StorageError(
                "not-text",
                say("{text} holds signs that are no text.", text=ascii(text)),
                say("Type it again; nothing was kept."),
            ) from error


def check_repetition(
    first: Answer,
    first_chunks: Iterable[StoredChunk],
    actor: str,
    drafts: Iterable[Draft],
    chunks: Iterable[Chunk],
) -> None:
    """Refuses a command id that comes back with another actor, other facts or other bytes.

    The times and the outcome text may differ: the first ones stand.
    """
    stored = (
        [(fact.actor, fact.kind, fact.version, fact.body) for fact in first.facts],
        [(chunk.source, chunk.data) for chunk in first_chunks],
    )
    asked = (
        [(actor, draft.kind, draft.version, draft.body) for draft in drafts],
        [(chunk.source, chunk.data) for chunk in chunks],
    )
    if stored != asked:
        raise StorageError(
            "command-reused",
            say(
                "Command {command_id} was answered before, as fact {seq}, with other contents.",
                command_id=first.facts[0].command_id,
                seq=first.facts[0].seq,
            ),
            say("Give every new command an id of its own; nothing was changed."),
        )


def check_head(expected: Head | None, found: Head) -> None:
    """Refuses a commit that was decided on an older state; ``None`` expects nothing."""
    if expected is not None and expected != found:
        raise StorageError(
            "head-moved",
            say(
                "The meet has moved on: this was decided at fact {expected}, and it now stands "
                "at fact {found}.",
                expected=str(expected),
                found=str(found),
            ),
            say("Look at the meet as it is now, and decide again; nothing was changed."),
        )
