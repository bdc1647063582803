"""The session check: gun, home, back and backup are tripped in the order asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halflap.timing.checking import (
    VERDICTS,
    Answer,
    Check,
    Input,
    Post,
    Step,
    Trip,
    asked,
    dead_time,
    skip,
    tripped,
)
from tests.timing.ridden import us

GUN, LINE, FAR = (Input("timy", channel) for channel in ("C0", "C2", "C3"))
SPARE = Input("tag", "M1")
STRANGE = Input("timy", "C5")
STEPS = (
    Step(Post.GUN, GUN),
    Step(Post.HOME, LINE),
    Step(Post.BACK, FAR),
    Step(Post.BACKUP, SPARE, beside=Post.HOME),
)


def after(*trips: tuple[Input, float], steps: tuple[Step, ...] = STEPS) -> Check:
    """The check after trips at these seconds; the backup's clock is 3 s ahead."""
    check = Check(steps)
    for source, second in trips:
        clock = us(second + (3 if source is SPARE else 0))
        check = tripped(check, Trip(source, clock, us(second) + 1_000))
    return check


class TestInTheOrderAsked:
    def test_each_asks_for_the_next(self) -> None:
        trips = ((GUN, 0.0), (LINE, 10.0), (FAR, 20.0), (SPARE, 30.0))
        awaited = [after(*trips[:count]).awaited for count in range(5)]
        assert awaited == [*STEPS, None]

    def test_says_what_to_trip(self) -> None:
        assert str(asked(Check(STEPS))) == "Trip the gun. Awaited: an impulse on C0 of timy."
        assert str(asked(after((GUN, 0.0)))) == (
            "Trip the home line. Awaited: an impulse on C2 of timy."
        )

    def test_passes_when_all_have_answered(self) -> None:
        check = after((GUN, 0.0), (LINE, 10.0), (FAR, 20.0), (SPARE, 30.0))
        assert check.passed
        assert check.findings == ()
        assert str(asked(check)) == "Every input answered as it should: the check has passed."

    def test_a_check_of_nothing_has_not_passed(self) -> None:
        assert not Check(()).passed
        assert "Nothing is configured" in str(asked(Check(())))

    def test_an_input_that_is_not_used_today_is_left_out(self) -> None:
        check = skip(after((GUN, 0.0), (LINE, 10.0), (FAR, 20.0)))
        assert check.passed
        assert skip(check) == check

    def test_what_comes_after_it_has_passed_changes_no_step(self) -> None:
        check = after((GUN, 0.0), (LINE, 10.0), (FAR, 20.0), (SPARE, 30.0), (STRANGE, 40.0))
        assert check.passed
        assert check.findings == ()

    def test_every_answer_has_a_verdict(self) -> None:
        assert set(VERDICTS) == set(Answer)


class TestSwappedLines:
    def test_are_suspected_at_the_first(self) -> None:
        check = after((GUN, 0.0), (FAR, 10.0))
        assert check.passed_steps == (0,)
        assert not check.swapped
        (finding,) = check.findings
        assert finding.wrong
        assert str(finding.text) == (
            "Asked for was the home line, but C3 of timy answered, the input of the other line."
            " Either the other line was tripped, or the two are swapped: the next one shows which."
        )

    def test_the_other_line_is_asked_for_next(self) -> None:
        assert after((GUN, 0.0), (FAR, 10.0)).awaited == STEPS[2]

    def test_are_named_when_each_answered_for_the_other(self) -> None:
        check = after((GUN, 0.0), (FAR, 10.0), (LINE, 20.0))
        assert check.swapped
        assert str(check.findings[-1].text) == (
            "The lines are swapped: each answered on the input of the other. Exchange the two"
            " plugs, or the two channels in the set-up, and trip both again."
        )

    def test_pass_once_they_are_exchanged(self) -> None:
        wrong = ((GUN, 0.0), (FAR, 10.0), (LINE, 20.0), (SPARE, 25.0))
        check = after(*wrong)
        assert check.awaited == STEPS[1]
        check = after(*wrong, (LINE, 60.0), (FAR, 70.0))
        assert check.passed
        assert check.findings == ()
        assert not check.swapped

    def test_were_not_swapped_where_only_the_wrong_one_was_tripped(self) -> None:
        check = after((GUN, 0.0), (FAR, 10.0), (FAR, 20.0))  # the back line, both times
        assert check.passed_steps == (0, 2)
        assert not check.swapped
        check = after((GUN, 0.0), (FAR, 10.0), (FAR, 20.0), (SPARE, 25.0), (LINE, 30.0))
        assert check.passed


