"""``halflap records``: the records that were beaten, and their confirmation."""

from __future__ import annotations

import click

from halflap.cli.at_desk import AtDesk, acting
from halflap.cli.command import option
from halflap.cli.failure import DONE, unusable
from halflap.cli.output import write_json
from halflap.cli.say import out, spoken
from halflap.cli.table import table
from halflap.meet.commands import ConfirmRecord
from halflap.meet.naming import phase_called
from halflap.meet.records import beaten_records, fallen_records
from halflap.sport.times import format_time
from halflap.words.sentence import say


@acting(
    "records",
    says=say(
        "Show the records that were beaten, or confirm one with --confirm, --phase and --rider."
    ),
    examples=(
        ("halflap records club.halflap", say("which were beaten")),
        (
            "halflap records club.halflap --confirm WR --phase qualifying --rider 12",
            say("as the commissaires confirm it"),
        ),
    ),
)
@option("--confirm", metavar="NAME", says=say("Confirm that this record was beaten, such as WR."))
@option("--phase", metavar="PHASE", says=say("The phase in which it was beaten."))
@option("--rider", "bib", type=click.INT, metavar="BIB", says=say("Who beat it."))
def records(at: AtDesk, *, confirm: str | None, phase: str | None, bib: int | None) -> int:
    """The command."""
    competition = at.competition()
    if confirm is not None and phase is not None and bib is not None:
        plan = at.phase(phase)
        return at.do(
            ConfirmRecord(competition=competition.id, record=confirm, phase=plan.id, bib=bib)
        )
    if not (confirm is None and phase is None and bib is None):
        raise unusable(
            "record",
            say("A record is confirmed with its phase and its rider."),
            say("Give --confirm NAME, --phase PHASE and --rider BIB together, or none of them."),
        )
    rows = [
        (each.record, str(each.bib), str(each.time), each.phase, each.heat.key, each.confirmed)
        for each in beaten_records(competition)
    ]
    fallen = [
        (each.record, str(each.bib), format_time(each.us, each.digits), each.phase, each.heat)
        for each in fallen_records(competition)
    ]
    if at.as_json:
        names = ("record", "bib", "time", "phase", "heat", "confirmed")
        write_json(
            {
                "records": [dict(zip(names, row, strict=True)) for row in rows],
                "fallen": [dict(zip(names, row, strict=False)) for row in fallen],
            }
        )
        return DONE
    states = {True: spoken(say("confirmed")), False: spoken(say("to be confirmed"))}
    told = [(row[:5], states[row[5]]) for row in rows]
    told += [(row, spoken(say("does not stand"))) for row in fallen]
    lines = [
        (*row[:3], spoken(phase_called(competition, row[3])), row[4], state) for row, state in told
    ]
    if not lines:
        out(say("No record was beaten."))
        return DONE
    head = (say("record"), say("bib"), say("time"), say("phase"), say("heat"), say("state"))
    out(*table([spoken(each) for each in head], lines))
    return DONE
