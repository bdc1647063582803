"""Knows what the timekeeper can do now, and why not what he cannot: by the same ``decide``.

While riders are on the track nothing here reads the run as a whole, which would take longer than
the next impulse may wait; it goes by the run as it is followed.
"""

from __future__ import annotations

from typing import Any

import msgspec

from halflap.journal.facts import CommandWithdrawn, Fact
from halflap.meet.acting import OF_A_RIDER, Action, Means, Moment, means, ruled, tried
from halflap.meet.among import happened_among, said_among
from halflap.meet.asked import DOUBT
from halflap.meet.commands import (
    Accepted,
    CloseRun,
    Command,
    DismissCatch,
    RecordTimed,
    RecoverStart,
    Refusal,
    Refused,
    Rule,
)
from halflap.meet.commands.timing_base import case_of
from halflap.meet.commands.timing_recording import no_catch, nobody_finished
from halflap.meet.commands.timing_running import still_ridden
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.naming import named
from halflap.meet.runs import at_run
from halflap.meet.state import Meet
from halflap.meet.views.live import LiveRun
from halflap.meet.views.news import ON_THE_TRACK
from halflap.timing.run import step
from halflap.timing.run_values import Illegal, RunEvent, State, What
from halflap.words.on_screen import Text, text
from halflap.words.sentence import Sentence, say

