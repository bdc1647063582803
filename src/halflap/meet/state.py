"""Knows what a meet is at one moment: competitions, entries, phases, heats, runs, as frozen values.

The values are msgspec structs because the fold makes several of them for every fact and they are
built and replaced several times faster than dataclasses (benchmarks/bench_fold.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from halflap.journal.facts import (
    BasisFact,
    BreakFact,
    ClassificationConfirmed,
    DocumentIssued,
    EntryFact,
    IncidentRuled,
    Level,
    RankingConfirmed,
    RecordConfirmed,
    RecordFact,
    ResultConfirmed,
    ResultCorrected,
    RideFact,
    RuledWinner,
    ScheduleSet,
)
from halflap.journal.facts_timing import SplitsFact
from halflap.meet.pmap import PMap
from halflap.meet.timing_state import Timing
from halflap.rulebook.format import Format


class Struct(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The base of the values of the state; none refers back, so the collector need not look."""


class Run(Struct, frozen=True, kw_only=True):
    """One attempt at a heat, numbered from 1, and the incidents ruled on in it.

    ``before`` are the outcomes that stood when it began: scratchings, and riders out of starts.
    ``restarted``: the heat was started again before it was over.
    """

    number: int
    before: tuple[RideFact, ...] = ()
    incidents: tuple[IncidentRuled, ...] = ()
    restarted: bool = False

    @property
    def stopped(self) -> bool:
        """Whether it ended without a result: the starter stopped it, or started again."""
        return self.restarted or any(incident.stopped for incident in self.incidents)


class HeatState(Struct, frozen=True, kw_only=True):
    """A heat in progress; ``key`` is its number, or R1 … for a rehearsal, which counts nowhere.

    ``rides`` are the outcomes as known now; ``confirmed`` the last confirmation or correction.
    ``splits`` are the rides as timed and confirmed. ``joined`` marks a re-ride at the end of
    qualifying. ``review`` is why it is under review, ``review_protest`` the protest that opened it.
    """

    key: str
    number: int
    home: int | None
    back: int | None
    label: str | None = None
    rehearsal: bool = False
    joined: tuple[int, ...] = ()
    runs: tuple[Run, ...] = ()
    scratched: tuple[tuple[int, bool], ...] = ()
    rides: tuple[RideFact, ...] = ()
    winner: RuledWinner | None = None
    sides_reported: bool = False
    level: Level | None = None
    confirmed: ResultConfirmed | ResultCorrected | None = None
    splits: tuple[SplitsFact, ...] = ()
    revision: int = 0
    review: str | None = None
    review_protest: int | None = None

    @property
    def bibs(self) -> tuple[int, ...]:
        """The riders drawn, home first."""
        return tuple(bib for bib in (self.home, self.back) if bib is not None)

    @property
    def running(self) -> Run | None:
        """The run that was started and neither stopped nor finished."""
        if self.runs and not self.runs[-1].stopped and not self.ridden:
            return self.runs[-1]
        return None

    @property
    def ridden(self) -> bool:
        """Whether every rider of the heat has an outcome."""
        return bool(self.bibs) and {ride.bib for ride in self.rides} >= set(self.bibs)

    @property
    def started(self) -> bool:
        """Whether any run of the heat has been started or any outcome is known."""
        return bool(self.runs or self.rides)

    def ride(self, bib: int) -> RideFact | None:
        """The outcome of a rider, if there is one."""
        return next((ride for ride in self.rides if ride.bib == bib), None)


