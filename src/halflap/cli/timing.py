"""``halflap time``: recorded heats timed without a meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import click

from halflap.cli.command import argument, as_json, command, option
from halflap.cli.failure import USAGE, Failure, unusable
from halflap.cli.output import report, write_json_line
from halflap.cli.say import err, out
from halflap.cli.timed_output import Timed, timed_json, timed_lines
from halflap.cli.timing_asked import course_of, day_us, limit_us, refs_of, wiring_of
from halflap.cli.timing_files import Traffic, traffic_of
from halflap.devices.codec import Notice, Received, Rejected
from halflap.devices.protocols import PROTOCOLS, Protocol
from halflap.sport.run_plan import GunKind, Limits, RunPlan, Wiring
from halflap.sport.track import Line as FinishLine
from halflap.timing.recorded import RecordedRun, RunEnd, time_recording
from halflap.timing.recorded_lines import Input, Line
from halflap.words.sentence import Sentence, say


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
    metavar="FILE…",
    nargs=-1,
    required=True,
    says=say("What the timing device sent, as it came, or a recording of it; - is standard input."),
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
    """The command: a file that cannot be read is named, and the others are timed all the same."""
    spoken_by = PROTOCOLS[protocol]
    asked = _Asked(
        spoken_by,
        wiring_of(spoken_by, gun, home, back),
        RunPlan(
            course_of(track, distance, finish, start_offset),
            limits=Limits(
                limit_us("--limit-first", limit_first), limit_us("--limit-half", limit_half)
            ),
            refs=refs_of(home_ref, back_ref),
        ),
        GunKind(gun_kind),
        None if gun_at is None else day_us(gun_at),
    )
    ends: list[int] = []
    for name in files:
        first = all(end == USAGE for end in ends)
        ends.append(_time_file(name, asked, as_json, first))
    return max(ends)


@dataclass(frozen=True, slots=True)
class _Asked:
    """How the files are to be timed."""

    protocol: Protocol
    wiring: Wiring
    plan: RunPlan
    gun_kind: GunKind
    gun_at_us: int | None

    def heading(self) -> list[Sentence]:
        """What everything below rests on."""
        course, wiring = self.plan.course, self.wiring
        own = course.finish is FinishLine.OWN
        return [
            say(
                "{metres} m are {n} half laps, the finish is on the rider's own line."
                if own
                else "{metres} m are {n} half laps, the finish is on the opposite line.",
                metres=course.distance_m,
                n=course.half_laps,
            ),
            say(
                "{protocol}: gun {gun}, home line {home}, back line {back}.",
                protocol=self.protocol.title,
                gun=wiring.gun,
                home=wiring.home,
                back=wiring.back,
            ),
        ]


def _time_file(name: str, asked: _Asked, as_json: bool, first: bool) -> int:
    try:
        timed = time_file(traffic_of(name, asked.protocol), asked)
    except Failure as failure:
        report(failure, as_json=False)
        return USAGE
    if asked.gun_kind is GunKind.GATE and any(_shot_in_mid_ride(run) for run in timed.runs):
        err(
            say(
                "halflap: {file}: the gun came again before a run was over. If it is a pistol,"
                " which is fired at finishes and catches as well, give --gun-kind pistol.",
                file=name,
            )
        )
    if any(run.rode_on for run in timed.runs):
        err(
            say(
                "halflap: {file}: riders went on at race pace after the finish. Look whether"
                " --distance {distance} and --track are right: the times would be too short.",
                file=name,
                distance=asked.plan.course.distance_m,
            )
        )
    if as_json:
        write_json_line(timed_json(timed))
    else:
        out(*(asked.heading() if first else ()), "", *timed_lines(timed))
    return timed.exit_code


def _shot_in_mid_ride(run: RecordedRun) -> bool:
    """Whether the gun came again where no false start is recalled any more: after a lap."""
    rides = (ride for ride in (run.reading.home, run.reading.back) if ride is not None)
    return run.end is RunEnd.RESTARTED and any(
        split.us is not None for ride in rides for split in ride.splits[2:]
    )


def time_file(traffic: Traffic, asked: _Asked) -> Timed:
    """A file timed; raises ``Failure`` if it is not of the protocol, or has no start."""
    name, events = traffic.file, traffic.events(asked.protocol)
    lines = [
        Line(event.line, _input(event.impulse.channel, asked), event.impulse)
        for event in events
        if isinstance(event, Received)
    ]
    if not lines:
        raise _no_impulse(traffic, asked.protocol)
    sent = {line.impulse.ref for line in lines if line.impulse.ref}
    refs = tuple((side, _as_sent(ref, sent)) for side, ref in asked.plan.refs)
    runs = time_recording(lines, replace(asked.plan, refs=refs), asked.gun_kind, asked.gun_at_us)
    if not runs:
        raise _no_start(name, lines, asked)
    _warn(name, lines, asked, [ref for _, ref in refs if ref not in sent])
    return Timed(
        name,
        tuple(runs),
        tuple(event for event in events if isinstance(event, Rejected)),
        tuple(event for event in events if isinstance(event, Notice) and event.trouble),
    )


def _input(channel: str, asked: _Asked) -> Input:
    wiring = asked.wiring
    for input_, name in (
        (Input.GUN, wiring.gun),
        (Input.HOME, wiring.home),
        (Input.BACK, wiring.back),
    ):
        if asked.protocol.same_channel(name, channel):
            return input_
    return Input.OTHER


def _as_sent(ref: str, sent: set[str]) -> str:
    """A transponder as the device writes it: with or without leading zeros."""
    if ref in sent:
        return ref
    return next((other for other in sorted(sent) if other.lstrip("0") == ref.lstrip("0")), ref)


def _warn(name: str, lines: Sequence[Line], asked: _Asked, unseen_refs: Sequence[str]) -> None:
    """Say on standard error what of the wiring never fired: the times would look incomplete."""
    fired = {line.input for line in lines}
    for input_, channel in ((Input.HOME, asked.wiring.home), (Input.BACK, asked.wiring.back)):
        if input_ not in fired:
            err(
                say(
                    "halflap: {file} has no impulse on {channel}. It has: {found}.",
                    file=name,
                    channel=channel,
                    found=_channels(lines),
                )
            )
    for ref in unseen_refs:
        err(say("halflap: {file} has no transponder {ref}.", file=name, ref=ref))


def _channels(lines: Sequence[Line]) -> str:
    """``C2 (64), C3 (66)``."""
    counted: dict[str, int] = {}
    for line in lines:
        counted[line.impulse.channel] = counted.get(line.impulse.channel, 0) + 1
    return ", ".join(f"{channel} ({count})" for channel, count in sorted(counted.items()))


def _no_impulse(traffic: Traffic, protocol: Protocol) -> Failure:
    if traffic.empty:
        return unusable("empty", say("{file} is empty.", file=traffic.file))
    title = protocol.title
    text = say(
        "{file} holds no impulse as {protocol} writes it.", file=traffic.file, protocol=title
    )
    like = traffic.like()
    if like:
        remedy = say("It can be read with --protocol {protocols}.", protocols=", ".join(like))
    else:
        remedy = say("Check --protocol, and that the file is what the device sent.")
    return unusable("no-impulse", text, remedy)


def _no_start(name: str, lines: Sequence[Line], asked: _Asked) -> Failure:
    return unusable(
        "no-start",
        say(
            "{file} has no start: nothing that counts on {gun}. It has: {found}.",
            file=name,
            gun=asked.wiring.gun,
            found=_channels(lines),
        ),
        say("Name the input of the start with --gun, or give its time of day with --gun-at."),
    )
