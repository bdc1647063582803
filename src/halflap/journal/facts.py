"""Knows the kinds of facts a meet is made of, as values; it does not know what they lead to.

This module is longer than 400 lines because the kinds of facts are one list; those of live timing
are in ``facts_timing``.

Every fact is what somebody did or decided, in full: a draw holds its heats and sides, a
competition the whole text of its format, a confirmation every result as confirmed. No fact refers
to another value that refers back, so the garbage collector is spared them (``gc=False``).
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from halflap.journal import facts_base
from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.journal.facts_timing import TIMING_KINDS, SplitsFact
from halflap.journal.upcast import upcast

Fact = facts_base.Fact
Level = Literal["provisional", "official"]
RuledWinner = int | Literal["nobody"]
"""Who the commissaires ruled to have won a heat: a bib, or nobody."""


class Name(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A person as entered; the name is kept as given, in any script."""

    name: str
    nation: str = ""
    uci_id: str = ""
    born: int | None = None
    team: str = ""


class EntryFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An entry: bib, rider, and the pilot of a tandem; ``seed`` 1 is presumed the best.

    ``transponders`` are those on the rider's bicycles, as they are printed on them.
    """

    bib: int
    rider: Name
    pilot: Name | None = None
    seed: int | None = None
    transponders: tuple[str, ...] = ()


class TimeFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A time in microseconds with the decimals it is known to, its source and single watches."""

    us: int
    digits: int = 3
    source: Literal["electronic", "photo", "hand", "published"] = "electronic"
    readings: tuple[int, ...] = ()


class RideFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """How one ride ended: ``code`` is OK, CAP, OVL, WO, REL, DNF, DNS or DSQ."""

    bib: int
    code: Literal["OK", "CAP", "OVL", "WO", "REL", "DNF", "DNS", "DSQ"]
    time: TimeFact | None = None
    last_lap: TimeFact | None = None
    at_m: str | None = None
    excused: bool | None = None


class HeatFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A heat as drawn: who starts on which straight; a single rider leaves one side empty."""

    number: int
    home: int | None = None
    back: int | None = None
    label: str | None = None


class BasisFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a draw was made from: a seed, the rider it stood for and the time in microseconds."""

    seed: str
    bib: int
    us: int | None = None


class RankFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One line of a ranking as confirmed."""

    bib: int
    rank: int | None = None
    code: str = "OK"
    us: int | None = None


class RecordFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A record in force: ``list`` names it (WR, OR, track record …)."""

    list: str
    us: int
    digits: int = 3
    rider: str = ""
    nation: str = ""
    place: str = ""
    date: str = ""


class DoubtFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A doubt that somebody acknowledged when confirming, and the riders whom it is about."""

    code: str
    text: str
    bibs: tuple[int, ...] = ()


class MeetOpened(Fact, frozen=True, kw_only=True):
    """A meet: where, when, on which track; ``zone`` is the venue's time zone, for display only."""

    name: str
    venue: str = ""
    date: str = ""
    zone: str = "UTC"
    track: str = "250"


class CompetitionOpened(Fact, frozen=True, kw_only=True):
    """One title; the text of its format and the tables in force are kept whole."""

    competition: str
    title: str
    category: str
    distance_m: int
    format: str
    format_text: str
    categories_text: str = ""
    records: tuple[RecordFact, ...] = ()


class RecordsSet(Fact, frozen=True, kw_only=True):
    """The records in force of a competition from here on: the whole table."""

    competition: str
    records: tuple[RecordFact, ...]
    reason: str = ""


class RiderEntered(Fact, frozen=True, kw_only=True):
    """A rider entered; ``late`` after the entries were drawn from."""

    competition: str
    entry: EntryFact
    late: bool = False


class EntryCorrected(Fact, frozen=True, kw_only=True):
    """An entry's particulars put right; the bib stays."""

    competition: str
    entry: EntryFact


class RiderWithdrawn(Fact, frozen=True, kw_only=True):
    """An entry taken back before the rider is in a heat."""

    competition: str
    bib: int
    reason: str = ""


class RiderSubstituted(Fact, frozen=True, kw_only=True):
    """Another rider takes the place of ``bib`` in the entries and in heats not yet ridden."""

    competition: str
    bib: int
    entry: EntryFact
    reason: str = ""


class StartLineSet(Fact, frozen=True, kw_only=True):
    """Where the venue painted the start line of a distance: so many metres, an exact fraction,
    beyond the pursuit line in the riding direction. None: where it is computed to be.
    """

    distance_m: int
    metres: str | None = None


class ScheduleSet(Fact, frozen=True, kw_only=True):
    """What a rider wants to ride: microseconds since the gun at the end of every half lap.

    None: not said. Empty: there is no schedule any more.
    """

    competition: str
    bib: int
    splits_us: tuple[int | None, ...] = ()


class PhaseDrawn(Fact, frozen=True, kw_only=True):
    """The heats of a phase in running order, with sides, and what they were drawn from."""

    competition: str
    phase: str
    heats: tuple[HeatFact, ...]
    basis: tuple[BasisFact, ...] = ()
    algorithm: str = ""


