"""A whole competition from the entries to the medals, the timekeeper at the keyboard alone, while a
spectator's phone, the scoreboard and a video mixer look on.

On the way: a false start, a mishap, a missed impulse, a catch, a protest, a correction of what was
official, a network that is cut, a server that is killed in mid-heat, and a second timekeeper. The
protest is lodged at the desk; else the commissaires decide through the API, as programs may.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page, expect

from halflap.meet.commands import (
    Command,
    ConfirmClassification,
    ConfirmRanking,
    CorrectResult,
    DecideProtest,
    DrawPhase,
    EnterRiders,
)
from tests.meet_helper import ride
from tests.web.browser.auditing import layout_faults
from tests.web.browser.conftest import Browse, Shot
from tests.web.browser.watching import Watch
from tests.web.cable import Cable
from tests.web.child import ChildDay
from tests.web.raceday import MEN, RaceDay, entries
from tests.web.stepping import even

pytestmark = pytest.mark.long

DISTANCE_M = 1000
HALF_LAPS = 8
HOME_S, BACK_S = 71.0, 72.0


class Evening:
    """Who is at the velodrome, and what they see."""

    def __init__(self, child: ChildDay, cable: Cable, browse: Browse, shot: Shot) -> None:
        self.child, self.cable, self.shot = child, cable, shot
        self.browse = browse
        self.starts = 0
        self.desk = self.signed_in(child.url("/console"), "commissaire", "Marta")
        self.console = self.signed_in(cable.url("/console"), "timekeeper", "Ana")
        self.phone = browse(child.url("/"), width=320)
        self.board = browse(child.url("/board"), width=1920, theme="dark")
        self.overlay = browse(child.url("/overlay/ride"), width=1920)

    def signed_in(self, url: str, role: str, name: str) -> Page:
        """An official signs in, typing."""
        page = self.browse(url)
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(role)
        page.keyboard.press("Tab")
        page.keyboard.type(self.child.pins[role])
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/console$"))
        return page

    # --- the commissaires

    def decide(self, *commands: Command) -> None:
        """What the commissaires decide."""
        for command in commands:
            answer = self.desk.request.post(
                self.child.url(f"/api/v1/commands/{type(command).__name__}"),
                headers={"x-halflap": "1"},
                data={"id": uuid.uuid4().hex, "command": msgspec.to_builtins(command)},
            )
            assert answer.status == 200, answer.text()

    def draw(self, phase: str) -> None:
        self.decide(DrawPhase(competition=MEN, phase=phase))

    def confirm(self, phase: str) -> None:
        self.decide(
            ConfirmRanking(competition=MEN, phase=phase, level="official", acknowledge=("all",))
        )

    # --- the timekeeper

    def press(self, *keys: str) -> None:
        for key in keys:
            self.console.keyboard.press(key)

    def awaits(self, words: str) -> None:
        expect(self.console.locator("#awaits")).to_contain_text(words)

    def can(self, action: str) -> None:
        button = self.console.locator(f'[data-action="{action}"] button')
        expect(button).to_have_attribute("aria-disabled", "false")

    def rides(self) -> tuple[list[float], list[float]]:
        """How the next heat is ridden: every heat in times of its own."""
        self.starts += 1
        slower_s = self.starts * 0.137
        return even(HOME_S + slower_s, HALF_LAPS), even(BACK_S + slower_s, HALF_LAPS)

    def start(self, *rides: list[float]) -> list[float]:
        """The riders are locked in, and the gun is fired; the home rider's half laps."""
        self.can("arm")
        self.press("a")
        self.awaits("Awaited: the gun")
        home, back = rides or self.rides()
        self.child.gun(home, back)
        self.can("false-start")
        return home

    def to_the_end(self) -> None:
        """The heat is ridden and confirmed."""
        self.child.finish()
        self.awaits("the result is confirmed")
        self.result()

    def result(self) -> None:
        self.can("confirm")
        self.press("o")
        expect(self.console.locator("#awaits")).not_to_contain_text("confirmed. Press")
        expect(self.console.locator("#awaits")).to_contain_text(re.compile("Next|No heat"))

    def look(self, name: str) -> None:
        """Everybody's screen as it is now: nothing overlaps, nothing is cut off."""
        faults = []
        for where in ("console", "phone", "board", "overlay"):
            page: Page = getattr(self, where)
            self.shot(page, f"whole/{name}-{where}")
            faults += [f"{where}: {fault}" for fault in layout_faults(page)]
        assert not faults, "\n".join(faults)


