"""Knows how a page is made: its template with the words, the language and the look asked for.

In a template ``t("English {x}", x=…)`` says a sentence, ``sentence | said`` one that was made in
Python, ``us | time`` and ``us | gap`` a time, ``utc_us | at_venue`` a moment by the clocks of the
venue, ``asset("feed.js")`` where a file is. What the
scripts of a page say with ``word("…")`` goes along with it in its language, unlisted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

import jinja2
import msgspec
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from halflap.meet.naming import document_called, phase_called
from halflap.meet.state import Meet
from halflap.meet.venue_time import shown
from halflap.sport.times import PUBLISHED_DIGITS, format_gap, format_time
from halflap.web import assets
from halflap.web.answers import HTML, answer
from halflap.web.asked import THEMES, asked, keep
from halflap.web.script_words import words_of
from halflap.words.catalogue import LANGUAGES, translate
from halflap.words.sentence import Sentence, say

Values = Mapping[str, object]

NAMES = {"en": "English", "fr": "Français"}
"""Each language in its own words."""


class Pages:
    """All pages of a meet; ``meet`` gives it as it stands."""

    def __init__(self, meet: Callable[[], Meet]) -> None:
        self.always: list[Callable[[Request], Values]] = []
        self._meet = meet

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        words: Iterable[str] = (),
        **values: object,
    ) -> Response:
        """A page as a response; ``words`` are templates that its scripts choose by themselves."""
        wanted = asked(request)
        always = {name: value for each in self.always for name, value in each(request).items()}
        body = self.render(
            template,
            language=wanted.language,
            theme=wanted.theme,
            words=words,
            url=request.url,
            **always | values,
        )
        response = answer(request, body, HTML, status=status)
        response.headers["vary"] = "Accept-Language, Cookie"
        response.headers["content-language"] = wanted.language
        keep(response, wanted.kept)
        return response

    def render(
        self,
        template: str,
        *,
        language: str,
        theme: str = "auto",
        words: Iterable[str] = (),
        **values: object,
    ) -> bytes:
        """A page as bytes, for a server or a file."""
        found = _environment().get_template(template)
        return found.render(
            {
                "meet": self._meet(),
                "language": language,
                "languages": [(code, NAMES[code]) for code in LANGUAGES],
                "theme": theme,
                "themes": THEMES,
                "words": tuple(words),
                "scripts": [],
                **values,
            }
        ).encode()


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    """That of all templates, which are compiled once in a process."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("halflap.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"t": _t, "asset": _asset, "address_with": _address_with}
    environment.globals |= {"phase_called": phase_called, "document_called": document_called}
    environment.globals["script_words"] = _script_words
    environment.filters |= {"said": _said, "time": _time, "gap": _gap, "json": script_json}
    environment.filters["at_venue"] = _at_venue
    return environment


def script_json(value: object) -> Markup:
    """A value as JSON that may stand in a ``<script>``: nothing in it ends the element."""
    text = msgspec.json.encode(value).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@jinja2.pass_context
def _t(context: Context, template: str, **values: str | int | Sentence) -> str:
    return say(template, **values).said(lambda english: translate(english, context["language"]))


@jinja2.pass_context
def _asset(context: Context, path: str) -> str:
    context["scripts"].append(path)
    return assets.address(path)


@jinja2.pass_context
def _script_words(context: Context) -> Markup:
    """What the scripts named so far say, as JSON: English to the language of the page."""
    said = set(context["words"])
    for path in context["scripts"]:
        if path.endswith(".js"):
            said |= words_of(path)
    return script_json({each: translate(each, context["language"]) for each in sorted(said)})


@jinja2.pass_context
def _said(context: Context, sentence: Sentence | str) -> str:
    if isinstance(sentence, str):
        return sentence
    return sentence.said(lambda english: translate(english, context["language"]))


def _time(us: int | None, digits: int = PUBLISHED_DIGITS) -> str:
    return "–" if us is None else format_time(us, digits)


def _gap(us: int | None, digits: int = PUBLISHED_DIGITS) -> str:
    return "–" if us is None else format_gap(us, digits)


@jinja2.pass_context
def _at_venue(context: Context, utc_us: int) -> str:
    return shown(context["meet"], utc_us, "%Y-%m-%d %H:%M")


@jinja2.pass_context
def _address_with(context: Context, **chosen: str) -> str:
    """The address of this page with a choice of language or look in it."""
    url = context.get("url")
    kept = dict(parse_qsl(url.query)) if url is not None else {}
    return f"?{urlencode(kept | chosen)}"
