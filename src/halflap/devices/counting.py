"""Knows which impulses of a device that numbers them have come, are missing, or come again."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.words.sentence import Sentence, say

TRIES = 3  # a re-request is repeated when this many fresh impulses came without the missing one
EVERY = 8
SPANS = 64  # gaps remembered at once


@dataclass(frozen=True, slots=True)
class Span:
    """Impulses ``first`` to ``last``, both included."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number says: its impulse came ``again``, or the device ``restarted`` its count.

    ``ask`` are the impulses to ask for now, ``gap`` those just found to be missing.
    """

    again: bool = False
    restarted: bool = False
    gap: Span | None = None
    ask: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Missing:
    span: Span
    left: int = TRIES - 1
    wait: int = EVERY


class Counting:
    """Follows one count of a device. The first number seen starts it: nothing is missing before."""

    def __init__(self) -> None:
        self.last: int | None = None
        self._last_us = 0
        self._missing: list[_Missing] = []

    def seen(self, number: int, us: int) -> Counted:
        """An impulse ``number`` that its clock puts at ``us`` has come."""
        if self.last is None:
            return self._started(number, us, restarted=False)
        if number > self.last:
            return self._fresh(number, us)
        if self._found(number) or us <= self._last_us:
            return Counted(again=True)
        return self._started(number, us, restarted=True)

    def expect(self, last: int) -> Span | None:
        """The device says that ``last`` is its newest: what has to be asked for, if anything."""
        if self.last is None or last <= self.last:
            return None
        span = Span(self.last + 1, last)
        self._remember(span)
        self.last = last
        return span

    def forget(self) -> None:
        """The device starts a new count, knowingly: nothing is missing."""
        self.last = None
        self._missing.clear()

    def _started(self, number: int, us: int, *, restarted: bool) -> Counted:
        self.last, self._last_us = number, us
        self._missing.clear()
        return Counted(restarted=restarted)

    def _fresh(self, number: int, us: int) -> Counted:
        due = self._due()
        gap = Span(self.last + 1, number - 1) if self.last is not None else None
        self.last, self._last_us = number, us
        if gap is None or gap.last < gap.first:
            return Counted(ask=due)
        self._remember(gap)
        return Counted(gap=gap, ask=(*due, gap))

    def _remember(self, span: Span) -> None:
        self._missing.append(_Missing(span))
        del self._missing[:-SPANS]

    def _due(self) -> tuple[Span, ...]:
        due = []
        for missing in self._missing:
            missing.wait -= 1
            if missing.wait <= 0 < missing.left:
                missing.left -= 1
                missing.wait = EVERY
                due.append(missing.span)
        return tuple(due)

    def _found(self, number: int) -> bool:
        for at, missing in enumerate(self._missing):
            span = missing.span
            if number in span:
                parts = (Span(span.first, number - 1), Span(number + 1, span.last))
                self._missing[at : at + 1] = [
                    _Missing(part, missing.left, missing.wait)
                    for part in parts
                    if part.first <= part.last
                ]
                return True
        return False


def missing(span: Span) -> Sentence:
    """What is said of a gap."""
    if span.first == span.last:
        return say("Impulse {number} did not arrive: asked for again.", number=span.first)
    return say(
        "Impulses {first} to {last} did not arrive: asked for again.",
        first=span.first,
        last=span.last,
    )


def restarted(number: int) -> Sentence:
    """What is said when numbers begin again."""
    return say(
        "The device counts from {number} again: it was restarted or its memory cleared. "
        "Check its clock.",
        number=number,
    )
