"""Knows the history of a meet: all facts in order, the state they give, and what a withdrawal
leaves out.

The ledger is the one value of this room that grows. States are shared checkpoints, so taking a
command back folds again from just before it and not from the morning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from halflap.journal.facts import CommandWithdrawn, DocumentIssued, Fact, MeetOpened
from halflap.meet.fold import Illegal, apply
from halflap.meet.state import Meet
from halflap.words.sentence import Sentence

CHECKPOINT_EVERY = 256
PERMANENT = (MeetOpened, DocumentIssued)
"""Facts that no withdrawal takes back: the opening, and communiqués, which are superseded instead.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact in its place: ``command`` is the sequence of the first fact of its command."""

    seq: int
    command: int
    fact: Fact
    actor: str = ""
    utc_us: int = 0


@dataclass(frozen=True, slots=True)
class Dependent:
    """A command that cannot stand without another: its sequence, first fact, and the reason."""

    command: int
    fact: Fact
    why: Sentence


@dataclass(frozen=True, slots=True)
class Refold:
    """The state with some commands left out, and the commands that do not fold without them."""

    state: Meet
    withdrawn: frozenset[int]
    dependents: tuple[Dependent, ...]


class Ledger:
    """All facts in order and the state they give; append-only like the journal it mirrors."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.state = Meet()
        self.withdrawn: frozenset[int] = frozenset()
        self._checkpoints: list[tuple[int, Meet]] = [(0, Meet())]

    def append(self, entry: Entry) -> None:
        """Take in the next fact; raises ``Illegal`` (and changes nothing) if it cannot follow."""
        if isinstance(entry.fact, CommandWithdrawn):
            refold = self.without(entry.fact.commands, by=entry.command)
            if refold.dependents:
                raise Illegal(refold.dependents[0].why)
            self._restart(refold)
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
        first = next((entry.command for entry in self.entries if entry.seq == seq), None)
        return tuple(entry for entry in self.entries if entry.command == first)

    def without(self, commands: Sequence[int], by: int = 0) -> Refold:
        """What the state would be if ``commands`` were withdrawn as well.

        A withdrawal named among them is itself taken back: what it had withdrawn returns.
        """
        after = self._withdrawn_with((*self._withdrawals(), (by or -1, tuple(commands))))
        first = min(after ^ self.withdrawn, default=None)
        if first is None:
            return Refold(self.state, after, ())
        return self._fold(after, first)

    def _withdrawals(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        return tuple(
            (entry.command, entry.fact.commands)
            for entry in self.entries
            if isinstance(entry.fact, CommandWithdrawn)
        )

    @staticmethod
    def _withdrawn_with(
        withdrawals: Sequence[tuple[int, tuple[int, ...]]],
    ) -> frozenset[int]:
        """The commands that are withdrawn: a withdrawal counts unless a later one took it back."""
        withdrawn: set[int] = set()
        for command, taken in reversed(withdrawals):
            if command not in withdrawn:
                withdrawn.update(taken)
        return frozenset(withdrawn)

    def _fold(self, withdrawn: frozenset[int], first: int) -> Refold:
        at, state = next(
            (at, state)
            for at, state in reversed(self._checkpoints)
            if at == 0 or self.entries[at - 1].seq < first
        )
        left_out = set(withdrawn)
        dependents: list[Dependent] = []
        index = at
        while index < len(self.entries):
            entries = self._command_from(index)
            index += len(entries)
            if entries[0].command in left_out:
                continue
            try:
                following = state
                for entry in entries:
                    following = apply(following, entry.fact)
                state = following
            except Illegal as illegal:
                dependents.append(Dependent(entries[0].command, entries[0].fact, illegal.sentence))
                left_out.add(entries[0].command)
        return Refold(state, withdrawn, tuple(dependents))

    def _command_from(self, index: int) -> list[Entry]:
        command = self.entries[index].command
        end = index
        while end < len(self.entries) and self.entries[end].command == command:
            end += 1
        return self.entries[index:end]

    def _restart(self, refold: Refold) -> None:
        first = min(refold.withdrawn ^ self.withdrawn)
        self._checkpoints = [
            (at, state)
            for at, state in self._checkpoints
            if at == 0 or self.entries[at - 1].seq < first
        ]
        self.state, self.withdrawn = refold.state, refold.withdrawn


def permanent(entries: Iterable[Entry]) -> bool:
    """Whether a command holds a fact that cannot be withdrawn."""
    return any(isinstance(entry.fact, PERMANENT) for entry in entries)
