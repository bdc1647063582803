"""Knows how the times of a run become outcomes of its heat, and what a catch means for them."""

from __future__ import annotations

from halflap.journal.facts import OutcomesRecorded, RideFact, TimeFact
from halflap.journal.facts_timing import CatchDismissed
from halflap.meet.catches import time_follows
from halflap.meet.commands.base import Answer, NotNow, Refusal, reasoned, refuse, rule
from halflap.meet.commands.riding import check_rides, cut, may_ride, merged
from halflap.meet.commands.timing_base import Case, OfRun, case_of, reading_of
from halflap.meet.ledger import Ledger
from halflap.meet.origins import origin_of
from halflap.meet.results import called
from halflap.meet.runs import RunReading
from halflap.meet.state import HeatState, Meet
from halflap.sport.times import format_time, truncate
from halflap.timing.assignment import RideReading, RideStatus
from halflap.words.sentence import Sentence, say


class RecordTimed(OfRun, frozen=True, kw_only=True):
    """Record the times of the run as its impulses tell them."""


class DismissCatch(OfRun, frozen=True, kw_only=True):
    """The catch that the half laps show was none."""

    reason: str = ""


@rule(DismissCatch)
def dismiss_catch(ledger: Ledger, command: DismissCatch) -> Answer:
    """The commissaires saw no catch, whatever the half laps say (UCI 3.2.058)."""
    case = case_of(ledger.state, command)
    reasoned(command.reason)
    may_ride(case.phase, case.heat, case.plan.id)
    if any(ride.code in ("CAP", "OVL") for ride in case.heat.rides):
        raise refuse(
            "ruled",
            say("The catch of heat {heat} is ruled.", heat=case.heat.key),
            say("Take the ruling back first: halflap undo MEET (u in halflap live)."),
        )
    if reading_of(ledger.state, case).assignment.catch is None:
        raise NotNow(no_catch(case.heat))
    competition, phase, heat, run = case.at
    fact = CatchDismissed(
        competition=competition, phase=phase, heat=heat, run=run, reason=command.reason
    )
    return [fact], []


def no_catch(heat: HeatState) -> Refusal:
    """The refusal to dismiss what is not there."""
    return Refusal(
        "no-catch",
        say("The half laps of heat {heat} show no catch.", heat=heat.key),
        say("There is nothing to dismiss."),
    )


@rule(RecordTimed)
def record_timed(ledger: Ledger, command: RecordTimed) -> Answer:
    """The times as read, cut to the decimals of the format; rulings that stand are kept."""
    meet = ledger.state
    case = case_of(meet, command)
    may_ride(case.phase, case.heat, case.plan.id)
    found = reading_of(meet, case)
    if case.at[3] != len(case.heat.runs):
        raise refuse(
            "not-last",
            say("Run {run} of heat {heat} is not the last.", run=case.at[3], heat=case.heat.key),
            say("A result comes from the last run; undo what came after it."),
        )
    if case.heat.runs[-1].stopped:
        raise refuse(
            "stopped",
            say(
                "Run {run} of heat {heat} ended without a result.",
                run=case.at[3],
                heat=case.heat.key,
            ),
            say("Arm the heat again, or recover the start of its next run (halflap gun)."),
        )
    _check_catch(case, found)
    # UCI 3.2.056: in qualifying the caught rider rides on for a time, whatever a match says.
    stopped = case.plan.catch != "ride-on" and case.plan.caught_stops
    timed = timed_rides(meet, case.heat, found, stopped)
    given = tuple(cut(ride, case.competition) for ride in timed)
    if not given:
        raise NotNow(*_without_time(case, found))
    rides = merged(case.heat, given)
    check_rides(case.competition, case.plan, case.heat, rides)
    if set(rides) == set(case.heat.rides):
        raise refuse(
            "recorded",
            say("The times of heat {heat} are recorded as they read.", heat=case.heat.key),
            say("Confirm the heat."),
        )
    competition, phase, heat, run = case.at
    fact = OutcomesRecorded(competition=competition, phase=phase, heat=heat, run=run, rides=rides)
    return [fact], [*_left_out(case, found, given), *_doubts_said(case, found)]


