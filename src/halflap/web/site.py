"""Knows what all pages share: the running meet, how pages are made, and the settings."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from operator import is_

from halflap.hub.armed import Armed
from halflap.hub.live import Live
from halflap.meet.guns import Guns
from halflap.meet.state import Meet
from halflap.meet.views.announced import Announced, announced
from halflap.meet.views.officials import OfficialsView
from halflap.meet.views.published import Published
from halflap.meet.views.released import released
from halflap.meet.views.released_live import live_now
from halflap.meet.views.released_values import LiveNow, Released
from halflap.meet.views.session_plan import SessionPlan, session_plan
from halflap.web.access import Access
from halflap.web.counters_shown import Shown
from halflap.web.display_file import DisplayFile
from halflap.web.display_register import Register
from halflap.web.pages import Pages
from halflap.web.presence import Presence
from halflap.web.taking_back import at_the_console
from halflap.web.telling import Stream, View

SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the browser side is to be served.

    ``streams``: so many spectators are told at once; the others ask every few seconds. ``rate``: so
    many seconds of the meet pass in one of the host, where a velodrome is simulated. ``names`` are
    those that the server answers to besides its own and its addresses. ``new_pins`` and
    ``new_token``: the old ones are not valid any more.
    """

    streams: int = 12_000
    rate: float = 1
    names: tuple[str, ...] = ()
    new_pins: bool = False
    new_token: bool = False


class Site:
    """What every handler reaches."""

    def __init__(self, live: Live, settings: Settings | None = None) -> None:
        self.live = live
        self.settings = settings or Settings()
        self.pages = Pages(lambda: self.meet)
        self.streams: dict[str, Stream] = {}
        self._running: list[asyncio.Task[None]] = []
        self.officials = OfficialsView(
            unattended=live.unattended, began=self.seq, ours=at_the_console
        )
        self._armed = Armed()
        self._released: Released | None = None
        self._basis: object = None
        self._of: tuple[object, ...] = ()
        self._announced: tuple[Released, Announced] | None = None
        self._counters = Shown()
        self._guns = Guns()
        self._published = Published()
        self.display_file = DisplayFile(live.desk.path)
        self.presence = Presence(time.monotonic)
        self.displays = Register(self.display_file.read(), self.now_us)

    @cached_property
    def access(self) -> Access:
        """Who is signed in, and how."""
        return Access(
            self.live.desk.path,
            utc_s=time.time,
            now_s=time.monotonic,
            new_pins=self.settings.new_pins,
            new_token=self.settings.new_token,
        )

    @property
    def meet(self) -> Meet:
        """The meet as it stands."""
        return self.live.meet

    def released(self) -> Released:
        """What the public may see, made again only when something of it may have changed."""
        meet = self.meet
        current = meet.timing.current
        basis = (meet.name, meet.venue, meet.date, meet.zone, meet.track, current, meet.sessions)
        shared = (meet.competitions, meet.documents)
        if self._released is None or self._basis != basis or not all(map(is_, self._of, shared)):
            known = self._published.of(self.live.desk.ledger)
            self._released, self._basis, self._of = released(meet, known), basis, shared
        return self._released

    def announced(self) -> Announced:
        """What the announcer can say, made again only when something was released."""
        seen = self.released()
        if self._announced is None or self._announced[0] is not seen:
            self._announced = (seen, announced(self.meet, seen))
        return self._announced[1]

    def live_now(self) -> LiveNow | None:
        """The run on the track, as the public sees it."""
        armed_us = self._armed.us(self.live.desk.ledger, self.live.now())
        live = live_now(self.meet, self.live.host_us, armed_us)
        return self._counters.of(live, self.now_us) if live is not None else None

    def session_plan(self) -> SessionPlan:
        """When each heat is expected to start, as it stands now."""
        guns = self._guns.of(self.live.desk.ledger)
        return session_plan(self.meet, guns, self.live.now().utc_us)

    @property
    def seq(self) -> int:
        """The sequence of the newest fact."""
        entries = self.live.desk.ledger.entries
        return entries[-1].seq if entries else 0

    @property
    def now_us(self) -> int:
        """The hub's steady clock."""
        return self.live.now().mono_us

    @property
    def moment(self) -> tuple[int, int]:
        """Within one a page for everybody is given as it was made: another one begins with every
        fact and every second.
        """
        return self.seq, self.now_us // SECOND_US

    @property
    def rate(self) -> float:
        """How fast that clock goes."""
        return self.settings.rate

    # --- while it is served

    def stream(self, name: str, view: Callable[[], View]) -> Stream:
        """The stream of that name, the same for every server of the site."""
        if name not in self.streams:
            self.streams[name] = Stream(self, view(), most=self.settings.streams)
        return self.streams[name]

    def start(self) -> None:
        """Let the streams tell; once, however many servers there are."""
        if not self._running:
            streams = self.streams.values()
            self._running = [asyncio.create_task(each.run()) for each in streams]
            for task in self._running:
                task.add_done_callback(_loudly)
            self.live.listeners += [each.told for each in streams]

    async def end(self) -> None:
        """End the streams: browsers look for whoever serves next."""
        for each in self.streams.values():
            each.fanout.end()
            if each.told in self.live.listeners:
                self.live.listeners.remove(each.told)
        for task in self._running:
            task.cancel()
        for task in self._running:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._running = []


def _loudly(task: asyncio.Task[None]) -> None:
    """A stream that ends by itself is a fault of ours, and said at once."""
    if not task.cancelled() and (fault := task.exception()) is not None:
        told = {"message": "a stream of events has ended", "exception": fault}
        asyncio.get_running_loop().call_exception_handler(told)
