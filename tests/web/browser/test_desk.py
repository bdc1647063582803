"""The commissaires' desk from the keyboard: what a ruling would change, before it is made."""

from __future__ import annotations

from playwright.sync_api import expect

from halflap.journal.facts_timing import CheckBypassed
from halflap.meet.commands import OpenReview, Undo
from halflap.web.roles import Role
from tests.web.browser.conftest import Browse, Shot
from tests.web.browser.watching import Watch
from tests.web.raceday import MEN, RaceDay
from tests.web.stepping import even

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


def test_a_preview_that_was_lost_on_its_way_is_not_done_instead(
    day: RaceDay, browse: Browse, watch: Watch
) -> None:
    watch.forgive("ERR_")
    day.heat("qualifying", 1, 130, 132)
    desk = browse(day.url(HEAT), session=day.session(Role.COMMISSAIRE))
    desk.route(
        f"**{HEAT}",
        lambda each: each.abort() if each.request.resource_type == "fetch" else each.continue_(),
    )
    form = desk.locator("#form-review")
    form.locator("summary").click()
    form.get_by_label("Reason").fill("film")
    before = day.site.seq
    form.get_by_role("button", name="Preview").click()
    expect(desk.locator("#form-review .preview")).to_contain_text("Nothing is changed yet.")
    assert day.site.seq == before


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


def test_what_happens_on_the_track_is_shown(day: RaceDay, browse: Browse) -> None:
    desk = browse(day.url(HEAT), session=day.session(Role.COMMISSAIRE))
    expect(desk.locator("[data-live=heat] .awaits")).to_contain_text("Ride Qualifying, heat 1")
    day.arm()
    day.gun(even(130, day.half_laps), even(132, day.half_laps))
    expect(desk.locator("[data-live=heat] .awaits")).to_contain_text("under way")


def test_a_link_to_a_folded_form_unfolds_it_and_leads_into_it(day: RaceDay, browse: Browse) -> None:
    day.heat("qualifying", 1, 130, 132)
    desk = browse(day.url(f"{HEAT}#form-review"), session=day.session(Role.COMMISSAIRE))
    form = desk.locator("#form-review")
    expect(form.get_by_label("Reason")).to_be_focused()
    form.get_by_label("Reason").fill("film")
    form.get_by_label("Reason").press("Enter")
    expect(desk.locator("#kept")).to_be_in_viewport()
    expect(desk.locator("#kept")).to_contain_text("Kept as fact")


def test_the_session_check_leads_to_the_form_that_answers_for_racing_without_it(
    day: RaceDay, browse: Browse, shot: Shot
) -> None:
    entries = day.live.desk.ledger.entries
    bypass = next(entry for entry in entries if isinstance(entry.fact, CheckBypassed))
    day.act(Undo(seq=bypass.command, with_dependents=True, reason="nobody answers for it"))
    page = browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
    link = page.locator("#coming").get_by_role("link", name="Race without it")
    expect(link).to_be_visible()
    shot(page, "console-check")
    page.keyboard.press("a")
    expect(page.locator("#answer").get_by_role("link", name="Race without it")).to_be_visible()
    with page.expect_popup() as opened:
        link.click()
    desk = opened.value
    form = desk.locator("#form-bypass")
    expect(form.get_by_label("Who answers for it")).to_be_focused()
    shot(desk, "desk-bypass")
    form.locator("summary").click()
    expect(form.get_by_label("Who answers for it")).to_be_hidden()
    desk.locator(".attention").get_by_role("link", name="Race without it").click()
    expect(form.get_by_label("Who answers for it")).to_be_focused()
    desk.keyboard.type("Bo")
    form.get_by_label("Reason").fill("the lines were seen to work")
    form.get_by_label("Reason").press("Enter")
    expect(desk.locator("#kept")).to_contain_text("Kept as fact")
    expect(page.locator("#coming")).to_contain_text("arms it")
