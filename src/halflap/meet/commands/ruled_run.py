"""Knows which run of a heat an incident is ruled on, and how far a rider was seen to come in it."""

from __future__ import annotations

from halflap.journal.facts import Fact, IncidentRuled
from halflap.journal.facts_timing import RunAt
from halflap.meet.authors import author_called
from halflap.meet.commands.base import Answer, NotNow, refuse
from halflap.meet.commands.timing_base import after
from halflap.meet.commands.timing_running import aborting, arm_again
from halflap.meet.ledger import Ledger
from halflap.meet.results import called
from halflap.meet.runs import at_run, newest_us, reading
from halflap.meet.state import Competition, HeatState, Meet
from halflap.meet.wording import incident_in_words
from halflap.sport.times import format_time
from halflap.timing.catch import first_half_lap_done, first_half_lap_us
from halflap.words.sentence import Sentence, say


def run_ruled_on(ledger: Ledger, heat: HeatState, incident: bool, named: int) -> int:
    """The run that is ruled on, ``named`` by a person or 0; the first one if none was started.

    An incident that nobody gave a run for is of the run that was started again without a ruling:
    it is what stopped that one. Where the last run has its ruling and none was started since, the
    same ruling may only have been sent twice: it never starts a run by itself.
    """
    over = not heat.runs or heat.runs[-1].stopped
    now = len(heat.runs) + 1 if over else len(heat.runs)
    again = [run for run in heat.runs if run.restarted] if incident else []
    late = [run.number for run in again[-1:] if not run.incidents]
    if incident and not late and heat.runs and over and named in (0, heat.runs[-1].number):
        raise _stopped_already(ledger, heat)
    number = named or (late[0] if late else now)
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


def _stopped_already(ledger: Ledger, heat: HeatState) -> NotNow:
    """The refusal to rule on a run that nobody has started, with who ruled what on the last."""
    last = heat.runs[-1].incidents[-1]
    following = (last.competition, last.phase, last.heat, last.run + 1)
    armed = ledger.state.timing.run
    if heat.ridden:
        remedy = say("Nobody is left to start: confirm the heat, or undo what does not hold.")
    elif armed is not None and armed.at == following:
        remedy = say(
            "Run {run} is armed. If it was in that run, name it: --run {run}.", run=following[3]
        )
    else:
        remedy = say("Start the restart first. If that ruling does not hold, undo it.")
    return refuse("run", _said_of(ledger, last), remedy)


def _said_of(ledger: Ledger, last: IncidentRuled) -> Sentence:
    """What was ruled on the last run, and by whom where that is known."""
    values: dict[str, str | int | Sentence] = {
        "run": last.run,
        "heat": last.heat,
        "incident": incident_in_words(last.incident),
        "name": called(ledger.state.competitions[last.competition], last.bib),
    }
    stands = (each for each in reversed(ledger.entries) if each.command not in ledger.withdrawn)
    actor = next((each.actor for each in stands if each.fact == last), "")
    if actor:
        return say(
            "Run {run} of heat {heat} is stopped and ruled on ({incident} of {name}, by {actor}),"
            " and no run was started since.",
            actor=author_called(actor),
            **values,
        )
    return say(
        "Run {run} of heat {heat} is stopped and ruled on ({incident} of {name}), and no run was"
        " started since.",
        **values,
    )


def which_run(run: int, newest: int) -> Sentence:
    """Which run an incident was ruled on, where nobody named it and it could be the newest."""
    return say(
        "This is ruled on run {run}, which was started again. If it was in run {next}, undo this"
        " and name that run: --run {next}.",
        run=run,
        next=newest,
    )


def disarmed(meet: Meet, at: RunAt, ruled: list[Fact]) -> Answer:
    """The end of the arming of a run that is over by what was ``ruled``, before its gun came.

    Were it armed on, the next gun would be of a run that is over.
    """
    run = meet.timing.run
    if run is None or run.at != at or run.gun is not None:
        return [], []
    found = at_run(after(meet, ruled), at)
    if found is None or found[3].running is not None:
        return [], []
    return [aborting(run)], [] if found[3].ridden else [arm_again(at)]


def check_started(meet: Meet, heat: HeatState, at: RunAt) -> None:
    """Refuse a catch in a run that is armed while its gun is awaited: nobody rides it yet."""
    run = meet.timing.run
    if run is None or run.at != at or run.gun is not None or at[3] <= len(heat.runs):
        return
    raise refuse(
        "no-gun",
        say("Heat {heat} is armed and its gun has not come: nobody rides yet.", heat=heat.key),
        say(
            "If the gun was missed, recover the start first; if the heat is timed by hand, abort"
            " the countdown first."
        ),
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
