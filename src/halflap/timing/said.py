"""Knows what to do with a person's word that the rest of the run speaks against.

Which half lap an impulse ends is obeyed where a person says so. But if the rider cannot have ridden
so, other passings of both riders would be moved about to make it fit. Then the run is read without
that impulse, and it is put in its place: the other rider's ride stays as it was.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import median

from halflap.sport.times import format_time
from halflap.timing.assignment import (
    Assignment,
    Doubt,
    DoubtCode,
    Leftover,
    LeftoverKind,
    RideReading,
    Sighting,
    Split,
)
from halflap.timing.reading import status_of, together
from halflap.words.sentence import say

CONTRARY_US = 2_000_000
"""What a person says may be so far from where the rider's other passings put it."""


def contradicts(ride: RideReading, said: Sighting) -> bool:
    """Whether a ride, read without it, has no place for what a person says of an impulse."""
    assert said.half_lap is not None
    known = {s.half_lap: s.us for s in ride.splits if s.us is not None}
    known.pop(said.half_lap, None)
    flying = [at - known[n - 1] for n, at in known.items() if n - 1 in known]
    if not flying:
        return False
    before = max((n for n in known if n < said.half_lap), default=None)
    after = min((n for n in known if n > said.half_lap), default=None)
    each = median(flying)
    if before is not None and after is not None:
        each = (known[after] - known[before]) / (after - before)
    near = before if before is not None else after
    assert near is not None
    return abs(known[near] + (said.half_lap - near) * each - said.us) > CONTRARY_US


def misread(reading: Assignment, without: Assignment, said: Sighting) -> bool:
    """Whether what a person says is not obeyed, or the other rider is read otherwise for it."""
    assert said.rider is not None
    assert said.half_lap is not None
    own = reading.ride(said.rider)
    if own is not None and own.splits[said.half_lap - 1].us != said.us:
        return True
    one, other = (each.ride(said.rider.other) for each in (reading, without))
    if one is None or other is None:
        return False
    return [s.us for s in one.splits] != [s.us for s in other.splits] or one.status != other.status


def with_said(reading: Assignment, said: Sighting) -> Assignment:
    """A run read without an impulse, with the impulse where a person says it belongs."""
    assert said.rider is not None
    ride = reading.ride(said.rider)
    assert ride is not None
    new, freed = _placed(ride, said)
    home, back = (
        new if each is ride else each and _without_catch(each)
        for each in (reading.home, reading.back)
    )
    why = say("A person has given this half lap another impulse.")
    left = tuple(Leftover(key, LeftoverKind.STRAY, why) for key in freed)
    return together(home, back, reading.leftovers + left)


def _placed(ride: RideReading, said: Sighting) -> tuple[RideReading, list[int]]:
    """The ride with the impulse, and the impulses that have no place in it any more."""
    assert said.half_lap is not None
    splits: list[Split] = []
    freed: list[int] = []
    for split in ride.splits:
        n, us = split.half_lap, split.us
        if n == said.half_lap:
            freed += split.keys
            splits.append(replace(split, us=said.us, keys=(said.key,), confidence=1.0))
        elif us is not None and (us - said.us) * (n - said.half_lap) <= 0:
            freed += split.keys
            splits.append(replace(split, us=None, keys=(), confidence=0.0, alternatives=(us,)))
        else:
            splits.append(split)
    text = say(
        "Half lap {n} was set to {time} by a person, and the rider's other passings contradict it: "
        "check both.",
        n=said.half_lap,
        time=format_time(said.us),
    )
    kept = [one for one in _without_catch(ride).doubts if one.half_lap != said.half_lap]
    doubts = (*kept, Doubt(DoubtCode.LATE, said.half_lap, text))
    status = status_of(splits[-1], doubts, len(splits))
    return replace(ride, splits=tuple(splits), doubts=doubts, status=status), freed


def _without_catch(ride: RideReading) -> RideReading:
    kept = tuple(one for one in ride.doubts if one.code is not DoubtCode.CATCH)
    return replace(ride, doubts=kept)
