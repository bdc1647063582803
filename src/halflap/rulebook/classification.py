"""Knows the final classification: blocks of places in the order of the format, and who is certain
to hold them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from halflap.rulebook.format import Format, Phase, Places, plan
from halflap.rulebook.match import Match, State, decide
from halflap.rulebook.order import UNRANKED_ORDER
from halflap.rulebook.progression import propose
from halflap.rulebook.ranking import Line, Ranking, judged
from halflap.rulebook.standings import Standings, standings
from halflap.sport.heat import Heat, PhaseResults, Ride, RiderId
from halflap.sport.outcome import Caught, Disqualified, Walkover
from halflap.sport.reason import Reason
from halflap.words.sentence import Sentence, say

MEDALS = ("gold", "silver", "bronze")


@dataclass(frozen=True, slots=True)
class Placing:
    """A rider's line of the classification; ``rank`` is None without a place."""

    rider: RiderId
    rank: int | None
    ride: Ride
    reasons: tuple[Reason, ...]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Classification:
    """What is decided: ranked placings, then the unranked; ``missing`` says what is not decided
    yet.

    A place nobody holds stays vacant: ranks may have holes, and equal riders share one.
    """

    placings: tuple[Placing, ...]
    missing: tuple[Sentence, ...]
    medal_notes: tuple[Sentence, ...]

    @property
    def complete(self) -> bool:
        """Whether every place is decided."""
        return not self.missing

    def holders(self, rank: int) -> tuple[RiderId, ...]:
        """Who holds a place: one rider, several who share it, or nobody."""
        return tuple(placing.rider for placing in self.placings if placing.rank == rank)


@dataclass(frozen=True, slots=True)
class _Block:
    """Seats of one block, best first: lines with a rank inside the block; the rest is vacant."""

    lines: tuple[Line, ...]
    seats: int
    missing: tuple[Sentence, ...] = ()


def classify(fmt: Format, results: Mapping[str, PhaseResults]) -> Classification:
    """The final classification from the heats alone (UCI 3.2.053, 3.2.060; older events: the
    format).

    Medals and places 1-4 follow the finals and never compare times of different heats.
    """
    known = standings(fmt, results)
    blocks = [_block(fmt, places, known) for places in fmt.places]
    blocks = _yielded(fmt, blocks)
    placings: list[Placing] = []
    missing: dict[Sentence, None] = {}
    start = 1
    for places, block in zip(fmt.places, blocks, strict=True):
        undecided = _medal_ties(fmt, block, start)
        for line in block.lines:
            if line.rank is not None and line.rider not in undecided:
                placings.append(_placing(line, start, places))
        missing.update(dict.fromkeys(block.missing))
        if undecided:
            missing[_lots(undecided, start)] = None
        start += block.seats
    placings.sort(key=lambda placing: placing.rank or 0)
    placings += _unranked(fmt, known, {placing.rider for placing in placings})
    notes = _medal_notes(fmt, placings, bool(missing))
    return Classification(tuple(placings), tuple(missing), notes)


def _placing(line: Line, start: int, places: Places) -> Placing:
    assert line.rank is not None
    rank = start - 1 + line.rank
    sentence = say(
        "Place {rank}: number {number} of {block}, which begins at place {start}.",
        rank=rank,
        number=line.rank,
        block=places.of,
        start=start,
    )
    return Placing(
        line.rider, rank, line.ride, (*line.reasons, Reason(sentence, "3.2.053")), bool(line.equal)
    )


def _block(fmt: Format, places: Places, known: Standings) -> _Block:
    phase = fmt.phase_of(places.phase)
    match places.part:
        case "rest":
            return _rest(fmt, phase, known)
        case "losers" | "winners":
            if phase.id not in known.matches:
                return _not_held(fmt, places, known)
            ranking = known.matches[phase.id]
            part = ranking.losers if places.part == "losers" else ranking.winners
            if not known.results[phase.id].complete:
                return _Block((), _not_held(fmt, places, known).seats, part.missing)
            return _ranked(part)
        case label:
            return _final(fmt, phase, label, places, known)


def _ranked(ranking: Ranking) -> _Block:
    if ranking.missing:
        return _Block((), ranking.seats, ranking.missing)
    return _Block(ranking.ranked, ranking.seats)


