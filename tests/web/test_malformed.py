"""JSON that is not what was asked for: every refusal is a sentence in the reader's language."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
import pytest

from halflap.web.malformed import problem
from halflap.words.on_screen import text


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    bib: int
    name: str = ""
    order: tuple[int, ...] = ()
    level: Literal["provisional", "official"] = "official"
    place: tuple[str, str, str] = ("", "", "")
    run: Annotated[int, msgspec.Meta(ge=1)] = 1


@pytest.mark.parametrize(
    ("given", "english", "french"),
    [
        (
            b'{"bib": "12"}',
            "The field bib is a whole number, and here is a text.",
            "Le champ bib est un nombre entier, et voici un texte.",
        ),
        (b"{}", "The field bib is missing.", "Le champ bib manque."),
        (b'{"bib": 1, "bibb": 2}', "There is no field bibb.", "Il n'y a pas de champ bibb."),
        (
            b'{"bib": 1, "order": [1, null]}',
            "The field order[1] is a whole number, and here is null.",
            "Le champ order[1] est un nombre entier, et voici null.",
        ),
        (
            b'{"bib": 1, "level": "final"}',
            "The field level cannot be “final”.",
            "Le champ level ne peut pas être «\u00a0final\u00a0».",
        ),
        (
            b'{"bib": 1, "run": 0}',
            "The field run has to be >= 1.",
            "Le champ run doit être >= 1.",
        ),
        (
            b'{"bib": 1, "place": ["men", "1"]}',
            "The field place is a list of 3 elements.",
            "Le champ place est une liste de 3 éléments.",
        ),
        (
            b"[1]",
            "Expected is an object, and here is a list.",
            "Il faut un objet, et voici une liste.",
        ),
        (
            b'{"bib": 1',
            "It is no JSON in UTF-8, or it is cut off.",
            "Ce n'est pas du JSON en UTF-8, ou il est coupé.",
        ),
    ],
)
def test_is_said_by_field_and_what_was_expected(given: bytes, english: str, french: str) -> None:
    with pytest.raises(msgspec.DecodeError) as refused:
        msgspec.json.decode(given, type=Asked)
    assert text(problem(refused.value)) == {"en": english, "fr": french}
