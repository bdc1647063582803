"""Knows what every page for screens begins with: the run on the track and the panels, as released,
or the example that its address asks for; and what is said where an address makes no sense.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from halflap.web.display_said import Unfit
from halflap.web.site import Site
from halflap.web.wall_example import example
from halflap.web.wall_panels import Panels
from halflap.web.wall_view import panels


def shown(site: Site, demo: str | None) -> tuple[Any, Panels]:
    """The run, or None, and the panels."""
    if demo is not None:
        return example(demo)
    live = site.live_now()
    if live is not None and live.confirmed:
        live = None  # it is over, though it may not be closed yet
    return live, panels(site.released(), live)


def field(value: object, name: str) -> Any:
    """A field of a value or of an example; None of nothing."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def unfit_page(site: Site, request: Request, refusal: Unfit) -> Response:
    """What was wrong with the address."""
    return site.pages.page(
        request,
        "problem.html",
        status=400,
        number=400,
        text=refusal.text,
        remedy=refusal.remedy,
    )
