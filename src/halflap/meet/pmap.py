"""Knows a map copied in constant pieces: a day's thousandth entry costs what its first did."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_WIDTH = 16


class PMap(Generic[K, V]):
    """An immutable map without an order: ``with_(key, value)`` shares all but one bucket.

    Two levels of 16 buckets: a change copies two tuples of 16 and one small
    dict, whatever the size.
    """

    __slots__ = ("_rows", "_size")

    def __init__(self) -> None:
        empty: dict[K, V] = {}
        self._rows: tuple[tuple[dict[K, V], ...], ...] = ((empty,) * _WIDTH,) * _WIDTH
        self._size = 0

    def __getitem__(self, key: K) -> V:
        return self._bucket(key)[key]

    def __contains__(self, key: object) -> bool:
        return key in self._bucket(key)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[K]:
        return (key for row in self._rows for bucket in row for key in bucket)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PMap):
            return NotImplemented
        return self is other or dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]

    def get(self, key: K) -> V | None:
        """The value, or None."""
        return self._bucket(key).get(key)

    def items(self) -> Iterator[tuple[K, V]]:
        """All pairs, in no order that means anything."""
        return (pair for row in self._rows for bucket in row for pair in bucket.items())

    def values(self) -> Iterator[V]:
        """All values, in no order that means anything."""
        return (value for row in self._rows for bucket in row for value in bucket.values())

    def with_(self, key: K, value: V) -> PMap[K, V]:
        """A map that has ``value`` at ``key``; this one stays as it is."""
        place = hash(key)
        row, column = place % _WIDTH, place // _WIDTH % _WIDTH
        rows = self._rows
        old_row = rows[row]
        bucket = {**old_row[column], key: value}
        new_row = (*old_row[:column], bucket, *old_row[column + 1 :])
        new: PMap[K, V] = PMap.__new__(PMap)
        new._rows = (*rows[:row], new_row, *rows[row + 1 :])
        new._size = self._size + len(bucket) - len(old_row[column])
        return new

    def _bucket(self, key: object) -> dict[K, V]:
        place = hash(key)
        return self._rows[place % _WIDTH][place // _WIDTH % _WIDTH]
