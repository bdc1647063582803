"""Knows the translations of the sentences: one TOML file an area, English template = translated
template.

The files are written with ordinary spaces; where French wants one that no line breaks at, it is put
in here, so that no line begins with a colon.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "fr")

_UNBROKEN = re.compile(r"(?<![,\s]) (?=[:;!?»])|(?<=«) ")
"""The spaces of French before ``: ; ! ? »`` and after ``«``; a comma lists the sign as a key."""


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
            for english, french in tomllib.loads(file.read_text(encoding="utf-8")).items():
                found[english] = _UNBROKEN.sub("\u00a0", french)
    return found


def translate(template: str, language: str) -> str:
    """The template in ``language``; a template without a translation stays English."""
    return catalogue(language).get(template, template)
