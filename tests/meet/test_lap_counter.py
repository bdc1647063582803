"""What the lap counter of each line shows, literally, and what a person sets it to."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.meet.commands import (
    AbortCountdown,
    CloseRun,
    OverrideLapCounter,
    RecordTimed,
    Rule,
    Undo,
)
from halflap.meet.views.lap_counter import LapCounter, held, lap_counters
from halflap.meet.views.live import run_view
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN

MISSED = -1.0
OF_HEAT_1: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}


def on(track: str, distance_m: int, riders: int = 4) -> TimingDesk:
    """A desk on such a track."""
    return TimingDesk(riders=riders, track=track, distance_m=distance_m)


def counters(desk: TimingDesk) -> tuple[LapCounter, LapCounter]:
    """Both counters as the facts give them, home first."""
    at = desk.timing.current
    assert at is not None
    run = run_view(desk.ledger.state, at)
    assert run is not None
    return lap_counters(run)


def shown(desk: TimingDesk) -> tuple[int | None, int | None]:
    """What both show at the last impulse."""
    home, back = counters(desk)
    return home.laps, back.laps


def passed(desk: TimingDesk, home: list[float], back: list[float]) -> list[tuple[Any, Any]]:
    """What both show at the gun and after every impulse of the heat."""
    desk.arm()
    gun = desk.gun()
    seen = [shown(desk)]
    passings = [
        (at, ("C3", "C2")[(n + side) % 2])
        for side, ride in ((0, home), (1, back))
        for n, at in enumerate(ride)
        if at > 0
    ]
    for at, channel in sorted(passings):
        desk.pulse(channel, gun + at)
        seen.append(shown(desk))
    return seen


class TestAtEveryLine:
    def test_1000_m_on_250_m_end_on_the_own_line(self) -> None:
        """Four laps. Each counter turns as its rider is across the track (every other impulse)."""
        home, back = splits(8.0, 11.0, 8), splits(8.2, 11.1, 8)
        assert passed(on("250", 1000), home, back) == [
            (4, 4),  # the gun
            (3, 4),
            (3, 3),  # half a lap: both are across the track
            (3, 3),
            (3, 3),  # one lap, at the own line: 3 to go
            (2, 3),
            (2, 2),
            (2, 2),
            (2, 2),
            (1, 2),
            (1, 1),
            (1, 1),  # three laps: the last one begins
            (1, 1),
            (0, 1),
            (0, 0),
            (0, 0),
            (0, 0),
        ]

    def test_1000_m_on_400_m_end_on_the_opposite_line(self) -> None:
        """Five half laps: the counter at home serves the rider who started on the back straight."""
        home, back = splits(13.0, 17.0, 5), splits(13.2, 17.2, 5)
        seen = passed(on("400", 1000), home, back)
        assert seen == [
            (2, 2),  # each comes to the line of the other first, with two laps to go from there
            (2, 2),
            (2, 2),
            (2, 1),  # the home rider is at the home line; the counter is that of the back line
            (1, 1),
            (1, 1),  # the last lap begins at the line where he finishes
            (1, 1),
            (1, 0),
            (0, 0),
            (0, 0),
            (0, 0),
        ]

    @pytest.mark.parametrize(
        ("track", "distance_m", "half_laps", "laps"),
        [
            ("250", 4000, 32, 16),
            ("1000/3", 4000, 24, 12),
            ("1000/3", 3000, 18, 9),
            ("2000/7", 4000, 28, 14),
            ("2000/7", 3000, 21, 10),
            ("400", 3000, 15, 7),
            ("400", 4000, 20, 10),
            ("200", 2000, 20, 10),
        ],
    )
    def test_before_the_gun_it_shows_the_laps_from_the_next_passing(
        self, track: str, distance_m: int, half_laps: int, laps: int
    ) -> None:
        desk = on(track, distance_m)
        desk.arm()
        assert shown(desk) == (laps, laps)
        assert half_laps // 2 == laps
        home, back = counters(desk)
        served = ("home", "back") if half_laps % 2 == 0 else ("back", "home")
        assert (home.start, back.start) == served
        assert (home.bib, back.bib) == ((2, 4) if half_laps % 2 == 0 else (4, 2))

    def test_on_333_33_m_it_is_right_through_the_whole_ride(self) -> None:
        desk = on("1000/3", 4000)
        desk.arm()
        gun = desk.gun()
        found = []
        for n, at in enumerate(splits(10.5, 14.0, 24), start=1):
            desk.pulse("C3" if n % 2 else "C2", gun + at)
            found.append(counters(desk)[0].laps)
        assert found == [11, 11, 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0]

    def test_a_rider_alone_leaves_the_other_counter_dark(self) -> None:
        desk = on("250", 2000, riders=1)
        desk.arm()
        home, back = counters(desk)
        assert sorted([home.laps or 0, back.laps or 0]) == [0, 8]
        dark = home if home.bib is None else back
        assert dark == LapCounter(line=dark.line)


class TestTheBell:
    def test_rings_as_the_last_lap_begins(self) -> None:
        desk = on("250", 1000)
        passed(desk, splits(8.0, 11.0, 8)[:5], splits(8.2, 11.1, 8)[:5])
        home, _ = counters(desk)
        assert not home.last_lap(43_000_000)  # it is due at 51.000, and not before
        desk.pulse("C2", desk.started + 51.0)
        home, back = counters(desk)
        assert home.bell_us == 51_000_000
        assert home.last_lap(51_000_000)
        assert back.bell_us != 51_000_000

    def test_rings_at_the_line_of_the_finish_where_that_is_the_opposite_one(self) -> None:
        desk = on("400", 1000)
        passed(desk, splits(13.0, 17.0, 5)[:3], splits(13.2, 17.2, 5)[:3])
        home, back = counters(desk)
        assert (home.start, home.bell_us) == ("back", 43_600_000)
        assert (back.start, back.bell_us) == ("home", 43_000_000)

    def test_rings_by_time_where_the_passing_is_missed(self) -> None:
        """Last seen at 43.000 across the track; due at 51.000, taken as ridden 1.000 later."""
        desk = on("250", 1000)
        passed(desk, splits(8.0, 11.0, 8)[:5], [])
        home, _ = counters(desk)
        assert home.bell_us == 52_000_000
        assert not home.last_lap(51_999_999)
        assert home.last_lap(52_000_000)

    def test_does_not_ring_in_a_ride_of_one_lap(self) -> None:
        desk = on("250", 250)
        passed(desk, [11.0, 19.0], [11.1, 19.2])
        assert [each.bell_us for each in counters(desk)] == [None, None]


class TestAMissedImpulse:
    def test_is_made_good_by_time_before_the_rider_comes_to_the_line(self) -> None:
        """Nobody saw half lap 5, across the track: 43.000 and an eighth of a half lap later."""
        desk = on("250", 2000)
        passed(desk, splits()[:4], [])
        home, _ = counters(desk)
        assert home.laps == 6
        assert [(turn.at_us, turn.laps) for turn in home.turns] == [(44_000_000, 5)]
        assert home.shows(43_999_999) == 6
        assert home.shows(44_000_000) == 5

    def test_is_proved_by_the_next_one(self) -> None:
        desk = on("250", 2000)
        passed(desk, [*splits()[:4], MISSED, splits()[5]], splits(8.3)[:6])
        home, _ = counters(desk)
        assert (home.half_lap, home.laps) == (6, 5)

    def test_of_one_line_for_good_leaves_the_counter_right_at_every_passing(self) -> None:
        """The back line is dead: the home counter has turned whenever its rider comes home."""
        desk = on("250", 2000)
        home, back = splits()[1::2], splits(8.3, 11.4)[0::2]
        desk.arm()
        gun = desk.gun()
        desk.pulse("C3", gun + splits()[0])  # the last thing that the back line saw
        came = []
        for at in sorted((*home, *back)):
            if at in home:
                came.append(counters(desk)[0].shows(round(at * 1e6)))
            desk.pulse("C2", gun + at)
        assert came == [7, 6, 5, 4, 3, 2, 1, 0]

    def test_is_not_made_good_for_ever(self) -> None:
        """A rider who is not seen any more may be lying on the track: two half laps, no more."""
        desk = on("250", 2000)
        passed(desk, splits()[:3], [])
        home, _ = counters(desk)
        assert home.laps == 6
        assert home.shows(600_000_000) == 5

    def test_before_the_first_one_nothing_goes_by_time(self) -> None:
        desk = on("250", 2000)
        passed(desk, [], [])
        assert [each.turns for each in counters(desk)] == [(), ()]


class TestNeverBackwards:
    def test_what_was_shown_by_time_stays_until_the_rider_has_ridden_it(self) -> None:
        """He fell after 27.000: by time the counter went from 6 to 5; he comes 40 s late."""
        desk = on("250", 2000)
        passed(desk, splits()[:4], [])
        before = counters(desk)[0]
        assert before.shows(60_000_000) == 5
        now = LapCounter(line="home", start="home", bib=2, laps=6, half_lap=4)
        kept = held(before, now, 60_000_000)
        assert (kept.laps, kept.read) == (5, 6)

    def test_it_goes_on_forwards(self) -> None:
        before = LapCounter(line="home", start="home", bib=2, laps=6, half_lap=4)
        now = LapCounter(line="home", start="home", bib=2, laps=5, half_lap=5)
        assert held(before, now, 43_000_000) == now
        assert held(None, now, 43_000_000) == now

    def test_unless_a_person_sets_it(self) -> None:
        desk = on("250", 2000)
        passed(desk, splits()[:4], splits(8.2)[:4])
        before = counters(desk)[0]
        desk.do(OverrideLapCounter(**OF_HEAT_1, line="home", laps=9))
        after = counters(desk)[0]
        assert held(before, after, 40_000_000).laps == 9
        desk.do(OverrideLapCounter(**OF_HEAT_1, line="home", laps=12))
        assert held(after, counters(desk)[0], 40_000_000).laps == 12


class TestACatch:
    def test_in_qualifying_each_counter_stays_with_its_rider(self) -> None:
        """The home rider gains 0.9 s a half lap: he is level with the other after about 10."""
        home, back = splits(7.5, 10.5), splits(8.4, 11.5)
        desk = on("250", 2000)
        seen = passed(desk, home, back)
        assert [first for first, _ in seen] == sorted((first for first, _ in seen), reverse=True)
        assert [last for _, last in seen] == sorted((last for _, last in seen), reverse=True)
        at_home = sorted(
            [(at, "home") for n, at in enumerate(home, 1)] + [(at, "back") for at in back]
        )
        expected = {"home": 8, "back": 8}
        ridden = {"home": 0, "back": 0}
        for (_, who), (ours, theirs) in zip(at_home, seen[1:], strict=True):
            ridden[who] += 1
            expected[who] = (16 - ridden[who]) // 2
            assert (ours, theirs) == (expected["home"], expected["back"])

    def test_that_is_ruled_changes_nothing_that_everybody_sees(self) -> None:
        """The ruling is not released before the heat is confirmed."""
        desk = on("250", 2000)
        desk.qualify("2:10.000", "2:11.000", "2:12.000", "2:13.000")
        desk.draw("finals")
        of: dict[str, Any] = {"competition": MEN, "phase": "finals", "heat": "gold"}
        desk.arm("gold", "finals")
        desk.gun()
        desk.ride(splits(7.2)[:12], splits(8.8)[:9])
        before = counters(desk)
        assert [each.laps for each in before] == [2, 3]
        assert before[0].bib is not None
        desk.do(Rule(**of, ruling="catch", bib=before[0].bib, reason="level"))
        assert counters(desk) == before


class TestARunThatIsStopped:
    def test_shows_nothing(self) -> None:
        desk = on("250", 2000)
        passed(desk, splits()[:1], [])
        desk.rule("qualifying", 1, "false-start", 2)
        assert shown(desk) == (None, None)


class TestSetByHand:
    @pytest.fixture
    def desk(self) -> TimingDesk:
        """Two laps are ridden, six to go."""
        desk = on("250", 2000)
        passed(desk, splits()[:4], splits(8.2)[:4])
        return desk

    def set_(self, desk: TimingDesk, laps: int | None, line: Any = "home") -> None:
        desk.do(OverrideLapCounter(**OF_HEAT_1, line=line, laps=laps))

    def test_it_shows_that_and_counts_on_from_there(self, desk: TimingDesk) -> None:
        self.set_(desk, 9)
        home, back = counters(desk)
        assert (home.laps, home.read, home.overridden) == (9, 6, True)
        assert (back.laps, back.overridden) == (6, False)
        desk.pulse("C3", desk.started + splits()[4])
        assert shown(desk) == (8, 6)
        desk.pulse("C2", desk.started + splits()[5])
        assert shown(desk) == (8, 6)
        desk.pulse("C3", desk.started + splits()[6])
        assert shown(desk) == (7, 6)

    def test_the_bell_goes_with_it(self, desk: TimingDesk) -> None:
        self.set_(desk, 2)
        desk.pulse("C3", desk.started + splits()[4])
        desk.pulse("C2", desk.started + splits()[5])
        assert counters(desk)[0].bell_us == round(splits()[5] * 1e6)

    def test_time_does_not_move_it_before_the_rider_is_seen_again(self, desk: TimingDesk) -> None:
        self.set_(desk, 6)
        assert counters(desk)[0].turns == ()
        desk.pulse("C3", desk.started + splits()[4])
        desk.pulse("C2", desk.started + splits()[5])
        assert [turn.laps for turn in counters(desk)[0].turns] == [4]

    def test_is_left_to_itself_again(self, desk: TimingDesk) -> None:
        self.set_(desk, 9)
        self.set_(desk, None)
        assert shown(desk) == (6, 6)
        assert not counters(desk)[0].overridden

    def test_is_undone(self, desk: TimingDesk) -> None:
        before = desk.ledger.state
        self.set_(desk, 9)
        desk.do(Undo())
        assert desk.ledger.state == before

    def test_can_be_before_the_gun_and_ends_with_the_run(self) -> None:
        desk = on("250", 2000)
        desk.arm()
        self.set_(desk, 7, "back")
        assert shown(desk) == (8, 7)
        desk.gun()
        assert shown(desk) == (8, 7)
        desk.ride(splits(), splits(8.3))
        desk.do(RecordTimed(**OF_HEAT_1))
        desk.do(CloseRun(**OF_HEAT_1))
        assert desk.codes(OverrideLapCounter(**OF_HEAT_1, line="home", laps=3)) == ["not-ridden"]
        desk.arm(2)
        assert shown(desk) == (8, 8)

    def test_before_the_gun_it_goes_with_the_countdown(self) -> None:
        desk = on("250", 2000)
        desk.arm()
        self.set_(desk, 7)
        desk.do(AbortCountdown())
        desk.arm()
        assert shown(desk) == (8, 8)

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"line": "home", "laps": 100}, "laps"),
            ({"line": "home", "laps": -1}, "laps"),
            ({"line": "home", "laps": None}, "unchanged"),
            ({"line": "home", "laps": 3, "run": 2}, "not-ridden"),
            ({"line": "home", "laps": 3, "heat": "2"}, "not-ridden"),
        ],
    )
    def test_is_refused(self, desk: TimingDesk, fields: dict[str, Any], code: str) -> None:
        assert desk.codes(OverrideLapCounter(**{**OF_HEAT_1, **fields})) == [code]

    def test_of_a_line_where_nobody_finishes_is_refused(self) -> None:
        desk = on("250", 2000, riders=1)
        desk.arm()
        dark = next(each for each in counters(desk) if each.bib is None)
        assert desk.codes(OverrideLapCounter(**OF_HEAT_1, line=dark.line, laps=3)) == ["no-rider"]

    def test_says_whose_counter_it_is(self, desk: TimingDesk) -> None:
        self.set_(desk, 9)
        assert desk.remarks == ["It is the counter of 2 B."]
