"""Knows how the records in force of a competition are set and put right, and which cannot be.

The table is given whole: what is not in it is in force no more. Whose record it is and since when
is the word of its federation (UCI 3.5.002); halflap only keeps what people say.
"""

from __future__ import annotations

from datetime import date

from halflap.journal.facts import RecordFact, RecordsSet
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    Refusal,
    competition_of,
    refuse,
    rule,
)
from halflap.meet.commands.printable import LONGEST_NAME, unprintable
from halflap.meet.doubts import odd_speed
from halflap.meet.fold.transition import replace
from halflap.meet.ledger import Ledger
from halflap.meet.records import beaten_records, fallen_records, record_time
from halflap.sport.times import PUBLISHED_DIGITS, truncate
from halflap.words.sentence import Sentence, say

LONGEST_US = 3_600_000_000
"""No record of a pursuit is of an hour."""
MOST = 30
LONGEST_ID = 20
"""Signs of the name of a record, such as WR."""


class SetRecords(Command, frozen=True, kw_only=True):
    """Set the records in force of a competition: the whole table, each record by its name."""

    competition: str
    records: tuple[RecordFact, ...]
    reason: str = ""


@rule(SetRecords)
def set_records(ledger: Ledger, command: SetRecords) -> Answer:
    """Every ride is held against them anew; a confirmation that falls by it is named."""
    competition = competition_of(ledger.state, command.competition)
    if command.records == competition.records:
        raise refuse(
            "unchanged",
            say("These records are in force already."),
            say("There is nothing to do."),
        )
    if refusals := refused_records(command.records):
        raise NotNow(*refusals)
    after = replace(competition, records=command.records)
    known = {(each.record, each.phase, each.bib) for each in beaten_records(competition)}
    new = tuple(each for each in command.records if each not in competition.records)
    remarks = odd_records(new, competition.distance_m)
    for each in beaten_records(after):
        if each.confirmed or (each.record, each.phase, each.bib) in known:
            continue
        remarks.append(
            say(
                "{name} beat the {record} in {phase}: it is to be confirmed.",
                name=each.name,
                record=each.record,
                phase=each.phase,
            )
        )
        if each.doubt is not None:
            remarks.append(each.doubt.sentence)
    fallen = fallen_records(competition)
    remarks += [
        say(
            "{record} of bib {bib} in {phase} was confirmed, and is beaten no more.",
            record=each.record,
            bib=each.bib,
            phase=each.phase,
        )
        for each in fallen_records(after)
        if each not in fallen
    ]
    fact = RecordsSet(competition=competition.id, records=command.records, reason=command.reason)
    return [fact], remarks


def refused_records(records: tuple[RecordFact, ...]) -> list[Refusal]:
    """Why a table of records cannot be taken."""
    refusals = [why for each in records for why in _unusable(each)]
    names = [each.list for each in records]
    refusals += [
        Refusal(
            "record-twice",
            say("The record {record} is given twice.", record=name),
            say("Give each record once, with the best time."),
        )
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if len(names) > MOST:
        refusals.append(
            Refusal(
                "too-many",
                say(
                    "There are {count} records, and {most} can be kept.",
                    count=len(names),
                    most=MOST,
                ),
                say("Leave out those that nobody here can beat."),
            )
        )
    return refusals


def odd_records(records: tuple[RecordFact, ...], distance_m: int) -> list[Sentence]:
    """Times at which nobody rides: taken as they were given, and said."""
    return [
        odd
        for each in records
        if (odd := odd_speed(each.list, record_time(each), distance_m)) is not None
    ]


def _unusable(record: RecordFact) -> list[Refusal]:
    found: list[Refusal] = []
    if not record.list.strip() or len(record.list) > LONGEST_ID:
        found.append(
            Refusal(
                "record-name",
                say("“{name}” is no name of a record.", name=record.list[:LONGEST_ID]),
                say("Give a short one, such as WR, OR, NR or TR."),
            )
        )
    digits = record.digits
    if (
        not 0 < record.us < LONGEST_US
        or not 0 <= digits <= PUBLISHED_DIGITS
        or truncate(record.us, digits) != record.us
    ):
        found.append(
            Refusal(
                "record-time",
                say("The time of the record {record} is none.", record=record.list),
                say("Give it as it is printed, with at most 3 decimals."),
            )
        )
    if record.date and not is_day(record.date):
        found.append(
            Refusal(
                "record-date",
                say("“{text}” is not a date.", text=record.date),
                say("Write it as 2004-08-20."),
            )
        )
    for text in (record.list, record.rider, record.nation, record.place):
        if len(text) > LONGEST_NAME or unprintable(text) is not None:
            found.append(
                Refusal(
                    "record-text",
                    say("A name of the record {record} cannot be printed.", record=record.list),
                    say(
                        "Write {most} signs at most, and no marks that are not shown.",
                        most=LONGEST_NAME,
                    ),
                )
            )
    return found


def is_day(text: str) -> bool:
    """Whether it is a day as halflap writes one: 2004-08-20."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
