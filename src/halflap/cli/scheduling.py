"""``halflap schedule``: what a rider wants to ride, lap by lap."""

from __future__ import annotations

import click

from halflap.cli.at_desk import AtDesk, acting
from halflap.cli.command import argument, option
from halflap.cli.failure import unusable
from halflap.cli.timing_edits import since_gun
from halflap.meet.commands import SetSchedule
from halflap.words.sentence import say


@acting(
    "schedule",
    says=say(
        "Set what a rider wants to ride: the first laps in seconds, of which the last holds until"
        " the finish. While he rides, every split is compared with it."
    ),
    examples=(
        ("halflap schedule club.halflap 12 20.1 15.0", say("20.1 s, then laps of 15.0 s")),
        ("halflap schedule club.halflap 12 20.1 --total 4:15", say("even after the first lap")),
        ("halflap schedule club.halflap 12 --none", say("no schedule any more")),
    ),
)
@argument("bib", metavar="BIB", type=click.INT, says=say("The rider's bib."))
@argument("laps", metavar="[LAPS]", nargs=-1, says=say("The first laps, in seconds."))
@option("--half-laps", is_flag=True, says=say("They are half laps."))
@option("--total", metavar="TIME", says=say("The time in all; the rest is ridden evenly."))
@option("--none", is_flag=True, says=say("Take the schedule away."))
def schedule(
    at: AtDesk, *, bib: int, laps: tuple[str, ...], half_laps: bool, total: str | None, none: bool
) -> int:
    """The command."""
    if none == bool(laps or total):
        raise unusable(
            "schedule",
            say("Give either the laps of the schedule or --none."),
            say("Laps are seconds, such as 20.1 15.0."),
        )
    asked = SetSchedule(
        competition=at.competition().id,
        bib=bib,
        given_us=tuple(since_gun(lap)[0] for lap in laps),
        total_us=since_gun(total)[0] if total is not None else None,
        half_laps=half_laps,
    )
    return at.do(asked)
