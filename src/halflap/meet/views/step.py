"""Knows what a step is: what people await, and the command that does it."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.words.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Step:
    """What is awaited, and the command line that does it (``MEET`` stands for the file).

    ``does`` is the name of that command (empty: nothing is left to do), ``phase`` and ``heat`` are
    where, and ``of`` is which protest, kind of document or beaten record it is about.
    """

    awaits: Sentence
    command: str = ""
    does: str = ""
    phase: str = ""
    heat: str = ""
    of: str = ""
