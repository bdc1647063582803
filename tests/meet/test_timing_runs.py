"""A timed run from the countdown to the confirmed heat, by the real commands."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from halflap.journal.facts import OutcomesRecorded, ResultConfirmed
from halflap.journal.facts_timing import HeatArmed, Role, RunClosed, RunGunned, SourceAttached
from halflap.meet.commands import (
    AbortCountdown,
    ArmHeat,
    AttachSource,
    BypassCheck,
    CheckStep,
    CloseRun,
    ConfirmHeat,
    DismissCatch,
    DrawPhase,
    MarkStray,
    PauseAutomation,
    RecordTimed,
    RecoverStart,
    ResumeAutomation,
    Rule,
    SwapSides,
    TakeGun,
    Undo,
)
from halflap.meet.run_machine import machine
from halflap.meet.runs import reading
from halflap.meet.views.live import would_now_read
from halflap.sport.heat import Side
from halflap.sport.times import format_time
from halflap.timing.assignment import RideStatus
from halflap.timing.run_values import State, What
from tests.meet.timing_table import HALF_LAPS, TimingDesk, splits
from tests.meet_helper import MEN, Desk

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
SLOW = splits(8.3)


@pytest.fixture
def desk() -> TimingDesk:
    """Four riders, two qualifying heats of 2000 m: 2 against 4, then 1 against 3."""
    return TimingDesk()


def ridden(desk: TimingDesk, *, without: int | None = None) -> None:
    """Heat 1 is armed, gunned and ridden; ``without``: the home rider's half lap that is missed."""
    desk.arm()
    desk.gun()
    home = splits(8.0)
    if without is not None:
        home[without - 1] = -1.0
    desk.ride(home, SLOW)


def state(desk: TimingDesk, run: int = 1) -> State:
    """Where the run of heat 1 is."""
    found = machine(desk.ledger.state, (MEN, "qualifying", "1", run))
    assert found is not None
    return found.state


