"""Knows which rider made which impulse: the inference over a whole run, and what stays doubtful.

A first reading follows each rider's pace as it comes (``lattice.py`` with ``pace.py``); from it the
pace of the whole ride is known from both sides (``smoothing.py``), and the run is read again with
it until the reading stays. All readings weigh both riders, rear wheels, missed and stray impulses
together. Where the riders may have been taken for each other, other explanations are read as well
(``contest.py``), and all count as much as they explain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.timing.assignment import Assignment, Leftover, LeftoverKind, Sighting
from halflap.timing.contest import Change, changes
from halflap.timing.lattice import Lattice, explain
from halflap.timing.meanings import SIDES, Faults, Kind, Label
from halflap.timing.pace import Curve, Ground
from halflap.timing.reading import Reader
from halflap.timing.said import contradicts, misread, with_said
from halflap.timing.smoothing import curve_of, guessed_curve, start_ratio
from halflap.timing.wheels import Wheels
from halflap.words.sentence import say

SLOWEST_LIKE = 2.2
"""A start that takes longer, in flying half laps, is not expected of the other rider as well."""
COUNTED = 0.9995
"""So probable a count of half laps in the first reading is kept in the next ones."""
READINGS = 3
"""How often a run is read again at most; the second time the reading rarely changes."""
FEW_SAID = 4
"""Who gives more impulses than this their half laps knows better than the rest of the run."""
TO_THE_END_S = 600.0
"""Nobody who was to come back comes later than so long after the last impulse."""
HARDLY_SEEN = 2
"""A rider with no more passings than this may not have been there."""
ABSENT = log(0.02)
"""How probable it is that a rider who may start does not."""
ROUNDS = 2
"""How often other explanations are looked for, from the best one so far."""
CHANGED = log(0.005)
"""How probable it is that a rider changes his pace at once in a half lap, to one that he holds."""
TRUSTED, FEW, FEWEST = 1.4, 40.0, 5
"""Evidence counts as its part: riders are less regular than any model of their pace; and still less
by the square of how few passings tell, though they are never taken for fewer than the last number.
"""


def ground_of(plan: RunPlan) -> Ground:
    """What the course says of half laps before anybody rides."""
    return Ground(float(plan.course.half_lap), float(plan.course.first_half_lap_m), plan.limits)


def in_order(sightings: Sequence[Sighting]) -> list[Sighting]:
    """By the clock, not by arrival; at the same microsecond by their keys."""
    return sorted((one for one in sightings if one.us >= 0), key=lambda one: (one.us, one.key))


def heard(ordered: Sequence[Sighting], now_us: int | None) -> float:
    """Until when nothing more came than these, in seconds since the gun: a run that is over is
    heard to its end.
    """
    last = ordered[-1].us / 1e6 if ordered else 0.0
    return last + TO_THE_END_S if now_us is None else now_us / 1e6


def assign(
    plan: RunPlan, sightings: Sequence[Sighting], *, now_us: int | None = None
) -> Assignment:
    """The run as its impulses tell it, in any order; the same inputs give the same reading.

    ``now_us`` is how far the run has come, in microseconds after the gun (None: it is over): what
    may still come is not missing. Of impulses before the gun nothing is said.
    """
    ordered = in_order(sightings)
    reading = _read(plan, ordered, now_us)
    half_laps = range(1, plan.course.half_laps + 1)
    said = [one for one in ordered if one.rider in plan.starters and one.half_lap in half_laps]
    if not 0 < len(said) <= FEW_SAID:
        return reading
    held = []
    for one in said:
        rest = [each for each in ordered if each is not one]
        without = _read(plan, rest, now_us)
        ride = without.ride(one.rider) if one.rider is not None else None
        if ride is not None and contradicts(ride, one) and misread(reading, without, one):
            ordered, reading = rest, without
            held.append(one)
    for one in held:
        reading = with_said(reading, one)
    return reading


def _read(plan: RunPlan, ordered: Sequence[Sighting], now_us: int | None) -> Assignment:
    """The run read from impulses in order, whatever people said obeyed."""
    ground = ground_of(plan)
    heard_until = heard(ordered, now_us)
    lattice = explain(plan, ground, ordered, until_over=True, heard_until=heard_until)
    after = ordered[len(lattice.sightings) :]
    explanations = _explanations(plan, ground, lattice)
    both = explanations[0].curves
    explanations += _alone(plan, ground, explanations[0])
    explanations.sort(key=lambda one: -one.evidence)
    best = explanations[0]
    curves = {**both, **best.curves}
    reader = Reader(plan, best.lattice, lambda side, n: curves[side].expected[n - 1], curves)
    reading = reader.read(list(enumerate(_mixed(explanations))), now_us)
    why = say("Came after the run was over.")
    over = tuple(Leftover(one.key, LeftoverKind.AFTER, why) for one in after)
    return replace(reading, leftovers=reading.leftovers + over)


@dataclass(frozen=True, slots=True)
class _Explanation:
    """A reading that stays when the run is read with the pace it has found."""

    lattice: Lattice
    path: list[Label]
    curves: dict[Side, Curve]
    counted: Mapping[int, tuple[int, int]]
    evidence: float


def _explanations(plan: RunPlan, ground: Ground, first: Lattice) -> list[_Explanation]:
    """The explanation that a first reading leads to and others worth a look, the best first."""
    best = _settled(plan, ground, first, first.best_path(), _counted(first))
    found = [best]
    tried: set[Change] = set()
    for _ in range(ROUNDS):
        finish = plan.course.half_laps
        passings = {s: passings_of(best.lattice, best.path, s, finish) for s in plan.starters}
        for change in changes(passings, finish):
            if change in tried:
                continue
            tried.add(change)
            other = change.of_path(best.path)
            counts = change.of_counts(best.counted)
            one = _settled(plan, ground, best.lattice, other, counts)
            if all(one.path != each.path for each in found):
                found.append(one)
        found.sort(key=lambda one: -one.evidence)
        if found[0] is best:
            break
        best = found[0]
    return found


def _alone(plan: RunPlan, ground: Ground, best: _Explanation) -> list[_Explanation]:
    """What a run shows if one of two riders was not there, where hardly anything shows him."""
    finish = plan.course.half_laps
    seen = [len(passings_of(best.lattice, best.path, side, finish)) for side in plan.starters]
    if len(seen) < 2 or not min(seen) <= HARDLY_SEEN < max(seen):
        return []
    found: list[_Explanation] = []
    for side in plan.starters:
        alone = replace(plan, starters=(side,))
        known = best.lattice
        first = explain(alone, ground, known.sightings, heard_until=known.heard_until)
        one = _settled(alone, ground, first, first.best_path(), _counted(first))
        found.append(replace(one, evidence=one.evidence + ABSENT))
    return found


def _mixed(explanations: Sequence[_Explanation]) -> list[dict[Label, float]]:
    """The probabilities of all meanings in all the explanations together."""
    best = explanations[0]
    weights = [exp((one.evidence - best.evidence) / _trust(best, one)) for one in explanations]
    whole = sum(weights)
    found: list[dict[Label, float]] = [{} for _ in explanations[0].path]
    for weight, one in zip(weights, explanations, strict=True):
        if weight < 1e-6:
            continue
        for mixed, meanings in zip(found, one.lattice.marginals(), strict=True):
            for label, probability in meanings.items():
                mixed[label] = mixed.get(label, 0.0) + weight / whole * probability
    return found


def _trust(best: _Explanation, other: _Explanation) -> float:
    """As which part the evidence counts: the riders exchanged, by how many passings differ."""
    if best.lattice.plan.starters != other.lattice.plan.starters:
        return TRUSTED
    finish = best.lattice.plan.course.half_laps
    differ = sum(
        1
        for (kind, place, n), label in zip(best.path, other.path, strict=True)
        if kind is Kind.FRONT and n <= finish and (kind, place, n) != label
    )
    return TRUSTED + FEW / max(differ, FEWEST) ** 2


def _settled(
    plan: RunPlan,
    ground: Ground,
    lattice: Lattice,
    path: list[Label],
    counted: Mapping[int, tuple[int, int]],
) -> _Explanation:
    """The run read again from a first path until the reading stays."""
    ordered = lattice.sightings
    curves: dict[Side, Curve] = {}
    for _ in range(READINGS):
        curves = _curves(plan, ground, lattice, path)
        wheels = _learnt(plan, curves, lattice, path)
        lattice = explain(
            plan,
            ground,
            ordered,
            curves=curves,
            wheels=wheels,
            faults=_faults(plan, lattice, path),
            counted=counted,
            heard_until=lattice.heard_until,
        )
        before, path = path, lattice.best_path()
        if path == before:
            break
    changed = sum(curve.changes for curve in curves.values())
    evidence = lattice.evidence() + CHANGED * changed
    return _Explanation(lattice, path, curves, counted, evidence)


def _counted(lattice: Lattice) -> dict[int, tuple[int, int]]:
    """Which half lap an impulse ends if it is that rider's, where a first reading has no doubt.

    A curve cannot tell how many half laps were ridden before the first one seen: shifted by two,
    a steady ride looks the same.
    """
    found = {}
    for index, meanings in enumerate(lattice.marginals()):
        for (kind, place, n), probability in meanings.items():
            if kind is Kind.FRONT and probability >= COUNTED:
                found[index] = place, n
    return found


def passings_of(
    lattice: Lattice, path: Sequence[Label], side: Side, finish: int
) -> dict[int, float]:
    """The seconds of each half lap that a path gives to a rider, up to the finish."""
    found: dict[int, float] = {}
    place = SIDES.index(side)
    for sighting, (kind, whose, n) in zip(lattice.sightings, path, strict=True):
        if kind in (Kind.FRONT, Kind.LONE) and whose == place and n <= finish:
            found[n] = sighting.us / 1e6
    return found


def _curves(
    plan: RunPlan, ground: Ground, lattice: Lattice, path: Sequence[Label]
) -> dict[Side, Curve]:
    finish = plan.course.half_laps
    known = {side: passings_of(lattice, path, side, finish) for side in plan.starters}
    ratios = {side: start_ratio(known[side]) for side in plan.starters}
    found = {
        side: curve_of(known[side], finish, ground, _like_other(ratios, side))
        for side in plan.starters
    }
    like = next((curve for curve in found.values() if curve is not None), None)
    return {
        side: curve or guessed_curve(known[side], finish, ground, like)
        for side, curve in found.items()
    }


def _like_other(ratios: dict[Side, float | None], side: Side) -> float | None:
    """How slow the start is to be expected: as the other's, or his own if that was quicker."""
    other, own = ratios.get(side.other), ratios.get(side)
    like = min(other, own) if other is not None and own is not None else other
    return None if like is None else min(like, SLOWEST_LIKE)


