"""Knows the announcer's page: who rides, what it takes, what follows and what was last.

The page is for officials; what it says is released, so the API gives it to everybody. ``edition``
names what is said now: while it is the same nothing on the page has changed but the ride.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from halflap.web.access import needs
from halflap.web.answers import json_answer
from halflap.web.roles import OFFICIALS, Role
from halflap.web.site import Site

AT_THE_MICROPHONE = OFFICIALS | {Role.ANNOUNCER}


def public_routes(site: Site) -> Sequence[BaseRoute]:
    """What programs may ask for."""
    return (Route("/api/v1/announcer", _Announcer(site).value),)


def routes(site: Site) -> Sequence[BaseRoute]:
    """The page."""
    handler = needs(site.access, AT_THE_MICROPHONE, _Announcer(site).page)
    return (Route("/announcer", handler),)


class _Announcer:
    def __init__(self, site: Site) -> None:
        self._site = site

    async def value(self, request: Request) -> Response:
        return json_answer(request, self._site.announced())

    async def page(self, request: Request) -> Response:
        said, now = self._site.announced(), self._site.live_now()
        run = (now.competition, now.phase, now.heat, now.run) if now is not None else None
        return self._site.pages.page(
            request,
            "announcer.html",
            said=said,
            now=now,
            edition=sha256(msgspec.json.encode((said, run))).hexdigest()[:16],
        )
