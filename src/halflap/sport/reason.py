"""Knows why: one step of an argument, a sentence its arithmetic and the article it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.words.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Reason:
    """One step: the sentence holds the inputs and the arithmetic, ``article`` the rule.

    ``article`` is a UCI article (``3.2.061``) or the name of a switch of the format
    (``format: ties``) where the regulation is silent.
    """

    sentence: Sentence
    article: str = ""

    def __str__(self) -> str:
        return f"{self.sentence} [{self.article}]" if self.article else str(self.sentence)
