"""Knows in which language and look a page is asked for: by address, cookie, or browser."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from halflap.words.catalogue import LANGUAGES

THEMES = ("auto", "light", "dark")
YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asked:
    """``kept`` are the choices that the address made: they stay for the next pages."""

    language: str
    theme: str
    kept: tuple[tuple[str, str], ...] = ()


def asked(request: Request) -> Asked:
    """What a request asks for; what halflap does not know is passed over."""
    kept = tuple(
        (name, value)
        for name, known in (("lang", LANGUAGES), ("theme", THEMES))
        if (value := request.query_params.get(name, "")) in known
    )
    chosen = dict(kept)
    return Asked(
        chosen.get("lang") or _cookie(request, "lang", LANGUAGES) or _accepted(request),
        chosen.get("theme") or _cookie(request, "theme", THEMES) or "auto",
        kept,
    )


def keep(response: Response, choices: tuple[tuple[str, str], ...]) -> None:
    """Let the browser ask for the same from now on."""
    for name, value in choices:
        response.set_cookie(name, value, max_age=YEAR_S, samesite="lax")


def _cookie(request: Request, name: str, known: tuple[str, ...]) -> str:
    value = request.cookies.get(name, "")
    return value if value in known else ""


def _accepted(request: Request) -> str:
    """The language that the browser likes best of those that halflap speaks."""
    best, found = 0.0, "en"
    for part in request.headers.get("accept-language", "").split(","):
        name, _, weight = part.strip().partition(";q=")
        code = name[:2].lower()
        try:
            liked = float(weight) if weight else 1.0
        except ValueError:
            continue
        if code in LANGUAGES and liked > best:
            best, found = liked, code
    return found