def _final(fmt: Format, phase: Phase, label: str, places: Places, known: Standings) -> _Block:
    """A final: winner, then loser; a disqualified loser leaves his place vacant (UCI 3.2.060)."""
    results = known.results.get(phase.id)
    heats = judged(results, phase).heats if results else ()
    heat = next((heat for heat in heats if heat.label == label), None)
    if heat is None:
        return _alone(fmt, phase, label, known) or _not_held(fmt, places, known)
    match = decide(heat, fmt.ties)
    seats = max(len(heat.rides), _expected_seats(fmt, phase, label, known, len(heat.rides)))
    if match.state in (State.OPEN, State.UNDECIDED):
        if match.state is State.UNDECIDED and fmt.ties.shared_medals and _equal(match):
            return _Block(_shared(match), seats)
        return _Block((), seats, (_open_final(phase, heat, match),))
    rides = {ride.rider: ride for ride in heat.rides}
    lines: list[Line] = []
    if match.state is State.NOBODY:
        # Alone and not home: nobody beat him, but the first place of the final is not won either.
        lines += [
            Line(ride.rider, ride, seats, (), match.reasons)
            for ride in heat.rides
            if not isinstance(ride.outcome, Disqualified)
        ]
    if match.winner is not None:
        lines.append(Line(match.winner, rides[match.winner], 1, (), match.reasons))
    if match.loser is not None and not isinstance(rides[match.loser].outcome, Disqualified):
        lines.append(Line(match.loser, rides[match.loser], 2, (), match.reasons))
    return _Block(tuple(lines), seats)


def _equal(match: Match) -> bool:
    return len(match.heat.rides) == 2 and match.reasons[0].article == "3.2.061"


def _shared(match: Match) -> tuple[Line, ...]:
    """Equal after the tie chain, in a format that shares the medal."""
    riders = tuple(ride.rider for ride in match.heat.rides)
    return tuple(
        Line(
            ride.rider,
            ride,
            1,
            tuple(other for other in riders if other != ride.rider),
            match.reasons,
        )
        for ride in match.heat.rides
    )


def _open_final(phase: Phase, heat: Heat, match: Match) -> Sentence:
    return say(
        "{phase} {label}: {why}",
        phase=phase.id,
        label=heat.label or heat.number,
        why=match.reasons[0].sentence,
    )


def _expected_seats(fmt: Format, phase: Phase, label: str, known: Standings, held: int) -> int:
    """How many places a final decides: a seat that a disqualification emptied counts, a small
    field's not.
    """
    proposal = propose(fmt, phase, known)
    for heat in proposal.heats:
        if heat.plan.label == label:
            return heat.seats
    return 2 if not proposal.heats and not held else held


def _not_held(fmt: Format, places: Places, known: Standings) -> _Block:
    """A block of a phase of which nothing is known: not ridden yet, or nobody left to ride it."""
    phase = fmt.phase_of(places.phase)
    proposal = propose(fmt, phase, known)
    if places.part in ("losers", "winners"):
        held = [heat for heat in proposal.heats if heat.riders]
        riders = sum(len(heat.riders) for heat in held)
        seats = len(held) if places.part == "winners" else riders - len(held)
        if not proposal.heats:
            seats = len(phase.heats)
    else:
        seats = _expected_seats(fmt, phase, places.part, known, 0)
    if seats == 0 or (proposal.heats and not any(heat.riders for heat in proposal.heats)):
        return _Block((), seats)
    return _Block((), seats, (say("{block}: not ridden yet", block=places.of),))


def _alone(fmt: Format, phase: Phase, label: str, known: Standings) -> _Block | None:
    """The only rider left for a final that was not held takes its first place without riding."""
    results = known.results.get(phase.id)
    if results is None or not results.complete:
        return None
    for heat in propose(fmt, phase, known).heats:
        if heat.plan.label == label and len(heat.riders) == 1:
            (rider,) = heat.riders
            sentence = say("{name} had no opponent for {label}.", name=rider, label=label)
            ride = Ride(rider, Walkover())
            return _Block((Line(rider, ride, 1, (), (Reason(sentence, "3.2.060"),)),), heat.seats)
    return None


def _rest(fmt: Format, phase: Phase, known: Standings) -> _Block:
    """Who did not go on, in the order of qualifying."""
    ranking = known.qualifying.get(phase.id)
    if ranking is None:
        return _Block((), 0, (say("{phase} has not been ridden", phase=phase.id),))
    advanced = _advanced(fmt, phase, ranking, known)
    if advanced is None or ranking.missing:
        why = ranking.missing or (say("{phase}: who goes on is not decided", phase=phase.id),)
        return _Block((), 0, why)
    lines: list[Line] = []
    for line in ranking.ranked:
        if line.rider in advanced:
            continue
        equal = tuple(rider for rider in line.equal if rider not in advanced)
        rank = len(lines) + 1
        if lines and lines[-1].rider in equal:
            rank = lines[-1].rank or rank
        lines.append(replace(line, rank=rank, equal=equal))
    return _Block(tuple(lines), len(lines))