@pytest.fixture
def evening(tmp_path: Path, browse: Browse, shot: Shot, watch: Watch) -> Iterator[Evening]:
    watch.forgive("ERR_", "Failed to fetch")  # cut and killed on purpose
    watch.forgive("409 (Conflict)")  # the second of two timekeepers
    path = tmp_path / "club.halflap"
    with RaceDay(path, riders=0, format_id="olympic-2004", distance_m=DISTANCE_M) as day:
        pins = {role.value: day.pin(role) for role in day.site.access.new.pins}  # type: ignore[union-attr]
    with ChildDay(path, day.clock) as child, Cable(child.port) as cable:
        child.pins |= pins
        found = Evening(child, cable, browse, shot)
        yield found
        for page in (found.console, found.phone, found.board, found.overlay, found.desk):
            page.context.close()


def test_from_the_entries_to_the_medals(evening: Evening) -> None:
    _enter_and_draw(evening)
    _qualifying(evening)
    evening.confirm("qualifying")
    evening.draw("first-round")
    _first_round(evening)
    _correction(evening)
    evening.draw("finals")
    _finals(evening)


def _enter_and_draw(evening: Evening) -> None:
    evening.decide(EnterRiders(competition=MEN, entries=entries(8)))
    evening.awaits("No heat is drawn")
    evening.draw("qualifying")
    evening.awaits("Next: heat 1 of Qualifying")
    expect(evening.phone.locator("main")).to_contain_text("Jörg Weiß")


def _qualifying(evening: Evening) -> None:
    _false_start(evening)
    _mishap(evening)
    _missed_impulse(evening)
    _network_cut(evening)


def _false_start(evening: Evening) -> None:
    evening.start()
    evening.press("f")
    expect(evening.console.locator("#question")).to_have_text("False start: which rider?")
    evening.press("h")
    evening.awaits("Awaited: the restart")
    evening.start()
    evening.child.step(6)
    home = evening.board.locator("[data-side=home]")
    expect(home.locator("[data-time]")).to_have_text(re.compile(r"^\d"))
    expect(evening.overlay.locator("[data-side=home] [data-time]")).to_have_text(
        home.locator("[data-time]").text_content() or ""
    )
    expect(evening.phone.locator("main")).to_contain_text("leads by")
    evening.look("1-after-a-false-start")
    evening.to_the_end()


def _mishap(evening: Evening) -> None:
    evening.start()
    evening.press("m")
    expect(evening.console.locator("#ask")).to_be_visible()
    evening.press("b")
    evening.awaits("Awaited: the restart")
    evening.start()
    evening.to_the_end()


def _missed_impulse(evening: Evening) -> None:
    home = evening.start()
    evening.child.step(6)
    evening.child.lose()
    evening.child.finish()
    expect(evening.console.locator("#doubtful")).to_contain_text("No impulse of half lap 4")
    evening.look("2-a-missed-impulse")
    evening.press("e")  # of the half lap that is missing: only its time is typed
    evening.console.keyboard.type(f"{home[3]:.2f}")
    evening.press("Enter")
    expect(evening.console.locator("#preview")).to_contain_text("half lap 4: – becomes")
    evening.press("Enter")
    expect(evening.console.locator("#doubtful")).not_to_contain_text("half lap 4")
    evening.result()


def _network_cut(evening: Evening) -> None:
    evening.start()
    evening.child.step(4)
    evening.cable.cut()
    expect(evening.console.locator("#stale")).to_be_visible()
    evening.child.step(4)
    evening.look("3-the-network-is-cut")
    evening.cable.mend()
    expect(evening.console.locator("#stale")).to_be_hidden()
    evening.to_the_end()


