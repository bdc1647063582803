"""Knows the keys of ``halflap live``: each acts through the same commands as everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from halflap.cli.key_words import BY_KEY, HELP, INSTEAD, KEYS, LOOK_AGAIN
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
from halflap.meet.acting import OF_A_RIDER, Action, Moment, means, only_doubts, ruled
from halflap.meet.commands import CloseRun, Command, ConfirmHeat, Refusal, Refused
from halflap.meet.views.live import live_run
from halflap.meet.views.news import News
from halflap.meet.wording import what_happened
from halflap.meet.wording_timing import sentence_of
from halflap.sport.heat import Side
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
            what_happened(entry, kept.state)
            for entry in kept.entries
            if not isinstance(entry.fact, quiet)
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
            "k": self._check,
            **{key: partial(self._act, action) for key, action in KEYS.items()},
        }

    async def _act(self, action: Action) -> None:
        """What the key comes to: its commands in order, until one is refused."""
        found = means(self._live.desk.ledger, action, self._moment())
        if found.riders:
            self._ask(OF_A_RIDER.get(action, "catch"))
            return
        for refusal in found.refusals:
            self._say_why(action, refusal)
        await self._do_all(found.commands)

    def _moment(self) -> Moment:
        return Moment(self._live.device_us(self._host_now()), self._began)

    def _say_why(self, action: Action, refusal: Refusal) -> None:
        """Why a key does nothing now, and the key or the command that would help."""
        if action is Action.ARM:
            self._said(self.awaits())  # no heat is left: what the meet waits for says more
            return
        self._said(INSTEAD.get(refusal.code, refusal.text))
        if refusal.code in BY_KEY:
            self._said(BY_KEY[refusal.code])
        elif refusal.code == "too-early" and self._is_ridden():
            self._said(say("To record what has come so far, press t."))

    def _is_ridden(self) -> bool:
        run = self._live.meet.timing.run
        return run is not None and run.gun is not None

    async def _do_all(self, commands: tuple[Command, ...]) -> None:
        for number, command in enumerate(commands):
            last = number == len(commands) - 1
            if isinstance(command, ConfirmHeat) and self._doubtful(command):
                return
            # Closing the run before and starting the next are one decision.
            self._between = isinstance(command, CloseRun) and not last
            done = await self.do(command)
            self._between = False
            if not done:
                return

    def _doubtful(self, confirm: ConfirmHeat) -> bool:
        """Whether only doubts keep a heat from being confirmed: they are said, nothing is done."""
        doubts = only_doubts(self._live.desk.ledger, (confirm,))
        for doubt in doubts:
            if doubt.text not in self._remarked:  # said when the times were recorded
                self._said(doubt.text)
        if doubts:
            self._said(LOOK_AGAIN)
        return bool(doubts)

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

    def _ask(self, ruling: str) -> None:
        """Ask which rider a ruling is about; the next key answers."""
        run = live_run(self._live.meet)
        if run is None:
            return

        async def answer(key: str) -> None:
            side = _SIDES.get(key)
            found = ruled(run, ruling, side) if side is not None else None
            if found is None or not found.commands:
                self._said(say("Nothing is ruled."))
                return
            await self._do_all(found.commands)

        self._asked = answer
        names = ", ".join(f"{side.value[0]} {name}" for side, _, name in run.riders)
        self._said(say("Which rider? {riders}; any other key: nobody.", riders=names))
