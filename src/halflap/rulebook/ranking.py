"""Knows a ranking as lines, and how qualifying is ranked: by time, then who is relegated or out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from halflap.rulebook.format import Format, Phase
from halflap.rulebook.match import tie_reason
from halflap.rulebook.order import Group, by_lot, order_key, separate
from halflap.sport.heat import PhaseResults, Ride, RiderId
from halflap.sport.outcome import (
    Catch,
    Caught,
    DidNotFinish,
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

IN_QUALIFYING = say("in qualifying")
AMONG_WINNERS = say("among the winners")
AMONG_BEATEN = say("among the beaten")


@dataclass(frozen=True, slots=True)
class Line:
    """One rider's line: ``rank`` 1 is best, None without a place; ``equal`` are those who share it.

    ``certain`` is False where a heat still undecided could change the rank.
    """

    rider: RiderId
    ride: Ride
    rank: int | None
    equal: tuple[RiderId, ...] = ()
    reasons: tuple[Reason, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranking: ranked lines in order, then the unranked; ``missing`` says what it still waits
    for.

    ``seats`` is how many places the block holds; ranks that nobody holds stay vacant.
    ``unknown`` are riders who rode in a time that is not known; ``open`` says that riders or whole
    heats are still to come.
    """

    lines: tuple[Line, ...]
    missing: tuple[Sentence, ...] = ()
    seats: int = 0
    unknown: tuple[RiderId, ...] = ()
    open: bool = False

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
    unknown = tuple(ride.rider for ride in rides if _time_unknown(ride))
    lines: list[Line] = []
    for group in separate(timed, fmt.ties):
        lines += group_lines(group, lines, IN_QUALIFYING)
    # Whoever rode in an unknown time still rode: the relegated come after him.
    lines += _relegated(rides, len(lines) + len(unknown) + 1, fmt)
    seats = len(lines) + len(unknown)
    out = (Caught, DidNotFinish, DidNotStart, Disqualified)
    unranked = [ride for ride in rides if isinstance(ride.outcome, out) and ride not in timed]
    for ride in sorted(unranked, key=lambda ride: order_key(ride.outcome)):
        lines.append(Line(ride.rider, ride, None, (), (_no_rank(ride, phase),)))
    waiting = tuple(ride.rider for ride in rides if ride.outcome is None)
    return Ranking(
        tuple(lines),
        _missing(results, phase, waiting, unknown),
        seats,
        unknown,
        bool(waiting) or not results.complete,
    )


def _time_unknown(ride: Ride) -> bool:
    """Rode, but the time that qualifying ranks by is not known."""
    untimed_catch = isinstance(ride.outcome, Catch) and ride.outcome.time is None
    return untimed_catch or isinstance(ride.outcome, Untimed | Walkover)


def _missing(
    results: PhaseResults, phase: Phase, waiting: Sequence[RiderId], unknown: Sequence[RiderId]
) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    if not results.complete:
        found.append(say("{phase}: not every heat is known", phase=phase.called))
    for rider in waiting:
        found.append(say("{phase}: {name} has not ridden yet", phase=phase.called, name=rider))
    for rider in unknown:
        found.append(
            say("{phase}: the time of {name} is not known", phase=phase.called, name=rider)
        )
    return tuple(found)


def group_lines(group: Group, before: Sequence[Line], among: Sentence) -> list[Line]:
    """Lines of riders whom nothing separates; the reason says what put them after ``before``.

    ``among`` says whom they are compared with.
    """
    rank = len(before) + 1
    lines = []
    for ride in group.rides:
        equal = tuple(other.rider for other in group.rides if other is not ride)
        reasons = [_by_time(ride, group, rank, among)]
        if group.by != "time":
            reasons.append(tie_reason(before[-1].ride, ride, group.by))
        if equal:
            reasons.append(_equal(equal))
        lines.append(Line(ride.rider, ride, rank, equal, tuple(reasons)))
    return lines


def _by_time(ride: Ride, group: Group, rank: int, among: Sentence) -> Reason:
    time = str(time_of(ride.outcome))
    if group.by != "time":
        sentence = say(
            "{name} rode {time}, as did the one before: number {rank} {among}.",
            name=ride.rider,
            time=time,
            rank=rank,
            among=among,
        )
    elif rank == 1:
        sentence = say(
            "{name} rode {time}: nobody {among} was faster, so number 1.",
            name=ride.rider,
            time=time,
            among=among,
        )
    else:
        sentence = say(
            "{name} rode {time}: {better} {among} faster, so number {rank}.",
            name=ride.rider,
            time=time,
            better=rank - 1,
            among=among,
            rank=rank,
        )
    return Reason(sentence, "3.2.053")


def _equal(equal: tuple[RiderId, ...]) -> Reason:
    sentence = say(
        "Equal with {others} in time, and neither last laps nor lots separate them.",
        others=", ".join(equal),
    )
    return Reason(sentence, "3.2.061")


def _relegated(rides: Sequence[Ride], rank: int, fmt: Format) -> list[Line]:
    """Relegated riders after all others: with a time by it, the rest by lot behind them."""
    relegated = [ride for ride in rides if isinstance(ride.outcome, Relegated)]
    timed = separate([ride for ride in relegated if time_of(ride.outcome)], fmt.ties)
    untimed = by_lot([ride for ride in relegated if time_of(ride.outcome) is None], fmt.ties)
    lines: list[Line] = []
    for group in (*timed, *untimed):
        first = rank + len(lines)
        before = lines[-1].rider if lines and group in untimed and group.by == "lots" else None
        for ride in group.rides:
            sentence = say("{name} is relegated: placed after all with a time.", name=ride.rider)
            equal = tuple(other.rider for other in group.rides if other is not ride)
            reasons = [Reason(sentence, "3.10.003")]
            if before is not None:
                reasons.append(_lots(before, ride.rider))
            lines.append(Line(ride.rider, ride, first, equal, tuple(reasons)))
    return lines


def _lots(before: RiderId, rider: RiderId) -> Reason:
    sentence = say(
        "Neither has a time; the lots put {winner} before {loser}.", winner=before, loser=rider
    )
    return Reason(sentence, "format: ties")


def _no_rank(ride: Ride, phase: Phase) -> Reason:
    match ride.outcome:
        case Caught():
            sentence = say(
                "{name} was caught in {phase} and has no rank.", name=ride.rider, phase=phase.called
            )
            return Reason(sentence, "3.2.056" if phase.catch == "ride-on" else "format: catch")
        case _:
            assert ride.outcome is not None
            sentence = say(
                "{name} is {code} in {phase} and has no rank.",
                name=ride.rider,
                code=code(ride.outcome),
                phase=phase.called,
            )
            return Reason(sentence, "3.2.021ter")
