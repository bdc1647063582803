"""Knows how an operator repairs what the sensors got wrong, at any time, also hours later.

Every repair says in its remarks what it changes; a dry run shows that before anything is kept.
"""

from __future__ import annotations

from halflap.journal.facts import Fact
from halflap.journal.facts_timing import (
    AssignmentSet,
    ImpulseAttached,
    ImpulseMarkedStray,
    ImpulseReceived,
    ImpulsesPulled,
    IntervalTaken,
    SplitInserted,
    Straight,
    TimeSource,
)
from halflap.meet.commands.base import Answer, refuse, rule
from halflap.meet.commands.timing_base import (
    Case,
    OfRun,
    after,
    difference,
    reading_of,
    timed_case,
)
from halflap.meet.commands.timing_confirming import disagreeing
from halflap.meet.ledger import Ledger
from halflap.meet.sightings import candidates, line_of, source_at
from halflap.meet.state import Meet
from halflap.meet.timing_state import TimedRun
from halflap.sport.heat import Side
from halflap.sport.run_plan import Limits
from halflap.sport.times import format_time
from halflap.words.sentence import Sentence, say

LONGEST_US = 3_600_000_000
"""No pursuit lasts an hour."""


class AttachImpulse(OfRun, frozen=True, kw_only=True):
    """Say whose an impulse is, and of which half lap where that is known."""

    impulse: int
    rider: Straight
    half_lap: int | None = None
    reason: str = ""


class MarkStray(OfRun, frozen=True, kw_only=True):
    """Say that an impulse is nobody's."""

    impulse: int
    reason: str = ""


class PullImpulses(OfRun, frozen=True, kw_only=True):
    """Put impulses that fell outside into the run."""

    impulses: tuple[int, ...]
    reason: str = ""


class InsertSplit(OfRun, frozen=True, kw_only=True):
    """A split by hand or from the photo finish: ``us`` since the gun, known to ``digits``."""

    rider: Straight
    half_lap: int
    us: int
    digits: int = 2
    source: TimeSource = "hand"
    reason: str = ""


class TakeFromSource(OfRun, frozen=True, kw_only=True):
    """Between two moments since the gun read another source instead."""

    source: str
    from_us: int = 0
    until_us: int = LONGEST_US
    reason: str = ""


class ChangeSettings(OfRun, frozen=True, kw_only=True):
    """Read the run again with other limits: longest first half lap, longest half lap."""

    first_us: int | None = None
    half_lap_us: int | None = None
    reason: str = ""


def _answer(meet: Meet, case: Case, fact: Fact) -> Answer:
    said = difference(meet, case, [fact])
    return [fact], [*said, *disagreeing(meet, after(meet, [fact]), case.at)]


def _impulse(run: TimedRun, number: int, case: Case) -> ImpulseReceived:
    found = next((each for each in candidates(run) if each.impulse == number), None)
    if found is None:
        raise refuse(
            "not-in-run",
            say("Impulse {number} is not in run {run}.", number=number, run=case.at[3]),
            say(
                "Pull it in first: halflap pull MEET {phase} {heat} {number}.",
                phase=case.plan.id,
                heat=case.heat.key,
                number=number,
            ),
        )
    return found


def _half_lap(meet: Meet, case: Case, rider: Straight, half_lap: int) -> Side:
    """The line where that half lap of that rider ends; refused if there is none."""
    found = reading_of(meet, case)
    if found.bib(Side(rider)) is None:
        raise refuse(
            "nobody",
            say("Nobody starts at {side} in heat {heat}.", side=rider, heat=case.heat.key),
            say("Give the other side."),
        )
    last = found.plan.course.half_laps
    if not 1 <= half_lap <= last:
        raise refuse(
            "half-lap",
            say("There is no half lap {n} of {last}.", n=half_lap, last=last),
            say("Count them from 1 to {last}, which is the finish.", last=last),
        )
    return found.plan.line_of(Side(rider), half_lap)


@rule(AttachImpulse)
def attach_impulse(ledger: Ledger, command: AttachImpulse) -> Answer:
    """The impulse has to be of the line where that half lap ends."""
    meet = ledger.state
    case, run = timed_case(meet, command)
    impulse = _impulse(run, command.impulse, case)
    line = line_of(meet.timing, impulse)
    if line is None:
        raise refuse(
            "no-line",
            say("Impulse {number} is of no pursuit line.", number=command.impulse),
            say("Check how the source is wired, or insert a split instead."),
        )
    wanted = _half_lap(meet, case, command.rider, command.half_lap or 1)
    if command.half_lap is not None and wanted is not line:
        raise refuse(
            "other-line",
            say(
                "Half lap {n} of that rider ends at the other line than impulse {number}.",
                n=command.half_lap,
                number=command.impulse,
            ),
            say("Give the half lap before or after it, or another impulse."),
        )
    known = run.attachment(command.impulse)
    if known is not None and (known.rider, known.half_lap) == (command.rider, command.half_lap):
        raise refuse(
            "attached",
            say("Impulse {number} is attached like that already.", number=command.impulse),
            say("There is nothing to do."),
        )
    competition, phase, heat, number = case.at
    fact = ImpulseAttached(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        impulse=command.impulse,
        rider=command.rider,
        half_lap=command.half_lap,
        reason=command.reason,
    )
    return _answer(meet, case, fact)


@rule(MarkStray)
def mark_stray(ledger: Ledger, command: MarkStray) -> Answer:
    """It stays in the run, marked, and can be attached again."""
    meet = ledger.state
    case, run = timed_case(meet, command)
    _impulse(run, command.impulse, case)
    competition, phase, heat, number = case.at
    fact = ImpulseMarkedStray(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        impulse=command.impulse,
        reason=command.reason,
    )
    return _answer(meet, case, fact)


