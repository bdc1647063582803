"""Knows the ranking of a match round: winners by time, losers in classes, and the seats of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from halflap.rulebook.format import Format, Phase, plan
from halflap.rulebook.match import Match, State, decide
from halflap.rulebook.order import loser_class, separate
from halflap.rulebook.ranking import (
    AMONG_BEATEN,
    AMONG_WINNERS,
    Line,
    Ranking,
    group_lines,
    judged,
)
from halflap.sport.heat import Heat, PhaseResults, Ride, RiderId
from halflap.sport.outcome import Disqualified, Timed, Untimed, code, time_of
from halflap.sport.reason import Reason
from halflap.words.sentence import Sentence, say

MOST_UNDECIDED = 10
"""The ways in which heats can end double with each; no format of today has more than 8 at once."""


@dataclass(frozen=True, slots=True)
class MatchRanking:
    """A match round: ``winners`` by time (a heat that nobody won leaves a seat empty), ``losers``
    as placed.
    """

    matches: tuple[Match, ...]
    winners: Ranking
    losers: Ranking


def rank_matches(
    results: PhaseResults,
    phase: Phase,
    fmt: Format,
    previous: Mapping[RiderId, int],
    planned: Sequence[int] = (),
) -> MatchRanking:
    """Winners by the round's time, and losers in the classes of the format.

    ``previous`` is each rider's position in the phase he came from; it orders riders without
    times. ``planned`` are the seats of each heat (0 to 2): a seat that a disqualification in the
    round before left empty stays a seat here.
    """
    results = judged(results, phase)
    matches = tuple(decide(heat, fmt.ties) for heat in results.heats)
    missing = _still_open(matches, results, phase, fmt)
    rides = {ride.rider: ride for ride in results.rides}
    winners = [rides[match.winner] for match in matches if match.winner is not None]
    losers = [rides[match.loser] for match in matches if match.loser is not None]
    losers += [
        ride for match in matches if match.state is State.NOBODY for ride in match.heat.rides
    ]
    why = {rider: match.reasons for match in matches for rider in _riders(match.heat)}
    for_winners, for_losers = _seats(matches, results.complete, planned)
    if phase.disqualified == "close-up":
        out = sum(1 for ride in losers if isinstance(ride.outcome, Disqualified))
        unwon = sum(1 for match in matches if match.state is State.NOBODY and _both(match))
        for_winners, for_losers = for_winners - unwon, for_losers - (out - unwon)
    waits = not results.complete or any(match.state is State.OPEN for match in matches)
    undecided = [match.heat for match in matches if match.state is State.UNDECIDED]
    beaten = _around(
        losers, undecided, lambda rides: _loser_lines(rides, phase, fmt, previous, why)
    )
    return MatchRanking(
        matches,
        Ranking(tuple(_winner_lines(winners, fmt, previous, why)), missing, for_winners, (), waits),
        Ranking(
            tuple(beaten),
            missing,
            for_losers,
            (),
            waits,
        ),
    )


def rank_finals(
    results: PhaseResults,
    phase: Phase,
    fmt: Format,
    previous: Mapping[RiderId, int],
    planned: Sequence[int] = (),
) -> MatchRanking:
    """Finals rank by the places each decides, never by times of different heats (UCI 3.2.053)."""
    both = rank_matches(results, phase, fmt, previous, planned)
    decides = {heat.label: heat.places for heat in plan(phase) if heat.places}
    place: dict[RiderId, int] = {}
    for match in both.matches:
        winner, loser = decides.get(match.heat.label) or (None, None)
        if match.winner is not None and winner is not None:
            place[match.winner] = winner
        if match.loser is not None and loser is not None:
            place[match.loser] = loser
    lines = [
        replace(line, rank=place.get(line.rider) if line.rank is not None else None)
        for line in (*both.winners.lines, *both.losers.lines)
    ]
    for match in both.matches:
        places = decides.get(match.heat.label)
        if places is not None and match.shared(fmt.ties):
            lines += shared_lines(match, places[0])
    return replace(
        both,
        winners=replace(both.winners, lines=tuple(lines), seats=0),
        losers=replace(both.losers, lines=()),
    )


def shared_lines(match: Match, rank: int) -> tuple[Line, ...]:
    """Both riders of a final on the same place, in a format that shares the medal."""
    riders = _riders(match.heat)
    return tuple(
        Line(
            ride.rider,
            ride,
            rank,
            tuple(other for other in riders if other != ride.rider),
            match.reasons,
        )
        for ride in match.heat.rides
    )


def _seats(matches: Sequence[Match], complete: bool, planned: Sequence[int]) -> tuple[int, int]:
    """Seats for winners and losers; who was alone and did not finish leaves no winner's seat."""
    if not complete:
        return sum(1 for seats in planned if seats), sum(1 for seats in planned if seats > 1)
    held = [seats for seats in planned if seats]
    alone = [
        match.state is State.NOBODY and len(match.heat.rides) == 1 and seats < 2
        for match, seats in zip(
            matches, held if len(held) == len(matches) else [1] * len(matches), strict=True
        )
    ]
    heats = max(len(matches), len(held)) - sum(alone)
    riders = sum(len(match.heat.rides) for match in matches)
    return heats, max(riders, sum(planned)) - heats


