"""Knows the rows of a journal as values, the line each is exported as, and the hash of that line.

A journal has three kinds of rows, all append-only:

- a *fact*: something that happened; facts are numbered from 1 without gaps, and each holds the
  hash of the one before;
- a *chunk*: bytes as a device sent them; chunks are numbered and chained in the same way;
- a *command*: its id, which facts and chunks one commit of it appended, and the answer it got.
  The hash of a command's line is the *seal*, and every fact of the command holds it. So the hash
  of the newest fact (the *head*) depends on every byte of every row.

The hash of a fact or a chunk is the SHA-256 of its JSONL line (UTF-8, without the newline) from
which the last member, ``,"hash":"…"``, is taken out. Anyone can recompute it from the line alone::

    sed 's/,"hash":"[0-9a-f]*"}$/}/' | tr -d '\\n' | sha256sum

The seal is the SHA-256 of the command's whole line. Rows with nothing before them hold 64 zeros.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring as q

from halflap.journal.canonical import decode

GENESIS = "0" * 64


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, as 64 hex digits."""
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """How far a journal goes: the number of its last fact (0 when empty) and that fact's hash."""

    seq: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        """As it is printed on documents: the number and the first 12 hex digits."""
        return f"{self.seq}:{self.hash[:12]}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact to be appended; ``body`` is canonical JSON text, else ``NotCanonical`` is raised."""

    kind: str
    version: int
    body: str

    def __post_init__(self) -> None:
        decode(self.body)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes to be appended, as they came from ``source`` at that time (microseconds)."""

    source: str
    utc_us: int
    mono_us: int
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact as it stands in the journal.

    ``epoch`` counts the writers that have opened the journal; ``utc_us`` and ``mono_us`` are
    microseconds of the host at the commit, ``mono_us`` comparable within one ``boot_id``.
    """

    seq: int
    epoch: int
    kind: str
    version: int
    utc_us: int
    mono_us: int
    boot_id: str
    actor: str
    command_id: str
    seal: str
    body: str
    prev: str
    hash: str

    def hashed_text(self) -> str:
        """The line without its hash: what the hash is of."""
        return (
            f'{{"seq":{self.seq},"utc_us":{self.utc_us},"actor":{q(self.actor)},'
            f'"kind":{q(self.kind)},"version":{self.version},"body":{self.body},'
            f'"command_id":{q(self.command_id)},"epoch":{self.epoch},"mono_us":{self.mono_us},'
            f'"boot_id":{q(self.boot_id)},"seal":{q(self.seal)},"prev":{q(self.prev)}}}'
        )

    def line(self) -> str:
        return f'{self.hashed_text()[:-1]},"hash":{q(self.hash)}}}'


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """Bytes of a device as they stand in the journal."""

    number: int
    source: str
    utc_us: int
    mono_us: int
    data: bytes
    prev: str
    hash: str

    def hashed_text(self) -> str:
        """The line without its hash: what the hash is of."""
        return (
            f'{{"chunk":{self.number},"utc_us":{self.utc_us},"source":{q(self.source)},'
            f'"bytes":"{b64encode(self.data).decode()}","mono_us":{self.mono_us},'
            f'"prev":{q(self.prev)}}}'
        )

    def line(self) -> str:
        return f'{self.hashed_text()[:-1]},"hash":{q(self.hash)}}}'


@dataclass(frozen=True, slots=True)
class StoredCommand:
    """A command as it stands in the journal: what it appended, and the answer it got.

    It appended the facts ``first_seq`` to ``last_seq`` and the chunks ``first_chunk`` to
    ``last_chunk`` (one less than ``first_chunk`` when none); ``chunk_head`` is the hash of the
    journal's last chunk after it.
    """

    first_seq: int
    last_seq: int
    first_chunk: int
    last_chunk: int
    chunk_head: str
    command_id: str
    outcome: str

    def line(self) -> str:
        return (
            f'{{"command":{q(self.command_id)},"outcome":{q(self.outcome)},'
            f'"first_seq":{self.first_seq},"last_seq":{self.last_seq},'
            f'"first_chunk":{self.first_chunk},"last_chunk":{self.last_chunk},'
            f'"chunk_head":{q(self.chunk_head)}}}'
        )

    def seal(self) -> str:
        """The hash of the line, which every fact of the command holds."""
        return digest(self.line())


Row = StoredChunk | StoredCommand | StoredFact


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command was answered when it was first appended."""

    outcome: str
    facts: tuple[StoredFact, ...]
