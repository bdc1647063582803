"""Knows the impulse strip: every impulse of a run as it came, and whose it is taken to be.

It is followed: each look costs what came and what changed since the look before, so a run that is
open for an hour costs no more than one that has just begun.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from halflap.journal.facts_timing import ImpulseReceived, RunAt, SplitInserted
from halflap.meet.results import called
from halflap.meet.runs import RunReading, at_run, newest_us, reading, starters
from halflap.meet.sightings import line_of, read_on
from halflap.meet.state import Meet
from halflap.meet.timing_state import TimedRun, Timing
from halflap.meet.views.possible import Value
from halflap.sport.impulse import time_of_day
from halflap.words.on_screen import Text, text

AT_ONCE = 600
"""A strip begins with so many impulses at most, the newest."""

OUTSIDE = 12
"""So many impulses outside all runs are shown when it begins."""

LEFT_OVER = 200
"""Only the last so many impulses that are nobody's are looked at again."""


class StripRow(Value, frozen=True, kw_only=True):
    """An impulse: its number (an inserted split: minus its number), its line, when it came.

    ``us`` is since the gun, where its clock tells. ``of`` is the side where its rider started,
    ``half_lap`` and ``wheel`` what it is taken for, ``sure`` with how many thousandths of
    probability. ``why`` says what it is when it is nobody's.
    """

    number: int
    line: str
    us: int | None
    time: str
    source: str
    channel: str
    of: str | None = None
    half_lap: int | None = None
    wheel: str | None = None
    sure: int | None = None
    marks: tuple[str, ...] = ()
    why: Text | None = None


class Strip(Value, frozen=True, kw_only=True):
    """Rows that are new or have changed; ``reset``: there are no others any more. ``count`` numbers
    what was told, so that who has missed some asks for the whole.

    ``run`` is [competition, phase, heat, run], ``riders`` (side, bib, name), ``earlier`` how many
    impulses are not shown, ``half_laps`` how many the distance has.
    """

    run: RunAt | None
    riders: tuple[tuple[str, int, str], ...] = ()
    half_laps: int = 0
    reset: bool = False
    count: int = 0
    earlier: int = 0
    rows: tuple[StripRow, ...] = ()


@dataclass(frozen=True, slots=True)
class _Taken:
    """What an impulse is taken for."""

    of: str
    half_lap: int
    wheel: str
    sure: int


class StripFollower:
    """The strip of the run that is armed or open, else of the one before, look after look.

    With ``only`` it is of that run, without what fell outside it.
    """

    def __init__(self, only: RunAt | None = None) -> None:
        self._only = only
        self._run: TimedRun | None = None
        self._at: RunAt | None = None
        self._gun: object = self  # of no run: the first look begins
        self._newest: dict[str, int] = {}
        self._taken: dict[int, _Taken] = {}
        self._why: dict[int, Text] = {}
        self._marked: dict[int, tuple[str, ...]] = {}
        self._rows: dict[int, StripRow] = {}
        self._untold: dict[int, StripRow] = {}
        self._reset = False
        self._count = 0
        self._earlier = 0

    def whole(self, meet: Meet) -> Strip:
        """Everything there is, for somebody who knows nothing yet; others are told by ``look``."""
        self._follow(meet)
        return self._strip(meet, tuple(self._rows.values()), reset=True)

    def look(self, meet: Meet) -> Strip | None:
        """What is new since the look before; None where nothing is."""
        self._follow(meet)
        untold, reset = self._untold, self._reset
        if not untold and not reset:
            return None
        self._untold, self._reset = {}, False
        self._count += 1
        rows = self._rows.values() if reset else untold.values()
        return self._strip(meet, tuple(rows), reset=reset)

    def _follow(self, meet: Meet) -> None:
        """Take in what has come and what was said since."""
        at = self._only or meet.timing.current or self._at
        run = meet.timing.runs.get(at) if at is not None else None
        if at != self._at or (run.gun if run else None) is not self._gun:
            self._begin(meet, at, run)
        self._run = run
        changed = dict.fromkeys(self._fresh(meet, run))
        changed.update(dict.fromkeys(self._moved(meet, run)))
        for number in changed:
            row = self._row(meet, run, number)
            if row is not None and self._rows.get(number) != row:
                self._rows[number] = self._untold[number] = row
        if len(self._rows) > 2 * AT_ONCE:
            for number in sorted(self._rows)[:AT_ONCE]:
                del self._rows[number]
            self._earlier += AT_ONCE
        for number in [number for number in self._rows if number < 0]:
            if not self._is_inserted(number):  # an inserted split that was taken back
                del self._rows[number]
                self._reset = True

    def _begin(self, meet: Meet, at: RunAt | None, run: TimedRun | None) -> None:
        self._at, self._gun = at, run.gun if run is not None else None
        self._taken, self._why, self._marked, self._rows, self._untold = {}, {}, {}, {}, {}
        self._reset = True
        self._earlier = max(0, len(run.log) - AT_ONCE) if run is not None else 0
        self._newest = {}
        for source in () if self._only else meet.timing.sources:
            outside = (each.impulse for each in islice(reversed(source.log), OUTSIDE))
            self._newest[source.name] = min(outside, default=1) - 1

    def _fresh(self, meet: Meet, run: TimedRun | None) -> Iterator[int]:
        """The numbers of what came since, of this run or of none."""
        if run is not None and not self._rows:
            yield from sorted(each.impulse for each in islice(reversed(run.log), AT_ONCE))
        if self._only:
            return
        for source in meet.timing.sources:
            since = self._newest.get(source.name, 0)
            for impulse in source.log.since(since):
                yield impulse.impulse
            last = source.log.last
            self._newest[source.name] = last.impulse if last is not None else 0

    def _moved(self, meet: Meet, run: TimedRun | None) -> Iterator[int]:
        """The numbers of what is taken for something else than before, or was marked."""
        found = reading(meet, run.at, newest_us(meet, run)) if run is not None else None
        taken = dict(_taken(found)) if found is not None else {}
        yield from _differing(self._taken, taken)
        why = _leftovers(found, self._why)
        yield from _differing(self._why, why)
        marked = _marks(meet.timing, run)
        yield from _differing(self._marked, marked)
        self._taken, self._why, self._marked = taken, why, marked

    def _is_inserted(self, number: int) -> bool:
        run = self._run
        return run is not None and any(split.number == -number for split in run.inserted)

    def _row(self, meet: Meet, run: TimedRun | None, number: int) -> StripRow | None:
        taken = self._taken.get(number)
        told: dict[str, Any] = {
            "of": taken.of if taken else None,
            "half_lap": taken.half_lap if taken else None,
            "wheel": taken.wheel if taken else None,
            "sure": taken.sure if taken else None,
            "why": self._why.get(number) if taken is None else None,
        }
        if number < 0:
            inserted = next((e for e in run.inserted if e.number == -number), None) if run else None
            return _inserted(inserted, told) if inserted is not None else None
        impulse = meet.timing.impulse(number)
        if impulse is None:
            return None
        pulled = run is not None and any(each.impulse == number for each in run.pulled)
        outside = () if pulled or (run and impulse.run == run.at) else ("outside",)
        return _seen(meet.timing, run, impulse, told, (*self._marked.get(number, ()), *outside))

    def _strip(self, meet: Meet, rows: tuple[StripRow, ...], *, reset: bool) -> Strip:
        found = at_run(meet, self._at) if self._at is not None else None
        if found is None or self._at is None:
            return Strip(run=None, reset=reset, count=self._count, rows=rows)
        riders = starters(found[3], self._at[3])
        read = reading(meet, self._at, newest_us(meet, self._run)) if self._run else None
        return Strip(
            run=self._at,
            riders=tuple((side.value, bib, called(found[0], bib)) for side, bib in riders),
            half_laps=read.plan.course.half_laps if read is not None else 0,
            reset=reset,
            count=self._count,
            earlier=self._earlier,
            rows=rows,
        )


