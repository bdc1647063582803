"""Knows how timed recordings are shown: as JSON for programs, as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from halflap.cli.failure import DONE, FINDING
from halflap.cli.output import Json
from halflap.cli.say import painted, spoken
from halflap.cli.table import table
from halflap.devices.codec import Notice, Rejected
from halflap.sport.heat import Side
from halflap.sport.impulse import time_of_day
from halflap.sport.times import MICROSECONDS, truncate
from halflap.timing.assignment import CatchReading, Doubt, DoubtCode, RideReading, RideStatus, Split
from halflap.timing.recorded import RecordedRun, RunEnd, Unassigned
from halflap.words.sentence import Sentence, say

ENDS: dict[RunEnd, Sentence] = {
    RunEnd.FINISHED: say("finished"),
    RunEnd.CAUGHT: say("ended by a catch"),
    RunEnd.STOPPED: say("stopped"),
    RunEnd.RESTARTED: say("restarted"),
    RunEnd.OPEN: say("not ended"),
}
STATUSES: dict[RideStatus, Sentence] = {
    RideStatus.CLEAR: say("clear"),
    RideStatus.DOUBTFUL: say("doubtful"),
    RideStatus.INCOMPLETE: say("incomplete"),
}
SIDES: dict[Side, Sentence] = {Side.HOME: say("home"), Side.BACK: say("back")}
UNPLACED = (DoubtCode.RIVAL, DoubtCode.CLOSE, DoubtCode.ONE_WHEEL)
"""Doubts whose sentences do not say which half lap they are about."""
COLOURS = {RideStatus.DOUBTFUL: "yellow", RideStatus.INCOMPLETE: "red"}


@dataclass(frozen=True, slots=True)
class Timed:
    """A file as it was timed, the lines that could not be read, and what its device complained of.

    ``notices`` are those where somebody should look.
    """

    file: str
    runs: tuple[RecordedRun, ...]
    rejected: tuple[Rejected, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def exit_code(self) -> int:
        """Done if the time of every ride is clear, else a finding."""
        rides = [ride for run in self.runs for ride in _rides(run)]
        return DONE if all(ride.status is RideStatus.CLEAR for ride in rides) else FINDING


def _rides(run: RecordedRun) -> list[RideReading]:
    return [ride for ride in (run.reading.home, run.reading.back) if ride is not None]


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
    for number, run in enumerate(timed.runs, start=1):
        head = say(
            "Run {n}, gun {gun}: {end}",
            n=number,
            gun=time_of_day(run.gun_us),
            end=ENDS[run.end],
        )
        lines += ["", spoken(head), *_run_lines(run)]
    troubles = [one for one in timed.notices if one.text is not None]
    if timed.rejected or troubles:
        lines.append("")
    lines += [
        spoken(say("line {line} not read: {why}", line=one.line, why=one.why))
        for one in timed.rejected
    ]
    lines += [
        spoken(say("line {line}: {text}", line=one.line, text=one.text or "")) for one in troubles
    ]
    return lines


def _run_lines(run: RecordedRun) -> list[str]:
    rides = _rides(run)
    lines = _splits_table(rides)
    for ride in rides:
        lines.append(_ride_line(ride))
        lines += [f"  {_doubt_line(doubt)}" for doubt in ride.doubts]
    if run.reading.catch is not None:
        lines.append(spoken(_catch_sentence(run.reading.catch)))
    return [*lines, *_unassigned_lines(run.unassigned)]


def _splits_table(rides: Sequence[RideReading]) -> list[str]:
    """The half laps up to the last that anything is known of."""
    known = [
        split.half_lap
        for ride in rides
        for split in ride.splits
        if split.us is not None or split.alternatives
    ]
    if not known:
        return []
    head = ["", spoken(say("metres")), *(spoken(SIDES[ride.start]) for ride in rides)]
    rows = [
        [str(n + 1), f"{_number(split.distance_m)}", *(_cell(ride.splits[n]) for ride in rides)]
        for n, split in enumerate(rides[0].splits[: max(known)])
    ]
    return table(head, rows, "rrrr"[: 2 + len(rides)])


def _cell(split: Split) -> str:
    """The time, with a question mark where another one is possible."""
    known = elapsed(split.us) or "–"
    return f"{known}?" if split.alternatives else f"{known} "


def _ride_line(ride: RideReading) -> str:
    status = spoken(STATUSES[ride.status])
    if ride.status in COLOURS:
        status = painted(status, COLOURS[ride.status])
    time = elapsed(ride.time_us) or spoken(say("no time"))
    return spoken(say("{side}: {text}", side=SIDES[ride.start], text=f"{time}, {status}"))


def _doubt_line(doubt: Doubt) -> str:
    if doubt.half_lap is None or doubt.code not in UNPLACED:
        return spoken(doubt.text)
    return spoken(say("half lap {n}: {text}", n=doubt.half_lap, text=doubt.text))


def _unassigned_lines(unassigned: Sequence[Unassigned]) -> list[str]:
    """What is nobody's split, the same reason said once."""
    by_why = sorted(unassigned, key=lambda one: spoken(one.why))
    groups = [(why, list(ones)) for why, ones in groupby(by_why, lambda one: spoken(one.why))]
    groups.sort(key=lambda group: group[1][0].line)
    return [spoken(say("{lines}: {why}", lines=_lines_of(ones), why=why)) for why, ones in groups]


def _lines_of(ones: Sequence[Unassigned]) -> Sentence:
    """``line 12 (C2)``, ``lines 2-5, 70 (C2, C3)``."""
    numbers = sorted(one.line for one in ones)
    channels = ", ".join(sorted({one.channel for one in ones}))
    if len(numbers) == 1:
        return say("line {line} ({channel})", line=numbers[0], channel=channels)
    return say("lines {lines} ({channels})", lines=_spans(numbers), channels=channels)


def _spans(numbers: Sequence[int]) -> str:
    """``2-5, 70``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{low}" if low == high else f"{low}-{high}" for low, high in spans)


def _catch_sentence(catch: CatchReading) -> Sentence:
    by, at = SIDES[catch.by], str(_number(catch.distance_m))
    if catch.doubtful:
        return say(
            "A catch by {by} at half lap {n} ({metres} m) is possible: the commissaires decide.",
            by=by,
            n=catch.half_lap,
            metres=at,
        )
    return say(
        "A catch: {by} was level with the other rider by half lap {n} ({metres} m).",
        by=by,
        n=catch.half_lap,
        metres=at,
    )
