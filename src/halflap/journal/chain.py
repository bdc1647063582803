"""Knows whether the rows of a journal are still those that were appended.

The chain proves that the rows fit each other. That the end was not cut off, or everything
rewritten, only a head that was printed, or a copy kept elsewhere, can prove.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Literal

from halflap.journal.fact import (
    GENESIS,
    Head,
    Row,
    StoredChunk,
    StoredCommand,
    StoredFact,
    digest,
)
from halflap.journal.protocol import Journal
from halflap.words.sentence import Sentence, say

_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{12,64})")


@dataclass(frozen=True, slots=True)
class ChainWhole:
    """Every row fits the others, up to this head."""

    head: Head


@dataclass(frozen=True, slots=True)
class ChainBroken:
    """Something was changed after it was appended.

    ``first_bad_seq`` is the first fact that cannot be trusted: the one that was changed, or the
    first of the commit with the changed chunk or answer.
    """

    first_bad_seq: int
    reason: Sentence


@dataclass(frozen=True, slots=True)
class GivenHead:
    """A head as it was printed: the number of a fact and the beginning of its hash."""

    seq: int
    prefix: str

    @classmethod
    def parse(cls, text: str) -> GivenHead:
        """From ``SEQ:HASH`` with 12 to 64 hex digits; raises ``ValueError`` for anything else."""
        match = _HEAD.fullmatch(text.strip().lower())
        if match is None:
            raise ValueError(text)
        return cls(int(match[1]), match[2])

    def __str__(self) -> str:
        return f"{self.seq}:{self.prefix}"


Relation = Literal["equal", "copy is behind", "copy is ahead", "differs"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a copy stands to a journal.

    "copy is behind" and "copy is ahead": one is the beginning of the other. ``first_difference``
    is the first fact that only one of them has, or that differs; None when equal.
    """

    relation: Relation
    first_difference: int | None


class Links:
    """The rows read so far; ``take`` says why the next row cannot follow them, or None."""

    def __init__(self) -> None:
        self.head = Head()
        self._chunk = 0
        self._chunk_head = GENESIS
        self._command: StoredCommand | None = None
        self._seal = ""
        self._commands: set[str] = set()

    def take(self, row: Row) -> Sentence | None:
        match row:
            case StoredFact():
                return self._fact(row)
            case StoredCommand():
                return self._take_command(row)
            case StoredChunk():
                return self._take_chunk(row)

    def end(self) -> Sentence | None:
        """Why nothing may end here, or None."""
        if self._command and self.head.seq != self._command.last_seq:
            return say("Fact {seq} is missing.", seq=self.head.seq + 1)
        if self._chunk_head != (self._command.chunk_head if self._command else GENESIS):
            return say("Chunk {number} belongs to no command.", number=self._chunk)
        return None

    def take_fact(self, fact: StoredFact) -> Sentence | None:
        """As ``take``, for facts alone, whose commands and chunks are not at hand."""
        expected = self.head.seq + 1
        if fact.seq != expected:
            return say("Fact {seq} is missing.", seq=expected)
        if fact.prev != self.head.hash:
            return say("Fact {seq} does not follow the fact before it.", seq=expected)
        if fact.hash != digest(fact.hashed_text()):
            return say("Fact {seq} was changed: its hash is another.", seq=expected)
        self.head = Head(fact.seq, fact.hash)
        return None

    def _fact(self, fact: StoredFact) -> Sentence | None:
        if reason := self.take_fact(fact):
            return reason
        command = self._command
        if command is None or fact.seq > command.last_seq:
            return say("Fact {seq} belongs to no command.", seq=fact.seq)
        if fact.seal != self._seal or fact.command_id != command.command_id:
            return say(
                "The answer or the chunks stored with command {command_id} are not those that "
                "fact {seq} is sealed with.",
                command_id=command.command_id,
                seq=fact.seq,
            )
        return None

    def _take_command(self, command: StoredCommand) -> Sentence | None:
        before = self._command.last_chunk if self._command else 0
        if self._command and self.head.seq != self._command.last_seq:
            return say("Fact {seq} is missing.", seq=self.head.seq + 1)
        if command.first_seq != self.head.seq + 1 or command.last_seq < command.first_seq:
            return say("The command of fact {seq} is missing.", seq=self.head.seq + 1)
        chunks = (command.first_chunk, command.last_chunk, command.chunk_head)
        if chunks != (before + 1, self._chunk, self._chunk_head):
            return say(
                "The chunks before fact {seq} are not those of its command.", seq=self.head.seq + 1
            )
        if command.command_id in self._commands:
            return say("Command {command_id} stands twice.", command_id=command.command_id)
        self._command = command
        self._seal = command.seal()
        self._commands.add(command.command_id)
        return None

    def _take_chunk(self, chunk: StoredChunk) -> Sentence | None:
        expected = self._chunk + 1
        if self._command and self.head.seq != self._command.last_seq:
            return say("Fact {seq} is missing.", seq=self.head.seq + 1)
        if chunk.number != expected:
            return say("Chunk {number} is missing.", number=expected)
        if chunk.prev != self._chunk_head:
            return say("Chunk {number} does not follow the chunk before it.", number=expected)
        if chunk.hash != digest(chunk.hashed_text()):
            return say("Chunk {number} was changed: its hash is another.", number=expected)
        self._chunk, self._chunk_head = chunk.number, chunk.hash
        return None


