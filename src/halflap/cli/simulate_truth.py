"""Knows how the truth about a simulated heat is written: JSON, one object a line for each heat."""

from __future__ import annotations

import json
from typing import Any

from halflap.devices.velodrome.scenes import Scene
from halflap.devices.velodrome.stream import RideTruth, Simulated, Stream
from halflap.sport.impulse import time_of_day
from halflap.sport.times import format_time
from halflap.sport.track import Course


def truth_line(heat: int, name: str, seed: int, scene: Scene, stream: Stream) -> str:
    """The truth in the shape of a run of ``halflap time --json``, and what made each impulse."""
    truth, course = stream.truth, scene.course
    catch = truth.catch
    value: dict[str, Any] = {
        "heat": heat,
        "condition": name,
        "seed": seed,
        "track": str(course.half_lap * 2),
        "distance": course.distance_m,
        "gun": time_of_day(truth.gun_us),
        "home": _ride(truth.home, course),
        "back": _ride(truth.back, course),
        "catch": None
        if catch is None
        else {
            "by": catch.by.value,
            "half_lap": catch.half_lap,
            "distance_m": _metres(course, catch.half_lap),
        },
        "impulses": [_impulse(each) for each in stream.impulses],
    }
    return json.dumps(value, ensure_ascii=False)


def _ride(ride: RideTruth | None, course: Course) -> dict[str, Any] | None:
    if ride is None:
        return None
    return {
        "time": None if ride.finish_us is None else _elapsed(ride.finish_us),
        "splits": [
            {
                "half_lap": half_lap,
                "distance_m": _metres(course, half_lap),
                "elapsed": _elapsed(us),
                "missed": half_lap in ride.missed,
            }
            for half_lap, us in enumerate(ride.times, 1)
        ],
    }


def _elapsed(us: int) -> str:
    """``0:12.345``, as ``halflap time --json`` writes it."""
    return format_time(us) if us >= 60_000_000 else f"0:{format_time(us):0>6}"


def _metres(course: Course, half_lap: int) -> float:
    return round(float(half_lap * course.half_lap - course.start_offset), 3)


def _impulse(each: Simulated) -> dict[str, Any]:
    return {
        "number": each.impulse.number,
        "channel": each.impulse.channel,
        "time": time_of_day(each.impulse.us),
        "kind": each.kind.value,
        "side": each.side.value if each.side else None,
        "half_lap": each.half_lap,
    }
