"""Knows a list of impulses that only grows and is shared by every state that has a part of it.

Adding one copies at most one block, and the list of blocks once a block; so an impulse costs late
in the day what it cost in the morning.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from halflap.journal.facts_timing import ImpulseReceived

BLOCK = 64

_number = attrgetter("impulse")


class ImpulseLog:
    """An immutable list of impulses by number, in blocks that know their first and last stamp."""

    __slots__ = ("_blocks", "_high", "_low", "_tail")

    def __init__(self) -> None:
        self._blocks: tuple[tuple[int, int, tuple[ImpulseReceived, ...]], ...] = ()
        self._tail: tuple[ImpulseReceived, ...] = ()
        self._low = self._high = 0  # of the tail

    def __len__(self) -> int:
        return BLOCK * len(self._blocks) + len(self._tail)

    def __iter__(self) -> Iterator[ImpulseReceived]:
        for _, _, block in self._blocks:
            yield from block
        yield from self._tail

    def __reversed__(self) -> Iterator[ImpulseReceived]:
        yield from reversed(self._tail)
        for _, _, block in reversed(self._blocks):
            yield from reversed(block)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ImpulseLog):
            return NotImplemented
        return self is other or (self._tail == other._tail and self._blocks == other._blocks)

    __hash__ = None  # type: ignore[assignment]

    @property
    def last(self) -> ImpulseReceived | None:
        """The impulse added last."""
        if self._tail:
            return self._tail[-1]
        return self._blocks[-1][2][-1] if self._blocks else None

    def with_(self, impulse: ImpulseReceived) -> ImpulseLog:
        """A list that has the impulse at its end; its number is higher than those before."""
        new = ImpulseLog.__new__(ImpulseLog)
        us = impulse.us
        if not self._tail:
            new._low = new._high = us
        else:
            new._low = us if us < self._low else self._low
            new._high = us if us > self._high else self._high
        tail = (*self._tail, impulse)
        if len(tail) == BLOCK:
            new._blocks = (*self._blocks, (new._low, new._high, tail))
            new._tail = ()
        else:
            new._blocks = self._blocks
            new._tail = tail
        return new

    def numbered(self, number: int) -> ImpulseReceived | None:
        """The impulse of that number, if it is in the list."""
        block = self._tail
        if not block or number < block[0].impulse:
            at = bisect_left(self._blocks, number, key=lambda found: found[2][-1].impulse)
            block = self._blocks[at][2] if at < len(self._blocks) else ()
        at = bisect_left(block, number, key=_number)
        found = block[at] if at < len(block) else None
        return found if found is not None and found.impulse == number else None

    def between(self, first_us: int, last_us: int) -> Iterator[ImpulseReceived]:
        """The impulses stamped from ``first_us`` to ``last_us``, in the order they came."""
        blocks = [block for low, high, block in self._blocks if low <= last_us and high >= first_us]
        for block in (*blocks, self._tail):
            for impulse in block:
                if first_us <= impulse.us <= last_us:
                    yield impulse

    def since(self, number: int) -> Iterator[ImpulseReceived]:
        """The impulses with a higher number, the latest first; it costs what it gives."""
        for impulse in reversed(self):
            if impulse.impulse <= number:
                return
            yield impulse
