"""Knows the shapes of what the console shows beside the ride, as they go to it."""

from __future__ import annotations

from halflap.journal.facts_timing import RunAt
from halflap.meet.views.officials_live import OfficialsLive
from halflap.meet.views.possible import Possible, Value, Why
from halflap.meet.views.strip import Strip
from halflap.words.on_screen import Text


class Place(Value, frozen=True, kw_only=True):
    """A heat, its phase by name, and who rides it; ``riders`` are (side, bib, name), ``result`` is
    as recorded so far.

    ``competition`` is the title, where the meet has other competitions that could be meant.
    """

    at: RunAt
    title: str
    phase: Text
    competition: str | None = None
    label: str | None = None
    riders: tuple[tuple[str, int, str], ...] = ()
    level: str | None = None
    result: Text | None = None


class Step(Value, frozen=True, kw_only=True):
    """A step of the session check."""

    post: str
    source: str
    channel: str
    passed: bool
    says: Text | None = None


class Checking(Value, frozen=True, kw_only=True):
    """The session check: what keeps the first heat waiting (None: nothing), its steps, what it
    asks for while it is done, and who answers for racing without it.
    """

    waits: Why | None = None
    steps: tuple[Step, ...] = ()
    running: bool = False
    says: tuple[Text, ...] = ()
    bypass: str | None = None


class Undoable(Value, frozen=True, kw_only=True):
    """What the undo would take back: the first fact of the command, and its sentence."""

    seq: int
    text: Text
    actor: str


class Automation(Value, frozen=True, kw_only=True):
    """Whether things follow by themselves; ``held`` is what people took back of that."""

    unattended: bool
    paused: bool
    held: tuple[Text, ...] = ()


class Kept(Value, frozen=True, kw_only=True):
    """The last backup, and the room on the disks: said only if there is little."""

    made: str | None = None
    failed: Why | None = None
    disk: Text | None = None


class ConsoleNow(Value, frozen=True, kw_only=True):
    """What is awaited, in a sentence; ``action`` is what comes next and ``does`` what that does.

    ``notice`` is something that happened and has to be looked at now, beside what is awaited;
    ``waits`` names the heats that are ridden and not confirmed, but for the one whose confirmation
    is awaited. ``offset_us`` is the clock of the device less that of the host when this was made,
    for a moment that is pressed. ``decided`` is the newest fact that is no impulse or what a device
    tells: by it all that shows decisions is brought up to date.
    """

    awaits: Text
    action: str | None
    does: Text | None
    notice: Text | None
    run: Place | None
    next: Place | None
    actions: dict[str, Possible]
    undo: Undoable | None
    check: Checking
    automation: Automation
    kept: Kept
    waits: Text | None = None
    offset_us: int | None = None
    decided: int = 0


class Device(Value, frozen=True, kw_only=True):
    """A source: what it is used for, how it is and what to do; ``last`` is its newest impulse."""

    name: str
    role: str
    protocol: str
    address: str
    state: str
    well: bool
    says: Text | None = None
    remedy: Text | None = None
    impulses: int = 0
    rejected: int = 0
    lost: int = 0
    outside: int = 0
    last: str = ""
    clock: Text | None = None
    inputs: dict[str, str]


class Devices(Value, frozen=True, kw_only=True):
    """The sources in the order of their roles."""

    devices: tuple[Device, ...]


class AtHeat(Value, frozen=True, kw_only=True):
    """A heat that somebody looks at."""

    competition: str
    phase: str
    heat: str
    says: Text


class Operator(Value, frozen=True, kw_only=True):
    """A device of an official; ``who`` is the author of what is done there as it is kept, ``says``
    as it is read, ``heats`` are those that its pages are about.
    """

    who: str
    says: Text
    name: str
    role: str
    device: int
    heats: tuple[AtHeat, ...] = ()


class Officials(Value, frozen=True, kw_only=True):
    """Everything at once, for a screen that has just connected; ``operators`` have one open."""

    console: ConsoleNow
    strip: Strip
    devices: Devices
    live: OfficialsLive | None = None
    operators: tuple[Operator, ...] = ()
