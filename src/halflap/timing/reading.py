"""Knows how explanations become splits: which reading is given, how sure it is, what is doubtful.

The best reading is given with its probability, or only offered with the others where that is low.
A time at the finish is clear only if nothing else is worth a look. Where a line shows both wheels
and only one of them came, the front wheel's time is not given unless the rest of the ride tells
which wheel it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from statistics import median

from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.timing import doubt_words
from halflap.timing.assignment import (
    Assignment,
    Doubt,
    DoubtCode,
    Leftover,
    LeftoverKind,
    RideReading,
    RideStatus,
    Split,
)
from halflap.timing.catch import detect, doubts_about
from halflap.timing.lattice import Lattice
from halflap.timing.meanings import SIDES, Kind, Label
from halflap.timing.odd_finish import with_others_doubt
from halflap.timing.pace import Curve
from halflap.words.sentence import Sentence, say

SURE = 0.97
"""A split less probable than this has a doubt."""
SURE_FINISH = 0.998
"""A finish less probable than this is doubtful."""
WORTH_A_LOOK = 0.0005
"""Another reading of a finish is shown from this probability on; of other splits from 1 %."""
GIVEN = 0.8
"""A split less probable than this is offered, not given: a quarter of those below are wrong. A
finish is given, and doubtful.
"""
ONE_WHEEL_GIVEN = 0.985
FAR_OFF = 6.0
"""So many scatters from the rider's own series a half lap is out of it."""
FAR_OFF_PART, SETTLING_PART = 0.045, 0.09
"""And at least this part of the half lap: a metronome is not out of his series by 0.1 s."""
FAR_OFF_FINISH = (5.0, 0.045), (3.0, 0.02), (2.0, 0.0)
"""The same of the finish, sooner; and sooner still after one missed passing, and after more: only
its time then tells that the impulse is his.
"""
LATE_START = 3.5
"""So many flying half laps after the gun a rider has passed the other line, however he starts."""
SLOW_START = 1.45
"""A first half lap so many times as long as goes with the pace after it may be more than one."""
MANY = 2.2
"""A half lap so many times as long as it should be may be several, with impulses missed."""
SETTLING = 4
"""Until this half lap a rider is still finding the pace."""
PERHAPS = 0.1
"""Where no impulse is the best reading, one less probable than this is not shown."""

Meanings = tuple[int, Mapping[Label, float]]
"""An impulse by its index, and the probability of each of its meanings."""
HalfLapSeconds = Callable[[Side, int], float]
"""About how long a half lap of a rider takes, in seconds."""


@dataclass(slots=True)
class HalfLap:
    """All readings of one half lap of one rider: ``readings`` are microseconds to probability.

    ``chosen`` is the index of the impulse that is taken, ``rear`` that of its rear wheel.
    ``of_other``: another reading is taken as the other rider's.
    """

    chosen: int | None = None
    kind: Kind = Kind.FRONT
    us: int = 0
    rear: int | None = None
    readings: dict[int, float] = field(default_factory=dict)
    of_other: bool = False

    @property
    def sure(self) -> float:
        """The probability of the reading chosen."""
        return min(1.0, self.readings.get(self.us, 0.0))

    def others(self, least: float) -> tuple[int, ...]:
        """The other readings, the most probable first, down to a probability."""
        found = [
            (probability, us)
            for us, probability in self.readings.items()
            if probability >= least and (self.chosen is None or us != self.us)
        ]
        return tuple(us for _, us in sorted(found, reverse=True))


_Candidate = tuple[float, int, HalfLap, int, int, Kind]
"""An impulse as a passing of a rider: less its probability, its turn among equals, the half lap it
would end, and what it is there (index, microseconds, kind).
"""


