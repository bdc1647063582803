"""Knows how a command is answered: with facts, or with refusals that say why and what to do.

A command is a frozen value. Its rule looks at the ledger and answers; every accepted answer is
also folded, so that what the fold would not accept is refused here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from halflap.journal.facts import CommandWithdrawn, Fact
from halflap.meet.fold import Illegal, apply
from halflap.meet.ledger import Ledger
from halflap.meet.naming import named
from halflap.meet.state import Competition, HeatState, Meet, PhaseState
from halflap.rulebook.format import Phase
from halflap.words.sentence import Sentence, say


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of all commands."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why something is not possible now, and the remedy; ``code`` is stable."""

    code: str
    text: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class Accepted:
    """The facts a command becomes, the state they give, and remarks for the person at the desk."""

    facts: tuple[Fact, ...]
    state: Meet
    remarks: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing happened; every reason is named."""

    refusals: tuple[Refusal, ...]


class NotNow(Exception):
    """Raised inside a rule to refuse; ``decide`` turns it into ``Refused``."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(str(refusal.text) for refusal in refusals))
        self.refusals = refusals


def refuse(code: str, text: Sentence, remedy: Sentence) -> NotNow:
    """A refusal to raise."""
    return NotNow(Refusal(code, text, remedy))


Answer = tuple[list[Fact], list[Sentence]]
"""What a rule answers: facts in order, and remarks."""

C = TypeVar("C", bound=Command)
_RULES: dict[type[Command], Callable[[Ledger, Any], Answer]] = {}


def rule(kind: type[C]) -> Callable[[Callable[[Ledger, C], Answer]], Callable[[Ledger, C], Answer]]:
    """Register the rule of a command."""

    def register(function: Callable[[Ledger, C], Answer]) -> Callable[[Ledger, C], Answer]:
        _RULES[kind] = function
        return function

    return register


def decide(ledger: Ledger, command: Command) -> Accepted | Refused:
    """The answer to a command now; nothing is changed either way."""
    try:
        facts, remarks = _RULES[type(command)](ledger, command)
    except NotNow as refusal:
        return _refused(ledger, command, refusal.refusals)
    except Illegal as illegal:  # a rule looked ahead at the state its facts would give
        return _not_now(ledger, command, illegal)
    state = ledger.state
    for fact in facts:
        if isinstance(fact, CommandWithdrawn):
            state = ledger.without(fact.commands).state
            continue
        try:
            state = apply(state, fact)
        except Illegal as illegal:
            return _not_now(ledger, command, illegal)
    said = tuple(_named(ledger, command, remark) for remark in remarks)
    return Accepted(tuple(facts), state, said)


def _not_now(ledger: Ledger, command: Command, illegal: Illegal) -> Refused:
    remedy = say("Look at halflap status for what is possible now.")
    return _refused(ledger, command, (Refusal("not-now", illegal.sentence, remedy),))


def _refused(ledger: Ledger, command: Command, refusals: tuple[Refusal, ...]) -> Refused:
    """The refusals as people read them, with the names of phases."""
    return Refused(
        tuple(
            Refusal(
                each.code,
                _named(ledger, command, each.text),
                _named(ledger, command, each.remedy),
            )
            for each in refusals
        )
    )


def _named(ledger: Ledger, command: Command, sentence: Sentence) -> Sentence:
    return named(sentence, ledger.state, getattr(command, "competition", ""))


def competition_of(meet: Meet, competition_id: str) -> Competition:
    """The competition, or a refusal that names those there are."""
    competition = meet.competitions.get(competition_id)
    if competition is None:
        names = ", ".join(other.id for other in meet.in_order()) or "-"
        raise refuse(
            "no-competition",
            say('There is no competition "{id}".', id=competition_id),
            say("Name one of: {names}.", names=names),
        )
    return competition


def plan_of(competition: Competition, phase_id: str) -> Phase:
    """The phase as the format plans it, or a refusal that names those there are."""
    for phase in competition.fmt.phase:
        if phase.id == phase_id:
            return phase
    raise refuse(
        "no-phase",
        say('The format {format} has no phase "{id}".', format=competition.fmt.id, id=phase_id),
        say("Name one of: {names}.", names=", ".join(p.id for p in competition.fmt.phase)),
    )


def phase_of(competition: Competition, phase_id: str) -> PhaseState:
    """The phase as drawn, or a refusal."""
    plan_of(competition, phase_id)
    phase = competition.phase(phase_id)
    if phase is None:
        raise refuse(
            "not-drawn",
            say("{phase} has not been drawn.", competition=competition.id, phase=phase_id),
            say(
                "Draw it first: halflap draw MEET {phase}.",
                competition=competition.id,
                phase=phase_id,
            ),
        )
    return phase


def heat_of(competition: Competition, phase_id: str, key: str) -> tuple[PhaseState, HeatState]:
    """A heat by its number, R1 … or label, or a refusal that names those there are."""
    phase = phase_of(competition, phase_id)
    heat = phase.heat(key)
    if heat is None:
        raise refuse(
            "no-heat",
            say('{phase} has no heat "{key}".', phase=phase_id, key=key),
            say("Name one of: {names}.", names=", ".join(heat.key for heat in phase.heats)),
        )
    return phase, heat


def entered(competition: Competition, bib: int) -> None:
    """Refuse a bib that is not entered or was withdrawn."""
    if bib not in competition.bibs:
        raise refuse(
            "no-rider",
            say("Bib {bib} is not entered in {competition}.", bib=bib, competition=competition.id),
            say("Enter the rider first, or check the number on the start list."),
        )


def stranger(heat: HeatState, bib: int) -> Refusal:
    """The refusal of a bib that is not drawn in a heat."""
    bibs = ", ".join(map(str, heat.bibs))
    return Refusal(
        "not-in-heat",
        say("Bib {bib} is not in heat {heat}.", bib=bib, heat=heat.key),
        say("Heat {heat} is ridden by {bibs}.", heat=heat.key, bibs=bibs),
    )


def reasoned(reason: str) -> None:
    """Refuse a decision that gives no reason."""
    if not reason.strip():
        raise refuse("no-reason", say("A decision needs a reason."), say("Give it with --reason."))
