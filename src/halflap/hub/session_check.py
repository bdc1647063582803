"""Knows how the session check is done at the track: what is asked, what answered, what is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from halflap.hub.live import Kept, Live, Told
from halflap.hub.translating import clock_of
from halflap.journal.facts_timing import ImpulseReceived
from halflap.meet.commands import CheckStep, Refused
from halflap.meet.commands.timing_checking import steps_of
from halflap.meet.wording_timing import says_of, signed, time_apart
from halflap.timing.checking import (
    Check,
    Finding,
    Input,
    Step,
    Trip,
    asked,
    dead_time,
    tripped,
)
from halflap.words.sentence import Sentence, say


class SessionCheck:
    """One session check of a running loop; ``said`` takes what people have to hear."""

    def __init__(self, loop: Live, said: Callable[[Sentence], None], actor: str) -> None:
        self._loop, self._said, self._actor = loop, said, actor
        self._came: asyncio.Queue[ImpulseReceived | None] = asyncio.Queue()
        self.check = Check(steps_of(loop.meet.timing))
        loop.listeners.append(self._heard)

    def _heard(self, told: Told) -> None:
        if isinstance(told, Kept):
            for entry in told.entries:
                if isinstance(entry.fact, ImpulseReceived) and entry.fact.again is None:
                    self._came.put_nowait(entry.fact)

    async def run(self) -> None:
        """Ask for one input after the other until every one has answered, or ``end``."""
        self._said(asked(self.check))
        try:
            while not self.check.passed:
                impulse = await self._came.get()
                if impulse is None:
                    return
                await self._take(impulse)
        finally:
            self._loop.listeners.remove(self._heard)

    def end(self) -> None:
        """Nothing more comes: what has come is still looked at."""
        self._came.put_nowait(None)

    async def _take(self, impulse: ImpulseReceived) -> None:
        before = self.check
        trip = Trip(Input(impulse.source, impulse.channel), impulse.us)
        self.check = tripped(before, trip)
        for number in self.check.passed_steps:
            if number not in before.passed_steps:
                await self._keep(self.check.steps[number], impulse.impulse, None)
        for finding in self.check.findings:
            if finding not in before.findings:
                self._said(finding.text)
                step = next(s for s in self.check.steps if s.post is finding.post)
                await self._keep(step, impulse.impulse, finding)
        said = dead_time(self.check, trip.input)
        if said is not None and said != dead_time(before, trip.input):
            self._said(said)
        if self.check.awaited is not before.awaited:
            self._said(asked(self.check))

    async def _keep(self, step: Step, impulse: int, finding: Finding | None) -> None:
        command = CheckStep(
            post=step.post.value,
            source=step.input.device,
            channel=step.input.channel,
            passed=finding is None,
            says=says_of(finding.text) if finding is not None else None,
            impulse=impulse,
        )
        done = await self._loop.act(command, self._actor)
        if isinstance(done, Refused):
            for refusal in done.refusals:
                self._said(refusal.text)

    def clocks(self) -> Iterator[Sentence]:
        """What is known of the clocks of the sources against the primary one."""
        timing = self._loop.meet.timing
        primary = timing.primary
        for source in timing.sources:
            if primary is None or clock_of(source.attached) == clock_of(primary.attached):
                continue
            clock, onto = clock_of(source.attached), clock_of(primary.attached)
            mapped = timing.clock(clock).onto(source.epoch, onto, primary.epoch)
            if mapped is None:
                yield say(
                    "The clock {clock} is not compared with {onto} yet: trip a line that both see.",
                    clock=clock,
                    onto=onto,
                )
            else:
                yield say(
                    "The clock {clock} is {offset} s behind {onto}, drifts {drift} parts in a"
                    " thousand million, good to {good} s.",
                    clock=clock,
                    onto=onto,
                    offset=signed(time_apart(mapped.offset_us)),
                    drift=mapped.drift_ppb,
                    good=signed(mapped.uncertainty_us).lstrip("+"),
                )
