"""A catch in qualifying, where both ride on and only the time counts (UCI 3.2.056)."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.meet.acting import Action, means, tried
from halflap.meet.commands import ArmHeat, ConfirmHeat, OrderSession, RecordTimed, Refused
from halflap.meet.state import HeatState
from halflap.meet.views.next_step import next_step
from halflap.meet.views.officials import OfficialsView
from halflap.meet.views.officials_values import ConsoleNow
from halflap.meet.views.status import attention, next_in_session
from halflap.meet.views.unconfirmed import unconfirmed
from halflap.sport.heat import Side
from halflap.sport.times import format_time
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
FAST, SLOW = splits(7.2), splits(8.8)
"""119 s and 143 s: the rider of the home line has half a lap on the other before the finish."""
LATE = [*SLOW[:-1], 147.5]
"""The same ride with a finish that came too late to be believed."""


@pytest.fixture
def desk() -> TimingDesk:
    """Heat 1 has started, 2 against 4."""
    desk = TimingDesk()
    desk.arm()
    desk.gun()
    return desk


def noted(desk: TimingDesk, home: list[float] = FAST, back: list[float] = SLOW) -> None:
    """The first 100 s of the ride, and the catch pressed: both ride on."""
    desk.ride([at for at in home if at < 100], [at for at in back if at < 100])
    press(desk, Action.CATCH, Side.HOME)


def caught(desk: TimingDesk, home: list[float] = FAST, back: list[float] = SLOW) -> None:
    """The ride, with the catch pressed after 100 s."""
    start = desk.now
    noted(desk, home, back)
    rest = [(at, n, side) for side, ride in ((Side.HOME, home), (Side.BACK, back))
            for n, at in enumerate(ride) if at >= 100]  # fmt: skip
    for at, n, side in sorted(rest, key=lambda each: each[0]):
        desk.pulse(("C3", "C2")[(n + (side is Side.BACK)) % 2], start + at)
        desk.now = start + at


def press(desk: TimingDesk, action: Action, side: Side | None = None) -> None:
    """One key of the console, and the rider if one is asked for."""
    found = means(desk.ledger, action)
    if found.riders:
        found = means(desk.ledger, action, side=side)
    assert found.commands, found.refusals
    for command in found.commands:
        desk.do(command)


def ended(heat: HeatState) -> dict[int, tuple[str, str | None]]:
    """How the riders of a heat ended, by bib."""
    return {
        ride.bib: (ride.code, format_time(ride.time.us) if ride.time else None)
        for ride in heat.rides
    }


def console(desk: TimingDesk) -> ConsoleNow:
    return OfficialsView().snapshot(desk.ledger, 0).console


class TestTheTimes:
    def test_of_both_are_recorded_where_the_heat_is_confirmed(self, desk: TimingDesk) -> None:
        caught(desk)
        press(desk, Action.CONFIRM)
        heat = desk.heat("qualifying", 1)
        assert heat.level == "provisional"
        assert ended(heat) == {2: ("CAP", "1:59.000"), 4: ("OVL", "2:23.000")}

    def test_of_both_are_recorded_by_themselves(self, desk: TimingDesk) -> None:
        caught(desk)
        desk.pulse("C9", desk.now + 60)
        assert [type(each) for each in desk.go_on()] == [RecordTimed]
        assert ended(desk.heat("qualifying", 1))[4] == ("OVL", "2:23.000")

    def test_are_recorded_before_an_unattended_meet_confirms_them(self, desk: TimingDesk) -> None:
        caught(desk)
        desk.pulse("C9", desk.now + 60)
        done = desk.go_on(unattended=True)
        assert [type(each) for each in done[:2]] == [RecordTimed, ConfirmHeat]
        assert ended(desk.heat("qualifying", 1))[2] == ("CAP", "1:59.000")

    def test_that_is_doubtful_of_the_caught_rider_is_recorded_with_its_doubt(
        self, desk: TimingDesk
    ) -> None:
        caught(desk, back=LATE)
        answer = tried(desk.ledger, (RecordTimed(**OF_HEAT_1),))
        assert not isinstance(answer, Refused)
        assert any("4 D" in str(remark) for remark in answer[0].remarks)
        press(desk, Action.RECORD)
        assert ended(desk.heat("qualifying", 1))[4] == ("OVL", "2:27.500")

    def test_that_is_not_read_is_named_as_left_out(self, desk: TimingDesk) -> None:
        caught(desk, back=SLOW[:-1])
        answer = tried(desk.ledger, (RecordTimed(**OF_HEAT_1),))
        assert not isinstance(answer, Refused)
        assert [str(remark) for remark in answer[0].remarks] == [
            "4 D has no time yet and is left out.",
            "4 D: No impulse of the finish: take the time from the backup source, a hand time or"
            " the photo finish.",
        ]

    def test_of_who_is_ruled_out_is_named_as_left_out(self, desk: TimingDesk) -> None:
        desk.ride(FAST, SLOW)
        desk.rule("qualifying", 1, "dsq", 4)
        answer = tried(desk.ledger, (RecordTimed(**OF_HEAT_1),))
        assert not isinstance(answer, Refused)
        assert str(answer[0].remarks[0]) == (
            "The time of 4 D, 2:23.000, is left out: what is recorded is DSQ. Where that does not"
            " hold, take it back and record the times again."
        )

    def test_rank_both(self, desk: TimingDesk) -> None:
        caught(desk)
        press(desk, Action.CONFIRM)
        desk.record("qualifying", 2, "1 2:01.000", "3 2:30.000")
        desk.confirm("qualifying", level="provisional")
        assert desk.ranking("qualifying") == ["1 B", "2 A", "3 D", "4 C"]

    def test_under_the_older_rules_are_kept_of_the_catcher_alone(self) -> None:
        desk = TimingDesk("olympic-1992", distance_m=4000)
        desk.arm()
        desk.gun()
        home = splits(7.2, half_laps=32)
        caught(desk, home, splits(8.0, half_laps=32))
        press(desk, Action.CONFIRM)
        assert [code for code, time in ended(desk.heat("qualifying", 1)).values() if time] == [
            "CAP"
        ]


class TestWhileBothRideOn:
    def test_the_heat_is_not_ridden(self, desk: TimingDesk) -> None:
        noted(desk)
        desk.record("qualifying", 2, "1 2:01.000", "3 2:30.000")
        meet = desk.ledger.state
        step = next_step(meet, desk.competition)
        assert str(step.awaits) == "Run 1 of Qualifying, heat 1 is under way: 2 B - 4 D."
        assert [each.heat.key for each in unconfirmed(meet)] == ["2"]

    def test_it_is_ridden_once_both_have_their_times(self, desk: TimingDesk) -> None:
        caught(desk)
        press(desk, Action.RECORD)
        assert [each.heat.key for each in unconfirmed(desk.ledger.state)] == ["1"]

    def test_its_session_does_not_go_on(self, desk: TimingDesk) -> None:
        heats = tuple((MEN, "qualifying", key) for key in ("1", "2"))
        desk.do(OrderSession(session="evening", heats=heats))
        noted(desk)
        assert next_in_session(desk.ledger.state, "evening") == heats[0]

    def test_nothing_is_said_of_the_cut_before_their_times_are_known(self) -> None:
        desk = TimingDesk(riders=6)
        desk.draw("qualifying", (1, 2), (3, 4), (5, 6), again=True)
        desk.arm()
        desk.gun()
        desk.record("qualifying", 2, "3 2:01.00 hand", "4 2:20.000")
        desk.record("qualifying", 3, "5 2:00.000", "6 2:01.050")
        noted(desk)
        assert attention(desk.competition) == ()

    def test_the_next_heat_cannot_be_armed(self, desk: TimingDesk) -> None:
        noted(desk)
        asked = ArmHeat(competition=MEN, phase="qualifying", heat="2")
        assert desk.codes(asked) == ["open"]


class TestTheConsole:
    def test_names_the_times_that_are_recorded_and_confirmed(self, desk: TimingDesk) -> None:
        caught(desk)
        now = console(desk)
        assert now.action == "confirm"
        assert now.does is not None
        assert now.does["en"] == "records the times and confirms the heat"
        assert [each["en"] for each in now.actions["confirm"].does] == [
            "Qualifying heat 1 recorded: 2 CAP 1:59.000, 4 OVL 2:23.000",
            "Qualifying heat 1 provisional: 2 CAP 1:59.000, 4 OVL 2:23.000",
        ]

    def test_does_not_say_that_it_records_what_is_recorded(self, desk: TimingDesk) -> None:
        caught(desk)
        press(desk, Action.RECORD)
        now = console(desk)
        assert now.does is not None
        assert now.does["en"] == "confirms the heat as it is recorded"
        assert now.does["fr"] == "confirme la série telle qu'elle est enregistrée"
        assert [each["en"] for each in now.actions["confirm"].does] == [
            "Qualifying heat 1 provisional: 2 CAP 1:59.000, 4 OVL 2:23.000",
        ]

    @pytest.mark.parametrize("recorded", [False, True])
    def test_names_each_doubt_that_is_acknowledged(self, desk: TimingDesk, recorded: bool) -> None:
        caught(desk, back=LATE)
        if recorded:
            press(desk, Action.RECORD)
        now = console(desk)
        assert now.action == "confirm-all"
        assert now.does is not None
        assert now.does["en"] == (
            "confirms the heat and acknowledges its doubts:"
            " 4 D: 2:27.500 is read with a probability of 73 %: look at the impulses near it."
            " 4 D: Half lap 16 took 13.300 s where the rider's own series says 8.800 s: check that"
            " this impulse is his."
        )
