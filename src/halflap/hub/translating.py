"""Knows how what a device sent becomes facts: channels by one name, clocks unwrapped, health in
words.

One translator a meet; it remembers where each clock is. What it gives is not numbered yet and
belongs to no run: the command that receives it finds that out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from halflap.devices.codec import Event, Notice, Received, Rejected
from halflap.devices.health import HealthChange
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk
from halflap.journal.facts import Fact
from halflap.journal.facts_timing import (
    ClockEpochOpened,
    ClockShifted,
    ImpulseReceived,
    LinesRejected,
    SourceAttached,
    SourceHealthChanged,
)
from halflap.meet.timing_state import Timing
from halflap.meet.wording_timing import says_of
from halflap.sport.impulse import DAY_US
from halflap.sport.times import ClockReading
from halflap.timing.clocks import ClockNote, NoteKind, Unwrapper

LASTING = (NoteKind.EPOCH, NoteKind.SHIFT)
"""What is noted of a clock every time, and not only when it begins."""


def clock_of(attached: SourceAttached) -> str:
    """The name of the clock of a source."""
    return attached.clock or attached.source


def canonical(attached: SourceAttached, channel: str) -> str:
    """The one name of an input, however the device or a person writes it."""
    protocol = PROTOCOLS.get(attached.protocol)
    return protocol.canonical(channel) if protocol is not None else channel


@dataclass(slots=True)
class Translator:
    """Where the clocks are; ``states`` are the last known states of the sources.

    ``noted`` is what was noticed of a clock at its last impulse: it is said when it changes.
    """

    clocks: dict[str, Unwrapper] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    noted: dict[str, NoteKind] = field(default_factory=dict)

    def resume(self, timing: Timing, heard: Sequence[tuple[ImpulseReceived, int]] = ()) -> None:
        """Go on from what a meet file holds, after a restart.

        ``heard`` are the latest impulses with the host's monotonic clock when they came, where it
        still tells: a clock that was set shows in those before and after the restart together.
        """
        for source in timing.sources:
            last = source.log.last
            if source.health is not None:
                self.states[source.name] = source.health.state
            if last is None:
                continue
            known = self.clocks.get(last.clock)
            newest = source.highest_us
            if newest < 0:
                continue  # nothing it showed can be relied on
            if known is None or (known.epoch, known.newest or 0) < (source.epoch, newest):
                day = newest // DAY_US * DAY_US
                begun = Unwrapper(last.clock, epoch=source.epoch, newest=newest, day_us=day)
                self.clocks[last.clock] = _heard_again(begun, timing, heard)

    def offset(self, clock: str) -> int | None:
        """A clock less the host's monotonic clock, in microseconds."""
        unwrapper = self.clocks.get(clock)
        return unwrapper.offset_us if unwrapper is not None else None

    def health(self, change: HealthChange) -> SourceHealthChanged:
        """A change of the health of a source."""
        self.states[change.source] = change.state.value
        return SourceHealthChanged(
            source=change.source,
            state=change.state.value,
            says=says_of(change.text),
            remedy=says_of(change.remedy) if change.remedy is not None else None,
            lost=change.lost_lines,
        )

    def events(
        self,
        attached: SourceAttached,
        chunk: Chunk,
        events: Iterable[Event],
        timing: Timing,
        facts: list[Fact],
    ) -> None:
        """Add the facts of some events of a chunk, in order; rejected lines as one fact.

        ``facts`` holds those that are not kept yet: a clock that turns out to have been set
        changes the impulses among them.
        """
        rejected: list[Rejected] = []
        for event in events:
            match event:
                case Received():
                    self._impulse(attached, chunk, event, timing, facts)
                case Rejected():
                    rejected.append(event)
                case Notice(text=text, trouble=True) if text is not None:
                    facts.append(
                        SourceHealthChanged(
                            source=attached.source,
                            state=self.states.get(attached.source, "connected"),
                            says=says_of(text),
                        )
                    )
                case _:
                    pass  # its bytes are kept
        if rejected:
            why = says_of(rejected[0].why)
            facts.append(LinesRejected(source=attached.source, count=len(rejected), why=why))

    def _impulse(
        self,
        attached: SourceAttached,
        chunk: Chunk,
        event: Received,
        timing: Timing,
        facts: list[Fact],
    ) -> None:
        impulse, clock = event.impulse, clock_of(attached)
        unwrapper = self.clocks.get(clock) or Unwrapper(clock)
        resent = impulse.memory or impulse.withdrawn
        # A file is read when it is read: the host's clock says nothing of when it was written.
        host_us = None if attached.address.startswith("file:") else chunk.mono_us
        self.clocks[clock], reading, note = unwrapper.step(
            impulse.us, impulse.dated, host_us, resent
        )
        if note is None:
            self.noted.pop(clock, None)
        elif self.noted.get(clock) is not note.kind or note.kind in LASTING:
            self.noted[clock] = note.kind
            self._noticed(attached, note, reading, timing, facts)
        facts.append(
            ImpulseReceived(
                impulse=0,
                source=attached.source,
                channel=canonical(attached, impulse.channel),
                clock=clock,
                epoch=reading.epoch,
                us=reading.us,
                ref=impulse.ref,
                number=impulse.number,
                digits=impulse.digits,
                manual=impulse.manual,
                memory=impulse.memory,
                withdrawn=impulse.withdrawn,
                suspect=note is not None and note.kind is NoteKind.SUSPECT,
            )
        )

    def _noticed(
        self,
        attached: SourceAttached,
        note: ClockNote,
        reading: ClockReading,
        timing: Timing,
        facts: list[Fact],
    ) -> None:
        """What was noticed about a clock; a new epoch renames what came of it before."""
        if note.shift is not None:
            facts.append(
                ClockShifted(
                    clock=reading.clock,
                    epoch=reading.epoch,
                    from_us=note.shift.from_us,
                    by_us=note.shift.by_us,
                    why=says_of(note.text),
                )
            )
            return
        if note.kind is not NoteKind.EPOCH:
            facts.append(
                SourceHealthChanged(
                    source=attached.source,
                    state=self.states.get(attached.source, "connected"),
                    says=says_of(note.text),
                )
            )
            return
        renamed: list[tuple[int, int]] = []
        for given, now in note.renamed:
            if not _renamed_here(facts, given, now):
                renamed += _kept(timing, given, now, dict(renamed))
        facts.append(
            ClockEpochOpened(
                clock=reading.clock,
                epoch=reading.epoch,
                why=says_of(note.text),
                run=timing.current,
                renamed=tuple(renamed),
            )
        )