def strip_of(meet: Meet, at: RunAt) -> Strip | None:
    """The strip of a run, as it reads now; None where no such run was timed."""
    return StripFollower(at).whole(meet) if at in meet.timing.runs else None


def _taken(found: RunReading) -> Iterator[tuple[int, _Taken]]:
    """What each impulse behind a split is taken for."""
    for ride in found.rides:
        for split in ride.splits:
            for place, key in enumerate(split.keys):
                wheel = "rear" if place else "front"
                sure = round(split.confidence * 1000)
                yield key, _Taken(ride.start.value, split.half_lap, wheel, sure)


def _leftovers(found: RunReading | None, before: Mapping[int, Text]) -> dict[int, Text]:
    """What is said of those that are nobody's; of old ones what was said before."""
    if found is None:
        return {}
    left = found.assignment.leftovers
    why = {each.key: before[each.key] for each in left[:-LEFT_OVER] if each.key in before}
    for each in left[-LEFT_OVER:]:
        why[each.key] = text(each.why)
    return why


def _marks(timing: Timing, run: TimedRun | None) -> dict[int, tuple[str, ...]]:
    """What people and devices said of single impulses."""
    marks: dict[int, tuple[str, ...]] = {}

    def mark(numbers: Iterable[int], what: str) -> None:
        for number in numbers:
            marks[number] = (*marks.get(number, ()), what)

    if run is not None:
        mark([run.gun.impulse] if run.gun is not None and run.gun.impulse else [], "gun")
        mark((each.impulse for each in run.attached), "attached")
        mark(run.strays, "stray")
        mark((each.impulse for each in run.pulled), "pulled")
        mark((-each.number for each in run.inserted), "inserted")
    for source in timing.sources:
        mark(source.revoked, "revoked")
    return marks


def _differing(before: Mapping[int, object], now: Mapping[int, object]) -> Iterator[int]:
    for number in {**before, **now}:
        if before.get(number) != now.get(number):
            yield number


def _seen(
    timing: Timing,
    run: TimedRun | None,
    impulse: ImpulseReceived,
    told: Mapping[str, Any],
    marks: tuple[str, ...],
) -> StripRow:
    source = timing.source(impulse.source)
    line = line_of(timing, impulse)
    is_gun = source is not None and impulse.channel == source.attached.gun
    gun = run.gun if run is not None else None
    us = read_on(timing, impulse, gun.clock, gun.epoch) if gun is not None else None
    flags = (
        (impulse.late, "late"),
        (impulse.manual, "hand"),
        (impulse.memory, "memory"),
        (impulse.again is not None, "again"),
        (timing.doubted(impulse), "suspect"),
    )
    own = tuple(name for so, name in flags if so)
    return StripRow(
        number=impulse.impulse,
        line=line.value if line is not None else "gun" if is_gun else "other",
        us=us - gun.us if us is not None and gun is not None else None,
        time=time_of_day(impulse.us),
        source=impulse.source,
        channel=impulse.channel,
        marks=(*marks, *own),
        **told,
    )


def _inserted(split: SplitInserted, told: Mapping[str, Any]) -> StripRow:
    rest = {**told, "of": split.rider, "half_lap": split.half_lap}
    return StripRow(
        number=-split.number,
        line="",
        us=split.us,
        time="",
        source=split.source,
        channel="",
        marks=("inserted",),
        **rest,
    )
