"""Knows the blocks of a classification: finals, beaten riders, the rest; who sits in them for
certain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from halflap.rulebook.explain import block_in_words, label_in_words
from halflap.rulebook.format import Format, Phase, Places, plan
from halflap.rulebook.match import Match, State, decide
from halflap.rulebook.match_ranking import shared_lines
from halflap.rulebook.progression import propose
from halflap.rulebook.ranking import Line, Ranking, judged
from halflap.rulebook.standings import Standings
from halflap.sport.heat import Heat, Ride, RiderId
from halflap.sport.outcome import Caught, Disqualified, Relegated, Walkover
from halflap.sport.reason import Reason
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Block:
    """Lines ranked inside the block, of ``seats`` places; a rank that no line has is vacant.

    ``ridden`` is False while heats are still to come, so that another catch is possible;
    ``undecided`` counts the heats whose loser is not known yet.
    """

    lines: tuple[Line, ...]
    seats: int
    missing: tuple[Sentence, ...] = ()
    ridden: bool = True
    undecided: int = 0


def blocks(fmt: Format, known: Standings) -> list[Block]:
    """The blocks in the order of the format."""
    found = [_block(fmt, places, known) for places in fmt.places]
    for index, places in enumerate(fmt.places):
        if places.caught_yield_to:
            to = next(i for i, other in enumerate(fmt.places) if other.of == places.caught_yield_to)
            found[index], found[to] = _yielded(found[index], found[to])
    return found


def _block(fmt: Format, places: Places, known: Standings) -> Block:
    phase = fmt.phase_of(places.phase)
    match places.part:
        case "rest":
            return _rest(fmt, phase, known)
        case "losers":
            return _beaten(fmt, places, known, lambda seats: seats > 1)
        case "winners":
            return _beaten(fmt, places, known, lambda seats: seats > 0)
        case label:
            return _final(fmt, phase, label, known)


def _beaten(fmt: Format, places: Places, known: Standings, counts: Callable[[int], bool]) -> Block:
    """The winners or losers of a match round; before it is ridden only the seats are known."""
    if places.phase not in known.matches:
        seats = sum(1 for planned in known.seats[places.phase] if counts(planned))
        waits = say("{block}: not ridden yet", block=block_in_words(fmt, places))
        missing = (waits,) if seats else ()
        return Block((), seats, missing, ridden=not seats)
    both = known.matches[places.phase]
    ranking = both.winners if places.part == "winners" else both.losers
    sure = not ranking.open and (places.part == "losers" or not ranking.missing)
    lines = ranking.ranked if sure else ()
    undecided = sum(1 for match in both.matches if match.state is State.UNDECIDED)
    return Block(lines, ranking.seats, ranking.missing, not ranking.open, undecided)


def _final(fmt: Format, phase: Phase, label: str, known: Standings) -> Block:
    """A final: winner, then loser; a disqualified loser leaves his place vacant (UCI 3.2.060)."""
    results = known.results.get(phase.id)
    heats = judged(results, phase).heats if results else ()
    heat = next((heat for heat in heats if heat.label == label), None)
    if heat is None:
        return _not_held(fmt, phase, label, known)
    match = decide(heat, fmt.ties)
    closes_up = phase.disqualified == "close-up"
    seats = len(heat.rides)
    if seats < 2 and not (seats and closes_up):  # a seat left empty by the phase before
        seats = max(seats, known.label_seats(phase, label))
    if match.state in (State.OPEN, State.UNDECIDED):
        if match.shared(fmt.ties):
            return Block(shared_lines(match, 1), seats)
        return Block((), seats, (_open_final(phase, heat, match),))
    rides = {ride.rider: ride for ride in heat.rides}
    lines: list[Line] = []
    for_gold = any(heat.label == label and heat.places == (1, 2) for heat in plan(phase))
    if match.state is State.NOBODY and not (for_gold and seats == 1):
        # Not home: the last place of the final, but its first is not won. Gold is never won so.
        lines += [
            Line(ride.rider, ride, seats, (), match.reasons)
            for ride in heat.rides
            if not isinstance(ride.outcome, Disqualified)
        ]
    if match.winner is not None:
        lines.append(Line(match.winner, rides[match.winner], 1, (), match.reasons))
    if match.loser is not None and not isinstance(rides[match.loser].outcome, Disqualified):
        lines.append(Line(match.loser, rides[match.loser], 2, (), match.reasons))
    if closes_up:
        home = sum(1 for ride in heat.rides if not isinstance(ride.outcome, Disqualified))
        seats = max((line.rank or 0 for line in lines), default=home)
    return Block(tuple(lines), seats)


def _open_final(phase: Phase, heat: Heat, match: Match) -> Sentence:
    return say(
        "{phase} {label}: {why}",
        phase=phase.called,
        label=label_in_words(heat.label) if heat.label else heat.number,
        why=match.reasons[0].sentence,
    )


def _not_held(fmt: Format, phase: Phase, label: str, known: Standings) -> Block:
    """A final of which nothing is known: still to ride, without an opponent, or without riders."""
    seats = known.label_seats(phase, label)
    proposal = propose(fmt, phase, known)
    riders = next((heat.riders for heat in proposal.heats if heat.plan.label == label), None)
    if seats == 0 or riders == ():
        return Block((), seats)
    results = known.results.get(phase.id)
    if riders is not None and len(riders) == 1 and results is not None and results.complete:
        # The only rider left for a final that was not held takes its first place without riding.
        sentence = say(
            "{name} had no opponent for {label}.", name=riders[0], label=label_in_words(label)
        )
        reasons = (Reason(sentence, "3.2.060"),)
        return Block((Line(riders[0], Ride(riders[0], Walkover()), 1, (), reasons),), seats)
    if riders and results is not None and results.over:
        # Its riders came into the ranking after the other finals were ridden without this one. No
        # medal is won by the times of qualifying (UCI 3.2.053): its places stay vacant.
        return Block((), seats)
    missing = say(
        "{phase}, {label}: not ridden yet", phase=phase.called, label=label_in_words(label)
    )
    return Block((), seats, (missing,))


def _rest(fmt: Format, phase: Phase, known: Standings) -> Block:
    """Who did not go on, in the order of qualifying."""
    ranking = known.qualifying.get(phase.id)
    if ranking is None:
        return Block((), 0, (say("{phase} has not been ridden", phase=phase.called),))
    gone = _gone(fmt, phase, known)
    if ranking.open:
        return Block((), 0, ranking.missing)
    if gone is None:
        return _below_the_cut(phase, ranking)
    rest = [line for line in ranking.ranked if line.rider not in gone]
    unknown = [rider for rider in ranking.unknown if rider not in gone]
    lines = []
    for line in rest:
        before = sum(1 for other in rest if (other.rank or 0) < (line.rank or 0))
        equal = tuple(rider for rider in line.equal if rider not in gone)
        last = isinstance(line.ride.outcome, Relegated)
        lines.append(
            replace(
                line,
                rank=before + 1 + (len(unknown) if last else 0),
                equal=equal,
                certain=last or not unknown,
            )
        )
    return Block(tuple(lines), len(rest) + len(unknown), ranking.missing if unknown else ())


def _below_the_cut(phase: Phase, ranking: Ranking) -> Block:
    """Before the next phase is drawn: who is below the cut whatever the lots or times will say."""
    lines = []
    for line in ranking.ranked:
        rank = line.rank or 0
        last = isinstance(line.ride.outcome, Relegated)
        if rank > phase.advance:
            certain = last or not ranking.unknown
            lines.append(replace(line, rank=rank - phase.advance, certain=certain))
    across = [
        line
        for line in ranking.ranked
        if line.rank is not None and line.rank <= phase.advance < line.rank + len(line.equal)
    ]
    missing = ranking.missing
    if across:
        missing = (*missing, say("{phase}: who goes on is not decided", phase=phase.called))
    return Block(tuple(lines), max(0, ranking.seats - phase.advance), missing)


def _gone(fmt: Format, phase: Phase, known: Standings) -> frozenset[RiderId] | None:
    """Who left qualifying for the next phases, as drawn there; None where that is not known."""
    gone: set[RiderId] = set()
    for next_ in fmt.fed_by(phase.id):
        results = known.results.get(next_.id)
        if results is None or not results.complete:
            return None
        gone.update(ride.rider for ride in results.rides)
        held = {heat.label for heat in results.heats}
        for heat in propose(fmt, next_, known).heats if next_.kind == "medal" else ():
            if heat.plan.label not in held and len(heat.riders) == 1:
                gone.update(heat.riders)
    return frozenset(gone)


def _yielded(ours: Block, theirs: Block) -> tuple[Block, Block]:
    """Barcelona 1992: each caught rider yields his place to one of the fastest of another block.

    A heat still undecided has no caught rider, so whoever loses it stays before those who rise.
    """
    caught = [line for line in ours.lines if isinstance(line.ride.outcome, Caught)]
    stay = tuple(_ahead_of(caught, line) for line in ours.lines if line not in caught)
    if ours.ridden and not caught:
        return ours, theirs
    if not ours.ridden or theirs.missing:
        # A catch still to come, or winners still unknown, move everybody who is not staying.
        missing = theirs.missing or ours.missing
        return replace(ours, lines=stay, missing=ours.missing or missing), Block(
            (), theirs.seats, missing
        )
    ahead, after = _split(theirs.lines, len(caught))
    size = len(ours.lines) + ours.undecided
    moved = _numbered([*ahead, *caught, *after], len(stay) + ours.undecided)
    unsure = ", ".join(line.rider for line in (*ahead, *after) if not line.certain)
    missing = (
        (say("{riders} are equal: lots decide who moves up", riders=unsure),) if unsure else ()
    )
    here = [line for line in moved if (line.rank or 0) <= size]
    there = [
        replace(line, rank=line.rank - size) for line in moved if line.rank and line.rank > size
    ]
    return (
        replace(ours, lines=(*stay, *here), missing=(*ours.missing, *missing)),
        Block(tuple(there), theirs.seats),
    )


def _ahead_of(caught: Sequence[Line], line: Line) -> Line:
    """The line when all who were caught go behind it."""
    rank = line.rank or 0
    return replace(line, rank=rank - sum(1 for other in caught if (other.rank or 0) < rank))


def _split(lines: Sequence[Line], count: int) -> tuple[list[Line], list[Line]]:
    """The fastest ``count`` and the others; riders equal across that border are not certain."""
    border = lines[count - 1 : count + 1]
    if len(border) == 2 and border[0].rank == border[1].rank:
        lines = [
            replace(line, certain=False) if line.rank == border[0].rank else line for line in lines
        ]
    return list(lines[:count]), list(lines[count:])


def _numbered(lines: Sequence[Line], after: int) -> tuple[Line, ...]:
    """Ranks following ``after``; riders who were equal stay so where they stand together."""
    found: list[Line] = []
    for number, line in enumerate(lines, start=after + 1):
        together = bool(found) and found[-1].rider in line.equal
        found.append(replace(line, rank=found[-1].rank if together else number))
    return tuple(found)
