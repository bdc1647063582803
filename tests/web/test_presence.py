"""Who is there, on which device, and on which heat."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from halflap.meet.views.officials_values import AtHeat
from halflap.web.access import Official
from halflap.web.presence import EXPIRES_S, MOST_PAGES, Presence
from halflap.web.roles import Role
from tests.web.serving import Served, ask, served
from tests.web.test_access import cookie

ANA = Official("Ana", Role.TIMEKEEPER, "key-1")
ANA_TWO = Official("Ana", Role.TIMEKEEPER, "key-2", 2)
BEA = Official("Bea", Role.COMMISSAIRE, "key-3")


def heat(number: int) -> AtHeat:
    return AtHeat(competition="men", phase="qualifying", heat=str(number), says={})


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def told(presence: Presence) -> dict[str, list[str]]:
    return {each.who: [at.heat for at in each.heats] for each in presence.there()}


def test_two_devices_of_one_name_and_role_are_two() -> None:
    presence = Presence(Clock())
    for each in (ANA, ANA_TWO, BEA, ANA):
        presence.came(each)
    presence.at(ANA_TWO, "a", heat(1))
    presence.at(BEA, "b", heat(2))
    assert told(presence) == {
        "Ana (timekeeper)": [],
        "Ana (timekeeper, device 2)": ["1"],
        "Bea (commissaire)": ["2"],
    }
    assert [each.says["fr"] for each in presence.there()] == [
        "Ana (chronométreur)",
        "Ana (chronométreur, appareil 2)",
        "Bea (commissaire)",
    ]
    presence.left(ANA)
    presence.left(ANA_TWO)
    assert list(told(presence)) == ["Ana (timekeeper)", "Bea (commissaire)"]


def test_a_device_is_on_the_heats_of_all_its_pages() -> None:
    presence = Presence(Clock())
    presence.came(ANA)
    for page, number in (("a", 1), ("b", 2), ("c", 1)):
        presence.at(ANA, page, heat(number))
    assert told(presence) == {"Ana (timekeeper)": ["1", "2"]}
    presence.at(ANA, "b", None)
    assert told(presence) == {"Ana (timekeeper)": ["1"]}


def test_a_page_that_has_not_spoken_for_long_is_closed() -> None:
    clock = Clock()
    presence = Presence(clock)
    presence.came(ANA)
    presence.at(ANA, "a", heat(1))
    clock.now_s = EXPIRES_S - 1
    assert told(presence) == {"Ana (timekeeper)": ["1"]}
    clock.now_s = EXPIRES_S
    assert told(presence) == {"Ana (timekeeper)": []}


def test_what_is_remembered_is_bounded() -> None:
    presence = Presence(Clock())
    presence.came(ANA)
    for number in range(3 * MOST_PAGES):
        presence.at(ANA, str(number), heat(number))
    assert len(told(presence)["Ana (timekeeper)"]) == MOST_PAGES


def test_a_page_says_where_it_is(tmp_path: Path) -> None:
    async def say(meet: Served, kept: str, value: Any, **headers: str) -> int:
        headers |= {"cookie": kept, "content-type": "application/json"}
        body = json.dumps(value).encode()
        return (await ask(meet.place, "POST", "/api/v1/here", headers, body)).status

    async def scene() -> None:
        async with served(tmp_path / "club.halflap") as meet:
            kept, marked = await cookie(meet), {"x-halflap": "1"}
            at = {"competition": "men", "phase": "qualifying", "heat": "1"}
            assert await say(meet, kept, {"page": "a", "heat": at}, **marked) == 200
            assert await say(meet, kept, {"page": "b", "heat": at | {"heat": "9"}}, **marked) == 200
            assert await say(meet, kept, {"page": "a", "heat": at}) == 403
            assert await say(meet, kept, {"page": 1}, **marked) == 400
            announcer = await cookie(meet, Role.ANNOUNCER)
            assert await say(meet, announcer, {"page": "a", "heat": at}, **marked) == 403
            official = Official("Ana", Role.TIMEKEEPER, next(iter(meet.site.presence._pages)))
            meet.site.presence.came(official)
            (there,) = meet.site.presence.there()
            assert [each.says["en"] for each in there.heats] == ["Qualifying, heat 1"]

    asyncio.run(scene())
