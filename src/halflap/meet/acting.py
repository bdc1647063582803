"""Knows what one press of the timekeeper comes to: which commands, about which rider, or why none.

The terminal and the screen do the same with it: ``means`` names the commands, and whoever asked
gives them one after the other until one is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from msgspec.structs import replace

from halflap.meet.automation import next_heat
from halflap.meet.catches import times_follow
from halflap.meet.commands import (
    AbortCountdown,
    Accepted,
    ArmHeat,
    CloseRun,
    Command,
    ConfirmHeat,
    DismissCatch,
    PauseAutomation,
    RecordTimed,
    RecoverStart,
    Refusal,
    Refused,
    ResumeAutomation,
    Rule,
    TakeGun,
    Undo,
    decide,
)
from halflap.meet.commands.ruling import INCIDENTS
from halflap.meet.commands.undoing import Ours, last_of_people
from halflap.meet.ledger import Ledger
from halflap.meet.runs import at_run
from halflap.meet.timing_state import TimedRun
from halflap.meet.views.live import LiveRun, live_run
from halflap.meet.views.news import ON_THE_TRACK
from halflap.meet.views.shots import late_start
from halflap.sport.heat import Side
from halflap.sport.track import printed
from halflap.words.sentence import say


class Action(Enum):
    """What the timekeeper can do at any moment, each with one key."""

    ARM = "arm"
    GUN = "gun"
    ABORT = "abort"
    RECORD = "record"
    CATCH = "catch"
    NO_CATCH = "no-catch"
    FALSE_START = "false-start"
    MISHAP = "mishap"
    DNF = "dnf"
    DNS = "dns"
    DSQ = "dsq"
    CONFIRM = "confirm"
    CONFIRM_ALL = "confirm-all"
    CLOSE = "close"
    UNDO = "undo"
    PAUSE = "pause"


OF_A_RIDER = {
    Action.FALSE_START: "false-start",
    Action.MISHAP: "mishap",
    Action.DNF: "dnf",
    Action.DNS: "dns",
    Action.DSQ: "dsq",
}
"""Rulings about one rider, who has to be named."""


@dataclass(frozen=True, slots=True)
class Means:
    """What an action comes to: commands in order, else why none, else whom it may be about."""

    commands: tuple[Command, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    riders: tuple[tuple[Side, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by whom: what the clock of the device shows now (None: not known), the first fact
    that an undo may reach, and what is ours to undo (None: everything).
    """

    device_us: int | None = None
    began: int = 0
    ours: Ours | None = None


NOW = Moment()


def means(ledger: Ledger, action: Action, at: Moment = NOW, *, side: Side | None = None) -> Means:
    """What an action comes to now; ``side`` names the rider where one was asked for."""
    if action in OF_A_RIDER or (action is Action.CATCH and side is not None):
        return _ruling(ledger, OF_A_RIDER.get(action, "catch"), side)
    return _MEANS[action](ledger, at)


def tried(ledger: Ledger, commands: tuple[Command, ...]) -> tuple[Accepted, ...] | Refused:
    """The answers to commands that are given one after the other, or the first refusal."""
    answers: list[Accepted] = []
    for command in commands:
        answer = decide(ledger, command)
        if isinstance(answer, Refused):
            return answer
        answers.append(answer)
        ledger = copy(ledger)
        ledger.state = answer.state
    return tuple(answers)


NO_RUN = Refusal(
    "no-run", say("No run is armed or open."), say("Arm the next heat, then its gun starts a run.")
)
NO_SHOT = Refusal(
    "no-shot-came",
    say("No heat is armed, and no shot has come that could be a start."),
    say("Arm the next heat."),
)
NO_HEAT = Refusal(
    "no-heat-left",
    say("No heat is left to ride."),
    say("Draw the next phase, or confirm what is ridden."),
)
NOTHING_SINCE = Refusal(
    "nothing-since",
    say("Nothing done in this sitting is left to undo."),
    say("What was done before is taken back in the history, by its number."),
)


NOT_OURS = Refusal(
    "not-ours",
    say("What was decided in this sitting is not for the timekeeper to undo."),
    say("A commissaire takes it back in the history, by its number."),
)


def _open(ledger: Ledger, made: Callable[[TimedRun], Command]) -> Means:
    run = ledger.state.timing.run
    return Means((made(run),)) if run is not None else Means(refusals=(NO_RUN,))


# --- the start


def _arm(ledger: Ledger, _: Moment) -> Means:
    heat = next_heat(ledger.state)
    if heat is None:
        return Means(refusals=(NO_HEAT,))
    return Means((ArmHeat(competition=heat[0], phase=heat[1], heat=heat[2]),))


def _gun(ledger: Ledger, at: Moment) -> Means:
    """The shot that came, or this moment as the clock of the device shows it."""
    run = ledger.state.timing.run
    if run is None or run.gun is not None:
        return _late_gun(ledger)
    preview = decide(ledger, TakeGun())
    came = not isinstance(preview, Refused) or preview.refusals[0].code != "no-shot"
    if came or at.device_us is None:
        return Means((TakeGun(),))
    competition, phase, heat, number = run.at
    by_hand = RecoverStart(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        us=at.device_us,
        reason="gun by hand",
    )
    return Means((by_hand,))


def _late_gun(ledger: Ledger) -> Means:
    """The shot that came before its heat was armed starts it: with all that came since then."""
    meet = ledger.state
    found, run = late_start(meet), meet.timing.run
    if found is None:
        return Means(refusals=(NO_SHOT,))
    shot, (competition, phase, heat) = found
    recover = RecoverStart(
        competition=competition,
        phase=phase,
        heat=heat,
        impulse=shot.impulse,
        reason="fired before the heat was armed",
    )
    return Means((recover,)) if run is None else Means((_closing(run), recover))


