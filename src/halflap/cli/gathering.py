"""Knows how a long history is shown: what follows each other and says little alone is one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from halflap.journal.facts_timing import ImpulseReceived, LinesRejected
from halflap.meet.ledger import Entry
from halflap.meet.state import Meet
from halflap.meet.wording import what_happened
from halflap.meet.wording_timing import sentence_of
from halflap.words.sentence import Sentence, say


def each_alone(meet: Meet, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Sentence]]:
    """Every fact with what it says."""
    for entry in entries:
        yield entry, what_happened(entry, meet)


def gathered(meet: Meet, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Sentence]]:
    """Impulses that follow each other as one line, for they are most of a day; and so the lines
    that could not be read.
    """
    for kind, group in groupby(entries, lambda each: _follows(each.fact)):
        following = list(group)
        if not kind or len(following) == 1:
            yield from each_alone(meet, following)
        else:
            yield following[0], _as_one(meet, following)


def _follows(fact: object) -> str:
    """With which others a fact is one line."""
    if isinstance(fact, ImpulseReceived):
        return "impulse"
    return f"rejected by {fact.source}" if isinstance(fact, LinesRejected) else ""


def _as_one(meet: Meet, following: Sequence[Entry]) -> Sentence:
    first, last = following[0], following[-1]
    if isinstance(first.fact, LinesRejected):
        facts = [entry.fact for entry in following]
        return say(
            "{source}: {count} lines rejected, up to fact {seq}, the first: {why}",
            source=first.fact.source,
            count=sum(fact.count for fact in facts if isinstance(fact, LinesRejected)),
            seq=last.seq,
            why=sentence_of(first.fact.why),
        )
    return say(
        "{n} impulses, up to fact {seq}: the first {first}; the last {last}",
        n=len(following),
        seq=last.seq,
        first=what_happened(first, meet),
        last=what_happened(last, meet),
    )
