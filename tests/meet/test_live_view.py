"""What is to be seen of a run while it is ridden, as the facts give it."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.journal.facts import EntryFact, Name
from halflap.meet.commands import InsertSplit, RecordTimed, SetSchedule, Substitute, Undo
from halflap.meet.views.live import run_view
from halflap.meet.views.news import News
from halflap.timing.live import LiveRide
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


@pytest.fixture
def desk() -> TimingDesk:
    return TimingDesk()


def home_ride(desk: TimingDesk, heat: str = "2") -> LiveRide:
    """The rider of the home line in the first run of a heat, as seen now."""
    found = run_view(desk.ledger.state, (MEN, "qualifying", heat, 1))
    assert found is not None
    assert found.view is not None
    assert found.view.home is not None
    return found.view.home


class TestTheRankAtASplit:
    def test_counts_a_hand_time_that_was_inserted_meanwhile(self, desk: TimingDesk) -> None:
        """Heat 1 is ridden and not confirmed; its missed split is put in while heat 2 rides."""
        desk.arm()
        desk.gun()
        home = splits(8.0)
        home[4] = -1.0
        desk.ride(home, splits(8.3))
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.arm(2)
        desk.gun()
        desk.ride(splits(8.1)[:5], splits(8.2)[:5])
        assert home_ride(desk).rank == 1
        desk.do(InsertSplit(**OF_HEAT_1, rider="home", half_lap=5, us=43_000_000))
        assert home_ride(desk).rank == 2


class TestASchedule:
    """What a coach wants to see: the difference to it at every split."""

    @staticmethod
    def set_(desk: TimingDesk, bib: int, *laps: float, **more: Any) -> None:
        given = tuple(round(lap * 1e6) for lap in laps)
        desk.do(SetSchedule(competition=MEN, bib=bib, given_us=given, **more))

    def splits_of(self, desk: TimingDesk, bib: int) -> list[float | None]:
        found = desk.ledger.state.competitions[MEN].schedule(bib)
        assert found is not None
        return [None if us is None else us / 1e6 for us in found.splits_us]

    def test_of_laps_holds_the_last_one_until_the_finish(self, desk: TimingDesk) -> None:
        self.set_(desk, 2, 19.5, 16.0)
        found = self.splits_of(desk, 2)
        assert found[:6] == [None, 19.5, 27.5, 35.5, 43.5, 51.5]
        assert len(found) == 16
        assert found[-1] == 19.5 + 7 * 16.0
        assert [str(line) for line in desk.remarks] == [
            "2 B rides 2:11.500 by the schedule, the last lap in 16.000."
        ]

    def test_of_one_lap(self) -> None:
        desk = TimingDesk(distance_m=250)
        self.set_(desk, 2, 19.5)
        assert self.splits_of(desk, 2) == [None, 19.5]

    def test_of_half_laps(self, desk: TimingDesk) -> None:
        self.set_(desk, 2, 11.0, 8.0, half_laps=True)
        assert self.splits_of(desk, 2) == splits(8.0)

    def test_of_a_time_in_all_is_even_after_what_is_given(self, desk: TimingDesk) -> None:
        self.set_(desk, 2, 19.0, total_us=131_000_000)
        assert self.splits_of(desk, 2)[1:] == splits(8.0)[1:]

    def test_is_compared_with_every_split(self, desk: TimingDesk) -> None:
        self.set_(desk, 2, 19.5, 16.0)
        desk.arm()
        desk.gun()
        news = News(desk.ledger.state)
        desk.ride(splits(8.0)[:4], splits(8.3)[:4])
        assert home_ride(desk, "1").to_schedule_us == -500_000
        said = [str(line) for line in news.of([], desk.ledger.state)]
        assert "2 B: -0.500 against the schedule" in said
        assert not any(line.startswith("4 D") and "schedule" in line for line in said)

    def test_is_taken_away_and_undone(self, desk: TimingDesk) -> None:
        self.set_(desk, 2, 19.5, 16.0)
        self.set_(desk, 2)
        assert desk.ledger.state.competitions[MEN].schedule(2) is None
        desk.do(Undo())
        assert desk.ledger.state.competitions[MEN].schedule(2) is not None
        desk.do(Undo())
        nothing = SetSchedule(competition=MEN, bib=2)
        assert desk.codes(nothing) == ["no-schedule"]

    @pytest.mark.parametrize(
        ("laps", "total", "code"),
        [
            ((), 131_000_000, "no-start"),
            ((0,), None, "laps"),
            ((900_000_000,), None, "laps"),
            ((19_000_000,), 19_500_000, "laps"),
            ((16_000_000,) * 8, 131_000_000, "laps"),
            ((16_000_000,) * 9, None, "too-many"),
        ],
    )
    def test_that_cannot_be_ridden_is_refused(
        self, desk: TimingDesk, laps: tuple[int, ...], total: int | None, code: str
    ) -> None:
        asked = SetSchedule(competition=MEN, bib=2, given_us=laps, total_us=total)
        assert desk.codes(asked) == [code]

    def test_of_nobody_is_refused(self, desk: TimingDesk) -> None:
        assert desk.codes(SetSchedule(competition=MEN, bib=99, given_us=(1,))) == ["no-rider"]

    def test_goes_with_the_rider_and_not_with_the_bib(self, desk: TimingDesk) -> None:
        self.set_(desk, 2, 19.5, 16.0)
        newcomer = EntryFact(bib=9, rider=Name(name="Ana"))
        desk.do(Substitute(competition=MEN, bib=2, entry=newcomer))
        assert desk.ledger.state.competitions[MEN].schedule(9) is None
