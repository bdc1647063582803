"""The console fills its window and no more: whatever the header says, and whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from halflap.devices.health import HealthChange
from halflap.devices.health_states import State
from halflap.web.roles import Role
from halflap.words.sentence import say
from tests.web.browser.auditing import layout_faults
from tests.web.browser.conftest import Browse, Shot, resize
from tests.web.raceday import RaceDay
from tests.web.stepping import even

PLACES = """
    ['.sentence', '.ride', '.laps', '.strip', '.actions', '.answers', '.repair', '.foot'].map(
        (name) => document.querySelector(name).getBoundingClientRect().toJSON())"""


def fits(page: Page) -> bool:
    """Whether all that is live is in the window; below it are only the settings and the foot."""
    found: bool = page.evaluate(
        """document.querySelector('.board').getBoundingClientRect().bottom <= innerHeight
        && document.querySelector('.around').getBoundingClientRect().bottom <= innerHeight
        && document.documentElement.scrollWidth <= innerWidth"""
    )
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [1000, 1280])
def test_all_that_is_live_is_in_the_window(
    day: RaceDay, browse: Browse, shot: Shot, width: int, language: str
) -> None:
    session = day.session(Role.COMMISSAIRE, "Maximilian Freiherr von und zu Guttenstein")
    console = browse(day.url("/console"), width=width, language=language, session=session)
    expect(console.locator("#awaits")).not_to_be_empty()
    shot(console, f"console-frame-{width}-{language}")
    assert fits(console)
    rooms = console.locator(".for-officials")
    assert rooms.evaluate("each => each.scrollWidth - each.clientWidth") == 0
    expect(console.locator(".sign-out button")).to_be_in_viewport(ratio=1)
    assert console.locator(".top").evaluate("each => each.clientHeight") < 40


OUTSIDE = """
    [...document.querySelectorAll('.facing .split, .facing dd, .clock')].filter((each) => {
        const text = document.createRange();
        text.selectNodeContents(each);
        const card = each.closest('.facing, .middle').getBoundingClientRect();
        return text.getBoundingClientRect().right > card.right + 1;
    }).map((each) => each.textContent)"""


def test_every_number_has_its_room(tmp_path: Path, browse: Browse, shot: Shot) -> None:
    with RaceDay(tmp_path / "day.halflap", distance_m=4000) as day:
        day.arm()
        day.gun(even(260.0, day.half_laps), even(262.3, day.half_laps))
        day.step(45)
        console = browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
        expect(console.locator(".split").first).to_have_text("3:07.718")
        faults = {}
        for size in ((1000, 760), (1100, 800), (1280, 720), (1440, 900), (390, 844)):
            resize(console, *size)
            shot(console, f"console-numbers-{size[0]}")
            faults[size] = [*console.evaluate(OUTSIDE), *layout_faults(console)]
        assert {size: found for size, found in faults.items() if found} == {}


def test_nothing_moves_while_a_device_has_failed(day: RaceDay, browse: Browse, shot: Shot) -> None:
    day.arm()
    day.gun(even(130, 16), even(131, 16))
    day.step(5)
    console = browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
    expect(console.locator("#devices")).to_contain_text("Impulses: 6")
    before = console.evaluate(PLACES)
    day.fails(
        HealthChange(
            source="timy",
            before=State.CONNECTED,
            state=State.GONE,
            at_us=day.live.now().mono_us,
            text=say("The line to {source} is gone.", source="timy"),
            remedy=say("Look at the cable."),
        )
    )
    expect(console.locator("#devices .alarm")).to_be_visible()
    shot(console, "console-device-failed")
    assert console.evaluate(PLACES) == before
    assert fits(console)


def test_its_keys_work_whatever_of_the_header_was_touched(day: RaceDay, browse: Browse) -> None:
    console = browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
    expect(console.locator(".action.next")).to_have_attribute("data-action", "arm")
    console.locator(".sign-out button").focus()
    console.keyboard.press("a")
    expect(console.locator("#answer")).to_have_text("Done: Arm.")
