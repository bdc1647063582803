"""Knows what of the history everybody may read: which confirmed results were corrected, from what
to what, why and when, and when each communiqué was issued.

The state has a result as it stands; how it came to that only the history tells. Every change of a
result is reported (UCI 3.1.007), so the reason of a correction is for everybody; the reason of a
review, which may end without one, is not.
"""

from __future__ import annotations

from halflap.journal.facts import (
    DocumentIssued,
    PhaseDrawn,
    ResultConfirmed,
    ResultCorrected,
    RideFact,
)
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.results import time_value
from halflap.meet.state import Competition, HeatState
from halflap.meet.views.released_lines import name_of
from halflap.meet.views.released_values import ReleasedChange, ReleasedCorrection
from halflap.meet.wording import ride_in_words

HeatAt = tuple[str, str, str]
"""Where a heat is: competition, phase, key."""

Corrected = tuple[Entry, ResultCorrected, tuple[RideFact, ...]]
"""A correction as it was kept, and the rides that stood before it."""


class Published:
    """Asked at any moment; it reads on from where it was, and anew where something was undone."""

    def __init__(self) -> None:
        self._withdrawn: frozenset[int] = frozenset()
        self._forget()

    def _forget(self) -> None:
        self._read = 0
        self._rides: dict[HeatAt, tuple[RideFact, ...]] = {}
        self._corrected: dict[HeatAt, list[Corrected]] = {}
        self._issued: list[tuple[Entry, DocumentIssued]] = []

    def of(self, ledger: Ledger) -> Published:
        """Itself, as far as the history goes."""
        if ledger.withdrawn != self._withdrawn:
            self._withdrawn = ledger.withdrawn
            self._forget()
        for index in range(self._read, len(ledger.entries)):
            if ledger.entries[index].command not in self._withdrawn:
                self._take(ledger.entries[index])
        self._read = len(ledger.entries)
        return self

    def _take(self, entry: Entry) -> None:
        fact = entry.fact
        match fact:
            case ResultConfirmed():
                self._rides[fact.competition, fact.phase, fact.heat] = fact.rides
            case ResultCorrected():
                place = (fact.competition, fact.phase, fact.heat)
                before = self._rides.get(place, ())
                self._corrected.setdefault(place, []).append((entry, fact, before))
                self._rides[place] = fact.rides
            case PhaseDrawn():
                for place in [each for each in self._rides if each[:2] == _phase_of(fact)]:
                    del self._rides[place]
                    self._corrected.pop(place, None)
            case DocumentIssued():
                self._issued.append((entry, fact))
            case _:
                pass

    def issued_us(self, number: int) -> int | None:
        """When a communiqué was issued, microseconds of UTC."""
        return next((entry.utc_us for entry, fact in self._issued if fact.number == number), None)

    def corrections(
        self, competition: Competition, phase: str, heat: HeatState
    ) -> tuple[ReleasedCorrection, ...]:
        """What was corrected in a heat, the first correction first."""
        found = self._corrected.get((competition.id, phase, heat.key), [])
        return tuple(self._said(competition, heat, *each) for each in found)

    def corrected_by(
        self, competition: Competition | None, number: int
    ) -> tuple[ReleasedCorrection, ...]:
        """The corrections that a communiqué reports first; None: its competition was taken back."""
        if competition is None:
            return ()
        return tuple(
            found
            for (id_, phase_id, key), each in self._corrected.items()
            if id_ == competition.id
            and (phase := competition.phase(phase_id)) is not None
            and (heat := phase.heat(key)) is not None
            for found in (self._said(competition, heat, *one) for one in each)
            if number in found.communiques
        )

    def _said(
        self,
        competition: Competition,
        heat: HeatState,
        entry: Entry,
        fact: ResultCorrected,
        before: tuple[RideFact, ...],
    ) -> ReleasedCorrection:
        was = {ride.bib: ride for ride in before}
        return ReleasedCorrection(
            phase=fact.phase,
            heat=heat.key,
            label=heat.label,
            revision=fact.revision,
            changes=tuple(
                ReleasedChange(
                    bib=ride.bib,
                    name=name_of(competition.entries[ride.bib]),
                    before=_printed(was[ride.bib], ride),
                    after=_printed(ride, was[ride.bib]),
                )
                for ride in fact.rides
                if ride.bib in was and was[ride.bib] != ride
            ),
            reason=fact.reason,
            utc_us=entry.utc_us,
            communiques=tuple(self._reporting(fact, entry.seq)),
        )

    def _reporting(self, fact: ResultCorrected, seq: int) -> list[int]:
        """The result of the phase and the classification that were issued first after it."""
        found: dict[str, int] = {}
        for entry, issued in self._issued:
            of_it = issued.document in (f"result {fact.phase}", "classification")
            if of_it and issued.competition == fact.competition and entry.seq > seq:
                found.setdefault(issued.document, issued.number)
        return sorted(found.values())


def _phase_of(fact: PhaseDrawn) -> tuple[str, str]:
    return fact.competition, fact.phase


def _printed(ride: RideFact, other: RideFact) -> str:
    """``4:15.165`` or ``OVL``; with the last lap, where that is all in which the two differ."""
    said, last = ride_in_words(ride), ride.last_lap
    if said != ride_in_words(other) or last == other.last_lap:
        return said
    return f"{said} ({time_value(last) or '–'})"