HELPS = {
    "armed": Action.ABORT,
    "open": Action.RECORD,
    "ridden": Action.CONFIRM,
    "recorded": Action.CONFIRM,
    "catch": Action.CATCH,
    "no-run": Action.ARM,
    "no-shot-came": Action.ARM,
    "not-armed": Action.ARM,
    "stopped": Action.ARM,
}
"""The action that puts right what a refusal names."""


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The base of what goes to a screen, as JSON as it is."""


class Given(Value, frozen=True, kw_only=True):
    """A command to give: its name and fields. ``now`` names the field that takes the reading of the
    device's clock at the moment of the press.
    """

    name: str
    fields: dict[str, Any]
    now: str | None = None


class Why(Value, frozen=True, kw_only=True):
    """One reason why something is not possible now, what to do, and the action that does it."""

    code: str
    text: Text
    remedy: Text
    action: str | None = None


class Choice(Value, frozen=True, kw_only=True):
    """An action about one rider: the side where he started, and what it comes to."""

    side: str
    bib: int
    name: str
    commands: tuple[Given, ...] = ()
    does: tuple[Text, ...] = ()
    refused: tuple[Why, ...] = ()


class Possible(Value, frozen=True, kw_only=True):
    """An action now: the commands that it comes to and what they would do, or why it is not
    possible. ``choices``: it is about a rider, who has to be named.
    """

    commands: tuple[Given, ...] = ()
    does: tuple[Text, ...] = ()
    refused: tuple[Why, ...] = ()
    choices: tuple[Choice, ...] = ()


def possible(ledger: Ledger, at: Moment, now: LiveRun | None) -> dict[str, Possible]:
    """Every action, by its name; ``now`` is the run that is armed or open."""
    return {action.value: _possible(ledger, action, at, now) for action in Action}


def why(refusal: Refusal, meet: Meet) -> Why:
    """A refusal for a screen."""
    action = HELPS.get(refusal.code)
    if action is None and refusal.code.startswith(DOUBT):
        action = Action.CONFIRM_ALL
    return Why(
        code=refusal.code,
        text=text(named(refusal.text, meet)),
        remedy=text(named(refusal.remedy, meet)),
        action=action.value if action is not None else None,
    )


def _possible(ledger: Ledger, action: Action, at: Moment, now: LiveRun | None) -> Possible:
    found = means(ledger, action, at)
    if found.refusals:
        return Possible(refused=tuple(why(each, ledger.state) for each in found.refusals))
    if found.riders and now is not None:
        return _choices(ledger, action, now, found)
    return _answered(ledger, found.commands, now)


def _choices(ledger: Ledger, action: Action, now: LiveRun, found: Means) -> Possible:
    choices = []
    for side, bib, name in found.riders:
        about = ruled(now, OF_A_RIDER.get(action, "catch"), side)
        answer = _answered(ledger, about.commands, now)
        choices.append(
            Choice(
                side=side.value,
                bib=bib,
                name=name,
                commands=answer.commands,
                does=answer.does,
                refused=answer.refused,
            )
        )
    if all(choice.refused for choice in choices):
        # For both the same: said once, and the button is off.
        reasons = {refused.code: refused for choice in choices for refused in choice.refused}
        return Possible(refused=tuple(reasons.values()), choices=tuple(choices))
    return Possible(choices=tuple(choices))


def _answered(ledger: Ledger, commands: tuple[Command, ...], now: LiveRun | None) -> Possible:
    refusal = _while_riding(ledger, commands[0], now)
    if isinstance(refusal, Refusal):
        return Possible(refused=(why(refusal, ledger.state),))
    given = tuple(map(_given, commands))
    if refusal is ASSUMED:
        return Possible(commands=given)
    answer = tried(ledger, commands)
    if isinstance(answer, Refused):
        return Possible(refused=tuple(why(each, ledger.state) for each in answer.refusals))
    does = _by_hand(ledger.state, commands[0]) or _does(ledger, answer)
    return Possible(commands=given, does=tuple(map(text, does)))


ASSUMED = object()
"""An action that is not tried while riders are on the track: it would read the whole run."""


def _while_riding(ledger: Ledger, command: Command, now: LiveRun | None) -> object:
    """What is known of a command without reading the run: a refusal, ``ASSUMED``, or None."""
    if now is None or now.machine.state not in ON_THE_TRACK:
        return None
    found = at_run(ledger.state, now.at)
    if found is None:
        return None
    if isinstance(command, CloseRun):
        over = step(now.machine, RunEvent(What.CLOSE))
        if isinstance(over, Illegal):
            return still_ridden(over, case_of(ledger.state, command), command)
    if isinstance(command, RecordTimed) and now.machine.state is State.RUNNING:
        return nobody_finished(found[3])
    if isinstance(command, DismissCatch):
        catch = now.reading.assignment.catch if now.reading is not None else None
        return ASSUMED if catch is not None else no_catch(found[3])
    if isinstance(command, Rule) and command.ruling == "catch" and len(found[3].bibs) > 1:
        return ASSUMED
    return None


def is_by_hand(command: Command) -> bool:
    """Whether a start is set to the moment of a press, which is still to come."""
    return isinstance(command, RecoverStart) and command.us is not None


def _by_hand(meet: Meet, command: Command) -> list[Sentence]:
    """What a start by hand does: it was tried with a moment that will not be that of the press."""
    if not (isinstance(command, RecoverStart) and is_by_hand(command)):
        return []
    said = say(
        "{phase} heat {heat}: start of run {run} at the moment of the press",
        phase=command.phase,
        heat=command.heat,
        run=command.run,
    )
    return [said_among(meet, command.competition, named(said, meet))]


def _given(command: Command) -> Given:
    by_hand = is_by_hand(command)
    return Given(
        name=type(command).__name__,
        fields=msgspec.to_builtins(command),
        now="us" if by_hand else None,
    )


def _does(ledger: Ledger, answers: tuple[Accepted, ...]) -> list[Sentence]:
    """What the commands would do, fact by fact, and what the rules remark."""
    said: list[Sentence] = []
    for answer in answers:
        said += [
            _said(ledger, fact) for fact in answer.facts if not isinstance(fact, CommandWithdrawn)
        ]
        said += [remark for remark in answer.remarks if remark not in said]
    return said


def _said(ledger: Ledger, fact: Fact) -> Sentence:
    entry = Entry(len(ledger.entries) + 1, len(ledger.entries) + 1, fact)
    return happened_among(ledger.state, entry)
