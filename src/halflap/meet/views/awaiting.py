"""Knows what the timekeeper waits for, and the action that comes next; no key and no command."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.meet.acting import Action
from halflap.meet.among import phase_among, said_among
from halflap.meet.automation import next_heat
from halflap.meet.runs import at_run
from halflap.meet.state import Competition, Meet
from halflap.meet.views.live import LiveRun, live_run
from halflap.meet.views.next_step import next_step
from halflap.meet.views.step import Step
from halflap.meet.views.unscheduled import says_unscheduled
from halflap.timing.run_values import State
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What is awaited, and the action that does it (None: an impulse, or somebody else).

    ``left`` is the step of a competition where no heat can be armed.
    """

    text: Sentence
    action: Action | None = None
    left: tuple[Competition, Step] | None = None


def awaiting(meet: Meet, run: LiveRun | None = None) -> Awaiting:
    """What is awaited now; ``run`` is the run that is armed or open, where it is known already."""
    run = run or live_run(meet)
    found = at_run(meet, run.at) if run is not None else None
    if run is None or found is None or found[3].level is not None:
        return _next(meet)
    state = run.machine.state
    if state is State.BOTH_FINISHED:
        return Awaiting(run.awaits, Action.CONFIRM)
    if state is State.STOPPED and next_heat(meet) == run.at[:3]:
        return Awaiting(run.awaits, Action.ARM)
    return Awaiting(run.awaits)


def nothing_drawn(competition: Competition) -> bool:
    """Whether no phase of a competition is drawn: not only the next one."""
    return not any(
        phase is not None and phase.counting
        for phase in (competition.phase(plan.id) for plan in competition.fmt.phase)
    )


def _next(meet: Meet) -> Awaiting:
    heat = next_heat(meet)
    if heat is not None:
        phase = phase_among(meet, heat)
        text = say("Next: heat {heat} of {phase}.", heat=heat[2], phase=phase)
        return Awaiting(text, Action.ARM)
    left_out = says_unscheduled(meet)
    if left_out is not None:
        return Awaiting(left_out)
    for competition in meet.in_order():
        step = next_step(meet, competition)
        if step.command.startswith("halflap draw") and nothing_drawn(competition):
            text = said_among(meet, competition.id, say("No heat is drawn."))
            return Awaiting(text, left=(competition, step))
        if step.command:
            awaits = said_among(meet, competition.id, step.awaits)
            text = say("No heat is left to ride. {awaits}", awaits=awaits)
            return Awaiting(text, left=(competition, step))
    return Awaiting(say("No heat is left to ride."))
