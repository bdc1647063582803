"""The commissaires' desk from the keyboard: what a ruling would change, before it is made."""

from __future__ import annotations

from playwright.sync_api import expect

from halflap.meet.commands import OpenReview
from halflap.web.roles import Role
from tests.web.browser.conftest import Browse
from tests.web.browser.watching import Watch
from tests.web.raceday import MEN, RaceDay

HEAT = f"/desk/competition/{MEN}/qualifying/1"


def test_a_preview_says_what_would_change_and_changes_nothing(day: RaceDay, browse: Browse) -> None:
    day.heat("qualifying", 1, 130, 132)
    desk = browse(day.url(HEAT), session=day.session(Role.COMMISSAIRE))
    before = day.site.seq
    desk.evaluate("window.stays = true")
    form = desk.locator("#form-review")
    form.locator("summary").press("Enter")
    reason = form.get_by_label("Reason")
    reason.press_sequentially("the gate stuck")
    reason.press("Control+Enter")
    expect(form.locator(".preview")).to_contain_text("Nothing is changed yet. This would happen:")
    expect(form.get_by_label("Reason")).to_be_focused()
    expect(form.get_by_label("Reason")).to_have_value("the gate stuck")
    assert day.site.seq == before
    assert desk.evaluate("window.stays"), "the page was left"

    form.get_by_label("Reason").press("Enter")
    expect(desk.get_by_role("status").first).to_contain_text("Kept as fact")
    expect(desk.locator("[data-live=heat]")).to_contain_text("Under review: the gate stuck")
    assert day.site.seq > before


def test_what_is_wrong_is_said_at_its_field(day: RaceDay, browse: Browse, watch: Watch) -> None:
    watch.forgive("409 (Conflict)")
    day.heat("qualifying", 1, 130, 132)
    desk = browse(day.url(HEAT), session=day.session(Role.COMMISSAIRE))
    form = desk.locator("#form-rule")
    before = day.site.seq
    form.get_by_label("Metres ridden").fill("far")
    form.get_by_label("Reason", exact=True).fill("seen")
    form.get_by_role("button", name="Preview").click()
    expect(form.get_by_label("Metres ridden")).to_have_attribute("aria-invalid", "true")
    expect(form).to_contain_text("“far” is not a distance in metres.")
    expect(form.get_by_label("Reason", exact=True)).to_have_value("seen")
    assert day.site.seq == before


def test_what_others_do_is_shown_while_a_form_is_being_filled(day: RaceDay, browse: Browse) -> None:
    day.heat("qualifying", 1, 130, 132)
    desk = browse(day.url(HEAT), session=day.session(Role.COMMISSAIRE))
    form = desk.locator("#form-review")
    form.locator("summary").click()
    form.get_by_label("Reason").fill("half of a sen")
    day.act(OpenReview(competition=MEN, phase="qualifying", heat="1", reason="a protest is coming"))
    expect(desk.locator("[data-live=heat]")).to_contain_text("Under review: a protest is coming")
    expect(form.get_by_label("Reason")).to_have_value("half of a sen")
