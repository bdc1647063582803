"""Knows what the lap counter of each pursuit line shows, and when its bell rings.

A counter serves the rider who *finishes* at its line: the one who started there, or, where the
distance ends on the opposite line, the other one. It shows how many laps he has to go when he
comes to that line, so it turns while he is across the track, at the opposite line. The bell rings
once, as he begins his last lap.

How it stays right when an impulse is missed: it goes by what its rider is known to have ridden (any
later impulse of his proves the missed one) and, until that comes, by time: a half lap that is due
by his pace and an eighth of a half lap is taken as ridden, at most ``BEYOND`` of them in a row, for
a rider who is not seen any longer may be lying on the track. Which turns follow by time is part of
what is shown, so that a screen makes them by itself without another word.

What the commissaires rule on a rider changes nothing here, for everybody sees a lap counter: only a
run that the starter stopped has none. It never goes backwards by itself: ``held`` keeps what was
shown where the impulses are later read otherwise. Only a person may set it back, and that is a
fact; from there it counts on.
"""

from __future__ import annotations

import msgspec

from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.journal.facts_timing import Straight
from halflap.meet.views.live import LiveRun
from halflap.sport.heat import Side
from halflap.timing.live import PACE_HALF_LAPS
from halflap.timing.run_values import State

BEYOND = 2
"""So many half laps are taken as ridden by time alone."""

