"""Knows how a printed status and time become an outcome; it never guesses at damage."""

from __future__ import annotations

from fractions import Fraction

from halflap.sport.heat import Ride
from halflap.sport.outcome import (
    Catch,
    Caught,
    DidNotFinish,
    DidNotStart,
    Disqualified,
    Outcome,
    Relegated,
    Timed,
    Untimed,
    Walkover,
)
from halflap.sport.published import Damage, PublishedRide
from halflap.sport.times import RecordedTime, recorded
from halflap.words.sentence import say


def ride_of(printed: PublishedRide) -> tuple[Ride, tuple[Damage, ...]]:
    """The ride that a printed row tells of, and what of the row could not be read.

    The rider is known by the printed name. A time that cannot be read is as if none were
    printed; without a status as well, there is no outcome (None).
    """
    damage: list[Damage] = []
    time = _time(printed, printed.time, damage)
    if printed.status == "DNS" and time is not None:
        expected = str(say("no time, since the rider did not start"))
        damage.append(Damage(printed.where, printed.time or "", expected))
    ride = Ride(
        rider=printed.name,
        outcome=_outcome(printed, time),
        last_lap=_time(printed, printed.last_lap, damage),
        lot=printed.lot,
        re_ride=printed.re_ride,
    )
    return ride, tuple(damage)


def _outcome(printed: PublishedRide, time: RecordedTime | None) -> Outcome | None:
    at_m = Fraction(printed.caught_at_m) if printed.caught_at_m else None
    match printed.status:
        case "CAP":
            return Catch(time, at_m)
        case "OVL":
            return Caught(time, at_m)
        case "REL":
            return Relegated(time)
        case "WO":
            return Walkover()
        case "DNF":
            return DidNotFinish()
        case "DNS":
            return DidNotStart(printed.excused)
        case "DSQ":
            return Disqualified()
        case _ if time is not None:
            return Timed(time)
        case "OK":
            return Untimed()
        case _:
            return None


def _time(printed: PublishedRide, text: str | None, damage: list[Damage]) -> RecordedTime | None:
    if text is None:
        return None
    try:
        return recorded(text)
    except ValueError:
        expected = str(say("a time such as 4:15.165"))
        damage.append(Damage(printed.where, text, expected))
        return None
