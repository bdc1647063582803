"""Knows how the commissaires confirm that a record was beaten.

They confirm the time and who rode it; the federation alone makes it a record of its list
(UCI 3.5.002).
"""

from __future__ import annotations

from halflap.journal.facts import RecordConfirmed
from halflap.meet.commands.base import (
    Answer,
    Command,
    competition_of,
    entered,
    heat_of,
    phase_of,
    refuse,
    rule,
)
from halflap.meet.ledger import Ledger
from halflap.meet.records import BeatenRecord, beaten_records
from halflap.meet.state import Competition
from halflap.words.sentence import say


class ConfirmRecord(Command, frozen=True, kw_only=True):
    """Confirm that a rider beat a record in a phase; its list decides whether it is one.

    ``heat``: in which of them, where one who rode again beat it twice; None is the first that is
    not confirmed.
    """

    competition: str
    record: str
    phase: str
    bib: int
    heat: str | None = None


@rule(ConfirmRecord)
def confirm_record(ledger: Ledger, command: ConfirmRecord) -> Answer:
    """The heat is confirmed first, and with it every doubt about the time acknowledged."""
    competition = competition_of(ledger.state, command.competition)
    phase_of(competition, command.phase)
    entered(competition, command.bib)
    found = _asked(competition, command)
    if found.confirmed:
        raise refuse(
            "record-confirmed",
            say("That {record} is confirmed already.", record=command.record),
            say("Undo the confirmation if it was wrong."),
        )
    if found.heat.level is None or found.heat.review is not None:
        raise refuse(
            "record-open",
            say("Heat {heat} of {phase} is not confirmed.", heat=found.heat.key, phase=found.phase),
            say("Confirm the heat first, and end its review."),
        )
    fact = RecordConfirmed(
        competition=competition.id,
        record=found.record,
        phase=found.phase,
        heat=found.heat.key,
        bib=found.bib,
        us=found.time.us,
        digits=found.time.digits,
    )
    doubtful = [found.doubt.sentence] if found.doubt is not None else []
    kept = say("The list is kept by its federation, which has to accept it.")
    return [fact], [*doubtful, kept]


def _asked(competition: Competition, command: ConfirmRecord) -> BeatenRecord:
    heat = command.heat
    key = None if heat is None else heat_of(competition, command.phase, heat)[1].key
    known = beaten_records(competition)
    of_bib = [
        each
        for each in known
        if (each.record, each.phase, each.bib) == (command.record, command.phase, command.bib)
    ]
    asked = [each for each in of_bib if key in (None, each.heat.key)]
    if asked:
        return next((each for each in asked if not each.confirmed), asked[0])
    if of_bib:
        heats = ", ".join(each.heat.label or each.heat.key for each in of_bib)
        raise refuse(
            "no-record",
            say("Bib {bib} beat no {record} in that heat.", bib=command.bib, record=command.record),
            say("Beaten in: {heats}.", heats=heats),
        )
    names = ", ".join(f"{each.record} {each.bib} {each.phase}" for each in known)
    raise refuse(
        "no-record",
        say(
            "Bib {bib} beat no {record} in {phase}.",
            bib=command.bib,
            record=command.record,
            phase=command.phase,
        ),
        say("Beaten so far: {names}.", names=names or "-"),
    )
