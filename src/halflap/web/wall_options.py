"""Knows what can be said in the address of a page for screens, and refuses what makes no sense.

Language and look are asked for as on every page (``lang``, ``theme``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halflap.web.display_said import Unfit
from halflap.web.wall_example import STATES
from halflap.words.sentence import say

LINES = ("home", "back")
POSITIONS = (
    "top-left",
    "top",
    "top-right",
    "left",
    "middle",
    "right",
    "bottom-left",
    "bottom",
    "bottom-right",
)
LEAST_SCALE, MOST_SCALE = 0.25, 4.0


@dataclass(frozen=True, slots=True)
class Options:
    """``scale`` 1 is made for a picture of 1920 × 1080; ``demo`` is the state of an example."""

    position: str = "bottom"
    scale: float = 1.0
    rider: str = "home"
    demo: str | None = None


def options(query: Mapping[str, str], *, position: str = "bottom") -> Options:
    """What an address asks for; raises ``Unfit``."""
    return Options(
        position=_one_of("position", query.get("position", position), POSITIONS),
        scale=_scale(query.get("scale", "1")),
        rider=_one_of("rider", query.get("rider", "home"), LINES),
        demo=demo_of(query),
    )


def demo_of(query: Mapping[str, str]) -> str | None:
    """The state of the example that is asked for; ``demo=`` alone is a ride."""
    if "demo" not in query:
        return None
    return _one_of("demo", query["demo"] or "running", STATES)


def lines_of(query: Mapping[str, str]) -> tuple[str, ...]:
    """The pursuit lines whose counters are shown: one, or both where none is named."""
    return (_one_of("line", query["line"], LINES),) if "line" in query else LINES


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value in known:
        return value
    raise Unfit(
        name,
        say("“{value}” is no value of {name}.", value=value[:40], name=name),
        say("Write one of these into the address: {values}.", values=", ".join(known)),
    )


def _scale(value: str) -> float:
    try:
        scale = float(value)
    except ValueError:
        scale = 0.0
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise Unfit(
            "scale",
            say("“{value}” is no size.", value=value[:40]),
            say("Write a number from 0.25 to 4 into the address, such as scale=1.5."),
        )
    return scale
