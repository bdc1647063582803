"""Knows when a command comes too late: after its deadline, or after others have changed what it is
about since its author looked; and when it would take back what its author may not decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from halflap.journal.facts_timing import RECEIVED
from halflap.meet.among import happened_among
from halflap.meet.commands import Command, Refusal
from halflap.meet.concerning import concerns
from halflap.meet.ledger import AUTOMAT, Entry
from halflap.web.access import Official
from halflap.web.site import Site
from halflap.web.taking_back import not_to_take_back
from halflap.words.on_screen import on_screen
from halflap.words.sentence import Sentence, say

TOLD = 5
"""So much of what was decided meanwhile is told."""


LATE = "late"


def objection(
    site: Site,
    official: Official,
    command: Command,
    seen: int | None,
    until_us: int | None = None,
) -> Callable[[], Refusal | None]:
    """Asked when the command's turn has come. ``seen`` is the newest fact that its author knew;
    after ``until_us`` of the hub's steady clock nobody means it any more.
    """

    def asked() -> Refusal | None:
        if until_us is not None and site.now_us > until_us:
            return Refusal(
                LATE,
                say("The command came too late: nothing was done."),
                say("Look at what is shown now, and press again."),
            )
        not_his = not_to_take_back(site.live.desk.ledger, official.role, command)
        if not_his is not None:
            return not_his
        news = decided_since(site, official, command, seen) if seen is not None else []
        if not news:
            return None
        return Refusal(
            "stale",
            say("Something has been decided meanwhile: {what}", what=tuple(news[:TOLD][::-1])),
            say("Look at it again, and then decide."),
        )

    return asked


def decided_since(site: Site, official: Official, command: Command, seen: int) -> list[Sentence]:
    """What other people have decided since that changes what the command is about; the newest
    first.
    """
    own = (AUTOMAT, official.actor)
    return [
        on_screen(happened_among(site.meet, each))
        for each in _since(site, seen)
        if each.actor not in own
        and not isinstance(each.fact, RECEIVED)
        and concerns(site.live.desk.ledger, command, each.fact)
    ]


def _since(site: Site, seen: int) -> Iterator[Entry]:
    for entry in reversed(site.live.desk.ledger.entries):
        if entry.seq <= seen:
            return
        yield entry
