"""Knows the one refusal of this room: bytes that cannot be read as what they should be."""

from __future__ import annotations

from halflap.words.sentence import Sentence


class Unreadable(ValueError):
    """Nothing was read; ``sentence`` says what is wrong and what to do.

    ``where`` is the place in the source (a JSON Pointer, ``line N`` or empty for the whole).
    """

    def __init__(self, sentence: Sentence, where: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.where = where
