"""Knows what a published result says, word for word, and where it says so; it judges nothing."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.words.sentence import Sentence


@dataclass(frozen=True, slots=True)
class PublishedRide:
    """One rider's row as printed.

    ``where`` is the place in the source: a JSON Pointer or ``line N``. ``time`` is the text as
    printed; ``status`` one of OK DNS DNF DSQ OVL CAP REL WO, or None where nothing was known.
    ``speed`` (km/h), ``gap`` and ``marks`` (Q, QG, QB, WR, OR, PR …) are the words of the note.
    """

    where: str
    name: str
    nat: str = ""
    pilot: str | None = None
    rank: int | None = None
    time: str | None = None
    status: str | None = "OK"
    note: str = ""
    marks: tuple[str, ...] = ()
    speed: str | None = None
    gap: str | None = None
    last_lap: str | None = None
    excused: bool | None = None
    caught_at_m: str | None = None
    lot: int | None = None
    re_ride: bool = False


@dataclass(frozen=True, slots=True)
class PublishedHeat:
    """A heat as printed; ``number`` is None for a flat list of results without heats."""

    where: str
    rides: tuple[PublishedRide, ...]
    number: int | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedRound:
    """A round as printed; ``kind`` is qualifying, match or medal.

    ``flat`` are rides listed without heats. ``advance`` and ``complete`` are what the source
    claims; ``rank_scope`` says whether printed ranks are of the round, of the heat, or winners
    before losers.
    """

    where: str
    name: str
    kind: str
    heats: tuple[PublishedHeat, ...] = ()
    flat: tuple[PublishedRide, ...] = ()
    date: str | None = None
    advance: int | None = None
    rank_scope: str | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class PublishedPlace:
    """A row of a printed final classification."""

    where: str
    rank: int | None
    name: str
    nat: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublishedRecord:
    """A record in force before the event, as printed: ``record`` is WR, OR, PR …"""

    where: str
    record: str
    time: str
    rider: str = ""
    nat: str = ""
    place: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence of running text and where it stands; ``round`` is the place of its round."""

    where: str
    text: str
    round: str | None = None


@dataclass(frozen=True, slots=True)
class Damage:
    """Something of the source that could not be read as what it should be: a broken row, a bad
    time.
    """

    where: str
    says: str
    expected: Sentence


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """A whole published result; every field may be missing.

    Lengths in metres as printed text (``"285.714"``); ``sex`` M or F.
    """

    id: str
    title: str = ""
    date: str = ""
    venue: str = ""
    track_length_m: str | None = None
    distance_m: str | None = None
    sex: str | None = None
    category: str | None = None
    rounds: tuple[PublishedRound, ...] = ()
    final: tuple[PublishedPlace, ...] = ()
    medals: tuple[tuple[str, PublishedPlace], ...] = ()
    records_before: tuple[PublishedRecord, ...] = ()
    prose: tuple[Prose, ...] = ()
    damage: tuple[Damage, ...] = ()
