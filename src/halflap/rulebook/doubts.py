"""Knows when an order of times is doubtful because of how they were taken, not of what they are.

Who acknowledges a doubt, and when, is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from halflap.sport.heat import RiderId
from halflap.sport.reason import Reason
from halflap.sport.times import RecordedTime, Source, format_time, truncate
from halflap.words.sentence import Sentence, say

HAND_MARGIN_US = 200_000  # how far a watch in a hand may be off; the format can say another margin


class Decides(Enum):
    """What hangs on the order of two times."""

    CUT = "cut"
    SEEDING = "seeding"
    MEDAL = "medal"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to doubt: ``code`` for programs, the ``riders`` it touches, and what to look at.

    Codes: ``resolution`` (different decimals), ``source`` (a hand time against another), and for
    records ``record-hand`` and ``record-resolution``.
    """

    code: str
    riders: tuple[RiderId, ...]
    sentence: Sentence
    reason: Reason


_DECIDED: dict[Decides, Sentence] = {
    Decides.CUT: say("who goes on"),
    Decides.SEEDING: say("the seeding"),
    Decides.MEDAL: say("a medal"),
    Decides.PLACE: say("a place"),
}


def doubt_of_order(
    first: tuple[RiderId, RecordedTime],
    second: tuple[RiderId, RecordedTime],
    decides: Decides,
    hand_margin_us: int = HAND_MARGIN_US,
) -> Doubt | None:
    """The doubt about who of two was better, if resolution or source leaves one; else None.

    ``hand_margin_us`` microseconds: a hand time and another no further apart than this are in
    doubt. Two times of the same source and decimals are never in doubt, only equal or not.
    The regulations are silent (UCI 1.2.102-106 know electronic timing only).
    """
    (rider_a, a), (rider_b, b) = first, second
    one_by_hand = (a.source is Source.HAND) is not (b.source is Source.HAND)
    if one_by_hand and abs(a.us - b.us) <= hand_margin_us:
        return Doubt(
            "source",
            (rider_a, rider_b),
            say(
                "{a} of {rider_a} and {b} of {rider_b} decide {what}, but one is a hand time:"
                " compare the evidence and acknowledge the order.",
                a=str(a),
                rider_a=rider_a,
                b=str(b),
                rider_b=rider_b,
                what=_DECIDED[decides],
            ),
            Reason(
                say(
                    "A hand time may be {margin} s off.",
                    margin=format_time(hand_margin_us),
                ),
                "format: hand_times.margin_ms",
            ),
        )
    digits = min(a.digits, b.digits)
    if a.digits != b.digits and truncate(a.us, digits) == truncate(b.us, digits):
        return Doubt(
            "resolution",
            (rider_a, rider_b),
            say(
                "{a} of {rider_a} and {b} of {rider_b} decide {what}, but are equal as far as both"
                " are known: compare the evidence and acknowledge the order.",
                a=str(a),
                rider_a=rider_a,
                b=str(b),
                rider_b=rider_b,
                what=_DECIDED[decides],
            ),
            Reason(
                say(
                    "Both cut to {digits} decimals are {time}.",
                    digits=digits,
                    time=format_time(a.us, digits),
                ),
                "3.2.015",
            ),
        )
    return None


def doubt_of_record(
    record: str, rider: RiderId, time: RecordedTime, standing: RecordedTime
) -> Doubt | None:
    """The doubt about a record, if the time was taken by hand or coarser than the one it beats."""
    if time.source is Source.HAND:
        return Doubt(
            "record-hand",
            (rider,),
            say(
                "{time} of {rider} is a hand time: it is {record} only if acknowledged.",
                time=str(time),
                rider=rider,
                record=record,
            ),
            Reason(say("Records are timed electronically."), "1.2.102"),
        )
    if time.digits < standing.digits:
        return Doubt(
            "record-resolution",
            (rider,),
            say(
                "{time} of {rider} is known to fewer decimals than {standing}, which it beats:"
                " it is {record} only if acknowledged.",
                time=str(time),
                rider=rider,
                standing=str(standing),
                record=record,
            ),
            Reason(say("Times are taken to 1/1000 s."), "3.2.015"),
        )
    return None
