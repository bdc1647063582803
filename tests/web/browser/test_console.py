"""The timekeeper's console: heats are run from the keyboard, and everything says why."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from halflap.journal.facts import ResultConfirmed
from halflap.journal.facts_timing import HeatArmed
from halflap.meet.commands import (
    ConfirmRanking,
    DrawPhase,
    InsertSplit,
    PauseAutomation,
    RecordTimed,
    Rule,
)
from halflap.meet.ledger import AUTOMAT
from halflap.meet.timing_state import TimedRun
from halflap.web.roles import Role
from tests.meet_helper import confirming, recording
from tests.web.browser.conftest import Browse, Shot
from tests.web.browser.watching import Watch
from tests.web.cable import Cable
from tests.web.raceday import MEN, RaceDay
from tests.web.stepping import even, passings

pytestmark = pytest.mark.long

HOME_S, BACK_S = 131.0, 133.0
NOTHING = TimedRun(at=(MEN, "", "", 0))


@pytest.fixture
def console(day: RaceDay, browse: Browse) -> Page:
    """The console, open and told of everything."""
    page = browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
    expect(page.locator("#awaits")).to_have_text("Next: heat 1 of Qualifying.")
    expect(page.locator('[data-action="arm"] button')).to_have_attribute("aria-disabled", "false")
    return page


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)


def arm(day: RaceDay, page: Page) -> None:
    is_on(page, "arm")
    press(page, "a")
    day.until(lambda: day.meet.timing.run is not None)
    expect(page.locator("#awaits")).to_have_text("Awaited: the gun.")


def ride(day: RaceDay, page: Page, impulses: int | None = None) -> None:
    """The heat that is armed starts and is ridden, so far or to its end."""
    day.gun(even(HOME_S, day.half_laps), even(BACK_S, day.half_laps))
    day.step(impulses) if impulses is not None else day.finish()
    expect(page.locator(f"#impulse-{day.meet.timing.count}")).to_be_visible()


def is_on(page: Page, action: str) -> None:
    button = page.locator(f'[data-action="{action}"] button')
    expect(button).to_have_attribute("aria-disabled", "false")


def warning(bib: int) -> Rule:
    return Rule(
        competition=MEN, phase="qualifying", heat="1", ruling="warning", bib=bib, reason="seen"
    )


def confirmed(day: RaceDay) -> list[ResultConfirmed]:
    entries = day.live.desk.ledger.entries
    return [entry.fact for entry in entries if isinstance(entry.fact, ResultConfirmed)]


def splits_of(day: RaceDay, bib: int) -> list[int | None]:
    return [
        split.us for ride in confirmed(day)[-1].splits if ride.bib == bib for split in ride.splits
    ]


class TestAHeat:
    def test_from_arm_to_confirmed_with_keys_alone(
        self, day: RaceDay, console: Page, shot: Shot
    ) -> None:
        arm(day, console)
        ride(day, console, 12)
        expect(console.locator("#home .split")).to_have_text(re.compile(r"\d"))
        expect(console.locator("#laps tbody tr").nth(5).locator("td").first).not_to_be_empty()
        ahead = console.locator("#laps tbody tr").nth(5).locator("td").nth(2)
        expect(ahead).to_have_text(re.compile(r"^H \d\.\d{3}$"))
        shot(console, "console-riding")
        day.finish()
        expect(console.locator("#awaits")).to_contain_text("Awaited: that the result is confirmed")
        is_on(console, "confirm")
        expect(console.locator("#coming")).to_contain_text("records the times and confirms")
        press(console, "o")
        day.until(lambda: len(confirmed(day)) == 1)
        expect(console.locator("#awaits")).to_have_text("Next: heat 2 of Qualifying.")
        assert [ride.code for ride in confirmed(day)[0].rides] == ["OK", "OK"]

    def test_a_false_start_and_its_restart(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        ride(day, console, 0)
        is_on(console, "false-start")
        press(console, "f")
        expect(console.locator("#question")).to_have_text("False start: which rider?")
        expect(console.locator("#choices")).to_contain_text("The heat is stopped and started again")
        press(console, "h")
        expect(console.locator("#awaits")).to_contain_text("Awaited: the restart")
        press(console, "a")
        day.until(lambda: day.meet.timing.current == (MEN, "qualifying", "1", 2))
        ride(day, console)
        is_on(console, "confirm")
        press(console, "o")
        day.until(lambda: len(confirmed(day)) == 1)

    def test_what_others_ruled_while_a_rider_is_asked_for_is_told_first(
        self, day: RaceDay, console: Page, watch: Watch
    ) -> None:
        watch.forgive("409 (Conflict)")
        arm(day, console)
        ride(day, console, 4)
        is_on(console, "mishap")
        press(console, "m")
        expect(console.locator("#ask")).to_be_visible()
        day.act(warning(14), "Ben")
        expect(console.locator("#undoes")).to_contain_text("14")
        before = day.site.seq
        press(console, "h")
        expect(console.locator("#answer")).to_contain_text("Something has been decided meanwhile")
        assert day.site.seq == before

    def test_what_others_ruled_while_a_repair_is_shown_is_told_first(
        self, day: RaceDay, console: Page, watch: Watch
    ) -> None:
        watch.forgive("409 (Conflict)")
        arm(day, console)
        ride(day, console, 6)
        press(console, "ArrowDown")
        press(console, "s")
        expect(console.locator("#preview")).to_be_visible()
        day.act(warning(14), "Ben")
        expect(console.locator("#undoes")).to_contain_text("14")
        before = day.site.seq
        press(console, "Enter")
        expect(console.locator("#answer")).to_contain_text("Something has been decided meanwhile")
        assert day.site.seq == before

    def test_a_rider_who_does_not_start(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        is_on(console, "dnf")
        press(console, "d")
        expect(console.locator("#question")).to_have_text("Did not finish: which rider?")
        press(console, "2")
        expect(console.locator("#question")).to_have_text("Did not start: which rider?")
        press(console, "b")
        day.until(lambda: codes(day) == {"DNS"})

    def test_the_strip_can_be_read_while_a_rider_is_asked_for(
        self, day: RaceDay, console: Page
    ) -> None:
        arm(day, console)
        ride(day, console, 4)
        is_on(console, "mishap")
        press(console, "m")
        expect(console.locator("#ask")).to_be_visible()
        press(console, "ArrowDown")
        expect(console.locator("#picked")).to_contain_text("Impulse 5")
        press(console, "ArrowDown")
        expect(console.locator("#picked")).to_contain_text("Impulse 4")
        press(console, "g")
        expect(console.locator("#answer")).to_contain_text("A rider is asked for")
        expect(console.locator("#question")).to_have_text("Mishap: which rider?")
        press(console, "h")  # home's ruling, and no repair of the impulse that is chosen
        expect(console.locator("#ask")).to_be_hidden()
        expect(console.locator("#awaits")).to_contain_text("Awaited: the finish of 14")
        expect(console.locator("#repair-form")).to_be_hidden()

    def test_escape_rules_nothing(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        ride(day, console, 0)
        is_on(console, "mishap")
        press(console, "m")
        expect(console.locator("#ask")).to_be_visible()
        press(console, "Escape")
        expect(console.locator("#ask")).to_be_hidden()
        expect(console.locator("#answer")).to_have_text("Nothing is ruled.")

    def test_a_gun_by_hand_counts_from_the_press(self, day: RaceDay, console: Page) -> None:
        day.pulse("C2", day.clock.device_s + 5)  # so that its clock is known
        arm(day, console)
        is_on(console, "gun")
        before = day.clock.device_s
        press(console, "g")
        day.until(lambda: day.meet.timing.run is not None and day.meet.timing.run.gun is not None)
        run = day.meet.timing.run
        assert run is not None
        assert run.gun is not None
        assert run.gun.recovered
        assert before - 0.5 <= run.gun.us / 1e6 <= day.clock.device_s + 0.5


class TestWhatWaitsAtTheDesk:
    def test_is_named_and_one_key_away(self, day: RaceDay, console: Page, shot: Shot) -> None:
        line = console.locator("li:has(#to-desk)")
        expect(line).to_contain_text("No heat that is ridden waits to be confirmed.")
        arm(day, console)
        expect(line).to_contain_text("No other heat that is ridden waits to be confirmed.")
        press(console, "b")
        expect(line).to_contain_text("No heat that is ridden waits to be confirmed.")
        day.act(recording("qualifying", 1, "12 2:20.000", "14 2:24.000"))
        expect(line).to_contain_text("Waits: Qualifying, heat 1: not confirmed")
        shot(console, "console-waits")
        with console.expect_popup() as opened:
            press(console, "q")
        desk = opened.value
        expect(desk.locator("#waits")).to_contain_text("Qualifying, heat 1: not confirmed")
        shot(desk, "desk-waits")
        desk.locator("#waits a").click()
        expect(desk.locator("#form-confirm")).to_be_visible()
        shot(desk, "desk-heat-waits")
        day.act(confirming("qualifying", 1, level="provisional"))
        expect(line).to_contain_text("No heat that is ridden waits to be confirmed.")

    def test_has_a_key_that_can_be_another(self, day: RaceDay, console: Page) -> None:
        console.locator("#settings summary").click()
        console.locator('[data-remap="desk"]').click()
        press(console, "z")
        expect(console.locator("#to-desk kbd")).to_have_text("z")
        with console.expect_popup() as opened:
            press(console, "z")
        expect(opened.value).to_have_url(day.url("/desk#waits"))


class TestRepairs:
    def test_a_missed_impulse_is_inserted_on_the_strip(
        self, day: RaceDay, console: Page, shot: Shot
    ) -> None:
        arm(day, console)
        ride(day, console, 8)
        day.lose()
        day.finish()
        expect(console.locator("#doubtful")).to_contain_text("No impulse of half lap 5")
        shot(console, "console-doubt")
        press(console, "e")
        expect(console.get_by_label("Half lap", exact=True)).to_have_value("5")
        expect(console.get_by_label("Time since the gun")).to_be_focused()
        console.keyboard.type("43.00")  # the half lap and the rider stand there already
        press(console, "Enter")
        expect(console.locator("#preview")).to_contain_text("half lap 5: – becomes 43.000")
        assert day.meet.timing.run is not None
        assert day.meet.timing.run.inserted == ()  # nothing is kept before it is accepted
        press(console, "Enter")
        day.until(lambda: bool(day.meet.timing.run and day.meet.timing.run.inserted))
        expect(console.locator("#doubtful")).not_to_contain_text("half lap 5")
        press(console, "o")
        day.until(lambda: len(confirmed(day)) == 1)
        home = next(ride.bib for ride in confirmed(day)[0].splits if ride.start == "home")
        assert splits_of(day, home)[4] == 43_000_000

    def test_what_is_wrong_is_said_until_the_text_is_mended(
        self, day: RaceDay, console: Page
    ) -> None:
        arm(day, console)
        ride(day, console, 8)
        press(console, "e")
        time = console.get_by_label("Time since the gun")
        time.fill("soon")
        press(console, "Enter")
        expect(console.locator("#preview-head")).to_have_text(
            "Give the half lap and its time since the gun, such as 1:03.22."
        )
        time.fill("43.00")
        expect(console.locator("#preview")).to_be_hidden()
        console.get_by_label("Half lap", exact=True).fill("5")
        press(console, "Enter")
        expect(console.locator("#accept")).to_be_visible()
        time.fill("43.50")  # what was shown is not what would be accepted now
        expect(console.locator("#preview")).to_be_hidden()

    def test_a_stray_is_marked_on_the_strip(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        ride(day, console, 6)
        run = day.meet.timing.run
        assert run is not None
        assert run.gun is not None
        day.pulse("C2", run.gun.us / 1e6 + 30.2)
        stray = day.meet.timing.count
        expect(console.locator(f"#impulse-{stray}")).to_be_visible()
        for _ in range(8):
            if console.locator(f'#impulse-{stray}[aria-current="true"]').count():
                break
            press(console, "ArrowDown")
        press(console, "s")
        expect(console.locator("#preview")).to_be_visible()
        press(console, "Enter")
        day.until(lambda: stray in (day.meet.timing.run.strays if day.meet.timing.run else ()))
        expect(console.locator(f"#impulse-{stray}")).to_contain_text("stray")

    def test_what_is_left_changes_nothing(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        ride(day, console, 6)
        press(console, "ArrowDown")
        press(console, "s")
        expect(console.locator("#preview")).to_be_visible()
        press(console, "Escape")
        expect(console.locator("#preview")).to_be_hidden()
        assert day.meet.timing.run is not None
        assert day.meet.timing.run.strays == ()

    def test_what_is_accepted_is_the_last_that_was_asked_for(
        self, day: RaceDay, console: Page
    ) -> None:
        """Its preview may come before that of the one before it."""
        arm(day, console)
        ride(day, console, 6)
        newest = day.meet.timing.count
        press(console, "ArrowDown")
        (first,) = held(console, "MarkStray", "s")
        press(console, "ArrowDown")
        press(console, "s")
        expect(console.locator("#preview")).to_be_visible()
        with console.expect_response("**/commands/MarkStray"):
            first.continue_()
        press(console, "Enter")
        expect(console.locator(f"#impulse-{newest - 1}")).to_contain_text("stray")
        assert day.meet.timing.run is not None
        assert day.meet.timing.run.strays == (newest - 1,)

    def test_other_limits_show_their_difference_first(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        ride(day, console, 6)
        press(console, "l")
        console.get_by_label("Longest half lap, s").fill("30")
        press(console, "Enter")
        expect(console.locator("#preview-list")).to_contain_text("No split changes.")
        press(console, "Enter")
        day.until(
            lambda: (
                day.meet.timing.run is not None
                and day.meet.timing.run.limits.half_lap_us == 30_000_000
            )
        )

    def test_an_impulse_is_given_to_the_other_rider(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        ride(day, console, 6)
        press(console, "ArrowDown")
        number = int(
            console.locator("[aria-current][data-number]").get_attribute("data-number") or 0
        )
        press(console, "h")
        press(console, "Enter")
        expect(console.locator("#preview")).to_be_visible()
        press(console, "Enter")
        day.until(
            lambda: [each.impulse for each in (day.meet.timing.run or NOTHING).attached] == [number]
        )
        expect(console.locator(f"#impulse-{number}")).to_contain_text("attached")


class TestTheStrip:
    def test_a_choice_ends_with_its_run(self, day: RaceDay, console: Page) -> None:
        a_heat_is_ridden(day, console)
        press(console, "ArrowDown")
        expect(console.locator("#picked")).to_contain_text("Impulse 33")
        press(console, "s")
        expect(console.locator("#preview")).to_be_visible()
        day.arm("qualifying", 2)
        expect(console.locator("#picked")).to_have_text("No impulse is chosen.")
        expect(console.locator("#preview")).to_be_hidden()
        expect(console.locator("#answer")).to_contain_text("the repair was left")
        expect(console.locator("#impulse-33")).to_contain_text("outside")

    def test_the_newest_stands_first_whatever_its_stamp(self, day: RaceDay, console: Page) -> None:
        a_heat_is_ridden(day, console)
        day.arm("qualifying", 2)
        ride(day, console, 4)
        day.pulse("C2", day.clock.device_s - 30)  # that the device had held back
        expect(console.locator(f"#impulse-{day.meet.timing.count}")).to_be_visible()
        seen = console.locator("[data-number]").evaluate_all(
            "rows => rows.map((row) => Number(row.dataset.number))"
        )
        assert seen[0] == day.meet.timing.count
        assert seen == sorted(seen, reverse=True)

    def test_an_inserted_split_stands_above_what_came_before_it(
        self, day: RaceDay, console: Page
    ) -> None:
        day.arm()
        ride(day, console, 8)
        day.lose()
        day.step(4)
        row = InsertSplit(
            competition=MEN,
            phase="qualifying",
            heat="1",
            rider="home",
            half_lap=5,
            us=43_000_000,
            digits=2,
            source="hand",
            reason="seen",
        )
        day.act(row)
        expect(console.locator(".is-inserted")).to_contain_text("43.000")
        times = console.locator("[data-number] .us").all_text_contents()
        assert times == sorted(times, key=seconds, reverse=True)


class TestAMissedStart:
    def test_is_taken_from_the_impulse_that_is_chosen(
        self, day: RaceDay, console: Page, shot: Shot
    ) -> None:
        arm(day, console)
        at_s = day.clock.device_s + 5
        day.pulse("C2", at_s)
        expect(console.locator("#impulse-1")).to_be_visible()
        press(console, "ArrowDown")
        expect(console.locator("#picked")).to_contain_text("Impulse 1")
        press(console, "r")
        expect(console.locator("#preview-head")).to_contain_text(
            "Heat 1, run 1: its start is impulse 1"
        )
        expect(console.locator("#preview-head")).to_contain_text("which is none of the gun")
        shot(console, "console-missed-start")
        assert started_us(day) is None
        press(console, "Enter")
        day.until(lambda: abs((started_us(day) or 0) - at_s * 1e6) < 100)
        expect(console.locator("#awaits")).to_have_text("Awaited: the finish of both riders.")
        press(console, "u")
        day.until(lambda: started_us(day) is None)
        expect(console.locator("#awaits")).to_have_text("Awaited: the gun.")

    def test_is_given_by_hand_where_no_impulse_is_chosen(self, day: RaceDay, console: Page) -> None:
        day.pulse("C2", day.clock.device_s)  # so that its clock is known
        arm(day, console)
        press(console, "r")
        expect(console.get_by_label("Start, by the device's clock")).to_be_focused()
        console.keyboard.type("soon")
        press(console, "Enter")
        expect(console.locator("#preview-head")).to_contain_text("such as 10:00:07.01")
        console.get_by_label("Start, by the device's clock").fill("10:00:04.25")
        press(console, "Enter")
        expect(console.locator("#preview-head")).to_contain_text(
            "its start is 10:00:04.25, by hand"
        )
        press(console, "Enter")
        day.until(lambda: started_us(day) == 36_004_250_000)

    def test_of_a_heat_that_nobody_armed_after_the_last_one(
        self, day: RaceDay, console: Page
    ) -> None:
        a_heat_is_ridden(day, console)
        expect(console.locator("#awaits")).to_have_text("Next: heat 2 of Qualifying.")
        at_s = day.clock.device_s + 60
        day.pulse("C3", at_s)
        expect(console.locator("#impulse-34")).to_be_visible()
        press(console, "ArrowDown")
        press(console, "r")
        expect(console.locator("#preview-head")).to_contain_text("Heat 2, run 1: its start is")
        press(console, "Enter")
        day.until(lambda: day.meet.timing.current == (MEN, "qualifying", "2", 1))
        assert abs((started_us(day) or 0) - at_s * 1e6) < 100


def started_us(day: RaceDay) -> int | None:
    run = day.meet.timing.run
    return run.gun.us if run is not None and run.gun is not None else None


class TestAnEarlierRun:
    def test_is_read_on_the_strip_until_something_comes_of_the_run_now(
        self, day: RaceDay, console: Page, shot: Shot
    ) -> None:
        arm(day, console)
        ride(day, console, 4)
        expect(console.locator("#runs")).to_be_hidden()
        press(console, "f")
        press(console, "h")
        expect(console.locator("#awaits")).to_contain_text("Awaited: the restart")
        day.arm()
        expect(console.locator("#runs")).to_be_visible()
        press(console, "v")
        expect(console.locator("#past")).to_contain_text("Run 1 of heat 1, to be read only")
        expect(console.locator("#strip-scroll .taken").first).to_contain_text("half lap 2")
        press(console, "ArrowDown")
        expect(console.locator("#picked")).to_contain_text("Impulse 5")
        press(console, "s")
        expect(console.locator("#answer")).to_contain_text("An earlier run is shown")
        shot(console, "console-earlier-run")
        press(console, "V")
        expect(console.locator("#past")).to_be_empty()
        press(console, "v")
        expect(console.locator("#past")).to_contain_text("Run 1 of heat 1")
        press(console, "Escape")
        expect(console.locator("#past")).to_be_empty()
        press(console, "v")
        expect(console.locator("#past")).to_contain_text("Run 1 of heat 1")
        ride(day, console, 2)
        expect(console.locator("#past")).to_be_empty()
        press(console, "V")
        expect(console.locator("#answer")).to_have_text("This is the newest run of the heat.")

    def test_that_cannot_be_asked_for_is_said(
        self, day: RaceDay, console: Page, watch: Watch
    ) -> None:
        watch.forgive("ERR_")
        arm(day, console)
        ride(day, console, 4)
        press(console, "f")
        press(console, "h")
        expect(console.locator("#awaits")).to_contain_text("Awaited: the restart")
        day.arm()
        expect(console.locator("#runs")).to_be_visible()
        console.route("**/api/v1/strip/**", lambda route: route.abort())
        press(console, "v")
        expect(console.locator("#answer")).to_contain_text("The hub does not answer")
        expect(console.locator("#past")).to_be_empty()


def a_heat_is_ridden(day: RaceDay, page: Page) -> None:
    day.arm()
    ride(day, page)
    day.confirm()


def seconds(time: str) -> float:
    minutes, _, rest = time.rpartition(":")
    return 60 * float(minutes or 0) + float(rest)


class TestACatch:
    def test_is_proposed_and_confirmed_with_one_key(
        self, tmp_path_factory: pytest.TempPathFactory, browse: Browse
    ) -> None:
        path = tmp_path_factory.mktemp("catch") / "match.halflap"
        with RaceDay(path, riders=8, format_id="olympic-2004") as day:
            for heat, (home_s, back_s) in enumerate(
                ((132.9, 134.8), (131.4, 136.0), (129.6, 130.1), (127.1, 133.3)), 1
            ):
                day.heat("qualifying", heat, home_s, back_s)
            confirm_and_draw(day)
            page = browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
            expect(page.locator("#awaits")).to_have_text("Next: heat 1 of First round.")
            is_on(page, "arm")  # the sentence is there before the scripts are
            press(page, "a")
            day.until(lambda: day.meet.timing.current == (MEN, "first-round", "1", 1))
            day.gun(even(120.0, day.half_laps), even(150.0, day.half_laps))
            step_until(day, page, "has caught")
            expect(page.locator("#coming")).to_contain_text("confirms the catch")
            press(page, "c")
            day.until(lambda: codes(day) == {"CAP", "OVL"})
            page.context.close()


def confirm_and_draw(day: RaceDay) -> None:
    day.act(ConfirmRanking(competition=MEN, phase="qualifying", level="official"))
    day.act(DrawPhase(competition=MEN, phase="first-round"))


def step_until(day: RaceDay, page: Page, words: str) -> None:
    for _ in range(20):
        day.step()
        if words in (page.locator("#awaits").text_content() or ""):
            return
    expect(page.locator("#awaits")).to_contain_text(words)


def codes(day: RaceDay) -> set[str]:
    run = day.meet.timing.run
    if run is None:
        return set()
    phase = day.meet.competitions[MEN].phase(run.at[1])
    heat = phase.heat(run.at[2]) if phase is not None else None
    return {ride.code for ride in heat.rides} if heat is not None else set()


class TestWhatIsNotPossible:
    def test_says_why_and_what_to_do(self, day: RaceDay, console: Page) -> None:
        button = console.locator('[data-action="record"] button')
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(console.locator("#why-record")).to_contain_text("No run is armed or open.")
        press(console, "t")
        expect(console.locator("#answer .said")).to_have_text("No run is armed or open.")
        expect(console.locator("#answer .remedy")).to_contain_text("Arm the next heat")
        expect(console.locator("#answer kbd")).to_have_text("a")
        assert day.meet.timing.run is None

    def test_the_reasons_follow_what_happens_elsewhere(self, day: RaceDay, console: Page) -> None:
        day.act(PauseAutomation(reason="elsewhere"), "Bea")
        expect(console.locator('[data-action="pause"] .label')).to_have_text("Resume")
        expect(console.locator("#around")).to_contain_text("The automation is paused")

    def test_are_whole_where_the_keyboard_is(self, day: RaceDay, console: Page) -> None:
        button = console.locator('[data-action="record"] button')
        expect(button).to_have_accessible_description(
            "No run is armed or open. Arm the next heat, then its gun starts a run."
        )
        button.focus()
        expect(console.locator("#answer .said")).to_have_text("No run is armed or open.")
        expect(console.locator("#answer .remedy")).to_contain_text("then its gun starts a run.")
        assert is_whole(console, "#answer")

    def test_of_a_doubt_is_whole_on_a_small_screen(
        self, day: RaceDay, console: Page, shot: Shot
    ) -> None:
        """The rider at home came late to the finish, by more than was lost anywhere else."""
        console.set_viewport_size({"width": 1000, "height": 700})
        arm(day, console)
        home = even(HOME_S, day.half_laps)
        day.gun([*home[:-1], home[-1] + 7.5], even(BACK_S, day.half_laps))
        day.finish()
        expect(console.locator('[data-action="confirm-all"].next')).to_be_visible()
        expect(console.locator("#coming")).to_contain_text("acknowledges its doubts: ")
        expect(console.locator("#coming")).to_contain_text("probability of 67 %")
        expect(console.locator("#coming")).to_contain_text("check that this impulse is his.")
        shot(console, "console-doubts-acknowledged")
        assert is_whole(console, "#coming")
        console.locator('[data-action="confirm"] button').focus()
        expect(console.locator("#answer .said").first).to_contain_text("probability of 67 %")
        assert is_whole(console, "#answer")

    def test_of_a_repair_stand_below_its_button(self, day: RaceDay, console: Page) -> None:
        why = "There is no run yet whose impulses could be repaired."
        stray = console.locator('[data-repair="stray"]')
        expect(stray).to_have_accessible_description(why)
        day.arm()
        why = "Choose an impulse on the strip first: the arrow keys walk through it."
        expect(stray).to_have_accessible_description(why)
        expect(console.locator("#why-repairs")).to_have_text(why)
        ride(day, console, 4)
        press(console, "ArrowDown")
        expect(stray).to_have_attribute("aria-disabled", "false")
        expect(stray).to_have_accessible_description("")


def is_whole(page: Page, selector: str) -> bool:
    """Whether nothing of an element is cut off, by itself or by what holds it."""
    script = """(found) => {
      const own = found.getBoundingClientRect();
      const overflows = (each) => getComputedStyle(each).overflowY !== "visible";
      for (let each = found; each; each = each.parentElement) {
        if (!overflows(each)) continue;
        const box = each.getBoundingClientRect();
        if (own.top < box.top - 1 || own.bottom > box.bottom + 1) return false;
      }
      return true;
    }"""
    return bool(page.locator(selector).evaluate(script))


class TestWhatHappened:
    def test_stands_beside_what_is_awaited_and_its_key_comes_next(
        self, day: RaceDay, console: Page
    ) -> None:
        day.pulse("C0", day.clock.device_s + 5)
        expect(console.locator("#notice")).to_contain_text("A gun impulse came at")
        expect(console.locator("#awaits")).to_have_text("Next: heat 1 of Qualifying.")
        expect(console.locator("#coming")).to_contain_text("takes the shot that came as the start")
        expect(console.locator("#coming kbd")).to_have_text("g")
        assert is_whole(console, "#notice")
        press(console, "g")
        day.until(lambda: day.meet.timing.run is not None)
        expect(console.locator("#notice")).to_be_empty()
        expect(console.locator("#coming")).to_contain_text("the impulses come by themselves")

    def test_with_the_gun_awaited_its_key_is_named(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        expect(console.locator("#coming")).to_contain_text("only if its impulse does not come")
        expect(console.locator("#coming kbd")).to_have_text("g")


class TestUndo:
    def test_takes_back_what_its_sentence_says(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        expect(console.locator("#undoes")).to_have_text(
            "Undo takes back: Qualifying heat 1: run 1 armed"
        )
        press(console, "u")
        day.until(lambda: day.meet.timing.run is None)
        expect(console.locator("#awaits")).to_have_text("Next: heat 1 of Qualifying.")

    def test_of_what_something_depends_on_leads_to_the_history(
        self, day: RaceDay, console: Page, shot: Shot
    ) -> None:
        """The automation recorded what the start had made: no key takes both back."""
        started_s = day.clock.device_s + 5
        day.pulse("C0", started_s)
        expect(console.locator("#notice")).to_contain_text("A gun impulse came at")
        press(console, "g")
        day.until(lambda: day.meet.timing.run is not None)
        for after_s, channel in passings(even(HOME_S, day.half_laps), even(BACK_S, day.half_laps)):
            day.pulse(channel, started_s + after_s)
        day.act(RecordTimed(competition=MEN, phase="qualifying", heat="1", run=1), AUTOMAT)
        undo = console.locator('[data-action="undo"] button')
        expect(undo).to_have_attribute("aria-disabled", "true")
        press(console, "u")
        remedy = console.locator("#answer .remedy")
        expect(remedy).to_contain_text("all of them together: the page of the fact in the history")
        expect(remedy.get_by_role("link", name="History")).to_have_attribute(
            "href", "/desk/history"
        )
        shot(console, "console-undo-depends")
        assert is_whole(console, "#answer")


class TestAPreview:
    def test_does_not_read_as_done(self, day: RaceDay, console: Page) -> None:
        expect(console.locator("#why-pause")).to_have_text("would: Automation paused")
        expect(console.locator("#coming")).to_contain_text("would: Qualifying heat 1: run 1 armed")
        console.locator('[data-action="pause"] button').focus()
        expect(console.locator("#answer")).to_have_text("would: Automation paused")
        arm(day, console)
        expect(console.locator("#why-undo")).to_contain_text("would: Taken back:")


class TestTheKeys:
    def test_an_action_has_another_key_from_now_on(self, day: RaceDay, console: Page) -> None:
        remap(console, "arm", "y")
        expect(console.locator('[data-action="arm"] kbd')).to_have_text("y")
        console.reload()
        expect(console.locator('[data-action="arm"] kbd')).to_have_text("y")
        is_on(console, "arm")
        press(console, "a")
        assert day.meet.timing.run is None
        press(console, "y")
        day.until(lambda: day.meet.timing.run is not None)

    def test_one_pressed_while_another_is_on_its_way_is_not_lost(
        self, day: RaceDay, console: Page
    ) -> None:
        held = pause_held(console)
        press(console, "p")  # the same key twice is one press
        press(console, "a")
        held[0].continue_()
        day.until(lambda: day.meet.timing.run is not None)
        assert day.meet.timing.paused

    def test_one_that_waited_too_long_is_dropped_with_a_word(
        self, day: RaceDay, console: Page
    ) -> None:
        held = pause_held(console)
        press(console, "a")
        later = "{ const now = performance.now(); performance.now = () => now + 10_000; }"
        console.evaluate(later)
        held[0].continue_()
        expect(console.locator("#answer")).to_contain_text("pressed meanwhile was not done")
        assert day.meet.timing.paused
        assert day.meet.timing.run is None

    def test_answers_many_changes_with_the_first_and_how_many_more(self, console: Page) -> None:
        """A start that is recovered after the ride moves every half lap."""
        console.evaluate(
            """async () => {
                const main = document.querySelector('script[src*="console/main"]').src;
                const { answered } = await import(new URL('acts.js', main));
                const lines = [...Array(17).keys()].map((n) => `half lap ${n}`);
                answered({ ok: true, lines, remedies: [] });
            }"""
        )
        said = console.locator("#answer .said")
        expect(said).to_have_text(
            ["half lap 0", "half lap 1", "half lap 2", re.compile("^And 14 more lines;")]
        )

    def test_a_key_that_is_taken_is_refused(self, console: Page) -> None:
        remap(console, "arm", "o")
        expect(console.locator("#keys-says")).to_contain_text("The key o is taken")
        press(console, "Escape")
        expect(console.locator('[data-action="arm"] kbd')).to_have_text("a")

    def test_all_are_as_they_were_after_a_reset(self, console: Page) -> None:
        remap(console, "arm", "y")
        console.get_by_text("All keys as they were", exact=True).click()
        expect(console.locator('[data-action="arm"] kbd')).to_have_text("a")

    def test_are_left_alone_while_somebody_types(self, day: RaceDay, console: Page) -> None:
        arm(day, console)
        ride(day, console, 4)
        press(console, "e")
        console.get_by_label("Time since the gun").press_sequentially("x")
        assert day.meet.timing.current is not None
        expect(console.locator("#repair-form")).to_be_visible()


def pause_held(page: Page) -> list[Route]:
    """Pause is pressed, and on its way until the route goes on."""
    return held(page, "PauseAutomation", "p")


def held(page: Page, command: str, key: str) -> list[Route]:
    """A key is pressed, and its command on its way until the route goes on."""
    found: list[Route] = []

    def hold(route: Route) -> None:
        found.append(route)

    holding(page)
    page.route(f"**/api/v1/commands/{command}", hold, times=1)
    press(page, key)
    for _ in range(1000):
        if found:
            return found
        page.wait_for_timeout(10)
    raise AssertionError(f"{command} was not given: {page.locator('main').inner_text()}")


def holding(page: Page) -> None:
    """Wait until the browser asks before it sends: what follows at once may slip through."""
    asked: list[Route] = []

    def ask(route: Route) -> None:
        asked.append(route)
        route.continue_()

    page.route("**/static/feed.js?held", ask)
    for _ in range(100):
        page.evaluate("() => fetch('/static/feed.js?held').then((answer) => answer.text())")
        if asked:
            return
    raise AssertionError("nothing is held")


def remap(page: Page, action: str, key: str) -> None:
    if not page.locator("#settings[open]").count():
        page.locator("#settings summary").click()
    page.locator(f'[data-remap="{action}"]').click()
    press(page, key)


class TestTheSessionCheck:
    def test_says_on_top_what_it_awaits_and_how_it_went(
        self, day: RaceDay, console: Page, shot: Shot
    ) -> None:
        awaits, notice = console.locator("#awaits"), console.locator("#notice")
        press(console, "k")
        expect(awaits).to_have_text(
            "Session check. Trip the gun. Awaited: an impulse on C0 of timy."
        )
        expect(console.locator("#coming")).to_have_text("k ends the session check.")
        expect(notice).to_be_empty()
        day.pulse("C2", day.clock.device_s + 5)
        expect(notice).to_contain_text("Asked for was the gun, but C2 of timy answered")
        expect(awaits).to_contain_text("Trip the gun.")
        shot(console, "console-session-check")
        for after_s, channel in ((10, "C0"), (15, "C2"), (20, "C3")):
            expect(awaits).to_contain_text(f"an impulse on {channel} of timy.")
            day.pulse(channel, day.clock.device_s + after_s)
        expect(notice).to_have_text("Every input answered as it should: the check has passed.")
        expect(awaits).to_have_text("Next: heat 1 of Qualifying.")
        arm(day, console)
        expect(notice).to_be_empty()

    def test_that_is_ended_says_so(self, console: Page) -> None:
        press(console, "k")
        expect(console.locator("#awaits")).to_contain_text("Session check.")
        press(console, "k")
        expect(console.locator("#notice")).to_have_text(
            "The session check is ended before all inputs have answered."
        )


class TestTwoAtTheConsole:
    def test_are_told_of_each_other(self, day: RaceDay, console: Page, browse: Browse) -> None:
        expect(console.locator("#operators")).to_have_text("\u00a0")
        other = browse(day.url("/console"), session=day.session(Role.COMMISSAIRE, "Bea"))
        expect(console.locator("#operators")).to_have_text(
            "On this heat as well: Bea (commissaire)"
        )
        expect(other.locator("#operators")).to_have_text("On this heat as well: Ana (timekeeper)")
        other.context.close()
        expect(console.locator("#operators")).to_have_text("\u00a0")

    def test_are_told_in_the_language_of_the_page(
        self, day: RaceDay, console: Page, browse: Browse
    ) -> None:
        other = browse(day.url("/console?lang=fr"), session=day.session(Role.COMMISSAIRE, "Bea"))
        expect(other.locator("#operators")).to_contain_text("Ana (chronométreur)")
        other.context.close()
        expect(console.locator("#operators")).to_have_text("\u00a0")

    def test_are_told_by_device(self, day: RaceDay, console: Page, browse: Browse) -> None:
        browse(day.url("/console"), session=day.session(Role.TIMEKEEPER))
        expect(console.locator("#operators")).to_have_text(
            "On this heat as well: Ana (timekeeper, device 2)"
        )

    def test_are_told_which_heat_it_is(self, day: RaceDay, console: Page, browse: Browse) -> None:
        at = "/desk/competition/men/qualifying/"
        desk = browse(day.url(f"{at}2"), session=day.session(Role.COMMISSAIRE, "Bea"))
        expect(console.locator("#operators")).to_have_text(
            "Also here: Bea (commissaire): Qualifying, heat 2"
        )
        expect(desk.locator("#operators")).to_have_text(
            "Also here: Ana (timekeeper): Qualifying, heat 1"
        )
        desk.goto(day.url(f"{at}1"))
        expect(console.locator("#operators")).to_have_text(
            "On this heat as well: Bea (commissaire)"
        )
        expect(desk.locator("#operators")).to_have_text("On this heat as well: Ana (timekeeper)")
        desk.goto(day.url("/desk"))
        expect(console.locator("#operators")).to_have_text("Also here: Bea (commissaire)")

    @pytest.mark.parametrize(("width", "height"), [(1280, 800), (1440, 900)])
    def test_leave_room_for_what_is_answered(
        self, day: RaceDay, console: Page, browse: Browse, shot: Shot, width: int, height: int
    ) -> None:
        console.set_viewport_size({"width": width, "height": height})
        arm(day, console)
        for name in ("Bea", "Cem", "Dora"):
            heat = day.url("/desk/competition/men/qualifying/2")
            browse(heat, session=day.session(Role.COMMISSAIRE, name))
        expect(console.locator("#operators")).to_have_text(
            "Also here: Bea (commissaire): Qualifying, heat 2 · Cem (commissaire): Qualifying,"
            " heat 2 · Dora (commissaire): Qualifying, heat 2"
        )
        press(console, "t")
        remedy = console.locator("#answer .remedy")
        expect(remedy).to_be_in_viewport(ratio=1)
        shot(console, f"console-answer-beside-others-{width}")
        assert is_whole(console, "#answer")
        assert is_whole(console, "#answer .remedy")
        for line in ("#undoes", "#operators"):
            box, below = console.locator(line).bounding_box(), console.locator("#answer .said")
            answer = below.bounding_box()
            assert box is not None
            assert answer is not None
            assert box["y"] + box["height"] <= answer["y"], line
            assert box["height"] < 30, line


TOO_LATE = "The command came too late: nothing was done."


def eleven_seconds_pass(day: RaceDay, page: Page) -> None:
    """For the hub, and for the page by both of its clocks."""
    day.clock.ahead_us += 11_000_000
    page.evaluate(
        """() => {
          const [steady, wall] = [performance.now.bind(performance), Date.now];
          performance.now = () => steady() + 11_000;
          Date.now = () => wall() + 11_000;
        }"""
    )


class TestTheNetwork:
    def test_a_command_given_while_it_is_gone_is_done_once(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("ERR_")
        with Cable(day.port) as cable:
            page = browse(cable.url("/console"), session=day.session(Role.TIMEKEEPER))
            is_on(page, "arm")
            cable.cut()
            press(page, "a")
            expect(page.locator("#answer")).to_contain_text("The hub does not answer")
            cable.mend()
            day.until(lambda: day.meet.timing.run is not None)
            expect(page.locator("#awaits")).to_have_text("Awaited: the gun.")
            armed = [e for e in day.live.desk.ledger.entries if isinstance(e.fact, HeatArmed)]
            assert len(armed) == 1
            page.context.close()

    def test_a_press_that_was_lost_is_not_done_later(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("ERR_", "409 (Conflict)")
        with Cable(day.port) as cable:
            page = browse(cable.url("/console"), session=day.session(Role.TIMEKEEPER))
            is_on(page, "arm")
            cable.cut()
            press(page, "a")
            expect(page.locator("#answer")).to_contain_text("within ten seconds or not at all")
            eleven_seconds_pass(day, page)
            expect(page.locator("#answer")).to_contain_text("nothing is done any more")
            cable.mend()
            expect(page.locator("#answer")).to_contain_text(TOO_LATE)
            expect(page.locator("#answer")).to_contain_text("press again")
            assert day.meet.timing.run is None
            page.context.close()

    def test_a_check_that_nobody_answers_is_not_begun_later(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("ERR_")
        with Cable(day.port) as cable:
            page = browse(cable.url("/console"), session=day.session(Role.TIMEKEEPER))
            is_on(page, "arm")
            cable.cut()
            press(page, "k")
            expect(page.locator("#answer")).to_contain_text("within ten seconds or not at all")
            eleven_seconds_pass(day, page)
            expect(page.locator("#answer")).to_contain_text("whether the check goes on")
            page.context.close()

    def test_an_answer_that_was_lost_is_asked_for_again_however_late(
        self, day: RaceDay, console: Page, watch: Watch
    ) -> None:
        watch.forgive("ERR_")
        held = pause_held(console)
        held[0].fetch()  # it is done, and nobody hears of it
        assert day.meet.timing.paused
        before = len(day.live.desk.ledger.entries)
        eleven_seconds_pass(day, console)
        held[0].abort()
        expect(console.locator("#answer")).to_contain_text("Done: Pause.")
        assert len(day.live.desk.ledger.entries) == before

    def test_who_was_signed_out_meanwhile_learns_it_after_signing_in_again(
        self, day: RaceDay, console: Page, watch: Watch
    ) -> None:
        watch.forgive("ERR_", "401 (Unauthorized)")
        held = pause_held(console)
        held[0].fetch()
        cookies = console.context.cookies()
        console.context.clear_cookies()
        held[0].abort()
        expect(console.locator("#answer")).to_contain_text("You are signed out")
        console.context.add_cookies(cookies)  # type: ignore[arg-type]
        expect(console.locator("#answer")).to_contain_text("Done: Pause.")

    def test_a_hub_whose_clock_was_set_does_what_was_pressed_just_now(
        self, day: RaceDay, console: Page, watch: Watch
    ) -> None:
        watch.forgive("409 (Conflict)")
        held = pause_held(console)
        day.clock.ahead_us += 3_600_000_000
        held[0].continue_()
        expect(console.locator("#answer")).to_contain_text("Done: Pause.")
        assert day.meet.timing.paused

    def test_silence_shows_that_what_is_shown_is_old(
        self, day: RaceDay, browse: Browse, watch: Watch
    ) -> None:
        watch.forgive("ERR_")
        with Cable(day.port) as cable:
            page = browse(cable.url("/console"), session=day.session(Role.TIMEKEEPER))
            is_on(page, "arm")
            cable.hush()
            expect(page.locator("body[data-stale]")).to_be_visible()
            cable.mend()
            expect(page.locator("body[data-stale]")).to_have_count(0)
            page.context.close()
