"""Knows what the impulses of the gun mean: which begin a run, and what those within it are.

A gate only starts: a second impulse within a run is the start of the next run, and the first one
is closed as restarted; a repeat within two seconds is the same start. A pistol is also fired at
the catch and at the finish of each rider (UCI 3.2.073), and twice to stop the race (3.2.019,
3.2.072). Two riders who finish that close together sound like a stop: then both readings are said.
Nothing here decides: every later shot gets a proposed meaning, and a person may choose another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from halflap.sport.heat import Side
from halflap.sport.run_plan import GunKind
from halflap.sport.times import format_time
from halflap.timing.assignment import Assignment
from halflap.timing.catch import level_at_us
from halflap.timing.wording import rider, seconds
from halflap.words.sentence import Sentence, say

DOUBLE_US = 1_500_000
"""Two shots this close are a double shot, the signal to stop (UCI 3.2.019)."""

REPEAT_US = 2_000_000
"""No gate can start again this soon: the same start, reported twice."""

ECHO_US = 100_000
"""No starter fires again this soon: the same shot, heard twice."""

FINISH_BEFORE_US, FINISH_AFTER_US = 500_000, 2_000_000
CATCH_BEFORE_US, CATCH_AFTER_US = 4_000_000, 5_000_000
"""How far from what it marks a shot may be: a starter sees a finish sharply, a catch roughly."""


@dataclass(frozen=True, slots=True)
class RunWindow:
    """A run as the gun cuts it out of the day: it begins at ``gun`` and ends before ``until``.

    ``until`` is the gun of the next run (None: open to the end). ``restarted``: the next gun came
    within this run. ``shots`` are the later impulses of the gun within it. Microseconds of one
    clock.
    """

    gun: int
    until: int | None = None
    restarted: bool = False
    shots: tuple[int, ...] = ()


class Meaning(Enum):
    """What an impulse of the gun may be."""

    START = "start"
    CATCH = "catch"
    FINISH = "finish"
    STOP = "stop"
    REPEAT = "repeat"
    RESTART = "restart"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Shot:
    """One impulse of the gun with its proposed meaning, and the other reading where there are two.

    ``us`` on the clock of the gun; ``side`` is the rider who finished or who caught the other.
    """

    us: int
    meaning: Meaning
    text: Sentence
    side: Side | None = None
    other: Meaning | None = None


def split_runs(
    guns: Sequence[int], kind: GunKind, over: Callable[[int, int], bool]
) -> list[RunWindow]:
    """The runs that the impulses of the gun begin, in the order of the clock.

    ``over(start, at)`` says whether the run that began at ``start`` was over by ``at``; for a
    pistol it has to count a run as over some time after a double shot (``double_shot``), or the
    restart would be taken for a shot of the stopped run.
    """
    runs: list[RunWindow] = []
    begun: int | None = None
    shots: list[int] = []

    def close(until: int | None, restarted: bool) -> None:
        if begun is not None:
            runs.append(RunWindow(begun, until, restarted, tuple(shots)))
            shots.clear()

    for at in sorted(guns):
        if begun is not None and at - begun < REPEAT_US and kind is GunKind.GATE:
            shots.append(at)
            continue
        ended = begun is None or over(begun, at)
        if not ended and kind is GunKind.PISTOL:
            shots.append(at)
            continue
        close(at, restarted=not ended)
        begun = at
    close(None, restarted=False)
    return runs


def double_shot(shots: Sequence[int], finishes: Sequence[int] = ()) -> int | None:
    """When the first double shot among ``shots`` began, or None.

    Two shots that each follow a finish of their own are not taken for one; all in microseconds of
    one clock.
    """
    ordered = sorted(shots)
    for first, second in pairwise(ordered):
        if ECHO_US <= second - first <= DOUBLE_US and not _both_finish(first, second, finishes):
            return first
    return None


def meanings(window: RunWindow, kind: GunKind, reading: Assignment | None = None) -> list[Shot]:
    """What every impulse of the gun of a run is proposed to mean, the start first."""
    start = say("{time}: the start.", time="0.000")
    found = [Shot(window.gun, Meaning.START, start)]
    if kind is GunKind.GATE:
        found += [_repeat(window, at) for at in window.shots]
    else:
        found += _pistol(window, reading)
    if window.restarted and window.until is not None:
        text = say(
            "{time}: the gun again before the run was over; this run is closed as restarted.",
            time=format_time(window.until - window.gun),
        )
        found.append(Shot(window.until, Meaning.RESTART, text))
    return found


@dataclass(frozen=True, slots=True)
class _Cause:
    """Something that a starter marks with a shot, microseconds since the gun.

    ``seen`` is when it shows at the latest: for a catch, where the caught rider ends his half lap.
    """

    meaning: Meaning
    side: Side
    us: int
    seen: int

    def off(self, us: int) -> int | None:
        """How far a shot is from it, or None where it is too far to belong to it."""
        before, after = FINISH_BEFORE_US, FINISH_AFTER_US
        if self.meaning is Meaning.CATCH:
            before, after = CATCH_BEFORE_US, CATCH_AFTER_US
        return abs(us - self.us) if self.us - before <= us <= self.seen + after else None


def _pistol(window: RunWindow, reading: Assignment | None) -> list[Shot]:
    """The later shots of a pistol: repeats, double shots, finishes and the catch."""
    shots: list[int] = []
    repeats: list[int] = []
    last = window.gun
    for at in sorted(window.shots):
        (repeats if at - last < ECHO_US else shots).append(at)
        last = at
    causes = _matched([at - window.gun for at in shots], _causes(reading))
    found = [_repeat(window, at) for at in repeats]
    doubled = _doubled(shots)
    for number, at in enumerate(shots):
        cause = causes.get(at - window.gun)
        partner = doubled.get(number)
        twin = None if partner is None else causes.get(shots[partner] - window.gun)
        elapsed = format_time(at - window.gun)
        if partner is None:
            found.append(_single(at, elapsed, cause))
        else:
            apart = seconds(shots[partner] - at, 2)
            found.append(_double(at, elapsed, apart, cause, twin))
    return sorted(found, key=lambda shot: shot.us)


def _single(at: int, elapsed: str, cause: _Cause | None) -> Shot:
    """A shot on its own."""
    if cause is None:
        text = say(
            "{time}: a shot that fits no finish and no catch. Say what it was.", time=elapsed
        )
        return Shot(at, Meaning.UNKNOWN, text)
    if cause.meaning is Meaning.CATCH:
        text = say("{time}: the catch by {rider}.", time=elapsed, rider=rider(cause.side))
    else:
        text = say("{time}: the finish, {rider}.", time=elapsed, rider=rider(cause.side))
    return Shot(at, cause.meaning, text, cause.side)


def _double(at: int, elapsed: str, apart: str, cause: _Cause | None, twin: _Cause | None) -> Shot:
    """A shot with another soon after or before: a stop, or two things that came close together."""
    if cause is not None and twin is not None:
        text = say(
            "{time}: the finish or the catch, {rider}; with the other shot {apart} s apart it"
            " sounds like the signal to stop. Announce which it was.",
            time=elapsed,
            rider=rider(cause.side),
            apart=apart,
        )
        return Shot(at, cause.meaning, text, cause.side, Meaning.STOP)
    if cause is not None or twin is not None:
        text = say(
            "{time}: a double shot, {apart} s apart: the signal to stop, but one of the two also"
            " fits a finish or a catch. Say which it was.",
            time=elapsed,
            apart=apart,
        )
        side = cause.side if cause else None
        return Shot(at, Meaning.STOP, text, side, cause.meaning if cause else Meaning.UNKNOWN)
    text = say(
        "{time}: a double shot, {apart} s apart: the signal to stop.", time=elapsed, apart=apart
    )
    return Shot(at, Meaning.STOP, text)


def _repeat(window: RunWindow, at: int) -> Shot:
    """The same start or shot, reported again."""
    text = say(
        "{time}: the gun reported again, too soon to be another one; the first one counts.",
        time=format_time(at - window.gun),
    )
    return Shot(at, Meaning.REPEAT, text)


def _causes(reading: Assignment | None) -> list[_Cause]:
    """The finishes and the catch of a run, as far as they are read."""
    if reading is None:
        return []
    rides = [ride for ride in (reading.home, reading.back) if ride is not None]
    found = [
        _Cause(Meaning.FINISH, ride.start, ride.time_us, ride.time_us)
        for ride in rides
        if ride.time_us is not None
    ]
    if reading.catch is not None and reading.home is not None and reading.back is not None:
        catch = reading.catch
        level = level_at_us(reading.home, reading.back, catch)
        if level is not None:
            caught = reading.back if catch.by is Side.HOME else reading.home
            ended = caught.splits[catch.half_lap - 1].us
            found.append(_Cause(Meaning.CATCH, catch.by, level, max(level, ended or level)))
    return found


def _matched(shots: Sequence[int], causes: Sequence[_Cause]) -> dict[int, _Cause]:
    """Which shot marks what: the nearest pairs first, each shot and each cause once."""
    pairs = sorted(
        (off, at, number)
        for at in shots
        for number, cause in enumerate(causes)
        if (off := cause.off(at)) is not None
    )
    found: dict[int, _Cause] = {}
    used: set[int] = set()
    for _, at, number in pairs:
        if at not in found and number not in used:
            found[at] = causes[number]
            used.add(number)
    return found


def _doubled(shots: Sequence[int]) -> dict[int, int]:
    """The double shots among ``shots``: each index of a pair with the index of its partner."""
    found: dict[int, int] = {}
    for number in range(len(shots) - 1):
        if number not in found and shots[number + 1] - shots[number] <= DOUBLE_US:
            found[number], found[number + 1] = number + 1, number
    return found


def _both_finish(first: int, second: int, finishes: Sequence[int]) -> bool:
    """Whether each of two shots follows a finish of its own."""
    fits = [
        {n for n, us in enumerate(finishes) if -FINISH_BEFORE_US <= at - us <= FINISH_AFTER_US}
        for at in (first, second)
    ]
    return bool(fits[0]) and bool(fits[1]) and len(fits[0] | fits[1]) > 1
