"""Knows what timing adds to a confirmation: the doubts about times, and the splits to keep."""

from __future__ import annotations

from halflap.journal.facts import RideFact
from halflap.journal.facts_timing import RunAt, SplitFact, SplitsFact
from halflap.meet.commands.riding import cut
from halflap.meet.commands.timing_recording import time_of_ride
from halflap.meet.results import called
from halflap.meet.runs import RunReading, at_run, reading
from halflap.meet.state import Competition, HeatState, Meet
from halflap.rulebook.doubts import Doubt
from halflap.rulebook.format import Phase
from halflap.sport.reason import Reason
from halflap.sport.times import format_time
from halflap.timing.assignment import ALGORITHM, RideReading, RideStatus
from halflap.words.sentence import Sentence, say


def last_run(competition: Competition, phase_id: str, heat: HeatState) -> RunAt:
    """The run from which a heat has its result."""
    return (competition.id, phase_id, heat.key, len(heat.runs))


def timing_doubts(
    meet: Meet, competition: Competition, plan: Phase, heat: HeatState
) -> tuple[Doubt, ...]:
    """What is doubtful about the times that a heat has from its impulses.

    A heat that was confirmed before is no longer read: it is what it was confirmed as.
    """
    found = reading(meet, last_run(competition, plan.id, heat))
    if found is None or heat.level is not None:
        return ()
    doubts: list[Doubt] = []
    for side, bib in found.riders:
        recorded, ride = heat.ride(bib), found.assignment.ride(side)
        if recorded is not None and ride is not None:
            doubts += _about(meet, competition, found, recorded, ride)
    return (*doubts, *_catch(competition, plan, heat, found))


def disagreeing(before: Meet, after: Meet, at: RunAt) -> list[Sentence]:
    """Where a change of the finish leaves a recorded time as it was, and what to do about it."""
    found = at_run(after, at)
    if found is None or found[3].level is not None:
        return []
    competition, plan, _, heat = found
    timed = any(ride.time is not None for ride in heat.rides)
    if not timed or at != last_run(competition, plan.id, heat):
        return []  # nothing is recorded that could disagree: the run need not be read
    old, now = reading(before, at), reading(after, at)
    if now is None:
        return []
    said: list[Sentence] = []
    for side, bib in now.riders:
        was = old.assignment.ride(side) if old is not None else None
        ride, recorded = now.assignment.ride(side), heat.ride(bib)
        if ride is None or recorded is None or recorded.time is None:
            continue
        if was is not None and was.time_us == ride.time_us:
            continue
        for text in _differs(after, competition, now, recorded, ride):
            said.append(
                say(
                    "{doubt} To record what is read, type halflap times MEET {phase} {heat} (t in"
                    " halflap live); to keep what is recorded, leave it.",
                    doubt=text,
                    competition=competition.id,
                    phase=plan.id,
                    heat=heat.key,
                )
            )
    return said


def _differs(
    meet: Meet, competition: Competition, found: RunReading, recorded: RideFact, ride: RideReading
) -> list[Sentence]:
    """That the impulses read another time than is recorded, or none."""
    time, name = recorded.time, called(competition, recorded.bib)
    if time is None:
        return []
    if ride.time_us is None:
        return [
            say(
                "{name}: recorded is {recorded}, the impulses read no time.",
                name=name,
                recorded=format_time(time.us, time.digits),
            )
        ]
    given = RideFact(bib=recorded.bib, code="OK", time=time_of_ride(meet, found, ride))
    read = cut(given, competition).time
    if read is None or (read.us, read.digits) == (time.us, time.digits):
        return []
    return [
        say(
            "{name}: recorded is {recorded}, the impulses read {read}.",
            name=name,
            recorded=format_time(time.us, time.digits),
            read=format_time(read.us, read.digits),
        )
    ]


def _about(
    meet: Meet,
    competition: Competition,
    found: RunReading,
    recorded: RideFact,
    ride: RideReading,
) -> list[Doubt]:
    if recorded.time is None:
        return []
    name = called(competition, recorded.bib)
    if ride.time_us is None and recorded.time.source != "electronic":
        return []  # a watch or the photo finish needs no impulse
    differing = _differs(meet, competition, found, recorded, ride)
    if differing or ride.time_us is None:
        reason = Reason(say("Timed live."), ALGORITHM)
        return [Doubt("differs", (name,), text, reason) for text in differing]
    if ride.status is RideStatus.CLEAR:
        return []
    last = len(ride.splits)
    at_finish = [doubt for doubt in ride.doubts if doubt.half_lap in (None, last)]
    return [
        Doubt(
            doubt.code.value,
            (name,),
            say("{name}: {doubt}", name=name, doubt=doubt.text),
            Reason(say("Timed live."), ALGORITHM),
        )
        for doubt in at_finish or ride.doubts
    ]


def _catch(
    competition: Competition, plan: Phase, heat: HeatState, found: RunReading
) -> tuple[Doubt, ...]:
    """A catch that the half laps show, where it counts and nobody has said what it was."""
    catch = found.assignment.catch
    codes = {ride.code for ride in heat.rides}
    if catch is None or plan.catch == "ride-on" or found.run.dismissed is not None:
        return ()
    if codes & {"CAP", "OVL"}:
        return ()
    by, caught = found.bib(catch.by), found.bib(catch.by.other)
    if by is None or caught is None:
        return ()
    names = (called(competition, by), called(competition, caught))
    text = say(
        "The half laps show that {hunter} caught {prey} at half lap {n}.",
        hunter=names[0],
        prey=names[1],
        n=catch.half_lap,
    )
    return (Doubt("catch", names, text, Reason(say("Timed live."), "3.2.057")),)


def splits_to_keep(
    meet: Meet, competition: Competition, plan: Phase, heat: HeatState
) -> tuple[SplitsFact, ...]:
    """Every split as it is confirmed; those kept before stay what they were."""
    if heat.level is not None:
        return heat.splits
    at = last_run(competition, plan.id, heat)
    found = reading(meet, at)
    if found is None:
        return ()
    kept: list[SplitsFact] = []
    for side, bib in found.riders:
        ride, recorded = found.assignment.ride(side), heat.ride(bib)
        if ride is not None:
            kept.append(
                SplitsFact(
                    bib=bib,
                    start=side.value,
                    run=at[3],
                    splits=_splits(meet, competition, found, ride, recorded),
                    algorithm=ALGORITHM,
                )
            )
    return tuple(kept)


def _splits(
    meet: Meet,
    competition: Competition,
    found: RunReading,
    ride: RideReading,
    recorded: RideFact | None,
) -> tuple[SplitFact, ...]:
    """The splits as read; a finish that was recorded otherwise is what was recorded."""
    splits = [
        SplitFact(half_lap=split.half_lap, us=split.us, impulses=split.keys)
        for split in ride.splits
    ]
    time = recorded.time if recorded is not None else None
    if time is not None:
        read = None
        if ride.time_us is not None:
            given = RideFact(bib=0, code="OK", time=time_of_ride(meet, found, ride))
            read = cut(given, competition).time
        if read is None or (read.us, read.digits) != (time.us, time.digits):
            splits[-1] = SplitFact(half_lap=splits[-1].half_lap, us=time.us)
    return tuple(splits)
