"""Knows the forms by which the secretary sets the records in force: one by one, from the lists that
come with halflap, or by a file.
"""

from __future__ import annotations

from datetime import date

import msgspec

from halflap.intake.record_rows import read_records
from halflap.intake.unreadable import Unreadable
from halflap.journal.facts import RecordFact
from halflap.meet.commands import Command, SetRecords
from halflap.meet.commands.base import NotNow, Refusal, refuse
from halflap.meet.record_rows import record_of, record_of_list, record_of_row
from halflap.meet.state import Competition, Meet
from halflap.rulebook.tables import record_lists
from halflap.sport.nations import nation
from halflap.sport.times import format_time, parse_time
from halflap.web.forms import Field, Form, Typed
from halflap.web.office_forms import checked
from halflap.words.sentence import say

_REASON = Field(
    name="reason",
    label=say("Reason"),
    hint=say("It stands in the history; may stay empty."),
)


def record_forms(meet: Meet, competition: Competition, language: str) -> list[Form]:
    """One for each record in force, one for another, and one for a file."""
    known = [
        _one(meet, competition, each, f"record-{n}", language)
        for n, each in enumerate(competition.records, 1)
    ]
    return [*known, _one(meet, competition, None, "record-new", language), _file(competition)]


def _set(competition: Competition, records: tuple[RecordFact, ...], typed: Typed) -> SetRecords:
    return SetRecords(competition=competition.id, records=records, reason=typed.text("reason"))


def _one(
    meet: Meet, competition: Competition, known: RecordFact | None, form_id: str, language: str
) -> Form:
    def make(typed: Typed) -> Command:
        others = competition.records
        if known is None:
            return _set(competition, (*others, _typed(meet, typed.text("record"), typed)), typed)
        put = () if typed.ticked("gone") else (_typed(meet, known.list, typed),)
        at = others.index(known)
        return _set(competition, (*others[:at], *put, *others[at + 1 :]), typed)

    values = known or RecordFact(list="", us=0)
    name = Field(
        name="record",
        label=say("Name of the record"),
        hint=say("Short, as it is printed: WR, OR, NR, TR."),
        codes=("record-name", "record-twice", "record-text", "too-many"),
        needed=True,
    )
    gone = Field(name="gone", label=say("It is in force no more"), kind="check")
    return Form(
        id=form_id,
        title=say("Put {record} right", record=known.list) if known else say("Set another record"),
        button=say("Keep"),
        command="SetRecords",
        make=make,
        main=known is None and not competition.records,
        fields=(
            *(() if known else (name,)),
            Field(
                name="time",
                label=say("Time"),
                value=format_time(known.us, known.digits) if known else "",
                hint=say("As it is printed, such as 4:15.165."),
                codes=("record-time", "unchanged", "record-twice", "record-text"),
            ),
            Field(name="rider", label=say("Rider"), value=values.rider),
            Field(
                name="nation",
                label=say("Nation"),
                value=values.nation,
                hint=say("The IOC code, such as GER."),
            ),
            Field(name="place", label=say("Ridden at"), value=values.place),
            Field(
                name="date",
                label=say("Ridden on"),
                value=values.date,
                hint=say("Such as 2024-08-20."),
                codes=("record-date",),
            ),
            *_lists(competition, language),
            *((gone,) if known else ()),
            _REASON,
        ),
    )


def _lists(competition: Competition, language: str) -> tuple[Field, ...]:
    """The choice of a list that comes with halflap, where one is of that distance."""
    found = [
        (each.id, each.name_fr if language == "fr" else each.name_en)
        for each in record_lists().values()
        if each.distance_m == competition.distance_m
    ]
    if not found:
        return ()
    return (
        Field(
            name="list",
            label=say("Or from a list"),
            kind="choice",
            options=(("", say("none of these")), *found),
            hint=say("As it stood before the day of the meet; the fields above stay unused."),
            codes=("record",),
        ),
    )


def _typed(meet: Meet, name: str, typed: Typed) -> RecordFact:
    chosen = typed.text("list")
    if chosen in record_lists():
        day = date.fromisoformat(meet.date) if meet.date else date.max
        return record_of_list(name, chosen, day)
    time = typed.text("time")
    try:
        parse_time(time)
    except ValueError as error:
        raise refuse(
            "field-time",
            say("“{text}” is no time.", text=time),
            say("Write it as it is printed, such as 4:15.165."),
        ) from error
    return record_of(
        name,
        time,
        rider=typed.text("rider"),
        nation=checked(typed, "nation", lambda text: nation(text).code) or "",
        place=typed.text("place"),
        day=typed.text("date"),
    )


def _file(competition: Competition) -> Form:
    """The table of a file is checked and shown first; what is kept is exactly what was shown."""

    def make(typed: Typed) -> Command:
        data = typed.files.get("file", b"")
        if data:
            if not typed.ticked("preview"):
                raise refuse(
                    "field-file",
                    say("A list is checked before it is kept."),
                    say("Choose the file again and press Preview."),
                )
            records = _read(data)
            typed.put("records", msgspec.json.encode(records).decode())
            return _set(competition, records, typed)
        if not typed.text("records"):
            raise refuse(
                "field-file", say("There is no file."), say("Choose a list: CSV, or a workbook.")
            )
        try:
            kept = msgspec.json.decode(typed.text("records"), type=tuple[RecordFact, ...])
        except msgspec.DecodeError as error:
            raise refuse(
                "field-file",
                say("What was checked has not come back whole."),
                say("Choose the file again and press Preview."),
            ) from error
        return _set(competition, kept, typed)

    return Form(
        id="records-file",
        title=say("Set all records from a file"),
        button=say("Keep what was checked"),
        command="SetRecords",
        make=make,
        fields=(
            Field(
                name="file",
                label=say("List"),
                kind="file",
                hint=say(
                    "CSV or XLSX; its first row names the columns: record, time, rider, nation,"
                    " place, date."
                ),
                codes=("unchanged", "record-twice", "record-name", "record-text", "too-many"),
            ),
            _REASON,
            Field(name="records", label=say("List"), kind="hidden"),
        ),
        note=say("The list takes the place of all records that are in force now."),
    )


def _read(data: bytes) -> tuple[RecordFact, ...]:
    nothing = say("Nothing was kept.")
    try:
        found = read_records(data)
    except Unreadable as error:
        raise refuse("field-file", error.sentence, nothing) from error
    if found.errors:
        raise NotNow(*(Refusal("field-file", each.said, nothing) for each in found.errors))
    return tuple(map(record_of_row, found.rows))
