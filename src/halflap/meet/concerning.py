"""Knows which facts change what a command is about, so that whoever gives it has to look again.

| a fact | changes |
|---|---|
| what stands beside the race: a communiqué, a pause … | its own kind of command only: `ASIDE` |
| an entry, its correction | what is entered of that bib, and the whole competition |
| a rider withdrawn or replaced | the same, and every heat of the competition |
| what is ridden and repaired on the track | that heat, and whatever is on the track |
| a ruling, a result, a review, a protest, a scratch | that heat, and the whole competition |
| a draw, lots, a ranking, the order of heats | the heats of that phase, and the whole competition |
| what is taken back | what it changed when it was done |

The whole competition is decided by whoever names no heat (a draw, a ranking, the
classification), and by a correction, which reaches into the phases after it. An undo that names no
fact takes back the last one, whatever that is; one that takes its dependents with it may reach
all. A communiqué is for good and changes neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from halflap.journal import facts as f
from halflap.journal import facts_timing as t
from halflap.journal.facts_base import Fact
from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.meet import commands as c
from halflap.meet.commands import Command
from halflap.meet.commands.timing_base import OfRun
from halflap.meet.ledger import Ledger

Kinds = frozenset[type[Command]]

ASIDE: Mapping[type[Fact], Kinds] = {
    f.DocumentIssued: frozenset({c.IssueDocument}),
    f.RecordConfirmed: frozenset({c.ConfirmRecord, c.SetRecords}),
    f.RecordsSet: frozenset({c.ConfirmRecord, c.SetRecords}),
    f.ScheduleSet: frozenset({c.SetSchedule}),
    f.StartLineSet: frozenset({c.SetStartLine, c.ArmHeat}),
    f.SessionOrdered: frozenset({c.OrderSession, c.ArmHeat}),
    f.RehearsalDrawn: frozenset(),
    f.MeetOpened: frozenset({c.OpenMeet}),
    f.CompetitionOpened: frozenset({c.OpenCompetition}),
    t.AutomationPaused: frozenset({c.PauseAutomation, c.ResumeAutomation}),
    t.AutomationResumed: frozenset({c.PauseAutomation, c.ResumeAutomation}),
    t.CheckStepDone: frozenset({c.CheckStep, c.BypassCheck}),
    t.CheckBypassed: frozenset({c.CheckStep, c.BypassCheck}),
    LapCounterOverridden: frozenset({c.OverrideLapCounter}),
}
"""Facts that stand beside the race, and the commands that they change all the same."""

_ALONE: Kinds = frozenset(
    {
        c.AttachSource,
        c.BypassCheck,
        c.CheckStep,
        c.OpenCompetition,
        c.OpenMeet,
        c.OrderSession,
        c.PauseAutomation,
        c.Rehearse,
        c.ResumeAutomation,
        c.SetRecords,
        c.SetStartLine,
    }
)
"""Commands that only facts of ``ASIDE`` change."""

_ENTERING: Kinds = frozenset(
    {c.CorrectEntry, c.EnterRiders, c.SetSchedule, c.Substitute, c.WithdrawRider}
)
_CHANGES_ENTERING = (
    f.RiderEntered,
    f.EntryCorrected,
    f.RiderWithdrawn,
    f.RiderSubstituted,
    f.RiderScratched,
    f.PhaseDrawn,
)

_ON_THE_TRACK = (
    f.RunStarted,
    t.HeatArmed,
    t.CountdownAborted,
    t.RunGunned,
    t.RunClosed,
    t.ImpulseAttached,
    t.ImpulseMarkedStray,
    t.ImpulsesPulled,
    t.SplitInserted,
    t.IntervalTaken,
    t.AssignmentSet,
    t.CatchDismissed,
)
"""What is ridden and repaired: for the competition it counts once it is recorded."""

_OF_THE_WHOLE = (f.RiderEntered, f.EntryCorrected, f.ClassificationConfirmed)
"""What changes no heat that is drawn already."""


class Place(NamedTuple):
    """What something is about; None: not one, but any."""

    competition: str | None = None
    phase: str | None = None
    heat: str | None = None


def concerns(ledger: Ledger, command: Command, fact: Fact) -> bool:
    """Whether a fact that was kept meanwhile changes what the command is about."""
    if isinstance(fact, f.CommandWithdrawn):
        taken = (entry.fact for seq in fact.commands for entry in ledger.command(seq))
        return isinstance(command, c.Undo) or any(concerns(ledger, command, each) for each in taken)
    if isinstance(command, c.Undo):
        any_of_them = command.seq is None or command.with_dependents
        return any_of_them and not isinstance(fact, f.DocumentIssued)
    kind = type(command)
    where, other = _of_command(ledger, command), _of_fact(ledger, fact)
    if not _meet(where.competition, other.competition):
        return False
    if type(fact) in ASIDE:
        return kind in ASIDE[type(fact)] and _same_thing(command, fact)
    if kind in _ALONE:
        return False
    if kind in _ENTERING:
        return isinstance(fact, _CHANGES_ENTERING) and _share_a_bib(command, fact)
    on_the_track = kind in (c.TakeGun, c.AbortCountdown)
    if where.heat is None and not on_the_track:
        return not isinstance(fact, _ON_THE_TRACK)
    if isinstance(command, c.CorrectResult):
        return not isinstance(fact, _ON_THE_TRACK) or other == where
    if isinstance(fact, _OF_THE_WHOLE):
        return False
    if isinstance(fact, f.ReRideGranted) and (on_the_track or isinstance(command, OfRun)):
        return False  # it joins at the end (3.2.074): what is ridden now stays as it is
    return _meet(where.phase, other.phase) and _meet(where.heat, other.heat)


def _of_command(ledger: Ledger, command: Command) -> Place:
    if isinstance(command, c.TakeGun | c.AbortCountdown):
        run = ledger.state.timing.run
        return Place(*run.at[:3]) if run is not None else Place()
    if isinstance(command, c.DecideProtest):
        return _of_protest(ledger, command.competition, command.protest)
    return _named(command)


def _of_fact(ledger: Ledger, fact: Fact) -> Place:
    if isinstance(fact, f.ProtestDecided):
        return _of_protest(ledger, fact.competition, fact.protest)
    return _named(fact)


def _of_protest(ledger: Ledger, competition: str, number: int) -> Place:
    found = ledger.state.competitions.get(competition)
    for protest in found.protests if found is not None else ():
        if protest.number == number:
            return Place(competition, protest.phase, protest.heat)
    return Place(competition)


def _named(named: Command | Fact) -> Place:
    """By the names that it has; a heat that is only drawn by it is none yet."""
    found = (getattr(named, name, None) for name in Place._fields)
    return Place(*(each if isinstance(each, str) else None for each in found))


def _meet(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _same_thing(command: Command, fact: Fact) -> bool:
    """Another document, another rider's schedule, another heat's counter is another thing."""
    names = ("document", "record", "bib", "phase", "heat", "line", "session")
    both = ((getattr(command, name, None), getattr(fact, name, None)) for name in names)
    return all(one == other for one, other in both if one is not None and other is not None)


def _share_a_bib(command: Command, fact: Fact) -> bool:
    one, other = _bibs(command), _bibs(fact)
    return not one or not other or bool(one & other)


def _bibs(named: Command | Fact) -> frozenset[int]:
    """The bibs of the entries that it is about; empty: any."""
    entries = (*getattr(named, "entries", ()), getattr(named, "entry", None))
    found = {each.bib for each in entries if each is not None}
    bib = getattr(named, "bib", None)
    return frozenset(found | ({bib} if bib is not None else set()))
