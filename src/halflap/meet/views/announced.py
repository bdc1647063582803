"""Knows what the announcer can say now: who rides, what it takes, what follows, what was last.

All of it is released, so it may be said to everybody.
"""

from __future__ import annotations

from halflap.meet.runs import at_run, starters
from halflap.meet.state import Meet
from halflap.meet.views.latest import latest, places_in_sessions
from halflap.meet.views.released import public_meet
from halflap.meet.views.released_values import (
    Break,
    Level,
    Released,
    ReleasedCompetition,
    ReleasedHeat,
    ReleasedPhase,
    ReleasedRider,
    Value,
)
from halflap.meet.views.what_it_takes import (
    Need,
    Settled,
    counted,
    needs,
    records_to_beat,
    settled,
)

FOLLOWING = 2
"""So many heats are announced after the one on the track."""


class AnnouncedHeat(Value, frozen=True, kw_only=True):
    """A heat that is ridden now or soon, the breaks before it, and what each rider needs."""

    competition: str
    title: str
    phase: str
    names: dict[str, str]
    heat: str
    label: str | None
    number: int
    under_review: bool
    riders: tuple[ReleasedRider, ...]
    needs: tuple[Need, ...]
    breaks: tuple[Break, ...] = ()


class LastResult(Value, frozen=True, kw_only=True):
    """The last heat that was released (``latest.py``), of the competition that is ridden where it
    has one.

    ``level`` is None where it is under review: then there is nothing else to say of it.
    """

    competition: str
    title: str
    phase: str
    names: dict[str, str]
    heat: str
    label: str | None
    under_review: bool
    level: Level | None
    riders: tuple[ReleasedRider, ...]


class Records(Value, frozen=True, kw_only=True):
    """The records in force of a competition, and what beats them."""

    competition: str
    title: str
    needs: tuple[Need, ...]


class Announced(Value, frozen=True, kw_only=True):
    """Everything for the announcer; ``settled`` is of the phase on the track, or the next one."""

    on_track: AnnouncedHeat | None
    next: tuple[AnnouncedHeat, ...]
    settled: tuple[Settled, ...]
    last: LastResult | None
    records: tuple[Records, ...]


def announced(meet: Meet, seen: Released) -> Announced:
    """What can be said; ``seen`` is what was released of the same meet."""
    known = {each.id: counted(each) for each in public_meet(meet).in_order()}
    current = meet.timing.current
    now = current[:3] if current is not None else None

    def heat(place: tuple[str, str, str], breaks: tuple[Break, ...] = ()) -> AnnouncedHeat | None:
        found = _found(seen, place)
        if found is None:
            return None
        competition, phase, state = found
        absent = _not_started(meet) if place == now else ()
        needed = (
            ()
            if state.under_review
            else needs(known[competition.id], phase.id, state.key, absent=absent)
        )
        return AnnouncedHeat(
            competition=competition.id,
            title=competition.title,
            phase=phase.id,
            names=phase.names,
            heat=state.key,
            label=state.label,
            number=state.number,
            under_review=state.under_review,
            riders=tuple(_who(rider) for rider in state.riders),
            needs=needed,
            breaks=breaks,
        )

    on_track = heat(now) if now is not None else None
    coming = [
        heat((each.competition, each.phase, each.heat), each.breaks)
        for each in seen.next[:FOLLOWING]
    ]
    following = tuple(each for each in coming if each is not None)
    first = on_track or next(iter(following), None)
    return Announced(
        on_track=on_track,
        next=following,
        settled=settled(known[first.competition], first.phase) if first is not None else (),
        last=_last(meet, seen, first.competition if first is not None else ""),
        records=tuple(
            Records(competition=each.id, title=each.title, needs=found)
            for each in known.values()
            if (found := records_to_beat(each))
        ),
    )


def _not_started(meet: Meet) -> tuple[int, ...]:
    """Who of the run on the track did not start: once the gun was fired, everybody sees that."""
    run = meet.timing.run
    found = at_run(meet, run.at) if run is not None and run.gun is not None else None
    if run is None or found is None:
        return ()
    heat = found[3]
    started = {bib for _, bib in starters(heat, run.at[3])}
    return tuple(bib for bib in heat.bibs if bib not in started)


def _who(rider: ReleasedRider) -> ReleasedRider:
    return ReleasedRider(bib=rider.bib, name=rider.name, nation=rider.nation, side=rider.side)


def _found(
    seen: Released, place: tuple[str, str, str]
) -> tuple[ReleasedCompetition, ReleasedPhase, ReleasedHeat] | None:
    competition = seen.competition(place[0])
    for phase in competition.phases if competition is not None else ():
        for heat in phase.heats if phase.id == place[1] else ():
            if heat.key == place[2] and competition is not None:
                return competition, phase, heat
    return None


def _last(meet: Meet, seen: Released, preferred: str) -> LastResult | None:
    order = places_in_sessions(meet)
    said = [
        (each, *found)
        for each in seen.competitions
        if (found := latest(each, _may_be_said, order)) is not None
    ]
    if not said:
        return None

    def place(which: tuple[ReleasedCompetition, ReleasedPhase, ReleasedHeat]) -> tuple[bool, int]:
        competition, phase, heat = which
        at = order.get((competition.id, phase.id, heat.key), -1)
        return competition.id == preferred, at

    competition, phase, heat = max(reversed(said), key=place)
    review = heat.under_review
    return LastResult(
        competition=competition.id,
        title=competition.title,
        phase=phase.id,
        names=phase.names,
        heat=heat.key,
        label=heat.label,
        under_review=review,
        level=None if review else _level(heat),
        riders=tuple(map(_who, heat.riders)) if review else heat.riders,
    )


def _may_be_said(heat: ReleasedHeat) -> bool:
    return heat.under_review or _level(heat) is not None


def _level(heat: ReleasedHeat) -> Level | None:
    return heat.status if heat.status in ("provisional", "official") else None
