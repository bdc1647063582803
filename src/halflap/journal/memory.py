"""Knows the facts of a journal that lasts no longer than the process: for dry runs and tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from halflap.journal.commit import Tip, check_head, check_repetition, check_texts, make_commit
from halflap.journal.fact import (
    GENESIS,
    Answer,
    Chunk,
    Draft,
    Head,
    StoredChunk,
    StoredCommand,
    StoredFact,
)
from halflap.journal.protocol import Journal


class MemoryJournal:
    """A journal in lists. ``of`` is another journal whose rows it begins with."""

    def __init__(self, of: Journal | None = None) -> None:
        self._facts: list[StoredFact] = list(of.read()) if of else []
        self._chunks: list[StoredChunk] = list(of.chunks()) if of else []
        self._commands = {c.command_id: c for c in of.commands()} if of else {}
        self._epoch = self._facts[-1].epoch + 1 if self._facts else 1

    def append(
        self,
        command_id: str,
        actor: str,
        drafts: Sequence[Draft],
        *,
        outcome_text: str,
        utc_us: int,
        mono_us: int,
        boot_id: str,
        expected_head: Head | None = None,
        chunks: Sequence[Chunk] = (),
    ) -> tuple[StoredFact, ...]:
        check_texts(command_id, actor, outcome_text, boot_id, drafts=drafts, chunks=chunks)
        if known := self.outcome_of(command_id):
            command = self._commands[command_id]
            before = self._chunks[command.first_chunk - 1 : command.last_chunk]
            check_repetition(known, before, actor, drafts, chunks)
            return known.facts
        check_head(expected_head, self.head())
        chunk_head = self._chunks[-1].hash if self._chunks else GENESIS
        tip = Tip(self.head(), len(self._chunks), chunk_head)
        commit = make_commit(
            tip,
            command_id,
            actor,
            drafts,
            chunks,
            epoch=self._epoch,
            outcome_text=outcome_text,
            utc_us=utc_us,
            mono_us=mono_us,
            boot_id=boot_id,
        )
        self._chunks += commit.chunks
        self._commands[command_id] = commit.command
        self._facts += commit.facts
        return commit.facts

    def outcome_of(self, command_id: str) -> Answer | None:
        check_texts(command_id)
        command = self._commands.get(command_id)
        if command is None:
            return None
        return Answer(command.outcome, tuple(self._facts[command.first_seq - 1 : command.last_seq]))

    def read(self, after_seq: int = 0) -> Iterator[StoredFact]:
        return iter(self._facts[after_seq:])

    def commands(self, after_seq: int = 0) -> Iterator[StoredCommand]:
        return (c for c in self._commands.values() if c.first_seq > after_seq)

    def chunks(self, after: int = 0) -> Iterator[StoredChunk]:
        return iter(self._chunks[after:])

    def head(self) -> Head:
        return Head(self._facts[-1].seq, self._facts[-1].hash) if self._facts else Head()

    def close(self) -> None:
        """Nothing to let go of."""
