"""Knows who wins a heat between two riders, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from halflap.rulebook.format import Ties
from halflap.rulebook.order import Separator, separate
from halflap.sport.heat import Heat, Ride, RiderId
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
from halflap.sport.times import format_time
from halflap.words.sentence import say


class State(Enum):
    """How far a match is: decided, still to ride, equal or unknown (a ruling is needed), or won by
    nobody.
    """

    DECIDED = "decided"
    OPEN = "open"
    UNDECIDED = "undecided"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Match:
    """The result of a heat as a match; ``loser`` is None for a rider who rode alone.

    ``equal`` says that it is undecided because nothing separates two equal times.
    """

    heat: Heat
    state: State
    winner: RiderId | None = None
    loser: RiderId | None = None
    reasons: tuple[Reason, ...] = ()
    equal: bool = False

    def shared(self, ties: Ties) -> bool:
        """Whether two riders are equal after the tie chain, in a format that shares the medal."""
        return self.equal and ties.shared_medals


_ABSENT = (DidNotFinish, DidNotStart, Relegated)


def decide(heat: Heat, ties: Ties) -> Match:
    """Who won the heat (UCI 3.2.051: the catch, or else the better time).

    A ruling comes first, unless the winner it names was disqualified. Both out without a
    disqualification, or both equal after the tie chain, is undecided until lots or a ruling;
    both disqualified is won by nobody.
    """
    if not heat.paired:
        return _undecided(heat, State.UNDECIDED, _unpaired())
    if len(heat.rides) > 2:
        reason = Reason(say("A heat has one or two riders, not {n}.", n=len(heat.rides)), "3.2.051")
        return _undecided(heat, State.UNDECIDED, reason)
    out = {ride.rider for ride in heat.rides if isinstance(ride.outcome, Disqualified)}
    if heat.winner is not None and heat.winner not in out:
        other = heat.opponent(heat.winner)
        reason = Reason(
            say("The commissaires ruled {name} the winner.", name=heat.winner), "3.2.051"
        )
        return Match(heat, State.DECIDED, heat.winner, other.rider if other else None, (reason,))
    if heat.no_winner:
        # UCI 3.2.060 knows one absent rider; of two the commissaires may rule that nobody wins.
        return _undecided(
            heat, State.NOBODY, Reason(say("The commissaires ruled that nobody won."), "3.2.060")
        )
    if any(ride.outcome is None for ride in heat.rides) or not heat.rides:
        return _undecided(heat, State.OPEN, Reason(say("Not every rider of the heat has ridden.")))
    if len(heat.rides) == 1:
        return _alone(heat)
    return _two(heat, ties)


def _unpaired() -> Reason:
    return Reason(say("The source does not say who met whom."))


def _undecided(heat: Heat, state: State, reason: Reason) -> Match:
    return Match(heat, state, reasons=(reason,))


def _alone(heat: Heat) -> Match:
    (ride,) = heat.rides
    if isinstance(ride.outcome, (*_ABSENT, Disqualified, Caught)):
        reason = Reason(
            say("{name} was alone in the heat and did not complete it.", name=ride.rider)
        )
        return _undecided(heat, State.NOBODY, reason)
    reason = Reason(say("{name} was alone in the heat and goes on.", name=ride.rider), "3.2.060")
    return Match(heat, State.DECIDED, ride.rider, None, (reason,))


def _two(heat: Heat, ties: Ties) -> Match:
    a, b = heat.rides
    for one, other in ((a, b), (b, a)):
        if _has_caught(one, other):
            return _won(heat, one, other, _caught(one, other))
    for one, other in ((a, b), (b, a)):
        match one.outcome, other.outcome:
            case Disqualified(), Disqualified():
                reason = Reason(say("Both riders were disqualified: nobody wins."), "3.2.060")
                return _undecided(heat, State.NOBODY, reason)
            case _, Disqualified():
                return _won(heat, one, other, _out(one, other))
            case Timed() | Untimed() | Walkover() | Caught(), (
                DidNotFinish() | DidNotStart() | Relegated()
            ):
                return _won(heat, one, other, _out(one, other))
    if isinstance(a.outcome, Timed) and isinstance(b.outcome, Timed):
        return _by_time(heat, ties)
    if isinstance(a.outcome, Untimed) or isinstance(b.outcome, Untimed):
        reason = Reason(
            say("A time of the heat is not known, so neither is its winner."), "3.2.051"
        )
        return _undecided(heat, State.UNDECIDED, reason)
    reason = Reason(
        say(
            "{a} ({a_code}) and {b} ({b_code}): the regulation names no winner; "
            "the commissaires have to rule.",
            a=a.rider,
            a_code=_code(a),
            b=b.rider,
            b_code=_code(b),
        ),
        "3.2.060",
    )
    return _undecided(heat, State.UNDECIDED, reason)


def _has_caught(one: Ride, other: Ride) -> bool:
    """Whether one caught the other: decided at the catch, even if the catcher then stopped."""
    if isinstance(one.outcome, Catch):  # UCI 3.2.057
        return not isinstance(other.outcome, Catch)
    rode = isinstance(one.outcome, Timed | Untimed | DidNotFinish)
    return rode and isinstance(other.outcome, Caught)


def _by_time(heat: Heat, ties: Ties) -> Match:
    groups = separate(heat.rides, ties)
    if len(groups) == 1:
        reason = Reason(
            say(
                "Both rode {time} and nothing separates them: undecided until lots or a ruling.",
                time=str(time_of(heat.rides[0].outcome)),
            ),
            "3.2.061",
        )
        return Match(heat, State.UNDECIDED, reasons=(reason,), equal=True)
    (winner,), (loser,) = (group.rides for group in groups)
    by = groups[1].by
    if by == "time":
        better, worse = time_of(winner.outcome), time_of(loser.outcome)
        assert better is not None
        assert worse is not None
        digits = min(better.digits, worse.digits)
        sentence = say(
            "{winner} {better} against {loser} {worse}: {gap} s faster.",
            winner=winner.rider,
            better=str(better),
            loser=loser.rider,
            worse=str(worse),
            gap=format_time(worse.us - better.us, digits),
        )
        return _won(heat, winner, loser, Reason(sentence, "3.2.051"))
    return _won(heat, winner, loser, tie_reason(winner, loser, by))


def tie_reason(winner: Ride, loser: Ride, by: Separator) -> Reason:
    """Why one of two riders with equal times is before the other: the last lap, or the lots."""
    if by == "last-lap":
        return Reason(
            say(
                "Both rode {time}; {winner} had the better last lap, {ours} against {theirs}.",
                time=str(time_of(winner.outcome)),
                winner=winner.rider,
                ours=str(winner.last_lap),
                theirs=str(loser.last_lap),
            ),
            "3.2.061",
        )
    return Reason(
        say(
            "Both rode {time}; the lots put {winner} before {loser}.",
            time=str(time_of(winner.outcome)),
            winner=winner.rider,
            loser=loser.rider,
        ),
        "format: ties",
    )


def _won(heat: Heat, winner: Ride, loser: Ride, reason: Reason) -> Match:
    return Match(heat, State.DECIDED, winner.rider, loser.rider, (reason,))


def _caught(winner: Ride, loser: Ride) -> Reason:
    # UCI 3.2.057 and 3.2.058: the bottom bracket level with the other's ends the match
    sentence = say("{winner} caught {loser}.", winner=winner.rider, loser=loser.rider)
    return Reason(sentence, "3.2.057")


def _out(winner: Ride, loser: Ride) -> Reason:
    sentence = say(
        "{loser} is {code}, so {winner} wins.",
        loser=loser.rider,
        code=_code(loser),
        winner=winner.rider,
    )
    return Reason(sentence, "3.2.060")


def _code(ride: Ride) -> str:
    return code(ride.outcome) if ride.outcome is not None else "?"
