"""``halflap draw`` and what may change in heats once they are drawn."""

from __future__ import annotations

import click

from halflap.cli import typed
from halflap.cli.at_desk import AtDesk, Show, acting
from halflap.cli.command import argument, option
from halflap.cli.sheets import heat_lines
from halflap.meet.commands import (
    DrawLots,
    DrawPhase,
    KeepDraw,
    Rehearse,
    ReorderHeats,
    Scratch,
    SwapSides,
)
from halflap.meet.state import Meet
from halflap.meet.views.tables import phase_table
from halflap.words.sentence import say

PHASE = argument(
    "phase", metavar="PHASE", says=say("The phase, or the beginning of its id, such as qual.")
)
HEAT = argument(
    "heat", metavar="HEAT", says=say("The heat: its number, R1 for a rehearsal, or gold, bronze …")
)
RIDER = option(
    "--rider", "bib", type=click.INT, metavar="BIB", required=True, says=say("The rider's bib.")
)
REASON = option("--reason", metavar="TEXT", default="", says=say("Why; it stands in the history."))


def shown_heats(at: AtDesk, phase_id: str) -> Show:
    """The heats of a phase, as the state after a command has them."""
    id_ = at.competition().id

    def lines(meet: Meet) -> list[str]:
        competition = meet.competitions[id_]
        return ["", *heat_lines(phase_table(competition, competition.fmt.phase_of(phase_id)).heats)]

    return lines


@acting(
    "draw",
    says=say(
        "Draw a phase: qualifying by seed, later phases from the confirmed ranking; or as the "
        "commissaires set it with --heats."
    ),
    examples=(
        ("halflap draw club.halflap qualifying", say("by seed, the two best apart")),
        (
            "halflap draw club.halflap qual --heats '3-4 1-2 5-'",
            say("as set: home-back, bib 5 alone"),
        ),
        ("halflap draw club.halflap finals --dry-run", say("who would meet whom")),
    ),
)
@PHASE
@option(
    "--heats",
    metavar="'1-2 3-4 5-'",
    default="",
    says=say("The heats in running order, home-back by bib."),
)
@option("--again", is_flag=True, says=say("Replace an earlier draw; it stays in the history."))
def draw(at: AtDesk, *, phase: str, heats: str, again: bool) -> int:
    """The command."""
    plan = at.phase(phase)
    asked = DrawPhase(
        competition=at.competition().id, phase=plan.id, heats=typed.heats(heats), again=again
    )
    return at.do(asked, shown_heats(at, plan.id))


@acting(
    "swap",
    says=say("Let the riders of a heat change straights, before its start (UCI 3.2.071)."),
    examples=(("halflap swap club.halflap qualifying 3", say("heat 3, home to back")),),
)
@PHASE
@HEAT
@REASON
def swap(at: AtDesk, *, phase: str, heat: str, reason: str) -> int:
    """The command."""
    plan = at.phase(phase)
    asked = SwapSides(competition=at.competition().id, phase=plan.id, heat=heat, reason=reason)
    return at.do(asked, shown_heats(at, plan.id))


@acting(
    "reorder",
    says=say("Ride the heats of a phase in another order; their numbers stay."),
    examples=(("halflap reorder club.halflap qualifying 2,1,3", say("heat 2 first")),),
)
@PHASE
@argument("order", metavar="ORDER", says=say("All heat numbers in their new order: 2,1,3."))
def reorder(at: AtDesk, *, phase: str, order: str) -> int:
    """The command."""
    plan = at.phase(phase)
    numbers = typed.whole_numbers(order)
    asked = ReorderHeats(competition=at.competition().id, phase=plan.id, order=numbers)
    return at.do(asked, shown_heats(at, plan.id))


@acting(
    "scratch",
    says=say("Take a drawn rider out of a heat: the opponent rides alone, nothing is redrawn."),
    examples=(
        ("halflap scratch club.halflap qualifying 3 --rider 12", say("with a recognised reason")),
        (
            "halflap scratch club.halflap finals gold --rider 12 --unexcused",
            say("without one (UCI 3.2.060)"),
        ),
    ),
)
@PHASE
@HEAT
@RIDER
@option("--unexcused", is_flag=True, says=say("Without a reason that the commissaires recognise."))
@REASON
def scratch(at: AtDesk, *, phase: str, heat: str, bib: int, unexcused: bool, reason: str) -> int:
    """The command."""
    return at.do(
        Scratch(
            competition=at.competition().id,
            phase=at.phase(phase).id,
            heat=heat,
            bib=bib,
            excused=not unexcused,
            reason=reason,
        )
    )


@acting(
    "rehearse",
    says=say("Add a heat for practice: it is marked and counts nowhere."),
    examples=(("halflap rehearse club.halflap qualifying --home 1 --back 2", say("bibs 1 and 2")),),
)
@PHASE
@option("--home", type=click.INT, metavar="BIB", says=say("Who starts on the home straight."))
@option("--back", type=click.INT, metavar="BIB", says=say("Who starts on the back straight."))
def rehearse(at: AtDesk, *, phase: str, home: int | None, back: int | None) -> int:
    """The command."""
    plan = at.phase(phase)
    asked = Rehearse(competition=at.competition().id, phase=plan.id, home=home, back=back)
    return at.do(asked)


@acting(
    "lots",
    says=say("Keep lots as the commissaires drew them, for riders whom nothing else separates."),
    examples=(("halflap lots club.halflap qualifying --order 7,5", say("7 before 5")),),
)
@PHASE
@option(
    "--order",
    metavar="BIB,BIB",
    required=True,
    says=say("The equal riders in the order of their lots."),
)
def lots(at: AtDesk, *, phase: str, order: str) -> int:
    """The command."""
    bibs = typed.whole_numbers(order)
    asked = DrawLots(competition=at.competition().id, phase=at.phase(phase).id, order=bibs)
    return at.do(asked)


@acting(
    "keep",
    says=say("Keep a draw although results it was made from were corrected since."),
    examples=(
        ("halflap keep club.halflap finals --reason 'riders are on the track'", say("as drawn")),
    ),
)
@PHASE
@REASON
def keep(at: AtDesk, *, phase: str, reason: str) -> int:
    """The command."""
    asked = KeepDraw(competition=at.competition().id, phase=at.phase(phase).id, reason=reason)
    return at.do(asked)
