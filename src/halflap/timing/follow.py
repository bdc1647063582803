"""Knows a run while it is ridden: the reading after each impulse, at a cost that does not grow.

It gives the first of the readings of ``assign``: by each rider's pace so far. Where hardly more
than one state of both riders is left, everything before it is settled and is not weighed again; of
it only the impulses are kept that may be a split. When the run is over, ``assign`` reads it once
more with the whole ride known.
"""

from __future__ import annotations

from collections.abc import Sequence

from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.timing.assign import ground_of, heard, in_order
from halflap.timing.assignment import Assignment, Leftover, Sighting
from halflap.timing.lattice import Lattice
from halflap.timing.reading import Meanings, Reader


class Follower:
    """A run that is followed impulse by impulse."""

    def __init__(self, plan: RunPlan) -> None:
        self._plan = plan
        self._begin()

    def _begin(self) -> None:
        self._lattice = Lattice(self._plan, ground_of(self._plan))
        self._reader = Reader(self._plan, self._lattice, self._lasts)
        self._settled = 0
        self._open: list[Meanings] = []
        self._left: list[Leftover] = []

    def take(self, sighting: Sighting) -> None:
        """One more impulse; one that arrives late is put where its clock says."""
        taken = self._lattice.sightings
        if sighting.us < 0:
            return
        if not taken or sighting.us >= taken[-1].us:
            self._lattice.take(sighting)
            return
        self.take_all((*taken, sighting))

    def take_all(self, sightings: Sequence[Sighting]) -> None:
        """These impulses and no others, in any order."""
        self._begin()
        for one in in_order(sightings):
            self._lattice.take(one)

    def reading(self, now_us: int | None) -> Assignment:
        """The run as read so far; ``now_us`` as for ``assign``."""
        self._lattice.heard_until = heard(self._lattice.sightings, now_us)
        fresh, settled = self._lattice.marginals_since(self._settled)
        meanings = list(enumerate(fresh, self._settled))
        reading = self._reader.read([*self._open, *meanings], now_us, self._left)
        for one in meanings[:settled]:
            left = self._reader.nobodys(one)
            if left is None:
                self._open.append(one)
            else:
                self._left.append(left)
        self._settled += settled
        self._lattice.forget(self._settled)
        return reading

    def _lasts(self, side: Side, n: int) -> float:
        return self._lattice.half_lap_s(side)
