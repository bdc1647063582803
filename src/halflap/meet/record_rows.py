"""Knows how what people write becomes a record in force: a shipped list, a time, a row."""

from __future__ import annotations

from datetime import date

from halflap.intake.record_rows import RecordRow
from halflap.journal.facts import RecordFact
from halflap.meet.commands.base import refuse
from halflap.rulebook.records import record_at
from halflap.rulebook.tables import record_lists
from halflap.sport.times import PUBLISHED_DIGITS, parse_time, truncate
from halflap.words.sentence import say


def record_in_words(text: str, on: date) -> RecordFact:
    """``OR=olympic-men-4000`` (a shipped list as it stood on the day) or ``TR=4:21.300``.

    Raises ``NotNow``.
    """
    name, _, value = text.partition("=")
    if not name or not value:
        raise refuse(
            "record",
            say("“{text}” is not a record.", text=text),
            say("Write its name and its list or time: OR=olympic-men-4000 or TR=4:21.300."),
        )
    return record_of_list(name, value, on) if value in record_lists() else record_of(name, value)


def record_of_list(name: str, list_id: str, on: date) -> RecordFact:
    """The record of a shipped list as it stood when the day began. Raises ``NotNow``."""
    record = record_at(record_lists()[list_id], on)
    if record is None:
        raise refuse(
            "record",
            say("The list {list} has no record before {day}.", list=list_id, day=on.isoformat()),
            say("Give the time instead."),
        )
    return RecordFact(
        list=name,
        us=record.time.us,
        digits=record.time.digits,
        rider=record.rider,
        nation=record.nation,
        place=record.place,
        date=record.day.isoformat(),
    )


def record_of(
    name: str, time: str, *, rider: str = "", nation: str = "", place: str = "", day: str = ""
) -> RecordFact:
    """A record of a time as printed, cut to thousandths. Raises ``NotNow``."""
    try:
        us, digits = parse_time(time)
    except ValueError as error:
        raise refuse(
            "record",
            say("“{text}” is neither a time nor a list of records.", text=time),
            say("The lists are: {lists}.", lists=", ".join(record_lists())),
        ) from error
    digits = min(digits, PUBLISHED_DIGITS)
    return RecordFact(
        list=name,
        us=truncate(us, digits),
        digits=digits,
        rider=rider,
        nation=nation,
        place=place,
        date=day,
    )


def record_of_row(row: RecordRow) -> RecordFact:
    """The record that a row of a file stands for."""
    return record_of(
        row.record, row.time, rider=row.rider, nation=row.nation, place=row.place, day=row.date
    )
