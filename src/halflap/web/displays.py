"""Knows how displays enter themselves in the register, and how officials direct them: the screens,
and the lap counters that stand on them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from halflap.web.access import Handler, address_of, needs
from halflap.web.answers import json_answer
from halflap.web.display_register import Display, Register
from halflap.web.display_said import Here, Unfit, checked_name, checked_page
from halflap.web.lapcounter import Sent, counters, set_counter
from halflap.web.malformed import decoded, problem
from halflap.web.reading import body_of, fields_of
from halflap.web.roles import Role
from halflap.web.site import Site
from halflap.words.on_screen import text
from halflap.words.sentence import Sentence, say

BOARD = "/board"
ASSIGNABLE: tuple[tuple[str, Sentence], ...] = (
    (BOARD, say("Scoreboard")),
    ("/lapcounter?line=home", say("Lap counter, home line")),
    ("/lapcounter?line=back", say("Lap counter, back line")),
    ("/countdown", say("Start countdown")),
)
"""The pages that are offered; overlays are set up in the mixer and only loaded again."""

MAY_DIRECT = frozenset({Role.TIMEKEEPER, Role.COMMISSAIRE})

STATUS = {
    "no-display": 404,
    "too-many": 429,
    "connected": 409,
    "taken": 409,
    "no-wish": 409,
    "not-kept": 503,
}

LONGEST = 4096
"""What a display says of itself, or an official of one, is never longer."""

T = TypeVar("T")


class Directed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an official wants of a display; what is not named stays as it is.

    ``let``: let it have the name that it asks for, in place of the one that has it.
    """

    name: str | None = None
    page: str | None = None
    blank: bool | None = None
    identify: bool = False
    reload: bool = False
    forget: bool = False
    let: bool = False


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A display as officials see it; ``away_s``: nothing was heard of it for so long.

    ``wants``: it asks for this name, which another one has, and does not prove that it is the same.
    """

    number: int
    name: str
    wants: str
    page: str
    width: int
    height: int
    language: str
    blank: bool
    connected: bool
    away_s: int


def listed(register: Register, now_us: int) -> list[Listed]:
    """Every display, by its number."""
    return [_listed(display, now_us) for display in register]


def _listed(display: Display, now_us: int) -> Listed:
    here = display.here or Here(secret="", page="")
    return Listed(
        number=display.number,
        name=display.name,
        wants=display.wants,
        page=here.page,
        width=here.width,
        height=here.height,
        language=here.language,
        blank=display.blank,
        connected=display.connected(now_us),
        away_s=max(0, now_us - display.seen_us) // 1_000_000,
    )


def direct(register: Register, number: int, wanted: Directed, now_us: int) -> None:
    """Do what an official wants; raises ``Unfit`` before anything is changed where it cannot be."""
    register.at(number)
    checked_page(wanted.page or BOARD)
    checked_name(wanted.name or "")
    if wanted.let:
        register.let(number, now_us)
    if wanted.name is not None:
        register.rename(number, wanted.name)
    if wanted.page is not None:
        register.send(number, wanted.page)
    if wanted.blank is not None:
        register.blank(number, dark=wanted.blank)
    if wanted.identify:
        register.identify(number, now_us)
    if wanted.reload:
        register.send(number)
    if wanted.forget:
        register.forget(number, now_us)


# --- routes


async def _read(request: Request, kind: type[T]) -> T:
    try:
        return decoded(await body_of(request, LONGEST), kind)
    except msgspec.DecodeError as error:
        raise Unfit(
            "unreadable",
            say("That is not what can be said of a display: {why}", why=problem(error)),
            say("Look at the description of the API."),
        ) from error


def _direct(site: Site, number: int, wanted: Directed) -> None:
    """Do it, keep the names, and let the displays ask at once; raises ``Unfit``.

    That there are orders is told, and not which.
    """
    direct(site.displays, number, wanted, site.now_us)
    if (stream := site.streams.get("public")) is not None:
        stream.part("displays", {"revision": site.displays.revision})
    try:
        site.display_file.keep(site.displays)
    except OSError as error:
        raise Unfit(
            "not-kept",
            say(
                "It is done, but the names of displays could not be kept: {why}.",
                why=error.strerror or str(error),
            ),
            say("Make room on the disk, then do it again, or they are lost at the next start."),
        ) from error


def _refused(request: Request, refusal: Unfit) -> Response:
    said = {"code": refusal.code, "text": text(refusal.text), "remedy": text(refusal.remedy)}
    return json_answer(request, {"refused": [said]}, status=STATUS.get(refusal.code, 400))


def _asked(fields: Mapping[str, Sequence[str]]) -> Directed:
    """One button of a form, by its name; what was written or chosen is beside it."""
    if "rename" in fields:
        return Directed(name="".join(fields.get("name", ())))
    if "show" in fields:
        return Directed(page="".join(fields.get("page", ())))
    if "dark" in fields or "light" in fields:
        return Directed(blank="dark" in fields)
    if fields.keys() & {"identify", "reload", "forget", "let"}:
        return Directed(
            identify="identify" in fields,
            reload="reload" in fields,
            forget="forget" in fields,
            let="let" in fields,
        )
    raise Unfit(
        "unreadable",
        say("The form does not say what to do."),
        say("Go back and press one of its buttons."),
    )


def _sent(fields: Mapping[str, Sequence[str]]) -> Sent:
    """How the form of a lap counter was sent; what cannot be one is not said."""
    at, id_, until = ("".join(fields.get(name, ())) for name in ("at", "id", "until_us"))
    whole = until.isascii() and until.isdigit() and len(until) < 19
    known = len(id_) <= 100 and id_.isascii() and id_.isprintable()
    return Sent(at, id_ if known else "", int(until) if whole else None)


def _page(
    site: Site, request: Request, why: tuple[Sentence, Sentence] | None = None, status: int = 200
) -> Response:
    """The list, and why something was refused if it was."""
    return site.pages.page(
        request,
        "displays.html",
        status=status,
        displays=listed(site.displays, site.now_us),
        pages=ASSIGNABLE,
        counters=counters(site),
        at="/".join(map(str, site.meet.timing.run.at)) if site.meet.timing.run else "",
        now_us=site.now_us,
        rate=site.rate,
        why=why,
    )


def routes(site: Site) -> list[Route]:
    """What displays themselves ask."""

    async def here(request: Request) -> Response:
        try:
            said = await _read(request, Here)
            orders = site.displays.here(said, site.now_us, address_of(request))
        except Unfit as refusal:
            return _refused(request, refusal)
        with contextlib.suppress(OSError):  # tried again with the next name; the desk is told
            site.display_file.keep(site.displays)
        return json_answer(request, orders)

    return [Route("/api/v1/displays", here, methods=["POST"])]


def desk_routes(site: Site) -> list[Route]:
    """What officials see of displays, and want of them."""

    async def api(request: Request) -> Response:
        return json_answer(request, listed(site.displays, site.now_us))

    async def api_direct(request: Request) -> Response:
        try:
            wanted = await _read(request, Directed)
            _direct(site, request.path_params["number"], wanted)
        except Unfit as refusal:
            return _refused(request, refusal)
        return json_answer(request, listed(site.displays, site.now_us))

    async def page(request: Request) -> Response:
        return _page(site, request)

    async def form(request: Request) -> Response:
        """The same without scripts: one button of a form."""
        try:
            wanted = _asked(fields_of(await body_of(request, LONGEST)))
            _direct(site, request.path_params["number"], wanted)
        except Unfit as refusal:
            why = (refusal.text, refusal.remedy)
            return _page(site, request, why, STATUS.get(refusal.code, 400))
        return RedirectResponse("/displays", 303)

    async def counter(request: Request) -> Response:
        fields = fields_of(await body_of(request, LONGEST))
        typed = "auto" if "auto" in fields else "".join(fields.get("laps", ()))
        line: Literal["home", "back"] = "home" if request.path_params["line"] == "home" else "back"
        why = await set_counter(site, line, typed, request.state.official, _sent(fields))
        if why is not None:
            return _page(site, request, why, 409)
        return RedirectResponse("/displays", 303)

    def of_officials(handler: Handler) -> Handler:
        return needs(site.access, MAY_DIRECT, handler)

    return [
        Route("/displays", of_officials(page)),
        Route("/displays/{number:int}", of_officials(form), methods=["POST"]),
        Route("/displays/counter/{line}", of_officials(counter), methods=["POST"]),
        Route("/api/v1/displays", of_officials(api)),
        Route("/api/v1/displays/{number:int}", of_officials(api_direct), methods=["POST"]),
    ]
