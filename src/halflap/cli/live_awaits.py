"""Knows what ``halflap live`` awaits, and the key or the command that does it."""

from __future__ import annotations

from halflap.meet.automation import next_heat
from halflap.meet.runs import at_run
from halflap.meet.state import Meet
from halflap.meet.views.live import LiveRun, live_run
from halflap.meet.views.status import next_step
from halflap.timing.run_values import State
from halflap.words.sentence import Sentence, say


def awaits(meet: Meet, path: str) -> Sentence:
    """The one sentence that says what is awaited and what the next key does."""
    run = live_run(meet)
    found = at_run(meet, run.at) if run is not None else None
    if run is None or found is None or found[3].level is not None:
        return _next(meet, path)
    return _with_key(meet, run)


def _with_key(meet: Meet, run: LiveRun) -> Sentence:
    """What is awaited of a run, and the key that does it."""
    state = run.machine.state
    if state is State.BOTH_FINISHED:
        return say("{awaits} Press o to confirm it.", awaits=run.awaits)
    if state is State.STOPPED and next_heat(meet) == run.at[:3]:
        return say("{awaits} Press a to arm the restart.", awaits=run.awaits)
    return run.awaits


def _next(meet: Meet, path: str) -> Sentence:
    heat = next_heat(meet)
    if heat is None:
        return _nothing_left(meet, path)
    return say("Next: heat {heat} of {phase}. Press a to arm it.", heat=heat[2], phase=heat[1])


def _nothing_left(meet: Meet, path: str) -> Sentence:
    """No heat can be armed: what the meet at ``path`` waits for, with the command for it."""
    competitions = list(meet.in_order())
    for competition in competitions:
        step = next_step(competition)
        if not step.command:
            continue
        command = step.command.replace("MEET", path)
        if len(competitions) > 1:
            command = f"{command} --competition {competition.id}"
        if command.startswith("halflap draw"):
            return say("No heat is drawn. In another terminal: {command}", command=command)
        return say(
            "No heat is left to ride. {awaits} In another terminal: {command}",
            awaits=step.awaits,
            command=command,
        )
    return say("No heat is left to ride.")
