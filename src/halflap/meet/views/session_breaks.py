"""Knows which breaks of the sessions are still to come before which heat."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from halflap.meet.guns import HeatAt
from halflap.meet.session_lines import MINUTE_US
from halflap.meet.state import Meet
from halflap.meet.views.released_values import Break


def breaks_before(meet: Meet, coming: Collection[HeatAt]) -> Mapping[HeatAt, tuple[Break, ...]]:
    """For each heat to come the breaks since the one before it that has begun or is to come.

    A heat that is passed over takes no break with it: it stands before the next one.
    """
    found: dict[HeatAt, tuple[Break, ...]] = {}
    for session in meet.sessions:
        waiting: list[Break] = []
        for n, place in enumerate(session.heats):
            waiting += [
                Break(title=each.title, minutes=each.us // MINUTE_US)
                for each in session.breaks
                if each.after == n
            ]
            if place in coming:
                found[place], waiting = tuple(waiting), []
            elif _begun(meet, place):
                waiting = []
    return found


def _begun(meet: Meet, place: HeatAt) -> bool:
    """Whether it is on the track, was started, or has its outcomes."""
    current = meet.timing.current
    if current is not None and current[:3] == place:
        return True
    competition = meet.competitions.get(place[0])
    phase = competition.phase(place[1]) if competition is not None else None
    heat = phase.heat(place[2]) if phase is not None else None
    return heat is not None and (heat.started or heat.level is not None)
