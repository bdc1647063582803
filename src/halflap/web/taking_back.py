"""Knows whose decision a command was, and so who may take it back: who may not decide something may
not undo it either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from halflap.journal import facts as f
from halflap.journal import facts_timing as t
from halflap.journal.facts import Fact
from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.meet.among import happened_among
from halflap.meet.commands import Command, Refusal, Undo
from halflap.meet.commands.undoing import taken_with
from halflap.meet.ledger import Entry, Ledger
from halflap.web.roles import MAY_GIVE, NAMES, Role
from halflap.words.on_screen import on_screen
from halflap.words.sentence import Sentence, say

DECIDED_BY: Mapping[type[Fact], str] = {
    f.CompetitionOpened: "OpenCompetition",
    f.RecordsSet: "SetRecords",
    f.RiderEntered: "EnterRiders",
    f.EntryCorrected: "CorrectEntry",
    f.RiderWithdrawn: "WithdrawRider",
    f.RiderSubstituted: "Substitute",
    f.StartLineSet: "SetStartLine",
    f.ScheduleSet: "SetSchedule",
    f.PhaseDrawn: "DrawPhase",
    f.HeatsReordered: "ReorderHeats",
    f.SidesSwapped: "SwapSides",
    f.SidesReported: "SwapSides",
    f.RiderScratched: "Scratch",
    f.RehearsalDrawn: "Rehearse",
    f.SessionOrdered: "OrderSession",
    f.RunStarted: "StartRun",
    f.IncidentRuled: "Rule",
    f.OutcomesRecorded: "RecordOutcomes",
    f.RulingMade: "Rule",
    f.ReRideGranted: "Rule",
    f.LotsDrawn: "DrawLots",
    f.ReviewOpened: "OpenReview",
    f.ReviewClosed: "CloseReview",
    f.ProtestLodged: "LodgeProtest",
    f.ProtestDecided: "DecideProtest",
    f.ResultConfirmed: "ConfirmHeat",
    f.ResultCorrected: "CorrectResult",
    f.RankingConfirmed: "ConfirmRanking",
    f.ClassificationConfirmed: "ConfirmClassification",
    f.DrawKept: "KeepDraw",
    f.RecordConfirmed: "ConfirmRecord",
    f.CommandWithdrawn: "Undo",
    LapCounterOverridden: "OverrideLapCounter",
    t.HeatArmed: "ArmHeat",
    t.CountdownAborted: "AbortCountdown",
    t.RunGunned: "TakeGun",
    t.RunClosed: "CloseRun",
    t.ImpulseAttached: "AttachImpulse",
    t.ImpulseMarkedStray: "MarkStray",
    t.ImpulsesPulled: "PullImpulses",
    t.SplitInserted: "InsertSplit",
    t.IntervalTaken: "TakeFromSource",
    t.AssignmentSet: "ChangeSettings",
    t.CatchDismissed: "DismissCatch",
    t.CheckStepDone: "CheckStep",
    t.CheckBypassed: "BypassCheck",
    t.AutomationPaused: "PauseAutomation",
    t.AutomationResumed: "ResumeAutomation",
}
"""The command that decides what each fact says, of those that can be taken back."""


def may_take_back(role: Role, ledger: Ledger, entries: Sequence[Entry]) -> bool:
    """Whether a command is this role's to take back: the first of its facts is what it decides, the
    others follow from that; but a ranking is confirmed after its heats, in one command.
    """
    first, *others = (entry.fact for entry in entries)
    deciding = [first, *(fact for fact in others if isinstance(fact, f.RankingConfirmed))]
    return all(_is_of(role, ledger, fact) for fact in deciding)


def _is_of(role: Role, ledger: Ledger, fact: Fact) -> bool:
    if role is Role.COMMISSAIRE:
        return True
    if DECIDED_BY.get(type(fact), "") not in MAY_GIVE[role]:
        return False
    if isinstance(fact, f.ResultConfirmed):
        return fact.level == "provisional"
    if isinstance(fact, f.CommandWithdrawn):  # what it took back would stand again
        return all(may_take_back(role, ledger, ledger.command(seq)) for seq in fact.commands)
    return True


def whose_to_take_back(role: Role, ledger: Ledger, entries: Sequence[Entry]) -> Sentence | None:
    """Who may take a command back where this role may not; None where it may."""
    if may_take_back(role, ledger, entries):
        return None
    for other in (Role.TIMEKEEPER, Role.SECRETARY):
        if may_take_back(other, ledger, entries):
            return say(
                "Only the {role} and the commissaires can take this back.", role=NAMES[other]
            )
    return say("Only the commissaires can take this back.")


def at_the_console(ledger: Ledger, entries: Sequence[Entry]) -> bool:
    """Whether the key of the console takes a command back: it is of the timekeeper's desk.

    All screens are told the same, and a commissaire takes the rest back in the history.
    """
    return may_take_back(Role.TIMEKEEPER, ledger, entries)


def not_to_take_back(ledger: Ledger, role: Role, command: Command) -> Refusal | None:
    """The refusal of an undo that takes back, perhaps with others, what is not this role's."""
    if not isinstance(command, Undo) or role is Role.COMMISSAIRE:
        return None
    for seq in taken_with(ledger, command):
        entries = ledger.command(seq)
        if not may_take_back(role, ledger, entries):
            what = on_screen(happened_among(ledger.state, entries[0]))
            return Refusal(
                "role",
                say(
                    "This is not for the {role} to take back: {what}.", role=NAMES[role], what=what
                ),
                say("Sign in with another role, or ask a commissaire."),
            )
    return None
