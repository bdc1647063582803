"""Knows what differs between two states of a meet, number by number, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.meet.state import Meet
from halflap.meet.views.numbers import numbers
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Change:
    """One number before and after; an empty text is a number that was not there."""

    path: str
    before: str
    after: str

    @property
    def sentence(self) -> Sentence:
        """The change in words."""
        if not self.before:
            return say("{path}: {after} (new)", path=self.path, after=self.after)
        if not self.after:
            return say("{path}: {before} (gone)", path=self.path, before=self.before)
        return say(
            "{path}: {before} -> {after}", path=self.path, before=self.before, after=self.after
        )


def changes(before: Meet, after: Meet) -> tuple[Change, ...]:
    """Every number that is not the same in both states, competition by competition."""
    found: list[Change] = []
    ids = sorted({c.id for c in before.in_order()} | {c.id for c in after.in_order()})
    for id_ in ids:
        old, new = _values(before, id_), _values(after, id_)
        for path in [*new, *(path for path in old if path not in new)]:
            if old.get(path, "") != new.get(path, ""):
                found.append(Change(f"{id_}/{path}", old.get(path, ""), new.get(path, "")))
    return tuple(found)


def _values(meet: Meet, competition_id: str) -> dict[str, str]:
    competition = meet.competitions.get(competition_id)
    if competition is None:
        return {}
    return {path: number.value for path, number in numbers(meet, competition).items()}
