"""Knows how a row of an entry list becomes an entry of a competition."""

from __future__ import annotations

from halflap.intake.entries import EntryRow
from halflap.journal.facts import EntryFact, Name


def entry_of_row(row: EntryRow) -> EntryFact:
    """The entry that a row stands for."""
    rider = Name(
        name=row.name,
        nation=row.nation or "",
        uci_id=row.uci_id or "",
        born=row.born_year,
        team=row.team or "",
    )
    pilot = Name(name=row.pilot, uci_id=row.pilot_uci_id or "") if row.pilot else None
    return EntryFact(
        bib=row.bib, rider=rider, pilot=pilot, seed=row.seed, transponders=row.transponders
    )