def _faults(plan: RunPlan, lattice: Lattice, path: Sequence[Label]) -> Faults:
    """How often the sensors of this run were wrong, as a first reading has it."""
    if not lattice.sightings:
        return Faults()
    finish = plan.course.half_laps
    passings = [passings_of(lattice, path, side, finish) for side in plan.starters]
    missed = sum(max(found, default=0) - len(found) for found in passings)
    strays = sum(1 for kind, _, _ in path if kind is Kind.STRAY)
    seconds = 2 * max(lattice.sightings[-1].us / 1e6, 30.0)
    passed = sum(max(found, default=0) for found in passings)
    return Faults(
        missed=min(0.2, (missed + 0.4) / (passed + 20)),
        strays=min(0.2, (strays + 0.6) / seconds),
    )


def _learnt(
    plan: RunPlan, curves: dict[Side, Curve], lattice: Lattice, path: Sequence[Label]
) -> dict[Side, Wheels]:
    """The lines' rear wheels, with the wheelbase that the pairs of a first reading show."""
    fronts: dict[tuple[int, int], float] = {}
    ratios: list[float] = []
    for sighting, (kind, whose, n) in zip(lattice.sightings, path, strict=True):
        if whose < 0 or not 1 < n <= plan.course.half_laps:
            continue
        if kind is Kind.FRONT:
            fronts[whose, n] = sighting.us / 1e6
        elif kind is Kind.REAR and (whose, n) in fronts:
            gap = sighting.us / 1e6 - fronts[whose, n]
            ratios.append(gap / curves[SIDES[whose]].expected[n - 1])
    return {line: wheels.learnt(ratios) for line, wheels in lattice.wheels.items()}
