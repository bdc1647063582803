"""Knows the ranking of one phase: qualifying by time, a match round as winners, losers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from halflap.rulebook.format import Format, Phase
from halflap.rulebook.match import Match, State, decide, tie_reason
from halflap.rulebook.order import UNRANKED_ORDER, loser_class, order_key, separate
from halflap.sport.heat import Heat, PhaseResults, Ride, RiderId
from halflap.sport.outcome import (
    Catch,
    Caught,
    DidNotStart,
    Disqualified,
    Relegated,
    Timed,
    Untimed,
    Walkover,
    code,
    time_of,
)
from halflap.sport.reason import Reason
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Line:
    """One rider's line: ``rank`` 1 is best, None without a place; ``equal`` are those who share
    it.
    """

    rider: RiderId
    ride: Ride
    rank: int | None
    equal: tuple[RiderId, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranking: ranked lines in order, then the unranked; ``missing`` says what it still waits
    for.

    ``seats`` is how many places the block holds; ranks that nobody holds stay vacant.
    """

    lines: tuple[Line, ...]
    missing: tuple[Sentence, ...] = ()
    seats: int = 0

    @property
    def ranked(self) -> tuple[Line, ...]:
        """The lines with a rank, best first."""
        return tuple(line for line in self.lines if line.rank is not None)

    @property
    def unranked(self) -> tuple[Line, ...]:
        """The lines without a rank, in the order in which they are listed."""
        return tuple(line for line in self.lines if line.rank is None)

    def line(self, rider: RiderId) -> Line | None:
        """The rider's line, if he has one."""
        return next((line for line in self.lines if line.rider == rider), None)


@dataclass(frozen=True, slots=True)
class MatchRanking:
    """A match round: ``winners`` by time (a heat that nobody won leaves a seat empty), ``losers``
    as placed.
    """

    matches: tuple[Match, ...]
    winners: Ranking
    losers: Ranking


def with_absences(ride: Ride, phase: Phase) -> Ride:
    """The ride as the phase judges it: an absence without a recognised reason may be a
    disqualification.

    UCI 3.2.004 and 3.2.060 speak of the phases after qualifying.
    """
    unexcused = isinstance(ride.outcome, DidNotStart) and ride.outcome.excused is False
    if unexcused and phase.kind != "qualifying" and phase.unexcused_absence == "disqualified":
        return replace(ride, outcome=Disqualified())
    return ride


def judged(results: PhaseResults, phase: Phase) -> PhaseResults:
    """The results with every absence as the phase judges it."""
    heats = tuple(
        replace(heat, rides=tuple(with_absences(ride, phase) for ride in heat.rides))
        for heat in results.heats
    )
    return replace(results, heats=heats)


def ranks_by_time(ride: Ride, phase: Phase) -> bool:
    """Whether a ride of qualifying ranks by its time (UCI 3.2.056; older formats drop the caught
    rider).
    """
    match ride.outcome:
        case Timed() | Catch(time=_) if time_of(ride.outcome) is not None:
            return True
        case Caught(time=time):
            return time is not None and phase.catch == "ride-on"
        case _:
            return False


def rank_qualifying(results: PhaseResults, phase: Phase, fmt: Format) -> Ranking:
    """Everybody by time (UCI 3.2.053); relegated riders after them; the others without a rank."""
    rides = results.rides
    timed = [ride for ride in rides if ranks_by_time(ride, phase)]
    lines: list[Line] = []
    for group in separate(timed, fmt.ties):
        lines += _group(group, len(lines) + 1, lines[-1] if lines else None)
    relegated = sorted(
        (ride for ride in rides if isinstance(ride.outcome, Relegated)),
        key=lambda ride: order_key(ride, lambda _: False),
    )
    lines += _relegated(relegated, len(lines) + 1)
    unranked = sorted(
        (ride for ride in rides if isinstance(ride.outcome, UNRANKED_ORDER) and ride not in timed),
        key=lambda ride: order_key(ride, lambda _: False),
    )
    lines += [Line(ride.rider, ride, None, (), (_no_rank(ride, phase),)) for ride in unranked]
    return Ranking(tuple(lines), _still_missing(results, phase), len(lines) - len(unranked))


