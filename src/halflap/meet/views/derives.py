"""Knows whether what was confirmed still derives from its inputs: the third question of verify."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from halflap.journal.facts import (
    ClassificationConfirmed,
    Fact,
    RankFact,
    RankingConfirmed,
    ResultConfirmed,
)
from halflap.meet.fold import Illegal
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.lines import classification_lines, medal_lines, ranking_lines
from halflap.meet.results import ALGORITHM, bib_of, heat_value
from halflap.meet.state import Competition, Meet
from halflap.rulebook.match import decide
from halflap.sport.times import format_time
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Difference:
    """A confirmed value that would derive otherwise now.

    ``failure`` only where the same version of the derivation made it: a newer one may differ.
    """

    path: str
    confirmed: str
    derived: str
    algorithm: str

    @property
    def failure(self) -> bool:
        """Whether the difference is a fault and not merely a newer rulebook."""
        return self.algorithm == ALGORITHM

    @property
    def sentence(self) -> Sentence:
        """Both values in words."""
        return say(
            "{path}: confirmed {confirmed}, derives {derived} ({algorithm})",
            path=self.path,
            confirmed=self.confirmed,
            derived=self.derived,
            algorithm=self.algorithm,
        )


def differences(entries: Iterable[Entry]) -> tuple[Difference, ...]:
    """Derive every confirmation again from the state it was made in, and say where it differs.

    Raises ``Illegal`` with the number of the first fact that cannot follow those before it.
    """
    ledger = Ledger()
    found: list[Difference] = []
    for entry in entries:
        before = ledger.state
        try:
            ledger.append(entry)
        except Illegal as illegal:
            why = say("fact {seq}: {why}", seq=entry.seq, why=illegal.sentence)
            raise Illegal(why) from illegal
        found += _compared(before, entry.fact)
    return tuple(found)


def _compared(meet: Meet, fact: Fact) -> list[Difference]:
    pairs: list[tuple[str, object, object]]
    match fact:
        case ResultConfirmed(competition=id_, phase=phase, heat=key):
            competition = meet.competitions[id_]
            pairs = [(f"{phase}/heat/{key}/winner", fact.winner, _winner(competition, phase, key))]
        case RankingConfirmed(competition=id_, phase=phase):
            competition = meet.competitions[id_]
            pairs = _by_line(f"{phase}/rank", fact.lines, ranking_lines(competition, phase))
        case ClassificationConfirmed(competition=id_):
            competition = meet.competitions[id_]
            pairs = _by_line("place", fact.lines, classification_lines(competition))
            pairs.append(("medals", fact.medals, medal_lines(competition)))
        case _:
            return []
    return [
        Difference(f"{id_}/{path}", _text(confirmed), _text(derived), fact.algorithm)
        for path, confirmed, derived in pairs
        if confirmed != derived
    ]


def _by_line(
    path: str, confirmed: tuple[RankFact, ...], derived: tuple[RankFact, ...]
) -> list[tuple[str, object, object]]:
    ours = {line.bib: line for line in confirmed}
    theirs = {line.bib: line for line in derived}
    return [
        (f"{path}/{bib}", ours.get(bib), theirs.get(bib)) for bib in dict.fromkeys([*ours, *theirs])
    ]


def _winner(competition: Competition, phase_id: str, key: str) -> int | None:
    phase = competition.phase(phase_id)
    heat = phase.heat(key) if phase else None
    if phase is None or heat is None or competition.fmt.phase_of(phase_id).kind == "qualifying":
        return None
    match = decide(heat_value(competition, phase, heat), competition.fmt.ties)
    return bib_of(match.winner) if match.winner else None


def _text(value: object) -> str:
    if isinstance(value, RankFact):
        rank = str(value.rank) if value.rank is not None else value.code
        time = format_time(value.us) if value.us is not None else ""
        return f"{rank} {time}".strip()
    if isinstance(value, tuple):
        return ", ".join(f"{medal} {bib}" for medal, bib in value) or "-"
    return "-" if value is None else str(value)
