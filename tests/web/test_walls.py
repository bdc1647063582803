"""The pages for screens over HTTP: what is refused, what is not told, and what they are without
scripts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from halflap.meet.commands import ArmHeat
from halflap.web.display_said import OVERLAYS, PAGES
from halflap.web.wall_example import STATES
from tests.hub.live_helper import opened
from tests.meet_helper import MEN
from tests.web.serving import Answer, Served, served

T = TypeVar("T")


def get(tmp_path: Path, path: str, **headers: str) -> Answer:
    """A page of a meet that is served."""

    async def scene(meet: Served) -> Answer:
        return await meet.get(path, **headers)

    return of_a_meet(tmp_path, scene)


def of_a_meet(tmp_path: Path, scene: Callable[[Served], Awaitable[T]]) -> T:
    """What happens while a meet is served."""

    async def run() -> T:
        async with served(tmp_path / "club.halflap") as meet:
            return await scene(meet)

    return asyncio.run(run())


def test_every_page_that_a_display_can_be_sent_to_is_there(tmp_path: Path) -> None:
    async def scene(meet: Served) -> None:
        for path in PAGES:
            answer = await meet.get(path)
            assert answer.status == 200, path
            assert "<h1" in answer.text

    of_a_meet(tmp_path, scene)


def test_every_page_has_its_examples(tmp_path: Path) -> None:
    async def scene(meet: Served) -> None:
        for path in PAGES:
            for state in STATES:
                answer = await meet.get(f"{path}?demo={state}")
                assert answer.status == 200, (path, state)
                assert 'id="demo"' in answer.text

    of_a_meet(tmp_path, scene)


def test_an_address_that_makes_no_sense_is_refused_in_words(tmp_path: Path) -> None:
    refused = {
        "/board?demo=resting": "“resting” is no value of demo.",
        "/lapcounter?line=left": "“left” is no value of line.",
        "/countdown?demo=x": "“x” is no value of demo.",
        "/overlay/ride?scale=0": "“0” is no size.",
        "/overlay/ride?scale=nan": "“nan” is no size.",
        "/overlay/ride?scale=big": "“big” is no size.",
        "/overlay/ride?position=under": "“under” is no value of position.",
        "/overlay/rider?rider=7": "“7” is no value of rider.",
    }

    async def scene(meet: Served) -> None:
        for path, says in refused.items():
            answer = await meet.get(path)
            assert answer.status == 400, path
            assert says in answer.text

    of_a_meet(tmp_path, scene)


def test_an_overlay_that_is_not_there(tmp_path: Path) -> None:
    assert get(tmp_path, "/overlay/weather").status == 404


def test_what_an_address_says_is_only_text(tmp_path: Path) -> None:
    answer = get(tmp_path, "/lapcounter?line=%3Cscript%3Ealert(1)%3C/script%3E")
    assert answer.status == 400
    assert "<script>alert" not in answer.text


def test_they_speak_the_language_of_the_address(tmp_path: Path) -> None:
    assert "Tableau d&#39;affichage" in get(tmp_path, "/board?lang=fr").text


def test_the_lap_counter_of_an_armed_heat(tmp_path: Path) -> None:
    async def scene(meet: Served) -> Answer:
        await opened(meet.live)
        await meet.live.act(ArmHeat(competition=MEN, phase="qualifying", heat="1"), "Ana")
        return await meet.get("/lapcounter?line=home")

    text = of_a_meet(tmp_path, scene).text
    assert 'data-digits="1">8</p>' in text
    assert 'data-line="back"' not in text


def test_a_countdown_that_was_asked_for_without_scripts(tmp_path: Path) -> None:
    async def scene(meet: Served) -> Answer:
        await opened(meet.live)
        arm = ArmHeat(competition=MEN, phase="qualifying", heat="1", countdown_s=300)
        await meet.live.act(arm, "Ana")
        return await meet.get("/countdown")

    text = of_a_meet(tmp_path, scene).text
    assert any(f'data-state="count">{left}</p>' in text for left in range(270, 301))


def test_there_are_overlays_enough() -> None:
    assert len(OVERLAYS) >= 6
