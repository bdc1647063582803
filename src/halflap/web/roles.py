"""Knows the roles of people at a meet, and which commands each may give.

The commissaires may give every command. The others may give those of their desk, and take back
what may be taken back. A timekeeper confirms heats as provisional: official is the commissaires'
word (UCI 3.2.005: they are the judges).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from halflap.hub.control import KINDS
from halflap.meet.authors import ROLES
from halflap.meet.commands import Command, ConfirmHeat
from halflap.words.sentence import Sentence


class Role(Enum):
    """What somebody is at the meet."""

    TIMEKEEPER = "timekeeper"
    COMMISSAIRE = "commissaire"
    SECRETARY = "secretary"
    ANNOUNCER = "announcer"
    DISPLAY = "display"


NAMES: Mapping[Role, Sentence] = {role: ROLES[role.value] for role in Role}

EVERYBODY = frozenset(Role)
OFFICIALS = frozenset({Role.TIMEKEEPER, Role.COMMISSAIRE, Role.SECRETARY})
"""Those who see what is not released."""

_TIMEKEEPER = frozenset(
    {
        "AbortCountdown",
        "ArmHeat",
        "AttachImpulse",
        "AttachSource",
        "BypassCheck",
        "ChangeSettings",
        "CheckStep",
        "CloseRun",
        "ConfirmHeat",
        "DismissCatch",
        "InsertSplit",
        "MarkStray",
        "OverrideLapCounter",
        "PauseAutomation",
        "PullImpulses",
        "RecordOutcomes",
        "RecordTimed",
        "RecoverStart",
        "Rehearse",
        "ResumeAutomation",
        "Rule",
        "StartRun",
        "TakeFromSource",
        "TakeGun",
        "Undo",
    }
)
_SECRETARY = frozenset(
    {
        "CorrectEntry",
        "DrawPhase",
        "EnterRiders",
        "IssueDocument",
        "OpenCompetition",
        "OrderSession",
        "ReorderHeats",
        "Scratch",
        "SetRecords",
        "SetSchedule",
        "SetStartLine",
        "Substitute",
        "SwapSides",
        "Undo",
        "WithdrawRider",
    }
)

MAY_GIVE: Mapping[Role, frozenset[str]] = {
    Role.TIMEKEEPER: _TIMEKEEPER,
    Role.COMMISSAIRE: frozenset(KINDS),
    Role.SECRETARY: _SECRETARY,
    Role.ANNOUNCER: frozenset(),
    Role.DISPLAY: frozenset(),
}


def may_give(role: Role, command: Command) -> bool:
    """Whether the command is one of this role's."""
    if type(command).__name__ not in MAY_GIVE[role]:
        return False
    if role is Role.TIMEKEEPER and isinstance(command, ConfirmHeat):
        return command.level == "provisional"
    return True
