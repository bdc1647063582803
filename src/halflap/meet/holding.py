"""Knows what nobody but a person does again: what followed by itself and was taken back."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from halflap.journal.facts import Fact, OutcomesRecorded, ResultConfirmed
from halflap.journal.facts_timing import HeatArmed, RunClosed, RunGunned
from halflap.meet.ledger import AUTOMAT, Entry, Ledger


def taken_back(ledger: Ledger) -> list[Entry]:
    """What followed by itself and was taken back since the automation was resumed last."""
    commands = ledger.withdrawn_after(ledger.resumed)
    found = (entry for seq in sorted(commands) for entry in ledger.command(seq))
    return [entry for entry in found if entry.actor == AUTOMAT and _deed(entry.fact) is not None]


def held(ledger: Ledger, facts: Iterable[Fact]) -> Entry | None:
    """What ``facts`` would do again just as it was; None if they would do anything else as well."""
    found: Entry | None = None
    known = taken_back(ledger)
    for fact in facts:
        deed = _deed(fact)
        if deed is None:
            continue
        found = next((entry for entry in known if _deed(entry.fact) == deed), None)
        if found is None:
            return None
    return found


def passed_over(ledger: Ledger) -> frozenset[int]:
    """The impulses that were taken for a gun by themselves, and were none."""
    guns = (entry.fact for entry in taken_back(ledger))
    return frozenset(
        gun.impulse for gun in guns if isinstance(gun, RunGunned) and gun.impulse is not None
    )


def _deed(fact: Fact) -> Fact | None:
    """What a fact does, without what changes while nobody does anything; None: what goes along."""
    match fact:
        case RunClosed():
            return msgspec.structs.replace(fact, us=None)
        case HeatArmed() | RunGunned() | OutcomesRecorded() | ResultConfirmed():
            return fact
        case _:
            return None
