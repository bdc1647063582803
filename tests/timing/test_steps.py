"""Where a rider changed his pace at once."""

from __future__ import annotations

from halflap.timing.steps import stretches

STEADY = (8.02, 7.98, 8.05, 8.0, 7.96, 8.03, 7.99, 8.04, 8.01, 7.97, 8.02, 8.0)


def lasted(*seconds: float) -> dict[int, float]:
    """Half laps from the third on."""
    return dict(enumerate(seconds, 3))


class TestStretches:
    """Half laps of one pace belong together."""

    def test_a_steady_ride_is_one(self) -> None:
        assert stretches(lasted(*STEADY), 14) == [0] * 15

    def test_an_attack_begins_and_ends(self) -> None:
        burst = [one - 0.5 for one in STEADY[:4]]
        found = stretches(lasted(*STEADY, *burst, *STEADY), 30)
        assert [found.index(1), found.index(2), found[-1]] == [15, 19, 2]

    def test_a_single_slow_half_lap_is_no_pace(self) -> None:
        assert stretches(lasted(*STEADY, 10.5, *STEADY), 27) == [0] * 28

    def test_who_fades_evenly_changes_nothing_at_once(self) -> None:
        fading = [one + 0.04 * place for place, one in enumerate(STEADY * 2)]
        assert stretches(lasted(*fading), 26) == [0] * 27

    def test_few_half_laps_tell_nothing(self) -> None:
        assert stretches(lasted(8.0, 8.0, 7.0, 7.0), 6) == [0] * 7
