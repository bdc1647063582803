"""Knows the one way in which a value is written as JSON, so that equal values have equal bytes.

Canonical JSON here: UTF-8, keys sorted by code point, no spaces, integers of 64 bits and no other
numbers, only the escapes that JSON demands (``"``, ``\\`` and the control characters), text kept
as given (never normalised), at most 64 levels deep.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring as quoted

from halflap.words.sentence import Sentence, say

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
_DEEPEST = 64


class NotCanonical(ValueError):
    """A value or a text that has no canonical form, or is not in it; ``reason`` says why."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(str(reason))
        self.reason = reason


def encode(value: object) -> str:
    """The canonical JSON text of None, bool, int, str, and lists, tuples and mappings of them.

    Raises ``NotCanonical`` for anything else, floats above all: a time or a length is an integer
    or a text here.
    """
    return _utf8("".join(_pieces(value, 0)))


def decode(text: str) -> object:
    """The value of a canonical JSON text; raises ``NotCanonical`` for any other text."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(say("It is no JSON ({detail}).", detail=str(error))) from error
    if encode(value) != text:
        raise NotCanonical(
            say("It is JSON, but not canonical (sorted keys, no spaces, each key once).")
        )
    return value


def _pieces(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise NotCanonical(say("It is nested more than {levels} levels deep.", levels=_DEEPEST))
    match value:
        case None:
            yield "null"
        case bool():
            yield "true" if value else "false"
        case int():
            if not INT64_MIN <= value <= INT64_MAX:
                raise NotCanonical(say("It holds an integer of more than 64 bits."))
            yield int.__repr__(value)
        case str():
            yield quoted(value)
        case list() | tuple():
            separator = "["
            for item in value:
                yield separator
                yield from _pieces(item, depth + 1)
                separator = ","
            yield "]" if value else "[]"
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise NotCanonical(say("It holds a key that is no text."))
            separator = "{"
            for key in sorted(value):
                yield f"{separator}{quoted(key)}:"
                yield from _pieces(value[key], depth + 1)
                separator = ","
            yield "}" if value else "{}"
        case _:
            kind = type(value).__name__
            raise NotCanonical(say("It holds a {kind}, which has no canonical form.", kind=kind))


def _utf8(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(say("It holds half of a surrogate pair, which is no text.")) from error
    return text
