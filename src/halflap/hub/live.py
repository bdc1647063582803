"""Knows the running loop of a meet: from the devices to the journal, to the state, to who listens.

One writer. What came in is kept on disk before anything is made of it; what arrives meanwhile is
kept together in the next commit. The commits run in a thread of their own, backups in processes of
their own, and an undo is prepared in slices, so that no impulse waits for any of them.

This module is longer than 400 lines because the order in which things happen is one thing to read.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from asyncio import Future
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar

import msgspec

from halflap.devices.health import HealthChange
from halflap.devices.source import Chunk
from halflap.hub.backups import Backups, low_disks
from halflap.hub.clock_links import EVERY, links
from halflap.hub.desk import Desk, Done
from halflap.hub.ending import to_the_end
from halflap.hub.feed import Feed
from halflap.hub.incoming import Incoming, Parcel
from halflap.hub.resuming import heard
from halflap.hub.tidying import leave, tidy
from halflap.hub.translating import clock_of
from halflap.journal import fact as rows
from halflap.journal.clock import HostClock, Moment
from halflap.journal.errors import StorageError
from halflap.journal.fact import Draft, StoredFact
from halflap.journal.facts import Fact, ResultConfirmed, encode
from halflap.journal.facts_timing import RECEIVED, ImpulseReceived
from halflap.meet.automation import SETTLED_US, next_command
from halflap.meet.commands import (
    Accepted,
    AttachSource,
    Command,
    ReceiveImpulses,
    Refusal,
    Refused,
    Undo,
    decide,
)
from halflap.meet.commands.undoing import preparing
from halflap.meet.holding import held, passed_over, taken_back
from halflap.meet.ledger import AUTOMAT, Entry
from halflap.meet.runs import at_run
from halflap.meet.state import Meet
from halflap.meet.wording import what_happened
from halflap.words.sentence import Sentence, say

AHEAD = 256
"""So many chunks of a source may wait for the disk; then the device has to."""

AT_ONCE = 64
"""So many chunks are kept together; then whoever wants to give a command has a turn."""

RETRY_S = 1.0
HOUSEKEEPING_S = 1.0
DISK_EVERY_S = 60
SETTLED_S = SETTLED_US / 1_000_000
GIVES_WAY, GIVES_WAY_S = 4, 0.0005
STEPS = 20
"""More commands than this in a row would be a fault of the automation."""

_TO_GO_ON = say("Do it by hand, or let it follow again: halflap automation MEET resume.")


@dataclass(frozen=True, slots=True)
class Kept:
    """What one commit kept, by whom, the state it led to, and remarks for people."""

    entries: tuple[Entry, ...]
    state: Meet
    actor: str
    remarks: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that the loop could not do; it goes on."""

    text: Sentence
    remedy: Sentence


T = TypeVar("T")
Told = Kept | Trouble
Listener = Callable[[Told], None]


