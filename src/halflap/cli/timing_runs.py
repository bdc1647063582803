"""``halflap arm``, ``gun``, ``times``, ``close`` …: a timed run from the countdown to its end."""

from __future__ import annotations

import click

from halflap.cli.at_desk import AtDesk, acting
from halflap.cli.command import argument, option
from halflap.cli.drawing import HEAT, PHASE, REASON
from halflap.cli.failure import unusable
from halflap.cli.riding import shown_heat
from halflap.cli.timing_asked import day_us
from halflap.cli.timing_edits import RUN
from halflap.meet.commands import (
    AbortCountdown,
    ArmHeat,
    CloseRun,
    DismissCatch,
    OverrideLapCounter,
    PauseAutomation,
    RecordTimed,
    RecoverStart,
    ResumeAutomation,
    TakeGun,
)
from halflap.meet.commands.timing_running import COUNTDOWN_S
from halflap.words.sentence import say


@acting(
    "arm",
    says=say("The riders of a heat are locked in: the next gun starts its next run."),
    examples=(("halflap arm club.halflap qualifying 3", say("heat 3 awaits its gun")),),
)
@PHASE
@HEAT
@option(
    "--countdown",
    "countdown_s",
    type=click.IntRange(min=0),
    default=COUNTDOWN_S,
    metavar="SECONDS",
    says=say("How long the countdown is; 50 as in the regulations if nothing is said."),
)
def arm(at: AtDesk, *, phase: str, heat: str, countdown_s: int) -> int:
    """The command."""
    asked = ArmHeat(
        competition=at.competition().id,
        phase=at.phase(phase).id,
        heat=heat,
        countdown_s=countdown_s,
    )
    return at.do(asked)


@acting(
    "abort",
    says=say("Stop the countdown of the armed heat."),
    examples=(("halflap abort club.halflap", say("a rider is not ready")),),
    of_one=False,
)
@REASON
def abort(at: AtDesk, *, reason: str) -> int:
    """The command."""
    return at.do(AbortCountdown(reason=reason))


@acting(
    "gun",
    says=say(
        "Take the gun of the armed heat, or recover a start that was missed: by an impulse, or by "
        "what the clock of the device showed. The impulses since then are pulled into the run."
    ),
    examples=(
        ("halflap gun club.halflap qualifying 3", say("the shot that came since it was armed")),
        ("halflap gun club.halflap qualifying 3 --impulse 412", say("this impulse was the gun")),
        (
            "halflap gun club.halflap qualifying 3 --at 10:04:12.3 --reason 'sensor unplugged'",
            say("read from the device"),
        ),
    ),
)
@PHASE
@HEAT
@RUN
@option("--impulse", type=click.INT, metavar="N", says=say("The impulse that was the gun."))
@option(
    "--at",
    "shown",
    metavar="HH:MM:SS.FFF",
    says=say("What the clock of the primary source showed at the start."),
)
@REASON
def gun(
    at: AtDesk,
    *,
    phase: str,
    heat: str,
    run: int,
    impulse: int | None,
    shown: str | None,
    reason: str,
) -> int:
    """The command."""
    competition, plan = at.competition().id, at.phase(phase).id
    armed = at.meet.timing.run
    if (
        impulse is None
        and shown is None
        and armed is not None
        and (armed.gun is None and armed.at[:3] == (competition, plan, heat))
    ):
        return at.do(TakeGun())
    us = None if shown is None else _device_us(at, shown)
    asked = RecoverStart(
        competition=competition,
        phase=plan,
        heat=heat,
        run=run,
        impulse=impulse,
        us=us,
        reason=reason,
    )
    return at.do(asked)


def _device_us(at: AtDesk, shown: str) -> int:
    """A time of day on the clock of the primary source, on the day that it is in."""
    us = day_us(shown)
    source = at.meet.timing.primary
    day = 24 * 3_600_000_000
    near = source.highest_us if source is not None else 0
    return us + (near - us + day // 2) // day * day


@acting(
    "times",
    says=say("Record the times of a run as its impulses tell them."),
    examples=(("halflap times club.halflap qualifying 3", say("both riders of heat 3")),),
)
@PHASE
@HEAT
@RUN
def times(at: AtDesk, *, phase: str, heat: str, run: int) -> int:
    """The command."""
    plan = at.phase(phase).id
    asked = RecordTimed(competition=at.competition().id, phase=plan, heat=heat, run=run)
    return at.do(asked, shown_heat(at, plan, heat))


@acting(
    "no-catch",
    says=say("Say that a catch which the half laps show was none."),
    examples=(
        (
            "halflap no-catch club.halflap finals gold --reason 'the film shows it'",
            say("both ride on"),
        ),
    ),
)
@PHASE
@HEAT
@RUN
@REASON
def no_catch(at: AtDesk, *, phase: str, heat: str, run: int, reason: str) -> int:
    """The command."""
    asked = DismissCatch(
        competition=at.competition().id,
        phase=at.phase(phase).id,
        heat=heat,
        run=run,
        reason=reason,
    )
    return at.do(asked)


@acting(
    "counter",
    says=say(
        "Set the lap counter of a pursuit line while a run is ridden: it shows so many laps and "
        "counts on from there until the run is closed. Undo takes it back."
    ),
    examples=(
        ("halflap counter club.halflap qualifying 3 home 7", say("7 laps to go at the home line")),
        ("halflap counter club.halflap qualifying 3 home auto", say("it counts by itself again")),
    ),
)
@PHASE
@HEAT
@argument(
    "line",
    metavar="LINE",
    type=click.Choice(("home", "back")),
    says=say("The pursuit line: home or back."),
)
@argument(
    "laps",
    metavar="LAPS|auto",
    says=say("The laps to go when the rider next comes to the line; auto: as they are ridden."),
)
@REASON
def counter(at: AtDesk, *, phase: str, heat: str, line: str, laps: str, reason: str) -> int:
    """The command."""
    if laps != "auto" and not (laps.isascii() and laps.isdigit()):
        raise unusable(
            "laps",
            say("“{text}” is no number of laps.", text=laps),
            say("Write a number such as 7, or auto."),
        )
    asked = OverrideLapCounter(
        competition=at.competition().id,
        phase=at.phase(phase).id,
        heat=heat,
        line="home" if line == "home" else "back",
        laps=None if laps == "auto" else int(laps),
        reason=reason,
    )
    return at.do(asked)


@acting(
    "close",
    says=say("Close a run: later impulses are nobody's in it any more."),
    examples=(("halflap close club.halflap qualifying 3", say("the riders have left the track")),),
)
@PHASE
@HEAT
@option(
    "--restarted",
    is_flag=True,
    says=say("The gun was fired again before the run was over."),
)
@RUN
@REASON
def close(at: AtDesk, *, phase: str, heat: str, restarted: bool, run: int, reason: str) -> int:
    """The command."""
    asked = CloseRun(
        competition=at.competition().id,
        phase=at.phase(phase).id,
        heat=heat,
        run=run,
        restarted=restarted,
        reason=reason,
    )
    return at.do(asked)


@acting(
    "automation",
    says=say("Let nothing follow by itself, or let it follow again."),
    examples=(("halflap automation club.halflap pause", say("people do everything")),),
    of_one=False,
)
@argument(
    "state",
    metavar="pause|resume",
    type=click.Choice(("pause", "resume")),
    says=say("pause or resume."),
)
@REASON
def automation(at: AtDesk, *, state: str, reason: str) -> int:
    """The command."""
    return at.do(PauseAutomation(reason=reason) if state == "pause" else ResumeAutomation())
