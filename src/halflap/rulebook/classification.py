"""Knows the final classification: blocks of places in the order of the format, and who is certain
to hold them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halflap.rulebook.blocks import Block, blocks
from halflap.rulebook.explain import block_in_words
from halflap.rulebook.format import Format
from halflap.rulebook.order import order_key
from halflap.rulebook.ranking import Line
from halflap.rulebook.standings import Standings, standings
from halflap.sport.heat import PhaseResults, Ride, RiderId
from halflap.sport.reason import Reason
from halflap.words.sentence import Sentence, say

MEDALS = ("gold", "silver", "bronze")
_MEDAL_WORDS = (say("gold"), say("silver"), say("bronze"))


@dataclass(frozen=True, slots=True)
class Placing:
    """A rider's line of the classification; ``rank`` is None without a place."""

    rider: RiderId
    rank: int | None
    ride: Ride
    reasons: tuple[Reason, ...]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Classification:
    """What is decided: ranked placings, then the unranked; ``missing`` says what is not decided
    yet.

    A place nobody holds stays vacant: ranks may have holes, and equal riders share one.
    """

    placings: tuple[Placing, ...]
    missing: tuple[Sentence, ...]
    medal_notes: tuple[Sentence, ...]

    @property
    def complete(self) -> bool:
        """Whether every place is decided."""
        return not self.missing

    def holders(self, rank: int) -> tuple[RiderId, ...]:
        """Who holds a place: one rider, several who share it, or nobody."""
        return tuple(placing.rider for placing in self.placings if placing.rank == rank)


def classify(fmt: Format, results: Mapping[str, PhaseResults]) -> Classification:
    """The final classification from the heats alone (UCI 3.2.053, 3.2.060; older events: the
    format).

    Medals and places 1-4 follow the finals and never compare times of different heats.
    """
    known = standings(fmt, results)
    placings: list[Placing] = []
    missing: dict[Sentence, None] = {}
    start = 1
    for places, block in zip(fmt.places, blocks(fmt, known), strict=True):
        undecided = _medal_ties(fmt, block, start)
        for line in block.lines:
            if line.certain and line.rider not in undecided:
                placings.append(_placing(line, start, block_in_words(fmt, places)))
        missing.update(dict.fromkeys(block.missing))
        if undecided:
            missing[_lots(undecided, start)] = None
        start += block.seats
    placings.sort(key=lambda placing: placing.rank or 0)
    placings += _unranked(fmt, known, {placing.rider for placing in placings})
    notes = _medal_notes(placings, bool(missing))
    return Classification(tuple(placings), tuple(missing), notes)


def first_place(fmt: Format, known: Standings, phase_id: str, part: str) -> int:
    """The best place that a block decides, such as a final: after the seats of those before it."""
    start = 1
    for places, block in zip(fmt.places, blocks(fmt, known), strict=True):
        if (places.phase, places.part) == (phase_id, part):
            break
        start += block.seats
    return start


def _placing(line: Line, start: int, block: Sentence) -> Placing:
    assert line.rank is not None
    rank = start - 1 + line.rank
    sentence = say(
        "Place {rank}: number {number} of the block “{block}”, which begins at place {start}.",
        rank=rank,
        number=line.rank,
        block=block,
        start=start,
    )
    return Placing(
        line.rider, rank, line.ride, (*line.reasons, Reason(sentence, "3.2.053")), bool(line.equal)
    )


def _medal_ties(fmt: Format, block: Block, start: int) -> frozenset[RiderId]:
    """Riders equal on a medal place: undecided, unless the format shares medals."""
    if fmt.ties.shared_medals:
        return frozenset()
    return frozenset(
        line.rider
        for line in block.lines
        if line.equal
        and line.certain
        and line.rank is not None
        and start - 1 + line.rank <= len(MEDALS)
    )


def _lots(riders: frozenset[RiderId], start: int) -> Sentence:
    return say(
        "places from {start}: {riders} are equal for a medal; lots or a ruling decide",
        start=start,
        riders=", ".join(sorted(riders)),
    )


def _unranked(fmt: Format, known: Standings, placed: set[RiderId]) -> list[Placing]:
    """Riders without a place: each once, by the last phase he was in; caught, DNF, DNS, DSQ."""
    last: dict[RiderId, tuple[Ride, tuple[Reason, ...]]] = {}
    for phase in fmt.phase:
        for line in known.order(phase.id):
            if line.rank is None:
                last[line.rider] = (line.ride, line.reasons)
    found = [
        Placing(rider, None, ride, reasons)
        for rider, (ride, reasons) in last.items()
        if rider not in placed
    ]
    return sorted(found, key=lambda placing: order_key(placing.ride.outcome))


def _medal_notes(placings: Sequence[Placing], open_: bool) -> tuple[Sentence, ...]:
    notes: list[Sentence] = []
    for rank, medal in enumerate(_MEDAL_WORDS, start=1):
        holders = [placing for placing in placings if placing.rank == rank]
        if len(holders) > 1:
            names = ", ".join(placing.rider for placing in holders)
            notes.append(say("{medal}: shared by {names}", medal=medal, names=names))
        elif not holders and open_:
            notes.append(say("{medal}: not decided", medal=medal))
        elif not holders:
            notes.append(say("{medal}: vacant, nobody holds place {rank}", medal=medal, rank=rank))
    return tuple(notes)
