"""Knows when each heat of a session is expected to start, and how that is reckoned.

A heat that was started has its gun. One to come is expected an interval and the breaks between
after the one before it, the first at the planned start, and none before now. The interval of a
distance is the median of those from gun to gun so far (``LEARNED`` of them at least; left out are
those over a break of the session, and gaps of ``BREAK`` times the expected); until then the riding
time at ``PACE`` and a turnaround. ``planned_us`` is reckoned from the planned start with the latter
alone, and never changes: against it the session is late or early.

All times are microseconds of UTC. Nothing but starts, the order and what is confirmed goes into
the plan, so that it tells the public nothing that was not released.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from statistics import median_low
from typing import Literal

import msgspec

from halflap.journal.facts import BreakFact
from halflap.meet.automation import running_order
from halflap.meet.guns import HeatAt
from halflap.meet.state import HeatState, Meet, Session
from halflap.words.on_screen import Text, text
from halflap.words.sentence import Sentence, say

MINUTE_US = 60_000_000
METRE_US = 72_000
"""A metre at 50 km/h."""
PACE = 50
TURNAROUND_US = 3 * MINUTE_US
ANOTHER_DAY_US = 12 * 60 * MINUTE_US
LEARNED = 3
BREAK = 3
"""Whatever is so many times longer than expected is a break and no interval."""

State = Literal["to-come", "started", "over"]


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The base of the values of the plan."""


class Interval(Value, frozen=True, kw_only=True):
    """From gun to gun over a distance; ``heats`` that it was learned from, 0 where it was not."""

    distance_m: int
    us: int
    heats: int
    says: Text


class PlannedHeat(Value, frozen=True, kw_only=True):
    """A heat in its place. ``start_us``: its gun where it has started, else when it is expected.

    ``over``: it was ridden or decided, and nobody saw when it started.
    """

    competition: str
    phase: str
    heat: str
    label: str | None
    riders: tuple[int, ...]
    state: State
    start_us: int | None
    planned_us: int | None


class PlannedBreak(Value, frozen=True, kw_only=True):
    """A break after so many of the ``heats`` of the plan; ``over`` once a later one has started."""

    after: int
    title: str
    us: int
    over: bool
    start_us: int | None
    planned_us: int | None


class PlannedSession(Value, frozen=True, kw_only=True):
    """A session; without a name the running order. ``late_us`` is of the next heat, if planned."""

    session: str
    planned_us: int | None
    late_us: int | None
    says: Text
    heats: tuple[PlannedHeat, ...]
    breaks: tuple[PlannedBreak, ...] = ()


class SessionPlan(Value, frozen=True, kw_only=True):
    """All sessions; ``zone`` is the venue's, for display."""

    zone: str
    intervals: tuple[Interval, ...]
    sessions: tuple[PlannedSession, ...]


class _Slot(Value, frozen=True, kw_only=True):
    place: HeatAt
    heat: HeatState
    distance_m: int
    gun_us: int | None
    breaks: tuple[BreakFact, ...]
    """Those since the heat before."""


def session_plan(meet: Meet, guns: Mapping[HeatAt, int], now_us: int) -> SessionPlan:
    """The plan as it is expected now; ``guns`` are the starts so far."""
    sessions = meet.sessions or (Session(name="", heats=tuple(running_order(meet))),)
    slots = {each.name: tuple(_slots(meet, each, guns)) for each in sessions}
    intervals = tuple(_intervals(slots.values()))
    known = {each.distance_m: each for each in intervals}
    return SessionPlan(
        zone=meet.zone,
        intervals=intervals,
        sessions=tuple(_planned(each, slots[each.name], known, now_us) for each in sessions),
    )


def expected_us(distance_m: int) -> int:
    """The interval of a distance before any was seen."""
    return distance_m * METRE_US + TURNAROUND_US


def _slots(meet: Meet, session: Session, guns: Mapping[HeatAt, int]) -> Iterator[_Slot]:
    since = 0
    for n, place in enumerate(session.heats):
        competition = meet.competitions.get(place[0])
        phase = competition.phase(place[1]) if competition is not None else None
        heat = phase.heat(place[2]) if phase is not None else None
        if competition is not None and heat is not None:
            gun_us = guns.get(place) if heat.runs else None
            breaks = tuple(each for each in session.breaks if since <= each.after <= n)
            since = n + 1
            yield _Slot(
                place=place,
                heat=heat,
                distance_m=competition.distance_m,
                gun_us=gun_us,
                breaks=breaks,
            )


