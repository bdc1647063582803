"""Knows a race on the move as a spectator sees it: every bar, time and gap is a split that came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from halflap.cli.say import spoken
from halflap.cli.table import width
from halflap.meet.views.live import LiveRun
from halflap.sport.heat import Side
from halflap.sport.times import format_time
from halflap.sport.track import printed
from halflap.timing.assignment import CatchReading, Split
from halflap.timing.live import LiveView
from halflap.words.sentence import say

FRAMES_A_SECOND = 20
HOLD_S = 0.5
"""How long the last frame stands, so that the eye sees who came home."""

COME_US = 200_000
"""So long after the last finish everything of it has come."""

RIDDEN, AHEAD, MISSING = "━", "─", "╌"


@dataclass(frozen=True, slots=True)
class Racer:
    """A rider, and the word for the side of the start."""

    side: Side
    word: str
    name: str
    nation: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a race at a moment: the splits by side, the live values, the catch."""

    splits: tuple[tuple[Side, tuple[Split, ...]], ...] = ()
    view: LiveView | None = None
    catch: CatchReading | None = None

    @classmethod
    def of(cls, run: LiveRun | None) -> Seen:
        """What a run in progress shows; before the gun there is nothing."""
        if run is None or run.reading is None:
            return cls()
        splits = tuple((ride.start, ride.splits) for ride in run.reading.rides)
        return cls(splits, run.view, run.reading.assignment.catch)

    def of_rider(self, side: Side) -> tuple[Split, ...]:
        """The splits of the rider who started there."""
        return dict(self.splits).get(side, ())


def frame(racers: Sequence[Racer], seen: Seen, clock_us: int, half_laps: int) -> list[str]:
    """The lines at ``clock_us`` microseconds after the gun."""
    words = max(width(racer.word) for racer in racers)
    names = max(width(racer.name) for racer in racers)
    lines = []
    for racer in racers:
        splits = seen.of_rider(racer.side)
        lines.append(
            f"  {_filled(racer.word, words)}  {_filled(racer.name, names)}  {racer.nation:3}"
            f"  {_bar(splits, half_laps)}  {_progress(splits, half_laps)}"
        )
    return [*lines, f"  {format_time(clock_us, 1):>6}  {_standing(racers, seen)}".rstrip()]


def moments(last_us: int, speed: int) -> Iterator[int]:
    """The clock at each frame, in microseconds: from the gun to ``last_us``, which is shown."""
    step = speed * 1_000_000 // FRAMES_A_SECOND
    yield from range(0, last_us, step)
    yield last_us


def _filled(text: str, to: int) -> str:
    return text + " " * (to - width(text))


def _done(splits: Sequence[Split]) -> int:
    """The last half lap whose end was seen."""
    return max((split.half_lap for split in splits if split.us is not None), default=0)


def _bar(splits: Sequence[Split], half_laps: int) -> str:
    done = _done(splits)
    ridden = "".join(MISSING if split.us is None else RIDDEN for split in splits[:done])
    return ridden + AHEAD * (half_laps - done)


def _progress(splits: Sequence[Split], half_laps: int) -> str:
    """The lap and the last split; at the end the time."""
    done = _done(splits)
    us = splits[done - 1].us if done else None
    time = "" if us is None else format_time(us)
    if done == half_laps:
        return time
    laps = str(Fraction(half_laps, 2).__ceil__())
    lap = say("lap {lap}/{laps}", lap=f"{done // 2 + 1:>{len(laps)}}", laps=laps)
    return f"{spoken(lap)}  {time:>8}".rstrip()


def _standing(racers: Sequence[Racer], seen: Seen) -> str:
    """Who leads by how much where both have been, and who has been caught."""
    names = {racer.side: racer.name for racer in racers}
    parts = []
    view = seen.view
    if view and view.leader and view.gap_us and view.gap_half_lap:
        leading = seen.of_rider(view.leader)
        parts.append(
            say(
                "{name} +{gap} s at {metres} m",
                name=names[view.leader],
                gap=format_time(view.gap_us),
                metres=printed(leading[view.gap_half_lap - 1].distance_m),
            )
        )
    if seen.catch is not None:
        by = seen.catch.by
        parts.append(say("{hunter} has caught {prey}", hunter=names[by], prey=names[by.other]))
    return "  ·  ".join(spoken(part) for part in parts)
