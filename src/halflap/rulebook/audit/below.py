"""Knows the order of riders who are out: below the cut by qualifying rank, beaten ones timed first.

It needs printed ranks only, so it sees what a fragment without all its times still says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from halflap.rulebook.audit.certainty import assumed
from halflap.rulebook.audit.contradiction import Contradiction, error
from halflap.rulebook.audit.order import scope
from halflap.rulebook.audit.places import difference
from halflap.rulebook.audit.sheet import Row, Sheet
from halflap.rulebook.format import Format
from halflap.words.sentence import say


def places_below_the_cut(
    sheet: Sheet, formats: Sequence[Format], flagged: set[str]
) -> Iterator[Contradiction]:
    """Riders who cannot have advanced in any format in question, against their qualifying ranks."""
    cut = max((fmt.phase[0].advance for fmt in formats), default=0)
    index = next((i for i, one in enumerate(sheet.event.rounds) if one.kind == "qualifying"), None)
    if index is None or not cut or scope(sheet, index) == "heat":
        return
    ranks = {row.rider: row.rank for row in sheet.rows[index] if row.rider and row.rank is not None}
    printed = {sheet.rider(one.name, one.nat): one for one in sheet.event.final if one.rank}
    out = [
        rider for rider, rank in ranks.items() if rank > cut and rider in printed.keys() - flagged
    ]
    out.sort(key=lambda rider: ranks[rider])
    places = sorted(printed[rider].rank or 0 for rider in out)
    wanted: dict[str, int | None] = dict(zip(out, places, strict=True))
    for group in difference({rider: printed[rider] for rider in out}, wanted).misplaced:
        told = say(
            "In qualifying: {ranks}.",
            ranks=", ".join(
                f"{ranks[sheet.rider(one.name, one.nat)]}. {one.name}" for one in group
            ),
        )
        rule = say("Who does not advance is placed by qualifying (UCI 3.2.053).")
        says = "; ".join(f"{one.rank}. {one.name}" for one in group)
        yield error("classification", group[0].where, says, told, rule)


def places_of_the_beaten(
    sheet: Sheet, formats: Sequence[Format], flagged: set[str]
) -> Iterator[Contradiction]:
    """Losers of a match round that numbers them after its winners, against their final places."""
    if not formats or any("first-round:losers" not in _blocks(fmt) for fmt in formats):
        return
    printed = {sheet.rider(one.name, one.nat): one for one in sheet.event.final if one.rank}
    for index, each in enumerate(sheet.event.rounds):
        if each.kind != "match" or scope(sheet, index) == "heat":
            continue
        ranks = {
            row.rider: row.rank
            for row in sheet.rows[index]
            if row.rank and row.rank > len(sheet.heats(index)) and row.rider in printed
        }
        contradicted = any(row.rank != row.ride.rank for row in sheet.rows[index])
        if contradicted or flagged & ranks.keys():
            continue
        out = sorted(ranks, key=lambda rider: ranks[rider])
        places = sorted(printed[rider].rank or 0 for rider in out)
        wanted: dict[str, int | None] = dict(zip(out, places, strict=True))
        for group in difference({rider: printed[rider] for rider in out}, wanted).misplaced:
            told = say(
                "In the match round: {ranks}.",
                ranks=", ".join(
                    f"{ranks[sheet.rider(one.name, one.nat)]}. {one.name}" for one in group
                ),
            )
            rule = say("Beaten riders are placed by the match round (Athens 2004, Beijing 2008).")
            says = "; ".join(f"{one.rank}. {one.name}" for one in group)
            yield error("classification", group[0].where, says, told, rule)


def _blocks(fmt: Format) -> set[str]:
    return {places.of for places in fmt.places}


def beaten_without_a_time(sheet: Sheet, formats: Sequence[Format]) -> Iterator[Contradiction]:
    """Losers of a match round who were caught or out and are ranked before losers with a time."""
    if not formats or assumed(formats) is not None:
        return
    for index, each in enumerate(sheet.event.rounds):
        if each.kind != "match" or scope(sheet, index) == "heat":
            continue
        losers = [row for row in sheet.rows[index] if _lost(sheet, row)]
        last = max(
            (row for row in losers if row.timed), key=lambda row: row.rank or 0, default=None
        )
        for row in losers:
            if last is None or row.timed or (row.rank or 0) > (last.rank or 0):
                continue
            told = say(
                "{name} has a time, {time}, and only rank {rank}.",
                name=last.name,
                time=last.time,
                rank=last.rank or 0,
            )
            rule = say("Losers with a time come before those who were caught or did not finish.")
            yield error("rank", row.where, row.line, told, rule)


def _lost(sheet: Sheet, row: Row) -> bool:
    others = [one for one in sheet.rows[row.round] if one.heat == row.heat and one is not row]
    known = row.rank is not None and row.ride.status in ("OK", "OVL", "DNF", "DNS", "REL")
    return known and len(others) == 1 and (others[0].rank or 0) < (row.rank or 0)
