"""Knows how a heat of the demonstration is timed: the velodrome rides, the live loop does the rest.

The loop arms the heat, takes the gun, reads the splits, records and confirms, as at a real meet
with nobody attending. Here the impulses come at once; in ``demo_live`` as the race goes.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from halflap.cli import demo_rides
from halflap.cli.at_desk import refused
from halflap.cli.demo_starts import Starts
from halflap.cli.demo_track import TIMY, Line, Velodrome
from halflap.cli.say import out
from halflap.hub.live import Kept, Live, Told
from halflap.hub.session_check import SessionCheck
from halflap.meet.commands import AttachSource, Command, Refused
from halflap.meet.ledger import AUTOMAT
from halflap.meet.state import HeatState
from halflap.meet.views.live import LiveRun, run_view
from halflap.words.sentence import Sentence

ACTOR = "halflap demo"
Place = tuple[str, str, str]
"""A heat: its competition, its phase, its key."""


class Timing:
    """The live loop with the simulated velodrome on the other end of the wire."""

    alone = True
    """Nobody else can have a hand in it: what does not go its way ends the demonstration."""

    def __init__(self, live: Live, velodrome: Velodrome, starts: Starts) -> None:
        self.live = live
        self.velodrome = velodrome
        self.starts = starts
        live.listeners.append(self.heard)

    @property
    def others(self) -> tuple[str, ...]:
        """Who else had a hand in it, by name and role."""
        entries = self.live.desk.ledger.entries
        return tuple(dict.fromkeys(e.actor for e in entries if e.actor not in (ACTOR, AUTOMAT)))

    def heard(self, told: Told) -> None:
        """The loop kept something, or could not."""
        if not isinstance(told, Kept):
            out(told.text, told.remedy)

    def open(self) -> AbstractAsyncContextManager[None]:
        """The velodrome is open while the block runs."""
        return contextlib.nullcontext()

    async def stay(self) -> None:
        """When all is over, as long as somebody may look at it: here nobody does."""

    async def check(self) -> list[Sentence]:
        """Attach the device and try its inputs; what was asked and answered."""
        refusal = await self.live.attach(AttachSource(attached=TIMY), ACTOR)
        if refusal is not None:
            raise refused(refusal)
        said: list[Sentence] = []
        check = SessionCheck(self.live, said.append, ACTOR)
        line = Line()
        line.send(*self.velodrome.check())
        line.end()
        await self.live.serve([line])
        check.end()
        await check.run()
        return said

    async def act(self, command: Command, command_id: str, is_done: Callable[[], bool]) -> None:
        """One command, as from the desk; a refusal ends the demonstration in its own words."""
        done = await self.live.act(command, ACTOR, command_id)
        if isinstance(done, Refused):
            raise refused(done)

    async def ride(self, place: Place) -> LiveRun | None:
        """Ride the heat that is armed; the run as it was timed."""
        at = (*place, 1)
        start = self.starts.of(self.live.meet, at)
        if start is None:
            return None
        scene = demo_rides.scene(at[1], at[2], start.course, start.rides, self.velodrome.now_us)
        line = Line()
        for due in self.velodrome.due(scene, self.velodrome.stream(scene)):
            line.send(due.chunk)
            self.velodrome.clock.skip_to(due.chunk.mono_us)
        line.end()
        serving = asyncio.create_task(self.live.serve([line]))
        try:
            await serving
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving
        return run_view(self.live.meet, at)

    def heat(self, place: Place) -> HeatState | None:
        """The heat as it stands."""
        competition = self.live.meet.competitions.get(place[0])
        phase = competition.phase(place[1]) if competition is not None else None
        return phase.heat(place[2]) if phase is not None else None
