"""``halflap splits`` and ``impulses``: a timed run as it reads, and what the devices sent."""

from __future__ import annotations

from collections.abc import Iterable

import click

from halflap.cli.at_desk import AtDesk, looking
from halflap.cli.command import option
from halflap.cli.drawing import HEAT, PHASE
from halflap.cli.failure import DONE, REFUSED, Failure, Refusal
from halflap.cli.output import Json, write_json
from halflap.cli.say import out, spoken
from halflap.cli.table import table
from halflap.journal.facts_timing import ImpulseReceived, RunAt
from halflap.meet.naming import named, phase_at
from halflap.meet.results import called
from halflap.meet.runs import RunReading, at_run, newest_us, reading
from halflap.meet.sightings import candidates, line_of
from halflap.meet.state import Meet
from halflap.meet.timing_state import Timing
from halflap.meet.views.live import would_now_read
from halflap.sport.impulse import time_of_day
from halflap.sport.times import format_time
from halflap.sport.track import printed
from halflap.timing.assignment import RideReading
from halflap.words.sentence import Sentence, say

RUN = option(
    "--run",
    type=click.IntRange(min=1),
    metavar="N",
    says=say("Which run of the heat; otherwise its last one."),
)
LATEST = 40


@looking(
    "splits",
    says=say("Show a timed run half lap by half lap, with what is doubtful about it."),
    examples=(("halflap splits club.halflap qualifying 3", say("heat 3")),),
)
@PHASE
@HEAT
@RUN
def splits(at: AtDesk, *, phase: str, heat: str, run: int | None) -> int:
    """The command."""
    competition = at.competition()
    place = place_of(at, at.phase(phase).id, heat, run)
    timed = at.meet.timing.runs.get(place)
    riding = newest_us(at.meet, timed) if timed is not None else None
    found = reading(at.meet, place, riding)
    if found is None:
        raise Failure(
            REFUSED,
            [
                Refusal(
                    "not-timed",
                    say("Heat {heat} was not timed.", heat=heat),
                    say("halflap result shows what was recorded."),
                )
            ],
        )
    names = {side: called(competition, bib) for side, bib in found.riders}
    if at.as_json:
        write_json({"run": place[3], "rides": [_ride_json(found, ride) for ride in found.rides]})
        return DONE
    for ride in found.rides:
        out(names[ride.start], *_ride_lines(ride))
        out(*(f"  {spoken(named(doubt.text, at.meet))}" for doubt in ride.doubts), "")
    out(*would_now_read(at.meet, place))
    return DONE


def place_of(at: AtDesk, phase: str, heat: str, run: int | None) -> RunAt:
    """The run of a heat; without a number its last one."""
    competition = at.competition()
    known = at_run(at.meet, (competition.id, phase, heat, 1))
    key = known[3].key if known is not None else heat
    number = run or (len(known[3].runs) if known is not None else 1)
    return (competition.id, phase, key, number)


def _ride_lines(ride: RideReading) -> list[str]:
    head = [
        spoken(word)
        for word in (say("half lap"), say("metres"), say("time"), say("half lap time"), say("sure"))
    ]
    rows: list[list[str]] = []
    before: int | None = 0
    for split in ride.splits:
        lasted = split.us - before if split.us is not None and before is not None else None
        rows.append(
            [
                str(split.half_lap),
                printed(split.distance_m),
                format_time(split.us) if split.us is not None else "–",
                format_time(lasted) if lasted is not None else "–",
                f"{split.confidence:.3f}" if split.us is not None else "",
            ]
        )
        before = split.us
    return table(head, rows, "rrrrr")


