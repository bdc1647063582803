"""Knows a published event as an auditor reads it: times as numbers, riders followed by name.

What cannot be read is unknown here (None) and never a reason for a contradiction by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from halflap.sport.published import PublishedEvent, PublishedHeat, PublishedRide, PublishedRound
from halflap.sport.times import format_time, parse_time

RODE = ("OK", "CAP")
"""Statuses of riders who completed the distance, or did not have to any more."""


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row: ``us`` its time in microseconds, ``unit`` its resolution, ``rider`` who it is.

    ``rider`` is "" where the source lost the name; ``rank`` and ``us`` are None where they are
    unknown or already contradicted. ``round`` and ``heat`` are indices into the event.
    """

    ride: PublishedRide
    round: int
    heat: int | None
    rider: str
    rank: int | None
    us: int | None
    unit: int

    @property
    def where(self) -> str:
        """The row's place in the source."""
        return self.ride.where

    @property
    def name(self) -> str:
        """The name as printed, or the place of a rider without one."""
        return self.ride.name

    @property
    def timed(self) -> bool:
        """Whether the row ranks by its time in every format."""
        return self.us is not None and self.ride.status in RODE

    @property
    def contradicted(self) -> bool:
        """Whether a time or rank was printed but is not relied on."""
        return self.us is None and self.rank is None and bool(self.ride.time)

    @property
    def started(self) -> bool | None:
        """Whether the rider came to the line; None if the source does not say."""
        return None if self.ride.status is None else self.ride.status != "DNS"

    @property
    def time(self) -> str:
        """The time in halflap's own spelling, or a dash."""
        digits = len(str(1_000_000 // self.unit)) - 1
        return "–" if self.us is None else format_time(self.us, min(digits, 6))

    @property
    def line(self) -> str:
        """What the source says of the rider, for people: rank, name, time or status."""
        words = [f"{self.ride.rank}." if self.ride.rank else "", self.name, self.ride.time or ""]
        words.append(self.ride.status or "" if self.ride.status not in RODE else "")
        return " ".join([*(word for word in words if word), *self.ride.marks])


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of an event, round by round; ``aliases``: spellings and whom they stand for."""

    event: PublishedEvent
    rows: tuple[tuple[Row, ...], ...]
    aliases: tuple[tuple[str, str], ...] = ()
    namesakes: frozenset[str] = frozenset()

    @property
    def distance(self) -> Fraction | None:
        """The distance in metres, if known."""
        return _length(self.event.distance_m)

    @property
    def track(self) -> Fraction | None:
        """The printed length of the track in metres, if known."""
        return _length(self.event.track_length_m)

    @property
    def half_laps(self) -> int | None:
        """Half laps of the distance; None on a track where they are no whole number.

        UCI 3.6.068: a whole number of half laps is one kilometre, so 285.714 m is 2000/7.
        """
        if self.distance is None or self.track is None:
            return None
        halves = 2 * self.distance / self.track
        whole = round(halves)
        return whole if whole and abs(halves - whole) * 100 < 1 else None

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The rows of all rounds in order."""
        return tuple(row for rows in self.rows for row in rows)

    def round(self, index: int) -> PublishedRound:
        """The round with that index."""
        return self.event.rounds[index]

    def heats(self, index: int) -> tuple[tuple[PublishedHeat, tuple[Row, ...]], ...]:
        """The heats of a round with their rows."""
        return tuple(
            (heat, tuple(row for row in self.rows[index] if row.heat == number))
            for number, heat in enumerate(self.event.rounds[index].heats)
        )

    def whole(self, index: int) -> bool:
        """Whether the round claims to be complete and tells every rider's fate."""
        rows = self.rows[index]
        claimed = self.event.rounds[index].complete and bool(rows)
        return claimed and all(row.ride.status is not None for row in rows)

    def rider(self, name: str, nat: str) -> str:
        """Who a printed name stands for; "" if the source lost it."""
        rider = who(name, nat, self.namesakes)
        return dict(self.aliases).get(rider, rider)

    def without(self, wheres: Iterable[str]) -> Sheet:
        """The same event with times and ranks of some rows unknown: they are contradicted."""
        gone = frozenset(wheres)
        return replace(
            self,
            rows=tuple(
                tuple(
                    replace(row, us=None, rank=None) if row.where in gone else row for row in rows
                )
                for rows in self.rows
            ),
        )

    def incomplete(self, kind: str) -> Sheet:
        """The same event where no round of a kind is held to list every rider."""
        rounds = tuple(
            replace(each, complete=each.complete and each.kind != kind)
            for each in self.event.rounds
        )
        return replace(self, event=replace(self.event, rounds=rounds))

    def as_known(self) -> PublishedEvent:
        """The event with one name for each rider and without the times that are contradicted."""
        names: dict[str, str] = {}
        rows = {row.where: row for row in self.all_rows}
        for row in self.all_rows:
            names.setdefault(row.rider, row.name)

        def known(ride: PublishedRide) -> PublishedRide:
            row = rows.get(ride.where)
            if row is None or not row.rider:
                return ride
            return replace(ride, name=names[row.rider], time=ride.time if row.us else None)

        return replace(
            self.event,
            rounds=tuple(
                replace(
                    each,
                    heats=tuple(
                        replace(heat, rides=tuple(known(ride) for ride in heat.rides))
                        for heat in _labelled(each)
                    ),
                    flat=tuple(known(ride) for ride in each.flat),
                )
                for each in self.event.rounds
            ),
        )


def lay_out(
    event: PublishedEvent,
    aliases: Iterable[tuple[str, str]] = (),
    namesakes: frozenset[str] = frozenset(),
) -> Sheet:
    """The event as rows; ``aliases`` are pairs (folded spelling, rider)."""
    sheet = Sheet(event, (), tuple(aliases), namesakes)
    rounds: list[tuple[Row, ...]] = []
    for index, each in enumerate(event.rounds):
        rows = [
            _row(ride, index, number, sheet)
            for number, heat in enumerate(each.heats)
            for ride in heat.rides
        ]
        rows += [_row(ride, index, None, sheet) for ride in each.flat]
        rounds.append(tuple(_latest(rows)))
    return replace(sheet, rows=tuple(rounds))


def _latest(rows: list[Row]) -> list[Row]:
    """A re-ride replaces the first attempt (UCI 3.2.074)."""
    again = {row.rider for row in rows if row.ride.re_ride and row.rider}
    return [row for row in rows if row.ride.re_ride or row.rider not in again]


def _row(ride: PublishedRide, round_: int, heat: int | None, sheet: Sheet) -> Row:
    us, unit = None, 1_000
    try:
        us, digits = parse_time(ride.time) if ride.time else (None, 3)
        unit = 10 ** (6 - min(digits, 6))
    except ValueError:
        us = None  # an unreadable time is found by the check of times
    rider = sheet.rider(ride.name, ride.nat)
    return Row(ride, round_, heat, rider, ride.rank, us or None, unit)


def _labelled(each: PublishedRound) -> tuple[PublishedHeat, ...]:
    """The heats of a round; finals without labels have those of the places printed in them."""
    ranks = [{ride.rank for ride in heat.rides} for heat in each.heats]
    if each.kind != "medal" or {3, 4} not in ranks:
        return each.heats
    places = {frozenset({1, 2}): "gold", frozenset({3, 4}): "bronze"}
    return tuple(
        replace(heat, label=heat.label or places.get(frozenset(of)))  # type: ignore[arg-type]
        for heat, of in zip(each.heats, ranks, strict=True)
    )


def is_named(name: str) -> bool:
    """Whether the source has the name; a lost one is empty or a place in square brackets."""
    return bool(name) and not name.startswith("[")


def fold(name: str) -> str:
    """A name without case, accents and punctuation, its words in alphabetical order.

    Sources swap family and given names and drop accents; none of that makes another rider.
    """
    letters = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss").replace("ø", "o"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return " ".join(sorted(words))


def who(name: str, nat: str, namesakes: frozenset[str]) -> str:
    """The rider behind a printed name: the folded name, with the nation where two share it.

    "" if the source lost the name, or leaves open which of the namesakes is meant.
    """
    if not is_named(name):
        return ""
    folded = fold(name) or name
    if folded not in namesakes:
        return folded
    return f"{folded} ({nat})" if nat else ""


def _length(text: str | None) -> Fraction | None:
    """Metres as a fraction; a decimal that stands for 2000/h m is that fraction (UCI 3.6.068)."""
    if not text:
        return None
    try:
        metres = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return metres if metres > 0 else None
