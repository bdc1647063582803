"""Knows where riders start, and what a coach's schedule for a rider is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from halflap.journal.facts import ScheduleSet, StartLineSet
from halflap.meet.commands.base import Answer, Command, competition_of, entered, refuse, rule
from halflap.meet.courses import course_of
from halflap.meet.ledger import Ledger
from halflap.meet.results import called
from halflap.sport.times import format_time
from halflap.sport.track import Line, Track
from halflap.words.sentence import Sentence, say

SHORTEST_US, LONGEST_US = 1_000_000, 600_000_000
"""No lap of a schedule is shorter or longer."""

_WRITTEN = re.compile(r"-?\d{1,6}(?:\.\d{1,6}|/[1-9]\d{0,5})?", re.ASCII)
_METRES = say("Measure from the pursuit line to the start line, forward: 32 or -12.5.")


class SetStartLine(Command, frozen=True, kw_only=True):
    """Where the venue painted the start line for the distance of a competition: ``metres`` (an
    exact fraction) beyond the pursuit line; None: where it is computed to be.
    """

    competition: str
    metres: str | None = None


class SetSchedule(Command, frozen=True, kw_only=True):
    """What a rider wants to ride, in microseconds: the first laps (``half_laps``: half laps).

    The last one holds until the finish; with ``total_us`` the rest is ridden evenly so that it is
    reached. Nothing given takes the schedule away.
    """

    competition: str
    bib: int
    given_us: tuple[int, ...] = ()
    total_us: int | None = None
    half_laps: bool = False


@rule(SetStartLine)
def set_start_line(ledger: Ledger, command: SetStartLine) -> Answer:
    """It has to lead to a pursuit line; all competitions over the distance start there."""
    meet, competition = ledger.state, competition_of(ledger.state, command.competition)
    distance_m = competition.distance_m
    fact = StartLineSet(distance_m=distance_m, metres=command.metres)
    if command.metres is not None and not _WRITTEN.fullmatch(command.metres):
        raise refuse("start-line", say("That is not a distance in metres."), _METRES)
    metres = () if command.metres is None else ((distance_m, Fraction(command.metres)),)
    try:
        course = Track(Fraction(meet.track), start_offsets=metres).course(distance_m)
    except ValueError as error:
        why = error.args[0]
        assert isinstance(why, Sentence)
        raise refuse("start-line", why, _METRES) from error
    on = say("their own line") if course.finish is Line.OWN else say("the opposite line")
    remark = say(
        "{n} m are {half_laps} half laps, and riders finish on {line}.",
        n=distance_m,
        half_laps=course.half_laps,
        line=on,
    )
    return [fact], [remark]


@rule(SetSchedule)
def set_schedule(ledger: Ledger, command: SetSchedule) -> Answer:
    """It is kept half lap by half lap, and holds in every phase until another is set."""
    competition = competition_of(ledger.state, command.competition)
    entered(competition, command.bib)
    name = called(competition, command.bib)
    if not command.given_us and command.total_us is None:
        if competition.schedule(command.bib) is None:
            raise refuse(
                "no-schedule",
                say("{name} has no schedule.", name=name),
                say("There is nothing to take away."),
            )
        return [ScheduleSet(competition=competition.id, bib=command.bib)], []
    half_laps = course_of(ledger.state, competition).half_laps
    _check(command, half_laps)
    splits = tuple(_splits(command, half_laps))
    fact = ScheduleSet(competition=competition.id, bib=command.bib, splits_us=splits)
    total = splits[-1] or 0
    last = (splits[-3] or 0) if half_laps > 2 else 0
    return [fact], [
        say(
            "{name} rides {total} by the schedule, the last lap in {lap}.",
            name=name,
            total=format_time(total),
            lap=format_time(total - last),
        )
    ]


def _check(command: SetSchedule, half_laps: int) -> None:
    each = 1 if command.half_laps else 2
    given = command.given_us
    if not given:
        raise refuse(
            "no-start",
            say("A schedule begins with its first lap: from a standing start it is slower."),
            say("Give at least the first lap, such as 20.1."),
        )
    if (len(given) - 1) * each >= half_laps:
        raise refuse(
            "too-many",
            say("The distance has {n} half laps.", n=half_laps),
            say("Leave out what is too much: the last lap given holds until the finish."),
        )
    rest = half_laps - each * len(given)
    left = None if command.total_us is None else command.total_us - sum(given)
    after = (left // rest * each,) if left is not None and rest > 0 else ()
    ends_there = left is None or rest > 0
    if not ends_there or not all(SHORTEST_US <= us <= LONGEST_US for us in (*given, *after)):
        raise refuse(
            "laps",
            say("The laps of this schedule cannot be ridden."),
            say("Give laps in seconds, such as 20.1 15.0, and what they and the rest add up to."),
        )


def _splits(command: SetSchedule, half_laps: int) -> Sequence[int | None]:
    """The time at the end of every half lap; that of a standing first lap is not known."""
    given = command.given_us
    found: list[int | None]
    if command.half_laps:
        found = [sum(given[: n + 1]) for n in range(len(given))]
        half_us = Fraction(given[-1])
    else:
        found = [None, given[0]]
        for n in range(1, len(given)):
            before = sum(given[:n])
            found += [before + given[n] // 2, before + given[n]]
        half_us = Fraction(given[-1], 2)
    begun, ridden = len(found), sum(given)
    if command.total_us is not None:
        half_us = Fraction(command.total_us - ridden, half_laps - begun)
    found += [ridden + int(half_us * n) for n in range(1, half_laps - begun + 1)]
    return found[:half_laps]
