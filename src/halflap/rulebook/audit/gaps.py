"""Knows whether printed gaps are differences of the printed times: to the opponent, the leader
or the rider before.
"""

from __future__ import annotations

from collections.abc import Iterator

from halflap.rulebook.audit.contradiction import Contradiction, error
from halflap.rulebook.audit.sheet import RODE, Row, Sheet
from halflap.sport.times import format_time, parse_time
from halflap.words.sentence import say


def gaps_against_times(sheet: Sheet) -> Iterator[Contradiction]:
    """Rows whose gap is no difference to any time it can be measured to.

    Where the leader or the opponent is not known, the gap may be to him.
    """
    for row in sheet.all_rows:
        gap = _microseconds(row.ride.gap)
        if gap is None or row.us is None:
            continue
        others = _references(sheet, row)
        if not others or any(_fits(gap, row, other) for other in others):
            continue
        nearest = min(others, key=lambda other: abs(abs(_difference(row, other)) - gap[0]))
        derived = say(
            "{time} against {other} of {name} is a gap of {gap}.",
            time=row.time,
            other=nearest.time,
            name=nearest.name,
            gap=format_time(abs(_difference(row, nearest))),
        )
        says = f"{row.line} {row.ride.gap}"
        rule = say("A gap is the difference of two times, cut or rounded.")
        yield error("gap", row.where, says, derived, rule)


def _references(sheet: Sheet, row: Row) -> tuple[Row, ...]:
    """Whom the gap may be measured to: the opponent, the leader of the round or of the moment, the
    rider before; nobody if one of those is not known.
    """
    each = sheet.round(row.round)
    rows = sheet.rows[row.round]
    heat = [other for other in rows if other.heat == row.heat and row.heat is not None]
    pool = heat if each.kind != "qualifying" and len(heat) == 2 else list(rows)
    if pool is not heat and not sheet.whole(row.round):
        return ()
    if any(other.us is None and other.ride.status in RODE for other in pool):
        return ()
    others = tuple(other for other in rows if other is not row and other.us is not None)
    return tuple(sorted(others, key=lambda other: (other.heat != row.heat, other.us or 0)))


def _difference(row: Row, other: Row) -> int:
    assert row.us is not None
    assert other.us is not None
    return row.us - other.us


def _fits(gap: tuple[int, int], row: Row, other: Row) -> bool:
    """Whether the gap can be cut or rounded from two times that were themselves cut."""
    printed, unit = gap
    cut = max(row.unit, other.unit)
    difference = abs(_difference(row, other))
    # Cutting loses up to one unit of the gap, rounding half of one; the times lost up to theirs.
    return printed - unit // 2 - cut < difference < printed + unit + cut


def _microseconds(text: str | None) -> tuple[int, int] | None:
    """A gap such as ``+0.413`` as microseconds and its unit."""
    if not text:
        return None
    try:
        us, digits = parse_time(text.lstrip("+-−– "))
    except ValueError:
        return None
    return us, 10 ** (6 - min(digits, 6))