class TestBeforeTheGun:
    def test_a_heat_is_armed_as_its_next_run(self, desk: TimingDesk) -> None:
        desk.arm()
        assert desk.run.at == (MEN, "qualifying", "1", 1)
        assert state(desk) is State.COUNTING_DOWN

    def test_the_countdown_is_fifty_seconds_uci_3_2_016(self, desk: TimingDesk) -> None:
        desk.arm()
        (armed,) = desk.facts(HeatArmed)
        assert isinstance(armed, HeatArmed)
        assert armed.countdown_s == 50

    def test_an_aborted_countdown_leaves_the_heat_to_be_armed_again(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.do(AbortCountdown())
        assert desk.timing.current is None
        desk.arm()
        assert desk.run.at[3] == 1

    def test_only_one_heat_is_armed(self, desk: TimingDesk) -> None:
        desk.arm()
        assert desk.codes(ArmHeat(competition=MEN, phase="qualifying", heat="2")) == ["armed"]

    def test_without_a_device_nothing_is_armed(self) -> None:
        desk = Desk(distance_m=2000)
        desk.draw("qualifying")
        assert desk.codes(ArmHeat(**OF_HEAT_1)) == ["no-source"]

    def test_a_warm_up_rider_is_outside_a_run(self, desk: TimingDesk) -> None:
        assert desk.pulse("C2", 36_001).run is None
        source = desk.timing.source("timy")
        assert source is not None
        assert source.outside == 1

    def test_a_shot_before_it_was_armed_starts_nothing(self, desk: TimingDesk) -> None:
        desk.pulse("C0", 36_001)
        desk.arm()
        assert desk.codes(TakeGun()) == ["no-shot"]


class TestTheSessionCheck:
    @pytest.fixture
    def unchecked(self) -> Desk:
        desk = Desk(distance_m=2000)
        desk.draw("qualifying")
        desk.do(AttachSource(attached=SourceAttached(source="timy", protocol="timy")))
        return desk

    def test_keeps_the_first_heat_waiting_and_names_the_inputs(self, unchecked: Desk) -> None:
        (refusal,) = unchecked.refused(ArmHeat(**OF_HEAT_1))
        assert refusal.code == "check"
        assert "C0 (timy), C2 (timy), C3 (timy)" in str(refusal.text)

    def test_is_bypassed_by_name_and_with_a_reason(self, unchecked: Desk) -> None:
        assert unchecked.codes(BypassCheck(by="Ana", reason=" ")) == ["no-reason"]
        unchecked.do(BypassCheck(by="Ana", reason="no spare sensor"))
        unchecked.do(ArmHeat(**OF_HEAT_1))

    def test_passes_input_by_input(self, unchecked: Desk) -> None:
        for post, channel in (("gun", "C0"), ("home", "C2"), ("back", "C3")):
            assert unchecked.codes(ArmHeat(**OF_HEAT_1)) == ["check"]
            unchecked.do(CheckStep(post=post, source="timy", channel=channel, passed=True))
        unchecked.do(ArmHeat(**OF_HEAT_1))

    def test_of_another_input_does_not_count(self, unchecked: Desk) -> None:
        asked = CheckStep(post="home", source="timy", channel="C3", passed=True)
        assert unchecked.codes(asked) == ["no-step"]

    def test_is_open_again_where_a_line_is_wired_otherwise(self, unchecked: Desk) -> None:
        for post, channel in (("gun", "C0"), ("home", "C2"), ("back", "C3")):
            unchecked.do(CheckStep(post=post, source="timy", channel=channel, passed=True))
        rewired = SourceAttached(source="timy", protocol="timy", home="C4")
        unchecked.do(AttachSource(attached=rewired))
        (refusal,) = unchecked.refused(ArmHeat(**OF_HEAT_1))
        assert "C4 (timy)" in str(refusal.text)


class TestTheSources:
    def test_have_one_primary_among_them(self, desk: TimingDesk) -> None:
        other = SourceAttached(source="other", protocol="timy")
        assert desk.codes(AttachSource(attached=other)) == ["primary"]
        desk.do(AttachSource(attached=SourceAttached(source="b", protocol="timy", role="backup")))
        assert desk.timing.primary is desk.timing.source("timy")

    def test_have_three_different_inputs(self, desk: TimingDesk) -> None:
        wired = SourceAttached(source="timy", protocol="timy", home="C3")
        assert desk.codes(AttachSource(attached=wired)) == ["wiring"]


class TestARun:
    def test_begins_with_its_gun(self, desk: TimingDesk) -> None:
        desk.arm()
        at = desk.gun()
        (gunned,) = desk.facts(RunGunned)
        assert isinstance(gunned, RunGunned)
        assert gunned.us == at * 1_000_000
        assert desk.heat("qualifying", 1).running is not None
        assert state(desk) is State.RUNNING

    def test_is_read_from_its_impulses(self, desk: TimingDesk) -> None:
        ridden(desk)
        found = desk.reading()
        times = [format_time(ride.time_us or 0) for ride in found.rides]
        assert times == ["2:11.000", "2:15.500"]
        assert [ride.status for ride in found.rides] == [RideStatus.CLEAR] * 2
        assert found.riders == ((Side.HOME, 2), (Side.BACK, 4))
        assert state(desk) is State.BOTH_FINISHED

    def test_keeps_what_came_while_it_was_armed(self, desk: TimingDesk) -> None:
        """The gun is taken late, when riders have passed already."""
        desk.arm()
        desk.pulse("C0", 36_100)
        desk.pulse("C3", 36_111)
        desk.do(TakeGun())
        assert desk.reading().assignment.home is not None
        home = desk.reading().assignment.home
        assert home is not None
        assert home.splits[0].us == 11_000_000

    def test_is_ordered_by_its_clock_and_not_by_arrival(self, desk: TimingDesk) -> None:
        desk.arm()
        gun = desk.gun()
        passings = sorted(
            [(t, ("C3", "C2")[n % 2]) for n, t in enumerate(splits(8.0))]
            + [(t, ("C2", "C3")[n % 2]) for n, t in enumerate(SLOW)]
        )
        late = passings.pop(6)
        for at, channel in [*passings, late]:
            desk.pulse(channel, gun + at)
        assert [ride.status for ride in desk.reading().rides] == [RideStatus.CLEAR] * 2

    def test_swapped_sides_are_those_that_were_ridden(self, desk: TimingDesk) -> None:
        """UCI 3.2.071: riders on each other's straight are accepted and reported."""
        ridden(desk)
        desk.do(SwapSides(**OF_HEAT_1, reason="wrong sides"))
        assert desk.reading().riders == ((Side.HOME, 4), (Side.BACK, 2))


class TestTheTimes:
    def test_are_recorded_as_read(self, desk: TimingDesk) -> None:
        ridden(desk)
        desk.do(RecordTimed(**OF_HEAT_1))
        rides = desk.heat("qualifying", 1).rides
        recorded = [(ride.bib, ride.code, ride.time.us if ride.time else None) for ride in rides]
        assert recorded == [(2, "OK", 131_000_000), (4, "OK", 135_500_000)]
        assert [ride.last_lap.us for ride in rides if ride.last_lap] == [16_000_000, 16_600_000]
        assert {ride.time.source for ride in rides if ride.time} == {"electronic"}

    def test_are_not_recorded_twice(self, desk: TimingDesk) -> None:
        ridden(desk)
        desk.do(RecordTimed(**OF_HEAT_1))
        assert desk.codes(RecordTimed(**OF_HEAT_1)) == ["recorded"]

    def test_are_cut_to_the_thousandth_after_the_difference_uci_3_2_015(
        self, desk: TimingDesk
    ) -> None:
        desk.arm()
        gun = desk.gun(at=36_100.0009)
        home = [at + 0.0008 for at in splits(8.0)]
        desk.ride(home, SLOW)
        assert desk.now > gun
        desk.do(RecordTimed(**OF_HEAT_1))
        first = desk.heat("qualifying", 1).rides[0].time
        assert first is not None
        assert (first.us, first.readings) == (131_000_000, (131_000_800,))

    def test_of_nobody_are_refused_with_the_remedies(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        assert desk.codes(RecordTimed(**OF_HEAT_1)) == ["no-time", "no-time"]

    def test_of_a_missed_finish_leave_the_other_rider_alone(self, desk: TimingDesk) -> None:
        ridden(desk, without=HALF_LAPS)
        desk.do(RecordTimed(**OF_HEAT_1))
        assert [ride.bib for ride in desk.heat("qualifying", 1).rides] == [4]


class TestTheConfirmation:
    def test_keeps_every_split_and_the_impulses_behind_it(self, desk: TimingDesk) -> None:
        ridden(desk)
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.confirm("qualifying", 1, level="provisional")
        (fact,) = desk.facts(ResultConfirmed)
        assert isinstance(fact, ResultConfirmed)
        home, back = fact.splits
        assert (home.bib, home.start, home.algorithm) == (2, "home", "timing/1")
        assert [split.half_lap for split in back.splits] == list(range(1, HALF_LAPS + 1))
        finish = home.splits[-1]
        assert finish.us == 131_000_000
        (impulse,) = finish.impulses
        kept = desk.timing.impulse(impulse)
        assert kept is not None
        assert (kept.channel, kept.us / 1e6) == ("C2", desk.started + 131)

    def test_of_a_doubtful_time_needs_its_doubt_acknowledged_by_name(
        self, desk: TimingDesk
    ) -> None:
        ridden(desk, without=HALF_LAPS)
        for finish in (130.95, 131.05):  # which of them it was, nothing tells
            desk.pulse("C2", desk.started + finish)
        home = desk.reading().assignment.home
        assert home is not None
        assert home.status is RideStatus.DOUBTFUL
        desk.do(RecordTimed(**OF_HEAT_1))
        asked = ConfirmHeat(**OF_HEAT_1, level="provisional")
        code = home.doubts[-1].code.value
        assert desk.codes(asked) == [f"doubt-{code}"]
        desk.confirm("qualifying", 1, level="provisional", acknowledge=(code,))
        (fact,) = desk.facts(ResultConfirmed)
        assert isinstance(fact, ResultConfirmed)
        assert [doubt.code for doubt in fact.doubts] == [code]
        reasons = desk.numbers()["qualifying/heat/1/ride/2"].reasons
        assert str(reasons[-1].sentence) == (
            f"Acknowledged when it was confirmed: {fact.doubts[0].text}"
        )
        other = desk.numbers()["qualifying/heat/1/ride/4"].reasons
        assert not any("Acknowledged" in str(reason.sentence) for reason in other)

    def test_of_another_time_than_the_impulses_read_is_a_doubt(self, desk: TimingDesk) -> None:
        ridden(desk)
        desk.record("qualifying", 1, "2 2:10.000", "4 2:15.500")
        assert desk.codes(ConfirmHeat(**OF_HEAT_1, level="provisional")) == ["doubt-differs"]

    def test_of_a_time_that_no_impulse_supports_any_more_is_a_doubt(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        desk.do(RecordTimed(**OF_HEAT_1))
        finish = max((one for one in desk.run.log if one.channel == "C2"), key=lambda one: one.us)
        desk.do(MarkStray(**OF_HEAT_1, impulse=finish.impulse))
        assert "doubt-differs" in desk.codes(ConfirmHeat(**OF_HEAT_1, level="provisional"))

    def test_ends_the_reading_later_impulses_only_raise_a_notice(self, desk: TimingDesk) -> None:
        ridden(desk, without=5)
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.confirm("qualifying", 1, level="provisional")
        kept = desk.heat("qualifying", 1).splits
        late = desk.pulse("C3", desk.started + splits(8.0)[4], memory=True)
        assert late.late
        assert desk.heat("qualifying", 1).splits == kept
        at = (MEN, "qualifying", "1", 1)
        assert [str(line) for line in would_now_read(desk.ledger.state, at)] == [
            "2 B, half lap 5: confirmed –, would now read 43.000."
        ]

    def test_as_official_keeps_what_was_confirmed_as_provisional(self, desk: TimingDesk) -> None:
        ridden(desk, without=5)
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.confirm("qualifying", 1, level="provisional")
        desk.pulse("C3", desk.started + splits(8.0)[4], memory=True)
        desk.confirm("qualifying", 1, level="official")
        assert desk.heat("qualifying", 1).splits[0].splits[4].us is None


class TestACatch:
    """UCI 3.2.056 and 3.2.057: a rider half a lap faster within the distance."""

    @staticmethod
    def final() -> TimingDesk:
        desk = TimingDesk()
        desk.qualify("2:11.0", "2:12.0", "2:13.0", "2:14.0")
        desk.do(DrawPhase(competition=MEN, phase="finals"))
        desk.arm("gold", "finals")
        desk.gun()
        return desk

    def caught(self) -> TimingDesk:
        desk = self.final()
        slow, gun = splits(9.0), desk.now
        desk.ride(splits(7.6), [at for at in slow if at < 100])
        assert desk.now > gun
        return desk

    def test_in_a_final_has_to_be_ruled_before_times_are_recorded(self) -> None:
        desk = self.caught()
        catch = desk.reading("2", phase="finals").assignment.catch
        assert catch is not None
        assert catch.by is Side.HOME
        asked = RecordTimed(competition=MEN, phase="finals", heat="gold")
        assert desk.codes(asked) == ["catch"]

    def test_as_ruled_is_the_result_and_the_time_may_be_added(self) -> None:
        desk = self.caught()
        hunter = desk.heat("finals", "gold").home
        assert hunter is not None
        desk.rule("finals", "gold", "catch", hunter)
        desk.do(RecordTimed(competition=MEN, phase="finals", heat="gold"))
        codes = {ride.code: ride.time is not None for ride in desk.heat("finals", "gold").rides}
        assert codes == {"CAP": True, "OVL": False}

    def test_that_was_none_is_dismissed_with_a_reason(self) -> None:
        desk = self.caught()
        of: dict[str, Any] = {"competition": MEN, "phase": "finals", "heat": "gold"}
        assert desk.codes(DismissCatch(**of)) == ["no-reason"]
        desk.do(DismissCatch(**of, reason="the video shows it"))
        desk.do(RecordTimed(**of))

    def test_in_qualifying_only_the_time_counts(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.ride(splits(7.2), splits(8.8))
        desk.do(RecordTimed(**OF_HEAT_1))
        assert {ride.code for ride in desk.heat("qualifying", 1).rides} == {"OK"}


class TestUci3_2_074AMishap:
    """The first half lap decides whether the heat is stopped; the lines know when it was over."""

    def test_in_the_first_half_lap_stops_the_heat(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.do(Rule(**OF_HEAT_1, ruling="mishap", bib=2, reason="puncture"))
        assert desk.heat("qualifying", 1).runs[-1].stopped

    def test_of_who_was_seen_beyond_it_is_not_taken_for_one_in_it(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:5], splits(8.3)[:5])
        asked = Rule(**OF_HEAT_1, ruling="mishap", bib=2, reason="puncture")
        assert desk.codes(asked) == ["first-half-lap"]
        desk.do(msgspec.structs.replace(asked, past_first_half_lap=True))
        assert not desk.heat("qualifying", 1).runs[-1].stopped

    def test_of_whom_only_a_later_passage_was_seen_is_past_it_as_well(
        self, desk: TimingDesk
    ) -> None:
        desk.arm()
        desk.gun()
        desk.ride([-1.0, *splits(8.0)[1:5]], SLOW[:5])
        asked = Rule(**OF_HEAT_1, ruling="mishap", bib=2, reason="puncture")
        (refusal,) = desk.refused(asked)
        assert str(refusal.text) == "2 B was seen after the first half lap."

    def test_before_the_line_is_said_in_metres(self, desk: TimingDesk) -> None:
        """Stopped at once, he may roll over the line all the same."""
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:2], splits(8.3)[:2])
        desk.do(Rule(**OF_HEAT_1, ruling="mishap", bib=2, reason="puncture", at_m="110"))
        assert desk.heat("qualifying", 1).runs[-1].stopped


class TestTheEnd:
    def test_a_run_that_is_ridden_cannot_be_closed(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        assert desk.codes(CloseRun(**OF_HEAT_1)) == ["riding"]

    def test_a_finished_run_is_closed_and_what_follows_is_outside(self, desk: TimingDesk) -> None:
        ridden(desk)
        desk.do(CloseRun(**OF_HEAT_1))
        assert desk.timing.current is None
        assert desk.pulse("C2", desk.now + 20).run is None

    def test_an_impulse_that_was_held_back_still_belongs_to_it(self, desk: TimingDesk) -> None:
        ridden(desk)
        desk.do(CloseRun(**OF_HEAT_1))
        desk.pulse("C2", desk.now + 20)
        kept = desk.pulse("C3", desk.now - 40.5)
        assert kept.run == (MEN, "qualifying", "1", 1)

    def test_also_when_the_next_heat_is_armed_already(self, desk: TimingDesk) -> None:
        """It is late, and no impulse of those who wait for their gun."""
        ridden(desk)
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.confirm("qualifying", 1, level="provisional")
        desk.arm(2)
        kept = desk.pulse("C3", desk.now - 40.5)
        assert (kept.run, kept.late) == ((MEN, "qualifying", "1", 1), True)
        newest = desk.pulse("C2", desk.now + 60)
        assert (newest.run, newest.late) == ((MEN, "qualifying", "2", 1), False)

    def test_arming_the_next_heat_closes_the_run_before(self, desk: TimingDesk) -> None:
        ridden(desk)
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.arm(2)
        assert len(desk.facts(RunClosed)) == 1
        assert desk.run.at == (MEN, "qualifying", "2", 1)

    def test_a_heat_that_is_still_ridden_keeps_the_next_one_waiting(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        assert desk.codes(ArmHeat(competition=MEN, phase="qualifying", heat="2")) == ["open"]

    def test_a_gate_fired_again_closes_it_as_restarted(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.do(CloseRun(**OF_HEAT_1, restarted=True))
        assert state(desk) is State.CLOSED


class TestAHeatThatWasStartedAgain:
    """The gate fires in mid-ride: people say that it was a restart."""

    @staticmethod
    def restarted(desk: TimingDesk) -> int:
        """Run 1 for four half laps, the second gun, two half laps, then it is closed."""
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:4], SLOW[:4])
        desk.now += 60
        shot = desk.pulse("C0", desk.now)
        desk.ride(splits(8.0)[:2], SLOW[:2])
        desk.do(CloseRun(**OF_HEAT_1, restarted=True))
        desk.now = desk.started = shot.us / 1e6
        return shot.impulse

    def test_has_no_run_any_more_and_no_result(self, desk: TimingDesk) -> None:
        self.restarted(desk)
        heat = desk.heat("qualifying", 1)
        assert heat.running is None
        assert not heat.ridden
        assert [str(line) for line in desk.remarks] == [
            "Run 1 of heat 1 has no result; its next run is run 2. If its gun was fired already,"
            " recover that start: halflap gun MEET qualifying 1."
        ]

    def test_is_recovered_as_its_next_run_and_the_first_keeps_its_gun(
        self, desk: TimingDesk
    ) -> None:
        shot = self.restarted(desk)
        first = desk.timing.runs[(MEN, "qualifying", "1", 1)].gun
        desk.ride([-1.0, -1.0, *splits(8.0)[2:]], [-1.0, -1.0, *SLOW[2:]])
        desk.do(RecoverStart(**OF_HEAT_1, impulse=shot))
        assert desk.timing.runs[(MEN, "qualifying", "1", 1)].gun == first
        assert [ride.time_us for ride in desk.reading(run=2).rides] == [131_000_000, 135_500_000]
        assert [ride.status for ride in desk.reading(run=2).rides] == [RideStatus.CLEAR] * 2
        desk.do(RecordTimed(**OF_HEAT_1))
        assert desk.heat("qualifying", 1).ridden

    def test_gives_no_times_of_the_run_that_is_void(self, desk: TimingDesk) -> None:
        """One had finished before the heat was started again."""
        ridden(desk, without=HALF_LAPS)
        desk.do(CloseRun(**OF_HEAT_1, restarted=True))
        assert desk.codes(RecordTimed(**OF_HEAT_1)) == ["stopped"]
        assert desk.heat("qualifying", 1).rides == ()

    def test_says_which_outcomes_are_set_aside_with_it(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:3], SLOW[:3])
        desk.record("qualifying", 1, "2 DNF")
        desk.do(CloseRun(**OF_HEAT_1, restarted=True))
        assert desk.heat("qualifying", 1).rides == ()
        assert desk.remarks[0] == (
            "Set aside with run 1: 2 DNF. Record or rule again what holds all the same."
        )

    def test_keeps_a_disqualification_and_says_nothing_of_it(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.rule("qualifying", 1, "dsq", 2)
        desk.do(CloseRun(**OF_HEAT_1, restarted=True))
        assert [ride.code for ride in desk.heat("qualifying", 1).rides] == ["DSQ"]
        assert len(desk.remarks) == 1

    def test_is_armed_again_as_its_next_run(self, desk: TimingDesk) -> None:
        self.restarted(desk)
        desk.arm()
        assert desk.run.at[3] == 2

    def test_is_under_way_again_once_the_closing_is_taken_back(self, desk: TimingDesk) -> None:
        self.restarted(desk)
        desk.do(Undo())
        assert desk.heat("qualifying", 1).running is not None
        assert desk.run.at[3] == 1

    def test_a_gun_of_another_heat_leaves_the_run_to_people(self, desk: TimingDesk) -> None:
        """Its missed finish is still to be recorded as of this run."""
        ridden(desk, without=HALF_LAPS)
        desk.do(CloseRun(**OF_HEAT_1, restarted=True, waits=True))
        assert desk.heat("qualifying", 1).running is not None
        desk.record("qualifying", 1, "2 2:11.0 hand", "4 2:15.500")
        assert len(desk.heat("qualifying", 1).runs) == 1

    def test_is_not_taken_for_the_start_of_the_run_under_way(self, desk: TimingDesk) -> None:
        """The second gun, and nobody has said yet that the heat was started again."""
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:4], SLOW[:4])
        gun = desk.run.gun
        shot = desk.pulse("C0", desk.started + 90)
        (refusal,) = desk.refused(RecoverStart(**OF_HEAT_1, impulse=shot.impulse))
        assert str(refusal.text) == "Run 1 of heat 1 was started 1:30.0 s before that."
        assert desk.run.gun == gun
        desk.do(RecoverStart(**OF_HEAT_1, run=1, impulse=shot.impulse))

    def test_the_start_of_a_run_that_is_over_is_moved_only_by_name(self, desk: TimingDesk) -> None:
        ridden(desk)
        gun = desk.run.gun
        assert gun is not None
        desk.do(CloseRun(**OF_HEAT_1))
        asked = RecoverStart(**OF_HEAT_1, us=gun.us - 250_000, reason="read from the film")
        assert desk.codes(asked) == ["closed"]
        assert desk.timing.runs[(MEN, "qualifying", "1", 1)].gun == gun
        desk.do(msgspec.structs.replace(asked, run=1))
        assert "2 B, finish: 2:11.000 becomes 2:11.250." in desk.remarks


class TestAFalseStart:
    def test_stays_stopped_though_the_restart_was_ridden_before_it_was_armed(
        self, desk: TimingDesk
    ) -> None:
        desk.arm()
        desk.gun()
        desk.rule("qualifying", 1, "false-start", 2)
        first = desk.run.at
        desk.now += 60
        shot = desk.pulse("C0", desk.now)
        desk.ride(splits(8.0), splits(8.3))
        stopped = machine(desk.ledger.state, first)
        assert stopped is not None
        assert (stopped.state, stopped.stopped_for) == (State.STOPPED, What.FALSE_START)
        desk.do(CloseRun(competition=MEN, phase="qualifying", heat="1"))
        desk.do(RecoverStart(competition=MEN, phase="qualifying", heat="1", impulse=shot.impulse))
        times = [ride.time_us for ride in desk.reading(run=2).rides]
        assert times == [131_000_000, 135_500_000]

    """UCI 3.2.019: the heat is stopped, and starts again as its next run."""

    def test_stops_the_run_and_the_next_gun_is_of_run_2(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.rule("qualifying", 1, "false-start", 2)
        assert state(desk) is State.STOPPED
        desk.arm()
        assert desk.run.at[3] == 2
        desk.gun()
        desk.ride(splits(8.0), SLOW)
        desk.do(RecordTimed(**OF_HEAT_1))
        assert desk.heat("qualifying", 1).ridden
        assert reading(desk.ledger.state, (MEN, "qualifying", "1", 1)) is not None


class TestAStartThatWasMissed:
    def test_is_recovered_by_the_impulse_that_was_the_gun(self, desk: TimingDesk) -> None:
        shot = desk.pulse("C0", 36_100)
        desk.now = 36_100
        desk.ride(splits(8.0), SLOW)
        assert desk.timing.source("timy").outside == 33  # type: ignore[union-attr]
        desk.do(RecoverStart(**OF_HEAT_1, impulse=shot.impulse))
        assert [ride.status for ride in desk.reading().rides] == [RideStatus.CLEAR] * 2
        desk.do(RecordTimed(**OF_HEAT_1))
        assert len(desk.facts(OutcomesRecorded)) == 1

    def test_is_recovered_by_what_the_clock_showed_with_a_reason(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.now = 36_100
        desk.ride(splits(8.0), SLOW)
        asked = RecoverStart(**OF_HEAT_1, us=36_100_000_000)
        assert desk.codes(asked) == ["no-reason"]
        desk.do(RecoverStart(**OF_HEAT_1, us=36_100_000_000, reason="sensor unplugged"))
        home = desk.reading().assignment.home
        assert home is not None
        assert home.time_us == 131_000_000

    def test_needs_something_that_says_when(self, desk: TimingDesk) -> None:
        assert desk.codes(RecoverStart(**OF_HEAT_1)) == ["no-time"]
        assert desk.codes(RecoverStart(**OF_HEAT_1, impulse=99)) == ["no-impulse"]

    def test_set_again_moves_every_split(self, desk: TimingDesk) -> None:
        ridden(desk)
        gun = desk.run.gun
        assert gun is not None
        desk.do(RecoverStart(**OF_HEAT_1, us=gun.us - 250_000, reason="read from the film"))
        home = desk.reading().assignment.home
        assert home is not None
        assert home.time_us == 131_250_000
        assert "2 B, finish: 2:11.000 becomes 2:11.250." in desk.remarks


class TestUndo:
    def test_of_the_gun_leaves_the_impulses_and_a_second_gun_reads_them_again(
        self, desk: TimingDesk
    ) -> None:
        ridden(desk)
        shot = desk.run.gun
        assert shot is not None
        desk.do(Undo())
        assert desk.run.gun is None
        assert len(desk.run.log) == 33
        desk.do(TakeGun())
        assert desk.reading().rides[0].time_us == 131_000_000

    def test_of_what_was_received_is_not_possible(self, desk: TimingDesk) -> None:
        desk.pulse("C2", 36_001)
        assert desk.codes(Undo(seq=len(desk.ledger.entries))) == ["permanent"]


class TestTheAutomationSwitch:
    def test_is_paused_once_and_resumed_once(self, desk: TimingDesk) -> None:
        desk.do(PauseAutomation(reason="protest"))
        assert desk.timing.paused
        assert desk.codes(PauseAutomation()) == ["not-now"]
        desk.do(ResumeAutomation())
        assert desk.codes(ResumeAutomation()) == ["not-now"]


def attached(name: str, role: Role = "backup") -> AttachSource:
    return AttachSource(attached=SourceAttached(source=name, protocol="timy", role=role))


class TestAnotherSourceIsThePrimary:
    """A device has failed, or is another one on the second day: the roles are changed."""

    def swap(self, desk: TimingDesk) -> None:
        desk.do(attached("timy", "backup"))
        desk.do(attached("spare", "primary"))

    def times(self, desk: TimingDesk) -> list[list[int | None]]:
        return [[split.us for split in ride.splits] for ride in desk.reading().rides]

    def test_none_of_them_is_named_as_such(self, desk: TimingDesk) -> None:
        desk.do(attached("timy", "backup"))
        arm = ArmHeat(competition=MEN, phase="qualifying", heat="1")
        (refusal,) = desk.refused(arm)
        assert refusal.code == "no-source"
        assert str(refusal.remedy) == "Start again with --role timy=primary."

    @pytest.mark.parametrize("over", [False, True])
    def test_a_heat_that_was_ridden_keeps_the_source_it_was_timed_with(
        self, desk: TimingDesk, *, over: bool
    ) -> None:
        desk.do(attached("spare"))
        ridden(desk)
        if over:
            desk.pulse("C2", desk.now + 7)
            desk.go_on(unattended=True)
            assert desk.timing.current is not None
            assert desk.timing.current[2] == "2"
        before = self.times(desk)
        assert before == [[round(at * 1_000_000) for at in ride] for ride in (splits(8.0), SLOW)]
        self.swap(desk)
        assert self.times(desk) == before

    def test_in_mid_ride_it_counts_from_then_on(self, desk: TimingDesk) -> None:
        desk.do(attached("spare"))
        desk.arm()
        gun = desk.gun()
        rides = splits(8.0), SLOW
        desk.ride(*([at for at in ride if at < 60] for ride in rides))
        self.swap(desk)
        later = sorted(
            (at, ("C3", "C2")[(n + back) % 2])
            for back, ride in enumerate(rides)
            for n, at in enumerate(ride)
            if at > 60
        )
        for at, channel in later:
            desk.pulse(channel, gun + at, source="spare")
            desk.pulse(channel, gun + at + 0.2)  # the first device goes on, and counts no more
        assert self.times(desk) == [[round(at * 1_000_000) for at in ride] for ride in rides]
