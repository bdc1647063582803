"""Knows the history of a meet: all facts in order, the state they give, and what a withdrawal
leaves out.

The ledger is the one value of this room that grows. States are shared checkpoints, so taking a
command back folds again from just before it and not from the morning.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from halflap.journal.facts import CommandWithdrawn, DocumentIssued, Fact, MeetOpened
from halflap.meet.fold import Illegal, apply
from halflap.meet.state import Meet
from halflap.words.sentence import Sentence

CHECKPOINT_EVERY = 64
PERMANENT = (MeetOpened, DocumentIssued)
"""Facts that no withdrawal takes back: the opening, and communiqués, which are superseded instead.
"""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One fact in its place: ``command`` is the sequence of the first fact of its command."""

    seq: int
    command: int
    fact: Fact
    actor: str = ""
    utc_us: int = 0


@dataclass(frozen=True, slots=True)
class Dependent:
    """A command that cannot stand without another: its first fact that cannot, and why."""

    entry: Entry
    why: Sentence

    @property
    def command(self) -> int:
        """The sequence of its first fact."""
        return self.entry.command


@dataclass(frozen=True, slots=True)
class Refold:
    """The state with some commands left out, and the commands that do not fold without them.

    ``checkpoints`` are (number of facts, state) on the way to it.
    """

    state: Meet
    withdrawn: frozenset[int]
    dependents: tuple[Dependent, ...] = ()
    checkpoints: tuple[tuple[int, Meet], ...] = ()


class Ledger:
    """All facts in order and the state they give; append-only like the journal it mirrors."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.state = Meet()
        self.withdrawn: frozenset[int] = frozenset()
        self._checkpoints: list[tuple[int, Meet]] = [(0, Meet())]
        self._withdrawals: dict[int, tuple[int, ...]] = {}

    def append(self, entry: Entry) -> None:
        """Take in the next fact; raises ``Illegal`` (and changes nothing) if it cannot follow."""
        if isinstance(entry.fact, CommandWithdrawn):
            refold = self.without(entry.fact.commands, by=entry.command)
            if refold.dependents:
                raise Illegal(refold.dependents[0].why)
            self._restart(refold)
            self._withdrawals[entry.command] = entry.fact.commands
        elif entry.command not in self.withdrawn:
            self.state = apply(self.state, entry.fact)
        self.entries.append(entry)
        if len(self.entries) % CHECKPOINT_EVERY == 0:
            self._checkpoints.append((len(self.entries), self.state))

    def extend(self, entries: Iterable[Entry]) -> Ledger:
        """Take in facts in order, and return the ledger."""
        for entry in entries:
            self.append(entry)
        return self

    def command(self, seq: int) -> tuple[Entry, ...]:
        """All facts of the command that the fact ``seq`` belongs to; empty if there is none."""
        index = self._index(seq)
        if index == len(self.entries) or self.entries[index].seq != seq:
            return ()
        return tuple(self._command_from(self._index(self.entries[index].command)))

    def without(self, commands: Sequence[int], by: int = 0) -> Refold:
        """What the state would be if ``commands`` were withdrawn as well.

        A withdrawal named among them is itself taken back: what it had withdrawn returns.
        """
        after = self._withdrawn_with(tuple(commands), by or -1)
        first = min(after ^ self.withdrawn, default=None)
        if first is None:
            return Refold(self.state, after)
        return self._fold(after, first)

    def _withdrawn_with(self, commands: tuple[int, ...], by: int) -> frozenset[int]:
        """The commands that are withdrawn: a withdrawal counts unless a later one took it back."""
        if self._withdrawals.keys().isdisjoint(commands):
            return self.withdrawn.union(commands)
        withdrawn: set[int] = set()
        for command, taken in reversed(({**self._withdrawals, by: commands}).items()):
            if command not in withdrawn:
                withdrawn.update(taken)
        return frozenset(withdrawn)

    def _index(self, seq: int) -> int:
        return bisect_left(self.entries, seq, key=lambda entry: entry.seq)

    def _fold(self, withdrawn: frozenset[int], first: int) -> Refold:
        at, state = self._checkpoints[self._before(first) - 1]
        passed: list[tuple[int, Meet]] = []
        left_out = set(withdrawn)
        dependents: list[Dependent] = []
        index = at
        while index < len(self.entries):
            if index - at >= CHECKPOINT_EVERY:
                at = index
                passed.append((at, state))
            entries = self._command_from(index)
            index += len(entries)
            if entries[0].command in left_out:
                continue
            following = state
            for entry in entries:
                try:
                    following = apply(following, entry.fact)
                except Illegal as illegal:
                    dependents.append(Dependent(entry, illegal.sentence))
                    left_out.add(entry.command)
                    break
            else:
                state = following
        return Refold(state, withdrawn, tuple(dependents), tuple(passed))

    def _command_from(self, index: int) -> list[Entry]:
        command = self.entries[index].command
        end = index
        while end < len(self.entries) and self.entries[end].command == command:
            end += 1
        return self.entries[index:end]

    def _restart(self, refold: Refold) -> None:
        first = min(refold.withdrawn ^ self.withdrawn)
        self._checkpoints[self._before(first) :] = refold.checkpoints
        self.state, self.withdrawn = refold.state, refold.withdrawn

    def _before(self, seq: int) -> int:
        """How many checkpoints hold no fact from ``seq`` on; the empty meet is always one."""
        at = self._index(seq)
        return bisect_left(self._checkpoints, at + 1, key=lambda checkpoint: checkpoint[0])


def permanent(entries: Iterable[Entry]) -> bool:
    """Whether a command holds a fact that cannot be withdrawn."""
    return any(isinstance(entry.fact, PERMANENT) for entry in entries)
