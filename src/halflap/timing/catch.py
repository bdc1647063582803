"""Knows the catch: when half laps show that one rider is level with the other, and when he will be.

Both start half a track apart, so the pursuer is level when he has ridden half a lap more. With
tX(n) the elapsed time of X's n-th half lap, A has caught B at the first n with
tA(n+1) <= tB(n) (UCI 3.2.058 says bottom bracket level; wheels are taken for it). Where the
distance ends, A finishes N half laps while B has N-1: the catch at the line, which never changes
who wins (UCI 3.2.051 gives A the win by either of its rules).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from halflap.sport.heat import Side
from halflap.sport.times import format_time
from halflap.timing.assignment import Assignment, CatchReading, Doubt, DoubtCode, RideReading
from halflap.timing.wording import rider, seconds
from halflap.words.sentence import Sentence, say

CLOSE_US = 50_000
"""Within this of level, a catch is doubtful and a near miss is worth a look."""

SURE = 0.98
"""A split that is less probable than this may be the other rider's: where riders meet, it decides
whether one has caught the other.
"""

INTERPOLATED_US = 300_000
"""How wrong a half lap read from its neighbours may be: three times the usual scatter."""

PACE_HALF_LAPS = 4
"""A rider's pace is taken over this many half laps: two laps, so that both straights count."""

BEYOND = 2
"""So many half laps a rider who was not seen any more is carried on at his pace."""


@dataclass(frozen=True, slots=True)
class CatchPrediction:
    """Where ``by`` will be level with the other one, if both keep their pace.

    ``closing_mm_s`` in mm/s; ``gap_mm`` what is left to close at the last impulse; ``at_us`` since
    the gun; ``half_lap`` and ``distance_m`` (whole metres) are those of the caught rider.
    ``before_finish``: whether the pursuer still has distance to ride then.
    """

    by: Side
    closing_mm_s: int
    gap_mm: int
    at_us: int
    half_lap: int
    distance_m: int
    before_finish: bool

    @property
    def sentence(self) -> Sentence:
        """The prediction for people."""
        closing = f"{self.closing_mm_s // 1000}.{self.closing_mm_s % 1000 // 10:02d}"
        if not self.before_finish:
            return say(
                "Closing at {closing} m/s, {hunter} is not level before the finish.",
                closing=closing,
                hunter=rider(self.by),
            )
        return say(
            "Closing at {closing} m/s, {hunter} is level at about {time},"
            " when {prey} has ridden {metres} m.",
            closing=closing,
            hunter=rider(self.by),
            prey=rider(self.by.other),
            time=format_time(self.at_us, 1),
            metres=self.distance_m,
        )


def detect(home: RideReading, back: RideReading) -> CatchReading | None:
    """The catch that the half laps of both rides show, or None.

    Doubtful within 0.05 s of level, or where one of the two readings is missing or may be the other
    rider's: then the neighbours say whether it probably happened. A half lap that is still to come
    proves nothing, but a pursuer who is seen where the other one is due and has not come has
    probably caught him.
    """
    at_home, at_back = _Series(home), _Series(back)
    both = (_caught(at_home, at_back), _caught(at_back, at_home))
    found = [reading for reading in both if reading is not None]
    return min(found, key=lambda reading: (reading.half_lap, reading.doubtful), default=None)


def doubts_about(
    home: RideReading, back: RideReading, catch: CatchReading | None
) -> tuple[Doubt, ...]:
    """Why the catch, or its absence, needs the eye of a commissaire; empty when nothing does."""
    if catch is not None:
        return (_doubt_about(home, back, catch),) if catch.doubtful else ()
    found: list[Doubt] = []
    both = _Series(home), _Series(back)
    for ahead, behind in (both, both[::-1]):
        hunter, prey = ahead.ride, behind.ride
        for n in range(1, min(len(prey.splits), ahead.last)):
            left = _left(ahead, behind, n)
            if left is None or left <= 0:
                continue
            if behind.at(n) in hunter.splits[n].alternatives and ahead.mixed(n + 1):
                text = say(
                    "At half lap {n} it is not certain which impulse is whose: {hunter} may have"
                    " caught {prey} there. Ask the commissaires whether there was a catch.",
                    n=n,
                    hunter=rider(hunter.start),
                    prey=rider(prey.start),
                )
                return (Doubt(DoubtCode.CATCH, n, text),)
            if left <= CLOSE_US:
                text = say(
                    "After half lap {n} {hunter} was {seconds} s short of level with {prey}:"
                    " no catch is proposed. Ask the commissaires whether it was one.",
                    n=n,
                    hunter=rider(hunter.start),
                    prey=rider(prey.start),
                    seconds=seconds(left),
                )
                found.append(Doubt(DoubtCode.CATCH, n, text))
    return tuple(found)


