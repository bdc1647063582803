"""Knows which run of a heat an incident is ruled on, and how far a rider was seen to come in it."""

from __future__ import annotations

from halflap.journal.facts_timing import RunAt
from halflap.meet.commands.base import refuse
from halflap.meet.results import called
from halflap.meet.runs import newest_us, reading
from halflap.meet.state import Competition, HeatState, Meet
from halflap.sport.times import format_time
from halflap.timing.catch import first_half_lap_done, first_half_lap_us
from halflap.words.sentence import Sentence, say


def run_ruled_on(heat: HeatState, incident: bool, named: int) -> int:
    """The run that is ruled on, ``named`` by a person or 0; the next one if none is under way.

    An incident that nobody gave a run for is of the run that was started again without a ruling:
    it is what stopped that one.
    """
    over = not heat.runs or heat.runs[-1].stopped
    now = len(heat.runs) + 1 if over else len(heat.runs)
    again = [run for run in heat.runs if run.restarted] if incident else []
    number = named or (again[-1].number if again and not again[-1].incidents else now)
    if number == now or any(run.number == number for run in again):
        return number
    raise refuse(
        "run",
        say("There is nothing to rule on in run {run} of heat {heat}.", run=number, heat=heat.key),
        say(
            "Leave out --run; only an incident of a run that was started again is ruled on after"
            " it."
        ),
    )


def which_run(run: int, newest: int) -> Sentence:
    """Which run an incident was ruled on, where nobody named it and it could be the newest."""
    return say(
        "This is ruled on run {run}, which was started again. If it was in run {next}, undo this"
        " and name that run: --run {next}.",
        run=run,
        next=newest,
    )


def check_not_passed(meet: Meet, competition: Competition, at: RunAt, bib: int) -> None:
    """Refuse a mishap in the first half lap of a rider who was seen to have ridden it.

    He may have rolled over the line after he was stopped: then the metres say so.
    """
    run = meet.timing.runs.get(at)
    found = reading(meet, at, newest_us(meet, run)) if run is not None else None
    ride = found.ride(bib) if found is not None else None
    if ride is None or not first_half_lap_done(ride):
        return
    name, first_us = called(competition, bib), first_half_lap_us(ride)
    raise refuse(
        "first-half-lap",
        say("{name} was seen after the first half lap.", name=name)
        if first_us is None
        else say(
            "{name} passed the first half lap at {time}.", name=name, time=format_time(first_us)
        ),
        say(
            "Give --after-first-half-lap; if it happened before, give the metres with --at. "
            "[3.2.074]"
        ),
    )
