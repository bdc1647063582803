"""Knows how heats are drawn, ordered, scratched from and put into sessions; lots and rehearsals
too.
"""

from __future__ import annotations

from fractions import Fraction

from halflap.journal.facts import (
    BasisFact,
    DrawKept,
    HeatFact,
    HeatsReordered,
    LotsDrawn,
    PhaseDrawn,
    RehearsalDrawn,
    RiderScratched,
    SessionOrdered,
    SidesSwapped,
)
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    Refusal,
    competition_of,
    entered,
    heat_of,
    phase_of,
    plan_of,
    refuse,
    rule,
)
from halflap.meet.ledger import Ledger
from halflap.meet.results import ALGORITHM, bib_of, called, standing
from halflap.meet.state import Competition, Meet
from halflap.rulebook.draw import draw_qualifying
from halflap.rulebook.format import Phase
from halflap.rulebook.progression import Proposal, propose
from halflap.rulebook.sides import Placed, propose_later, propose_qualifying
from halflap.sport.heat import RiderId, Side
from halflap.sport.outcome import time_of
from halflap.sport.track import Track
from halflap.words.sentence import Sentence, say


class DrawPhase(Command, frozen=True, kw_only=True):
    """Draw a phase: by seed and standings, or ``heats`` as (home, back) set by the commissaires.

    ``again`` replaces an earlier draw, as long as no run of the phase has started.
    """

    competition: str
    phase: str
    heats: tuple[tuple[int | None, int | None], ...] = ()
    again: bool = False


class SwapSides(Command, frozen=True, kw_only=True):
    """The riders of a heat change straights, before the start."""

    competition: str
    phase: str
    heat: str
    reason: str = ""


class ReorderHeats(Command, frozen=True, kw_only=True):
    """Another running order: all heat numbers of the phase."""

    competition: str
    phase: str
    order: tuple[int, ...]


class Scratch(Command, frozen=True, kw_only=True):
    """A drawn rider does not start; the opponent rides alone."""

    competition: str
    phase: str
    heat: str
    bib: int
    excused: bool = True
    reason: str = ""


class Rehearse(Command, frozen=True, kw_only=True):
    """A heat for practice that counts nowhere."""

    competition: str
    phase: str
    home: int | None = None
    back: int | None = None


class OrderSession(Command, frozen=True, kw_only=True):
    """The heats of a session, of any competitions, in their order."""

    session: str
    heats: tuple[tuple[str, str, str], ...]


class DrawLots(Command, frozen=True, kw_only=True):
    """Lots as drawn by the commissaires: equal riders in the order of their lots."""

    competition: str
    phase: str
    order: tuple[int, ...]


class KeepDraw(Command, frozen=True, kw_only=True):
    """Keep a draw although the times it was made from were corrected."""

    competition: str
    phase: str
    reason: str


@rule(DrawPhase)
def draw_phase(ledger: Ledger, command: DrawPhase) -> Answer:
    """UCI 3.2.055 for qualifying; the seeds of the format for later phases."""
    competition = competition_of(ledger.state, command.competition)
    plan = plan_of(competition, command.phase)
    _may_draw(competition, plan, command.again)
    remarks: list[Sentence] = []
    basis: tuple[BasisFact, ...] = ()
    if plan.kind == "qualifying":
        heats = _by_hand(competition, command) or _qualifying(competition, plan)
        _everybody_once(competition, heats, competition.bibs)
    else:
        proposal = _proposal(competition, plan)
        basis = _basis(competition, plan, proposal)
        riders = tuple(bib_of(rider) for heat in proposal.heats for rider in heat.riders)
        heats = _by_hand(competition, command) or _seeded(ledger.state, competition, proposal)
        _everybody_once(competition, heats, riders)
        remarks += proposal.shortage
    fact = PhaseDrawn(
        competition=competition.id, phase=plan.id, heats=heats, basis=basis, algorithm=ALGORITHM
    )
    return [fact], remarks


def _may_draw(competition: Competition, plan: Phase, again: bool) -> None:
    phase = competition.phase(plan.id)
    if phase is not None and phase.counting:
        if any(heat.started for heat in phase.counting):
            raise refuse(
                "started",
                say("A run of {phase} has started, so its draw stands.", phase=plan.id),
                say("Scratch or substitute riders instead, or undo the runs first."),
            )
        if not again:
            raise refuse(
                "already-drawn",
                say("{phase} is already drawn.", phase=plan.id),
                say("Draw it again with --again; the old draw stays in the history."),
            )
    if plan.source:
        source = phase_of(competition, plan.source)
        if source.ranking is None:
            raise refuse(
                "ranking-open",
                say("The ranking of {phase} is not confirmed.", phase=plan.source),
                say("Confirm it first: halflap confirm MEET {phase}.", phase=plan.source),
            )


