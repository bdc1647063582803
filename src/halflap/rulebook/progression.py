"""Knows who rides the next phase and against whom: seeds become riders, or reasons why they cannot
yet.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from halflap.rulebook.format import Format, From, HeatPlan, Phase, Seed, plan
from halflap.rulebook.match import State
from halflap.rulebook.ranking import Line, Ranking
from halflap.rulebook.standings import Standings
from halflap.sport.heat import RiderId
from halflap.sport.reason import Reason
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Seeded:
    """What became of a seed: a rider, a seat that stays vacant, or neither (too small a field)."""

    seed: Seed
    rider: RiderId | None = None
    vacant: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class ProposedHeat:
    """A heat as the format pairs it; a rider whose opponent does not exist rides alone."""

    plan: HeatPlan
    seeded: tuple[Seeded, Seeded]

    @property
    def riders(self) -> tuple[RiderId, ...]:
        """The riders in seed order: two, one, or none (the heat is not held)."""
        return tuple(seat.rider for seat in self.seeded if seat.rider is not None)

    @property
    def seats(self) -> int:
        """How many places the heat decides, vacant ones included."""
        return sum(1 for seat in self.seeded if seat.rider is not None or seat.vacant)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The heats of a phase in running order; empty with ``missing`` while something is undecided.

    ``shortage`` explains seats that nobody fills.
    """

    heats: tuple[ProposedHeat, ...] = ()
    missing: tuple[Sentence, ...] = ()
    shortage: tuple[Sentence, ...] = ()


def propose(
    fmt: Format, phase: Phase, standings: Standings, elsewhere: Collection[RiderId] = ()
) -> Proposal:
    """The pairings of a later phase from the ranking of its source phase.

    UCI 3.2.053 for the finals by time; the match round of Athens and the re-seeding of its winners
    are the format's seeds. ``elsewhere`` are the riders of another phase from the same source whose
    draw stands although the ranking was corrected since: they do not ride here as well, and those
    whom it left without a heat move up.
    """
    missing = _not_ready(fmt, phase, standings)
    if missing:
        return Proposal(missing=missing)
    heats = tuple(
        ProposedHeat(
            heat,
            (
                _seat(fmt, heat.seeds[0], phase, standings),
                _seat(fmt, heat.seeds[1], phase, standings),
            ),
        )
        for heat in plan(phase)
    )
    if elsewhere:
        heats = _moved_up(fmt, phase, standings, heats, elsewhere)
    return Proposal(heats, (), _shortage(fmt, phase, heats))


def _moved_up(
    fmt: Format,
    phase: Phase,
    standings: Standings,
    heats: tuple[ProposedHeat, ...],
    elsewhere: Collection[RiderId],
) -> tuple[ProposedHeat, ...]:
    """The seats by rank, from the best, given to all who go on and do not ride elsewhere."""
    ranking = standings.qualifying.get(phase.source)
    if ranking is None:
        return heats
    goes_on = {number for (_, number) in destinations(fmt, phase.source)}
    left = [
        line
        for number, line in enumerate(ranking.ranked, start=1)
        if number in goes_on and line.rider not in elsewhere
    ]
    seats = sorted(seat.seed.number for heat in heats for seat in heat.seeded)
    given = dict(zip(seats, left, strict=False))

    def seated(seat: Seeded) -> Seeded:
        line = given.get(seat.seed.number)
        if line is None:
            return Seeded(seat.seed, vacant=seat.rider is not None or seat.vacant)
        if line.rider == seat.rider:
            return seat
        return Seeded(seat.seed, line.rider, reason=_move_reason(fmt, seat.seed, phase, line))

    return tuple(
        ProposedHeat(heat.plan, (seated(heat.seeded[0]), seated(heat.seeded[1]))) for heat in heats
    )


def _move_reason(fmt: Format, seed: Seed, phase: Phase, line: Line) -> Reason:
    sentence = say(
        "{name} is {seed}: rank {rank} of {phase}, without those who ride elsewhere by a draw that"
        " stands.",
        name=line.rider,
        seed=str(seed),
        rank=line.rank or 0,
        phase=fmt.phase_of(phase.source).called,
    )
    return Reason(sentence, "3.2.053")


def _rankings(phase: Phase, standings: Standings) -> dict[From, Ranking]:
    if phase.source in standings.qualifying:
        return {From.RANK: standings.qualifying[phase.source]}
    if phase.source in standings.matches:
        ranking = standings.matches[phase.source]
        return {From.WINNER: ranking.winners, From.LOSER: ranking.losers}
    return {}


