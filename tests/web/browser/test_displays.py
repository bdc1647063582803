"""Displays that an official directs from the desk."""

from __future__ import annotations

from playwright.sync_api import expect

from halflap.web.roles import Role
from tests.web.browser.conftest import Browse
from tests.web.browser.watching import Watch
from tests.web.raceday import RaceDay

WALL = "section:has-text('North wall')"


def test_a_display_is_found_blanked_and_sent_elsewhere(day: RaceDay, browse: Browse) -> None:
    wall = browse(day.url("/board?display=North+wall"), width=1920)
    desk = browse(day.url("/displays"), session=day.session(Role.COMMISSAIRE))
    listed = desk.locator(WALL)
    expect(listed).to_contain_text("1920 × 1080")
    expect(listed).to_contain_text("Connected")

    listed.get_by_role("button", name="Show its number").click()
    expect(wall.locator(".identify")).to_contain_text("1")

    listed.get_by_role("button", name="Blank").click()
    expect(wall.locator("#wall")).to_be_hidden()
    listed.get_by_role("button", name="Show again").click()
    expect(wall.locator("#wall")).to_be_visible()

    listed.get_by_label("Page").select_option("/countdown")
    listed.get_by_role("button", name="Show this").click()
    wall.wait_for_url("**/countdown")
    expect(listed).to_contain_text("/countdown")

    listed.get_by_label("Name").fill("South wall")
    listed.get_by_role("button", name="Rename").click()
    expect(desk.locator("section:has-text('South wall')")).to_be_visible()


def test_a_display_that_was_loaded_again_is_the_same(day: RaceDay, browse: Browse) -> None:
    wall = browse(day.url("/board?display=North+wall"))
    desk = browse(day.url("/displays"), session=day.session(Role.COMMISSAIRE))
    expect(desk.locator(WALL)).to_be_visible()
    desk.locator(WALL).get_by_role("button", name="Blank").click()
    expect(wall.locator("#wall")).to_be_hidden()
    wall.reload()
    expect(wall.locator("#wall")).to_be_hidden()
    expect(desk.locator("section.display")).to_have_count(1)


def test_without_scripts_the_buttons_do_the_same(day: RaceDay, browse: Browse) -> None:
    wall = browse(day.url("/board?display=North+wall"))
    expect(wall.locator("#wall")).to_be_visible()
    desk = browse(day.url("/displays"), javascript=False, session=day.session(Role.COMMISSAIRE))
    desk.locator(WALL).get_by_role("button", name="Blank").click()
    expect(desk.locator(WALL).get_by_role("button", name="Show again")).to_be_visible()
    expect(wall.locator("#wall")).to_be_hidden()


def test_a_screen_that_does_not_want_to_is_not_listed(day: RaceDay, browse: Browse) -> None:
    browse(day.url("/board?register=no"))
    browse(day.url("/board?display=Other"))
    desk = browse(day.url("/displays"), session=day.session(Role.COMMISSAIRE))
    expect(desk.locator("section.display")).to_have_count(1)


def test_a_lap_counter_is_set_from_the_desk(day: RaceDay, browse: Browse, watch: Watch) -> None:
    watch.forgive("409 (Conflict)")
    day.arm()
    wall = browse(day.url("/lapcounter?line=home"))
    desk = browse(day.url("/displays"), session=day.session(Role.TIMEKEEPER))
    console = browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
    home = desk.locator("#counters form.home")
    home.get_by_label("Laps to go").fill("5")
    home.get_by_role("button", name="Set").click()
    expect(home).to_contain_text("Set by hand")
    expect(home).to_contain_text("by the impulses 8")
    expect(wall.locator("[data-laps]")).to_have_text("5")
    expect(console.locator("#home .status")).to_have_text("lap counter set by hand: 5")
    home.get_by_role("button", name="Let it count by itself").click()
    expect(wall.locator("[data-laps]")).to_have_text("8")
    expect(home).not_to_contain_text("Set by hand")
    laps = home.get_by_label("Laps to go")
    laps.clear()
    laps.press_sequentially("back")
    home.get_by_role("button", name="Set").click()
    expect(desk.get_by_role("alert")).to_contain_text("“back” is no number of laps.")
    laps.fill("4")
    expect(desk.get_by_role("alert")).to_have_count(0)
