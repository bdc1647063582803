"""Knows reviews and protests: how they are opened, decided and ended."""

from __future__ import annotations

from halflap.journal.facts import Fact, ProtestDecided, ProtestLodged, ReviewClosed, ReviewOpened
from halflap.meet.commands.base import (
    Answer,
    Command,
    competition_of,
    heat_of,
    reasoned,
    refuse,
    rule,
)
from halflap.meet.ledger import Ledger
from halflap.meet.state import Competition, HeatState, Protest
from halflap.words.sentence import say


class OpenReview(Command, frozen=True, kw_only=True):
    """A heat goes under review."""

    competition: str
    phase: str
    heat: str
    reason: str


class CloseReview(Command, frozen=True, kw_only=True):
    """A review ends."""

    competition: str
    phase: str
    heat: str
    reason: str


class LodgeProtest(Command, frozen=True, kw_only=True):
    """A protest is lodged; the heat goes under review."""

    competition: str
    phase: str
    heat: str
    by: str
    reason: str


class DecideProtest(Command, frozen=True, kw_only=True):
    """A protest is decided: rejected, it ends the review that it opened; upheld, it keeps the heat
    under review until it is settled by a ruling, a correction, or the end of the review.
    """

    competition: str
    protest: int
    upheld: bool
    reason: str


@rule(OpenReview)
def open_review(ledger: Ledger, command: OpenReview) -> Answer:
    """While it lasts the public sees the last released value."""
    competition = competition_of(ledger.state, command.competition)
    _, heat = heat_of(competition, command.phase, command.heat)
    reasoned(command.reason)
    fact = ReviewOpened(
        competition=competition.id, phase=command.phase, heat=heat.key, reason=command.reason
    )
    return [fact], []


@rule(CloseReview)
def close_review(ledger: Ledger, command: CloseReview) -> Answer:
    """The heat returns to the status it had; the reason says what became of upheld protests, also
    of one that no review waits for.
    """
    competition = competition_of(ledger.state, command.competition)
    _, heat = heat_of(competition, command.phase, command.heat)
    reasoned(command.reason)
    fact = ReviewClosed(
        competition=competition.id, phase=command.phase, heat=heat.key, reason=command.reason
    )
    return [fact], []


@rule(LodgeProtest)
def lodge_protest(ledger: Ledger, command: LodgeProtest) -> Answer:
    """A protest puts its heat under review."""
    competition = competition_of(ledger.state, command.competition)
    _, heat = heat_of(competition, command.phase, command.heat)
    reasoned(command.reason)
    number = len(competition.protests) + 1
    facts: list[Fact] = [
        ProtestLodged(
            competition=competition.id,
            phase=command.phase,
            heat=heat.key,
            protest=number,
            by=command.by,
            reason=command.reason,
        )
    ]
    if heat.review is None:
        facts.append(
            ReviewOpened(
                competition=competition.id,
                phase=command.phase,
                heat=heat.key,
                reason=command.reason,
                protest=number,
            )
        )
    return facts, [say("This is protest {number}.", number=number)]


@rule(DecideProtest)
def decide_protest(ledger: Ledger, command: DecideProtest) -> Answer:
    """A rejection ends the review that a protest opened, once no other waits; never one that was
    there for a reason of its own. What an upheld one changes is ruled or corrected on its own.
    """
    competition = competition_of(ledger.state, command.competition)
    reasoned(command.reason)
    protest = next((p for p in competition.protests if p.number == command.protest), None)
    if protest is None or protest.upheld is not None:
        raise refuse(
            "no-protest",
            say("There is no open protest {number}.", number=command.protest),
            say("Look at halflap status for the open protests."),
        )
    facts: list[Fact] = [
        ProtestDecided(
            competition=competition.id,
            protest=protest.number,
            upheld=command.upheld,
            reason=command.reason,
        )
    ]
    phase = competition.phase(protest.phase)
    heat = phase.heat(protest.heat) if phase is not None else None
    if heat is None:  # drawn away since
        return facts, []
    others = any(
        p.upheld is None or p.waits
        for p in competition.about(protest.phase, protest.heat)
        if p is not protest
    )
    if command.upheld:
        if heat.review is None:
            facts.append(review_of(competition, protest))
        return facts, [
            say(
                "The protest is upheld: heat {heat} of {phase} stays under review until you rule on"
                " it, correct it, or end the review and say what became of it.",
                heat=protest.heat,
                phase=protest.phase,
            )
        ]
    if heat.review_protest is not None and not others:
        facts.append(
            ReviewClosed(
                competition=competition.id,
                phase=protest.phase,
                heat=heat.key,
                reason=command.reason,
                protest=protest.number,
            )
        )
    return facts, []


def review_of(competition: Competition, protest: Protest) -> ReviewOpened:
    """The review of a heat that a protest opens."""
    return ReviewOpened(
        competition=competition.id,
        phase=protest.phase,
        heat=protest.heat,
        reason=protest.reason,
        protest=protest.number,
    )


def settled_by_ruling(
    competition: Competition, phase_id: str, heat: HeatState, run: int, reason: str
) -> list[Fact]:
    """The end of the review that a protest opened, where a ruling on ``run`` settles the upheld.

    A ruling on a run that was started after the decision is about that run, and settles nothing;
    while another protest about the heat is open, its review lasts.
    """
    about = competition.about(phase_id, heat.key)
    waiting = [p for p in about if p.waits and min(run, len(heat.runs)) <= p.runs]
    if heat.review_protest is None or not waiting or any(p.upheld is None for p in about):
        return []
    return [
        ReviewClosed(
            competition=competition.id,
            phase=phase_id,
            heat=heat.key,
            reason=reason,
            protest=waiting[-1].number,
        )
    ]
