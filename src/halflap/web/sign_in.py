"""Knows the page on which officials sign in and out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from halflap.meet.venue_time import zone_of
from halflap.web.access import COOKIE, DAY_S, Denied, address_of
from halflap.web.access_log import WORDS, Noted
from halflap.web.reading import body_of, fields_of
from halflap.web.roles import NAMES, Role
from halflap.web.rooms import open_to, room_of
from halflap.web.site import Site
from halflap.words.sentence import Sentence

LONGEST = 4096
FIRST = {
    Role.TIMEKEEPER: "/console",
    Role.COMMISSAIRE: "/desk",
    Role.SECRETARY: "/office",
    Role.ANNOUNCER: "/announcer",
    Role.DISPLAY: "/board",
}
"""Where the work of a role begins."""


def routes(site: Site) -> Sequence[BaseRoute]:
    """The page, and what its forms do."""
    page = _SignIn(site)
    site.pages.always.append(page.who)
    return (
        Route("/sign-in", page.show, methods=["GET"]),
        Route("/sign-in", page.sign_in, methods=["POST"]),
        Route("/sign-out", page.sign_out, methods=["POST"]),
    )


class _SignIn:
    def __init__(self, site: Site) -> None:
        self._site = site

    def who(self, request: Request) -> dict[str, object]:
        """For the head of every page: who is signed in, where one can be, and where he may go."""
        public = request.app.state.public_only
        official = None if public else self._site.access.official(request)
        return {
            "official": official,
            "rooms": open_to(official.role) if official is not None else (),
            "room": room_of(request.url.path),
        }

    async def show(self, request: Request) -> Response:
        typed = {"name": "", "role": "", "next": request.query_params.get("next", "")}
        return self._page(request, typed)

    def _page(
        self, request: Request, typed: dict[str, str], denied: Denied | None = None
    ) -> Response:
        response = self._site.pages.page(
            request,
            "sign_in.html",
            status=200 if denied is None else denied.status,
            roles=[(role.value, NAMES[role]) for role in Role],
            role_names=NAMES,
            typed=typed,
            denied=denied,
            log=self._log(request),
        )
        if denied is not None and denied.wait_s:
            response.headers["retry-after"] = str(math.ceil(denied.wait_s))
        response.headers["cache-control"] = "no-store"
        return response

    def _log(self, request: Request) -> list[tuple[str, Noted, Sentence]]:
        """Who came and went, for the commissaires: the newest first, with the time of the venue."""
        access = self._site.access
        official = access.official(request)
        if official is None or official.role is not Role.COMMISSAIRE:
            return []
        zone = zone_of(self._site.meet)
        return [
            (f"{datetime.fromtimestamp(each.utc_s, zone):%H:%M:%S}", each, WORDS[each.what])
            for each in reversed(access.log.last)
        ]

    async def sign_in(self, request: Request) -> Response:
        form = await _form(request)
        role = next((each for each in Role if each.value == form.get("role")), Role.TIMEKEEPER)
        try:
            access = self._site.access
            word = await access.sign_in(
                form.get("name", ""),
                role,
                form.get("pin", ""),
                address_of(request),
                access.official(request),
            )
        except Denied as denied:
            typed = {name: form.get(name, "") for name in ("name", "role", "next")}
            return self._page(request, typed, denied)
        wanted = form.get("next", "")
        ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
        response = RedirectResponse(wanted if ours and wanted != "/" else FIRST[role], 303)
        response.set_cookie(
            COOKIE,
            word,
            max_age=DAY_S,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    async def sign_out(self, request: Request) -> Response:
        official = self._site.access.official(request)
        if official is not None:
            self._site.access.sign_out(official)
        response = RedirectResponse("/sign-in", 303)
        response.delete_cookie(COOKIE)
        return response


async def _form(request: Request) -> dict[str, str]:
    fields = fields_of(await body_of(request, LONGEST))
    return {name: values[-1] for name, values in fields.items()}
