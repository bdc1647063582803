"""Record lists and the marks of an event, under both conventions."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.rulebook.records import Convention, Mark, RecordRide, marks, record_at
from halflap.rulebook.tables import record_lists
from halflap.sport.nations import nation
from halflap.sport.times import RecordedTime, Source, recorded

LISTS = record_lists()

# Athens 2004 in running order (Olympedia 155088, and the women's event of the same Games).
ATHENS_MEN = [
    (1, "Yuda", "4:29.676"),
    (1, "Askari", "4:39.302"),
    (2, "Balciunas", "4:22.392"),
    (2, "Kiryienka", "4:29.005"),
    (3, "Castano", "4:27.871"),
    (4, "Dyudya", "4:18.169"),
    (4, "Lademann", "4:26.760"),
    (5, "Sanchez", "4:20.606"),
    (5, "Markov", "4:25.520"),
    (6, "Wiggins", "4:15.165"),
    (6, "Roberts", "4:19.353"),
    (7, "Hayles", "4:17.930"),
    (7, "Bartko", "4:18.991"),
    (8, "Escobar", "4:16.862"),
    (8, "McGee", "4:17.510"),
]
ATHENS_WOMEN = [
    (4, "Thurig", "3:34.746"),
    (5, "Zijlaard-van Moorsel", "3:30.422"),
    (5, "Mactier", "3:29.945"),
    (6, "Ulmer", "3:26.400"),
    (6, "Slyusareva", "3:35.177"),
]


def rides(
    rows: list[tuple[int, str, str]], session: str, day: date | None = None
) -> list[RecordRide]:
    return [RecordRide(rider, recorded(time), heat, session, day) for heat, rider, time in rows]


def told(found: tuple[Mark, ...], convention: Convention) -> list[str]:
    return [
        f"{mark.record} {mark.ride.rider} {mark.ride.time}"
        for mark in found
        if mark.convention is convention
    ]


MEN = rides(ATHENS_MEN, "qualifying", date(2004, 8, 20))
STANDING_MEN = {"WR": recorded("4:11.114"), "OR": recorded("4:18.515")}
QUALIFYING_WOMEN = rides(ATHENS_WOMEN, "qualifying", date(2004, 8, 21))
FINAL_WOMEN = rides([(2, "Ulmer", "3:24.537"), (2, "Mactier", "3:27.650")], "final")
STANDING_WOMEN = {"WR": recorded("3:30.604")}


class TestConventions:
    def test_as_ridden_every_record_that_stood_for_a_while_is_one(self) -> None:
        assert told(marks(MEN, STANDING_MEN), Convention.AS_RIDDEN) == [
            "OR Dyudya 4:18.169",
            "OR Wiggins 4:15.165",
        ]

    def test_best_of_session_only_the_best_is_one(self) -> None:
        assert told(marks(MEN, STANDING_MEN), Convention.BEST_OF_SESSION) == ["OR Wiggins 4:15.165"]

    def test_in_one_heat_the_shorter_time_ended_first(self) -> None:
        found = marks(QUALIFYING_WOMEN, STANDING_WOMEN)
        assert told(found, Convention.AS_RIDDEN) == ["WR Mactier 3:29.945", "WR Ulmer 3:26.400"]

    def test_a_later_session_is_measured_by_the_record_of_the_one_before(self) -> None:
        found = marks([*QUALIFYING_WOMEN, *FINAL_WOMEN], STANDING_WOMEN)
        assert told(found, Convention.BEST_OF_SESSION) == [
            "WR Ulmer 3:26.400",
            "WR Ulmer 3:24.537",
        ]

    def test_the_reason_gives_both_times_and_the_difference(self) -> None:
        first = marks(MEN, STANDING_MEN)[0]
        assert str(first.reason.sentence) == (
            "Dyudya, 4:18.169: 0.346 s better than the OR as it stood when the ride ended,"
            " 4:18.515."
        )

    def test_an_equalled_record_is_not_beaten(self) -> None:
        assert marks(rides([(1, "A", "4:18.515")], "q"), {"OR": recorded("4:18.515")}) == ()

    @given(
        times=st.lists(st.integers(240_000, 300_000), max_size=12),
        standing=st.integers(240_000, 300_000),
        per_session=st.integers(1, 5),
    )
    def test_each_mark_beats_the_one_before_and_the_best_ride_holds_the_last(
        self, times: list[int], standing: int, per_session: int
    ) -> None:
        ridden = [
            RecordRide(str(n), RecordedTime(ms * 1000), n, str(n // per_session))
            for n, ms in enumerate(times)
        ]
        found = marks(ridden, {"WR": RecordedTime(standing * 1000)})
        best = min(times, default=standing)
        for convention in Convention:
            chain = [mark for mark in found if mark.convention is convention]
            assert bool(chain) is (best < standing)
            assert all(a.ride.time == b.standing for a, b in pairwise(chain))
            assert all(mark.ride.time.us < mark.standing.us for mark in chain)
            assert not chain or chain[-1].ride.time.us == best * 1000


class TestSameDaySwitch:
    """National rules drop a record beaten the same day; the UCI's lists keep it."""

    def test_all_keeps_both_of_one_day(self) -> None:
        assert len(told(marks(MEN, STANDING_MEN, same_day="all"), Convention.AS_RIDDEN)) == 2

    def test_last_keeps_the_last_of_each_day(self) -> None:
        found = marks(MEN, STANDING_MEN, same_day="last")
        assert told(found, Convention.AS_RIDDEN) == ["OR Wiggins 4:15.165"]

    def test_last_keeps_records_of_different_days(self) -> None:
        final = rides([(2, "Ulmer", "3:24.537")], "final", date(2004, 8, 22))
        found = marks([*QUALIFYING_WOMEN, *final], STANDING_WOMEN, same_day="last")
        assert told(found, Convention.AS_RIDDEN) == ["WR Ulmer 3:26.400", "WR Ulmer 3:24.537"]


