"""Knows the most that can be known of a heat: an oracle that is told all but what is doubtful.

It is told each rider's true mean pace and scatter, how many impulses were missed and stray, which
lines show rear wheels, and for every impulse without a rival what it is. What it then gets wrong
nobody can tell from the stream. It weighs the explanations with the lattice of halflap; only what
it knows differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import exp

from benchmarks.heats import Heat
from halflap.devices.velodrome.stream import Kind
from halflap.sport.heat import Side
from halflap.timing.assign import ground_of, in_order
from halflap.timing.assignment import Assignment, Sighting
from halflap.timing.lattice import explain
from halflap.timing.meanings import Faults
from halflap.timing.pace import Curve
from halflap.timing.reading import Reader
from halflap.timing.wheels import Wheels

NEAR_US = 500_000
"""A rival is another impulse within this time of a passing, or five scatters if that is more."""

Passing = tuple[Side, int]


def oracle(one: Heat) -> Assignment:
    """The reading of somebody who knows everything but the doubtful impulses."""
    curves = {side: _curve(one, side) for side in one.plan.starters}
    wheels: dict[Side, Wheels] = {}
    for sighting in in_order(one.sightings):
        known = wheels.get(sighting.line) or Wheels(half_m=float(one.plan.course.half_lap))
        wheels[sighting.line] = known.with_impulse(sighting.us / 1e6)
    lattice = explain(
        one.plan,
        ground_of(one.plan),
        in_order(tuple(_told(one))),
        curves=curves,
        wheels={line: _learnt(one, line, known) for line, known in wheels.items()},
        faults=_faults(one),
    )
    reader = Reader(one.plan, lattice, lambda side, n: curves[side].expected[n - 1], curves)
    return reader.read(list(enumerate(lattice.marginals())), None)


def _lasted(one: Heat, side: Side) -> list[float]:
    """The seconds of each half lap that the rider rode; after a stop as before it."""
    truth = one.stream.truth.ride(side)
    assert truth is not None
    return [(later - earlier) / 1e6 for earlier, later in pairwise((0, *truth.elapsed))]


def _curve(one: Heat, side: Side) -> Curve:
    lasted = _lasted(one, side) or [one.plan.course.distance_m / 12]
    half_laps = one.plan.course.half_laps
    flying = lasted[1:] or [lasted[0] * 0.62]
    noise_s = one.noise_us / 1e6
    if one.condition == "fading":
        expected = _fading(flying, half_laps)
    elif one.condition == "drifting":
        expected = _smooth(flying)
    else:
        expected = [sum(flying) / len(flying)] * len(flying)
    expected += [expected[-1]] * (half_laps - 1 - len(expected))
    return Curve(ground_of(one.plan), (lasted[0], *expected), (noise_s,) * half_laps, freedom=300)


def _fading(flying: Sequence[float], half_laps: int) -> list[float]:
    """The least squares of a constant and the square of the distance: how the riders fade."""
    squares = [(n / (half_laps - 1)) ** 2 for n in range(1, len(flying) + 1)]
    x, y = sum(squares) / len(squares), sum(flying) / len(flying)
    over = sum((one - x) * (other - y) for one, other in zip(squares, flying, strict=True))
    under = sum((one - x) ** 2 for one in squares)
    slope = over / under if under else 0.0
    return [y + slope * (one - x) for one in squares]


def _smooth(flying: Sequence[float]) -> list[float]:
    """The level that wanders, as the true half laps around each show it."""
    found = []
    for n in range(len(flying)):
        weights = [exp(-abs(k - n) / 4) for k in range(len(flying))]
        total = sum(weight * one for weight, one in zip(weights, flying, strict=True))
        found.append(total / sum(weights))
    return found


def _learnt(one: Heat, line: Side, wheels: Wheels) -> Wheels:
    """With the true wheelbase, which is what the half laps and the gaps say."""
    plans = [plan for _, plan in one.scene.rides]
    return replace(wheels, metres=plans[0].wheelbase_mm / 1000)


def _faults(one: Heat) -> Faults:
    made = [one.made(each).kind for each in one.sightings]
    strays = made.count(Kind.STRAY)
    truths = [one.stream.truth.ride(side) for side in one.plan.starters]
    missed = sum(len(truth.missed) for truth in truths if truth)
    passed = sum(len(truth.elapsed) for truth in truths if truth) or 1
    seconds = 2 * max((each.us for each in one.sightings), default=1) / 1e6
    return Faults(
        missed=min(0.2, max(missed / passed, 1e-5)), strays=min(0.2, max(strays / seconds, 1e-6))
    )


def _told(one: Heat) -> Iterator[Sighting]:
    """The impulses as the oracle hears of them: passings without a rival by name, whatever else is
    beyond doubt not at all, and the rest as they are.
    """
    near_us = max(NEAR_US, 5 * one.noise_us)
    passings = {
        (side, n): (one.plan.line_of(side, n), us)
        for side in one.plan.starters
        if (truth := one.stream.truth.ride(side)) is not None
        for n, us in enumerate(truth.elapsed, 1)
    }
    by_line: dict[Side, list[Sighting]] = defaultdict(list)
    for each in one.sightings:
        by_line[each.line].append(each)
    candidates: dict[Passing, list[Sighting]] = {
        passing: [each for each in by_line[line] if abs(each.us - at) <= near_us]
        for passing, (line, at) in passings.items()
    }
    claimed: dict[int, list[Passing]] = defaultdict(list)
    for passing, found in candidates.items():
        for each in found:
            claimed[each.key].append(passing)
    plain = {
        passing
        for passing, found in candidates.items()
        if _plain(one, passing, found) and all(claimed[each.key] == [passing] for each in found)
    }
    for each in one.sightings:
        by = claimed[each.key]
        if not by:
            continue  # near no passing: beyond doubt nobody's
        if by[0] not in plain:
            yield each
        elif one.made(each).kind is Kind.FRONT:
            side, n = by[0]
            yield replace(each, rider=side, half_lap=n)


def _plain(one: Heat, passing: Passing, found: Sequence[Sighting]) -> bool:
    """Whether a passing has its front wheel and nothing near that is not its own."""
    made = [one.made(each) for each in found]
    return all((each.side, each.half_lap) == passing for each in made) and any(
        each.kind is Kind.FRONT for each in made
    )