def _still_missing(results: PhaseResults, phase: Phase) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    if not results.complete:
        found.append(say("{phase}: not every heat is known", phase=phase.id))
    for ride in results.rides:
        if ride.outcome is None:
            found.append(say("{phase}: {name} has not ridden yet", phase=phase.id, name=ride.rider))
        elif isinstance(ride.outcome, Untimed | Walkover) or _caught_untimed(ride):
            found.append(
                say("{phase}: the time of {name} is not known", phase=phase.id, name=ride.rider)
            )
    return tuple(found)


def _caught_untimed(ride: Ride) -> bool:
    return isinstance(ride.outcome, Catch) and ride.outcome.time is None


def _group(group: Sequence[Ride], rank: int, before: Line | None) -> list[Line]:
    """Lines of riders whom nothing separates; the reason says what put them behind ``before``."""
    lines = []
    for ride in group:
        equal = tuple(other.rider for other in group if other is not ride)
        reasons = [_by_time(ride, rank)]
        if equal:
            reasons.append(_equal(ride, equal))
        elif before is not None and time_of(before.ride.outcome) == time_of(ride.outcome):
            reasons.append(tie_reason(before.ride, ride))
        lines.append(Line(ride.rider, ride, rank, equal, tuple(reasons)))
    return lines


def _by_time(ride: Ride, rank: int) -> Reason:
    sentence = say(
        "{name} rode {time}: {better} faster, so rank {rank}.",
        name=ride.rider,
        time=str(time_of(ride.outcome)),
        better=rank - 1,
        rank=rank,
    )
    return Reason(sentence, "3.2.053")


def _equal(ride: Ride, equal: tuple[RiderId, ...]) -> Reason:
    sentence = say(
        "Equal with {others} in time, and neither last laps nor lots separate them.",
        others=", ".join(equal),
    )
    return Reason(sentence, "3.2.061")


def _relegated(rides: Sequence[Ride], rank: int) -> list[Line]:
    lines: list[Line] = []
    for index, ride in enumerate(rides):
        alike = [other for other in rides if _same_relegation(other, ride) and other is not ride]
        first = next(i for i, other in enumerate(rides) if _same_relegation(other, ride))
        sentence = say("{name} is relegated: placed after all with a time.", name=ride.rider)
        reasons = (Reason(sentence, "3.10.003"),)
        equal = tuple(other.rider for other in alike)
        lines.append(Line(ride.rider, ride, rank + min(first, index), equal, reasons))
    return lines


def _same_relegation(a: Ride, b: Ride) -> bool:
    return order_key(a, lambda _: False) == order_key(b, lambda _: False)


def _no_rank(ride: Ride, phase: Phase) -> Reason:
    match ride.outcome:
        case Caught():
            sentence = say(
                "{name} was caught in {phase} and has no rank.", name=ride.rider, phase=phase.id
            )
            return Reason(sentence, "3.2.056" if phase.catch == "ride-on" else "format: catch")
        case _:
            assert ride.outcome is not None
            sentence = say(
                "{name} is {code} in {phase} and has no rank.",
                name=ride.rider,
                code=code(ride.outcome),
                phase=phase.id,
            )
            return Reason(sentence, "3.2.021ter")


