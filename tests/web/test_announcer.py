"""The announcer's page over HTTP: whose it is, what it says in both languages, and to programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec
import pytest

from halflap.web.access import COOKIE
from halflap.web.roles import Role
from tests.web.busy_day import busy_day
from tests.web.raceday import RaceDay


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    with busy_day(tmp_path_factory.mktemp("day") / "day.halflap") as found:
        yield found


def asked(day: RaceDay, path: str, role: Role | None = None, language: str = "en") -> str:
    headers = {"accept-language": language}
    if role is not None:
        headers["cookie"] = f"{COOKIE}={day.session(role)}"
    with urlopen(Request(day.url(path), headers=headers), timeout=20) as answer:
        body: bytes = answer.read()
    return body.decode()


def test_who_sees_what_is_to_be_said(day: RaceDay) -> None:
    for role in (Role.ANNOUNCER, Role.COMMISSAIRE, Role.SECRETARY, Role.TIMEKEEPER):
        assert 'data-edition="' in asked(day, "/announcer", role)
    with pytest.raises(HTTPError, match="403"):
        asked(day, "/announcer", Role.DISPLAY)
    assert 'action="/sign-in"' in asked(day, "/announcer")


def test_says_it_in_the_language_of_the_reader(day: RaceDay) -> None:
    shown = asked(day, "/announcer", Role.ANNOUNCER, "fr")
    assert "12 Jörg Weiß doit aller plus vite que 18" in shown
    assert "Dernier résultat" in shown


def test_of_a_heat_under_review_nothing_else_is_said(day: RaceDay) -> None:
    shown = asked(day, "/announcer", Role.ANNOUNCER)
    last = shown.split('id="last"', 1)[1].split("</section>", 1)[0]
    assert "under review" in last
    assert 'class="time"' not in last
    assert 'class="name"' not in last


def test_programs_read_the_same_without_signing_in(day: RaceDay) -> None:
    told: dict[str, Any] = msgspec.json.decode(asked(day, "/api/v1/announcer"))
    assert told["on_track"]["heat"] == "3"
    (first, *_) = told["on_track"]["needs"]
    assert (first["what"], first["bib"]) == ("win", 12)
    assert set(first["says"]) == {"en", "fr"}
    assert told["last"]["under_review"] is True


def test_the_round_is_named_where_a_heat_is(day: RaceDay) -> None:
    """A final says by its name which ride it is."""
    shown = asked(day, "/announcer", Role.ANNOUNCER)
    headings = [each.split("</h2>")[0].split(">", 1)[1] for each in shown.split("<h2 ")[1:]]
    assert headings[0].startswith("On the track – ")
    assert headings[0].endswith(": First round, Heat 3")
    assert headings[1].startswith("Next – ")
    assert headings[1].endswith(": First round, Heat 4")