def _advanced(
    fmt: Format, phase: Phase, ranking: Ranking, known: Standings
) -> frozenset[RiderId] | None:
    """Who left qualifying for the next phases: as drawn where that is known, else as seeded."""
    fed = fmt.fed_by(phase.id)
    drawn = [known.results[next_.id] for next_ in fed if next_.id in known.results]
    riders = frozenset(ride.rider for results in drawn for ride in results.rides)
    if len(drawn) == len(fed) and all(results.complete for results in drawn):
        return riders
    seeded: set[RiderId] = set()
    for next_ in fed:
        proposal = propose(fmt, next_, known)
        if proposal.missing:
            return None
        seeded.update(rider for heat in proposal.heats for rider in heat.riders)
    return frozenset(seeded) if riders <= seeded else None


def _yielded(fmt: Format, blocks: Sequence[_Block]) -> list[_Block]:
    """Barcelona 1992: a caught rider gives his place up to one of the fastest of another block."""
    found = list(blocks)
    for index, places in enumerate(fmt.places):
        if not places.caught_yield_to:
            continue
        to = next(i for i, other in enumerate(fmt.places) if other.of == places.caught_yield_to)
        ours, theirs = found[index], found[to]
        caught = [line for line in ours.lines if isinstance(line.ride.outcome, Caught)]
        if not caught or ours.missing or theirs.missing:
            continue
        stay = [line for line in ours.lines if line not in caught]
        ahead = list(theirs.lines[: len(caught)])
        after = list(theirs.lines[len(caught) :])
        found[index] = _Block(_numbered([*stay, *ahead]), ours.seats)
        found[to] = _Block(_numbered([*caught, *after]), theirs.seats)
    return found


def _numbered(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(replace(line, rank=rank) for rank, line in enumerate(lines, start=1))


def _medal_ties(fmt: Format, block: _Block, start: int) -> frozenset[RiderId]:
    """Riders equal on a medal place: undecided, unless the format shares medals."""
    if fmt.ties.shared_medals:
        return frozenset()
    return frozenset(
        line.rider
        for line in block.lines
        if line.equal and line.rank is not None and start - 1 + line.rank <= len(MEDALS)
    )


def _lots(riders: frozenset[RiderId], start: int) -> Sentence:
    return say(
        "places from {start}: {riders} are equal for a medal; lots or a ruling decide",
        start=start,
        riders=", ".join(sorted(riders)),
    )


def _unranked(fmt: Format, known: Standings, placed: set[RiderId]) -> list[Placing]:
    """Riders without a place: each once, by the last phase he was in; caught, DNF, DNS, DSQ."""
    last: dict[RiderId, tuple[Ride, tuple[Reason, ...]]] = {}
    for phase in fmt.phase:
        for line in known.order(phase.id):
            if line.rank is None:
                last[line.rider] = (line.ride, line.reasons)
    found = [
        Placing(rider, None, ride, reasons)
        for rider, (ride, reasons) in last.items()
        if rider not in placed
    ]
    order = {kind: index for index, kind in enumerate(UNRANKED_ORDER)}
    return sorted(found, key=lambda placing: order.get(type(placing.ride.outcome), 0))


def _medal_notes(fmt: Format, placings: Sequence[Placing], open_: bool) -> tuple[Sentence, ...]:
    notes: list[Sentence] = []
    for rank, medal in enumerate(MEDALS, start=1):
        holders = [placing for placing in placings if placing.rank == rank]
        if len(holders) > 1:
            names = ", ".join(placing.rider for placing in holders)
            notes.append(say("{medal}: shared by {names}", medal=medal, names=names))
        elif not holders and open_:
            notes.append(say("{medal}: not decided", medal=medal))
        elif not holders:
            notes.append(say("{medal}: vacant, nobody holds place {rank}", medal=medal, rank=rank))
    return tuple(notes)


def phases_of(fmt: Format) -> tuple[str, ...]:
    """The ids of the phases in order, for messages and menus."""
    return tuple(phase.id for phase in fmt.phase)


def labels_of(phase: Phase) -> tuple[str, ...]:
    """The labels of a phase's finals in running order."""
    return tuple(heat.label for heat in plan(phase) if heat.label)
