"""Knows how the course of a ride is drawn: the gap of two riders over their half laps, as SVG.

It is made of elements and attributes alone, so that a strict policy shows it, and of classes that a
style sheet colours. ``static/public/gap_chart.js`` draws the same while the ride is on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 72, 24, 22, 32
SCALES_S = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
"""What the height may stand for: round, half a second at least, so that nothing looks like much."""


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
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


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
    most = scale_us(max(known))
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
            Tick(_y(most, most), f"+{most / 1_000_000:g}"),
            Tick(middle, "0"),
            Tick(_y(-most, most), f"+{most / 1_000_000:g}"),
        ),
        laps=tuple(
            Tick(_x(number, half_laps), str(number // 2))
            for number in range(step, half_laps + 1, step)
        ),
        middle=middle,
    )


def scale_us(gap_us: int) -> int:
    """The gap at the edges of a chart that has to show this one."""
    fits = (round(scale * 1_000_000) for scale in SCALES_S if scale * 1_000_000 >= gap_us)
    return next(fits, gap_us)


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
