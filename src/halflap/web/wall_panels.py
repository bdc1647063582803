"""Knows the panels that a wall or an overlay can show between the rides, as values to be set in
type: a pairing, a result, a table, a start list, a bracket, medals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halflap.words.sentence import Sentence

Title = Mapping[str, str] | Sentence
"""Words by language as a format has them, or a sentence; an empty mapping is no title."""


@dataclass(frozen=True, slots=True)
class Rider:
    """A rider of a heat, or who will take that seat; ``said``: a time or a status as printed.

    ``order``: at the finish; ``code``: how the ride ended, where it was not by its time alone.
    """

    side: str
    bib: int
    name: str | Sentence
    nation: str = ""
    said: str = ""
    won: bool = False
    order: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A heat: who rides, and what came of it."""

    title: str
    subtitle: Title
    number: int
    label: str | None
    riders: tuple[Rider, ...]
    review: bool = False
    breaks: tuple[tuple[str, int], ...] = ()
    """What comes before it: titles and minutes."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; ``cut``: the last one that goes on; ``moved`` by a correction since."""

    rank: str
    bib: int
    name: str
    nation: str
    said: str
    gap: str = ""
    cut: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Standings or a classification."""

    title: str
    subtitle: Title
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StartList:
    """The heats of a phase in their order."""

    title: str
    subtitle: Title
    heats: tuple[Pairing, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A column of a bracket."""

    title: Title
    matches: tuple[Pairing, ...]


@dataclass(frozen=True, slots=True)
class Bracket:
    """The rounds after qualifying."""

    title: str
    subtitle: Title
    rounds: tuple[Round, ...]


@dataclass(frozen=True, slots=True)
class Medal:
    """Who won which."""

    medal: str
    name: str
    nation: str


@dataclass(frozen=True, slots=True)
class Medals:
    """All of a competition."""

    title: str
    subtitle: Title
    rows: tuple[Medal, ...]


Panel = Pairing | Table | StartList | Bracket | Medals


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """Everything there is to show now; None where there is nothing of the kind."""

    result: Pairing | None = None
    next: Pairing | None = None
    startlist: StartList | None = None
    standings: Table | None = None
    bracket: Bracket | None = None
    medals: Medals | None = None

    def named(self, name: str) -> Panel | None:
        """One of them by the name of its overlay."""
        found: dict[str, Panel | None] = {
            "result": self.result,
            "next": self.next,
            "startlist": self.startlist,
            "standings": self.standings,
            "bracket": self.bracket,
            "medals": self.medals,
        }
        return found.get(name)

    def turns(self) -> list[tuple[str, Panel]]:
        """What takes turns on the board: medals alone once there is nothing left to ride."""
        if self.medals is not None and self.next is None:
            names: tuple[str, ...] = ("medals", "standings")
        else:
            names = ("result", "next", "standings", "bracket", "medals")
        return [(name, panel) for name in names if (panel := self.named(name)) is not None]
