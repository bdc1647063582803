"""``halflap start``, ``record``, ``rule`` and ``correct``: what happens in a heat."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from halflap.cli import typed
from halflap.cli.at_desk import AtDesk, acting, refused
from halflap.cli.command import argument, option
from halflap.cli.drawing import HEAT, PHASE, REASON, RIDER
from halflap.cli.failure import unusable
from halflap.cli.photo_finish import rides_of_lif
from halflap.cli.sheets import heat_lines
from halflap.journal.facts import RideFact
from halflap.meet.commands import CorrectResult, RecordOutcomes, Refused, Rule, StartRun
from halflap.meet.commands.base import NotNow, heat_of
from halflap.meet.commands.ruling import RULINGS
from halflap.meet.state import HeatState, Meet
from halflap.meet.views.tables import phase_table
from halflap.words.sentence import say

_ENDS = (
    option(
        "--unexcused", is_flag=True, says=say("A DNS of this heat is without a recognised reason.")
    ),
    option(
        "--last-lap",
        "last_laps",
        multiple=True,
        metavar="SIDE=TIME",
        says=say("The last lap, which separates equal times: home=15.123."),
    ),
    option(
        "--source",
        type=click.Choice(typed.SOURCES),
        default=typed.SOURCES[0],
        says=say("Where the times come from: hand (a stopwatch, the default), electronic, photo."),
    ),
    option(
        "--back",
        metavar="TIME|STATUS",
        says=say("The same for the rider of the back straight."),
    ),
    option(
        "--home",
        metavar="TIME|STATUS",
        says=say(
            "How the rider of the home straight ended: 4:15.165; several watches 4:15.1/4:15.3; "
            "DNF, DNS, DSQ, OVL, CAP, WO, REL; or both, CAP:4:24.496."
        ),
    ),
)


def how_it_ended(function: Callable[..., int]) -> Callable[..., int]:
    """The options that say how the rides of a heat ended."""
    for decorate in _ENDS:
        function = decorate(function)
    return function


def _rides(
    at: AtDesk,
    phase_id: str,
    key: str,
    *,
    home: str | None,
    back: str | None,
    last_laps: Sequence[str],
    source: str,
    unexcused: bool,
) -> tuple[RideFact, ...]:
    heat = _heat(at, phase_id, key)
    ended = (("home", home), ("back", back))
    return typed.rides(at.competition(), heat, ended, last_laps, source, unexcused=unexcused)


def _heat(at: AtDesk, phase_id: str, key: str) -> HeatState:
    try:
        return heat_of(at.competition(), phase_id, key)[1]
    except NotNow as not_now:
        raise refused(Refused(not_now.refusals)) from not_now


def shown_heat(at: AtDesk, phase_id: str, key: str) -> Callable[[Meet], list[str]]:
    """The heat as the state after a command has it."""
    id_ = at.competition().id

    def lines(meet: Meet) -> list[str]:
        competition = meet.competitions[id_]
        found = phase_table(competition, competition.fmt.phase_of(phase_id))
        return ["", *heat_lines([heat for heat in found.heats if key in (heat.key, heat.label)])]

    return lines


@acting(
    "start",
    says=say("Start a run of a heat; a restart is the next run."),
    examples=(("halflap start club.halflap qualifying 3", say("heat 3 is on its way")),),
)
@PHASE
@HEAT
def start(at: AtDesk, *, phase: str, heat: str) -> int:
    """The command."""
    asked = StartRun(competition=at.competition().id, phase=at.phase(phase).id, heat=heat)
    return at.do(asked)


@acting(
    "record",
    says=say(
        "Record how the riders of a heat ended. A time is cut to the decimals of the format, "
        "never rounded, and every reading is kept. A rider not given keeps what is known."
    ),
    examples=(
        ("halflap record club.halflap qualifying 3 --home 4:15.16 --back DNF", say("a stopwatch")),
        (
            "halflap record club.halflap qual 3 --home 4:15.1/4:15.3/4:15.2",
            say("three watches: the middle one counts"),
        ),
        (
            "halflap record club.halflap finals gold --home CAP --back OVL",
            say("home caught back"),
        ),
        (
            "halflap record club.halflap qual 1 --home 4:15.165 --source electronic "
            "--last-lap home=15.123",
            say("with its last lap"),
        ),
        ("halflap record club.halflap qual 3 --from heat3.lif", say("from the photo finish")),
    ),
)
@PHASE
@HEAT
@option(
    "--from",
    "lif",
    metavar="FILE.lif",
    says=say("Take the outcomes from a FinishLynx result file; its times are photo finishes."),
)
@how_it_ended
def record(
    at: AtDesk,
    *,
    phase: str,
    heat: str,
    home: str | None,
    back: str | None,
    source: str,
    last_laps: Sequence[str],
    unexcused: bool,
    lif: str | None,
) -> int:
    """The command."""
    plan = at.phase(phase)
    if lif is not None:
        if home or back or last_laps:
            raise unusable(
                "from",
                say("--from takes the outcomes from the file."),
                say("Leave out --home, --back and --last-lap."),
            )
        rides = rides_of_lif(lif, _heat(at, plan.id, heat))
    else:
        rides = _rides(
            at,
            plan.id,
            heat,
            home=home,
            back=back,
            last_laps=last_laps,
            source=source,
            unexcused=unexcused,
        )
    asked = RecordOutcomes(competition=at.competition().id, phase=plan.id, heat=heat, rides=rides)
    return at.do(asked, shown_heat(at, plan.id, heat))


@acting(
    "correct",
    says=say(
        "Correct a confirmed heat: the next revision, with its difference and the reason. What "
        "was drawn from it stays until it is kept or drawn again."
    ),
    examples=(
        (
            "halflap correct club.halflap qual 3 --home 4:15.165 --reason 'photo finish read'",
            say("another time at home"),
        ),
    ),
)
@PHASE
@HEAT
@how_it_ended
@REASON
def correct(
    at: AtDesk,
    *,
    phase: str,
    heat: str,
    home: str | None,
    back: str | None,
    source: str,
    last_laps: Sequence[str],
    unexcused: bool,
    reason: str,
) -> int:
    """The command."""
    plan = at.phase(phase)
    rides = _rides(
        at,
        plan.id,
        heat,
        home=home,
        back=back,
        last_laps=last_laps,
        source=source,
        unexcused=unexcused,
    )
    asked = CorrectResult(
        competition=at.competition().id, phase=plan.id, heat=heat, rides=rides, reason=reason
    )
    return at.do(asked)


@acting(
    "rule",
    says=say(
        "Decide as commissaire about a rider of a heat. What the regulations make of it follows: "
        "a restart, a re-ride, a defeat, a disqualification. --dry-run shows it before."
    ),
    examples=(
        (
            "halflap rule club.halflap qual 3 false-start --rider 12 --reason 'left early'",
            say("a false start"),
        ),
        (
            "halflap rule club.halflap qual 3 mishap --rider 12 --after-first-half-lap "
            "--reason puncture --dry-run",
            say("what a puncture after the first half lap would mean"),
        ),
        (
            "halflap rule club.halflap finals gold catch --rider 12 --reason 'level on lap 9'",
            say("bib 12 caught the other"),
        ),
    ),
)
@PHASE
@HEAT
@argument(
    "ruling",
    metavar="RULING",
    type=click.Choice(RULINGS),
    says=say(
        "false-start, mishap, unrecognised-mishap, gate-failure, hampered, interrupted, "
        "after-catch; catch; relegate, dsq, dnf, dns, walkover; winner, no-winner; re-ride; "
        "warning, report."
    ),
)
@RIDER
@option("--reason", metavar="TEXT", required=True, says=say("Why; a decision needs its reason."))
@option("--both", is_flag=True, says=say("It happened to both riders."))
@option(
    "--after-first-half-lap",
    "past_first_half_lap",
    is_flag=True,
    says=say("The rider had passed the first half lap (UCI 3.2.074)."),
)
@option(
    "--choice",
    metavar="TEXT",
    default="",
    says=say("The decision where the regulation leaves it open; the refusal names what there is."),
)
@option("--unexcused", is_flag=True, says=say("A DNS without a recognised reason."))
@option("--at", "at_m", metavar="METRES", says=say("Where it happened, in metres ridden."))
@option(
    "--run",
    type=click.IntRange(min=1),
    metavar="N",
    says=say(
        "In which run of the heat it happened; otherwise the one that was started again and not"
        " ruled on, or the last one."
    ),
)
def rule(
    at: AtDesk,
    *,
    phase: str,
    heat: str,
    ruling: str,
    bib: int,
    reason: str,
    both: bool,
    past_first_half_lap: bool,
    choice: str,
    unexcused: bool,
    at_m: str | None,
    run: int | None,
) -> int:
    """The command."""
    plan = at.phase(phase)
    asked = Rule(
        competition=at.competition().id,
        phase=plan.id,
        heat=heat,
        ruling=ruling,
        bib=bib,
        reason=reason,
        both=both,
        past_first_half_lap=past_first_half_lap,
        choice=choice,
        excused=not unexcused,
        at_m=None if at_m is None else typed.metres(at_m),
        run=run or 0,
    )
    return at.do(asked)
