"""Knows how entries begin and change, before they are drawn and after."""

from __future__ import annotations

from collections.abc import Sequence

from halflap.journal.facts import (
    EntryCorrected,
    EntryFact,
    Fact,
    RiderEntered,
    RiderSubstituted,
    RiderWithdrawn,
)
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    Refusal,
    competition_of,
    entered,
    refuse,
    rule,
)
from halflap.meet.commands.printable import refused_text
from halflap.meet.ledger import Ledger
from halflap.meet.results import called
from halflap.meet.state import Competition
from halflap.sport.rider import bare_transponder
from halflap.words.sentence import Sentence, say


class EnterRiders(Command, frozen=True, kw_only=True):
    """Enter riders, all or none."""

    competition: str
    entries: tuple[EntryFact, ...]


class CorrectEntry(Command, frozen=True, kw_only=True):
    """Put an entry's particulars right; the bib stays."""

    competition: str
    entry: EntryFact


class WithdrawRider(Command, frozen=True, kw_only=True):
    """Take an entry back before it is drawn (after the draw a rider is scratched)."""

    competition: str
    bib: int
    reason: str = ""


class Substitute(Command, frozen=True, kw_only=True):
    """Another rider takes a rider's place, in the entries and in heats not yet ridden."""

    competition: str
    bib: int
    entry: EntryFact
    reason: str = ""


@rule(EnterRiders)
def enter_riders(ledger: Ledger, command: EnterRiders) -> Answer:
    """All entries or none; after the draw of the first phase an entry is late and joins no heat
    yet.
    """
    competition = competition_of(ledger.state, command.competition)
    refusals: list[Refusal] = []
    seen: set[int] = set()
    for entry in command.entries:
        if entry.bib in competition.entries or entry.bib in seen:
            refusals.append(_bib_taken(competition, entry))
        refusals += _unusable(entry)
        seen.add(entry.bib)
    if not command.entries:
        refusals.append(
            Refusal("no-entries", say("There is nobody to enter."), say("Give at least one rider."))
        )
    refusals += _carried_twice(competition, command.entries)
    late = _drawn_first(competition)
    if late and any(heat.started for _, phase in competition.phases for heat in phase.counting):
        refusals.append(
            Refusal(
                "racing",
                say("{competition} has already been started.", competition=competition.id),
                say("Late entries end with the first start; use a re-ride or a ruling instead."),
            )
        )
    if refusals:
        raise NotNow(*refusals)
    facts: list[Fact] = [
        RiderEntered(competition=competition.id, entry=entry, late=late)
        for entry in command.entries
    ]
    return facts, [_late(entry) for entry in command.entries] if late else []


def _unusable(entry: EntryFact) -> list[Refusal]:
    found: list[Refusal] = []
    if entry.bib < 1:
        found.append(
            Refusal(
                "bib",
                say("{bib} is not a bib.", bib=entry.bib),
                say("Give every rider a whole number from 1."),
            )
        )
    if not entry.rider.name.strip():
        found.append(
            Refusal(
                "no-name",
                say("Bib {bib} has no name.", bib=entry.bib),
                say("Give the rider's name."),
            )
        )
    person, pilot = entry.rider, entry.pilot
    for text in (person.name, person.team, *((pilot.name, pilot.team) if pilot else ())):
        found += refused_text(say("A name of bib {bib}", bib=entry.bib), text)
    return found


def _carried_twice(
    competition: Competition, entries: Sequence[EntryFact], leaves: int = 0
) -> list[Refusal]:
    """A transponder that two riders of a competition would carry tells nobody apart.

    The rider of bib ``leaves`` carries none any more.
    """
    new = {leaves, *(entry.bib for entry in entries)}
    others = [competition.entries[bib] for bib in competition.bibs if bib not in new]
    by: dict[str, int] = {}
    found: list[Refusal] = []
    for entry in (*others, *entries):
        for ref in entry.transponders:
            first = by.setdefault(bare_transponder(ref), entry.bib)
            if first != entry.bib:
                found.append(
                    Refusal(
                        "transponder-taken",
                        say(
                            "Bib {bib} and bib {other} have the transponder {ref}.",
                            bib=first,
                            other=entry.bib,
                            ref=ref,
                        ),
                        say("Give each rider the number that is printed on the transponder."),
                    )
                )
    return found


def _drawn_first(competition: Competition) -> bool:
    phase = competition.phase(competition.fmt.phase[0].id)
    return phase is not None and bool(phase.counting)


def _late(entry: EntryFact) -> Sentence:
    return say(
        "{name} is a late entry: draw the first phase again to give a heat.", name=entry.rider.name
    )


def _bib_taken(competition: Competition, entry: EntryFact) -> Refusal:
    if entry.bib in competition.entries:
        return Refusal(
            "bib-taken",
            say("Bib {bib} is taken: {name}.", bib=entry.bib, name=called(competition, entry.bib)),
            say("Give another bib, or put the entry right: halflap enter MEET --correct."),
        )
    return Refusal(
        "bib-taken",
        say("Bib {bib} is given twice.", bib=entry.bib),
        say("Give every rider a bib of their own."),
    )


@rule(CorrectEntry)
def correct_entry(ledger: Ledger, command: CorrectEntry) -> Answer:
    """A spelling or a nation put right; results are not touched."""
    competition = competition_of(ledger.state, command.competition)
    entered(competition, command.entry.bib)
    wrong = _unusable(command.entry) + _carried_twice(competition, [command.entry])
    if wrong:
        raise NotNow(*wrong)
    return [EntryCorrected(competition=competition.id, entry=command.entry)], []


def drawn_in(competition: Competition, bib: int) -> list[tuple[str, str]]:
    """The (phase, heat) in which a rider is drawn."""
    return [
        (phase_id, heat.key)
        for phase_id, phase in competition.phases
        for heat in phase.counting
        if bib in heat.bibs
    ]


@rule(WithdrawRider)
def withdraw_rider(ledger: Ledger, command: WithdrawRider) -> Answer:
    """Only before the draw; later the heat stands and the rider is scratched from it."""
    competition = competition_of(ledger.state, command.competition)
    entered(competition, command.bib)
    drawn = drawn_in(competition, command.bib)
    if drawn:
        phase, heat = drawn[-1]
        raise refuse(
            "drawn",
            say(
                "{name} is drawn in heat {heat} of {phase}.",
                name=called(competition, command.bib),
                heat=heat,
                phase=phase,
            ),
            say(
                "Scratch the rider: halflap scratch MEET {phase} {heat} --rider {bib}.",
                phase=phase,
                heat=heat,
                bib=command.bib,
            ),
        )
    fact = RiderWithdrawn(competition=competition.id, bib=command.bib, reason=command.reason)
    return [fact], []


@rule(Substitute)
def substitute(ledger: Ledger, command: Substitute) -> Answer:
    """The newcomer takes over heats that have not started; after a start nobody is replaced."""
    competition = competition_of(ledger.state, command.competition)
    entered(competition, command.bib)
    if command.entry.bib in competition.entries:
        raise NotNow(_bib_taken(competition, command.entry))
    wrong = _unusable(command.entry) + _carried_twice(competition, [command.entry], command.bib)
    if wrong:
        raise NotNow(*wrong)
    fact = RiderSubstituted(
        competition=competition.id, bib=command.bib, entry=command.entry, reason=command.reason
    )
    return [fact], []
