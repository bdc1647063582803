"""Fixtures for tests in a real browser: Chromium, driven by Playwright, one for each test module.

``day``      a ``RaceDay`` of four riders with qualifying drawn (tests/web/raceday.py); steps from
             impulse to impulse without waiting. ``with RaceDay(...)`` makes another kind of meet.
``browse``   opens a page in a context of its own:
             ``page = browse(day.url("/"), theme="dark", width=320, javascript=False)``; an official
             with ``session=day.session(Role.TIMEKEEPER)``; ``script`` runs before those of a page.
             Several pages of one visitor: ``page.context.new_page()``.
``watch``    at the end of every test it says what went wrong unseen (a failed script, a console
             error, a breach of the content security policy, a request of another host) and the test
             fails. ``watch.forgive("ERR_CONNECTION_REFUSED")`` where that is what the test does.
``shot``     ``shot(page, "board")`` keeps a picture of the whole page, if a folder for them is
             named: ``pytest --screenshots FOLDER`` or HALFLAP_SCREENSHOTS.
``cable``    ``Cable(day.port)`` is a network that can be cut: pages opened over ``cable.url("/")``
             lose the server with ``cable.cut()`` or hear nothing with ``cable.hush()``, until
             ``cable.mend()`` (tests/web/cable.py).

``audit(page)`` of ``auditing.py`` fails with all that is wrong with a page: axe, HTML, overflow,
overlap. Waiting is Playwright's: ``expect(page.locator(...)).to_have_text(...)``.

Every test here needs Chromium, and ``audit`` needs node: mark it ``needs("node")``. No test may
call ``asyncio.run``: Playwright has a loop in the same thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from halflap.web.access import COOKIE
from tests import tools
from tests.web.browser.auditing import close_validator
from tests.web.browser.watching import Watch
from tests.web.raceday import RaceDay

HERE = Path(__file__).parent
HEIGHTS = {320: 640, 390: 844, 1280: 800, 1920: 1080, 3840: 2160}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 10_000

Browse = Callable[..., Page]
Shot = Callable[[Page, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.needs("chromium"))


def resize(page: Page, width: int, height: int | None = None) -> None:
    """Give the window that size, and wait until the page has been drawn in it."""
    page.set_viewport_size({"width": width, "height": height or HEIGHTS.get(width, 800)})
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system; ended with the module, since its loop disturbs others."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=tools.chromium(), args=list(ARGUMENTS), chromium_sandbox=False
        )
        yield started
        started.close()
    close_validator()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What goes wrong without anybody looking; the test fails for it."""
    watched = Watch()
    yield watched
    assert watched.faults == []


@pytest.fixture
def browse(browser: Browser, watch: Watch) -> Iterator[Browse]:
    """Open pages as different visitors."""
    contexts: list[BrowserContext] = []

    def opened(
        url: str,
        *,
        theme: Literal["light", "dark"] = "light",
        width: int = 1280,
        language: str = "en",
        javascript: bool = True,
        session: str = "",
        script: str = "",
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            color_scheme=theme,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            locale=language,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watch.over(context)
        if script:
            context.add_init_script(script)
        if session:
            whole = urljoin(url, "/")  # of a page alone the cookie would be its folder's
            context.add_cookies([{"name": COOKIE, "value": session, "url": whole}])
        page = context.new_page()
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Shot:
    """Keep a picture where pictures are wanted."""
    named = request.config.getoption("--screenshots") or os.environ.get("HALFLAP_SCREENSHOTS")

    def kept(page: Page, name: str) -> None:
        if named:
            path = Path(named) / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True, animations="disabled")

    return kept


@pytest.fixture
def day(tmp_path: Path) -> Iterator[RaceDay]:
    """A meet of four riders with qualifying drawn, served."""
    with RaceDay(tmp_path / "club.halflap") as served:
        yield served
