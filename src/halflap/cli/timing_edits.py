"""``halflap attach``, ``stray``, ``split`` …: an operator repairs what the sensors got wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from halflap.cli import typed
from halflap.cli.at_desk import AtDesk, acting
from halflap.cli.command import argument, option
from halflap.cli.drawing import HEAT, PHASE, REASON
from halflap.cli.failure import unusable
from halflap.cli.timed import place_of
from halflap.journal.facts_timing import RunAt
from halflap.meet.commands import (
    AttachImpulse,
    ChangeSettings,
    InsertSplit,
    MarkStray,
    PullImpulses,
    TakeFromSource,
)
from halflap.meet.commands.timing_editing import LONGEST_US
from halflap.meet.sightings import candidates
from halflap.sport.times import PUBLISHED_DIGITS, parse_time
from halflap.words.sentence import say

RUN = option(
    "--run",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    says=say("Which run of the heat; otherwise its last one."),
)
IMPULSE = argument(
    "impulse",
    metavar="IMPULSE",
    type=click.INT,
    says=say("The number of the impulse, as halflap impulses lists it."),
)
SIDE = argument(
    "side",
    metavar="SIDE",
    type=click.Choice(("home", "back")),
    says=say("The rider by where he started: home or back."),
)


_RANGE = re.compile(r"(\d+)(?:-(\d+))?", re.ASCII)

_HALF_LAP = say("The half lap, counted from 1; the last one is the finish.")
HALF_LAP = option("--half-lap", type=click.IntRange(min=1), metavar="N", says=_HALF_LAP)
THE_HALF_LAP = option(
    "--half-lap", type=click.IntRange(min=1), metavar="N", required=True, says=_HALF_LAP
)


def since_gun(text: str) -> tuple[int, int]:
    """A time as typed: microseconds, and the decimals given."""
    try:
        return parse_time(text)
    except ValueError as error:
        raise unusable(
            "time",
            say("“{text}” is no time.", text=text),
            say("Write the time since the gun as 1:03.22."),
        ) from error


def in_seconds(text: str) -> int:
    """A time since the gun; whole seconds may stand alone."""
    return int(text) * 1_000_000 if text.isascii() and text.isdigit() else since_gun(text)[0]


@acting(
    "attach",
    says=say(
        "Say whose an impulse is. What changes is said; --dry-run shows it before it is kept."
    ),
    examples=(
        (
            "halflap attach club.halflap qualifying 3 431 home --half-lap 7",
            say("impulse 431 was the home rider's half lap 7"),
        ),
    ),
)
@PHASE
@HEAT
@IMPULSE
@SIDE
@HALF_LAP
@RUN
@REASON
def attach(
    at: AtDesk,
    *,
    phase: str,
    heat: str,
    impulse: int,
    side: str,
    half_lap: int | None,
    run: int,
    reason: str,
) -> int:
    """The command."""
    asked = AttachImpulse(
        competition=at.competition().id,
        phase=at.phase(phase).id,
        heat=heat,
        run=run,
        impulse=impulse,
        rider="home" if side == "home" else "back",
        half_lap=half_lap,
        reason=reason,
    )
    return at.do(asked)


@acting(
    "stray",
    says=say("Say that an impulse is nobody's; it stays, marked, and can be attached again."),
    examples=(("halflap stray club.halflap qualifying 3 431", say("a bird over the line")),),
)
@PHASE
@HEAT
@IMPULSE
@RUN
@REASON
def stray(at: AtDesk, *, phase: str, heat: str, impulse: int, run: int, reason: str) -> int:
    """The command."""
    asked = MarkStray(
        competition=at.competition().id,
        phase=at.phase(phase).id,
        heat=heat,
        run=run,
        impulse=impulse,
        reason=reason,
    )
    return at.do(asked)


@acting(
    "pull",
    says=say("Pull impulses that fell outside, or into another run, into a run."),
    examples=(
        ("halflap pull club.halflap qualifying 3 431 432", say("two impulses")),
        (
            "halflap pull club.halflap qualifying 3 120-180",
            say("all from 120 to 180 that are not in the run yet"),
        ),
    ),
)
@PHASE
@HEAT
@argument(
    "impulses",
    metavar="IMPULSE|FROM-TO …",
    nargs=-1,
    says=say("The numbers of the impulses, as halflap impulses lists them, or ranges of them."),
)
@RUN
@REASON
def pull(
    at: AtDesk, *, phase: str, heat: str, impulses: Sequence[str], run: int, reason: str
) -> int:
    """The command."""
    plan = at.phase(phase).id
    asked = PullImpulses(
        competition=at.competition().id,
        phase=plan,
        heat=heat,
        run=run,
        impulses=_numbers(at, place_of(at, plan, heat, run or None), impulses),
        reason=reason,
    )
    return at.do(asked)


def _numbers(at: AtDesk, place: RunAt, given: Sequence[str]) -> tuple[int, ...]:
    """The impulses meant: numbers as they are, of a range those that the run does not have yet."""
    timing = at.meet.timing
    run = timing.runs.get(place)
    inside = {one.impulse for one in candidates(run)} if run is not None else set[int]()
    found: dict[int, None] = {}
    for text in given:
        match = _RANGE.fullmatch(text)
        if match is None:
            raise unusable(
                "impulse",
                say("“{text}” is no impulse and no range of them.", text=text),
                say("Write numbers or ranges: 431 433-440."),
            )
        first, last = int(match[1]), int(match[2] or match[1])
        if match[2] is None:
            found[first] = None
            continue
        sent = [
            one.impulse
            for source in timing.sources
            for one in source.log
            if first <= one.impulse <= last and one.again is None and one.impulse not in inside
        ]
        if not sent:
            raise unusable(
                "impulse",
                say("There is nothing to pull in {range}.", range=text),
                say("halflap impulses MEET --outside lists what is outside all runs."),
            )
        found.update(dict.fromkeys(sorted(sent)))
    return tuple(found)


@acting(
    "split",
    says=say("Insert a split that no impulse gives: by hand, or from the photo finish."),
    examples=(
        (
            "halflap split club.halflap qualifying 3 home --half-lap 16 2:11.04",
            say("the finish by a watch"),
        ),
    ),
)
@PHASE
@HEAT
@SIDE
@argument("time", metavar="TIME", says=say("The time since the gun, such as 1:03.22."))
@THE_HALF_LAP
@option(
    "--source",
    type=click.Choice(typed.SOURCES),
    default=typed.SOURCES[0],
    says=say("Where the times come from: hand (a stopwatch, the default), electronic, photo."),
)
@RUN
@REASON
def split(
    at: AtDesk,
    *,
    phase: str,
    heat: str,
    side: str,
    time: str,
    half_lap: int,
    source: str,
    run: int,
    reason: str,
) -> int:
    """The command."""
    us, digits = since_gun(time)
    asked = InsertSplit(
        competition=at.competition().id,
        phase=at.phase(phase).id,
        heat=heat,
        run=run,
        rider="home" if side == "home" else "back",
        half_lap=half_lap,
        us=us,
        digits=min(digits, PUBLISHED_DIGITS),
        source="photo" if source == "photo" else "hand" if source == "hand" else "electronic",
        reason=reason,
    )
    return at.do(asked)


@acting(
    "take",
    says=say("Read an interval of a run from another source, such as the backup."),
    examples=(
        (
            "halflap take club.halflap qualifying 3 backup --from 60 --until 75",
            say("fifteen seconds from the backup"),
        ),
    ),
)
@PHASE
@HEAT
@argument("source", metavar="SOURCE", says=say("The name of the source."))
@option("--from", "from_", metavar="TIME", says=say("From this time since the gun on."))
@option("--until", metavar="TIME", says=say("Until this time since the gun."))
@RUN
@REASON
def take(
    at: AtDesk,
    *,
    phase: str,
    heat: str,
    source: str,
    from_: str | None,
    until: str | None,
    run: int,
    reason: str,
) -> int:
    """The command."""
    asked = TakeFromSource(
        competition=at.competition().id,
        phase=at.phase(phase).id,
        heat=heat,
        run=run,
        source=source,
        from_us=0 if from_ is None else in_seconds(from_),
        until_us=LONGEST_US if until is None else in_seconds(until),
        reason=reason,
    )
    return at.do(asked)


@acting(
    "limits",
    says=say(
        "Read a run again with other limits: how long a half lap may take at most. Without any, "
        "the limits follow from the ride itself."
    ),
    examples=(
        (
            "halflap limits club.halflap qualifying 3 --limit-first 25 --dry-run",
            say("what a first half lap of 25 s would change"),
        ),
    ),
)
@PHASE
@HEAT
@option("--limit-first", "first", metavar="SECONDS", says=say("The longest first half lap."))
@option("--limit-half", "half_lap", metavar="SECONDS", says=say("The longest other half lap."))
@RUN
@REASON
def limits(
    at: AtDesk,
    *,
    phase: str,
    heat: str,
    first: str | None,
    half_lap: str | None,
    run: int,
    reason: str,
) -> int:
    """The command."""
    asked = ChangeSettings(
        competition=at.competition().id,
        phase=at.phase(phase).id,
        heat=heat,
        run=run,
        first_us=None if first is None else in_seconds(first),
        half_lap_us=None if half_lap is None else in_seconds(half_lap),
        reason=reason,
    )
    return at.do(asked)
