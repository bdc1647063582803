"""Knows what may happen when in one run of a heat, as a state machine, and what is awaited.

Theory of operation. A run is one attempt at a heat, by one rider or two. It is *ready* once it is
loaded. The riders are locked into the blocks and the countdown runs (*counting down*); the gun
starts the clock (*running*). From then on each rider rides until he is done: he finishes, he is
out, or he is caught where a catch ends the race. When one of two is done the run has *one
finished*; when nobody rides any more it has *both finished* (so it is called for a rider alone
too). The starter, and only he, may stop it (UCI 3.2.018): for a false start, for a mishap in the
first half lap, or with the double shot. A *stopped* run gives no result; the restart is the next
run of the heat. No rider can have a race stopped for an irregularity that he thinks he suffered
(3.2.006), so there is no such event. A mishap after the first half lap stops nothing either: the
rider is *out*, the other one rides on, and whether there is a re-ride (3.2.074) or he is beaten
(3.2.075) is not the run's to know. Nor is how many starts a rider has in a phase (3.2.021ter).

A run is *closed* by command only. Until then impulses are kept and assigned, whatever the state,
because finishers roll on, late lines arrive, and a rider who did not hear the gun rides on. After
that nothing changes it; a late impulse is counted, so that somebody is told.

The machine is the table ``TRANSITIONS``: (state, trigger) to state. What is not in it is illegal:
it is refused with a sentence and changes nothing. A trigger is an event with one thing resolved
that the table cannot see, whether anybody else still rides: ``FINISHED`` is the finish of one
while the other rides, ``LAST_FINISHED`` that of the last. Whether this rider can do this now, for
example finish after he was caught, is asked by ``objection`` before the table is.

Undo is not an event: a fact is withdrawn and the run is stepped again without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from halflap.sport.heat import Side
from halflap.sport.run_plan import CatchPolicy
from halflap.timing.run_refusals import not_now, objection
from halflap.timing.run_values import Illegal, Run, RunEvent, Standing, State, What
from halflap.timing.wording import rider
from halflap.words.sentence import Sentence, say


class Trigger(Enum):
    """An event, with it resolved who still rides."""

    LOCK_IN = "lock in"
    COUNTDOWN_ABORTED = "countdown aborted"
    NOT_STARTING = "not starting, the other one is"
    NOBODY_STARTING = "not starting, nobody left"
    GUN = "gun"
    START_RECOVERED = "start recovered"
    FALSE_START = "false start"
    MISHAP = "mishap in the first half lap"
    STOP = "stop"
    FIRST_HALF_LAP = "first half lap"
    FINISHED = "finished, the other one rides"
    LAST_FINISHED = "finished, nobody rides"
    CATCH = "catch, both ride on"
    CATCH_ENDS = "catch, the race is over"
    CATCHER_RIDES_ON = "catcher rides on"
    OUT = "out, the other one rides"
    LAST_OUT = "out, nobody rides"
    REMOUNTED = "remounted, all ride"
    ONE_REMOUNTED = "remounted, the other one is done"
    RESTART = "restart"
    IMPULSE = "impulse"
    CLOSE = "close"


S, T = State, Trigger

TRANSITIONS: Mapping[tuple[State, Trigger], State] = {
    # 3.2.016: 50 seconds from the moment the bicycle is locked; clubs without the clock just fire
    (S.READY, T.LOCK_IN): S.COUNTING_DOWN,
    (S.READY, T.GUN): S.RUNNING,
    (S.READY, T.START_RECOVERED): S.RUNNING,
    (S.COUNTING_DOWN, T.COUNTDOWN_ABORTED): S.READY,
    (S.COUNTING_DOWN, T.GUN): S.RUNNING,
    (S.COUNTING_DOWN, T.START_RECOVERED): S.RUNNING,
    # 3.2.017: who delays is refused the start; the other one is locked in anew and rides alone
    (S.READY, T.NOT_STARTING): S.READY,
    (S.READY, T.NOBODY_STARTING): S.BOTH_FINISHED,
    (S.COUNTING_DOWN, T.NOT_STARTING): S.READY,
    (S.COUNTING_DOWN, T.NOBODY_STARTING): S.BOTH_FINISHED,
    # 3.2.018: only the starter calls a false start; who leaves before the gun makes one as well
    (S.COUNTING_DOWN, T.FALSE_START): S.STOPPED,
    (S.RUNNING, T.FALSE_START): S.STOPPED,
    (S.ONE_FINISHED, T.FALSE_START): S.STOPPED,  # one of them fell and is out already
    # 3.2.074, 3.2.075: a mishap in the first half lap stops the heat, qualifying or final
    (S.RUNNING, T.MISHAP): S.STOPPED,
    (S.ONE_FINISHED, T.MISHAP): S.STOPPED,
    # 3.2.019, 3.2.072: the double shot
    (S.RUNNING, T.STOP): S.STOPPED,
    (S.ONE_FINISHED, T.STOP): S.STOPPED,
    # 3.2.074: past the opposite line a mishap stops nothing
    (S.RUNNING, T.FIRST_HALF_LAP): S.RUNNING,
    (S.ONE_FINISHED, T.FIRST_HALF_LAP): S.ONE_FINISHED,
    (S.STOPPED, T.FIRST_HALF_LAP): S.STOPPED,
    # 3.2.051: the distance
    (S.RUNNING, T.FINISHED): S.ONE_FINISHED,
    (S.RUNNING, T.LAST_FINISHED): S.BOTH_FINISHED,
    (S.ONE_FINISHED, T.LAST_FINISHED): S.BOTH_FINISHED,
    (S.BOTH_FINISHED, T.LAST_FINISHED): S.BOTH_FINISHED,  # the catcher's time: optional
    (S.STOPPED, T.FINISHED): S.STOPPED,  # did not hear the gun: kept, counts for nothing
    (S.STOPPED, T.LAST_FINISHED): S.STOPPED,
    # 3.2.056: qualifying, only the time counts; the caught rider completes the distance
    (S.RUNNING, T.CATCH): S.RUNNING,
    (S.ONE_FINISHED, T.CATCH): S.ONE_FINISHED,
    (S.BOTH_FINISHED, T.CATCH): S.BOTH_FINISHED,  # confirmed after they finished
    # 3.2.057, 3.2.073: final, over at the catch, also where it is confirmed later
    (S.RUNNING, T.CATCH_ENDS): S.BOTH_FINISHED,
    (S.ONE_FINISHED, T.CATCH_ENDS): S.BOTH_FINISHED,
    (S.BOTH_FINISHED, T.CATCH_ENDS): S.BOTH_FINISHED,
    (S.BOTH_FINISHED, T.CATCHER_RIDES_ON): S.ONE_FINISHED,  # for a record
    # 3.2.074, 3.2.075: a mishap later, a rider who stops; the other one rides on
    (S.RUNNING, T.OUT): S.ONE_FINISHED,
    (S.RUNNING, T.LAST_OUT): S.BOTH_FINISHED,
    (S.ONE_FINISHED, T.LAST_OUT): S.BOTH_FINISHED,
    (S.STOPPED, T.OUT): S.STOPPED,
    (S.STOPPED, T.LAST_OUT): S.STOPPED,
    # 3.2.007: who fell may be helped back on, where he left the track
    (S.ONE_FINISHED, T.REMOUNTED): S.RUNNING,
    (S.BOTH_FINISHED, T.REMOUNTED): S.RUNNING,  # a rider alone
    (S.BOTH_FINISHED, T.ONE_REMOUNTED): S.ONE_FINISHED,
    # 3.2.021ter: the restart is the next run; with a gate its gun closes this one
    (S.RUNNING, T.RESTART): S.CLOSED,
    (S.ONE_FINISHED, T.RESTART): S.CLOSED,
    (S.STOPPED, T.RESTART): S.CLOSED,
    # impulses belong to the run from the gun until it is closed; one after that is told, no more
    (S.RUNNING, T.IMPULSE): S.RUNNING,
    (S.ONE_FINISHED, T.IMPULSE): S.ONE_FINISHED,
    (S.BOTH_FINISHED, T.IMPULSE): S.BOTH_FINISHED,
    (S.STOPPED, T.IMPULSE): S.STOPPED,
    (S.CLOSED, T.IMPULSE): S.CLOSED,
    # by command only
    (S.BOTH_FINISHED, T.CLOSE): S.CLOSED,
    (S.STOPPED, T.CLOSE): S.CLOSED,
}


def step(run: Run, event: RunEvent) -> Run | Illegal:
    """The run after the event, or why it cannot be now; then the run stays as it was."""
    why = objection(run, event)
    if why is not None:
        return Illegal(why)
    after = TRANSITIONS.get((run.state, triggered(run, event)))
    if after is None:
        return Illegal(not_now(run, event.what))
    return replace(_with_what_happened(run, event), state=after)


def triggered(run: Run, event: RunEvent) -> Trigger:
    """The event with it resolved who still rides."""
    others_ride = any(side is not event.side for side in run.riding)
    match event.what:
        case What.NOT_STARTING:
            return T.NOT_STARTING if others_ride else T.NOBODY_STARTING
        case What.FINISHED:
            return T.FINISHED if others_ride else T.LAST_FINISHED
        case What.OUT:
            return T.OUT if others_ride else T.LAST_OUT
        case What.REMOUNTED:
            all_ride = others_ride or len(run.starters) == 1
            return T.REMOUNTED if all_ride else T.ONE_REMOUNTED
        case What.CATCH:
            return T.CATCH_ENDS if run.plan.catch is CatchPolicy.ENDS else T.CATCH
        case what:
            return Trigger[what.name]


def awaited(run: Run) -> Sentence:
    """The one sentence that says what is awaited now."""
    match run.state:
        case S.READY:
            return say("Awaited: the riders in the starting blocks, and the countdown.")
        case S.COUNTING_DOWN:
            return say("Awaited: the gun.")
        case S.RUNNING | S.ONE_FINISHED:
            if len(run.riding) == 2:
                return say("Awaited: the finish of both riders.")
            return say("Awaited: the finish, {rider}.", rider=rider(run.riding[0]))
        case S.BOTH_FINISHED:
            if run.who(Standing.CATCHER):
                return say(
                    "The race is over by the catch. Awaited: that the result is confirmed, or that"
                    " the catcher rides on for a time."
                )
            return say("Nobody rides any more. Awaited: that the result is confirmed.")
        case S.STOPPED:
            return say("The run is stopped. Awaited: the restart, or that the run is closed.")
        case S.CLOSED:
            if run.late:
                return say(
                    "The run is closed. Impulses that came after it: {count}. Look whether one of"
                    " them was a finish.",
                    count=run.late,
                )
            return say("The run is closed. Awaited: the next one.")


def _with_what_happened(run: Run, event: RunEvent) -> Run:
    """The run with the facts of the event, before its state is changed."""
    what, side = event.what, event.side
    if what in {What.FALSE_START, What.MISHAP, What.STOP}:
        return replace(run, stopped_for=what, stopped_by=side)
    if what in {What.GUN, What.START_RECOVERED}:
        return replace(run, gun_us=event.us)
    if what is What.RESTART:
        return replace(run, restarted=True)
    if what is What.IMPULSE:
        return replace(run, late=run.late + 1) if run.state is S.CLOSED else run
    if side is None:
        return run
    match what:
        case What.NOT_STARTING:
            return _standing(run, side, Standing.NOT_STARTED)
        case What.FIRST_HALF_LAP:
            done = run.first_done
            return run if side in done else replace(run, first_done=(*done, side))
        case What.FINISHED:
            return _standing(run, side, Standing.FINISHED)
        case What.REMOUNTED | What.CATCHER_RIDES_ON:
            return _standing(run, side, Standing.RIDES)
        case What.OUT:
            won = run.over_by_catch and run.caught_by is side
            return _standing(run, side, Standing.CATCHER if won else Standing.OUT)
        case What.CATCH:
            return _caught(run, side)
        case _:
            return run


def _caught(run: Run, by: Side) -> Run:
    """The run with a catch; where it ends the race nobody has to ride any more.

    Who has finished keeps that: at the line both rules give him the win, and he has a time.
    """
    run = replace(run, caught_by=by)
    if not run.over_by_catch:
        return run
    run = _standing(run, by.other, Standing.CAUGHT)
    return run if run.standing(by) is Standing.FINISHED else _standing(run, by, Standing.CATCHER)


def _standing(run: Run, side: Side, standing: Standing) -> Run:
    return replace(run, home=standing) if side is Side.HOME else replace(run, back=standing)
