"""Knows every command of a meet: what it asks, when it is refused and why, and the facts it
becomes.
"""

from halflap.meet.commands.base import Accepted, Command, Refusal, Refused, decide
from halflap.meet.commands.confirming import ConfirmClassification, ConfirmHeat, ConfirmRanking
from halflap.meet.commands.correcting import CorrectResult, IssueDocument
from halflap.meet.commands.drawing import DrawPhase
from halflap.meet.commands.entering import (
    CorrectEntry,
    EnterRiders,
    Substitute,
    WithdrawRider,
)
from halflap.meet.commands.lap_counting import OverrideLapCounter
from halflap.meet.commands.opening import OpenCompetition, OpenMeet
from halflap.meet.commands.ordering import (
    DrawLots,
    KeepDraw,
    OrderSession,
    Rehearse,
    ReorderHeats,
    Scratch,
    SwapSides,
)
from halflap.meet.commands.record_confirming import ConfirmRecord
from halflap.meet.commands.record_setting import SetRecords
from halflap.meet.commands.reviewing import CloseReview, DecideProtest, LodgeProtest, OpenReview
from halflap.meet.commands.riding import RecordOutcomes, StartRun
from halflap.meet.commands.ruling import Rule
from halflap.meet.commands.scheduling import SetSchedule, SetStartLine
from halflap.meet.commands.timing_checking import (
    BypassCheck,
    CheckStep,
    PauseAutomation,
    ResumeAutomation,
)
from halflap.meet.commands.timing_editing import (
    AttachImpulse,
    ChangeSettings,
    InsertSplit,
    MarkStray,
    PullImpulses,
    TakeFromSource,
)
from halflap.meet.commands.timing_receiving import AttachSource, ReceiveImpulses
from halflap.meet.commands.timing_recording import DismissCatch, RecordTimed
from halflap.meet.commands.timing_running import AbortCountdown, ArmHeat, CloseRun
from halflap.meet.commands.timing_starting import RecoverStart, TakeGun
from halflap.meet.commands.undoing import Undo

__all__ = [
    "AbortCountdown",
    "Accepted",
    "ArmHeat",
    "AttachImpulse",
    "AttachSource",
    "BypassCheck",
    "ChangeSettings",
    "CheckStep",
    "CloseReview",
    "CloseRun",
    "Command",
    "ConfirmClassification",
    "ConfirmHeat",
    "ConfirmRanking",
    "ConfirmRecord",
    "CorrectEntry",
    "CorrectResult",
    "DecideProtest",
    "DismissCatch",
    "DrawLots",
    "DrawPhase",
    "EnterRiders",
    "InsertSplit",
    "IssueDocument",
    "KeepDraw",
    "LodgeProtest",
    "MarkStray",
    "OpenCompetition",
    "OpenMeet",
    "OpenReview",
    "OrderSession",
    "OverrideLapCounter",
    "PauseAutomation",
    "PullImpulses",
    "ReceiveImpulses",
    "RecordOutcomes",
    "RecordTimed",
    "RecoverStart",
    "Refusal",
    "Refused",
    "Rehearse",
    "ReorderHeats",
    "ResumeAutomation",
    "Rule",
    "Scratch",
    "SetRecords",
    "SetSchedule",
    "SetStartLine",
    "StartRun",
    "Substitute",
    "SwapSides",
    "TakeFromSource",
    "TakeGun",
    "Undo",
    "WithdrawRider",
    "decide",
]