def level_at_us(home: RideReading, back: RideReading, catch: CatchReading) -> int | None:
    """About when the riders were level, microseconds since the gun; None if nothing tells.

    Between the half lap before, where the pursuer was still behind, and that of the catch, both
    at an even pace.
    """
    hunter, prey = (home, back) if catch.by is Side.HOME else (back, home)
    ahead, behind = _Series(hunter), _Series(prey)
    n = catch.half_lap
    end, left = behind.at(n), _left(ahead, behind, n)
    if end is None or left is None:
        return ahead.at(n + 1)
    before = _left(ahead, behind, n - 1) if n > 1 else None
    start = behind.at(n - 1)
    if before is None or start is None or before <= 0:
        return end
    return start + (end - start) * before // (before - left)


def predict_catch(reading: Assignment) -> CatchPrediction | None:
    """Where the quicker rider will be level with the other, from the pace of their last laps.

    None before both have a half lap after the first one (the standing start says nothing of
    pace), when neither closes on the other, when the half laps already show a catch, or once one
    of them has finished, who closes on nobody any more.
    """
    home, back = reading.home, reading.back
    if home is None or back is None or reading.catch is not None:
        return None
    if any(ride.splits[-1].us is not None for ride in (home, back)):
        return None
    paces = [_Pace.of(ride) for ride in (home, back)]
    if paces[0] is None or paces[1] is None or paces[0].speed == paces[1].speed:
        return None
    (hunter, by), (prey, _) = sorted(
        ((paces[0], Side.HOME), (paces[1], Side.BACK)), key=lambda item: -item[0].speed
    )
    total = float(home.splits[-1].distance_m)
    half_lap = float(home.splits[1].distance_m - home.splits[0].distance_m)
    seen = max(hunter.us, prey.us)
    gap = half_lap - (hunter.metres_at(seen) - prey.metres_at(seen))
    closing = hunter.speed - prey.speed
    at = seen + max(0.0, gap) / closing
    caught_at = prey.metres_at(at)
    return CatchPrediction(
        by,
        closing_mm_s=round(closing * 1e9),
        gap_mm=int(max(0.0, gap) * 1e3),
        at_us=round(at),
        half_lap=min(_half_laps_to(home, caught_at) + 1, len(home.splits)),
        distance_m=int(caught_at),
        before_finish=hunter.metres_at(at) < total,
    )


def _half_laps_to(ride: RideReading, metres: float) -> int:
    """How many half laps end before so many metres."""
    return bisect_left(ride.splits, metres, key=lambda split: float(split.distance_m))


def first_half_lap_us(ride: RideReading) -> int | None:
    """When the rider passed the opposite line for the first time; None while he has not been seen
    there.
    """
    return ride.splits[0].us


def first_half_lap_done(ride: RideReading) -> bool:
    """Whether a mishap of this rider no longer stops the heat (UCI 3.2.074, 3.2.075).

    His first half lap ends at the opposite line; anything seen of him later proves it as well.
    """
    return any(split.us is not None for split in ride.splits)


def _caught(ahead: _Series, behind: _Series) -> CatchReading | None:
    """The catch of the one behind by the other."""
    hunter, prey = ahead.ride, behind.ride
    perhaps_before = False
    for n in range(1, min(ahead.last, len(prey.splits) + 1)):
        left = _left(ahead, behind, n)
        if left is None:
            continue
        known = ahead.known(n + 1) and behind.known(n)
        mixed = ahead.mixed(n + 1) or behind.mixed(n)
        if left <= 0:
            doubtful = not known or mixed or perhaps_before or -left <= CLOSE_US
            return CatchReading(hunter.start, n, prey.splits[n - 1].distance_m, doubtful)
        perhaps_before = mixed or (not known and left <= INTERPOLATED_US)
    return None


