"""Knows what every store of a meet can do; the same tests hold for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from halflap.journal.fact import (
    Answer,
    Chunk,
    Draft,
    Head,
    StoredChunk,
    StoredCommand,
    StoredFact,
)


class Journal(Protocol):
    """An append-only store of facts."""

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
        """Appends all of a command in one commit; when this returns, it is kept for good.

        A command id that was appended before is not appended again: the first facts are returned
        (before ``expected_head`` is looked at), or ``StorageError`` if actor, drafts or chunks
        differ. ``StorageError`` also when the head is another than expected (None: any), or the
        store fails; then nothing of the command is kept. ``ValueError`` without drafts.
        """
        ...

    def outcome_of(self, command_id: str) -> Answer | None:
        """The first answer to a command, or None if it was never appended."""
        ...

    def read(self, after_seq: int = 0) -> Iterator[StoredFact]:
        """The facts after that number, in order."""
        ...

    def commands(self, after_seq: int = 0) -> Iterator[StoredCommand]:
        """The commands whose first fact is after that number, in order."""
        ...

    def chunks(self, after: int = 0) -> Iterator[StoredChunk]:
        """The chunks after that number, in order."""
        ...

    def head(self) -> Head:
        """The last fact's number and hash."""
        ...

    def close(self) -> None:
        """Lets go of the store; it cannot be used afterwards."""
        ...
