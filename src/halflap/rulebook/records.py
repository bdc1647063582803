"""Knows record lists, which record stood on a day, and which rides of an event beat one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import groupby
from typing import Literal

from halflap.rulebook.doubts import Doubt, doubt_of_record
from halflap.sport.category import Sex
from halflap.sport.heat import RiderId
from halflap.sport.reason import Reason
from halflap.sport.times import RecordedTime, format_time
from halflap.words.sentence import say


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a record list; ``rider`` is empty where the sources lost the name.

    ``after_catch``: the time was ridden to the end after catching the opponent.
    """

    time: RecordedTime
    rider: str
    nation: str
    place: str
    day: date
    after_catch: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordList:
    """A progression, oldest first; ``id`` such as ``world-men-4000``."""

    id: str
    name_en: str
    name_fr: str
    sex: Sex
    distance_m: int
    sources: tuple[str, ...]
    records: tuple[Record, ...]


def record_at(records: RecordList, day: date) -> Record | None:
    """The record that stood when ``day`` began, or None before the first."""
    before = [record for record in records.records if record.day < day]
    return before[-1] if before else None


class Convention(Enum):
    """How lists and result sheets give marks; published ones use both."""

    AS_RIDDEN = "as-ridden"  # against the record as it stood when the ride ended
    BEST_OF_SESSION = "best-of-session"


@dataclass(frozen=True, slots=True)
class RecordRide:
    """A ride over the full distance that may be a record; ``session`` names its session."""

    rider: RiderId
    time: RecordedTime
    heat: int
    session: str
    day: date | None = None
    after_catch: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """``ride`` beat the record called ``record`` (WR, OR …), under ``convention``.

    ``standing`` is the time it beat. A ``doubt`` must be acknowledged before the mark counts.
    """

    record: str
    ride: RecordRide
    standing: RecordedTime
    convention: Convention
    reason: Reason
    doubt: Doubt | None = None


def marks(
    rides: Iterable[RecordRide],
    standing: Mapping[str, RecordedTime],
    same_day: Literal["all", "last"] = "all",
    after_catch: bool = True,
) -> tuple[Mark, ...]:
    """Every mark of ``rides`` under both conventions, in the order they were ridden.

    ``rides`` are in running order; riders of one heat are put in the order they finished.
    ``standing`` are the records when the event began, by name. ``same_day`` "last" drops a mark
    beaten on the same day; ``after_catch`` False leaves out times ridden after a catch. The
    regulations only say that the UCI confirms (UCI 3.5.002-005). Rides without a ``day`` count as
    ridden on the same one.
    """
    ended = [ride for ride in _as_ended(rides) if after_catch or not ride.after_catch]
    best = [
        min(session, key=lambda ride: ride.time.us)
        for _, session in ((key, list(group)) for key, group in groupby(ended, _session))
    ]
    found: list[Mark] = []
    for record, time in standing.items():
        for convention, candidates in (
            (Convention.AS_RIDDEN, ended),
            (Convention.BEST_OF_SESSION, best),
        ):
            chain = _chain(record, time, candidates, convention)
            found += _last_of_each_day(chain) if same_day == "last" else chain
    return tuple(found)


def _as_ended(rides: Iterable[RecordRide]) -> list[RecordRide]:
    """Both start at one gun, so within a heat the shorter time ended first."""
    return [
        ride
        for _, heat in groupby(rides, lambda ride: (ride.session, ride.heat))
        for ride in sorted(heat, key=lambda ride: ride.time.us)
    ]


def _session(ride: RecordRide) -> str:
    return ride.session


def _chain(
    record: str, time: RecordedTime, rides: Sequence[RecordRide], convention: Convention
) -> list[Mark]:
    """The marks when every better ride becomes the record the next is measured by."""
    texts = {
        Convention.AS_RIDDEN: "{rider}, {time}: {gap} s better than the {record} as it stood when"
        " the ride ended, {standing}.",
        Convention.BEST_OF_SESSION: "{rider}, {time}: best of the session and {gap} s better than"
        " the {record} before it, {standing}.",
    }
    found: list[Mark] = []
    for ride in rides:
        if ride.time.us < time.us:
            why = say(
                texts[convention],
                rider=ride.rider,
                time=str(ride.time),
                gap=format_time(time.us - ride.time.us),
                record=record,
                standing=str(time),
            )
            doubt = doubt_of_record(record, ride.rider, ride.time, time)
            found.append(Mark(record, ride, time, convention, Reason(why, "3.5.002"), doubt))
            time = ride.time
    return found


def _last_of_each_day(chain: list[Mark]) -> list[Mark]:
    """Of several marks of one day only the last counts (national rules; UCI lists keep all)."""
    return list({mark.ride.day: mark for mark in chain}.values())
