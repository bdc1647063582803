"""Knows how SQLite opens a meet file to read or to write it, and what its errors mean to people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from halflap.journal import errors
from halflap.journal.schema import APPLICATION_ID, STATEMENTS, VERSION
from halflap.words.sentence import say

_BUSY_MS = 5000  # for the short moments in which SQLite itself locks (recovery, last checkpoint)


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turns SQLite's errors about ``path`` into ``StorageError``; our own mistakes stay loud."""
    try:
        yield
    except apsw.FullError as error:
        raise errors.full(path) from error
    except apsw.NotADBError as error:
        raise errors.not_a_meet(path) from error
    except apsw.CorruptError as error:
        raise errors.damaged(path, str(error)) from error
    except UnicodeEncodeError as error:  # SQLite takes names in UTF-8 alone
        raise errors.not_text(path) from error
    except UnicodeDecodeError as error:
        raise errors.damaged(path, say("a text in it is not UTF-8")) from error
    except (apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise errors.read_only(path) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise errors.in_use(path) from error
    except apsw.CantOpenError as error:
        raise errors.no_log(path, str(error)) from error
    except apsw.IOError as error:
        raise errors.failing(path, str(error)) from error


def switch_log_on(connection: apsw.Connection, path: Path) -> None:
    """Puts the file in write-ahead-log mode, or raises ``StorageError`` (no-log)."""
    mode = connection.execute("PRAGMA journal_mode = WAL").get
    if mode != "wal":
        raise errors.no_log(path, say("SQLite keeps to the mode “{mode}”", mode=str(mode)))


def connect_to_write(path: Path) -> apsw.Connection:
    """A connection whose commits are on disk when they return; hold the ``WriterLock``."""
    if not os.access(path, os.W_OK):
        raise errors.read_only(path)
    connection = _connected(path, apsw.SQLITE_OPEN_READWRITE)
    try:
        with explaining(path):
            switch_log_on(connection, path)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone may stop at the disk
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> apsw.Connection:
    """A connection that leaves nothing beside the file once it is closed."""
    closed = not path.with_name(path.name + "-wal").exists()
    if closed and not os.access(path, os.W_OK):
        return _connected(path, apsw.SQLITE_OPEN_READONLY, immutable=True)
    try:
        # Able to write, since only such a connection removes the log when it is the last to close.
        return _connected(path, apsw.SQLITE_OPEN_READWRITE)
    except errors.StorageError as error:
        if not closed or error.code not in {"no-log", "read-only", "full", "io"}:
            raise
        # A closed meet, and nowhere to put a log beside it: nothing can change meanwhile.
        return _connected(path, apsw.SQLITE_OPEN_READONLY, immutable=True)


def _connected(path: Path, flags: int, *, immutable: bool = False) -> apsw.Connection:
    """A connection to what is surely a meet file that this version can read."""
    name = f"{path.as_uri()}?immutable=1" if immutable else str(path)
    with explaining(path):
        connection = apsw.Connection(name, flags=flags | (apsw.SQLITE_OPEN_URI if immutable else 0))
        try:
            connection.set_busy_timeout(_BUSY_MS)
            if connection.execute("PRAGMA application_id").get != APPLICATION_ID:
                raise errors.not_a_meet(path)
            found = connection.execute("PRAGMA user_version").get
            if found > VERSION:
                raise errors.newer(path, found, VERSION)
            if found < 1:
                raise errors.not_a_meet(path)
            laid = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema")}
            if not laid.issuperset(STATEMENTS):
                raise errors.damaged(path, say("a table or a trigger of it was changed"))
        except apsw.SQLError as error:  # a header or a table that SQLite cannot make sense of
            connection.close()
            raise errors.damaged(path, str(error)) from error
        except BaseException:
            connection.close()
            raise
    return connection
