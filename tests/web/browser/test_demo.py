"""``halflap demo`` as visitors see it: they look on, then one of them takes over."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cli.demo_terminal import DemoTerminal
from tests.web.browser.conftest import Browse, Shot
from tests.web.browser.watching import Watch

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX"),
]

SPEED = 40
"""A heat in seven seconds."""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoTerminal]:
    """The demonstration on a terminal, from its beginning."""
    with DemoTerminal(tmp_path, "--speed", str(SPEED)) as running:
        yield running


def seconds(text: str) -> float:
    """A running clock, read."""
    minutes, _, rest = text.strip().rpartition(":")
    return int(minutes or 0) * 60 + float(rest)


def clock(page: Page) -> float:
    """What the running clock of the live page shows."""
    found = page.locator("#clock")
    expect(found).to_have_text(re.compile(r"^\d+(:\d\d)?\.\d$"))
    return seconds(found.text_content() or "")


def can(page: Page, action: str) -> None:
    """Wait until the console offers it."""
    button = page.locator(f'[data-action="{action}"] button')
    expect(button).to_have_attribute("aria-disabled", "false")


def sign_in(page: Page, demo: DemoTerminal) -> None:
    page.fill("#name", "Vera")
    page.select_option("#role", "timekeeper")
    page.fill("#pin", demo.pin("timekeeper"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/console$"))


def test_is_followed_live_and_taken_over(
    demo: DemoTerminal, browse: Browse, shot: Shot, watch: Watch
) -> None:
    watch.forgive("ERR_CONNECTION_REFUSED")  # the pages outlive it
    public = browse(demo.url)
    _runs_at_speed(public)
    shot(public, "demo/1-live")
    console = browse(f"{demo.url}/console")
    sign_in(console, demo)
    heat = _takes_over(demo, console, shot)
    expect(public.locator("#now")).to_have_attribute(
        "data-run", re.compile(rf"/qualifying/{heat}/1$")
    )
    _lets_it_go_on(demo, console, heat)
    assert demo.ctrl_c() == 130


def _runs_at_speed(public: Page) -> None:
    clock(public)
    (began, before), (ended, after) = (_read(public), _read(public, wait_ms=1000))
    assert 0.7 <= (after - before) / SPEED / (ended - began) <= 1.4
    expect(public.locator("[data-side=home] [data-value=split]")).to_have_text(re.compile(r"^\d"))


def _read(public: Page, wait_ms: float = 0) -> tuple[float, float]:
    """The browser's own clock, in seconds, and what the page shows then."""
    public.wait_for_timeout(wait_ms)
    now, shown = public.evaluate(
        "() => [performance.now() / 1000, document.getElementById('clock').textContent]"
    )
    return now, seconds(shown)


def _takes_over(demo: DemoTerminal, console: Page, shot: Shot) -> int:
    """A heat is confirmed by hand, and the next one armed and started; its number."""
    awaits = console.locator("#awaits")
    # In heat 3 a rider stayed away, which people rule; late in a ride the key may come too late.
    expect(console.locator("#which")).to_contain_text("heat 4", timeout=60_000)
    expect(console.locator("#clock")).to_have_text(re.compile(r"^\d{1,2}\.\d$"))
    expect(awaits).to_have_text("Awaited: the finish of both riders.")
    can(console, "pause")
    console.keyboard.press("p")
    demo.until("Vera (timekeeper) has taken over: the automation is paused.")
    expect(awaits).to_contain_text("Awaited: that the result is confirmed", timeout=20_000)
    can(console, "confirm")
    shot(console, "demo/2-taken-over")
    console.keyboard.press("o")
    expect(awaits).to_have_text(re.compile(r"Next: heat \d of Qualifying\."))
    heat = re.findall(r"\d", awaits.text_content() or "")[0]
    can(console, "arm")
    console.keyboard.press("a")
    expect(awaits).to_contain_text("Awaited: the gun")
    console.keyboard.press("g")
    expect(awaits).to_have_text("Awaited: the finish of both riders.")
    return int(heat)


def _lets_it_go_on(demo: DemoTerminal, console: Page, heat: int) -> None:
    """Resumed, the ride is confirmed and the next heat armed by itself."""
    can(console, "pause")
    console.keyboard.press("p")
    demo.until("The automation goes on.")
    demo.until(f"Qualifying, heat {heat + 1} of 8")
    expect(console.locator("main")).to_contain_text(f"heat {heat + 1}")
