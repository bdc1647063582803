"""Knows how a heat of the demonstration is timed: the velodrome rides, the live loop does the rest.

The loop arms the heat, takes the gun, reads the splits, records and confirms, as at a real meet
with nobody attending. On a terminal the impulses come as the race goes; elsewhere at once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halflap.cli import demo_rides, demo_stage
from halflap.cli.at_desk import refused
from halflap.cli.demo_race import COME_US, FRAMES_A_SECOND, HOLD_S, Racer, Seen, frame, moments
from halflap.cli.demo_stage import Board, Stage
from halflap.cli.demo_track import TIMY, Due, Line, Velodrome, impulses_in
from halflap.cli.say import out
from halflap.devices.velodrome.riders import RidePlan
from halflap.hub.live import Kept, Live, Told
from halflap.hub.session_check import SessionCheck
from halflap.journal.facts_timing import RunAt
from halflap.meet.commands import AttachSource
from halflap.meet.views.live import LiveRun, run_view
from halflap.sport.heat import Side
from halflap.sport.track import Course
from halflap.words.sentence import Sentence

ACTOR = "halflap demo"


@dataclass(frozen=True, slots=True)
class Start:
    """Who starts in a heat, and the ride of each."""

    racers: tuple[Racer, ...]
    rides: Mapping[Side, RidePlan]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The race that is drawn, until ``last_us`` after the gun."""

    at: RunAt
    racers: tuple[Racer, ...]
    half_laps: int
    last_us: int


class Timing:
    """The live loop with the simulated velodrome on the other end of the wire."""

    def __init__(self, live: Live, stage: Stage, velodrome: Velodrome) -> None:
        self.live = live
        self.stage = stage
        self.velodrome = velodrome
        self._news = asyncio.Event()
        live.listeners.append(self._heard)

    def _heard(self, told: Told) -> None:
        if not isinstance(told, Kept):
            out(told.text, told.remedy)
        self._news.set()

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

    async def ride(self, at: RunAt, course: Course, start: Start) -> LiveRun | None:
        """Ride the heat that is armed; the run as it was timed."""
        scene = demo_rides.scene(at[1], at[2], course, start.rides, self.velodrome.now_us)
        coming = deque(self.velodrome.due(scene, self.velodrome.stream(scene)))
        line = Line()
        serving = asyncio.create_task(self.live.serve([line]))
        serving.add_done_callback(lambda _: self._news.set())
        try:
            if self.stage.speed:
                shown = _Shown(at, start.racers, course.half_laps, scene.last_us + COME_US)
                await self._watch(shown, self.stage.speed, coming, line, serving)
            line.send(*(due.chunk for due in coming))
            line.end()
            await serving
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving
        return run_view(self.live.meet, at)

    async def _watch(
        self,
        shown: _Shown,
        speed: int,
        coming: deque[Due],
        line: Line,
        serving: asyncio.Task[None],
    ) -> None:
        """The race on the move; it leaves nothing behind on the screen."""
        board, clock = Board(), asyncio.get_running_loop().time
        for us in moments(shown.last_us, speed):
            began = clock()
            await self._come(_due(coming, us), line, serving)
            seen = Seen.of(run_view(self.live.meet, shown.at))
            board.show(frame(shown.racers, seen, us, shown.half_laps))
            await demo_stage.rest(max(0.0, 1 / FRAMES_A_SECOND - (clock() - began)))
        await self.stage.pause(HOLD_S)
        board.clear()

    async def _come(self, due: Sequence[Due], line: Line, serving: asyncio.Task[None]) -> None:
        """Let these come, and wait until they are kept."""
        timing = self.live.meet.timing
        count = timing.count + sum(impulses_in(each.chunk) for each in due)
        line.send(*(each.chunk for each in due))
        while self.live.meet.timing.count < count and not serving.done():
            self._news.clear()
            await self._news.wait()


def _due(coming: deque[Due], us: int) -> list[Due]:
    """What has come by then, taken out."""
    found = []
    while coming and coming[0].us <= us:
        found.append(coming.popleft())
    return found
