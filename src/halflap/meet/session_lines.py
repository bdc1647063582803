"""Knows how a session is written line by line: its heats, and the breaks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from halflap.journal.facts import BreakFact
from halflap.meet.commands.base import refuse
from halflap.meet.state import Session
from halflap.meet.typed import heat_place
from halflap.words.sentence import say

MINUTE_US = 60_000_000
_BREAK = re.compile(r"(\d{1,3}) ?min\b[ :,.–-]*(.*)", re.IGNORECASE | re.ASCII)
_HEATS = re.compile(r"\s+")


def session_of(
    lines: Iterable[str],
) -> tuple[tuple[tuple[str, str, str], ...], tuple[BreakFact, ...]]:
    """Heats as competition/phase/heat and breaks as ``15 min Medal ceremony``, in their order.

    Raises ``NotNow``.
    """
    heats: list[tuple[str, str, str]] = []
    breaks: list[BreakFact] = []
    for line in map(str.strip, lines):
        found = _BREAK.fullmatch(line)
        if found is None:
            heats += [heat_place(each) for each in _HEATS.split(line) if each]
            continue
        if not found[2].strip():
            raise refuse(
                "break",
                say("The break “{line}” says not what it is for.", line=line),
                say("Write its minutes and its title: 15 min Medal ceremony."),
            )
        us = int(found[1]) * MINUTE_US
        breaks.append(BreakFact(after=len(heats), title=found[2].strip(), us=us))
    return tuple(heats), tuple(breaks)


def lines_of(session: Session) -> list[str]:
    """The same, as it is typed."""
    lines: list[str] = []
    for n in range(len(session.heats) + 1):
        lines += [
            f"{each.us // MINUTE_US} min {each.title}" for each in session.breaks if each.after == n
        ]
        lines += ["/".join(place) for place in session.heats[n : n + 1]]
    return lines
