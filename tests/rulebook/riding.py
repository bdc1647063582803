"""Rides as a result sheet writes them, so that a test of the rulebook reads like one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from halflap.rulebook.classification import Classification
from halflap.rulebook.format import Format
from halflap.rulebook.format_file import read_format, shipped_text
from halflap.rulebook.progression import propose
from halflap.rulebook.standings import standings
from halflap.sport.heat import Heat, PhaseResults, Ride
from halflap.sport.outcome import (
    Catch,
    Caught,
    DidNotFinish,
    DidNotStart,
    Disqualified,
    Outcome,
    Relegated,
    Timed,
    Untimed,
    Walkover,
)
from halflap.sport.times import RecordedTime, parse_time, recorded

_STATUSES: dict[str, Outcome] = {
    "?": Untimed(),
    "WO": Walkover(),
    "DNF": DidNotFinish(),
    "DNS": DidNotStart(),
    "DNS-excused": DidNotStart(excused=True),
    "DNS-unexcused": DidNotStart(excused=False),
    "DSQ": Disqualified(),
}


def ride(text: str) -> Ride:
    """``A 4:15.165``, ``B OVL``, ``C CAP 4:10.000``, ``D 4:20.0 last=15.1 lot=2 again``, ``E``."""
    rider, *words = text.split()
    options = dict(word.split("=") for word in words if "=" in word)
    again = "again" in words
    plain = [word for word in words if "=" not in word and word != "again"]
    last_lap, lot = options.get("last"), options.get("lot")
    return Ride(
        rider,
        _outcome(plain),
        None,
        recorded(last_lap) if last_lap else None,
        int(lot) if lot else None,
        again,
    )


def _outcome(words: Sequence[str]) -> Outcome | None:
    if not words:
        return None
    if words[0] in _STATUSES:
        return _STATUSES[words[0]]
    time: RecordedTime | None = recorded(words[-1]) if words[-1][0].isdigit() else None
    match words[0]:
        case "CAP":
            return Catch(time)
        case "OVL":
            return Caught(time)
        case "REL":
            return Relegated(time)
    us, _ = parse_time(words[0])
    assert us
    return Timed(recorded(words[0]))


def heat(text: str, number: int = 1) -> Heat:
    """``A 4:15.165 - B OVL``; a final begins with its label: ``gold: A … - B …``."""
    label, colon, riders = text.rpartition(": ")
    return Heat(
        number,
        tuple(ride(each) for each in riders.split(" - ")),
        label if colon else None,
    )


def phase(phase_id: str, *heats: str) -> PhaseResults:
    """All heats of a phase, numbered as written."""
    return PhaseResults(
        phase_id, tuple(heat(text, number) for number, text in enumerate(heats, start=1))
    )


def event(**phases: Sequence[str]) -> dict[str, PhaseResults]:
    """The phases of an event; ``first_round`` stands for ``first-round``."""
    return {
        name.replace("_", "-"): phase(name.replace("_", "-"), *heats)
        for name, heats in phases.items()
    }


def placed(found: Classification) -> list[str]:
    """``1 A``, ``2 B`` …; without a place ``- C``."""
    return [f"{placing.rank or '-'} {placing.rider}" for placing in found.placings]


def ranked(fmt: Format, results: Mapping[str, PhaseResults], phase_id: str) -> list[str]:
    """The order of a phase: ``1 A``, ``- C``; of a match round winners, then losers."""
    lines = standings(fmt, results).order(phase_id)
    return [f"{line.rank or '-'} {line.rider}" for line in lines]


def paired(fmt: Format, results: Mapping[str, PhaseResults], phase_id: str) -> list[str]:
    """The proposed heats of a phase: ``gold: A v B``; an empty seat is ``-``."""
    proposal = propose(fmt, fmt.phase_of(phase_id), standings(fmt, results))
    return [
        (f"{heat.plan.label}: " if heat.plan.label else "")
        + " v ".join(seat.rider or "-" for seat in heat.seeded)
        for heat in proposal.heats
    ]


def waits(fmt: Format, results: Mapping[str, PhaseResults], phase_id: str) -> list[str]:
    """Why a phase cannot be drawn yet."""
    proposal = propose(fmt, fmt.phase_of(phase_id), standings(fmt, results))
    return [str(sentence) for sentence in proposal.missing]


def changed(format_id: str, old: str, new: str, count: int = 1) -> Format:
    """A shipped format with one line of its file changed."""
    text = shipped_text(format_id)
    assert old in text
    return read_format(text.replace(old, new, count))


def with_line(format_id: str, line: str) -> Format:
    """A shipped format with a line more at its head."""
    return read_format(f"{line}\n{shipped_text(format_id)}")