class TestCase37ARecordOnACatch:
    RIDE = RecordRide("Ganna", recorded("4:02.647"), 2, "final", after_catch=True)
    STANDING = recorded("4:04.252")

    def test_counts(self) -> None:
        found = marks([self.RIDE], {"WR": self.STANDING})
        assert told(found, Convention.AS_RIDDEN) == ["WR Ganna 4:02.647"]

    def test_does_not_count_where_the_format_says_so(self) -> None:
        assert marks([self.RIDE], {"WR": self.STANDING}, after_catch=False) == ()


class TestDoubtfulRecords:
    @pytest.mark.parametrize(
        ("time", "source", "code"),
        [
            ("4:15.1", Source.HAND, "record-hand"),
            ("4:15.16", Source.ELECTRONIC, "record-resolution"),
            ("4:15.164", Source.ELECTRONIC, None),
        ],
    )
    def test_are_marks_with_a_doubt(self, time: str, source: Source, code: str | None) -> None:
        ride = RecordRide("Wiggins", recorded(time, source), 1, "q")
        found = marks([ride], {"OR": recorded("4:15.165")})
        assert [mark.doubt and mark.doubt.code for mark in found] == [code, code]


class TestLists:
    @pytest.mark.parametrize("name", sorted(LISTS))
    def test_only_get_better_and_later(self, name: str) -> None:
        for before, after in pairwise(LISTS[name].records):
            assert after.time.us < before.time.us
            assert after.day >= before.day

    @pytest.mark.parametrize("name", sorted(LISTS))
    def test_name_nations_and_sources(self, name: str) -> None:
        assert LISTS[name].sources
        for record in LISTS[name].records:
            assert nation(record.nation).code == record.nation

    @pytest.mark.parametrize(
        ("name", "day", "time", "rider"),
        [
            ("world-men-4000", date(2004, 8, 20), "4:11.114", "Chris Boardman"),
            ("olympic-men-4000", date(2004, 8, 20), "4:18.515", "Robert Bartko"),
            ("world-women-3000", date(2004, 8, 21), "3:30.604", "Sarah Ulmer"),
            ("olympic-women-3000", date(2004, 8, 21), "3:30.816", "Leontien Zijlaard-van Moorsel"),
            ("world-men-4000", date(2026, 1, 1), "3:59.153", "Jonathan Milan"),
            ("world-women-4000", date(2026, 3, 1), "4:19.461", "Josie Knight"),
        ],
    )
    def test_say_what_stood_when_a_day_began(
        self, name: str, day: date, time: str, rider: str
    ) -> None:
        record = record_at(LISTS[name], day)
        assert record is not None
        assert (str(record.time), record.rider) == (time, rider)

    def test_say_nothing_before_the_first_record(self) -> None:
        first = LISTS["olympic-men-4000"].records[0]
        assert record_at(LISTS["olympic-men-4000"], first.day) is None

    def test_keep_the_decimals_of_their_time(self) -> None:
        assert str(LISTS["world-men-4000"].records[0].time) == "4:52.0"
        assert str(LISTS["olympic-men-4000"].records[0].time) == "4:57.48"
