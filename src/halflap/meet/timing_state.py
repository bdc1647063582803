"""Knows what live timing has come to: devices, clocks, impulses, runs, the session check.

Whose an impulse is does not stand here: that is inferred from these values (``runs.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.journal.facts_timing import (
    BackupFailed,
    BackupMade,
    CatchDismissed,
    CheckBypassed,
    CheckStepDone,
    ClockEpochOpened,
    ClockShifted,
    ClocksMapped,
    DiskLow,
    HeatArmed,
    ImpulseAttached,
    ImpulseReceived,
    IntervalTaken,
    RunAt,
    RunClosed,
    RunGunned,
    SourceAttached,
    SourceHealthChanged,
    SplitInserted,
)
from halflap.meet.impulse_log import ImpulseLog
from halflap.meet.pmap import PMap
from halflap.sport.run_plan import Limits


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The base of the values of the state; none refers back, so the collector need not look."""


class SourceState(Value, frozen=True, kw_only=True):
    """A timing device: as attached, everything it sent, how it is.

    ``shots`` are the impulses of its gun input. ``highest_us`` is the latest stamp in the ``epoch``
    of its clock, of those that are not suspect; ``outside`` counts impulses that fell in no run;
    ``rejected`` lines that could not be read; ``lost`` lines not recorded. ``revoked`` are impulses
    of which its last word was that it takes them back.
    """

    attached: SourceAttached
    log: ImpulseLog = msgspec.field(default_factory=ImpulseLog)
    shots: ImpulseLog = msgspec.field(default_factory=ImpulseLog)
    health: SourceHealthChanged | None = None
    epoch: int = 0
    highest_us: int = -1
    outside: int = 0
    rejected: int = 0
    lost: int = 0
    revoked: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What the source is called."""
        return self.attached.source

    @property
    def well(self) -> bool:
        """Whether nothing is known to be wrong with it."""
        return self.health is None or self.health.state in ("connecting", "connected")


class ClockState(Value, frozen=True, kw_only=True):
    """A clock: its epoch now, why each was opened, and the latest mapping of each epoch.

    ``shifts`` are the fractions of a second by which it was set, or seems so, in any epoch.
    """

    name: str
    epoch: int = 0
    opened: tuple[ClockEpochOpened, ...] = ()
    mapped: tuple[ClocksMapped, ...] = ()
    shifts: tuple[ClockShifted, ...] = ()

    def onto(self, epoch: int, clock: str, onto_epoch: int) -> ClocksMapped | None:
        """How this clock in that epoch reads on another one, if it is known."""
        for mapping in reversed(self.mapped):
            if (mapping.epoch, mapping.onto, mapping.onto_epoch) == (epoch, clock, onto_epoch):
                return mapping
        return None


class TimedRun(Value, frozen=True, kw_only=True):
    """A run as it is timed: its gun, the impulses that fell in it, and what people made of them.

    ``start_lines`` are those painted when it had its gun: it was ridden from them. ``counted`` are
    the sources that were the primary one then and while it was open, each from so many microseconds
    after the gun on: who counts in later heats changes nothing in it. ``counters`` are the lap
    counters that were set by hand, at most one for each line.
    """

    at: RunAt
    start_lines: tuple[tuple[int, str], ...] = ()
    armed: HeatArmed | None = None
    gun: RunGunned | None = None
    counted: tuple[tuple[int, str], ...] = ()
    log: ImpulseLog = msgspec.field(default_factory=ImpulseLog)
    attached: tuple[ImpulseAttached, ...] = ()
    strays: tuple[int, ...] = ()
    inserted: tuple[SplitInserted, ...] = ()
    taken: tuple[IntervalTaken, ...] = ()
    pulled: tuple[ImpulseReceived, ...] = ()
    limits: Limits = Limits()
    epochs: tuple[ClockEpochOpened, ...] = ()
    dismissed: CatchDismissed | None = None
    late: int = 0
    counters: tuple[LapCounterOverridden, ...] = ()
    closed: RunClosed | None = None

    def attachment(self, impulse: int) -> ImpulseAttached | None:
        """Whose a person said an impulse is."""
        return next((each for each in self.attached if each.impulse == impulse), None)


class Timing(Value, frozen=True, kw_only=True):
    """All of live timing; ``count`` impulses so far, ``current`` the run that is armed or open.

    ``armed_after`` is the number of impulses when it was armed: its gun comes after them.
    ``renamed`` are impulses (number, epoch, microseconds) that turned out to be of a later epoch.
    ``aborted`` are the runs whose countdown was stopped, until their heat is armed again.
    """

    count: int = 0
    sources: tuple[SourceState, ...] = ()
    clocks: tuple[ClockState, ...] = ()
    renamed: tuple[tuple[int, int, int], ...] = ()
    runs: PMap[RunAt, TimedRun] = msgspec.field(default_factory=PMap)
    current: RunAt | None = None
    armed_after: int = 0
    aborted: tuple[RunAt, ...] = ()
    check: tuple[CheckStepDone, ...] = ()
    bypass: CheckBypassed | None = None
    paused: bool = False
    backup: BackupMade | BackupFailed | None = None
    disk: DiskLow | None = None

    def source(self, name: str) -> SourceState | None:
        """The source of that name."""
        for source in self.sources:
            if source.attached.source == name:
                return source
        return None

    @property
    def primary(self) -> SourceState | None:
        """The source whose impulses count unless somebody says otherwise."""
        for source in self.sources:
            if source.attached.role == "primary":
                return source
        return None

    def clock(self, name: str) -> ClockState:
        """The clock of that name; one that nobody has read is in its first epoch."""
        for clock in self.clocks:
            if clock.name == name:
                return clock
        return ClockState(name=name)

    def impulse(self, number: int) -> ImpulseReceived | None:
        """The impulse of that number."""
        for source in self.sources:
            found = source.log.numbered(number)
            if found is not None:
                return found
        return None

    def stamp(self, impulse: ImpulseReceived) -> tuple[int, int]:
        """The epoch and microseconds of an impulse, as they are known now."""
        for number, epoch, us in self.renamed:
            if number == impulse.impulse:
                return epoch, us
        return impulse.epoch, impulse.us

    def doubted(self, impulse: ImpulseReceived) -> bool:
        """Whether a stamp is suspect still; one of a clock that proved to have been set is not."""
        return impulse.suspect and all(number != impulse.impulse for number, _, _ in self.renamed)

    def revoked(self, impulse: ImpulseReceived) -> bool:
        """Whether its device has taken an impulse back, and not given it again since."""
        source = self.source(impulse.source)
        return source is not None and impulse.impulse in source.revoked

    @property
    def run(self) -> TimedRun | None:
        """The run that is armed or open."""
        return self.runs.get(self.current) if self.current is not None else None

    def gunned(self) -> Iterator[TimedRun]:
        """Every run that had a gun, in no order that means anything."""
        return (run for run in self.runs.values() if run.gun is not None)
