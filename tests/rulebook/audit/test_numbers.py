"""Numbers in words, English and French."""

from __future__ import annotations

import re

import pytest

from halflap.rulebook.audit.numbers import NUMBER, ORDINAL, number, ordinal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sixteen", 16), ("Twenty-seven", 27), ("thirty one", 31), ("7", 7), ("ninety-nine", 99),
        ("seize", 16), ("vingt-deux", 22), ("vingt et un", 21), ("dix-sept", 17), ("soixante", 60),
    ],
)  # fmt: skip
def test_numbers(text: str, value: int) -> None:
    found = re.fullmatch(NUMBER, text, re.IGNORECASE)
    assert found is not None
    assert number(found[0]) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("first", 1),
        ("fastest", 1),
        ("eighth", 8),
        ("3rd", 3),
        ("12th", 12),
        ("troisième", 3),
        ("2e", 2),
    ],
)
def test_ordinals(text: str, value: int) -> None:
    found = re.fullmatch(ORDINAL, text, re.IGNORECASE)
    assert found is not None
    assert ordinal(found[0]) == value


def test_a_number_inside_a_word_is_none() -> None:
    assert re.search(NUMBER, "often wonder", re.IGNORECASE) is None
