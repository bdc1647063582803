"""Displays that an official directs from the desk."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from halflap.web.display_register import SEEN_US
from halflap.web.roles import Role
from tests.web.browser.conftest import Browse, Shot
from tests.web.browser.watching import Watch
from tests.web.cable import Cable
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


def test_one_signs_out_from_the_list_as_from_every_page(day: RaceDay, browse: Browse) -> None:
    desk = browse(day.url("/displays"), session=day.session(Role.COMMISSAIRE))
    desk.get_by_role("button", name="Sign out").click()
    desk.wait_for_url("**/sign-in")
    expect(desk.get_by_role("button", name="Sign out")).to_have_count(0)


def test_a_display_that_was_loaded_again_is_the_same(day: RaceDay, browse: Browse) -> None:
    wall = browse(day.url("/board?display=North+wall"))
    desk = browse(day.url("/displays"), session=day.session(Role.COMMISSAIRE))
    expect(desk.locator(WALL)).to_be_visible()
    desk.locator(WALL).get_by_role("button", name="Blank").click()
    expect(wall.locator("#wall")).to_be_hidden()
    wall.reload()
    expect(wall.locator("#wall")).to_be_hidden()
    expect(desk.locator("section.display")).to_have_count(1)


def test_a_screen_that_was_switched_off_is_the_same(day: RaceDay, browse: Browse) -> None:
    wall = browse(day.url("/board?display=North+wall"))
    desk = browse(day.url("/displays"), session=day.session(Role.COMMISSAIRE))
    desk.locator(WALL).get_by_role("button", name="Blank").click()
    expect(wall.locator("#wall")).to_be_hidden()
    browser = wall.context
    wall.close()
    day.clock.ahead_us += SEEN_US + 1
    again = browser.new_page()
    again.goto(day.url("/board?display=North+wall"))
    expect(again.locator("#wall")).to_be_hidden()
    expect(desk.locator("section.display")).to_have_count(1)


def test_a_screen_with_the_name_of_another_gets_it_at_the_desk_only(
    day: RaceDay, browse: Browse, shot: Shot
) -> None:
    browse(day.url("/board?display=North+wall"))
    desk = browse(day.url("/displays"), session=day.session(Role.COMMISSAIRE))
    expect(desk.locator(WALL)).to_be_visible()
    other = browse(day.url("/countdown?display=North+wall"))
    asking = desk.locator("section:has-text('Asks for the name')")
    expect(asking).to_contain_text("Without a name")
    shot(desk, "displays-asking")
    asking.get_by_role("button", name="Let it be “North wall”").click()
    named = desk.locator("section", has=desk.get_by_role("heading", name="2 North wall"))
    expect(named).to_have_count(1)
    named.get_by_role("button", name="Show its number").click()
    expect(other.locator(".identify")).to_contain_text("North wall")


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


def test_what_a_display_was_told_in_vain_is_said(
    day: RaceDay, browse: Browse, watch: Watch
) -> None:
    watch.forgive("ERR_")
    browse(day.url("/board?display=North+wall"))
    with Cable(day.port) as cable:
        desk = browse(cable.url("/displays"), session=day.session(Role.COMMISSAIRE))
        expect(desk.locator(WALL)).to_be_visible()
        cable.cut()
        desk.locator(WALL).get_by_role("button", name="Blank").click()
        expect(desk.get_by_role("alert")).to_contain_text("The hub does not answer.")
        cable.mend()
        desk.locator(WALL).get_by_role("button", name="Blank").click()
        expect(desk.locator(WALL).get_by_role("button", name="Show again")).to_be_visible()
        expect(desk.get_by_role("alert")).to_have_count(0)
        desk.context.close()


def test_a_lap_counter_whose_press_was_lost_is_not_set_later(
    day: RaceDay, browse: Browse, watch: Watch
) -> None:
    watch.forgive("ERR_", "409 (Conflict)")
    day.arm()
    with Cable(day.port) as cable:
        desk = browse(cable.url("/displays"), session=day.session(Role.TIMEKEEPER))
        home = desk.locator("#counters form.home")
        home.get_by_label("Laps to go").fill("5")
        cable.cut()
        home.get_by_role("button", name="Set").click()
        expect(desk.get_by_role("alert")).to_contain_text("within ten seconds or not at all")
        day.clock.ahead_us += 11_000_000
        cable.mend()
        expect(desk.get_by_role("alert")).to_contain_text("nothing was done")
        expect(home.get_by_label("Laps to go")).to_have_value("8")
        desk.context.close()


def test_a_lap_counter_that_was_set_without_an_answer_is_set_once(
    day: RaceDay, browse: Browse, watch: Watch
) -> None:
    watch.forgive("ERR_")
    day.arm()
    desk = browse(day.url("/displays"), session=day.session(Role.TIMEKEEPER))
    home = desk.locator("#counters form.home")
    home.get_by_label("Laps to go").fill("5")

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    desk.route("**/displays/counter/home", lose, times=1)
    before = len(day.live.desk.ledger.entries)
    home.get_by_role("button", name="Set").click()
    expect(home).to_contain_text("Set by hand")
    assert len(day.live.desk.ledger.entries) == before + 1
