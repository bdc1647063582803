"""Knows how what sources give becomes parcels for the journal: facts with the bytes they came from.

Bytes that complete no line wait for the next parcel, or for ``rest``. A chunk of many lines is cut
before an impulse of the gun where nobody attends, so that what has to happen before it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from halflap.devices.codec import Event, Received
from halflap.devices.health import HealthChange
from halflap.devices.source import Chunk
from halflap.hub.translating import Translator, canonical
from halflap.journal import fact as rows
from halflap.journal.facts import Fact
from halflap.journal.facts_timing import BytesKept, ImpulseReceived, SourceAttached
from halflap.meet.timing_state import Timing

LARGEST = 500
"""So many facts in one commit at most: about ten milliseconds of work."""

ACKNOWLEDGED = ("mqtt",)
"""Ways on which asking for more says that what came is safe."""

RECEIPTS = ("chronelec", "thcom08")
"""Protocols that answer a passing with a receipt, after which the device may forget it: the answer
goes out when more is asked for, and so not before the passing is on disk.
"""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be kept together; ``shot`` is the impulse of the gun that it begins with."""

    facts: tuple[Fact, ...]
    chunks: tuple[rows.Chunk, ...]
    shot: ImpulseReceived | None = None


class Incoming:
    """What has come and is not given yet: bytes without a fact, the beginnings of lines."""

    def __init__(self, timing: Timing, heard: Sequence[tuple[ImpulseReceived, int]] = ()) -> None:
        """``heard``: impulses of before, with the host's monotonic clock when they came."""
        self.translator = Translator()
        self.translator.resume(timing, heard)
        self._held: list[rows.Chunk] = []
        self._waiting: dict[str, int] = {}

    def may_run_ahead(self, source: str, timing: Timing) -> bool:
        """Whether chunks of a source may wait for the disk while more are asked for."""
        known = timing.source(source)
        assert known is not None, source
        attached = known.attached
        return not attached.address.startswith(ACKNOWLEDGED) and attached.protocol not in RECEIPTS

    def parcels(
        self,
        items: Sequence[Chunk | HealthChange],
        timing_now: Callable[[], Timing],
        unattended: bool,
    ) -> Iterator[Parcel]:
        """What is to be kept, in order; each is to be kept before the next is asked for."""
        facts: list[Fact] = []
        shot: ImpulseReceived | None = None
        for item in items:
            source = timing_now().source(item.source)
            assert source is not None, item.source  # only sources that are attached are listened to
            if isinstance(item, HealthChange):
                facts.append(self.translator.health(item))
                continue
            attached = source.attached
            for raw, events in self._cut(attached, item, unattended):
                gun = unattended and bool(events) and is_gun(attached, events[0])
                if (gun or len(facts) >= LARGEST) and facts:
                    yield self._parcel(facts, shot)
                    facts, shot = [], None
                self.translator.events(attached, item, events, timing_now(), facts)
                if gun:
                    shot = next((f for f in facts if isinstance(f, ImpulseReceived)), None)
                if raw:
                    held = rows.Chunk(item.source, item.utc_us, item.mono_us, raw)
                    self._held.append(held)
        if facts:
            yield self._parcel(facts, shot)

    def _parcel(self, facts: list[Fact], shot: ImpulseReceived | None) -> Parcel:
        chunks, self._held = tuple(self._held), []
        return Parcel(tuple(facts), chunks, shot)

    def rest(self) -> Parcel:
        """The bytes that came with no fact, said as such so that they are kept."""
        sizes: dict[str, int] = {}
        for chunk in self._held:
            sizes[chunk.source] = sizes.get(chunk.source, 0) + len(chunk.data)
        facts = [BytesKept(source=source, size=size) for source, size in sizes.items()]
        return self._parcel([*facts], None)

    def _cut(
        self, attached: SourceAttached, chunk: Chunk, unattended: bool
    ) -> Iterator[tuple[bytes, tuple[Event, ...]]]:
        """The chunk in pieces, each beginning with an impulse of the gun but perhaps the first.

        Every event knows its bytes; the first may have begun in an earlier chunk.
        """
        waiting = self._waiting.get(chunk.source, 0)
        used = sum(len(event.raw) for event in chunk.events)
        self._waiting[chunk.source] = max(0, waiting + len(chunk.raw) - used)
        guns = [
            index
            for index, event in enumerate(chunk.events)
            if index and unattended and is_gun(attached, event)
        ]
        start_event, start_byte = 0, 0
        for index in guns:
            end = sum(len(event.raw) for event in chunk.events[:index]) - waiting
            if not start_byte <= end <= len(chunk.raw):
                continue  # its bytes do not say where it is: leave the chunk whole
            yield chunk.raw[start_byte:end], chunk.events[start_event:index]
            start_event, start_byte = index, end
        yield chunk.raw[start_byte:], chunk.events[start_event:]


def is_gun(attached: SourceAttached, event: Event) -> bool:
    """Whether an event is an impulse of the start input that counts."""
    return (
        isinstance(event, Received)
        and attached.role == "primary"
        and canonical(attached, event.impulse.channel) == attached.gun
    )
