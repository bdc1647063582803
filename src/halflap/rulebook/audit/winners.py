"""Knows who won a heat and whether its ranks, times, statuses and label say so with one voice."""

from __future__ import annotations

from collections.abc import Iterator

from halflap.rulebook.audit.contradiction import Contradiction, Kind, error
from halflap.rulebook.audit.order import scope
from halflap.rulebook.audit.sheet import Row, Sheet
from halflap.sport.published import PublishedHeat
from halflap.sport.times import format_time
from halflap.words.sentence import Sentence, say

_PLACES = {"gold": (1, 2), "bronze": (3, 4)}
_STRENGTH = {"CAP": 5, "OK": 4, "WO": 3, "OVL": 2, "REL": 1, "DNF": 1, "DNS": 1, "DSQ": 0}
"""How a ride stands in a match (UCI 3.2.051, 3.2.057, 3.2.060); equal values decide nothing."""


def winners_of_heats(sheet: Sheet) -> Iterator[Contradiction]:
    """Heats whose printed winner was slower, was caught or was not there; finals with wrong
    places."""
    for index, each in enumerate(sheet.event.rounds):
        if each.kind == "qualifying" and scope(sheet, index) == "round":
            continue
        for heat, rows in sheet.heats(index):
            if each.kind == "medal":
                yield from _places(heat, rows)
            ranked = sorted(
                (row for row in rows if row.rank is not None), key=lambda row: row.rank or 0
            )
            if len(ranked) == 2 and ranked[0].rank != ranked[1].rank:
                yield from _beaten(*ranked, match=each.kind != "qualifying")


def _beaten(winner: Row, loser: Row, *, match: bool) -> Iterator[Contradiction]:
    kind: Kind = "winner" if match else "rank"
    if winner.ride.status == "OK" and loser.ride.status == "OK":
        if winner.us is not None and loser.us is not None:
            unit = max(winner.unit, loser.unit)
            if winner.us // unit > loser.us // unit:
                yield error(kind, winner.where, winner.line, _slower(winner, loser), _better_time())
        return
    if not match:
        return  # in qualifying only times count (UCI 3.2.056), and a caught rider may be ranked
    ours = _STRENGTH.get(winner.ride.status or "")
    theirs = _STRENGTH.get(loser.ride.status or "")
    if ours is not None and theirs is not None and ours < theirs:
        derived = say(
            "{winner} ({status}) cannot have won against {loser} ({other}).",
            winner=winner.name,
            status=winner.ride.status or "",
            loser=loser.name,
            other=loser.ride.status or "",
        )
        rule = say(
            "The catch decides a match (UCI 3.2.057), and who does not finish or start loses it "
            "(UCI 3.2.060)."
        )
        yield error(kind, winner.where, winner.line, derived, rule)


def _slower(winner: Row, loser: Row) -> Sentence:
    assert winner.us is not None
    assert loser.us is not None
    return say(
        "{loser} was {gap} s faster: {theirs} against {ours}.",
        loser=loser.name,
        gap=format_time(winner.us - loser.us),
        theirs=loser.time,
        ours=winner.time,
    )


def _better_time() -> Sentence:
    return say("Without a catch the better time wins (UCI 3.2.051).")


def _places(heat: PublishedHeat, rows: tuple[Row, ...]) -> Iterator[Contradiction]:
    """Gold decides places 1 and 2, bronze 3 and 4; ranks 1 and 2 may be of the heat."""
    allowed = _PLACES.get(heat.label or "")
    if allowed is None:
        return
    for row in rows:
        if row.rank is not None and row.rank not in (1, 2, *allowed):
            derived = say(
                "The {label} ride decides places {first} and {second}.",
                label=heat.label or "",
                first=allowed[0],
                second=allowed[1],
            )
            rule = say("The finals decide the places they are ridden for (UCI 3.2.053).")
            yield error("medal", row.where, row.line, derived, rule)
            return
