"""Numbers of impulses say what is missing, what comes again, and that a device was restarted."""

from __future__ import annotations

from halflap.devices.counting import EVERY, TRIES, Counted, Counting, Span, missing


def seen(count: Counting, *numbers: int) -> list[Counted]:
    return [count.seen(number, number * 1_000_000) for number in numbers]


class TestCounting:
    def test_the_first_number_starts_the_count(self) -> None:
        assert seen(Counting(), 57, 58) == [Counted(), Counted()]

    def test_a_number_that_was_skipped_is_missing(self) -> None:
        gap = Span(3, 5)
        assert seen(Counting(), 1, 2, 6, 7)[2:] == [Counted(gap=gap, ask=(gap,)), Counted()]

    def test_what_was_missing_and_comes_is_no_restart(self) -> None:
        count = Counting()
        seen(count, 1, 4)
        assert seen(count, 2, 3, 5) == [Counted(again=True), Counted(again=True), Counted()]

    def test_a_missing_impulse_may_have_a_later_time_than_the_last_one(self) -> None:
        count = Counting()
        seen(count, 1, 3)
        assert count.seen(2, 99_000_000) == Counted(again=True)

    def test_the_same_impulse_again_is_no_restart(self) -> None:
        count = Counting()
        seen(count, 1, 2, 3)
        assert seen(count, 2, 3) == [Counted(again=True), Counted(again=True)]

    def test_a_low_number_with_a_later_time_is_a_restart(self) -> None:
        count = Counting()
        seen(count, 57, 58)
        assert count.seen(1, 99_000_000) == Counted(restarted=True)
        assert count.seen(2, 100_000_000) == Counted()

    def test_what_does_not_come_is_asked_for_again_some_times(self) -> None:
        count = Counting()
        seen(count, 1, 3)
        asked = [bool(one.ask) for one in seen(count, *range(4, 60))]
        assert asked.count(True) == TRIES - 1
        assert asked.index(True) == EVERY - 1

    def test_only_what_is_still_missing_is_asked_for_again(self) -> None:
        count = Counting()
        seen(count, 1, 6)
        seen(count, 3)
        asked = [span for one in seen(count, *range(7, 7 + EVERY)) for span in one.ask]
        assert asked == [Span(2, 2), Span(4, 5)]

    def test_the_newest_number_of_the_device_shows_what_was_lost_at_the_end(self) -> None:
        count = Counting()
        seen(count, 1, 2)
        assert count.expect(2) is None
        assert count.expect(5) == Span(3, 5)
        assert count.seen(4, 4_000_000) == Counted(again=True)

    def test_a_number_out_of_all_reason_is_found_out_by_the_next(self) -> None:
        count = Counting()
        seen(count, 1)
        assert count.seen(9001, 2_000_000).gap == Span(2, 9000)
        assert count.seen(2, 3_000_000).again
        assert count.last == 9001


class TestWords:
    def test_one_or_several(self) -> None:
        assert str(missing(Span(4, 4))) == "Impulse 4 did not arrive: asked for again."
        assert str(missing(Span(4, 6))) == "Impulses 4 to 6 did not arrive: asked for again."
