"""The secretary's office in a browser: records, breaks, a format of one's own, a file too long."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, expect

from halflap.rulebook.format_file import shipped_text
from halflap.web.roles import Role
from tests.web.browser.auditing import audit
from tests.web.browser.conftest import Browse, Shot
from tests.web.browser.watching import Watch
from tests.web.raceday import MEN, RaceDay

RECORDS = f"/office/competition/{MEN}/records"
OWN = shipped_text("uci-2025").replace('id = "uci-2025"', 'id = "our-cup"', 1)


def file(name: str, content: bytes) -> FilePayload:
    """A file as it is chosen in a browser."""
    return {"name": name, "mimeType": "text/plain", "buffer": content}


@pytest.mark.needs("node")
@pytest.mark.parametrize("width", [320, 1280])
def test_records_are_set_and_seen(day: RaceDay, browse: Browse, shot: Shot, width: int) -> None:
    office = browse(day.url(RECORDS), session=day.session(Role.SECRETARY), width=width)
    form = office.locator("#form-record-new")
    form.locator("summary").press("Enter")
    form.get_by_label("Name of the record").fill(f"N{width}")
    form.get_by_label("Time").fill("2:05.31")
    form.get_by_label("Rider").fill("Ana Gómez-Fernández de la Vega")
    form.get_by_label("Nation").fill("ESP")
    form.get_by_label("Ridden at").fill("Palma")
    form.get_by_label("Ridden on").fill("2025-03-01")
    form.get_by_label("Ridden on").press("Enter")
    expect(office.locator("[data-live=records]")).to_contain_text("Ana Gómez-Fernández")
    audit(office)
    shot(office, f"office-records-{width}")
    public = browse(day.url(f"/c/{MEN}"))
    expect(public.get_by_role("main")).to_contain_text("Ana Gómez-Fernández")


def test_a_break_is_on_the_schedule_and_before_the_next_heat(
    day: RaceDay, browse: Browse, shot: Shot
) -> None:
    office = browse(day.url("/office/sessions"), session=day.session(Role.SECRETARY))
    form = office.locator("#form-session-new")
    form.get_by_label("Name").fill("Friday")
    form.get_by_label("Planned start").fill("23:00")
    heats = form.get_by_label("Heats and breaks in their order")
    heats.fill("20 min Medal ceremony of the team pursuit\n" + heats.input_value())
    form.get_by_role("button", name="Keep").click()
    expect(office.locator("[data-live=plan]")).to_contain_text("Medal ceremony of the team pursuit")
    shot(office, "office-break")
    schedule = browse(day.url("/session"), width=320)
    expect(schedule.get_by_role("main")).to_contain_text("Medal ceremony of the team pursuit")
    shot(schedule, "session-break-320")
    words = "Break: Medal ceremony of the team pursuit, 20 min"
    live = browse(day.url("/"))
    expect(live.get_by_role("main")).to_contain_text(words)
    shot(live, "live-break")
    announcer = browse(day.url("/announcer"), session=day.session(Role.ANNOUNCER))
    expect(announcer.get_by_role("main")).to_contain_text(words)
    shot(announcer, "announcer-break")
    overlay = browse(day.url("/overlay/next"), width=1920)
    expect(overlay.locator("body")).to_contain_text("Medal ceremony of the team pursuit, 20 min")
    shot(overlay, "overlay-break")


def test_a_format_of_ones_own_is_checked_explained_and_used(
    day: RaceDay, browse: Browse, shot: Shot, watch: Watch
) -> None:
    watch.forgive("409 (Conflict)")
    office = browse(day.url("/office"), session=day.session(Role.SECRETARY))
    form = office.locator("#form-open-competition")
    form.locator("summary").click()
    form.get_by_label("Short name").fill("cup")
    form.get_by_label("Distance in metres").fill("3000")
    own = form.get_by_label("Or a format of your own")
    own.set_input_files(file("cup.toml", OWN.replace("starts = 2", "starts = true", 1).encode()))
    form.get_by_role("button", name="Preview").click()
    expect(form).to_contain_text("Line 22: phase[0].incidents.starts")
    shot(office, "office-format-wrong")
    own.set_input_files(file("cup.toml", OWN.encode()))
    form.get_by_role("button", name="Preview").click()
    expect(form.locator(".preview")).to_contain_text("format our-cup")
    shot(office, "office-format-explained")
    own.set_input_files([])
    form.get_by_role("button", name="Open", exact=True).click()
    expect(office.get_by_role("main")).to_contain_text("Kept as fact")
    assert day.site.meet.competitions["cup"].fmt.id == "our-cup"


def test_a_list_that_is_too_long_is_told_its_limit(
    day: RaceDay, browse: Browse, watch: Watch, shot: Shot
) -> None:
    watch.forgive("413")
    office = browse(day.url(f"/office/competition/{MEN}"), session=day.session(Role.SECRETARY))
    form = office.locator("#form-import")
    form.locator("summary").click()
    form.get_by_label("List").set_input_files(file("film.mp4", bytes(5 * 1024 * 1024)))
    form.get_by_role("button", name="Preview").click()
    expect(office.get_by_role("main")).to_contain_text("longer than 4096 kB")
    shot(office, "office-too-long")
