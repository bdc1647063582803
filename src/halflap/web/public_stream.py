"""Knows what everybody is told: the released meet, and the run on the track.

Computed from the released view only, never filtered in a page: what is not released is in no
message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from halflap.hub.live import Kept, Told
from halflap.journal.facts_timing import RECEIVED
from halflap.meet.views.released_values import LiveNow, Released
from halflap.web.site import Site
from halflap.words.sentence import Sentence


class PublicSnapshot(Released, frozen=True, kw_only=True):
    """All of it at once."""

    live: LiveNow | None = None


class PublicView:
    """The released meet of a site, and what of it changed since it was asked last."""

    ticks = False
    fault: Sentence | None = None

    def __init__(self, site: Site) -> None:
        self._site = site
        self._told = _parts(site.released())

    def whole(self) -> PublicSnapshot:
        """Everything."""
        found = self._site.released()
        return PublicSnapshot(
            **{name: getattr(found, name) for name in Released.__struct_fields__},
            live=self.live(),
        )

    def live(self) -> LiveNow | None:
        """The run that is armed or open."""
        return self._site.live_now()

    def parts(self) -> Mapping[str, object]:
        """The meet, what comes next, the documents, and each competition, where they changed."""
        before, self._told = self._told, _parts(self._site.released())
        return {name: view for name, view in self._told.items() if before.get(name) != view}

    def touches(self, told: Told) -> bool:
        """Impulses change nothing that is released."""
        return isinstance(told, Kept) and any(
            not isinstance(entry.fact, RECEIVED) for entry in told.entries
        )


def _parts(found: Released) -> dict[str, object]:
    named: dict[str, object] = {
        "meet": found.meet,
        "next": found.next,
        "documents": found.documents,
    }
    return named | {f"competition/{each.id}": each for each in found.competitions}


def routes(site: Site) -> Sequence[BaseRoute]:
    """The stream, and the same by request for browsers that cannot listen."""
    stream = site.stream("public", lambda: PublicView(site))

    async def whole(request: Request) -> Response:
        return stream.whole_answer(request)

    async def live(request: Request) -> Response:
        return stream.live_answer(request)

    return (
        Route("/events/public", stream, methods=["GET"]),
        Route("/api/v1/public", whole),
        Route("/api/v1/public/live", live),
    )
