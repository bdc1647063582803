"""Knows the words of a run of a heat: its states, what can happen, how a rider stands, the run so
far. What may follow what stands in ``run``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from halflap.sport.heat import Side
from halflap.sport.run_plan import CatchPolicy, RunPlan
from halflap.words.sentence import Sentence


class State(Enum):
    """Where a run is. The finished states also count riders who are out or caught."""

    READY = "ready"
    COUNTING_DOWN = "counting down"
    RUNNING = "running"
    ONE_FINISHED = "one finished"
    BOTH_FINISHED = "both finished"
    STOPPED = "stopped"
    CLOSED = "closed"


class What(Enum):
    """What can happen to a run."""

    LOCK_IN = "lock in"  # the riders are held by the blocks, the countdown runs
    COUNTDOWN_ABORTED = "countdown aborted"
    NOT_STARTING = "not starting"  # absent, or his start is refused
    GUN = "gun"
    START_RECOVERED = "start recovered"  # the gun was missed, its time comes from elsewhere
    FALSE_START = "false start"
    MISHAP = "mishap"  # recognised, in the first half lap of that rider
    STOP = "stop"  # the double shot
    FIRST_HALF_LAP = "first half lap"  # the rider passed the opposite line
    FINISHED = "finished"
    CATCH = "catch"  # as confirmed; the side is that of the rider who caught the other
    CATCHER_RIDES_ON = "catcher rides on"
    OUT = "out"  # does not finish
    REMOUNTED = "remounted"  # was out, rides again
    RESTART = "restart"  # the heat starts again: as its next run
    IMPULSE = "impulse"
    CLOSE = "close"


class Standing(Enum):
    """How one rider stands in a run."""

    RIDES = "rides"  # or is about to
    FINISHED = "finished"
    OUT = "out"
    CAUGHT = "caught"  # and the race was over with it
    CATCHER = "catcher"  # caught the other, the race is over, need not ride on
    NOT_STARTED = "not started"


class Ending(Enum):
    """How a run ended, in the words of ``halflap time --json``."""

    FINISHED = "finished"
    CAUGHT = "caught"
    STOPPED = "stopped"
    RESTARTED = "restarted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class RunEvent:
    """Something that happened; ``side`` is where the rider concerned started, ``us`` the time of
    the gun on its clock.
    """

    what: What
    side: Side | None = None
    us: int | None = None


@dataclass(frozen=True, slots=True)
class Illegal:
    """An event that cannot be now: why, and what to do instead. The run is as it was."""

    why: Sentence


@dataclass(frozen=True, slots=True)
class Run:
    """One run so far. ``home`` and ``back`` are None where nobody was drawn.

    ``gun_us`` on the clock of the gun. ``first_done``: who has ended the first half lap.
    ``caught_by``: who caught the other. ``stopped_for``: false start, mishap or stop, and
    ``stopped_by`` whose it was where that is known. ``late`` counts impulses after the closing.
    """

    plan: RunPlan
    state: State = State.READY
    home: Standing | None = None
    back: Standing | None = None
    gun_us: int | None = None
    first_done: tuple[Side, ...] = ()
    caught_by: Side | None = None
    stopped_for: What | None = None
    stopped_by: Side | None = None
    restarted: bool = False
    late: int = 0

    @classmethod
    def of(cls, plan: RunPlan) -> Run:
        """A run that is loaded and ready."""
        home, back = (
            Standing.RIDES if side in plan.starters else None for side in (Side.HOME, Side.BACK)
        )
        return cls(plan, home=home, back=back)

    def standing(self, side: Side) -> Standing | None:
        """How the rider who starts there stands, None where nobody was drawn."""
        return self.home if side is Side.HOME else self.back

    def who(self, *standings: Standing) -> tuple[Side, ...]:
        """The sides whose riders stand so, home first."""
        return tuple(side for side in (Side.HOME, Side.BACK) if self.standing(side) in standings)

    @property
    def riding(self) -> tuple[Side, ...]:
        """Who is still awaited at a finish."""
        return self.who(Standing.RIDES)

    @property
    def starters(self) -> tuple[Side, ...]:
        """Who is in the run at all."""
        return tuple(
            side
            for side in (Side.HOME, Side.BACK)
            if self.standing(side) not in {None, Standing.NOT_STARTED}
        )

    @property
    def caught(self) -> Side | None:
        """Who was caught, if anybody."""
        return None if self.caught_by is None else self.caught_by.other

    @property
    def over_by_catch(self) -> bool:
        """Whether the catch ended the race (UCI 3.2.057)."""
        return self.caught_by is not None and self.plan.catch is CatchPolicy.ENDS

    @property
    def ending(self) -> Ending:
        """How it ended, as far as it has."""
        if self.restarted:
            return Ending.RESTARTED
        if self.stopped_for is not None:
            return Ending.STOPPED
        if self.over_by_catch:
            return Ending.CAUGHT
        over = self.state in {State.BOTH_FINISHED, State.CLOSED}
        return Ending.FINISHED if over else Ending.OPEN
