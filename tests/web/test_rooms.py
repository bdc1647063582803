"""Every page of officials has one header: the rooms of the role, where one is, and sign out."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from halflap.web.roles import Role
from halflap.web.rooms import ROOMS, open_to, room_of
from tests.web.serving import served
from tests.web.test_access import cookie

TIMEKEEPER = [
    ("/console", "Console"),
    ("/desk", "Desk"),
    ("/desk/history", "History"),
    ("/office", "Office"),
    ("/announcer", "Announcer"),
    ("/displays", "Displays"),
    ("/coach", "Coach"),
    ("/", "Live"),
]


def heads(tmp_path: Path, role: Role, paths: tuple[str, ...]) -> dict[str, str]:
    """The header of each page, for somebody of that role."""

    async def asked() -> dict[str, str]:
        async with served(tmp_path / "club.halflap") as meet:
            kept = await cookie(meet, role)
            answers = {path: await meet.get(path, cookie=kept) for path in paths}
        return {path: each.text.partition("</header>")[0] for path, each in answers.items()}

    return asyncio.run(asked())


def links(head: str) -> list[tuple[str, str]]:
    nav = re.search(r'<nav class="for-officials".*?</nav>', head, re.DOTALL)
    assert nav is not None
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', nav.group())


def current(head: str) -> list[tuple[str, str]]:
    """The room one is in; "page" says that the link leads to this very page."""
    nav = re.search(r'<nav class="for-officials".*?</nav>', head, re.DOTALL)
    return re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', nav.group() if nav else "")


PAGES = {
    "/console": "/console",
    "/desk": "/desk",
    "/desk/competition/men": "/desk",
    "/desk/competition/men/qualifying/1": "/desk",
    "/desk/why?competition=men": "/desk",
    "/desk/history": "/desk/history",
    "/desk/history/1": "/desk/history",
    "/office": "/office",
    "/office/sessions": "/office",
    "/office/competition/men/11": "/office",
    "/announcer": "/announcer",
    "/displays": "/displays",
    "/coach/men/11": "/coach",
    "/api": None,
    "/sign-in": None,
    "/desk/competition/none": "/desk",
}


def test_every_page_says_where_one_is_and_lets_one_sign_out(tmp_path: Path) -> None:
    for path, head in heads(tmp_path, Role.TIMEKEEPER, tuple(PAGES)).items():
        there = PAGES[path]
        says = "page" if there == path else "true"
        assert current(head) == ([(there, says)] if there else []), path
        assert links(head) == TIMEKEEPER, path
        assert '<form class="sign-out" method="post" action="/sign-out">' in head, path
        assert "Ana (timekeeper)" in head


def test_who_one_is_stands_in_the_language_of_the_page(tmp_path: Path) -> None:
    head = heads(tmp_path, Role.TIMEKEEPER, ("/desk?lang=fr",))["/desk?lang=fr"]
    assert "Ana (chronométreur)" in head
    assert "(timekeeper)" not in head


@pytest.mark.parametrize(
    ("role", "rooms"),
    [
        (Role.SECRETARY, ["Desk", "History", "Office", "Announcer", "Coach", "Live"]),
        (Role.ANNOUNCER, ["Announcer", "Coach", "Live"]),
        (Role.DISPLAY, ["Coach", "Live"]),
    ],
)
def test_only_the_rooms_of_the_role_are_named(tmp_path: Path, role: Role, rooms: list[str]) -> None:
    (head,) = heads(tmp_path, role, ("/api",)).values()
    assert [name for _, name in links(head)] == rooms


@pytest.mark.parametrize("role", Role)
def test_a_room_that_is_named_can_be_entered_and_no_other(tmp_path: Path, role: Role) -> None:
    async def asked() -> dict[str, int]:
        async with served(tmp_path / "club.halflap") as meet:
            kept = await cookie(meet, role)
            return {
                each.address: (await meet.get(each.address, cookie=kept)).status for each in ROOMS
            }

    found = asyncio.run(asked())
    named = {each.address for each in open_to(role)}
    assert found == {each.address: 200 if each.address in named else 403 for each in ROOMS}


def test_a_page_of_nobody_is_in_no_room() -> None:
    assert room_of("/documents") is None
    assert room_of("/deskbound") is None
