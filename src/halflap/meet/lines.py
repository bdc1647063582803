"""Knows the lines of rankings and classifications as they derive now: what would be confirmed."""

from __future__ import annotations

from halflap.journal.facts import RankFact
from halflap.meet.results import bib_of, classification, standing
from halflap.meet.state import Competition
from halflap.rulebook.classification import MEDALS
from halflap.sport.outcome import code, time_of


def outdated(competition: Competition, phase_id: str) -> bool:
    """Whether the ranking of a phase was confirmed and would not be confirmed like that now."""
    phase = competition.phase(phase_id)
    if phase is None or phase.ranking is None:
        return False
    now = (ranking_lines(competition, phase_id), phase.corrections)
    return (phase.ranking.lines, phase.ranking.corrections) != now


def ranking_lines(competition: Competition, phase_id: str) -> tuple[RankFact, ...]:
    """The ranking of a phase as it derives now, as it would be confirmed."""
    found: list[RankFact] = []
    for line in standing(competition).order(phase_id):
        time = time_of(line.ride.outcome)
        found.append(
            RankFact(
                bib=bib_of(line.rider),
                rank=line.rank,
                code=code(line.ride.outcome) if line.ride.outcome else "",
                us=time.us if time else None,
            )
        )
    return tuple(found)


def classification_lines(competition: Competition) -> tuple[RankFact, ...]:
    """The classification as it derives now; riders withdrawn before the draw did not start."""
    lines = [
        RankFact(
            bib=bib_of(placing.rider),
            rank=placing.rank,
            code=code(placing.ride.outcome) if placing.ride.outcome else "",
            us=time.us if (time := time_of(placing.ride.outcome)) else None,
        )
        for placing in classification(competition).placings
    ]
    listed = {line.bib for line in lines}
    lines += [
        RankFact(bib=bib, code="DNS") for bib, _ in competition.withdrawn if bib not in listed
    ]
    return tuple(lines)


def medal_lines(competition: Competition) -> tuple[tuple[str, int], ...]:
    """Who holds each medal; shared medals are several lines, vacant ones none."""
    result = classification(competition)
    return tuple(
        (medal, bib_of(rider))
        for rank, medal in enumerate(MEDALS, start=1)
        for rider in result.holders(rank)
    )
