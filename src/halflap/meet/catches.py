"""Knows who caught whom in a heat, the half laps that show it, and who rides on after it."""

from __future__ import annotations

from halflap.journal.facts import RideFact
from halflap.meet.results import called
from halflap.meet.runs import reading
from halflap.meet.state import Competition, HeatState, Meet
from halflap.rulebook.format import Phase
from halflap.sport.reason import Reason
from halflap.sport.times import format_time
from halflap.words.sentence import Sentence, say

Times = dict[int, int]
"""Elapsed microseconds by half lap, 1 the first."""


def time_follows(plan: Phase, ride: RideFact | None) -> bool:
    """Whether only a catch is noted of a rider, who rides on for a time (UCI 3.2.056).

    Under the older rules it was so of the catcher alone.
    """
    if ride is None or ride.time is not None or plan.catch == "decides":
        return False
    return ride.code == "CAP" or (ride.code == "OVL" and plan.catch == "ride-on")


def times_follow(plan: Phase, heat: HeatState) -> bool:
    """Whether it is so of any rider of a heat."""
    return any(time_follows(plan, ride) for ride in heat.rides)


def is_ridden(meet: Meet, competition: Competition, plan: Phase, heat: HeatState) -> bool:
    """Whether every rider has an outcome, and nobody rides on after a catch in the open run."""
    run = meet.timing.run
    here = run is not None and run.at[:3] == (competition.id, plan.id, heat.key)
    return heat.ridden and not (here and heat.level is None and times_follow(plan, heat))


def catch_reasons(
    meet: Meet, competition: Competition, phase: str, heat: HeatState
) -> tuple[Reason, ...]:
    """Who caught whom, and the arithmetic where the half laps were timed; empty without a catch."""
    by = next((ride for ride in heat.rides if ride.code == "CAP"), None)
    caught = next((ride for ride in heat.rides if ride.code == "OVL"), None)
    if by is None or caught is None:
        return ()
    return _shown(meet, competition, phase, heat, (by.bib, caught.bib))


def catch_remarks(
    meet: Meet, competition: Competition, phase: str, heat: HeatState, by: int
) -> list[Sentence]:
    """The same of a catch by that rider, which is being ruled."""
    others = [bib for bib in heat.bibs if bib != by]
    return [
        reason.sentence
        for caught in others[:1]
        for reason in _shown(meet, competition, phase, heat, (by, caught))
    ]


def _shown(
    meet: Meet, competition: Competition, phase: str, heat: HeatState, bibs: tuple[int, int]
) -> tuple[Reason, ...]:
    """Who caught whom, the catcher first among ``bibs``, and the half laps that show it."""
    hunter, prey = (called(competition, bib) for bib in bibs)
    times = _times(meet, competition, phase, heat)
    found = _level(*(times.get(bib, {}) for bib in bibs))
    if found is None:
        return (
            Reason(say("{hunter} has caught {prey}.", hunter=hunter, prey=prey), "3.2.057"),
            Reason(say("No half laps were timed that show it: the commissaires ruled it.")),
        )
    n, ours, theirs = found
    return (
        Reason(
            say("{hunter} has caught {prey} at half lap {n}.", hunter=hunter, prey=prey, n=n),
            "3.2.057",
        ),
        Reason(
            say(
                "They started half a lap apart: {hunter} had ended half lap {m} at {ours}, no later"
                " than {prey} half lap {n} at {theirs} ({ours} <= {theirs}).",
                hunter=hunter,
                prey=prey,
                m=n + 1,
                n=n,
                ours=format_time(ours),
                theirs=format_time(theirs),
            ),
            "3.2.058",
        ),
    )


def _level(hunter: Times, prey: Times) -> tuple[int, int, int] | None:
    """The first half lap of the caught rider by whose end the other had ended one more."""
    for n in sorted(prey):
        ours = hunter.get(n + 1)
        if ours is not None and ours <= prey[n]:
            return n, ours, prey[n]
    return None


def _times(meet: Meet, competition: Competition, phase: str, heat: HeatState) -> dict[int, Times]:
    """The splits by bib: as confirmed, else as the last run reads."""
    if heat.splits:
        return {
            kept.bib: {split.half_lap: split.us for split in kept.splits if split.us is not None}
            for kept in heat.splits
        }
    found = reading(meet, (competition.id, phase, heat.key, len(heat.runs)))
    if found is None:
        return {}
    return {
        bib: {
            split.half_lap: split.us
            for split in (ride.splits if ride is not None else ())
            if split.us is not None
        }
        for bib, ride in ((bib, found.ride(bib)) for _, bib in found.riders)
    }
