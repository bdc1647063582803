"""Knows what a program may read besides the snapshots: one heat, one document, and for officials
the history and why a number is what it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NoReturn

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from halflap.meet.ledger import Entry
from halflap.meet.views.numbers import Number, numbers
from halflap.meet.views.released_values import ReleasedCompetition
from halflap.meet.wording import what_happened
from halflap.web.access import needs
from halflap.web.access_log import Noted
from halflap.web.answers import json_answer, refusal
from halflap.web.roles import EVERYBODY, MAY_GIVE, OFFICIALS, Role
from halflap.web.site import Site
from halflap.words.on_screen import Text, text
from halflap.words.sentence import say

MOST = 500
"""So many facts are told at once."""

COMMISSAIRES = frozenset({Role.COMMISSAIRE})


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, and which commands he may give."""

    name: str
    role: Role
    actor: str
    may_give: tuple[str, ...]


class SignIns(msgspec.Struct, frozen=True, kw_only=True):
    """The last who came and went, or tried to, the newest last."""

    lines: tuple[Noted, ...]


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """A fact in words. ``command`` is the first fact of its command; ``withdrawn``: taken back."""

    seq: int
    command: int
    utc_us: int
    actor: str
    says: Text
    withdrawn: bool


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, in order; ``newest`` is the newest fact there is: ask on until it is told."""

    facts: tuple[Happened, ...]
    newest: int


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A step on the way to a number, with its article of the regulations where there is one."""

    says: Text
    article: str


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A number by its path; its reasons are told where it is the only one asked for."""

    path: str
    value: str
    reasons: tuple[Reason, ...]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers at or below a path."""

    competition: str
    numbers: tuple[Explained, ...]


def public_routes(site: Site) -> Sequence[BaseRoute]:
    """What anybody may ask for."""
    reading = _Reading(site)
    return (
        Route("/api/v1/competitions/{competition}", reading.competition),
        Route("/api/v1/heats/{competition}/{phase}/{heat}", reading.heat),
        Route("/api/v1/documents/{number:int}", reading.document),
        Route("/api/v1/session-plan", reading.session_plan),
    )


def routes(site: Site) -> Sequence[BaseRoute]:
    """What officials may ask for."""
    reading = _Reading(site)
    return (
        Route("/api/v1/me", needs(site.access, EVERYBODY, reading.me)),
        Route("/api/v1/sign-ins", needs(site.access, COMMISSAIRES, reading.sign_ins)),
        Route("/api/v1/history", needs(site.access, OFFICIALS, reading.history)),
        Route("/api/v1/why", needs(site.access, OFFICIALS, reading.why)),
    )


class _Reading:
    def __init__(self, site: Site) -> None:
        self._site = site

    # --- what was released

    async def competition(self, request: Request) -> Response:
        return json_answer(request, self._released(request))

    async def heat(self, request: Request) -> Response:
        phase, key = request.path_params["phase"], request.path_params["heat"]
        for each in self._released(request).phases:
            for heat in each.heats if each.id == phase else ():
                if key in (heat.key, heat.label):
                    return json_answer(request, heat)
        _none()

    async def document(self, request: Request) -> Response:
        number = request.path_params["number"]
        for each in self._site.released().documents:
            if each.number == number:
                return json_answer(request, each)
        _none()

    async def session_plan(self, request: Request) -> Response:
        return json_answer(request, self._site.session_plan())

    def _released(self, request: Request) -> ReleasedCompetition:
        found = self._site.released().competition(request.path_params["competition"])
        return found if found is not None else _none()

    # --- what officials see

    async def me(self, request: Request) -> Response:
        official = request.state.official
        may = tuple(sorted(MAY_GIVE[official.role]))
        me = Me(name=official.name, role=official.role, actor=official.actor, may_give=may)
        return json_answer(request, me)

    async def sign_ins(self, request: Request) -> Response:
        return json_answer(request, SignIns(lines=tuple(self._site.access.log.last)))

    async def history(self, request: Request) -> Response:
        asked = {name: request.query_params.get(name, "") for name in ("after", "most")}
        for name, value in asked.items():
            if value and not (value.isascii() and value.isdecimal() and len(value) < 16):
                return refusal(
                    request,
                    400,
                    "no-number",
                    say("“{name}” is a whole number, and not “{value}”.", name=name, value=value),
                    say("The description of the API says what it holds: /api/v1/openapi.json."),
                )
        after, most = int(asked["after"] or 0), min(int(asked["most"] or MOST), MOST)
        ledger = self._site.live.desk.ledger
        first = bisect_right(ledger.entries, after, key=_seq)
        told = tuple(
            Happened(
                seq=each.seq,
                command=each.command,
                utc_us=each.utc_us,
                actor=each.actor,
                says=text(what_happened(each, ledger.state)),
                withdrawn=each.command in ledger.withdrawn,
            )
            for each in ledger.entries[first : first + most]
        )
        return json_answer(request, History(facts=told, newest=self._site.seq))

    async def why(self, request: Request) -> Response:
        """By the beginning or the end of a path, as on the command line."""
        meet, asked = self._site.meet, request.query_params.get("path", "").strip("/")
        named = request.query_params.get("competition", "")
        if not named and len(meet.competitions) == 1:
            named = next(iter(meet.competitions))
        competition = meet.competitions.get(named)
        if competition is None:
            return refusal(
                request,
                404,
                "no-competition",
                say('There is no competition "{id}".', id=named[:80]),
                say("Name one of: {names}.", names=", ".join(meet.competitions) or "-"),
            )
        known = numbers(meet, competition)
        found = {asked: known[asked]} if asked in known else _at(asked, known)
        if not found:
            _none()
        alone = len(found) == 1
        explained = tuple(_explained(path, each, alone) for path, each in found.items())
        return json_answer(request, Explanation(competition=competition.id, numbers=explained))


def _seq(entry: Entry) -> int:
    return entry.seq


def _none() -> NoReturn:
    raise HTTPException(404)


def _at(asked: str, known: dict[str, Number]) -> dict[str, Number]:
    return {
        path: number
        for path, number in known.items()
        if not asked or f"{path}/".startswith(f"{asked}/") or path.endswith(f"/{asked}")
    }


def _explained(path: str, number: Number, alone: bool) -> Explained:
    reasons = tuple(
        Reason(says=text(each.sentence), article=each.article or "")
        for each in (number.reasons if alone else ())
    )
    return Explained(path=path, value=number.value, reasons=reasons)
