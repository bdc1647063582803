"""The pages for everybody while a heat is ridden: what moves, moves by itself."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from halflap.meet.commands import (
    ConfirmHeat,
    ConfirmRanking,
    DrawPhase,
    OpenReview,
    OrderSession,
    Rule,
)
from tests.web.browser.conftest import Browse, Shot
from tests.web.raceday import MEN, RaceDay
from tests.web.stepping import even

MINUTES_FLY = """
const real = window.setInterval;
window.setInterval = (what, ms) => real(what, ms === 60_000 ? 200 : ms);
Math.random = () => 0;
"""
"""What is done every minute is done five times a second."""


def split(page: Page, side: str) -> str:
    return page.locator(f'.ride[data-side="{side}"] [data-value="split"]').inner_text()


class TestTheLivePage:
    def test_shows_the_heat_from_the_countdown_to_the_result(
        self, day: RaceDay, browse: Browse, shot: Shot
    ) -> None:
        page = browse(day.url("/"), width=390)
        expect(page.get_by_text("Nobody is on the track.")).to_be_visible()
        day.arm()
        expect(page.locator("#clock")).to_have_text(re.compile("^−[0-9]+$"))
        day.gun(even(130.0, day.half_laps), even(131.0, day.half_laps))
        day.step(6)
        home = page.locator('.ride[data-side="home"] [data-value="split"]')
        expect(home).to_have_text(re.compile(r"^\d+\.\d{3}$"))
        expect(page.locator("#gap")).to_contain_text("leads by")
        expect(page.locator("polyline.gap-line")).to_have_count(1)
        expect(page.locator("#clock")).to_have_text(re.compile(r"^\d+\.\d$"))
        shot(page, "live-riding-390")
        day.finish()
        expect(home).to_have_text("2:10.000")
        expect(page.locator("#clock")).to_have_text("over")
        expect(page.locator("#gap")).to_contain_text(" is 1.000 s ahead at the finish")
        expect(page.locator('[data-value="projected"]')).to_have_text(["–", "–"])
        order = page.locator('[data-value="order"]')
        expect(order).to_have_text(["Finish: 1", "Finish: 2"])
        shot(page, "live-finished-390")
        day.confirm()
        expect(page.locator("table.ranking")).to_contain_text("2:10.000")

    def test_is_in_one_language_when_another_is_chosen_elsewhere(
        self, day: RaceDay, browse: Browse
    ) -> None:
        page = browse(day.url("/"))
        expect(page.get_by_text("Nobody is on the track.")).to_be_visible()
        other = page.context.new_page()
        other.goto(day.url("/coach?lang=fr"))
        day.arm()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page.locator("nav").first).to_contain_text("En direct")
        expect(page.locator("#now")).to_contain_text("Jörg Weiß")

    @pytest.mark.parametrize("path", ["/", "/session"])
    @pytest.mark.parametrize("armed", [False, True])
    def test_counts_on_when_the_next_is_expected_while_nothing_happens(
        self, day: RaceDay, browse: Browse, path: str, *, armed: bool
    ) -> None:
        heats = tuple((MEN, "qualifying", heat) for heat in ("1", "2"))
        day.act(OrderSession(session="Friday", heats=heats, starts_us=day.clock.now().utc_us))
        if armed:
            day.arm()
        page = browse(day.url(path), script=MINUTES_FLY)
        expected = page.locator("[data-expected]").last
        for _ in range(3):  # once may be what every page asks when it begins to listen
            before = expected.inner_text()
            day.clock.ahead_us += 600_000_000
            expect(expected).not_to_have_text(before)

    @pytest.mark.parametrize("javascript", [True, False])
    def test_says_that_a_false_start_is_started_again_and_not_that_it_is_over(
        self, day: RaceDay, browse: Browse, shot: Shot, javascript: bool
    ) -> None:
        """UCI 3.2.021 ter: each rider may start twice."""
        page = browse(day.url("/"), width=390, javascript=javascript)
        day.arm()
        day.gun(even(130.0, day.half_laps), even(131.0, day.half_laps))
        first: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        day.act(Rule(**first, ruling="false-start", bib=12, reason="moved before the gun"))
        if not javascript:
            page.reload()
        expect(page.locator("#clock")).to_have_text("stopped")
        expect(page.locator("#gap")).to_have_text(
            "It is started again unless the commissaires decide otherwise."
        )
        shot(page, f"live-stopped-390-{javascript}")

    def test_says_when_it_is_not_live(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/"))
        expect(page.locator("#stale")).to_be_hidden()

    def test_is_whole_without_scripts(self, day: RaceDay, browse: Browse) -> None:
        day.arm()
        day.gun(even(130.0, day.half_laps), even(131.0, day.half_laps))
        day.step(6)
        page = browse(day.url("/"), javascript=False)
        assert re.fullmatch(r"\d+\.\d{3}", split(page, "home"))
        expect(page.locator("polyline.gap-line")).to_have_count(1)


class TestAHeatPage:
    def test_says_by_itself_that_a_review_was_opened(self, day: RaceDay, browse: Browse) -> None:
        day.heat("qualifying", 1, 130.0, 131.0)
        page = browse(day.url("/c/men/qualifying/1"))
        expect(page.get_by_text("2:10.000").first).to_be_visible()
        day.act(OpenReview(competition="men", phase="qualifying", heat="1", reason="not for all"))
        expect(page.get_by_text("under review")).to_be_visible()
        expect(page.get_by_text("not for all")).to_have_count(0)
        expect(page.get_by_text("2:10.000").first).to_be_visible()

    def test_keeps_the_focus_where_it_is_read(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/c/men/qualifying"))
        link = page.get_by_role("link", name="Heat 2")
        link.focus()
        day.heat("qualifying", 1, 130.0, 131.0)
        expect(page.locator("table.ranking")).to_contain_text("2:10.000")
        expect(link).to_be_focused()


def test_published_pages_need_nothing_but_a_host_of_files(browse: Browse, tmp_path: Path) -> None:
    meet, site = tmp_path / "club.halflap", tmp_path / "site"
    with RaceDay(meet) as day:
        day.heat("qualifying", 1, 130.0, 131.0)
    subprocess.run([sys.executable, "-m", "halflap", "publish", meet, "--site", site], check=True)
    files = partial(SimpleHTTPRequestHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), files) as host:
        serving = Thread(target=host.serve_forever)
        serving.start()
        try:
            page = browse(f"http://127.0.0.1:{host.server_port}/index.html")
            expect(page.locator("table.ranking")).to_contain_text("2:10.000")
            page.get_by_role("link", name="FR").click()
            expect(page.locator("html")).to_have_attribute("lang", "fr")
            page.wait_for_load_state("networkidle")  # or the host is gone before all has come
        finally:
            host.shutdown()
            serving.join()


def test_a_final_that_a_catch_has_ended_is_over_for_who_looks_on(
    day: RaceDay, browse: Browse
) -> None:
    day.heat("qualifying", 1, 130.0, 131.0)
    day.heat("qualifying", 2, 132.0, 133.0)
    day.act(ConfirmRanking(competition=MEN, phase="qualifying", level="official"))
    day.act(DrawPhase(competition=MEN, phase="finals"))
    day.arm("finals", "gold")
    day.gun(even(120.0, day.half_laps), even(160.0, day.half_laps))
    day.step(16)
    page, coach = browse(day.url("/")), browse(day.url("/coach"))
    expect(page.locator("#gap")).to_contain_text("leads by")
    run = day.meet.timing.run
    assert run is not None
    heat = day.meet.competitions[MEN].phases[-1][1].heat("gold")
    assert heat is not None
    assert heat.home is not None
    of: dict[str, Any] = {"competition": MEN, "phase": "finals", "heat": "gold"}
    day.act(Rule(**of, ruling="catch", bib=heat.home, reason="level"))
    day.act(ConfirmHeat(**of, level="official", acknowledge=("all",)))
    expect(page.locator("#clock")).to_have_text("over")
    expect(page.locator("#gap")).to_contain_text("caught")
    expect(page.locator("#gap")).to_contain_text("and won")
    expect(page.locator('#now [data-value="projected"]')).to_have_text(["–", "–"])
    coach.goto(day.url(f"/coach/{MEN}/{heat.home}"))
    expect(coach.locator('[data-value="state"]')).to_have_text("over")
    whole = browse(day.url("/"), javascript=False)
    expect(whole.locator("#clock")).to_have_text("over")
    expect(whole.locator("#gap")).to_contain_text("and won")
    expect(whole.locator('#now [data-value="laps"]')).to_have_text(["–", "–"])
