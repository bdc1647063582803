"""Knows how the recorded facts of a competition are read by the rulebook: rides, phases,
standings.
"""

from __future__ import annotations

from fractions import Fraction

from halflap.journal.facts import EntryFact, RideFact, TimeFact
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.rulebook.classification import Classification, Placing, classify
from halflap.rulebook.format import Format, Phase
from halflap.rulebook.progression import Proposal, propose
from halflap.rulebook.ranking import Ranking
from halflap.rulebook.sides import ridden_from
from halflap.rulebook.standings import Standings, standings
from halflap.sport import outcome as o
from halflap.sport.heat import Heat, PhaseResults, Ride, RiderId, Side
from halflap.sport.reason import Reason
from halflap.sport.times import RecordedTime, Source
from halflap.words.sentence import Sentence, say

ALGORITHM = "rulebook/1"
"""Which derivation a confirmation was made with; verify compares only like with like."""


def rider_id(entry: EntryFact) -> RiderId:
    """How a rider is called in every sentence: bib and name, so that reasons read by themselves."""
    pilot = f" / {entry.pilot.name}" if entry.pilot else ""
    return f"{entry.bib} {entry.rider.name}{pilot}"


def bib_of(rider: RiderId) -> int:
    """The bib of a rider id."""
    return int(rider.partition(" ")[0])


def called(competition: Competition, bib: int) -> RiderId:
    """The rider id of a bib."""
    return rider_id(competition.entries[bib])


def time_value(time: TimeFact | None) -> RecordedTime | None:
    """A recorded time as the value the rulebook knows."""
    if time is None:
        return None
    return RecordedTime(time.us, time.digits, Source(time.source), time.readings)


def time_fact(time: RecordedTime | None) -> TimeFact | None:
    """A time as it is recorded."""
    if time is None:
        return None
    return TimeFact(
        us=time.us, digits=time.digits, source=time.source.value, readings=time.readings
    )


def outcome_value(ride: RideFact) -> o.Outcome:
    """A recorded outcome as the value the rulebook knows."""
    time = time_value(ride.time)
    at_m = Fraction(ride.at_m) if ride.at_m else None
    match ride.code:
        case "OK":
            return o.Timed(time) if time else o.Untimed()
        case "CAP":
            return o.Catch(time, at_m)
        case "OVL":
            return o.Caught(time, at_m)
        case "WO":
            return o.Walkover()
        case "REL":
            return o.Relegated(time)
        case "DNF":
            return o.DidNotFinish()
        case "DNS":
            return o.DidNotStart(ride.excused)
        case "DSQ":
            return o.Disqualified()


def heat_value(
    competition: Competition, phase: PhaseState, heat: HeatState, *, as_confirmed: bool = False
) -> Heat:
    """A heat as the rulebook judges it, with the lots of its phase."""
    recorded = heat.confirmed.rides if as_confirmed and heat.confirmed else heat.rides
    by_bib = {ride.bib: ride for ride in recorded}
    lots = {bib: lot for lot, bib in enumerate(phase.lots, start=1)}
    rides = tuple(
        Ride(
            called(competition, bib),
            outcome_value(by_bib[bib]) if bib in by_bib else None,
            side,
            time_value(by_bib[bib].last_lap) if bib in by_bib else None,
            lots.get(bib),
            bib in heat.joined,
        )
        for bib, side in ((heat.home, Side.HOME), (heat.back, Side.BACK))
        if bib is not None
    )
    winner = called(competition, heat.winner) if isinstance(heat.winner, int) else None
    return Heat(heat.number, rides, heat.label, winner, heat.winner == "nobody")


def wrong_sides(competition: Competition, heat: HeatState) -> tuple[Reason, ...]:
    """What to report of riders who started on each other's straight (UCI 3.2.071)."""
    drawn = ((heat.home, Side.HOME), (heat.back, Side.BACK))
    found = (
        ridden_from(called(competition, bib), side, side.other)
        for bib, side in drawn
        if bib is not None
    )
    return tuple(reason for reason in found if reason is not None)