class TestAWrongInput:
    def test_of_another_post(self) -> None:
        (finding,) = after((LINE, 0.0)).findings
        assert "C2 of timy answered, which belongs to something else" in str(finding.text)

    def test_that_is_not_configured(self) -> None:
        (finding,) = after((GUN, 0.0), (STRANGE, 10.0)).findings
        assert str(finding.text).endswith(
            "C5 of timy answered, which is not configured: plug the cable into C2, or set the"
            " channel up."
        )

    def test_leaves_the_step_awaited(self) -> None:
        assert after((STRANGE, 0.0)).awaited == STEPS[0]

    @given(st.lists(st.sampled_from([GUN, LINE, FAR, SPARE, STRANGE]), max_size=12))
    def test_never_passes_a_step_out_of_its_input(self, sources: list[Input]) -> None:
        check = after(*((source, n * 10.0) for n, source in enumerate(sources)))
        tripped_inputs = set(sources)
        assert all(STEPS[number].input in tripped_inputs for number in check.passed_steps)
        assert len(check.answers) <= len(sources)


class TestTheBackupOnTheSameLine:
    def test_has_passed_when_it_saw_the_tripping(self) -> None:
        check = after((GUN, 0.0), (LINE, 10.0), (SPARE, 10.01), (FAR, 20.0))
        assert check.passed
        assert check.findings == ()

    def test_also_where_it_came_first(self) -> None:
        check = after((GUN, 0.0), (SPARE, 10.0), (LINE, 10.01), (FAR, 20.0))
        assert check.passed

    def test_is_asked_for_where_it_saw_nothing(self) -> None:
        check = after((GUN, 0.0), (LINE, 10.0), (FAR, 20.0))
        assert check.awaited == STEPS[3]


class TestDeadTime:
    def test_two_impulses_of_one_tripping_show_it(self) -> None:
        check = after((GUN, 0.0), (LINE, 10.0), (LINE, 10.0621))
        assert check.findings == ()
        assert check.awaited == STEPS[2]
        assert check.closest == ((LINE, 62_100),)
        assert str(dead_time(check, LINE)) == (
            "C2 of timy fired twice within 0.0621 s: its dead time is shorter than that, so both"
            " wheels of a bicycle can be seen."
        )

    def test_closer_than_two_wheels_is_a_bouncing_contact(self) -> None:
        check = after((GUN, 0.0), (LINE, 10.0), (LINE, 10.0031), (LINE, 10.05))
        assert check.closest == ((LINE, 3_100),)
        assert "the contact bounces" in str(dead_time(check, LINE))

    def test_one_impulse_shows_nothing(self) -> None:
        assert dead_time(after((GUN, 0.0)), GUN) is None


class TestTheOffsetsOfTheClocks:
    def test_are_those_of_the_quickest_delivery(self) -> None:
        check = Check(STEPS)
        check = tripped(check, Trip(GUN, us(100), us(7) + 9_000))
        check = tripped(check, Trip(LINE, us(110), us(17) + 2_000))
        assert dict(check.offsets) == {"timy": us(93) - 2_000}

    def test_between_two_devices(self) -> None:
        check = after((GUN, 0.0), (LINE, 10.0), (SPARE, 10.0))
        assert check.offset_between("timy", "tag") == us(3)
        assert check.offset_between("timy", "none") is None

    def test_without_a_host_time_there_are_none(self) -> None:
        assert tripped(Check(STEPS), Trip(GUN, us(100))).offsets == ()
