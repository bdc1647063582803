"""Knows which times cannot be: unreadable, at a speed nobody rides, or of a rider who did not
start.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from statistics import median

from halflap.rulebook.audit.contradiction import Contradiction, doubt, error
from halflap.rulebook.audit.sheet import Row, Sheet
from halflap.sport.times import MICROSECONDS, PUBLISHED_DIGITS, parse_time
from halflap.words.sentence import Sentence, say

FASTEST_KMH = 66
"""No pursuit over 2 to 4 km was ridden at more than 62 km/h; 66 leaves room for what is to come."""
SLOWEST_KMH = 20


def impossible_times(sheet: Sheet) -> Iterator[Contradiction]:
    """Times that no ride can have taken, each on its own row.

    If most times of an event are impossible over the printed distance, it is the distance.
    """
    for row in sheet.all_rows:
        yield from _unreadable(row)
        if row.us is not None and row.ride.status == "DNS":
            derived = say("A rider who did not start has no time.")
            yield error("time", row.where, row.line, derived, say("DNS means: did not start."))
    rows = [row for row in sheet.all_rows if row.timed]
    distance = sheet.distance
    if distance is None:
        yield from _out_of_scale(sheet)
        return
    beyond = [row for row in rows if not _possible(row, distance)]
    if len(beyond) > 1 and 2 * len(beyond) > len(rows):
        where = beyond[0].where
        derived = say(
            "Over {distance} m that would be {speed} km/h: it is the distance that does not fit.",
            distance=str(distance),
            speed=_kmh(beyond[0], distance),
        )
        yield error("time", where, beyond[0].line, derived, _limits())
        return
    for row in beyond:
        derived = say(
            "{time} over {distance} m would be {speed} km/h.",
            time=row.time,
            distance=str(distance),
            speed=_kmh(row, distance),
        )
        yield error("time", row.where, row.line, derived, _limits())


def _unreadable(row: Row) -> Iterator[Contradiction]:
    text = row.ride.time
    if text is None:
        return
    try:
        us, digits = parse_time(text)
    except ValueError:
        derived = say("“{text}” is no time such as 4:15.165.", text=text)
        yield error("time", row.where, row.line, derived, say("Times are minutes and seconds."))
        return
    if us == 0:
        derived = say("A time is more than zero.")
        yield error("time", row.where, row.line, derived, say("Times are minutes and seconds."))
    elif digits > PUBLISHED_DIGITS:
        derived = say("“{text}” has {digits} decimals.", text=text, digits=digits)
        rule = say(
            "Assumed: times are published to 1/1000 s (UCI 3.2.015), so a fourth decimal belongs "
            "to something else."
        )
        yield doubt("time", row.where, row.line, derived, rule)


def _possible(row: Row, distance: Fraction) -> bool:
    assert row.us is not None
    speed = distance * 3600 * MICROSECONDS / (1000 * row.us)
    return SLOWEST_KMH <= speed <= FASTEST_KMH


def _kmh(row: Row, distance: Fraction) -> str:
    assert row.us is not None
    return f"{float(distance * 3600 * MICROSECONDS / (1000 * row.us)):.1f}"


def _limits() -> Sentence:
    return say("A pursuit is ridden at {slow} to {fast} km/h.", slow=SLOWEST_KMH, fast=FASTEST_KMH)


def _out_of_scale(sheet: Sheet) -> Iterator[Contradiction]:
    """Without a distance: a time of twice or half the median of its round."""
    for rows in sheet.rows:
        timed = [row for row in rows if row.timed]
        if len(timed) < 4:
            continue
        middle = median(row.us for row in timed if row.us is not None)
        for row in timed:
            assert row.us is not None
            if not middle / 2 <= row.us <= middle * 2:
                derived = say(
                    "{time} is less than half or more than twice what is usual in the round.",
                    time=row.time,
                )
                rule = say("Assumed: all riders of a round ride one distance.")
                yield doubt("time", row.where, row.line, derived, rule)
