"""A clock set by a fraction of a second, seen in when its impulses arrive (the second law)."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.timing import clock_shift
from halflap.timing.clock_shift import Arrival, ClockShift, shifted
from halflap.timing.clocks import NoteKind, Unwrapper
from tests.timing.ridden import us

NOON = us(12 * 3600)


def notes(
    delays: list[float],
    *,
    set_at: int = 10**9,
    by: float = 0.0,
    gap: float = 2.0,
    ppm: float = 0.0,
) -> list[ClockShift]:
    """What an unwrapper says of impulses ``gap`` s apart that come so many seconds late.

    From impulse ``set_at`` on the clock shows ``by`` seconds more.
    """
    clock, found = Unwrapper("timy"), []
    for n, delay in enumerate(delays):
        true = n * gap
        shown = NOON + us(true * (1 + ppm / 1e6) + (by if n >= set_at else 0))
        clock, _, note = clock.step(shown, False, us(100 + true + delay))
        if note is not None:
            assert note.kind is NoteKind.SHIFT, note
            assert note.doubtful
            assert note.shift is not None
            found.append(note.shift)
    return found


class TestAClockSetByAFractionOfASecond:
    @pytest.mark.parametrize(
        ("by", "later"),
        [(0.05, 4), (0.12, 4), (0.4, 4), (-0.05, 12), (-0.09, 12), (-0.4, 6)],
    )
    def test_is_found_some_impulses_later(self, by: float, later: int) -> None:
        delays = [0.004 + 0.002 * (n % 3) for n in range(40)]
        assert notes(delays[: 19 + later], set_at=20, by=by) == []
        (shift,) = notes(delays[: 20 + later], set_at=20, by=by)
        assert (shift.from_us, shift.to_us) == (NOON + us(38), NOON + us(40 + by))
        assert abs(shift.by_us - us(by)) <= us(0.004)
        assert len(notes(delays, set_at=20, by=by)) == 1

    @pytest.mark.parametrize("by", [0.3, -0.3])
    def test_is_found_with_three_impulses_before_it(self, by: float) -> None:
        (shift,) = notes([0.004] * 20, set_at=3, by=by)
        assert shift.by_us == us(by)

    def test_is_found_on_a_line_with_lone_late_ones(self) -> None:
        delays = [0.2 if n in (9, 31) else 0.004 for n in range(60)]
        (shift,) = notes(delays, set_at=40, by=-0.1)
        assert shift.by_us == us(-0.1)

    def test_is_found_at_midnight(self) -> None:
        for before in range(1, 16):
            clock, found = Unwrapper("timy"), []
            for n in range(30):
                shown = us(24 * 3600 - before * 2 + (n - 10) * 2 + (0.3 if n >= 10 else 0))
                clock, _, note = clock.step(shown, False, us(100 + n * 2))
                found += [note.kind] if note is not None else []
            assert found.count(NoteKind.SHIFT) == 1, before

    def test_is_where_the_clock_stands_from_then_on(self) -> None:
        """Set back by 0.4 s; 0.15 s more is a slow line, and no clock set to another time."""
        delays = [0.15 if 40 <= n < 44 else 0.005 for n in range(60)]
        assert [shift.by_us for shift in notes(delays, set_at=20, by=-0.4)] == [us(-0.4)]

    def test_says_when_by_how_much_and_what_to_do(self) -> None:
        (ahead,) = notes([0.004] * 40, set_at=20, by=0.25)
        assert str(ahead.text) == (
            "Between 12:00:38 and 12:00:40 the clock timy was set ahead by about 0.250 s: its"
            " impulses come sooner than they can. Times across that moment are doubtful: compare"
            " them with another source or a hand time, and leave the clock alone while riders are"
            " on the track."
        )
        (back,) = notes([0.004] * 40, set_at=20, by=-0.25)
        assert str(back.text) == (
            "From 12:00:39 on, impulses of the clock timy come about 0.250 s later than before"
            " 12:00:38: it was set back, or the line to the device became slower. Times across"
            " that moment are doubtful: compare them with another source or a hand time."
        )

    def test_and_back_again_is_found_twice(self) -> None:
        delays = [0.004] * 60
        clock, found = Unwrapper("timy"), []
        for n, delay in enumerate(delays):
            by = 0.3 if 20 <= n < 40 else 0.0
            shown = NOON + us(n * 2.0 + by)
            clock, _, note = clock.step(shown, False, us(100 + n * 2.0 + delay))
            found += [note.shift] if note is not None else []
        assert [one.by_us for one in found if one is not None] == [us(0.3), us(-0.3)]


class TestALineThatIsOnlySlow:
    @pytest.mark.parametrize("most", [0.005, 0.05, 0.2])
    def test_is_no_step_while_it_is_as_slow_as_ever(self, most: float) -> None:
        for seed in range(200):
            random = Random(seed)
            assert notes([random.uniform(0.001, most) for _ in range(70)]) == []

    def test_is_no_step_with_two_kinds_of_delay(self) -> None:
        """Acknowledgements that wait for 40 ms, three times in ten."""
        for seed in range(200):
            random = Random(seed)
            delays = [random.choice([0.001] * 7 + [0.041] * 3) for _ in range(70)]
            assert notes(delays) == []

    @pytest.mark.parametrize(("late", "count"), [(0.09, 11), (0.45, 5)])
    def test_is_no_step_where_it_does_not_last(self, late: float, count: int) -> None:
        delays = [late if 30 <= n < 30 + count else 0.005 for n in range(70)]
        assert notes(delays) == []

    def test_is_told_once_to_be_slow_for_a_while_and_then_known(self) -> None:
        delays = [0.045 if n // 30 % 2 else 0.005 for n in range(300)]
        slower, as_before = notes(delays)
        assert (slower.by_us, as_before.by_us) == (us(-0.04), us(0.04))
        assert "it was set back, or the line to the device became slower" in str(slower.text)
        assert str(as_before.text) == (
            "From 12:02:00 on, impulses of the clock timy come as they did at first: the line was"
            " slow for a while, or the clock was set twice. Only finishes in between stay"
            " doubtful."
        )

    def test_is_no_step_for_one_late_burst(self) -> None:
        delays = [0.004] * 70
        delays[30:36] = [0.4, 0.3, 0.2, 0.1, 0.05, 0.004]  # held up, and delivered together
        assert notes(delays, gap=0.1) == []

    def test_is_no_step_when_nothing_was_heard_for_an_hour(self) -> None:
        before = tuple(Arrival(NOON + us(n), us(100 + n)) for n in range(8))
        late = us(3600)
        drift = late * 50 // 1_000_000
        after = tuple(Arrival(NOON + late + us(n), us(100 + n) + late + drift) for n in range(20))
        assert shifted("timy", before + after) is None

    @pytest.mark.parametrize("ppm", [-60, 60])
    def test_is_no_step_where_the_clock_drifts(self, ppm: float) -> None:
        assert notes([0.004] * 400, ppm=ppm, gap=5.0) == []


class TestOutOfAMemory:
    def test_what_is_sent_again_says_nothing_of_the_clock(self) -> None:
        clock = Unwrapper("timy")
        for n in range(12):
            clock, _, _ = clock.step(NOON + us(n * 2), False, us(100 + n * 2))
        for n in range(12):
            clock, _, note = clock.step(NOON + us(n * 2), False, us(130 + n), resent=True)
            assert note is None


class TestTheCheapLook:
    """What is looked at after every impulse hides no shift from the whole look."""

    @given(
        st.lists(st.tuples(st.integers(0, 20_000_000), st.integers(-300_000, 300_000)), max_size=64)
    )
    def test_never_hides_a_shift(self, steps: list[tuple[int, int]]) -> None:
        host, arrivals = 0, []
        for gap_us, off_us in steps:
            host += gap_us
            arrivals.append(Arrival(NOON + host + off_us, host))
        found = shifted("timy", tuple(arrivals))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(clock_shift, "_may_be_shifted", lambda _: True)
            assert shifted("timy", tuple(arrivals)) == found

    @given(st.integers(3, 30), st.integers(12, 30), st.integers(-400_000, 400_000))
    def test_nor_one_that_there_is(self, before: int, after: int, by_us: int) -> None:
        arrivals = tuple(
            Arrival(NOON + us(2 * n) + (by_us if n >= before else 0), us(2 * n + 0.004))
            for n in range(before + after)
        )
        found = shifted("timy", arrivals)
        if abs(by_us) > 70_000:
            assert found is not None
            assert found.by_us == by_us
