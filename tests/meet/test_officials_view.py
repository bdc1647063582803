"""What the timekeeper's console shows: what is awaited, what is possible, the strip, the doubts."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.journal.facts_timing import CheckBypassed, ImpulseReceived
from halflap.meet import commands
from halflap.meet.acting import Action, means, tried
from halflap.meet.commands import (
    AttachImpulse,
    ConfirmHeat,
    InsertSplit,
    MarkStray,
    PullImpulses,
    RecordTimed,
    Refused,
    Undo,
    decide,
)
from halflap.meet.commands.base import Refusal
from halflap.meet.views.officials import OfficialsView
from halflap.meet.views.officials_live import OfficialsLive, officials_live
from halflap.meet.views.officials_values import ConsoleNow, Officials, Place
from halflap.meet.views.possible import Possible
from halflap.meet.views.strip import Strip, StripRow, strip_of
from halflap.rulebook.format_file import shipped_text
from halflap.words.on_screen import text
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN, Desk

HEAT: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
MISSED = [11.0, 19.0, 27.0, 35.0, -1.0, *(51.0 + 8 * n for n in range(11))]
"""A ride of 8 s a half lap whose fifth passing nobody saw."""


def test_a_decision_is_told_although_nothing_on_the_console_is_another() -> None:
    """The desk asks again for its page by it, and a press rests on it."""
    desk = TimingDesk()
    view = OfficialsView(ours=lambda *_: False)
    view.parts(desk.ledger, 0)
    desk.do(commands.OpenReview(**HEAT, reason="a protest is coming"))
    assert "console" in view.parts(desk.ledger, 0)


class Screen:
    """A desk with a console: what one who looks at it sees."""

    def __init__(self, offset_us: int | None = 0, **options: Any) -> None:
        self.desk = TimingDesk(**options)
        self.view = OfficialsView()
        self.offset_us = offset_us
        self.parts: list[str] = []

    @property
    def whole(self) -> Officials:
        return self.view.snapshot(self.desk.ledger, self.offset_us)

    @property
    def now(self) -> ConsoleNow:
        return self.whole.console

    def look(self) -> dict[str, Any]:
        return dict(self.view.parts(self.desk.ledger, self.offset_us))

    def action(self, action: Action) -> Possible:
        return self.now.actions[action.value]

    def can(self) -> set[str]:
        return {name for name, found in self.now.actions.items() if not found.refused}

    def live(self, after_s: float = 0.1) -> OfficialsLive:
        device_us = round((self.desk.now + after_s) * 1e6)
        found = officials_live(self.desk.ledger.state, device_us, None)
        assert found is not None
        return found

    def rows(self) -> dict[int, StripRow]:
        return {row.number: row for row in self.whole.strip.rows}

    def ridden(self, home: list[float], back: list[float]) -> None:
        self.desk.arm()
        self.desk.gun()
        self.desk.ride(home, back)

    def press(self, action: Action, side: str | None = None) -> None:
        """Give the commands that the view names, as the screen does."""
        found = self.action(action)
        chosen = next((each for each in found.choices if each.side == side), None)
        for given in (chosen or found).commands:
            self.desk.do(getattr(commands, given.name)(**given.fields))


def bypassed(screen: Screen) -> int:
    """The command that answered for racing without the check."""
    entries = screen.desk.ledger.entries
    return next(each.command for each in entries if isinstance(each.fact, CheckBypassed))


def competition_of(place: Place | None) -> str | None:
    """What is said of the competition of a heat."""
    assert place is not None
    return place.competition


def open_women(desk: Desk) -> None:
    """A second competition, of which nothing is drawn."""
    desk.do(
        commands.OpenCompetition(
            competition="women",
            title="Women",
            category="WE",
            distance_m=2000,
            format_text=shipped_text("uci-2025"),
        )
    )


@pytest.fixture
def screen() -> Screen:
    return Screen()


class TestWhatIsAwaited:
    def test_the_next_heat_is_loaded_by_itself(self, screen: Screen) -> None:
        assert screen.now.awaits["en"] == "Next: heat 1 of Qualifying."
        assert screen.now.awaits["fr"] == "À suivre\u00a0: série 1 (Qualifications)."
        assert screen.now.action == "arm"
        assert screen.now.next is not None
        assert screen.now.next.riders == (("home", 2, "2 B"), ("back", 4, "4 D"))

    def test_arming_comes_next_only_once_the_check_has_passed(self) -> None:
        screen = Screen()
        screen.desk.do(commands.Undo(seq=bypassed(screen), reason="it was no test"))
        assert screen.now.awaits["en"] == "Next: heat 1 of Qualifying."
        assert screen.now.action is None
        assert screen.now.check.waits is not None

    def test_arming_does_not_come_next_where_no_device_is_attached(self) -> None:
        """A meet recorded from a stopwatch, its console open beside it."""
        desk = Desk("uci-2025", 4)
        desk.draw("qualifying")
        desk.do(commands.BypassCheck(by="Ana", reason="a stopwatch"))
        now = OfficialsView().snapshot(desk.ledger, None).console
        assert now.awaits["en"] == "Next: heat 1 of Qualifying."
        assert now.action is None
        assert now.does is None
        assert [why.code for why in now.actions["arm"].refused] == ["no-source"]

    def test_the_gun_then_the_finishes_then_the_confirmation(self, screen: Screen) -> None:
        said = []
        screen.desk.arm()
        said.append((screen.now.awaits["en"], screen.now.action))
        screen.desk.gun()
        said.append((screen.now.awaits["en"], screen.now.action))
        screen.desk.ride(splits(8.0), splits(8.3))
        said.append((screen.now.awaits["en"], screen.now.action))
        assert said == [
            ("Awaited: the gun.", None),
            ("Awaited: the finish of both riders.", None),
            ("Nobody rides any more. Awaited: that the result is confirmed.", "confirm"),
        ]

    def test_between_two_rounds_the_draw_of_the_next(self, screen: Screen) -> None:
        screen.desk.qualify("4:40.000", "4:41.000", "4:42.000", "4:43.000")
        assert screen.now.awaits["en"] == "No heat is left to ride. Draw Finals."

    def test_a_doubt_has_to_be_acknowledged_first(self, screen: Screen) -> None:
        late = [*splits(8.0)[:-1], 138.5]
        screen.ridden(late, splits(8.3))
        assert screen.now.action == "confirm-all"
        codes = [why.code for why in screen.action(Action.CONFIRM).refused]
        assert codes
        assert all(code.startswith("doubt-") for code in codes)

    def test_a_catch_is_proposed(self) -> None:
        screen = Screen(format_text="olympic-2004", riders=8)
        screen.ridden(splits(8.0), splits(10.6))
        live = screen.live()
        assert live.catch is not None
        assert live.catch.by == "home"
        assert "has caught" in live.catch.text["en"]

    def test_a_shot_with_no_heat_armed_is_a_notice(self, screen: Screen) -> None:
        screen.desk.pulse("C0", screen.desk.now + 5)
        notice = screen.now.notice
        assert notice is not None
        assert "take the gun" in notice["en"]
        assert screen.now.awaits["en"] == "Next: heat 1 of Qualifying."
        assert screen.now.action == "gun"
        assert [given.name for given in screen.action(Action.GUN).commands] == ["RecoverStart"]

    def test_a_shot_with_a_stamp_that_cannot_be_is_a_notice(self, screen: Screen) -> None:
        """Else the gun is awaited in silence that has been fired."""
        screen.desk.pulse("C2", screen.desk.now)
        screen.desk.arm()
        us = round((screen.desk.now + 3700) * 1e6)
        shot = ImpulseReceived(
            impulse=0, source="timy", channel="C0", clock="timy", epoch=0, us=us, suspect=True
        )
        screen.desk.do(commands.ReceiveImpulses(received=(shot,)))
        notice = screen.now.notice
        assert notice is not None
        assert "it was misread, or the clock was set" in notice["en"]
        assert "Recover the start of heat 1 of Qualifying" in notice["en"]

    def test_a_shot_before_a_gun_by_hand_is_none_any_more(self, screen: Screen) -> None:
        """Else the console would name the next heat while this one is ridden."""
        screen.desk.pulse("C0", screen.desk.now + 5)
        screen.desk.pulse("C2", screen.desk.now + 20)
        screen.desk.arm()
        (given,) = screen.action(Action.GUN).commands
        screen.desk.do(getattr(commands, given.name)(**given.fields))
        assert screen.now.notice is None
        assert screen.now.awaits["en"] == "Awaited: the finish of both riders."

    def test_a_heat_is_named_with_its_competition_where_there_are_several(
        self, screen: Screen
    ) -> None:
        assert competition_of(screen.now.next) is None
        open_women(screen.desk)
        assert screen.now.awaits["en"] == "Next: heat 1 of Men, Qualifying."
        assert competition_of(screen.now.next) == "Men"
        screen.desk.pulse("C0", screen.desk.now + 5)
        assert screen.now.notice is not None
        assert "If heat 1 of Men, Qualifying was started" in screen.now.notice["en"]
        screen.desk.arm()
        does = [each["en"] for each in screen.action(Action.ABORT).does]
        assert does[0] == "Men: Qualifying heat 1: countdown aborted"
        assert screen.now.undo is not None
        assert screen.now.undo.text["en"] == "Men: Qualifying heat 1: run 1 armed"

    def test_what_is_left_to_do_is_named_with_its_competition(self) -> None:
        desk = Desk("uci-2025", riders=0)
        open_women(desk)
        now = OfficialsView().snapshot(desk.ledger, None).console
        assert now.awaits["en"] == "No heat is left to ride. Men: Enter the riders."

    def test_nothing_names_a_key_or_a_command_of_the_terminal(self, screen: Screen) -> None:
        screen.desk.arm()
        for found in screen.now.actions.values():
            for why in found.refused:
                assert "halflap" not in why.remedy["en"]
                assert "--" not in why.remedy["en"]


class TestWhatIsPossible:
    """Law 7: the reasons on a button are those that the command itself would give."""

    def test_before_the_heat_is_armed(self, screen: Screen) -> None:
        assert screen.can() == {"arm", "undo", "pause"}

    def test_while_the_countdown_runs(self, screen: Screen) -> None:
        screen.desk.arm()
        assert {"abort", "false-start", "mishap", "undo"} <= screen.can()
        assert not {"arm", "record", "confirm", "close"} & screen.can()

    def test_the_reason_is_that_of_the_command(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:6], splits(8.3)[:6])
        (why,) = screen.action(Action.RECORD).refused
        refused = decide(screen.desk.ledger, RecordTimed(**HEAT))
        assert isinstance(refused, Refused)
        assert why.code in {refusal.code for refusal in refused.refusals}

    @pytest.mark.parametrize("action", [Action.ARM, Action.ABORT, Action.CLOSE])
    def test_and_its_remedy_as_a_screen_says_it(self, screen: Screen, action: Action) -> None:
        screen.ridden(splits(8.0), splits(8.3))
        screen.desk.do(RecordTimed(**HEAT))
        screen.desk.do(ConfirmHeat(**HEAT, level="provisional"))
        found = screen.action(action)
        for why in found.refused:
            assert set(why.remedy) == {"en", "fr"}

    def test_a_refusal_names_the_action_that_helps(self, screen: Screen) -> None:
        screen.desk.arm()
        (why,) = screen.action(Action.ARM).refused
        assert why.action == "abort"
        assert why.remedy == text(refusal(screen.desk, Action.ARM).remedy)

    def test_confirming_records_what_is_not_recorded(self, screen: Screen) -> None:
        screen.ridden(splits(8.0), splits(8.3))
        found = screen.action(Action.CONFIRM)
        assert [given.name for given in found.commands] == ["RecordTimed", "ConfirmHeat"]
        assert found.does[-1]["en"] == "Qualifying heat 1 provisional: 2 2:11.000, 4 2:15.500"

    def test_a_ruling_says_for_each_rider_what_it_comes_to(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:1], splits(8.3)[:1])
        found = screen.action(Action.FALSE_START)
        assert [choice.name for choice in found.choices] == ["2 B", "4 D"]
        assert "The heat is stopped and started again at once." in [
            said["en"] for said in found.choices[0].does
        ]

    def test_a_mishap_after_the_first_half_lap_is_ruled_as_such(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:3], [])
        home, back = screen.action(Action.MISHAP).choices
        assert home.commands[0].fields["past_first_half_lap"] is True
        assert back.commands[0].fields["past_first_half_lap"] is False

    def test_a_gun_by_hand_leaves_the_moment_to_the_press(self) -> None:
        screen = Screen()
        screen.desk.pulse("C2", screen.desk.now)
        screen.desk.arm()
        (given,) = screen.action(Action.GUN).commands
        assert (given.name, given.now) == ("RecoverStart", "us")
        (does,) = screen.action(Action.GUN).does
        assert does["en"] == "Qualifying heat 1: start of run 1 at the moment of the press"

    def test_without_a_clock_a_gun_by_hand_is_not_possible(self) -> None:
        screen = Screen(offset_us=None)
        screen.desk.arm()
        assert [why.code for why in screen.action(Action.GUN).refused] == ["no-shot"]

    def test_a_whole_heat_by_what_the_view_gives(self, screen: Screen) -> None:
        screen.press(Action.ARM)
        screen.desk.gun()
        screen.desk.ride(splits(8.0), splits(8.3))
        screen.press(Action.CONFIRM)
        assert screen.now.awaits["en"] == "Next: heat 2 of Qualifying."

    def test_a_false_start_and_its_restart(self, screen: Screen) -> None:
        screen.ridden([], [])
        screen.press(Action.FALSE_START, "home")
        assert screen.now.action == "arm"
        screen.press(Action.ARM)
        assert screen.now.run is not None
        assert screen.now.run.at == (MEN, "qualifying", "1", 2)


def refusal(desk: TimingDesk, action: Action) -> Refusal:
    """The first refusal of an action, as the command gives it."""
    answer = tried(desk.ledger, means(desk.ledger, action).commands)
    assert isinstance(answer, Refused)
    return answer.refusals[0]


class TestUndo:
    def test_says_what_it_would_take_back(self, screen: Screen) -> None:
        screen.desk.arm()
        assert screen.now.undo is not None
        assert screen.now.undo.text["en"] == "Qualifying heat 1: run 1 armed"

    def test_says_several_things_apart(self) -> None:
        screen = Screen()
        screen.desk.pulse("C2", screen.desk.now)
        screen.desk.arm()
        screen.press(Action.GUN)
        assert screen.now.undo is not None
        assert screen.now.undo.text["en"].startswith(
            "Qualifying heat 1: run 1 started; Qualifying heat 1: start of run 1 recovered"
        )

    def test_reaches_no_further_than_this_sitting(self) -> None:
        screen = Screen()
        screen.view = OfficialsView(began=len(screen.desk.ledger.entries))
        assert screen.now.undo is None
        assert [why.code for why in screen.action(Action.UNDO).refused] == ["nothing-since"]


class TestTheStrip:
    def test_says_whose_each_impulse_is_taken_to_be(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:2], splits(8.3)[:2])
        rows = screen.rows()
        assert rows[1].line == "gun"
        assert "gun" in rows[1].marks
        taken = {(row.of, row.half_lap): row.us for row in rows.values() if row.of}
        assert taken[("home", 1)] == 11_000_000
        assert taken[("back", 2)] == 19_300_000
        assert all(row.sure is not None for row in rows.values() if row.of)

    def test_gives_only_what_is_new(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:6], splits(8.3)[:6])
        screen.look()
        kept = screen.desk.pulse("C3", screen.desk.started + 59.0)
        found = screen.look()["strip"]
        assert isinstance(found, Strip)
        assert not found.reset
        assert kept.impulse in [row.number for row in found.rows]
        assert len(found.rows) < 4

    def test_gives_nothing_when_nothing_came(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:6], splits(8.3)[:6])
        screen.look()
        assert screen.look() == {}

    def test_a_new_screen_takes_nothing_from_the_others(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:6], splits(8.3)[:6])
        screen.look()
        kept = screen.desk.pulse("C3", screen.desk.started + 59.0)
        known = screen.whole.strip
        assert kept.impulse in [row.number for row in known.rows]
        told = screen.look()["strip"]
        assert kept.impulse in [row.number for row in told.rows]
        assert told.count == known.count + 1

    def test_begins_anew_with_the_next_run(self, screen: Screen) -> None:
        screen.ridden(splits(8.0), splits(8.3))
        screen.look()
        screen.desk.do(RecordTimed(**HEAT))
        screen.desk.do(ConfirmHeat(**HEAT, level="provisional"))
        screen.desk.arm(2)
        found = screen.look()["strip"]
        assert found.reset
        assert found.run == (MEN, "qualifying", "2", 1)

    def test_marks_what_people_said(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:6], splits(8.3)[:6])
        stray = screen.desk.pulse("C2", screen.desk.started + 52.5)
        screen.look()
        screen.desk.do(MarkStray(**HEAT, impulse=stray.impulse))
        found = {row.number: row for row in screen.look()["strip"].rows}
        assert "stray" in found[stray.impulse].marks
        screen.desk.do(AttachImpulse(**HEAT, impulse=stray.impulse, rider="home", half_lap=6))
        row = screen.rows()[stray.impulse]
        assert "attached" in row.marks
        assert (row.of, row.half_lap) == ("home", 6)

    def test_an_inserted_split_comes_and_goes(self, screen: Screen) -> None:
        screen.ridden(MISSED, splits(8.3))
        screen.look()
        screen.desk.do(InsertSplit(**HEAT, rider="home", half_lap=5, us=43_000_000))
        assert screen.rows()[-1].marks == ("inserted",)
        screen.desk.do(Undo())
        found = screen.look()["strip"]
        assert found.reset
        assert -1 not in {row.number for row in found.rows}

    def test_shows_what_fell_outside_and_pulls_it_in(self, screen: Screen) -> None:
        before = screen.desk.pulse("C2", screen.desk.now + 1)
        assert screen.rows()[before.impulse].marks == ("outside",)
        screen.ridden(splits(8.0)[:2], splits(8.3)[:2])
        screen.desk.do(PullImpulses(**HEAT, impulses=(before.impulse,)))
        assert "pulled" in screen.rows()[before.impulse].marks


class TestTheStripOfAnEarlierRun:
    def test_has_what_came_in_it_alone(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:2], splits(8.3)[:2])
        screen.press(Action.FALSE_START, "home")
        screen.desk.now += 300
        screen.desk.arm()
        screen.desk.gun()
        screen.desk.ride(splits(8.0)[:3], splits(8.3)[:3])
        first = strip_of(screen.desk.ledger.state, (MEN, "qualifying", "1", 1))
        assert first is not None
        assert [row.number for row in first.rows] == [1, 2, 3, 4, 5]
        assert [row.half_lap for row in first.rows] == [None, 1, 1, 2, 2]
        assert first.run == (MEN, "qualifying", "1", 1)

    def test_there_is_none_of_a_run_that_was_not_timed(self, screen: Screen) -> None:
        assert strip_of(screen.desk.ledger.state, (MEN, "qualifying", "1", 1)) is None


class TestTheRideAsOfficialsSeeIt:
    def test_a_missed_half_lap_is_doubtful(self, screen: Screen) -> None:
        screen.ridden(MISSED, splits(8.3))
        (doubt,) = screen.live().doubts
        assert (doubt.side, doubt.half_lap, doubt.code) == ("home", 5, "missing")

    def test_who_is_not_seen_is_overdue(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:5], splits(8.0)[:5])
        assert screen.live(1.0).doubts == ()
        overdue = screen.live(20.0).doubts
        assert [doubt.overdue for doubt in overdue] == [True, True]

    def test_every_split_says_how_sure_it_is(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:5], splits(8.3)[:5])
        home, back = screen.live().rides
        assert [split.us for split in home.splits] == [round(s * 1e6) for s in splits(8.0)[:5]]
        assert all(split.sure > 900 for split in back.splits)


class TestThePartsThatChange:
    def test_an_impulse_in_mid_ride_leaves_the_actions_as_they_are(self, screen: Screen) -> None:
        screen.ridden(splits(8.0)[:6], splits(8.3)[:6])
        screen.look()
        screen.desk.pulse("C3", screen.desk.started + 59.0)
        assert "console" not in screen.look()

    def test_a_decision_changes_them(self, screen: Screen) -> None:
        screen.look()
        screen.desk.arm()
        assert "console" in screen.look()
