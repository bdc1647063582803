"""Knows how what people type about a heat is read: times, statuses, bibs, heats, metres.

What cannot be read is refused as a command is: ``NotNow``, with a sentence and a remedy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args, get_type_hints

from halflap.journal.facts import RideFact, TimeFact
from halflap.meet.commands.base import NotNow, refuse
from halflap.meet.results import time_fact
from halflap.meet.state import Competition, HeatState
from halflap.rulebook.hand_times import TwoWatches, hand_time
from halflap.sport.times import PUBLISHED_DIGITS, RecordedTime, Source, parse_time, truncate
from halflap.words.sentence import say

CODES: tuple[str, ...] = get_args(get_type_hints(RideFact)["code"])
SOURCES = ("hand", "electronic", "photo")
"""Where a typed time may come from; the first is meant if nothing is said."""

_HEAT = re.compile(r"(\d*)-(\d*)", re.ASCII)


def whole_numbers(text: str) -> tuple[int, ...]:
    """Numbers divided by commas: bibs in the order of their lots, heats in a new order."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise refuse(
            "numbers",
            say("“{text}” is not a list of numbers.", text=text),
            say("Divide them by commas: 3,1,2."),
        )
    return tuple(int(part) for part in parts)


def heats(text: str) -> tuple[tuple[int | None, int | None], ...]:
    """Heats as (home, back): ``1-2 3-4 5-`` has bib 5 alone at home, ``-5`` alone on the back."""
    found: list[tuple[int | None, int | None]] = []
    for part in text.replace(",", " ").split():
        match = _HEAT.fullmatch(part)
        if match is None or not (match[1] or match[2]):
            raise refuse(
                "heats",
                say("“{text}” is not a heat.", text=part),
                say("Write home-back, such as 1-2, or 5- for a rider alone."),
            )
        home, back = (int(bib) if bib else None for bib in match.groups())
        found.append((home, back))
    return tuple(found)


def heat_place(text: str) -> tuple[str, str, str]:
    """A heat of any competition: competition, phase and heat."""
    parts = text.split("/")
    if len(parts) != 3:
        raise refuse(
            "place",
            say("“{text}” is not a heat of a session.", text=text),
            say("Write competition/phase/heat, such as men/qualifying/1."),
        )
    return parts[0], parts[1], parts[2]


def time(text: str, source: str, two: TwoWatches) -> TimeFact:
    """A time, or several watches divided by ``/`` that become one hand time.

    A time is cut to 1/1000 s; the reading is kept in full.
    """
    watches = [_watch(part, text) for part in text.split("/")]
    if source == "hand":
        shown = [(us, min(digits, PUBLISHED_DIGITS)) for us, digits in watches]
        try:
            found, _ = hand_time(shown, two)
        except ValueError as error:  # every watch shows less than the coarsest can say
            raise _no_time(text) from error
    elif len(watches) > 1:
        raise refuse(
            "watches",
            say("{source} gives one time, and here are {n}.", source=source, n=len(watches)),
            say("Several watches are hand times: --source hand."),
        )
    else:
        ((us, digits),) = watches
        digits = min(digits, PUBLISHED_DIGITS)
        cut = truncate(us, digits)
        found = RecordedTime(cut, digits, Source(source), (us,) if us != cut else ())
    kept = time_fact(found)
    assert kept is not None
    return kept


def _watch(text: str, whole: str) -> tuple[int, int]:
    try:
        us, digits = parse_time(text)
    except ValueError as error:
        raise _no_time(whole) from error
    if truncate(us, min(digits, PUBLISHED_DIGITS)) <= 0:
        raise _no_time(whole)
    return us, digits


def _no_time(text: str) -> NotNow:
    return refuse(
        "time",
        say("“{text}” is neither a time nor a status.", text=text),
        say(
            "Write a time such as 4:15.165, watches such as 4:15.1/4:15.3, one of {codes}, or "
            "both such as CAP:4:24.496.",
            codes=", ".join(CODES),
        ),
    )


def ride(text: str, bib: int, source: str, two: TwoWatches) -> RideFact:
    """How a ride ended: ``4:15.165``, ``DNF`` or ``CAP:4:24.496``."""
    code, colon, rest = text.strip().partition(":")
    if code.upper() in CODES:
        ridden = time(rest, source, two) if colon else None
        return RideFact(bib=bib, code=code.upper(), time=ridden)  # type: ignore[arg-type]
    return RideFact(bib=bib, code="OK", time=time(text, source, two))


def rides(
    competition: Competition,
    heat: HeatState,
    ended: Sequence[tuple[str, str | None]],
    last_laps: Sequence[str],
    source: str,
    *,
    unexcused: bool = False,
) -> tuple[RideFact, ...]:
    """The rides of a heat from what was typed for each side; an empty side is refused.

    ``last_laps`` are texts such as ``home=15.123``; ``unexcused`` is of riders who did not start.
    """
    two = competition.fmt.hand_times.two
    laps = dict(_last_lap(text) for text in last_laps)
    found: list[RideFact] = []
    for side, text in ended:
        if text is None:
            if side in laps:
                raise refuse(
                    "last-lap",
                    say("There is a last lap for {side}, but no time.", side=side),
                    say("Give --{side} as well.", side=side),
                )
            continue
        bib = heat.home if side == "home" else heat.back
        if bib is None:
            raise refuse(
                "nobody",
                say("Nobody starts at {side} in heat {heat}.", side=side, heat=heat.key),
                say("Give the other side alone."),
            )
        read = ride(text, bib, source, two)
        found.append(
            RideFact(
                bib=bib,
                code=read.code,
                time=read.time,
                last_lap=time(laps[side], source, two) if side in laps else None,
                excused=False if unexcused and read.code == "DNS" else None,
            )
        )
    return tuple(found)


def _last_lap(text: str) -> tuple[str, str]:
    side, _, lap = text.partition("=")
    if side not in ("home", "back") or not lap:
        raise refuse(
            "last-lap",
            say("“{text}” is not a last lap.", text=text),
            say("Write the side and the time: home=15.123."),
        )
    return side, lap


def metres(text: str) -> str:
    """A distance in metres as it is kept: ``2312``, ``2312.5``."""
    if not re.fullmatch(r"\d{1,5}(\.\d{1,3})?", text, re.ASCII):
        raise refuse(
            "metres",
            say("“{text}” is not a distance in metres.", text=text),
            say("Write it as 2312.5."),
        )
    return text