def _check_catch(case: Case, found: RunReading) -> None:
    """Where a catch matters, the commissaires have to say whether it was one."""
    catch = found.assignment.catch
    if catch is None or found.run.dismissed is not None or case.plan.catch == "ride-on":
        return
    if any(ride.code in ("CAP", "OVL") for ride in case.heat.rides):
        return
    by, caught = found.bib(catch.by), found.bib(catch.by.other)
    if by is None or caught is None:
        return
    raise refuse(
        "catch",
        say(
            "The half laps show that {hunter} caught {prey} at half lap {n}.",
            hunter=called(case.competition, by),
            prey=called(case.competition, caught),
            n=catch.half_lap,
        ),
        say(
            "Confirm it (halflap rule MEET {phase} {heat} catch --rider {bib}), or say that it was"
            " none: halflap no-catch MEET {phase} {heat}.",
            phase=case.plan.id,
            heat=case.heat.key,
            bib=by,
        ),
    )


def timed_rides(
    meet: Meet, heat: HeatState, found: RunReading, caught_stops: bool
) -> tuple[RideFact, ...]:
    """The outcomes that the reading gives; a ride without a time gives none."""
    rides: list[RideFact] = []
    for side, bib in found.riders:
        ride, known = found.assignment.ride(side), heat.ride(bib)
        if ride is None or ride.time_us is None:
            continue
        code = known.code if known is not None else "OK"
        if code not in ("OK", "CAP", "OVL") or (code == "OVL" and caught_stops):
            continue
        rides.append(
            RideFact(
                bib=bib,
                code=code,
                time=time_of_ride(meet, found, ride),
                last_lap=_last_lap(meet, found, ride),
                at_m=known.at_m if known is not None else None,
            )
        )
    return tuple(rides)


def time_of_ride(meet: Meet, found: RunReading, ride: RideReading) -> TimeFact:
    """The time at the finish with its source and the decimals it is known to."""
    split = ride.splits[-1]
    source, digits = origin_of(meet, found.run, split.keys)
    us = split.us or 0
    cut_us = truncate(us, digits)
    return TimeFact(us=cut_us, digits=digits, source=source, readings=(us,) if us != cut_us else ())


def _last_lap(meet: Meet, found: RunReading, ride: RideReading) -> TimeFact | None:
    """The last lap, which separates equal times (UCI 3.2.061); None where a split is missing."""
    if len(ride.splits) < 3 or ride.time_us is None or ride.splits[-3].us is None:
        return None
    sources = [
        origin_of(meet, found.run, split.keys) for split in (ride.splits[-1], ride.splits[-3])
    ]
    digits = min(digits for _, digits in sources)
    us = truncate(ride.time_us - ride.splits[-3].us, digits)
    source = next((name for name, _ in sources if name != "electronic"), sources[0][0])
    return TimeFact(us=us, digits=digits, source=source) if us > 0 else None


def _without_time(case: Case, found: RunReading) -> list[Refusal]:
    refusals: list[Refusal] = []
    for side, bib in found.riders:
        name = called(case.competition, bib)
        ride = found.assignment.ride(side)
        for doubt in ride.doubts[-1:] if ride is not None else ():
            refusals.append(
                Refusal(
                    "no-time",
                    say("{name} has no time yet.", name=name),
                    doubt.text,
                )
            )
    return refusals or [nobody_finished(case.heat)]


def nobody_finished(heat: HeatState) -> Refusal:
    """The refusal to record what nobody has ridden to the end."""
    return Refusal(
        "no-time",
        say("Nobody in heat {heat} has a time yet.", heat=heat.key),
        say("Wait for the finish, or insert a hand time: halflap split."),
    )


def _left_out(case: Case, found: RunReading, given: tuple[RideFact, ...]) -> list[Sentence]:
    """Whose time is not recorded with the others, and why; the doubts say what to do."""
    said: list[Sentence] = []
    for side, bib in found.riders:
        ride, known = found.assignment.ride(side), case.heat.ride(bib)
        if any(each.bib == bib for each in given) or (known and known.time is not None):
            continue
        name = called(case.competition, bib)
        if ride is not None and ride.time_us is not None and known is not None:
            said.append(
                say(
                    "The time of {name}, {time}, is left out: what is recorded is {code}. Where"
                    " that does not hold, take it back and record the times again.",
                    name=name,
                    time=format_time(truncate(ride.time_us)),
                    code=known.code,
                )
            )
        elif known is None or time_follows(case.plan, known):
            said.append(say("{name} has no time yet and is left out.", name=name))
    return said


def _doubts_said(case: Case, found: RunReading) -> list[Sentence]:
    said: list[Sentence] = []
    for side, bib in found.riders:
        ride = found.assignment.ride(side)
        if ride is None or ride.status is RideStatus.CLEAR:
            continue
        name = called(case.competition, bib)
        said += [say("{name}: {doubt}", name=name, doubt=doubt.text) for doubt in ride.doubts]
    return said
