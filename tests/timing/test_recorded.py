"""timing/recorded.py: how the lines of a recording become runs, and what ended each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halflap.sport.heat import Side
from halflap.sport.impulse import DAY_US, Impulse
from halflap.sport.run_plan import GunKind, RunPlan
from halflap.sport.track import Track
from halflap.timing.assignment import DoubtCode, RideReading, RideStatus
from halflap.timing.recorded import RecordedRun, RunEnd, time_recording
from halflap.timing.recorded_lines import Input, Line, recording_of

SECOND = 1_000_000
NOON = 12 * 3600 * SECOND
PLAN = RunPlan(Track(Fraction(250)).course(2000))
HALF_LAPS = 16
CHANNELS = {Input.GUN: "C0", Input.HOME: "C2", Input.BACK: "C3", Input.OTHER: "C7"}
LINES = {Side.HOME: Input.HOME, Side.BACK: Input.BACK}


def us(seconds: float) -> int:
    return round(seconds * SECOND)


def passings(
    side: Side, seed: int = 1, half_lap: float = 8.0, half_laps: int = HALF_LAPS
) -> list[float]:
    """Elapsed seconds of each half lap, and of two more after the finish."""
    rng = Random(f"{seed} {side.value}")
    at = [half_lap * 1.55]
    for n in range(1, half_laps + 2):
        slower = 1.2 if n >= half_laps else 1.0
        at.append(at[-1] + half_lap * slower + rng.uniform(-0.15, 0.15))
    return at


def rolled(side: Side, at: Sequence[float]) -> list[tuple[Input, float]]:
    """Wheels over the own line after the start, and the passings on the two lines."""
    own, other = LINES[side], LINES[side.other]
    ridden = [(other if n % 2 else own, seconds) for n, seconds in enumerate(at, 1)]
    return [(own, 0.9 if side is Side.HOME else 1.1), (own, 1.3), *ridden]


HOME, BACK = passings(Side.HOME), passings(Side.BACK, half_lap=8.2)


def heat(home: Sequence[float] = HOME, back: Sequence[float] = BACK) -> list[tuple[Input, float]]:
    """A gun and both rides, seconds since the gun, in order."""
    found = [(Input.GUN, 0.0)]
    found += rolled(Side.HOME, home) if home else []
    found += rolled(Side.BACK, back) if back else []
    return sorted(found, key=lambda one: one[1])


def at(start_us: int, *heats: Sequence[tuple[Input, float]], gap: float = 120.0) -> list[Line]:
    """Heats one after the other, ``gap`` seconds from the last impulse to the next gun."""
    found: list[Line] = []
    gun = start_us
    for each in heats:
        for input_, seconds in each:
            found.append(line(len(found) + 1, input_, gun + us(seconds)))
        gun += us(each[-1][1] + gap)
    return found


def line(number: int, input_: Input, at_us: int) -> Line:
    return Line(number, input_, Impulse(CHANNELS[input_], at_us % DAY_US))


def renumbered(lines: Iterable[Line]) -> list[Line]:
    return [replace(one, line=number) for number, one in enumerate(lines, 1)]


def given_times(ride: RideReading | None) -> list[float | None]:
    assert ride
    return [None if split.us is None else split.us / SECOND for split in ride.splits]


def codes(ride: RideReading | None) -> set[DoubtCode]:
    assert ride
    return {doubt.code for doubt in ride.doubts}


def is_right(run: RecordedRun, home: Sequence[float] = HOME, back: Sequence[float] = BACK) -> bool:
    """Both rides clear, every half lap as it was ridden."""
    for ride, ridden in ((run.reading.home, home), (run.reading.back, back)):
        if ride is None or ride.status is not RideStatus.CLEAR:
            return False
        if given_times(ride) != [
            pytest.approx(seconds, abs=1e-6) for seconds in ridden[:HALF_LAPS]
        ]:
            return False
    return True


def whys(run: RecordedRun) -> dict[int, str]:
    return {one.line: str(one.why) for one in run.unassigned}


class TestRuns:
    def test_one_run(self) -> None:
        (run,) = time_recording(at(NOON, heat()), PLAN)
        assert is_right(run)
        assert (run.gun_us, run.end) == (NOON, RunEnd.FINISHED)

    def test_several_runs_each_with_its_own_gun(self) -> None:
        other = passings(Side.HOME, seed=2)
        runs = time_recording(at(NOON, heat(), heat(home=other), heat()), PLAN)
        ridden = zip(runs, (HOME, other, HOME), strict=True)
        assert [is_right(run, home) for run, home in ridden] == [True, True, True]
        assert {run.end for run in runs} == {RunEnd.FINISHED}

    def test_a_gun_within_a_run_closes_it_as_restarted(self) -> None:
        false_start = [one for one in heat() if one[1] < 15]
        first, second = time_recording(at(NOON, false_start, heat(), gap=40), PLAN)
        assert first.end is RunEnd.RESTARTED
        assert is_right(second)

    def test_a_gun_just_before_the_last_finish_is_not_after_the_run(self) -> None:
        """A gate that fires while a rider is on the last half lap: nobody has finished by then."""
        cut = max(HOME[HALF_LAPS - 1], BACK[HALF_LAPS - 1]) - 2
        first = [one for one in heat() if one[1] < cut]
        runs = time_recording(at(NOON, first, heat(), gap=0.5), PLAN)
        assert runs[0].end is RunEnd.RESTARTED

    def test_a_missed_finish_long_before_the_next_gun_has_ended_the_run(self) -> None:
        lines = [one for one in heat() if one != (Input.HOME, HOME[HALF_LAPS - 1])]
        first, second = time_recording(at(NOON, lines, heat()), PLAN)
        assert first.end is RunEnd.FINISHED
        assert first.reading.home
        assert first.reading.home.status is RideStatus.INCOMPLETE
        assert first.reading.back
        assert first.reading.back.status is RideStatus.CLEAR
        assert is_right(second)

    def test_nothing_after_it_leaves_a_run_open(self) -> None:
        (run,) = time_recording(at(NOON, [one for one in heat() if one[1] < 60]), PLAN)
        assert run.end is RunEnd.OPEN

    def test_nobody_on_a_straight_is_no_ride(self) -> None:
        (run,) = time_recording(at(NOON, heat(back=())), PLAN)
        assert run.reading.back is None
        assert given_times(run.reading.home) == pytest.approx(HOME[:HALF_LAPS], abs=1e-6)

    def test_without_a_gun_there_is_no_run(self) -> None:
        lines = [one for one in at(NOON, heat()) if one.input is not Input.GUN]
        assert time_recording(lines, PLAN) == []
        assert time_recording([], PLAN) == []

    @settings(max_examples=15, deadline=None)
    @given(st.integers(0, DAY_US - 1), st.integers(1, 50))
    def test_at_any_time_of_day(self, start_us: int, seed: int) -> None:
        home = passings(Side.HOME, seed)
        (run,) = time_recording(at(start_us, heat(home=home)), PLAN)
        assert is_right(run, home)
        assert run.gun_us == start_us


class TestARecoveredStart:
    def without_gun(self, lines: Sequence[Line]) -> list[Line]:
        return [one for one in lines if one.input is not Input.GUN]

    @pytest.mark.parametrize("gun_us", [NOON, 0, us(3), DAY_US - us(70)])
    def test_is_timed_as_if_it_were_there(self, gun_us: int) -> None:
        warm_up = [(Input.HOME, -4000.0 + n * 400) for n in range(5)]
        lines = self.without_gun(at(gun_us, [*warm_up, *heat()]))
        (run,) = time_recording(lines, PLAN, gun_at_us=gun_us)
        assert is_right(run)
        assert run.gun_us == gun_us

    def test_of_the_second_of_three_runs_across_midnight(self) -> None:
        lines = at(DAY_US - us(300), heat(), heat(), heat())
        guns = [one for one in lines if one.input is Input.GUN]
        runs = time_recording(
            [one for one in lines if one is not guns[1]], PLAN, gun_at_us=guns[1].impulse.us
        )
        assert [is_right(run) for run in runs] == [True, True, True]
        assert runs[1].gun_us == guns[1].impulse.us


class TestAPistol:
    FINISHES = (HOME[HALF_LAPS - 1], BACK[HALF_LAPS - 1])

    def shot(self, *seconds: float) -> list[tuple[Input, float]]:
        return sorted([*heat(), *((Input.GUN, each) for each in seconds)], key=lambda one: one[1])

    def test_later_shots_start_nothing_and_say_what_they_mean(self) -> None:
        home, back = self.FINISHES
        lines = at(NOON, self.shot(home + 0.3, back + 0.2), heat())
        first, second = time_recording(lines, PLAN, GunKind.PISTOL)
        assert is_right(first)
        assert is_right(second)
        shots = [one.line for one in lines if one.input is Input.GUN][1:3]
        said = whys(first)
        assert [said[number].partition(": ")[2] for number in shots] == [
            "the finish, the rider of the home line.",
            "the finish, the rider of the back line.",
        ]

    def test_a_double_shot_stops_the_run_and_the_next_one_starts_anew(self) -> None:
        stopped = [one for one in self.shot(30.0, 30.6) if one[1] < 50]
        lines = at(NOON, stopped, heat())
        first, second = time_recording(lines, PLAN, GunKind.PISTOL)
        assert first.end is RunEnd.STOPPED
        assert all(seconds is None or seconds <= 30 for seconds in given_times(first.reading.home))
        assert "Came after the run was stopped." in whys(first).values()
        assert is_right(second)

    def test_shots_at_the_finish_of_a_gate_are_starts(self) -> None:
        runs = time_recording(at(NOON, self.shot(self.FINISHES[1] + 3)), PLAN)
        assert len(runs) == 2


class TestLinesThatAreNotTimedWith:
    def test_a_re_send_counts_once(self) -> None:
        lines = at(NOON, heat())
        (run,) = time_recording(renumbered([*lines[:20], *lines[10:20], *lines[20:]]), PLAN)
        assert is_right(run)
        assert whys(run)[21] == "The same impulse as in line 11, sent again."

    @pytest.mark.parametrize("taken", [14, 15])
    def test_what_the_device_took_back_leaves_a_gap(self, taken: int) -> None:
        lines = at(NOON, heat())
        gone = lines[taken]
        back = replace(gone, impulse=replace(gone.impulse, withdrawn=True))
        (run,) = time_recording(renumbered([*lines[: taken + 2], back, *lines[taken + 2 :]]), PLAN)
        assert whys(run)[taken + 1] == "The device took this time back."
        assert whys(run)[taken + 3] == "The device says here that it takes a time back."
        gaps = [ride for ride in (run.reading.home, run.reading.back) if None in given_times(ride)]
        assert [codes(ride) for ride in gaps] == [{DoubtCode.MISSING}]

    def test_what_the_device_took_back_and_gave_again_counts(self) -> None:
        """Its last word: THCOM08 sends T- and T* with the same time for a corrected number."""
        lines = at(NOON, heat())
        gone = lines[14]
        back = replace(gone, impulse=replace(gone.impulse, withdrawn=True))
        (run,) = time_recording(renumbered([*lines[:16], back, gone, *lines[16:]]), PLAN)
        assert is_right(run)
        assert whys(run)[17] == "The device says here that it takes a time back."
        assert whys(run)[18] == "The same impulse as in line 15, sent again."

    def test_what_was_taken_back_much_later_does_not_set_the_clock(self) -> None:
        lines = at(NOON, heat())
        gone = [replace(one, impulse=replace(one.impulse, withdrawn=True)) for one in lines[4:9]]
        (run,) = time_recording(renumbered([*lines, *gone]), PLAN)
        missing = [ride for ride in (run.reading.home, run.reading.back) if ride is not None]
        assert [ride.time_us is not None for ride in missing] == [True, True]
        assert DoubtCode.CLOCK not in {code for ride in missing for code in codes(ride)}

    def test_another_input_is_listed(self) -> None:
        lines = at(NOON, sorted([*heat(), (Input.OTHER, 50.0)], key=lambda one: one[1]))
        (run,) = time_recording(lines, PLAN)
        assert is_right(run)
        (other,) = [one for one in run.unassigned if one.channel == "C7"]
        assert str(other.why) == "An input that is neither the gun nor a pursuit line."

    def test_a_transponder_of_somebody_else_is_listed(self) -> None:
        lines = at(NOON, heat())
        lines[20] = replace(lines[20], impulse=replace(lines[20].impulse, ref="77"))
        plan = replace(PLAN, refs=((Side.HOME, "1"), (Side.BACK, "2")))
        (run,) = time_recording(lines, plan)
        assert whys(run)[21] == "The transponder of somebody who is not in this run."

    @settings(max_examples=15, deadline=None)
    @given(st.integers(1, 30), st.integers(1, 4), st.booleans())
    def test_late_lines_go_where_their_clock_puts_them(
        self, first: int, count: int, memory: bool
    ) -> None:
        lines = at(NOON, heat())
        late = lines[first : first + count]
        if memory:
            late = [replace(one, impulse=replace(one.impulse, memory=True)) for one in late]
        later = first + count + 3
        moved = renumbered([*lines[:first], *lines[first + count : later], *late, *lines[later:]])
        (run,) = time_recording(moved, PLAN)
        assert is_right(run)

    def test_in_the_order_of_the_file_each_once(self) -> None:
        (run,) = time_recording(at(NOON, heat()), PLAN)
        used = [
            key
            for ride in (run.reading.home, run.reading.back)
            if ride
            for split in ride.splits
            for key in split.keys
        ]
        left = [one.line for one in run.unassigned]
        assert left == sorted(left)
        assert sorted([*used, *left]) == list(range(2, len(heat()) + 1))


class TestAClockThatWasSetInMidRun:
    def stepped(self, seconds: float, after: float = 60.0, sides: str = "both") -> RecordedRun:
        """A run whose clock was set by so much ``after`` seconds."""
        ridden = heat() if sides == "both" else heat(back=())
        moved = [(one, at_ + seconds if at_ > after else at_) for one, at_ in ridden]
        return time_recording(at(NOON, moved), PLAN)[0]

    @pytest.mark.parametrize(
        "seconds", [0.8, 1, 3, 5, 20, 100, 900, 7200, -0.8, -1, -3, -20, -100, -3600, -11.9 * 3600]
    )
    def test_no_time_is_clear(self, seconds: float) -> None:
        run = self.stepped(seconds)
        for ride in (run.reading.home, run.reading.back):
            assert ride
            assert ride.status is not RideStatus.CLEAR
        assert DoubtCode.CLOCK in codes(run.reading.home) | codes(run.reading.back)

    @pytest.mark.parametrize("seconds", [3, 5, 100, -3, -5, -100])
    def test_nor_is_that_of_a_rider_alone(self, seconds: float) -> None:
        run = self.stepped(seconds, sides="home")
        assert run.reading.home
        assert run.reading.home.status is not RideStatus.CLEAR
        if seconds != -5:  # then it looks like two riders, neither of whom finishes
            assert DoubtCode.CLOCK in codes(run.reading.home)

    def test_what_came_afterwards_is_listed(self) -> None:
        run = self.stepped(-3600)
        after = [number for number, one in enumerate(heat(), 1) if one[1] > 60]
        said = whys(run)
        assert {said[number] for number in after} == {
            "The clock of the device was set or restarted: this reading cannot be compared with "
            "the gun."
        }

    def test_a_clock_that_is_set_between_two_runs_harms_neither(self) -> None:
        lines = [*at(NOON, heat()), *at(NOON - us(3600), [(Input.HOME, -30.0), *heat()])]
        runs = time_recording(renumbered(lines), PLAN)
        assert [is_right(run) for run in runs] == [True, True]

    def test_both_riders_slower_by_turns_is_no_clock(self) -> None:
        """One rider loses a second in one half lap, the other two half laps later."""
        home = [at_ + (1.0 if n > 5 else 0.0) for n, at_ in enumerate(HOME)]
        back = [at_ + (1.0 if n > 8 else 0.0) for n, at_ in enumerate(BACK)]
        (run,) = time_recording(at(NOON, heat(home, back)), PLAN)
        assert DoubtCode.CLOCK not in codes(run.reading.home) | codes(run.reading.back)

    @pytest.mark.parametrize(("seconds", "clock"), [(-0.5, False), (-1.5, True)])
    def test_who_rides_in_step_is_quicker_at_once_as_well(
        self, seconds: float, clock: bool
    ) -> None:
        """Each passes a line whenever the other does: what one wins in a half lap, both win."""
        ridden = [at_ + (seconds if n > 10 else 0.0) for n, at_ in enumerate(HOME)]
        (run,) = time_recording(at(NOON, heat(ridden, ridden)), PLAN)
        assert (DoubtCode.CLOCK in codes(run.reading.home)) is clock

    def test_a_rider_who_stops_is_no_clock(self) -> None:
        warm_up = [(Input.HOME, 500.0 + n * 6) for n in range(20)]
        (run,) = time_recording(at(NOON, [*heat(home=HOME[:6]), *warm_up]), PLAN)
        assert codes(run.reading.home) == {DoubtCode.MISSING}
        assert run.reading.back
        assert run.reading.back.status is RideStatus.CLEAR


class TestARiderAlone:
    """Whoever is not there is not made up, however unsteady the rider is who is."""

    FADING = (
        *(13.124, 22.051, 31.014, 40.181, 49.553, 58.861, 68.415, 77.675, 87.059, 96.558, 105.952),
        *(115.202, 124.681, 134.197, 143.561, 152.903, 162.277, 171.718, 181.136, 190.549, 199.999),
        *(209.424, 218.928, 228.404, 237.895, 247.402, 256.913, 266.431, 275.957, 285.525, 295.082),
        *(304.618, 314.051, 324.298, 337.384),
    )
    WAVERING = (
        *(
            10.897,
            19.169,
            27.021,
            34.767,
            42.5,
            50.126,
            57.902,
            65.624,
            73.4,
            81.228,
            89.167,
            97.169,
        ),
        *(105.121, 112.918, 120.642, 128.389, 136.016, 143.756, 151.45, 158.908, 166.761, 174.716),
        *(182.579, 190.526, 198.357, 206.119, 213.857, 221.496, 229.245, 237.098, 244.91, 252.842),
        *(260.741, 272.304, 285.216, 302.151),
    )

    @pytest.mark.parametrize(
        ("side", "ridden"), [(Side.HOME, FADING), (Side.BACK, WAVERING)], ids=["fading", "wavering"]
    )
    def test_is_timed_alone(self, side: Side, ridden: Sequence[float]) -> None:
        plan = RunPlan(Track(Fraction(250)).course(4000))
        there = {"home": ridden, "back": ()} if side is Side.HOME else {"home": (), "back": ridden}
        (run,) = time_recording(at(NOON, heat(**there)), plan)
        assert run.end is RunEnd.FINISHED
        assert run.reading.ride(side.other) is None
        ride = run.reading.ride(side)
        assert ride is not None
        assert ride.status is RideStatus.CLEAR
        assert [split.us for split in ride.splits] == [us(each) for each in ridden[:32]]


class TestADistanceThatIsTooShort:
    """The riders go on as before: that is said, for the times look as right as any."""

    def test_shows_in_riders_who_go_on_at_race_pace(self) -> None:
        short = RunPlan(Track(Fraction(250)).course(1000))
        (run,) = time_recording(at(NOON, heat()), short)
        assert run.rode_on
        (run,) = time_recording(at(NOON, heat()), PLAN)
        assert not run.rode_on

    @pytest.mark.parametrize("slower", [1.05, 1.1, 1.5])
    def test_is_not_put_down_to_who_eases_off(self, slower: float) -> None:
        on = [HOME[HALF_LAPS - 1] + 8.0 * slower * n for n in range(1, 7)]
        (run,) = time_recording(at(NOON, heat(home=[*HOME[:HALF_LAPS], *on])), PLAN)
        assert not run.rode_on


class TestAHugeRecording:
    def test_impulses_outside_a_run_cost_little(self) -> None:
        """20,000 lines of warm-up before and after: they are looked up, not gone through."""
        before = [(Input.HOME if n % 2 else Input.BACK, -11_000.0 + n) for n in range(10_000)]
        after = [(Input.HOME if n % 2 else Input.BACK, 2_000.0 + n) for n in range(10_000)]
        (run,) = time_recording(at(NOON, [*before, *heat(), *after]), PLAN)
        assert is_right(run)
        assert len(run.unassigned) < 20


class TestTheRecordingByItsClock:
    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.integers(0, 3600), min_size=1, max_size=40), st.integers(0, DAY_US - 1))
    def test_every_line_stands_once_in_an_epoch_in_order(
        self, seconds: list[int], start_us: int
    ) -> None:
        lines = [line(n, Input.HOME, start_us + us(each)) for n, each in enumerate(seconds, 1)]
        recording = recording_of(lines)
        stamped = [one for epoch in recording.epochs for one in epoch.stamped]
        assert sorted(one.source.line for one in stamped) == [one.line for one in lines]
        for epoch in recording.epochs:
            assert all(one <= other for one, other in pairwise(epoch.stamps))
            first, last = epoch.stamps[0], epoch.stamps[-1]
            assert list(epoch.between(first, last + 1)) == list(epoch.stamped)
            assert list(epoch.between(last + 1, last + 2)) == []
