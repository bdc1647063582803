"""Knows when it is worth saying anew how the clocks of two sources differ, and says it."""

from __future__ import annotations

from itertools import islice

from halflap.hub.translating import Translator, clock_of
from halflap.journal.facts_timing import ClocksMapped
from halflap.meet.timing_state import SourceState, Timing
from halflap.timing.mapping import ClockMapping, estimate, match, voted_offset

EVERY = 16
"""So many impulses of a source later its clock is compared again."""

LATEST = 240
"""So many of the latest impulses of a source are compared."""


def links(timing: Timing, translator: Translator) -> list[ClocksMapped]:
    """The mappings of every other clock onto that of the primary source that are news."""
    primary = timing.primary
    if primary is None:
        return []
    found: list[ClocksMapped] = []
    for source in timing.sources:
        if clock_of(source.attached) != clock_of(primary.attached):
            fact = _link(timing, translator, source, primary)
            found += [fact] if fact is not None else []
    return found


def _link(
    timing: Timing, translator: Translator, source: SourceState, primary: SourceState
) -> ClocksMapped | None:
    clock, onto = clock_of(source.attached), clock_of(primary.attached)
    ours, theirs = translator.offset(clock), translator.offset(onto)
    if ours is None or theirs is None:
        return None
    pairs: list[tuple[int, int]] = []
    for line in ("home", "back"):
        a, b = _readings(source, line), _readings(primary, line)
        offset = voted_offset(a, b, theirs - ours)
        if offset is not None:
            pairs += match(a, b, offset)
    mapping = estimate(pairs)
    if mapping is None:
        return None
    known = timing.clock(clock).onto(source.epoch, onto, primary.epoch)
    if known is not None and not _news(known, mapping):
        return None
    return ClocksMapped(
        clock=clock,
        epoch=source.epoch,
        onto=onto,
        onto_epoch=primary.epoch,
        at_us=mapping.at_us,
        offset_us=mapping.offset_us,
        drift_ppb=mapping.drift_ppb,
        uncertainty_us=mapping.uncertainty_us,
        drift_uncertainty_ppb=mapping.drift_uncertainty_ppb,
        pairs=mapping.pairs,
    )


def _readings(source: SourceState, line: str) -> list[int]:
    """The latest stamps of one line in the epoch of now, sorted."""
    channel = source.attached.home if line == "home" else source.attached.back
    latest = islice(reversed(source.log), LATEST)
    return sorted(
        impulse.us
        for impulse in latest
        if impulse.channel == channel and impulse.epoch == source.epoch
        if impulse.again is None and not impulse.suspect
    )


def _news(known: ClocksMapped, mapping: ClockMapping) -> bool:
    """Whether a mapping says something else than the known one, or is twice as good."""
    there = known.offset_us + (mapping.at_us - known.at_us) * known.drift_ppb // 1_000_000_000
    moved = abs(mapping.offset_us - there) > known.uncertainty_us
    return moved or mapping.uncertainty_us * 2 < known.uncertainty_us
