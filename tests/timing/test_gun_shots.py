"""What the impulses of the gun mean: a gate starts only, a pistol is fired for more."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.run_plan import GunKind
from halflap.timing.assignment import Assignment, CatchReading
from halflap.timing.catch import detect
from halflap.timing.gun_shots import Meaning, RunWindow, Shot, double_shot, meanings, split_runs
from tests.timing.ridden import BACK, HOME, even, ride, us

NOON = us(12 * 3600)


def after(seconds: float) -> Callable[[int, int], bool]:
    """A run is over so long after its gun."""
    return lambda start, at: at - start >= us(seconds)


def read(home: list[float | None], back: list[float | None]) -> Assignment:
    rides = ride(HOME, home), ride(BACK, back)
    return Assignment(*rides, catch=detect(*rides))


def pistol(shots: list[float], reading: Assignment | None = None) -> list[Meaning]:
    """The meanings of the later shots of a run."""
    return [shot.meaning for shot in heard(shots, reading)]


def heard(shots: list[float], reading: Assignment | None = None) -> list[Shot]:
    """The later shots of a run, as they are proposed."""
    window = RunWindow(NOON, shots=tuple(NOON + us(seconds) for seconds in shots))
    return meanings(window, GunKind.PISTOL, reading)[1:]


class TestAGate:
    def test_every_gun_is_a_run(self) -> None:
        runs = split_runs([NOON, NOON + us(600)], GunKind.GATE, after(300))
        assert runs == [RunWindow(NOON, NOON + us(600)), RunWindow(NOON + us(600))]

    def test_a_gun_within_a_run_closes_it_as_restarted(self) -> None:
        runs = split_runs([NOON, NOON + us(90)], GunKind.GATE, after(300))
        assert runs == [
            RunWindow(NOON, NOON + us(90), restarted=True),
            RunWindow(NOON + us(90)),
        ]

    def test_a_repeat_within_two_seconds_is_the_same_start(self) -> None:
        runs = split_runs([NOON, NOON + us(0.004)], GunKind.GATE, after(300))
        assert runs == [RunWindow(NOON, shots=(NOON + us(0.004),))]

    def test_guns_are_taken_in_the_order_of_their_clock(self) -> None:
        runs = split_runs([NOON + us(600), NOON], GunKind.GATE, after(300))
        assert [run.gun for run in runs] == [NOON, NOON + us(600)]

    def test_no_gun_is_no_run(self) -> None:
        assert split_runs([], GunKind.GATE, after(300)) == []

    def test_says_what_each_was(self) -> None:
        window = RunWindow(NOON, NOON + us(90), restarted=True, shots=(NOON + us(0.004),))
        found = meanings(window, GunKind.GATE)
        assert [shot.meaning for shot in found] == [
            Meaning.START,
            Meaning.REPEAT,
            Meaning.RESTART,
        ]
        assert str(found[2].text) == (
            "1:30.000: the gun again before the run was over; this run is closed as restarted."
        )


class TestAPistol:
    def test_later_shots_within_a_run_start_nothing(self) -> None:
        guns = [NOON, NOON + us(255), NOON + us(258), NOON + us(900)]
        runs = split_runs(guns, GunKind.PISTOL, after(400))
        assert runs == [
            RunWindow(NOON, NOON + us(900), shots=(NOON + us(255), NOON + us(258))),
            RunWindow(NOON + us(900)),
        ]

    @given(
        guns=st.lists(st.integers(0, 10**10), max_size=12, unique=True),
        kind=st.sampled_from(GunKind),
        lasts=st.integers(1, 600),
    )
    def test_every_gun_is_in_exactly_one_run(
        self, guns: list[int], kind: GunKind, lasts: int
    ) -> None:
        runs = split_runs(guns, kind, after(lasts))
        assert sorted(at for run in runs for at in (run.gun, *run.shots)) == sorted(guns)
        assert all(run.until == following.gun for run, following in pairwise(runs))


class TestUci3_2_073AShotForEachFinish:
    READING = read(even(12, 8, 32), even(13, 8.05, 32))  # 4:20.000 and 4:22.550

    def test_is_proposed_as_the_finish_of_that_rider(self) -> None:
        first, second = heard([260.3, 262.9], self.READING)
        assert (first.meaning, first.side) == (Meaning.FINISH, HOME)
        assert (second.meaning, second.side) == (Meaning.FINISH, BACK)
        assert str(first.text) == "4:20.300: the finish, the rider of the home line."

    def test_one_shot_belongs_to_the_nearer_finish(self) -> None:
        (shot,) = heard([262.6], self.READING)
        assert (shot.meaning, shot.side) == (Meaning.FINISH, BACK)

    def test_a_shot_that_fits_nothing_is_left_open(self) -> None:
        (shot,) = heard([123.1], self.READING)
        assert (shot.meaning, shot.side) == (Meaning.UNKNOWN, None)
        assert str(shot.text) == (
            "2:03.100: a shot that fits no finish and no catch. Say what it was."
        )

    def test_the_catch(self) -> None:
        reading = read(even(12, 8, 24), even(12, 9, 24))
        assert isinstance(reading.catch, CatchReading)
        (shot,) = heard([84.5], reading)  # 8 s to make up at 1 s a half lap: level at 1:24
        assert (shot.meaning, shot.side) == (Meaning.CATCH, HOME)

    @pytest.mark.parametrize(
        ("shot", "meaning"),
        [(63.5, Meaning.CATCH), (69.9, Meaning.CATCH), (75.4, Meaning.UNKNOWN)],
    )
    def test_the_catch_may_be_shot_when_it_shows_at_the_line(
        self, shot: float, meaning: Meaning
    ) -> None:
        # level at 1:03.4; seen at the line where the caught rider ends half lap 8, at 1:10.35
        home = ride(HOME, [12.7, 19.8, 26.9, 34.0, 41.1, 48.3, 55.3, 62.38, 69.65, 76.9, 84.0])
        back = ride(BACK, [13.6, 21.6, 29.8, 37.8, 45.8, 54.0, 62.26, 70.35, 78.4, 86.6, 94.6])
        (heard_shot,) = heard([shot], Assignment(home, back, catch=detect(home, back)))
        assert heard_shot.meaning is meaning

    def test_an_echo_is_no_second_shot(self) -> None:
        assert pistol([260.3, 260.35], self.READING) == [Meaning.FINISH, Meaning.REPEAT]


class TestUci3_2_019TheDoubleShot:
    def test_is_the_signal_to_stop(self) -> None:
        shots = heard([61.0, 61.6])
        assert [shot.meaning for shot in shots] == [Meaning.STOP, Meaning.STOP]
        assert str(shots[0].text) == ("1:01.000: a double shot, 0.60 s apart: the signal to stop.")
        assert shots[0].other is None

    @pytest.mark.parametrize(("apart", "stops"), [(1.49, True), (1.51, False)])
    def test_within_a_second_and_a_half(self, apart: float, stops: bool) -> None:
        expected = Meaning.STOP if stops else Meaning.UNKNOWN
        assert pistol([61.0, 61.0 + apart]) == [expected, expected]
        assert (double_shot([us(61), us(61 + apart)]) is not None) is stops

    def test_two_finishes_within_a_second_are_announced_with_both_readings(self) -> None:
        reading = read(even(12, 8, 32), even(12.4, 8, 32))
        shots = heard([260.2, 260.7], reading)
        assert [shot.meaning for shot in shots] == [Meaning.FINISH, Meaning.FINISH]
        assert {shot.side for shot in shots} == {HOME, BACK}
        assert [shot.other for shot in shots] == [Meaning.STOP, Meaning.STOP]
        assert "Announce which it was." in str(shots[0].text)

    def test_two_shots_at_one_finish_may_be_either(self) -> None:
        shots = heard([260.1, 260.6], TestUci3_2_073AShotForEachFinish.READING)
        assert [shot.meaning for shot in shots] == [Meaning.STOP, Meaning.STOP]
        assert shots[0].other is Meaning.FINISH

    def test_finishes_are_not_taken_for_a_double_shot(self) -> None:
        finishes = [us(260), us(260.4)]
        assert double_shot([us(260.2), us(260.7)], finishes) is None
        assert double_shot([us(61), us(61.5), us(260.2), us(260.7)], finishes) == us(61)
        assert double_shot([us(260.1), us(260.6)], [us(260)]) == us(260.1)
