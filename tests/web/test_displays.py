"""Displays over HTTP: they enter themselves, and officials direct them, with scripts or without."""

from __future__ import annotations

import asyncio
import errno
import json
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from halflap.meet.commands import ArmHeat
from halflap.web.access import COOKIE
from halflap.web.roles import Role
from tests.hub.live_helper import opened
from tests.meet_helper import MEN
from tests.web.serving import Answer, Served, ask, served

WALL = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"


def with_meet(tmp_path: Path, scene: Callable[[Served], Awaitable[None]]) -> None:
    """What happens while a meet is served."""

    async def run() -> None:
        async with served(tmp_path / "club.halflap") as meet:
            await scene(meet)

    asyncio.run(run())


async def cookie(meet: Served, role: Role = Role.TIMEKEEPER) -> dict[str, str]:
    """Somebody is signed in."""
    access = meet.site.access
    assert access.new is not None
    word = await access.sign_in("Ana", role, access.new.pins[role], "127.0.0.1")
    return {"cookie": f"{COOKIE}={word}"}


async def post(meet: Served, path: str, value: Any, **headers: str) -> Answer:
    body = json.dumps(value).encode()
    headers |= {"content-type": "application/json"}
    return await ask(meet.place, "POST", path, headers, body)


async def orders(meet: Served, number: int, value: Any) -> Answer:
    """An official wants something of a display."""
    return await post(meet, f"/api/v1/displays/{number}", value, **await cookie(meet))


async def press(meet: Served, where: int | str, **fields: str) -> Answer:
    """A button of the page, without scripts."""
    body = urlencode(fields).encode()
    headers = await cookie(meet) | {"content-type": "application/x-www-form-urlencoded"}
    return await ask(meet.place, "POST", f"/displays/{where}", headers, body)


async def enters(meet: Served, **fields: Any) -> dict[str, Any]:
    """A display tells where it is; its orders."""
    said = {"secret": WALL, "page": "/board", "width": 1920, "height": 480, "language": "fr"}
    answer = await post(meet, "/api/v1/displays", said | fields)
    assert answer.status == 200, answer.text
    told: dict[str, Any] = json.loads(answer.text)
    return told


async def listing(meet: Served) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (await meet.get("/api/v1/displays", **await cookie(meet))).text
    )
    return found


def test_a_display_is_listed_with_what_it_shows(tmp_path: Path) -> None:
    async def scene(meet: Served) -> None:
        assert (await enters(meet, name="North wall"))["number"] == 1
        (display,) = await listing(meet)
        assert display.pop("away_s") < 5
        assert display == {
            "number": 1,
            "name": "North wall",
            "wants": "",
            "page": "/board",
            "width": 1920,
            "height": 480,
            "language": "fr",
            "blank": False,
            "connected": True,
        }
        assert WALL not in json.dumps(await listing(meet))  # what it calls itself is its own
        page = (await meet.get("/displays", **await cookie(meet))).text
        assert "North wall" in page
        assert "1920 × 480" in page

    with_meet(tmp_path, scene)


def test_officials_direct_it(tmp_path: Path) -> None:
    async def scene(meet: Served) -> None:
        await enters(meet)
        wanted = {"name": "Wall", "page": "/lapcounter?line=home", "blank": True, "identify": True}
        assert (await orders(meet, 1, wanted)).status == 200
        assert await enters(meet) == {
            "number": 1,
            "name": "Wall",
            "blank": True,
            "identify": True,
            "go": 1,
            "page": "/lapcounter?line=home",
            "secret": "",
        }
        await orders(meet, 1, {"blank": False, "reload": True})
        told = await enters(meet)
        assert (told["blank"], told["go"], told["page"]) == (False, 2, "")

    with_meet(tmp_path, scene)


def test_the_page_that_it_shows_is_the_one_chosen(tmp_path: Path) -> None:
    """Whoever presses too early sends a screen nowhere, and an overlay on air never."""

    async def scene(meet: Served) -> None:
        await enters(meet, page="/board?theme=light")
        page = (await meet.get("/displays", **await cookie(meet))).text
        assert '<option value="/board?theme=light" selected>' in page
        assert page.count(" selected>") == 1
        await enters(meet, page="/overlay/next")
        page = (await meet.get("/displays", **await cookie(meet))).text
        assert 'name="dark"' in page
        assert 'name="show"' not in page

    with_meet(tmp_path, scene)


