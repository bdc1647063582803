"""A result corrected after it was official: page, API, files and documents say the same of it."""

from __future__ import annotations

import asyncio
import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from halflap.meet.commands import (
    ConfirmClassification,
    ConfirmRanking,
    CorrectResult,
    IssueDocument,
)
from halflap.meet.views.communique import CLASSIFICATION, communique
from halflap.web.app import of_site
from halflap.web.export import exported, stamp
from tests.meet_helper import ride
from tests.web.busy_day import WOMEN, busy_day, page
from tests.web.raceday import MEN, RaceDay

BEFORE, AFTER = "3:30.881", "3:31.1"
WHY = "The photo finish shows another wheel."
LATIN = re.compile(r"<[^>]+>")


def correct(day: RaceDay) -> None:
    """The winner of the ride for gold was not as fast as that, and only a watch tells how fast."""
    day.act(
        CorrectResult(
            competition=WOMEN,
            phase="finals",
            heat="2",
            rides=(ride(f"32 {AFTER} hand"),),
            reason=WHY,
        )
    )


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    with busy_day(tmp_path_factory.mktemp("day") / "day.halflap") as found:
        correct(found)
        yield found


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    """The same, confirmed and issued again."""
    with busy_day(tmp_path_factory.mktemp("issued") / "day.halflap") as found:
        correct(found)
        found.act(
            ConfirmRanking(
                competition=WOMEN, phase="finals", level="official", acknowledge=("all",)
            )
        )
        found.act(ConfirmClassification(competition=WOMEN, level="official"))
        women = found.meet.competitions[WOMEN]
        final = next(plan for plan in women.fmt.phase if plan.id == "finals")
        for name, plan in (("result", final), (CLASSIFICATION, None)):
            made = communique(women, name, plan)
            found.act(
                IssueDocument(
                    competition=WOMEN, document=made.name, content=made.content, reason=WHY
                )
            )
        yield found


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    """A heat that the sensors timed, corrected by a watch."""
    with RaceDay(tmp_path_factory.mktemp("timed") / "day.halflap") as found:
        found.heat("qualifying", 1, 130.0, 131.0)
        heat = found.meet.competitions[MEN].phases[0][1].heat("1")
        assert heat is not None
        found.act(
            CorrectResult(
                competition=MEN,
                phase="qualifying",
                heat="1",
                rides=(ride(f"{heat.home} 2:10.4 hand"),),
                reason=WHY,
            )
        )
        yield found


def text(html: str) -> str:
    """What is read of a page."""
    return " ".join(LATIN.sub(" ", html).split())


def api(day: RaceDay, path: str) -> Any:
    with urllib.request.urlopen(day.url(path), timeout=20) as answer:
        return json.load(answer)


PAGES = ("/c/women", "/c/women/finals", "/c/women/finals/gold", "/c/women/riders/32", "/")


class TestThePages:
    @pytest.mark.parametrize("path", PAGES)
    def test_write_the_time_as_it_was_recorded(self, day: RaceDay, path: str) -> None:
        shown = page(day, path)
        assert "3:31.100" not in shown
        if path != "/":
            assert AFTER in shown

    @pytest.mark.parametrize("path", PAGES[:4])
    def test_say_from_what_to_what_why_and_when(self, day: RaceDay, path: str) -> None:
        shown = text(page(day, path))
        assert re.search(
            rf"Corrected 20\d\d-\d\d-\d\d \d\d:\d\d: 32 .* {BEFORE} → now {AFTER} ?\. {WHY}", shown
        )

    def test_leave_official_what_is_not_moved(self, day: RaceDay) -> None:
        rows = re.findall(r"<tr>.*?</tr>", page(day, "/c/women"), re.S)
        moved = [re.findall(r"riders/(\d+)", row)[0] for row in rows if "provisional" in row]
        assert moved == ["32", "31"]
        assert "stands until it is confirmed again" in page(day, "/c/women")

    def test_speak_french(self, day: RaceDay) -> None:
        shown = text(page(day, "/c/women/finals/gold", "fr"))
        assert re.search(rf"Corrigé 20\S+ \d\d:\d\d : 32 .* {BEFORE} → maintenant {AFTER}", shown)