class PhaseState(Struct, frozen=True, kw_only=True):
    """A phase as drawn: ``heats`` in running order; ``basis`` is what it was drawn from."""

    heats: tuple[HeatState, ...] = ()
    basis: tuple[BasisFact, ...] = ()
    lots: tuple[int, ...] = ()
    ranking: RankingConfirmed | None = None
    kept: bool = False

    def heat(self, key: str) -> HeatState | None:
        """The heat called ``key``: its number, R1 … or the label of a final."""
        for heat in self.heats:
            if key in (heat.key, heat.label):
                return heat
        return None

    @property
    def counting(self) -> tuple[HeatState, ...]:
        """The heats that count: rehearsals do not."""
        return tuple(heat for heat in self.heats if not heat.rehearsal)

    @property
    def corrections(self) -> int:
        """How often results of the phase were corrected."""
        return sum(heat.revision for heat in self.counting)

    @property
    def settled(self) -> bool:
        """Whether its ranking is confirmed and no result was corrected since."""
        return self.ranking is not None and self.ranking.corrections == self.corrections

    def lots_confirmed(self, order: tuple[int, ...]) -> bool:
        """Whether lots of these riders are confirmed with the ranking.

        Lots that left a rider equal with others decided nothing: they may be drawn once more.
        """
        if not self.settled or self.ranking is None:
            return False
        ranks = [line.rank for line in self.ranking.lines]
        equal = {
            line.bib for line in self.ranking.lines if line.rank and ranks.count(line.rank) > 1
        }
        return bool(set(self.lots) & set(order) - equal)

    def lots_between(self, heat: HeatState) -> tuple[int, ...]:
        """The riders of a heat for whom lots were drawn, in the order of their lots."""
        return tuple(bib for bib in self.lots if bib in heat.bibs)


class Protest(Struct, frozen=True, kw_only=True):
    """A protest and, once decided, its decision; ``runs`` are those of its heat at that moment.

    An upheld one is ``settled`` once it is recorded what became of it.
    """

    number: int
    phase: str
    heat: str
    by: str
    reason: str
    upheld: bool | None = None
    decision: str = ""
    runs: int = 0
    settled: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is upheld, and nobody has recorded what became of it."""
        return self.upheld is True and not self.settled


class Competition(Struct, frozen=True, kw_only=True):
    """One title in progress; bibs map to entries as they stand, withdrawn ones are kept apart."""

    id: str
    title: str
    category: str
    distance_m: int
    fmt: Format
    categories_text: str = ""
    records: tuple[RecordFact, ...] = ()
    entries: PMap[int, EntryFact]
    withdrawn: tuple[tuple[int, str], ...] = ()
    phases: tuple[tuple[str, PhaseState], ...] = ()
    classification: ClassificationConfirmed | None = None
    protests: tuple[Protest, ...] = ()
    cautions: tuple[tuple[int, str], ...] = ()
    schedules: tuple[ScheduleSet, ...] = ()
    records_confirmed: tuple[RecordConfirmed, ...] = ()

    def phase(self, phase_id: str) -> PhaseState | None:
        """The phase if it has been drawn."""
        return next((phase for id_, phase in self.phases if id_ == phase_id), None)

    def about(self, phase_id: str, heat: str) -> tuple[Protest, ...]:
        """The protests about a heat, in the order in which they were lodged."""
        return tuple(p for p in self.protests if (p.phase, p.heat) == (phase_id, heat))

    def schedule(self, bib: int) -> ScheduleSet | None:
        """What a rider wants to ride, if anybody has said it."""
        return next((each for each in self.schedules if each.bib == bib), None)

    @property
    def corrections(self) -> int:
        """How often results of the competition were corrected."""
        return sum(phase.corrections for _, phase in self.phases)

    @property
    def bibs(self) -> tuple[int, ...]:
        """The bibs of everybody entered and not withdrawn, in order of bib."""
        gone = {bib for bib, _ in self.withdrawn}
        return tuple(sorted(bib for bib in self.entries if bib not in gone))


class Session(Struct, frozen=True, kw_only=True):
    """An ordered list of heats: (competition, phase, heat key), the breaks between them, and when
    it is planned to start.
    """

    name: str
    heats: tuple[tuple[str, str, str], ...]
    starts_us: int | None = None
    breaks: tuple[BreakFact, ...] = ()


class Meet(Struct, frozen=True, kw_only=True):
    """A whole meet; ``start_lines`` are (distance, metres beyond the pursuit line) as painted."""

    name: str = ""
    venue: str = ""
    date: str = ""
    zone: str = "UTC"
    track: str = "250"
    start_lines: tuple[tuple[int, str], ...] = ()
    competitions: PMap[str, Competition] = msgspec.field(default_factory=PMap)
    sessions: tuple[Session, ...] = ()
    documents: PMap[int, DocumentIssued] = msgspec.field(default_factory=PMap)
    timing: Timing = msgspec.field(default_factory=Timing)

    @property
    def opened(self) -> bool:
        """Whether there is a meet at all."""
        return bool(self.name)

    def in_order(self) -> Iterator[Competition]:
        """The competitions by id."""
        return iter(sorted(self.competitions.values(), key=lambda found: found.id))
