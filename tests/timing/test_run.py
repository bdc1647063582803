"""One run of a heat: every transition of UCI 3.2.016 to 3.2.075, and that no other is possible."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.heat import Side
from halflap.sport.run_plan import CatchPolicy, RunPlan
from halflap.sport.track import Track
from halflap.timing.run import TRANSITIONS, Trigger, awaited, step, triggered
from halflap.timing.run_values import Ending, Illegal, Run, RunEvent, Standing, State, What
from tests.timing.ridden import BACK, HOME, us

COURSE = Track(Fraction(250)).course(4000)
NOON = us(12 * 3600)
SIDES = {"home": HOME, "back": BACK}
WHATS = {what.value: what for what in What}


def plan(catch: CatchPolicy, starters: tuple[Side, ...] = (HOME, BACK)) -> RunPlan:
    return RunPlan(COURSE, starters, catch)


QUALIFYING, FINAL = plan(CatchPolicy.RIDE_ON), plan(CatchPolicy.ENDS)
ALONE = plan(CatchPolicy.RIDE_ON, (HOME,))


def event(text: str) -> RunEvent:
    """``finished home``, ``gun``, ``stop``."""
    words, _, last = text.rpartition(" ")
    what, side = (words, SIDES[last]) if last in SIDES else (text, None)
    fired = WHATS[what] in {What.GUN, What.START_RECOVERED}
    return RunEvent(WHATS[what], side, NOON if fired else None)


def after(ridden: RunPlan, events: str) -> Run:
    """The run after these events, all of them legal."""
    run = Run.of(ridden)
    for text in filter(None, events.split(", ")):
        following = step(run, event(text))
        assert isinstance(following, Run), f"{text}: {following.why}"
        run = following
    return run


def state(ridden: RunPlan, events: str) -> State:
    return after(ridden, events).state


def refused(ridden: RunPlan, events: str, last: str) -> str:
    """Why the last event is refused."""
    found = step(after(ridden, events), event(last))
    assert isinstance(found, Illegal), f"{last} was not refused"
    return str(found.why)


class TestUci3_2_016TheStart:
    def test_lock_in_countdown_and_gun(self) -> None:
        assert state(FINAL, "") is State.READY
        assert state(FINAL, "lock in") is State.COUNTING_DOWN
        run = after(FINAL, "lock in, gun")
        assert (run.state, run.gun_us) == (State.RUNNING, NOON)

    def test_a_countdown_can_be_aborted_and_begun_again(self) -> None:
        assert state(FINAL, "lock in, countdown aborted") is State.READY
        assert state(FINAL, "lock in, countdown aborted, lock in, gun") is State.RUNNING

    def test_a_club_without_the_clock_just_fires(self) -> None:
        assert state(ALONE, "gun") is State.RUNNING

    def test_a_start_that_was_missed_is_recovered(self) -> None:
        assert state(FINAL, "lock in, start recovered") is State.RUNNING

    def test_a_gun_has_a_time(self) -> None:
        found = step(Run.of(FINAL), RunEvent(What.GUN))
        assert isinstance(found, Illegal)
        assert str(found.why) == "Say when the gun was fired."

    def test_there_is_one_gun(self) -> None:
        assert refused(FINAL, "lock in, gun", "gun") == (
            "The run has its gun: enter a restart if the heat was started again, or withdraw the"
            " start and enter the right one."
        )

    @pytest.mark.parametrize(
        "text", ["stop", "finished home", "out back", "catch home", "mishap home"]
    )
    def test_nothing_is_ridden_before_it(self, text: str) -> None:
        assert refused(FINAL, "lock in", text) == (
            "The gun has not been fired: await it, or recover the start if it was missed."
        )

    def test_impulses_before_it_stay_outside_the_run(self) -> None:
        assert "stays outside the run" in refused(FINAL, "lock in", "impulse")


class TestUci3_2_017AStartRefused:
    def test_the_other_one_rides_alone_after_a_new_countdown(self) -> None:
        run = after(FINAL, "lock in, not starting home")
        assert (run.state, run.starters) == (State.READY, (BACK,))
        assert state(FINAL, "lock in, not starting home, lock in, gun, finished back") is (
            State.BOTH_FINISHED
        )

    def test_nobody_is_left(self) -> None:
        assert state(FINAL, "not starting home, not starting back") is State.BOTH_FINISHED
        assert state(ALONE, "lock in, not starting home") is State.BOTH_FINISHED

    def test_who_does_not_start_does_nothing_else(self) -> None:
        assert refused(FINAL, "not starting home, gun", "finished home") == (
            "Nobody starts on that side, the rider of the home line: name the other one."
        )


class TestUci3_2_018TheFalseStart:
    def test_stops_the_run(self) -> None:
        run = after(FINAL, "lock in, gun, false start home")
        assert (run.state, run.stopped_for, run.stopped_by) == (
            State.STOPPED,
            What.FALSE_START,
            HOME,
        )
        assert run.ending is Ending.STOPPED

    def test_who_made_it_need_not_be_known(self) -> None:
        assert after(FINAL, "gun, false start").stopped_by is None

    def test_before_the_gun_as_well(self) -> None:
        assert state(FINAL, "lock in, false start back") is State.STOPPED

    def test_not_before_anybody_was_locked_in(self) -> None:
        assert "lock the riders in first" in refused(FINAL, "", "false start home")

    def test_not_once_somebody_has_finished(self) -> None:
        assert "no matter of the start" in refused(FINAL, "gun, finished home", "false start back")

    def test_where_the_other_fell_and_is_out(self) -> None:
        assert state(FINAL, "gun, out back, false start home") is State.STOPPED


class TestUci3_2_019TheSignalToStop:
    def test_stops_the_run(self) -> None:
        run = after(QUALIFYING, "gun, stop")
        assert (run.state, run.stopped_for) == (State.STOPPED, What.STOP)

    def test_while_one_still_rides(self) -> None:
        run = after(QUALIFYING, "gun, finished home, stop")
        assert (run.state, run.home) == (State.STOPPED, Standing.FINISHED)

    def test_not_when_nobody_rides(self) -> None:
        assert "Nobody rides any more" in refused(
            QUALIFYING, "gun, finished home, finished back", "stop"
        )

    def test_a_rider_who_did_not_hear_it_rides_on(self) -> None:
        run = after(FINAL, "gun, stop, impulse, first half lap home, finished home")
        assert (run.state, run.ending) == (State.STOPPED, Ending.STOPPED)


class TestUci3_2_021terTheRestart:
    def test_is_the_next_run_and_closes_this_one(self) -> None:
        run = after(FINAL, "gun, false start home, restart")
        assert (run.state, run.ending) == (State.CLOSED, Ending.RESTARTED)

    def test_with_a_gate_a_second_gun_is_one(self) -> None:
        assert after(FINAL, "gun, restart").ending is Ending.RESTARTED

    def test_needs_a_start(self) -> None:
        assert "has not been fired" in refused(FINAL, "lock in", "restart")

    def test_not_after_the_end(self) -> None:
        assert "Nobody rides any more" in refused(ALONE, "gun, finished home", "restart")


@pytest.mark.parametrize("phase", [QUALIFYING, FINAL])
class TestUci3_2_074And3_2_075TheMishap:
    def test_in_the_first_half_lap_the_heat_is_stopped(self, phase: RunPlan) -> None:
        run = after(phase, "gun, mishap back")
        assert (run.state, run.stopped_for, run.stopped_by) == (State.STOPPED, What.MISHAP, BACK)

    def test_the_first_half_lap_is_that_of_the_rider(self, phase: RunPlan) -> None:
        assert state(phase, "gun, first half lap home, mishap back") is State.STOPPED

    def test_later_it_is_not(self, phase: RunPlan) -> None:
        assert refused(phase, "gun, first half lap home", "mishap home") == (
            "Past the opposite line a mishap does not stop the heat: enter that the rider of the"
            " home line is out; a re-ride is for the commissaires. [3.2.074, 3.2.075]"
        )

    def test_the_other_rides_on(self, phase: RunPlan) -> None:
        run = after(phase, "gun, first half lap home, out home")
        assert (run.state, run.riding) == (State.ONE_FINISHED, (BACK,))

    def test_both_may_fall(self, phase: RunPlan) -> None:
        assert state(phase, "gun, out home, out back") is State.BOTH_FINISHED

    def test_it_concerns_a_rider(self, phase: RunPlan) -> None:
        assert "Say which rider" in refused(phase, "gun", "mishap")


class TestUci3_2_007BackOnTheBicycle:
    def test_who_fell_rides_again(self) -> None:
        assert state(FINAL, "gun, out home, remounted home") is State.RUNNING
        assert state(ALONE, "gun, out home, remounted home") is State.RUNNING

    def test_the_other_has_finished_or_fell_too(self) -> None:
        assert state(FINAL, "gun, out home, finished back, remounted home") is State.ONE_FINISHED
        assert state(FINAL, "gun, out home, out back, remounted back") is State.ONE_FINISHED

    def test_who_is_out_does_not_finish_before_that(self) -> None:
        assert "is out: enter that the ride goes on" in refused(
            FINAL, "gun, out home", "finished home"
        )

    def test_only_who_is_out(self) -> None:
        assert "is not out" in refused(FINAL, "gun", "remounted home")


class TestUci3_2_051TheDistance:
    def test_one_after_the_other(self) -> None:
        assert state(FINAL, "gun, finished back") is State.ONE_FINISHED
        run = after(FINAL, "gun, finished back, finished home")
        assert (run.state, run.ending) == (State.BOTH_FINISHED, Ending.FINISHED)

    def test_a_rider_alone(self) -> None:
        assert state(ALONE, "lock in, gun, finished home") is State.BOTH_FINISHED

    def test_once(self) -> None:
        assert "has finished: correct the splits" in refused(
            FINAL, "gun, finished home", "finished home"
        )

    def test_under_way_it_is_open(self) -> None:
        assert after(FINAL, "gun, finished home").ending is Ending.OPEN


class TestUci3_2_056TheCatchInQualifying:
    def test_both_ride_on(self) -> None:
        run = after(QUALIFYING, "gun, catch home")
        assert (run.state, run.caught, run.riding) == (State.RUNNING, BACK, (HOME, BACK))

    def test_both_get_their_times(self) -> None:
        run = after(QUALIFYING, "gun, catch home, finished home, finished back")
        assert (run.state, run.ending) == (State.BOTH_FINISHED, Ending.FINISHED)

    def test_may_be_confirmed_after_they_finished(self) -> None:
        run = after(QUALIFYING, "gun, finished home, finished back, catch home")
        assert (run.state, run.caught_by) == (State.BOTH_FINISHED, HOME)

    def test_happens_once(self) -> None:
        assert "entered already" in refused(QUALIFYING, "gun, catch home", "catch back")

    def test_riding_on_is_no_event(self) -> None:
        assert "both ride on" in refused(QUALIFYING, "gun, catch home", "catcher rides on home")

    def test_not_by_a_rider_alone(self) -> None:
        assert "A rider alone" in refused(ALONE, "gun", "catch home")


class TestUci3_2_057TheCatchInTheFinal:
    def test_the_race_is_over(self) -> None:
        run = after(FINAL, "gun, catch home")
        assert (run.state, run.home, run.back) == (
            State.BOTH_FINISHED,
            Standing.CATCHER,
            Standing.CAUGHT,
        )
        assert run.ending is Ending.CAUGHT

    def test_the_caught_rider_gets_no_time(self) -> None:
        assert "no time is kept" in refused(FINAL, "gun, catch home", "finished back")

    def test_the_catcher_may_ride_on_for_a_record(self) -> None:
        run = after(FINAL, "gun, catch home, catcher rides on home")
        assert (run.state, run.riding) == (State.ONE_FINISHED, (HOME,))
        run = after(FINAL, "gun, catch home, catcher rides on home, finished home")
        assert (run.state, run.home, run.ending) == (
            State.BOTH_FINISHED,
            Standing.FINISHED,
            Ending.CAUGHT,
        )

    def test_the_catcher_who_just_finished_has_a_time_too(self) -> None:
        assert after(FINAL, "gun, catch home, finished home").home is Standing.FINISHED

    def test_the_catcher_who_gives_up_has_won(self) -> None:
        run = after(FINAL, "gun, catch home, catcher rides on home, out home")
        assert (run.state, run.home) == (State.BOTH_FINISHED, Standing.CATCHER)

    def test_at_the_line_the_winner_has_a_time_and_the_other_is_caught(self) -> None:
        run = after(FINAL, "gun, finished home, catch home")
        assert (run.state, run.home, run.back) == (
            State.BOTH_FINISHED,
            Standing.FINISHED,
            Standing.CAUGHT,
        )

    def test_may_be_confirmed_when_both_have_rolled_over_the_line(self) -> None:
        run = after(FINAL, "gun, finished home, finished back, catch home")
        assert (run.home, run.back) == (Standing.FINISHED, Standing.CAUGHT)

    @pytest.mark.parametrize("text", ["stop", "false start home", "restart"])
    def test_there_is_nothing_left_to_stop(self, text: str) -> None:
        events = "gun, catch home, catcher rides on home"
        assert "over at the catch" in refused(FINAL, events, text)

    def test_only_the_catcher_rides_on(self) -> None:
        assert "has not caught anybody" in refused(
            FINAL, "gun, catch home", "catcher rides on back"
        )


class TestClosing:
    @pytest.mark.parametrize(
        "events",
        ["gun, finished home, finished back", "gun, stop", "not starting home, not starting back"],
    )
    def test_by_command_when_nobody_rides(self, events: str) -> None:
        assert state(FINAL, f"{events}, close") is State.CLOSED

    @pytest.mark.parametrize("events", ["gun", "gun, finished home"])
    def test_not_while_somebody_rides(self, events: str) -> None:
        assert "still on the way" in refused(FINAL, events, "close")

    def test_not_before_anything_was_ridden(self) -> None:
        assert "Nothing has been ridden" in refused(FINAL, "lock in", "close")

    def test_impulses_are_kept_until_then(self) -> None:
        run = after(FINAL, "gun, impulse, finished home, impulse, finished back, impulse")
        assert (run.state, run.late) == (State.BOTH_FINISHED, 0)

    def test_a_late_impulse_is_told_and_changes_nothing_else(self) -> None:
        before = after(ALONE, "gun, finished home, close")
        run = after(ALONE, "gun, finished home, close, impulse, impulse")
        assert (run.state, run.late) == (State.CLOSED, 2)
        assert (run.home, run.gun_us, run.ending) == (before.home, NOON, Ending.FINISHED)
        assert "Impulses that came after it: 2." in str(awaited(run))


class TestWhatIsAwaited:
    @pytest.mark.parametrize(
        ("events", "says"),
        [
            ("", "Awaited: the riders in the starting blocks, and the countdown."),
            ("lock in", "Awaited: the gun."),
            ("gun", "Awaited: the finish of both riders."),
            ("gun, finished home", "Awaited: the finish, the rider of the back line."),
            (
                "gun, finished home, finished back",
                "Nobody rides any more. Awaited: that the result is confirmed.",
            ),
            (
                "gun, catch home",
                "The race is over by the catch. Awaited: that the result is confirmed, or that the"
                " catcher rides on for a time.",
            ),
            ("gun, stop", "The run is stopped. Awaited: the restart, or that the run is closed."),
            ("gun, stop, close", "The run is closed. Awaited: the next one."),
        ],
    )
    def test_is_one_sentence(self, events: str, says: str) -> None:
        assert str(awaited(after(FINAL, events))) == says

    def test_a_rider_alone(self) -> None:
        assert str(awaited(after(ALONE, "gun"))) == (
            "Awaited: the finish, the rider of the home line."
        )


class TestTheTable:
    def test_every_trigger_stands_in_it(self) -> None:
        assert {trigger for _, trigger in TRANSITIONS} == set(Trigger)

    def test_closed_leads_nowhere(self) -> None:
        assert {to for (state, _), to in TRANSITIONS.items() if state is State.CLOSED} == {
            State.CLOSED
        }

    def test_only_the_gun_or_its_recovery_leads_from_before_to_running(self) -> None:
        before = {State.READY, State.COUNTING_DOWN}
        found = {
            trigger
            for (state, trigger), to in TRANSITIONS.items()
            if state in before and to is State.RUNNING
        }
        assert found == {Trigger.GUN, Trigger.START_RECOVERED}


EVENTS = st.lists(
    st.builds(
        RunEvent,
        st.sampled_from(What),
        st.sampled_from([HOME, BACK, None]),
        st.sampled_from([NOON, None]),
    ),
    max_size=40,
)
PLANS = st.builds(
    plan, st.sampled_from(CatchPolicy), st.sampled_from([(HOME, BACK), (HOME,), (BACK,)])
)


def wrong_with(run: Run) -> list[str]:
    """What cannot be true of a run; derived from the riders, not from the table."""
    riding, starters = len(run.riding), len(run.starters)
    done = starters - riding
    started = run.gun_us is not None
    must_hold = {
        State.READY: not started and riding == starters > 0,
        State.COUNTING_DOWN: not started and riding == starters > 0,
        State.RUNNING: started and riding == starters > 0,
        State.ONE_FINISHED: started and (riding, done) == (1, 1),
        State.BOTH_FINISHED: riding == 0 and started is (starters > 0),
        State.STOPPED: run.stopped_for is not None,
        State.CLOSED: riding == 0 or run.stopped_for is not None or run.restarted,
    }
    found = [] if must_hold[run.state] else [f"{run.state.value} does not fit its riders"]
    if run.late and run.state is not State.CLOSED:
        found.append("late impulses of an open run")
    if run.caught_by is not None and starters < 2:
        found.append("a catch by a rider alone")
    if Standing.CAUGHT in {run.home, run.back} and not run.over_by_catch:
        found.append("caught though both ride on")
    if run.stopped_for is not None and run.state not in {State.STOPPED, State.CLOSED}:
        found.append("stopped and still under way")
    return found


class TestNoSequenceOfEvents:
    @given(PLANS, EVENTS)
    def test_reaches_an_illegal_state(self, ridden: RunPlan, events: list[RunEvent]) -> None:
        run = Run.of(ridden)
        for one in events:
            following = step(run, one)
            if isinstance(following, Illegal):
                assert str(following.why).endswith((".", "]"))
                continue
            assert wrong_with(following) == []
            assert str(awaited(following)).endswith(".")
            if run.state is State.CLOSED:
                assert one.what is What.IMPULSE
                assert following.state is State.CLOSED
            run = following

    @given(PLANS, EVENTS)
    def test_passes_a_transition_outside_the_table(
        self, ridden: RunPlan, events: list[RunEvent]
    ) -> None:
        run = Run.of(ridden)
        for one in events:
            following = step(run, one)
            if isinstance(following, Run):
                assert TRANSITIONS[run.state, triggered(run, one)] is following.state
                run = following

    def test_leaves_a_transition_unused(self) -> None:
        used: set[tuple[State, Trigger]] = set()
        seen: set[Run] = set()
        waiting = [Run.of(ridden) for ridden in (QUALIFYING, FINAL, ALONE)]
        every = [RunEvent(what, side, NOON) for what in What for side in (HOME, BACK, None)]
        while waiting:
            run = waiting.pop()
            if run in seen or run.late > 1:
                continue
            seen.add(run)
            for one in every:
                following = step(run, one)
                if isinstance(following, Run):
                    used.add((run.state, triggered(run, one)))
                    assert wrong_with(following) == []
                    waiting.append(following)
        assert used == set(TRANSITIONS)
