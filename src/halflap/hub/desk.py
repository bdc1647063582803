"""Knows a meet file open for work: it asks the rules, keeps the facts, and folds them.

The one way of a command: decide, append to the journal (durable on return), then fold. Nothing
is shown before it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from halflap.journal.clock import HostClock
from halflap.journal.errors import StorageError
from halflap.journal.fact import Draft, StoredFact
from halflap.journal.facts import decode, encode
from halflap.journal.protocol import Journal
from halflap.journal.store import MeetFile
from halflap.meet.commands import Accepted, Command, Refused, decide
from halflap.meet.ledger import Entry, Ledger
from halflap.words.sentence import say


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was kept: its facts, and its answer (None: it was kept before)."""

    facts: tuple[StoredFact, ...]
    accepted: Accepted | None


def entries(journal: Journal) -> Iterator[Entry]:
    """The facts of a journal as the ledger knows them, command by command."""
    first: dict[str, int] = {}
    for stored in journal.read():
        command = first.setdefault(stored.command_id, stored.seq)
        fact = decode(stored.kind, stored.version, stored.body)
        yield Entry(stored.seq, command, fact, stored.actor, stored.utc_us)


class Desk:
    """One meet file and the ledger folded from it."""

    def __init__(self, journal: MeetFile, path: Path | None = None) -> None:
        """Folds the facts; where that cannot be done, the file is closed again."""
        self.journal = journal
        self.path = path
        try:
            self.ledger = Ledger().extend(entries(journal))
        except BaseException:
            journal.close()
            raise
        self._clock = HostClock()

    @classmethod
    def create(cls, path: Path) -> Desk:
        """A new meet file; raises ``StorageError`` if there is one or it cannot be made."""
        return cls(MeetFile.create(path), path)

    @classmethod
    def open(cls, path: Path, *, write: bool = False, wait_s: float = 2.0) -> Desk:
        """An existing meet file; raises ``StorageError`` if it cannot be opened as one.

        A second writer waits ``wait_s`` seconds for the first to leave.
        """
        return cls(MeetFile.open(path, write=write, wait_s=wait_s), path)

    def preview(self, command: Command) -> Accepted | Refused:
        """What the command would do; nothing is kept."""
        return decide(self.ledger, command)

    def act(self, command: Command, actor: str, command_id: str) -> Done | Refused:
        """Do a command once: a repetition of ``command_id`` returns its first answer.

        Raises ``StorageError`` if the facts cannot be kept, or if ``command_id`` was used for
        another command.
        """
        said = f"{type(command).__name__} {msgspec.json.encode(command, order='sorted').decode()}"
        before = self.journal.outcome_of(command_id)
        if before is not None:
            if before.outcome != said:
                raise _reused(command_id)
            return Done(before.facts, None)
        answer = decide(self.ledger, command)
        if isinstance(answer, Refused):
            return answer
        now = self._clock.now()
        stored = self.journal.append(
            command_id,
            actor,
            [Draft(*encode(fact)) for fact in answer.facts],
            outcome_text=said,
            utc_us=now.utc_us,
            mono_us=now.mono_us,
            boot_id=now.boot_id,
            expected_head=self.journal.head(),
        )
        for kept, fact in zip(stored, answer.facts, strict=True):
            self.ledger.append(Entry(kept.seq, stored[0].seq, fact, actor, kept.utc_us))
        return Done(stored, answer)

    def close(self) -> None:
        """Close the file."""
        self.journal.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _reused(command_id: str) -> StorageError:
    return StorageError(
        "command-reused",
        say('The command id "{id}" was used for another command.', id=command_id),
        say("Choose another id; a retry has to repeat the command exactly."),
    )
