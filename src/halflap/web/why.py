"""Knows how a number is opened: what was released for everybody, all behind it for officials.

The two are two pages. That of the public is computed from the meet as it was released, whoever
asks; that of officials names the facts and the impulses as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from halflap.journal.facts_timing import SplitFact
from halflap.meet.state import Competition, Meet
from halflap.meet.views.consequences import number_in_words
from halflap.meet.views.numbers import Number, numbers
from halflap.meet.views.released_numbers import released_numbers
from halflap.web.desk import told
from halflap.web.forms import Screen, screen
from halflap.web.site import Site
from halflap.words.on_screen import on_screen

DERIVED = ("place", "unplaced", "medal")


def public_routes(site: Site) -> Sequence[BaseRoute]:
    """Why a released number is what it is."""

    async def why(request: Request) -> Response:
        path, competition, rest = _asked(site.meet, request)
        known = released_numbers(site.meet, competition.id)
        values = _values(site.meet, (path, competition, rest), known, "/why")
        return site.pages.page(request, "why.html", facts=(), impulses=(), **values)

    return [Route("/why", why)]


def routes(site: Site) -> Sequence[BaseRoute]:
    """Why a number is what it is, with the facts and the impulses behind it."""

    def build(request: Request) -> Screen:
        path, competition, rest = _asked(site.meet, request)
        known = numbers(site.meet, competition)
        values = _values(site.meet, (path, competition, rest), known, "/desk/why")
        ledger = site.live.desk.ledger
        facts = [
            told(site.meet, each, ledger.withdrawn)
            for each in ledger.entries
            if values["number"] is not None and _about(each.fact, competition.id, rest)
        ]
        impulses = list(_impulses(competition, rest))
        return Screen("why_desk.html", {**values, "facts": facts, "impulses": impulses})

    return [screen(site, "/desk/why", build)]


def _asked(meet: Meet, request: Request) -> tuple[str, Competition, str]:
    """The path asked for, its competition (the first where none is named), and the rest of it."""
    path = request.query_params.get("path", "").strip("/")
    id_, _, rest = path.partition("/")
    found = meet.competitions.get(id_) if id_ else next(meet.in_order(), None)
    if found is None:
        raise HTTPException(404)
    return path or found.id, found, rest


def _values(
    meet: Meet, asked: tuple[str, Competition, str], known: Mapping[str, Number], here: str
) -> dict[str, Any]:
    path, competition, rest = asked
    below = {
        name: number
        for name, number in known.items()
        if not rest or f"{name}/".startswith(f"{rest}/")
    }
    if rest and not below:
        raise HTTPException(404)
    number = known.get(rest)
    return {
        "here": here,
        "competition": competition,
        "competitions": tuple(meet.in_order()),
        "number": number,
        "what": number_in_words(path, meet) if number is not None else None,
        "reasons": [
            (on_screen(each.sentence), each.article) for each in (number.reasons if number else ())
        ],
        "below": [
            (
                f"{competition.id}/{name}",
                number_in_words(f"{competition.id}/{name}", meet),
                each.value,
            )
            for name, each in below.items()
            if number is None
        ],
    }


def _about(fact: object, competition: str, rest: str) -> bool:
    """Whether a fact is about the heat of a number, else about its phase or its classification."""
    if getattr(fact, "competition", None) != competition:
        return False
    phase, _, more = rest.partition("/")
    kind, _, heat = more.partition("/")
    if kind == "heat":
        at = (getattr(fact, "phase", None), getattr(fact, "heat", None))
        return at == (phase, heat.partition("/")[0])
    if phase in (*DERIVED, "record"):
        return type(fact).__name__ in ("RankingConfirmed", "ClassificationConfirmed")
    return getattr(fact, "phase", None) == phase and not hasattr(fact, "run")


def _impulses(competition: Competition, rest: str) -> Iterator[SplitFact]:
    """The half laps of a ride as confirmed, each with the impulses behind it."""
    parts = rest.split("/")
    if len(parts) != 5 or parts[1] != "heat" or parts[3] != "ride":
        return
    phase = competition.phase(parts[0])
    heat = phase.heat(parts[2]) if phase is not None else None
    for ride in heat.splits if heat is not None else ():
        if str(ride.bib) == parts[4]:
            yield from ride.splits
