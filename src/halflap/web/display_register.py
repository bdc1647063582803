"""Knows which screens are connected, what each shows, and what it was told to do.

A display tells where it is every few seconds and hears its orders in the answer, so one that was
switched off, or whose network was cut, comes back by itself. *Blank* and *identify* are states that
last; *go* is done once, so that somebody who stands at the display may still open another page
there. What a display was told it tells back: so a hub that starts again knows it without a file.

Time enters as a value, in microseconds of the host's steady clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from halflap.words.catalogue import LANGUAGES
from halflap.words.sentence import Sentence, say

SEEN_US = 12_000_000
"""A display that has not been heard of for so long is away; it speaks every 5 s."""

FORGET_US = 24 * 3_600_000_000
FORGET_UNNAMED_US = 600_000_000
"""A display that is away is struck off after a day, and after ten minutes if nobody named it."""

IDENTIFY_US = 20_000_000
MOST = 64
LONGEST_NAME, LONGEST_PAGE = 40, 300
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

_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_SIZE = 20_000


class Unfit(ValueError):
    """Something that cannot be taken: ``code`` is stable, with what is wrong and the remedy."""

    def __init__(self, code: str, text: Sentence, remedy: Sentence) -> None:
        super().__init__(str(text))
        self.code, self.text, self.remedy = code, text, remedy


class Here(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a display says of itself; ``id`` is one that it made up, 16 hexadecimal digits.

    ``done`` is the number of the last *go* that it followed; ``blank``: it is dark.
    """

    id: str
    page: str
    name: str = ""
    width: int = 0
    height: int = 0
    language: str = "en"
    done: int = 0
    blank: bool = False


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What a display has to do: ``go`` once to ``page`` (empty: load again what it shows)."""

    number: int
    name: str
    blank: bool
    identify: bool
    go: int
    page: str = ""


class Display(msgspec.Struct, kw_only=True):
    """One display as known; ``number`` is what it shows when it identifies itself."""

    here: Here
    number: int
    name: str
    seen_us: int
    blank: bool = False
    identify_until_us: int = 0
    go: int = 0
    page: str = ""

    def connected(self, now_us: int) -> bool:
        """Whether it was heard of lately."""
        return now_us - self.seen_us <= SEEN_US

    def orders(self, now_us: int) -> Orders:
        """What it has to do now."""
        return Orders(
            number=self.number,
            name=self.name,
            blank=self.blank,
            identify=now_us < self.identify_until_us,
            go=self.go,
            page=self.page,
        )


class Register:
    """Every display of a hub; ``revision`` grows whenever there are new orders."""

    def __init__(self) -> None:
        self.revision = 0
        self._displays: dict[str, Display] = {}

    def __iter__(self) -> Iterator[Display]:
        return iter(sorted(self._displays.values(), key=lambda each: each.number))

    def here(self, said: Here, now_us: int) -> Orders:
        """A display tells where it is; what it has to do. Raises ``Unfit``."""
        here = _checked(said)
        self._tidy(now_us)
        known = self._displays.get(here.id) or self._again(here, now_us)
        if known is None:
            known = self._new(here, now_us)
        known.here, known.seen_us = here, now_us
        return known.orders(now_us)

    def _again(self, here: Here, now_us: int) -> Display | None:
        """The display of the same name that went away, as the same one under its new id."""
        for id_, display in self._displays.items():
            if here.name and display.name == here.name and not display.connected(now_us):
                del self._displays[id_]
                display.go = max(display.go, here.done)
                self._displays[here.id] = display
                return display
        return None

    def _new(self, here: Here, now_us: int) -> Display:
        if len(self._displays) >= MOST:
            id_, oldest = min(self._displays.items(), key=lambda item: item[1].seen_us)
            if oldest.connected(now_us):
                raise Unfit(
                    "too-many",
                    say("{n} displays are connected, and no more can be.", n=MOST),
                    say("Close one that nobody looks at; this page works all the same."),
                )
            del self._displays[id_]
        taken = {each.number for each in self._displays.values()}
        number = next(n for n in range(1, MOST + 1) if n not in taken)
        made = Display(
            here=here,
            number=number,
            name=here.name,
            seen_us=now_us,
            blank=here.blank,
            go=here.done,
        )
        self._displays[here.id] = made
        return made

    def _tidy(self, now_us: int) -> None:
        for id_, each in tuple(self._displays.items()):
            if now_us - each.seen_us > (FORGET_US if each.name else FORGET_UNNAMED_US):
                del self._displays[id_]

    # --- from the desk

    def rename(self, number: int, name: str) -> None:
        """Give a display a name; raises ``Unfit``, as all of these do."""
        self.at(number).name = checked_name(name)
        self.revision += 1

    def blank(self, number: int, *, dark: bool) -> None:
        """Show nothing there, or something again."""
        self.at(number).blank = dark
        self.revision += 1

    def identify(self, number: int, now_us: int) -> None:
        """Let it show its number, big, for a while."""
        self.at(number).identify_until_us = now_us + IDENTIFY_US
        self.revision += 1

    def send(self, number: int, page: str = "") -> None:
        """Let it go to another page, or load again what it shows."""
        display = self.at(number)
        display.page = checked_page(page) if page else ""
        display.go += 1
        self.revision += 1

    def forget(self, number: int, now_us: int) -> None:
        """Strike off a display that is away."""
        display = self.at(number)
        if display.connected(now_us):
            raise Unfit(
                "connected",
                say("Display {n} is connected.", n=number),
                say("Close its page first, or leave it in the list."),
            )
        del self._displays[display.here.id]

    def at(self, number: int) -> Display:
        """The display of that number."""
        for display in self._displays.values():
            if display.number == number:
                return display
        raise Unfit(
            "no-display",
            say("There is no display {n}.", n=number),
            say("Open one of the pages for screens on it: it enters itself in the list."),
        )


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


def _checked(said: Here) -> Here:
    if _ID.fullmatch(said.id) is None:
        raise Unfit(
            "id",
            say("“{id}” is not what a display calls itself.", id=said.id[:LONGEST_NAME]),
            say("Send 16 hexadecimal digits, the same as long as the page is open."),
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
