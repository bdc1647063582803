"""The coach's table: exact differences of released times, and gaps where a time is missing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec
import pytest

from halflap.meet.commands import CloseRun, ConfirmHeat, OpenReview, RecordTimed
from halflap.meet.views.coach_table import coach_table, last_common, metres_of, rows
from halflap.meet.views.coach_values import CoachRow, CoachTable, Difference
from halflap.meet.views.released import released
from halflap.meet.views.released_live import live_now
from halflap.sport.track import Track
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

S = 1_000_000
METRES = ("125", "250", "375", "500")


def us(*seconds: float | None) -> tuple[int | None, ...]:
    return tuple(None if each is None else round(each * S) for each in seconds)


class TestARow:
    def test_has_the_half_lap_and_the_lap_that_end_there(self) -> None:
        found = rows(METRES, 4, us(11.020, 19.251, 27.301, 35.402))
        assert [row.half_lap_us for row in found] == [*us(11.020, 8.231, 8.050, 8.101)]
        assert [row.lap_us for row in found] == [*us(None, 19.251, 16.281, 16.151)]

    def test_names_the_metres_that_were_ridden(self) -> None:
        assert [row.distance_m for row in rows(METRES, 2, us(11, 19))] == ["125", "250"]

    def test_says_how_much_slower_than_the_others(self) -> None:
        found = rows(METRES, 2, us(11.0, 19.5), us(11.25, 19.5), us(10.875, 19.0))
        assert [row.to_opponent_us for row in found] == [-250_000, 0]
        assert [row.to_compared_us for row in found] == [125_000, 500_000]

    def test_is_empty_where_the_time_is_missing_and_so_is_what_needs_it(self) -> None:
        found = rows(METRES, 4, us(11.0, None, 27.0, 35.0), us(11.1, 19.1, None, 35.5))
        assert found[1] == CoachRow(half_lap=2, distance_m="250")
        assert (found[2].half_lap_us, found[2].lap_us) == (None, 16 * S)
        assert (found[3].half_lap_us, found[3].lap_us) == (8 * S, None)
        assert [row.to_opponent_us for row in found] == [-100_000, None, None, -500_000]

    def test_is_not_held_against_a_ride_that_ended_before(self) -> None:
        found = rows(METRES, 2, us(11.0, 19.0), us(11.5))
        assert [row.to_opponent_us for row in found] == [-500_000, None]


class TestTheLastCommonHalfLap:
    def test_is_the_last_that_both_have_ridden(self) -> None:
        assert last_common(us(11.0, 19.0, 27.0), us(11.5, 19.25)) == Difference(
            half_lap=2, us=-250_000
        )

    def test_passes_over_a_gap_of_either(self) -> None:
        assert last_common(us(11, 19, None), us(11.5, 19, 27)) == Difference(half_lap=2, us=0)
        assert last_common(us(11, 19, 27), us(11.5, None, None)) == Difference(
            half_lap=1, us=-500_000
        )

    def test_is_none_before_both_have_ridden_one(self) -> None:
        assert last_common(us(11), us(None)) is None
        assert last_common(us(11), ()) is None


class TestTheMetres:
    @pytest.mark.parametrize(
        ("length", "distance_m", "first", "count"),
        [
            (Fraction(250), 1000, ("125", "250", "375"), 8),
            (Fraction(1000, 3), 1000, ("166.666", "333.333", "500"), 6),
            (Fraction(400), 1000, ("200", "400", "600"), 5),
            (Fraction(500, 3), 500, ("83.333", "166.666", "250"), 6),
        ],
    )
    def test_are_those_of_the_track(
        self, length: Fraction, distance_m: int, first: tuple[str, ...], count: int
    ) -> None:
        found = metres_of(Track(length).course(distance_m))
        assert (found[:3], found[-1], len(found)) == (first, str(distance_m), count)

    def test_of_a_start_off_the_pursuit_line_begin_with_a_shorter_half_lap(self) -> None:
        track = Track(Fraction(300), start_offsets=((1000, Fraction(50)),))
        assert metres_of(track.course(1000))[:2] == ("100", "250")


def table(desk: TimingDesk, bib: int, compared: str = "") -> CoachTable:
    state = desk.ledger.state
    now = live_now(state, lambda host: host)
    found = coach_table(state, released(state), now, (MEN, bib), compared)
    assert found is not None
    return found


def bibs(desk: TimingDesk, heat: str) -> tuple[int, int]:
    state = desk.heat("qualifying", heat)
    assert state.home is not None
    assert state.back is not None
    return state.home, state.back


def confirmed(desk: TimingDesk, heat: str, home: list[float], back: list[float]) -> None:
    desk.arm(heat)
    desk.gun()
    desk.ride(home, back)
    of: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": heat}
    desk.do(RecordTimed(**of))
    desk.do(ConfirmHeat(**of, level="provisional", acknowledge=("all",)))


class TestBeforeTheRide:
    def test_it_says_when_from_where_and_against_whom(self) -> None:
        desk = TimingDesk()
        home, back = bibs(desk, "2")
        coming = table(desk, back).coming
        assert coming is not None
        assert (coming.heat, coming.side, coming.before) == ("2", "back", 1)
        assert coming.opponent is not None
        assert coming.opponent.bib == home
        assert table(desk, back).ride is None

    def test_the_heat_on_the_track_is_one_of_those_before_until_it_is_over(self) -> None:
        desk = TimingDesk()
        rider = bibs(desk, "2")[0]
        before = []
        for change in (lambda: None, desk.arm, desk.gun):
            change()
            coming = table(desk, rider).coming
            assert coming is not None
            before.append(coming.before)
        desk.ride(splits(), splits(8.05))
        of: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        desk.do(RecordTimed(**of))
        desk.do(ConfirmHeat(**of, level="provisional", acknowledge=("all",)))
        coming = table(desk, rider).coming
        assert coming is not None
        assert [*before, coming.before] == [1, 1, 1, 0]

    def test_nobody_is_looked_for_who_is_not_entered(self) -> None:
        state = TimingDesk().ledger.state
        assert coach_table(state, released(state), None, (MEN, 99)) is None
        assert coach_table(state, released(state), None, ("nobody", 1)) is None


class TestOnTheTrack:
    def test_the_rows_end_with_the_last_half_lap_that_is_known(self) -> None:
        desk = TimingDesk()
        home, back = bibs(desk, "1")
        desk.arm()
        desk.gun()
        desk.ride([11.0, 19.0, 27.0], [11.5, 19.25])
        ride = table(desk, home).ride
        assert ride is not None
        assert (ride.state, ride.done, ride.to_go) == ("running", 3, 13)
        assert [row.us for row in ride.rows] == [*us(11, 19, 27)]
        assert ride.to_opponent == Difference(half_lap=2, us=-250_000)
        theirs = table(desk, back).ride
        assert theirs is not None
        assert theirs.to_opponent == Difference(half_lap=2, us=250_000)

    def test_a_missed_impulse_gives_no_wrong_difference(self) -> None:
        desk = TimingDesk()
        home, back = bibs(desk, "1")
        ours, theirs = splits()[:5], splits(8.1)[:5]
        desk.arm()
        desk.gun()
        desk.ride([*ours[:2], 0, *ours[3:]], theirs)
        ride = table(desk, home).ride
        assert ride is not None
        assert [row.us for row in ride.rows] == [*us(11, 19, None, 35, 43)]
        assert [row.half_lap_us for row in ride.rows] == [*us(11, 8, None, None, 8)]
        assert [row.lap_us for row in ride.rows] == [*us(None, 19, None, 16, None)]
        assert ride.rows[2].to_opponent_us is None
        assert ride.to_opponent == Difference(half_lap=5, us=-400_000)
        assert back in [each.bib for each in (ride.opponent,) if each is not None]

    def test_a_doubtful_finish_is_being_checked(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        others = splits(8.1)
        desk.ride(splits(), [*others[:-1], others[-2] + 7.0])
        desk.pulse("C9", desk.now + 10)
        ride = table(desk, bibs(desk, "1")[1]).ride
        assert ride is not None
        assert (ride.finished, ride.finish_us, ride.rows[-1].lap_us) == (True, None, None)
        assert ride.to_opponent == Difference(half_lap=15, us=1_400_000)

    def test_a_heat_that_is_started_again_begins_anew(self) -> None:
        desk = TimingDesk()
        rider, _ = bibs(desk, "1")
        desk.arm()
        desk.gun()
        desk.ride([11.0, 19.0], [11.5])
        of: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        desk.do(CloseRun(**of, restarted=True, reason="started again"))
        desk.arm()
        desk.gun()
        desk.ride([10.5], [])
        ride = table(desk, rider).ride
        assert ride is not None
        assert (ride.run, [row.us for row in ride.rows]) == (2, [*us(10.5)])

    def test_no_heat_to_come_is_that_on_the_track(self) -> None:
        desk = TimingDesk()
        desk.arm()
        assert table(desk, bibs(desk, "1")[0]).coming is None


class TestAReleasedRide:
    def test_stays_with_its_opponent(self) -> None:
        desk = TimingDesk()
        confirmed(desk, "1", splits(), splits(8.05))
        confirmed(desk, "2", splits(8.2), splits(8.3))
        ride = table(desk, bibs(desk, "1")[0]).ride
        assert ride is not None
        assert (ride.state, ride.done, ride.finished) == (None, 16, True)
        assert ride.finish_us == 131 * S
        assert ride.to_opponent == Difference(half_lap=16, us=-750_000)

    def test_of_which_nothing_was_released_is_not_shown(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride(splits(), splits(8.05))
        of: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        desk.do(RecordTimed(**of))
        desk.do(OpenReview(**of, reason="the secret"))
        desk.arm("2")
        found = table(desk, bibs(desk, "1")[0])
        assert found.ride is None
        assert "131000000" not in msgspec.json.encode(found).decode()


class TestTheRideToCompareWith:
    def ridden(self) -> TimingDesk:
        desk = TimingDesk()
        confirmed(desk, "1", splits(8.0), splits(8.05))
        confirmed(desk, "2", splits(7.9), splits(8.3))
        return desk

    def test_can_be_the_quickest(self) -> None:
        desk = self.ridden()
        found = table(desk, bibs(desk, "1")[0], "quickest")
        assert found.compared is not None
        assert found.compared.bib == bibs(desk, "2")[0]
        assert found.ride is not None
        assert found.ride.rows[-1].to_compared_us == 1_500_000

    def test_can_be_any_released_one_but_that_which_is_shown(self) -> None:
        desk = self.ridden()
        rider, other = bibs(desk, "1")
        found = table(desk, rider, f"qualifying/1/{other}")
        assert found.compared is not None
        assert found.compared.bib == other
        assert f"qualifying/1/{rider}" not in [ride.id for ride in found.rides]
        assert [ride.time for ride in found.rides] == ["2:09.500", "2:11.750", "2:15.500"]

    def test_is_none_where_there_is_no_such_ride(self) -> None:
        assert table(self.ridden(), 1, "qualifying/9/99").compared is None
        assert table(TimingDesk(), 1, "quickest").compared is None
