"""Knows how the tables of a meet file look in SQLite, and that their rows never change.

Columns are those of the values in ``fact.py``. The triggers keep any tool that opens the file
from changing or removing a row, and from inserting one anywhere but at the end; what is done
after dropping them is found by the hash chain.
"""

from __future__ import annotations

# What marks the file as ours (SQLite's application_id, "HALF"), and the version of these tables
# (its user_version). A version that was ever released is never changed, only followed by another.
APPLICATION_ID = 0x48414C46
VERSION = 1

_TABLES = (
    "CREATE TABLE facts (seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, kind TEXT NOT NULL, "
    "version INTEGER NOT NULL, utc_us INTEGER NOT NULL, mono_us INTEGER NOT NULL, "
    "boot_id TEXT NOT NULL, actor TEXT NOT NULL, command_id TEXT NOT NULL, seal TEXT NOT NULL, "
    "body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL) STRICT",
    "CREATE TABLE commands (first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, "
    "first_chunk INTEGER NOT NULL, last_chunk INTEGER NOT NULL, chunk_head TEXT NOT NULL, "
    "command_id TEXT NOT NULL UNIQUE, outcome TEXT NOT NULL) STRICT",
    "CREATE TABLE chunks (number INTEGER PRIMARY KEY, source TEXT NOT NULL, "
    "utc_us INTEGER NOT NULL, mono_us INTEGER NOT NULL, data BLOB NOT NULL, "
    "prev TEXT NOT NULL, hash TEXT NOT NULL) STRICT",
)


def _triggers(table: str, key: str, last: str) -> tuple[str, ...]:
    refused = f"SELECT RAISE(ABORT, 'the {table} of a meet are only ever appended to')"
    # INSERT OR REPLACE would remove a row without asking the DELETE trigger; this one it asks.
    newest = f"SELECT {last} FROM {table} ORDER BY {key} DESC LIMIT 1"
    follows = f"NEW.{key} IS NOT coalesce(({newest}), 0) + 1"
    return (
        f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} BEGIN {refused}; END",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} BEGIN {refused}; END",
        f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {follows} "
        f"BEGIN {refused}; END",
    )


STATEMENTS = (
    *_TABLES,
    *_triggers("facts", "seq", "seq"),
    *_triggers("commands", "first_seq", "last_seq"),
    "CREATE TRIGGER commands_once BEFORE INSERT ON commands "
    "WHEN EXISTS (SELECT 1 FROM commands WHERE command_id = NEW.command_id) "
    "BEGIN SELECT RAISE(ABORT, 'a command of a meet is answered once'); END",
    *_triggers("chunks", "number", "number"),
)
