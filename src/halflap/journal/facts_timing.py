"""Knows the kinds of facts of live timing: what devices sent, and what people made of it.

What was received, and what became of a device, is permanent; what somebody decided about it can be
withdrawn. Times are microseconds; those of a run count from its gun.
"""

from __future__ import annotations

from typing import Literal

from halflap.journal.facts_base import Fact, Part

RunAt = tuple[str, str, str, int]
"""A run by its place: competition, phase, heat, and its number in the heat."""

Role = Literal["primary", "backup", "hand"]
Straight = Literal["home", "back"]
"""The straight where a rider started, which is how a rider of a run is called."""

TimeSource = Literal["electronic", "photo", "hand"]


class Says(Part, frozen=True, kw_only=True):
    """A sentence as it is kept, to be said again in the language of whoever reads it."""

    template: str
    values: tuple[tuple[str, str | int | Says | tuple[Says, ...]], ...] = ()


class SplitFact(Part, frozen=True, kw_only=True):
    """A half lap as confirmed: ``us`` since the gun, and the numbers of the impulses behind it."""

    half_lap: int
    us: int | None = None
    impulses: tuple[int, ...] = ()


class SplitsFact(Part, frozen=True, kw_only=True):
    """The ride of one rider as confirmed, half lap by half lap, read by ``algorithm``."""

    bib: int
    start: Straight
    run: int
    splits: tuple[SplitFact, ...]
    algorithm: str = ""


class SourceAttached(Fact, frozen=True, kw_only=True):
    """A timing device in use, or put to another use: what it speaks, where, and its inputs.

    ``clock`` names the clock of its stamps: two sources that share one share its name.
    """

    source: str
    protocol: str
    address: str = ""
    role: Role = "primary"
    gun: str = "C0"
    home: str = "C2"
    back: str = "C3"
    gun_kind: Literal["gate", "pistol"] = "gate"
    clock: str = ""


class ImpulseReceived(Fact, frozen=True, kw_only=True):
    """An impulse, numbered over the meet from 1; ``us`` is unwrapped within the epoch of its clock.

    ``again`` is the number of the impulse of which it is an identical re-send; then it counts for
    nothing. ``run`` is the run in whose time it fell; ``late``: that heat was confirmed by then.
    ``suspect``: its stamp lies ahead of what its clock can show, so it was misread, or the clock
    was set; what comes next tells.
    """

    impulse: int
    source: str
    channel: str
    clock: str
    epoch: int
    us: int
    ref: str = ""
    number: int | None = None
    digits: int = 4
    manual: bool = False
    memory: bool = False
    withdrawn: bool = False
    again: int | None = None
    run: RunAt | None = None
    late: bool = False
    suspect: bool = False


class LinesRejected(Fact, frozen=True, kw_only=True):
    """Lines of a device that could not be read: how many, and what was wrong with the first."""

    source: str
    count: int
    why: Says


class BytesKept(Fact, frozen=True, kw_only=True):
    """So many bytes of a device were kept that completed no line, or none that says anything."""

    source: str
    size: int


class SourceHealthChanged(Fact, frozen=True, kw_only=True):
    """What became of a device, on change only; ``lost`` counts lines that were not recorded."""

    source: str
    state: str
    says: Says | None = None
    remedy: Says | None = None
    lost: int = 0


class ClockEpochOpened(Fact, frozen=True, kw_only=True):
    """A clock jumped or its device started again: readings of two epochs are not subtracted.

    ``renamed`` are impulses received before that was known, each with its reading in this epoch.
    """

    clock: str
    epoch: int
    why: Says | None = None
    run: RunAt | None = None
    renamed: tuple[tuple[int, int], ...] = ()


class ClockShifted(Fact, frozen=True, kw_only=True):
    """A clock was set by a fraction of a second, or seems so, after its reading ``from_us``."""

    clock: str
    epoch: int
    from_us: int
    by_us: int
    why: Says | None = None


class ClocksMapped(Fact, frozen=True, kw_only=True):
    """How one clock reads on another: at ``at_us`` of the first, the second shows that plus
    ``offset_us``, and gains ``drift_ppb`` parts in a thousand million; both are as uncertain as
    ``pairs`` passings seen by both leave them.
    """

    clock: str
    epoch: int
    onto: str
    onto_epoch: int
    at_us: int
    offset_us: int
    drift_ppb: int = 0
    uncertainty_us: int = 0
    drift_uncertainty_ppb: int = 0
    pairs: int = 0


class HeatArmed(Fact, frozen=True, kw_only=True):
    """The bicycles are locked in and the countdown runs: the next gun starts this run."""

    competition: str
    phase: str
    heat: str
    run: int
    countdown_s: int = 50


class CountdownAborted(Fact, frozen=True, kw_only=True):
    """The countdown was stopped before the gun."""

    competition: str
    phase: str
    heat: str
    run: int
    reason: str = ""


class RunGunned(Fact, frozen=True, kw_only=True):
    """The gun of a run: its impulse, or a reading that a person gave (``impulse`` None)."""

    competition: str
    phase: str
    heat: str
    run: int
    clock: str
    epoch: int
    us: int
    impulse: int | None = None
    recovered: bool = False
    reason: str = ""


