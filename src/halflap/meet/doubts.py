"""Knows what is doubtful before it is confirmed: hand times, mixed decimals, odd speeds."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from halflap.meet.records import record_marks
from halflap.meet.results import called, heat_value, standing, time_value
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.rulebook.classification import MEDALS
from halflap.rulebook.doubts import Decides, Doubt, doubt_of_order
from halflap.rulebook.format import Format, From, Phase
from halflap.rulebook.match import decide
from halflap.rulebook.progression import destinations
from halflap.rulebook.ranking import Line
from halflap.rulebook.records import Convention
from halflap.sport.outcome import Timed, time_of
from halflap.sport.reason import Reason
from halflap.sport.times import RecordedTime
from halflap.words.sentence import Sentence, say

FASTEST_KMH = 66
SLOWEST_KMH = 18
"""Speeds over the whole distance outside which a typed time is more likely a slip than a ride."""


def heat_doubts(
    competition: Competition, plan: Phase, phase: PhaseState, heat: HeatState
) -> tuple[Doubt, ...]:
    """The doubts about a heat: odd speeds, a match decided by unlike times, a record by hand."""
    found = [
        doubt for ride in heat.rides if (doubt := _speed(competition, ride.bib, heat)) is not None
    ]
    if plan.kind != "qualifying" and isinstance(heat.winner, int):
        found += _ruled_against(competition, phase, heat)
    if plan.kind != "qualifying" and heat.winner is None:
        timed = [
            (ride.rider, time)
            for ride in heat_value(competition, phase, heat).rides
            if (time := time_of(ride.outcome)) is not None and isinstance(ride.outcome, Timed)
        ]
        if len(timed) == 2:
            decides = Decides.MEDAL if heat.label in ("gold", "bronze") else Decides.PLACE
            doubt = doubt_of_order(timed[0], timed[1], decides, _margin(competition.fmt))
            found += [doubt] if doubt else []
    riders = {called(competition, bib) for bib in heat.bibs}
    found += [
        mark.doubt
        for mark in record_marks(competition)
        if mark.doubt is not None
        and mark.convention is Convention.AS_RIDDEN
        and (mark.ride.rider in riders and mark.ride.session == plan.id)
    ]
    return tuple(found)


def _ruled_against(
    competition: Competition, phase: PhaseState, heat: HeatState
) -> tuple[Doubt, ...]:
    """The doubt about a match whose recorded outcomes name another winner than the ruling does."""
    value = heat_value(competition, phase, heat)
    ridden = decide(replace(value, winner=None), competition.fmt.ties)
    if value.winner is None or ridden.winner in (None, value.winner):
        return ()
    return (
        Doubt(
            "winner",
            (value.winner, ridden.winner),
            say(
                "{ruled} is ruled the winner of heat {heat}, but {ridden} won it by what is"
                " recorded: rule again, or acknowledge the ruling.",
                ruled=value.winner,
                heat=heat.label or heat.key,
                ridden=ridden.winner,
            ),
            *ridden.reasons[:1],
        ),
    )


def _margin(fmt: Format) -> int:
    return fmt.hand_times.margin_ms * 1000


def _speed(competition: Competition, bib: int, heat: HeatState) -> Doubt | None:
    ride = heat.ride(bib)
    time = time_value(ride.time) if ride else None
    odd = time and odd_speed(called(competition, bib), time, competition.distance_m)
    if not odd:
        return None
    slow_and_fast = say(
        "Pursuits are ridden at {slow} to {fast} km/h.", slow=SLOWEST_KMH, fast=FASTEST_KMH
    )
    return Doubt("speed", (called(competition, bib),), odd, Reason(slow_and_fast))


def odd_speed(name: str, time: RecordedTime, distance_m: int) -> Sentence | None:
    """That nobody rides so, where a time over that distance is more likely a slip; else None."""
    # km/h = metres / microseconds x 3600; compared as whole numbers
    per_hour = distance_m * 3600 * 1000
    if SLOWEST_KMH * time.us <= per_hour <= FASTEST_KMH * time.us:
        return None
    return say(
        "{name}: {time} over {distance} m is {speed} km/h; check the time.",
        name=name,
        time=str(time),
        distance=distance_m,
        speed=per_hour // time.us,
    )


def ranking_doubts(competition: Competition, plan: Phase) -> tuple[Doubt, ...]:
    """Doubts about riders of a ranking whose order decides a cut, a seeding or a medal."""
    known = standing(competition)
    if plan.id in known.qualifying:
        return _deciding(competition, plan, From.RANK, known.qualifying[plan.id].ranked)
    if plan.id in known.matches and plan.kind == "match":
        ranking = known.matches[plan.id]
        return _deciding(competition, plan, From.WINNER, ranking.winners.ranked) + _deciding(
            competition, plan, From.LOSER, ranking.losers.ranked
        )
    return ()


def _deciding(
    competition: Competition, plan: Phase, kind: From, lines: tuple[Line, ...]
) -> tuple[Doubt, ...]:
    """Every two riders on either side of something decided, not only neighbours.

    A hand time may belong two ranks higher, past an electronic one that is itself beyond doubt.
    """
    goes = destinations(competition.fmt, plan.id)
    found: list[Doubt] = []
    for (first, one), (second, other) in combinations(enumerate(lines, start=1), 2):
        a, b = time_of(one.ride.outcome), time_of(other.ride.outcome)
        here, there = goes.get((kind, first)), goes.get((kind, second))
        if a is None or b is None or (goes and here == there):
            continue
        decides = Decides.CUT if there is None else Decides.SEEDING
        if not goes:
            decides = Decides.MEDAL if first <= len(MEDALS) else Decides.PLACE
        doubt = doubt_of_order((one.rider, a), (other.rider, b), decides, _margin(competition.fmt))
        if doubt is not None:
            found.append(doubt)
    return tuple(found)
