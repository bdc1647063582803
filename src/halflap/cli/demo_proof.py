"""Knows how the outcome of a meet is held against a published one, datum by datum.

It reads the meet's confirmed facts and the published event; it derives nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from halflap.meet.records import record_marks
from halflap.meet.state import Competition, Meet
from halflap.meet.views.tables import HeatTable, PhaseTable, phase_table
from halflap.rulebook.records import Convention
from halflap.sport.published import PublishedEvent, PublishedHeat, PublishedRound
from halflap.words.sentence import Sentence, say

NONE = "–"
MEDAL_WORDS = {"gold": say("gold"), "silver": say("silver"), "bronze": say("bronze")}


@dataclass(frozen=True, slots=True)
class Check:
    """One datum as it came out of the meet and as it was published."""

    what: Sentence | str
    derived: str
    published: str

    @property
    def equal(self) -> bool:
        """Whether they are the same."""
        return self.derived == self.published


@dataclass(frozen=True, slots=True)
class Proof:
    """Every datum compared, in groups: the order is that of the published classification."""

    places: tuple[Check, ...]
    medals: tuple[Check, ...]
    heats: tuple[Check, ...]
    ranks: tuple[Check, ...]
    records: tuple[Check, ...]

    @property
    def differences(self) -> tuple[Check, ...]:
        """What is not equal."""
        groups = (self.places, self.medals, self.heats, self.ranks, self.records)
        return tuple(check for group in groups for check in group if not check.equal)


def prove(meet: Meet, competition: Competition, event: PublishedEvent) -> Proof:
    """Compare a competition whose classification is confirmed; its phases are those rounds."""
    tables = [phase_table(competition, plan) for plan in competition.fmt.phase]
    both = list(zip(tables, event.rounds, strict=True))
    return Proof(
        places=tuple(_places(competition, event)),
        medals=tuple(_medals(competition, event)),
        heats=tuple(check for table, printed in both for check in _heats(table, printed)),
        ranks=tuple(check for table, printed in both for check in _ranks(table, printed)),
        records=tuple(_records(meet, competition, event)),
    )


def _places(competition: Competition, event: PublishedEvent) -> Iterator[Check]:
    confirmed = competition.classification
    lines = confirmed.lines if confirmed else ()
    derived = {_name(competition, line.bib): str(line.rank or line.code or NONE) for line in lines}
    printed = {place.name: str(place.rank or place.note or NONE) for place in event.final}
    for name in [*printed, *(derived.keys() - printed.keys())]:
        yield Check(name, derived.get(name, NONE), printed.get(name, NONE))


def _medals(competition: Competition, event: PublishedEvent) -> Iterator[Check]:
    confirmed = competition.classification
    won: dict[str, list[str]] = {}
    for medal, bib in confirmed.medals if confirmed else ():
        won.setdefault(medal, []).append(_name(competition, bib))
    for medal, word in MEDAL_WORDS.items():
        printed = [place.name for place in event.final if place.note == medal]
        yield Check(word, _joined(won.get(medal, [])), _joined(printed))


def _heats(table: PhaseTable, printed: PublishedRound) -> Iterator[Check]:
    """Who met whom, in running order, the winner first; sides were not published.

    Qualifying is left out: its start list was given, not derived.
    """
    if printed.kind == "qualifying":
        return
    derived = [_met(heat) for heat in table.heats]
    published = [_printed(heat) for heat in printed.heats]
    for number, (one, other) in enumerate(zip_longest(derived, published, fillvalue=NONE), start=1):
        yield Check(say("{round}, heat {heat}", round=printed.name, heat=number), one, other)


def _met(heat: HeatTable) -> str:
    rows = sorted(heat.rows, key=lambda row: row.bib != heat.winner)
    return _heat(heat.label, [row.name for row in rows])


def _printed(heat: PublishedHeat) -> str:
    rides = sorted(heat.rides, key=lambda ride: (ride.rank is None, ride.rank))
    return _heat(heat.label, [ride.name for ride in rides])


def _heat(label: str | None, names: list[str]) -> str:
    return " ".join([*([f"{label}:"] if label else []), " - ".join(names)])


def _ranks(table: PhaseTable, printed: PublishedRound) -> Iterator[Check]:
    """Ranks of a match round count on through the losers; finals have winners, not ranks."""
    if not table.ranking:
        return
    derived = {
        row.name: str(position)
        for position, row in enumerate(table.ranking, start=1)
        if row.rank is not None
    }
    for heat in printed.heats:
        for ride in heat.rides:
            yield Check(
                say("{round}, {name}", round=printed.name, name=ride.name),
                derived.get(ride.name, NONE),
                str(ride.rank or NONE),
            )


def _records(meet: Meet, competition: Competition, event: PublishedEvent) -> Iterator[Check]:
    """Published lists mark a record by either convention: the one that fits is taken."""
    where = {
        plan.id: printed.where
        for plan, printed in zip(competition.fmt.phase, event.rounds, strict=True)
    }
    published = {
        (printed.where, ride.name, record.record)
        for printed in event.rounds
        for heat in printed.heats
        for ride in heat.rides
        for record in event.records_before
        if record.record in ride.marks
    }
    derived = {
        convention: {
            (where[mark.ride.session], mark.ride.rider.partition(" ")[2], mark.record)
            for mark in record_marks(competition)
            if mark.convention is convention
        }
        for convention in Convention
    }
    closest = min(Convention, key=lambda convention: len(derived[convention] ^ published))
    for mark in sorted(derived[closest] | published):
        _, name, record = mark
        yield Check(
            say("{record}, {name}", record=record, name=name),
            record if mark in derived[closest] else NONE,
            record if mark in published else NONE,
        )


def _name(competition: Competition, bib: int) -> str:
    return competition.entries[bib].rider.name


def _joined(names: list[str]) -> str:
    return " = ".join(names) or NONE
