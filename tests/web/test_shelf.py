"""A page is made once for all who ask for the same, and is never given to whom it is not for."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from halflap.hub.desk import Done
from halflap.meet.commands import ArmHeat
from halflap.web.access import COOKIE
from halflap.web.pages import Pages
from halflap.web.public_pages import is_shared
from halflap.web.shelf import MOST, Shelf
from halflap.web.site import Site
from tests.hub.live_helper import opened
from tests.web.serving import served

OFFICIAL = (b"cookie", f"{COOKIE}=secret".encode())


@dataclass
class Counting:
    """An application that says how often it was asked; ``status`` and ``headers`` are its own."""

    times: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"etag": 'W/"a"'})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.times += 1
        response: Response = HTMLResponse(f"page {self.times}", self.status, self.headers)
        if "lang=" in Request(scope).url.query:
            response.set_cookie("lang", "fr")
        await response(scope, receive, send)


class Asked:
    """What a shelf says to requests; ``moment`` is what it is asked in."""

    def __init__(self) -> None:
        self.app, self.moment = Counting(), 1
        self.shelf = Shelf(self.app, is_shared, lambda: self.moment)

    def __call__(
        self, path: str = "/", *headers: tuple[bytes, bytes], method: str = "GET"
    ) -> tuple[int, dict[str, str], str]:
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "server": ("127.0.0.1", 80),
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
        }
        said: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            raise AssertionError("nothing is sent along")

        async def send(message: MutableMapping[str, Any]) -> None:
            said.append(message)

        asyncio.run(self.shelf(scope, receive, send))
        start, body = said
        found = {name.decode(): value.decode() for name, value in start["headers"]}
        return start["status"], found, body["body"].decode()


class TestOneMoment:
    def test_makes_a_page_once(self) -> None:
        ask = Asked()
        assert ask() == ask() == ask("/", (b"accept-language", b"en-GB"))
        assert ask.app.times == 1

    @pytest.mark.parametrize(
        "other",
        [
            ("/c/men",),
            ("/?theme=dark",),
            ("/", (b"accept-language", b"fr")),
            ("/", (b"cookie", b"theme=dark")),
            ("/", (b"cookie", b"lang=fr")),
            ("/", (b"accept-encoding", b"gzip, br")),
        ],
    )
    def test_makes_another_one_for_who_asks_for_another(self, other: tuple[Any, ...]) -> None:
        ask = Asked()
        ask()
        assert ask(*other) == ask(*other)
        assert ask.app.times == 2

    def test_sends_nothing_again_that_the_browser_has(self) -> None:
        ask = Asked()
        ask()
        status, headers, body = ask("/", (b"if-none-match", b'W/"a"'))
        assert (status, headers, body) == (304, {"etag": 'W/"a"'}, "")
        assert ask("/", (b"if-none-match", b'W/"older"'))[2] == "page 1"
        assert ask.app.times == 1

    def test_makes_it_once_also_for_browsers_that_had_it_before(self) -> None:
        """Nothing of the page has changed, and every phone asks whether it has."""
        ask, known = Asked(), (b"if-none-match", b'W/"a"')
        assert ask("/", known)[0] == ask("/", known)[0] == 304
        assert ask()[::2] == (200, "page 1")
        assert ask.app.times == 1

    def test_keeps_the_choice_of_a_language(self) -> None:
        ask = Asked()
        assert ask("/?lang=fr") == ask("/?lang=fr")
        assert "set-cookie" in ask("/?lang=fr")[1]
        assert ask.app.times == 1

    def test_keeps_the_newest_of_too_many(self) -> None:
        ask = Asked()
        for number in range(MOST + 1):
            ask(f"/c/{number}")
        assert ask(f"/c/{MOST}")[2] == f"page {MOST + 1}"
        assert ask("/c/1")[2] == "page 2"
        assert ask("/c/0")[2] == f"page {MOST + 2}"


class TestTheNext:
    def test_makes_it_anew(self) -> None:
        ask = Asked()
        assert ask()[2] == "page 1"
        ask.moment = 2
        assert ask()[2] == ask()[2] == "page 2"


class TestWhatIsNotShared:
    @pytest.mark.parametrize(
        "path",
        ["/console", "/desk", "/board", "/qr", "/api/v1/public", "/sessions"],
    )
    def test_is_made_each_time(self, path: str) -> None:
        ask = Asked()
        assert ask(path) != ask(path)

    def test_an_official_has_pages_of_ones_own(self) -> None:
        ask = Asked()
        ask()
        assert ask("/", OFFICIAL)[2] == "page 2"
        assert ask()[2] == "page 1"

    def test_nor_is_one_of_an_official_kept_for_others(self) -> None:
        ask = Asked()
        ask("/", OFFICIAL)
        assert ask()[2] == "page 2"

    @pytest.mark.parametrize("status", [404, 421, 500, 304])
    def test_what_went_wrong_is_not_kept(self, status: int) -> None:
        ask = Asked()
        ask.app.status = status
        ask()
        ask()
        assert ask.app.times == 2

    def test_nor_what_has_no_tag(self) -> None:
        ask = Asked()
        ask.app.headers = {}
        assert ask() != ask()

    @pytest.mark.parametrize("query", ["fbclid=1", "lang=fr&n=1", f"lang={'fr' * 20}"])
    def test_nor_what_is_asked_with_anything_else(self, query: str) -> None:
        ask = Asked()
        assert ask(f"/?{query}") != ask(f"/?{query}")

    def test_nor_what_is_no_plain_question(self) -> None:
        ask = Asked()
        assert ask(method="POST") != ask(method="POST")
        assert ask(method="HEAD") != ask(method="HEAD")


class TestAMeetThatIsServed:
    PATHS = ("/", "/session", "/documents", "/c/men", "/c/men/qualifying", "/c/men/riders/1")

    @pytest.mark.parametrize("path", PATHS)
    def test_makes_a_page_once_in_a_second(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        made: list[str] = []
        render, now_us = Pages.render, [1_000_000]

        def counted(pages: Pages, template: str, **values: Any) -> bytes:
            made.append(template)
            return render(pages, template, **values)

        async def run() -> None:
            async with served(tmp_path / "club.halflap") as meet:
                monkeypatch.setattr(Pages, "render", counted)
                monkeypatch.setattr(Site, "now_us", property(lambda _: now_us[0]))
                first = await meet.get(path, accept_encoding="gzip")
                again = await meet.get(path, accept_encoding="gzip")
                assert (first.status, first.body) == (again.status, again.body) == (200, first.body)
                assert first.headers | {"date": ""} == again.headers | {"date": ""}
                assert len(made) == 1
                now_us[0] += 1_000_000
                assert (await meet.get(path, accept_encoding="gzip")).status == 200
                assert len(made) == 2

        asyncio.run(run())

    def test_shows_at_once_what_has_happened(self, tmp_path: Path) -> None:
        async def run() -> None:
            async with served(tmp_path / "club.halflap") as meet:
                await opened(meet.live)
                assert "data-run" not in (await meet.get("/")).text
                arm = ArmHeat(competition="men", phase="qualifying", heat="1")
                assert isinstance(await meet.live.act(arm, "Ana"), Done)
                assert 'data-run="men/qualifying/1/1"' in (await meet.get("/")).text

        asyncio.run(run())
