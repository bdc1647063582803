"""Knows what ``halflap live`` says of its keys: all of them, and which one a refusal asks for."""

from __future__ import annotations

from halflap.meet.acting import Action
from halflap.words.sentence import say

KEYS = {
    "a": Action.ARM,
    "g": Action.GUN,
    "b": Action.ABORT,
    "t": Action.RECORD,
    "c": Action.CATCH,
    "n": Action.NO_CATCH,
    "f": Action.FALSE_START,
    "m": Action.MISHAP,
    "d": Action.DNF,
    "o": Action.CONFIRM,
    "O": Action.CONFIRM_ALL,
    "x": Action.CLOSE,
    "u": Action.UNDO,
    "p": Action.PAUSE,
}
"""What each key of the terminal does."""

HELP = say(
    "Keys: a arm, g gun by hand or the shot that came too early, b abort the countdown, "
    "t record the times, c catch, n no catch, f false start, m mishap, d did not finish, "
    "o confirm, O confirm with all doubts, x close, u undo, k session check, p pause, q quit, "
    "? this list."
)

BY_KEY = {
    "armed": say("Await its gun, or press b to abort the countdown."),
    "open": say("Press t to record its times, or rule on it: f false start, m mishap, c catch."),
    "riding": say(
        "Rule on it first: f false start, m mishap, d did not finish. Or in another terminal:"
        " halflap close MEET PHASE HEAT --restarted."
    ),
    "first-half-lap": say(
        "Press m again if the mishap came after that passing. If it came before, and the rider"
        " rolled over the line, in another terminal: halflap rule MEET PHASE HEAT mishap --rider"
        " BIB --at METRES. [3.2.074]"
    ),
    "catch": say("Press c if it was a catch, n if it was none."),
    "recorded": say("Press o to confirm the heat."),
    "ridden": say("Press o to confirm it."),
    "check": say(
        "Press k to do it now, or answer for racing without it, in another terminal: halflap check"
        " MEET --bypass REASON."
    ),
    "no-shot-came": say("Press a to arm the next heat."),
    "nothing-since": say("For what was done before: halflap undo MEET N, in another terminal."),
    "not-armed": say("After the gun a run is stopped by f (false start) or m (mishap)."),
}
"""What to press where the remedy of a refusal is a command of another terminal."""

INSTEAD = {
    "nothing-since": say("Nothing done since the start of halflap live is left to undo."),
}
"""What is said in a terminal instead of the text of a refusal."""

LOOK_AGAIN = say("Look at each, then press O to confirm with all of these doubts.")
