"""Knows which heats are drawn and in no session: with sessions, nothing ever makes them next."""

from __future__ import annotations

from halflap.meet.among import heat_among
from halflap.meet.automation import next_heats
from halflap.meet.fold.transition import replace
from halflap.meet.guns import HeatAt
from halflap.meet.state import Meet
from halflap.words.sentence import Sentence, say


def unscheduled(meet: Meet) -> tuple[HeatAt, ...]:
    """The heats to come that no session has, in the order of their draw; none without sessions."""
    if not meet.sessions:
        return ()
    placed = {place for session in meet.sessions for place in session.heats}
    drawn = next_heats(replace(meet, sessions=()))
    return tuple(place for place in drawn if place not in placed)


def says_unscheduled(meet: Meet) -> Sentence | None:
    """Which these are and what to do, if there are any."""
    heats = unscheduled(meet)
    if not heats:
        return None
    named = heat_among(meet, heats[0])
    for place in heats[1:]:
        named = say("{heats}; {heat}", heats=named, heat=heat_among(meet, place))
    return say(
        "In no session, so that they never come next: {heats}. Put them into one.", heats=named
    )
