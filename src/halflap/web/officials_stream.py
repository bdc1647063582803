"""Knows what officials are told: the ride with its doubts at once, what can be done soon after.

``/events/officials`` is the stream, ``GET /api/v1/officials`` the same by request; ``GET
/api/v1/strip/…`` is the impulse strip of a run that was ridden before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from halflap.hub.live import Told
from halflap.meet.among import heat_among
from halflap.meet.views.officials_live import OfficialsLive, officials_live
from halflap.meet.views.officials_values import AtHeat, Officials, Operator
from halflap.meet.views.strip import strip_of
from halflap.web.access import Access, Official, needs
from halflap.web.answers import json_answer, refusal
from halflap.web.console import asked
from halflap.web.presence import Presence
from halflap.web.roles import OFFICIALS
from halflap.web.site import Site
from halflap.web.telling import Stream
from halflap.words.on_screen import text
from halflap.words.sentence import Sentence, say

LONGEST_NAME = 40
"""What a page calls itself."""


class OfficialsTold:
    """The view of the stream."""

    ticks = True
    fault: Sentence | None = say(
        "What is shown is not current: halflap could not work out what is new. All that happens is "
        "kept, and the cause stands in the log of the server."
    )

    def __init__(self, site: Site) -> None:
        self._site = site
        self._doubts: object = ()
        self._there: object = ()

    def whole(self) -> Officials:
        """Everything, for a screen that has just come."""
        live = self._site.live
        whole = self._site.officials.snapshot(live.desk.ledger, live.device_us(0))
        return msgspec.structs.replace(
            whole, live=self.live(), operators=self._site.presence.there()
        )

    def live(self) -> OfficialsLive | None:
        """The run that is on, with what everybody may see of it."""
        live = self._site.live
        now = self._site.live_now()
        return officials_live(live.meet, live.device_us(self._site.now_us), now)

    def parts(self) -> Mapping[str, object]:
        """What has changed since it was asked last; of the ride, who has become overdue."""
        live = self._site.live
        found: dict[str, object] = {}
        now = self.live()
        doubts = now.doubts if now is not None else ()
        if doubts != self._doubts:
            self._doubts = doubts
            found["live"] = now
        there = self._site.presence.there()
        if there != self._there:
            self._there = there
            found["operators"] = Operators(there)
        return found | self._site.officials.parts(live.desk.ledger, live.device_us(0))

    def touches(self, told: Told) -> bool:
        """Everything may change something: what did not is not told."""
        return True


class Operators(msgspec.Struct, frozen=True):
    """Who has an officials' screen open, and which heats it is about."""

    operators: tuple[Operator, ...]


class HeatAt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heat by its names."""

    competition: str
    phase: str
    heat: str


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page says which heat it is about (None: none); ``page`` is a name that it made up."""

    page: str
    heat: HeatAt | None = None


class _Listening(Response):
    """An answer that goes on; while it does, its reader is there. A session that ends ends it."""

    def __init__(
        self, stream: Stream, presence: Presence, official: Official, access: Access
    ) -> None:
        super().__init__()
        self._stream, self._presence, self._access = stream, presence, access
        self._official = official

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope["state"]["wire"].transport

        def ended(key: str) -> None:
            if key == self._official.key:
                transport.abort()

        lasts_s = self._access.lasts_s(self._official)
        loop = asyncio.get_running_loop()
        runs_out = loop.call_later(lasts_s, transport.abort) if lasts_s is not None else None

        def left() -> None:
            if runs_out is not None:
                runs_out.cancel()
            self._presence.left(self._official)
            self._stream.look()
            self._access.ended.remove(ended)

        self._access.ended.append(ended)
        self._presence.came(self._official)
        self._stream.look()
        listening = False
        try:
            listening = await self._stream.listened(scope, receive, send, left)
        finally:
            if not listening:
                left()


def _heat(site: Site, heat: HeatAt | None) -> AtHeat | None:
    """The heat as everybody calls it; None where there is none of that name."""
    competition = site.meet.competitions.get(heat.competition) if heat is not None else None
    phase = competition.phase(heat.phase) if competition is not None and heat is not None else None
    found = phase.heat(heat.heat) if phase is not None and heat is not None else None
    if heat is None or found is None:
        return None
    called = heat_among(site.meet, (heat.competition, heat.phase, found.key))
    return AtHeat(competition=heat.competition, phase=heat.phase, heat=found.key, says=text(called))


def routes(site: Site) -> Sequence[BaseRoute]:
    """The stream, and its snapshot."""
    stream = site.stream("officials", lambda: OfficialsTold(site))

    async def whole(request: Request) -> Response:
        return stream.whole_answer(request)

    async def listen(request: Request) -> Response:
        return _Listening(stream, site.presence, request.state.official, site.access)

    async def here(request: Request) -> Response:
        page = await asked(request, Page)
        if isinstance(page, Response):
            return page
        official: Official = request.state.official
        site.presence.at(official, page.page[:LONGEST_NAME], _heat(site, page.heat))
        stream.look()
        return json_answer(request, Operators(site.presence.there()))

    async def strip(request: Request) -> Response:
        path = request.path_params
        at = (path["competition"], path["phase"], path["heat"], path["run"])
        found = strip_of(site.meet, at)
        if found is not None:
            return json_answer(request, found)
        says = say("Run {run} of heat {heat} was not timed.", run=at[3], heat=at[2])
        return refusal(request, 404, "no-run", says, say("The strip has the runs that were armed."))

    return (
        Route(
            "/api/v1/strip/{competition}/{phase}/{heat}/{run:int}",
            needs(site.access, OFFICIALS, strip),
        ),
        Route("/api/v1/here", needs(site.access, OFFICIALS, here), methods=["POST"]),
        Route("/api/v1/officials", needs(site.access, OFFICIALS, whole)),
        Route("/events/officials", needs(site.access, OFFICIALS, listen)),
    )
