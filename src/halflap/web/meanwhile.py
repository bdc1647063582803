"""Knows what others have decided since the author of a command looked, and objects to it then."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from halflap.journal.facts_timing import RECEIVED
from halflap.meet.commands import Refusal
from halflap.meet.ledger import AUTOMAT, Entry
from halflap.meet.wording import what_happened
from halflap.web.access import Official
from halflap.web.site import Site
from halflap.words.on_screen import on_screen
from halflap.words.sentence import Sentence, say

TOLD = 5
"""So much of what was decided meanwhile is told."""


def objection(site: Site, seen: int | None, official: Official) -> Callable[[], Refusal | None]:
    """Asked when the command's turn has come. ``seen`` is the newest fact that its author knew."""

    def asked() -> Refusal | None:
        news = decided_since(site, seen, official) if seen is not None else []
        if not news:
            return None
        return Refusal(
            "stale",
            say("Something has been decided meanwhile: {what}", what=tuple(news[:TOLD][::-1])),
            say("Look at it again, and then decide."),
        )

    return asked


def decided_since(site: Site, seen: int, official: Official) -> list[Sentence]:
    """What other people have decided since, the newest first."""
    own = (AUTOMAT, official.actor)
    return [
        on_screen(what_happened(each, site.meet))
        for each in _since(site, seen)
        if each.actor not in own and not isinstance(each.fact, RECEIVED)
    ]


def _since(site: Site, seen: int) -> Iterator[Entry]:
    for entry in reversed(site.live.desk.ledger.entries):
        if entry.seq <= seen:
            return
        yield entry
