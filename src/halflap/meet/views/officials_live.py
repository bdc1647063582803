"""Knows what officials see of a ride beyond what everybody may: how sure each split is, doubts,
the catch that is proposed or coming, who is overdue.
"""

from __future__ import annotations

from collections.abc import Iterator

from halflap.meet.naming import named
from halflap.meet.runs import at_run, newest_us
from halflap.meet.state import Meet
from halflap.meet.views.live import LiveRun, live_run
from halflap.meet.views.news import OF_BOTH, doubt_said, is_overdue, is_ripe, overdue_said
from halflap.meet.views.possible import Value
from halflap.meet.views.released_values import LiveNow
from halflap.sport.heat import Side
from halflap.sport.track import printed
from halflap.timing.assignment import RideReading
from halflap.words.on_screen import Text, text
from halflap.words.sentence import say

LOOKS_FOR_US = 120_000_000
"""So long after the last impulse nothing new can be said of the riders."""


class OfficialSplit(Value, frozen=True, kw_only=True):
    """A half lap: since the gun, how sure in thousandths, what else it could be, what shows it."""

    n: int
    us: int | None
    sure: int
    others: tuple[int, ...] = ()
    impulses: tuple[int, ...] = ()


class OfficialRide(Value, frozen=True, kw_only=True):
    """A ride by the side where it started; ``status`` is about the time at the finish."""

    side: str
    bib: int
    name: str
    status: str
    splits: tuple[OfficialSplit, ...]


class OfficialDoubt(Value, frozen=True, kw_only=True):
    """A reason to doubt (``side`` None: of both riders), worth a look now; ``overdue``: the rider
    should have been seen by now.
    """

    code: str
    side: str | None
    half_lap: int | None
    text: Text
    overdue: bool = False


class OfficialCatch(Value, frozen=True, kw_only=True):
    """A catch that the half laps show."""

    by: str
    half_lap: int
    distance_m: str
    doubtful: bool
    text: Text


class OfficialsLive(Value, frozen=True, kw_only=True):
    """A run as officials see it; ``now`` is what everybody may see of it."""

    now: LiveNow | None
    state: str
    rides: tuple[OfficialRide, ...] = ()
    doubts: tuple[OfficialDoubt, ...] = ()
    catch: OfficialCatch | None = None
    closing: Text | None = None


def officials_live(meet: Meet, device_us: int | None, now: LiveNow | None) -> OfficialsLive | None:
    """The run that is armed or open, as it stands when the clock of the device shows that."""
    run = meet.timing.run
    since_us = _since_us(meet, device_us)
    seen = live_run(meet, since_us)
    if run is None or seen is None:
        return None
    if seen.reading is None:
        return OfficialsLive(now=now, state=seen.machine.state.value)
    return OfficialsLive(
        now=now,
        state=seen.machine.state.value,
        rides=tuple(_rides(seen)),
        doubts=tuple(_doubts(meet, seen, since_us)),
        catch=_catch(seen),
        closing=text(seen.named(seen.closing.sentence)) if seen.closing is not None else None,
    )


def _since_us(meet: Meet, device_us: int | None) -> int | None:
    """How long the run has gone on; nothing is due of one that was left open."""
    run = meet.timing.run
    newest = newest_us(meet, run) if run is not None else None
    if run is None or run.gun is None or newest is None or device_us is None:
        return newest
    since = device_us - run.gun.us
    return since if newest < since <= newest + LOOKS_FOR_US else newest


def _rides(run: LiveRun) -> Iterator[OfficialRide]:
    assert run.reading is not None
    for side, bib, name in run.riders:
        ride = run.reading.assignment.ride(side)
        if ride is None:
            continue
        yield OfficialRide(
            side=side.value,
            bib=bib,
            name=name,
            status=ride.status.value,
            splits=tuple(
                OfficialSplit(
                    n=split.half_lap,
                    us=split.us,
                    sure=round(split.confidence * 1000),
                    others=split.alternatives,
                    impulses=split.keys,
                )
                for split in ride.splits
                if split.us is not None or split.alternatives
            ),
        )


def _doubts(meet: Meet, run: LiveRun, since_us: int | None) -> Iterator[OfficialDoubt]:
    """The doubts that are worth a look now; those of both riders once."""
    assert run.reading is not None
    found = at_run(meet, run.at)
    if found is None or found[3].level is not None:
        return
    both: dict[tuple[str, int | None], OfficialDoubt] = {}
    for ride in run.reading.rides:
        for doubt in ride.doubts:
            if doubt.code in OF_BOTH:
                key = (doubt.code.value, doubt.half_lap)
                both[key] = OfficialDoubt(
                    code=doubt.code.value,
                    side=None,
                    half_lap=doubt.half_lap,
                    text=text(named(run.named(doubt.text), meet)),
                )
                continue
            overdue = is_overdue(run, ride, doubt)
            if overdue or is_ripe(run, ride, doubt, since_us):
                said = overdue_said(run, ride) if overdue else doubt_said(run, ride, doubt)
                yield OfficialDoubt(
                    code=doubt.code.value,
                    side=_side(ride),
                    half_lap=doubt.half_lap,
                    text=text(named(said, meet)),
                    overdue=overdue,
                )
    yield from both.values()


def _side(ride: RideReading) -> str:
    return ride.start.value


def _catch(run: LiveRun) -> OfficialCatch | None:
    assert run.reading is not None
    catch = run.reading.assignment.catch
    if catch is None or run.run.dismissed is not None:
        return None
    prey: Side = catch.by.other
    said = say(
        "{hunter} has caught {prey} at half lap {n}, as the impulses read.",
        hunter=run.name(catch.by),
        prey=run.name(prey),
        n=catch.half_lap,
    )
    return OfficialCatch(
        by=catch.by.value,
        half_lap=catch.half_lap,
        distance_m=printed(catch.distance_m),
        doubtful=catch.doubtful,
        text=text(said),
    )
