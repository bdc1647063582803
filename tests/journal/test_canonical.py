"""Canonical JSON: one text for one value, and no other text is taken."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.journal.canonical import NotCanonical, decode, encode

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
)


class TestTheText:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ({"b": 1, "a": [True, False, None]}, '{"a":[true,false,null],"b":1}'),
            ({}, "{}"),
            ([], "[]"),
            ((1, 2), "[1,2]"),
            (-(2**63), "-9223372036854775808"),
            ('a"b\\c/d', '"a\\"b\\\\c/d"'),
            ("\x00\n\x1f\x7f\u2028", '"\\u0000\\n\\u001f\x7f\u2028"'),
            ({"é": 1, "z": 2, "Z": 3}, '{"Z":3,"z":2,"é":1}'),
        ],
    )
    def test_is_this_and_no_other(self, value: object, text: str) -> None:
        assert encode(value) == text

    def test_keeps_names_as_given_composed_or_not(self) -> None:
        composed, decomposed = "Andr\u00e9", "Andre\u0301"
        assert encode(composed) != encode(decomposed)
        assert decode(encode(decomposed)) == decomposed

    @given(VALUES)
    def test_gives_the_value_back(self, value: object) -> None:
        assert decode(encode(value)) == value

    @given(VALUES)
    def test_is_json_as_anyone_reads_it(self, value: object) -> None:
        assert json.loads(encode(value)) == value


class TestWhatHasNoCanonicalForm:
    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            (1.0, "It holds a float, which has no canonical form."),
            ([float("nan")], "It holds a float, which has no canonical form."),
            ({1: 2}, "It holds a key that is no text."),
            (b"bytes", "It holds a bytes, which has no canonical form."),
            (2**63, "It holds an integer of more than 64 bits."),
            ("\ud800", "It holds half of a surrogate pair, which is no text."),
        ],
    )
    def test_is_refused_with_the_reason(self, value: object, reason: str) -> None:
        with pytest.raises(NotCanonical) as caught:
            encode(value)
        assert str(caught.value.reason) == reason

    def test_nor_has_what_is_nested_too_deep(self) -> None:
        assert encode(json.loads("[" * 65 + "]" * 65)) == "[" * 65 + "]" * 65
        with pytest.raises(NotCanonical):
            encode(json.loads("[" * 66 + "]" * 66))


class TestTextsThatAreNotCanonical:
    @pytest.mark.parametrize(
        "text",
        [
            '{"b":1,"a":2}',
            '{"a":1,"a":1}',
            '{"a": 1}',
            "[1,2] ",
            "1.0",
            "1e2",
            "-0",
            "NaN",
            '"\\u0041"',
            '"\\ud800"',
            "'a'",
            "",
            "[" * 100_000,
            "9" * 5000,
        ],
    )
    def test_are_refused(self, text: str) -> None:
        with pytest.raises(NotCanonical):
            decode(text)