def _heard_again(
    begun: Unwrapper, timing: Timing, heard: Sequence[tuple[ImpulseReceived, int]]
) -> Unwrapper:
    """A clock that has its latest arrivals again; as it was, where they do not lead to it."""
    clock = Unwrapper(begun.clock, epoch=begun.epoch)
    for impulse, host_us in heard:
        source = timing.source(impulse.source)
        from_file = source is None or source.attached.address.startswith("file:")
        if from_file or impulse.memory or impulse.withdrawn or impulse.clock != clock.clock:
            continue
        epoch, us = timing.stamp(impulse)
        if epoch != begun.epoch or (clock.newest is None and timing.doubted(impulse)):
            continue
        clock, _, _ = clock.step(us, True, host_us)
    if clock.epoch != begun.epoch or clock.newest is None or begun.newest is None:
        return begun
    newest = max(clock.newest, begun.newest)
    return replace(clock, newest=newest, day_us=newest // DAY_US * DAY_US)


def _renamed_here(facts: list[Fact], given: ClockReading, now: ClockReading) -> bool:
    """Rename an impulse that is not kept yet; whether there was one."""
    for index, fact in enumerate(facts):
        if isinstance(fact, ImpulseReceived) and _is(fact, given):
            facts[index] = msgspec.structs.replace(fact, epoch=now.epoch, us=now.us, suspect=False)
            return True
    return False


def _is(fact: ImpulseReceived, reading: ClockReading) -> bool:
    return (fact.clock, fact.epoch, fact.us) == (reading.clock, reading.epoch, reading.us)


def _kept(
    timing: Timing, given: ClockReading, now: ClockReading, renamed: Container[int]
) -> list[tuple[int, int]]:
    """The impulse that was kept under that reading, with its new one.

    Both lines may have had one at that moment: those that are ``renamed`` are not meant again.
    """
    for source in timing.sources:
        for impulse in source.log.between(given.us, given.us):
            known = impulse.again is not None or impulse.impulse in renamed
            if _is(impulse, given) and not known:
                return [(impulse.impulse, now.us)]
    return []
