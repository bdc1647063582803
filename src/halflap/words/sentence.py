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
    a tuple of sentences (joined by a space). What has a name and an id (see ``name``) is said by
    its name, but by its id in a command to be typed (``halflap draw MEET {phase}``).
    """

    template: str
    values: tuple[tuple[str, str | int | Sentence | tuple[Sentence, ...]], ...] = ()

    def __str__(self) -> str:
        return self.said(lambda template: template)

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of ``translate`` (English template to template)."""
        template = translate(self.template)
        spoken = {name: _spoken(value, translate) for name, value in self.values}
        if TYPED in template:
            for name, value in self.values:
                if (id_ := id_of(value)) is not None and TYPED + f"{name}}}" in template:
                    template = template.replace(TYPED + f"{name}}}", f"{TYPED}{name}_id}}")
                    spoken[f"{name}_id"] = id_
        return template.format_map(spoken)


def _spoken(
    value: str | int | Sentence | tuple[Sentence, ...], translate: Callable[[str], str]
) -> str | int:
    if isinstance(value, Sentence):
        return value.said(translate)
    if isinstance(value, tuple):
        return " ".join(part.said(translate) for part in value)
    return value


TYPED = "MEET {"
"""After the file of the meet a command names a phase, as it is typed."""

NAME = "{en}"
"""The template of a name: its translation to French is ``{fr}``, and so on."""


def name(id_: str, *, en: str, fr: str) -> Sentence:
    """What has a name in every language, and an id by which it is typed."""
    return Sentence(NAME, (("id", id_), ("en", en), ("fr", fr)))


def id_of(value: object) -> str | None:
    """The id of what ``name`` made; None of anything else."""
    if isinstance(value, Sentence) and value.template == NAME:
        return str(dict(value.values)["id"])
    return None


def say(template: str, **values: str | int | Sentence | tuple[Sentence, ...]) -> Sentence:
    """A sentence from an English template and its values: ``say("{name} is first.",
    name="Ursi")``.
    """
    return Sentence(template, tuple(values.items()))