def rank_matches(
    results: PhaseResults, phase: Phase, fmt: Format, previous: Mapping[RiderId, int]
) -> MatchRanking:
    """Winners by the round's time, and losers in the classes of the format.

    ``previous`` is each rider's position in the phase he came from; it orders riders without times.
    """
    results = judged(results, phase)
    matches = tuple(decide(heat, fmt.ties) for heat in results.heats)
    missing = list(_still_open(matches, results, phase))
    rides = {ride.rider: ride for ride in results.rides}
    winners = [rides[match.winner] for match in matches if match.winner is not None]
    losers = [rides[match.loser] for match in matches if match.loser is not None]
    losers += [
        ride for match in matches if match.state is State.NOBODY for ride in match.heat.rides
    ]
    # Who was alone and did not finish leaves no winner's seat: the field has one rider less there.
    seats = sum(
        1 for match in matches if match.state is not State.NOBODY or len(match.heat.rides) > 1
    )
    why = {rider: match.reasons for match in matches for rider in _riders(match.heat)}
    return MatchRanking(
        matches,
        Ranking(tuple(_winner_lines(winners, fmt, previous, why)), tuple(missing), seats),
        Ranking(
            tuple(_loser_lines(losers, phase, fmt, previous, why)),
            tuple(missing),
            sum(len(match.heat.rides) for match in matches) - seats,
        ),
    )


def _riders(heat: Heat) -> tuple[RiderId, ...]:
    return tuple(ride.rider for ride in heat.rides)


def _still_open(
    matches: Sequence[Match], results: PhaseResults, phase: Phase
) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    if not results.complete:
        found.append(say("{phase}: not every heat is known", phase=phase.id))
    for match in matches:
        if match.state in (State.OPEN, State.UNDECIDED):
            found.append(
                say(
                    "{phase} heat {heat} ({riders}): {why}",
                    phase=phase.id,
                    heat=match.heat.label or match.heat.number,
                    riders=" - ".join(_riders(match.heat)),
                    why=match.reasons[0].sentence,
                )
            )
    return tuple(found)


def _winner_lines(
    winners: Sequence[Ride],
    fmt: Format,
    previous: Mapping[RiderId, int],
    why: Mapping[RiderId, tuple[Reason, ...]],
) -> list[Line]:
    lines: list[Line] = []
    for group in separate([ride for ride in winners if time_of(ride.outcome)], fmt.ties):
        lines += _group(group, len(lines) + 1, lines[-1] if lines else None)
    untimed = [ride for ride in winners if time_of(ride.outcome) is None]
    for ride in sorted(untimed, key=lambda ride: previous.get(ride.rider, len(previous) + 1)):
        # Only a time re-seeds: who won without one goes behind those with one.
        sentence = say("{name} won without a time: after all winners with one.", name=ride.rider)
        lines.append(Line(ride.rider, ride, len(lines) + 1, (), (Reason(sentence, "3.2.053"),)))
    return [replace(line, reasons=why[line.rider] + line.reasons) for line in lines]


def _loser_lines(
    losers: Sequence[Ride],
    phase: Phase,
    fmt: Format,
    previous: Mapping[RiderId, int],
    why: Mapping[RiderId, tuple[Reason, ...]],
) -> list[Line]:
    lines: list[Line] = []
    for wanted in phase.losers:
        members = [ride for ride in losers if loser_class(ride.outcome) == wanted]
        if wanted == "timed":
            with_time = [ride for ride in members if time_of(ride.outcome)]
            for group in separate(with_time, fmt.ties):
                lines += _group(group, len(lines) + 1, lines[-1] if lines else None)
            members = [ride for ride in members if time_of(ride.outcome) is None]
        for ride in sorted(members, key=lambda ride: previous.get(ride.rider, len(previous) + 1)):
            sentence = say(
                "{name} is {code}: after the timed losers, in the order of the phase before.",
                name=ride.rider,
                code=code(ride.outcome) if ride.outcome else "?",
            )
            lines.append(
                Line(ride.rider, ride, len(lines) + 1, (), (Reason(sentence, "format: losers"),))
            )
    lines = [replace(line, reasons=why[line.rider] + line.reasons) for line in lines]
    for ride in losers:
        if loser_class(ride.outcome) is None:
            sentence = say("{name} is disqualified: his place stays vacant.", name=ride.rider)
            lines.append(Line(ride.rider, ride, None, (), (Reason(sentence, "3.2.060"),)))
    return lines
