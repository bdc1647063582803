"""Knows the sentences about a doubtful half lap: what is odd, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Sequence

from halflap.sport.heat import Side
from halflap.sport.times import format_time
from halflap.timing.assignment import Doubt, DoubtCode
from halflap.words.sentence import Sentence, say


def missing(line: Side, n: int) -> Sentence:
    """No impulse of a half lap that ends at ``line``."""
    if line is Side.HOME:
        return say(
            "No impulse of half lap {n} at the home line: insert a hand time or take it from "
            "another source.",
            n=n,
        )
    return say(
        "No impulse of half lap {n} at the back line: insert a hand time or take it from another "
        "source.",
        n=n,
    )


def not_seen_again(last: int, finish: int) -> Doubt:
    """Nothing of the rider after half lap ``last``."""
    if last == finish - 1:
        text = say(
            "No impulse of the finish: take the time from the backup source, a hand time or the "
            "photo finish."
        )
        return Doubt(DoubtCode.MISSING, finish, text)
    if last == 0:
        text = say(
            "The rider was not seen at all: record how the ride ended, or take the times from "
            "another source."
        )
        return Doubt(DoubtCode.MISSING, 1, text)
    text = say(
        "The rider was not seen after half lap {n}: record how the ride ended, or take the times "
        "from another source.",
        n=last,
    )
    return Doubt(DoubtCode.MISSING, last + 1, text)


def late(n: int, half_laps: int, lasted_us: int, expected_s: float) -> Sentence:
    """Half laps out of the rider's own series, the last of them ``n``."""
    if half_laps > 1:
        return say(
            "The {k} half laps up to {n} took {lasted} s where the rider's own series says "
            "{expected} s: check that this impulse is his.",
            k=half_laps,
            n=n,
            lasted=format_time(lasted_us),
            expected=format_time(round(expected_s * 1e6)),
        )
    return say(
        "Half lap {n} took {lasted} s where the rider's own series says {expected} s: check that "
        "this impulse is his.",
        n=n,
        lasted=format_time(lasted_us),
        expected=format_time(round(expected_s * 1e6)),
    )


def miscounted(n: int) -> Sentence:
    """The half laps from ``n`` on may be counted wrong."""
    return say(
        "How many half laps were ridden before half lap {n} is not certain: compare the count with "
        "the lap counter and the other sources.",
        n=n,
    )


def slow_start(first_s: float, usual_s: float) -> Sentence:
    """The first half lap took much longer than goes with the pace after it."""
    return say(
        "By this count the first half lap took {first} s where about {usual} s go with the pace "
        "after it: compare the count with the lap counter and the other sources.",
        first=format_time(round(first_s * 1e6), 1),
        usual=format_time(round(usual_s * 1e6), 1),
    )


def perhaps(us: int) -> Sentence:
    """A reading that was not taken, where none was."""
    return say(
        "Perhaps {time}, but another explanation is better: look at it.", time=format_time(us)
    )


def rival(us: int, others: Sequence[int], sure: float) -> Sentence:
    """Another impulse may be this split."""
    percent = int(100 * sure)
    if not others:
        return say(
            "{time} is read with a probability of {percent} %: look at the impulses near it.",
            time=format_time(us),
            percent=percent,
        )
    return say(
        "Two impulses are possible: {time} ({percent} %) or {other}. Choose one, or compare with "
        "another source.",
        time=format_time(us),
        percent=percent,
        other=format_time(others[0]),
    )


def close(others: Sequence[int], sure: float) -> Sentence:
    """The other impulse is the other rider's."""
    percent = int(100 * sure)
    if not others:
        return say(
            "The riders were close together; the order is read with a probability of {percent} %.",
            percent=percent,
        )
    return say(
        "The riders were close together: this reading has {percent} %, the other is {other}. "
        "Choose one, or compare with another source.",
        percent=percent,
        other=format_time(others[0]),
    )


def one_wheel(as_front: int, as_rear: int) -> Sentence:
    """Only one of the two wheels that the line shows."""
    return say(
        "Only one wheel left an impulse, where two come {gap} s apart: the time is {front} if it "
        "was the front wheel, {rear} if it was the rear one. Choose one.",
        gap=format_time(as_front - as_rear),
        front=format_time(as_front),
        rear=format_time(as_rear),
    )
