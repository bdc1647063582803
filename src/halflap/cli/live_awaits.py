"""Knows what ``halflap live`` awaits, and the key or the command that does it."""

from __future__ import annotations

from halflap.meet.acting import Action
from halflap.meet.among import phase_among, said_among
from halflap.meet.automation import next_heat
from halflap.meet.state import Competition, Meet
from halflap.meet.views.awaiting import awaiting, nothing_drawn
from halflap.meet.views.live import live_run
from halflap.meet.views.step import Step
from halflap.words.sentence import Sentence, say


def awaits(meet: Meet, path: str) -> Sentence:
    """The one sentence that says what is awaited and what the next key does."""
    found = awaiting(meet)
    if found.left is not None:
        return _left(meet, path, *found.left)
    if found.action is Action.CONFIRM:
        return say("{awaits} Press o to confirm it.", awaits=found.text)
    if found.action is Action.ARM:
        return _arm(meet, found.text)
    return found.text


def _arm(meet: Meet, text: Sentence) -> Sentence:
    run, heat = live_run(meet), next_heat(meet)
    if run is not None and run.awaits == text:
        return say("{awaits} Press a to arm the restart.", awaits=text)
    assert heat is not None
    phase = phase_among(meet, heat)
    return say("Next: heat {heat} of {phase}. Press a to arm it.", heat=heat[2], phase=phase)


def _left(meet: Meet, path: str, competition: Competition, step: Step) -> Sentence:
    """No heat can be armed: what the meet at ``path`` waits for, with the command for it."""
    command = step.command.replace("MEET", path)
    if len(list(meet.in_order())) > 1:
        command = f"{command} --competition {competition.id}"
    if command.startswith("halflap draw") and nothing_drawn(competition):
        return say("No heat is drawn. In another terminal: {command}", command=command)
    return say(
        "No heat is left to ride. {awaits} In another terminal: {command}",
        awaits=said_among(meet, competition.id, step.awaits),
        command=command,
    )
