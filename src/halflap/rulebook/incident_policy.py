"""Knows the policies a phase can have about incidents, their defaults, and what each value means.

What follows from an incident under a policy is known in ``incidents``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args, get_type_hints

import msgspec

from halflap.words.sentence import say

PhaseKind = Literal["qualifying", "match", "medal"]
LastFault = Literal["dnf", "relegated", "loses"]


class IncidentPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a phase does about incidents; ``MEANING`` says each field and value in words.

    The defaults are those of qualifying (UCI 3.2.021ter, 3.2.074).
    """

    starts: int = 2
    charged: Literal["causer", "both"] = "causer"
    last_fault: LastFault = "dnf"
    mishap_first_half_lap: Literal["restart", "panel"] = "restart"
    mishap_later: Literal["re-ride", "beaten", "panel"] = "re-ride"
    both_mishap_later: Literal["re-ride", "restart", "ride-on", "panel"] = "re-ride"
    unrecognised: Literal["ride-on", "panel"] = "ride-on"
    gate_failure: Literal["restart", "mishap", "false-start", "unrecognised", "panel"] = "panel"
    hampered: Literal["re-ride", "restart", "ride-on", "panel"] = "panel"
    interrupted: Literal["restart", "panel"] = "panel"
    after_catch: Literal["disqualified", "ride-on", "panel"] = "disqualified"
    re_rides: Literal["paired", "alone"] = "paired"

    def __post_init__(self) -> None:
        if self.starts < 1:
            raise ValueError(
                say("starts = {starts}: every rider has at least one start.", starts=self.starts)
            )


# The defaults by kind of phase: UCI 3.2.021ter names the last faults, 3.2.075 is the final's.
# On mishaps in a match round the article is silent: as the team pursuit's first round, 3.2.100.
QUALIFYING = IncidentPolicy()
MATCH = IncidentPolicy(last_fault="relegated", mishap_later="beaten", both_mishap_later="panel")
MEDAL = IncidentPolicy(last_fault="loses", mishap_later="beaten", both_mishap_later="panel")
DEFAULTS: Mapping[PhaseKind, IncidentPolicy] = {
    "qualifying": QUALIFYING,
    "match": MATCH,
    "medal": MEDAL,
}

MEANING: Mapping[str, Mapping[str, str]] = {
    "starts": {"2": "starts a rider has in this phase (UCI 3.2.021ter)"},
    "charged": {
        "causer": "a fault counts against the rider who caused it; the other keeps the restart",
        "both": "a stopped heat uses up a start of both riders",
    },
    "last_fault": {
        "dnf": "eliminated, did not finish (qualifying)",
        "relegated": "last of the round (match round)",
        "loses": "loses the ride (final)",
    },
    "mishap_first_half_lap": {
        "restart": "the heat is stopped and started again at once (UCI 3.2.074, 3.2.075)",
        "panel": "the commissaires decide",
    },
    "mishap_later": {
        "re-ride": "the victim rides again at the end of the phase (UCI 3.2.074)",
        "beaten": "nothing is stopped and the victim is beaten (UCI 3.2.075)",
        "panel": "the commissaires decide",
    },
    "both_mishap_later": {
        "re-ride": "both ride again at the end of the phase (UCI 3.2.074)",
        "restart": "the heat is stopped and started again",
        "ride-on": "the first to finish wins (UCI 3.2.007 lets a rider remount)",
        "panel": "the commissaires decide",
    },
    "unrecognised": {
        "ride-on": "nothing is stopped; a rider who stops has not finished (UCI 3.2.021)",
        "panel": "the commissaires decide",
    },
    "gate_failure": {
        "restart": "the organiser's fault: started again, nobody is charged",
        "mishap": "as a recognised mishap",
        "false-start": "as a false start of the rider",
        "unrecognised": "as an unrecognised mishap (London 2012)",
        "panel": "the commissaires decide",
    },
    "hampered": {
        "re-ride": "the hampered rider rides again at the end of the phase, not charged",
        "restart": "the heat is stopped and started again, not charged",
        "ride-on": "the ride counts as it is",
        "panel": "the commissaires decide",
    },
    "interrupted": {
        "restart": "weather, light or timing stopped the heat: started again, nobody is charged",
        "panel": "the commissaires decide",
    },
    "after_catch": {
        "disqualified": "a rider who drafts or passes again after a catch (UCI 3.2.056)",
        "ride-on": "it is only reported",
        "panel": "the commissaires decide",
    },
    "re_rides": {
        "paired": "riders who ride again meet each other (UCI 3.2.074 allows both)",
        "alone": "each rides again alone",
    },
}


def allowed(field: str) -> tuple[str, ...]:
    """The values a field of a policy may have; empty for ``starts``, a whole number from 1."""
    return get_args(get_type_hints(IncidentPolicy)[field])
