"""Knows every explanation of the impulses of a run that is worth keeping, and how probable each is.

The impulses are taken in the order of their clock. Each can be the front wheel of either rider at
some half lap, a rear wheel, a rear wheel whose front was missed, wheels rolling over the rider's
own line at the start, a bounce of the contact, or a stray. An explanation of all impulses so far is
a path through the lattice; its nodes are what matters for the future (where each rider was last
seen), so that paths which agree on that are added up. Improbable nodes are dropped. The best path
is the reading (Viterbi); going through the lattice backward gives the probability of each meaning
of each impulse (the forward-backward algorithm: Rabiner 1989, section III.A).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log

from halflap.sport.heat import Side
from halflap.sport.run_plan import RunPlan
from halflap.timing.assignment import Sighting
from halflap.timing.meanings import (
    BOUNCE_LABEL,
    NEVER,
    SIDES,
    STRAY_LABEL,
    Faults,
    Kind,
    Label,
    Node,
    Track,
)
from halflap.timing.pace import Curve, Ground, Pace, log_sum
from halflap.timing.wheels import SHORTEST_S, Wheels

WIDTH = 48
"""Nodes kept after each impulse."""
DEPTH = 13.0
"""Nodes more than this (natural log) less probable than the best are dropped."""
FAINT = -12.0
"""What is so improbable (natural log) beside all the rest is not asked what it means."""
SETTLED = log(0.9995)
SETTLING, LONGEST = 12, 40
"""So many impulses later an impulse may be settled, if there is little doubt; or is in any case."""
SHARPEST = 4.5
"""Natural log of more than the density of any passing can be, in 1/s."""
ROLL_OVER_S = 6.0
"""The wheels roll over the rider's own line within this time after the start."""
OVER_S = 75.0
"""So long after both riders have finished, no impulse is theirs."""
USUAL_FAULTS = Faults()
ROLL_ON = 8
"""Half laps after the finish in which a rider who rolls on is still recognised."""

AS_RACED, FASTER, SLOWER = 0.99, 0.03, 0.7
"""A half lap after the finish lasts at least this part of one before; how much less that may be,
and how much more.
"""
_ROLL_OVER = log(0.25)
_GONE = log(0.02)
"""A rider who stops is as improbable as this, however many half laps he then does not ride."""


@dataclass(frozen=True, slots=True)
class _Fired:
    """The impulse that is being explained: ``at`` in seconds, ``index`` among the impulses.

    ``bounced``: its line had fired within the time of a bounce. An explanation whose log is below
    ``least`` is not worth making.
    """

    sighting: Sighting
    at: float
    index: int
    wheels: Wheels
    bounced: bool
    least: float


