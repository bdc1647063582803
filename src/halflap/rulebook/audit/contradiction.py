"""Knows what a contradiction is and in which order contradictions are listed; finds none itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from halflap.words.sentence import Sentence

Severity = Literal["error", "doubt"]
Kind = Literal[
    "rank",
    "qualifier",
    "pairing",
    "winner",
    "seeding",
    "classification",
    "medal",
    "record",
    "speed",
    "gap",
    "count",
    "prose",
    "table",
    "time",
    "identity",
]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What a source says at ``where``, what follows instead, and the rule by which it follows.

    ``error``: no legal sheet makes the source true. ``doubt``: it depends on an assumption,
    which ``rule`` names. ``says`` is the source's own text.
    """

    severity: Severity
    kind: Kind
    where: str
    says: str
    derived: Sentence
    rule: Sentence


@dataclass(frozen=True, slots=True)
class AuditReport:
    """All contradictions of one source by place; ``format_id`` is None if no format is known."""

    format_id: str | None
    inferred: bool
    contradictions: tuple[Contradiction, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything is certainly wrong; doubts do not count."""
        return any(found.severity == "error" for found in self.contradictions)


def error(kind: Kind, where: str, says: str, derived: Sentence, rule: Sentence) -> Contradiction:
    """A contradiction that no legal sheet removes."""
    return Contradiction("error", kind, where, says, derived, rule)


def doubt(kind: Kind, where: str, says: str, derived: Sentence, rule: Sentence) -> Contradiction:
    """A contradiction that depends on the assumption named in ``rule``."""
    return Contradiction("doubt", kind, where, says, derived, rule)


def by_place(found: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    """Contradictions without duplicates, in the order of the source."""
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (_place(one.where), one.kind)))


def _place(where: str) -> tuple[tuple[int, str], ...]:
    """``/rounds/2`` before ``/rounds/10``, ``line 9`` before ``line 12``."""
    parts = re.findall(r"\d+|\D+", where)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
