"""The draw of qualifying (UCI 3.2.055) and of the re-rides at its end (UCI 3.2.074)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.rulebook.draw import draw_qualifying


def seeds(n: int) -> list[str]:
    return [str(number) for number in range(1, n + 1)]


def drawn(n: int, riders_per_heat: int = 2, apart: bool = True) -> list[str]:
    heats = draw_qualifying(seeds(n), riders_per_heat, apart)
    return [" v ".join(heat.riders) for heat in heats]


class TestUci_3_2_055_PairsOfEqualWorth:
    @pytest.mark.parametrize(
        ("n", "heats"),
        [
            (0, []),
            (1, ["1"]),
            (2, ["2", "1"]),
            (3, ["2 v 3", "1"]),
            (4, ["2 v 4", "1 v 3"]),
            (5, ["5", "2 v 4", "1 v 3"]),
            (6, ["5 v 6", "2 v 4", "1 v 3"]),
            (9, ["9", "7 v 8", "5 v 6", "2 v 4", "1 v 3"]),
        ],
    )
    def test_neighbours_meet_the_two_best_do_not_and_the_best_ride_last(
        self, n: int, heats: list[str]
    ) -> None:
        assert drawn(n) == heats

    def test_alone_the_best_ride_last(self) -> None:
        assert drawn(4, riders_per_heat=1) == ["4", "3", "2", "1"]

    @pytest.mark.parametrize(
        ("n", "heats"), [(2, ["1 v 2"]), (3, ["3", "1 v 2"]), (4, ["3 v 4", "1 v 2"])]
    )
    def test_a_format_may_let_the_two_best_meet(self, n: int, heats: list[str]) -> None:
        assert drawn(n, apart=False) == heats

    def test_every_heat_says_why(self) -> None:
        first, *_, last = draw_qualifying(["Wiggins", "Escobar", "McGee", "Hayles", "Yuda"], 2)
        assert str(first.reason) == "Seed 5 (Yuda) rides alone. [3.2.055]"
        assert str(last.reason) == (
            "Seeds 1 (Wiggins) and 3 (McGee) meet: presumed of equal worth, not the two best."
            " [3.2.055]"
        )

    @given(n=st.integers(0, 64), riders_per_heat=st.sampled_from([1, 2]), apart=st.booleans())
    def test_everybody_rides_once(self, n: int, riders_per_heat: int, apart: bool) -> None:
        heats = draw_qualifying(seeds(n), riders_per_heat, apart)
        riders = [rider for heat in heats for rider in heat.riders]
        assert sorted(riders) == sorted(seeds(n))
        assert all(1 <= len(heat.riders) <= riders_per_heat for heat in heats)

    @given(n=st.integers(3, 64))
    def test_only_one_rides_alone_and_only_in_an_odd_field(self, n: int) -> None:
        heats = draw_qualifying(seeds(n), 2)
        assert [len(heat.riders) for heat in heats].count(1) == n % 2
        assert {"1", "2"} not in [{*heat.riders} for heat in heats]
        assert "1" in heats[-1].riders

    @given(n=st.integers(3, 64))
    def test_nobody_meets_more_than_two_seeds_away(self, n: int) -> None:
        for heat in draw_qualifying(seeds(n), 2):
            numbers = [int(rider) for rider in heat.riders]
            assert max(numbers) - min(numbers) <= 2
            assert numbers == sorted(numbers)