class Reader:
    """Makes an assignment of a lattice, its best path and the probabilities of all meanings."""

    def __init__(
        self,
        plan: RunPlan,
        lattice: Lattice,
        lasts: HalfLapSeconds,
        curves: Mapping[Side, Curve] | None = None,
    ) -> None:
        self._plan = plan
        self._lattice = lattice
        self._lasts = lasts
        self._curves = curves or {}
        self._finish = plan.course.half_laps
        self._distances = [
            n * plan.course.half_lap - plan.course.start_offset for n in range(self._finish + 1)
        ]
        self._before: dict[tuple[bool, int], Split] = {}
        self._unseen = [Split(n, metres, None) for n, metres in enumerate(self._distances)]

    def read(
        self, meanings: Sequence[Meanings], now_us: int | None, left: Sequence[Leftover] = ()
    ) -> Assignment:
        """The assignment; ``now_us`` as for ``assign``. ``left`` are known to be left over."""
        half_laps = self._half_laps(meanings)
        rides = {side: self._ride(half_laps[side], side, now_us) for side in self._plan.starters}
        home, back = rides.get(Side.HOME), rides.get(Side.BACK)
        if home is not None and back is not None:
            named = {one.key for one in self._lattice.sightings if one.rider is not None}
            home, back = (
                with_others_doubt(home, back, named),
                with_others_doubt(back, home, named),
            )
        leftovers = (*left, *self._leftovers(meanings, half_laps))
        return together(home, back, leftovers)

    def nobodys(self, meant: Meanings) -> Leftover | None:
        """What an impulse is that is surely nobody's split; None where it may be one."""
        index, meanings = meant
        for (_, place, n), probability in meanings.items():
            if place >= 0 and 1 <= n <= self._finish and probability >= WORTH_A_LOOK:
                return None
        return self._leftover(index, meanings)

    def _half_laps(self, meant: Sequence[Meanings]) -> dict[Side, list[HalfLap]]:
        """Half laps by rider; index 0 is unused. Each impulse is taken for its best use."""
        found = {side: [HalfLap() for _ in range(self._finish + 1)] for side in self._plan.starters}
        candidates: list[_Candidate] = []
        by_place = [found.get(side) for side in SIDES]
        rears: dict[tuple[int, int], tuple[float, int]] = {}
        for index, meanings in meant:
            for label, probability in meanings.items():
                kind, place, n = label
                laps = by_place[place] if place >= 0 else None
                if laps is None or not 1 <= n <= self._finish:
                    continue
                if kind is Kind.REAR:
                    rears[place, n] = max(rears.get((place, n), (0.5, -1)), (probability, index))
                    continue
                half_lap = laps[n]
                us = self._front_us(index, label)
                half_lap.readings[us] = half_lap.readings.get(us, 0.0) + probability
                candidates.append((-probability, len(candidates), half_lap, index, us, kind))
        self._choose(candidates)
        for (place, n), (_, index) in rears.items():
            half_lap = found[SIDES[place]][n]
            if index >= 0 and half_lap.chosen is not None:
                half_lap.rear = index
        return found

    def _choose(self, candidates: list[_Candidate]) -> None:
        """The most probable first; an impulse is one passing, a half lap has one impulse."""
        taken: dict[int, HalfLap] = {}
        for less, _, half_lap, index, us, kind in sorted(candidates):
            if half_lap.chosen is not None or index in taken:
                continue
            if -less >= 1.0 - sum(half_lap.readings.values()):
                half_lap.chosen, half_lap.kind, half_lap.us = index, kind, us
                taken[index] = half_lap
        for less, _, half_lap, index, _, _ in candidates:
            by = taken.get(index)
            if by is not None and by is not half_lap and -less >= WORTH_A_LOOK:
                half_lap.of_other = True

    def _front_us(self, index: int, label: Label) -> int:
        """Microseconds of the front wheel if the impulse has this meaning."""
        kind, place, n = label
        sighting = self._lattice.sightings[index]
        if kind is not Kind.LONE:
            return sighting.us
        return sighting.us - self._gap_us(SIDES[place], sighting.line, n)

    def _gap_us(self, side: Side, line: Side, n: int) -> int:
        """Microseconds from the front to the rear wheel."""
        return round(self._lattice.wheels[line].gap(self._lasts(side, n)) * 1e6)

    def _ride(self, half_laps: Sequence[HalfLap], side: Side, now_us: int | None) -> RideReading:
        last = max((n for n, one in enumerate(half_laps) if one.chosen is not None), default=0)
        doubts: list[Doubt] = []
        splits: list[Split] = []
        curve = self._curves.get(side)
        seen, seen_us = 0, 0
        for n in range(1, self._finish + 1):
            split, doubt = self._split(half_laps[n], side, n)
            splits.append(split)
            if doubt is not None:
                doubts.append(doubt)
            if split.us is None:
                if doubt is None and n < last:
                    line = self._plan.line_of(side, n)
                    doubts.append(Doubt(DoubtCode.MISSING, n, doubt_words.missing(line, n)))
                continue
            if curve is not None and seen:
                doubts += self._far_off(curve, seen, n, split.us - seen_us)
            elif curve is not None:
                doubts += self._slow_start(curve, n, split.us)
            seen, seen_us = n, split.us
        if last < self._finish and self._is_overdue(half_laps, last, side, now_us):
            doubts.append(doubt_words.not_seen_again(last, self._finish))
        status = status_of(splits[-1], doubts, self._finish)
        return RideReading(side, tuple(splits), status, tuple(doubts))

    def _far_off(self, curve: Curve, seen: int, n: int, lasted_us: int) -> list[Doubt]:
        """The doubts about flying half laps that are out of the rider's own series."""
        expected = sum(curve.expected[seen:n])
        scatter = sqrt(sum(one * one for one in curve.scatter[seen:n]))
        least, part = FAR_OFF, SETTLING_PART if n <= SETTLING else FAR_OFF_PART
        if n == self._finish:
            least, part = FAR_OFF_FINISH[min(n - seen, len(FAR_OFF_FINISH)) - 1]
        off_s = abs(lasted_us / 1e6 - expected)
        if off_s <= least * scatter or off_s <= part * expected:
            return []
        found = [Doubt(DoubtCode.LATE, n, doubt_words.late(n, n - seen, lasted_us, expected))]
        if n - seen > 1 or lasted_us / 1e6 > MANY * expected:
            found.append(Doubt(DoubtCode.LATE, None, doubt_words.miscounted(n)))
        return found

    def _slow_start(self, curve: Curve, n: int, us: int) -> list[Doubt]:
        """The doubt about a ride whose first passing seen, half lap ``n``, comes very late."""
        if self._finish < 2:
            return []
        first_s = us / 1e6 - sum(curve.expected[1:n])
        usual_s = median(curve.expected[1:]) / curve.ground.lengthened
        if first_s <= SLOW_START * usual_s:
            return []
        return [Doubt(DoubtCode.LATE, None, doubt_words.slow_start(first_s, usual_s))]

    def _is_overdue(
        self, half_laps: Sequence[HalfLap], last: int, side: Side, now_us: int | None
    ) -> bool:
        """Whether the next passing should have been seen by now."""
        if now_us is None:
            return True
        late = 1.25 if last else LATE_START
        return now_us - half_laps[last].us > late * 1e6 * self._lasts(side, last + 1)

    def _split(self, half_lap: HalfLap, side: Side, n: int) -> tuple[Split, Doubt | None]:
        """One split with its confidence and alternatives, and what is doubtful about it."""
        if half_lap.chosen is None and not half_lap.readings:
            return self._unseen[n], None
        finish = n == self._finish
        distance = self._distances[n]
        if half_lap.chosen is None:
            others = half_lap.others(PERHAPS)
            rival = Doubt(DoubtCode.RIVAL, n, doubt_words.perhaps(others[0])) if others else None
            return Split(n, distance, None, (), 0.0, others), rival
        sighting = self._lattice.sightings[half_lap.chosen]
        keys = [sighting.key]
        if half_lap.rear is not None:
            keys.append(self._lattice.sightings[half_lap.rear].key)
        given = self._given(side, n, half_lap, tuple(keys))
        if sighting.rider is side and sighting.half_lap == n:
            return given, None  # a person said so
        shown = self._lattice.wheels[sighting.line].shown
        if shown and half_lap.rear is None and sighting.rider is None:
            return self._one_wheel(half_lap, given, side, sighting.us)
        if half_lap.sure >= (SURE_FINISH if finish else SURE):
            return given, None
        others = half_lap.others(WORTH_A_LOOK if finish else 0.01)
        if not finish and not others and half_lap.sure >= GIVEN:
            return given, None  # nothing else it could be: its confidence says enough
        if half_lap.of_other:
            doubt = Doubt(DoubtCode.CLOSE, n, doubt_words.close(others, half_lap.sure))
        else:
            text = doubt_words.rival(half_lap.us, others, half_lap.sure)
            doubt = Doubt(DoubtCode.RIVAL, n, text)
        if half_lap.sure < GIVEN and not finish:
            return replace(given, us=None, alternatives=(half_lap.us, *others)), doubt
        return replace(given, alternatives=others), doubt

    def _given(self, side: Side, n: int, half_lap: HalfLap, keys: tuple[int, ...]) -> Split:
        """The split as chosen; the same value as in the reading before, where nothing changed."""
        us, sure = half_lap.us, half_lap.sure
        place = side is Side.HOME, n
        before = self._before.get(place)
        if before is None or (before.us, before.confidence, before.keys) != (us, sure, keys):
            before = self._before[place] = Split(n, self._distances[n], us, keys, sure)
        return before

    def _one_wheel(
        self, half_lap: HalfLap, given: Split, side: Side, as_front: int
    ) -> tuple[Split, Doubt]:
        """A passing with one wheel where the line shows two: which it was is not certain."""
        line = self._plan.line_of(side, given.half_lap)
        as_rear = as_front - self._gap_us(side, line, given.half_lap)
        sure = half_lap.kind is Kind.FRONT and half_lap.sure >= ONE_WHEEL_GIVEN
        both = sorted((as_front, as_rear), key=lambda us: -half_lap.readings.get(us, 0.0))
        us = as_front if sure else None
        split = replace(
            given,
            us=us,
            confidence=half_lap.readings.get(both[0], 0.0),
            alternatives=tuple(one for one in both if one != us),
        )
        text = doubt_words.one_wheel(as_front, as_rear)
        return split, Doubt(DoubtCode.ONE_WHEEL, given.half_lap, text)

    def _leftovers(
        self, meant: Sequence[Meanings], half_laps: Mapping[Side, Sequence[HalfLap]]
    ) -> Iterator[Leftover]:
        """The impulses that are nobody's split, with what they are most probably."""
        used = {
            index
            for laps in half_laps.values()
            for half_lap in laps
            for index in (half_lap.chosen, half_lap.rear)
        }
        return (self._leftover(index, meanings) for index, meanings in meant if index not in used)

    def _leftover(self, index: int, meanings: Mapping[Label, float]) -> Leftover:
        kind, _, n = max(meanings, key=lambda label: meanings[label])
        key = self._lattice.sightings[index].key
        return Leftover(key, *_left_over(kind, n, self._finish))


