"""Knows who goes on: marks such as Q, QG and QB against the times, and who rides the next round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from halflap.rulebook.audit.contradiction import Contradiction, error
from halflap.rulebook.audit.order import fewest_out_of_order
from halflap.rulebook.audit.sheet import Row, Sheet
from halflap.words.sentence import Sentence, say

_TIERS = {"QG": 0, "QB": 1, "Q": 0, "q": 1}
"""Better marks first; QG and QB are for the gold and the bronze ride, q is the second group."""
_NOT = 2
_SEATS = (4, 8, 16)
"""How many riders may go on from qualifying."""


def qualifiers(sheet: Sheet) -> Iterator[Contradiction]:
    """Marks and later rounds that take somebody before a faster rider or before the winner."""
    for index, each in enumerate(sheet.event.rounds):
        if each.kind == "qualifying":
            if _winners_go_on(sheet, index):
                continue
            wrong = tuple(_by_time(sheet.rows[index]))
            yield from wrong
            if not wrong:
                yield from _too_many(sheet, index)
                yield from _next_round(sheet, index)
        elif each.kind == "match":
            yield from _by_match(sheet, index)
            yield from _marked_otherwise(sheet, index)


def _winners_go_on(sheet: Sheet, index: int) -> bool:
    """Whether each heat of two sends its winner and only him: qualifying by heats, not by time."""
    later = {row.rider for rows in sheet.rows[index + 1 :] for row in rows if row.rider}
    duels = [
        rows for _, rows in sheet.heats(index) if len(rows) == 2 and all(r.timed for r in rows)
    ]
    for rows in duels:
        winner, loser = sorted(rows, key=lambda row: row.us or 0)
        marked = _tier(winner) < _NOT <= _tier(loser)
        if not marked and not (winner.rider in later and loser.rider not in later):
            return False
    return len(duels) > 1


def _timed(rows: Sequence[Row]) -> bool:
    return all(row.timed for row in rows)


def _tier(row: Row) -> int:
    return min((_TIERS[mark] for mark in row.ride.marks if mark in _TIERS), default=_NOT)


def _by_time(rows: tuple[Row, ...]) -> Iterator[Contradiction]:
    """The fewest rows whose mark does not fit their time; nothing if no row has a mark."""
    timed = [row for row in rows if row.timed]
    if all(_tier(row) == _NOT for row in timed):
        return
    timed.sort(key=lambda row: (row.us or 0, _tier(row)))
    for row in fewest_out_of_order(timed, lambda a, b: _tier(a) <= _tier(b)):
        yield error("qualifier", row.where, row.line, _wrong_mark(row, timed), _fastest())


def _wrong_mark(row: Row, timed: list[Row]) -> Sentence:
    at = timed.index(row)
    before = next((other for other in timed[:at] if _tier(other) > _tier(row)), None)
    if before is not None:
        return say(
            "{name} was faster, {time}, and has the lesser mark or none.",
            name=before.name,
            time=before.time,
        )
    after = next(other for other in reversed(timed[at:]) if _tier(other) < _tier(row))
    return say(
        "{name} was slower, {time}, and has the better mark.", name=after.name, time=after.time
    )


def _fastest() -> Sentence:
    return say("The fastest of qualifying go on (UCI 3.2.053).")


def _too_many(sheet: Sheet, index: int) -> Iterator[Contradiction]:
    """More riders with a mark than the next round has seats for."""
    after = index + 1
    if after == len(sheet.rows) or not sheet.whole(after) or not sheet.whole(index):
        return
    if any("group" in each.name.lower() for each in sheet.event.rounds[after:]):
        return  # two groups ride after qualifying, each in its own round
    seats = max(2 * len(sheet.heats(after)), len(sheet.rows[after]))
    marked = [row for row in sheet.rows[index] if _tier(row) < _NOT]
    if len(marked) > seats:
        row = max(marked, key=lambda row: row.us or 0)
        derived = say(
            "{marked} are marked, and the next round has {seats}.", marked=len(marked), seats=seats
        )
        yield error("qualifier", row.where, row.line, derived, _fastest())


def _next_round(sheet: Sheet, index: int) -> Iterator[Contradiction]:
    """Riders of the later rounds before whom too many were faster in qualifying.

    Who withdraws is not replaced (UCI 3.2.060), so with seven of eight riders the eighth seat is
    his. One who is missing from an incomplete round may still have ridden it.
    """
    later = range(index + 1, len(sheet.rows))
    if not later or not sheet.whole(index):
        return
    if not all(sheet.event.rounds[number].complete for number in later):
        return
    going = {row.rider: row for number in reversed(later) for row in sheet.rows[number]}
    rows = sheet.rows[index]
    if "" in going or any(not row.rider for row in rows):
        return
    seats = next((seats for seats in _SEATS if seats >= len(going)), None)
    timed = sorted((row for row in rows if row.timed), key=lambda row: row.us or 0)
    if seats is None or sum(1 for row in timed[:seats] if row.rider in going) * 2 <= seats:
        return  # the source has only the second group's round
    for row in timed:
        assert row.us is not None
        faster = [one for one in timed if (one.us or 0) // row.unit < row.us // row.unit]
        if row.rider not in going or len(faster) < seats:
            continue
        there = going[row.rider]
        staying = next(one for one in faster if one.rider not in going)
        derived = say(
            "{name} qualified with {time}, {faster} were faster; {other} with {better} rides "
            "no more.",
            name=row.name,
            time=row.time,
            faster=len(faster),
            other=staying.name,
            better=staying.time,
        )
        yield error("qualifier", there.where, there.line, derived, _fastest())


def _duels(sheet: Sheet, index: int) -> list[tuple[Row, Row]]:
    """Winner and loser of each heat, as printed or else by time."""
    found: list[tuple[Row, Row]] = []
    for _, rows in sheet.heats(index):
        ranked = sorted(
            (row for row in rows if row.rank is not None), key=lambda row: row.rank or 0
        )
        if len(ranked) != 2:
            ranked = sorted((row for row in rows if row.timed), key=lambda row: row.us or 0)
        if len(rows) == len(ranked) == 2:
            found.append((ranked[0], ranked[1]))
    return found


def _by_match(sheet: Sheet, index: int) -> Iterator[Contradiction]:
    """A loser with the better mark than the winner of his heat."""
    for winner, loser in _duels(sheet, index):
        if _tier(loser) < _tier(winner):
            derived = say("{name} won the heat.", name=winner.name)
            rule = say("The winner of a match goes on (UCI 3.2.051).")
            yield error("qualifier", loser.where, loser.line, derived, rule)


def _marked_otherwise(sheet: Sheet, index: int) -> Iterator[Contradiction]:
    """A heat marked otherwise than the others: a winner without the mark, a loser with it."""
    duels = _duels(sheet, index)
    marks = [(_tier(winner) < _NOT, _tier(loser) < _NOT) for winner, loser in duels]
    usual = max(marks, key=marks.count, default=(False, False))
    if not usual[0] or marks.count(usual) <= max(1, len(marks) // 2):
        return
    for (winner, loser), mark in zip(duels, marks, strict=True):
        if mark not in (usual, (False, True)):
            row = winner if mark[0] != usual[0] else loser
            derived = say("In the other heats it is not so.")
            rule = say("All matches of a round send on alike (UCI 3.2.051).")
            yield error("qualifier", row.where, row.line, derived, rule)


def strangers_in_finals(sheet: Sheet) -> Iterator[Contradiction]:
    """Riders of a medal ride who rode none of the matches, which are all known.

    Who is missing from a complete qualifying round is found there and not here once more.
    """
    kinds = [each.kind for each in sheet.event.rounds]
    matches = [number for number, kind in enumerate(kinds) if kind == "match"]
    if not matches or not all(sheet.whole(number) for number in matches):
        return
    there = {row.rider for number in matches for row in sheet.rows[number]}
    if "" in there:
        return
    before = {row.rider for rows in sheet.rows[: min(matches)] for row in rows}
    closed = "qualifying" in kinds and sheet.whole(kinds.index("qualifying"))
    finals = [number for number, kind in enumerate(kinds) if kind == "medal"]
    for heat, rows in (each for number in finals for each in sheet.heats(number)):
        for row in rows:
            if row.rider in there or not row.rider or (closed and row.rider not in before):
                continue
            if heat.label in ("gold", "bronze"):
                derived = say("{name} did not ride the matches before.", name=row.name)
                rule = say("The medal riders come from the matches (UCI 3.2.053).")
                yield error("qualifier", row.where, row.line, derived, rule)
