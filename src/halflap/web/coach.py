"""Knows the coach's page: one rider half lap by half lap, large on a phone; and the same table for
programs.

It shows released values alone. What a coach wants his rider to ride he types on his own phone, and
there it stays: ``static/coach/schedule.js``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from halflap.meet.views.coach_table import QUICKEST, coach_table
from halflap.meet.views.coach_values import CoachTable
from halflap.meet.views.released_values import LiveNow, LiveRider, ReleasedCompetition
from halflap.web.answers import json_answer, refusal
from halflap.web.site import Site
from halflap.words.sentence import say

NO_RIDE = say("The ride to compare with is not among those released.")


@dataclass(frozen=True, slots=True)
class OnTrack:
    """A rider on the track, of a competition that is named."""

    competition: ReleasedCompetition
    rider: LiveRider


def routes(site: Site) -> Sequence[BaseRoute]:
    """The riders, the page of one, and the table of one."""

    async def riders(request: Request) -> Response:
        released = site.released()
        return site.pages.page(
            request,
            "coach_riders.html",
            competitions=released.competitions,
            coming=released.next,
            riding=_riding(released.competitions, site.live_now()),
        )

    async def rider(request: Request) -> Response:
        asked, table = _table(site, request)
        wrong = NO_RIDE if asked and table.compared is None else None
        return site.pages.page(request, "coach.html", table=table, asked=asked, wrong=wrong)

    async def values(request: Request) -> Response:
        asked, table = _table(site, request)
        if asked and table.compared is None:
            remedy = say("Name one of “rides” by its id, or “{quickest}”.", quickest=QUICKEST)
            return refusal(request, 404, "no-ride", NO_RIDE, remedy)
        return json_answer(request, table)

    return (
        Route("/coach", riders),
        Route("/coach/{competition}/{bib:int}", rider),
        Route("/api/v1/coach/{competition}/{bib:int}", values),
    )


def _table(site: Site, request: Request) -> tuple[str, CoachTable]:
    """What it is to be compared with, and the table."""
    asked = request.query_params.get("with", "")
    at = request.path_params["competition"], request.path_params["bib"]
    found = coach_table(site.meet, site.released(), site.live_now(), at, asked)
    if found is None:
        raise HTTPException(404)
    return asked, found


def _riding(
    competitions: Sequence[ReleasedCompetition], now: LiveNow | None
) -> tuple[OnTrack, ...]:
    if now is None:
        return ()
    on = next(each for each in competitions if each.id == now.competition)
    return tuple(OnTrack(on, rider) for rider in now.riders)
