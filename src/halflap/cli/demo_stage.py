"""Knows how a meet is played on a terminal: headings, what waits, and what is drawn over."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from halflap.cli.say import out, painted, spoken
from halflap.cli.table import width
from halflap.words.sentence import Sentence

SPEED = 10
"""How many times faster than the clock: a race of four and a half minutes in half of one, so that
a person can follow every half lap.
"""


async def rest(seconds: float) -> None:
    """Wait; the one place where the demonstration does."""
    await asyncio.sleep(seconds)


def is_lively() -> bool:
    """Whether somebody watches a terminal that can be drawn on."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the meet is shown; ``speed`` is None where nobody watches: then nothing waits."""

    speed: int | None

    def title(self, text: Sentence | str) -> None:
        """A heading."""
        out("", painted(spoken(text), "bold") if self.speed else spoken(text))

    async def pause(self, seconds: float) -> None:
        """Time to read, at the usual speed; less at a higher one."""
        if self.speed:
            await rest(seconds * SPEED / self.speed)


class Board:
    """A few lines that are drawn over, and leave nothing behind on the screen."""

    def __init__(self) -> None:
        self._height = 0

    def show(self, lines: Sequence[str]) -> None:
        """These lines in place of the last ones."""
        columns = shutil.get_terminal_size().columns - 1
        drawn = "".join(f"\x1b[K{cut(line, columns)}\n" for line in lines)
        _draw(f"{self._up()}{drawn}")
        self._height = len(lines)

    def clear(self) -> None:
        """Nothing in place of the last ones."""
        _draw(f"{self._up()}\x1b[J")
        self._height = 0

    def _up(self) -> str:
        return f"\x1b[{self._height}F" if self._height else ""


def cut(line: str, columns: int) -> str:
    """A line that wrapped could not be drawn over."""
    while width(line) > columns:
        line = line[:-1]
    return line


def _draw(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
