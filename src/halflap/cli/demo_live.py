"""Knows how the demonstration goes on before spectators, and how a visitor may take it over.

The velodrome rides whatever is armed, whoever armed it, as fast as its clock goes. The officials of
the demonstration do only what nobody has done yet, and nothing while the automation is paused.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial

from halflap.cli import demo_rides
from halflap.cli.demo_news import News
from halflap.cli.demo_race import COME_US, FRAMES_A_SECOND, HOLD_S, Racer, Seen, frame
from halflap.cli.demo_stage import Board, Stage
from halflap.cli.demo_starts import Starts
from halflap.cli.demo_timing import ACTOR, Place, Timing
from halflap.cli.demo_track import MINUTE, SECOND, Line, Velodrome
from halflap.cli.say import out
from halflap.devices.velodrome.scenes import Scene
from halflap.hub.live import Kept, Live, Told
from halflap.journal.facts_timing import (
    RECEIVED,
    AutomationPaused,
    AutomationResumed,
    HeatArmed,
    RunAt,
)
from halflap.meet.authors import author_called
from halflap.meet.commands import Command, Refused
from halflap.meet.run_machine import machine
from halflap.meet.timing_state import TimedRun
from halflap.meet.views.live import LiveRun, run_view
from halflap.timing.run_values import State
from halflap.words.sentence import say


@dataclass(frozen=True, slots=True)
class _Race:
    """Who is on the track."""

    at: RunAt
    racers: tuple[Racer, ...]
    scene: Scene


class Shown(Timing):
    """The live loop before spectators; the velodrome rides while ``open`` lasts."""

    alone = False

    def __init__(self, live: Live, velodrome: Velodrome, starts: Starts, stage: Stage) -> None:
        super().__init__(live, velodrome, starts)
        self._stage = stage
        self._board = Board()
        self._line = Line()
        self._race: _Race | None = None
        self._clock = velodrome.clock
        self._script, self._track = News(live, self._clock), News(live, self._clock)

    def heard(self, told: Told) -> None:
        if not isinstance(told, Kept):
            self._board.clear()
            super().heard(told)
            return
        for entry in told.entries:
            if isinstance(entry.fact, AutomationPaused):
                self._board.clear()
                out(
                    say(
                        "{who} has taken over: the automation is paused. The riders ride what is "
                        "armed; resumed, it goes on by itself.",
                        who=author_called(entry.actor),
                    )
                )
            elif isinstance(entry.fact, AutomationResumed):
                self._board.clear()
                out(say("The automation goes on."))

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """The device is listened to, and whoever is armed rides."""
        main = asyncio.current_task()
        timed = asyncio.create_task(self.live.serve([self._line], stay=True))
        ridden = asyncio.create_task(self._ride_on())

        def ended(task: asyncio.Task[None]) -> None:
            if main is not None and not task.cancelled() and task.exception() is not None:
                main.cancel()  # a fault of ours, told below

        for task in (timed, ridden):
            task.add_done_callback(ended)
        await asyncio.sleep(0)  # both are at work
        try:
            yield
        finally:
            ridden.cancel()
            await self.live.stop()
            await timed
            with contextlib.suppress(asyncio.CancelledError):
                await ridden

    async def stay(self) -> None:
        out("", say("It is still served; Ctrl-C ends it."))
        await asyncio.Event().wait()

    # --- the officials

    async def act(self, command: Command, command_id: str, is_done: Callable[[], bool]) -> None:
        """Give it unless somebody did, or has the console; a refusal is said, and waited out."""
        said: Refused | None = None
        while True:
            await self._script.until(lambda: is_done() or not self.live.meet.timing.paused)
            if is_done():
                return
            answer = await self.live.act(command, ACTOR, command_id)
            if not isinstance(answer, Refused):
                return
            if answer != said:
                said = answer
                self._board.clear()
                out(*(line for each in answer.refusals for line in (each.text, each.remedy)))
            await self._script.until(_another_decision(self.live))

    async def ride(self, place: Place) -> LiveRun | None:
        """Watch the heat until it is confirmed; None where it was not timed, or is not any more."""
        drawn: _Race | None = None
        while (heat := self.heat(place)) is not None and heat.level is None:
            race = self._race
            if not self._stage.speed or race is None or race.at[:3] != place:
                await self._script.until(lambda: self._is_news(place))
                continue
            drawn = race
            await self._script.until(partial(self._is_another, race), self._draw(race))
        if drawn is not None:
            self._draw(drawn)
            await self._stage.pause(HOLD_S)
            self._board.clear()
        return None if heat is None else run_view(self.live.meet, (*place, len(heat.runs)))

    def _is_news(self, place: Place) -> bool:
        """Whether the heat is on the track and drawn, or over."""
        heat = self.heat(place)
        if heat is None or heat.level is not None:
            return True
        return bool(self._stage.speed) and self._race is not None and self._race.at[:3] == place

    def _is_another(self, race: _Race) -> bool:
        return self._race is not race

    def _draw(self, race: _Race) -> int:
        """Draw the race as it stands; when it is to be drawn again."""
        last_us = race.scene.last_us + COME_US
        us = min(max(0, self._clock.us - race.scene.gun_us), last_us)
        seen = Seen.of(run_view(self.live.meet, race.at))
        self._board.show(frame(race.racers, seen, us, race.scene.course.half_laps))
        return self._clock.us + self._clock.rate * SECOND // FRAMES_A_SECOND

    # --- the riders

    async def _ride_on(self) -> None:
        """Whoever is locked in rides, once for each time, until the velodrome closes."""
        armed: HeatArmed | None = None
        while True:
            await self._track.until(partial(self._is_locked_in, armed))
            run = self._run
            assert run is not None
            armed = run.armed
            assert armed is not None
            await self._race_of(run.at, armed)
            self._race = None

    async def _race_of(self, at: RunAt, armed: HeatArmed) -> None:
        """A countdown and what follows: the gate opens at zero, unless somebody had a gun."""
        gun_us = self._clock.us + armed.countdown_s * SECOND
        await self._track.until(lambda: _armed(self._run) is not armed, gun_us)
        run = self._run
        start = self.starts.of(self.live.meet, at)
        if run is None or run.at != at or start is None or not start.rides:
            return
        self.velodrome.now_us = _shot(run, self._clock.us)
        scene = demo_rides.scene(at[1], at[2], start.course, start.rides, self.velodrome.now_us)
        stream = self.velodrome.stream(scene)
        self._race = _Race(at, start.racers, scene)
        for due in self.velodrome.due(scene, stream, by_hand=run.gun is not None):
            if await self._track.until(lambda: self._is_over(at), scene.gun_us + due.us):
                return
            self._line.send(due.chunk)

    def _is_locked_in(self, before: HeatArmed | None) -> bool:
        """Whether riders await the gun, and not those who had theirs already."""
        armed = _armed(self._run)
        return armed is not None and armed is not before

    @property
    def _run(self) -> TimedRun | None:
        return self.live.meet.timing.run

    def _is_over(self, at: RunAt) -> bool:
        """Whether nobody rides any more: called back, taken back, or the next are locked in."""
        run = self._run
        if run is None or run.at != at:
            return True
        state = machine(self.live.meet, at) if run.gun is not None else None
        return state is not None and state.state is State.STOPPED


def _armed(run: TimedRun | None) -> HeatArmed | None:
    """What locked the riders in who await the gun."""
    return run.armed if run is not None and run.gun is None else None


def _shot(run: TimedRun, now_us: int) -> int:
    """When the start was: taken by hand a moment ago, or now."""
    if run.gun is not None and 0 <= now_us - run.gun.us < MINUTE:
        return run.gun.us
    return now_us


def _another_decision(live: Live) -> Callable[[], bool]:
    """Whether anybody has decided anything since."""
    entries = live.desk.ledger.entries
    count = len(entries)
    return lambda: any(not isinstance(each.fact, RECEIVED) for each in entries[count:])
