"""Knows what follows from an incident: who starts again, who rides again later, whose ride is over.

The policy of the phase answers where the regulation leaves a choice; how the incident came to be
known, and the heats themselves, are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from halflap.rulebook.incident_policy import IncidentPolicy, LastFault, PhaseKind, allowed
from halflap.sport.heat import RiderId
from halflap.sport.outcome import DidNotFinish, Disqualified, Outcome, Relegated, Walkover
from halflap.sport.reason import Reason
from halflap.words.sentence import say


class Kind(Enum):
    """What happened, as the officials name it."""

    FALSE_START = "false-start"
    MISHAP = "mishap"  # recognised: a fall, a puncture, an essential part broken (UCI 3.2.021)
    UNRECOGNISED = "unrecognised-mishap"
    GATE_FAILURE = "gate-failure"
    HAMPERED = "hampered"  # by the fall of the other
    INTERRUPTED = "interrupted"  # weather, light, timing: nobody's fault
    AFTER_CATCH = "after-catch"  # drafted, or passed again, after a catch


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened to whom: ``rider`` caused or suffered it, ``opponent`` shares the heat.

    ``both`` says that it happened to both. ``past_first_half_lap`` is each rider's own passage of
    the far pursuit line (``Course.first_half_lap_m``). ``faults`` are the faults charged in this
    phase before, by rider.
    """

    kind: Kind
    phase: PhaseKind
    rider: RiderId
    opponent: RiderId | None = None
    both: bool = False
    past_first_half_lap: bool = False
    faults: Mapping[RiderId, int] = field(default_factory=dict)

    @property
    def riders(self) -> tuple[RiderId, ...]:
        """Everybody in the heat."""
        return (self.rider,) if self.opponent is None else (self.rider, self.opponent)

    @property
    def struck(self) -> tuple[RiderId, ...]:
        """Those to whom it happened."""
        return self.riders if self.both else (self.rider,)


@dataclass(frozen=True, slots=True)
class Restarts:
    """Starts again at once, in the next run of the same heat."""


@dataclass(frozen=True, slots=True)
class RidesAgain:
    """Rides again at the end of the phase; ``paired`` with another such rider if there is one."""

    paired: bool


@dataclass(frozen=True, slots=True)
class RidesOn:
    """The run goes on for him: what he rides counts, and if he stops he has not finished."""


@dataclass(frozen=True, slots=True)
class Beaten:
    """The run goes on but he has lost the heat, whatever either of them still rides.

    The winner of the heat is then a ruling, not the times (UCI 3.2.075).
    """


@dataclass(frozen=True, slots=True)
class Finished:
    """His ride is over with this outcome."""

    outcome: Outcome


Consequence = Restarts | RidesAgain | RidesOn | Beaten | Finished


@dataclass(frozen=True, slots=True)
class Ruling:
    """What follows, rider by rider; ``reasons`` say why.

    ``stopped``: the run is stopped and does not count. ``charged``: who has one fault more.
    """

    stopped: bool
    consequences: tuple[tuple[RiderId, Consequence], ...]
    charged: tuple[RiderId, ...]
    reasons: tuple[Reason, ...]

    def of(self, rider: RiderId) -> Consequence:
        """What follows for ``rider``; raises ``KeyError`` if he is not in the heat."""
        return dict(self.consequences)[rider]


@dataclass(frozen=True, slots=True)
class PanelDecides:
    """The regulation is silent: the commissaires choose one of the ``options`` by its name."""

    options: tuple[tuple[str, Ruling], ...]
    reasons: tuple[Reason, ...]


# What the regulations ask: the field of the policy that answers, and the article it rests on.
# Where the article depends on the kind of phase, "later" mishaps are 3.2.074 or 3.2.075.
_ASKS: Mapping[Kind, tuple[str, str]] = {
    Kind.UNRECOGNISED: ("unrecognised", "3.2.021"),
    Kind.GATE_FAILURE: ("gate_failure", "format: gate_failure"),
    Kind.HAMPERED: ("hampered", "format: hampered"),
    Kind.INTERRUPTED: ("interrupted", "format: interrupted"),
    Kind.AFTER_CATCH: ("after_catch", "3.2.056"),
}
_MISHAP_ARTICLE: Mapping[PhaseKind, str] = {
    "qualifying": "3.2.074",
    "match": "3.2.100",  # the team pursuit's first round: the pursuit's own text has none
    "medal": "3.2.075",
}
_LAST_FAULT: Mapping[LastFault, Outcome] = {
    "dnf": DidNotFinish(),
    "relegated": Relegated(),
    "loses": DidNotFinish(),
}
_LAST_FAULT_SAYS: Mapping[LastFault, str] = {
    "dnf": "{rider} has no start left and did not finish.",
    "relegated": "{rider} has no start left and is relegated to last of the round.",
    "loses": "{rider} has no start left and loses the ride.",
}


