"""Knows which rides of a competition beat a record in force, which of those are doubtful, and which
the commissaires have confirmed.

A confirmation is of a time: where a correction takes that time away, or another ride was the first
to beat the record, it stands no more, and does again when the correction is taken back.
"""

from __future__ import annotations

from dataclasses import dataclass

from halflap.journal.facts import RecordConfirmed, RecordFact
from halflap.meet.results import bib_of, heat_value
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.rulebook.doubts import Doubt
from halflap.rulebook.records import Convention, Mark, RecordRide, marks
from halflap.sport.outcome import Catch, Relegated, time_of
from halflap.sport.reason import Reason
from halflap.sport.times import RecordedTime, Source


@dataclass(frozen=True, slots=True)
class BeatenRecord:
    """A record as it was beaten: in which heat, by whom, whether that was confirmed, and what makes
    it doubtful (a hand time, a coarser one).
    """

    record: str
    phase: str
    heat: HeatState
    bib: int
    name: str
    time: RecordedTime
    reason: Reason
    confirmed: bool
    doubt: Doubt | None = None


def beaten_records(competition: Competition) -> tuple[BeatenRecord, ...]:
    """Every record that was beaten, in running order, as rides stand now."""
    return tuple(
        BeatenRecord(
            record=mark.record,
            phase=mark.ride.session,
            heat=heat,
            bib=bib_of(mark.ride.rider),
            name=mark.ride.rider,
            time=mark.ride.time,
            reason=mark.reason,
            confirmed=record_confirmed(competition, mark),
            doubt=mark.doubt,
        )
        for mark in record_marks(competition)
        if mark.convention is Convention.AS_RIDDEN
        for heat in _heats(competition, mark)
    )


def record_confirmed(competition: Competition, mark: Mark) -> bool:
    """Whether the commissaires confirmed this very time."""
    ride = mark.ride
    return any(
        (each.record, each.phase, each.bib, each.us, each.digits)
        == (mark.record, ride.session, bib_of(ride.rider), ride.time.us, ride.time.digits)
        for each in competition.records_confirmed
    )


def fallen_records(competition: Competition) -> tuple[RecordConfirmed, ...]:
    """What was confirmed for a time that does not stand, or beats the record no more."""
    standing = {
        (each.record, each.phase, each.bib, each.time.us)
        for each in beaten_records(competition)
        if each.confirmed
    }
    return tuple(
        each
        for each in competition.records_confirmed
        if (each.record, each.phase, each.bib, each.us) not in standing
    )


def _heats(competition: Competition, mark: Mark) -> tuple[HeatState, ...]:
    phase = competition.phase(mark.ride.session)
    heats = phase.counting if phase is not None else ()
    bib = bib_of(mark.ride.rider)
    return tuple(each for each in heats if each.number == mark.ride.heat and bib in each.bibs)


def record_time(record: RecordFact) -> RecordedTime:
    """The time of a record in force, as it was published."""
    return RecordedTime(record.us, record.digits, Source.PUBLISHED)


def record_marks(competition: Competition) -> tuple[Mark, ...]:
    """The record marks of all rides so far, under both conventions, in running order."""
    standing_records: dict[str, RecordedTime] = {}
    for record in competition.records:
        time = record_time(record)
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
