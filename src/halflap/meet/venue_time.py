"""Knows the time of day at the venue: moments as its clocks show them, and times typed by people.

Moments are microseconds of UTC; the zone of the meet is for reading and display only.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from halflap.meet.state import Meet
from halflap.words.sentence import say

LATEST_US = 4_102_444_800_000_000
"""The year 2100: whoever plans that far has mistyped."""


def is_zone(name: str) -> bool:
    """Whether this machine knows a time zone of that name; everybody knows UTC."""
    try:
        return name == "UTC" or bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def zone_of(meet: Meet) -> tzinfo:
    """The zone of the venue; UTC where this machine does not know it."""
    return ZoneInfo(meet.zone) if meet.zone != "UTC" and is_zone(meet.zone) else UTC


def shown(meet: Meet, utc_us: int, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A moment by the clocks of the venue."""
    return datetime.fromtimestamp(utc_us / 1_000_000, zone_of(meet)).strftime(form)


def moment(meet: Meet, text: str) -> int:
    """``19:30`` on the day of the meet, or ``2026-08-21 19:30``, as microseconds of UTC.

    Raises ``ValueError`` with a sentence.
    """
    day, _, clock = text.strip().rpartition(" ")
    try:
        on = date.fromisoformat(day.strip() or meet.date)
        at = datetime.strptime(clock, "%H:%M").time()
        us = int(datetime.combine(on, at, zone_of(meet)).timestamp()) * 1_000_000
        if not 0 <= us < LATEST_US:
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise ValueError(
            say("“{text}” is no time of day, such as 19:30 or 2026-08-21 19:30.", text=text)
        ) from error
    return us
