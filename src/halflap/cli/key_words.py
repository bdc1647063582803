"""Knows what ``halflap live`` says of its keys: all of them, and which one a refusal asks for."""

from __future__ import annotations

from halflap.words.sentence import say

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
    "not-armed": say("After the gun a run is stopped by f (false start) or m (mishap)."),
}
"""What to press where the remedy of a refusal is a command of another terminal."""

LOOK_AGAIN = say("Look at each, then press O to confirm with all of these doubts.")