def _left(ahead: _Series, behind: _Series, n: int) -> int | None:
    """Microseconds that the pursuer is short of level when the other ends half lap ``n``."""
    hunter, prey = ahead.at(n + 1), behind.at(n)
    if hunter is None:
        return None
    if prey is None:
        prey = behind.carried_on(n) if ahead.known(n + 1) else None
    return None if prey is None else hunter - prey


def _doubt_about(home: RideReading, back: RideReading, catch: CatchReading) -> Doubt:
    """The one sentence about a doubtful catch."""
    hunter, prey = (home, back) if catch.by is Side.HOME else (back, home)
    ahead, behind = _Series(hunter), _Series(prey)
    n = catch.half_lap
    mixed = ahead.mixed(n + 1) or behind.mixed(n)
    if ahead.known(n + 1) and behind.known(n) and not mixed:
        left = _left(ahead, behind, n) or 0
        if -left <= CLOSE_US:
            text = say(
                "At half lap {n} {hunter} was level with {prey} by only {seconds} s:"
                " let the commissaires confirm the catch.",
                hunter=rider(hunter.start),
                prey=rider(prey.start),
                seconds=seconds(left),
                n=n,
            )
        else:
            text = say(
                "By half lap {n} {hunter} caught {prey}, perhaps one half lap earlier, where an"
                " impulse is missing or not certain: let the commissaires confirm where.",
                hunter=rider(hunter.start),
                prey=rider(prey.start),
                n=n,
            )
    else:
        text = say(
            "Probably {hunter} caught {prey} at half lap {n}: which impulse is whose there is not"
            " certain, but the half laps around it say so. Let the commissaires confirm the catch.",
            hunter=rider(hunter.start),
            prey=rider(prey.start),
            n=n,
        )
    return Doubt(DoubtCode.CATCH, n, text)


class _Series:
    """The times of one ride by half lap, up to the last one seen; gaps are filled in between their
    neighbours.
    """

    __slots__ = ("_filled", "last", "ride")

    def __init__(self, ride: RideReading) -> None:
        times: list[int | None] = [0, *[split.us for split in ride.splits]]
        last = len(times) - 1
        while times[last] is None:
            last -= 1
        self.ride, self.last, self._filled = ride, last, times
        if None not in times[:last]:
            return
        seen = [n for n, us in enumerate(times) if us is not None]
        for low, high in pairwise(seen):
            start, end = times[low] or 0, times[high] or 0
            for n in range(low + 1, high):
                times[n] = start + (end - start) * (n - low) // (high - low)

    def known(self, n: int) -> bool:
        """Whether half lap ``n`` was seen, not filled in."""
        return n == 0 or self.ride.splits[n - 1].us is not None

    def mixed(self, n: int) -> bool:
        """Whether half lap ``n`` was seen, but may be the other rider's."""
        split = self.ride.splits[n - 1]
        return split.us is not None and split.confidence < SURE

    def at(self, n: int) -> int | None:
        """The end of half lap ``n``, seen or between its neighbours; None beyond the last seen."""
        return self._filled[n]

    def carried_on(self, n: int) -> int | None:
        """Half lap ``n`` a little beyond the last one seen, at the pace of the last laps."""
        low = max(1, self.last - PACE_HALF_LAPS)
        start, end = self._filled[low], self._filled[self.last]
        if self.last <= low or n > self.last + BEYOND or start is None or end is None:
            return None
        return end + (end - start) * (n - self.last) // (self.last - low)


@dataclass(frozen=True, slots=True)
class _Pace:
    """Where a rider was seen last (metres, microseconds) and his speed in metres a microsecond."""

    metres: float
    us: int
    speed: float

    @classmethod
    def of(cls, ride: RideReading) -> _Pace | None:
        """From the last half laps, never the first one; None where there are too few."""
        seen = [(split.distance_m, split.us) for split in ride.splits if split.us is not None]
        if len(seen) < 2:
            return None
        from_m, from_us = seen[max(0, len(seen) - 1 - PACE_HALF_LAPS)]
        to_m, to_us = seen[-1]
        if to_us <= from_us:
            return None
        return cls(float(to_m), to_us, float(to_m - from_m) / (to_us - from_us))

    def metres_at(self, us: float) -> float:
        """Metres ridden at ``us``, at an even pace."""
        return self.metres + self.speed * (us - self.us)