@dataclass(slots=True)
class Lattice:
    """The explanations of a run; ``take`` the impulses in the order of their clock.

    With ``curves`` (one a rider) the half laps are weighed by them, else by each rider's pace so
    far. ``counted`` says of an impulse (by index) that if it is a passing of that rider (an index
    of ``SIDES``), it ends that half lap and no other. ``heard_until``: so many seconds after the
    gun nothing more had come than was taken. The lattice grows with every impulse; nothing in it
    is changed but by ``marginals`` and ``forget``.
    """

    plan: RunPlan
    ground: Ground
    curves: dict[Side, Curve] | None = None
    wheels: dict[Side, Wheels] = field(default_factory=dict)
    faults: Faults = USUAL_FAULTS
    counted: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    heard_until: float = 0.0
    sightings: list[Sighting] = field(default_factory=list)
    steps: list[list[Node]] = field(default_factory=list)
    _kept: int = 0
    _done_at: float | None = None

    def __post_init__(self) -> None:
        pace = None if self.curves else Pace(self.ground)
        start = Node((Track(0, 0.0, pace, False, ()), Track(0, 0.0, pace, False, ())))
        self.steps.append([start])

    @property
    def nodes(self) -> list[Node]:
        """The states after the last impulse, the most probable first."""
        return self.steps[-1]

    def take(self, sighting: Sighting) -> None:
        """Explain one more impulse, no earlier than the one before."""
        at = sighting.us / 1e6
        wheels = self.wheels.get(sighting.line) or Wheels(half_m=self.ground.half_m)
        if self.curves is None:
            wheels = wheels.with_impulse(at)
            self.wheels[sighting.line] = wheels
        bounced = self._bounced(sighting)
        fired = _Fired(sighting, at, len(self.sightings), wheels, bounced, self._least(sighting))
        found: dict[tuple[object, ...], Node] = {}
        for node in self.steps[-1]:
            for cost, label, tracks in self._explain(node, fired):
                one, other = tracks
                key = (one.n, one.seen, one.open, other.n, other.seen, other.open)
                reached = found.get(key)
                if reached is None:
                    reached = found[key] = Node(tracks)
                reached.reach(node, cost, label)
        if not found:  # what people said contradicts itself: this impulse is left over
            for node in self.steps[-1]:
                kept_node = Node(node.tracks)
                kept_node.reach(node, log(self.faults.strays), STRAY_LABEL)
                found[len(found),] = kept_node
        kept = sorted(found.values(), key=lambda node: -node.total)
        floor = kept[0].total - DEPTH
        self.steps.append([node for node in kept[:WIDTH] if node.total >= floor])
        self.sightings.append(sighting)

    def _least(self, sighting: Sighting) -> float:
        """What the improbable nodes will lie below, if they are no passing as sharp as can be."""
        if sighting.rider is not None:
            return NEVER
        best = max(node.total for node in self.steps[-1])
        return best + log(self.faults.strays) - DEPTH - SHARPEST

    def _bounced(self, sighting: Sighting) -> bool:
        """Whether the same line fired within a bounce before."""
        for before in reversed(self.sightings):
            if sighting.us - before.us > SHORTEST_S * 1e6:
                return False
            if before.line is sighting.line:
                return True
        return False

    def _explain(
        self, node: Node, fired: _Fired
    ) -> Iterator[tuple[float, Label, tuple[Track, Track]]]:
        """Every meaning the impulse can have after a node: its cost, and where the riders are."""
        sighting, at, wheels = fired.sighting, fired.at, fired.wheels
        tracks = node.tracks
        pinned = sighting.rider is not None
        said = pinned and sighting.half_lap is not None  # whose and which half lap: nothing else
        if not said:
            yield log(self.faults.strays), STRAY_LABEL, tracks
        if fired.bounced and not pinned:
            yield wheels.bounce, BOUNCE_LABEL, tracks
        for place, side in enumerate(SIDES):
            if side not in self.plan.starters or (pinned and side is not sighting.rider):
                continue
            track = tracks[place]
            if not said and at < ROLL_OVER_S and sighting.line is side and track.n == 0:
                yield _ROLL_OVER, (Kind.ROLL, place, 0), tracks
            if not said and track.open and self.plan.line_of(side, track.n) is sighting.line:
                cost = wheels.follows(at - track.at, self._half_lap_s(side, track))
                if cost is not None:
                    closed = Track(track.n, track.at, track.pace, False, track.seen)
                    yield cost, (Kind.REAR, place, track.n), _with(tracks, place, closed)
            for cost, label, moved in self._passings(track, place, fired, fired.least - node.total):
                yield cost, label, _with(tracks, place, moved)

    def _half_lap_s(self, side: Side, track: Track) -> float:
        """About how long the half lap took that a rider has just ended."""
        if self.curves is not None:
            curve = self.curves[side].expected
            return curve[min(max(track.n, 2), len(curve)) - 1]
        pace = track.pace
        if pace is not None and pace.mean is not None:
            return pace.mean
        first = track.at if track.n == 1 else self.ground.first_s
        return self.ground.lengthened * first

    def _passings(
        self, track: Track, place: int, fired: _Fired, least: float
    ) -> Iterator[tuple[float, Label, Track]]:
        """The passings of one rider that the impulse can be: the next at this line, or one later
        when impulses were missed.
        """
        sighting, at, wheels = fired.sighting, fired.at, fired.wheels
        side = SIDES[place]
        finish = self.plan.course.half_laps
        n = track.n + 1
        if self.plan.line_of(side, n) is not sighting.line:
            n += 1
        seconds = at - track.at
        whose, count = self.counted.get(fired.index, (-1, 0))
        while n <= finish + ROLL_ON:
            steps = n - track.n
            if seconds * 22.0 < steps * self.ground.half_m:
                return
            if sighting.half_lap in (None, n) and (whose != place or count == n):
                missed = n - 1 - track.n  # who rolls on crosses the lines too
                if self.faults.misses(missed) < least:
                    return
                cost, pace = self._weigh(track, side, n, seconds)
                cost += self.faults.misses(missed)
                keep = self._seen(track, fired.index)
                yield (
                    cost + wheels.alone,
                    (Kind.FRONT, place, n),
                    Track(n, at, pace, True, keep),
                )
                if wheels.shown and sighting.rider is None:
                    gap = wheels.gap(seconds / steps)
                    cost, pace = self._weigh(track, side, n, seconds - gap)
                    yield (
                        cost + self.faults.misses(missed + 1),
                        (Kind.LONE, place, n),
                        Track(n, at - gap, pace, False, keep),
                    )
            n += 2

    def _seen(self, track: Track, index: int) -> tuple[int, ...]:
        return (index,) if self.curves is not None else (*track.seen[-2:], index)

    def _weigh(self, track: Track, side: Side, n: int, seconds: float) -> tuple[float, Pace | None]:
        """The log density of reaching half lap ``n`` so long after the last one, and the pace."""
        finish = self.plan.course.half_laps
        steps = n - track.n
        if n > finish:
            return self._roll_on(track, side, n, seconds), track.pace
        if self.curves is not None:
            return self.curves[side].surprise(track.n, steps, seconds), None
        pace = track.pace
        assert pace is not None
        from_start = track.n == 0
        return (
            pace.surprise(steps, seconds, from_start=from_start),
            pace.after(steps, seconds, from_start=from_start),
        )

    def _roll_on(self, track: Track, side: Side, n: int, seconds: float) -> float:
        """Past the finish a rider slows down, and nobody knows how; he may leave at any time."""
        each = self._half_lap_s(side, track)
        steps = n - track.n
        as_raced = each * steps
        later = seconds / as_raced - AS_RACED
        if later < 0:  # nobody speeds up again
            later = 0.5 * (later / FASTER) ** 2
        else:
            later /= SLOWER
        return max(-30.0, -later - log(SLOWER * as_raced) - 0.7 - (steps - 1))

    def unfinished(self, track: Track, side: Side, until: float) -> float:
        """What it costs an explanation that a rider was not seen again until ``until`` seconds."""
        finish = self.plan.course.half_laps
        if track.n >= finish:
            return 0.0
        each = self._half_lap_s(side, track)
        if track.n == 0:
            each = self.ground.first_s
        overdue = int((until - track.at) / (1.05 * each))
        return max(_GONE - 2.0, self.faults.misses(min(overdue, finish - track.n)))

    def over_by(self, at: float) -> bool:
        """Whether everybody had finished long before ``at`` seconds, as the best node has it."""
        finish = self.plan.course.half_laps
        done = all(
            track.n >= finish
            for side, track in zip(SIDES, self.nodes[0].tracks, strict=True)
            if side in self.plan.starters
        )
        if not done:
            self._done_at = None
        elif self._done_at is None:
            self._done_at = self.sightings[-1].us / 1e6
        return self._done_at is not None and at - self._done_at > OVER_S

    def _endings(self) -> list[float]:
        """What each of the last nodes costs for riders who should have been seen by now."""
        last = self.sightings[-1].us / 1e6 if self.sightings else 0.0
        until = max(last, self.heard_until)
        return [
            sum(
                self.unfinished(track, side, until)
                for side, track in zip(SIDES, node.tracks, strict=True)
                if side in self.plan.starters
            )
            for node in self.nodes
        ]

    def evidence(self) -> float:
        """Log of the probability (density) of the whole stream, all explanations together."""
        whole = NEVER
        for node, ending in zip(self.nodes, self._endings(), strict=True):
            whole = log_sum(whole, node.total + ending)
        return whole

    def best_path(self) -> list[Label]:
        """The most probable explanation, an entry for each impulse."""
        endings = self._endings()
        last = max(range(len(endings)), key=lambda i: self.nodes[i].best + endings[i])
        node = self.nodes[last]
        path: list[Label] = []
        while node.came is not None:
            parent, label = node.came
            path.append(label)
            node = parent
        return path[::-1]

    def marginals(self) -> list[dict[Label, float]]:
        """For each impulse the probability of each of its meanings."""
        return self.marginals_since(0)[0]

    def marginals_since(self, first: int) -> tuple[list[dict[Label, float]], int]:
        """The same for the impulses from index ``first`` on, and how many of these are settled.

        Settled are those before a step that hardly any explanation passes by: later impulses change
        little of their probabilities.
        """
        for step in self.steps[first:]:
            for node in step:
                node.beta = NEVER
        whole = self.evidence()
        for node, ending in zip(self.nodes, self._endings(), strict=True):
            node.beta = ending
        found: list[dict[Label, float]] = []
        settled = 0
        for index in range(len(self.steps) - 1, first, -1):
            least = whole + FAINT
            alive = [node for node in self.steps[index] if node.total + node.beta > least]
            if settled == 0 and self._is_settled(index, alive, whole):
                settled = index - first
            meanings: dict[Label, float] = {}
            for node in alive:
                for parent, cost, label in node.edges:
                    through = parent.total + cost + node.beta - whole
                    meanings[label] = meanings.get(label, 0.0) + exp(through)
                    parent.beta = log_sum(parent.beta, cost + node.beta)
            found.append(meanings)
        return found[::-1], settled

    def _is_settled(self, index: int, alive: Sequence[Node], whole: float) -> bool:
        since = len(self.steps) - index
        if since <= SETTLING or since > LONGEST:
            return since > LONGEST
        return max(node.total + node.beta for node in alive) - whole > SETTLED

    def forget(self, first: int) -> None:
        """Drop the explanations of the impulses before index ``first``, once they are settled."""
        for step in self.steps[self._kept : first]:
            step.clear()
        for node in self.steps[first]:
            node.edges, node.came = [], None
        self._kept = max(self._kept, first)

    def half_lap_s(self, side: Side) -> float:
        """About how many seconds a half lap of a rider takes now."""
        return self._half_lap_s(side, self.nodes[0].tracks[SIDES.index(side)])


def _with(tracks: tuple[Track, Track], place: int, track: Track) -> tuple[Track, Track]:
    return (track, tracks[1]) if place == 0 else (tracks[0], track)


def explain(
    plan: RunPlan,
    ground: Ground,
    sightings: Sequence[Sighting],
    *,
    curves: dict[Side, Curve] | None = None,
    wheels: dict[Side, Wheels] | None = None,
    faults: Faults | None = None,
    counted: Mapping[int, tuple[int, int]] | None = None,
    until_over: bool = False,
    heard_until: float = 0.0,
) -> Lattice:
    """The lattice of impulses that are in the order of their clock.

    ``until_over``: of those long after everybody has finished none is taken.
    """
    known = counted or {}
    lattice = Lattice(
        plan, ground, curves, dict(wheels or {}), faults or USUAL_FAULTS, known, heard_until
    )
    for sighting in sightings:
        if until_over and lattice.over_by(sighting.us / 1e6):
            break
        lattice.take(sighting)
    return lattice
