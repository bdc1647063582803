"""Knows every derived number of a competition by its path, with the reasons behind it.

One map serves three questions: why is it so (``why``), what would change (previews), and does it
still derive as it was confirmed (``verify``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from halflap.journal.facts import ResultConfirmed
from halflap.meet.catches import catch_reasons
from halflap.meet.courses import course_of
from halflap.meet.records import record_marks
from halflap.meet.results import (
    called,
    classification,
    heat_value,
    proposal_of,
    standing,
    wrong_sides,
)
from halflap.meet.state import Competition, HeatState, Meet, PhaseState
from halflap.meet.wording import incident_in_words, ride_in_words, source_in_words
from halflap.rulebook.classification import MEDALS
from halflap.rulebook.format import Phase
from halflap.rulebook.match import decide
from halflap.rulebook.ranking import Line
from halflap.rulebook.records import Mark
from halflap.rulebook.sides import propose_later, propose_qualifying
from halflap.rulebook.standings import Standings
from halflap.sport.reason import Reason
from halflap.sport.times import format_time
from halflap.words.sentence import say

_RESOLUTIONS = (
    say("a whole second"),
    say("a tenth of a second"),
    say("a hundredth of a second"),
    say("a thousandth of a second"),
)
"""By the number of decimals."""


@dataclass(frozen=True, slots=True)
class Number:
    """A derived value as text, and the steps that lead to it."""

    value: str
    reasons: tuple[Reason, ...] = ()


def numbers(meet: Meet, competition: Competition) -> dict[str, Number]:
    """Every derived number by path: ``qualifying/rank/3``, ``finals/heat/gold/winner``,
    ``place/5``…
    """
    found: dict[str, Number] = {}
    known = standing(competition)
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        if phase is not None:
            found.update(_heats(meet, competition, plan, phase))
            found.update(_ranks(plan, known))
        if plan.source and competition.phase(plan.source) is not None:
            found.update(_pairings(competition, plan))
    found.update(_places(competition))
    for mark in record_marks(competition):
        found[record_path(mark)] = Number(f"{mark.ride.rider} {mark.ride.time}", (mark.reason,))
    return found


def record_path(mark: Mark) -> str:
    """The path of a record that was beaten."""
    return f"record/{mark.record}/{mark.convention.value}/{mark.ride.rider.partition(' ')[0]}"


def _heats(
    meet: Meet, competition: Competition, plan: Phase, phase: PhaseState
) -> Iterator[tuple[str, Number]]:
    for heat in phase.heats:
        path = f"{plan.id}/heat/{heat.label or heat.key}"
        for side, bib in (("home", heat.home), ("back", heat.back)):
            if bib is None:
                continue
            yield (
                f"{path}/{side}",
                Number(called(competition, bib), _side(meet, competition, plan, heat)),
            )
            if (ride := heat.ride(bib)) is not None:
                reasons = _time(ride.bib, heat)
                if ride.code in ("CAP", "OVL"):
                    reasons = (*catch_reasons(meet, competition, plan.id, heat), *reasons)
                reasons += _acknowledged(heat, bib)
                yield f"{path}/ride/{bib}", Number(ride_in_words(ride), reasons)
        if plan.kind != "qualifying" and heat.ridden and not heat.rehearsal:
            match = decide(heat_value(competition, phase, heat), competition.fmt.ties)
            yield f"{path}/winner", Number(match.winner or match.state.value, match.reasons)


def _side(meet: Meet, competition: Competition, plan: Phase, heat: HeatState) -> tuple[Reason, ...]:
    riders = [called(competition, bib) for bib in heat.bibs]
    if plan.kind == "qualifying":
        proposed = propose_qualifying(_by_seed(competition, heat))
    else:
        course = course_of(meet, competition)
        order = standing(competition).positions(plan.source)
        riders.sort(key=lambda rider: order.get(rider, len(order) + 1))
        proposed = propose_later(riders, course)
    drawn = {
        called(competition, bib): side
        for side, bib in (("home", heat.home), ("back", heat.back))
        if bib is not None
    }
    reported = wrong_sides(competition, heat) if heat.sides_reported else ()
    if all(drawn.get(placed.rider) == placed.side.value for placed in proposed):
        return tuple(placed.reason for placed in proposed) + reported
    set_by_hand = Reason(say("The commissaires set the sides of this heat."), "3.2.071")
    return (set_by_hand, *reported)


def _by_seed(competition: Competition, heat: HeatState) -> list[str]:
    entries = [competition.entries[bib] for bib in heat.bibs]
    entries.sort(key=lambda entry: (entry.seed is None, entry.seed or 0, entry.bib))
    return [called(competition, entry.bib) for entry in entries]


def _acknowledged(heat: HeatState, bib: int) -> tuple[Reason, ...]:
    """The doubts about a rider that somebody took upon himself when the heat was confirmed."""
    confirmed = heat.confirmed
    doubts = confirmed.doubts if isinstance(confirmed, ResultConfirmed) else ()
    return tuple(
        Reason(say("Acknowledged when it was confirmed: {doubt}", doubt=doubt.text))
        for doubt in doubts
        if bib in doubt.bibs
    )


def _time(bib: int, heat: HeatState) -> tuple[Reason, ...]:
    ride = heat.ride(bib)
    time = ride.time if ride else None
    found: list[Reason] = []
    if ride is not None and ride.code != "OK":
        found.append(Reason(say("Recorded or ruled as {code}.", code=ride.code)))
    if time is not None:
        found.append(
            Reason(
                say(
                    "Recorded by {source} to {resolution}, cut and never rounded.",
                    source=source_in_words(time.source),
                    resolution=_RESOLUTIONS[time.digits],
                ),
                "3.2.015",
            )
        )
        if time.readings:
            read = ", ".join(_reading(us, time.digits) for us in time.readings)
            kept = Reason(say("It was read as {readings}.", readings=read), "3.2.015")
            if time.source == "hand":
                said = say("Readings kept: {readings}.", readings=read)
                kept = Reason(said, "format: hand_times")
            found.append(kept)
    for run in heat.runs:
        for incident in run.incidents:
            found.append(
                Reason(
                    say(
                        "Run {run}: {incident} of {bib}: {reason}",
                        run=run.number,
                        incident=incident_in_words(incident.incident),
                        bib=incident.bib,
                        reason=incident.reason,
                    ),
                    "3.2.021",
                )
            )
    return tuple(found)


def _reading(us: int, digits: int) -> str:
    """A watch as it was read: with the decimals of the time, or as many more as it showed."""
    exact = (decimals for decimals in range(digits, 6) if us % 10 ** (6 - decimals) == 0)
    return format_time(us, next(exact, 6))


def _ranks(plan: Phase, known: Standings) -> Iterator[tuple[str, Number]]:
    if plan.id in known.qualifying:
        yield from _lines(f"{plan.id}/rank", known.qualifying[plan.id].ranked)
        for line in known.qualifying[plan.id].unranked:
            yield (
                f"{plan.id}/unranked/{line.rider.partition(' ')[0]}",
                Number(line.rider, line.reasons),
            )
    elif plan.kind == "match" and plan.id in known.matches:
        yield from _lines(f"{plan.id}/winner", known.matches[plan.id].winners.ranked)
        yield from _lines(f"{plan.id}/loser", known.matches[plan.id].losers.ranked)


def _lines(path: str, lines: tuple[Line, ...]) -> Iterator[tuple[str, Number]]:
    by_rank: dict[int, list[Line]] = {}
    for line in lines:
        by_rank.setdefault(line.rank or 0, []).append(line)
    for rank, equal in by_rank.items():
        reasons = tuple(reason for line in equal for reason in line.reasons)
        yield f"{path}/{rank}", Number(" = ".join(line.rider for line in equal), reasons)


def _pairings(competition: Competition, plan: Phase) -> Iterator[tuple[str, Number]]:
    proposal = proposal_of(competition, plan)
    nobody = tuple(Reason(sentence, "format: heats") for sentence in proposal.shortage)
    for heat in proposal.heats:
        reasons = tuple(seat.reason for seat in heat.seeded if seat.reason is not None)
        if len(heat.riders) < len(heat.seeded):
            reasons += nobody
        name = heat.plan.label or str(heat.plan.number)
        yield f"{plan.id}/pairing/{name}", Number(" v ".join(heat.riders) or "-", reasons)


def _places(competition: Competition) -> Iterator[tuple[str, Number]]:
    result = classification(competition)
    by_rank: dict[str, list[str]] = {}
    reasons: dict[str, tuple[Reason, ...]] = {}
    for placing in result.placings:
        bib = placing.rider.partition(" ")[0]
        path = f"place/{placing.rank}" if placing.rank else f"unplaced/{bib}"
        by_rank.setdefault(path, []).append(placing.rider)
        reasons[path] = reasons.get(path, ()) + placing.reasons
    for path, riders in by_rank.items():
        yield path, Number(" = ".join(riders), reasons[path])
    if result.complete:
        notes = tuple(Reason(note, "3.2.060") for note in result.medal_notes)
        for rank, medal in enumerate(MEDALS, start=1):
            holders = result.holders(rank)
            why = reasons.get(f"place/{rank}", notes)  # the notes say which are vacant
            yield f"medal/{medal}", Number(" = ".join(holders) or "-", why)
