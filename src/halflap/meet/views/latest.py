"""Knows which released heat of a competition is its last one: what was ridden last, as it goes on.

The last phase that has any comes first, whether or not a session has its heats; within a phase it
is the running order of the sessions, else that of the draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from halflap.meet.state import Meet
from halflap.meet.views.released_values import ReleasedCompetition, ReleasedHeat, ReleasedPhase

At = tuple[str, str, str]
"""Where a heat is: competition, phase, key."""


def latest(
    competition: ReleasedCompetition,
    counts: Callable[[ReleasedHeat], bool],
    order: Mapping[At, int] | None = None,
) -> tuple[ReleasedPhase, ReleasedHeat] | None:
    """The last heat that ``counts``; ``order``: the places in the sessions."""
    places = order or {}
    for phase in competition.phases[::-1]:
        found = [heat for heat in phase.heats if counts(heat) and not heat.rehearsal]
        if found:
            at = [places.get((competition.id, phase.id, heat.key), -1) for heat in found]
            return phase, found[max(range(len(found)), key=lambda n: (at[n], n))]
    return None


def places_in_sessions(meet: Meet) -> dict[At, int]:
    """The place of each heat of the sessions, one session after the other."""
    heats = [place for session in meet.sessions for place in session.heats]
    return {place: n for n, place in enumerate(heats)}