def in_commit_order(journal: Journal) -> Iterator[Row]:
    """All rows as they were appended: of each commit the chunks, the command, the facts.

    While a writer goes on, this gives whole commits, and all that were there at the beginning. If
    rows belong to no command, the first of them comes last.
    """
    facts, chunks = journal.read(), journal.chunks()
    last_seq = last_chunk = 0
    for command in journal.commands():
        yield from islice(chunks, max(0, command.last_chunk - command.first_chunk + 1))
        yield command
        yield from islice(facts, max(0, command.last_seq - command.first_seq + 1))
        last_seq, last_chunk = command.last_seq, command.last_chunk
    strays: list[Row] = [
        *islice(journal.chunks(last_chunk), 1),
        *islice(journal.read(last_seq), 1),
    ]
    # Rows of a commit made after the last look at the commands are no strays: it has a command.
    if strays and next(journal.commands(last_seq), None) is None:
        yield from strays


def verify(journal: Journal) -> ChainWhole | ChainBroken:
    """Recomputes every hash of every row."""
    links = Links()
    for row in in_commit_order(journal):
        first_bad_seq = links.head.seq + 1
        if reason := links.take(row):
            return ChainBroken(first_bad_seq, reason)
    if reason := links.end():
        return ChainBroken(links.head.seq + 1, reason)
    return ChainWhole(links.head)


def verify_facts(facts: Iterable[StoredFact]) -> ChainWhole | ChainBroken:
    """Recomputes the hashes of facts alone, from fact 1 on; answers and chunks are left out."""
    links = Links()
    for fact in facts:
        if reason := links.take_fact(fact):
            return ChainBroken(links.head.seq + 1, reason)
    return ChainWhole(links.head)


def missing_heads(facts: Iterable[StoredFact], heads: Iterable[GivenHead]) -> tuple[GivenHead, ...]:
    """Those of the given heads that the facts do not contain, in the order given.

    It compares stored hashes, so it means something only for facts that ``verify`` finds whole.
    """
    given = tuple(heads)
    wanted = {head.seq for head in given}
    hashes = {fact.seq: fact.hash for fact in facts if fact.seq in wanted}
    hashes[0] = GENESIS
    return tuple(head for head in given if not hashes.get(head.seq, "").startswith(head.prefix))


def compare(journal: Iterable[StoredFact], copy: Iterable[StoredFact]) -> Comparison:
    """How the facts of a copy stand to those of a journal, every byte of them compared."""
    for seq, (ours, theirs) in enumerate(zip_longest(journal, copy), 1):
        if theirs is None:
            return Comparison("copy is behind", seq)
        if ours is None:
            return Comparison("copy is ahead", seq)
        if ours != theirs:
            return Comparison("differs", seq)
    return Comparison("equal", None)
