"""Knows the page of the start countdown, for riders, starter and console."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from halflap.web.display_said import Unfit
from halflap.web.site import Site
from halflap.web.wall_options import demo_of
from halflap.web.walls import field, shown, unfit_page

SECOND_US = 1_000_000


def routes(site: Site) -> list[Route]:
    """The countdown."""

    async def countdown(request: Request) -> Response:
        try:
            demo = demo_of(request.query_params)
        except Unfit as refusal:
            return unfit_page(site, request, refusal)
        live, panels = shown(site, demo)
        return site.pages.page(
            request,
            "countdown.html",
            live=live,
            next=panels.next,
            seconds=_left(live, site.now_us if demo is None else 0),
            demo=live if demo is not None else None,
            example=demo is not None,
        )

    return [Route("/countdown", countdown)]


def _left(live: object, now_us: int) -> int | None:
    """The seconds that are left as the page is made."""
    zero, lasts = field(live, "countdown_us"), field(live, "countdown_s")
    if zero is None or lasts is None or field(live, "state") != "armed":
        return None
    left: int = -((now_us - zero) // SECOND_US)
    return min(int(lasts), max(0, left))
