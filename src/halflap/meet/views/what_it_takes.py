"""Knows what a rider who is to ride needs, in sentences and figures, from what was released.

Everything is asked of the rulebook's own rankings, of the competition as the public may see it. A
heat under review counts as not ridden. ``time_us`` is always to be beaten: what an equal time
brings depends on last laps and lots, so nothing is said of it. "Whatever the others do" holds for
every ride of those who have none yet; a later correction is another matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from halflap.meet.fold.transition import replace
from halflap.meet.records import record_marks, record_time
from halflap.meet.results import bib_of, called, phase_results, standing
from halflap.meet.state import Competition, HeatState
from halflap.meet.views.released_values import Value
from halflap.rulebook.classification import first_place
from halflap.rulebook.format import Format, From, HeatPlan, Phase, plan
from halflap.rulebook.match import State
from halflap.rulebook.progression import destinations
from halflap.rulebook.ranking import Line
from halflap.rulebook.standings import Standings
from halflap.sport.heat import RiderId
from halflap.sport.outcome import Relegated, time_of
from halflap.sport.times import RecordedTime
from halflap.words.on_screen import Text, text
from halflap.words.sentence import Sentence, say

What = Literal["lead", "reach", "sure", "win", "alone", "medal", "record"]


class Need(Value, frozen=True, kw_only=True):
    """One thing that a rider needs; ``bib`` is None where it is the same for everybody.

    ``reach``: slower is out, faster is in as things stand. ``sure``: faster is in whatever the
    others do. ``place``: so many get there. ``margin_us`` is ``time_us`` less the best time that
    the rider has ridden in this competition: above zero, that would do. ``decided``: any time does.
    """

    what: What
    bib: int | None
    says: Text
    time_us: int | None = None
    margin_us: int | None = None
    place: int | None = None
    decided: bool = False


class Settled(Value, frozen=True, kw_only=True):
    """A rider who has ridden, and whom nothing that is still to come can move across the cut."""

    bib: int
    through: bool
    says: Text


@dataclass(frozen=True, slots=True)
class Cut:
    """The first ``place`` of a phase get to ``goal``."""

    place: int
    goal: Sentence


@dataclass(frozen=True, slots=True)
class _Field:
    """Who stands in a ranking by time, and how many may still come into it."""

    lines: tuple[Line, ...]
    to_come: int


def counted(competition: Competition) -> Competition:
    """The released competition in which a heat under review is not ridden."""
    phases = tuple(
        (id_, replace(phase, heats=tuple(map(_counted, phase.heats))))
        for id_, phase in competition.phases
    )
    return replace(competition, phases=phases)


def _counted(heat: HeatState) -> HeatState:
    if heat.review is None:
        return heat
    return HeatState(
        key=heat.key,
        number=heat.number,
        home=heat.home,
        back=heat.back,
        label=heat.label,
        rehearsal=heat.rehearsal,
        joined=heat.joined,
    )


def needs(
    competition: Competition, phase_id: str, key: str, *, absent: Collection[int] = ()
) -> tuple[Need, ...]:
    """What the riders of a heat need who have no result; of a ``counted`` competition.

    ``absent`` are riders who were seen not to start: whoever met them rides alone.
    """
    phase = competition.phase(phase_id)
    heat = phase.heat(key) if phase is not None else None
    if heat is None or heat.rehearsal:
        return ()
    known = standing(competition)
    each = competition.fmt.phase_of(phase_id)
    home, back = (None if bib in absent else bib for bib in (heat.home, heat.back))
    heat = replace(heat, home=home, back=back)
    waiting = [bib for bib in heat.bibs if heat.ride(bib) is None]
    return tuple(need for bib in waiting for need in _of(competition, known, each, heat, bib))


def _of(
    competition: Competition, known: Standings, phase: Phase, heat: HeatState, bib: int
) -> Iterator[Need]:
    rider, best = called(competition, bib), best_us(competition, bib)
    if phase.kind == "qualifying":
        field = _qualifying(competition, known, phase, rider)
        if field.lines:
            yield _lead(rider, field.lines[0], best)
        for cut in cuts(competition.fmt, phase, From.RANK):
            yield from _cut(rider, cut, field, best, won=False)
        return
    other = next((called(competition, each) for each in heat.bibs if each != bib), None)
    if phase.kind == "medal":
        decides = next((each for each in plan(phase) if each.label == heat.label), None)
        if decides is not None and decides.places is not None:
            first = first_place(competition.fmt, known, phase.id, decides.label or "")
            yield _medal(rider, other, first)
        return
    yield _win(rider, other, catch=phase.catch == "decides")
    for cut in cuts(competition.fmt, phase, From.WINNER):
        yield from _cut(rider, cut, _winners(known, phase, rider), best, won=True)


def settled(competition: Competition, phase_id: str) -> tuple[Settled, ...]:
    """Who of a phase is through already, and who cannot get there any more."""
    each, known = competition.fmt.phase_of(phase_id), standing(competition)
    kind = From.RANK if each.kind == "qualifying" else From.WINNER
    found = cuts(competition.fmt, each, kind)
    if each.kind == "medal" or not found or phase_results(competition, phase_id) is None:
        return ()
    if each.kind == "qualifying":
        field = _qualifying(competition, known, each)
    else:
        field = _winners(known, each)
    return tuple(told for line in field.lines for told in _settled(line, found, field.to_come))


def _settled(line: Line, found: Sequence[Cut], to_come: int) -> Iterator[Settled]:
    rank = line.rank or 0
    for cut in found:
        if rank + len(line.equal) + to_come <= cut.place:
            says = say("{name} is sure of {goal}.", name=line.rider, goal=cut.goal)
            yield Settled(bib=bib_of(line.rider), through=True, says=text(says))
            return
    if rank > found[-1].place:
        says = say("{name} cannot reach {goal} any more.", name=line.rider, goal=found[-1].goal)
        yield Settled(bib=bib_of(line.rider), through=False, says=text(says))


# --- who stands where


def cuts(fmt: Format, phase: Phase, kind: From) -> tuple[Cut, ...]:
    """Where the first places of a phase lead to, by the seeds of its format, the best first."""
    goes = destinations(fmt, phase.id)
    goals: list[Sentence] = []
    while (kind, len(goals) + 1) in goes:
        to, number = goes[kind, len(goals) + 1]
        goals.append(_goal(plan(fmt.phase_of(to))[number - 1]))
    runs = [(goal, len(list(members))) for goal, members in groupby(goals)]
    if len(runs) != len(set(goals)):
        return (Cut(len(goals), say("the next round")),)
    found: list[Cut] = []
    for goal, size in runs:
        found.append(Cut((found[-1].place if found else 0) + size, goal))
    return tuple(found)


def _goal(heat: HeatPlan) -> Sentence:
    if heat.places is None:
        return say("the next round")
    if heat.places[0] == 1:
        return say("the ride for gold")
    if heat.places[0] == 3:
        return say("the ride for bronze or better")
    return say("the ride for place {n} or better", n=heat.places[0])


def _qualifying(
    competition: Competition, known: Standings, phase: Phase, but: RiderId = ""
) -> _Field:
    results = phase_results(competition, phase.id)
    ranking = known.qualifying[phase.id]
    waiting = {ride.rider for ride in (results.rides if results else ()) if ride.outcome is None}
    lines = tuple(
        line
        for line in ranking.ranked
        if line.rider != but and not isinstance(line.ride.outcome, Relegated)
    )
    return _Field(lines, len((waiting | set(ranking.unknown)) - {but}))


def _winners(known: Standings, phase: Phase, but: RiderId = "") -> _Field:
    ranking = known.matches[phase.id]
    to_come = [
        match
        for match in ranking.matches
        if match.state in (State.OPEN, State.UNDECIDED)
        and but not in [ride.rider for ride in match.heat.rides]
    ]
    lines = tuple(line for line in ranking.winners.ranked if time_of(line.ride.outcome))
    return _Field(lines, len(to_come))


def best_us(competition: Competition, bib: int) -> int | None:
    """The best time that a rider has ridden in the competition, as far as it is released."""
    times = [
        ride.time.us
        for _, phase in competition.phases
        for heat in phase.counting
        for ride in heat.rides
        if ride.bib == bib and ride.time is not None
    ]
    return min(times, default=None)


def _time(line: Line) -> RecordedTime:
    time = time_of(line.ride.outcome)
    assert time is not None  # only such lines are in a field
    return time


def _margin(time: RecordedTime, best: int | None) -> int | None:
    return None if best is None else time.us - best


# --- in words


def _lead(rider: RiderId, first: Line, best: int | None) -> Need:
    time = _time(first)
    says = say(
        "Faster than {time} puts {name} in the lead, before {leader}.",
        time=str(time),
        name=rider,
        leader=first.rider,
    )
    return Need(
        what="lead",
        bib=bib_of(rider),
        says=text(says),
        time_us=time.us,
        margin_us=_margin(time, best),
        place=1,
    )


def _cut(rider: RiderId, cut: Cut, field: _Field, best: int | None, *, won: bool) -> Iterator[Need]:
    """What takes a rider to a goal: for now, and whatever the others do."""
    free = cut.place - field.to_come
    if free > len(field.lines):
        yield _any_time(rider, cut, won=won)
        return
    if field.to_come and len(field.lines) >= cut.place:
        time = _time(field.lines[cut.place - 1])
        yield _beating(rider, cut, time, best, _for_now(rider, cut, time, field.to_come, won=won))
    if free > 0:
        time = _time(field.lines[free - 1])
        yield _beating(rider, cut, time, best, _for_sure(rider, cut, time, won=won), sure=True)


def _for_now(rider: RiderId, cut: Cut, time: RecordedTime, n: int, *, won: bool) -> Sentence:
    if won:
        return say(
            "A win faster than {time} keeps {name} in for {goal}; slower is out. Heats to come: "
            "{n}.",
            time=str(time),
            name=rider,
            goal=cut.goal,
            n=n,
        )
    return say(
        "Faster than {time} keeps {name} in for {goal}; slower is out. Riders to come: {n}.",
        time=str(time),
        name=rider,
        goal=cut.goal,
        n=n,
    )


def _for_sure(rider: RiderId, cut: Cut, time: RecordedTime, *, won: bool) -> Sentence:
    return say(
        "A win faster than {time} makes {name} sure of {goal}."
        if won
        else "Faster than {time} makes {name} sure of {goal}.",
        time=str(time),
        name=rider,
        goal=cut.goal,
    )


def _any_time(rider: RiderId, cut: Cut, *, won: bool) -> Need:
    says = (
        say("A win in any time makes {name} sure of {goal}.", name=rider, goal=cut.goal)
        if won
        else say("Any time makes {name} sure of {goal}.", name=rider, goal=cut.goal)
    )
    return Need(what="sure", bib=bib_of(rider), says=text(says), place=cut.place, decided=True)


def _beating(
    rider: RiderId,
    cut: Cut,
    time: RecordedTime,
    best: int | None,
    says: Sentence,
    *,
    sure: bool = False,
) -> Need:
    return Need(
        what="sure" if sure else "reach",
        bib=bib_of(rider),
        says=text(says),
        time_us=time.us,
        margin_us=_margin(time, best),
        place=cut.place,
    )


def _win(rider: RiderId, other: RiderId | None, *, catch: bool) -> Need:
    if other is None:
        says = say("{name} rides alone: finishing is a win.", name=rider)
        return Need(what="alone", bib=bib_of(rider), says=text(says))
    says = (
        say("{name} has to be faster than {other}, or catch {other}.", name=rider, other=other)
        if catch
        else say("{name} has to be faster than {other}.", name=rider, other=other)
    )
    return Need(what="win", bib=bib_of(rider), says=text(says))


def _medal(rider: RiderId, other: RiderId | None, place: int) -> Need:
    prize = _prize(place)
    if other is None:
        says = say("{name} rides alone: finishing brings {prize}.", name=rider, prize=prize)
    else:
        says = say(
            "{name} takes {prize} by beating {other}, and {second} otherwise.",
            name=rider,
            prize=prize,
            other=other,
            second=_prize(place + 1),
        )
    return Need(what="medal", bib=bib_of(rider), says=text(says), place=place)


def _prize(place: int) -> Sentence:
    match place:
        case 1:
            return say("gold")
        case 2:
            return say("silver")
        case 3:
            return say("bronze")
        case _:
            return say("place number {n}", n=place)


def records_to_beat(competition: Competition) -> tuple[Need, ...]:
    """The time to beat for every record in force, of a ``counted`` competition."""
    best: dict[str, RecordedTime] = {}
    standing_now = [(record.list, record_time(record)) for record in competition.records]
    beaten = [
        (mark.record, mark.ride.time) for mark in record_marks(competition) if mark.doubt is None
    ]
    for name, time in (*standing_now, *beaten):
        if name not in best or time.us < best[name].us:
            best[name] = time
    return tuple(
        Need(what="record", bib=None, says=text(_record(name, time)), time_us=time.us)
        for name, time in best.items()
    )


def _record(name: str, time: RecordedTime) -> Sentence:
    return say("Faster than {time} beats the record {list}.", time=str(time), list=name)
