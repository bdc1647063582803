"""Knows for whom a draw that stands after a correction is wrong: who goes on by it and rides
nowhere, and who is disqualified by it and rides on.
"""

from __future__ import annotations

from halflap.meet.results import bib_of, called, proposal_of
from halflap.meet.state import Competition, PhaseState
from halflap.rulebook.format import From, Phase
from halflap.words.sentence import Sentence, say

_PARTS = {
    From.WINNER: "winners",
    From.HEAT_WINNER: "winners",
    From.LOSER: "losers",
    From.HEAT_LOSER: "losers",
}


def left_out(competition: Competition, plan: Phase) -> tuple[Sentence, ...]:
    """The riders of a match round who are in no heat of the phase drawn from it, so that no place
    follows for them: the regulations are silent. Once the classification is confirmed without
    them, so is this.
    """
    phase = competition.phase(plan.id)
    if phase is None or not phase.basis:
        return ()
    placed = {each.part for each in competition.fmt.places if each.phase == plan.source}
    drawn = {
        bib
        for each in competition.fmt.fed_by(plan.source)
        if (other := competition.phase(each.id)) is not None
        for heat in other.counting
        for bib in heat.bibs
    }
    found = [
        bib_of(seat.rider)
        for heat in proposal_of(competition, plan).heats
        for seat in heat.seeded
        if seat.rider is not None and _PARTS.get(seat.seed.of, "") not in ("", *placed)
    ]
    confirmed = competition.classification
    told = {line.bib for line in confirmed.lines if line.rank is None} if confirmed else set()
    return tuple(
        say(
            "{name} goes on by a corrected result and is in no heat of {phase}: while that draw"
            " stands, no place follows.",
            name=called(competition, bib),
            phase=plan.called,
        )
        for bib in found
        if bib not in drawn and bib not in told
    )


def still_in(competition: Competition, plan: Phase) -> tuple[Sentence, ...]:
    """The riders of a phase who were disqualified in one before it, after its draw.

    What they ride counts as ridden, and no rule says of itself that a disqualification reaches
    that far: people disqualify them here too, or keep the draw and so the place.
    """
    phase = competition.phase(plan.id)
    if phase is None or not phase.basis:
        return ()
    found: list[Sentence] = []
    source = plan.source
    while source:
        before = competition.fmt.phase_of(source)
        out = _disqualified(competition.phase(source))
        found += [
            say(
                "{name} is disqualified in {phase} and keeps the place in {later}: if it is from"
                " the event, disqualify the rider there as well.",
                name=called(competition, bib),
                phase=before.called,
                later=plan.called,
            )
            for heat in phase.counting
            for bib in heat.bibs
            if bib in out - _disqualified(phase)
        ]
        source = before.source
    return tuple(found)


def _disqualified(phase: PhaseState | None) -> frozenset[int]:
    heats = phase.counting if phase is not None else ()
    return frozenset(ride.bib for heat in heats for ride in heat.rides if ride.code == "DSQ")
