"""Knows the table that a coach follows: one rider half lap by half lap, against his opponent and
against another ride.

It is made of released values, which are cut to thousandths; every figure is an exact difference of
times that are shown. A missing time leaves a gap in whatever would need it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from halflap.meet.automation import next_heats
from halflap.meet.courses import course_of
from halflap.meet.state import Meet
from halflap.meet.views.coach_values import (
    CoachRide,
    CoachRow,
    CoachTable,
    Coming,
    Compared,
    Difference,
    Opponent,
    OtherRide,
    Side,
)
from halflap.meet.views.released_values import (
    LiveNow,
    LiveRider,
    Released,
    ReleasedCompetition,
    ReleasedHeat,
    ReleasedPhase,
    ReleasedRider,
)
from halflap.sport.track import Course, printed

Times = Sequence[int | None]
"""Microseconds since the gun by half lap, the first one first; None is not known."""

QUICKEST = "quickest"
"""The ride to compare with, whoever rode it."""

COUNTING = ("", "CAP")
"""A time with such a code can be the quickest."""


def coach_table(
    meet: Meet, released: Released, now: LiveNow | None, at: tuple[str, int], compared: str = ""
) -> CoachTable | None:
    """The table of a rider, ``at`` a competition with a bib; None if nobody there has it.

    ``released`` and ``now`` are those of the meet. ``compared`` is ``quickest``, the ``id`` of a
    released ride, or empty; where there is none the table compares with nothing.
    """
    competition = released.competition(at[0])
    entered = competition.riders if competition is not None else ()
    rider = next((each for each in entered if each.bib == at[1]), None)
    if competition is None or rider is None:
        return None
    metres = metres_of(course_of(meet, meet.competitions[at[0]]))
    shown = _shown(competition, now, rider.bib)
    on_track = shown is not None and _rides(competition, *shown, now, rider.bib)
    rides = _released_rides(competition, rider.bib, shown)
    other = _chosen(rides, compared)
    return CoachTable(
        competition=competition.id,
        title=competition.title,
        distance_m=competition.distance_m,
        half_laps=competition.half_laps,
        metres=metres,
        rider=rider,
        coming=_coming(meet, released, now, competition, rider.bib),
        ride=_ride(shown, now if on_track else None, rider.bib, metres, other),
        compared=other,
        rides=tuple(map(_without_times, rides)),
    )


def metres_of(course: Course) -> tuple[str, ...]:
    """The metres ridden at the end of each half lap, as they are printed."""
    return tuple(
        printed(n * course.half_lap - course.start_offset) for n in range(1, course.half_laps + 1)
    )


# --- the arithmetic


def rows(
    metres: Sequence[str], done: int, times: Times, opponent: Times = (), compared: Times = ()
) -> tuple[CoachRow, ...]:
    """The first ``done`` half laps of a ride, the first one first."""
    return tuple(
        CoachRow(
            half_lap=n,
            distance_m=metres[n - 1],
            us=_at(times, n),
            half_lap_us=_less(_at(times, n), _at(times, n - 1)),
            lap_us=_less(_at(times, n), _at(times, n - 2)) if n > 1 else None,
            to_opponent_us=_less(_at(times, n), _at(opponent, n)),
            to_compared_us=_less(_at(times, n), _at(compared, n)),
        )
        for n in range(1, done + 1)
    )


def last_common(ours: Times, theirs: Times) -> Difference | None:
    """How much later we were at the last half lap at which both times are known."""
    for n in range(min(len(ours), len(theirs)), 0, -1):
        us = _less(_at(ours, n), _at(theirs, n))
        if us is not None:
            return Difference(half_lap=n, us=us)
    return None


def _at(times: Times, half_lap: int) -> int | None:
    """The time at the end of a half lap; every ride begins at zero."""
    if half_lap == 0:
        return 0
    return times[half_lap - 1] if half_lap <= len(times) else None


def _less(us: int | None, other: int | None) -> int | None:
    return None if us is None or other is None else us - other


# --- the ride that is shown

Shown = tuple[ReleasedPhase, ReleasedHeat]
"""Where the rider rides, or rode last."""


def _shown(competition: ReleasedCompetition, now: LiveNow | None, bib: int) -> Shown | None:
    """The heat on the track if he rides it, else the last one whose times were released."""
    found = None
    for phase in competition.phases:
        for heat in phase.heats:
            if _rides(competition, phase, heat, now, bib):
                return phase, heat
            if any(each.bib == bib and each.splits_us for each in heat.riders):
                found = phase, heat
    return found


def _rides(
    competition: ReleasedCompetition,
    phase: ReleasedPhase,
    heat: ReleasedHeat,
    now: LiveNow | None,
    bib: int,
) -> bool:
    if now is None or not any(each.bib == bib for each in now.riders):
        return False
    return (now.competition, now.phase, now.heat) == (competition.id, phase.id, heat.key)


def _ride(
    shown: Shown | None,
    live: LiveNow | None,
    bib: int,
    metres: Sequence[str],
    compared: Compared | None,
) -> CoachRide | None:
    """The ride, from the run on the track where there is one."""
    if shown is None:
        return None
    phase, heat = shown
    riders: Sequence[LiveRider | ReleasedRider] = live.riders if live is not None else heat.riders
    rider = next(each for each in riders if each.bib == bib)
    other = next((each for each in riders if each.bib != bib), None)
    times = rider.splits_us
    theirs = other.splits_us if other is not None else ()
    done = rider.done if isinstance(rider, LiveRider) else _known(times)
    return CoachRide(
        phase=phase.id,
        names=phase.names,
        heat=heat.key,
        label=heat.label,
        run=live.run if live is not None else heat.runs,
        state=live.state if live is not None else None,
        side=_side(rider.side),
        done=done,
        to_go=len(metres) - done,
        finished=done == len(metres),
        finish_us=_at(times, len(metres)),
        projected_us=rider.projected_us if isinstance(rider, LiveRider) else None,
        opponent=_opponent(other) if other is not None else None,
        to_opponent=last_common(times, theirs),
        rows=rows(metres, done, times, theirs, compared.splits_us if compared is not None else ()),
    )


def _known(times: Times) -> int:
    """The last half lap whose time is known."""
    return next((n for n in range(len(times), 0, -1) if times[n - 1] is not None), 0)


def _opponent(rider: LiveRider | ReleasedRider) -> Opponent:
    return Opponent(bib=rider.bib, name=rider.name, nation=rider.nation, splits_us=rider.splits_us)


def _side(side: str) -> Side:
    match side:
        case "home" | "back":
            return side
        case _:
            return ""


# --- the heat to come


def _coming(
    meet: Meet,
    released: Released,
    now: LiveNow | None,
    competition: ReleasedCompetition,
    bib: int,
) -> Coming | None:
    """The first heat to come that he rides; one that is over is not before it."""
    on_track = (now.competition, now.phase, now.heat) if now is not None else None
    before = int(now is not None and not now.confirmed)
    for place in next_heats(meet):
        if place == on_track:
            continue
        if place[0] == competition.id:
            for phase in competition.phases:
                for heat in phase.heats:
                    if (phase.id, heat.key) == place[1:] and _has(heat, bib):
                        return _to_come(phase, heat, bib, before)
        before += 1
    return None


def _has(heat: ReleasedHeat, bib: int) -> bool:
    return any(each.bib == bib for each in heat.riders)


def _to_come(phase: ReleasedPhase, heat: ReleasedHeat, bib: int, before: int) -> Coming:
    other = next((each for each in heat.riders if each.bib != bib), None)
    rider = next(each for each in heat.riders if each.bib == bib)
    return Coming(
        phase=phase.id,
        names=phase.names,
        heat=heat.key,
        label=heat.label,
        side=_side(rider.side),
        before=before,
        opponent=_opponent(other) if other is not None else None,
    )


# --- the rides to compare with


def _released_rides(
    competition: ReleasedCompetition, bib: int, shown: Shown | None
) -> tuple[Compared, ...]:
    """Every ride with times but the one that is shown."""
    found = [
        ride
        for phase in competition.phases
        for heat in phase.heats
        for ride in _of_heat(phase, heat)
        if ride.bib != bib or shown is None or (phase.id, heat.key) != (shown[0].id, shown[1].key)
    ]
    return tuple(sorted(found, key=lambda ride: (ride.bib != bib, *_finish(ride))))


def _of_heat(phase: ReleasedPhase, heat: ReleasedHeat) -> Iterator[Compared]:
    for rider in heat.riders:
        if rider.splits_us and not heat.rehearsal:
            yield Compared(
                id=f"{phase.id}/{heat.key}/{rider.bib}",
                phase=phase.id,
                names=phase.names,
                heat=heat.key,
                label=heat.label,
                bib=rider.bib,
                name=rider.name,
                time=" ".join(part for part in (rider.code, rider.time) if part),
                splits_us=rider.splits_us,
            )


def _finish(ride: Compared) -> tuple[bool, int]:
    """Who has no time comes last."""
    us = ride.splits_us[-1]
    return us is None, us or 0


def _chosen(rides: Sequence[Compared], compared: str) -> Compared | None:
    if compared == QUICKEST:
        timed = (each for each in rides if _counts(each))
        return min(timed, key=_finish, default=None)
    return next((each for each in rides if each.id == compared), None)


def _counts(ride: Compared) -> bool:
    code = ride.time.rpartition(" ")[0]
    return code in COUNTING and ride.splits_us[-1] is not None


def _without_times(ride: Compared) -> OtherRide:
    return OtherRide(
        **{name: getattr(ride, name) for name in OtherRide.__struct_fields__},
    )
