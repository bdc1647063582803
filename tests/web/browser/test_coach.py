"""A coach at the trackside: his schedule stays on his phone, and every split is held against it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from halflap.meet.commands import SetSchedule
from halflap.sport.times import format_time, parse_time
from tests.web.browser.conftest import Browse, Shot
from tests.web.raceday import RaceDay
from tests.web.stepping import even

KEEPS_NOTHING = """
Object.defineProperty(window, "localStorage", { get() { throw new Error("not allowed"); } });
"""


def figure(page: Page, name: str) -> Locator:
    return page.locator(f'#ride [data-value="{name}"]')


def cell(page: Page, half_lap: int, name: str) -> Locator:
    return page.locator(f'#laps [data-half-lap="{half_lap}"] .{name}')


def top(page: Page, selector: str) -> float:
    """Where it stands on the screen, asked in one step: the page may be swapped between two."""
    y = page.evaluate("of => document.querySelector(of).getBoundingClientRect().y", selector)
    assert isinstance(y, int | float)
    return y


def rider(day: RaceDay, heat: str = "1") -> int:
    phase = day.meet.competitions["men"].phase("qualifying")
    assert phase is not None
    state = phase.heat(heat)
    assert state is not None
    assert state.home is not None
    return state.home


def opened(day: RaceDay, browse: Browse, *, width: int = 390, javascript: bool = True) -> Page:
    return browse(day.url(f"/coach/men/{rider(day)}"), width=width, javascript=javascript)


def type_schedule(page: Page, first: str, further: str, total: str = "") -> None:
    form = page.locator("#schedule-form")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, text in (("first", first), ("further", further), ("total", total)):
        page.locator(f"#schedule-{name}").fill(text)
    page.get_by_role("button", name="Set the schedule").click()


def ride(day: RaceDay, impulses: int) -> None:
    """The first lap takes them 18.875 s and 19 s, each further one 15.875 s and 16 s."""
    day.arm()
    day.gun(even(130.0, day.half_laps), even(131.0, day.half_laps))
    day.step(impulses)


class TestTheRide:
    def test_moves_by_itself_from_the_start_to_the_finish(
        self, day: RaceDay, browse: Browse, shot: Shot
    ) -> None:
        page = opened(day, browse)
        expect(page.get_by_text("Rides next")).to_be_visible()
        day.arm()
        expect(figure(page, "state")).to_have_text("at the start")
        expect(page.get_by_text("Rides next")).to_be_hidden()
        day.gun(even(130.0, day.half_laps), even(131.0, day.half_laps))
        day.step(1)
        expect(figure(page, "current")).to_have_text("2")
        expect(figure(page, "opponent")).to_have_text("–")
        expect(cell(page, 1, "us")).to_have_text("10.937")
        day.step(9)
        expect(figure(page, "opponent")).to_have_text("▲−0.313 faster")
        expect(figure(page, "lap")).to_have_text("15.875")
        expect(page.locator("#laps tbody tr").first).to_have_attribute("data-half-lap", "5")
        expect(page.get_by_role("status").filter(has_text="Half lap 5: 42.687")).to_be_attached()
        shot(page, "coach-riding-390")
        day.finish()
        expect(figure(page, "finish")).to_have_text("2:10.000")
        expect(figure(page, "state")).to_have_text("over")
        expect(figure(page, "laps")).to_have_text("0")

    def test_is_whole_without_scripts(self, day: RaceDay, browse: Browse) -> None:
        ride(day, 10)
        page = opened(day, browse, javascript=False)
        expect(figure(page, "opponent")).to_have_text("▲−0.313 faster")
        expect(page.locator("#laps tbody tr")).to_have_count(5)
        expect(page.locator("#schedule")).to_be_hidden()

    def test_reads_the_same_with_scripts_and_without(self, day: RaceDay, browse: Browse) -> None:
        ride(day, 4)
        moving = opened(day, browse)
        expect(moving.locator("#laps tbody tr")).to_have_count(2)
        day.lose()
        day.step(5)
        expect(moving.locator("#laps tbody tr")).to_have_count(5)
        still = opened(day, browse, javascript=False)
        for place in ("dl.figures", "#laps tbody"):
            expect(moving.locator(place)).to_have_text(
                still.locator(place).inner_text(), use_inner_text=True
            )

    def test_can_be_compared_with_one_before(self, day: RaceDay, browse: Browse) -> None:
        day.heat("qualifying", 1, 130.0, 131.0)
        page = browse(day.url(f"/coach/men/{rider(day, '2')}"), width=390)
        page.get_by_label("Compare with").select_option("quickest")
        page.get_by_role("button", name="Compare").click()
        day.arm("qualifying", 2)
        day.gun(even(128.0, day.half_laps), even(131.0, day.half_laps))
        day.step(8)
        expect(cell(page, 4, "compared")).to_have_text("▲−0.500 faster")


class TestTheSchedule:
    def test_is_held_against_every_split_of_a_live_heat(
        self, day: RaceDay, browse: Browse, shot: Shot
    ) -> None:
        page = opened(day, browse)
        type_schedule(page, "18.5", "16")
        expect(page.locator("#schedule-says")).to_have_text(
            "2:10.500 in all, the last lap in 16.000."
        )
        ride(day, 4)
        expect(figure(page, "schedule")).to_have_text("▼+0.375 slower")
        expect(cell(page, 1, "schedule")).to_have_text("–")
        day.step(4)
        expect(figure(page, "schedule")).to_have_text("▼+0.250 slower")
        expect(cell(page, 2, "schedule")).to_have_text("▼+0.375 slower")
        day.finish()
        expect(figure(page, "schedule")).to_have_text("▲−0.500 faster")
        shot(page, "coach-schedule-390")

    def test_stays_after_a_reload_and_is_sent_to_nobody(self, day: RaceDay, browse: Browse) -> None:
        page = opened(day, browse)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.url} {request.post_data}"))
        type_schedule(page, "17.77", "", "2:09.99")
        ride(day, 4)
        page.reload()
        expect(figure(page, "schedule")).to_be_visible()
        expect(page.locator("#schedule-first")).to_have_value("17.77")
        assert not re.search(r"17.77|2:09", page.url + " ".join(asked))

    def test_holds_until_the_page_is_closed_where_the_browser_keeps_nothing(
        self, day: RaceDay, browse: Browse
    ) -> None:
        page = browse(day.url(f"/coach/men/{rider(day)}"), script=KEEPS_NOTHING)
        type_schedule(page, "18.5", "16")
        expect(page.locator("#schedule-says")).to_contain_text("This browser keeps nothing")
        ride(day, 4)
        expect(figure(page, "schedule")).to_have_text("▼+0.375 slower")

    def test_can_be_cleared(self, day: RaceDay, browse: Browse) -> None:
        page = opened(day, browse)
        type_schedule(page, "18.5", "16")
        ride(day, 4)
        expect(figure(page, "schedule")).to_be_visible()
        page.locator("#schedule-form summary").click()
        page.get_by_role("button", name="Clear it").click()
        expect(figure(page, "schedule")).to_be_hidden()
        page.reload()
        expect(figure(page, "half")).to_have_text("7.938")
        expect(figure(page, "schedule")).to_be_hidden()

    def test_that_is_none_is_said_next_to_the_field(self, day: RaceDay, browse: Browse) -> None:
        page = opened(day, browse)
        said = {
            name: page.locator(f"#schedule-{name}-says") for name in ("first", "further", "total")
        }
        type_schedule(page, "", "")
        expect(said["first"]).to_have_text(
            "Give the first one: from a standing start it is slower."
        )
        expect(said["further"]).to_have_text("Give each further one, or the time in all.")
        type_schedule(page, "2o.1", "15")
        expect(said["first"]).to_contain_text("“2o.1” is not a time")
        expect(page.locator("#schedule-first")).to_be_focused()
        type_schedule(page, "20.1", "0.5")
        expect(said["further"]).to_have_text("That cannot be ridden: give 1 to 600 seconds.")
        type_schedule(page, "20.1", "", "0:19")
        expect(said["total"]).to_contain_text("The rest cannot be ridden in that")
        type_schedule(page, "20.1", "15", "4:15")
        expect(said["further"]).to_have_text("Give this or the time in all, not both.")
        expect(page.locator("#schedule-targets")).to_be_hidden()

    def test_is_what_the_command_makes_of_the_same_times(
        self, day: RaceDay, browse: Browse
    ) -> None:
        page = opened(day, browse)
        for first, further, total, unit in (
            ("20.1", "15.001", "", "laps"),
            ("20,1", "", "2:11", "laps"),
            ("11.003", "7.777", "", "half laps"),
            ("11.003", "", "130.123457", "half laps"),
        ):
            page.locator("#schedule-form").evaluate("each => { each.open = true; }")
            page.get_by_label(unit, exact=True).check()
            type_schedule(page, first, further, total)
            assert targets(page) == by_command(day, first, further, total, unit)


class TestWhoReadsElsewhere:
    def test_is_not_moved_by_a_new_half_lap(self, day: RaceDay, browse: Browse) -> None:
        ride(day, 24)
        page = opened(day, browse, width=320)
        row = '#laps [data-half-lap="3"]'
        expect(page.locator("#laps tbody tr")).to_have_count(12)
        page.evaluate("of => document.querySelector(of).scrollIntoView()", row)
        before = top(page, row)
        day.step(4)
        expect(page.locator("#laps tbody tr")).to_have_count(14)
        assert abs(top(page, row) - before) < 2

    def test_types_a_schedule_while_the_heat_begins(self, day: RaceDay, browse: Browse) -> None:
        page = opened(day, browse)
        page.locator("#schedule-form summary").click()
        field = page.locator("#schedule-first")
        field.press_sequentially("19")
        before = top(page, "#schedule-first")
        ride(day, 8)
        expect(page.locator("#laps tbody tr")).to_have_count(4)
        expect(field).to_be_focused()
        expect(field).to_have_value("19")
        assert abs(top(page, "#schedule-first") - before) < 2

    def test_the_newest_half_lap_is_seen_without_scrolling(
        self, day: RaceDay, browse: Browse
    ) -> None:
        ride(day, 24)
        page = opened(day, browse, width=320)
        expect(page.locator("#laps tbody tr").first).to_be_in_viewport(ratio=1)
        type_schedule(page, "18.5", "16")
        page.evaluate("scrollTo(0, 0)")
        expect(page.locator("#laps tbody tr").first).to_be_in_viewport(ratio=1)


def targets(page: Page) -> list[str]:
    """The target times as they stand in the list."""
    rows = page.locator("#schedule-targets tbody tr td:last-child")
    return [text or "" for text in rows.all_text_contents()]


def by_command(day: RaceDay, first: str, further: str, total: str, unit: str) -> list[str]:
    """The same schedule as the meet would keep it."""
    given = tuple(parse(text) for text in (first, further) if text)
    day.act(
        SetSchedule(
            competition="men",
            bib=rider(day),
            given_us=given,
            total_us=parse(total) if total else None,
            half_laps=unit == "half laps",
        )
    )
    kept = day.meet.competitions["men"].schedule(rider(day))
    assert kept is not None
    return ["–" if us is None else format_time(us) for us in kept.splits_us]


def parse(text: str) -> int:
    return parse_time(text)[0]
