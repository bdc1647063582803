"""The announcer's page in a browser: what begins comes to its place, the rest when it is wanted."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from halflap.web.roles import Role
from tests.web.browser.conftest import Browse
from tests.web.raceday import RaceDay
from tests.web.stepping import even


def shown(page: Page) -> list[str]:
    """Every line that can be read but the figures of the ride."""
    return page.locator("#board [data-line], #board h2").all_inner_texts()


def below(page: Page) -> list[str]:
    """Every line that can be read but those of the heat on the track."""
    rest = "#board > section:not(.on-track)"
    return page.locator(f"{rest} [data-line], {rest} h2").all_inner_texts()


def test_stands_still_until_the_announcer_moves_on(day: RaceDay, browse: Browse) -> None:
    page = browse(day.url("/announcer"), session=day.session(Role.ANNOUNCER))
    expect(page.locator("#on-track")).to_have_text("On the track")
    expect(page.locator("#news")).to_have_text("Nothing new.")
    before = below(page)
    day.arm()
    expect(page.locator("#on-track")).to_contain_text("Qualifying, Heat 1")
    expect(page.locator("#news")).to_contain_text("New lines: ")
    assert below(page) == before
    page.keyboard.press("ArrowRight")
    expect(page.locator("#on-track")).to_contain_text("Heat 1")
    expect(page.locator("#board .new")).not_to_have_count(0)
    expect(page.locator("#news")).to_have_text("Nothing new.")
    day.gun(even(130.0, day.half_laps), even(131.0, day.half_laps))
    day.step(6)
    split = page.locator('#now .ride[data-side="home"] [data-value="split"]')
    expect(split).to_have_text(re.compile(r"^\d+\.\d{3}$"))
    expect(page.locator("#clock")).to_have_text(re.compile(r"^\d+\.\d$"))
    expect(page.locator("#gap")).to_contain_text("leads by")
    read = shown(page)
    day.finish()
    day.confirm()
    expect(page.locator("#news")).to_contain_text("New lines: ")
    assert shown(page) == read
    page.get_by_role("link", name="Move on").click()
    expect(page.locator("#board")).to_contain_text("2:10.000")
    expect(page.locator("#board")).to_contain_text("Faster than 2:10.000 puts")
    expect(page.locator("#before")).to_contain_text("On the track – ")
    expect(page.locator("#before")).to_be_visible()


def test_shows_the_heat_that_begins_and_keeps_the_one_that_was_read(
    day: RaceDay, browse: Browse
) -> None:
    page = browse(day.url("/announcer"), session=day.session(Role.ANNOUNCER))
    expect(page.locator("#news")).to_have_text("Nothing new.")
    read = below(page)
    day.arm()
    day.gun(even(130.0, day.half_laps), even(131.0, day.half_laps))
    expect(page.locator("#on-track")).to_contain_text("Heat 1")
    expect(page.locator("#clock")).to_have_text(re.compile(r"^\d+\.\d$"))
    day.finish()
    day.confirm()
    expect(page.locator("#gap")).to_contain_text("ahead at the finish")
    day.arm(heat=2)
    expect(page.locator("#on-track")).to_contain_text("Heat 2")
    expect(page.locator("#before")).to_contain_text("Heat 1")
    expect(page.locator("#now")).to_have_count(1)
    assert below(page) == read


def test_is_whole_without_scripts(day: RaceDay, browse: Browse) -> None:
    day.arm()
    day.gun(even(130.0, day.half_laps), even(131.0, day.half_laps))
    day.step(6)
    page = browse(day.url("/announcer"), session=day.session(Role.ANNOUNCER), javascript=False)
    split = page.locator('#now .ride[data-side="home"] [data-value="split"]')
    expect(split).to_have_text(re.compile(r"^\d+\.\d{3}$"))
    day.finish()
    day.confirm()
    page.get_by_role("link", name="Move on").click()
    expect(page.locator("#board")).to_contain_text("2:10.000")
