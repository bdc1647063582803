"""Knows what the public sees of the run on the track, split by split.

It shows what everybody in the velodrome sees: who rides, where they are, the times at the lines.
It does not show what the officials alone know: doubts, a finish that is doubtful, catches before
they count, who was ruled out. Once its result is confirmed it is over, whoever has not ridden the
whole distance: a catch ends the ride of both (UCI 3.2.057). Costs a few microseconds beside
``live_run``, after every impulse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec.structs import replace

from halflap.meet.courses import course_of
from halflap.meet.origins import origin_of
from halflap.meet.results import called, outcome_value
from halflap.meet.runs import at_run
from halflap.meet.state import Competition, HeatState, Meet
from halflap.meet.views.lap_counter import public_counters
from halflap.meet.views.live import LiveRun, live_run
from halflap.meet.views.released_values import LiveNow, LiveRider, RunState
from halflap.sport.heat import Side
from halflap.sport.outcome import Catch, Caught
from halflap.sport.times import PUBLISHED_DIGITS, truncate
from halflap.sport.track import printed
from halflap.timing.assignment import RideStatus
from halflap.timing.live import LiveRide, LiveView
from halflap.timing.run_values import State

HostOf = Callable[[int], int | None]
"""Microseconds of the primary clock as microseconds of the host's steady clock; None: unknown."""


def live_now(
    meet: Meet, host_of: HostOf, armed_us: int | None = None, run: LiveRun | None = None
) -> LiveNow | None:
    """The run that is armed or open, as the public sees it; None between heats.

    ``armed_us``: when it was armed, on the host's steady clock. ``run``: where it is known already.
    """
    run = run or live_run(meet)
    found = at_run(meet, run.at) if run is not None else None
    if run is None or found is None:
        return None
    competition, plan, phase, heat = found
    course = course_of(meet, competition)
    riders = tuple(
        _rider(meet, competition, run, (side, bib), course.half_laps) for side, bib, _ in run.riders
    )
    if any(each.finished and each.finish_us is None for each in riders):
        # A rank at the finish would tell who was faster than whom.
        riders = tuple(replace(each, rank=None) if each.finished else each for each in riders)
    elif len(riders) > 1:
        riders = tuple(replace(each, finish_order=_order(each, riders)) for each in riders)
    view, gun, armed = run.view, run.run.gun, run.run.armed
    confirmed = heat.level is not None
    cut_short = confirmed and not all(each.finished for each in riders)
    if cut_short:
        riders = tuple(replace(each, projected_us=None) for each in riders)
    gap_shown = (
        view is not None
        and not cut_short
        and (view.gap_half_lap != course.half_laps or all(each.finish_us for each in riders))
    )
    countdown_us = None
    if gun is None and armed is not None and armed_us is not None:
        countdown_us = armed_us + armed.countdown_s * 1_000_000
    return LiveNow(
        competition=run.at[0],
        title=competition.title,
        phase=run.at[1],
        names={"en": plan.name.en, "fr": plan.name.fr},
        kind=plan.kind,
        heat=heat.key,
        label=heat.label,
        number=heat.number,
        of=len(phase.counting),
        run=run.at[3],
        distance_m=competition.distance_m,
        half_laps=course.half_laps,
        half_lap_m=printed(course.half_lap),
        state="finished" if confirmed else _state(run, riders),
        countdown_us=countdown_us,
        countdown_s=armed.countdown_s if armed is not None else 0,
        gun_us=host_of(gun.us) if gun is not None else None,
        leader=_side(view.leader) if view is not None and gap_shown and view.leader else None,
        gap_us=_gap(view, riders, course.half_laps) if view is not None and gap_shown else None,
        gap_digits=min((each.finish_digits for each in riders), default=3),
        gap_half_lap=view.gap_half_lap if view is not None and gap_shown else None,
        riders=riders,
        counters=public_counters(run),
        confirmed=confirmed,
        caught=_caught(heat, riders) if confirmed else None,
    )


def _caught(heat: HeatState, riders: tuple[LiveRider, ...]) -> Literal["home", "back"] | None:
    """Where the one had started who was caught, by the result that was confirmed."""
    ended = {ride.bib: outcome_value(ride) for ride in heat.rides}
    if not any(isinstance(each, Catch) for each in ended.values()):
        return None
    return next((each.side for each in riders if isinstance(ended.get(each.bib), Caught)), None)


def _state(run: LiveRun, riders: tuple[LiveRider, ...]) -> RunState:
    """As it is seen from the stands: nobody is told here who was ruled out."""
    if run.run.gun is None:
        return "armed"
    if run.machine.state is State.STOPPED:
        return "stopped"
    done = sum(each.finished for each in riders)
    if not done:
        return "running"
    return "finished" if done == len(riders) else "one_finished"


def _order(rider: LiveRider, riders: tuple[LiveRider, ...]) -> int | None:
    """At the finish, by the times as they are shown."""
    ours = rider.finish_us
    times = [each.finish_us for each in riders if each.finish_us is not None]
    return None if ours is None else 1 + sum(each < ours for each in times)


def _gap(view: LiveView, riders: tuple[LiveRider, ...], half_laps: int) -> int | None:
    """At the finish the difference of the times as they are shown."""
    times = [each.finish_us for each in riders if each.finish_us is not None]
    if view.gap_half_lap == half_laps and len(times) == 2:
        return abs(times[0] - times[1])
    return _cut(view.gap_us)


def _rider(
    meet: Meet, competition: Competition, run: LiveRun, who: tuple[Side, int], half_laps: int
) -> LiveRider:
    side, bib = who
    entry = competition.entries[bib]
    ride = run.reading.assignment.ride(side) if run.reading is not None else None
    view = run.view
    now = (view.home if side is Side.HOME else view.back) if view is not None else None
    name = called(competition, bib).partition(" ")[2]
    nation = entry.rider.nation
    if ride is None or now is None:
        return LiveRider(side=_side(side), bib=bib, name=name, nation=nation, to_go=half_laps)
    finished = now.done == half_laps
    clear = not finished or ride.status is RideStatus.CLEAR
    splits = [_cut(split.us) for split in ride.splits]
    digits = PUBLISHED_DIGITS
    if not clear:
        splits[-1] = None
    elif finished:
        digits = min(origin_of(meet, run.run, ride.splits[-1].keys)[1], competition.fmt.decimals)
    return LiveRider(
        side=_side(side),
        bib=bib,
        name=name,
        nation=nation,
        done=now.done,
        to_go=now.to_go,
        finished=finished,
        finish_us=_cut(ride.time_us, digits) if finished and clear else None,
        finish_digits=digits,
        splits_us=tuple(splits),
        **(_values(now) if clear else {}),
    )


def _values(now: LiveRide) -> dict[str, int | None]:
    """What the last split gives; nothing of it is shown of a finish that is doubtful."""
    return {
        "split_us": _cut(now.split_us),
        "half_lap_us": _cut(now.half_lap_us),
        "lap_us": _cut(now.lap_us),
        "average_mkmh": now.average_mkmh,
        "current_mkmh": now.current_mkmh,
        "rank": now.rank,
        "projected_us": _cut(now.projected.us) if now.projected is not None else None,
        "to_record_us": now.to_record_us,
    }


def _side(side: Side) -> Literal["home", "back"]:
    return "home" if side is Side.HOME else "back"


def _cut(us: int | None, digits: int = PUBLISHED_DIGITS) -> int | None:
    return None if us is None else truncate(us, digits)
