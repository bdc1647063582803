"""Knows how the watches of several timekeepers become one hand time.

The regulations are silent (UCI 1.2.102-106 know electronic timing only): every choice is a switch
of the format or said in the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from halflap.sport.reason import Reason
from halflap.sport.times import RecordedTime, Source, format_time, truncate
from halflap.words.sentence import Sentence, say

TwoWatches = Literal["slower", "faster", "mean"]


def hand_time(
    watches: Sequence[tuple[int, int]], two: TwoWatches = "slower"
) -> tuple[RecordedTime, Reason]:
    """One time from ``watches``, each (microseconds, decimals shown), and why it is that one.

    One watch counts as it is, of three or more the middle one. Of an even number the two in the
    middle are joined as two watches are: the ``slower``, the ``faster`` or the ``mean``. The
    result has the decimals of the coarsest watch, never more; all readings are kept as read.
    Raises ``ValueError`` with a sentence if there is no watch.
    """
    if not watches:
        raise ValueError(say("A hand time needs the reading of one watch at least."))
    digits = min(shown for _, shown in watches)
    readings = tuple(us for us, _ in watches)
    ordered = sorted(truncate(us, digits) for us in readings)
    upper = ordered[len(ordered) // 2]
    lower = ordered[(len(ordered) - 1) // 2]
    joined = {"slower": upper, "faster": lower, "mean": truncate((lower + upper) // 2, digits)}
    us = joined[two]
    time = RecordedTime(us, digits, Source.HAND, readings)
    return time, Reason(_why(time, ordered, two), "format: hand_times")


def _why(time: RecordedTime, ordered: Sequence[int], two: TwoWatches) -> Sentence:
    read = ", ".join(format_time(us, time.digits) for us in ordered)
    if len(ordered) == 1:
        return say("One watch: {time}.", time=str(time))
    if len(ordered) % 2:
        return say("Watches {read}: the middle one, {time}.", read=read, time=str(time))
    texts = {
        "slower": "Watches {read}: the slower of the two in the middle, {time}.",
        "faster": "Watches {read}: the faster of the two in the middle, {time}.",
        "mean": "Watches {read}: the mean of the two in the middle, cut to {time}.",
    }
    return say(texts[two], read=read, time=str(time))
