"""Knows where riders start, and what a coach's schedule for a rider is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from halflap.journal.facts import Fact, ScheduleSet, StartLineSet
from halflap.meet.commands.base import Answer, Command, competition_of, entered, refuse, rule
from halflap.meet.courses import course_of
from halflap.meet.ledger import Ledger
from halflap.meet.results import called
from halflap.meet.runs import at_run
from halflap.meet.state import HeatState, Meet
from halflap.meet.timing_state import TimedRun
from halflap.sport.times import format_time
from halflap.sport.track import Course, Line, Track
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
    _check_line(meet, command, course)
    on = say("their own line") if course.finish is Line.OWN else say("the opposite line")
    remark = say(
        "{n} m are {half_laps} half laps, and riders finish on {line}.",
        n=distance_m,
        half_laps=course.half_laps,
        line=on,
    )
    dropped, remarks = _no_longer_fit(meet, course)
    return [fact, *dropped], [remark, *remarks]


def _check_line(meet: Meet, command: SetStartLine, course: Course) -> None:
    """Refuse the same line again, and one in the middle of a ride."""
    distance_m = course.distance_m
    known = dict(meet.start_lines).get(distance_m)
    if (known is None and command.metres is None) or (
        known is not None
        and command.metres is not None
        and Fraction(known) == Fraction(command.metres)
    ):
        raise refuse(
            "unchanged",
            say("The start line for {n} m is there already.", n=distance_m),
            say("There is nothing to do."),
        )
    for run in meet.timing.gunned():
        found = at_run(meet, run.at)
        if found is None or found[0].distance_m != distance_m:
            continue
        if _awaits_its_result(meet, run, found[3]):
            raise refuse(
                "timed",
                say(
                    "Heat {heat} of {phase} was started from the line as it is, and has no"
                    " confirmed result yet.",
                    heat=run.at[2],
                    phase=run.at[1],
                ),
                say(
                    "Confirm it first. If it was ridden from the other line, take its start back"
                    " (halflap undo MEET), say where the line is, and recover the start (halflap"
                    " gun)."
                ),
            )


def _awaits_its_result(meet: Meet, run: TimedRun, heat: HeatState) -> bool:
    """Whether a run is open, or the last of a heat that counts, with times not yet confirmed."""
    if meet.timing.current == run.at:
        return True
    last = run.at[3] == len(heat.runs) and not heat.runs[-1].stopped
    return last and heat.level is None and not heat.rehearsal


def _no_longer_fit(meet: Meet, course: Course) -> tuple[list[Fact], list[Sentence]]:
    """The schedules of other half laps than the riders have now: they are taken away."""
    facts: list[Fact] = []
    remarks: list[Sentence] = []
    for competition in meet.in_order():
        if competition.distance_m != course.distance_m:
            continue
        for kept in competition.schedules:
            if len(kept.splits_us) == course.half_laps or kept.bib not in competition.entries:
                continue
            facts.append(ScheduleSet(competition=competition.id, bib=kept.bib))
            remarks.append(
                say(
                    "The schedule of {name} was for {n} half laps and is taken away: set it again.",
                    name=called(competition, kept.bib),
                    n=len(kept.splits_us),
                )
            )
    return facts, remarks


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
