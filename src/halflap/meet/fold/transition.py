"""Knows how a fact follows a state: the table of transitions, and what each of them has to find.

One small function a kind of fact, registered with ``on``. A fact that cannot follow raises
``Illegal``; the fold of a stored journal never does, the test of a withdrawal relies on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from halflap.journal import facts as f
from halflap.meet.state import (
    Competition,
    HeatState,
    Meet,
    PhaseState,
    Protest,
)
from halflap.rulebook.format import Phase
from halflap.words.sentence import Sentence, say

replace = msgspec.structs.replace
CAUTIONS = ("warning", "relegate")
"""Rulings that count over a whole event (UCI 3.2.013, 3.10.003)."""


class Illegal(ValueError):
    """A fact that cannot follow the state; ``sentence`` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def apply(meet: Meet, fact: f.Fact) -> Meet:
    """The state after one fact; raises ``Illegal`` if the fact cannot follow."""
    return _APPLY[type(fact)](meet, fact)


F = TypeVar("F", bound=f.Fact)
_APPLY: dict[type[f.Fact], Callable[[Meet, Any], Meet]] = {}


def on(kind: type[F]) -> Callable[[Callable[[Meet, F], Meet]], Callable[[Meet, F], Meet]]:
    def register(function: Callable[[Meet, F], Meet]) -> Callable[[Meet, F], Meet]:
        _APPLY[kind] = function
        return function

    return register


def competition_of(meet: Meet, competition_id: str) -> Competition:
    competition = meet.competitions.get(competition_id)
    if competition is None:
        raise Illegal(say("there is no competition {id}", id=competition_id))
    return competition


def with_competition(meet: Meet, competition: Competition) -> Meet:
    return replace(meet, competitions=meet.competitions.with_(competition.id, competition))


def phase_of(competition: Competition, phase_id: str) -> PhaseState:
    phase = competition.phase(phase_id)
    if phase is None:
        raise Illegal(say("{phase} has not been drawn", phase=phase_id))
    return phase


def plan_of(competition: Competition, phase_id: str) -> Phase:
    for plan in competition.fmt.phase:
        if plan.id == phase_id:
            return plan
    raise Illegal(say("{format} has no phase {phase}", format=competition.fmt.id, phase=phase_id))


def with_phase(meet: Meet, competition: Competition, phase_id: str, phase: PhaseState) -> Meet:
    phases = dict(competition.phases)
    phases[phase_id] = phase
    return with_competition(meet, replace(competition, phases=tuple(phases.items())))


class At:
    """A heat and where it hangs, so that it can be put back changed."""

    __slots__ = ("competition", "heat", "meet", "phase", "phase_id")

    def __init__(self, meet: Meet, competition_id: str, phase_id: str, key: str) -> None:
        self.meet = meet
        self.competition = competition_of(meet, competition_id)
        self.phase_id = phase_id
        self.phase = phase_of(self.competition, phase_id)
        heat = self.phase.heat(key)
        if heat is None:
            raise Illegal(say("{phase} has no heat {heat}", phase=phase_id, heat=key))
        self.heat = heat

    @property
    def match(self) -> bool:
        """Whether the heat is a match, and not ranked by time alone."""
        return plan_of(self.competition, self.phase_id).kind != "qualifying"

    def put(self, **fields: object) -> Meet:
        """The meet with the heat changed."""
        heat = replace(self.heat, **fields)
        heats = tuple([heat if other is self.heat else other for other in self.phase.heats])
        phase = replace(self.phase, heats=heats)
        return with_phase(self.meet, self.competition, self.phase_id, phase)


def at_heat(meet: Meet, fact: Any) -> At:
    return At(meet, fact.competition, fact.phase, fact.heat)


def settle(meet: Meet, fact: Any) -> Meet:
    """The meet in which it is recorded what became of the upheld protests about a heat."""
    at = at_heat(meet, fact)
    about = at.competition.about(at.phase_id, at.heat.key)
    return with_competition(meet, settled(at.competition, about))


def settled(competition: Competition, about: tuple[Protest, ...]) -> Competition:
    """The competition in which those of some protests that are upheld are settled."""
    waiting = [protest for protest in about if protest.waits]
    if not waiting:
        return competition
    protests = tuple(replace(p, settled=True) if p in waiting else p for p in competition.protests)
    return replace(competition, protests=protests)


def check_open(at: At) -> None:
    """Nothing is recorded in a heat whose phase ranking is confirmed: that is a correction."""
    if at.phase.ranking is not None and not at.heat.rehearsal:
        raise Illegal(say("the ranking of {phase} is confirmed", phase=at.phase_id))


def check_unconfirmed(at: At) -> None:
    if at.heat.level is not None:
        raise Illegal(
            say("heat {heat} of {phase} is confirmed", heat=at.heat.key, phase=at.phase_id)
        )


def check_rides(at: At, rides: tuple[f.RideFact, ...]) -> None:
    if {ride.bib for ride in rides} - set(at.heat.bibs):
        raise Illegal(say("a rider recorded in heat {heat} is not drawn there", heat=at.heat.key))


def standing(heat: HeatState) -> tuple[f.RideFact, ...]:
    """The outcomes that stand when the last run is void: those before it, and who is barred."""
    absent = dict(heat.scratched)
    stands = {ride.bib: ride for ride in heat.runs[-1].before}
    stands |= {r.bib: r for r in heat.rides if r.bib in absent or r.code == "DSQ"}
    return tuple(stands.values())


def drawn_heat(
    heat: f.HeatFact, *, rehearsal: bool = False, joined: tuple[int, ...] = ()
) -> HeatState:
    return HeatState(
        key=f"R{heat.number}" if rehearsal else str(heat.number),
        number=heat.number,
        home=heat.home,
        back=heat.back,
        label=heat.label,
        rehearsal=rehearsal,
        joined=joined,
    )