def together(
    home: RideReading | None, back: RideReading | None, leftovers: tuple[Leftover, ...]
) -> Assignment:
    """Two rides as a run, with the catch that they make."""
    if home is None or back is None:
        return Assignment(home, back, None, leftovers)
    catch = detect(home, back)
    doubts = doubts_about(home, back, catch)
    if doubts:
        home, back = (replace(ride, doubts=ride.doubts + doubts) for ride in (home, back))
    return Assignment(home, back, catch, leftovers)


def status_of(finish: Split, doubts: Sequence[Doubt], half_laps: int) -> RideStatus:
    """What has to be done about a time, by its split, the doubts and the number of half laps."""
    if finish.us is None:
        return RideStatus.DOUBTFUL if finish.alternatives else RideStatus.INCOMPLETE
    at_finish = [
        doubt
        for doubt in doubts
        if doubt.half_lap in (half_laps, None) and doubt.code is not DoubtCode.CATCH
    ]
    return RideStatus.DOUBTFUL if at_finish else RideStatus.CLEAR


def _left_over(kind: Kind, n: int, finish: int) -> tuple[LeftoverKind, Sentence]:
    if kind is Kind.BOUNCE:
        return LeftoverKind.BOUNCE, say("The contact fired twice for one wheel.")
    if kind is Kind.ROLL:
        rolled = say("A wheel rolled over the rider's own line at the start.")
        return LeftoverKind.START, rolled
    if n > finish:
        return LeftoverKind.ROLL_ON, say("The rider rolled on after the finish.")
    return LeftoverKind.STRAY, say("Fits neither rider.")
