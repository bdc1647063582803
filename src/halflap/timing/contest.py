"""Knows which other explanations of a whole run have to be weighed beside the first one found.

A reading that weighs half laps by the pace it has found itself confirms itself: where two riders
came near each other and both change their pace, or where nobody saw the start, it may hold to the
wrong riders or to the wrong count. So the run is read again from each of the labellings in which
the riders are exchanged after they met, or are counted otherwise from the start, and what comes
out is weighed against the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from halflap.sport.heat import Side
from halflap.timing.meanings import Label

NEAR = 0.45
"""Riders who come this near at one line, as a part of a half lap, may be taken for each other."""
CHANGES = 6
"""So many other explanations are tried at most."""
SLOW_START = 2.1
"""A start that took more than so many flying half laps may hide half laps that nobody saw."""
QUICK_START = 1.15
STARTS = (1.0, 2.9)
"""Starts that can be believed, in flying half laps."""

Passings = Mapping[int, float]
"""Seconds since the gun of the half laps of one rider."""


@dataclass(frozen=True, slots=True)
class Change:
    """Another labelling: from half lap ``since`` of either rider on (home, back) his passings are
    the other's if ``swap``, and ``shifts`` more half laps are counted for them.
    """

    since: tuple[int, int]
    swap: bool
    shifts: tuple[int, int]

    def of(self, label: Label) -> Label:
        """What a label becomes."""
        kind, place, n = label
        if place < 0 or n < max(1, self.since[place]):
            return label
        return kind, 1 - place if self.swap else place, n + self.shifts[place]

    def of_path(self, path: Sequence[Label]) -> list[Label]:
        """What all the labels of a path become."""
        return [self.of(label) for label in path]

    def of_counts(self, counted: Mapping[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
        """What the half laps become that a first reading had no doubt about."""
        found = {}
        for index, (place, n) in counted.items():
            if n >= self.since[place]:
                found[index] = 1 - place if self.swap else place, n + self.shifts[place]
            else:
                found[index] = place, n
        return found


def changes(passings: Mapping[Side, Passings], finish: int) -> list[Change]:
    """The labellings of a run of two riders that are worth a second reading."""
    home, back = passings.get(Side.HOME), passings.get(Side.BACK)
    if home is None or back is None:
        return []
    usual = _usual(home), _usual(back)
    if usual[0] is None or usual[1] is None:
        return []
    found = [*_starts((home, back), (usual[0], usual[1]))]
    return (found + _meetings(home, back, min(usual[0], usual[1]), finish))[:CHANGES]


def _usual(passings: Passings) -> float | None:
    """About how long a flying half lap of a rider lasts."""
    lasted = [at - passings[n - 1] for n, at in passings.items() if n > 1 and n - 1 in passings]
    return median(lasted) if len(lasted) >= 3 else None


def _meetings(home: Passings, back: Passings, usual: float, finish: int) -> list[Change]:
    """The riders exchanged from where they were nearest to each other, the nearest first."""
    found: list[tuple[float, Change]] = []
    odd = range(-finish + 1 if finish % 2 == 0 else -finish, finish, 2)
    for ahead in odd:
        gaps = [(n, at - back[n + ahead]) for n, at in home.items() if n + ahead in back]
        for place, (n, gap) in enumerate(gaps):
            beside = [abs(gaps[k][1]) for k in (place - 1, place + 1) if 0 <= k < len(gaps)]
            if abs(gap) <= NEAR * usual and all(abs(gap) <= one for one in beside):
                found.append((abs(gap), Change((n, n + ahead), True, (ahead, -ahead))))
    return [change for _, change in sorted(found, key=lambda each: each[0])]


def _starts(rides: tuple[Passings, Passings], usual: tuple[float, float]) -> Iterator[Change]:
    """Other counts from the start, where the start was not seen or looks odd."""
    first = min(rides[0]), min(rides[1])
    ratios = [_start(rides[p][first[p]], first[p], usual[p]) for p in (0, 1)]
    if all(first[p] == 1 and QUICK_START <= ratios[p] <= SLOW_START for p in (0, 1)):
        return
    for swap, each in ((True, (1, -1, 3, -3)), (False, (2, -2, 0))):
        for one in each:
            for other in each:
                shifts = one, other
                if shifts != (0, 0) and all(
                    first[p] + shifts[p] >= 1
                    and STARTS[0]
                    <= _start(rides[p][first[p]], first[p] + shifts[p], usual[p])
                    <= STARTS[1]
                    for p in (0, 1)
                ):
                    yield Change((0, 0), swap, shifts)


def _start(at: float, n: int, usual: float) -> float:
    """How long the first half lap took, in flying ones, if ``n`` were done at ``at`` seconds."""
    return (at - (n - 1) * usual) / usual
