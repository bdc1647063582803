"""Knows why an event cannot happen to a run now, in sentences with the remedy."""

from __future__ import annotations

from halflap.sport.heat import Side
from halflap.sport.run_plan import CatchPolicy
from halflap.timing.run_values import Run, RunEvent, Standing, State, What
from halflap.timing.wording import rider
from halflap.words.sentence import Sentence, say

OF_A_RIDER = frozenset(
    {
        What.NOT_STARTING,
        What.FIRST_HALF_LAP,
        What.MISHAP,
        What.FINISHED,
        What.OUT,
        What.REMOUNTED,
        What.CATCH,
        What.CATCHER_RIDES_ON,
    }
)
STOPS = frozenset({What.FALSE_START, What.MISHAP, What.STOP})


def objection(run: Run, event: RunEvent) -> Sentence | None:
    """Why this rider cannot do this, whatever the table says; None if he can."""
    what, side = event.what, event.side
    if what in {What.GUN, What.START_RECOVERED} and event.us is None:
        return say("Say when the gun was fired.")
    if side is None:
        if what in OF_A_RIDER:
            return say("Say which rider it concerns: the one of the home line or of the back line.")
    elif side not in run.starters:
        return say("Nobody starts on that side, {rider}: name the other one.", rider=rider(side))
    if run.state is State.CLOSED:
        return None
    if what in STOPS or what is What.RESTART:
        return _against_stopping(run, event)
    return None if side is None else _against_rider(run, what, side)


def not_now(run: Run, what: What) -> Sentence:
    """Why the table has no such transition, and what to do."""
    match run.state:
        case State.CLOSED:
            return say(
                "The run is closed and stays as it is: withdraw the closing first, or decide"
                " about the result."
            )
        case State.READY | State.COUNTING_DOWN:
            return _before_the_gun(run, what)
        case State.STOPPED:
            return say(
                "The run is stopped: start the heat again as its next run, or withdraw the stop if"
                " it was entered by mistake."
            )
        case State.BOTH_FINISHED:
            return say(
                "Nobody rides any more in this run: confirm the result, or withdraw what was"
                " entered by mistake."
            )
        case State.RUNNING | State.ONE_FINISHED:
            return _under_way(what)


def _before_the_gun(run: Run, what: What) -> Sentence:
    if what is What.IMPULSE:
        return say(
            "The gun has not been fired: the impulse stays outside the run. It can be pulled in"
            " once there is a start."
        )
    if what is What.CLOSE:
        return say(
            "Nothing has been ridden yet: enter who does not start, or leave the run as it is."
        )
    if what is What.LOCK_IN:
        return say("The countdown runs already: await the gun, or abort the countdown.")
    if what is What.COUNTDOWN_ABORTED:
        return say("No countdown runs: there is nothing to abort.")
    if what is What.FALSE_START and run.state is State.READY:
        return say("There has been no start: lock the riders in first.")
    return say("The gun has not been fired: await it, or recover the start if it was missed.")


def _under_way(what: What) -> Sentence:
    if what is What.CLOSE:
        return say(
            "A rider is still on the way: enter the finish, or that the rider is out, or stop the"
            " run, and then close it."
        )
    if what in {What.GUN, What.START_RECOVERED}:
        return say(
            "The run has its gun: enter a restart if the heat was started again, or withdraw the"
            " start and enter the right one."
        )
    return say(
        "The riders are on the way: stop the run first, or withdraw the start if it was none."
    )


def _against_stopping(run: Run, event: RunEvent) -> Sentence | None:
    """Why the run cannot be stopped or started again for this."""
    if run.over_by_catch:
        return say(
            "The race was over at the catch, so there is nothing to stop: withdraw the catch if"
            " there was none. [3.2.057]"
        )
    what, side = event.what, event.side
    if what in {What.FALSE_START, What.MISHAP} and run.who(Standing.FINISHED):
        return say(
            "A rider has finished, so this is no matter of the start: use the signal to stop, or"
            " rule on it."
        )
    if what is not What.MISHAP or side is None:
        return None
    if side in run.first_done:
        return say(
            "Past the opposite line a mishap does not stop the heat: enter that {rider} is out; a"
            " re-ride is for the commissaires. [3.2.074, 3.2.075]",
            rider=rider(side),
        )
    if run.gun_us is not None and run.standing(side) is Standing.OUT:
        return say(
            "As entered, {rider} is out: withdraw that, and then enter the mishap.",
            rider=rider(side),
        )
    return None


def _against_rider(run: Run, what: What, side: Side) -> Sentence | None:
    """Why this rider, as he stands, cannot do this."""
    standing = run.standing(side)
    match what:
        case What.FINISHED if standing is Standing.CAUGHT:
            return say(
                "The race was over when {rider} was caught: no time is kept. Withdraw the catch if"
                " there was none. [3.2.057]",
                rider=rider(side),
            )
        case What.FINISHED if standing is Standing.OUT:
            return say(
                "As entered, {rider} is out: enter that the ride goes on, or attach the impulse"
                " elsewhere.",
                rider=rider(side),
            )
        case What.FINISHED if standing is Standing.FINISHED:
            return say(
                "As entered, {rider} has finished: correct the splits instead.", rider=rider(side)
            )
        case What.FINISHED | What.OUT if run.gun_us is None:
            return say(
                "The gun has not been fired: await it, or recover the start if it was missed."
            )
        case What.OUT if standing is not Standing.RIDES:
            return say(
                "As entered, {rider} does not ride any more: nothing to enter.", rider=rider(side)
            )
        case What.REMOUNTED if standing is not Standing.OUT:
            return say(
                "As entered, {rider} is not out: nothing to enter. [3.2.007]", rider=rider(side)
            )
        case What.CATCH:
            return _against_catch(run)
        case What.CATCHER_RIDES_ON if standing is not Standing.CATCHER:
            if run.plan.catch is CatchPolicy.RIDE_ON:
                return say("In this phase both ride on after a catch: nothing to enter. [3.2.056]")
            return say(
                "As entered, {rider} has not caught anybody, or rides on already: enter the catch"
                " first.",
                rider=rider(side),
            )
        case _:
            return None


def _against_catch(run: Run) -> Sentence | None:
    if len(run.starters) < 2:
        return say("A rider alone catches nobody: withdraw the impulse from this run.")
    if run.caught_by is not None:
        return say("A catch is entered already: withdraw it first if it is another one.")
    return None