class HeatsReordered(Fact, frozen=True, kw_only=True):
    """The running order of a phase changed: heat numbers in their new order."""

    competition: str
    phase: str
    order: tuple[int, ...]


class SidesSwapped(Fact, frozen=True, kw_only=True):
    """The riders of a heat change straights, before the start (UCI 3.2.071)."""

    competition: str
    phase: str
    heat: str
    reason: str = ""


class SidesReported(Fact, frozen=True, kw_only=True):
    """The riders of a heat started on each other's straight: accepted, and reported (3.2.071)."""

    competition: str
    phase: str
    heat: str
    reason: str = ""


class RiderScratched(Fact, frozen=True, kw_only=True):
    """A drawn rider will not start; the opponent rides alone and nothing is redrawn."""

    competition: str
    phase: str
    heat: str
    bib: int
    excused: bool = True
    reason: str = ""


class RehearsalDrawn(Fact, frozen=True, kw_only=True):
    """A heat that counts nowhere."""

    competition: str
    phase: str
    heat: HeatFact


class BreakFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A break of a session of so many microseconds, ``after`` so many of its heats."""

    after: int
    title: str
    us: int


class SessionOrdered(Fact, frozen=True, kw_only=True):
    """A session: heats of several competitions in the order in which they are to be ridden.

    ``starts_us`` is when its first heat is planned to start, in microseconds of UTC.
    """

    session: str
    heats: tuple[tuple[str, str, str], ...]
    starts_us: int | None = None
    breaks: tuple[BreakFact, ...] = ()


class RunStarted(Fact, frozen=True, kw_only=True):
    """One attempt at a heat began."""

    competition: str
    phase: str
    heat: str
    run: int


class IncidentRuled(Fact, frozen=True, kw_only=True):
    """What the commissaires made of an incident; ``stopped`` ends the run without a result.

    ``charged`` are the riders whose starts it uses up (UCI 3.2.021ter); ``choice`` is the option
    taken where the regulation is silent; ``consequences`` name for each bib what follows.
    """

    competition: str
    phase: str
    heat: str
    run: int
    incident: str
    bib: int
    both: bool = False
    past_first_half_lap: bool = False
    stopped: bool = False
    charged: tuple[int, ...] = ()
    choice: str = ""
    consequences: tuple[tuple[int, str], ...] = ()
    reason: str = ""


class OutcomesRecorded(Fact, frozen=True, kw_only=True):
    """How the rides of a heat ended, all that are known now."""

    competition: str
    phase: str
    heat: str
    run: int
    rides: tuple[RideFact, ...]


class RulingMade(Fact, frozen=True, kw_only=True):
    """A decision of the commissaires about a rider; ``ride`` is the outcome from now on."""

    competition: str
    phase: str
    heat: str
    ruling: str
    bib: int
    ride: RideFact | None = None
    winner: RuledWinner | None = None
    reason: str = ""


class ReRideGranted(Fact, frozen=True, kw_only=True):
    """A rider rides again at the end of qualifying (UCI 3.2.074): ``heat`` joins the running
    order.
    """

    competition: str
    phase: str
    heat: HeatFact
    bib: int
    joins: bool = False
    reason: str = ""


class RecordConfirmed(Fact, frozen=True, kw_only=True):
    """The commissaires confirm that a ride beat a record: by whom, where, in which time."""

    competition: str
    record: str
    phase: str
    heat: str
    bib: int
    us: int
    digits: int = 3


class LotsDrawn(Fact, frozen=True, kw_only=True):
    """Lots as drawn: the bibs in the order in which lots put them."""

    competition: str
    phase: str
    order: tuple[int, ...]


class ReviewOpened(Fact, frozen=True, kw_only=True):
    """A heat is under review: the public sees its last released value.

    ``protest`` is the number of the one that opened it; None: it was opened for itself, or by a
    release that kept no number.
    """

    competition: str
    phase: str
    heat: str
    reason: str
    protest: int | None = None


class ReviewClosed(Fact, frozen=True, kw_only=True):
    """The review of a heat ended and it returns to the status it had; upheld protests about it
    are settled. ``protest`` is the number of the one whose decision or settling ended it.
    """

    competition: str
    phase: str
    heat: str
    reason: str
    protest: int | None = None


class ProtestLodged(Fact, frozen=True, kw_only=True):
    """A protest against a heat or a ranking."""

    competition: str
    phase: str
    heat: str
    protest: int
    by: str
    reason: str


class ProtestDecided(Fact, frozen=True, kw_only=True):
    """The decision on a protest."""

    competition: str
    protest: int
    upheld: bool
    reason: str


class ResultConfirmed(Fact, frozen=True, kw_only=True):
    """A heat as confirmed: every outcome, the winner, the doubts acknowledged, the algorithm.

    ``ruled`` is the winner if a ruling named one; ``lots`` are those drawn between its riders.
    ``splits`` are the rides as timed, every half lap with the impulses behind it: from then on
    they are what was ridden, whatever a later impulse or another algorithm would say.
    """

    competition: str
    phase: str
    heat: str
    level: Level
    rides: tuple[RideFact, ...]
    winner: int | None = None
    ruled: RuledWinner | None = None
    lots: tuple[int, ...] = ()
    doubts: tuple[DoubtFact, ...] = ()
    algorithm: str = ""
    splits: tuple[SplitsFact, ...] = ()


class ResultCorrected(Fact, frozen=True, kw_only=True):
    """An official heat put right: revision ``revision`` with the difference in words."""

    competition: str
    phase: str
    heat: str
    revision: int
    rides: tuple[RideFact, ...]
    winner: RuledWinner | None = None
    difference: tuple[str, ...] = ()
    reason: str = ""
    algorithm: str = ""


class RankingConfirmed(Fact, frozen=True, kw_only=True):
    """The ranking of a phase as confirmed, best first.

    It rests on the ``lots`` drawn by then and on so many ``corrections`` of heats of the phase.
    """

    competition: str
    phase: str
    level: Level
    lines: tuple[RankFact, ...]
    lots: tuple[int, ...] = ()
    corrections: int = 0
    doubts: tuple[DoubtFact, ...] = ()
    algorithm: str = ""
    revision: int = 1


class ClassificationConfirmed(Fact, frozen=True, kw_only=True):
    """The final classification and the medals as confirmed, after so many ``corrections``."""

    competition: str
    level: Level
    lines: tuple[RankFact, ...]
    corrections: int = 0
    medals: tuple[tuple[str, int], ...] = ()
    algorithm: str = ""
    revision: int = 1


class DrawKept(Fact, frozen=True, kw_only=True):
    """A draw made from times that were corrected later stays as it is, by decision."""

    competition: str
    phase: str
    reason: str


class DocumentIssued(Fact, frozen=True, kw_only=True):
    """A communiqué: its number, what it is of, its revision, and its content as JSON text."""

    number: int
    competition: str
    document: str
    revision: int
    content: str
    difference: tuple[str, ...] = ()
    reason: str = ""


class CommandWithdrawn(Fact, frozen=True, kw_only=True):
    """Commands taken back, each named by the sequence of its first fact; withdrawals can be too."""

    commands: tuple[int, ...]
    reason: str = ""


KINDS: dict[str, type[Fact]] = {
    "meet.opened": MeetOpened,
    "competition.opened": CompetitionOpened,
    "records.set": RecordsSet,
    "rider.entered": RiderEntered,
    "entry.corrected": EntryCorrected,
    "rider.withdrawn": RiderWithdrawn,
    "rider.substituted": RiderSubstituted,
    "start-line.set": StartLineSet,
    "schedule.set": ScheduleSet,
    "phase.drawn": PhaseDrawn,
    "heats.reordered": HeatsReordered,
    "sides.swapped": SidesSwapped,
    "sides.reported": SidesReported,
    "rider.scratched": RiderScratched,
    "rehearsal.drawn": RehearsalDrawn,
    "session.ordered": SessionOrdered,
    "run.started": RunStarted,
    "incident.ruled": IncidentRuled,
    "outcomes.recorded": OutcomesRecorded,
    "ruling.made": RulingMade,
    "re-ride.granted": ReRideGranted,
    "lots.drawn": LotsDrawn,
    "review.opened": ReviewOpened,
    "review.closed": ReviewClosed,
    "protest.lodged": ProtestLodged,
    "protest.decided": ProtestDecided,
    "result.confirmed": ResultConfirmed,
    "result.corrected": ResultCorrected,
    "ranking.confirmed": RankingConfirmed,
    "classification.confirmed": ClassificationConfirmed,
    "draw.kept": DrawKept,
    "record.confirmed": RecordConfirmed,
    "document.issued": DocumentIssued,
    "command.withdrawn": CommandWithdrawn,
    "lap-counter.overridden": LapCounterOverridden,
    **TIMING_KINDS,
}

KIND_OF: dict[type[Fact], str] = {type_: kind for kind, type_ in KINDS.items()}
VERSION = 1

_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(type_) for kind, type_ in KINDS.items()
}
_ENCODER = msgspec.json.Encoder(order="sorted")


class UnknownFact(ValueError):
    """A fact of a kind or version that this halflap does not know (a newer one wrote it)."""


def encode(fact: Fact) -> tuple[str, int, str]:
    """A fact as (kind, version, canonical JSON text)."""
    return KIND_OF[type(fact)], VERSION, _ENCODER.encode(fact).decode()


def decode(kind: str, version: int, body: str) -> Fact:
    """A stored body as a fact, upcast from older versions; raises ``UnknownFact``."""
    decoder = _DECODERS.get(kind)
    if decoder is None or not 1 <= version <= VERSION:
        raise UnknownFact(f"{kind} version {version}")
    if version < VERSION:
        body = upcast(kind, version, body, VERSION)
    fact: Fact = decoder.decode(body)
    return fact
