"""Knows the keys of ``halflap live``: each acts through the same commands as everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from fractions import Fraction
from functools import partial

from msgspec.structs import replace

from halflap.cli.key_words import BY_KEY, HELP, LOOK_AGAIN
from halflap.cli.live_awaits import awaits
from halflap.hub.live import Kept, Live, Told, Trouble
from halflap.hub.session_check import SessionCheck
from halflap.journal.errors import StorageError
from halflap.journal.facts import RunStarted
from halflap.journal.facts_timing import (
    CheckStepDone,
    ImpulseReceived,
    LinesRejected,
    RunGunned,
    SourceHealthChanged,
)
from halflap.meet.automation import next_heat
from halflap.meet.commands import (
    AbortCountdown,
    ArmHeat,
    CloseRun,
    Command,
    ConfirmHeat,
    DismissCatch,
    PauseAutomation,
    RecordTimed,
    RecoverStart,
    Refused,
    ResumeAutomation,
    Rule,
    TakeGun,
    Undo,
)
from halflap.meet.commands.ruling import INCIDENTS
from halflap.meet.commands.undoing import last_of_people
from halflap.meet.runs import at_run
from halflap.meet.timing_state import TimedRun
from halflap.meet.views.live import LiveRun, live_run
from halflap.meet.views.news import ON_THE_TRACK, News
from halflap.meet.views.shots import late_start
from halflap.meet.wording import what_happened
from halflap.meet.wording_timing import sentence_of
from halflap.sport.heat import Side
from halflap.sport.track import printed
from halflap.words.sentence import Sentence, say

Say = Callable[[Sentence], None]
HostNow = Callable[[], int]

LOOKS_FOR_US = 120_000_000
"""After so long without an impulse nothing new can be said of the riders."""

_QUIET = (ImpulseReceived, LinesRejected)
"""Facts that are not said one by one: what they change is."""

_SIDES = {"h": Side.HOME, "b": Side.BACK}


class Console:
    """What the operator sees and presses; ``said`` takes every line."""

    def __init__(self, live: Live, said: Say, actor: str, host_now: HostNow) -> None:
        self._live = live
        self._said = said
        self._actor = actor
        self._host_now = host_now
        self._news = News(live.meet)
        self._came_us = host_now()
        self._began = len(live.desk.ledger.entries)
        self._trial: SessionCheck | None = None
        self._trying: asyncio.Task[None] | None = None
        self._awaited = ""
        self._between = False  # two commands that are one decision
        self._remarked: tuple[Sentence, ...] = ()
        self._asked: Callable[[str], Awaitable[None]] | None = None
        live.listeners.append(self.told)

    def told(self, told: Told) -> None:
        """A commit, or a trouble, in words; then what is awaited, where that has changed."""
        if isinstance(told, Trouble):
            self._said(told.text)
            self._said(told.remedy)
        else:
            if any(isinstance(entry.fact, ImpulseReceived) for entry in told.entries):
                self._came_us = self._host_now()
            self._remarked += told.remarks
            for sentence in self._lines(told):
                self._said(sentence)
        self.say_awaited()

    def tick(self) -> None:
        """Time went on: whoever is overdue by now is named."""
        since_us = max(0, self._host_now() - self._came_us)
        if since_us <= LOOKS_FOR_US:
            for sentence in self._news.waited(since_us):
                self._said(sentence)

    def _lines(self, kept: Kept) -> list[Sentence]:
        gunned = any(isinstance(entry.fact, RunGunned) for entry in kept.entries)
        quiet = (*_QUIET, RunStarted) if gunned else _QUIET
        if self._trial is not None:
            quiet = (*quiet, CheckStepDone)  # the check itself says how it goes
        lines = [
            what_happened(entry) for entry in kept.entries if not isinstance(entry.fact, quiet)
        ]
        for entry in kept.entries:
            if isinstance(entry.fact, SourceHealthChanged) and entry.fact.remedy is not None:
                lines.append(sentence_of(entry.fact.remedy))
        return lines + self._news_of(kept) + list(kept.remarks)

    def _news_of(self, kept: Kept) -> list[Sentence]:
        return self._news.of(kept.entries, kept.state, tripping=self._trial is not None)

    def say_awaited(self) -> None:
        """What is awaited, unless that was the last thing said of it."""
        if self._between:
            return
        awaits = self.awaits()
        if str(awaits) != self._awaited:
            self._awaited = str(awaits)
            self._said(awaits)

    def awaits(self) -> Sentence:
        """The one sentence that says what is awaited and what the next key does."""
        return awaits(self._live.meet, str(self._live.desk.path))

    async def press(self, key: str) -> bool:
        """One key; False ends the console."""
        self._remarked = ()
        if self._asked is not None:
            asked, self._asked = self._asked, None
            await asked(key)
            return True
        if key == "q":
            return False
        action = self._actions().get(key)
        if action is None:
            self._said(HELP)
        else:
            await action()
        return True

    @property
    def keys(self) -> frozenset[str]:
        """Every key that does something, the answers to questions too."""
        return frozenset({*self._actions(), *_SIDES, "q", "?"})

    def _actions(self) -> dict[str, Callable[[], Awaitable[object]]]:
        return {
            "a": self._arm,
            "g": self._gun,
            "b": self._abort,
            "t": self._record,
            "c": self._catch,
            "n": self._no_catch,
            "f": partial(self._ask, "false-start"),
            "m": partial(self._ask, "mishap"),
            "d": partial(self._ask, "dnf"),
            "o": partial(self._confirmed, ()),
            "O": partial(self._confirmed, ("all",)),
            "x": self._close,
            "u": self._undo,
            "k": self._check,
            "p": self._pause,
        }

    async def do(self, command: Command) -> bool:
        """Do a command and say why not, if not; whether it was done."""
        try:
            done = await self._live.act(command, self._actor)
        except StorageError as error:
            self._said(error.text)
            self._said(error.remedy)
            return False
        if isinstance(done, Refused):
            for refusal in done.refusals:
                self._said(refusal.text)
                self._said(BY_KEY.get(refusal.code, refusal.remedy))
            return False
        return True

    def _open(self) -> TimedRun | None:
        run = self._live.meet.timing.run
        if run is None:
            self._said(say("No run is armed or open."))
        return run

    async def _arm(self) -> None:
        heat = next_heat(self._live.meet)
        if heat is None:
            self._said(self.awaits())
            return
        await self.do(ArmHeat(competition=heat[0], phase=heat[1], heat=heat[2]))

    async def _late_gun(self) -> None:
        """The shot that came before its heat was armed starts it: with all that came since then."""
        meet = self._live.meet
        found, run = late_start(meet), meet.timing.run
        if found is None:
            self._said(say("No heat is armed, and no shot has come that could be a start."))
            self._said(say("Press a to arm the next heat."))
            return
        shot, (competition, phase, heat) = found
        if run is not None:
            closing = CloseRun(
                competition=run.at[0], phase=run.at[1], heat=run.at[2], run=run.at[3]
            )
            self._between = True
            closed = await self.do(closing)
            self._between = False
            if not closed:
                return
        await self.do(
            RecoverStart(
                competition=competition,
                phase=phase,
                heat=heat,
                impulse=shot.impulse,
                reason="fired before the heat was armed",
            )
        )

    async def _gun(self) -> None:
        """The shot that came, or this moment as the clock of the device shows it."""
        run = self._live.meet.timing.run
        if run is None or run.gun is not None:
            await self._late_gun()
            return
        preview = self._live.preview(TakeGun())
        if not isinstance(preview, Refused) or preview.refusals[0].code != "no-shot":
            await self.do(TakeGun())
            return
        us = self._live.device_us(self._host_now())
        if us is None:
            await self.do(TakeGun())
            return
        competition, phase, heat, number = run.at
        await self.do(
            RecoverStart(
                competition=competition,
                phase=phase,
                heat=heat,
                run=number,
                us=us,
                reason="gun by hand",
            )
        )

    async def _abort(self) -> None:
        await self.do(AbortCountdown(reason="by the operator"))

    async def _record(self) -> None:
        if (run := self._open()) is not None:
            competition, phase, heat, number = run.at
            await self.do(RecordTimed(competition=competition, phase=phase, heat=heat, run=number))

    async def _confirmed(self, acknowledge: tuple[str, ...]) -> None:
        """The times are recorded first where they are not yet."""
        run = self._open()
        found = at_run(self._live.meet, run.at) if run is not None else None
        if run is None or found is None:
            return
        competition, phase, heat, _ = run.at
        view = live_run(self._live.meet)
        if view is not None and run.gun is None:
            self._said(view.awaits)
            return
        if view is not None and view.machine.state in ON_THE_TRACK:
            self._said(view.awaits)
            self._said(say("To record what has come so far, press t."))
            return
        recording = RecordTimed(competition=competition, phase=phase, heat=heat, run=run.at[3])
        recorded = self._live.preview(recording)
        known = isinstance(recorded, Refused) and recorded.refusals[0].code == "recorded"
        if not found[3].ridden and not known and not await self.do(recording):
            return
        asked = ConfirmHeat(
            competition=competition,
            phase=phase,
            heat=heat,
            level="provisional",
            acknowledge=acknowledge,
        )
        with_all = replace(asked, acknowledge=("all",))
        refused = self._live.preview(asked)
        if isinstance(refused, Refused) and not isinstance(self._live.preview(with_all), Refused):
            for refusal in refused.refusals:
                if refusal.text not in self._remarked:  # said when the times were recorded
                    self._said(refusal.text)
            self._said(LOOK_AGAIN)
            return
        await self.do(asked)

    async def _close(self) -> None:
        if (run := self._open()) is not None:
            competition, phase, heat, number = run.at
            await self.do(CloseRun(competition=competition, phase=phase, heat=heat, run=number))

    async def _undo(self) -> None:
        """The last thing done in this sitting; what was done before it is not for a single key."""
        last = last_of_people(self._live.desk.ledger)
        if last and last[0].command <= self._began:
            self._said(say("Nothing done since the start of halflap live is left to undo."))
            self._said(say("For what was done before: halflap undo MEET N, in another terminal."))
            return
        await self.do(Undo(reason="by the operator"))

    async def _check(self) -> None:
        """The session check, here and now; the same key ends it."""
        if self._trial is not None:
            self._trial.end()
            return
        if self._live.meet.timing.run is not None:
            self._said(say("A heat is armed or open: the gun would count for it."))
            self._said(say("Check the inputs when it is over, or abort the countdown: b."))
            return
        self._trial = SessionCheck(self._live, self._said, self._actor)
        self._trying = asyncio.create_task(self._try_inputs(self._trial))

    async def _try_inputs(self, trial: SessionCheck) -> None:
        try:
            await trial.run()
        finally:
            self._trial = None
        if not trial.check.passed:
            self._said(say("The session check is ended before all inputs have answered."))
        self._awaited = ""
        self.say_awaited()

    async def _pause(self) -> None:
        paused = self._live.meet.timing.paused
        await self.do(ResumeAutomation() if paused else PauseAutomation())

    async def _catch(self) -> None:
        """The proposed catch is confirmed; without a proposal the catcher is asked for."""
        run = live_run(self._live.meet)
        catch = run.reading.assignment.catch if run is not None and run.reading else None
        if run is not None and catch is not None:
            await self._rule(run, "catch", catch.by, catch.distance_m)
            return
        await self._ask("catch")

    async def _no_catch(self) -> None:
        if (run := self._open()) is not None:
            competition, phase, heat, number = run.at
            await self.do(
                DismissCatch(
                    competition=competition,
                    phase=phase,
                    heat=heat,
                    run=number,
                    reason="seen by the commissaire",
                )
            )

    async def _ask(self, ruling: str) -> None:
        """Ask which rider a ruling is about; the next key answers."""
        run = live_run(self._live.meet)
        if run is None:
            self._said(say("No run is armed or open."))
            return

        async def answer(key: str) -> None:
            side = _SIDES.get(key)
            if side is None or all(start is not side for start, _, _ in run.riders):
                self._said(say("Nothing is ruled."))
                return
            await self._rule(run, ruling, side)

        self._asked = answer
        names = ", ".join(f"{side.value[0]} {name}" for side, _, name in run.riders)
        self._said(say("Which rider? {riders}; any other key: nobody.", riders=names))

    async def _rule(
        self, run: LiveRun, ruling: str, side: Side, at_m: Fraction | None = None
    ) -> None:
        competition, phase, heat, number = run.at
        bib = next(bib for start, bib, _ in run.riders if start is side)
        past = run.machine.first_done  # when it was asked; if they rode on since, that is said
        await self.do(
            Rule(
                competition=competition,
                phase=phase,
                heat=heat,
                ruling=ruling,
                bib=bib,
                past_first_half_lap=side in past,
                at_m=printed(at_m) if at_m is not None else None,
                reason="ruled at the track",
                run=number if ruling in INCIDENTS else 0,
            )
        )
