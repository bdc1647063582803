"""Knows how the session plan is put on a page: its heats with the names that were released."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from halflap.meet.guns import HeatAt
from halflap.meet.venue_time import shown
from halflap.meet.views.released_values import (
    Released,
    ReleasedCompetition,
    ReleasedHeat,
    ReleasedPhase,
)
from halflap.meet.views.session_plan import (
    MINUTE_US,
    PlannedBreak,
    PlannedHeat,
    PlannedSession,
    how_it_is_reckoned,
)
from halflap.web.site import Site
from halflap.words.on_screen import Text
from halflap.words.sentence import Sentence

DAY = "%Y-%m-%d"

Named = tuple[ReleasedCompetition, ReleasedPhase, ReleasedHeat]


@dataclass(frozen=True, slots=True)
class Row:
    """A heat: ``starts`` and ``planned`` as the clocks of the venue show them, empty if unknown."""

    plan: PlannedHeat
    competition: ReleasedCompetition
    phase: ReleasedPhase
    heat: ReleasedHeat
    starts: str
    planned: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A break between heats, so many minutes long."""

    plan: PlannedBreak
    minutes: int
    starts: str
    planned: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session with its rows; ``day`` is that of its planned start, if there is one."""

    plan: PlannedSession
    day: str
    starts: str
    rows: tuple[Row | Pause, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """Everything on the page: the sessions, and how their times are reckoned."""

    zone: str
    method: Sentence
    intervals: tuple[Text, ...]
    sessions: tuple[Sitting, ...]


def planned(site: Site) -> Planned:
    """The plan as it stands now."""
    plan, meet = site.session_plan(), site.meet

    def clock(us: int | None) -> str:
        return "" if us is None else shown(meet, us, "%H:%M")

    return Planned(
        zone=plan.zone,
        method=how_it_is_reckoned(),
        intervals=tuple(each.says for each in plan.intervals),
        sessions=tuple(
            Sitting(
                plan=each,
                day="" if each.planned_us is None else shown(meet, each.planned_us, DAY),
                starts=clock(each.planned_us),
                rows=tuple(_rows(site.released(), each, clock)),
            )
            for each in plan.sessions
        ),
    )


def expected(site: Site) -> dict[HeatAt, str]:
    """When the heats to come of today's planned sessions are expected to start, as the clocks of
    the venue show it.
    """
    today = shown(site.meet, site.live.now().utc_us, DAY)
    return {
        (each.competition, each.phase, each.heat): shown(site.meet, each.start_us, "%H:%M")
        for session in site.session_plan().sessions
        if session.planned_us is not None
        for each in session.heats
        if each.state == "to-come"
        and each.start_us is not None
        and shown(site.meet, each.start_us, DAY) == today
    }


def _rows(
    released: Released, session: PlannedSession, clock: Callable[[int | None], str]
) -> Iterator[Row | Pause]:
    """Heats and breaks in their order."""
    for n in range(len(session.heats) + 1):
        for each in session.breaks:
            if each.after == n:
                minutes = each.us // MINUTE_US
                yield Pause(each, minutes, clock(each.start_us), clock(each.planned_us))
        for heat in session.heats[n : n + 1]:
            for found in _named(released, heat):
                yield Row(heat, *found, clock(heat.start_us), clock(heat.planned_us))


def _named(released: Released, planned: PlannedHeat) -> Iterator[Named]:
    """The heat as it was released."""
    competition = released.competition(planned.competition)
    if competition is None:
        return
    for phase in competition.phases:
        if phase.id == planned.phase:
            for heat in phase.heats:
                if heat.key == planned.heat:
                    yield competition, phase, heat
