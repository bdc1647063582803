"""Knows how all phases of a competition stand, each ranked in the light of the one its riders came
from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from halflap.rulebook.format import Format, From, Phase, Seed, plan
from halflap.rulebook.match_ranking import MatchRanking, rank_finals, rank_matches
from halflap.rulebook.ranking import Line, Ranking, rank_qualifying
from halflap.sport.heat import PhaseResults, RiderId

Seats = Mapping[str, tuple[int, ...]]
"""How many places each heat of a phase decides, in running order: 0, 1 or 2."""


@dataclass(frozen=True, slots=True)
class Standings:
    """The ranking of every phase of which something is known, and the seats of every phase.

    A phase that nobody is left to ride counts as ridden, with empty rankings.
    """

    results: Mapping[str, PhaseResults]
    qualifying: Mapping[str, Ranking]
    matches: Mapping[str, MatchRanking]
    seats: Seats

    def positions(self, phase_id: str) -> dict[RiderId, int]:
        """Each rider's position in a phase, 1 first: ranking order, or winners before losers."""
        return {line.rider: index for index, line in enumerate(self.order(phase_id), start=1)}

    def order(self, phase_id: str) -> tuple[Line, ...]:
        """The lines of a phase from best to worst; losers of a match round rank after winners."""
        if phase_id in self.qualifying:
            return self.qualifying[phase_id].lines
        if phase_id in self.matches:
            both = self.matches[phase_id]
            after = both.winners.seats
            losers = (
                replace(line, rank=line.rank + after) if line.rank is not None else line
                for line in both.losers.lines
            )
            return tuple(sorted((*both.winners.lines, *losers), key=_by_rank))
        return ()

    def label_seats(self, phase: Phase, label: str) -> int:
        """How many places a final decides."""
        return next(
            seats
            for heat, seats in zip(plan(phase), self.seats[phase.id], strict=True)
            if heat.label == label
        )


def _by_rank(line: Line) -> tuple[bool, int]:
    return line.rank is None, line.rank or 0


def standings(fmt: Format, results: Mapping[str, PhaseResults]) -> Standings:
    """How every phase stands; phases come in the order of the format, so sources come first."""
    found = Standings(results, {}, {}, {})
    for phase in fmt.phase:
        qualifying, matches = dict(found.qualifying), dict(found.matches)
        seats = {**found.seats, phase.id: _planned(phase, found)}
        if phase.kind == "qualifying":
            if phase.id in results:
                qualifying[phase.id] = rank_qualifying(results[phase.id], phase, fmt)
        elif phase.id in results or _nobody_left(phase, found):
            ridden = results.get(phase.id, PhaseResults(phase.id, ()))
            previous = _previous(fmt, phase, found)
            rank = rank_finals if phase.kind == "medal" else rank_matches
            matches[phase.id] = rank(ridden, phase, fmt, previous, seats[phase.id])
        found = Standings(results, qualifying, matches, seats)
    return found


def _planned(phase: Phase, found: Standings) -> tuple[int, ...]:
    """The seats of each heat, as far as the source phase leaves any."""
    return tuple(
        sum(1 for seed in heat.seeds if _exists(seed, phase, found)) for heat in plan(phase)
    )


def _exists(seed: Seed, phase: Phase, found: Standings) -> bool:
    """Whether the source has a seat for the seed; of an unknown source everything may exist."""
    source = phase.source
    match seed.of:
        case From.RANK:
            ranking = found.qualifying.get(source)
            return ranking is None or ranking.open or seed.number <= ranking.seats
        case From.WINNER:
            known = found.matches.get(source)
            planned = sum(1 for seats in found.seats[source] if seats)
            return seed.number <= (known.winners.seats if known else planned)
        case From.LOSER:
            known = found.matches.get(source)
            planned = sum(1 for seats in found.seats[source] if seats > 1)
            return seed.number <= (known.losers.seats if known else planned)
        case From.HEAT_WINNER | From.HEAT_LOSER:
            needed = 1 if seed.of is From.HEAT_WINNER else 2
            return found.seats[source][seed.number - 1] >= needed


def _nobody_left(phase: Phase, found: Standings) -> bool:
    """Whether the source is decided and sends nobody here (all out, or all disqualified)."""
    if phase.source in found.qualifying:
        ranking = found.qualifying[phase.source]
        return not ranking.missing and not ranking.ranked
    if phase.source not in found.matches:
        return False
    known = found.matches[phase.source]
    kinds = {seed.of for heat in plan(phase) for seed in heat.seeds}
    winners = known.winners.ranked if kinds & {From.WINNER, From.HEAT_WINNER} else ()
    losers = known.losers.ranked if kinds & {From.LOSER, From.HEAT_LOSER} else ()
    return not known.winners.missing and not winners and not losers


def _previous(fmt: Format, phase: Phase, found: Standings) -> dict[RiderId, int]:
    """Positions in the nearest phase before that ranked anybody (a fragment may lack one)."""
    source = phase.source
    while source:
        if positions := found.positions(source):
            return positions
        source = fmt.phase_of(source).source
    return {}
