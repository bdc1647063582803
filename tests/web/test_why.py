"""Why a number is what it is: for everybody what was released, for officials all of it."""

from __future__ import annotations

from pathlib import Path

from halflap.meet.commands import OpenCompetition
from halflap.rulebook.format_file import shipped_text
from tests.meet_helper import confirming, recording
from tests.web.desk_helper import Sitting, at_desk, said


class TestTheOfficials:
    def test_see_the_reasons_the_facts_and_by_whom(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.act(recording("qualifying", 1, "4 4:40.000", "2 4:20.000"))
            shown = said(await desk.open("/desk/why?path=men/qualifying/heat/1/ride/2"))
            assert "Qualifying heat 1, ride of bib 2 4:20.000" in shown
            assert "[3.2.015]" in shown
            assert "Qualifying heat 1 recorded" in shown
            assert "Ben" in shown

        at_desk(tmp_path, scene)


class TestThePublic:
    def test_sees_nothing_before_it_is_confirmed_even_if_an_official_asks(
        self, tmp_path: Path
    ) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.act(recording("qualifying", 1, "4 4:40.000", "2 4:20.000"))
            path = "/why?path=men/qualifying/heat/1/ride/2"
            assert (await desk.meet.get(path, **desk.cookie)).status == 404
            assert "4:20.000" not in (await desk.meet.get("/why?path=men")).text
            await desk.act(confirming("qualifying", 1))
            answer = await desk.meet.get(path)
            assert "4:20.000" in answer.text
            assert "Ben" not in answer.text

        at_desk(tmp_path, scene)

    def test_finds_every_competition_of_the_meet(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            cup = OpenCompetition(
                competition="cup",
                title="Cup",
                category="",
                distance_m=2000,
                format_text=shipped_text("club-solo"),
            )
            alone = (await desk.meet.get("/why")).text
            assert 'href="/why?path=men"' not in alone
            await desk.act(cup)
            both = (await desk.meet.get("/why")).text
            assert '<a href="/why?path=cup" aria-current="true">' in both
            assert '<a href="/why?path=men">' in both
            assert '<a href="/why?path=cup">' in (await desk.meet.get("/why?path=men")).text
            assert "There are no numbers yet." in (await desk.meet.get("/why?path=cup")).text
            assert '<a href="/desk/why?path=men">' in await desk.open("/desk/why")

        at_desk(tmp_path, scene)

    def test_is_told_when_there_is_no_such_number(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert (await desk.meet.get("/why?path=men/place/1")).status == 404
            assert (await desk.meet.get("/why?path=horses")).status == 404

        at_desk(tmp_path, scene)
