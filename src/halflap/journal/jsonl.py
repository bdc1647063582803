"""Knows a journal as JSONL: one row a line, for people to read and for import byte for byte.

The first line names the format. Then follow the commits in order, of each the chunks (bytes in
base64), the command, the facts. Every member stands in a fixed order, and a fact's body stands in
the line as the very text that is stored: it is canonical JSON, so reading it as JSON and writing it
canonically gives the same bytes back. A line in any other spelling is refused, not repaired.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from halflap.journal.beside import beside
from halflap.journal.canonical import INT64_MAX, INT64_MIN, NotCanonical, encode
from halflap.journal.chain import Links, in_commit_order
from halflap.journal.errors import StorageError, explaining_os
from halflap.journal.fact import Head, Row, StoredChunk, StoredCommand, StoredFact
from halflap.journal.lock import WriterLock
from halflap.journal.protocol import Journal
from halflap.journal.schema import VERSION
from halflap.journal.store import MeetFile
from halflap.words.sentence import Sentence, say

_FIRST_LINE = f'{{"halflap":"journal","version":{VERSION}}}'

# The member that only this kind of row has, how the row is made, and what its members must be
# (object: any value, written canonically).
_KINDS: tuple[tuple[str, Callable[..., Row], Mapping[str, type]], ...] = (
    (
        "seq",
        StoredFact,
        {
            "seq": int,
            "utc_us": int,
            "actor": str,
            "kind": str,
            "version": int,
            "body": object,
            "command_id": str,
            "epoch": int,
            "mono_us": int,
            "boot_id": str,
            "seal": str,
            "prev": str,
            "hash": str,
        },
    ),
    (
        "command",
        lambda command, **others: StoredCommand(command_id=command, **others),
        {
            "command": str,
            "outcome": str,
            "first_seq": int,
            "last_seq": int,
            "first_chunk": int,
            "last_chunk": int,
            "chunk_head": str,
        },
    ),
    (
        "chunk",
        lambda chunk, **others: StoredChunk(
            number=chunk, data=b64decode(others.pop("bytes")), **others
        ),
        {
            "chunk": int,
            "utc_us": int,
            "source": str,
            "bytes": str,
            "mono_us": int,
            "prev": str,
            "hash": str,
        },
    ),
)


class BadLine(ValueError):
    """A line that cannot be taken over; ``reason`` says why."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(str(reason))
        self.reason = reason


def export_jsonl(journal: Journal) -> Iterator[bytes]:
    """The lines, each with its newline; a writer may go on meanwhile."""
    yield _first_line()
    yield from map(_line, in_commit_order(journal))


def _first_line() -> bytes:
    return f"{_FIRST_LINE}\n".encode()


def _line(row: Row) -> bytes:
    return f"{row.line()}\n".encode()


def write_jsonl(journal: Journal, path: Path, *, wait_s: float = 2.0) -> Head:
    """Exports into a new file, and says up to which fact.

    ``StorageError`` if it exists or cannot be written whole.
    """
    path, head = path.resolve(), Head()
    with WriterLock(path, wait_s), beside(path) as new, explaining_os(path), new.open("wb") as file:
        file.write(_first_line())
        for row in in_commit_order(journal):
            file.write(_line(row))
            head = Head(row.seq, row.hash) if isinstance(row, StoredFact) else head
    return head


def import_jsonl(lines: Iterable[bytes], path: Path, *, wait_s: float = 2.0) -> Head:
    """A new meet file from exported lines (an open binary file will do), with all its hashes.

    Raises ``StorageError``: bad-line with the line's number and the reason, for anything that is
    not exactly an export of a whole chain; exists, full and the like for ``path``. Then there is
    no file at ``path``, or the one that was there before, untouched.
    """
    links = Links()
    MeetFile.build(path, _checked(lines, links), wait_s=wait_s)
    return links.head


def _checked(lines: Iterable[bytes], links: Links) -> Iterator[Row]:
    number = 0
    for number, line in enumerate(lines, 1):
        try:
            text = _text(line)
            if number == 1:
                _check_first(text)
                continue
            row = parse_line(text)
        except BadLine as error:
            raise _bad(number, error.reason) from error
        if reason := links.take(row):
            raise _bad(number, reason)
        yield row
    if number == 0:
        raise _bad(1, say("It is missing: the file is empty."))
    if reason := links.end():
        raise _bad(number + 1, reason)


def _bad(number: int, reason: Sentence) -> StorageError:
    return StorageError(
        "bad-line",
        say("Line {number} cannot be taken over. {reason}", number=number, reason=reason),
        say("Import the file exactly as it was exported; nothing was made of this one."),
    )


def _text(line: bytes) -> str:
    if not line.endswith(b"\n"):
        raise BadLine(say("Its end is cut off."))
    try:
        return line[:-1].decode()
    except UnicodeDecodeError as error:
        raise BadLine(say("It is not UTF-8.")) from error


def _check_first(text: str) -> None:
    if text == _FIRST_LINE:
        return
    members = _members(text)
    version = members.get("version")
    if members.get("halflap") == "journal" and isinstance(version, int) and version > VERSION:
        raise BadLine(
            say(
                "It is from a newer halflap (version {found}; this halflap knows {known}).",
                found=version,
                known=VERSION,
            )
        )
    raise BadLine(say("It is not the first line of an exported meet."))


def parse_line(text: str) -> Row:
    """The row of one exported line, without its newline; raises ``BadLine`` for any other text."""
    members = _members(text)
    for own, make, types in _KINDS:
        if own in members:
            if list(members) != list(types):
                raise BadLine(say("Its members are not {names}.", names=", ".join(types)))
            values = {name: _value(name, members[name], types[name]) for name in types}
            try:
                row = make(**values)
            except ValueError as error:
                raise BadLine(say("Its bytes are not base64.")) from error
            if row.line() != text:
                raise BadLine(say("It is not spelt as halflap spells it."))
            return row
    raise BadLine(say("It is neither a fact, nor a command, nor a chunk."))


def _members(text: str) -> dict[str, object]:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadLine(say("It is no JSON ({detail}).", detail=str(error))) from error
    if not isinstance(members, dict):
        raise BadLine(say("It is no JSON object."))
    return members


def _value(name: str, value: object, wanted: type) -> object:
    if wanted is object:
        try:
            return encode(value)
        except NotCanonical as error:
            raise BadLine(
                say("Its {name} is not canonical. {reason}", name=name, reason=error.reason)
            ) from error
    fits = type(value) is wanted and (not isinstance(value, int) or INT64_MIN <= value <= INT64_MAX)
    if not fits and wanted is int:
        raise BadLine(say("Its {name} is no integer of 64 bits.", name=name))
    if not fits:
        raise BadLine(say("Its {name} is no text.", name=name))
    return value