def _intervals(sessions: Iterable[tuple[_Slot, ...]]) -> Iterator[Interval]:
    seen: dict[int, list[int]] = {}
    for slots in sessions:
        guns = [
            (each.gun_us, each.distance_m, n)
            for n, each in enumerate(slots)
            if each.gun_us is not None
        ]
        for slot in slots:
            seen.setdefault(slot.distance_m, [])
        for (before, distance_m, one), (after, _, other) in pairwise(sorted(guns)):
            paused = any(each.breaks for each in slots[one + 1 : other + 1])
            if not paused and after - before <= BREAK * expected_us(distance_m):
                seen[distance_m].append(after - before)
    for distance_m, found in sorted(seen.items()):
        learned = len(found) >= LEARNED
        us = median_low(found) if learned else expected_us(distance_m)
        heats = len(found) if learned else 0
        says = text(_reckoned(distance_m, us, heats))
        yield Interval(distance_m=distance_m, us=us, heats=heats, says=says)


def _planned(
    session: Session, slots: tuple[_Slot, ...], intervals: Mapping[int, Interval], now_us: int
) -> PlannedSession:
    last = max((n for n, each in enumerate(slots) if each.gun_us is not None), default=-1)
    heats: list[PlannedHeat] = []
    breaks: list[PlannedBreak] = []
    next_us = planned_us = session.starts_us
    late_us: int | None = None

    def pause(each: BreakFact, over: bool) -> None:
        nonlocal next_us, planned_us
        breaks.append(_break(each, len(heats), over, next_us, planned_us))
        next_us = None if next_us is None else next_us + each.us
        planned_us = None if planned_us is None else planned_us + each.us

    for n, slot in enumerate(slots):
        over = any(_state(each) != "to-come" for each in slots[n:])
        for each in slot.breaks:
            pause(each, over)
        state = _state(slot)
        start_us = slot.gun_us
        if state == "to-come" and next_us is not None:
            start_us = next_us if n < last else max(next_us, now_us)
            if late_us is None and planned_us is not None:
                late_us = start_us - planned_us
        heats.append(_heat(slot, state, start_us, planned_us))
        if start_us is not None:
            next_us = start_us
        if next_us is not None and (state != "over" or slot.heat.runs):
            next_us += intervals[slot.distance_m].us
        if planned_us is not None:
            planned_us += expected_us(slot.distance_m)
    placed = {id(each) for slot in slots for each in slot.breaks}
    for each in session.breaks:
        if id(each) not in placed:
            pause(each, over=False)
    return PlannedSession(
        session=session.name,
        planned_us=session.starts_us,
        late_us=late_us,
        says=text(_punctual(late_us)),
        heats=tuple(heats),
        breaks=tuple(breaks),
    )


def _break(
    pause: BreakFact, after: int, over: bool, start_us: int | None, planned_us: int | None
) -> PlannedBreak:
    return PlannedBreak(
        after=after,
        title=pause.title,
        us=pause.us,
        over=over,
        start_us=None if over else start_us,
        planned_us=planned_us,
    )


def _state(slot: _Slot) -> State:
    if slot.gun_us is not None:
        return "started"
    return "over" if slot.heat.runs or slot.heat.level is not None else "to-come"


def _heat(slot: _Slot, state: State, start_us: int | None, planned_us: int | None) -> PlannedHeat:
    competition, phase, heat = slot.place
    return PlannedHeat(
        competition=competition,
        phase=phase,
        heat=heat,
        label=slot.heat.label,
        riders=slot.heat.bibs,
        state=state,
        start_us=start_us,
        planned_us=planned_us,
    )


# --- in words


def how_it_is_reckoned() -> Sentence:
    """The method, in a sentence."""
    return say(
        "A heat that has started shows its gun; one to come is expected an interval, and the breaks"
        " between, after the one before it, the first at the planned start, and none before now."
    )


def _reckoned(distance_m: int, us: int, heats: int) -> Sentence:
    if heats:
        return say(
            "From gun to gun over {metres} m: {interval} min, the median of {count} intervals of"
            " this meet.",
            metres=distance_m,
            interval=_minutes(us),
            count=heats,
        )
    return say(
        "From gun to gun over {metres} m: {interval} min, that is {ride} min at {pace} km/h and"
        " {turn} min until the next start; the meet's own median counts after {count} intervals.",
        metres=distance_m,
        interval=_minutes(us),
        ride=_minutes(distance_m * METRE_US),
        pace=PACE,
        turn=_minutes(TURNAROUND_US),
        count=LEARNED,
    )


def _punctual(late_us: int | None) -> Sentence:
    if late_us is None:
        return say("No start is planned that is still to come.")
    if abs(late_us) > ANOTHER_DAY_US:
        return say("It was planned for another day.")
    minutes = (abs(late_us) + MINUTE_US // 2) // MINUTE_US
    if not minutes:
        return say("On time.")
    if late_us > 0:
        return say("{minutes} min late.", minutes=minutes)
    return say("{minutes} min early.", minutes=minutes)


def _minutes(us: int) -> str:
    minutes, seconds = divmod(us // 1_000_000, 60)
    return f"{minutes}:{seconds:02d}"
