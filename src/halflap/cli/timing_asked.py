"""Knows how the options of ``halflap time`` are read: the course, the inputs, limits, the start."""

from __future__ import annotations

import re
from fractions import Fraction

from halflap.cli.failure import unusable
from halflap.cli.typed import checked
from halflap.devices.protocols import Protocol
from halflap.sport.heat import Side
from halflap.sport.impulse import DAY_US
from halflap.sport.run_plan import Wiring
from halflap.sport.times import MICROSECONDS
from halflap.sport.track import Course, Track, parse_length
from halflap.words.sentence import say

LONGEST_M = 20_000
"""No pursuit is longer; a longer distance is a slip of the pen."""
LONGEST_LIMIT_S = 3600

_CLOCK = re.compile(r"\s*(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,6}))?\s*", re.ASCII)


def course_of(track: str, distance: int, finish: str, start_offset: str | None) -> Course:
    """The course that the options describe; raises ``Failure`` where there is none."""
    length = checked(parse_length, track).metres
    if distance > LONGEST_M:
        raise unusable(
            "distance",
            say("{metres} m is not the distance of a pursuit.", metres=distance),
            say("Give metres, such as 4000."),
        )
    offsets = () if start_offset is None else ((distance, metres(start_offset)),)
    course = checked(lambda _: Track(length, start_offsets=offsets).course(distance), track)
    if finish in ("auto", course.finish.value):
        return course
    exact = distance / course.half_lap
    if start_offset is not None or exact.denominator == 1:
        raise unusable(
            "finish",
            say("From this start line the finish is on the rider's own line.")
            if finish == "opposite"
            else say("From this start line the finish is on the opposite line."),
            say("Leave --finish out, or say with --start-offset where the start line is."),
        )
    nearer = course.half_laps + (1 if exact > course.half_laps else -1)
    return Course(distance, course.half_lap, nearer)


def metres(text: str) -> Fraction:
    """A length as typed; raises ``Failure`` if it is none."""
    try:
        return Fraction(text.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError) as error:
        raise unusable(
            "metres",
            say("“{text}” is not a distance in metres.", text=text),
            say("Write a number such as 32 or -12.5."),
        ) from error


def wiring_of(protocol: Protocol, gun: str | None, home: str | None, back: str | None) -> Wiring:
    """The inputs, the usual ones where none is named; raises ``Failure`` if two are the same."""
    usual = protocol.wiring
    wiring = Wiring(gun or usual.gun, home or usual.home, back or usual.back)
    inputs = (wiring.gun, wiring.home, wiring.back)
    if len({protocol.canonical(channel) for channel in inputs}) < len(inputs):
        raise unusable(
            "inputs",
            say(
                "Gun {gun}, home line {home} and back line {back}: two of them are the same input.",
                gun=wiring.gun,
                home=wiring.home,
                back=wiring.back,
            ),
            say("Name each with --gun, --home and --back."),
        )
    return wiring


def refs_of(home: str | None, back: str | None) -> tuple[tuple[Side, str], ...]:
    """The transponders that are named; raises ``Failure`` if both riders have the same one."""
    refs = tuple((side, ref.strip()) for side, ref in ((Side.HOME, home), (Side.BACK, back)) if ref)
    if len(refs) > 1 and refs[0][1].lstrip("0") == refs[1][1].lstrip("0"):
        raise unusable(
            "transponders", say("Both riders have the transponder {ref}.", ref=refs[0][1])
        )
    return refs


def limit_us(option: str, seconds: float | None) -> int | None:
    """A limit in microseconds; raises ``Failure`` if it is none."""
    if seconds is None:
        return None
    if not 0 < seconds < LONGEST_LIMIT_S:
        raise unusable(
            "limit",
            say("“{text}” is not a number for {option}.", text=str(seconds), option=option),
            say("Give seconds, such as 25."),
        )
    return round(seconds * MICROSECONDS)


def day_us(text: str) -> int:
    """A time of day such as ``14:32:05.1234`` in microseconds since midnight."""
    match = _CLOCK.fullmatch(text)
    us = 0
    if match is not None:
        hours, minutes, seconds = (int(part) for part in match.groups()[:3])
        fraction = int((match[4] or "").ljust(6, "0"))
        us = ((hours * 60 + minutes) * 60 + seconds) * MICROSECONDS + fraction
    if match is None or int(match[2]) > 59 or int(match[3]) > 59 or us >= DAY_US:
        raise unusable(
            "time-of-day",
            say("“{text}” is not a time of day.", text=text),
            say("Write it as 14:32:05.1234."),
        )
    return us