def _not_ready(fmt: Format, phase: Phase, standings: Standings) -> tuple[Sentence, ...]:
    rankings = _rankings(phase, standings)
    if not rankings:
        return (say("{phase} has not been ridden", phase=fmt.phase_of(phase.source).called),)
    missing: dict[Sentence, None] = {}
    for kind, ranking in rankings.items():
        missing.update(dict.fromkeys(ranking.missing))
        missing.update(dict.fromkeys(_undecided_ties(fmt, phase, kind, ranking)))
    return tuple(missing)


def undecided_seeds(fmt: Format, phase_id: str, standings: Standings) -> tuple[Sentence, ...]:
    """Ties of a phase that leave open who goes where; empty when every seed is settled."""
    missing: dict[Sentence, None] = {}
    for phase in fmt.fed_by(phase_id):
        for kind, ranking in _rankings(phase, standings).items():
            missing.update(dict.fromkeys(_undecided_ties(fmt, phase, kind, ranking)))
    return tuple(missing)


def destinations(fmt: Format, source: str) -> dict[tuple[From, int], tuple[str, int]]:
    """Where each seed of a phase goes: (phase, heat); seeds that go nowhere are absent."""
    return {
        (seed.of, seed.number): (phase.id, heat.number)
        for phase in fmt.fed_by(source)
        for heat in plan(phase)
        for seed in heat.seeds
    }


def _undecided_ties(fmt: Format, phase: Phase, kind: From, ranking: Ranking) -> list[Sentence]:
    """Ties across a cut or between two heats: nothing but lots or a ruling can seed them."""
    goes = destinations(fmt, phase.source)
    found: list[Sentence] = []
    for index, line in enumerate(ranking.ranked, start=1):
        if not line.equal or index != line.rank:
            continue
        group = range(index, index + len(line.equal) + 1)
        if len({goes.get((kind, number)) for number in group}) > 1:
            found.append(
                say(
                    "{phase}: {riders} are equal on ranks {first} to {last}, and the seeding hangs "
                    "on it: lots have to be drawn",
                    phase=fmt.phase_of(phase.source).called,
                    riders=", ".join((line.rider, *line.equal)),
                    first=group[0],
                    last=group[-1],
                )
            )
    return found


def _seat(fmt: Format, seed: Seed, phase: Phase, standings: Standings) -> Seeded:
    if seed.of in (From.HEAT_WINNER, From.HEAT_LOSER):
        return _by_heat(seed, phase, standings)
    ranking = _rankings(phase, standings).get(seed.of)
    if ranking is None:
        return Seeded(seed)
    lines = ranking.ranked
    if seed.number <= len(lines):
        line = lines[seed.number - 1]
        return Seeded(seed, line.rider, reason=_seed_reason(fmt, seed, phase, line))
    return Seeded(seed, vacant=seed.number <= ranking.seats)


def _by_heat(seed: Seed, phase: Phase, standings: Standings) -> Seeded:
    matches = standings.matches[phase.source].matches
    match = next((match for match in matches if match.heat.number == seed.number), None)
    if match is None:
        return Seeded(seed)
    rider = match.winner if seed.of is From.HEAT_WINNER else match.loser
    if rider is None:
        return Seeded(seed, vacant=match.state is State.NOBODY)
    return Seeded(seed, rider, reason=match.reasons[0])


def _seed_reason(fmt: Format, seed: Seed, phase: Phase, line: Line) -> Reason:
    name, number = line.rider, seed.number
    source = fmt.phase_of(phase.source).called
    match seed.of:
        case From.WINNER:
            sentence = say(
                "{name} is {seed}: winner number {number} of {phase} by time.",
                name=name,
                seed=str(seed),
                number=number,
                phase=source,
            )
        case From.LOSER:
            sentence = say(
                "{name} is {seed}: beaten rider number {number} of {phase}.",
                name=name,
                seed=str(seed),
                number=number,
                phase=source,
            )
        case _:
            sentence = say(
                "{name} is {seed}: rank {number} of {phase}.",
                name=name,
                seed=str(seed),
                number=number,
                phase=source,
            )
    return Reason(sentence, "3.2.053")


def _shortage(fmt: Format, phase: Phase, heats: tuple[ProposedHeat, ...]) -> tuple[Sentence, ...]:
    empty = [str(seat.seed) for heat in heats for seat in heat.seeded if seat.rider is None]
    if not empty:
        return ()
    return (
        say(
            "{phase}: nobody for {seeds}, because too few riders of {source} have a rank; "
            "their opponents ride alone",
            phase=phase.called,
            seeds=", ".join(empty),
            source=fmt.phase_of(phase.source).called,
        ),
    )
