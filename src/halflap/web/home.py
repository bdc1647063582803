"""Knows the first page: where everything of the meet begins."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from halflap.web.site import Site


def routes(site: Site) -> list[Route]:
    """The first page."""

    async def home(request: Request) -> Response:
        return site.pages.page(request, "home.html")

    return [Route("/", home)]
