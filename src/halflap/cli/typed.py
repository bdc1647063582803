"""Knows how what people type at a command line is read, and how it fails: with an exit code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from halflap.cli.failure import REFUSED, USAGE, Failure, Refusal, unusable
from halflap.meet import session_lines, typed
from halflap.meet.commands.base import NotNow
from halflap.meet.record_rows import record_in_words
from halflap.words.sentence import Sentence, say

T = TypeVar("T")
P = ParamSpec("P")

CODES, SOURCES = typed.CODES, typed.SOURCES


def checked(read: Callable[[str], T], text: str) -> T:
    """What ``read`` makes of ``text``; its ``ValueError`` with a sentence becomes a failure."""
    try:
        return read(text)
    except ValueError as error:
        problem = error.args[0]
        if not isinstance(problem, Sentence):
            raise
        raise unusable("value", problem) from error


def day(text: str) -> date:
    """A date such as 2004-08-20."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise unusable(
            "date", say("“{text}” is not a date.", text=text), say("Write it as 2004-08-20.")
        ) from error


def _typed(read: Callable[P, T]) -> Callable[P, T]:
    """The same with failures: 1 where the meet refuses it, 2 where it cannot be read."""

    @wraps(read)
    def reading(*args: P.args, **options: P.kwargs) -> T:
        try:
            return read(*args, **options)
        except NotNow as not_now:
            code = REFUSED if not_now.refusals[0].code == "nobody" else USAGE
            reasons = [Refusal(each.code, each.text, each.remedy) for each in not_now.refusals]
            raise Failure(code, reasons) from not_now

    return reading


whole_numbers = _typed(typed.whole_numbers)
heats = _typed(typed.heats)
heat_place = _typed(typed.heat_place)
time = _typed(typed.time)
ride = _typed(typed.ride)
rides = _typed(typed.rides)
metres = _typed(typed.metres)
record_in_force = _typed(record_in_words)
session_of = _typed(session_lines.session_of)