class TestTheHalfLaps:
    """They stay as timed; where the finish is another now, the table says so."""

    def test_say_what_the_finish_was_corrected_to(self, timed: RaceDay) -> None:
        shown = page(timed, "/c/men/qualifying/1")
        finish = text(re.findall(r"<tr>.*?</tr>", shown.split('class="splits"')[1], re.S)[-1])
        assert "2:10.000" not in finish
        assert "–*" in finish
        below = text(shown.split('class="splits"')[1].split("</table>")[1])
        assert re.match(
            r"\* The half laps are as the timing recorded them; the result of \d+ .+ was"
            r" corrected to 2:10\.4\.",
            below,
        )
        assert "2:11.000" in finish

    def test_say_it_on_the_page_of_the_rider_alone(self, timed: RaceDay) -> None:
        heat = timed.meet.competitions[MEN].phases[0][1].heats[0]
        assert "–*" in page(timed, f"/c/men/riders/{heat.home}")
        assert "–*" not in page(timed, f"/c/men/riders/{heat.back}")

    def test_say_it_in_french(self, timed: RaceDay) -> None:
        assert "a été corrigé en 2:10.4." in page(timed, "/c/men/qualifying/1", "fr")


class TestTheApi:
    def test_tells_the_same(self, day: RaceDay) -> None:
        women = api(day, "/api/v1/competitions/women")
        heat = api(day, "/api/v1/heats/women/finals/gold")
        (whole,) = (each for each in api(day, "/api/v1/public")["view"]["competitions"]
                    if each["id"] == WOMEN)  # fmt: skip
        assert whole == women
        assert [rider["time"] for rider in heat["riders"] if rider["bib"] == 32] == [AFTER]
        assert [row["time"] for row in women["classification"]["rows"] if row["bib"] == 32] == [
            AFTER
        ]
        (found,) = heat["corrections"]
        assert found["changes"][0] | {"name": ""} == {
            "bib": 32, "name": "", "before": BEFORE, "after": AFTER
        }  # fmt: skip
        assert found["reason"] == WHY
        assert found["utc_us"] > 0
        assert found["communiques"] == []


class TestTheFiles:
    def test_are_the_pages(self, day: RaceDay) -> None:
        app = of_site(day.site)
        day.site.pages.always.append(lambda _: stamp(day.site))
        try:
            files = asyncio.run(exported(app))
        finally:
            day.site.pages.always.pop()
        shown = text(files["c/women/finals/gold/index.html"].decode())
        assert f"{BEFORE} → now {AFTER}" in shown
        assert WHY in shown
        assert b"3:31.100" not in files["c/women/index.html"]


class TestTheDocuments:
    def test_issued_again_say_what_is_corrected(self, issued: RaceDay) -> None:
        for number in (3, 4):
            shown = text(page(issued, f"/documents/{number}"))
            assert f"{BEFORE} → now {AFTER}" in shown
            assert shown.count(WHY) >= 1
            found = api(issued, f"/api/v1/documents/{number}")
            assert [each["reason"] for each in found["corrections"]] == [WHY]
            assert AFTER in found["content"]
            assert "3:31.100" not in found["content"]

    def test_are_named_where_the_result_stands(self, issued: RaceDay) -> None:
        shown = page(issued, "/c/women/finals/gold")
        assert 'href="/documents/3"' in shown
        assert 'href="/documents/4"' in shown

    def test_say_when_they_were_issued(self, issued: RaceDay) -> None:
        told = api(issued, "/api/v1/public")["view"]["documents"]
        assert all(each["utc_us"] > 0 for each in told)
        assert api(issued, "/api/v1/documents/1")["utc_us"] == told[0]["utc_us"]
        assert re.search(r"Issued 20\d\d-\d\d-\d\d \d\d:\d\d", text(page(issued, "/documents/1")))
        assert len(re.findall(r"20\d\d-\d\d-\d\d \d\d:\d\d", text(page(issued, "/documents")))) == 4

    def test_say_in_french_what_differs(self, issued: RaceDay) -> None:
        shown = text(page(issued, "/documents/4", "fr"))
        assert "Ce qui a changé :" in shown
        changed = shown.split("Ce qui a changé :")[1]
        assert changed.startswith(
            " Classement final, 31 Clara Müller · Rang 2 → maintenant 1, Remarque Argent →"
        )
        assert "Classement final, 32 Ingrid Ødegård · Rang 1 → maintenant 2, Temps" in changed
        assert "Médailles · Or 32 Ingrid Ødegård → maintenant 31 Clara Müller" in changed

    def test_name_heats_as_their_table_does(self, issued: RaceDay) -> None:
        shown = text(page(issued, "/documents/3")).split("What changed:")[1]
        assert shown.startswith(" Gold ride · Winner 32 → now 31 Gold ride, 31 Clara Müller · Gap")

    def test_link_what_they_replace_and_not_themselves(self, issued: RaceDay) -> None:
        shown = page(issued, "/documents/4").split('class="replaces"')[1].split("</section>")[0]
        assert re.findall(r'href="/documents/(\d)"', shown) == ["2", "3"]
