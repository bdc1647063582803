"""``halflap demo``: the men's individual pursuit of Athens 2004, ridden again as a real meet."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from itertools import count
from pathlib import Path

from halflap.cli.at_desk import storage_failures
from halflap.cli.command import command, option
from halflap.cli.demo_meet import Athens
from halflap.cli.demo_stage import SPEED, Stage, is_lively
from halflap.cli.failure import INTERRUPTED, unusable
from halflap.cli.say import err
from halflap.hub.desk import Desk
from halflap.hub.live import Live
from halflap.intake.event_json import read_event
from halflap.sport.published import PublishedEvent
from halflap.words.sentence import say

NAME = "athens-2004"


@command(
    "demo",
    says=say(
        "Ride the men's individual pursuit of Athens 2004 again, as a real meet: a simulated "
        "velodrome, live timing, the same commands, the same journal. Ends with 0 if the outcome "
        "equals the published one, 1 if it does not. On a terminal the races are shown; elsewhere, "
        "and with NO_COLOR or TERM=dumb, the output is plain and nothing waits."
    ),
    examples=(
        ("halflap demo", say("in about a minute")),
        ("halflap demo --speed 480", say("in a quarter of a minute")),
        ("halflap demo | less", say("plain, without waiting")),
    ),
)
@option(
    "--speed",
    type=int,
    default=SPEED,
    metavar="N",
    says=say("How many times faster than the clock; 1 is the race as it was. Normally 120."),
)
@option(
    "--file",
    "file",
    metavar="PATH",
    says=say("The meet file to make; otherwise athens-2004.halflap here, or the next free number."),
)
def demo(speed: int, file: str | None) -> int:
    """The command."""
    if speed < 1:
        raise unusable(
            "speed", say("--speed is at least 1."), say("1 is the race as it was, 120 is usual.")
        )
    stage = Stage(speed if is_lively() else None)
    path = Path(file) if file else free_path(Path())
    try:
        with storage_failures(str(path)), Desk.create(path) as desk:
            return asyncio.run(_ridden(desk, stage, path))
    except KeyboardInterrupt:
        err(say("Interrupted; what was ridden until now is kept in {file}.", file=str(path)))
        return INTERRUPTED


async def _ridden(desk: Desk, stage: Stage, path: Path) -> int:
    async with Live(desk, unattended=True) as live:
        return await Athens(live, stage, published(), path).ride()


def published() -> PublishedEvent:
    """The event as it was published; its sources are named in the file."""
    return read_event((files("halflap.cli") / "demo_data" / f"{NAME}.json").read_bytes())


def free_path(folder: Path) -> Path:
    """``athens-2004.halflap``, or the first of ``athens-2004-2.halflap`` … that does not exist."""
    names = (f"{NAME}.halflap" if n == 1 else f"{NAME}-{n}.halflap" for n in count(1))
    return next(path for name in names if not (path := folder / name).exists())