def _ride_json(found: RunReading, ride: RideReading) -> dict[str, Json]:
    return {
        "bib": found.bib(ride.start),
        "start": ride.start.value,
        "status": ride.status.value,
        "time": format_time(ride.time_us) if ride.time_us is not None else None,
        "splits": [
            {
                "half_lap": split.half_lap,
                "distance_m": float(split.distance_m),
                "elapsed": format_time(split.us) if split.us is not None else None,
                "impulses": list(split.keys),
                "confidence": round(split.confidence, 4),
                "alternatives": [format_time(us) for us in split.alternatives],
            }
            for split in ride.splits
        ],
        "doubts": [
            {"code": d.code.value, "half_lap": d.half_lap, "text": spoken(d.text)}
            for d in ride.doubts
        ],
    }


@looking(
    "impulses",
    says=say("List what the devices sent: the latest, those outside a run, or those of a run."),
    examples=(
        ("halflap impulses club.halflap --outside", say("what fell outside all runs")),
        ("halflap impulses club.halflap --of qualifying/3/1", say("run 1 of heat 3")),
    ),
)
@option("--outside", is_flag=True, says=say("Only those that fell outside all runs."))
@option("--of", "of", metavar="PHASE/HEAT/RUN", says=say("Only those of this run."))
@option(
    "--latest",
    type=click.IntRange(min=1),
    metavar="N",
    says=say("How many, the latest last; otherwise 40, and of a run all."),
)
def impulses(at: AtDesk, *, outside: bool, of: str | None, latest: int | None) -> int:
    """The command."""
    timing = at.meet.timing
    found = _of_run(at, of) if of is not None else _all(timing)
    chosen = [one for one in found if not outside or (one.run is None and one.again is None)]
    shown = latest or (LATEST if of is None else len(chosen))
    left_out = max(0, len(chosen) - shown)
    chosen = sorted(chosen, key=lambda one: one.impulse)[left_out:]
    if at.as_json:
        write_json([_impulse_json(timing, one) for one in chosen])
        return DONE
    words = (say("number"), say("time"), say("input"), say("source"), say("line"), say("state"))
    head = [spoken(word) for word in words]
    rows = [
        [
            str(one.impulse),
            time_of_day(one.us),
            one.channel,
            one.source,
            (side.value if (side := line_of(timing, one)) is not None else "–"),
            spoken(_state(at.meet, one)),
        ]
        for one in chosen
    ]
    out(*table(head, rows, "r"))
    if left_out:
        out(
            say(
                "Earlier ones that are not shown: {count}. See them all with --latest {all}.",
                count=left_out,
                all=left_out + shown,
            )
        )
    return DONE


def _all(timing: Timing) -> Iterable[ImpulseReceived]:
    for source in timing.sources:
        yield from source.log


def _of_run(at: AtDesk, text: str) -> Iterable[ImpulseReceived]:
    phase, _, rest = text.partition("/")
    heat, _, run = rest.partition("/")
    number = int(run) if run.isascii() and run.isdigit() else None
    place = place_of(at, at.phase(phase).id, heat, number)
    timed = at.meet.timing.runs.get(place)
    return candidates(timed) if timed is not None else ()


def _state(meet: Meet, one: ImpulseReceived) -> Sentence:
    timing = meet.timing
    if one.again is not None:
        return say("sent again, first as {number}", number=one.again)
    if timing.revoked(one):
        return say("taken back by its device")
    if timing.doubted(one):
        return say("perhaps misread: attach it to use it")
    if one.run is None:
        return say("outside a run")
    return say(
        "{phase} heat {heat}, run {run}",
        phase=phase_at(meet, one.run),
        heat=one.run[2],
        run=one.run[3],
    )


def _impulse_json(timing: Timing, one: ImpulseReceived) -> dict[str, Json]:
    return {
        "impulse": one.impulse,
        "source": one.source,
        "channel": one.channel,
        "time": time_of_day(one.us),
        "epoch": one.epoch,
        "ref": one.ref,
        "manual": one.manual,
        "again": one.again,
        "run": list(one.run) if one.run is not None else None,
        "late": one.late,
        "revoked": timing.revoked(one),
        "suspect": timing.doubted(one),
    }
