"""Knows the scoreboard: the ride while there is one, between the rides what takes turns."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from halflap.web.display_said import Unfit
from halflap.web.site import Site
from halflap.web.wall_options import demo_of
from halflap.web.walls import shown, unfit_page


def routes(site: Site) -> list[Route]:
    """The board."""

    async def board(request: Request) -> Response:
        try:
            demo = demo_of(request.query_params)
        except Unfit as refusal:
            return unfit_page(site, request, refusal)
        live, panels = shown(site, demo)
        return site.pages.page(
            request,
            "board.html",
            live=live,
            turns=panels.turns(),
            demo=live if demo is not None else None,
            example=demo is not None,
        )

    return [Route("/board", board)]
