"""Knows the lines of a recording in the order of its clock, and which of them are not timed with.

A re-send counts once, an impulse that the device took back not at all. A clock that was set or
restarted begins a new epoch: nothing is compared across it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from halflap.sport.heat import Side
from halflap.sport.impulse import Impulse
from halflap.sport.run_plan import RunPlan
from halflap.timing.assignment import Sighting
from halflap.timing.clocks import NoteKind
from halflap.timing.recorded_clock import Shown, unwrap_all
from halflap.words.sentence import Sentence, say


class Input(Enum):
    """Which input of the wiring a channel is."""

    GUN = "gun"
    HOME = "home"
    BACK = "back"
    OTHER = "other"

    @property
    def line(self) -> Side | None:
        """The pursuit line that fires this input, or None."""
        return {Input.HOME: Side.HOME, Input.BACK: Side.BACK}.get(self)


@dataclass(frozen=True, slots=True)
class Line:
    """One impulse of the recording: where it stands, and which input fired."""

    line: int
    input: Input
    impulse: Impulse


@dataclass(frozen=True, slots=True)
class Stamped:
    """An impulse on the unwrapped clock, ``us`` in microseconds, and why it is not to be timed
    with, if so. ``back``: it stands after later ones, and not because it was sent from memory.
    """

    source: Line
    epoch: int
    us: int
    why: Sentence | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Epoch:
    """The impulses of one epoch, in the order of the clock."""

    number: int
    stamped: tuple[Stamped, ...]
    stamps: tuple[int, ...]

    def between(self, start: int, end: int) -> Sequence[Stamped]:
        """Those from ``start`` on and before ``end``, microseconds of the clock."""
        return self.stamped[bisect_left(self.stamps, start) : bisect_left(self.stamps, end)]

    @property
    def guns(self) -> list[int]:
        """When the gun fired, as far as the recording has it; microseconds of the clock."""
        return [one.us for one in self.stamped if one.source.input is Input.GUN and one.why is None]

    def sightings(self, start: int, end: int, plan: RunPlan) -> list[Sighting]:
        """What the lines of a run saw from ``start`` on and before ``end``."""
        refs = {ref: side for side, ref in plan.refs}
        return [
            Sighting(
                one.source.line,
                line,
                one.us - start,
                refs.get(one.source.impulse.ref),
                manual=one.source.impulse.manual,
            )
            for one in self.between(start, end)
            if (line := _line_of(one, refs)) is not None
        ]

    def last_seen_us(self, start: int, end: int, plan: RunPlan) -> int:
        """Microseconds from ``start`` to the last that a line saw before ``end``, or zero."""
        refs = {ref: side for side, ref in plan.refs}
        seen = (one for one in reversed(self.between(start, end)) if _line_of(one, refs))
        last = next(seen, None)
        return 0 if last is None else last.us - start


def is_stranger(impulse: Impulse, refs: Collection[str]) -> bool:
    """Whether an impulse is by a transponder that is none of ``refs``, where there are any."""
    return bool(refs) and bool(impulse.ref) and impulse.ref not in refs


def _line_of(one: Stamped, refs: Collection[str]) -> Side | None:
    """The pursuit line that saw somebody of the run, or None."""
    if one.why is not None or is_stranger(one.source.impulse, refs):
        return None
    return one.source.input.line


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole recording: ``order`` as it stands in the file, ``epochs`` by the clock."""

    order: tuple[Stamped, ...]
    epochs: tuple[Epoch, ...]

    def after(self, epoch: Epoch) -> Sequence[Stamped]:
        """What stands in the file after the last impulse of an epoch, up to the next gun."""
        last = max(n for n, one in enumerate(self.order) if one.epoch == epoch.number)
        end = last + 1
        while end < len(self.order) and self.order[end].source.input is not Input.GUN:
            end += 1
        return self.order[last + 1 : end]


def recording_of(lines: Sequence[Line]) -> Recording:
    """The recording that lines make, in the order of the file."""
    order = _stamped(lines)
    by_epoch: dict[int, list[Stamped]] = {}
    for one in order:
        by_epoch.setdefault(one.epoch, []).append(one)
    epochs = []
    for number, found in sorted(by_epoch.items()):
        found.sort(key=lambda one: one.us)
        epochs.append(Epoch(number, tuple(found), tuple(one.us for one in found)))
    return Recording(tuple(order), tuple(epochs))


def _stamped(lines: Sequence[Line]) -> list[Stamped]:
    """Unwrapped, with re-sends and what the device took back marked; its last word counts."""
    impulses = [one.impulse for one in lines]
    shown = [Shown(each.us, each.dated, each.memory or each.withdrawn) for each in impulses]
    unwrapped = unwrap_all(shown)
    readings = [reading for reading, _ in unwrapped]
    back = [note is not None and note.kind is NoteKind.LATE for _, note in unwrapped]
    same = [
        (one.channel, at.epoch, at.us, one.ref, one.manual)
        for one, at in zip(impulses, readings, strict=True)
    ]
    last_word = {key: one.withdrawn for one, key in zip(impulses, same, strict=True)}
    first: dict[tuple[object, ...], int] = {}
    found: list[Stamped] = []
    for one, at, key, is_back in zip(lines, readings, same, back, strict=True):
        why: Sentence | None = None
        if one.impulse.withdrawn:
            why = say("The device says here that it takes a time back.")
        elif last_word[key]:
            why = say("The device took this time back.")
        elif key in first:
            why = say("The same impulse as in line {line}, sent again.", line=first[key])
        else:
            first[key] = one.line
        found.append(Stamped(one, at.epoch, at.us, why, is_back))
    return found
