"""Knows the overlays for a video mixer: one page each, transparent, placed by its address."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from halflap.web.display_said import OVERLAYS, Unfit
from halflap.web.site import Site
from halflap.web.wall_options import options
from halflap.web.walls import shown, unfit_page

USUAL = {"clock": "top-right", "rider": "bottom-left", "next": "bottom-left"}
"""Where an overlay stands unless the address says so: at the foot of the picture, most of them."""

LARGE = ("startlist", "standings", "bracket", "medals")
"""These fill the middle of the picture."""


def routes(site: Site) -> list[Route]:
    """An overlay by its name."""

    async def overlay(request: Request) -> Response:
        name: str = request.path_params["name"]
        if name not in OVERLAYS:
            raise HTTPException(404)
        usual = USUAL.get(name, "middle" if name in LARGE else "bottom")
        try:
            asked = options(request.query_params, position=usual)
        except Unfit as refusal:
            return unfit_page(site, request, refusal)
        live, panels = shown(site, asked.demo)
        return site.pages.page(
            request,
            "overlay.html",
            name=name,
            options=asked,
            live=live,
            panel=panels.named(name),
            demo=live if asked.demo is not None else None,
            example=asked.demo is not None,
        )

    return [Route("/overlay/{name}", overlay)]
