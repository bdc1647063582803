"""Knows the forms of the secretary's office: entries, a list of them, schedules, start lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import msgspec

from halflap.intake.entries import EntryList, EntryRow, read_entries
from halflap.intake.unreadable import Unreadable
from halflap.journal.facts import EntryFact, Name
from halflap.meet.commands import (
    Command,
    CorrectEntry,
    EnterRiders,
    SetSchedule,
    SetStartLine,
    Substitute,
    WithdrawRider,
)
from halflap.meet.commands.base import NotNow, Refusal, refuse
from halflap.meet.entry_rows import entry_of_row
from halflap.meet.state import Competition, Meet
from halflap.rulebook.explain import Chapter
from halflap.sport.nations import nation
from halflap.sport.rider import check_uci_id, transponders
from halflap.sport.times import format_time, parse_time
from halflap.web.forms import Field, Form, Typed
from halflap.web.heat_forms import reason_field
from halflap.words.sentence import Sentence, say

T = TypeVar("T")


def checked(typed: Typed, name: str, read: Callable[[str], T]) -> T | None:
    """What ``read`` makes of a field, None where it is empty; what it refuses is said there."""
    text = typed.text(name)
    if not text:
        return None
    try:
        return read(text)
    except ValueError as error:
        problem = error.args[0]
        if not isinstance(problem, Sentence):
            raise
        remedy = say("Type it again, or leave it empty.")
        raise refuse(f"field-{name}", problem, remedy) from error


def entry_fields(entry: EntryFact | None, *, bib: bool) -> tuple[Field, ...]:
    """Who a rider is, as entered so far."""
    rider = entry.rider if entry else Name(name="")
    fields = (
        Field(
            name="name",
            label=say("Name"),
            value=rider.name,
            hint=say("As it is to be printed."),
            codes=("no-name", "too-long", "sign"),
        ),
        Field(
            name="nation",
            label=say("Nation"),
            value=rider.nation,
            hint=say("The IOC code, such as GER."),
        ),
        Field(name="uci_id", label=say("UCI ID"), value=rider.uci_id),
        Field(
            name="born",
            label=say("Year of birth"),
            kind="number",
            value=str(rider.born) if rider.born else "",
        ),
        Field(name="team", label=say("Team or club"), value=rider.team),
        Field(
            name="seed",
            label=say("Seed"),
            kind="number",
            value=str(entry.seed) if entry and entry.seed else "",
            hint=say("1 is the presumed best."),
        ),
        Field(
            name="transponders",
            label=say("Transponders"),
            value=", ".join(entry.transponders) if entry else "",
            hint=say("Several divided by commas."),
            codes=("transponder-taken",),
        ),
        Field(
            name="pilot",
            label=say("Pilot of a tandem"),
            value=entry.pilot.name if entry and entry.pilot else "",
        ),
    )
    if not bib:
        return fields
    return (
        Field(name="bib", label=say("Bib"), kind="number", codes=("bib", "bib-taken")),
        *fields,
    )


def entry_of(typed: Typed, bib: int | None = None) -> EntryFact:
    """The entry that was typed; ``bib`` where it is not to be changed."""
    pilot = typed.text("pilot")
    return EntryFact(
        bib=bib if bib is not None else typed.number("bib") or 0,
        rider=Name(
            name=typed.text("name"),
            nation=checked(typed, "nation", lambda text: nation(text).code) or "",
            uci_id=checked(typed, "uci_id", check_uci_id) or "",
            born=typed.number("born"),
            team=typed.text("team"),
        ),
        pilot=Name(name=pilot) if pilot else None,
        seed=typed.number("seed"),
        transponders=checked(typed, "transponders", transponders) or (),
    )


def competition_forms(meet: Meet, competition: Competition) -> list[Form]:
    """What the secretary does with the entries of a competition."""
    return [
        _list(meet, competition),
        Form(
            id="enter",
            title=say("Enter one rider"),
            button=say("Enter"),
            command="EnterRiders",
            make=lambda typed: EnterRiders(competition=competition.id, entries=(entry_of(typed),)),
            fields=entry_fields(None, bib=True),
        ),
        _start_line(meet, competition),
    ]


def _list(meet: Meet, competition: Competition) -> Form:
    """A list is checked and shown first; what is entered then is exactly what was shown."""

    def make(typed: Typed) -> Command:
        data = typed.files.get("file", b"")
        if data:
            entries = _read(data, meet, typed.text("category"))
            if not typed.ticked("preview"):
                raise refuse(
                    "field-file",
                    say("A list is checked before it is entered."),
                    say("Choose the file again and press Preview."),
                )
            typed.put("entries", msgspec.json.encode(entries).decode())
            return EnterRiders(competition=competition.id, entries=entries)
        if not typed.text("entries"):
            raise refuse(
                "field-file",
                say("There is no file."),
                say("Choose a list: CSV, or a workbook."),
            )
        try:
            kept = msgspec.json.decode(typed.text("entries"), type=tuple[EntryFact, ...])
        except msgspec.DecodeError as error:
            raise refuse(
                "field-file",
                say("What was checked has not come back whole."),
                say("Choose the file again and press Preview."),
            ) from error
        return EnterRiders(competition=competition.id, entries=kept)

    def read(typed: Typed) -> tuple[Chapter, ...]:
        data = typed.files.get("file", b"")
        return _passed_over(data, meet, typed.text("category")) if data else ()

    return Form(
        id="import",
        explains=read,
        title=say("Enter a list"),
        button=say("Enter what was checked"),
        command="EnterRiders",
        make=make,
        fields=(
            Field(
                name="file",
                label=say("List"),
                kind="file",
                hint=say(
                    "CSV or XLSX; its first row names the columns, with at least bib and name."
                ),
            ),
            Field(
                name="category",
                label=say("Only the rows of this category"),
                hint=say("Empty: all rows."),
            ),
            Field(name="entries", label=say("List"), kind="hidden"),
        ),
        note=say(
            "Preview checks the list and shows every entry, or everything that is wrong in it by"
            " row and column. Then enter exactly what was shown."
        ),
        main=not competition.bibs,
    )


def _year(meet: Meet) -> int | None:
    return date.fromisoformat(meet.date).year if meet.date else None


def _of_category(found: EntryList, category: str) -> list[EntryRow]:
    """The rows of a category; all of them where none is asked for."""
    wanted = category.casefold()
    return [
        row for row in found.rows if not wanted or (row.category or "").strip().casefold() == wanted
    ]


def _passed_over(data: bytes, meet: Meet, category: str) -> tuple[Chapter, ...]:
    """What of a good list is not entered: rows of other categories, columns that nothing has."""
    found = read_entries(data, _year(meet))
    lines: list[Sentence] = []
    rows = len(_of_category(found, category))
    if category:
        lines.append(
            say(
                "{n} rows have the category {category}, {others} have another.",
                n=rows,
                category=category,
                others=len(found.rows) - rows,
            )
        )
    if found.unused:
        lines.append(say("Not used: {columns}.", columns=", ".join(found.unused)))
    return (Chapter(say("What of the list is passed over"), tuple(lines)),) if lines else ()


def _read(data: bytes, meet: Meet, category: str) -> tuple[EntryFact, ...]:
    nothing = say("Nothing was entered.")
    try:
        found = read_entries(data, _year(meet))
    except Unreadable as error:
        raise refuse("field-file", error.sentence, nothing) from error
    if found.errors:
        raise NotNow(*(Refusal("field-file", each.said, nothing) for each in found.errors))
    return tuple(map(entry_of_row, _of_category(found, category)))


def _start_line(meet: Meet, competition: Competition) -> Form:
    now = dict(meet.start_lines).get(competition.distance_m, "")
    return Form(
        id="start-line",
        title=say("Start line"),
        button=say("Keep"),
        command="SetStartLine",
        make=lambda typed: SetStartLine(
            competition=competition.id, metres=typed.text("metres") or None
        ),
        fields=(
            Field(
                name="metres",
                label=say("Metres beyond the pursuit line"),
                value=now,
                hint=say("Empty: where it is computed to be. All over this distance start there."),
                codes=("start-line", "unchanged", "timed"),
            ),
        ),
    )


def entry_forms(competition: Competition, entry: EntryFact) -> list[Form]:
    """What the secretary does with one entry."""
    return [
        Form(
            id="correct",
            title=say("Put the entry right"),
            button=say("Keep"),
            command="CorrectEntry",
            make=lambda typed: CorrectEntry(
                competition=competition.id, entry=entry_of(typed, entry.bib)
            ),
            fields=entry_fields(entry, bib=False),
            opens=False,
            main=True,
        ),
        _schedule(competition, entry.bib),
        Form(
            id="withdraw",
            title=say("Withdraw"),
            button=say("Withdraw"),
            command="WithdrawRider",
            make=lambda typed: WithdrawRider(
                competition=competition.id, bib=entry.bib, reason=typed.text("reason")
            ),
            fields=(reason_field(),),
            then=f"/office/competition/{competition.id}",
            note=say("Before the draw; after it the rider is scratched from the heat."),
        ),
        Form(
            id="substitute",
            title=say("Let another rider take the place"),
            button=say("Substitute"),
            command="Substitute",
            make=lambda typed: Substitute(
                competition=competition.id,
                bib=entry.bib,
                entry=entry_of(typed),
                reason=typed.text("reason"),
            ),
            fields=(*entry_fields(None, bib=True), reason_field()),
            then=f"/office/competition/{competition.id}",
        ),
    ]


def _schedule(competition: Competition, bib: int) -> Form:
    def us(text: str) -> int:
        whole = text.isascii() and text.isdigit()
        try:
            return int(text) * 1_000_000 if whole and len(text) < 6 else parse_time(text)[0]
        except ValueError as error:
            raise ValueError(say("“{text}” is no time.", text=text)) from error

    def make(typed: Typed) -> Command:
        given = checked(typed, "laps", lambda text: tuple(us(lap) for lap in text.split()))
        return SetSchedule(
            competition=competition.id,
            bib=bib,
            given_us=given or (),
            total_us=checked(typed, "total", us),
            half_laps=typed.ticked("halves"),
        )

    known = competition.schedule(bib)
    total = known.splits_us[-1] if known is not None and known.splits_us else None
    now = say("Now {time}.", time=format_time(total)) if total else say("There is none now.")
    return Form(
        id="schedule",
        title=say("Schedule"),
        button=say("Keep"),
        command="SetSchedule",
        make=make,
        fields=(
            Field(
                name="laps",
                label=say("First laps in seconds"),
                hint=say("Such as 20.1 15.0; the last one holds until the finish."),
                codes=("no-start", "too-many", "laps", "no-schedule"),
            ),
            Field(
                name="total",
                label=say("Time in all"),
                hint=say("May stay empty; otherwise the rest is ridden evenly. {now}", now=now),
            ),
            Field(name="halves", label=say("They are half laps"), kind="check"),
        ),
        note=say("With nothing given the schedule is taken away."),
    )