@rule(PullImpulses)
def pull_impulses(ledger: Ledger, command: PullImpulses) -> Answer:
    """What fell outside, or into another run, is taken into this one."""
    meet = ledger.state
    case, _ = timed_case(meet, command)
    if not command.impulses:
        raise refuse(
            "nothing",
            say("No impulse is named."),
            say("halflap impulses MEET lists those outside a run."),
        )
    competition, phase, heat, number = case.at
    fact = ImpulsesPulled(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        impulses=command.impulses,
        reason=command.reason,
    )
    return _answer(meet, case, fact)


@rule(InsertSplit)
def insert_split(ledger: Ledger, command: InsertSplit) -> Answer:
    """A split takes its place between its neighbours; an earlier insertion there gives way."""
    meet = ledger.state
    case, run = timed_case(meet, command)
    _half_lap(meet, case, command.rider, command.half_lap)
    if not 0 < command.us < LONGEST_US or not 0 <= command.digits <= 3:
        raise refuse(
            "time",
            say("{time} is no time of a split.", time=format_time(max(0, command.us))),
            say("Give the time since the gun, such as 1:03.22."),
        )
    _check_between(meet, case, command)
    given = (command.rider, command.half_lap, command.us, command.digits, command.source)
    if given in [(e.rider, e.half_lap, e.us, e.digits, e.source) for e in run.inserted]:
        raise refuse(
            "unchanged",
            say("This split is inserted already."),
            say("Give another time, or take it back with undo; there is nothing to do."),
        )
    competition, phase, heat, number = case.at
    fact = SplitInserted(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        number=max((each.number for each in run.inserted), default=0) + 1,
        rider=command.rider,
        half_lap=command.half_lap,
        us=command.us,
        digits=command.digits,
        source=command.source,
        reason=command.reason,
    )
    return _answer(meet, case, fact)


def _check_between(meet: Meet, case: Case, command: InsertSplit) -> None:
    """A slip of the pen is refused: half laps end one after the other."""
    ride = reading_of(meet, case).assignment.ride(Side(command.rider))
    for split in ride.splits if ride is not None else ():
        if split.us is None or split.half_lap == command.half_lap:
            continue
        if (split.half_lap < command.half_lap) == (split.us < command.us):
            continue
        raise refuse(
            "order",
            say(
                "Half lap {n} at {time} would not lie on its side of half lap {other} at {at}.",
                n=command.half_lap,
                time=format_time(command.us),
                other=split.half_lap,
                at=format_time(split.us),
            ),
            say("Check the time and the half lap; a wrong impulse there is marked stray first."),
        )


@rule(TakeFromSource)
def take_from_source(ledger: Ledger, command: TakeFromSource) -> Answer:
    """Its clock has to be known on the clock of the gun, or its impulses count for nothing."""
    meet = ledger.state
    case, run = timed_case(meet, command)
    source = meet.timing.source(command.source)
    if source is None:
        names = ", ".join(each.name for each in meet.timing.sources)
        raise refuse(
            "no-source",
            say('There is no source "{name}".', name=command.source),
            say("Name one of: {names}.", names=names),
        )
    if not command.from_us < command.until_us:
        raise refuse(
            "interval",
            say("The interval ends before it begins."),
            say("Give --from before --until, in seconds since the gun."),
        )
    if _counts_there(meet, run, command):
        raise refuse(
            "unchanged",
            say("In that interval {source} counts already.", source=command.source),
            say("Name another source or interval; there is nothing to do."),
        )
    competition, phase, heat, number = case.at
    fact = IntervalTaken(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        source=command.source,
        from_us=command.from_us,
        until_us=command.until_us,
        reason=command.reason,
    )
    facts, remarks = _answer(meet, case, fact)
    return facts, [*_clock_remark(run, source.attached.clock or source.name), *remarks]


def _counts_there(meet: Meet, run: TimedRun, command: TakeFromSource) -> bool:
    """Whether the source is the one that counts at every moment of the interval."""
    edges = {command.from_us} | {
        us
        for taken in run.taken
        for us in (taken.from_us, taken.until_us)
        if command.from_us <= us < command.until_us
    }
    return all(source_at(meet.timing, run, us) == command.source for us in edges)


def _clock_remark(run: TimedRun, clock: str) -> list[Sentence]:
    if run.gun is None or run.gun.clock == clock:
        return []
    return [
        say(
            "{clock} is another clock than that of the gun: times taken from it are doubtful until"
            " they are accepted by name.",
            clock=clock,
        )
    ]


@rule(ChangeSettings)
def change_settings(ledger: Ledger, command: ChangeSettings) -> Answer:
    """The difference is said before it is accepted: --dry-run."""
    meet = ledger.state
    case, run = timed_case(meet, command)
    for limit in (command.first_us, command.half_lap_us):
        if limit is not None and limit <= 0:
            raise refuse(
                "limit",
                say("A limit is more than zero."),
                say("Give seconds, such as 25, or leave the limit to the ride itself."),
            )
    if run.limits == Limits(command.first_us, command.half_lap_us):
        raise refuse(
            "unchanged",
            say("The run is read with these limits already."),
            say("Give another --limit-first or --limit-half; there is nothing to do."),
        )
    competition, phase, heat, number = case.at
    fact = AssignmentSet(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        first_us=command.first_us,
        half_lap_us=command.half_lap_us,
        reason=command.reason,
    )
    return _answer(meet, case, fact)
