"""``halflap demo``: the men's individual pursuit of Athens 2004, ridden again as a real meet."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import date
from importlib.resources import files
from itertools import count
from pathlib import Path

from halflap.cli.at_desk import storage_failures
from halflap.cli.command import command, option
from halflap.cli.demo_browser import looked_at
from halflap.cli.demo_live import Shown
from halflap.cli.demo_meet import Athens
from halflap.cli.demo_stage import SPEED, Stage, is_lively
from halflap.cli.demo_starts import Starts
from halflap.cli.demo_timing import Timing
from halflap.cli.demo_track import Velodrome
from halflap.cli.failure import INTERRUPTED, unusable
from halflap.cli.say import err
from halflap.cli.serve import Sockets
from halflap.hub.control import open_to_commands
from halflap.hub.desk import Desk
from halflap.hub.live import Live
from halflap.intake.event_json import read_event
from halflap.sport.published import PublishedEvent
from halflap.words.sentence import say

NAME = "athens-2004"
ANY_PORT = "127.0.0.1:0"


@command(
    "demo",
    says=say(
        "Ride the men's individual pursuit of Athens 2004 again, as a real meet: a simulated "
        "velodrome, live timing, the same commands, the same journal. On a terminal it is served "
        "and opened in the browser, and goes on being served until Ctrl-C; at any moment you can "
        "take the console over. Elsewhere, and with NO_COLOR or TERM=dumb, it is served only "
        "where --http says so: else nothing waits. Ends with 0 if the outcome equals the "
        "published one, 1 if it does not."
    ),
    examples=(
        ("halflap demo", say("in eight minutes, every half lap to be followed")),
        ("halflap demo --speed 120", say("in about a minute")),
        ("halflap demo --http 0.0.0.0:8020", say("for every machine on the network")),
        ("halflap demo | less", say("plain, without waiting")),
    ),
)
@option(
    "--speed",
    type=int,
    default=SPEED,
    metavar="N",
    says=say("How many times faster than the clock; 1 is the race as it was. Normally 10."),
)
@option(
    "--http",
    "http",
    metavar="HOST:PORT",
    says=say(
        "Where it is served; normally at any free port, for this machine only. 0.0.0.0:8020 is "
        "every machine on the network."
    ),
)
@option("--no-browser", "quiet", is_flag=True, says=say("Open no browser: only say where to look."))
@option(
    "--file",
    "file",
    metavar="PATH",
    says=say("The meet file to make; otherwise athens-2004.halflap here, or the next free number."),
)
def demo(speed: int, http: str | None, quiet: bool, file: str | None) -> int:
    """The command."""
    if speed < 1:
        raise unusable(
            "speed", say("--speed is at least 1."), say("1 is the race as it was, 10 is usual.")
        )
    path = Path(file) if file else free_path(Path())
    lively = is_lively()
    with contextlib.ExitStack() as opened:
        sockets = Sockets.of(opened, http or ANY_PORT, None) if lively or http else None
        show = _Show(speed, sockets, Stage(speed if lively else None), opens=not quiet)
        try:
            with storage_failures(str(path)), Desk.create(path) as desk:
                return asyncio.run(show.ridden(desk, path))
        except KeyboardInterrupt:
            if show.code is not None:
                return show.code
            err(say("Interrupted; what was ridden until now is kept in {file}.", file=str(path)))
            return INTERRUPTED


class _Show:
    """One demonstration; ``sockets`` is None where nobody looks at it."""

    def __init__(self, speed: int, sockets: Sockets | None, stage: Stage, *, opens: bool) -> None:
        self._speed, self._sockets, self._stage, self._opens = speed, sockets, stage, opens
        self._athens: Athens | None = None

    @property
    def code(self) -> int | None:
        """How it ended, if it has come to its end."""
        return self._athens.code if self._athens is not None else None

    async def ridden(self, desk: Desk, path: Path) -> int:
        """The whole of it; the exit code."""
        event = published()
        speed = self._speed if self._sockets is not None else 0
        velodrome = Velodrome(date.fromisoformat(event.date[:10]), speed)
        async with Live(desk, unattended=True, clock=velodrome.clock) as live:
            starts = Starts(event)
            if self._sockets is None:
                timing = Timing(live, velodrome, starts)
                return await Athens(live, timing, self._stage, event, path).ride()
            shown = Shown(live, velodrome, starts, self._stage)
            self._athens = Athens(live, shown, self._stage, event, path)
            serving = looked_at(live, self._sockets, speed, opened=self._opens)
            async with open_to_commands(live, path.resolve()), serving:
                return await self._athens.ride()


def published() -> PublishedEvent:
    """The event as it was published; its sources are named in the file."""
    return read_event((files("halflap.cli") / "demo_data" / f"{NAME}.json").read_bytes())


def free_path(folder: Path) -> Path:
    """``athens-2004.halflap``, or the first of ``athens-2004-2.halflap`` … that does not exist."""
    names = (f"{NAME}.halflap" if n == 1 else f"{NAME}-{n}.halflap" for n in count(1))
    return next(path for name in names if not (path := folder / name).exists())
