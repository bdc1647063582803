"""Knows how a meet is kept in one SQLite file: one writer, any number of readers, nothing lost.

The file is in write-ahead-log mode and every commit is synced before it is acknowledged. While it
is open, ``NAME-wal`` and ``NAME-shm`` (and ``NAME-lock`` with a writer) stand beside it; when the
last program closes it, they are folded in and removed. It does not know what the facts mean.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import TypeVar, get_type_hints

import apsw

from halflap.journal import errors
from halflap.journal.beside import beside
from halflap.journal.commit import Tip, check_head, check_repetition, check_texts, make_commit
from halflap.journal.connection import (
    connect_to_read,
    connect_to_write,
    explaining,
    switch_log_on,
)
from halflap.journal.fact import (
    GENESIS,
    Answer,
    Chunk,
    Draft,
    Head,
    Row,
    StoredChunk,
    StoredCommand,
    StoredFact,
)
from halflap.journal.lock import WriterLock
from halflap.journal.schema import APPLICATION_ID, STATEMENTS, VERSION
from halflap.words.sentence import say

Stored = TypeVar("Stored", StoredFact, StoredCommand, StoredChunk)
SQLValue = int | str | bytes | float | None

_BATCH = 1000  # rows a reader takes at a time, so that no read stands in the way of a checkpoint


def _insertion(table: str, row: type[Row]) -> tuple[str, Callable[[Row], tuple[SQLValue, ...]]]:
    """The statement that stores a row, and how its values are taken out of it."""
    names = [field.name for field in fields(row)]
    places = ", ".join("?" for _ in names)
    return f"INSERT INTO {table} ({_COLUMNS[row]}) VALUES ({places})", attrgetter(*names)


_COLUMNS: dict[type, str] = {
    row: ", ".join(field.name for field in fields(row))
    for row in (StoredFact, StoredCommand, StoredChunk)
}
_INSERTION: dict[type, tuple[str, Callable[[Row], tuple[SQLValue, ...]]]] = {
    StoredFact: _insertion("facts", StoredFact),
    StoredCommand: _insertion("commands", StoredCommand),
    StoredChunk: _insertion("chunks", StoredChunk),
}
_TYPES: dict[type, tuple[type, ...]] = {
    row: tuple(get_type_hints(row).values()) for row in (StoredFact, StoredCommand, StoredChunk)
}
_SELECT_COMMAND = f"SELECT {_COLUMNS[StoredCommand]} FROM commands WHERE command_id = ?"


class MeetFile:
    """The journal of one meet in one SQLite file (``Journal``).

    Made by ``create`` and ``open``. Use it from one thread at a time; close it, or use ``with``.
    """

    def __init__(self, connection: apsw.Connection, path: Path, lock: WriterLock | None) -> None:
        self._connection = connection
        self._path = path
        self._lock = lock
        self._epoch = 1

    # --- making and opening

    @classmethod
    def create(cls, path: Path, *, wait_s: float = 2.0) -> MeetFile:
        """A new, empty meet file, opened for writing; ``StorageError`` if ``path`` exists."""
        path = path.resolve()
        with _held(WriterLock(path, wait_s)) as lock:
            _build(path, ())
            return cls._open(path, lock)

    @classmethod
    def build(cls, path: Path, rows: Iterable[Row], *, wait_s: float = 2.0) -> None:
        """A new meet file of these rows, each stored as it is.

        An error, also one raised by ``rows``, leaves no file behind.
        """
        path = path.resolve()
        with WriterLock(path, wait_s):
            _build(path, rows)

    @classmethod
    def open(cls, path: Path, *, write: bool = False, wait_s: float = 2.0) -> MeetFile:
        """An existing meet file.

        There is one writer at a time: a second one waits ``wait_s`` seconds and is then refused.
        Readers are never kept waiting by the writer. Raises ``StorageError``: missing,
        not-a-file, unreadable, not-a-meet, newer, damaged, in-use, read-only, no-log, full, io.
        """
        path = path.resolve()
        if path.is_dir():
            raise errors.not_a_file(path)
        with errors.explaining_os(path):
            if not path.exists():
                raise errors.missing(path)
        if not os.access(path, os.R_OK):
            raise errors.unreadable(path)
        if not write:
            return cls._open(path, None)
        with _held(WriterLock(path, wait_s)) as lock:
            return cls._open(path, lock)

    @classmethod
    def _open(cls, path: Path, lock: WriterLock | None) -> MeetFile:
        connection = connect_to_write(path) if lock else connect_to_read(path)
        try:
            meet = cls(connection, path, lock)
            last = meet._last(StoredFact, "facts", "seq")
            meet._epoch = last.epoch + 1 if last else 1
        except BaseException:
            connection.close()
            raise
        return meet

    # --- the journal

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
        if self._lock is None:
            raise ValueError("this meet file was opened for reading")
        check_texts(command_id, actor, outcome_text, boot_id, drafts=drafts, chunks=chunks)
        with self._transaction("BEGIN IMMEDIATE"):
            if known := self._command(command_id):
                answer = self._answer(known)
                since = self.chunks(known.first_chunk - 1)
                before = islice(since, known.last_chunk - known.first_chunk + 1)
                check_repetition(answer, before, actor, drafts, chunks)
                return answer.facts
            tip = self._tip()
            check_head(expected_head, tip.head)
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
            rows: tuple[Row, ...] = (*commit.chunks, commit.command, *commit.facts)
            for row in rows:
                _store(self._connection, row)
        return commit.facts

    def outcome_of(self, command_id: str) -> Answer | None:
        check_texts(command_id)
        with self._transaction("BEGIN"):
            command = self._command(command_id)
            return self._answer(command) if command else None

    def read(self, after_seq: int = 0) -> Iterator[StoredFact]:
        return self._rows(StoredFact, "facts", "seq", after_seq)

    def commands(self, after_seq: int = 0) -> Iterator[StoredCommand]:
        return self._rows(StoredCommand, "commands", "first_seq", after_seq)

    def chunks(self, after: int = 0) -> Iterator[StoredChunk]:
        return self._rows(StoredChunk, "chunks", "number", after)

    def head(self) -> Head:
        return self._tip().head

    def close(self) -> None:
        """Closes the file and lets the next writer in; a second call does nothing."""
        try:
            self._connection.close()
        finally:
            if self._lock:
                self._lock.release()

    # --- for backups

    def copy_to(self, path: Path) -> None:
        """Copies the file as of now to ``path``, page by page, while others may write to it."""
        with explaining(path):
            target = apsw.Connection(str(path))
            try:
                with target.backup("main", self._connection, "main") as copying:
                    copying.step(-1)
            except apsw.CorruptError as error:
                raise errors.damaged(self._path, str(error)) from error
            finally:
                target.close()

    def check_pages(self) -> None:
        """Reads every page; ``StorageError`` (damaged) unless SQLite finds them consistent."""
        with explaining(self._path):
            found = self._connection.execute("PRAGMA integrity_check(1)").get
        if found != "ok":
            raise errors.damaged(self._path, str(found))

    def __enter__(self) -> MeetFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- inside

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with explaining(self._path):
            self._connection.execute(begin)
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk has rolled it back already
                    self._connection.execute("ROLLBACK")
                raise

    def _tip(self) -> Tip:
        fact = self._last(StoredFact, "facts", "seq")
        chunk = self._last(StoredChunk, "chunks", "number")
        return Tip(
            head=Head(fact.seq, fact.hash) if fact else Head(),
            chunk=chunk.number if chunk else 0,
            chunk_head=chunk.hash if chunk else GENESIS,
        )

    def _last(self, kind: type[Stored], table: str, key: str) -> Stored | None:
        query = f"SELECT {_COLUMNS[kind]} FROM {table} ORDER BY {key} DESC LIMIT 1"
        found = self._select(kind, query)
        return found[0] if found else None

    def _command(self, command_id: str) -> StoredCommand | None:
        found = self._select(StoredCommand, _SELECT_COMMAND, command_id)
        return found[0] if found else None

    def _answer(self, command: StoredCommand) -> Answer:
        query = f"SELECT {_COLUMNS[StoredFact]} FROM facts WHERE seq BETWEEN ? AND ? ORDER BY seq"
        facts = self._select(StoredFact, query, command.first_seq, command.last_seq)
        return Answer(command.outcome, tuple(facts))

    def _rows(self, kind: type[Stored], table: str, key: str, after: int) -> Iterator[Stored]:
        query = (
            f"SELECT {_COLUMNS[kind]} FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT {_BATCH}"
        )
        while batch := self._select(kind, query, after):
            yield from batch
            after = getattr(batch[-1], key)

    def _select(self, kind: type[Stored], query: str, *values: SQLValue) -> list[Stored]:
        """Rows as values; where SQLite finds another type than was stored, the file is damaged."""
        make: Callable[..., Stored] = kind
        types = _TYPES[kind]
        with explaining(self._path):
            rows = self._connection.execute(query, values).fetchall()
        if any(tuple(map(type, row)) != types for row in rows):
            raise errors.damaged(self._path, say("a value in it is of another type"))
        return [make(*row) for row in rows]


def _store(connection: apsw.Connection, row: Row) -> None:
    insert, values = _INSERTION[type(row)]
    connection.execute(insert, values(row))


@contextmanager
def _held(lock: WriterLock) -> Iterator[WriterLock]:
    """Keeps the lock unless the block raises."""
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def _build(path: Path, rows: Iterable[Row]) -> None:
    with beside(path) as new, explaining(path):
        connection = apsw.Connection(str(new))
        try:
            connection.execute("BEGIN")
            for statement in STATEMENTS:
                connection.execute(statement)
            for row in rows:
                _store(connection, row)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
            switch_log_on(connection, path)
            # Written through the log: a folder that cannot hold one fails before the file appears.
            connection.execute(f"PRAGMA user_version = {VERSION}")
        finally:
            connection.close()
