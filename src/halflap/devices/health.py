"""Knows how a source of impulses fares: its states, what moves it between them, and what to do.

A pure state machine. What happened comes in with its moment; out comes a ``HealthChange`` only
where the state changes. Moments are microseconds of the host's steady clock.

Measurements (``heard``, ``tick`` …) become signals by the ``Limits``; ``TABLE`` says what a signal
does in a state. A flood ends when the source was calm for ``Limits.calm_us``: within it, other
troubles wait.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from halflap.devices.health_states import (
    MINUTE_US,
    SECOND_US,
    TABLE,
    TROUBLE,
    Limits,
    Signal,
    State,
)
from halflap.devices.health_words import change_words
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class HealthChange:
    """The state of a source changed: a sentence and what to do.

    ``lost_lines`` were not kept since the source was cut off. ``retry_us`` is the moment of the
    next attempt where the device is gone.
    """

    source: str
    before: State | None
    state: State
    at_us: int
    text: Sentence
    remedy: Sentence | None = None
    lost_lines: int = 0
    retry_us: int | None = None

    @property
    def recovered(self) -> bool:
        """The source was in trouble and is well again."""
        return self.state is State.CONNECTED and self.before in TROUBLE


@dataclass(frozen=True, slots=True)
class Counts:
    """What a piece of traffic held: lines read, rejected, neither (empty ones), and bytes."""

    good: int = 0
    bad: int = 0
    neutral: int = 0
    size: int = 0

    @property
    def lines(self) -> int:
        """All of them."""
        return self.good + self.bad + self.neutral


@dataclass(frozen=True, slots=True)
class _Rate:
    """Traffic of the second that began at ``from_us``, and of the one before it."""

    from_us: int = 0
    lines: int = 0
    size: int = 0
    over_us: int = -(1 << 62)  # when it was last above the limit


@dataclass(frozen=True, slots=True)
class _Quota:
    """Traffic kept of a flood in the minute that began at ``from_us``."""

    from_us: int = -(1 << 62)
    lines: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """The health of one source. Every method that takes a moment gives the new health, and the
    change of state if there is one.
    """

    source: str
    limits: Limits = field(default_factory=Limits)
    state: State = State.CONNECTING
    since_us: int = 0
    heard_us: int | None = None
    awaited_us: int | None = None
    lost_lines: int = 0
    lost_bytes: int = 0
    retry_us: int | None = None
    bad_row: int = 0
    good_row: int = 0
    recent: tuple[bool, ...] = ()
    rate: _Rate = field(default_factory=_Rate)
    quota: _Quota = field(default_factory=_Quota)

    @property
    def keeps(self) -> bool:
        """What the source sends now is kept."""
        return self.state is not State.CUT_OFF

    def begun(self, at_us: int, where: str) -> tuple[Health, HealthChange]:
        """The first attempt to reach it."""
        begun = replace(self, state=State.CONNECTING, since_us=at_us)
        text = say("Connecting to {source} ({where}).", source=self.source, where=where)
        return begun, HealthChange(self.source, None, State.CONNECTING, at_us, text)

    def opened(self, at_us: int) -> tuple[Health, HealthChange | None]:
        """The device is there."""
        cleared = replace(
            self,
            heard_us=None,
            awaited_us=None if self.awaited_us is None else at_us,
            bad_row=0,
            good_row=0,
            recent=(),
            retry_us=None,
        )
        return cleared._moved(Signal.OPENED, at_us)

    def lost(
        self, at_us: int, why: Sentence, remedy: Sentence | None, retry_us: int | None
    ) -> tuple[Health, HealthChange | None]:
        """The device went away or cannot be reached; ``retry_us`` is the next attempt."""
        gone, change = replace(self, retry_us=retry_us)._moved(Signal.LOST, at_us)
        if change is None:
            return gone, None
        lost = change.text if change.lost_lines else None
        text = (
            say("{source} is gone. {why} {lost}", source=self.source, why=why, lost=lost)
            if lost
            else say("{source} is gone. {why}", source=self.source, why=why)
        )
        return gone, replace(change, text=text, remedy=remedy, retry_us=retry_us)

    def await_lines(self, at_us: int, awaited: bool) -> tuple[Health, HealthChange | None]:
        """Lines are awaited from now on (a run is on), or no longer."""
        if awaited:
            return replace(self, awaited_us=at_us), None
        calm, change = replace(self, awaited_us=None)._moved(Signal.HEARD, at_us)
        if change:
            text = say("Nothing is awaited from {source} any longer.", source=self.source)
            change = replace(change, text=text)
        return calm, change

    def heard(self, at_us: int, counts: Counts) -> tuple[Health, HealthChange | None]:
        """Traffic came and is kept, as ``keeps`` said."""
        health = self._measured(at_us, counts)
        if health.state is State.FLOODING:
            health = health._charged(at_us, counts.lines, counts.size)
        return health._moved(health._signal(at_us), at_us)

    def dropped(self, at_us: int, lines: int, size: int) -> tuple[Health, HealthChange | None]:
        """Traffic came and is not kept, because the source is cut off."""
        health = self._measured(at_us, Counts(neutral=lines, size=size))
        health = replace(
            health, lost_lines=health.lost_lines + lines, lost_bytes=health.lost_bytes + size
        )
        return health._moved(Signal.CALM if health._calm(at_us) else Signal.FLOOD, at_us)

    def overrun(self, at_us: int, lines: int) -> tuple[Health, HealthChange | None]:
        """The port had to drop messages, because its sender cannot be made to wait."""
        rate = replace(self.rate, over_us=at_us)
        health = replace(self, rate=rate, lost_lines=self.lost_lines + lines)
        return health._moved(Signal.OVERRUN, at_us)

    def tick(self, at_us: int) -> tuple[Health, HealthChange | None]:
        """Time went on and nothing came."""
        if self.state in (State.FLOODING, State.CUT_OFF):
            return self._moved(Signal.CALM, at_us) if self._calm(at_us) else (self, None)
        last_us = max(self.awaited_us or 0, self.heard_us or 0)
        if self.awaited_us is not None and at_us - last_us >= self.limits.silent_us:
            return self._moved(Signal.STALLED, at_us)
        return self, None

    def _signal(self, at_us: int) -> Signal:
        limits = self.limits
        if self.state is State.FLOODING:
            if self.quota.lines > limits.quota_lines or self.quota.size > limits.quota_bytes:
                return Signal.OVER_QUOTA
            return Signal.CALM if self._calm(at_us) else Signal.FLOOD
        if self.rate.over_us == at_us:
            return Signal.FLOOD
        if self.state is State.RUBBISH:
            return Signal.READABLE if self.good_row >= limits.readable_row else Signal.UNREADABLE
        full = len(self.recent) == limits.rubbish_of
        share = self.recent.count(False) * 100 > limits.rubbish_share * limits.rubbish_of
        if self.bad_row >= limits.rubbish_row or (full and share):
            return Signal.UNREADABLE
        return Signal.HEARD

    def _measured(self, at_us: int, counts: Counts) -> Health:
        rate = self.rate
        if at_us - rate.from_us >= SECOND_US:
            rate = _Rate(from_us=at_us, over_us=rate.over_us)
        rate = replace(rate, lines=rate.lines + counts.lines, size=rate.size + counts.size)
        if rate.lines > self.limits.flood_lines or rate.size > self.limits.flood_bytes:
            rate = replace(rate, over_us=at_us)
        seen = (*self.recent, *(False,) * counts.bad, *(True,) * counts.good)
        return replace(
            self,
            heard_us=at_us,
            rate=rate,
            bad_row=0 if counts.good else self.bad_row + counts.bad,
            good_row=0 if counts.bad else self.good_row + counts.good,
            recent=seen[-self.limits.rubbish_of :],
        )

    def _charged(self, at_us: int, lines: int, size: int) -> Health:
        quota = self.quota
        if at_us - quota.from_us >= MINUTE_US:
            quota = _Quota(from_us=at_us)
        quota = replace(quota, lines=quota.lines + lines, size=quota.size + size)
        return replace(self, quota=quota)

    def _calm(self, at_us: int) -> bool:
        return at_us - self.rate.over_us >= self.limits.calm_us

    def _moved(self, signal: Signal, at_us: int) -> tuple[Health, HealthChange | None]:
        state = TABLE[self.state].get(signal, self.state)
        if state is self.state:
            return self, None
        text, remedy = change_words(
            self.source,
            self.state,
            state,
            self.limits,
            seconds=(at_us - self.since_us) // SECOND_US,
            lost=self.lost_lines,
        )
        change = HealthChange(
            self.source, self.state, state, at_us, text, remedy, lost_lines=self.lost_lines
        )
        moved = replace(self, state=state, since_us=at_us)
        if state in (State.CONNECTED, State.GONE):  # the change has said how many were lost
            moved = replace(moved, lost_lines=0, lost_bytes=0, recent=(), bad_row=0)
        if state is State.FLOODING:  # what made it a flood counts as well
            moved = moved._charged(at_us, self.rate.lines, self.rate.size)
        return moved, change


LOW_DISK_BYTES = 500 * 1000 * 1000
"""Below it there is a warning: a day with a flooding source can take as much."""


def disk_health(place: str, free_bytes: int) -> Sentence | None:
    """A warning with its remedy where less than 500 MB of the disk of a place are free."""
    if free_bytes >= LOW_DISK_BYTES:
        return None
    return say(
        "Only {mb} MB of the disk of {place} are free: delete what is not needed there, or go on"
        " on another disk.",
        mb=free_bytes // 1_000_000,
        place=place,
    )
