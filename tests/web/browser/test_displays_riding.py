"""Displays that are directed while a ride is on: the desk never takes the ride from a screen."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from halflap.web.roles import Role
from tests.web.browser.conftest import Browse, Shot
from tests.web.raceday import RaceDay
from tests.web.stepping import even

WALL = "section:has-text('North wall')"


def press(desk: Page, button: str) -> None:
    desk.locator(WALL).get_by_role("button", name=button).click()


def send(desk: Page, page: str) -> None:
    desk.locator(WALL).get_by_label("Page").select_option(page)
    press(desk, "Show this")


def test_a_display_is_directed_during_a_ride(day: RaceDay, browse: Browse, shot: Shot) -> None:
    day.arm()
    wall = browse(day.url("/board?display=North+wall"), width=1920)
    desk = browse(day.url("/displays"), session=day.session(Role.COMMISSAIRE))
    day.gun(even(130, 16), even(131, 16))
    day.step(6)
    expect(wall.locator("[data-panel=live]")).to_be_visible()
    press(desk, "Blank")
    expect(wall.locator("#wall")).to_be_hidden()
    day.step(4)
    send(desk, "/lapcounter?line=home")
    wall.wait_for_url("**/lapcounter?line=home")
    expect(wall.locator("#wall")).to_be_hidden()  # what is dark stays dark
    press(desk, "Show again")
    expect(wall.locator("[data-laps]")).to_have_text("5")
    press(desk, "Load again")
    expect(wall.locator("[data-laps]")).to_have_text("5")
    day.step(2)
    expect(wall.locator("[data-laps]")).to_have_text("4")
    send(desk, "/countdown")
    wall.wait_for_url("**/countdown")
    expect(wall.locator("[data-seconds]")).to_have_attribute("data-state", "clock")
    shot(wall, "display-riding-countdown")
    send(desk, "/board")
    wall.wait_for_url("**/board")
    expect(wall.locator("[data-panel=live]")).to_be_visible()


def test_the_number_of_a_display_never_covers_a_ride(
    day: RaceDay, browse: Browse, shot: Shot
) -> None:
    wall = browse(day.url("/lapcounter?line=home&display=North+wall"), width=1920)
    desk = browse(day.url("/displays"), session=day.session(Role.COMMISSAIRE))
    press(desk, "Show its number")
    sign = wall.locator(".identify")
    expect(sign).to_have_css("height", "1080px")
    day.arm()
    expect(sign).not_to_have_css("height", "1080px")
    shot(wall, "display-riding-number")
    number = sign.bounding_box()
    laps = wall.locator("[data-laps]").bounding_box()
    assert number is not None
    assert laps is not None
    assert number["y"] + number["height"] < laps["y"] + laps["height"] / 4


def test_the_names_are_whole(day: RaceDay, browse: Browse) -> None:
    """The dot of Ż and the tail of g."""
    day.arm()
    for path in ("/countdown", "/lapcounter", "/board"):
        wall = browse(day.url(path), width=1920)
        name = wall.locator("[data-name], [data-whose]").last
        expect(name).to_contain_text("Łukasz Żółć")
        assert name.evaluate("each => each.scrollHeight - each.clientHeight") <= 0, path
