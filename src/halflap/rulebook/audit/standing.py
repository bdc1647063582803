"""Knows whether a printed classification and its medals are what the rides give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from halflap.rulebook.audit.below import (
    beaten_without_a_time,
    places_below_the_cut,
    places_of_the_beaten,
)
from halflap.rulebook.audit.certainty import assumed_places
from halflap.rulebook.audit.contradiction import Contradiction, Kind, doubt, error
from halflap.rulebook.audit.places import difference
from halflap.rulebook.audit.sheet import Sheet
from halflap.rulebook.classification import MEDALS, classify
from halflap.rulebook.format import Format
from halflap.rulebook.reading import read
from halflap.sport.published import PublishedPlace
from halflap.words.sentence import Sentence, say

Derived = Mapping[str, tuple[int | None, Sentence | None]]
"""Rider to the place the rides give him and why; None for a rider without a place."""


def classification_against_rides(
    sheet: Sheet, formats: Sequence[Format]
) -> Iterator[Contradiction]:
    """Printed places that differ from the derived ones in every format in question.

    Riders whose places are exchanged among each other are one contradiction.
    """
    derived = [_derived(sheet, fmt) for fmt in formats]
    groups, moved_up = _differences(sheet, derived)
    for group in groups:
        yield _misplaced(sheet, group, derived[0], formats)
    for place in moved_up[:1]:
        told = say("The rides give {name} a later place; others are missing.", name=place.name)
        rule = say("Assumed: nobody was taken out of the list after the event (UCI 3.2.060).")
        yield doubt("classification", place.where, f"{place.rank}. {place.name}", told, rule)
    told_of = [*(place for group in groups for place in group), *moved_up]
    flagged = {sheet.rider(place.name, place.nat) for place in told_of}
    yield from places_below_the_cut(sheet, formats, flagged)
    beaten = tuple(beaten_without_a_time(sheet, formats))
    yield from beaten or places_of_the_beaten(sheet, formats, flagged)
    yield from _numbered(sheet)
    yield from _without_place(sheet, derived)
    finals = tuple(_finals(sheet, flagged))
    yield from finals
    wrong = {one.where for one in finals}
    flagged |= {sheet.rider(one.name, one.nat) for one in sheet.event.final if one.where in wrong}
    yield from _medals(sheet, derived)
    yield from _notes(sheet, flagged)


def _differences(
    sheet: Sheet, derived: Sequence[Derived]
) -> tuple[tuple[tuple[PublishedPlace, ...], ...], tuple[PublishedPlace, ...]]:
    """Misplaced groups if every format has some; else who moved up, if none is without either."""
    printed = {sheet.rider(one.name, one.nat): one for one in sheet.event.final}
    printed.pop("", None)
    found = [
        difference(printed, {rider: rank for rider, (rank, _) in one.items()}) for one in derived
    ]
    if not found or any(not one.misplaced and not one.moved_up for one in found):
        return (), ()
    lenient = next((one for one in found if not one.misplaced), None)
    return (found[0].misplaced, ()) if lenient is None else ((), lenient.moved_up)


def _numbered(sheet: Sheet) -> Iterator[Contradiction]:
    """A rank with more riders before it than it can have: 1, 2, 2, 3."""
    ranks = [place.rank for place in sheet.event.final if place.rank is not None]
    for place in sheet.event.final:
        before = sum(1 for rank in ranks if rank < (place.rank or 0))
        if place.rank is not None and before >= place.rank:
            told = say(
                "{before} riders are listed before place {rank}.", before=before, rank=place.rank
            )
            rule = say("After a shared place the next ones stay vacant.")
            yield error("classification", place.where, f"{place.rank}. {place.name}", told, rule)
            return


def _derived(sheet: Sheet, fmt: Format) -> Derived:
    """The places that are certain, by rider; nothing where the source lost the names."""
    found = read(sheet.as_known(), fmt)
    places: dict[str, tuple[int | None, Sentence | None]] = {}
    for placing in classify(fmt, found.results).placings:
        printed = found.riders[placing.rider]
        rider = sheet.rider(printed.name, printed.nat)
        if rider:
            why = placing.reasons[-1].sentence if placing.reasons else None
            places[rider] = (placing.rank, why)
    return places


def _misplaced(
    sheet: Sheet, group: Sequence[PublishedPlace], derived: Derived, formats: Sequence[Format]
) -> Contradiction:
    parts: list[Sentence] = []
    for place in group:
        rank, why = derived[sheet.rider(place.name, place.nat)]
        reason = why or say("The rides give it.")
        parts.append(
            say("{name}: place {rank}. {why}", name=place.name, rank=rank or 0, why=reason)
        )
    kind: Kind = "medal" if all((place.rank or 4) <= 3 for place in group) else "classification"
    says = "; ".join(f"{place.rank}. {place.name}" for place in group)
    rule = say(
        "The classification of the format: {formats}.", formats=", ".join(fmt.id for fmt in formats)
    )
    told = say("{parts}", parts=tuple(parts))
    if (assumption := assumed_places(formats, [place.rank or 0 for place in group])) is not None:
        return doubt(kind, group[0].where, says, told, assumption)
    return error(kind, group[0].where, says, told, rule)


def _without_place(sheet: Sheet, derived: Sequence[Derived]) -> Iterator[Contradiction]:
    """Riders with a printed place whom the rides give none: some lists number them all the same."""
    for place in sheet.event.final:
        rider = sheet.rider(place.name, place.nat)
        if place.rank is not None and all(
            rider in one and one[rider][0] is None for one in derived
        ):
            says = f"{place.rank}. {place.name} {place.note}".strip()
            told = say("{name} did not complete a ride that gives a rank.", name=place.name)
            rule = say("Assumed: DNS, DNF and DSQ have no place (UCI 3.2.021ter, 3.2.060).")
            yield doubt("classification", place.where, says, told, rule)


def _finals(sheet: Sheet, flagged: set[str]) -> Iterator[Contradiction]:
    """Places against the printed ranks of the medal rides, which need no format and no time."""
    printed = {
        sheet.rider(place.name, place.nat): place for place in sheet.event.final if place.rank
    }
    for index, each in enumerate(sheet.event.rounds):
        if each.kind != "medal":
            continue
        for heat, rows in sheet.heats(index):
            first = {"gold": 1, "bronze": 3}.get(heat.label or "")
            ranks = sorted(row.rank for row in rows if row.rank is not None)
            if first is None or len(rows) != 2 or ranks not in ([1, 2], [first, first + 1]):
                continue
            wrong = [
                (row, printed[row.rider], first + ranks.index(row.rank or 0))
                for row in rows
                if row.rider in printed
                and printed[row.rider].rank != first + ranks.index(row.rank or 0)
            ]
            if wrong and not any(row.rider in flagged for row in rows):
                row, place, rank = min(wrong, key=lambda one: one[1].rank or 0)
                told = say(
                    "{name} is {rank} in the {label} ride.",
                    name=row.name,
                    rank=rank,
                    label=heat.label or "",
                )
                rule = say("The medal rides decide places 1 to 4 (UCI 3.2.053).")
                kind: Kind = "medal" if rank <= 3 else "classification"
                yield error(kind, place.where, f"{place.rank}. {place.name}", told, rule)


def _medals(sheet: Sheet, derived: Sequence[Derived]) -> Iterator[Contradiction]:
    """Medals named beside the list, against the derived and the printed places."""
    for medal, place in sheet.event.medals:
        rank = MEDALS.index(medal) + 1 if medal in MEDALS else 0
        rider = sheet.rider(place.name, place.nat)
        places = [one.get(rider, (rank, None))[0] for one in derived]
        listed = next(
            (one.rank for one in sheet.event.final if sheet.rider(one.name, one.nat) == rider), rank
        )
        if rank and rider and (all(one != rank for one in places) or listed not in (rank, None)):
            actual = next((one for one in [*places, listed] if one != rank), None)
            told = say("{name} has place {rank}.", name=place.name, rank=actual or "–")
            yield error("medal", place.where, f"{medal}: {place.name}", told, _medal_rule())


def _medal_rule() -> Sentence:
    return say("Gold, silver and bronze are places 1, 2 and 3 (UCI 3.2.053).")


def _notes(sheet: Sheet, flagged: set[str]) -> Iterator[Contradiction]:
    """Medals in the notes of the list against the rank beside them."""
    for place in sheet.event.final:
        medal = place.note.strip().lower()
        if medal not in MEDALS or sheet.rider(place.name, place.nat) in flagged:
            continue
        if place.rank not in (None, MEDALS.index(medal) + 1):
            says = f"{place.rank}. {place.name} {place.note}"
            told = say("Place {rank} is not {medal}.", rank=place.rank or 0, medal=medal)
            yield error("medal", place.where, says, told, _medal_rule())
