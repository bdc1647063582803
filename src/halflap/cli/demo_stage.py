"""Knows how a meet is played on a terminal: what waits, and a race on the move.

Nothing it shows between gun and finish is a result: no split of these rides was published, so it
assumes an even pace, and the demonstration says so.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from halflap.cli.say import out, painted, spoken
from halflap.cli.table import width
from halflap.sport.times import format_time
from halflap.words.sentence import Sentence, say

SPEED = 120
"""How many times faster than the clock: fourteen races of four and a half minutes in one."""

FRAMES_A_SECOND = 20
HOLD_S = 0.5
"""How long the last frame stands, so that the eye sees who came home."""


@dataclass(frozen=True, slots=True)
class Racer:
    """A rider with the side of the start and the time going to be ridden, in microseconds."""

    side: str
    name: str
    nation: str
    us: int


def frame(racers: tuple[Racer, ...], clock_us: int, half_laps: Fraction) -> list[str]:
    """The lines at ``clock_us`` microseconds after the gun."""
    sides = max(width(racer.side) for racer in racers)
    names = max(width(racer.name) for racer in racers)
    lines = []
    for racer in racers:
        done = int(half_laps * min(clock_us, racer.us) / racer.us)
        bar = "━" * done + "─" * (ceil(half_laps) - done)
        lap = say("lap {lap}/{laps}", lap=done // 2 + 1, laps=ceil(half_laps / 2))
        lines.append(
            f"  {_filled(racer.side, sides)}  {_filled(racer.name, names)}  {racer.nation:3}  {bar}"
            f"  {format_time(racer.us) if clock_us >= racer.us else spoken(lap)}"
        )
    return [*lines, f"  {format_time(clock_us, 1):>6}  {spoken(_gap(racers, clock_us))}"]


def _filled(text: str, to: int) -> str:
    return text + " " * (to - width(text))


def _gap(racers: tuple[Racer, ...], clock_us: int) -> Sentence | str:
    """Who leads and by how much: the time since the leader was where the other one is now."""
    if len(racers) < 2 or clock_us == 0:
        return ""
    leader, other = sorted(racers, key=lambda racer: racer.us)
    along = min(clock_us, other.us)
    gap_us = along - along * leader.us // other.us
    return say("{name} +{gap} s", name=leader.name, gap=format_time(gap_us, 1))


def moments(last_us: int, speed: int) -> Iterator[int]:
    """The clock at each frame, in microseconds: from the gun to ``last_us``, which is shown."""
    step = speed * 1_000_000 // FRAMES_A_SECOND
    yield from range(0, last_us, step)
    yield last_us


def _up(lines: int) -> str:
    return f"\x1b[{lines}F" if lines else ""


def cut(line: str, columns: int) -> str:
    """A line that wrapped could not be drawn over."""
    while width(line) > columns:
        line = line[:-1]
    return line


def is_lively() -> bool:
    """Whether somebody watches a terminal that can be drawn on."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the meet is shown; ``speed`` is None where nobody watches: then nothing waits."""

    speed: int | None

    def title(self, text: Sentence | str) -> None:
        """A heading."""
        out("", painted(spoken(text), "bold") if self.speed else spoken(text))

    def pause(self, seconds: float) -> None:
        """Time to read, at the usual speed; less at a higher one."""
        if self.speed:
            time.sleep(seconds * SPEED / self.speed)

    def race(self, racers: tuple[Racer, ...], half_laps: Fraction) -> None:
        """A race on the move; it leaves nothing behind on the screen."""
        if not self.speed or not racers:
            return
        columns = shutil.get_terminal_size().columns - 1
        height = 0
        for clock_us in moments(max(racer.us for racer in racers), self.speed):
            lines = [cut(line, columns) for line in frame(racers, clock_us, half_laps)]
            _draw(_up(height) + "".join(f"\x1b[K{line}\n" for line in lines))
            height = len(lines)
            time.sleep(1 / FRAMES_A_SECOND)
        self.pause(HOLD_S)
        _draw(f"{_up(height)}\x1b[J")


def _draw(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