def _abort(_: Ledger, __: Moment) -> Means:
    return Means((AbortCountdown(reason="by the operator"),))


# --- the ride


def _catch(ledger: Ledger, _: Moment) -> Means:
    """The proposed catch is confirmed; without a proposal the catcher is asked for."""
    run = live_run(ledger.state)
    if run is None:
        return Means(refusals=(NO_RUN,))
    catch = run.reading.assignment.catch if run.reading else None
    if catch is None:
        return Means(riders=run.riders)
    return Means((_rule(run, "catch", catch.by, catch.distance_m),))


def _no_catch(ledger: Ledger, _: Moment) -> Means:
    return _open(
        ledger,
        lambda run: DismissCatch(
            competition=run.at[0],
            phase=run.at[1],
            heat=run.at[2],
            run=run.at[3],
            reason="seen by the commissaire",
        ),
    )


def _ruling(ledger: Ledger, ruling: str, side: Side | None) -> Means:
    run = live_run(ledger.state)
    if run is None:
        return Means(refusals=(NO_RUN,))
    if side is None:
        return Means(riders=run.riders)
    return ruled(run, ruling, side)


def ruled(run: LiveRun, ruling: str, side: Side) -> Means:
    """A ruling about the rider who started there, as the run was when it was asked for.

    If they rode on since, that is said by the answer to the command.
    """
    if all(start is not side for start, _, _ in run.riders):
        return Means(riders=run.riders)
    return Means((_rule(run, ruling, side),))


def _rule(run: LiveRun, ruling: str, side: Side, at_m: Fraction | None = None) -> Rule:
    competition, phase, heat, number = run.at
    return Rule(
        competition=competition,
        phase=phase,
        heat=heat,
        ruling=ruling,
        bib=next(bib for start, bib, _ in run.riders if start is side),
        past_first_half_lap=side in run.machine.first_done,
        at_m=printed(at_m) if at_m is not None else None,
        reason="ruled at the track",
        run=number if ruling in INCIDENTS else 0,
    )


# --- the end


def recording(run: TimedRun) -> RecordTimed:
    """The times of a run as its impulses tell them."""
    return RecordTimed(competition=run.at[0], phase=run.at[1], heat=run.at[2], run=run.at[3])


def _closing(run: TimedRun) -> CloseRun:
    return CloseRun(competition=run.at[0], phase=run.at[1], heat=run.at[2], run=run.at[3])


def _confirm(ledger: Ledger, acknowledge: tuple[str, ...]) -> Means:
    """The times are recorded first where they are not yet."""
    meet = ledger.state
    run = meet.timing.run
    found = at_run(meet, run.at) if run is not None else None
    if run is None or found is None:
        return Means(refusals=(NO_RUN,))
    view = live_run(meet)
    if view is not None and (run.gun is None or view.machine.state in ON_THE_TRACK):
        return Means(refusals=(_too_early(view),))
    confirm = ConfirmHeat(
        competition=run.at[0],
        phase=run.at[1],
        heat=run.at[2],
        level="provisional",
        acknowledge=acknowledge,
    )
    _, plan, _, heat = found
    recorded = heat.ridden and not times_follow(plan, heat)
    if recorded or _is_recorded(ledger, recording(run)):
        return Means((confirm,))
    return Means((recording(run), confirm))


def _is_recorded(ledger: Ledger, record: RecordTimed) -> bool:
    answer = decide(ledger, record)
    return isinstance(answer, Refused) and answer.refusals[0].code == "recorded"


def _too_early(view: LiveRun) -> Refusal:
    remedy = say("Wait for it.") if view.run.gun is None else say("To keep what came, record it.")
    return Refusal("too-early", view.awaits, remedy)


def only_doubts(ledger: Ledger, commands: tuple[Command, ...]) -> tuple[Refusal, ...]:
    """The doubts that alone keep a heat from being confirmed; empty where it is something else."""
    *_, last = commands
    answer = tried(ledger, commands)
    if not isinstance(answer, Refused) or not isinstance(last, ConfirmHeat):
        return ()
    with_all = replace(last, acknowledge=("all",))
    if isinstance(tried(ledger, (*commands[:-1], with_all)), Refused):
        return ()
    return answer.refusals


def _undo(ledger: Ledger, at: Moment) -> Means:
    """The last thing that people did; what was done before ``began`` is not for a single key."""
    last = last_of_people(ledger)
    if last and last[0].command <= at.began:
        return Means(refusals=(NOTHING_SINCE,))
    if at.ours is None or not last or at.ours(ledger, last):
        return Means((Undo(reason="by the operator"),))
    ours = last_of_people(ledger, at.ours, at.began)
    if not ours:
        return Means(refusals=(NOT_OURS,))
    return Means((Undo(seq=ours[0].command, reason="by the operator"),))


def _pause(ledger: Ledger, _: Moment) -> Means:
    paused = ledger.state.timing.paused
    return Means((ResumeAutomation() if paused else PauseAutomation(),))


_MEANS: dict[Action, Callable[[Ledger, Moment], Means]] = {
    Action.ARM: _arm,
    Action.GUN: _gun,
    Action.ABORT: _abort,
    Action.RECORD: lambda ledger, _: _open(ledger, recording),
    Action.CATCH: _catch,
    Action.NO_CATCH: _no_catch,
    Action.CONFIRM: lambda ledger, _: _confirm(ledger, ()),
    Action.CONFIRM_ALL: lambda ledger, _: _confirm(ledger, ("all",)),
    Action.CLOSE: lambda ledger, _: _open(ledger, _closing),
    Action.UNDO: _undo,
    Action.PAUSE: _pause,
}
