"""Which other explanations of a run are weighed beside the first."""

from __future__ import annotations

from halflap.sport.heat import Side
from halflap.timing.contest import Change, changes
from halflap.timing.meanings import STRAY_LABEL, Kind

HOME, BACK = Side.HOME, Side.BACK


def ends(first: float, each: float, since: int = 1) -> dict[int, float]:
    """An even ride over twelve half laps, seen from half lap ``since`` on."""
    return {n: first + (n - 1) * each for n in range(since, 13)}


class TestChanges:
    """Only where riders may have been taken for each other."""

    def test_none_for_riders_who_stay_apart(self) -> None:
        assert changes({HOME: ends(12.0, 8.0), BACK: ends(13.0, 8.1)}, 12) == []

    def test_none_for_one_rider(self) -> None:
        assert changes({HOME: ends(12.0, 8.0)}, 12) == []

    def test_exchanged_where_they_met(self) -> None:
        found = changes({HOME: ends(12.0, 7.0), BACK: ends(12.0, 8.0)}, 12)
        assert found == [Change((9, 8), True, (-1, 1))]

    def test_a_start_that_lasted_one_more_half_lap_for_both(self) -> None:
        """Each is the other, one half lap further on, and nobody saw the first."""
        found = changes({HOME: ends(20.4, 8.0), BACK: ends(20.5, 8.0)}, 12)
        assert found == [Change((0, 0), True, (1, 1))]

    def test_a_start_that_nobody_saw_at_one_line(self) -> None:
        """Two half laps more: his third was taken for his first."""
        found = changes({HOME: ends(12.0, 8.0), BACK: ends(29.0, 8.0)}, 12)
        assert Change((0, 0), False, (0, 2)) in found


class TestWhatAChangeDoes:
    """Labels and counts of the labelling it makes."""

    CHANGE = Change((8, 7), True, (-1, 1))

    def test_to_labels_from_there_on(self) -> None:
        path = [(Kind.FRONT, 0, 7), (Kind.FRONT, 0, 8), (Kind.REAR, 1, 7), STRAY_LABEL]
        assert self.CHANGE.of_path(path) == [
            (Kind.FRONT, 0, 7),
            (Kind.FRONT, 1, 7),
            (Kind.REAR, 0, 8),
            STRAY_LABEL,
        ]

    def test_to_counts(self) -> None:
        counted = {3: (0, 7), 4: (0, 8), 5: (1, 7)}
        assert self.CHANGE.of_counts(counted) == {3: (0, 7), 4: (1, 7), 5: (0, 8)}