def _by_hand(competition: Competition, command: DrawPhase) -> tuple[HeatFact, ...]:
    labels: list[str | None] = [None] * len(command.heats)
    plan = plan_of(competition, command.phase)
    if plan.kind == "medal" and command.heats:
        proposal = _proposal(competition, plan)
        held = [heat.plan.label for heat in proposal.heats if heat.riders]
        if len(held) != len(command.heats):
            raise refuse(
                "heats",
                say("{phase} has {count} heats.", phase=plan.id, count=len(held)),
                say("Give one heat for each final, in running order."),
            )
        labels = held
    return tuple(
        HeatFact(number=number, home=home, back=back, label=label)
        for number, ((home, back), label) in enumerate(
            zip(command.heats, labels, strict=True), start=1
        )
    )


def _qualifying(competition: Competition, plan: Phase) -> tuple[HeatFact, ...]:
    entries = [competition.entries[bib] for bib in competition.bibs]
    entries.sort(key=lambda entry: (entry.seed is None, entry.seed or 0, entry.bib))
    seeds = [called(competition, entry.bib) for entry in entries]
    drawn = draw_qualifying(seeds, plan.riders_per_heat, competition.fmt.best_two_apart)
    return tuple(
        _heat(number, propose_qualifying(heat.riders)) for number, heat in enumerate(drawn, start=1)
    )


def _heat(number: int, placed: tuple[Placed, ...], label: str | None = None) -> HeatFact:
    sides = {place.side: bib_of(place.rider) for place in placed}
    return HeatFact(
        number=number, home=sides.get(Side.HOME), back=sides.get(Side.BACK), label=label
    )


def _proposal(competition: Competition, plan: Phase) -> Proposal:
    proposal = propose(competition.fmt, plan, standing(competition))
    if proposal.missing:
        remedy = say("Draw lots (halflap lots), or rule on what is open, then draw again.")
        raise NotNow(*(Refusal("undecided", missing, remedy) for missing in proposal.missing))
    return proposal


def _seeded(meet: Meet, competition: Competition, proposal: Proposal) -> tuple[HeatFact, ...]:
    """UCI 3.2.071: the better of the phase before finishes at the home line."""
    course = Track(Fraction(meet.track)).course(competition.distance_m)
    held = [heat for heat in proposal.heats if heat.riders]
    return tuple(
        _heat(number, propose_later(_better_first(heat.riders, proposal), course), heat.plan.label)
        for number, heat in enumerate(held, start=1)
    )


def _better_first(riders: tuple[RiderId, ...], proposal: Proposal) -> tuple[RiderId, ...]:
    seeds = {
        seat.rider: seat.seed.number
        for heat in proposal.heats
        for seat in heat.seeded
        if seat.rider is not None
    }
    return tuple(sorted(riders, key=lambda rider: seeds[rider]))


def _basis(competition: Competition, plan: Phase, proposal: Proposal) -> tuple[BasisFact, ...]:
    known = standing(competition)
    times = {
        line.rider: time.us
        for line in known.order(plan.source)
        if (time := time_of(line.ride.outcome)) is not None
    }
    return tuple(
        BasisFact(seed=str(seat.seed), bib=bib_of(seat.rider), us=times.get(seat.rider))
        for heat in proposal.heats
        for seat in heat.seeded
        if seat.rider is not None
    )


def _everybody_once(
    competition: Competition, heats: tuple[HeatFact, ...], riders: tuple[int, ...]
) -> None:
    drawn = [bib for heat in heats for bib in (heat.home, heat.back) if bib is not None]
    refusals = [
        Refusal(
            "not-once",
            say(
                "{name} is drawn {times} times.",
                name=called(competition, bib) if bib in competition.entries else str(bib),
                times=drawn.count(bib),
            ),
            say("Every rider of the phase is drawn exactly once."),
        )
        for bib in sorted(set(riders) | set(drawn))
        if drawn.count(bib) != 1 or bib not in riders
    ]
    if not riders:
        refusals.append(
            Refusal("nobody", say("There is nobody to draw."), say("Enter the riders first."))
        )
    if refusals:
        raise NotNow(*refusals)


@rule(SwapSides)
def swap_sides(ledger: Ledger, command: SwapSides) -> Answer:
    """UCI 3.2.071 sets sides; after the start a wrong side is accepted and reported."""
    competition = competition_of(ledger.state, command.competition)
    _, heat = heat_of(competition, command.phase, command.heat)
    if heat.started:
        raise refuse(
            "started",
            say("Heat {heat} of {phase} has started.", heat=heat.key, phase=command.phase),
            say("A wrong side is accepted after the start: record it as ridden."),
        )
    fact = SidesSwapped(
        competition=competition.id, phase=command.phase, heat=heat.key, reason=command.reason
    )
    return [fact], []


