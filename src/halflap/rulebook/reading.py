"""Knows how a published event is read: printed rounds as phases of a format, printed rows as
rides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from halflap.rulebook.format import Format, Phase, plan
from halflap.rulebook.progression import propose
from halflap.rulebook.standings import standings
from halflap.sport.heat import Heat, PhaseResults, Ride, RiderId
from halflap.sport.outcome import (
    Catch,
    Caught,
    DidNotFinish,
    DidNotStart,
    Disqualified,
    Outcome,
    Relegated,
    Timed,
    Untimed,
    Walkover,
)
from halflap.sport.published import PublishedEvent, PublishedHeat, PublishedRide, PublishedRound
from halflap.sport.times import RecordedTime, recorded

_NAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("group-b", ("group b", "groupe b")),
    ("eighth-finals", ("eighth", "1/8", "round of 16", "last 16", "huitième", "achtel", "ottavi")),
    ("quarterfinals", ("quart", "1/4", "last 8", "viertel")),
    ("group-a", ("quart", "group a", "1/4")),
    ("semifinals", ("semi", "1/2", "demi", "halb", "last 4")),
    ("first-round", ("match round", "first round", "round 1", "premier tour")),
)


_HEATS_RIDDEN_AGAIN = 2
"""Heats a printed round may have beyond those of its phase: re-rides listed by themselves."""


@dataclass(frozen=True, slots=True)
class Read:
    """A published event as the rulebook sees it.

    ``riders`` are all riders in order of appearance with their printed row; ``rounds`` says which
    phase each printed round is (by its ``where``); ``unplaced`` are rounds that the
    format has no phase for.
    """

    results: Mapping[str, PhaseResults]
    riders: Mapping[RiderId, PublishedRide]
    rounds: Mapping[str, str]
    unplaced: tuple[PublishedRound, ...]


def read(event: PublishedEvent, fmt: Format) -> Read:
    """The event in the phases of ``fmt``; rows whose time cannot be read count as untimed."""
    ids = identities(event)
    rounds: dict[str, str] = {}
    results: dict[str, PhaseResults] = {}
    parts: dict[str, list[PublishedRound]] = {}
    unplaced: list[PublishedRound] = []
    for round_ in event.rounds:
        held = [sum(len(part.heats) for part in parts.get(phase.id, ())) for phase in fmt.phase]
        room = [
            phase
            for phase, heats in zip(fmt.phase, held, strict=True)
            if phase.kind == "qualifying"
            or heats + len(round_.heats) <= len(plan(phase)) + _HEATS_RIDDEN_AGAIN
        ]
        found = _phase_for(round_, room, rounds.values())
        if found is None:
            unplaced.append(round_)
            continue
        rounds[round_.where] = found.id
        parts.setdefault(found.id, []).append(round_)
    for phase in fmt.phase:
        if phase.id in parts:
            results[phase.id] = _results(_joined(parts[phase.id]), phase, fmt, results, ids)
    riders: dict[RiderId, PublishedRide] = {}
    for round_ in event.rounds:
        for ride in rides_of(round_):
            riders.setdefault(ids[ride.where], ride)
    return Read(results, riders, rounds, tuple(unplaced))


def _joined(parts: list[PublishedRound]) -> PublishedRound:
    """Rounds of one phase as one: sources print each final under its own heading."""
    if len(parts) == 1:
        return parts[0]
    return replace(
        parts[0],
        heats=tuple(replace(heat, number=None) for part in parts for heat in part.heats),
        flat=tuple(ride for part in parts for ride in part.flat),
        complete=all(part.complete for part in parts),
    )


def rides_of(round_: PublishedRound) -> tuple[PublishedRide, ...]:
    """All rows of a round, heats first."""
    return (*(ride for heat in round_.heats for ride in heat.rides), *round_.flat)


def identities(event: PublishedEvent) -> dict[str, RiderId]:
    """Who each printed row is: by name, and by nation too where two riders share a name."""
    rows = [ride for round_ in event.rounds for ride in rides_of(round_)]
    nations: dict[str, set[str]] = {}
    for ride in rows:
        nations.setdefault(ride.name, set()).update({ride.nat} - {""})
    return {
        ride.where: f"{ride.name} ({ride.nat})"
        if len(nations[ride.name]) > 1 and ride.nat
        else ride.name
        for ride in rows
    }


def _phase_for(
    round_: PublishedRound, phases: Iterable[Phase], taken: Iterable[str]
) -> Phase | None:
    used = set(taken)
    free = [
        phase
        for phase in phases
        if phase.kind == round_.kind and (phase.id not in used or phase.kind == "medal")
    ]
    name = round_.name.lower()
    for phase_id, words in _NAMES:
        for phase in free:
            if phase.id == phase_id and any(word in name for word in words):
                return phase
    named = {phase_id for phase_id, words in _NAMES if any(word in name for word in words)}
    if round_.kind == "match" and named and named.isdisjoint({"first-round"}):
        return None  # The round has a name that this format does not know.
    return free[0] if free else None


def _results(
    round_: PublishedRound,
    phase: Phase,
    fmt: Format,
    before: Mapping[str, PhaseResults],
    ids: Mapping[str, RiderId],
) -> PhaseResults:
    labels = _labels(round_, phase, _seeded(round_, phase, fmt, before, ids))
    heats = [
        Heat(
            heat.number or index,
            tuple(ride_of(ride, ids[ride.where]) for ride in heat.rides),
            labels[heat.where],
        )
        for index, heat in enumerate(round_.heats, start=1)
    ]
    paired = phase.kind == "qualifying"
    heats += [
        Heat(len(heats) + index, (ride_of(ride, ids[ride.where]),), paired=paired)
        for index, ride in enumerate(round_.flat, start=1)
    ]
    return PhaseResults(phase.id, tuple(heats), round_.complete)


def _seeded(
    round_: PublishedRound,
    phase: Phase,
    fmt: Format,
    before: Mapping[str, PhaseResults],
    ids: Mapping[str, RiderId],
) -> dict[str, str | None]:
    """The labels of finals that are printed without one, by the riders who qualified for them."""
    if phase.kind != "medal" or all(heat.label for heat in round_.heats):
        return {}
    earlier = {phase_id: held for phase_id, held in before.items() if phase_id != phase.id}
    proposal = propose(fmt, phase, standings(fmt, earlier))
    seeded = {frozenset(heat.riders): heat.plan.label for heat in proposal.heats if heat.riders}
    found: dict[str, str | None] = {}
    for heat in round_.heats:
        riders = frozenset(ids[ride.where] for ride in heat.rides)
        if heat.label is None and riders in seeded:
            found[heat.where] = seeded[riders]
    return found


def _labels(
    round_: PublishedRound, phase: Phase, seeded: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Each heat's label: printed, else by its riders' seeds, else a free one in running order, gold
    last.
    """
    labels = {heat.where: heat.label or seeded.get(heat.where) for heat in round_.heats}
    if phase.kind != "medal":
        return labels
    free = [heat.label for heat in plan(phase) if heat.label not in labels.values()]
    bare: list[PublishedHeat] = [heat for heat in round_.heats if labels[heat.where] is None]
    for heat, label in zip(reversed(bare), reversed(free), strict=False):
        labels[heat.where] = label
    return labels


def ride_of(ride: PublishedRide, rider: RiderId) -> Ride:
    """A printed row as a ride; unreadable times are unknown, never invented."""
    return Ride(
        rider,
        outcome_of(ride),
        None,
        printed_time(ride.last_lap),
        ride.lot,
        ride.re_ride,
    )


def outcome_of(ride: PublishedRide) -> Outcome:
    """The outcome of a printed row: OK without a time was ridden in a time that is not known."""
    time = printed_time(ride.time)
    match ride.status:
        case "DNS":
            return DidNotStart(ride.excused)
        case "DNF":
            return DidNotFinish()
        case "DSQ":
            return Disqualified()
        case "REL":
            return Relegated(time)
        case "WO":
            return Walkover()
        case "CAP":
            return Catch(time, _metres(ride.caught_at_m))
        case "OVL":
            return Caught(time, _metres(ride.caught_at_m))
        case _:
            return Timed(time) if time else Untimed()


def printed_time(text: str | None) -> RecordedTime | None:
    """A printed time, or None if there is none or it cannot be read as one."""
    if not text:
        return None
    try:
        return recorded(text)
    except ValueError:
        return None


def _metres(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None
