"""How a page hears of what happens: over one connection for the whole browser, whatever the browser
can do, and it says so when it hears nothing any more.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser.conftest import Browse
from tests.web.browser.watching import Watch
from tests.web.cable import Cable
from tests.web.child import ChildDay
from tests.web.raceday import RaceDay
from tests.web.stepping import even

pytestmark = pytest.mark.long

LISTENS = """
async ([feed, clock]) => {
  const { connect } = await import(feed);
  const { hubNow } = await import(clock);
  window.told = { half_laps: null, stale: null, snapshots: 0, hubNow };
  const take = (live) => { window.told.half_laps = live && live.riders[0].done; };
  connect("public", {
    snapshot: (view) => { window.told.snapshots += 1; take(view.live); },
    live: take,
    stale: (seconds) => { window.told.stale = seconds; },
  });
}
"""
"""A page that only listens."""

WITHOUT = {
    "a shared worker": "",
    "a leading page": "delete window.SharedWorker",
    "its own connection": "delete window.SharedWorker; delete Navigator.prototype.locks",
}


def listening(page: Page) -> Page:
    """A page that listens, on top of one that does not."""
    page.evaluate(LISTENS, ["/static/feed.js", "/static/clock.js"])
    return page


def heard(page: Page, half_laps: int | None) -> None:
    page.wait_for_function("wanted => window.told?.half_laps === wanted", arg=half_laps)


def live_heat(day: RaceDay) -> None:
    day.arm()
    day.gun(even(130, 16), even(133, 16))
    day.step(2)


def another(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    return listening(page)


class TestListening:
    @pytest.mark.parametrize("way", WITHOUT)
    def test_every_page_of_a_browser_hears_every_split(
        self, day: RaceDay, browse: Browse, way: str
    ) -> None:
        live_heat(day)
        first = browse(day.url("/no-such-page"), script=WITHOUT[way])
        pages = [listening(first), another(first.context, day.url("/no-such-page"))]
        for page in pages:
            heard(page, 1)
        day.step(2)
        for page in pages:
            heard(page, 2)
        connections = day.site.streams["public"].fanout.count
        assert connections == (2 if way == "its own connection" else 1)

    @pytest.fixture(autouse=True)
    def _no_page(self, watch: Watch) -> None:
        watch.forgive("404 (Not Found)")

    def test_when_the_leading_page_is_closed_another_one_leads(
        self, day: RaceDay, browse: Browse
    ) -> None:
        live_heat(day)
        first = browse(day.url("/no-such-page"), script=WITHOUT["a leading page"])
        heard(listening(first), 1)
        second = another(first.context, day.url("/no-such-page"))
        heard(second, 1)
        first.close()
        day.step(2)
        heard(second, 2)

    def test_who_cannot_listen_asks_every_few_seconds(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("503 (Service Unavailable)")
        day.site.streams["public"].fanout.most = 0
        live_heat(day)
        page = listening(browse(day.url("/no-such-page"), script=WITHOUT["a leading page"]))
        heard(page, 1)
        day.step(2)
        heard(page, 2)

    def test_the_clock_is_that_of_the_hub(self, day: RaceDay, browse: Browse) -> None:
        live_heat(day)
        page = listening(browse(day.url("/no-such-page")))
        heard(page, 1)
        day.step(2)
        heard(page, 2)
        before = day.site.now_us
        now_us = page.evaluate("window.told.hubNow()")
        assert before - 500_000 < now_us < day.site.now_us + 1000


class TestSilence:
    def test_is_said_and_over_once_something_is_heard(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("ERR_", "404 (Not Found)")
        live_heat(day)
        with Cable(day.port) as cable:
            page = listening(browse(cable.url("/no-such-page")))
            heard(page, 1)
            cable.cut()
            expect(page.locator("#stale")).to_have_text(
                re.compile(r"nothing was heard for [3-9] s")
            )
            day.step(2)
            cable.mend()
            heard(page, 2)
            expect(page.locator("#stale")).to_be_hidden()
            page.context.close()

    def test_of_a_connection_that_stays_is_noticed_too(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("404 (Not Found)", "ERR_")
        live_heat(day)
        with Cable(day.port) as cable:
            page = listening(browse(cable.url("/no-such-page")))
            heard(page, 1)
            cable.hush()
            expect(page.locator("#stale")).to_be_visible()
            day.step(2)
            cable.mend()
            heard(page, 2)
            expect(page.locator("#stale")).to_be_hidden()
            page.context.close()

    def test_while_the_server_is_killed_and_begun_again(
        self, tmp_path: Path, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("ERR_", "404 (Not Found)")
        path = tmp_path / "club.halflap"
        with RaceDay(path) as day:
            live_heat(day)
        with ChildDay(path, day.clock) as child:
            child.go_on(day)
            page = listening(browse(child.url("/no-such-page")))
            heard(page, 1)
            child.kill()
            expect(page.locator("#stale")).to_be_visible()
            child.start()
            heard(page, 1)
            expect(page.locator("#stale")).to_be_hidden()
            child.step(2)
            heard(page, 2)
            page.context.close()
