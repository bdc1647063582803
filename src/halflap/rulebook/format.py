"""Knows what a competition format is: phases, seeds, policies and the order of places, as values
read from TOML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Literal

import msgspec

from halflap.rulebook.hand_times import TwoWatches
from halflap.rulebook.incident_policy import IncidentPolicy, PhaseKind
from halflap.words.sentence import Sentence, name, say

LoserClass = Literal["timed", "caught", "dnf", "relegated", "dns"]
LOSER_CLASSES: tuple[LoserClass, ...] = ("timed", "caught", "dnf", "relegated", "dns")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in English and French."""

    en: str
    fr: str


class Ties(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What separates equal times (UCI 3.2.061, then silent).

    ``chain`` is asked in order. What is still equal shares the place when nothing hangs on it;
    where a cut, a seeding or a medal hangs on it, it stays undecided until lots are drawn or a
    ruling is made. ``shared_medals`` lets equal riders share a medal instead.
    """

    chain: tuple[Literal["last-lap", "lots"], ...] = ("last-lap", "lots")
    shared_medals: bool = False


class HandTimes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How hand watches become one time (UCI 1.2.102-106 are silent).

    ``margin_ms`` is how far a hand time may be off before a comparison with it is a doubt.
    """

    two: TwoWatches = "slower"
    margin_ms: Annotated[int, msgspec.Meta(ge=0)] = 200


class RecordRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as a record: ``same_day`` = "all" or "last" (one beaten the same day does not
    count).
    """

    same_day: Literal["all", "last"] = "all"
    after_catch: bool = True


class Phase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One phase: who rides it (``source`` phase and seeds), how, and what becomes of its losers.

    ``catch``: "ride-on" (both get times, UCI 3.2.056), "unranked" (older: the caught rider has no
    rank) or "decides" (the race is over at the catch, UCI 3.2.057).
    ``caught_stops``: the caught rider is stopped and has no time.
    ``losers``: the classes of beaten riders from best to worst; inside a class without times the
    order of the phase they came from counts.
    ``disqualified`` (after qualifying): "vacant" keeps the place empty (UCI 3.2.060), "close-up"
    lets the others move up, as they always do in qualifying.
    ``incidents``: what follows from them; the file may leave it to the kind of phase.
    ``unexcused_absence``: what a DNS without a recognised reason becomes (UCI 3.2.004, 3.2.060).
    """

    id: str
    kind: PhaseKind
    name: Words
    source: str = msgspec.field(default="", name="from")
    advance: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0
    riders_per_heat: Literal[1, 2] = 2
    heats: tuple[str, ...] = ()
    catch: Literal["ride-on", "unranked", "decides"]
    caught_stops: bool = True
    losers: tuple[LoserClass, ...] = LOSER_CLASSES
    disqualified: Literal["vacant", "close-up"] = "vacant"
    unexcused_absence: Literal["disqualified", "did-not-start"] = "disqualified"
    incidents: IncidentPolicy

    @property
    def called(self) -> Sentence:
        """The phase within a sentence: its name in the language of the reader."""
        return name(self.id, en=self.name.en, fr=self.name.fr)


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One block of the classification: ``of`` is ``PHASE:LABEL``, ``PHASE:losers``, ``:winners``
    or ``:rest``.

    ``caught_yield_to``: each caught rider of this block gives his place up to one of the fastest
    of that other block and follows them (Barcelona 1992).
    """

    of: str
    caught_yield_to: str = ""

    @property
    def phase(self) -> str:
        """The id of the phase."""
        return self.of.partition(":")[0]

    @property
    def part(self) -> str:
        """``losers``, ``winners``, ``rest`` or the label of a final."""
        return self.of.partition(":")[2]


class Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole format; every field is a line of its TOML file (docs/formats.md)."""

    id: str
    name: Words
    summary: Words
    sources: tuple[str, ...]
    decimals: Literal[2, 3] = 3
    best_two_apart: bool = True
    minimum_entries: Annotated[int, msgspec.Meta(ge=1)] = 1
    ties: Ties = Ties()
    hand_times: HandTimes = HandTimes()
    records: RecordRules = RecordRules()
    phase: tuple[Phase, ...]
    places: tuple[Places, ...]

    def phase_of(self, phase_id: str) -> Phase:
        """The phase called ``phase_id``; raises ``KeyError``."""
        for phase in self.phase:
            if phase.id == phase_id:
                return phase
        raise KeyError(phase_id)

    def fed_by(self, phase_id: str) -> tuple[Phase, ...]:
        """The phases whose riders come from ``phase_id``."""
        return tuple(phase for phase in self.phase if phase.source == phase_id)


class From(Enum):
    """What a seed counts in: the ranking, the winners or losers by time, or one heat's winner or
    loser.
    """

    RANK = "R"
    WINNER = "W"
    LOSER = "L"
    HEAT_WINNER = "WH"
    HEAT_LOSER = "LH"


@dataclass(frozen=True, slots=True)
class Seed:
    """``R4`` 4th of the ranking, ``W1`` fastest winner, ``L2`` second best loser, ``WH3`` winner of
    heat 3.
    """

    of: From
    number: int

    def __str__(self) -> str:
        return f"{self.of.value}{self.number}"


@dataclass(frozen=True, slots=True)
class HeatPlan:
    """A heat of a later phase: two seeds; a final has a label and the two places it decides."""

    number: int
    seeds: tuple[Seed, Seed]
    label: str | None = None
    places: tuple[int, int] | None = None


_HEAT = re.compile(
    r"(?:(?P<label>[a-z0-9][a-z0-9-]*)\s+(?P<first>\d{1,4})-(?P<second>\d{1,4})\s*:\s*)?"
    r"(?P<a>WH|LH|[RWL])(?P<an>[1-9]\d{0,3})\s+v\s+(?P<b>WH|LH|[RWL])(?P<bn>[1-9]\d{0,3})"
)


class NotAHeat(ValueError):
    """A text that is no heat of a format; ``sentence`` shows how one is written."""

    def __init__(self, text: str) -> None:
        self.sentence = say(
            '"{text}" is not a heat such as "R4 v R5" or "gold 1-2: W1 v W2"', text=text
        )
        super().__init__(str(self.sentence))


def read_heat(number: int, text: str) -> HeatPlan:
    """``"R4 v R5"`` or ``"gold 1-2: W1 v W2"`` as a plan; raises ``NotAHeat``."""
    match = _HEAT.fullmatch(text)
    if match is None:
        raise NotAHeat(text)
    seeds = Seed(From(match["a"]), int(match["an"])), Seed(From(match["b"]), int(match["bn"]))
    places = (int(match["first"]), int(match["second"])) if match["label"] else None
    return HeatPlan(number, seeds, match["label"], places)


@cache
def plan(phase: Phase) -> tuple[HeatPlan, ...]:
    """The heats of a later phase in running order; empty for qualifying."""
    return tuple(read_heat(number, text) for number, text in enumerate(phase.heats, start=1))
