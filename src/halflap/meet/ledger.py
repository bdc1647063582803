"""Knows the history of a meet: all facts in order, the state they give, and what a withdrawal
leaves out.

The ledger is the one value of this room that grows. States are shared checkpoints, so taking a
command back folds again from just before it and not from the morning.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from halflap.journal.facts import CommandWithdrawn, DocumentIssued, Fact, MeetOpened
from halflap.journal.facts_timing import RECEIVED, AutomationResumed
from halflap.meet.fold import Illegal, apply
from halflap.meet.state import Meet
from halflap.words.sentence import Sentence

CHECKPOINT_EVERY = 64
AUTOMAT = "halflap"
"""Who acts when nobody does."""

REMEMBERED = 4
"""So many histories with something left out are kept, until one of them becomes the history."""

PERMANENT = (MeetOpened, DocumentIssued, *RECEIVED)
"""Facts that no withdrawal takes back: the opening, communiqués, which are superseded instead, and
what was received.
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
        self._resumptions: list[int] = []
        self._refolding: dict[frozenset[int], _Refolding] = {}

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
            if isinstance(entry.fact, AutomationResumed):
                self._resumptions.append(entry.command)
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
        return tuple(self.command_from(self._index(self.entries[index].command)))

    def without(self, commands: Sequence[int], by: int = 0) -> Refold:
        """What the state would be if ``commands`` were withdrawn as well.

        A withdrawal named among them is itself taken back: what it had withdrawn returns.
        """
        after = self._withdrawn_with(tuple(commands), by or -1)
        if after == self.withdrawn:
            return Refold(self.state, after)
        refolding = self._refolding_of(after)
        refolding.advance(len(self.entries))
        return refolding.result()

    def folding(self, commands: Sequence[int], facts: int) -> Iterator[None]:
        """Does the work of ``without`` so many facts at a time, stopping in between.

        Facts may be appended meanwhile. Once this ends, ``without`` costs only what came since.
        """
        after = self._withdrawn_with(tuple(commands), -1)
        if after == self.withdrawn:
            return
        refolding = self._refolding_of(after)
        while refolding.advance(facts):
            yield

    @property
    def resumed(self) -> int:
        """The command by which the automation was resumed last; 0 if it never was."""
        kept = (seq for seq in reversed(self._resumptions) if seq not in self.withdrawn)
        return next(kept, 0)

    def withdrawn_after(self, seq: int) -> frozenset[int]:
        """The commands that are withdrawn, and were so by a command after ``seq``."""
        late = [taken for by, taken in self._withdrawals.items() if by > seq]
        return self.withdrawn.intersection(number for taken in late for number in taken)

    def _refolding_of(self, after: frozenset[int]) -> _Refolding:
        known = self._refolding.get(after)
        if known is None:
            first = min(after ^ self.withdrawn)
            at, state = self._checkpoints[self._before(first) - 1]
            known = self._refolding[after] = _Refolding(self, after, at, state)
            if len(self._refolding) > REMEMBERED:
                del self._refolding[next(iter(self._refolding))]
        return known

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

    def command_from(self, index: int) -> list[Entry]:
        """All facts of the command whose first fact is at that place."""
        command = self.entries[index].command
        end = index
        while end < len(self.entries) and self.entries[end].command == command:
            end += 1
        return self.entries[index:end]

    def _restart(self, refold: Refold) -> None:
        first = min(refold.withdrawn ^ self.withdrawn)
        self._checkpoints[self._before(first) :] = refold.checkpoints
        self.state, self.withdrawn = refold.state, refold.withdrawn
        self._refolding.clear()  # they begin where the history has changed

    def _before(self, seq: int) -> int:
        """How many checkpoints hold no fact from ``seq`` on; the empty meet is always one."""
        at = self._index(seq)
        return bisect_left(self._checkpoints, at + 1, key=lambda checkpoint: checkpoint[0])


class _Refolding:
    """A fold that leaves some commands out, on its way from a checkpoint to the last fact."""

    __slots__ = ("_at", "_dependents", "_index", "_ledger", "_left_out", "_passed", "_state", "of")

    def __init__(self, ledger: Ledger, withdrawn: frozenset[int], at: int, state: Meet) -> None:
        self.of = withdrawn
        self._ledger = ledger
        self._at = self._index = at
        self._state = state
        self._left_out = set(withdrawn)
        self._dependents: list[Dependent] = []
        self._passed: list[tuple[int, Meet]] = []

    def advance(self, facts: int) -> bool:
        """Fold about so many facts more; whether any are left."""
        entries = self._ledger.entries
        end = min(len(entries), self._index + facts)
        while self._index < end:
            if self._index - self._at >= CHECKPOINT_EVERY:
                self._at = self._index
                self._passed.append((self._at, self._state))
            command = self._ledger.command_from(self._index)
            self._index += len(command)
            if command[0].command not in self._left_out:
                self._fold(command)
        return self._index < len(entries)

    def _fold(self, command: list[Entry]) -> None:
        following = self._state
        for entry in command:
            try:
                following = apply(following, entry.fact)
            except Illegal as illegal:
                self._dependents.append(Dependent(entry, illegal.sentence))
                self._left_out.add(entry.command)
                return
        self._state = following

    def result(self) -> Refold:
        """What has come of it."""
        return Refold(self._state, self.of, tuple(self._dependents), tuple(self._passed))


def permanent(entries: Iterable[Entry]) -> bool:
    """Whether a command holds a fact that cannot be withdrawn."""
    return any(isinstance(entry.fact, PERMANENT) for entry in entries)
