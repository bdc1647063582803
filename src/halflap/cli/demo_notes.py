"""Knows what the timing of a heat has to tell a spectator: catches, and what sensors got wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap

from halflap.cli.classify import said
from halflap.cli.say import spoken
from halflap.meet.runs import RunReading
from halflap.meet.sightings import candidates
from halflap.meet.views.live import LiveRun
from halflap.sport.heat import Side
from halflap.sport.reason import Reason
from halflap.sport.times import format_time
from halflap.sport.track import printed
from halflap.timing.assignment import DoubtCode, LeftoverKind, RideReading, RideStatus
from halflap.words.sentence import Sentence, say

COLUMNS = 98
NEAR_US = 500_000
"""So short of level a rider was nearly caught."""

LINES = {Side.HOME: say("home line"), Side.BACK: say("back line")}


@dataclass(frozen=True, slots=True)
class Near:
    """How short of level ``by`` was at its closest, and the metres of the other one then."""

    by: Side
    us: int
    distance_m: Fraction


def notes(run: LiveRun, names: dict[Side, str]) -> list[str]:
    """The lines under the result of a heat that was timed."""
    found = run.reading
    if found is None:
        return []
    lines = [said(reason) for reason in _catch(found, names)]
    for ride in found.rides:
        lines += map(spoken, _missing(found, ride, names[ride.start]))
    lines += map(spoken, _strays(run, found))
    return [
        line
        for text in lines
        for line in wrap(text, COLUMNS, initial_indent="  ", subsequent_indent="  ")
    ]


def _catch(found: RunReading, names: dict[Side, str]) -> Iterator[Reason]:
    catch = found.assignment.catch
    if catch is not None:
        sentence = say(
            "{hunter} caught {prey} at {metres} m; both rode on: only times count.",
            hunter=names[catch.by],
            prey=names[catch.by.other],
            metres=printed(catch.distance_m),
        )
        yield Reason(sentence, "3.2.056")
        return
    near = nearest(found)
    if near is not None and near.us <= NEAR_US:
        sentence = say(
            "No catch: at {metres} m {hunter} was {seconds} s short of level with {prey}.",
            metres=printed(near.distance_m),
            hunter=names[near.by],
            seconds=format_time(near.us),
            prey=names[near.by.other],
        )
        yield Reason(sentence, "3.2.058")


def nearest(found: RunReading) -> Near | None:
    """Where a rider was closest to catching the other, by the half laps that both have."""
    home, back = found.assignment.home, found.assignment.back
    if home is None or back is None:
        return None
    near = [
        Near(ahead.start, ours.us - theirs.us, theirs.distance_m)
        for ahead, behind in ((home, back), (back, home))
        for ours, theirs in zip(ahead.splits[1:], behind.splits, strict=False)
        if ours.us is not None and theirs.us is not None
    ]
    return min(near, key=lambda each: each.us, default=None)


def _missing(found: RunReading, ride: RideReading, name: str) -> Iterator[Sentence]:
    """What is missing of a ride whose time stands all the same."""
    if ride.status is not RideStatus.CLEAR:
        return
    one_wheel = {doubt.half_lap for doubt in ride.doubts if doubt.code is DoubtCode.ONE_WHEEL}
    for split in ride.splits:
        if split.us is not None:
            continue
        line = LINES[found.plan.line_of(ride.start, split.half_lap)]
        if split.half_lap in one_wheel:
            yield say(
                "Only one wheel of half lap {n} at the {line}: the split of {name} is marked "
                "missing, the time stands.",
                n=split.half_lap,
                line=line,
                name=name,
            )
        else:
            yield say(
                "No impulse of half lap {n} at the {line}: the split of {name} is marked missing, "
                "the time stands.",
                n=split.half_lap,
                line=line,
                name=name,
            )


def _strays(run: LiveRun, found: RunReading) -> Iterator[Sentence]:
    """Impulses before the first finish that nobody made."""
    gun = run.run.gun
    finish_us = min((ride.time_us or 0 for ride in found.rides), default=0)
    impulses = {impulse.impulse: impulse for impulse in candidates(run.run)}
    for leftover in found.assignment.leftovers:
        impulse = impulses.get(leftover.key)
        if gun is None or impulse is None or leftover.kind is not LeftoverKind.STRAY:
            continue
        us = impulse.us - gun.us
        if us < finish_us:
            yield say(
                "A stray impulse on {channel}, {time} after the gun: it is nobody's, and every "
                "split stands.",
                channel=impulse.channel,
                time=format_time(us),
            )


def doubts(run: LiveRun, names: dict[Side, str]) -> list[Sentence]:
    """Why a heat cannot be confirmed without anybody looking at it."""
    rides = run.reading.rides if run.reading is not None else ()
    return [
        say("{name}: {doubt}", name=names[ride.start], doubt=doubt.text)
        for ride in rides
        for doubt in ride.doubts
    ]
