"""Knows which impulses of a run the inference may use, and as what: on the clock of its gun, by the
source that counts, as a person said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from halflap.journal.facts_timing import ClocksMapped, ImpulseReceived, RunGunned
from halflap.meet.state import Meet
from halflap.meet.timing_state import TimedRun, Timing
from halflap.meet.transponders import of_the_meet
from halflap.sport.heat import Side
from halflap.sport.rider import bare_transponder
from halflap.sport.run_plan import RunPlan
from halflap.timing.assignment import Sighting
from halflap.timing.mapping import ClockMapping


def mapping_value(fact: ClocksMapped) -> ClockMapping:
    """A kept mapping as the value that maps."""
    return ClockMapping(
        at_us=fact.at_us,
        offset_us=fact.offset_us,
        drift_ppb=fact.drift_ppb,
        uncertainty_us=fact.uncertainty_us,
        drift_uncertainty_ppb=fact.drift_uncertainty_ppb,
        pairs=fact.pairs,
        rejected=0,
        worst_us=0,
    )


def read_on(timing: Timing, impulse: ImpulseReceived, clock: str, epoch: int) -> int | None:
    """The stamp of an impulse on that clock in that epoch, if it is known there."""
    own_epoch, us = timing.stamp(impulse)
    if (impulse.clock, own_epoch) == (clock, epoch):
        return us
    mapped = timing.clock(impulse.clock).onto(own_epoch, clock, epoch)
    if mapped is not None:
        return mapping_value(mapped).map(us)
    reverse = timing.clock(clock).onto(epoch, impulse.clock, own_epoch)
    if reverse is None:
        return None
    value = mapping_value(reverse)
    guess = us - reverse.offset_us
    return guess - (value.map(guess) - us)


def is_native(timing: Timing, impulse: ImpulseReceived, gun: RunGunned) -> bool:
    """Whether an impulse is of the clock and epoch of the gun."""
    return (impulse.clock, timing.stamp(impulse)[0]) == (gun.clock, gun.epoch)


# --- what was seen


def line_of(timing: Timing, impulse: ImpulseReceived) -> Side | None:
    """The pursuit line of an impulse; None for the gun and inputs that are no line."""
    source = timing.source(impulse.source)
    if source is None:
        return None
    attached = source.attached
    if impulse.channel == attached.home:
        return Side.HOME
    return Side.BACK if impulse.channel == attached.back else None


def candidates(run: TimedRun) -> Iterator[ImpulseReceived]:
    """Every impulse of a run, those pulled in last."""
    yield from run.log
    yield from run.pulled


def source_at(timing: Timing, run: TimedRun, us: int) -> str | None:
    """The source that counts at a moment of a run: the one taken last there, else the one that was
    the primary then.
    """
    for taken in reversed(run.taken):
        if taken.from_us <= us < taken.until_us:
            return taken.source
    for from_us, name in reversed(run.counted):
        if from_us <= us:
            return name
    primary = timing.primary
    return primary.name if primary is not None else None


@dataclass(slots=True)
class Seen:
    """The impulses of a run as sightings since its gun; those of other clocks, and those whose
    clock leads nowhere.

    ``refs`` are the transponders of its riders, ``others`` all that are known in the meet: a
    passing of somebody who is entered and does not ride here is nobody's.
    """

    refs: Mapping[str, Side] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    sightings: list[Sighting] = field(default_factory=list)
    mapped: set[int] = field(default_factory=set)
    unusable: list[int] = field(default_factory=list)

    def take(self, timing: Timing, run: TimedRun, impulse: ImpulseReceived) -> None:
        """One impulse of a run whose gun is known."""
        gun = run.gun
        assert gun is not None
        number = impulse.impulse
        line = line_of(timing, impulse)
        person = run.attachment(number)
        void = person is None and (number in run.strays or timing.revoked(impulse))
        if line is None or void:
            return
        us = read_on(timing, impulse, gun.clock, gun.epoch)
        if impulse.clock == gun.clock and timing.stamp(impulse)[0] < gun.epoch and person is None:
            return  # before its clock was set, and so before the gun
        if us is None or (person is None and timing.doubted(impulse)):
            if impulse.source == source_at(timing, run, 0):
                self.unusable.append(number)
            return
        us -= gun.us
        ref = bare_transponder(impulse.ref)
        if person is None and ref and ref in self.others and ref not in self.refs:
            return
        if us < 0 or (person is None and source_at(timing, run, us) != impulse.source):
            return
        if not is_native(timing, impulse, gun):
            self.mapped.add(number)
        rider = Side(person.rider) if person else self.refs.get(ref) if ref else None
        half_lap = person.half_lap if person else None
        self.sightings.append(Sighting(number, line, us, rider, half_lap, impulse.manual))


def seen_by(meet: Meet, plan: RunPlan) -> Seen:
    """Nothing seen yet of a run.

    A transponder that somebody else carries is nobody's of the run only where it is known what
    each of its riders carries: else one of them may have borrowed it.
    """
    refs = {ref: side for side, ref in plan.refs}
    known = set(refs.values()) >= set(plan.starters)
    return Seen(refs, of_the_meet(meet).every if known else frozenset())


def seen(meet: Meet, run: TimedRun, plan: RunPlan) -> Seen:
    """Everything of a run that the inference may use."""
    found = seen_by(meet, plan)
    if run.gun is None:
        return found
    for impulse in candidates(run):
        found.take(meet.timing, run, impulse)
    found.sightings += inserted(run, plan)
    return found


def inserted(run: TimedRun, plan: RunPlan) -> list[Sighting]:
    """The splits that people inserted, as sightings of theirs."""
    return [
        Sighting(
            -split.number,
            plan.line_of(Side(split.rider), split.half_lap),
            split.us,
            Side(split.rider),
            split.half_lap,
            manual=True,
        )
        for split in run.inserted
    ]