class Live:
    """A meet file with its devices; made by ``async with``."""

    def __init__(
        self,
        desk: Desk,
        *,
        unattended: bool = False,
        backups: Backups | None = None,
        clock: HostClock | None = None,
    ) -> None:
        self.desk = desk
        self.unattended = unattended
        self.listeners: list[Listener] = []
        self._backups = backups
        self._incoming = Incoming(desk.ledger.state.timing, heard(desk))
        self._inbox: deque[tuple[Chunk | HealthChange, Future[None]]] = deque()
        self._came = asyncio.Event()
        self._one = asyncio.Lock()
        self._writer = ThreadPoolExecutor(1, "journal")
        self._clock = clock or HostClock()
        self._refused: tuple[Command, Refused] | None = None
        self._waits: tuple[int, int] | None = None
        self._held: Entry | None = None
        self._decisions = 0
        self._linked = 0
        self._feeds: dict[str, Feed] = {}
        self._awaiting = False
        self._low: set[str] = set()
        self._last_s = self._tidied_s = 0.0
        self._stopped = False
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    # --- for people

    @property
    def meet(self) -> Meet:
        """The meet as it stands."""
        return self.desk.ledger.state

    def now(self) -> Moment:
        """What the host's clocks say: facts are stamped with it, and screens go by it."""
        return self._clock.now()

    async def act(
        self,
        command: Command,
        actor: str,
        command_id: str = "",
        objection: Callable[[], Refusal | None] | None = None,
    ) -> Done | Refused:
        """Do a command once, as ``Desk.act``; impulses go on meanwhile.

        ``objection`` is asked when its turn has come: what is kept while it waits counts as well. A
        repetition is answered as it was the first time. Raises ``StorageError`` if it cannot be
        kept.
        """
        command_id = command_id or uuid.uuid4().hex
        if isinstance(command, Undo):
            for _ in preparing(self.desk.ledger, command):
                await self._give_way()
        async with self._one:
            if objection is not None and self.desk.journal.outcome_of(command_id) is None:
                why = objection()
                if why is not None:
                    return Refused((why,))
            done = await self._do(command, actor, command_id)
            await self._go_on()
        return done

    async def _give_way(self) -> None:
        """What comes in is kept first; in a flood the rest has its turn as well."""
        await asyncio.sleep(0)
        for _ in range(GIVES_WAY):
            if not self._inbox and not self._one.locked():
                return
            await asyncio.sleep(GIVES_WAY_S)

    def preview(self, command: Command) -> Accepted | Refused:
        """What the command would do; nothing is kept."""
        return decide(self.desk.ledger, command)

    def device_us(self, host_us: int) -> int | None:
        """What the clock of the primary source shows when the host's steady clock shows that."""
        offset = self._offset()
        return host_us + offset if offset is not None else None

    def host_us(self, device_us: int) -> int | None:
        """What the host's steady clock shows when the clock of the primary source shows that."""
        offset = self._offset()
        return device_us - offset if offset is not None else None

    def _offset(self) -> int | None:
        """How far the clock of the primary source is ahead of the host's steady one."""
        primary = self.meet.timing.primary
        if primary is None:
            return None
        return self._incoming.translator.offset(clock_of(primary.attached))

    def feed(self, name: str) -> Feed | None:
        """The source of that name, if it is listened to."""
        return self._feeds.get(name)

    @property
    def silent_s(self) -> float:
        """Seconds since anything came from a device."""
        return asyncio.get_running_loop().time() - self._last_s

    # --- the loop

    async def serve(self, feeds: Sequence[Feed], *, stay: bool = False) -> None:
        """Take in what the sources give, until every one of them has ended and all is kept.

        ``stay``: until ``stop`` is called, whether or not there are sources.
        """
        self._feeds = {feed.name: feed for feed in feeds}
        self._last_s = asyncio.get_running_loop().time()  # what came before nobody has heard
        self._stopped = False
        tidy()
        keeping = asyncio.create_task(self._keep_all())
        house = asyncio.create_task(self._keep_house())
        pumps = [asyncio.create_task(self._pump(feed)) for feed in feeds]
        if stay:
            pumps.append(asyncio.create_task(self._until_stopped()))
        watched = [keeping, house, *pumps]
        try:
            async with self._one:
                await self._go_on()
            while not all(pump.done() for pump in pumps):
                done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()  # a fault of ours ends the loop, loudly
                watched = [task for task in watched if not task.done()]
            await self._settle()
        finally:
            for task in (keeping, house, *pumps):
                task.cancel()
            for task in (keeping, house, *pumps):
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            self._stopping.clear()

    async def stop(self) -> None:
        """End ``serve`` once everything that came is kept."""
        self._stopped = True
        self._stopping.set()
        for feed in self._feeds.values():
            await feed.stop()

    async def _until_stopped(self) -> None:
        await self._stopping.wait()

    async def _settle(self) -> None:
        """Keep what still waits, and let backups end."""
        while self._inbox:
            await self._inbox[-1][1]
        async with self._one:
            await self._keep(self._incoming.rest())
            await self._automate(settled=not self._stopped)
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _pump(self, feed: Feed) -> None:
        """Bring what one source gives into the inbox; the newest few may wait for the disk."""
        if self.meet.timing.source(feed.name) is None:
            text = say("{source} is not attached: nothing of it is taken in.", source=feed.name)
            remedy = say("Attach it: halflap live MEET --source {source}=…", source=feed.name)
            self._tell(Trouble(text, remedy))
            return
        waiting: deque[Future[None]] = deque()
        ahead = AHEAD if self._incoming.may_run_ahead(feed.name, self.meet.timing) else 1
        async for item in feed.stream():
            kept: Future[None] = asyncio.get_running_loop().create_future()
            self._inbox.append((item, kept))
            waiting.append(kept)
            self._came.set()
            self._last_s = asyncio.get_running_loop().time()
            while waiting and (len(waiting) >= ahead or waiting[0].done()):
                await waiting.popleft()
        for kept in waiting:
            await kept

    async def _keep_all(self) -> None:
        while True:
            await self._came.wait()
            self._came.clear()
            while self._inbox:
                async with self._one:
                    await self._take_in(list(islice(self._inbox, AT_ONCE)))

    async def _take_in(self, items: list[tuple[Chunk | HealthChange, Future[None]]]) -> None:
        """Keep some of what came, and let happen what follows from each part of it."""
        parcels = self._incoming.parcels(
            [item for item, _ in items], lambda: self.meet.timing, self.unattended
        )
        for parcel in parcels:
            if parcel.shot is not None:
                await self._automate(shot=parcel.shot)
            await self._keep(parcel)
            await self._go_on()
        for _, kept in items:
            self._inbox.popleft()
            if not kept.done():
                kept.set_result(None)

    async def _keep(self, parcel: Parcel) -> None:
        """Keep what came; a full disk is said, and tried again until it is kept."""
        command_id = uuid.uuid4().hex  # the same at every try: what was kept is not kept twice
        while parcel.facts:
            answer = decide(self.desk.ledger, ReceiveImpulses(received=parcel.facts))
            assert isinstance(answer, Accepted), answer
            try:
                await to_the_end(
                    self._commit(answer, AUTOMAT, command_id, "ReceiveImpulses", parcel.chunks)
                )
            except StorageError as error:
                self._tell(Trouble(error.text, error.remedy))
                await asyncio.sleep(RETRY_S)
                continue
            return

    async def _do(self, command: Command, actor: str, command_id: str) -> Done | Refused:
        said = f"{type(command).__name__} {msgspec.json.encode(command, order='sorted').decode()}"
        known = await self._in_thread(partial(self.desk.journal.outcome_of, command_id))
        if known is not None:
            return self.desk.act(command, actor, command_id)  # the first answer, or why not
        answer = decide(self.desk.ledger, command)
        if isinstance(answer, Refused):
            return answer
        commit = self._commit(answer, actor, command_id, said, ())
        return Done(await to_the_end(commit), answer)

    async def _commit(
        self,
        answer: Accepted,
        actor: str,
        command_id: str,
        said: str,
        chunks: Sequence[rows.Chunk],
    ) -> tuple[StoredFact, ...]:
        """Durable first, then folded, then told.

        To be awaited ``to_the_end``, whoever no longer waits for it: what is on its way to the disk
        will be there, and left out of the state it would make the next commit one that cannot
        follow.
        """
        now = self.now()
        stored = await self._in_thread(
            partial(
                self.desk.journal.append,
                command_id,
                actor,
                [Draft(*encode(fact)) for fact in answer.facts],
                outcome_text=said,
                utc_us=now.utc_us,
                mono_us=now.mono_us,
                boot_id=now.boot_id,
                chunks=chunks,
            )
        )
        entries = tuple(
            Entry(kept.seq, stored[0].seq, fact, actor, kept.utc_us)
            for kept, fact in zip(stored, answer.facts, strict=True)
        )
        for entry in entries:
            self.desk.ledger.append(entry)
        self._tell(Kept(entries, self.meet, actor, answer.remarks))
        self._after(answer.facts)
        return stored

    # --- what follows

    async def _go_on(self) -> None:
        """Let happen what follows by itself, and compare clocks now and then."""
        await self._automate()
        count = self.meet.timing.count
        if count - self._linked >= EVERY:
            self._linked = count
            found = links(self.meet.timing, self._incoming.translator)
            await self._keep(Parcel(tuple(found), ()))

    async def _automate(
        self, *, settled: bool = False, shot: ImpulseReceived | None = None
    ) -> None:
        if not settled and shot is None and self._waits == self._basis():
            return  # what it would do waits for people, or for the end of the impulses
        self._waits = None
        for _ in range(STEPS):
            command = next_command(
                self.meet,
                unattended=self.unattended,
                settled=settled,
                shot=shot,
                passed_over=passed_over(self.desk.ledger) if self._is_armed() else frozenset(),
            )
            if command is None:
                return
            if self._is_held(command):
                self._waits = self._basis()
                return
            try:
                done = await self._do(command, AUTOMAT, uuid.uuid4().hex)
            except StorageError as error:
                self._tell(Trouble(error.text, error.remedy))
                return
            if isinstance(done, Refused):
                self._was_refused(command, done)
                self._waits = self._basis()
                return

    def _basis(self) -> tuple[int, int]:
        """What has to change before it is worth asking again: a decision, or another shot."""
        return self._decisions, sum(len(source.shots) for source in self.meet.timing.sources)

    def _is_armed(self) -> bool:
        run = self.meet.timing.run
        return run is not None and run.gun is None

    def _was_refused(self, command: Command, refused: Refused) -> None:
        known, self._refused = self._refused, (command, refused)
        if known != (command, refused):
            for refusal in refused.refusals:
                self._tell(Trouble(refusal.text, refusal.remedy))

    def _is_held(self, command: Command) -> bool:
        """Whether a person took back what this would do again: said once, and left to people."""
        ledger = self.desk.ledger
        if not taken_back(ledger):
            self._held = None
            return False
        answer = decide(ledger, command)
        found = held(ledger, answer.facts) if isinstance(answer, Accepted) else None
        if found is not None and found != self._held:
            what = what_happened(found, self.meet)
            text = say("Taken back, and not done again by itself: {what}", what=what)
            self._tell(Trouble(text, _TO_GO_ON))
        self._held = found
        return found is not None

    def _after(self, facts: Sequence[Fact]) -> None:
        run = self.meet.timing.run
        found = at_run(self.meet, run.at) if run is not None and run.gun is not None else None
        awaiting = found is not None and found[3].level is None  # confirmed, nothing is due
        if any(not isinstance(fact, RECEIVED) for fact in facts):
            self._decisions += 1
        if awaiting is not self._awaiting:
            self._awaiting = awaiting
            for feed in self._feeds.values():
                feed.await_lines(awaiting)
        if self._backups is not None and any(isinstance(fact, ResultConfirmed) for fact in facts):
            task = asyncio.create_task(self._back_up(self._backups))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _back_up(self, backups: Backups) -> None:
        """A copy after a confirmed heat; that it was made, or not, is a fact."""
        made = await backups.make(self.desk.ledger.entries[-1].seq)
        async with self._one:
            await self._keep(Parcel((made,), ()))

    async def _keep_house(self) -> None:
        """Bytes that completed no line are kept soon; the room on the disks is looked at."""
        rounds, loop = 0, asyncio.get_running_loop()
        while True:
            async with self._one:
                await self._keep(self._incoming.rest())
                if loop.time() - self._last_s >= SETTLED_S:
                    await self._automate(settled=self._listens())
                    self._tidy()
                if rounds % DISK_EVERY_S == 0:
                    await self._look_at_disks()
            rounds += 1
            await asyncio.sleep(HOUSEKEEPING_S)

    def _listens(self) -> bool:
        """Whether the silence says anything: the device that counts is there."""
        primary = self.meet.timing.primary
        return primary is not None and (
            primary.health is None or primary.health.state == "connected"
        )

    def _tidy(self) -> None:
        """Once after something came, while nobody rides."""
        if not self._awaiting and self._tidied_s < self._last_s:
            self._tidied_s = self._last_s
            tidy()

    async def _look_at_disks(self) -> None:
        places = [self.desk.path.parent] if self.desk.path is not None else []
        if self._backups is not None:
            places.append(self._backups.folder)
        found = {low.path: low for low in low_disks(*places)}
        news = tuple(low for path, low in found.items() if path not in self._low)
        self._low = set(found)
        await self._keep(Parcel(news, ()))

    async def attach(self, command: AttachSource, actor: str) -> Refused | None:
        """Attach a source unless it is attached like that already; the refusal if there is one."""
        known = self.meet.timing.source(command.attached.source)
        if known is not None and known.attached == command.attached:
            return None
        done = await self.act(command, actor)
        return done if isinstance(done, Refused) else None

    # --- inside

    def _tell(self, told: Told) -> None:
        for listener in tuple(self.listeners):
            listener(told)

    async def _in_thread(self, what: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, what)

    async def __aenter__(self) -> Live:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.shutdown()
        leave()
