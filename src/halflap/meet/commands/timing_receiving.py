"""Knows what becomes of what devices send: numbered, recognised when sent again, put into a run."""

from __future__ import annotations

from halflap.journal.facts import Fact
from halflap.journal.facts_timing import (
    ImpulseReceived,
    RunAt,
    SourceAttached,
)
from halflap.meet.commands.base import Answer, Command, refuse, rule
from halflap.meet.commands.timing_base import after
from halflap.meet.fold.transition import replace
from halflap.meet.ledger import Ledger
from halflap.meet.runs import at_run
from halflap.meet.sightings import read_on
from halflap.meet.state import Meet
from halflap.meet.timing_state import SourceState, TimedRun, Timing
from halflap.sport.impulse import DAY_US
from halflap.words.sentence import say

DAYS = 3
"""A clock that ran on unwrapped has seen no more midnights in one meet file."""


class AttachSource(Command, frozen=True, kw_only=True):
    """Use a timing device, or use it otherwise than before."""

    attached: SourceAttached


class ReceiveImpulses(Command, frozen=True, kw_only=True):
    """What came in since the last time, in order.

    Impulses carry no number, run or repetition yet: those are found here.
    """

    received: tuple[Fact, ...]


@rule(AttachSource)
def attach_source(ledger: Ledger, command: AttachSource) -> Answer:
    """One source is the primary one; the wiring names three different inputs."""
    wanted, timing = command.attached, ledger.state.timing
    if len({wanted.gun, wanted.home, wanted.back}) < 3:
        raise refuse(
            "wiring",
            say("The gun and the two lines of {source} share an input.", source=wanted.source),
            say("Name three: --gun C0 --home C2 --back C3."),
        )
    known = timing.source(wanted.source)
    if known is not None and known.attached == wanted:
        raise refuse(
            "attached",
            say("{source} is attached like this already.", source=wanted.source),
            say("There is nothing to do."),
        )
    primary = timing.primary
    if wanted.role == "primary" and primary is not None and primary.name != wanted.source:
        raise refuse(
            "primary",
            say("{source} is the primary source.", source=primary.name),
            say(
                "Make {source} the backup first: give its --source before that of {other}, with "
                "--role {source}=backup. Or attach {other} with --role {other}=backup.",
                other=wanted.source,
                source=primary.name,
            ),
        )
    return [wanted], []


@rule(ReceiveImpulses)
def receive(ledger: Ledger, command: ReceiveImpulses) -> Answer:
    """Everything is kept; nothing that was received is ever refused."""
    meet, facts = ledger.state, list[Fact]()
    for fact in command.received:
        known = _placed(meet, fact) if isinstance(fact, ImpulseReceived) else fact
        facts.append(known)
        meet = after(meet, [known])
    return facts, []


def _placed(meet: Meet, impulse: ImpulseReceived) -> ImpulseReceived:
    """The impulse with its number, the one that it repeats, and the run in whose time it fell."""
    timing = meet.timing
    source = timing.source(impulse.source)
    again = _repeated(source, impulse) if source is not None else None
    run = run_for(meet, impulse) if again is None else None
    found = at_run(meet, run) if run is not None else None
    return replace(
        impulse,
        impulse=timing.count + 1,
        again=again,
        run=run,
        late=found is not None and found[3].level is not None,
    )


def _repeated(source: SourceState, impulse: ImpulseReceived) -> int | None:
    """The impulse of which this is an identical re-send.

    In another epoch only a count of the device's own or its memory proves it the same.
    """
    newer = impulse.epoch > source.epoch or impulse.us > source.highest_us
    # One that is suspect was newer as well when it came first.
    if newer and not (impulse.memory or impulse.withdrawn or impulse.suspect):
        return None
    same_epoch = source.log.between(impulse.us, impulse.us)
    for other in same_epoch:
        if other.epoch == impulse.epoch and _alike(other, impulse):
            return other.again or other.impulse
    if not impulse.memory:
        return None
    for day in range(DAYS):
        us = day * DAY_US + impulse.us % DAY_US
        for other in source.log.between(us, us):
            if _alike(other, impulse):
                return other.again or other.impulse
    return None


def _alike(one: ImpulseReceived, other: ImpulseReceived) -> bool:
    numbers = {one.number, other.number} - {None}
    return (one.channel, one.ref) == (other.channel, other.ref) and len(numbers) <= 1


def run_for(meet: Meet, impulse: ImpulseReceived) -> RunAt | None:
    """The run in whose time an impulse fell: by its clock, and not by when it came."""
    timing = meet.timing
    run = timing.run
    now = run if run is not None and _within(timing, run, impulse) is not False else None
    source = timing.source(impulse.source)
    newest = source is None or impulse.us > source.highest_us
    if now is not None and (now.gun is not None or newest):
        return now.at
    if newest:
        return None  # the newest of its source can be in no earlier run
    best: TimedRun | None = None
    for other in timing.gunned():
        if _within(timing, other, impulse) and _later(best, other):
            best = other
    if best is None:
        best = now  # a heat that is armed has what nobody else claims
    return best.at if best is not None else None


def _later(best: TimedRun | None, other: TimedRun) -> bool:
    if best is None or best.gun is None or other.gun is None:
        return True
    return (other.gun.epoch, other.gun.us) > (best.gun.epoch, best.gun.us)


def _within(timing: Timing, run: TimedRun, impulse: ImpulseReceived) -> bool | None:
    """Whether an impulse is in the time of a run; None where its clock cannot tell."""
    gun, closed = run.gun, run.closed
    if gun is None:
        return None if run.armed is not None else False
    us = read_on(timing, impulse, gun.clock, gun.epoch)
    if us is None:
        return None if closed is None else False
    if us < gun.us:
        return False
    return closed is None or (closed.us is not None and us < closed.us)
