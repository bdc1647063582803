"""Knows the values that the public may see, as they travel: msgspec structs, JSON as they are.

All ``_us`` are microseconds cut to whole thousandths of a second. ``side`` is the straight on which
a rider started. What is not known, or not released, is None.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from halflap.meet.views.lap_counter import LapCounter

Level = Literal["provisional", "official"]
Status = Literal["drawn", "live", "unconfirmed", "provisional", "official"]
RunState = Literal["armed", "running", "one_finished", "finished", "stopped"]


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The base of the released values."""


class LiveRider(Value, frozen=True, kw_only=True):
    """A rider on the track: ``done`` half laps ridden, ``to_go`` still to ride.

    ``split_us`` is the time at half lap ``done``; ``rank`` among everybody so far at that point.
    ``finished``: the end of the distance was seen; ``finish_us`` only where nothing is in doubt,
    known to ``finish_digits`` decimals of a second. ``finish_order``: 1 for whom of the two was
    faster; nobody has one while a finish is in doubt.
    """

    side: Literal["home", "back"]
    bib: int
    name: str
    nation: str
    done: int = 0
    to_go: int = 0
    split_us: int | None = None
    half_lap_us: int | None = None
    lap_us: int | None = None
    average_mkmh: int | None = None
    current_mkmh: int | None = None
    rank: int | None = None
    projected_us: int | None = None
    to_record_us: int | None = None
    to_schedule_us: int | None = None
    finished: bool = False
    finish_us: int | None = None
    finish_digits: int = 3
    finish_order: int | None = None
    splits_us: tuple[int | None, ...] = ()


class LiveNow(Value, frozen=True, kw_only=True):
    """The run on the track. ``countdown_us`` and ``gun_us`` are on the host's steady clock.

    ``gap_us``: so much ``leader`` was ahead at ``gap_half_lap``, the last that both have ridden,
    known to ``gap_digits`` decimals of a second. ``names`` are those of the phase, which has ``of``
    heats; ``counters`` are the lap counters, home line first.
    ``confirmed``: the result is released, the run is over and not closed yet. Where that result is
    a catch, ``caught`` is where the one who was caught had started.
    """

    competition: str
    title: str
    phase: str
    names: dict[str, str]
    kind: str
    heat: str
    label: str | None
    number: int
    of: int
    run: int
    distance_m: int
    half_laps: int
    half_lap_m: str
    state: RunState
    countdown_us: int | None = None
    countdown_s: int = 0
    gun_us: int | None = None
    leader: Literal["home", "back"] | None = None
    gap_us: int | None = None
    gap_digits: int = 3
    gap_half_lap: int | None = None
    riders: tuple[LiveRider, ...] = ()
    counters: tuple[LapCounter, ...] = ()
    confirmed: bool = False
    caught: Literal["home", "back"] | None = None


class Break(Value, frozen=True, kw_only=True):
    """A break of a session, such as a medal ceremony, and how many minutes it is to last."""

    title: str
    minutes: int


class Place(Value, frozen=True, kw_only=True):
    """A heat that is to come, who rides it, and which breaks come before it."""

    competition: str
    phase: str
    heat: str
    label: str | None
    number: int
    riders: tuple[ReleasedRider, ...] = ()
    breaks: tuple[Break, ...] = ()


class ReleasedRider(Value, frozen=True, kw_only=True):
    """A rider of a heat; ``time``, ``code`` and ``gap`` are as printed, empty before release.

    ``finish_order``: 1 for who won, in qualifying for who was faster; None for who has none.
    """

    bib: int
    name: str
    nation: str
    side: str = ""
    time: str = ""
    code: str = ""
    gap: str = ""
    won: bool = False
    finish_order: int | None = None
    splits_us: tuple[int | None, ...] = ()


class ReleasedChange(Value, frozen=True, kw_only=True):
    """What a correction changed for a rider: time and code as printed, before and after."""

    bib: int
    name: str
    before: str
    after: str


class ReleasedCorrection(Value, frozen=True, kw_only=True):
    """A confirmed result put right, at ``utc_us`` (microseconds of UTC), for ``reason``.

    ``communiques``: the first result of the phase and the first classification issued since.
    """

    phase: str
    heat: str
    label: str | None
    revision: int
    changes: tuple[ReleasedChange, ...]
    reason: str
    utc_us: int
    communiques: tuple[int, ...] = ()


class ReleasedHeat(Value, frozen=True, kw_only=True):
    """A heat with what was released of it last."""

    key: str
    number: int
    label: str | None
    status: Status
    under_review: bool = False
    revision: int = 0
    rehearsal: bool = False
    runs: int = 0
    riders: tuple[ReleasedRider, ...] = ()
    corrections: tuple[ReleasedCorrection, ...] = ()


