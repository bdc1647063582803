"""How one clock is read on another: offset, drift, uncertainty, and pairs that are wrong."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.timing.mapping import (
    ClockMapping,
    estimate,
    match,
    voted_offset,
)
from tests.timing.ridden import us

NOON = us(12 * 3600)


def passings(count: int = 60, gap: float = 4.0) -> list[int]:
    """Impulses of one line, a front and a rear wheel each."""
    found = []
    for n in range(count):
        front = NOON + us(n * gap)
        found += [front, front + us(0.062)]
    return found


def seen(readings: list[int], offset: int, ppb: int, seed: int = 0, jitter: int = 0) -> list[int]:
    """What a second clock showed for them."""
    random = Random(seed)
    return [
        a + offset + (a - NOON) * ppb // 10**9 + random.randint(-jitter, jitter) for a in readings
    ]


def pairs(
    offset: int, ppb: int, jitter: int = 0, seed: int = 0, gap: float = 4.0
) -> list[tuple[int, int]]:
    a = passings(gap=gap)
    return list(zip(a, seen(a, offset, ppb, seed, jitter), strict=True))


def made(mapping: ClockMapping | None) -> ClockMapping:
    assert mapping is not None
    return mapping


class TestOffsetAndDrift:
    def test_exactly_from_exact_pairs(self) -> None:
        found = made(estimate(pairs(us(2.5), 20_000)))
        assert abs(found.map(NOON + us(120)) - (NOON + us(122.5) + 2400)) <= 1
        assert abs(found.drift_ppb - 20_000) <= 10
        assert abs(found.drift_us_per_hour - 72_000) <= 40  # 72 ms in an hour
        assert (found.pairs, found.rejected, found.worst_us) == (120, 0, 0)

    def test_one_pair_gives_an_offset_with_the_drift_any_clock_may_have(self) -> None:
        found = made(estimate([(NOON, NOON + 700)]))
        assert (found.map(NOON), found.drift_ppb, found.pairs) == (NOON + 700, 0, 1)
        # 50 parts in a million over 100 s are 5 ms
        assert found.uncertainty_at(NOON + us(100)) >= 5000

    def test_no_pair_gives_nothing(self) -> None:
        assert estimate([]) is None

    @given(
        offset=st.integers(-(10**11), 10**11),
        ppb=st.integers(-100_000, 100_000),
        seed=st.integers(0, 10_000),
    )
    def test_never_at_twice_its_uncertainty(self, offset: int, ppb: int, seed: int) -> None:
        found = made(estimate(pairs(offset, ppb, jitter=300, seed=seed)))
        assert all(wrong <= 2 * said for wrong, said in self.missed_by(found, offset, ppb))

    def test_within_its_uncertainty_as_often_as_three_standard_deviations_are(self) -> None:
        asked = [
            wrong <= said
            for seed in range(400)
            for wrong, said in self.missed_by(
                made(estimate(pairs(us(2), 20_000, jitter=300, seed=seed))), us(2), 20_000
            )
        ]
        assert sum(asked) >= 0.997 * len(asked)

    def missed_by(self, found: ClockMapping, offset: int, ppb: int) -> list[tuple[int, int]]:
        """How wrong the mapping is at four times, and how wrong it says that it may be."""
        times = [(NOON + us(seconds), us(seconds)) for seconds in (0, 120, 240, 600)]
        return [
            (abs(found.map(at) - at - offset - past * ppb // 10**9), found.uncertainty_at(at))
            for at, past in times
        ]

    def test_uncertainty_grows_away_from_the_pairs(self) -> None:
        found = made(estimate(pairs(0, 0, jitter=300)))
        assert found.uncertainty_at(NOON + us(120)) < found.uncertainty_at(NOON + us(3600))
        assert found.uncertainty_at(NOON + us(120)) < 300

    def test_the_sentence(self) -> None:
        found = made(estimate(pairs(us(-2.5), 20_000)))
        assert str(found.sentence) == (
            "Offset -2.497640 s, drift +72.000 ms an hour, good to 0.127 ms, from 120 impulses"
            " seen by both; the worst of them is 0.000 ms off, 0 were left out."
        )


class TestWrongPairs:
    @given(wrong=st.lists(st.integers(0, 119), max_size=35, unique=True), by=st.integers(3, 400))
    def test_are_left_out(self, wrong: list[int], by: int) -> None:
        good = pairs(us(1), 5_000, jitter=200)
        mixed = [(a, b + (by * 1000 if n in wrong else 0)) for n, (a, b) in enumerate(good)]
        found = made(estimate(mixed))
        assert found.rejected == len(wrong)
        assert abs(found.map(NOON + us(120)) - (NOON + us(121) + 600)) <= 200

    def test_pairs_that_agree_on_nothing_give_nothing(self) -> None:
        random = Random(4)
        scattered = [(NOON + us(n), NOON + us(n) + random.randint(0, us(900))) for n in range(3)]
        found = estimate(scattered)
        assert found is None or found.uncertainty_us > us(1)


class TestMatching:
    def test_the_nearest_of_both_sides(self) -> None:
        assert match([0, 62_000], [1_000, 63_000], 0) == [(0, 1_000), (62_000, 63_000)]

    def test_a_rear_wheel_is_not_taken_for_a_front_wheel(self) -> None:
        assert match([0], [62_000], 0) == []
        assert match([0, 62_000], [62_500], 0) == [(62_000, 62_500)]

    def test_one_reading_is_in_one_pair(self) -> None:
        assert match([0, 8_000], [7_000], 0) == [(8_000, 7_000)]

    def test_what_one_of_them_missed_is_left_out(self) -> None:
        a = passings(20)
        b = seen(a, us(0.4), 0)
        del b[7]
        found = match(a, b, us(0.4))
        assert len(found) == 39
        assert all(other - one == us(0.4) for one, other in found)


class TestTheVotedOffset:
    @pytest.mark.parametrize("error", [-1.7, -0.06, 0.0, 0.031, 1.9])
    def test_a_vote_puts_it_right(self, error: float) -> None:
        a = [us(t) + NOON for t in (0, 7.9, 8.3, 15.6, 16.9, 23.5, 25.3)]
        b = seen(a, us(40), 10_000)
        found = voted_offset(a, b, us(40 + error))
        assert found is not None
        assert abs(found - us(40)) < 2_000

    def test_nothing_in_common(self) -> None:
        assert voted_offset([0], [us(100)], 0) is None


class TestTwoSourcesOfOneLine:
    def linked(self, a: list[int], b: list[int], near_us: int) -> ClockMapping:
        """From the readings of a line to the mapping, as the running loop does it."""
        offset = voted_offset(a, b, near_us)
        assert offset is not None
        return made(estimate(match(a, b, offset)))

    def test_with_gaps_strays_and_a_wrong_guess(self) -> None:
        random = Random(8)
        a = sorted(
            NOON + us(t) + random.randint(0, us(0.9)) for t in range(4, 260, 4) for _ in (0, 1)
        )
        b = sorted(
            [b for b in seen(a, us(-3.2), -30_000, jitter=300) if random.random() > 0.1]
            + [NOON + random.randint(0, us(260)) for _ in range(5)]
        )
        found = self.linked(a, b, us(-3.2) + 700_000)
        assert abs(found.drift_ppb + 30_000) < 2_000
        for seconds in (10, 130, 250):
            true = NOON + us(seconds) + us(-3.2) - us(seconds) * 30_000 // 10**9
            assert abs(found.map(NOON + us(seconds)) - true) < 400
