"""Track lengths and the geometry of a pursuit on them (UCI 3.6.068, 3.6.084, 3.2.071, 3.2.074)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.heat import Side
from halflap.sport.track import Line, Passing, Track, parse_length, printed

# h half laps to the kilometre, the usual spelling, then laps in 500 m, 1 km, 2 km, 3 km and 4 km,
# half laps in 3 km and 4 km, and whether 3 km end at the rider's own line.
CONFORMING = [
    (4, "500", "1", "2", "4", "6", "8", 12, 16, True),
    (5, "400", "1.25", "2.5", "5", "7.5", "10", 15, 20, False),
    (6, "333.33", "1.5", "3", "6", "9", "12", 18, 24, True),
    (7, "285.714", "1.75", "3.5", "7", "10.5", "14", 21, 28, False),
    (8, "250", "2", "4", "8", "12", "16", 24, 32, True),
    (9, "222.22", "2.25", "4.5", "9", "13.5", "18", 27, 36, False),
    (10, "200", "2.5", "5", "10", "15", "20", 30, 40, True),
    (11, "181.82", "2.75", "5.5", "11", "16.5", "22", 33, 44, False),
    (12, "166.67", "3", "6", "12", "18", "24", 36, 48, True),
    (13, "153.85", "3.25", "6.5", "13", "19.5", "26", 39, 52, False),
    (14, "142.86", "3.5", "7", "14", "21", "28", 42, 56, True),
    (15, "133.33", "3.75", "7.5", "15", "22.5", "30", 45, 60, False),
]


class TestUci_3_6_068_TracksWhereHalfLapsMakeAKilometre:
    @pytest.mark.parametrize("row", CONFORMING, ids=lambda row: str(row[1]))
    def test_table_of_laps_and_finish_lines(
        self, row: tuple[int, str, str, str, str, str, str, int, int, bool]
    ) -> None:
        h, spelling, m500, km1, km2, km3, km4, half3, half4, own = row
        track = Track(parse_length(spelling).metres)
        assert track.conforming
        assert track.length == Fraction(2000, h)
        assert track.half_laps_per_km == h
        assert track.laps(500) == Fraction(m500)
        assert track.laps(1000) == Fraction(km1)
        assert track.laps(2000) == Fraction(km2)
        assert track.laps(3000) == Fraction(km3)
        assert track.laps(4000) == Fraction(km4)
        assert track.half_laps(3000) == half3
        assert track.half_laps(4000) == half4
        odd = Line.OWN if own else Line.OPPOSITE
        finishes = [track.course(metres).finish for metres in (1000, 2000, 3000, 4000)]
        assert finishes == [odd, Line.OWN, odd, Line.OWN]

    @pytest.mark.parametrize("length", ["336", "800/3", "250.5", "550", "130"])
    def test_other_lengths_do_not_conform(self, length: str) -> None:
        assert not Track(Fraction(length)).conforming

    def test_four_kilometres_on_a_third_of_a_kilometre_are_twelve_laps(self) -> None:
        assert Track(Fraction(1000, 3)).laps(4000) == 12


class TestLengthsAsPrinted:
    @pytest.mark.parametrize(
        ("text", "metres"),
        [
            ("250", Fraction(250)),
            ("400 m", Fraction(400)),
            ("1000/3", Fraction(1000, 3)),
            ("2000 / 7", Fraction(2000, 7)),
            ("336", Fraction(336)),
            ("250.3", Fraction("250.3")),
            ("333.39", Fraction("333.39")),
        ],
    )
    def test_stay_as_they_are(self, text: str, metres: Fraction) -> None:
        length = parse_length(text)
        assert length.metres == metres
        assert length.snapped is None

    @pytest.mark.parametrize(
        ("text", "metres"),
        [
            ("333.33", Fraction(1000, 3)),
            ("333,333", Fraction(1000, 3)),
            ("333", Fraction(1000, 3)),
            ("333.38", Fraction(1000, 3)),
            ("285.714", Fraction(2000, 7)),
            ("285.71", Fraction(2000, 7)),
            ("286", Fraction(2000, 7)),
            ("285", Fraction(2000, 7)),
            ("166.66", Fraction(500, 3)),
            ("166.67", Fraction(500, 3)),
            ("250.05", Fraction(250)),
        ],
    )
    def test_are_taken_exactly_when_they_mean_a_uci_length(
        self, text: str, metres: Fraction
    ) -> None:
        length = parse_length(text)
        assert length.metres == metres
        assert str(length.snapped).startswith(f"{text} m is taken as {metres} m exactly")

    @pytest.mark.parametrize("text", ["", "velodrome", "250,", "1000/0", "-250", "250 km", "1/2/3"])
    def test_that_are_none_are_refused_with_a_sentence(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not the length of a track: write metres"):
            parse_length(text)

    @pytest.mark.parametrize("length", ["49", "1001"])
    def test_that_no_track_has_are_refused(self, length: str) -> None:
        with pytest.raises(ValueError, match="give one from 50 to 1000 m"):
            Track(parse_length(length).metres)

    @pytest.mark.parametrize(
        ("metres", "text"),
        [
            (Fraction(1000, 3), "333.333"),
            (Fraction(250), "250"),
            (Fraction(63, 2), "31.5"),
            (Fraction(-24), "-24"),
        ],
    )
    def test_are_printed_in_metres(self, metres: Fraction, text: str) -> None:
        assert printed(metres) == text


class TestFirstHalfLap:
    """It ends at the first passage of the far pursuit line (UCI 3.2.074)."""

    @pytest.mark.parametrize(
        ("length", "metres"), [("250", Fraction(125)), ("333.33", Fraction(500, 3))]
    )
    def test_is_half_the_track(self, length: str, metres: Fraction) -> None:
        assert Track(parse_length(length).metres).course(4000).first_half_lap_m == metres

    def test_on_another_track_begins_at_the_start_line_of_the_distance(self) -> None:
        assert Track(Fraction(336)).course(4000).first_half_lap_m == 136


class TestPassings:
    def test_a_kilometre_on_400_m_passes_five_lines_and_ends_opposite(self) -> None:
        assert Track(Fraction(400)).course(1000).passings == (
            Passing(Fraction(200), Line.OPPOSITE),
            Passing(Fraction(400), Line.OWN),
            Passing(Fraction(600), Line.OPPOSITE),
            Passing(Fraction(800), Line.OWN),
            Passing(Fraction(1000), Line.OPPOSITE),
        )

    @given(
        length=st.fractions(50, 1000, max_denominator=50),
        distance=st.sampled_from([500, 1000, 2000, 3000, 4000]),
    )
    def test_end_at_the_distance_on_a_pursuit_line_half_a_lap_apart(
        self, length: Fraction, distance: int
    ) -> None:
        if distance < length / 2:
            return
        course = Track(length).course(distance)
        at = [passing.at_m for passing in course.passings]
        assert at[-1] == distance
        assert course.passings[-1].line is course.finish
        assert all(b - a == length / 2 for a, b in pairwise(at))
        assert 0 < at[0] <= length / 2
        assert abs(course.start_offset) <= length / 4


class TestTracksOfAnotherLength:
    """The finish is on a pursuit line, so the start line is not."""

    def test_four_kilometres_on_336_m_start_32_m_beyond_the_pursuit_line(self) -> None:
        course = Track(Fraction(336)).course(4000)
        assert course.start_offset == 32
        assert course.half_laps == 24
        assert course.finish is Line.OWN
        assert course.passings[0] == Passing(Fraction(136), Line.OPPOSITE)

    def test_a_start_line_before_the_pursuit_line_passes_that_one_first(self) -> None:
        course = Track(Fraction(330)).course(4000)
        assert course.start_offset == -40
        assert course.passings[0] == Passing(Fraction(40), Line.OWN)
        assert course.first_half_lap_m == 205

    def test_500_m_on_400_m_need_a_start_line_of_their_own(self) -> None:
        track = Track(Fraction(400))
        assert track.half_laps(500) == Fraction(5, 2)
        assert track.course(500).start_offset == 100

    def test_a_start_line_painted_elsewhere_is_used(self) -> None:
        track = Track(Fraction(336), start_offsets=((4000, Fraction(-136)),))
        course = track.course(4000)
        assert course.start_offset == -136
        assert course.finish is Line.OPPOSITE
        assert track.course(3000).start_offset == 24

    def test_a_start_line_that_leads_nowhere_is_refused_with_the_right_one(self) -> None:
        track = Track(Fraction(336), start_offsets=((4000, Fraction(30)),))
        with pytest.raises(ValueError, match=r"4000 m on a pursuit line: .* is 32 m"):
            track.course(4000)

    def test_less_than_half_a_lap_is_no_pursuit(self) -> None:
        with pytest.raises(ValueError, match=r"100 m is less than half a lap .*\(125 m\)"):
            Track(Fraction(250)).course(100)


class TestWhereARiderFinishes:
    def test_three_kilometres_on_400_m_end_across_the_track(self) -> None:
        course = Track(Fraction(400)).course(3000)
        assert course.finish_side(Side.HOME) is Side.BACK
        assert course.finish_side(Side.BACK) is Side.HOME

    def test_four_kilometres_end_where_they_began(self) -> None:
        course = Track(Fraction(400)).course(4000)
        assert course.finish_side(Side.HOME) is Side.HOME
