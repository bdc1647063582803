"""Knows what a sentence is: an English template with named values, so that it can be said in other
languages later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for a person: the English template is also the key of its translations.

    ``values`` are pairs (name, value); a value may itself be a sentence (translated with it) or
    a tuple of sentences (joined by a space).
    """

    template: str
    values: tuple[tuple[str, str | int | Sentence | tuple[Sentence, ...]], ...] = ()

    def __str__(self) -> str:
        return self.said(lambda template: template)

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of ``translate`` (English template to template)."""
        spoken = {name: _spoken(value, translate) for name, value in self.values}
        return translate(self.template).format_map(spoken)


def _spoken(
    value: str | int | Sentence | tuple[Sentence, ...], translate: Callable[[str], str]
) -> str | int:
    if isinstance(value, Sentence):
        return value.said(translate)
    if isinstance(value, tuple):
        return " ".join(part.said(translate) for part in value)
    return value


def say(template: str, **values: str | int | Sentence | tuple[Sentence, ...]) -> Sentence:
    """A sentence from an English template and its values: ``say("{name} is first.",
    name="Ursi")``.
    """
    return Sentence(template, tuple(values.items()))