def _first_round(evening: Evening) -> None:
    _catch(evening)
    _killed(evening)
    _two_timekeepers(evening)
    _protest(evening)


def _catch(evening: Evening) -> None:
    evening.start(even(58.0, HALF_LAPS), even(84.0, HALF_LAPS))
    for _ in range(2 * HALF_LAPS):
        evening.child.step()
        if "caught" in (evening.console.locator("#awaits").text_content() or ""):
            break
    evening.awaits("caught")
    evening.can("catch")
    evening.look("4-a-catch")
    evening.press("c")
    evening.result()


def _killed(evening: Evening) -> None:
    evening.start()
    evening.child.step(7)
    evening.child.kill()
    for page in (evening.console, evening.phone):
        expect(page.locator("#stale")).to_be_visible()
    evening.look("5-the-server-is-killed")
    evening.child.start()
    for page in (evening.console, evening.phone):
        expect(page.locator("#stale")).to_be_hidden()
    evening.to_the_end()


def _two_timekeepers(evening: Evening) -> None:
    other = evening.signed_in(evening.child.url("/console"), "timekeeper", "Bea")
    expect(evening.console.locator("#operators")).to_contain_text("Bea")
    evening.can("arm")
    expect(other.locator('[data-action="arm"] button')).to_have_attribute("aria-disabled", "false")
    other.keyboard.press("a")
    evening.awaits("Awaited: the gun")
    evening.child.gun(*evening.rides())
    evening.child.finish()
    evening.awaits("the result is confirmed")
    expect(other.locator("#awaits")).to_contain_text("the result is confirmed")
    other.keyboard.press("o")
    evening.press("o")
    evening.awaits("Next: heat 4 of First round")
    other.context.close()
    expect(evening.console.locator("#operators")).not_to_contain_text("Bea")


def _protest(evening: Evening) -> None:
    evening.start()
    evening.to_the_end()
    desk = evening.desk
    desk.goto(evening.child.url(f"/desk/competition/{MEN}/first-round/4"))
    desk.locator("summary", has_text="Lodge a protest").press("Enter")
    desk.locator("#protest-by").focus()
    desk.keyboard.type("Team GRE")
    desk.keyboard.press("Tab")
    desk.keyboard.type("The gun was hard to hear.")
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text("Protest 1 by Team GRE")
    evening.shot(desk, "whole/6-under-review-desk")
    page = evening.browse(evening.child.url(f"/c/{MEN}/first-round/4"), width=320)
    expect(page.locator("main")).to_contain_text("under review")
    expect(page.locator("main")).not_to_contain_text("hard to hear")
    evening.shot(page, "whole/6-under-review-phone")
    evening.decide(
        DecideProtest(competition=MEN, protest=1, upheld=False, reason="Both started together.")
    )
    expect(page.locator("main")).not_to_contain_text("under review")
    page.context.close()


def _correction(evening: Evening) -> None:
    evening.confirm("first-round")
    page = evening.browse(evening.child.url(f"/c/{MEN}/first-round/3"), width=320)
    before = page.locator("main").inner_text()
    bib = re.findall(r"\b1[1-8]\b", before)[0]
    evening.decide(
        CorrectResult(
            competition=MEN,
            phase="first-round",
            heat="3",
            rides=(ride(f"{bib} 1:10.995"),),
            reason="The photo finish was read again.",
        )
    )
    expect(page.locator("main")).to_contain_text("revision 1")
    expect(page.locator("main")).to_contain_text("1:10.995")
    evening.shot(page, "whole/7-corrected-phone")
    page.context.close()
    evening.confirm("first-round")


def _finals(evening: Evening) -> None:
    for _ in range(2):
        evening.start()
        evening.to_the_end()
    evening.confirm("finals")
    evening.decide(ConfirmClassification(competition=MEN, level="official"))
    expect(evening.phone.locator(".medal.gold")).to_be_visible()
    expect(evening.phone.locator(".medal")).to_have_count(3)
    expect(evening.board.locator("main")).to_contain_text(re.compile("Gold", re.IGNORECASE))
    evening.look("8-medals")