def phase_results(competition: Competition, phase_id: str) -> PhaseResults | None:
    """All heats of a phase that count, or None before its draw."""
    phase = competition.phase(phase_id)
    if phase is None or not phase.counting:
        return None
    heats = tuple(heat_value(competition, phase, heat) for heat in phase.counting)
    return PhaseResults(phase_id, heats, True, all(heat.ridden for heat in phase.counting))


def standing(competition: Competition) -> Standings:
    """How every phase drawn so far stands."""
    return standings(competition.fmt, _results(competition))


def proposal_of(competition: Competition, plan: Phase) -> Proposal:
    """The pairings of a later phase as the ranking stands now.

    Who rides another phase from the same ranking by a draw that stands, started or kept, does not
    ride this one as well, whatever was corrected since (the two groups of Barcelona 1992).
    """
    elsewhere = {
        called(competition, bib)
        for other in beside(competition.fmt, plan)
        if (phase := competition.phase(other.id)) is not None and stands(phase)
        for heat in phase.counting
        for bib in heat.bibs
    }
    return propose(competition.fmt, plan, standing(competition), elsewhere)


def beside(fmt: Format, plan: Phase) -> tuple[Phase, ...]:
    """The other phases whose riders come from the same ranking."""
    fed = fmt.fed_by(plan.source) if plan.source else ()
    return tuple(other for other in fed if other.id != plan.id)


def stands(phase: PhaseState) -> bool:
    """Whether the draw of a phase stays whatever is corrected: it is ridden by, or kept."""
    return phase.kept or any(heat.started for heat in phase.counting)


def rankings(known: Standings, phase_id: str) -> tuple[Ranking, ...]:
    """The ranking of a qualifying phase, or those of the winners and of the beaten of a match."""
    if phase_id in known.qualifying:
        return (known.qualifying[phase_id],)
    if phase_id in known.matches:
        return known.matches[phase_id].winners, known.matches[phase_id].losers
    return ()


def classification(competition: Competition) -> Classification:
    """The final classification as far as it is decided; complete, it has every rider once.

    Where a result was corrected after the next phase was drawn, a winner may be in none of its
    heats, and another rider in one that is not his: the heats count as they were ridden.
    """
    results = _results(competition)
    found = classify(competition.fmt, results)
    placings: dict[RiderId, Placing] = {}
    notes = list(found.medal_notes)
    for placing in found.placings:
        held = placings.setdefault(placing.rider, placing)
        if held is not placing:
            notes.append(_twice(held, placing))
    last = {ride.rider: ride for phase in results.values() for ride in phase.rides}
    entered = [called(competition, bib) for bib in competition.bibs] if results else []
    missing = (*found.missing, *(_undrawn(rider) for rider in entered if rider not in last))
    for rider, ride in last.items():
        if not missing and rider not in placings:
            notes.append(_without_place(rider))
            reason = Reason(notes[-1], "format: places")
            placings[rider] = Placing(rider, None, ride, (reason,))
    return Classification(tuple(placings.values()), missing, tuple(notes))


def _twice(held: Placing, placing: Placing) -> Sentence:
    return say(
        "{name} has place {rank}, so nobody holds place {other}.",
        name=held.rider,
        rank=held.rank or 0,
        other=placing.rank or 0,
    )


def _undrawn(rider: RiderId) -> Sentence:
    return say("{name} is entered but in no heat.", name=rider)


def _without_place(rider: RiderId) -> Sentence:
    return say(
        "{name} went on by a correction made after the draw, which was kept: no place follows.",
        name=rider,
    )


def _results(competition: Competition) -> dict[str, PhaseResults]:
    found: dict[str, PhaseResults] = {}
    for phase in competition.fmt.phase:
        results = phase_results(competition, phase.id)
        if results is not None:
            found[phase.id] = results
    return found
