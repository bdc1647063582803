"""Knows how a sentence is said on a screen: in every language, without a command of the terminal.

``screen.toml`` has a template for each that names a command, an option or a key of ``halflap
live``: on a screen the same is done by a button, whose key can be chosen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from halflap.words.catalogue import LANGUAGES, translate
from halflap.words.sentence import Sentence

Text = dict[str, str]
"""A sentence in every language, by the language."""

Value = str | int | Sentence | tuple[Sentence, ...]


@cache
def screen_templates() -> Mapping[str, str]:
    """Template of the terminal = template of the screen."""
    text = (files("halflap.words") / "screen.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def on_screen(sentence: Sentence) -> Sentence:
    """The sentence as a screen says it, and all sentences within it."""
    template = screen_templates().get(sentence.template, sentence.template)
    values = tuple((name, _value(value)) for name, value in sentence.values)
    return Sentence(template, values)


def _value(value: Value) -> Value:
    if isinstance(value, Sentence):
        return on_screen(value)
    if isinstance(value, tuple):
        return tuple(on_screen(part) for part in value)
    return value


def text(sentence: Sentence) -> Text:
    """The sentence for a message to screens: every reader takes his language."""
    said = on_screen(sentence)
    return {language: _in(said, language) for language in LANGUAGES}


def _in(sentence: Sentence, language: str) -> str:
    return sentence.said(lambda template: translate(template, language))
