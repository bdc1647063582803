"""Knows how a change of the health of a source is said, and the remedy of each trouble."""

from __future__ import annotations

from halflap.devices.health_states import SECOND_US, Limits, State
from halflap.words.sentence import Sentence, say

Words = tuple[Sentence, Sentence | None]


def change_words(
    source: str, before: State, state: State, limits: Limits, *, seconds: int, lost: int
) -> Words:
    """A sentence and a remedy; ``before`` lasted ``seconds``, ``lost`` lines were not kept."""
    if before in (State.FLOODING, State.CUT_OFF) and state is not State.CUT_OFF:
        return _after_flood(source, state, lost)
    match state:
        case State.SILENT:
            return (
                say(
                    "Nothing from {source} for {seconds} s.",
                    source=source,
                    seconds=limits.silent_us // SECOND_US,
                ),
                say("Check the cable and that the device is on."),
            )
        case State.RUBBISH:
            return (
                say("What {source} sends cannot be read.", source=source),
                say("Check the baud rate, the protocol and the cable."),
            )
        case State.FLOODING:
            return _overrun(source, lost) if lost else _flood(source, limits)
        case State.CUT_OFF:
            return _cut_off(source, limits, lost)
        case State.GONE:
            return (
                say("{source} is gone.", source=source),
                say("Check the cable and that the device is on."),
            )
        case State.CONNECTING | State.CONNECTED:
            return _well(source, before, seconds), None


def _flood(source: str, limits: Limits) -> Words:
    return (
        say(
            "{source} sends more than {lines} lines or {rate} KiB a second. {quota_lines} lines "
            "or {kib} KiB a minute are kept, then it is cut off.",
            source=source,
            lines=limits.flood_lines,
            rate=limits.flood_bytes // 1024,
            quota_lines=limits.quota_lines,
            kib=limits.quota_bytes // 1024,
        ),
        say("Look for a loose contact, or a sensor that fires all the time."),
    )


def _overrun(source: str, lost: int) -> Words:
    return (
        say(
            "{source} sent more than could be taken in. Messages lost: {lines}.",
            source=source,
            lines=lost,
        ),
        say("Let it send with quality 1, so that nothing is lost."),
    )


def _cut_off(source: str, limits: Limits, lost: int) -> Words:
    values: dict[str, str | int] = {
        "source": source,
        "quota_lines": limits.quota_lines,
        "kib": limits.quota_bytes // 1024,
    }
    text = say(
        "{source} is cut off: it sent more than {quota_lines} lines or {kib} KiB in a "
        "minute. What it sends now is counted and not kept.",
        **values,
    )
    if lost:
        text = say(
            "{source} is cut off: it sent more than {quota_lines} lines or {kib} KiB in a "
            "minute. What it sends now is counted and not kept (lines lost so far: {lines}).",
            lines=lost,
            **values,
        )
    return text, say("Unplug it or stop it; use the backup source.")


def _after_flood(source: str, state: State, lost: int) -> Words:
    if not lost:
        return say("{source} no longer floods; all of it was kept.", source=source), None
    said = say("Lines of {source} that were lost: {lines}.", source=source, lines=lost)
    if state is State.CONNECTED:
        return (
            say("{source} no longer floods. {lost}", source=source, lost=said),
            say("If it keeps what it measured, ask it for its memory."),
        )
    return said, None


def _well(source: str, before: State, seconds: int) -> Sentence:
    if before is State.CONNECTING:
        return say("{source} is connected.", source=source)
    return say("{source} is well again, after {seconds} s.", source=source, seconds=seconds)
