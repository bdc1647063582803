"""The scoreboard, the lap counters, the countdown and the overlays, as people see them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from halflap.meet.commands import (
    AbortCountdown,
    ConfirmClassification,
    ConfirmRanking,
    DrawPhase,
    OverrideLapCounter,
    Rule,
    Undo,
)
from tests.web.browser.conftest import Browse, Shot, resize
from tests.web.browser.watching import Watch
from tests.web.cable import Cable
from tests.web.child import ChildDay
from tests.web.raceday import MEN, RaceDay
from tests.web.stepping import even

OSCILLATORS = """
window.sounded = [];
const made = window.OscillatorNode;
window.OscillatorNode = class extends made {
  constructor(context, options) { super(context, options); window.sounded.push(options.frequency); }
};
"""


def listening(page: Page) -> Page:
    """The same page, which counts the tones that it makes."""
    page.add_init_script(OSCILLATORS)
    page.reload()
    return page


def tones(page: Page) -> list[float]:
    found: list[float] = page.evaluate("window.sounded")
    return found


class TestTheLapCounter:
    def test_goes_with_its_rider_and_rings_once(self, day: RaceDay, browse: Browse) -> None:
        """2000 m on 250 m: 16 half laps. Home rider 130 s, the other one a little slower."""
        page = browse(day.url("/lapcounter"))
        expect(page.locator("[data-line=home] [data-laps]")).to_have_text("")
        day.arm()
        expect(page.locator("[data-line=home] [data-laps]")).to_have_text("8")
        expect(page.locator("[data-line=back] [data-laps]")).to_have_text("8")
        day.gun(even(130, 16), even(131, 16))
        day.step(2)
        expect(page.locator("[data-line=home] [data-laps]")).to_have_text("7")
        expect(page.locator("[data-line=back] [data-laps]")).to_have_text("7")
        page = listening(page)
        page.get_by_role("button", name="Enable sound").click()
        expect(page.get_by_role("button", name="Sound off")).to_be_attached()
        day.step(24)
        expect(page.locator("[data-line=home] [data-laps]")).to_have_text("1")
        expect(page.locator("[data-line=home]")).to_have_attribute("data-bell", "no")
        assert tones(page) == []
        day.step(1)
        expect(page.locator("[data-line=home]")).to_have_attribute("data-bell", "rung")
        expect(page.locator("[data-line=home] [data-last]")).to_be_visible()
        page.wait_for_function("window.sounded.length > 0")
        rung = len(tones(page))
        day.step(1)
        expect(page.locator("[data-line=back]")).to_have_attribute("data-bell", "rung")
        page.wait_for_function(f"window.sounded.length === {2 * rung}")
        day.step(2)
        expect(page.locator("[data-line=home] [data-laps]")).to_have_text("0")
        assert len(tones(page)) == 2 * rung

    def test_is_right_though_an_impulse_is_missed(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/lapcounter?line=home"))
        day.arm()
        day.gun(even(131, 16), None)
        day.step(4)
        expect(page.locator("[data-laps]")).to_have_text("6")
        day.lose()
        day.clock.set_device(day.clock.device_s + 9.2)
        expect(page.locator("[data-laps]")).to_have_text("5")
        day.step(1)
        expect(page.locator("[data-laps]")).to_have_text("5")
        day.step(1)
        expect(page.locator("[data-laps]")).to_have_text("4")

    def test_is_set_by_hand_and_left_to_itself(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/lapcounter?line=back"))
        day.arm()
        day.gun(even(130, 16), even(131, 16))
        day.step(4)
        expect(page.locator("[data-laps]")).to_have_text("7")
        day.act(
            OverrideLapCounter(competition=MEN, phase="qualifying", heat="1", line="back", laps=9)
        )
        expect(page.locator("[data-laps]")).to_have_text("9")
        day.act(Undo())
        expect(page.locator("[data-laps]")).to_have_text("7")

    def test_without_scripts_it_is_what_it_was_when_asked(
        self, day: RaceDay, browse: Browse
    ) -> None:
        day.arm()
        page = browse(day.url("/lapcounter?line=home"), javascript=False)
        expect(page.locator("[data-laps]")).to_have_text("8")

    def test_says_what_is_wrong_with_its_address(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("400")
        page = browse(day.url("/lapcounter?line=left"))
        expect(page.get_by_role("heading")).to_have_text("“left” is no value of line.")


class TestTheCountdown:
    def test_counts_is_heard_and_is_cleared_by_the_gun(self, day: RaceDay, browse: Browse) -> None:
        page = listening(browse(day.url("/countdown")))
        page.get_by_role("button", name="Enable sound").click()
        day.arm()
        shown = page.locator("[data-seconds]")
        expect(shown).to_have_text(re.compile("^(50|4[0-9])$"))
        expect(page.locator("[data-side=home] [data-name]")).not_to_be_empty()
        began = day.clock.device_s
        day.clock.set_device(began + 40)
        expect(shown).to_have_text(re.compile("^(10|[6-9])$"))
        assert tones(page) == []
        day.clock.set_device(began + 45.2)
        expect(shown).to_have_text(re.compile("^[0-4]$"))
        expect(shown).to_have_attribute("data-state", "last")
        page.wait_for_function("window.sounded.includes(660)")
        day.gun(even(130, 16), None)
        expect(shown).to_have_text("Go")

    def test_is_stopped(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/countdown"))
        day.arm()
        expect(page.locator("[data-seconds]")).to_have_text(re.compile("^(50|4[0-9])$"))
        day.act(AbortCountdown())
        expect(page.locator("[data-seconds]")).to_have_text("Countdown stopped")

    def test_is_the_same_on_a_screen_that_is_opened_in_between(
        self, day: RaceDay, browse: Browse
    ) -> None:
        day.arm()
        day.clock.set_device(day.clock.device_s + 20)
        page = browse(day.url("/countdown"))
        expect(page.locator("[data-seconds]")).to_have_text(re.compile("^(30|2[0-9])$"))

    def test_goes_on_when_the_hub_was_killed_and_starts_again(
        self, tmp_path: Path, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("ERR_", "Failed to load")
        path = tmp_path / "club.halflap"
        with RaceDay(path) as day:
            day.arm()
            began = day.clock.device_s
        with ChildDay(path, day.clock) as child:
            page = browse(child.url("/countdown"))
            expect(page.locator("[data-seconds]")).to_have_attribute("data-state", "count")
            child.kill()
            expect(page.locator("#stale")).to_contain_text("Not live: nothing was heard for")
            child.clock.set_device(began + 30.2)
            child.start()
            expect(page.locator("#stale")).to_be_hidden()
            expect(page.locator("[data-seconds]")).to_have_text(re.compile("^(20|1[5-9])$"))


class TestTheBoard:
    def test_shows_the_ride_then_what_came_of_it(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/board"))
        ride = page.locator("[data-panel=live]")
        home, back = ride.locator("[data-side=home]"), ride.locator("[data-side=back]")
        expect(page.locator("[data-turn=next]")).to_be_visible()
        day.arm()
        expect(ride).to_be_visible()
        expect(page.locator("[data-turn=next]")).not_to_be_visible()
        day.gun(even(130, 16), even(131, 16))
        day.step(8)
        expect(home.locator("[data-laps]")).to_have_text("6")
        expect(home.locator("[data-time]")).to_have_text("34.750")
        expect(home.locator("[data-lamp]")).to_have_attribute("data-lit", "true")
        expect(back.locator("[data-lamp]")).to_have_attribute("data-lit", "false")
        expect(back.locator("[data-gap]")).to_have_text("+0.250")
        expect(ride.locator("[data-clock]")).to_have_text(re.compile(r"^3[5-9]\.\d$"))
        expect(ride.locator("[data-heat]")).to_have_text(
            "Men’s individual pursuit · Qualifying · Heat 1 / 2"
        )
        day.finish()
        expect(home.locator("[data-time]")).to_have_text("2:10.000")
        expect(ride.locator("[data-clock]")).to_have_text("Finished")
        expect(home.locator("[data-order]")).to_have_text("1.")
        expect(back.locator("[data-order]")).to_have_text("2.")
        day.confirm()
        expect(page.locator("[data-turn=result]")).to_be_visible()
        expect(page.locator("[data-turn=result]")).to_contain_text("2:10.000")
        expect(page.locator("[data-turn=result] .order")).to_contain_text(["1.", "2."])

    @pytest.mark.parametrize(
        ("language", "after"),
        [
            ("en", ("after ½ lap", "after 1 lap", "after 1½ laps", "after 2 laps")),
            ("fr", ("après ½ tour", "après 1 tour", "après 1½ tour", "après 2 tours")),
        ],
    )
    def test_counts_laps_as_each_language_does(
        self, day: RaceDay, browse: Browse, language: str, after: tuple[str, ...]
    ) -> None:
        page = browse(day.url("/board"), language=language)
        day.arm()
        day.gun(even(130, 16), even(131, 16))
        for said in after:
            day.step(2)
            expect(page.locator("[data-side=home] [data-time-of]")).to_have_text(said)
            plain = browse(day.url("/board"), language=language, javascript=False)
            expect(plain.locator("[data-side=home] [data-time-of]")).to_have_text(said)
        day.step(16)
        expect(page.locator("[data-side=home] [data-laps]")).to_have_text("2")
        expect(page.locator("[data-side=home] [data-laps-of]")).to_have_text(
            {"en": "laps to go", "fr": "à faire"}[language]
        )
        day.step(4)
        expect(page.locator("[data-side=home] [data-laps]")).to_have_text("1")
        expect(page.locator("[data-side=home] [data-laps-of]")).to_have_text(
            {"en": "lap to go", "fr": "à faire"}[language]
        )

    @pytest.mark.parametrize("javascript", [True, False])
    def test_says_that_a_false_start_is_started_again(
        self, day: RaceDay, browse: Browse, javascript: bool
    ) -> None:
        page = browse(day.url("/board"), javascript=javascript)
        day.arm()
        day.gun(even(130, 16), even(131, 16))
        first: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        day.act(Rule(**first, ruling="false-start", bib=12, reason="moved before the gun"))
        if not javascript:
            page.reload()
        expect(page.locator("[data-clock]")).to_have_text("Stopped")
        expect(page.get_by_text("It is started again")).to_have_count(1)
        expect(page.locator("[data-again]")).to_contain_text("started again")

    def test_ends_with_the_medals(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/board"))
        day.heat("qualifying", 1, 132.0, 133.0)
        day.heat("qualifying", 2, 130.0, 131.0)
        day.act(ConfirmRanking(competition=MEN, phase="qualifying", level="official"))
        day.act(DrawPhase(competition=MEN, phase="finals"))
        day.heat("finals", "bronze", 132.0, 133.0)
        day.heat("finals", "gold", 130.0, 131.0)
        day.act(ConfirmRanking(competition=MEN, phase="finals", level="official"))
        day.act(ConfirmClassification(competition=MEN, level="official"))
        expect(page.locator("[data-turn=medals] li.gold")).to_be_visible()
        expect(page.locator("[data-turn=standings] tbody tr")).to_have_count(4)
        expect(page.locator("[data-turn=standings] .behind")).to_have_count(0)

    @pytest.mark.parametrize(("width", "height"), [(600, 1000), (1280, 480)])
    def test_writes_the_longest_name_in_full(
        self, tmp_path: Path, browse: Browse, shot: Shot, width: int, height: int
    ) -> None:
        with RaceDay(tmp_path / "day.halflap", riders=8) as day:
            first = day.meet.competitions[MEN].phases[0][1].counting
            heat = next(each for each in first if 18 in each.bibs)
            day.arm("qualifying", heat.key)
            page = browse(day.url("/board"))
            resize(page, width, height)
            name = page.locator("[data-name]", has_text="Maximilian Freiherr")
            expect(name).to_have_attribute("data-two-lines", "")
            shot(page, f"board-long-name-{width}")
            assert name.evaluate(
                "each => each.scrollWidth <= each.clientWidth"
                " && each.scrollHeight <= each.clientHeight + 1"
            )

    def test_what_is_ruled_on_a_rider_is_not_told_before_it_is_confirmed(
        self, day: RaceDay, browse: Browse
    ) -> None:
        page = browse(day.url("/board"))
        day.arm()
        day.gun(even(130, 16), even(131, 16))
        day.step(20)
        heat = day.meet.competitions[MEN].phase("qualifying")
        assert heat is not None
        bib = heat.counting[0].home
        assert bib is not None
        expect(page.locator("[data-side=back] [data-laps]")).to_have_text("3")
        day.act(
            Rule(
                competition=MEN, phase="qualifying", heat="1", ruling="dsq", bib=bib, reason="seen"
            )
        )
        day.step(2)
        expect(page.locator("[data-side=home] [data-laps]")).to_have_text("2½")
        assert "DSQ" not in page.content()

    def test_without_scripts_it_shows_the_ride_as_it_was_when_asked(
        self, day: RaceDay, browse: Browse
    ) -> None:
        day.arm()
        day.gun(even(130, 16), even(131, 16))
        day.step(8)
        page = browse(day.url("/board"), javascript=False)
        expect(page.locator("[data-side=home] [data-time]")).to_have_text("34.750")
        expect(page.locator("[data-side=back] [data-gap]")).to_have_text("+0.250")

    def test_says_that_it_is_not_live_and_comes_back(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("ERR_", "Failed to load")
        with Cable(day.port) as cable:
            page = browse(cable.url("/board"))
            day.arm()
            expect(page.locator("[data-panel=live]")).to_be_visible()
            cable.hush()
            expect(page.locator("#stale")).to_be_visible()
            cable.mend()
            expect(page.locator("#stale")).to_be_hidden()


class TestAnOverlay:
    def test_of_the_ride_is_there_while_somebody_rides(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/overlay/ride"))
        expect(page.locator(".strip")).to_be_hidden()
        day.arm()
        day.gun(even(130, 16), even(131, 16))
        day.step(8)
        expect(page.locator(".strip [data-side=back] [data-gap]")).to_have_text("+0.250")

    def test_takes_its_clock_away_when_it_is_not_live(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("ERR_", "Failed to load")
        day.arm()
        day.gun(even(130, 16), even(131, 16))
        day.step(4)
        with Cable(day.port) as cable:
            page = browse(cable.url("/overlay/ride"))
            expect(page.locator(".strip [data-clock]")).to_be_visible()
            cable.hush()
            expect(page.locator(".strip [data-clock]")).to_be_hidden()
            expect(page.locator(".strip [data-side=home] [data-time]")).to_be_visible()
            cable.mend()
            expect(page.locator(".strip [data-clock]")).to_be_visible()

    def test_is_transparent(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/overlay/ride?demo=running"))
        for element in ("document.documentElement", "document.body"):
            colour = page.evaluate(f"getComputedStyle({element}).backgroundColor")
            assert colour == "rgba(0, 0, 0, 0)", element

    def test_stands_where_its_address_says(self, day: RaceDay, browse: Browse) -> None:
        page = browse(day.url("/overlay/rider?demo=running&position=top-right&scale=1.5"))
        box = page.locator(".third").bounding_box()
        plain = browse(day.url("/overlay/rider?demo=running")).locator(".third").bounding_box()
        assert box is not None
        assert plain is not None
        assert box["y"] < 800 * 0.1
        assert box["x"] > plain["x"]
        assert abs(box["width"] / plain["width"] - 1.5) < 0.01
        assert plain["y"] > 800 * 0.6
