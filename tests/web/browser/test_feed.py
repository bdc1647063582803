"""How a page hears of what happens: over one connection for the whole browser, whatever the browser
can do, and it says so when it hears nothing any more.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from halflap.web.access import COOKIE
from halflap.web.roles import Role
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


PREPARED = """
async (feed) => {
  const { connect } = await import(`${feed}?another`);
  window.joined = () => new Promise((told) => connect("public", {
    stale: (seconds) => told(seconds),
  }));
}
"""
"""Another page, all but opened: it joins later, and says what it is told first of the silence."""

CLOSED = """
async (path) => {
  const { FeedSource } = await import(path);
  const told = [];
  let asked = 0;
  window.EventSource = class { addEventListener() {} close() {} };
  window.fetch = () => { asked += 1; return new Promise((done) => { window.answer = done; }); };
  const source = new FeedSource("public", (heard) => told.push(heard.event));
  source.polledSince = performance.now();
  source.poll();
  source.close();
  window.answer(new Response('{"view": {}, "now_us": 1, "seq": 1}', { status: 200 }));
  window.found = () => [asked, told];
}
"""
"""A page that is closed while it asks."""

ASKS_TWICE = """
async (path) => {
  const { FeedSource } = await import(path);
  const told = [];
  window.EventSource = class { addEventListener() {} close() {} };
  const answers = [
    new Response('{"view": {}, "now_us": 1, "seq": 1, "rate": 10}', { status: 200 }),
    new Response(null, { status: 304, headers: { "x-halflap-now": "2", "x-halflap-rate": "10" } }),
    new Response(null, { status: 304, headers: { "x-halflap-now": "3" } }),
  ];
  window.fetch = async () => answers.shift();
  const source = new FeedSource("public", ({ event, data }) => told.push([event, data.rate]));
  while (answers.length > 0) await source.ask();
  source.close();
  return told;
}
"""
"""A page that asks, and is told that nothing is new."""


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

    def test_who_asks_and_hears_nothing_new_keeps_the_speed_of_a_demonstration(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("404 (Not Found)")
        page = browse(day.url("/no-such-page"))
        told = page.evaluate(ASKS_TWICE, "/static/feed_source.js")
        assert told == [["snapshot", 10], ["beat", 10], ["beat", 1]]

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

    def test_is_known_to_a_page_that_comes_while_it_lasts(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("404 (Not Found)", "ERR_")
        live_heat(day)
        with Cable(day.port) as cable:
            page = browse(cable.url("/no-such-page"))
            page.evaluate(PREPARED, "/static/feed.js")
            heard(listening(page), 1)
            cable.hush()
            expect(page.locator("#stale")).to_have_text(re.compile("for [5-9] s"))
            assert page.evaluate("window.joined()") >= 5
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


class TestWhoIsClosed:
    def test_while_asking_never_asks_again(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("404 (Not Found)")
        page = browse(day.url("/no-such-page"))
        page.clock.install()
        page.evaluate(CLOSED, "/static/feed_source.js")
        page.clock.run_for(20_000)
        assert page.evaluate("window.found()") == [1, []]


class TestWhatIsNotCurrent:
    """The hub is heard, and could not work out what is new."""

    def test_is_said_to_everybody_until_all_is_well(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/"))
        console = browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
        expect(console.locator("#awaits")).to_have_text("Next: heat 1 of Qualifying.")
        with failing(day, "public"), failing(day, "officials"):
            day.arm()
            expect(page.locator("#stale")).to_contain_text("Not current:")
            expect(console.locator("#stale")).to_contain_text("the log of the server")
        expect(page.locator("#stale")).to_be_hidden()
        expect(console.locator("#stale")).to_be_hidden()
        expect(console.locator("#awaits")).to_have_text("Awaited: the gun.")

    def test_is_said_on_the_board(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/board"))
        expect(page.locator("#stale")).to_be_hidden()
        with failing(day, "public"):
            day.arm()
            expect(page.locator("#stale")).to_contain_text("Not current:")
        expect(page.locator("#stale")).to_be_hidden()


@contextlib.contextmanager
def failing(day: RaceDay, name: str) -> Iterator[None]:
    """A mistake of ours in what a stream tells; what it logs is awaited."""

    def fails() -> Any:
        raise AssertionError("a mistake that is part of the test")

    stream = day.site.streams[name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream.view, "parts", fails)
        yield


class TestWhoIsSignedOut:
    def test_reads_it_with_the_way_back_and_is_told_again_after_it(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("401 (Unauthorized)")
        console = browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
        expect(console.locator("#awaits")).to_have_text("Next: heat 1 of Qualifying.")
        other = console.context.new_page()
        other.goto(day.url("/sign-in"))
        other.get_by_role("banner").get_by_role("button", name="Sign out").click()
        banner = console.locator("#stale")
        expect(banner).to_contain_text("Signed out: what is shown is not live any more.")
        way = banner.get_by_role("link", name="Sign in again.")
        expect(way).to_have_attribute("href", "/sign-in?next=%2Fconsole")
        word = day.session(Role.TIMEKEEPER)
        console.context.add_cookies([{"name": COOKIE, "value": word, "url": day.url("/")}])
        expect(banner).to_be_hidden()
        day.arm()
        expect(console.locator("#awaits")).to_have_text("Awaited: the gun.")
