"""``halflap records``: the records in force, those that were beaten, and their confirmation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import click
from msgspec.structs import replace

from halflap.cli.at_desk import AtDesk, acting
from halflap.cli.command import option
from halflap.cli.entering import wrong_rows
from halflap.cli.failure import DONE, USAGE, Failure, unusable
from halflap.cli.output import write_json
from halflap.cli.say import err, out, painted, spoken
from halflap.cli.table import table
from halflap.cli.typed import checked, day, record_in_force
from halflap.cli.user_files import read_bytes
from halflap.intake.record_rows import read_records
from halflap.intake.unreadable import Unreadable
from halflap.journal.facts import RecordFact
from halflap.meet.commands import ConfirmRecord, SetRecords
from halflap.meet.naming import phase_called
from halflap.meet.record_rows import record_of_row
from halflap.meet.records import beaten_records, fallen_records
from halflap.meet.state import Competition
from halflap.sport.nations import nation
from halflap.sport.times import format_time
from halflap.words.sentence import say

_OF_A_HOLDER = (
    option("--date", "on", metavar="DATE", says=say("When it was ridden, such as 2004-08-20.")),
    option("--place", metavar="NAME", says=say("Where it was ridden.")),
    option("--nation", metavar="CODE", says=say("The nation of its holder, such as GER.")),
    option("--holder", metavar="NAME", says=say("Who holds the record of --set.")),
)


def of_a_holder(function: Callable[..., int]) -> Callable[..., int]:
    """The options that say who holds a record, and since when."""
    for decorate in _OF_A_HOLDER:
        function = decorate(function)
    return function


@acting(
    "records",
    says=say(
        "Show the records in force and those that were beaten; set them with --set, --drop or "
        "--from; or confirm one with --confirm, --phase and --rider."
    ),
    examples=(
        ("halflap records club.halflap", say("in force, and which were beaten")),
        (
            "halflap records club.halflap --set TR=4:21.300 --holder 'Emma Foss' --nation NOR",
            say("the record of the track"),
        ),
        ("halflap records club.halflap --from records.csv", say("all of them, from a list")),
        (
            "halflap records club.halflap --confirm WR --phase qualifying --rider 12",
            say("as the commissaires confirm it"),
        ),
    ),
)
@option(
    "--set",
    "given",
    multiple=True,
    metavar="NAME=LIST|TIME",
    says=say("A record in force from now on: OR=olympic-men-4000 (a shipped list) or TR=4:21.300."),
)
@of_a_holder
@option("--drop", multiple=True, metavar="NAME", says=say("A record that is in force no more."))
@option(
    "--from",
    "file",
    metavar="FILE",
    says=say("All records from a CSV file or a workbook, in place of those in force."),
)
@option("--reason", metavar="TEXT", default="", says=say("Why; it stands in the history."))
@option("--confirm", metavar="NAME", says=say("Confirm that this record was beaten, such as WR."))
@option("--phase", metavar="PHASE", says=say("The phase in which it was beaten."))
@option("--rider", "bib", type=click.INT, metavar="BIB", says=say("Who beat it."))
@option("--heat", metavar="HEAT", says=say("In which heat, if it was beaten in two of them."))
def records(
    at: AtDesk,
    *,
    given: Sequence[str],
    drop: Sequence[str],
    file: str | None,
    reason: str,
    confirm: str | None,
    phase: str | None,
    bib: int | None,
    heat: str | None,
    **holder: str | None,
) -> int:
    """The command."""
    competition = at.competition()
    if given or drop or file is not None:
        if confirm is not None or (file is not None and (given or drop)):
            raise unusable(
                "record",
                say("These records cannot be set in one command."),
                say("Give --set and --drop, or --from, or --confirm."),
            )
        now = _listed(file) if file is not None else _changed(at, competition, given, drop, holder)
        return at.do(SetRecords(competition=competition.id, records=now, reason=reason))
    if confirm is not None and phase is not None and bib is not None:
        plan = at.phase(phase)
        return at.do(
            ConfirmRecord(
                competition=competition.id, record=confirm, phase=plan.id, bib=bib, heat=heat
            )
        )
    if not (confirm is None and phase is None and bib is None and heat is None):
        raise unusable(
            "record",
            say("A record is confirmed with its phase and its rider."),
            say("Give --confirm NAME, --phase PHASE and --rider BIB together, or none of them."),
        )
    return _show(competition, as_json=at.as_json)


def _changed(
    at: AtDesk,
    competition: Competition,
    given: Sequence[str],
    drop: Sequence[str],
    holder: dict[str, str | None],
) -> tuple[RecordFact, ...]:
    """The records in force with some set anew, each in its place, and some dropped."""
    on = day(at.meet.date) if at.meet.date else date.today()
    now = {each.list: each for each in competition.records}
    for text in given:
        record = record_in_force(text, on)
        now[record.list] = _held(record, holder, alone=len(given) == 1)
    for name in drop:
        if name not in now:
            raise unusable(
                "no-record",
                say("There is no record {record} in force.", record=name),
                say("In force are: {names}.", names=", ".join(now) or "-"),
            )
        del now[name]
    return tuple(now.values())


def _held(record: RecordFact, holder: dict[str, str | None], *, alone: bool) -> RecordFact:
    said = {
        "rider": holder["holder"],
        "nation": checked(lambda text: nation(text).code, holder["nation"])
        if holder["nation"]
        else None,
        "place": holder["place"],
        "date": day(holder["on"]).isoformat() if holder["on"] else None,
    }
    told = {key: value for key, value in said.items() if value is not None}
    if told and not alone:
        raise unusable(
            "record",
            say("A holder is given with one record."),
            say("Set each record with its holder by a command of its own, or all by --from."),
        )
    return replace(record, **told)


def _listed(file: str) -> tuple[RecordFact, ...]:
    try:
        found = read_records(read_bytes(file))
    except Unreadable as error:
        raise unusable(
            "unreadable", say("{path}: {problem}", path=file, problem=error.sentence)
        ) from error
    if found.errors:
        raise Failure(USAGE, wrong_rows(found.errors, say("Nothing was kept.")))
    if found.unused:
        err(say("{path}: not used: {columns}.", path=file, columns=", ".join(found.unused)))
    return tuple(map(record_of_row, found.rows))


def _show(competition: Competition, *, as_json: bool) -> int:
    rows = [
        (each.record, str(each.bib), str(each.time), each.phase, each.heat.key, each.confirmed)
        for each in beaten_records(competition)
    ]
    fallen = [
        (each.record, str(each.bib), format_time(each.us, each.digits), each.phase, each.heat)
        for each in fallen_records(competition)
    ]
    now = [
        (
            each.list,
            format_time(each.us, each.digits),
            each.rider,
            each.nation,
            each.place,
            each.date,
        )
        for each in competition.records
    ]
    if as_json:
        names = ("record", "bib", "time", "phase", "heat", "confirmed")
        held = ("record", "time", "rider", "nation", "place", "date")
        write_json(
            {
                "in_force": [dict(zip(held, row, strict=True)) for row in now],
                "records": [dict(zip(names, row, strict=True)) for row in rows],
                "fallen": [dict(zip(names, row, strict=False)) for row in fallen],
            }
        )
        return DONE
    if now:
        head = (
            say("in force"),
            say("time"),
            say("rider"),
            say("nation"),
            say("ridden at"),
            say("ridden on"),
        )
        out(*table([spoken(each) for each in head], now))
    else:
        out(say("No record is in force."))
    states = {True: spoken(say("confirmed")), False: spoken(say("to be confirmed"))}
    told = [(row[:5], states[row[5]]) for row in rows]
    told += [(row, spoken(say("does not stand"))) for row in fallen]
    lines = [
        (*row[:3], spoken(phase_called(competition, row[3])), row[4], state) for row, state in told
    ]
    if not lines:
        out(say("No record was beaten."))
        return DONE
    beaten = (say("record"), say("bib"), say("time"), say("phase"), say("heat"), say("state"))
    out(*table([spoken(each) for each in beaten], lines))
    doubts = [each.doubt for each in beaten_records(competition) if each.doubt is not None]
    out(*(painted(f"  ! {spoken(each.sentence)}", "yellow") for each in doubts))
    return DONE