def rule(incident: Incident, policy: IncidentPolicy) -> Ruling | PanelDecides:
    """What follows from ``incident`` in a phase with ``policy``.

    Where the policy leaves it to the commissaires, every option with its ruling; they are named
    as the values of the policy, so the choice can be recorded by its name.
    """
    if incident.kind is Kind.FALSE_START:
        return _restart(incident, policy, "3.2.021ter")
    if incident.kind is Kind.MISHAP:
        both = "both_mishap_later" if incident.both else "mishap_later"
        asked = both if incident.past_first_half_lap else "mishap_first_half_lap"
        article = _MISHAP_ARTICLE[incident.phase]
    else:
        asked, article = _ASKS[incident.kind]
    answer: str = getattr(policy, asked)
    if answer != "panel":
        return _answered(answer, incident, policy, article)
    options: list[tuple[str, Ruling]] = []
    for name in allowed(asked):
        # Only qualifying has an end at which to ride again (UCI 3.2.074).
        if name != "panel" and (name != "re-ride" or incident.phase == "qualifying"):
            found = _answered(name, incident, policy, article)
            if isinstance(found, Ruling):
                options.append((name, found))
            else:  # an option that itself leaves it to the commissaires brings its own options
                options.extend((f"{name}: {inner}", ruling) for inner, ruling in found.options)
    silent = say("The regulation does not say what follows: the commissaires decide.")
    return PanelDecides(tuple(options), (Reason(silent, f"format: {asked}"),))


def _answered(
    answer: str, incident: Incident, policy: IncidentPolicy, article: str
) -> Ruling | PanelDecides:
    match answer:
        case "mishap" | "false-start":
            return rule(replace(incident, kind=Kind(answer)), policy)
        case "unrecognised":
            return rule(replace(incident, kind=Kind.UNRECOGNISED), policy)
        case "restart":
            return _restart(incident, policy, article)
        case "re-ride":
            return _re_ride(incident, policy, article)
        case "beaten":
            says = "After the first half lap no mishap counts: {rider} is beaten."
            return _goes_on(incident, Beaten(), says, article)
        case "disqualified":
            says = "{rider} drafted or passed again after a catch and is disqualified."
            return _goes_on(incident, Finished(Disqualified()), says, article)
        case _:
            says = "Nothing is stopped for {rider}: what is ridden counts."
            return _goes_on(incident, RidesOn(), says, article)


def _goes_on(incident: Incident, what: Consequence, says: str, article: str) -> Ruling:
    """The run goes on: ``what`` for those struck, the others ride for their time."""
    return Ruling(
        False,
        tuple((r, what if r in incident.struck else RidesOn()) for r in incident.riders),
        (),
        tuple(Reason(say(says, rider=rider), article) for rider in incident.struck),
    )


def _restart(incident: Incident, policy: IncidentPolicy, article: str) -> Ruling:
    """The run is stopped: all start again but those without a start left (UCI 3.2.021ter)."""
    charged, out, reasons = _charge(incident, policy)
    consequences: list[tuple[RiderId, Consequence]] = []
    for rider in incident.riders:
        if rider in out:
            consequences.append((rider, Finished(_LAST_FAULT[policy.last_fault])))
        elif out and policy.last_fault == "loses":
            # The final is decided; elsewhere the opponent rides for his time.
            consequences.append((rider, Finished(Walkover())))
        else:
            consequences.append((rider, Restarts()))
    if any(isinstance(what, Restarts) for _, what in consequences):
        says = say("The heat is stopped and started again at once.")
        reasons = (*reasons, Reason(says, article))
    return Ruling(True, tuple(consequences), charged, reasons)


def _re_ride(incident: Incident, policy: IncidentPolicy, article: str) -> Ruling:
    """Nothing is stopped: those struck ride again at the end of the phase (UCI 3.2.074)."""
    charged, out, reasons = _charge(incident, policy)
    consequences: list[tuple[RiderId, Consequence]] = []
    for rider in incident.riders:
        if rider in out:
            consequences.append((rider, Finished(_LAST_FAULT[policy.last_fault])))
        elif rider in incident.struck:
            consequences.append((rider, RidesAgain(policy.re_rides == "paired")))
            says = say("{rider} rides again at the end of the phase.", rider=rider)
            reasons = (*reasons, Reason(says, article))
        else:
            consequences.append((rider, RidesOn()))
    return Ruling(False, tuple(consequences), charged, reasons)


def _charge(
    incident: Incident, policy: IncidentPolicy
) -> tuple[tuple[RiderId, ...], frozenset[RiderId], tuple[Reason, ...]]:
    """Who is charged with a fault, who of those at fault has no start left, and why.

    Only a false start or a recognised mishap uses up a start (UCI 3.2.021ter). Whom it is charged
    to is silent: ``format: charged``. Nobody is put out by the fault of the other.
    """
    if incident.kind not in (Kind.FALSE_START, Kind.MISHAP):
        return (), frozenset(), ()
    charged = incident.riders if policy.charged == "both" else incident.struck
    counts = {rider: incident.faults.get(rider, 0) + 1 for rider in charged}
    out = frozenset(rider for rider in incident.struck if counts[rider] >= policy.starts)
    reasons = tuple(
        Reason(
            say(
                "{rider} has used {faults} of {starts} starts of this phase.",
                rider=rider,
                faults=counts[rider],
                starts=policy.starts,
            ),
            "3.2.021ter" if rider in incident.struck else "format: charged",
        )
        for rider in charged
    )
    ends = tuple(
        Reason(say(_LAST_FAULT_SAYS[policy.last_fault], rider=rider), "3.2.021ter")
        for rider in incident.struck
        if rider in out
    )
    return charged, out, reasons + ends


def warned_out(warnings: int, relegations: int) -> Reason | None:
    """Why a rider is disqualified for what he collected in one event, or None.

    Two warnings or a third relegation (UCI 3.2.013, 3.10.003).
    """
    if warnings >= 2:
        return Reason(say("{n} warnings in one event disqualify.", n=warnings), "3.2.013")
    if relegations >= 3:
        return Reason(say("{n} relegations in one event disqualify.", n=relegations), "3.2.013")
    return None
