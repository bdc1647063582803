"""Knows who starts in a run, and what each of them rides: the published time where there is one.

Whoever took over the console may have drawn other heats: then a ride that never was is made up,
always the same one for the same rider and run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from halflap.cli import demo_rides
from halflap.cli.demo_race import Racer
from halflap.cli.demo_show import SIDES
from halflap.cli.say import spoken
from halflap.devices.velodrome.riders import RidePlan
from halflap.journal.facts_timing import RunAt
from halflap.meet.courses import course_of
from halflap.meet.runs import at_run, starters
from halflap.meet.state import Meet
from halflap.sport.heat import Side
from halflap.sport.published import PublishedEvent, PublishedRide, PublishedRound
from halflap.sport.times import recorded
from halflap.sport.track import Course

USUAL_US = 275_000_000
SLOWER_US = 3_000_000
"""A ride that is made up is so much slower than the rider's best one, at the most."""


@dataclass(frozen=True, slots=True)
class Start:
    """Who starts in a run over the course, and the ride of each."""

    course: Course
    racers: tuple[Racer, ...]
    rides: Mapping[Side, RidePlan]


class Starts:
    """The published event as riders who come to the line."""

    def __init__(self, event: PublishedEvent) -> None:
        self._rounds = event.rounds

    def round_of(self, meet: Meet, at: RunAt) -> PublishedRound | None:
        """The published round of a phase."""
        phases = meet.competitions[at[0]].fmt.phase
        pairs = zip(phases, self._rounds, strict=False)
        return next((found for phase, found in pairs if phase.id == at[1]), None)

    def of(self, meet: Meet, at: RunAt) -> Start | None:
        """The start of a run; None where there is no such heat."""
        found = at_run(meet, at)
        if found is None:
            return None
        competition, _, _, heat = found
        course, round_ = course_of(meet, competition), self.round_of(meet, at)
        racers: list[Racer] = []
        rides: dict[Side, RidePlan] = {}
        for side, bib in starters(heat, at[3]):
            rider = competition.entries[bib].rider
            us = self._time_us(round_, rider.name, at)
            if us is None:
                continue
            racers.append(Racer(side, spoken(SIDES[side.value]), rider.name, rider.nation))
            name = round_.name if round_ is not None else at[1]
            rides[side] = demo_rides.ride_plan(name, rider.name, us, course.half_laps)
        return Start(course, tuple(racers), rides)

    def _time_us(self, round_: PublishedRound | None, name: str, at: RunAt) -> int | None:
        """The time that a rider rides; None: does not come to the line."""
        published = _rides(round_).get(name) if round_ is not None else None
        if published is not None:
            return recorded(published.time).us if published.time is not None else None
        known = [_rides(each).get(name) for each in self._rounds]
        times = [recorded(ride.time).us for ride in known if ride is not None and ride.time]
        slower_us = Random(f"{at}/{name}").randint(0, SLOWER_US)
        return min(times, default=USUAL_US) + slower_us // 1000 * 1000


def _rides(round_: PublishedRound) -> dict[str, PublishedRide]:
    return {ride.name: ride for heat in round_.heats for ride in heat.rides}
