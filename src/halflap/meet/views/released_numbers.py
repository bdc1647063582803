"""Knows which derived numbers everybody may open: those that were released, with their reasons.

After a correction, ranks, pairings, places and medals stay as they were confirmed until people
confirm them again (``released_lines.py``); what they would be now is nobody's to see before that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from halflap.meet.records import record_confirmed, record_marks
from halflap.meet.state import Competition, Meet
from halflap.meet.views.numbers import Number, numbers, record_path
from halflap.meet.views.released import public_meet
from halflap.meet.views.released_lines import moved, places_moved

DOUBT = "Acknowledged when it was confirmed: {doubt}"
"""What officials took upon themselves is not for everybody."""

DERIVED = ("place/", "unplaced/", "medal/")


def released_numbers(meet: Meet, competition_id: str) -> dict[str, Number]:
    """By path, as ``numbers``; of the meet as it stands."""
    public = public_meet(meet)
    competition = public.competitions[competition_id]
    hidden = tuple(_hidden(competition))
    return {
        path: replace(
            number,
            reasons=tuple(each for each in number.reasons if each.sentence.template != DOUBT),
        )
        for path, number in numbers(public, competition).items()
        if not f"{path}/".startswith(hidden)
    }


def _hidden(competition: Competition) -> Iterator[str]:
    """How the paths begin that nobody released."""
    if competition.classification is None or places_moved(competition):
        yield from DERIVED
    for plan in competition.fmt.phase:
        if moved(competition, plan.id):
            yield f"{plan.id}/rank/"
        if competition.phase(plan.id) is None or moved(competition, plan.source):
            yield f"{plan.id}/pairing/"
    for mark in record_marks(competition):
        if mark.doubt is not None and not record_confirmed(competition, mark):
            yield f"{record_path(mark)}/"
