"""Knows how heats are drawn, ordered, scratched from and put into sessions; lots and rehearsals
too.
"""

from __future__ import annotations

from halflap.journal.facts import (
    BasisFact,
    Fact,
    HeatFact,
    PhaseDrawn,
)
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    Refusal,
    competition_of,
    phase_of,
    plan_of,
    refuse,
    rule,
)
from halflap.meet.commands.confirming import nobody_left
from halflap.meet.courses import course_of
from halflap.meet.ledger import Ledger
from halflap.meet.lines import outdated
from halflap.meet.results import ALGORITHM, beside, bib_of, called, proposal_of, standing, stands
from halflap.meet.state import Competition, Meet
from halflap.rulebook.draw import draw_qualifying
from halflap.rulebook.format import Phase
from halflap.rulebook.progression import Proposal
from halflap.rulebook.sides import Placed, propose_later, propose_qualifying
from halflap.sport.heat import Side
from halflap.sport.outcome import time_of
from halflap.words.sentence import Sentence, say


class DrawPhase(Command, frozen=True, kw_only=True):
    """Draw a phase: by seed and standings, or ``heats`` as (home, back) set by the commissaires.

    ``again`` replaces an earlier draw, as long as no run of the phase has started.
    """

    competition: str
    phase: str
    heats: tuple[tuple[int | None, int | None], ...] = ()
    again: bool = False


@rule(DrawPhase)
def draw_phase(ledger: Ledger, command: DrawPhase) -> Answer:
    """UCI 3.2.055 for qualifying; the seeds of the format for later phases."""
    competition = competition_of(ledger.state, command.competition)
    plan = plan_of(competition, command.phase)
    _may_draw(competition, plan, command.again)
    remarks: list[Sentence] = []
    facts: list[Fact] = []
    basis: tuple[BasisFact, ...] = ()
    if plan.kind == "qualifying":
        _enough(competition)
        heats = _by_hand(competition, command) or _qualifying(competition, plan)
        _everybody_once(competition, plan.id, heats, competition.bibs)
    else:
        if nobody_left(competition, plan):
            raise refuse(
                "nobody",
                say("Nobody is left to ride {phase}.", phase=plan.id),
                say("Confirm that: halflap confirm MEET {phase}.", phase=plan.id),
            )
        proposal = _proposal(competition, plan)
        basis = _basis(competition, plan, proposal)
        riders = tuple(bib_of(rider) for heat in proposal.heats for rider in heat.riders)
        heats = _by_hand(competition, command) or _seeded(ledger.state, competition, plan, proposal)
        _everybody_once(competition, plan.id, heats, riders)
        remarks += (*proposal.shortage, *_disputed(competition, plan.source))
        facts, said = _with_it(ledger.state, competition, plan, riders, command)
        remarks += said
    drawn = PhaseDrawn(
        competition=competition.id, phase=plan.id, heats=heats, basis=basis, algorithm=ALGORITHM
    )
    return [drawn, *facts], remarks


def _with_it(
    meet: Meet,
    competition: Competition,
    plan: Phase,
    riders: tuple[int, ...],
    command: DrawPhase,
) -> tuple[list[Fact], list[Sentence]]:
    """The other phases of the same ranking that have to be drawn again with this one.

    They were drawn before a correction and hold riders of this one now; nobody rides both.
    """
    facts: list[Fact] = []
    remarks: list[Sentence] = []
    for other in beside(competition.fmt, plan):
        phase = competition.phase(other.id)
        if phase is None or stands(phase):
            continue
        both = [bib for heat in phase.counting for bib in heat.bibs if bib in riders]
        if both and not command.again:
            raise refuse(
                "beside",
                say(
                    "{name} is drawn in {phase}, from superseded times.",
                    name=called(competition, both[0]),
                    phase=other.id,
                ),
                say("Draw {phase} again, or keep its draw (halflap keep).", phase=other.id),
            )
        if both:
            proposal = _proposal(competition, other)
            facts.append(
                PhaseDrawn(
                    competition=competition.id,
                    phase=other.id,
                    heats=_seeded(meet, competition, other, proposal),
                    basis=_basis(competition, other, proposal),
                    algorithm=ALGORITHM,
                )
            )
            remarks.append(say("{phase} is drawn again with it.", phase=other.id))
    return facts, remarks


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
        if outdated(competition, plan.source):
            raise refuse(
                "superseded",
                say("{phase} was corrected after its ranking was confirmed.", phase=plan.source),
                say("Confirm the ranking again: halflap confirm MEET {phase}.", phase=plan.source),
            )


def _disputed(competition: Competition, phase_id: str) -> list[Sentence]:
    """A draw is not held up by a dispute about the phase before, but says that there is one."""
    phase = phase_of(competition, phase_id)
    return [
        say("{phase} heat {heat} is under review: {why}", phase=phase_id, heat=heat.key, why=why)
        for heat in phase.counting
        if (why := heat.review) is not None
    ]


def _enough(competition: Competition) -> None:
    entries, least = len(competition.bibs), competition.fmt.minimum_entries
    if 0 < entries < least:
        raise refuse(
            "too-few",
            say("{format} needs {least} entries.", format=competition.fmt.id, least=least),
            say("There are {entries}: enter more, or merge competitions.", entries=entries),
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
    proposal = proposal_of(competition, plan)
    if proposal.missing:
        remedy = say("Draw lots (halflap lots), or rule on what is open, then draw again.")
        raise NotNow(*(Refusal("undecided", missing, remedy) for missing in proposal.missing))
    return proposal


def _seeded(
    meet: Meet, competition: Competition, plan: Phase, proposal: Proposal
) -> tuple[HeatFact, ...]:
    """UCI 3.2.071: the better of the phase before finishes at the home line.

    A heat that nobody rides keeps its number, so that the seeds "winner of heat 2" still find it.
    """
    course = course_of(meet, competition)
    before = standing(competition).positions(plan.source)
    return tuple(
        _heat(
            heat.plan.number,
            propose_later(sorted(heat.riders, key=before.__getitem__), course),
            heat.plan.label,
        )
        for heat in proposal.heats
        if heat.riders
    )


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
    competition: Competition, phase: str, heats: tuple[HeatFact, ...], riders: tuple[int, ...]
) -> None:
    """Who is not to be drawn is named first: it is most often a slip that leaves another out."""
    drawn = [bib for heat in heats for bib in (heat.home, heat.back) if bib is not None]
    known = set(competition.bibs)
    refusals = [
        Refusal(
            "no-rider",
            say("Bib {bib} is not entered in {competition}.", bib=bib, competition=competition.id),
            say("Draw the riders of {phase}: {names}.", phase=phase, names=_bibs(riders)),
        )
        if bib not in known
        else Refusal(
            "not-in-phase",
            say("{name} does not ride {phase}.", name=called(competition, bib), phase=phase),
            say("Draw the riders of {phase}: {names}.", phase=phase, names=_bibs(riders)),
        )
        for bib in sorted(set(drawn) - set(riders))
    ]
    refusals += [
        Refusal(
            "not-once",
            say(
                "{name} is drawn {times} times.",
                name=called(competition, bib),
                times=drawn.count(bib),
            ),
            say("Every rider of the phase is drawn exactly once."),
        )
        for bib in sorted(riders)
        if drawn.count(bib) != 1
    ]
    if not riders:
        refusals.append(
            Refusal("nobody", say("There is nobody to draw."), say("Enter the riders first."))
        )
    if refusals:
        raise NotNow(*refusals)


def _bibs(riders: tuple[int, ...]) -> str:
    return ", ".join(map(str, sorted(riders)))
