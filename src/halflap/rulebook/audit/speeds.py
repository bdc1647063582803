"""Knows whether printed speeds fit the times over the distance, rounded or cut."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor

from halflap.rulebook.audit.contradiction import Contradiction, error
from halflap.rulebook.audit.sheet import Row, Sheet
from halflap.sport.times import MICROSECONDS
from halflap.words.sentence import say

_THOUSANDTH = 1_000


def speeds_against_times(sheet: Sheet) -> Iterator[Contradiction]:
    """Rows whose speed is not the distance by the time; one contradiction if it is the distance."""
    distance = sheet.distance
    if distance is None:
        return
    rows = [row for row in sheet.all_rows if row.us is not None and _number(row) is not None]
    wrong = [row for row in rows if not _fits(row, distance)]
    if len(wrong) > 2 and len(wrong) == len(rows):
        derived = say(
            "All {count} speeds belong to another distance than {distance} m: "
            "{speed} km/h in {time} are {ridden} m.",
            count=len(wrong),
            distance=_plain(distance),
            speed=wrong[0].ride.speed or "",
            time=wrong[0].time,
            ridden=_ridden(wrong[0]),
        )
        yield error(
            "speed", wrong[0].where, wrong[0].line, derived, say("Speed = distance / time.")
        )
        return
    for row in wrong:
        assert row.us is not None
        assert row.ride.speed is not None
        decimals = _decimals(row.ride.speed)
        derived = say(
            "{distance} m in {time} are {speed} km/h.",
            distance=_plain(distance),
            time=row.time,
            speed=f"{float(_speed(row.us, distance)):.{max(decimals, 3)}f}",
        )
        says = f"{row.line} {row.ride.speed}"
        yield error("speed", row.where, says, derived, say("Speed = distance / time."))


def _fits(row: Row, distance: Fraction) -> bool:
    """Whether the printed digits can come from the time, which itself was cut to its last digit."""
    printed, text = _number(row), row.ride.speed
    assert printed is not None
    assert row.us is not None
    assert text is not None
    scale = 10 ** _decimals(text)
    rounded = row.unit // 2 if row.unit > _THOUSANDTH else 0  # hundredths are often rounded
    slowest = floor(_speed(row.us + row.unit, distance) * scale)
    fastest = floor(_speed(row.us - rounded, distance) * scale + Fraction(1, 2))
    return bool(slowest <= printed * scale <= fastest)


def _speed(us: int, distance: Fraction) -> Fraction:
    """Kilometres an hour."""
    return distance * 3600 * MICROSECONDS / (1000 * us)


def _number(row: Row) -> Fraction | None:
    try:
        return Fraction((row.ride.speed or "").replace(",", "."))
    except ValueError:
        return None


def _decimals(text: str) -> int:
    return len(text.replace(",", ".").partition(".")[2])


def _plain(distance: Fraction) -> str:
    return str(distance) if distance.denominator == 1 else f"{float(distance):.2f}"


def _ridden(row: Row) -> int:
    speed = _number(row)
    assert speed is not None
    assert row.us is not None
    return round(speed * 1000 * row.us / (3600 * MICROSECONDS))