def _around(
    losers: Sequence[Ride],
    undecided: Sequence[Heat],
    place: Callable[[Sequence[Ride]], list[Line]],
) -> list[Line]:
    """The lines of the known losers, each certain if it is the same whoever loses elsewhere.

    Every undecided heat is lost by each of its riders in turn; one who rode in an unknown time
    may stand anywhere among those with a time. Beyond ``MOST_UNDECIDED`` heats nothing is sure.
    """
    known = {ride.rider for ride in losers}
    untimed = any(isinstance(ride.outcome, Untimed) for heat in undecided for ride in heat.rides)
    ranks: dict[RiderId, set[int | None]] = {rider: set() for rider in known}
    lines: list[Line] = []
    if len(undecided) > MOST_UNDECIDED:
        return [replace(line, certain=False) for line in place(losers)]
    for world in product(*(heat.rides for heat in undecided)):
        lines = [line for line in place([*losers, *world]) if line.rider in known]
        for line in lines:
            ranks[line.rider].add(line.rank)
    return [
        replace(
            line,
            equal=tuple(rider for rider in line.equal if rider in known),
            certain=len(ranks[line.rider]) == 1
            and not (untimed and isinstance(line.ride.outcome, Timed)),
        )
        for line in lines
    ]


def _both(match: Match) -> bool:
    """Whether both riders of the match are disqualified: neither of its seats is filled."""
    rides = match.heat.rides
    return len(rides) == 2 and all(isinstance(ride.outcome, Disqualified) for ride in rides)


def _riders(heat: Heat) -> tuple[RiderId, ...]:
    return tuple(ride.rider for ride in heat.rides)


def _still_open(
    matches: Sequence[Match], results: PhaseResults, phase: Phase, fmt: Format
) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    if not results.complete:
        found.append(say("{phase}: not every heat is known", phase=phase.called))
    for match in matches:
        shared = phase.kind == "medal" and match.shared(fmt.ties)
        if match.state in (State.OPEN, State.UNDECIDED) and not shared:
            found.append(
                say(
                    "{phase} heat {heat} ({riders}): {why}",
                    phase=phase.called,
                    heat=match.heat.label or match.heat.number,
                    riders=" - ".join(_riders(match.heat)),
                    why=match.reasons[0].sentence,
                )
            )
    return tuple(found)


def _winner_lines(
    winners: Sequence[Ride],
    fmt: Format,
    previous: Mapping[RiderId, int],
    why: Mapping[RiderId, tuple[Reason, ...]],
) -> list[Line]:
    lines: list[Line] = []
    for group in separate([ride for ride in winners if time_of(ride.outcome)], fmt.ties):
        lines += group_lines(group, lines, AMONG_WINNERS)
    untimed = [ride for ride in winners if time_of(ride.outcome) is None]
    for ride in sorted(untimed, key=lambda ride: previous.get(ride.rider, len(previous) + 1)):
        # Only a time re-seeds: who won without one goes behind those with one.
        sentence = say("{name} won without a time: after all winners with one.", name=ride.rider)
        lines.append(Line(ride.rider, ride, len(lines) + 1, (), (Reason(sentence, "3.2.053"),)))
    return [replace(line, reasons=why[line.rider] + line.reasons) for line in lines]


def _loser_lines(
    losers: Sequence[Ride],
    phase: Phase,
    fmt: Format,
    previous: Mapping[RiderId, int],
    why: Mapping[RiderId, tuple[Reason, ...]],
) -> list[Line]:
    lines: list[Line] = []
    for wanted in phase.losers:
        members = [ride for ride in losers if loser_class(ride.outcome) == wanted]
        if wanted == "timed":
            with_time = [ride for ride in members if time_of(ride.outcome)]
            for group in separate(with_time, fmt.ties):
                lines += group_lines(group, lines, AMONG_BEATEN)
            members = [ride for ride in members if time_of(ride.outcome) is None]
        for ride in sorted(members, key=lambda ride: previous.get(ride.rider, len(previous) + 1)):
            sentence = say(
                "{name} is {code}: placed with the beaten riders of this kind, in the order of the "
                "phase before.",
                name=ride.rider,
                code=code(ride.outcome) if ride.outcome else "?",
            )
            lines.append(
                Line(ride.rider, ride, len(lines) + 1, (), (Reason(sentence, "format: losers"),))
            )
    lines = [replace(line, reasons=why[line.rider] + line.reasons) for line in lines]
    for ride in losers:
        if loser_class(ride.outcome) is None:
            vacant = phase.disqualified == "vacant"
            sentence = say(
                "{name} is disqualified: the place stays vacant."
                if vacant
                else "{name} is disqualified: those behind move up.",
                name=ride.rider,
            )
            article = "3.2.060" if vacant else "format: disqualified"
            lines.append(Line(ride.rider, ride, None, (), (Reason(sentence, article),)))
    return lines