def test_the_same_is_done_by_forms(tmp_path: Path) -> None:
    async def scene(meet: Served) -> None:
        await enters(meet)
        for fields in (
            {"rename": "yes", "name": "Wall"},
            {"show": "yes", "page": "/countdown"},
            {"dark": "yes"},
            {"identify": "yes"},
        ):
            answer = await press(meet, 1, **fields)
            assert (answer.status, answer.headers["location"]) == (303, "/displays")
        told = await enters(meet)
        assert (told["name"], told["page"], told["blank"]) == ("Wall", "/countdown", True)
        await press(meet, 1, light="yes")
        await press(meet, 1, reload="yes")
        told = await enters(meet)
        assert (told["go"], told["page"], told["blank"]) == (2, "", False)

    with_meet(tmp_path, scene)


@pytest.mark.parametrize(
    ("number", "wanted", "status", "code"),
    [
        (7, {"blank": True}, 404, "no-display"),
        (1, {"page": "https://elsewhere.example/board"}, 400, "page"),
        (1, {"name": "n" * 41, "page": "/countdown"}, 400, "name"),
        (1, {"forget": True}, 409, "connected"),
        (1, {"colour": "red"}, 400, "unreadable"),
        (1, [], 400, "unreadable"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    tmp_path: Path, number: int, wanted: Any, status: int, code: str
) -> None:
    async def scene(meet: Served) -> None:
        before = await enters(meet)
        answer = await orders(meet, number, wanted)
        (refused,) = json.loads(answer.text)["refused"]
        assert (answer.status, refused["code"]) == (status, code)
        assert refused["text"]["fr"] != refused["text"]["en"]
        assert refused["remedy"]["en"]
        assert await enters(meet) == before

    with_meet(tmp_path, scene)


def test_another_screen_with_its_name_waits_for_a_button(tmp_path: Path) -> None:
    async def scene(meet: Served) -> None:
        await enters(meet, name="North wall")
        assert (await enters(meet, secret=OTHER, name="North wall"))["name"] == ""
        page = (await meet.get("/displays", **await cookie(meet))).text
        assert "Asks for the name “North wall”" in page
        assert "Let it be “North wall”" in page
        assert (await press(meet, 2, let="yes")).status == 303
        assert (await enters(meet, secret=OTHER))["name"] == "North wall"
        assert (await enters(meet))["name"] == ""
        assert (await press(meet, 2, let="yes")).status == 409

    with_meet(tmp_path, scene)


def test_a_name_outlasts_the_hub(tmp_path: Path) -> None:
    async def first(meet: Served) -> None:
        await enters(meet)
        await press(meet, 1, rename="yes", name="North wall")

    async def again(meet: Served) -> None:
        page = (await meet.get("/displays", **kept)).text
        assert "North wall" in page
        assert (await enters(meet, secret=OTHER, name="North wall"))["name"] == ""
        assert (await enters(meet))["name"] == "North wall"

    async def signed_in(meet: Served) -> None:
        await first(meet)
        kept.update(await cookie(meet))

    kept: dict[str, str] = {}
    with_meet(tmp_path, signed_in)
    file = tmp_path / "club.halflap-displays"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert WALL not in file.read_text()
    with_meet(tmp_path, again)
    for damaged in (b"damaged", b'[{"hash": "\xff"}]'):
        file.write_bytes(damaged)
        with_meet(tmp_path, _enters_anew)


async def _enters_anew(meet: Served) -> None:
    assert (await enters(meet, name="North wall"))["name"] == "North wall"


def test_a_full_disk_is_said_and_the_display_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def scene(meet: Served) -> None:
        await enters(meet)
        monkeypatch.setattr("halflap.web.display_file.write_whole", full)
        answer = await press(meet, 1, rename="yes", name="Wall")
        assert answer.status == 503
        assert "could not be kept: No space left on device." in answer.text
        assert (await enters(meet))["name"] == "Wall"

    with_meet(tmp_path, scene)


def test_a_form_without_a_button_does_nothing(tmp_path: Path) -> None:
    async def scene(meet: Served) -> None:
        before = await enters(meet)
        assert (await press(meet, 1, name="Wall")).status == 400
        assert await enters(meet) == before

    with_meet(tmp_path, scene)


def test_a_form_of_too_many_fields_does_nothing(tmp_path: Path) -> None:
    async def scene(meet: Served) -> None:
        before = await enters(meet)
        many = {f"more{n}": "1" for n in range(20)}
        assert (await press(meet, 1, dark="yes", **many)).status == 400
        assert await enters(meet) == before

    with_meet(tmp_path, scene)


def test_a_form_says_what_was_refused(tmp_path: Path) -> None:
    async def scene(meet: Served) -> None:
        await enters(meet)
        answer = await press(meet, 1, show="yes", page="/console")
        assert answer.status == 400
        assert "“/console” is no page for displays." in answer.text

    with_meet(tmp_path, scene)


@pytest.mark.parametrize(
    "said",
    [
        {"secret": "short", "page": "/board"},
        {"secret": WALL, "page": "/console"},
        {"secret": WALL},
        {"secret": WALL, "page": "/board", "extra": 1},
        "text",
    ],
)
def test_what_is_no_display_is_not_listed(tmp_path: Path, said: Any) -> None:
    async def scene(meet: Served) -> None:
        assert (await post(meet, "/api/v1/displays", said)).status == 400
        assert await listing(meet) == []

    with_meet(tmp_path, scene)


@pytest.mark.parametrize("body", [b'{"secret": "\xff"}', b'{"secret": "'])
def test_what_is_no_text_in_utf_8_is_refused(tmp_path: Path, body: bytes) -> None:
    async def scene(meet: Served) -> None:
        headers = {"content-type": "application/json"}
        answer = await ask(meet.place, "POST", "/api/v1/displays", headers, body)
        assert answer.status == 400
        assert "It is no JSON in UTF-8" in answer.text

    with_meet(tmp_path, scene)


class TestOnlyOfficials:
    """Anybody may be a display; who directs them is a timekeeper or a commissaire."""

    @pytest.mark.parametrize("role", [Role.SECRETARY, Role.ANNOUNCER, Role.DISPLAY])
    def test_who_has_another_role_directs_nothing(self, tmp_path: Path, role: Role) -> None:
        async def scene(meet: Served) -> None:
            before = await enters(meet)
            session = await cookie(meet, role)
            answer = await post(meet, "/api/v1/displays/1", {"blank": True}, **session)
            assert answer.status == 403
            assert (await meet.get("/api/v1/displays", **session)).status == 403
            assert await enters(meet) == before

        with_meet(tmp_path, scene)

    def test_who_is_not_signed_in_is_asked_to(self, tmp_path: Path) -> None:
        async def scene(meet: Served) -> None:
            await enters(meet)
            assert (await post(meet, "/api/v1/displays/1", {"blank": True})).status == 401
            page = await meet.get("/displays")
            assert (page.status, page.headers["location"]) == (303, "/sign-in?next=/displays")

        with_meet(tmp_path, scene)


class TestALapCounter:
    def test_is_set_and_left_to_itself(self, tmp_path: Path) -> None:
        async def scene(meet: Served) -> None:
            await opened(meet.live)
            await meet.live.act(ArmHeat(competition=MEN, phase="qualifying", heat="1"), "Ana")
            assert (await press(meet, "counter/home", set="yes", laps="5")).status == 303
            (fact,) = meet.live.meet.timing.run.counters if meet.live.meet.timing.run else ()
            assert (fact.line, fact.laps) == ("home", 5)
            assert meet.live.desk.ledger.entries[-1].actor == "Ana (timekeeper)"
            page = (await meet.get("/displays", **await cookie(meet))).text
            assert "Set by hand" in page
            assert (await press(meet, "counter/home", auto="yes")).status == 303
            run = meet.live.meet.timing.run
            assert run is not None
            assert run.counters == ()

        with_meet(tmp_path, scene)

    @pytest.mark.parametrize("laps", ["", "x", "-1", "1000", "½"])
    def test_is_not_set_to_what_is_no_number(self, tmp_path: Path, laps: str) -> None:
        async def scene(meet: Served) -> None:
            answer = await press(meet, "counter/home", set="yes", laps=laps)
            assert answer.status == 409
            assert "is no number of laps." in answer.text

        with_meet(tmp_path, scene)

    def test_is_not_set_while_nobody_rides(self, tmp_path: Path) -> None:
        async def scene(meet: Served) -> None:
            answer = await press(meet, "counter/back", set="yes", laps="3")
            assert answer.status == 409
            assert "No run is armed or open." in answer.text

        with_meet(tmp_path, scene)
