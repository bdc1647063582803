"""Knows which rooms of the browser side there are, and puts their routes together.

``PUBLIC`` is what anybody may open; ``OFFICIALS`` is served beside it, and never by an application
for the public alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route

from halflap.hub.live import Live
from halflap.web import (
    announcer,
    api_page,
    assets,
    board,
    coach,
    commands_api,
    console,
    countdown,
    desk,
    displays,
    lapcounter,
    office,
    officials_stream,
    overlays,
    public_pages,
    public_stream,
    reading_api,
    sign_in,
    why,
)
from halflap.web.answers import refusal
from halflap.web.guard import Guard, own_names
from halflap.web.headers import Headers
from halflap.web.reading import TooLong
from halflap.web.shelf import Shelf
from halflap.web.site import Settings, Site
from halflap.words.sentence import Sentence, say

Routes = Callable[[Site], Sequence[BaseRoute]]

PUBLIC: tuple[Routes, ...] = (
    public_pages.routes,
    coach.routes,
    public_stream.routes,
    board.routes,
    lapcounter.routes,
    countdown.routes,
    overlays.routes,
    displays.routes,
    reading_api.public_routes,
    announcer.public_routes,
    api_page.routes,
    why.public_routes,
)
OFFICIALS: tuple[Routes, ...] = (
    sign_in.routes,
    commands_api.routes,
    officials_stream.routes,
    reading_api.routes,
    console.routes,
    desk.routes,
    office.routes,
    announcer.routes,
    why.routes,
    displays.desk_routes,
)

SMALLEST = 600
"""A shorter answer goes out as it is."""


def application(live: Live, settings: Settings | None = None) -> Starlette:
    """Everything, for a meet that runs."""
    return of_site(Site(live, settings))


def of_site(site: Site, *, public_only: bool = False) -> Starlette:
    """Everything of a site, or what the public may open."""
    rooms = PUBLIC if public_only else (*PUBLIC, *OFFICIALS)
    routes: list[BaseRoute] = [*assets.routes()]
    for room in rooms:
        routes += room(site)
    found = Starlette(
        routes=routes,
        middleware=[
            Middleware(Headers),
            Middleware(Guard, names=(*own_names(), *site.settings.names)),
            Middleware(Shelf, is_shared=public_pages.is_shared, moment=lambda: site.moment),
            Middleware(GZipMiddleware, minimum_size=SMALLEST, compresslevel=5),
        ],
        exception_handlers={HTTPException: _problem(site), Exception: _problem(site)},
    )
    found.state.site, found.state.public_only = site, public_only
    return found


def _problem(site: Site) -> Callable[[Request, Exception], Response]:
    """What went wrong, as a page, or as JSON where a program asked."""

    def problem(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        text, remedy = _too_long(error) if isinstance(error, TooLong) else _words(status)
        if request.url.path.startswith(("/api/", "/events/")):
            response = refusal(request, status, f"http-{status}", text, remedy)
        else:
            response = _page(request, status, text, remedy)
        if isinstance(error, HTTPException):
            response.headers.update(error.headers or {})
        if status == 405:
            response.headers["allow"] = ", ".join(sorted(_taken(request)))
        return response

    def _page(request: Request, status: int, text: Sentence, remedy: Sentence) -> Response:
        return site.pages.page(
            request, "problem.html", status=status, text=text, remedy=remedy, number=status
        )

    return problem


def _taken(request: Request) -> set[str]:
    """How an address may be asked, by all routes of it."""
    return {
        method
        for route in request.app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


def _words(status: int) -> tuple[Sentence, Sentence]:
    match status:
        case 404:
            return (
                say("There is no such page in this meet."),
                say("Look at the address again, or start from the first page."),
            )
        case 403 | 401:
            return (
                say("This page is for officials of the meet."),
                say("Sign in with the PIN of your role."),
            )
        case 405:
            return (
                say("This address does not take that."),
                say("Open it as a page, or look at the description of the API."),
            )
        case 500:
            return (
                say("This is a fault of halflap, not yours; what was kept is kept."),
                say("Load the page again; if it stays, tell who runs the meet."),
            )
        case _:
            return (
                say("That could not be done ({number}).", number=status),
                say("Go back and try again."),
            )


def _too_long(error: TooLong) -> tuple[Sentence, Sentence]:
    return (
        say("That is longer than {most} kB, and nothing of it was kept.", most=error.longest >> 10),
        say("Send it in parts, or as a file on the command line."),
    )
