"""Knows the session check, what it keeps waiting, and the switch of the automation."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.journal.facts_timing import (
    AutomationPaused,
    AutomationResumed,
    CheckBypassed,
    CheckStepDone,
    Says,
)
from halflap.meet.commands.base import Answer, Command, Refusal, reasoned, refuse, rule
from halflap.meet.holding import taken_back
from halflap.meet.ledger import Ledger
from halflap.meet.state import Meet
from halflap.meet.timing_state import Timing
from halflap.timing.checking import Input, Post, Step
from halflap.words.sentence import say


class CheckStep(Command, frozen=True, kw_only=True):
    """A step of the session check was tried: which post, on which input, and what came of it."""

    post: str
    source: str
    channel: str
    passed: bool
    says: Says | None = None
    impulse: int | None = None


class BypassCheck(Command, frozen=True, kw_only=True):
    """Race before the session check has passed; ``by`` answers for it by name."""

    by: str
    reason: str


class PauseAutomation(Command, frozen=True, kw_only=True):
    """Nothing follows by itself until it is resumed."""

    reason: str = ""


class ResumeAutomation(Command, frozen=True, kw_only=True):
    """What follows by itself follows again."""


def steps_of(timing: Timing) -> tuple[Step, ...]:
    """What has to be tripped: gun and both lines of the primary source, both lines of a backup."""
    found: list[Step] = []
    for source in sorted(timing.sources, key=lambda one: one.attached.role != "primary"):
        attached = source.attached
        name = attached.source
        if attached.role == "primary":
            found += [
                Step(Post.GUN, Input(name, attached.gun)),
                Step(Post.HOME, Input(name, attached.home)),
                Step(Post.BACK, Input(name, attached.back)),
            ]
        elif attached.role == "backup":
            found += [
                Step(Post.BACKUP, Input(name, attached.home), beside=Post.HOME),
                Step(Post.BACKUP, Input(name, attached.back), beside=Post.BACK),
            ]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One step of the session check, and what is known of it (None: not tried)."""

    step: Step
    done: CheckStepDone | None

    @property
    def passed(self) -> bool:
        """Whether it passed."""
        return self.done is not None and self.done.passed


def check_lines(timing: Timing) -> tuple[CheckLine, ...]:
    """The session check as it stands; a step tried on another input does not count."""
    tried = {(done.step, done.source, done.channel): done for done in timing.check}
    return tuple(
        CheckLine(step, tried.get((step.post.value, step.input.device, step.input.channel)))
        for step in steps_of(timing)
    )


def check_open(meet: Meet) -> Refusal | None:
    """What keeps the first heat waiting; None once the check has passed or somebody answers."""
    timing = meet.timing
    lines = check_lines(timing)
    if timing.bypass is not None or (lines and all(line.passed for line in lines)):
        return None
    if not lines:
        return Refusal(
            "check",
            say("The session check has not passed: no timing device is attached."),
            say(
                "Do it with the devices: halflap check MEET --source NAME=PROTOCOL@ADDRESS; or"
                " answer for racing without it: --bypass REASON."
            ),
        )
    open_ = [line for line in lines if not line.passed]
    inputs = ", ".join(f"{line.step.input.channel} ({line.step.input.device})" for line in open_)
    return Refusal(
        "check",
        say("The session check has not passed: {inputs}.", inputs=inputs),
        say(
            "Do it (halflap check MEET), or answer for racing without it: halflap check MEET"
            " --bypass REASON."
        ),
    )


@rule(CheckStep)
def check_step(ledger: Ledger, command: CheckStep) -> Answer:
    """A step is of a post that is configured."""
    timing = ledger.state.timing
    known = [
        step
        for step in steps_of(timing)
        if (step.post.value, step.input.device, step.input.channel)
        == (command.post, command.source, command.channel)
    ]
    if not known:
        raise refuse(
            "no-step",
            say(
                "{channel} of {source} is not part of the check.",
                channel=command.channel,
                source=command.source,
            ),
            say("Attach the source with this input first."),
        )
    fact = CheckStepDone(
        step=command.post,
        source=command.source,
        channel=command.channel,
        passed=command.passed,
        says=command.says,
        impulse=command.impulse,
    )
    return [fact], []


@rule(BypassCheck)
def bypass_check(ledger: Ledger, command: BypassCheck) -> Answer:
    """By name and with a reason."""
    if not command.by.strip():
        raise refuse(
            "no-name",
            say("Nobody answers for racing without the session check."),
            say("Say who does."),
        )
    reasoned(command.reason)
    if check_open(ledger.state) is None:
        raise refuse(
            "checked",
            say("Nothing waits for the session check."),
            say("There is nothing to bypass."),
        )
    return [CheckBypassed(by=command.by, reason=command.reason)], []


@rule(PauseAutomation)
def pause(ledger: Ledger, command: PauseAutomation) -> Answer:
    """From now on people do everything."""
    return [AutomationPaused(reason=command.reason)], []


@rule(ResumeAutomation)
def resume(ledger: Ledger, command: ResumeAutomation) -> Answer:
    """The automation goes on from how things stand, also with what was taken back from it."""
    timing = ledger.state.timing
    if not (timing.paused or timing.aborted or taken_back(ledger)):
        raise refuse(
            "not-now",
            say("The automation is neither paused nor does it wait for you."),
            say("There is nothing to do."),
        )
    return [AutomationResumed()], []
