"""Knows whether record marks can be true, by either convention of published results.

Marked is every ride that was better than the record as it stood when it was ridden, or only the
best of the session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from halflap.rulebook.audit.contradiction import Contradiction, doubt, error
from halflap.rulebook.audit.sheet import RODE, Row, Sheet
from halflap.rulebook.records import Convention, RecordRide, marks
from halflap.sport.times import RecordedTime, format_time, parse_time, truncate
from halflap.words.sentence import Sentence, say

MARKS = ("WR", "OR", "PR", "GR")
"""World, Olympic, Paralympic and Games records: those that stand for all riders of the event."""
_CLASSES = re.compile(r"\b(?:C|CP|LC|T|H) ?\d ?[-–/+&] ?(?:C|CP|LC|T|H)? ?\d\b")


def record_marks(sheet: Sheet) -> Iterator[Contradiction]:
    """Marks on rides that were no record when ridden, and records that must have one."""
    if _CLASSES.search(f"{sheet.event.title} {sheet.event.category or ''}"):
        return  # each class of a combined event has its own records
    for mark in MARKS:
        used = any(mark in row.ride.marks for row in sheet.all_rows)
        if used:
            yield from _of_mark(sheet, mark)


def _of_mark(sheet: Sheet, mark: str) -> Iterator[Contradiction]:
    standing = _before(sheet, mark)
    all_known = True
    for index in range(len(sheet.rows)):
        sessions = _running_order(sheet, index)
        wrong = tuple(_false_marks(sessions, mark, standing))
        yield from wrong
        rows = [row for group in sessions for row in group]
        all_known = all_known and not any(
            row.us is None and row.ride.status in RODE for row in sheet.rows[index]
        )
        if not wrong and all_known:
            yield from _missing_marks(sheet, index, mark, sessions, standing)
        counted = [row.us for row in rows if row.us is not None and _counts(row, mark)]
        standing = min([*counted, *([standing] if standing else [])], default=None)


def _before(sheet: Sheet, mark: str) -> int | None:
    times = []
    for record in sheet.event.records_before:
        if record.record == mark:
            try:
                times.append(parse_time(record.time)[0])
            except ValueError:
                continue
    return min(times, default=None)


def _counts(row: Row, mark: str) -> bool:
    """Whether the ride raises the bar: after a catch it does in some lists and not in others."""
    return row.ride.status != "CAP" or _has(row, mark)


def _has(row: Row, mark: str) -> bool:
    """A world record is every lesser record as well."""
    return mark in row.ride.marks or "WR" in row.ride.marks


def _running_order(sheet: Sheet, index: int) -> tuple[tuple[Row, ...], ...]:
    """The timed rides heat by heat, faster rider first; one group if the order is unknown."""
    timed = [row for row in sheet.rows[index] if row.timed]
    heats = sheet.heats(index)
    numbers = [heat.number for heat, _ in heats]
    if not heats or None in numbers or len(set(numbers)) < len(numbers):
        return (tuple(timed),)
    if any(row.heat is None for row in timed):
        return (tuple(timed),)
    ordered = sorted(heats, key=lambda heat: heat[0].number or 0)
    return tuple(
        tuple(sorted((row for row in rows if row.timed), key=lambda row: row.us or 0))
        for _, rows in ordered
    )


def _false_marks(
    groups: Sequence[Sequence[Row]], mark: str, standing: int | None
) -> Iterator[Contradiction]:
    known = len(groups) > 1
    bar, holder = standing, ""
    for group in groups:
        for row in group:
            assert row.us is not None
            if mark in row.ride.marks and bar is not None and not _better(row, bar):
                yield error("record", row.where, row.line, _not_better(row, bar, holder), _rule())
            if known and _counts(row, mark) and (bar is None or row.us < bar):
                bar, holder = row.us, row.name


def _better(row: Row, bar: int) -> bool:
    assert row.us is not None
    return row.us < bar or (row.unit > 1_000 and row.us // row.unit == bar // row.unit)


def _not_better(row: Row, bar: int, holder: str) -> Sentence:
    if holder:
        return say(
            "{time} is not better than {bar}, which {holder} had ridden before.",
            time=row.time,
            bar=format_time(bar),
            holder=holder,
        )
    return say(
        "{time} is not better than the record of {bar}.", time=row.time, bar=format_time(bar)
    )


def _missing_marks(
    sheet: Sheet, index: int, mark: str, groups: Sequence[Sequence[Row]], standing: int | None
) -> Iterator[Contradiction]:
    """Records without a mark, where neither convention leaves them out."""
    if standing is None or not sheet.whole(index):
        return
    rows = {row.where: row for group in groups for row in group if row.ride.status != "CAP"}
    marked = {where for where, row in rows.items() if _has(row, mark)}
    rides = [
        RecordRide(row.where, RecordedTime(truncate(row.us)), heat, session="")
        for heat, group in enumerate(groups)
        for row in group
        if row.where in rows and row.us is not None
    ]
    found = marks(rides, {mark: RecordedTime(truncate(standing))})
    best = [one for one in found if one.convention is Convention.BEST_OF_SESSION]
    as_ridden = [one for one in found if one.convention is Convention.AS_RIDDEN]
    wanted = best
    if len(groups) > 1 and len(marked) > 1:
        wanted = as_ridden
    for one in wanted:
        row = rows[one.ride.rider]
        if row.where in marked or not _clearly(row, standing):
            continue
        if not marked:
            rule = say("Assumed: the source marks every {mark}.", mark=mark)
            yield doubt("record", row.where, row.line, one.reason.sentence, rule)
        else:
            yield error("record", row.where, row.line, one.reason.sentence, _rule())


def _clearly(row: Row, bar: int) -> bool:
    assert row.us is not None
    return row.us + row.unit <= bar


def _rule() -> Sentence:
    return say(
        "A record is better than the one that stood when it was ridden; lists mark all of them or "
        "only the best of a session."
    )
