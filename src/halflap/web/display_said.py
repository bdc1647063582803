"""Knows what a display may say of itself and what it may be asked to show, and refuses the rest."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from halflap.words.catalogue import LANGUAGES
from halflap.words.sentence import Sentence, say

LONGEST_NAME, LONGEST_PAGE = 40, 300
MOST_KEPT = 8
"""So many secrets a browser sends along that it kept of pages before."""

OVERLAYS = (
    "ride",
    "rider",
    "clock",
    "next",
    "startlist",
    "result",
    "standings",
    "bracket",
    "medals",
)
PAGES = ("/board", "/lapcounter", "/countdown", *(f"/overlay/{name}" for name in OVERLAYS))
"""What a display may be sent to."""

_SECRET = re.compile(r"[0-9A-Za-z_-]{32,64}", re.ASCII)
_SIZE = 20_000


class Unfit(ValueError):
    """Something that cannot be taken: ``code`` is stable, with what is wrong and the remedy."""

    def __init__(self, code: str, text: Sentence, remedy: Sentence) -> None:
        super().__init__(str(text))
        self.code, self.text, self.remedy = code, text, remedy


class Here(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a display says of itself.

    ``secret`` is what it made up when it first came and never tells anybody else: who comes with
    one that is not known is new. ``kept`` are those of other tabs of its browser, which may be
    closed. ``name`` is the one it asks for.
    ``done`` is the number of the last *go* that it followed; ``blank``: it is dark.
    """

    secret: str
    page: str
    kept: tuple[str, ...] = ()
    name: str = ""
    width: int = 0
    height: int = 0
    language: str = "en"
    done: int = 0
    blank: bool = False


def hashed(secret: str) -> str:
    """How a secret is known to the hub; it is long and random, so a fast hash keeps it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def checked_page(page: str) -> str:
    """The address of a page for displays as it is kept; raises ``Unfit`` for any other."""
    try:
        parts = urlsplit(page)
        fields = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        parts, fields = urlsplit(""), []
    known = parts.path in PAGES and not (parts.scheme or parts.netloc or parts.fragment)
    if not known or len(page) > LONGEST_PAGE:
        raise Unfit(
            "page",
            say("“{page}” is no page for displays.", page=page[:LONGEST_PAGE]),
            say("Choose one of these: {pages}.", pages=", ".join(PAGES)),
        )
    query = urlencode([(key, value) for key, value in fields if key != "display"])
    return f"{parts.path}?{query}" if query else parts.path


def checked(said: Here) -> Here:
    """What a display says, as far as it makes sense; raises ``Unfit``."""
    secrets = (said.secret, *said.kept)
    if len(said.kept) > MOST_KEPT or not all(map(_SECRET.fullmatch, secrets)):
        raise Unfit(
            "secret",
            say("That is not the secret of a display."),
            say("Make up 32 random letters and digits, and send the same ones every time."),
        )
    size = 0 <= said.width <= _SIZE and 0 <= said.height <= _SIZE and said.done >= 0
    return msgspec.structs.replace(
        said,
        page=checked_page(said.page),
        name=checked_name(said.name),
        width=said.width if size else 0,
        height=said.height if size else 0,
        language=said.language if said.language in LANGUAGES else "en",
        done=said.done if size else 0,
    )


def checked_name(name: str) -> str:
    """A name as it is kept; raises ``Unfit``."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Unfit(
            "name",
            say("“{name}” cannot be the name of a display.", name=name[:LONGEST_NAME]),
            say("Write at most {n} letters and digits.", n=LONGEST_NAME),
        )
    return name