class RunClosed(Fact, frozen=True, kw_only=True):
    """Impulses from ``us`` of the gun's clock on are no longer this run's (None: all after now).

    ``restarted``: the gate started again before it was over. ``ends``: it was this heat that was
    started again, so the run has no result and the next start is of the heat's next run.
    """

    competition: str
    phase: str
    heat: str
    run: int
    us: int | None = None
    restarted: bool = False
    ends: bool = False
    reason: str = ""


class ImpulseAttached(Fact, frozen=True, kw_only=True):
    """A person says whose an impulse is: the rider who started on ``rider``, at that half lap."""

    competition: str
    phase: str
    heat: str
    run: int
    impulse: int
    rider: Straight
    half_lap: int | None = None
    reason: str = ""


class ImpulseMarkedStray(Fact, frozen=True, kw_only=True):
    """A person says that an impulse is nobody's."""

    competition: str
    phase: str
    heat: str
    run: int
    impulse: int
    reason: str = ""


class ImpulsesPulled(Fact, frozen=True, kw_only=True):
    """Impulses that had fallen outside are put into a run."""

    competition: str
    phase: str
    heat: str
    run: int
    impulses: tuple[int, ...]
    reason: str = ""


class SplitInserted(Fact, frozen=True, kw_only=True):
    """A split that no impulse gives: a hand time or a photo finish, ``us`` since the gun.

    ``number`` counts the inserted splits of the run from 1.
    """

    competition: str
    phase: str
    heat: str
    run: int
    number: int
    rider: Straight
    half_lap: int
    us: int
    digits: int = 3
    source: TimeSource = "hand"
    reason: str = ""


class IntervalTaken(Fact, frozen=True, kw_only=True):
    """Between two moments of a run the impulses of another source count, and those only."""

    competition: str
    phase: str
    heat: str
    run: int
    source: str
    from_us: int
    until_us: int
    reason: str = ""


class AssignmentSet(Fact, frozen=True, kw_only=True):
    """The impulses of a run are read with other limits: longest first half lap, longest half lap.

    None leaves a limit to the ride itself.
    """

    competition: str
    phase: str
    heat: str
    run: int
    first_us: int | None = None
    half_lap_us: int | None = None
    reason: str = ""


class CatchDismissed(Fact, frozen=True, kw_only=True):
    """A catch that the splits show was none, by decision."""

    competition: str
    phase: str
    heat: str
    run: int
    reason: str = ""


class CheckStepDone(Fact, frozen=True, kw_only=True):
    """A step of the session check, and what it found."""

    step: str
    source: str = ""
    channel: str = ""
    passed: bool = True
    says: Says | None = None
    impulse: int | None = None


class CheckBypassed(Fact, frozen=True, kw_only=True):
    """Somebody answers for racing before the session check has passed."""

    by: str
    reason: str = ""


class AutomationPaused(Fact, frozen=True, kw_only=True):
    """Nothing happens by itself until it is resumed."""

    reason: str = ""


class AutomationResumed(Fact, frozen=True, kw_only=True):
    """What follows by itself follows again."""


class BackupMade(Fact, frozen=True, kw_only=True):
    """A verified copy of the meet up to fact ``seq``."""

    path: str
    seq: int
    hash: str


class BackupFailed(Fact, frozen=True, kw_only=True):
    """A copy that could not be made; the race goes on."""

    path: str
    says: Says
    remedy: Says


class DiskLow(Fact, frozen=True, kw_only=True):
    """Little room is left where the meet or its backup is kept."""

    path: str
    free_mb: int
    says: Says | None = None


TIMING_KINDS: dict[str, type[Fact]] = {
    "source.attached": SourceAttached,
    "impulse.received": ImpulseReceived,
    "lines.rejected": LinesRejected,
    "bytes.kept": BytesKept,
    "source.health": SourceHealthChanged,
    "clock.epoch": ClockEpochOpened,
    "clock.shifted": ClockShifted,
    "clocks.mapped": ClocksMapped,
    "heat.armed": HeatArmed,
    "countdown.aborted": CountdownAborted,
    "run.gunned": RunGunned,
    "run.closed": RunClosed,
    "impulse.attached": ImpulseAttached,
    "impulse.stray": ImpulseMarkedStray,
    "impulses.pulled": ImpulsesPulled,
    "split.inserted": SplitInserted,
    "interval.taken": IntervalTaken,
    "assignment.set": AssignmentSet,
    "catch.dismissed": CatchDismissed,
    "check.step": CheckStepDone,
    "check.bypassed": CheckBypassed,
    "automation.paused": AutomationPaused,
    "automation.resumed": AutomationResumed,
    "backup.made": BackupMade,
    "backup.failed": BackupFailed,
    "disk.low": DiskLow,
}

RECEIVED = (
    SourceAttached,
    ImpulseReceived,
    LinesRejected,
    BytesKept,
    SourceHealthChanged,
    ClockEpochOpened,
    ClockShifted,
    ClocksMapped,
    BackupMade,
    BackupFailed,
    DiskLow,
)
"""What happened to us, which nobody can take back: it is marked or superseded instead."""
