"""Knows what may change in heats once drawn: sides, order, scratchings; sessions, lots,
rehearsals.
"""

from __future__ import annotations

from collections.abc import Iterator

from halflap.journal.facts import (
    BreakFact,
    DrawKept,
    HeatFact,
    HeatsReordered,
    LotsDrawn,
    RehearsalDrawn,
    RiderScratched,
    SessionOrdered,
    SidesReported,
    SidesSwapped,
)
from halflap.meet.among import heat_known
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
    reasoned,
    refuse,
    rule,
    stranger,
)
from halflap.meet.commands.printable import LONGEST_NAME, unprintable
from halflap.meet.ledger import Ledger
from halflap.meet.left_out import left_out, still_in
from halflap.meet.results import called, wrong_sides
from halflap.meet.state import Competition, HeatState, Meet
from halflap.meet.venue_time import LATEST_US, shown
from halflap.words.sentence import say

MINUTE_US = 60_000_000
LONGEST_BREAK_US = 999 * MINUTE_US
"""A break that lasts over night is the end of a session."""


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
    """The heats of a session, of any competitions, in their order; ``starts_us``: UTC.

    ``breaks`` stand ``after`` so many of its heats (0: before the first), ``us`` microseconds long.
    """

    session: str
    heats: tuple[tuple[str, str, str], ...]
    starts_us: int | None = None
    breaks: tuple[BreakFact, ...] = ()


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


@rule(SwapSides)
def swap_sides(ledger: Ledger, command: SwapSides) -> Answer:
    """UCI 3.2.071 sets sides; after the start a wrong side is accepted and reported."""
    competition = competition_of(ledger.state, command.competition)
    _, heat = heat_of(competition, command.phase, command.heat)
    if heat.started:
        return _report_sides(competition, heat, command)
    fact = SidesSwapped(
        competition=competition.id, phase=command.phase, heat=heat.key, reason=command.reason
    )
    return [fact], []


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _report_sides(competition: Competition, heat: HeatState, command: SwapSides) -> Answer:
    if heat.sides_reported:
        raise refuse(
            "reported",
            say("The sides of heat {heat} are already reported.", heat=heat.key),
            say("Undo the report if it was wrong."),
        )
    fact = SidesReported(
        competition=competition.id, phase=command.phase, heat=heat.key, reason=command.reason
    )
    return [fact], [reason.sentence for reason in wrong_sides(competition, heat)]


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
    ridden = [heat.number for heat in phase.counting if heat.started]
    if [number for number in command.order if number in ridden] != ridden:
        raise refuse(
            "ridden",
            say("Heats that have been ridden keep their order: {names}.", names=_listed(ridden)),
            say("Move only heats that are still to come."),
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
        raise NotNow(stranger(heat, command.bib))
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
    """Every heat at most once among all sessions; a session is ordered anew as a whole."""
    refusals: list[Refusal] = []
    starts_us = command.starts_us
    if starts_us is not None and not 0 <= starts_us < LATEST_US:
        refusals.append(
            Refusal(
                "session-start",
                say("No session starts that early or late."),
                say("Give the planned start in microseconds of UTC, or none."),
            )
        )
    heats = tuple(_place(ledger.state, *place) for place in command.heats)
    for place in dict.fromkeys(heats):
        refusals += [
            Refusal(
                "other-session",
                say(
                    "{heat} is in the session {name} already.",
                    heat=heat_known(ledger.state, place),
                    name=each.name,
                ),
                say("To move it, first order that session anew without it, or undo that order."),
            )
            for each in ledger.state.sessions
            if each.name != command.session and place in each.heats
        ]
        if heats.count(place) > 1:
            refusals.append(
                Refusal(
                    "twice",
                    say("{heat} is in the session twice.", heat=heat_known(ledger.state, place)),
                    say("Name every heat once."),
                )
            )
    refusals += [why for each in command.breaks for why in _no_break(each, len(heats))]
    if refusals:
        raise NotNow(*refusals)
    fact = SessionOrdered(
        session=command.session,
        heats=heats,
        starts_us=starts_us,
        breaks=tuple(sorted(command.breaks, key=lambda each: each.after)),
    )
    if starts_us is None:
        return [fact], []
    time = shown(ledger.state, starts_us, "%Y-%m-%d %H:%M")
    return [fact], [
        say("The first start is planned at {time} ({zone}).", time=time, zone=ledger.state.zone)
    ]


def _place(meet: Meet, competition_id: str, phase_id: str, key: str) -> tuple[str, str, str]:
    """Where a heat is, by its key, also where it was named by its label."""
    _, heat = heat_of(competition_of(meet, competition_id), phase_id, key)
    return competition_id, phase_id, heat.key


def _no_break(pause: BreakFact, heats: int) -> Iterator[Refusal]:
    """Why a break cannot stand in a session of so many heats."""
    if not 0 <= pause.after <= heats:
        yield Refusal(
            "break",
            say(
                "The session has {heats} heats, and no break after {n}.",
                heats=heats,
                n=pause.after,
            ),
            say("Say after how many of its heats the break is."),
        )
    if not MINUTE_US <= pause.us <= LONGEST_BREAK_US or pause.us % MINUTE_US:
        yield Refusal(
            "break",
            say("The break “{title}” cannot last that long.", title=pause.title[:LONGEST_NAME]),
            say("Give whole minutes, from 1 to {most}.", most=LONGEST_BREAK_US // MINUTE_US),
        )
    blank, long = not pause.title.strip(), len(pause.title) > LONGEST_NAME
    if blank or long or unprintable(pause.title) is not None:
        yield Refusal(
            "break",
            say("A break has no title that can be printed."),
            say("Say what it is for, in at most {most} signs.", most=LONGEST_NAME),
        )


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
    if phase.lots_confirmed(command.order):
        raise refuse(
            "confirmed",
            say("The lots of {phase} are confirmed with its ranking.", phase=command.phase),
            say("Undo the confirmation first, or draw lots between other riders only."),
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
    phase = phase_of(competition, command.phase)
    reasoned(command.reason)
    if not phase.basis:
        raise refuse(
            "no-basis",
            say("{phase} was not drawn from a ranking.", phase=command.phase),
            say("There is nothing to keep: no correction changes its draw."),
        )
    fact = DrawKept(competition=competition.id, phase=command.phase, reason=command.reason)
    plan = plan_of(competition, command.phase)
    return [fact], [*left_out(competition, plan), *still_in(competition, plan)]
