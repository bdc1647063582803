"""Knows how long work shows that it goes on: a count on the terminal, nothing anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from halflap.cli.say import spoken
from halflap.words.sentence import Sentence, say

T = TypeVar("T")

EVERY_S = 0.5
"""Work shorter than this shows nothing."""


def counted(items: Iterable[T], doing: Sentence) -> Iterator[T]:
    """The items; while they are taken, a terminal shows what is done and how many there were."""
    if not sys.stderr.isatty():
        yield from items
        return
    shown = time.monotonic()
    line = ""
    for number, item in enumerate(items, start=1):
        if time.monotonic() - shown > EVERY_S:
            shown = time.monotonic()
            line = spoken(say("{doing}: {n} …", doing=doing, n=number))
            sys.stderr.write(f"\r{line}")
            sys.stderr.flush()
        yield item
    if line:
        sys.stderr.write("\r" + " " * len(line) + "\r")
