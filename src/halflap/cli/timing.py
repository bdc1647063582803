"""``halflap time``: recorded heats timed without a meet."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import click

from halflap.cli.command import argument, as_json, command, option
from halflap.cli.failure import DONE, FINDING, unusable
from halflap.cli.output import Json, write_json_line
from halflap.cli.say import out, painted, spoken
from halflap.cli.table import table
from halflap.cli.typed import checked
from halflap.devices.codec import Event, Received, Rejected
from halflap.devices.protocols import PROTOCOLS, Protocol
from halflap.sport.heat import Side
from halflap.sport.impulse import time_of_day
from halflap.sport.run_plan import GunKind, Limits, RunPlan, Wiring
from halflap.sport.times import MICROSECONDS, parse_time, truncate
from halflap.sport.track import Course, Track, parse_length
from halflap.timing.assignment import CatchReading, RideReading, RideStatus, Split
from halflap.timing.recorded import Input, Line, RecordedRun, time_recording
from halflap.words.sentence import Sentence, say

ENDS: dict[str, Sentence] = {
    "finished": say("finished"),
    "caught": say("ended by a catch"),
    "stopped": say("stopped"),
    "restarted": say("restarted"),
    "open": say("not ended"),
}
STATUSES: dict[RideStatus, Sentence] = {
    RideStatus.CLEAR: say("clear"),
    RideStatus.DOUBTFUL: say("doubtful"),
    RideStatus.INCOMPLETE: say("incomplete"),
}
SIDES: dict[Side, Sentence] = {Side.HOME: say("home"), Side.BACK: say("back")}


@dataclass(frozen=True, slots=True)
class Timed:
    """A file as it was timed, and the lines that could not be read."""

    file: str
    runs: tuple[RecordedRun, ...]
    rejected: tuple[Rejected, ...]

    @property
    def clear(self) -> bool:
        """Whether there are runs, and the time of every ride in them is clear."""
        rides = [ride for run in self.runs for ride in (run.reading.home, run.reading.back)]
        return bool(self.runs) and all(
            ride is None or ride.status is RideStatus.CLEAR for ride in rides
        )


@command(
    "time",
    says=say(
        "Time recorded heats: which impulse is whose half lap, what is missing or doubtful, the "
        "time at the finish. Nothing is guessed in silence. Ends with 0 if every time is clear, 1 "
        "if one is doubtful or incomplete, 2 if a file cannot be read."
    ),
    examples=(
        (
            "halflap time heat3.txt --protocol timy --track 250 --distance 4000",
            say("one heat on 250 m"),
        ),
        (
            "halflap time *.txt --protocol timy --track 500/3 --distance 3000 --json",
            say("several files, for programs"),
        ),
        (
            "halflap time heat3.txt --protocol timy --track 250 --distance 4000 "
            "--gun-at 14:32:05.1234",
            say("the impulse of the start was missed"),
        ),
    ),
)
@argument(
    "files",
    metavar="FILE",
    nargs=-1,
    required=True,
    says=say("What the timing device sent, as it came; - is standard input."),
)
@option(
    "--protocol",
    type=click.Choice(list(PROTOCOLS)),
    required=True,
    says=say("How the device writes."),
)
@option("--track", metavar="M", required=True, says=say("Length of the track: 250, 333.33, 500/3."))
@option("--distance", type=int, metavar="M", required=True, says=say("The distance in metres."))
@option("--gun", metavar="CHANNEL", says=say("The input of the start; otherwise the usual one."))
@option("--home", metavar="CHANNEL", says=say("The input of the pursuit line at home."))
@option("--back", metavar="CHANNEL", says=say("The input of the line at the back straight."))
@option(
    "--gun-kind",
    type=click.Choice([kind.value for kind in GunKind]),
    default=GunKind.GATE.value,
    says=say(
        "gate (usual): every impulse is a start. pistol: later shots of a run start nothing, and "
        "their meaning is proposed."
    ),
)
@option(
    "--gun-at",
    metavar="HH:MM:SS.ffffff",
    says=say("The time of day of a start that the file has not."),
)
@option("--home-ref", metavar="TAG", says=say("The transponder of the rider who starts at home."))
@option("--back-ref", metavar="TAG", says=say("The transponder of the other rider."))
@option(
    "--finish",
    type=click.Choice(["own", "opposite", "auto"]),
    default="auto",
    says=say("The line where a rider finishes; auto (usual) follows from track and distance."),
)
@option(
    "--start-offset",
    metavar="M",
    says=say("How far the start line lies beyond the pursuit line, in riding direction."),
)
@option(
    "--limit-first",
    type=float,
    metavar="S",
    says=say("The longest first half lap that is believed, in seconds."),
)
@option(
    "--limit-half",
    type=float,
    metavar="S",
    says=say("The longest other half lap that is believed, in seconds."),
)
@as_json
def time_files(
    *,
    files: Sequence[str],
    protocol: str,
    track: str,
    distance: int,
    gun: str | None,
    home: str | None,
    back: str | None,
    gun_kind: str,
    gun_at: str | None,
    home_ref: str | None,
    back_ref: str | None,
    finish: str,
    start_offset: str | None,
    limit_first: float | None,
    limit_half: float | None,
    as_json: bool,
) -> int:
    """The command."""
    spoken_by = PROTOCOLS[protocol]
    usual = spoken_by.wiring
    wiring = Wiring(gun or usual.gun, home or usual.home, back or usual.back)
    refs = [(Side.HOME, home_ref), (Side.BACK, back_ref)]
    plan = RunPlan(
        course_of(track, distance, finish, start_offset),
        limits=Limits(_limit(limit_first), _limit(limit_half)),
        refs=tuple((side, ref) for side, ref in refs if ref),
    )
    kind = GunKind(gun_kind)
    start_us = None if gun_at is None else _time_of_day(gun_at)
    everything = [(name, _bytes_of(name)) for name in files]
    clear = True
    for number, (name, data) in enumerate(everything):
        timed = time_file(name, data, spoken_by, wiring, plan, kind=kind, start_us=start_us)
        clear = clear and timed.clear
        if as_json:
            write_json_line(timed_json(timed))
        else:
            if number:
                out("")
            out(*timed_lines(timed))
    return DONE if clear else FINDING


def time_file(
    name: str,
    data: bytes,
    protocol: Protocol,
    wiring: Wiring,
    plan: RunPlan,
    *,
    kind: GunKind = GunKind.GATE,
    start_us: int | None = None,
) -> Timed:
    """A file timed; raises ``Failure`` if nothing in it is of the protocol."""
    events = read_events(data, protocol)
    lines = [
        Line(event.line, _input(event, protocol, wiring), event.impulse)
        for event in events
        if isinstance(event, Received)
    ]
    rejected = tuple(event for event in events if isinstance(event, Rejected))
    if not lines:
        raise unusable(
            "no-impulse",
            say(
                "{file} holds no impulse as {protocol} writes it.",
                file=name,
                protocol=protocol.title,
            ),
            say("Check --protocol, and that the file is what the device sent."),
        )
    refs = tuple((side, _as_sent(ref, lines)) for side, ref in plan.refs)
    runs = time_recording(lines, replace(plan, refs=refs), kind, start_us)
    return Timed(name, tuple(runs), rejected)


def _as_sent(ref: str, lines: Sequence[Line]) -> str:
    """A transponder as the device writes it: with or without leading zeros."""
    sent = {line.impulse.ref for line in lines}
    return next((other for other in sent if other.lstrip("0") == ref.lstrip("0")), ref)


def read_events(data: bytes, protocol: Protocol) -> list[Event]:
    """Everything in a file, in order."""
    decoder = protocol.decoder()
    return [*decoder.feed(data), *decoder.close()]


def _input(event: Received, protocol: Protocol, wiring: Wiring) -> Input:
    channel = event.impulse.channel
    for input_, asked in (
        (Input.GUN, wiring.gun),
        (Input.HOME, wiring.home),
        (Input.BACK, wiring.back),
    ):
        if protocol.same_channel(asked, channel):
            return input_
    return Input.OTHER


def _bytes_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise unusable(
            "file",
            say("{file} cannot be read: {why}.", file=name, why=error.strerror or str(error)),
            say("Check the name; nothing was timed."),
        ) from error


def _limit(seconds: float | None) -> int | None:
    if seconds is None:
        return None
    if not 0 < seconds < 3600:
        raise unusable(
            "limit",
            say("A limit of {seconds} s is none.", seconds=str(seconds)),
            say("Give seconds, such as 25."),
        )
    return round(seconds * MICROSECONDS)


def _time_of_day(text: str) -> int:
    parts = text.strip().split(":")
    try:
        hours, minutes = int(parts[0]), int(parts[1])
        us, _ = parse_time(f"0:{parts[2]}")
        if len(parts) != 3 or not (0 <= hours < 24 and 0 <= minutes < 60):
            raise ValueError
    except (ValueError, IndexError) as error:
        raise unusable(
            "time-of-day",
            say("“{text}” is not a time of day.", text=text),
            say("Write it as 14:32:05.1234."),
        ) from error
    return (hours * 60 + minutes) * 60 * MICROSECONDS + us


def course_of(track: str, distance: int, finish: str, start_offset: str | None) -> Course:
    """The course that the options describe; raises ``Failure`` where there is none."""
    length = checked(parse_length, track).metres
    offsets = () if start_offset is None else ((distance, _metres(start_offset)),)
    course = checked(lambda _: Track(length, start_offsets=offsets).course(distance), track)
    if finish in ("auto", course.finish.value):
        return course
    if start_offset is not None:
        raise unusable(
            "finish",
            say("With this start line the finish is on the {line} line.", line=course.finish.value),
            say("Leave --finish out, or give another --start-offset."),
        )
    exact = distance / course.half_lap
    nearer = course.half_laps + (1 if exact > course.half_laps else -1)
    return Course(distance, course.half_lap, nearer)


def _metres(text: str) -> Fraction:
    try:
        return Fraction(text.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError) as error:
        raise unusable(
            "metres",
            say('"{text}" are no metres.', text=text),
            say("Write a number such as 32 or -12.5."),
        ) from error


def timed_json(timed: Timed) -> dict[str, Json]:
    """A timed file as one JSON object."""
    return {
        "file": timed.file,
        "runs": [_run_json(run) for run in timed.runs],
        "rejected": [{"line": one.line, "why": spoken(one.why)} for one in timed.rejected],
    }


def _run_json(run: RecordedRun) -> dict[str, Json]:
    return {
        "gun": time_of_day(run.gun_us),
        "end": run.end.value,
        "home": _ride_json(run.reading.home),
        "back": _ride_json(run.reading.back),
        "catch": _catch_json(run.reading.catch),
        "unassigned": [
            {"line": one.line, "channel": one.channel, "why": spoken(one.why)}
            for one in run.unassigned
        ],
    }


def _ride_json(ride: RideReading | None) -> dict[str, Json] | None:
    if ride is None:
        return None
    return {
        "time": elapsed(ride.time_us),
        "status": ride.status.value,
        "splits": [
            {
                "half_lap": split.half_lap,
                "distance_m": _number(split.distance_m),
                "elapsed": elapsed(split.us),
                "impulses": list(split.keys),
                "confidence": round(split.confidence, 4),
                "alternatives": [elapsed(us) or "" for us in split.alternatives],
            }
            for split in ride.splits
        ],
        "doubts": [
            {"code": doubt.code.value, "half_lap": doubt.half_lap, "text": spoken(doubt.text)}
            for doubt in ride.doubts
        ],
    }


def _catch_json(catch: CatchReading | None) -> dict[str, Json] | None:
    if catch is None:
        return None
    return {
        "by": catch.by.value,
        "half_lap": catch.half_lap,
        "distance_m": _number(catch.distance_m),
        "doubtful": catch.doubtful,
    }


def elapsed(us: int | None) -> str | None:
    """``4:15.165`` or ``0:12.345``: cut to 1/1000 s, never rounded (UCI 3.2.015)."""
    if us is None:
        return None
    seconds, rest = divmod(truncate(us), MICROSECONDS)
    return f"{seconds // 60}:{seconds % 60:02d}.{rest // 1000:03d}"


def _number(metres: Fraction) -> Json:
    """Metres as a number: whole ones as such, else to the millimetre."""
    if metres.denominator == 1:
        return metres.numerator
    return round(float(metres), 3)


def timed_lines(timed: Timed) -> list[str]:
    """A timed file for people: each run with its half laps side by side, and what is doubtful."""
    lines = [painted(timed.file, "bold")]
    if not timed.runs:
        lines.append(
            spoken(say("No start: give its time of day with --gun-at, or its input with --gun."))
        )
    for number, run in enumerate(timed.runs, start=1):
        end = ENDS[run.end.value]
        head = say("Run {n}, gun {gun}: {end}", n=number, gun=time_of_day(run.gun_us), end=end)
        lines += ["", spoken(head), *_run_lines(run)]
    lines += [
        spoken(say("line {line} not read: {why}", line=one.line, why=one.why))
        for one in timed.rejected
    ]
    return lines


def _run_lines(run: RecordedRun) -> list[str]:
    rides = [ride for ride in (run.reading.home, run.reading.back) if ride is not None]
    if not rides:
        return [spoken(say("Nobody was seen."))]
    head = ["", spoken(say("metres")), *(spoken(SIDES[ride.start]) for ride in rides)]
    rows = [
        [str(n + 1), f"{float(split.distance_m):g}", *(_cell(ride.splits[n]) for ride in rides)]
        for n, split in enumerate(rides[0].splits)
    ]
    lines = table(head, rows, "rrrr"[: 2 + len(rides)])
    for ride in rides:
        time = elapsed(ride.time_us) or spoken(say("no time"))
        lines.append(f"{spoken(SIDES[ride.start])}: {time}, {spoken(STATUSES[ride.status])}")
        lines += [f"  {spoken(doubt.text)}" for doubt in ride.doubts]
    if run.reading.catch is not None:
        lines.append(spoken(_catch_sentence(run.reading.catch)))
    lines += [
        spoken(
            say("line {line} ({channel}): {why}", line=one.line, channel=one.channel, why=one.why)
        )
        for one in run.unassigned
    ]
    return lines


def _catch_sentence(catch: CatchReading) -> Sentence:
    by = SIDES[catch.by]
    if catch.doubtful:
        return say(
            "A catch by {by} at half lap {n} is possible: the commissaires decide.",
            by=by,
            n=catch.half_lap,
        )
    return say("Caught: {by} caught the other at half lap {n}.", by=by, n=catch.half_lap)


def _cell(split: Split) -> str:
    if split.us is None:
        return "–"
    doubtful = "?" if split.alternatives else ""
    return f"{elapsed(split.us)}{doubtful}"
