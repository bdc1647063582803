"""Knows the keys of ``halflap live``: each acts through the same commands as everything else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from fractions import Fraction

from halflap.hub.live import Kept, Live, Told, Trouble
from halflap.journal.errors import StorageError
from halflap.journal.facts_timing import ImpulseReceived
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
from halflap.meet.runs import at_run
from halflap.meet.state import Meet
from halflap.meet.timing_state import TimedRun
from halflap.meet.views.live import LiveRun, live_run, news
from halflap.meet.wording import what_happened
from halflap.sport.heat import Side
from halflap.sport.track import printed
from halflap.words.sentence import Sentence, say

Say = Callable[[Sentence], None]
HostNow = Callable[[], int]

HELP = say(
    "a arm, g gun by hand, b abort the countdown, t record the times, c catch, n no catch, "
    "f false start, m mishap, o confirm, O confirm with all doubts, x close, u undo, p pause, "
    "q quit"
)

_QUIET = (ImpulseReceived,)
"""Facts that are not said one by one: what they change is."""

_SIDES = {"h": Side.HOME, "b": Side.BACK}


class Console:
    """What the operator sees and presses; ``said`` takes every line."""

    def __init__(self, live: Live, said: Say, actor: str, host_now: HostNow) -> None:
        self._live = live
        self._said = said
        self._actor = actor
        self._host_now = host_now
        self._shown = live.meet
        self._asked: Callable[[str], Awaitable[None]] | None = None
        live.listeners.append(self.told)

    # --- what is seen

    def told(self, told: Told) -> None:
        """A commit, or a trouble, in words."""
        if isinstance(told, Trouble):
            self._said(told.text)
            self._said(told.remedy)
            return
        before, self._shown = self._shown, told.state
        for sentence in self._lines(before, told):
            self._said(sentence)

    def _lines(self, before: Meet, kept: Kept) -> list[Sentence]:
        lines = [
            what_happened(entry) for entry in kept.entries if not isinstance(entry.fact, _QUIET)
        ]
        lines += news(before, kept.entries, kept.state)
        return lines + list(kept.remarks)

    def awaits(self) -> Sentence:
        """The one sentence that says what is awaited and what the next key does."""
        meet = self._live.meet
        run = live_run(meet)
        if run is not None:
            return run.awaits
        heat = next_heat(meet)
        if heat is None:
            return say("No heat is left to ride.")
        return say("Next: heat {heat} of {phase}. Press a to arm it.", heat=heat[2], phase=heat[1])

    # --- what is pressed

    async def press(self, key: str) -> bool:
        """One key; False ends the console."""
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

    def _actions(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "a": self._arm,
            "g": self._gun,
            "b": self._abort,
            "t": self._record,
            "c": self._catch,
            "n": self._no_catch,
            "f": self._false_start,
            "m": self._mishap,
            "o": self._confirm,
            "O": self._confirm_all,
            "x": self._close,
            "u": self._undo,
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
                self._said(refusal.remedy)
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
            self._said(say("No heat is left to ride."))
            return
        await self.do(ArmHeat(competition=heat[0], phase=heat[1], heat=heat[2]))

    async def _gun(self) -> None:
        """The shot that came, or this moment as the clock of the device shows it."""
        run = self._open()
        if run is None:
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

    async def _confirm(self) -> None:
        await self._confirmed(())

    async def _confirm_all(self) -> None:
        await self._confirmed(("all",))

    async def _confirmed(self, acknowledge: tuple[str, ...]) -> None:
        """The times are recorded first where they are not yet."""
        run = self._open()
        found = at_run(self._live.meet, run.at) if run is not None else None
        if run is None or found is None:
            return
        competition, phase, heat, _ = run.at
        if not found[3].ridden:
            await self._record()
        await self.do(
            ConfirmHeat(
                competition=competition,
                phase=phase,
                heat=heat,
                level="provisional",
                acknowledge=acknowledge,
            )
        )

    async def _close(self) -> None:
        if (run := self._open()) is not None:
            competition, phase, heat, number = run.at
            await self.do(CloseRun(competition=competition, phase=phase, heat=heat, run=number))

    async def _undo(self) -> None:
        await self.do(Undo(reason="by the operator"))

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
        self._ask("catch")

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

    async def _false_start(self) -> None:
        self._ask("false-start")

    async def _mishap(self) -> None:
        self._ask("mishap")

    def _ask(self, ruling: str) -> None:
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
        competition, phase, heat, _ = run.at
        bib = next(bib for start, bib, _ in run.riders if start is side)
        past = run.machine.first_done
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
            )
        )
