"""Knows the translations of the sentences: one TOML file an area, English template = translated
template.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "fr")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All translations of one language (empty for English).

    Raises ``KeyError`` for a language that halflap does not speak.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    if language == "en":
        return {}
    found: dict[str, str] = {}
    folder = files("halflap.words") / language
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            found.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return found


def translate(template: str, language: str) -> str:
    """The template in ``language``; a template without a translation stays English."""
    return catalogue(language).get(template, template)
