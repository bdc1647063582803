"""Knows which rides of a competition beat a record in force, and which of those are doubtful."""

from __future__ import annotations

from halflap.meet.results import heat_value
from halflap.meet.state import Competition, PhaseState
from halflap.rulebook.records import Mark, RecordRide, marks
from halflap.sport.outcome import Catch, Relegated, time_of
from halflap.sport.times import RecordedTime, Source


def record_marks(competition: Competition) -> tuple[Mark, ...]:
    """The record marks of all rides so far, under both conventions, in running order."""
    standing_records: dict[str, RecordedTime] = {}
    for record in competition.records:
        time = RecordedTime(record.us, record.digits, Source.PUBLISHED)
        before = standing_records.get(record.list)
        if before is None or time.us < before.us:
            standing_records[record.list] = time
    rides: list[RecordRide] = []
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        for heat in phase.counting if phase else ():
            for ride in heat_value(competition, phase or PhaseState(), heat).rides:
                ridden = time_of(ride.outcome)
                if ridden is not None and not isinstance(ride.outcome, Relegated):
                    rides.append(
                        RecordRide(
                            ride.rider,
                            ridden,
                            heat.number,
                            plan.id,
                            None,
                            isinstance(ride.outcome, Catch),
                        )
                    )
    rules = competition.fmt.records
    return marks(rides, standing_records, rules.same_day, rules.after_catch)
