"""Every page in French, with a meet in full swing: no sentence that has its French stands there in
English, and no phase is called by its id.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from halflap.web.access import COOKIE
from halflap.web.roles import Role
from halflap.words.catalogue import catalogue
from tests.web.busy_day import busy_day
from tests.web.raceday import RaceDay

PUBLIC = (
    "/",
    "/c/men",
    "/c/women",
    "/c/men/qualifying",
    "/c/men/first-round",
    "/c/women/finals",
    "/c/men/qualifying/4",
    "/c/men/first-round/2",
    "/c/men/first-round/3",
    "/c/men/riders/12",
    "/coach",
    "/coach/men/12?with=quickest",
    "/coach/men/11?with=nothing",
    "/session",
    "/documents",
    "/documents/1",
    "/documents/2",
    "/qr",
    "/sign-in",
    "/why?path=women/place/1",
    "/why?path=women",
    "/board",
    "/lapcounter?line=home",
    "/lapcounter?line=back",
    "/countdown",
    "/overlay/ride",
    "/overlay/result",
    "/overlay/startlist",
    "/overlay/bracket",
)
OFFICIALS = {
    Role.TIMEKEEPER: "/console /displays",
    Role.ANNOUNCER: "/announcer",
    Role.COMMISSAIRE: "/desk /desk/competition/men /desk/competition/women"
    " /desk/competition/men/qualifying /desk/competition/men/first-round"
    " /desk/competition/men/first-round/2 /desk/competition/men/first-round/3"
    " /desk/competition/women/finals /desk/history /desk/history/10 /desk/communiques/1"
    " /desk/why?path=men /desk/why?path=men/qualifying/heat/4/ride/11",
    Role.SECRETARY: "/office /office/sessions /office/competition/men /office/competition/men/12"
    " /office/competition/men/format /office/formats/uci-2025",
}
PAGES = [
    *((None, path) for path in PUBLIC),
    *((role, path) for role, paths in OFFICIALS.items() for path in paths.split()),
]
IDS = re.compile(r"(?<![\w-])(qualifying|first-round|finals)(?![\w-])")
TYPED = re.compile(r"\S+/\S+|\{.*\}", re.DOTALL)
"""Addresses, paths of numbers and JSON, which are typed as they are."""


class Texts(HTMLParser):
    """What is read on a page: its texts, and the labels that are read aloud."""

    SILENT = ("script", "style", "code", "pre", "textarea", "svg")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._silent or tag in self.SILENT or given.get("lang") == "en":
            if tag not in ("br", "input", "link", "meta", "img", "hr"):
                self._silent.append(tag)
            return
        for name in ("title", "aria-label", "alt", "placeholder"):
            if given.get(name):
                self.found.append(str(given[name]))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.found.append(" ".join(data.split()))


def texts(body: str) -> list[str]:
    parser = Texts()
    parser.feed(body)
    return parser.found


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    with busy_day(tmp_path_factory.mktemp("day") / "day.halflap") as found:
        yield found


ENGLISH = {english for english, french in catalogue("fr").items() if english != french}
FRENCH = set(catalogue("fr").values())
"""A word that means the one in French and the other in English ("note") may stand there."""


def english(found: list[str]) -> list[str]:
    return [each for each in found if each in ENGLISH and each not in FRENCH]


def test_it_sees_english_and_ids() -> None:
    found = texts('<p>Riders</p><p lang="en">Riders</p><button title="Sign in">x</button>')
    assert english(found) == ["Riders", "Sign in"]
    assert IDS.search("Composez qualifying")


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_a_page_is_french_throughout(day: RaceDay, role: Role | None, path: str) -> None:
    headers = {"accept-language": "fr"}
    if role is not None:
        headers["cookie"] = f"{COOKIE}={day.session(role)}"
    with urllib.request.urlopen(
        urllib.request.Request(day.url(path), headers=headers), timeout=20
    ) as answer:
        found = texts(answer.read().decode())
    names = {entry.actor for entry in day.site.live.desk.ledger.entries} | {"Enter"}
    assert [each for each in english(found) if each not in names] == []
    assert [each for each in found if IDS.search(TYPED.sub("", each))] == []
