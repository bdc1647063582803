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
from halflap.words.sentence import Sentence, say


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
    """A protest is decided; the review it opened ends."""

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
    """The heat returns to the status it had."""
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
            )
        )
    return facts, [say("This is protest {number}.", number=number)]


@rule(DecideProtest)
def decide_protest(ledger: Ledger, command: DecideProtest) -> Answer:
    """The decision ends the review that the protest opened, not one that was there for a reason of
    its own; what it changes is recorded or corrected on its own.
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
    heat = phase.heat(protest.heat) if phase else None
    of_heat = [
        p for p in competition.protests if (p.phase, p.heat) == (protest.phase, protest.heat)
    ]
    others = any(p.upheld is None and p is not protest for p in of_heat)
    opened = heat is not None and heat.review in {p.reason for p in of_heat}
    if heat is not None and opened and not others:
        facts.append(
            ReviewClosed(
                competition=competition.id,
                phase=protest.phase,
                heat=heat.key,
                reason=command.reason,
            )
        )
    remarks: list[Sentence] = []
    if command.upheld:
        remarks.append(
            say(
                "The protest is upheld: now record, rule or correct heat {heat} of {phase}.",
                heat=protest.heat,
                phase=protest.phase,
            )
        )
    return facts, remarks
