"""Several watches, one time (UCI 1.2.102-106 are silent: the switches are the format's)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.rulebook.hand_times import hand_time
from halflap.sport.times import Source, parse_time, truncate


def timed(*watches: str, two: str = "slower") -> tuple[str, str]:
    time, reason = hand_time([parse_time(text) for text in watches], two)  # type: ignore[arg-type]
    return str(time), str(reason.sentence)


class TestWatches:
    def test_one_counts_as_it_is(self) -> None:
        assert timed("4:20.31") == ("4:20.31", "One watch: 4:20.31.")

    def test_of_two_the_slower_counts(self) -> None:
        assert timed("4:20.31", "4:20.45") == (
            "4:20.45",
            "Watches 4:20.31, 4:20.45: the slower of the two in the middle, 4:20.45.",
        )

    @pytest.mark.parametrize(
        ("two", "time"), [("slower", "4:20.46"), ("faster", "4:20.31"), ("mean", "4:20.38")]
    )
    def test_of_two_the_format_may_say_which(self, two: str, time: str) -> None:
        assert timed("4:20.46", "4:20.31", two=two)[0] == time

    @pytest.mark.parametrize("two", ["slower", "faster", "mean"])
    def test_of_three_the_middle_one_counts(self, two: str) -> None:
        assert timed("4:20.52", "4:20.31", "4:20.45", two=two)[0] == "4:20.45"

    def test_of_four_the_two_in_the_middle_are_joined_as_two(self) -> None:
        four = ("4:20.90", "4:20.31", "4:20.45", "4:20.51")
        assert timed(*four)[0] == "4:20.51"
        assert timed(*four, two="faster")[0] == "4:20.45"
        assert timed(*four, two="mean")[0] == "4:20.48"

    def test_of_five_the_middle_one_counts(self) -> None:
        assert timed("4:20.9", "4:20.3", "4:20.4", "4:20.5", "4:21.5")[0] == "4:20.5"

    def test_none_is_refused(self) -> None:
        with pytest.raises(ValueError, match="the reading of one watch at least"):
            hand_time([])


class TestResolution:
    def test_is_that_of_the_coarsest_watch_and_never_padded(self) -> None:
        assert timed("4:20.31", "4:20.4")[0] == "4:20.4"
        assert timed("4:20", "4:20.31", "4:20.99")[0] == "4:20"

    def test_readings_are_all_kept_as_read(self) -> None:
        time, _ = hand_time([parse_time("4:20.31"), parse_time("4:20.4")])
        assert time.readings == (260_310_000, 260_400_000)
        assert time.source is Source.HAND

    @given(
        watches=st.lists(
            st.tuples(st.integers(2_000_000, 400_000_000), st.integers(0, 2)).map(
                lambda watch: (truncate(*watch), watch[1])
            ),
            min_size=1,
            max_size=6,
        ),
        two=st.sampled_from(["slower", "faster", "mean"]),
    )
    def test_the_time_lies_between_the_watches(
        self, watches: list[tuple[int, int]], two: str
    ) -> None:
        time, _ = hand_time(watches, two)  # type: ignore[arg-type]
        digits = min(shown for _, shown in watches)
        cut = [truncate(us, digits) for us, _ in watches]
        assert min(cut) <= time.us <= max(cut)
        assert time.digits == digits
