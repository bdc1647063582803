"""Knows how long a result can be before it is no pursuit's, so that nobody waits for nonsense."""

from __future__ import annotations

from halflap.intake.unreadable import Unreadable
from halflap.sport.published import PublishedEvent
from halflap.words.sentence import say

MOST_IN_A_LIST = 300
"""Rows of one round or one classification; no competition has had a third of it."""
MOST_ROUNDS = 100


def within_limits(event: PublishedEvent) -> PublishedEvent:
    """The event itself; raises ``Unreadable`` where it has more rows or rounds than one can."""
    if len(event.rounds) > MOST_ROUNDS:
        raise Unreadable(
            say(
                "There are {count} rounds, and a pursuit has at most {most}: is it one event?",
                count=len(event.rounds),
                most=MOST_ROUNDS,
            ),
            event.rounds[MOST_ROUNDS].where,
        )
    lists = [
        (each.where, len(each.flat) + sum(len(heat.rides) for heat in each.heats))
        for each in event.rounds
    ]
    for where, count in (*lists, ("/final", len(event.final))):
        if count > MOST_IN_A_LIST:
            raise Unreadable(
                say(
                    "At {where} there are {count} riders, and a pursuit has at most {most}: is it "
                    "one event?",
                    where=where,
                    count=count,
                    most=MOST_IN_A_LIST,
                ),
                where,
            )
    return event
