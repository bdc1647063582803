"""Knows at what time of day each heat was started last, as the history tells it.

The time is that of the gun's impulse as it came, else that of the start as it was given. A start
that was kept together with its outcomes, or recovered without an impulse, was kept afterwards: when
that run began is not known.
"""

from __future__ import annotations

from halflap.journal.facts import OutcomesRecorded, RunStarted
from halflap.journal.facts_timing import ImpulseReceived, RunGunned
from halflap.meet.ledger import Entry, Ledger

HeatAt = tuple[str, str, str]
"""Where a heat is: competition, phase, key."""


class Guns:
    """Asked at any moment; it reads on from where it was, and anew where something was undone."""

    def __init__(self) -> None:
        self._withdrawn: frozenset[int] = frozenset()
        self._forget()

    def _forget(self) -> None:
        self._read = 0
        self._guns: dict[HeatAt, int] = {}
        self._started: dict[HeatAt, int] = {}
        self._impulses: dict[int, int] = {}

    def of(self, ledger: Ledger) -> dict[HeatAt, int]:
        """Microseconds of UTC by heat."""
        if ledger.withdrawn != self._withdrawn:
            self._withdrawn = ledger.withdrawn
            self._forget()
        entries = ledger.entries
        for index in range(self._read, len(entries)):
            if entries[index].command not in self._withdrawn:
                self._take(entries[index])
        self._read = len(entries)
        return self._guns

    def _take(self, entry: Entry) -> None:
        fact = entry.fact
        match fact:
            case ImpulseReceived():
                self._impulses[fact.impulse] = entry.utc_us
            case RunStarted():
                place = (fact.competition, fact.phase, fact.heat)
                self._guns[place] = entry.utc_us
                self._started[place] = entry.command
            case RunGunned():
                place = (fact.competition, fact.phase, fact.heat)
                if fact.impulse in self._impulses:
                    self._guns[place] = self._impulses[fact.impulse]
                elif fact.recovered:
                    self._guns.pop(place, None)
            case OutcomesRecorded():
                place = (fact.competition, fact.phase, fact.heat)
                if self._started.get(place) == entry.command:
                    self._guns.pop(place, None)
            case _:
                pass
