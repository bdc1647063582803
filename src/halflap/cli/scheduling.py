"""``halflap start-line`` and ``schedule``: where riders start, and what they want to ride."""

from __future__ import annotations

import click

from halflap.cli.at_desk import AtDesk, acting
from halflap.cli.command import argument, option
from halflap.cli.failure import unusable
from halflap.cli.timing_asked import metres
from halflap.cli.timing_edits import since_gun
from halflap.meet.commands import SetSchedule, SetStartLine
from halflap.words.sentence import say


@acting(
    "start-line",
    says=say(
        "Say where the venue painted the start line for the distance of a competition, if not"
        " where it is computed to be."
    ),
    examples=(
        ("halflap start-line club.halflap --offset 32", say("32 m beyond the pursuit line")),
        ("halflap start-line club.halflap --none", say("where it is computed to be")),
    ),
)
@option(
    "--offset",
    metavar="M",
    says=say("Metres from the pursuit line to the start line, forward; negative: before it."),
)
@option("--none", is_flag=True, says=say("The start line is where it is computed to be."))
def start_line(at: AtDesk, *, offset: str | None, none: bool) -> int:
    """The command."""
    if none == (offset is not None):
        raise unusable(
            "start-line",
            say("Give either --offset or --none."),
            say("Metres, such as 32 or -12.5."),
        )
    exact = str(metres(offset)) if offset is not None else None
    return at.do(SetStartLine(competition=at.competition().id, metres=exact))


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
