"""Knows how live timing stands, in sentences: the run that is armed or open, doubts, devices."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.meet.among import phase_among
from halflap.meet.commands.timing_checking import check_open
from halflap.meet.runs import at_run
from halflap.meet.state import Meet
from halflap.meet.views.live import LiveRun, live_run
from halflap.meet.wording_timing import sentence_of
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class TimingNow:
    """The run that is armed or open (None: neither), what is awaited of it, and what to look at."""

    run: LiveRun | None
    says: Sentence
    attention: tuple[Sentence, ...]


def timing_now(meet: Meet) -> TimingNow | None:
    """How live timing stands; None where no device was ever attached."""
    if not meet.timing.sources:
        return None
    run = live_run(meet)
    return TimingNow(run, _says(meet, run), (*_devices(meet), *_doubts(meet, run)))


def _says(meet: Meet, run: LiveRun | None) -> Sentence:
    if run is None:
        return say("No heat is armed or open.")
    found = at_run(meet, run.at)
    phase = phase_among(meet, run.at)
    values: dict[str, str | int | Sentence] = {"phase": phase, "heat": run.at[2], "run": run.at[3]}
    if run.run.gun is None:
        return say("{phase} heat {heat}, run {run} is armed. {awaits}", awaits=run.awaits, **values)
    if found is not None and found[3].level is not None:
        return say("{phase} heat {heat}, run {run} is confirmed and not closed yet.", **values)
    return say("{phase} heat {heat}, run {run} is open. {awaits}", awaits=run.awaits, **values)


def _devices(meet: Meet) -> list[Sentence]:
    """What keeps heats waiting, and what is wrong with the devices."""
    timing = meet.timing
    found: list[Sentence] = []
    waits = check_open(meet)
    if waits is not None:
        found += [waits.text, waits.remedy]
    if timing.paused:
        found.append(say("The automation is paused: nothing follows by itself."))
    for source in timing.sources:
        health = source.health
        if source.attached.address.startswith("file:"):
            continue  # its end is no trouble
        if not source.well and health is not None and health.says is not None:
            found.append(sentence_of(health.says))
    return found


def _doubts(meet: Meet, run: LiveRun | None) -> list[Sentence]:
    """The doubts about the rides of the open run; a confirmed heat has none any more."""
    found = at_run(meet, run.at) if run is not None else None
    if run is None or run.reading is None or found is None or found[3].level is not None:
        return []
    said: list[Sentence] = []
    for side, _, name in run.riders:
        ride = run.reading.assignment.ride(side)
        doubts = ride.doubts if ride is not None else ()
        said += [say("{name}: {doubt}", name=name, doubt=doubt.text) for doubt in doubts]
    return said
