"""Knows how a command ends: the exit codes, and a failure as reasons with remedies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from halflap.words.sentence import Sentence

DONE = 0
FINDING = 1  # something is wrong, open or unequal, as the output says
USAGE = 2  # the command line or a file given to it cannot be read
REFUSED = 3  # a rule forbids it; nothing was changed
STORAGE = 4  # the meet file cannot be read or written, or is in use
BUG = 70  # our fault (sysexits.h: EX_SOFTWARE)
INTERRUPTED = 130  # as every program that ends by Ctrl-C


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason: a stable code for programs, what is in the way, and what to do."""

    code: str
    text: Sentence
    remedy: Sentence | None = None


class Failure(Exception):
    """The command ends here with ``exit_code``; nothing was changed."""

    def __init__(self, exit_code: int, refusals: Iterable[Refusal]) -> None:
        self.exit_code = exit_code
        self.refusals = tuple(refusals)
        super().__init__(exit_code, self.refusals)


def unusable(code: str, text: Sentence, remedy: Sentence | None = None) -> Failure:
    """A failure of the command line itself or of a file given to it."""
    return Failure(USAGE, [Refusal(code, text, remedy)])
