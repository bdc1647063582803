"""Knows the pages for everybody: the ride as it happens, and all that was released of the meet.

Each is whole without a script; ``static/public/`` moves what moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, NoReturn

import msgspec
import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from halflap.meet.views.reissued import changed
from halflap.meet.views.released_values import (
    LiveNow,
    ReleasedCompetition,
    ReleasedHeat,
    ReleasedPhase,
    ReleasedRider,
)
from halflap.web.answers import answer
from halflap.web.charts import GapChart, gap_chart
from halflap.web.planned import expected, planned
from halflap.web.site import Site

SVG = "image/svg+xml"


def routes(site: Site) -> Sequence[BaseRoute]:
    """The pages, the most particular first."""
    pages = _Pages(site)
    return (
        Route("/", pages.live),
        Route("/c/{competition}", pages.competition),
        Route("/c/{competition}/riders/{bib:int}", pages.rider),
        Route("/c/{competition}/{phase}", pages.phase),
        Route("/c/{competition}/{phase}/{heat}", pages.heat),
        Route("/session", pages.session),
        Route("/documents", pages.documents),
        Route("/documents/{number:int}", pages.document),
        Route("/qr", pages.poster),
        Route("/qr.svg", pages.code),
    )


def is_shared(path: str) -> bool:
    """Whether everybody gets the same there: any of these pages but the poster's."""
    return path in ("/", "/session") or path.startswith(("/c/", "/documents"))


class _Pages:
    def __init__(self, site: Site) -> None:
        self._site = site

    async def live(self, request: Request) -> Response:
        now = self._site.live_now()
        released = self._site.released()
        chart = None
        if now is not None and len(now.riders) == 2:
            home, back = now.riders
            chart = gap_chart(home.splits_us, back.splits_us, now.half_laps)
        return self._page(
            request,
            "live.html",
            now=now,
            chart=chart,
            released=released,
            expected=expected(self._site),
            lately=[
                (competition, _lately(competition, now)) for competition in released.competitions
            ],
        )

    async def competition(self, request: Request) -> Response:
        competition = self._competition(request)
        return self._page(request, "competition.html", competition=competition)

    async def phase(self, request: Request) -> Response:
        competition = self._competition(request)
        phase = _phase(competition, request.path_params["phase"])
        return self._page(request, "phase.html", competition=competition, phase=phase)

    async def heat(self, request: Request) -> Response:
        competition = self._competition(request)
        phase = _phase(competition, request.path_params["phase"])
        heat = _heat(phase, request.path_params["heat"])
        return self._page(
            request,
            "heat.html",
            competition=competition,
            phase=phase,
            heat=heat,
            chart=_chart_of(heat, competition.half_laps),
        )

    async def rider(self, request: Request) -> Response:
        competition = self._competition(request)
        bib = request.path_params["bib"]
        rider = next((each for each in competition.riders if each.bib == bib), None)
        if rider is None:
            _none()
        rides = [
            (phase, heat, each)
            for phase in competition.phases
            for heat in phase.heats
            for each in heat.riders
            if each.bib == bib
        ]
        return self._page(request, "rider.html", competition=competition, rider=rider, rides=rides)

    async def session(self, request: Request) -> Response:
        return self._page(request, "session.html", plan=planned(self._site))

    async def documents(self, request: Request) -> Response:
        return self._page(
            request, "documents.html", documents=self._site.released().documents[::-1]
        )

    async def document(self, request: Request) -> Response:
        number = request.path_params["number"]
        issued = self._site.released().documents
        found = next((each for each in issued if each.number == number), None)
        if found is None:
            _none()
        content = msgspec.json.decode(found.content)
        same = [
            each.number
            for each in issued
            if (each.competition, each.document) == (found.competition, found.document)
        ]
        return self._page(
            request,
            "document.html",
            document=found,
            content=content,
            newer=[each for each in same if each > number],
            changed=changed(found.difference, content),
            replaces=max((each for each in same if each < number), default=None),
        )

    async def poster(self, request: Request) -> Response:
        return self._page(request, "qr.html", address=_first_page(request))

    async def code(self, request: Request) -> Response:
        """The first page as a QR code, for a poster."""
        drawn = BytesIO()
        code = segno.make(_first_page(request), error="m")
        code.save(drawn, kind="svg", scale=8, border=2, dark="#000", light="#fff", xmldecl=False)
        return answer(request, drawn.getvalue(), SVG)

    def _page(self, request: Request, template: str, **values: Any) -> Response:
        return self._site.pages.page(
            request, template, competitions=self._site.released().competitions, **values
        )

    def _competition(self, request: Request) -> ReleasedCompetition:
        found = self._site.released().competition(request.path_params["competition"])
        return found if found is not None else _none()


def _none() -> NoReturn:
    raise HTTPException(404)


def _first_page(request: Request) -> str:
    return str(request.base_url)


def _phase(competition: ReleasedCompetition, id_: str) -> ReleasedPhase:
    found = next((each for each in competition.phases if each.id == id_), None)
    return found if found is not None else _none()


def _heat(phase: ReleasedPhase, key: str) -> ReleasedHeat:
    found = next((each for each in phase.heats if key in (each.key, each.label)), None)
    return found if found is not None else _none()


def _chart_of(heat: ReleasedHeat, half_laps: int) -> GapChart | None:
    splits: dict[str, ReleasedRider] = {rider.side: rider for rider in heat.riders}
    if set(splits) != {"home", "back"}:
        return None
    return gap_chart(splits["home"].splits_us, splits["back"].splits_us, half_laps)


def _lately(competition: ReleasedCompetition, now: LiveNow | None) -> ReleasedPhase | None:
    """The phase that is worth a look now: the one on the track, else the last that was drawn."""
    if now is not None and now.competition == competition.id:
        return _phase(competition, now.phase)
    return competition.phases[-1] if competition.phases else None