LATE = 8
"""A half lap counts as ridden by time once it is overdue by one part in so many of a half lap."""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What the counter shows from ``at_us`` after the gun on, if its rider is not seen before."""

    at_us: int
    laps: int


class LapCounter(msgspec.Struct, frozen=True, kw_only=True):
    """The counter of a line: ``laps`` is what it shows now, None where it shows nothing.

    ``start`` and ``bib``: its rider, by the straight where he started. ``half_lap``: how many half
    laps he is known to have ended. ``turns`` follow by time. ``bell_us``: when his last lap begins,
    or began, in microseconds since the gun; None while nothing tells. ``read`` is what it would
    show by the impulses alone, where that is something else. ``overridden``: a person set it,
    ``set_to`` so many laps when the rider had ended ``set_at`` half laps.
    """

    line: Straight
    start: Straight | None = None
    bib: int | None = None
    laps: int | None = None
    half_lap: int = 0
    turns: tuple[Turn, ...] = ()
    bell_us: int | None = None
    read: int | None = None
    overridden: bool = False
    set_to: int | None = None
    set_at: int | None = None

    def shows(self, now_us: int) -> int | None:
        """What it shows ``now_us`` microseconds after the gun, if nobody is seen until then."""
        return next((turn.laps for turn in self.turns[::-1] if turn.at_us <= now_us), self.laps)

    def last_lap(self, now_us: int) -> bool:
        """Whether the bell has rung."""
        return self.laps is not None and self.bell_us is not None and self.bell_us <= now_us


def lap_counters(run: LiveRun) -> tuple[LapCounter, LapCounter]:
    """The counters of both lines, home first, as the facts of a run give them."""
    return _counter(run, Side.HOME), _counter(run, Side.BACK)


def public_counters(run: LiveRun) -> tuple[LapCounter, LapCounter]:
    """The same without what only officials compare."""
    home, back = lap_counters(run)
    without = msgspec.structs.replace
    return without(home, read=None), without(back, read=None)


def rider_at(run: LiveRun, line: Side) -> Side | None:
    """Where the rider started whom the counter of a line serves; None where nobody finishes."""
    plan = run.machine.plan
    return next((s for s in plan.starters if plan.course.finish_side(s) is line), None)


def ridden(run: LiveRun, start: Side) -> int:
    """How many half laps the rider who started there is known to have ended."""
    times = _times(run, start)
    return max((n for n, us in enumerate(times) if us is not None), default=0)


def held(before: LapCounter | None, now: LapCounter, now_us: int) -> LapCounter:
    """The counter as it is now, but never with more laps than it has shown, unless somebody has set
    it since; ``before`` is what it was in the same run.
    """
    shown = before.shows(now_us) if before is not None and _same_hand(before, now) else None
    if shown is None or now.laps is None or now.laps <= shown:
        return now
    turns = tuple(turn for turn in now.turns if turn.laps < shown)
    return msgspec.structs.replace(now, laps=shown, turns=turns, read=now.laps)


def _same_hand(before: LapCounter, now: LapCounter) -> bool:
    return (before.set_to, before.set_at) == (now.set_to, now.set_at)


def _counter(run: LiveRun, line: Side) -> LapCounter:
    start = rider_at(run, line)
    name: Straight = "home" if line is Side.HOME else "back"
    if start is None:
        return LapCounter(line=name)
    bib = next(bib for side, bib, _ in run.riders if side is start)
    whose: Straight = "home" if start is Side.HOME else "back"
    counter = LapCounter(line=name, start=whose, bib=bib, half_lap=ridden(run, start))
    if run.machine.state is State.STOPPED:
        return counter
    by_hand = next((each for each in run.run.counters if each.line == name), None)
    return _counted(counter, _times(run, start), run.machine.plan.course.half_laps, by_hand)


def _times(run: LiveRun, start: Side) -> tuple[int | None, ...]:
    """When he ended each half lap, 0 the start; only the start where there was no gun yet."""
    ride = run.reading.assignment.ride(start) if run.reading is not None else None
    if ride is None:
        return (0,)
    return (0, *(split.us for split in ride.splits))


def _counted(
    counter: LapCounter,
    times: tuple[int | None, ...],
    half_laps: int,
    by_hand: LapCounterOverridden | None,
) -> LapCounter:
    """The counter of somebody who rides.

    He comes to the line at the end of every half lap that is as odd or even as the last one. Set by
    hand, the distance ends elsewhere: that many laps after the next such passing.
    """

    def coming(done: int) -> int:
        return done + (half_laps - done) % 2

    end = half_laps
    if by_hand is not None and by_hand.laps is not None:
        end = coming(by_hand.half_lap) + 2 * by_hand.laps

    def laps(done: int) -> int:
        return max(0, (end - coming(done)) // 2)

    done = counter.half_lap
    read = max(0, (half_laps - coming(done)) // 2)
    # Who set it saw the rider there; time counts again once he is seen after that.
    goes_on = by_hand is None or done > by_hand.half_lap
    due = _due(times, done) if goes_on and done < half_laps else ()
    turns: list[Turn] = []
    for n, at_us in enumerate(due, start=done + 1):
        if laps(n) < (turns[-1].laps if turns else laps(done)):
            turns.append(Turn(at_us=at_us, laps=laps(n)))
    return msgspec.structs.replace(
        counter,
        laps=laps(done),
        turns=tuple(turns),
        bell_us=_bell(times, done, due, end - 2),
        read=read if read != laps(done) else None,
        overridden=by_hand is not None,
        set_to=by_hand.laps if by_hand is not None else None,
        set_at=by_hand.half_lap if by_hand is not None else None,
    )


def _due(times: tuple[int | None, ...], done: int) -> tuple[int, ...]:
    """When the next half laps count as ridden though nobody saw them; none before the first one.

    The pace is that of the last laps. After the first half lap it is that one's, which is slow: the
    counter then turns late rather than early.
    """
    split = times[done]
    if not done or split is None:
        return ()
    for n in range(max(1, done - PACE_HALF_LAPS), done):
        start = times[n]
        if start is not None:
            pace = (split - start) // (done - n)
            break
    else:
        pace = split // done
    return tuple(split + n * pace + pace // LATE for n in range(1, BEYOND + 1))


def _bell(
    times: tuple[int | None, ...], done: int, due: tuple[int, ...], begins: int
) -> int | None:
    """When the last lap begins: as seen, else as due. A ride of one lap has no bell."""
    if begins <= 0:
        return None
    if begins <= done:
        return next((us for us in times[begins:] if us is not None), None)
    return due[begins - done - 1] if begins - done <= len(due) else None
