"""Differences of resolution or source that decide something are doubts (case 22)."""

from __future__ import annotations

import pytest

from halflap.rulebook.doubts import Decides, doubt_of_order, doubt_of_record
from halflap.sport.times import RecordedTime, Source, recorded

ELECTRONIC = Source.ELECTRONIC
HAND = Source.HAND


def doubted(
    a: str, b: str, source_a: Source = ELECTRONIC, source_b: Source = ELECTRONIC, **more: int
) -> str | None:
    first, second = ("A", recorded(a, source_a)), ("B", recorded(b, source_b))
    doubt = doubt_of_order(first, second, Decides.CUT, **more)
    other_way = doubt_of_order(second, first, Decides.CUT, **more)
    assert (doubt and doubt.code) == (other_way and other_way.code)
    return doubt.code if doubt else None


class TestSource:
    def test_a_hand_time_close_to_an_electronic_one_is_a_doubt(self) -> None:
        assert doubted("4:20.606", "4:20.51", source_b=HAND) == "source"

    @pytest.mark.parametrize(("b", "code"), [("4:20.2", "source"), ("4:20.21", None)])
    def test_the_margin_is_two_tenths_and_included(self, b: str, code: str | None) -> None:
        assert doubted("4:20.000", b, source_b=HAND) == code

    def test_the_margin_is_the_formats(self) -> None:
        assert doubted("4:20.000", "4:20.21", source_b=HAND, hand_margin_us=300_000) == "source"
        assert doubted("4:20.000", "4:20.11", source_b=HAND, hand_margin_us=100_000) is None

    def test_two_hand_times_are_compared_as_they_are(self) -> None:
        assert doubted("4:20.31", "4:20.32", HAND, HAND) is None

    def test_photo_and_transponder_are_both_electronic(self) -> None:
        assert doubted("4:20.311", "4:20.312", Source.PHOTO, ELECTRONIC) is None


class TestResolution:
    def test_times_equal_as_far_as_both_are_known_are_a_doubt(self) -> None:
        assert doubted("4:20.60", "4:20.606") == "resolution"

    def test_times_that_differ_as_far_as_both_are_known_are_none(self) -> None:
        assert doubted("4:20.61", "4:20.606") is None

    def test_equal_times_of_one_resolution_are_a_tie_and_no_doubt(self) -> None:
        assert doubted("4:20.606", "4:20.606") is None


class TestTheSentence:
    @pytest.mark.parametrize(
        ("decides", "what"),
        [
            (Decides.CUT, "decide who goes on,"),
            (Decides.SEEDING, "decide the seeding,"),
            (Decides.MEDAL, "decide a medal,"),
            (Decides.PLACE, "decide a place,"),
        ],
    )
    def test_says_what_hangs_on_it(self, decides: Decides, what: str) -> None:
        doubt = doubt_of_order(
            ("Sanchez", recorded("4:20.606", ELECTRONIC)),
            ("Roberts", recorded("4:20.6", HAND)),
            decides,
        )
        assert doubt is not None
        assert what in str(doubt.sentence)
        assert "4:20.606 of Sanchez and 4:20.6 of Roberts" in str(doubt.sentence)
        assert doubt.riders == ("Sanchez", "Roberts")


class TestRecords:
    STANDING = recorded("4:15.165", ELECTRONIC)

    @pytest.mark.parametrize(
        ("time", "code"),
        [
            (recorded("4:14.90", HAND), "record-hand"),
            (recorded("4:14.90", ELECTRONIC), "record-resolution"),
            (recorded("4:14.900", ELECTRONIC), None),
        ],
    )
    def test_need_an_electronic_time_of_the_same_resolution(
        self, time: RecordedTime, code: str | None
    ) -> None:
        doubt = doubt_of_record("OR", "Wiggins", time, self.STANDING)
        assert (doubt and doubt.code) == code

    def test_of_hundredths_are_beaten_by_hundredths(self) -> None:
        standing = recorded("4:57.48", ELECTRONIC)
        assert doubt_of_record("OR", "Ursi", recorded("4:56.64", ELECTRONIC), standing) is None
