"""Knows how all phases of a competition stand, each ranked in the light of the one its riders came
from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halflap.rulebook.format import Format, Phase
from halflap.rulebook.ranking import (
    Line,
    MatchRanking,
    Ranking,
    rank_matches,
    rank_qualifying,
)
from halflap.sport.heat import PhaseResults, RiderId


@dataclass(frozen=True, slots=True)
class Standings:
    """The ranking of every phase of which something is known."""

    results: Mapping[str, PhaseResults]
    qualifying: Mapping[str, Ranking]
    matches: Mapping[str, MatchRanking]

    def positions(self, phase_id: str) -> dict[RiderId, int]:
        """Each rider's position in a phase, 1 first: ranking order, or winners before losers."""
        return {line.rider: index for index, line in enumerate(self.order(phase_id), start=1)}

    def order(self, phase_id: str) -> tuple[Line, ...]:
        """The lines of a phase from best to worst, whatever its kind."""
        if phase_id in self.qualifying:
            return self.qualifying[phase_id].lines
        if phase_id in self.matches:
            ranking = self.matches[phase_id]
            return ranking.winners.lines + ranking.losers.lines
        return ()


def standings(fmt: Format, results: Mapping[str, PhaseResults]) -> Standings:
    """How every phase stands; phases come in the order of the format, so sources come first."""
    found = Standings(results, {}, {})
    qualifying: dict[str, Ranking] = {}
    matches: dict[str, MatchRanking] = {}
    for phase in fmt.phase:
        if phase.id not in results:
            continue
        if phase.kind == "qualifying":
            qualifying[phase.id] = rank_qualifying(results[phase.id], phase, fmt)
        else:
            previous = _previous(fmt, phase, found)
            matches[phase.id] = rank_matches(results[phase.id], phase, fmt, previous)
        found = Standings(results, qualifying, matches)
    return found


def _previous(fmt: Format, phase: Phase, found: Standings) -> dict[RiderId, int]:
    """Positions in the nearest phase before that ranked anybody (a fragment may lack one)."""
    source = phase.source
    while source:
        if positions := found.positions(source):
            return positions
        source = fmt.phase_of(source).source
    return {}