@rule(ReorderHeats)
def reorder_heats(ledger: Ledger, command: ReorderHeats) -> Answer:
    """Numbers stay with their heats; only the running order changes."""
    competition = competition_of(ledger.state, command.competition)
    phase = phase_of(competition, command.phase)
    numbers = sorted(heat.number for heat in phase.counting)
    if sorted(command.order) != numbers:
        raise refuse(
            "order",
            say("The order has to name each heat of {phase} once.", phase=command.phase),
            say("The heats are: {names}.", names=", ".join(map(str, numbers))),
        )
    fact = HeatsReordered(competition=competition.id, phase=command.phase, order=command.order)
    return [fact], []


@rule(Scratch)
def scratch(ledger: Ledger, command: Scratch) -> Answer:
    """The heat keeps its place and the opponent rides alone; nothing is redrawn."""
    competition = competition_of(ledger.state, command.competition)
    entered(competition, command.bib)
    _, heat = heat_of(competition, command.phase, command.heat)
    if command.bib not in heat.bibs:
        raise refuse(
            "not-in-heat",
            say(
                "{name} is not in heat {heat}.",
                name=called(competition, command.bib),
                heat=heat.key,
            ),
            say("Look at the start list: halflap result MEET {phase}.", phase=command.phase),
        )
    fact = RiderScratched(
        competition=competition.id,
        phase=command.phase,
        heat=heat.key,
        bib=command.bib,
        excused=command.excused,
        reason=command.reason,
    )
    others = [called(competition, bib) for bib in heat.bibs if bib != command.bib]
    remarks = [say("{name} rides alone.", name=other) for other in others]
    return [fact], remarks


@rule(Rehearse)
def rehearse(ledger: Ledger, command: Rehearse) -> Answer:
    """A rehearsal may be drawn at any time and never enters a ranking."""
    competition = competition_of(ledger.state, command.competition)
    plan_of(competition, command.phase)
    bibs = [bib for bib in (command.home, command.back) if bib is not None]
    for bib in bibs:
        entered(competition, bib)
    if not bibs or len(set(bibs)) != len(bibs):
        raise refuse(
            "riders",
            say("A rehearsal needs one or two different riders."),
            say("Give bibs with --home and --back."),
        )
    phase = competition.phase(command.phase)
    rehearsals = [heat for heat in phase.heats if heat.rehearsal] if phase else []
    fact = RehearsalDrawn(
        competition=competition.id,
        phase=command.phase,
        heat=HeatFact(number=len(rehearsals) + 1, home=command.home, back=command.back),
    )
    return [fact], []


@rule(OrderSession)
def order_session(ledger: Ledger, command: OrderSession) -> Answer:
    """Every heat at most once; a session is ordered anew as a whole."""
    refusals: list[Refusal] = []
    for place in command.heats:
        competition = competition_of(ledger.state, place[0])
        heat_of(competition, place[1], place[2])
        if command.heats.count(place) > 1:
            refusals.append(
                Refusal(
                    "twice",
                    say("{heat} is in the session twice.", heat="/".join(place)),
                    say("Name every heat once."),
                )
            )
    if refusals:
        raise NotNow(*refusals)
    return [SessionOrdered(session=command.session, heats=command.heats)], []


@rule(DrawLots)
def draw_lots(ledger: Ledger, command: DrawLots) -> Answer:
    """Lots are drawn by people; halflap keeps their order, not a seed."""
    competition = competition_of(ledger.state, command.competition)
    phase = phase_of(competition, command.phase)
    drawn = {bib for heat in phase.counting for bib in heat.bibs}
    for bib in command.order:
        if bib not in drawn:
            raise refuse(
                "no-rider",
                say("Bib {bib} does not ride {phase}.", bib=bib, phase=command.phase),
                say("Name the riders who are equal, in the order of their lots."),
            )
    if phase.ranking is not None:
        raise refuse(
            "confirmed",
            say("The ranking of {phase} is confirmed.", phase=command.phase),
            say("Undo the confirmation first, then draw lots."),
        )
    if len(set(command.order)) != len(command.order) or len(command.order) < 2:
        raise refuse(
            "lots",
            say("Lots separate at least two different riders."),
            say("Name each rider once, in the order of the lots."),
        )
    fact = LotsDrawn(competition=competition.id, phase=command.phase, order=command.order)
    return [fact], []


@rule(KeepDraw)
def keep_draw(ledger: Ledger, command: KeepDraw) -> Answer:
    """The people in charge let a draw stand although its times were corrected."""
    competition = competition_of(ledger.state, command.competition)
    phase_of(competition, command.phase)
    if not command.reason.strip():
        raise refuse("no-reason", say("A kept draw needs a reason."), say("Give it with --reason."))
    fact = DrawKept(competition=competition.id, phase=command.phase, reason=command.reason)
    return [fact], []
