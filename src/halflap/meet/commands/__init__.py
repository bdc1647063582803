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
    OpenCompetition,
    OpenMeet,
    Substitute,
    WithdrawRider,
)
from halflap.meet.commands.ordering import (
    DrawLots,
    KeepDraw,
    OrderSession,
    Rehearse,
    ReorderHeats,
    Scratch,
    SwapSides,
)
from halflap.meet.commands.reviewing import CloseReview, DecideProtest, LodgeProtest, OpenReview
from halflap.meet.commands.riding import RecordOutcomes, StartRun
from halflap.meet.commands.ruling import Rule
from halflap.meet.commands.undoing import Undo

__all__ = [
    "Accepted",
    "CloseReview",
    "Command",
    "ConfirmClassification",
    "ConfirmHeat",
    "ConfirmRanking",
    "CorrectEntry",
    "CorrectResult",
    "DecideProtest",
    "DrawLots",
    "DrawPhase",
    "EnterRiders",
    "IssueDocument",
    "KeepDraw",
    "LodgeProtest",
    "OpenCompetition",
    "OpenMeet",
    "OpenReview",
    "OrderSession",
    "RecordOutcomes",
    "Refusal",
    "Refused",
    "Rehearse",
    "ReorderHeats",
    "Rule",
    "Scratch",
    "StartRun",
    "Substitute",
    "SwapSides",
    "Undo",
    "WithdrawRider",
    "decide",
]
