"""Knows how a split that came is said: the distance, the times, the gap, and the schedule."""

from __future__ import annotations

from halflap.meet.views.live import LiveRun
from halflap.sport.heat import Side
from halflap.sport.times import format_gap, format_time
from halflap.sport.track import printed
from halflap.timing.assignment import RideReading
from halflap.words.sentence import Sentence, say


def splits_said(
    name: str, before: RideReading | None, now: RideReading, run: LiveRun
) -> list[Sentence]:
    """What is new of the splits of a ride: given, changed, open again."""
    said: list[Sentence] = []
    old = [split.us for split in before.splits] if before is not None else []
    for index, split in enumerate(now.splits):
        was = old[index] if index < len(old) else None
        if split.us is None or split.us == was:
            if split.us is None and was is not None:
                said.append(say("{name}: half lap {n} is open again.", name=name, n=split.half_lap))
            continue
        if was is not None:
            said.append(
                say(
                    "{name}: half lap {n} is {after}, and not {before}.",
                    name=name,
                    n=split.half_lap,
                    after=format_time(split.us),
                    before=format_time(was),
                )
            )
        elif split.half_lap == len(now.splits):
            said.append(say("{name}: finish {time}.", name=name, time=format_time(split.us)))
        else:
            said.append(_split(name, run, now, index))
        said += _on_schedule(name, run, now, index)
    return said


def _on_schedule(name: str, run: LiveRun, ride: RideReading, index: int) -> list[Sentence]:
    """How the newest split is against what the rider wants to ride."""
    view = run.view
    seen = (view.home if ride.start is Side.HOME else view.back) if view is not None else None
    if seen is None or seen.done != index + 1 or seen.to_schedule_us is None:
        return []
    gap = format_gap(seen.to_schedule_us)
    return [say("{name}: {gap} against the schedule", name=name, gap=gap)]


def _split(name: str, run: LiveRun, ride: RideReading, index: int) -> Sentence:
    """A new split: its distance, time, last half lap, and the gap where both have it."""
    split = ride.splits[index]
    us = split.us or 0
    start = ride.splits[index - 1].us if index else 0
    values = {
        "name": name,
        "metres": printed(split.distance_m),
        "time": format_time(us),
        "half_lap": "–" if start is None else format_time(us - start),
    }
    other = run.reading.assignment.ride(ride.start.other) if run.reading is not None else None
    theirs = other.splits[index].us if other is not None else None
    if theirs is None:
        return say("{name}: {metres} m {time} ({half_lap})", **values)
    return say(
        "{name}: {metres} m {time} ({half_lap}) {gap}", gap=format_gap(us - theirs), **values
    )
