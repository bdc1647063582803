"""Knows how the course of a ride is drawn: the gap of two riders over their half laps, as SVG.

It is made of elements and attributes alone, so that a strict policy shows it, and of classes that a
style sheet colours. ``static/gap_chart.js`` draws the same while the ride is on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halflap.sport.times import format_gap

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 88, 12, 14, 28
LEAST_US = 500_000
"""A gap of half a second fills the height at least, so that nothing looks like much."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line with its label: at ``y`` a gap, at ``x`` so many half laps."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class GapChart:
    """``lines`` are runs of points where both splits are known; ``end`` is the last one.

    Above the middle the rider of the home straight is ahead.
    """

    lines: tuple[str, ...]
    end: tuple[float, float] | None
    gaps: tuple[Tick, ...]
    laps: tuple[Tick, ...]
    middle: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def gap_chart(
    home: Sequence[int | None], back: Sequence[int | None], half_laps: int
) -> GapChart | None:
    """The chart of two rides by their splits in microseconds; None where nothing is common yet."""
    gaps = [
        theirs - ours if ours is not None and theirs is not None else None
        for ours, theirs in zip(home, back, strict=False)
    ]
    known = [abs(gap) for gap in gaps if gap is not None]
    if not known or not half_laps:
        return None
    most = max(LEAST_US, *known)
    middle = (TOP + HEIGHT - BOTTOM) / 2
    points = [
        None if gap is None else (_x(number, half_laps), _y(gap, most))
        for number, gap in enumerate(gaps, start=1)
    ]
    drawn = [point for point in points if point is not None]
    step = 2 * max(1, -(-half_laps // 16))
    return GapChart(
        lines=tuple(_lines([(float(LEFT), middle), *points])),
        end=drawn[-1],
        gaps=(
            Tick(_y(most, most), format_gap(most)),
            Tick(middle, "0"),
            Tick(_y(-most, most), format_gap(most)),
        ),
        laps=tuple(
            Tick(_x(number, half_laps), str(number // 2))
            for number in range(step, half_laps + 1, step)
        ),
        middle=middle,
    )


def _x(half_lap: int, half_laps: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * half_lap / half_laps, 1)


def _y(gap_us: int, most: int) -> float:
    middle = (TOP + HEIGHT - BOTTOM) / 2
    return round(middle - (middle - TOP) * gap_us / most, 1)


def _lines(points: Sequence[tuple[float, float] | None]) -> list[str]:
    """Broken where a split is missing."""
    found: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [" ".join(f"{x:g},{y:g}" for x, y in line) for line in found if len(line) > 1]