class ReleasedRow(Value, frozen=True, kw_only=True):
    """A line of a ranking or classification; ``rank`` and ``medal`` as they were confirmed.

    ``level`` None: not confirmed yet. A line of an official table that a correction moves is
    provisional until the table is confirmed again; ``time`` is that of the ride as it stands.
    """

    rank: int | None
    bib: int
    name: str
    nation: str
    time: str = ""
    code: str = ""
    gap: str = ""
    qualified: bool = False
    medal: str = ""
    level: Level | None = None


class ReleasedPhase(Value, frozen=True, kw_only=True):
    """A phase: ``advance`` is the cut, ``level`` that of its ranking, line by line in its rows."""

    id: str
    kind: str
    names: dict[str, str]
    advance: int | None
    level: Level | None
    heats: tuple[ReleasedHeat, ...] = ()
    ranking: tuple[ReleasedRow, ...] = ()


class ReleasedClassification(Value, frozen=True, kw_only=True):
    """The final classification as confirmed, ``level`` where no row says otherwise."""

    level: Level
    rows: tuple[ReleasedRow, ...]


class ReleasedMedal(Value, frozen=True, kw_only=True):
    """A medal: gold, silver or bronze; provisional where a correction may give it to another."""

    medal: str
    bib: int
    name: str
    nation: str
    level: Level | None = None


class ReleasedRecord(Value, frozen=True, kw_only=True):
    """A record that was beaten in this competition: by whom, where, and what stood before.

    ``confirmed`` by the commissaires; whether it is one of its list, its federation says.
    """

    record: str
    convention: str
    bib: int
    name: str
    nation: str
    time: str
    before: str
    phase: str
    confirmed: bool = False


class Standing(Value, frozen=True, kw_only=True):
    """A record in force when the competition was opened."""

    record: str
    time: str
    rider: str
    nation: str
    place: str
    date: str


class Entrant(Value, frozen=True, kw_only=True):
    """Somebody entered."""

    bib: int
    name: str
    nation: str
    withdrawn: bool = False


class Seat(Value, frozen=True, kw_only=True):
    """A place in a heat of the bracket: its seed (``R4``, ``W1``), and the rider once drawn.

    ``vacant``: it is drawn, and nobody has it; the opponent rides alone.
    """

    seed: str
    bib: int | None = None
    name: str = ""
    nation: str = ""
    side: str = ""
    time: str = ""
    code: str = ""
    won: bool = False
    vacant: bool = False


class BracketHeat(Value, frozen=True, kw_only=True):
    """A heat of the bracket; ``heat`` is None before the draw. ``names`` are those of the phase."""

    phase: str
    names: dict[str, str]
    number: int
    label: str | None
    heat: str | None
    status: Status | None
    under_review: bool
    seats: tuple[Seat, ...]


class ReleasedCompetition(Value, frozen=True, kw_only=True):
    """A competition as released."""

    id: str
    title: str
    category: str
    distance_m: int
    half_laps: int
    half_lap_m: str
    riders: tuple[Entrant, ...] = ()
    phases: tuple[ReleasedPhase, ...] = ()
    bracket: tuple[BracketHeat, ...] = ()
    classification: ReleasedClassification | None = None
    medals: tuple[ReleasedMedal, ...] = ()
    standing_records: tuple[Standing, ...] = ()
    records: tuple[ReleasedRecord, ...] = ()


class ReleasedDocument(Value, frozen=True, kw_only=True):
    """A communiqué that was issued: its content as JSON text, as it was then.

    ``utc_us``: when, microseconds of UTC. ``corrections``: those that it is the first to report.
    """

    number: int
    competition: str
    document: str
    revision: int
    content: str
    difference: tuple[str, ...] = ()
    reason: str = ""
    utc_us: int | None = None
    corrections: tuple[ReleasedCorrection, ...] = ()


class ReleasedMeet(Value, frozen=True, kw_only=True):
    """The occasion itself."""

    name: str
    venue: str
    date: str
    zone: str
    track: str


class Released(Value, frozen=True, kw_only=True):
    """Everything that the public may see of a meet but the run on the track."""

    meet: ReleasedMeet
    next: tuple[Place, ...] = ()
    competitions: tuple[ReleasedCompetition, ...] = ()
    documents: tuple[ReleasedDocument, ...] = ()

    def competition(self, competition_id: str) -> ReleasedCompetition | None:
        """The competition of that id."""
        return next((each for each in self.competitions if each.id == competition_id), None)
